"""Intercambio: a practice put together for whoever looks, its letters, and how many one sends."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from game.exchanges import givers_for
from game.questionnaire import Item, Questionnaire
from game.room import ExchangeRules
from game.rules import RuleBroken
from indicators.report import Entry
from server.i18n import speaking
from server.inheriting import letters_to
from server.pages.exchange_letters import (
    asking_letter,
    contact_letter,
    hidden_letter,
    thanks_letter,
)
from server.pages.exchanges import Having, Request, SeenMessage, Talk
from server.pages.filters import known_and_ignored
from server.pages.letters import Letter
from server.pages.names import practice_label
from server.people import GOVERNMENT, ROLE_NAMES, Holder, Person, Role
from server.policy import OBSERVATORY
from server.queries.declarations import reader_of
from server.queries.exchanges import (
    AskedHelp,
    Said,
    asked_in,
    entries_named,
    said_of,
    verified_in,
)
from server.queries.handovers import heads_of_each
from server.queries.mail import Message
from server.queries.report_turns import Turn
from server.queries.results import Published

LONGEST_SEARCH: Final = 120
HOUR_MINUTES: Final = 60
DAY_MINUTES: Final = 24 * 60
READING: Final = GOVERNMENT | OBSERVATORY


@dataclass(frozen=True, slots=True)
class Practice:
    """An item of published results: who has it, what was said of it and asked, and thanked."""

    found: Published
    item: Item
    verified: tuple[Entry, ...]
    said: tuple[Said, ...]
    asked: tuple[AskedHelp, ...]

    @property
    def having(self) -> frozenset[str]:
        return frozenset(each.participant for each in self.verified)

    @property
    def askers(self) -> frozenset[str]:
        return frozenset(each.participant for each in self.asked)

    @property
    def rules(self) -> ExchangeRules:
        return self.found.rules.room.exchanges

    def request_of(self, participant: str | None) -> AskedHelp | None:
        """What a participant asked; nothing where it did not."""
        return next((each for each in self.asked if each.participant == participant), None)

    def givers(self, asker: str) -> frozenset[str]:
        """Whom an asker may thank: those who have it, and those who wrote and can still be read."""
        wrote = {each.participant for each in self.said if each.hidden_at is None}
        return givers_for(asker, self.having, wrote)

    def name_of(self, participant: str) -> str:
        named = {each.participant: each.name for each in self.found.results.entries}
        return named.get(participant, participant)


@dataclass(frozen=True, slots=True)
class SoughtPractices:
    """What an address looks for among practices: words, a pillar; and what of it nobody knows."""

    text: str
    pillar: str
    pairs: tuple[tuple[str, str], ...]
    ignored: tuple[tuple[str, str], ...]


def sought_practices(
    address: Mapping[str, str], editions: Sequence[str], questionnaire: Questionnaire
) -> SoughtPractices:
    """`editions`: those that are published; `questionnaire`: of the one that is shown."""
    text = address.get("texto", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    pillar, edition = address.get("pilar", ""), address.get("edicion", "")
    pillars = {each.code for each in questionnaire.pillars}
    asked = (
        ("edicion", edition, edition in editions),
        ("texto", text, True),
        ("pilar", pillar, pillar in pillars),
    )
    pairs, ignored = known_and_ignored(asked, address)
    return SoughtPractices(text, pillar if pillar in pillars else "", pairs, ignored)


async def practice_of(found: Published, code: str) -> Practice:
    """Everything of one item; an unknown one is refused."""
    item = found.questionnaire.item(code)
    codes = (await verified_in(found)).get(code, ())
    return Practice(
        found,
        item,
        entries_named(found, codes),
        await said_of(found.edition, code),
        await asked_in(found.edition, code),
    )


def peers_first(practice: Practice, person: Person | None, league: str) -> Sequence[Entry]:
    """Those of a league, or all of them, those of one's own league before the others."""
    entries = practice.found.results.entries
    own = next((each.league for each in entries if each.participant == _own(person)), "")
    listed = [each for each in practice.verified if not league or each.league == league]
    return sorted(listed, key=lambda each: each.league != own)


async def having_of(
    practice: Practice, entries: Sequence[Entry], person: Person | None
) -> tuple[Having, ...]:
    """Those of a page of the list, with what was published of each and who attends to them."""
    holders = await heads_of_each()
    told = []
    for each in entries:
        given = practice.found.answers_of(each.participant).get(practice.item.code)
        attending = holders.get(each.participant, ())
        told.append(
            Having(
                participant=each.participant,
                name=each.name,
                league=each.league,
                given=given,
                seat_title=attending_seat(attending),
                is_attended=bool(attending),
                may_write=may_write(person) and each.participant != _own(person),
            )
        )
    return tuple(told)


def attending_seat(heads: Sequence[Holder]) -> str:
    """What the seat is called that attends to letters: the lead's, or else the signer's."""
    if not heads:
        return ""
    head = min(heads, key=lambda each: (each.role is not Role.LEAD, each.seat))
    return head.title or str(ROLE_NAMES[head.role])


def talk_of(practice: Practice, person: Person | None) -> Talk:
    """What is said, as far as whoever looks may read it."""
    may_read = person is not None and person.role in READING
    sees_hidden = person is not None and person.role is Role.COORDINATOR
    return Talk(
        count=len(practice.said),
        may_read=may_read,
        may_write=may_write(person),
        may_hide=sees_hidden,
        messages=tuple(
            SeenMessage(
                id=each.id,
                participant=practice.name_of(each.participant),
                author=each.author,
                role=each.role,
                text=each.text if each.hidden_at is None or sees_hidden else "",
                at=each.at,
                is_hidden=each.hidden_at is not None,
                reason=each.hidden_reason if sees_hidden else "",
            )
            for each in practice.said
        )
        if may_read
        else (),
    )


