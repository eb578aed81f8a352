"""Seguimiento: addresses that ask to be told, those that said so themselves, and how far each was.

An address is kept as a follower only once its owner confirmed it, and is deleted with all that it
follows when it stops. What is told, and that it was told, are one unit.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from piccolo.columns.combination import WhereRaw
from piccolo.querystring import QueryString

from game.following import Focus, FollowRules, Kind, Rhythm
from server.db import Param, Refused, Step, params, statement, write
from server.queries.mail import FOLLOWING, Message, posting
from server.queries.news import gather_news, newest_number
from server.security import token_hash
from server.tables.following import FollowerRow, FollowRequestRow, FollowRow
from server.tables.mail import MailRow

A_DAY: Final = timedelta(days=1)
# Within it the same form again is the same press.
PRESSED_AGAIN: Final = timedelta(minutes=2)
# The keys of the letters that ask somebody to confirm, and of those to a follower.
ASKING: Final = f"{FOLLOWING}ask."
TELLING: Final = f"{FOLLOWING}news."

ADD_REQUEST = statement(FollowRequestRow.insert(params(FollowRequestRow)))
# Its link may be pressed once more: it leads to the follower that it became.
TAKE_REQUEST = statement(
    FollowRequestRow.update(
        {
            FollowRequestRow.confirmed: QueryString(
                "(SELECT name FROM follower WHERE address = {})", Param("address")
            ),
            FollowRequestRow.address: "",
        }
    )
    .where(
        FollowRequestRow.token_hash == Param("token_hash"),
        FollowRequestRow.confirmed == "",
    )
    .returning(FollowRequestRow.id)
)
ADD_FOLLOWER = statement(
    FollowerRow.insert(params(FollowerRow)).on_conflict(
        target=FollowerRow.address,
        action="DO UPDATE",
        values=[FollowerRow.locale, FollowerRow.rhythm],
    )
)
_OWN = QueryString("(SELECT id FROM follower WHERE address = {})", Param("address"))
ADD_FOLLOW = statement(
    FollowRow.insert(params(FollowRow, follower=_OWN)).on_conflict(
        target=(FollowRow.follower, FollowRow.kind, FollowRow.code), action="DO NOTHING"
    )
)
CHANGE = statement(
    FollowerRow.update(
        {FollowerRow.rhythm: Param("rhythm"), FollowerRow.locale: Param("locale")}
    ).where(FollowerRow.id == Param("id"))
)
DROP = statement(
    FollowRow.delete().where(
        FollowRow.follower == Param("id"),
        FollowRow.kind == Param("kind"),
        FollowRow.code == Param("code"),
    )
)
ADVANCE = statement(
    FollowerRow.update({FollowerRow.told: Param("until")})
    .where(FollowerRow.id == Param("id"), FollowerRow.told == Param("seen"))
    .returning(FollowerRow.id)
)
FORGET_MAIL = statement(
    MailRow.delete().where(
        MailRow.address == Param("address"), WhereRaw("key LIKE {}", Param("keys"))
    )
)
FORGET_FOLLOWS = statement(FollowRow.delete().where(FollowRow.follower == Param("id")))
FORGET_CONFIRMED = statement(
    FollowRequestRow.delete().where(FollowRequestRow.confirmed == Param("name"))
)
FORGET_FOLLOWER = statement(FollowerRow.delete().where(FollowerRow.id == Param("id")))
REFUSED = statement(
    FollowerRow.update({FollowerRow.refused: QueryString("follower.refused + 1")}).where(
        FollowerRow.address == Param("address")
    )
)
TAKEN = statement(
    FollowerRow.update({FollowerRow.refused: 0}).where(
        FollowerRow.address == Param("address"), FollowerRow.refused > 0
    )
)
FORGET_REQUESTS = statement(
    FollowRequestRow.delete().where(FollowRequestRow.asked_at <= Param("before"))
)
FORGET_OLD_MAIL = statement(
    MailRow.delete().where(
        WhereRaw("key LIKE {}", Param("keys")),
        MailRow.created_at <= Param("before"),
    )
)


@dataclass(frozen=True, slots=True)
class FollowRequest:
    """What somebody asked for with an address, before its owner said anything."""

    address: str
    locale: str
    rhythm: Rhythm
    focus: Focus


@dataclass(frozen=True, slots=True)
class Follower:
    """A confirmed address. `name`: it stands in the links of its letters."""

    id: int
    name: str
    address: str
    locale: str
    rhythm: Rhythm
    told: int
    refused: int


@dataclass(frozen=True, slots=True)
class Follow:
    """One thing that is followed, and since which number of the news."""

    focus: Focus
    since: int


def address_key(address: str) -> str:
    """One form of an address: nobody has two mailboxes that differ in capitals alone."""
    return address.strip().casefold()


async def keep_request(
    request: FollowRequest, token: str, letter: Message, at: datetime, rules: FollowRules
) -> bool:
    """Keep what was asked for with the letter that asks for a confirmation.

    False, and nothing kept, where this address was sent as many in a day as it may be. The same
    pressed again has its letter on the way already.
    """
    row = FollowRequestRow
    same = row.exists().where(
        row.address == request.address,
        row.locale == request.locale,
        row.rhythm == request.rhythm.value,
        row.kind == request.focus.kind.value,
        row.code == request.focus.code,
        row.confirmed == "",
        row.asked_at > at - PRESSED_AGAIN,
    )
    if await same:
        return True
    asked = await row.count().where(row.address == request.address, row.asked_at > at - A_DAY)
    if asked >= rules.most_asked:
        return False
    facts = {
        "token_hash": token_hash(token),
        "address": request.address,
        "locale": request.locale,
        "rhythm": request.rhythm.value,
        "kind": request.focus.kind.value,
        "code": request.focus.code,
        "asked_at": at,
        "confirmed": "",
    }
    await write([Step(ADD_REQUEST, facts), posting(letter, at)])
    return True


async def request_of(token: str, now: datetime, rules: FollowRules) -> FollowRequest | None:
    """What waits for this token; nothing once it was confirmed, or too late for it."""
    row = (
        await FollowRequestRow.select()
        .where(
            FollowRequestRow.token_hash == token_hash(token),
            FollowRequestRow.confirmed == "",
            FollowRequestRow.asked_at > now - timedelta(days=rules.confirm_days),
        )
        .first()
    )
    if row is None:
        return None
    focus = Focus(Kind(row["kind"]), row["code"])
    return FollowRequest(row["address"], row["locale"], Rhythm(row["rhythm"]), focus)


async def confirmed_with(token: str) -> Follower | None:
    """Whoever confirmed with this token, while they follow anything."""
    row = (
        await FollowRequestRow.select(FollowRequestRow.confirmed)
        .where(FollowRequestRow.token_hash == token_hash(token), FollowRequestRow.confirmed != "")
        .first()
    )
    return await follower_of(row["confirmed"]) if row else None


async def confirm(request: FollowRequest, token: str, name: str, now: datetime) -> Follower | None:
    """Begin to tell an address; nothing where the token was used at this very moment.

    What happened before is not told. Rhythm and language hold for all that it follows.
    """
    await gather_news(now)
    last = await newest_number()
    facts = {
        "token_hash": token_hash(token),
        "name": name,
        "address": request.address,
        "locale": request.locale,
        "rhythm": request.rhythm.value,
        "told": last,
        "refused": 0,
        "confirmed_at": now,
        "kind": request.focus.kind.value,
        "code": request.focus.code,
        "since": last,
    }
    try:
        await write(
            [
                Step(ADD_FOLLOWER, facts),
                Step(ADD_FOLLOW, facts),
                Step(TAKE_REQUEST, facts, rows=1),
            ]
        )
    except Refused:
        return None
    row = await FollowerRow.select().where(FollowerRow.address == request.address).first()
    return _follower(row) if row else None


async def follower_of(name: str) -> Follower | None:
    """Whoever has this name in their links, while they follow anything."""
    row = await FollowerRow.select().where(FollowerRow.name == name).first()
    return _follower(row) if row else None


async def follows_of(followers: Iterable[Follower]) -> Mapping[int, tuple[Follow, ...]]:
    """What each of them follows, by the number of the follower."""
    found: dict[int, tuple[Follow, ...]] = defaultdict(tuple)
    codes = [each.id for each in followers]
    if codes:
        rows = (
            await FollowRow.select()
            .where(FollowRow.follower.is_in(codes))
            .order_by(FollowRow.follower, FollowRow.id)
        )
        for row in rows:
            follow = Follow(Focus(Kind(row["kind"]), row["code"]), row["since"])
            found[row["follower"]] += (follow,)
    return found


async def change(follower: Follower, rhythm: Rhythm, locale: str, dropped: Iterable[Focus]) -> None:
    """Another rhythm and language, and fewer things followed."""
    facts = {"id": follower.id, "rhythm": rhythm.value, "locale": locale}
    drops = [
        Step(DROP, {"id": follower.id, "kind": each.kind.value, "code": each.code})
        for each in dropped
    ]
    await write([Step(CHANGE, facts), *drops])


async def stop(follower: Follower) -> None:
    """Forget an address and all that it follows, with its letters, sent or waiting."""
    facts = {"id": follower.id, "address": follower.address, "keys": f"{FOLLOWING}%"}
    await write(
        [
            Step(FORGET_MAIL, facts),
            Step(FORGET_CONFIRMED, {"name": follower.name}),
            Step(FORGET_FOLLOWS, facts),
            Step(FORGET_FOLLOWER, facts),
        ]
    )


async def behind(rhythm: Rhythm, until: int, *, after: int, most: int) -> tuple[Follower, ...]:
    """Some of those of a rhythm that were not told up to this number, in order."""
    rows = await (
        FollowerRow.select()
        .where(FollowerRow.rhythm == rhythm.value, FollowerRow.told < until, FollowerRow.id > after)
        .order_by(FollowerRow.id)
        .limit(most)
    )
    return tuple(map(_follower, rows))


async def tell(follower: Follower, until: int, letter: Message | None, at: datetime) -> bool:
    """Note how far a follower was told, with the letter that tells it, if there is anything.

    False where another process did so meanwhile: its letter is the one.
    """
    facts = {"id": follower.id, "seen": follower.told, "until": until}
    letters = [posting(letter, at)] if letter else []
    try:
        await write([Step(ADVANCE, facts, rows=1), *letters])
    except Refused:
        return False
    return True


async def note_refused(address: str, rules: FollowRules) -> None:
    """A mailbox refused a letter for good; after so many in a row it is let go."""
    await write([Step(REFUSED, {"address": address})])
    row = await FollowerRow.select().where(FollowerRow.address == address).first()
    if row is not None and row["refused"] >= rules.most_refused:
        await stop(_follower(row))


async def note_taken(address: str) -> None:
    """A mailbox took a letter: what it refused before was a mistake."""
    await write([Step(TAKEN, {"address": address})])


async def forget_old(now: datetime, rules: FollowRules) -> None:
    """Forget addresses that nobody confirmed in time, and letters of long ago."""
    unconfirmed = now - timedelta(days=rules.confirm_days)
    old = now - timedelta(days=rules.kept_days)
    await write(
        [
            Step(FORGET_REQUESTS, {"before": unconfirmed}),
            Step(FORGET_OLD_MAIL, {"keys": f"{ASKING}%", "before": unconfirmed}),
            Step(FORGET_OLD_MAIL, {"keys": f"{TELLING}%", "before": old}),
        ]
    )


def _follower(row: Mapping[str, Any]) -> Follower:
    return Follower(
        row["id"],
        row["name"],
        row["address"],
        row["locale"],
        Rhythm(row["rhythm"]),
        row["told"],
        row["refused"],
    )
