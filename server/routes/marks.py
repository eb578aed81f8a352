"""Jurado: a member marks the finalists, hands the marks in, or recuses themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.finals import FinalRound, Mark
from game.rules import RuleBroken
from server.finals import panel_cards_of, sheet_page_of
from server.forms import Fields, fields_of, number_in, text_of
from server.pages.entered import Entered
from server.pages.marks import NOTHING_TYPED, Typed, panel_page
from server.people import Person
from server.problems import SENTENCES, sentence_of
from server.queries.finals import final_of, keep_sheet, recuse

HAND_IN = "entregar"
# What the field of the reason says beside itself.
OF_REASON = frozenset({"reason-required", "reason-too-long"})


@dataclass(frozen=True, slots=True)
class RecusalForm:
    """Why a member does not mark a finalist."""

    reason: str = ""


@get("/", name="panel")
async def show_panel(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template:
    cards = await panel_cards_of(person, now, request.app.route_reverse)
    return HTMXTemplate(template_name="pages/panel.html", context={"page": panel_page(cards)})


@get("/{edition:str}/{participant:str}", name="mark_sheet")
async def show_sheet(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    participant: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template:
    return await _sheet(request, edition, participant, person, now)


@post("/{edition:str}/{participant:str}", name="mark_sheet_save", status_code=200)
async def save_sheet(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    participant: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    round_ = (await final_of(edition)).round
    async with fields_of(request) as fields:
        given, base = marks_in(round_, fields), number_in(fields, "revision") or 0
        hands_in = text_of(fields, "hacer", None) == HAND_IN
    try:
        await keep_sheet(
            edition, participant, given, base=base, hands_in=hands_in, by=person, at=now
        )
    except RuleBroken as refusal:
        typed = Typed(given, hands_in, problem=sentence_of(refusal.code, refusal.facts))
        return await _sheet(request, edition, participant, person, now, refusal, typed)
    return _back(request, edition, participant)


@post("/{edition:str}/{participant:str}/excusa", name="recuse", status_code=200)
async def recuse_oneself(
    request: Request[Any, Any, Any],
    *,
    edition: FromPath[str],
    participant: FromPath[str],
    data: URLEncodedBody[RecusalForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    try:
        await recuse(edition, participant, data.reason, by=person, at=now)
    except RuleBroken as refusal:
        said = sentence_of(refusal.code, refusal.facts)
        typed = Typed(problem=said)
        if refusal.code in OF_REASON:
            typed = Typed(recusal=Entered(data.reason, said))
        return await _sheet(request, edition, participant, person, now, refusal, typed)
    return _back(request, edition, participant)


@get("/{edition:str}/{participant:str}/excusa", name="recuse_again")
async def recuse_again(
    request: Request[Any, Any, Any], edition: FromPath[str], participant: FromPath[str]
) -> Redirect:
    """The page of a refused form, opened anew: a phone woke up, or an address was shared."""
    return _back(request, edition, participant)


def marks_in(round_: FinalRound, fields: Fields) -> dict[str, Mark]:
    """The marks of a form, criterion by criterion."""
    return {
        each.code: Mark(
            text_of(fields, f"mark-{each.code}", None).strip(),
            text_of(fields, f"reason-{each.code}", None).strip(),
        )
        for each in round_.criteria
    }


async def _sheet(
    request: Request[Any, Any, Any],
    edition: str,
    participant: str,
    person: Person,
    now: datetime,
    refusal: RuleBroken | None = None,
    typed: Typed = NOTHING_TYPED,
) -> Template:
    page = await sheet_page_of(edition, participant, person, now, request.app.route_reverse, typed)
    return HTMXTemplate(
        template_name="pages/mark_sheet.html",
        context={"page": page},
        status_code=SENTENCES[refusal.code].status if refusal else 200,
    )


def _back(request: Request[Any, Any, Any], edition: str, participant: str) -> Redirect:
    address = request.app.route_reverse("mark_sheet", edition=edition, participant=participant)
    return Redirect(address, status_code=303)


router = Router(
    "/jurado", route_handlers=[show_panel, show_sheet, save_sheet, recuse_oneself, recuse_again]
)
