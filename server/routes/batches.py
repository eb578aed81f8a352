"""Lotes: the coordination drafts, edits and issues recommendations; what was issued is public."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.questionnaire import Effort
from game.questionnaire import Option as Step
from game.rules import RuleBroken
from game.typed import text_fault
from server import recommending
from server.attention import abrogated_now
from server.forms import LONGEST_LINE, Fields, number_in, text_of
from server.i18n import locale
from server.pages.batches import (
    TypedDraft,
    aim_name,
    batch_page,
    batch_room,
    batches_page,
)
from server.pages.filters import address_of
from server.people import Person
from server.pieces import new_sheet
from server.problems import SENTENCES, sentence_of
from server.queries.batches import (
    Batch,
    Drafted,
    Recommended,
    batch_of,
    batches,
    counted_in,
    edit,
    issue,
    keep_batch,
    recommended_in,
)
from server.queries.editions import entries_of, rules_of
from server.queries.results import Published, published, published_editions
from server.repeated import kept_before
from server.settings import Settings

LONGEST_TEXT = 2_000
MOST_EACH = 20
MOST_PRIORITY = 99
# Which field of a new draft a refusal is told beside.
WRONG = {
    "batch-untitled": "title",
    "text-has-markup": "title",
    "batch-most-unreadable": "most",
}

Changes = list[tuple[Recommended, Drafted, int | None]]


@get("/recomendaciones", name="batches")
async def show_issued(request: Request[Any, Any, Any]) -> Template:
    found = [recommending.facts_of(each) for each in await batches(is_issued=True)]
    page = batches_page(found, is_public=True, url=request.app.route_reverse)
    return HTMXTemplate(template_name="pages/batches.html", context={"page": page})


@get("/recomendaciones/{number:int}", name="batch")
async def show_batch(
    request: Request[Any, Any, Any], number: FromPath[int], gobierno: FromQuery[str] = ""
) -> Template:
    """Of one issued to each alone only what was answered is public."""
    batch = await batch_of(number)
    if batch.issued_on is None:
        raise RuleBroken("unknown-batch", batch=number)
    kept = [each for each in await recommended_in(number) if batch.is_public or each.answers]
    counts: dict[str, int] = {}
    for each in kept:
        counts[each.what.participant] = counts.get(each.what.participant, 0) + 1
    governments = [
        (each.code, each.name, counts[each.code])
        for each, _n in await counted_in(number)
        if each.code in counts
    ]
    wanted = gobierno if gobierno in counts else ""
    page = batch_page(
        recommending.facts_of(batch),
        governments,
        await recommending.shown_of(batch, [e for e in kept if e.what.participant == wanted]),
        participant=wanted,
        ignored=(("gobierno", gobierno),) if gobierno and not wanted else (),
        url=request.app.route_reverse,
        abrogated=await abrogated_now(),
    )
    return HTMXTemplate(template_name="pages/batch.html", context={"page": page})


@get("/coordinacion/recomendaciones", name="batch_list")
async def show_all(request: Request[Any, Any, Any]) -> Template:
    return await _list(request, {}, "")


@post("/coordinacion/recomendaciones", name="batch_draft", status_code=200)
async def draft(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """A draft of the gaps of a published edition, for a league or for one government."""
    fields = await request.form()
    typed = {
        name: text_of(fields, name, LONGEST_LINE).strip()
        for name in ("key", "title", "edition", "audience", "most")
    }
    try:
        number = await _drafted(typed, person, now)
    except RuleBroken as broken:
        if SENTENCES[broken.code].status != 422:
            raise
        error = sentence_of(broken.code, broken.facts)
        return await _list(request, typed, error, WRONG.get(broken.code, ""))
    return _to(request, "batch_room", number)


async def _drafted(typed: Mapping[str, str], person: Person, now: datetime) -> int:
    if not typed["title"]:
        raise RuleBroken("batch-untitled")
    if fault := text_fault(typed["title"], LONGEST_LINE):
        raise RuleBroken(fault[0], **fault[1])
    if typed["edition"] not in await published_editions():
        raise RuleBroken("batch-empty")
    if not (typed["most"].isdecimal() and 1 <= int(typed["most"][:4]) <= MOST_EACH):
        raise RuleBroken("batch-most-unreadable", most=MOST_EACH)
    codes = await recommending.audience_of(typed["edition"], typed["audience"])
    asked = recommending.Request(typed["edition"], codes, int(typed["most"]))
    drafted = await recommending.drafts_for(asked)
    key = typed["key"] or new_sheet()
    return await keep_batch(typed["edition"], typed["title"], drafted, key=key, by=person, at=now)


@get("/coordinacion/recomendaciones/{number:int}", name="batch_room")
async def show_room(
    request: Request[Any, Any, Any],
    number: FromPath[int],
    gobierno: FromQuery[str] = "",
    hecho: FromQuery[str] = "",
) -> Template:
    return await _room(request, await batch_of(number), gobierno, is_kept=bool(hecho))


@post("/coordinacion/recomendaciones/{number:int}", name="batch_edit", status_code=200)
async def edit_batch(
    request: Request[Any, Any, Any],
    number: FromPath[int],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Keep what was typed for one government; then merge or drop those that were ticked."""
    batch, fields = await batch_of(number), await request.form()
    participant = text_of(fields, "participant", LONGEST_LINE)
    kept = await recommended_in(number, participant)
    typed = {each.id: _typed(fields, each) for each in kept}
    if any(each.text_error or each.priority_error for each in typed.values()):
        return await _room(request, batch, participant, typed=typed, status=422)
    seen = [replace(each, revision=_revision(fields, each)) for each in kept]
    try:
        changes = await _changes(batch, seen, typed, fields)
        if changes:
            await edit(number, changes, by=person, at=now)
    except RuleBroken as broken:
        error, status = sentence_of(broken.code, broken.facts), SENTENCES[broken.code].status
        return await _room(request, batch, participant, typed=typed, error=error, status=status)
    return _to(request, "batch_room", number, ("gobierno", participant), ("hecho", "si"))