def requests_of(practice: Practice, person: Person | None) -> tuple[Request, ...]:
    """Who asked and whom they thanked; what was asked is for whoever reads the thread."""
    may_read = person is not None and person.role in READING
    return tuple(
        Request(
            asker=practice.name_of(each.participant),
            text=each.text if may_read else "",
            at=each.at,
            giver=practice.name_of(each.giver) if each.giver else "",
            thanks=each.thanks,
            thanked_at=each.thanked_at,
        )
        for each in practice.asked
    )


def may_write(person: Person | None) -> bool:
    """Whether somebody answers for a government."""
    return person is not None and person.role in GOVERNMENT and person.participant is not None


def turns_of(person: Person, rules: ExchangeRules, now: datetime) -> tuple[Turn, ...]:
    """How many texts may still come from a person within the hour and the day."""
    at = now.astimezone(UTC)
    source = hashlib.sha256(f"exchange {person.account}".encode()).hexdigest()
    hour, today = f"{at:%Y-%m-%dT%H}", f"{at:%Y-%m-%d}"
    return (
        Turn(source, hour, rules.hourly, HOUR_MINUTES - at.minute),
        Turn(source, today, rules.daily, DAY_MINUTES - at.hour * HOUR_MINUTES - at.minute),
    )


def nearest(practice: Practice, asker: str, most: int) -> tuple[Entry, ...]:
    """Whom a request is told to: of its league where any has it, the most alike in size first."""
    own = next((e for e in practice.found.results.entries if e.participant == asker), None)
    if own is None:
        raise RuleBroken("not-entered", edition=practice.found.edition, participant=asker)
    others = [each for each in practice.verified if each.participant != asker]
    peers = [each for each in others if each.league == own.league] or others
    size = own.population or 0
    peers.sort(key=lambda each: (abs((each.population or 0) - size), each.participant))
    return tuple(peers[:most])


async def asking_letters(
    practice: Practice, text: str, asker: Person, address: str, at: datetime
) -> Sequence[Message]:
    """To the heads of the nearest peers who have it verified."""
    found: list[Message] = []
    own = asker.participant or ""
    for peer in nearest(practice, own, practice.rules.told):

        def made(reader: Holder, peer: Entry = peer) -> Letter:
            return asking_letter(
                item=practice_label(practice.item),
                asker=practice.name_of(own),
                text=text,
                reader=reader.name,
                participant=peer.name,
                address=address,
            )

        found += await _to_heads(peer.participant, made, f"{_key(practice, 'asked', at)}.{own}")
    return found


async def contact_letters(
    practice: Practice, to: str, text: str, sender: Person, address: str, at: datetime
) -> Sequence[Message]:
    """To the heads of one government, from somebody of another."""

    def made(reader: Holder) -> Letter:
        return contact_letter(
            item=practice_label(practice.item),
            author=sender.name,
            sender=sender.participant_name or practice.name_of(sender.participant or ""),
            text=text,
            reader=reader.name,
            participant=practice.name_of(to),
            address=address,
        )

    return await _to_heads(to, made, f"{_key(practice, 'contact', at)}.{sender.account}")


async def thanks_letters(
    practice: Practice, giver: str, thanks: str, asker: Person, address: str, at: datetime
) -> Sequence[Message]:
    """To the heads of whoever helped."""

    def made(reader: Holder) -> Letter:
        return thanks_letter(
            item=practice_label(practice.item),
            asker=practice.name_of(asker.participant or ""),
            thanks=thanks,
            reader=reader.name,
            participant=practice.name_of(giver),
            address=address,
        )

    return await _to_heads(giver, made, f"{_key(practice, 'thanks', at)}.{asker.participant}")


async def hidden_letters(
    practice: Practice, said: Said, reason: str, address: str, at: datetime
) -> Sequence[Message]:
    """To whoever wrote it."""
    reader = await reader_of(said.account)
    if reader is None:
        return ()
    with speaking(reader.locale):
        made = hidden_letter(
            item=practice_label(practice.item),
            text=said.text,
            reason=reason,
            reader=reader.name,
            address=address,
        )
    key = f"exchange.hidden.{said.id}.{at:%Y%m%d%H%M%S%f}"
    return (Message(key, reader.email, reader.name, made.subject, made.body),)


def index_of(
    found: Published,
    verified: Collection[tuple[str, tuple[str, ...]]],
    asked: Sequence[AskedHelp],
) -> tuple[dict[str, int], dict[str, int]]:
    """Item to how many have it verified, and to how many asked for help with it."""
    having = {item: len(codes) for item, codes in verified}
    asking: dict[str, int] = {}
    for each in asked:
        asking[each.item] = asking.get(each.item, 0) + 1
    known = {item.code for item in found.questionnaire.items}
    return having, {item: count for item, count in asking.items() if item in known}


async def _to_heads(
    participant: str, made: Callable[[Holder], Letter], key: str
) -> Sequence[Message]:
    """One letter to each of them, in their language."""

    def write(reader: Holder) -> Message:
        letter = made(reader)
        return Message(
            f"{key}.{reader.account}", reader.email, reader.name, letter.subject, letter.body
        )

    return await letters_to(participant, write)


def _key(practice: Practice, what: str, at: datetime) -> str:
    return f"exchange.{what}.{practice.found.edition}.{practice.item.code}.{at:%Y%m%d%H%M%S%f}"


def _own(person: Person | None) -> str | None:
    return person.participant if person is not None else None
