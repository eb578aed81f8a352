"""Seguir por correo: the letters to whoever follows commitments, and links that only they have.

A link says who it is of and what it is good for, and is signed with the secret of this server:
nobody else makes one, and the one that stops the letters opens nothing.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from litestar import Litestar

from game.commitments import Commitment, Status
from game.following import (
    USUAL,
    Focus,
    FollowRules,
    Happening,
    Kind,
    Rhythm,
    concerns,
    told_until,
)
from game.questionnaire import Text
from game.rules import RuleBroken
from server.answer_books.signing import secret_in
from server.attempts import Throttle
from server.days import calendar_of
from server.i18n import ASKED, SOURCE, locale, speaking
from server.pages.commitments.words import goal_words, spoken
from server.pages.following import FollowPanel
from server.pages.news import (
    Entry,
    Name,
    Ways,
    asking_letter,
    focus_words,
    news_letter,
    pillar_text,
    topic_text,
)
from server.queries.commitments import (
    Listed,
    commitment_of,
    listed_of,
    pillar_names,
    recommended_texts,
    topic_names,
)
from server.queries.editions import participant_of
from server.queries.following import (
    ASKING,
    TELLING,
    Follow,
    Follower,
    FollowRequest,
    behind,
    follows_of,
    forget_old,
    tell,
)
from server.queries.mail import Message
from server.queries.news import gather_news, newest_number, news_between
from server.queries.topics import topics_of
from server.reports import new_seal, rules_now, seal_of
from server.security import token_hash
from server.settings import Settings

AT_ONCE: Final = 200
NAME_BYTES: Final = 12
PROOF_LETTERS: Final = 32


class Purpose(StrEnum):
    """What a link is good for."""

    CHANGE = "change"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Post:
    """Makes the letters and their links. `address`: the whole address of a route.

    `is_synthetic`: whether there are invented data, which every letter says then.
    """

    secret: bytes
    host: str
    address: Callable[..., str]
    is_synthetic: Callable[[], bool] = lambda: False
    rules: FollowRules = USUAL

    def link(self, name: str, purpose: Purpose) -> str:
        """What stands in a link of this follower."""
        return f"{name}.{_proof(name, purpose, self.secret)}"

    def name_in(self, token: str, purpose: Purpose) -> str:
        """Whose link it is; one that this server did not sign for this is refused."""
        name, _dot, given = token.partition(".")
        if not hmac.compare_digest(given.encode(), _proof(name, purpose, self.secret).encode()):
            raise RuleBroken("follow-link-wrong")
        return name

    def asking(self, request: FollowRequest, token: str, name: Name) -> Message:
        """The letter that asks an address whether it wants to be told. `name`: of the focus."""
        with speaking(request.locale):
            letter = asking_letter(
                focus_words(request.focus, name.text),
                request.rhythm,
                days=self.rules.confirm_days,
                address=self.address("follow_confirm", token=token),
            )
        key = f"{ASKING}{token_hash(token)[:32]}"
        return Message(key, request.address, "", letter.subject, letter.body)

    def news(
        self, follower: Follower, until: int, entries: Sequence[Entry], reasons: Sequence[str]
    ) -> Message:
        """The letter that tells a follower what happened. One click stops them all (RFC 8058)."""
        stop = self.address("unfollow", token=self.link(follower.name, Purpose.STOP))
        ways = Ways(
            lambda code: self.address("commitment", id=code),
            self.address("follows", token=self.link(follower.name, Purpose.CHANGE)),
            stop,
            is_synthetic=self.is_synthetic(),
        )
        letter = news_letter(entries, reasons, follower.rhythm, ways)
        headers = (
            ("List-Id", f"Compromisos <compromisos.{self.host}>"),
            ("List-Unsubscribe", f"<{stop}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        )
        key = f"{TELLING}{follower.name}.{until}"
        return Message(key, follower.address, "", letter.subject, letter.body, headers)


def post_of(app: Litestar, settings: Settings) -> Post:
    """What makes the letters of this server."""

    def address(route: str, **of: object) -> str:
        """In the language of the letter, whatever the browser that opens it speaks."""
        path, spoken = app.route_reverse(route, **of), locale()
        return settings.public_url + (path if spoken == SOURCE else f"{path}?{ASKED}={spoken}")

    def is_synthetic() -> bool:
        return bool(app.state.get("synthetic", False))

    host = urlsplit(settings.public_url).hostname or "localhost"
    return Post(secret_in(settings.data_dir), host, address, is_synthetic)


def new_name() -> str:
    """A name for a follower: it says nothing of anybody."""
    return secrets.token_hex(NAME_BYTES)


async def check_pace(throttle: Throttle, client: str, email: str, now: datetime) -> None:
    """Refuse whoever asks too often, from one place or for one address, and count this time.

    The same brake as at the door, under names of its own: nobody is kept from signing in by it.
    """
    names = f"follow {client}", f"follow {email}"
    try:
        await throttle.check(*names, now)
    except RuleBroken as broken:
        raise RuleBroken("follow-too-often", **broken.facts) from broken
    await throttle.failed(*names, now)


def drawn(panel: FollowPanel, settings: Settings, now: datetime) -> FollowPanel:
    """The form with the moment it was drawn at, which it brings back."""
    return replace(panel, seal=new_seal(settings, now))


async def check_human(settings: Settings, seal: str, now: datetime) -> None:
    """Refuse a form that comes back sooner than anybody fills it in, as that of a report is."""
    least = (await rules_now(now)).reports.least_seconds
    found = seal_of(settings, seal, now)
    if found is None or now - found.drawn < timedelta(seconds=least):
        raise RuleBroken("looks-automatic", seconds=least)


async def name_of(focus: Focus) -> Name:
    """What is followed, by its name; refused where there is nothing of that kind and code."""
    match focus.kind:
        case Kind.ALL if not focus.code:
            return Name("")
        case Kind.PARTICIPANT:
            return Name((await participant_of(focus.code)).name)
        case Kind.COMMITMENT if focus.code.isascii() and focus.code.isdecimal():
            found = (await commitment_of(int(focus.code[:10]))).commitment
            return Name(*goal_words(found.goal, await recommended_texts()))
        case Kind.PILLAR:
            pillars = await pillar_names()
            if focus.code in pillars:
                return Name(pillar_text(pillars, focus.code))
        case Kind.TOPIC:
            topics = await topic_names()
            if focus.code in topics:
                return Name(topic_text(topics, focus.code))
        case Kind.STATUS if focus.code in set(Status):
            return Name("")
    raise RuleBroken("follow-unknown")


async def topics_of_one(commitment: Commitment) -> Mapping[str, str]:
    """The topics that a commitment is about, each with its name here."""
    codes = (await topics_of([commitment])).get(commitment.code or 0, frozenset())
    names = await topic_names() if codes else {}
    return {code: topic_text(names, code) for code in sorted(codes)}


async def tell_followers(now: datetime, post: Post) -> int:
    """Tell everybody whose hour has come what happened since, and give how many letters that is.

    Any process may do it, at any time and as often as it likes: what was told is noted in the unit
    that keeps the letter.
    """
    await gather_news(now)
    calendar = calendar_of((now.year - 1, now.year, now.year + 1))
    count = 0
    for rhythm in Rhythm:
        until = await newest_number(told_until(rhythm, now, calendar, post.rules))
        last = 0
        while some := await behind(rhythm, until, after=last, most=AT_ONCE):
            last = some[-1].id
            count += await _tell_some(some, until, now, post)
    await forget_old(now, post.rules)
    return count


async def _tell_some(some: Sequence[Follower], until: int, now: datetime, post: Post) -> int:
    follows = await follows_of(some)
    news = await news_between(min(each.told for each in some), until)
    listed = await listed_of(happening.commitment for _number, happening in news)
    pillars, names, goals = await pillar_names(), await topic_names(), await recommended_texts()
    topics = await topics_of(each.commitment for each in listed.values())
    count = 0
    for follower in some:
        found = _matched(follower, follows[follower.id], news, listed, topics)
        letter = None
        if found:
            with speaking(follower.locale):
                told = [(_spoken(entry, goals), foci) for entry, foci in found]
                reasons = _reasons(told, pillars, names)
                letter = post.news(follower, until, [entry for entry, _ in told], reasons)
        is_told = await tell(follower, until, letter, now)
        count += is_told and letter is not None
    return count


Found = tuple[Entry, tuple[Focus, ...]]


def _matched(
    follower: Follower,
    follows: Sequence[Follow],
    news: Sequence[tuple[int, Happening]],
    listed: Mapping[int, Listed],
    topics: Mapping[int, frozenset[str]],
) -> list[Found]:
    """What a follower was not told yet, each with what they follow that it belongs to."""
    found = []
    for number, happening in news:
        one = listed[happening.commitment]
        code, pillar = one.participant.code, one.commitment.pillar or ""
        about = topics.get(happening.commitment, frozenset())
        foci = tuple(
            each.focus
            for each in follows
            if each.since < number and concerns(each.focus, happening, code, pillar, about)
        )
        if number > follower.told and foci:
            found.append((Entry(happening, one.commitment, one.participant), foci))
    return found


def _spoken(entry: Entry, goals: Mapping[str, Text]) -> Entry:
    return replace(entry, commitment=spoken(entry.commitment, goals))


def _reasons(
    found: Sequence[Found], pillars: Mapping[str, Text], topics: Mapping[str, Text]
) -> list[str]:
    """What somebody follows that any of it belongs to, in words, each once."""
    words = {}
    for entry, foci in found:
        for focus in foci:
            name = {
                Kind.PARTICIPANT: entry.participant.name,
                Kind.COMMITMENT: entry.commitment.goal,
                Kind.PILLAR: pillar_text(pillars, focus.code),
                Kind.TOPIC: topic_text(topics, focus.code),
            }.get(focus.kind, "")
            words[focus] = focus_words(focus, name)
    return list(words.values())


def _proof(name: str, purpose: Purpose, secret: bytes) -> str:
    message = f"liga following {purpose} {name}".encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()[:PROOF_LETTERS]
