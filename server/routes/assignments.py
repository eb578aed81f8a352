"""Equipo: delegate a level or an item, say it is done, remind, take it back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.answers import asked_items
from game.assignments import (
    Assignment,
    AssignmentMove,
    change,
    check_may_assign,
    give,
    move,
)
from game.questionnaire import Item
from game.rules import RuleBroken
from game.typed import date_of, whole_number
from server.days import today_of
from server.pages.assignments import Sent, team_page
from server.people import Holder, Person
from server.policy import own_participant
from server.problems import SENTENCES, sentence_of
from server.queries.answers import answers_of, plain
from server.queries.assignments import (
    KeptAssignment,
    assignment_log_of,
    assignment_of,
    assignments_of,
    at_place,
    keep_assignment,
    team_of,
)
from server.queries.desks import overview_of
from server.queries.editions import EditionRules, Entry, current_entry
from server.queries.mail import Message
from server.settings import Settings
from server.teams import as_doer, doer, farewells_for, letters_for, team_for

LINES_OF_LOG = 30
# Beside which field a refusal is told.
FIELDS: Mapping[str, str] = MappingProxyType({"assignee-unknown": "seat"})
# What somebody else did first.
RACES = frozenset({"assignment-changed", "assignment-forbids"})
# What brings nothing with it; the others have forms of their own.
STEPS = frozenset(AssignmentMove) - {AssignmentMove.GIVE, AssignmentMove.CHANGE}
NOT_SENT = Sent()


@dataclass(frozen=True, slots=True)
class GiveForm:
    """What is delegated, to which seat, until when, with which note.

    `version`: of the assignment that the form showed.
    """

    item: str = ""
    seat: str = ""
    due: str = ""
    note: str = ""
    version: str = ""

    def check_seen(self, kept: KeptAssignment) -> None:
        """Refuse what was typed over something that is not so any more."""
        if self.version and whole_number(self.version) != kept.version:
            raise RuleBroken("assignment-changed")


@dataclass(frozen=True, slots=True)
class MoveForm:
    """What becomes of an assignment."""

    move: str = ""


@dataclass(frozen=True, slots=True)
class _Office:
    """Whoever delegates, and in which edition of which government."""

    request: Request[Any, Any, Any]
    person: Person
    settings: Settings
    now: datetime
    rules: EditionRules
    entry: Entry

    @property
    def today(self) -> date:
        return today_of(self.now)

    async def holder(self, typed: str) -> Holder:
        """The seat of the own team that was chosen; any other is not there to choose."""
        seat = whole_number(typed)
        team = await team_of(self.entry.participant.code)
        found = next((each for each in team if each.seat == seat), None)
        if found is None:
            raise RuleBroken("assignee-unknown")
        return found

    async def check_asked(self, topic: str, item: str) -> None:
        """Nobody is sent to an item that is not asked, nor where nothing is left to be done."""
        level = self.rules.questionnaire.topic(topic)
        if (await overview_of(self.rules, self.entry)).levels[level.code].is_decided:
            raise RuleBroken("level-decided", level=level.code)
        if item and item not in {each.code for each in (await self.asked())[level.code]}:
            raise RuleBroken("not-asked", item=item)

    async def asked(self) -> Mapping[str, tuple[Item, ...]]:
        """Topic to what is asked of it, as the answers stand."""
        participant = self.entry.participant
        answers = plain(await answers_of(participant.code, self.rules.code))
        return {
            topic.code: asked_items(topic, answers, participant)
            for topic in self.rules.questionnaire.topics
        }

    async def seen(self, number: int) -> KeptAssignment:
        return await assignment_of(self.entry.participant.code, self.rules.code, number)

    async def keep(
        self,
        seen: KeptAssignment | None,
        changed: Assignment,
        step: AssignmentMove,
        holder: Holder,
    ) -> None:
        """Keep a move, and tell whoever is to know of it."""
        level = self.request.app.route_reverse("level", topic=changed.topic)
        anchor = f"#item-{changed.item}" if changed.item else ""
        version = seen.version + 1 if seen else 1
        check_may_assign(self.rules.stage)
        moved_on = seen is not None and changed.seat != seen.assignment.seat
        letters = letters_for(
            AssignmentMove.GIVE if moved_on else step,
            changed,
            holder,
            questionnaire=self.rules.questionnaire,
            participant=self.entry.participant,
            by=self.person,
            key=_occasion(step, holder, version, self.today),
            address=f"{self.settings.public_url}{level}{anchor}",
        )
        farewells = self._farewells(seen, changed, step, f"{version}")
        if step is AssignmentMove.REMIND and not letters:
            raise RuleBroken("nobody-to-remind")
        await keep_assignment(
            self.rules,
            self.entry,
            seen,
            changed,
            step,
            holder,
            by=self.person,
            at=self.now,
            told=[*letters, *farewells],
        )

    def _farewells(
        self, seen: KeptAssignment | None, changed: Assignment, step: AssignmentMove, key: str
    ) -> Sequence[Message]:
        """What is told to whoever held it before."""
        if seen is None:
            return ()
        return farewells_for(
            step,
            changed,
            seen.holder,
            questionnaire=self.rules.questionnaire,
            participant=self.entry.participant,
            by=self.person,
            key=key,
            address=f"{self.settings.public_url}{self.request.app.route_reverse('team')}",
        )

    async def page(self, sent: Sent = NOT_SENT, status: int = HTTPStatus.OK) -> Template:
        overview = await overview_of(self.rules, self.entry)
        page = team_page(
            self.rules.questionnaire,
            overview.levels,
            await self.asked(),
            await team_for(self.rules, self.entry, self.person, self.today, sent),
            await assignment_log_of(self.entry.participant.code, self.rules.code, LINES_OF_LOG),
            self.request.app.route_reverse,
            participant_name=self.entry.participant.name,
        )
        return HTMXTemplate(
            template_name="pages/team.html", context={"page": page}, status_code=status
        )

    async def refused(self, place: str, data: GiveForm, broken: RuleBroken) -> Template:
        """The page with the form as typed; what no field can mend is told above it.

        What somebody else did meanwhile is on that page too: whoever loses a race loses no note.
        """
        named = str(broken.facts.get("field") or FIELDS.get(broken.code, ""))
        sentence = sentence_of(broken.code, broken.facts)
        if named:
            sent = Sent(place, asdict(data), {named: sentence})
        elif broken.code in RACES:
            sent = Sent(place, asdict(data), refusal=sentence)
        else:
            raise broken
        return await self.page(sent, SENTENCES[broken.code].status)

    def back(self, topic: str) -> Redirect:
        address = self.request.app.route_reverse("team")
        return Redirect(f"{address}#level-{topic}", status_code=303)


def _occasion(step: AssignmentMove, holder: Holder, version: int, today: date) -> str:
    """What makes two letters about one assignment two: a reminder is one a day for each person."""
    if step is AssignmentMove.REMIND:
        return f"{today}.{holder.seat}.{holder.account}"
    return f"{version}"


async def _office(
    request: Request[Any, Any, Any], person: Person, settings: Settings, now: datetime
) -> _Office:
    rules, entry = await current_entry(own_participant(person))
    return _Office(request, person, settings, now, rules, entry)


@get("/mi-liga/equipo", name="team")
async def show_team(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template:
    return await (await _office(request, person, settings, now)).page()


@post("/mi-liga/equipo/niveles/{topic:str}", name="assignment_give", status_code=200)
async def give_assignment(
    request: Request[Any, Any, Any],
    *,
    topic: FromPath[str],
    data: URLEncodedBody[GiveForm],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    office = await _office(request, person, settings, now)
    try:
        await office.check_asked(topic, data.item)
        holder = await office.holder(data.seat)
        given = give(
            topic,
            data.item,
            as_doer(holder),
            due=date_of(data.due),
            note=data.note,
            by=doer(person),
            on=office.today,
        )
        kept = await assignments_of(office.entry.participant.code, office.rules.code)
        seen = at_place(kept, topic, data.item)
        if seen is not None:
            move(seen.assignment, AssignmentMove.GIVE, doer(person))
        await office.keep(seen, given, AssignmentMove.GIVE, holder)
    except RuleBroken as broken:
        return await office.refused(f"give-{topic}", data, broken)
    return office.back(topic)


@post("/mi-liga/equipo/encargos/{number:int}", name="assignment_change", status_code=200)
async def change_assignment(
    request: Request[Any, Any, Any],
    *,
    number: FromPath[int],
    data: URLEncodedBody[GiveForm],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    office = await _office(request, person, settings, now)
    seen = await office.seen(number)
    try:
        data.check_seen(seen)
        holder = await office.holder(data.seat)
        changed = change(
            seen.assignment,
            as_doer(holder),
            due=date_of(data.due),
            note=data.note,
            by=doer(person),
            on=office.today,
        )
        if changed != seen.assignment:
            await office.keep(seen, changed, AssignmentMove.CHANGE, holder)
    except RuleBroken as broken:
        return await office.refused(f"assignment-{number}", data, broken)
    return office.back(seen.assignment.topic)


@post("/mi-liga/equipo/encargos/{number:int}/pasos", name="assignment_move", status_code=200)
async def move_assignment(
    request: Request[Any, Any, Any],
    *,
    number: FromPath[int],
    data: URLEncodedBody[MoveForm],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Redirect:
    office = await _office(request, person, settings, now)
    seen = await office.seen(number)
    if data.move not in STEPS:
        raise RuleBroken("assignment-forbids")
    step = AssignmentMove(data.move)
    await office.keep(seen, move(seen.assignment, step, doer(person)), step, seen.holder)
    return office.back(seen.assignment.topic)


@get(
    [
        "/mi-liga/equipo/niveles/{topic:str}",
        "/mi-liga/equipo/encargos/{number:int}",
        "/mi-liga/equipo/encargos/{number:int}/pasos",
    ],
    name="team_again",
)
async def reopen_team(request: Request[Any, Any, Any]) -> Redirect:
    """The page of a refused form, opened anew: a phone woke up, or an address was shared."""
    return Redirect(request.app.route_reverse("team"), status_code=303)


router = Router(
    "/",
    route_handlers=[show_team, give_assignment, change_assignment, move_assignment, reopen_team],
)
