"""Demostración: puts the invented editions in the database the way the product would.

One edition and its final round are published by two people, the next one is open and half-way,
commitments stand in every status, states signed an agreement, a batch of recommendations
was issued, heads declared in public and governments helped each other. Run once; a database that
has it is left alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import yaml

from game.editions import Stage
from game.pace import start_of
from server.advising import keep_advised, keep_agreed
from server.days import today_of
from server.declared import keep_declared
from server.exchanged import keep_exchanged
from server.finale import hold_final, publish_final
from server.imports.demo import SEED, Round, finished_rows, half_way_rows, strengths_of
from server.imports.editions import FIXTURES as EDITIONS
from server.imports.editions import load_edition
from server.imports.invented import difficulty_of
from server.imports.places import reference_places
from server.passwords import Passwords
from server.people import Person, Role
from server.promises import keep_promises
from server.queries.accounts import account_of, add_seat, invitation_of, invite, take_seat
from server.queries.editions import entries_of, entry_of, rules_of
from server.queries.entries import enter_all
from server.queries.participants import everybody, keep_participants, keep_places
from server.queries.publications import confirm_publication, propose_publication
from server.queries.reminders import keep_reminder
from server.queries.stages import change_stage, keep_edition
from server.reported import keep_reports
from server.security import new_token, token_hash

FIXTURE = Path(__file__).parents[1] / "fixtures" / "demo" / "demo.yaml"
A_YEAR = timedelta(days=365)
# How long the open edition has been open, and when each stage begins after it opened.
OPEN_FOR = timedelta(days=81)
STAGES: Mapping[Stage, timedelta] = {
    Stage.OPEN: timedelta(0),
    Stage.REVIEW: timedelta(days=105),
    Stage.REPLY: timedelta(days=145),
    Stage.PUBLISHED: timedelta(days=180),
}
# When the marking of a final round ends and when it is published, by the same clock.
MARKING_ENDS = STAGES[Stage.REPLY] + timedelta(days=24)
FINAL_PUBLISHED = STAGES[Stage.PUBLISHED] + timedelta(days=7)
LATELY = timedelta(days=2)
# A year later everybody is a little stronger.
IMPROVED = 0.35

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody to sign in as."""

    email: str
    password: str
    role: Role
    where: str


def demo_accounts() -> tuple[DemoAccount, ...]:
    """The people one can sign in as."""
    data = _fixture()
    return tuple(
        DemoAccount(
            each["email"],
            data["password"],
            Role(each["role"]),
            each.get("participant") or each.get("state") or "",
        )
        for each in data["accounts"]
    )


async def accounts_there() -> tuple[DemoAccount, ...]:
    """Those of them that one can sign in as in this database."""
    return tuple([each for each in demo_accounts() if await account_of(each.email)])


async def load_demo(now: datetime, tell: Tell) -> None:
    """Fill an empty database. `now` is the moment the open edition has got to."""
    data = _fixture()
    tell("Lugares y participantes")
    places = reference_places()
    await keep_places(places)
    await keep_participants(place.participant for place in places)
    participants = await everybody()
    tell("Cuentas")
    hashed = await Passwords().hash(data["password"])
    people = [await _seated(each, hashed, now) for each in data["accounts"]]
    before = load_edition(EDITIONS / "2025")
    current = load_edition(EDITIONS / "2026", before)
    shift = {kind: float(value) for kind, value in data["strengths"].items()}
    stronger = {kind: value + IMPROVED for kind, value in shift.items()}
    verifiers = [person for person in people if person.role is Role.VERIFIER]
    tell("Edición publicada")
    past = await _round(before, strengths_of(participants, shift), verifiers, now - A_YEAR)
    await finished_rows(past, participants).keep()
    await _publish(past, people)
    tell("Edición abierta")
    under_way = await _round(current, strengths_of(participants, stronger), verifiers, now)
    rows = half_way_rows(under_way, participants)
    await rows.keep()
    # Whoever is stuck has been quiet at least for these days, or has a level that waits longer.
    patience = (await rules_of(under_way.code)).edition.room.held_up
    days = timedelta(days=min(patience.quiet_days, patience.returned_days))
    stuck = rows.quiet_since(now - days, participants)
    stuck |= rows.unsigned_since(now - timedelta(days=patience.unsigned_days))
    for lead in _leads(data, stuck):
        await _seated(lead, hashed, now)
    await _remind(under_way.code, data["reminded"], people, now - LATELY)
    tell("Compromisos")
    await keep_promises(past.code, participants, people, now)
    await keep_agreed(participants, people, now)
    await keep_advised(past.code, participants, people, now)
    tell("Observaciones")
    await keep_reports(participants, people, now)
    tell("Declaraciones e intercambio")
    await keep_declared(past.code, under_way.code, people, now)
    await keep_exchanged(past.code, people, now)