async def _changes(
    batch: Batch, seen: Sequence[Recommended], typed: Mapping[int, TypedDraft], fields: Fields
) -> Changes:
    """Each that differs from what is kept, and what merging or dropping makes of those ticked."""
    ticked = {str(value) for value in fields.getall("ticked", [])}
    act = text_of(fields, "act", 8)
    found_in = await published(batch.edition)
    now = [
        replace(each, what=await _with(batch, each.what, typed[each.id], found_in)) for each in seen
    ]
    chosen = [each for each in now if str(each.id) in ticked]
    found: Changes = [
        (before, after.what, None)
        for before, after in zip(seen, now, strict=True)
        if before.what != after.what and not (act in {"merge", "drop"} and after in chosen)
    ]
    if act == "drop":
        found += [(each, each.what, each.id) for each in chosen]
    elif act == "merge":
        whole = await recommending.merged(batch, chosen)
        first, *others = chosen
        found.append((first, whole, None))
        found += [(each, each.what, first.id) for each in others]
    return found


@post("/coordinacion/recomendaciones/{number:int}/emision", name="batch_issue", status_code=200)
async def issue_batch(
    request: Request[Any, Any, Any],
    number: FromPath[int],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Redirect:
    """From here on it is dated and does not change; everybody in it is told by mail."""
    batch, fields = await batch_of(number), await request.form()
    is_public = text_of(fields, "audience", LONGEST_LINE) == "public"
    if batch.was_issued(person.name, is_public=is_public):
        return kept_before(request.app.route_reverse("batch_room", number=number))
    if not await counted_in(number):
        raise RuleBroken("batch-empty")
    address = settings.public_url + request.app.route_reverse("recommendations")
    told = await recommending.letters_for(batch, address, now, is_public=is_public)
    await issue(batch, is_public=is_public, by=person, at=now, told=told)
    return _to(request, "batch_room", number)


def _typed(fields: Fields, each: Recommended) -> TypedDraft:
    """What was typed for one of them; what the form does not have stays as it is."""
    if not fields.getall(f"text_{each.id}", []):
        what = each.what
        return TypedDraft(what.text, what.effort.value, str(what.priority), what.aims)
    text = text_of(fields, f"text_{each.id}", None).strip()
    effort = text_of(fields, f"effort_{each.id}", LONGEST_LINE)
    priority = text_of(fields, f"priority_{each.id}", LONGEST_LINE).strip()
    is_priority = priority.isdecimal() and 1 <= int(priority[:4]) <= MOST_PRIORITY
    wrong = "" if text else sentence_of("recommendation-text-missing", {})
    if fault := text_fault(text, LONGEST_TEXT):
        wrong = sentence_of(*fault)
    unread = "" if is_priority else sentence_of("priority-unreadable", {"most": MOST_PRIORITY})
    return TypedDraft(text, effort, priority, _aims(fields, each), wrong, unread)


def _aims(fields: Fields, each: Recommended) -> Mapping[str, str]:
    """What is aimed at, item to option; what the form does not ask stays as it is."""
    aims = dict(each.what.aims)
    for item in each.what.items:
        name = aim_name(each.id, item)
        if fields.getall(name, []):
            aims[item] = text_of(fields, name, LONGEST_LINE)
    return {item: aim for item, aim in aims.items() if aim}


def _revision(fields: Fields, each: Recommended) -> int:
    found = number_in(fields, f"revision_{each.id}")
    return each.revision if found is None else found


async def _with(batch: Batch, what: Drafted, typed: TypedDraft, found: Published) -> Drafted:
    """As it was typed; what it gains follows from what it aims at."""
    effort = Effort(typed.effort) if typed.effort in set(Effort) else what.effort
    text = typed.text.replace("\r\n", "\n")
    aims = {
        item: aim
        for item, aim in typed.aims.items()
        if aim in {each.code for each in _steps(found, what.participant, item)}
    }
    changed = replace(what, text=text, effort=effort, priority=int(typed.priority), aims=aims)
    return changed if aims == dict(what.aims) else await recommending.aimed(batch, changed)


def _steps(found: Published, participant: str, item: str) -> Sequence[Step]:
    return recommending.steps_for(found, participant, found.questionnaire.item(item))


async def _list(
    request: Request[Any, Any, Any], typed: Mapping[str, str], error: str, wrong: str = ""
) -> Template:
    codes = await published_editions()
    page = batches_page(
        [recommending.facts_of(each) for each in await batches()],
        is_public=False,
        url=request.app.route_reverse,
        key=typed.get("key", "") or new_sheet(),
        typed=typed,
        editions=codes,
        audiences=await _audiences(codes),
        error=error,
        wrong=wrong,
    )
    return HTMXTemplate(
        template_name="pages/batches.html",
        context={"page": page},
        status_code=422 if error else 200,
    )


async def _audiences(editions: Sequence[str]) -> Sequence[tuple[str, str]]:
    """The leagues of the newest published edition, and everybody in it."""
    if not editions:
        return ()
    rules = await rules_of(editions[0])
    leagues = [
        (f"{recommending.LEAGUE_SIGN}{league.code}", league.name.of(locale()))
        for league in rules.edition.leagues
    ]
    entries = await entries_of(editions[0])
    return [*leagues, *((e.participant.code, e.participant.name) for e in entries)]


async def _room(
    request: Request[Any, Any, Any],
    batch: Batch,
    participant: str,
    *,
    typed: Mapping[int, TypedDraft] | None = None,
    error: str = "",
    status: int = 200,
    is_kept: bool = False,
) -> Template:
    counted = [(each.code, each.name, n) for each, n in await counted_in(batch.number)]
    codes = [code for code, _name, _n in counted]
    wanted = participant if participant in codes else next(iter(codes), "")
    kept = await recommended_in(batch.number, wanted) if wanted else ()
    page = batch_room(
        recommending.facts_of(batch),
        counted,
        await recommending.shown_of(batch, kept),
        participant=wanted,
        url=request.app.route_reverse,
        typed=typed,
        abrogated=await abrogated_now(),
        error=error,
        is_kept=is_kept,
    )
    return HTMXTemplate(
        template_name="pages/batch_room.html", context={"page": page}, status_code=status
    )


def _to(
    request: Request[Any, Any, Any], route: str, number: int, *pairs: tuple[str, str]
) -> Redirect:
    address = request.app.route_reverse(route, number=number)
    return Redirect(address_of(address, [each for each in pairs if each[1]]), status_code=303)


router = Router(
    "/",
    route_handlers=[
        show_issued,
        show_batch,
        show_all,
        draft,
        show_room,
        edit_batch,
        issue_batch,
    ],
)