def _fixture() -> Mapping[str, Any]:
    data: Mapping[str, Any] = yaml.safe_load(FIXTURE.read_text(encoding="utf-8"))
    return data


def _leads(data: Mapping[str, Any], codes: Iterable[str]) -> Iterator[Mapping[str, str]]:
    """Somebody to be reminded in each of these governments that has nobody yet."""
    led = {each.get("participant") for each in data["accounts"]}
    names = cycle(data["leads"])
    for code in sorted(set(codes) - led):
        yield {
            "email": f"enlace.{code}@demo.example",
            "name": f"{next(names)} Demo",
            "role": Role.LEAD.value,
            "participant": code,
            "title": "Enlace",
        }


async def _seated(given: Mapping[str, str], hashed: str, now: datetime) -> Person:
    role = Role(given["role"])
    participant, state = given.get("participant"), given.get("state")
    seat = await add_seat(role, participant=participant, state=state, title=given["title"], now=now)
    token = new_token()
    await invite(seat, email=given["email"], name=given["name"], token=token, now=now)
    invitation = await invitation_of(token_hash(token), now)
    if invitation is None:
        raise RuntimeError(f"no invitation for {given['email']}")
    await take_seat(
        invitation, token_hash(token), now=now, name=given["name"], password_hash=hashed
    )
    account = await account_of(given["email"])
    if account is None:
        raise RuntimeError(f"no account for {given['email']}")
    return Person(account.id, given["name"], given["email"], seat, role, participant, state)


async def _round(
    definition: dict[str, Any],
    strengths: Mapping[str, float],
    verifiers: Sequence[Person],
    reached: datetime,
) -> Round:
    """Keep the edition, labelled synthetic and with its dates around `reached`, and open it.

    Each later stage begins with a day, as in the reference set.
    """
    starts = reached - OPEN_FOR
    definition["edition"] = {
        **definition["edition"],
        "synthetic": True,
        "dates": {
            stage.value: (start_of(today_of(starts + after)) if after else starts).isoformat()
            for stage, after in STAGES.items()
        },
    }
    definition["final"] = {
        **definition["final"],
        "calendar": {
            "shortlist": today_of(starts + STAGES[Stage.REPLY]).isoformat(),
            "marks": today_of(starts + MARKING_ENDS).isoformat(),
            "publication": today_of(starts + FINAL_PUBLISHED).isoformat(),
        },
    }
    await keep_edition(definition)
    rules = await rules_of(definition["edition"]["code"])
    await enter_all(rules.code)
    await change_stage(rules.code, Stage.OPEN, by=None, at=starts)
    return Round(
        code=rules.code,
        questionnaire=rules.questionnaire,
        rules=rules.points,
        cap=rules.edition.not_applicable_cap,
        leagues={e.participant.code: e.league for e in await entries_of(rules.code)},
        strengths=strengths,
        difficulties={item.code: difficulty_of(item, SEED) for item in rules.questionnaire.items},
        verifiers=verifiers,
        starts=starts,
        ends=reached,
    )


async def _remind(edition: str, participant: str, people: Sequence[Person], at: datetime) -> None:
    """As the coordination did, but for the letter: the demonstration fills nobody's mailbox."""
    rules, entry = await rules_of(edition), await entry_of(edition, participant)
    (coordinator,) = (person for person in people if person.role is Role.COORDINATOR)
    await keep_reminder(rules, entry, None, (), by=coordinator, at=at)


async def _publish(past: Round, people: Sequence[Person]) -> None:
    """Take the edition through its stages, with its final round; two people publish each."""
    for stage in (Stage.REVIEW, Stage.REPLY):
        await change_stage(past.code, stage, by=None, at=past.starts + STAGES[stage])
    await hold_final(past.code, people, past.starts + STAGES[Stage.REPLY])
    first, second = (person for person in people if person.role is Role.PUBLISHER)
    at = past.starts + STAGES[Stage.PUBLISHED]
    seen = await propose_publication(past.code, by=first, at=at)
    await confirm_publication(past.code, sha256=seen, by=second, at=at + timedelta(hours=3))
    await publish_final(past.code, people, past.starts + FINAL_PUBLISHED)
