"""Moderación de observaciones: read, published with less or as it came, refused with its reason.

Coordinators and verifiers moderate: neither answers for a government. Nobody does it for the state
they are from, a government they served, or a verdict of their own.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import File, Redirect, Template

from game.likeness import alike
from game.reports import (
    LONGEST_TEXT,
    Move,
    Part,
    Report,
    Status,
    Told,
    advance,
    clear,
    is_suspect,
    merge,
    moves_of,
    publish,
    reconsider,
    release,
    waiting_reasons,
)
from game.rules import RuleBroken
from game.typed import said, text_fault, whole_number
from server.days import today_of
from server.db import Refused
from server.documents import sent_file
from server.forms import Fields, text_of
from server.pages.filters import address_of
from server.pages.moderation import (
    NOT_DISCARDED,
    NOT_TRIED,
    OF_REASONS,
    SUSPECT,
    TriedDiscard,
    TriedMove,
    case_page,
    decided_pairs,
    done_text,
    queue_page,
)
from server.people import Person
from server.policy import MODERATING
from server.problems import SENTENCES, sentence_of
from server.queries.documents import documents_named
from server.queries.reports import (
    CHANGED,
    KeptReport,
    keep_cleared,
    report_of,
    reports_to_moderate,
    stories_like,
)
from server.reports import Rules, report_files, rules_now
from server.settings import Settings
from server.voices import Post, about_of, check_moderator, move_report, seen_of

MOST_ALIKE = 5
# More than anybody reads one after the other.
MOST_DISCARDED = 200
OF_MODERATORS = frozenset(
    {Move.PUBLISH, Move.REJECT, Move.RECONSIDER, Move.MERGE, Move.RELEASE, Move.DISMISS}
)
# Refusals told where the decision was typed; the others have a page of their own.
BESIDE_FIELDS = frozenset(
    {
        "report-text-required",
        "text-too-long",
        "merge-elsewhere",
        "report-words-added",
        "text-has-markup",
        "too-many-links",
        "report-reason-added",
        "report-forbids",
        CHANGED,
    }
)
TYPED = ("asked", "place", "story", "text", "seen")


@get("/moderacion/observaciones", name="report_queue")
async def show_queue(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    cola: FromQuery[str] = "",
    hecho: FromQuery[str] = "",
    folio: FromQuery[str] = "",
    pasada: FromQuery[str] = "",
    descartadas: FromQuery[str] = "",
    quedan: FromQuery[str] = "",
) -> Template:
    done = done_text(
        decided=hecho,
        report=whole_number(folio),
        cleared=whole_number(pasada),
        discarded=whole_number(descartadas),
        left=whole_number(quedan) or 0,
    )
    return await _queue(request, person, now, tab=cola, done=done)


@post("/moderacion/observaciones/descartar", name="report_discard", status_code=200)
async def discard(
    request: Request[Any, Any, Any],
    *,
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Refuse many that look like spam with one reason; what is no longer apart stays as it is."""
    fields = await request.form()
    reason, chosen = text_of(fields, "text", None), _chosen(fields)
    broken = _lacking(reason, chosen)
    if broken is not None:
        tried = TriedDiscard(frozenset(chosen), reason, sentence_of(broken.code, broken.facts))
        status = SENTENCES[broken.code].status
        return await _queue(request, person, now, tab=SUSPECT, tried=tried, status=status)
    rules, post_ = await rules_now(now), Post(settings, request.app.route_reverse)
    done = [await _discarded(each, reason, post_, rules, person, now) for each in chosen]
    pairs = (
        ("cola", SUSPECT),
        ("descartadas", str(sum(done))),
        ("quedan", str(len(done) - sum(done))),
    )
    return Redirect(address_of(request.app.route_reverse("report_queue"), pairs), status_code=303)


@post("/moderacion/observaciones/{id:int}/cola", name="report_clear")
async def clear_report(
    request: Request[Any, Any, Any],
    id: FromPath[int],  # noqa: A002
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Redirect:
    """Let one that looks like spam be read in its turn. The same twice is once."""
    kept = await _kept(id, person)
    if not kept.report.is_cleared:
        try:
            await keep_cleared(kept, clear(kept.report), by=person, at=now)
        except Refused as refused:
            raise RuleBroken(refused.code) from refused
    queue = address_of(request.app.route_reverse("report_queue"), (("pasada", str(id)),))
    return Redirect(queue, status_code=303)


@get("/moderacion/observaciones/{id:int}", name="report_case")
async def show_case(
    request: Request[Any, Any, Any],
    id: FromPath[int],  # noqa: A002  (the name in the address)
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template:
    return await _case(request, await _kept(id, person), person, now)


@post("/moderacion/observaciones/{id:int}", name="report_moderate", status_code=200)
async def moderate(
    request: Request[Any, Any, Any],
    id: FromPath[int],  # noqa: A002
    *,
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Decide; what is typed comes back where something is missing. The same twice is once."""
    kept, fields = await _kept(id, person), await request.form()
    named = text_of(fields, "move", 16)
    if named not in OF_MODERATORS:
        raise RuleBroken("report-forbids", status=kept.report.status, move=named)
    typed = {name: text_of(fields, name, None) for name in TYPED}
    move, post_ = Move(named), Post(settings, request.app.route_reverse)
    shows_file = _shows_file(kept, fields) if move is Move.PUBLISH else None
    try:
        await _decide(kept, move, typed, post_, person, now, shows_file)
    except RuleBroken as broken:
        if broken.code not in BESIDE_FIELDS:
            raise
        tried, status = _tried(named, typed, broken), SENTENCES[broken.code].status
        return await _case(request, await _kept(id, person), person, now, tried, status)
    queue = address_of(request.app.route_reverse("report_queue"), decided_pairs(move, id))
    return Redirect(queue, status_code=303)


async def _decide(
    kept: KeptReport,
    move: Move,
    typed: Mapping[str, str],
    post_: Post,
    person: Person,
    now: datetime,
    shows_file: bool | None,
) -> None:
    """Keep a decision, once; that somebody else came first is told with what was typed."""
    if _was_decided(kept.report, move, typed, person):
        return
    rules = await rules_now(now)
    moved = await _moved(kept, move, typed, rules, person, now)
    try:
        await move_report(kept, moved, post_, rules, by=person, now=now, shows_file=shows_file)
    except Refused as refused:
        if not _was_decided((await report_of(kept.code)).report, move, typed, person):
            raise RuleBroken(refused.code) from refused


def _was_decided(report: Report, move: Move, typed: Mapping[str, str], person: Person) -> bool:
    """Whether this person decided just that, and no moderator anything else since."""
    decided = [event for event in report.history if event.by is Part.MODERATOR]
    last = decided[-1] if decided else None
    if last is None or last.move is not move or last.author != person.name:
        return False
    if move is Move.RELEASE or move is Move.DISMISS:
        # Whoever sent it may have written against another answer since.
        return last.text == said(typed["text"]) and not waiting_reasons(report)
    if move is Move.MERGE:
        return report.into == _number_in(typed["text"])
    if move is Move.PUBLISH:
        return report.shown == _shown_in(typed)
    return last.text == said(typed["text"])


def _check_read(report: Report, move: Move, typed: Mapping[str, str]) -> None:
    """Refuse to decide on a reason that was not on the page; one that says nothing shows one."""
    waiting = len(waiting_reasons(report))
    if move in OF_REASONS and waiting > 1 and whole_number(typed["seen"]) != waiting:
        raise RuleBroken("report-reason-added")


def _shown_in(typed: Mapping[str, str]) -> Told:
    """What is to be published, as typed."""
    return Told(*(typed[name].strip() for name in ("asked", "place", "story")))


def _number_in(text: str) -> int:
    return whole_number(text.strip().lstrip("#")) or 0


@get("/moderacion/observaciones/{id:int}/documento", name="report_case_file")
async def show_file(
    id: FromPath[int],  # noqa: A002
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
) -> File:
    """What came with it, to be looked at before anybody else does."""
    kept = await _kept(id, person)
    if kept.file is None:
        raise NotFoundException
    path = report_files(settings).path_of(kept.file.sha256)
    return sent_file(path, kept.file.filename, kept.file.media_type)


async def _queue(
    request: Request[Any, Any, Any],
    person: Person,
    now: datetime,
    *,
    tab: str,
    done: str = "",
    tried: TriedDiscard = NOT_DISCARDED,
    status: int = 200,
) -> Template:
    """What waits for this person: nothing of the state they are from."""
    waiting = [
        seen_of(each)
        for each in await reports_to_moderate()
        if person.state is None or each.participant.state != person.state
    ]
    rules = await rules_now(now)
    page = queue_page(
        waiting,
        rules.reports,
        rules.calendar,
        today_of(now),
        tab=tab,
        may_decide=person.role in MODERATING,
        done=done,
        tried=tried,
        url=request.app.route_reverse,
    )
    return HTMXTemplate(
        template_name="pages/report_queue.html", context={"page": page}, status_code=status
    )


def _chosen(fields: Fields) -> tuple[int, ...]:
    """The numbers that were ticked, each once."""
    ticked = (whole_number(str(each)) for each in fields.getall("report", []))
    return tuple(dict.fromkeys(each for each in ticked if each))[:MOST_DISCARDED]


def _lacking(reason: str, chosen: Sequence[int]) -> RuleBroken | None:
    """What keeps those that were chosen from being discarded."""
    if not chosen:
        return RuleBroken("none-chosen")
    if not said(reason):
        return RuleBroken("report-text-required")
    fault = text_fault(reason, LONGEST_TEXT)
    return RuleBroken(fault[0], **fault[1]) if fault else None


async def _discarded(
    code: int, reason: str, post_: Post, rules: Rules, person: Person, now: datetime
) -> bool:
    """Refuse one; not where this person may not, or where it no longer waits apart."""
    typed = {"text": reason}
    try:
        kept = await _kept(code, person)
        if _was_decided(kept.report, Move.REJECT, typed, person):
            return True
        if not is_suspect(kept.report, rules.reports.spam_from):
            return False
        moved = await _moved(kept, Move.REJECT, typed, rules, person, now)
        await move_report(kept, moved, post_, rules, by=person, now=now)
    except RuleBroken:
        return False
    except Refused:
        return _was_decided((await report_of(code)).report, Move.REJECT, typed, person)
    return True


async def _kept(code: int, person: Person) -> KeptReport:
    """A report that this person may read; one that nobody confirmed is nobody's yet."""
    kept = await report_of(code)
    if kept.report.status is Status.SENT:
        raise RuleBroken("unknown-report", report=code)
    if person.role in MODERATING:
        await check_moderator(person, kept)
    return kept


async def _moved(
    kept: KeptReport,
    move: Move,
    typed: Mapping[str, str],
    rules: Rules,
    person: Person,
    now: datetime,
) -> Report:
    """The report after a decision, or its refusal."""
    report = kept.report
    _check_read(report, move, typed)
    say = partial(advance, report, move, Part.MODERATOR, now, on=today_of(now), author=person.name)
    match move:
        case Move.PUBLISH:
            return publish(
                report,
                _shown_in(typed),
                now,
                on=today_of(now),
                author=person.name,
                clock=rules.clock,
            )
        case Move.RECONSIDER:
            return reconsider(report, typed["text"], now, on=today_of(now), author=person.name)
        case Move.MERGE:
            into = await _named(typed["text"])
            return merge(report, into, now, on=today_of(now), author=person.name)
        case Move.RELEASE:
            return release(
                report,
                typed["text"],
                now,
                on=today_of(now),
                author=person.name,
                clock=rules.clock,
            )
        case _:
            return say(text=typed["text"])


async def _named(text: str) -> Report:
    """The report of a number as one writes it; one that is not there is a slip of the keyboard."""
    code = _number_in(text)
    try:
        return (await report_of(code)).report
    except RuleBroken as broken:
        raise RuleBroken("merge-elsewhere", report=code) from broken


def _shows_file(kept: KeptReport, fields: Fields) -> bool:
    return kept.file is not None and text_of(fields, "shows_file", 8) == "1"


def _tried(named: str, typed: Mapping[str, str], broken: RuleBroken) -> TriedMove:
    sentence = sentence_of(broken.code, broken.facts)
    field = "text"
    if "field" in broken.facts:
        field = str(broken.facts["field"])
    elif named == Move.PUBLISH.value:
        empty = [name for name in ("asked", "story") if not typed[name].strip()]
        field = empty[0] if empty else max(("asked", "story"), key=lambda name: len(typed[name]))
    return TriedMove(named, typed, {field: sentence})


async def _case(
    request: Request[Any, Any, Any],
    kept: KeptReport,
    person: Person,
    now: datetime,
    tried: TriedMove = NOT_TRIED,
    status: int = 200,
) -> Template:
    report, url = kept.report, request.app.route_reverse
    rules = await rules_now(now)
    text = f"{report.told.asked} {report.told.story}"
    merges = Move.MERGE in moves_of(report, Part.MODERATOR)
    others = await stories_like(report) if merges else ()
    cited = {each.document for event in report.history for each in event.evidence}
    documents = await documents_named(cited)
    page = case_page(
        seen_of(kept),
        about=await about_of(report, url),
        alike=alike(text, others, least=rules.reports.alike, most=MOST_ALIKE),
        titles={code: each.title for code, each in documents.items()},
        rules=rules.reports,
        today=today_of(now),
        may_decide=person.role in MODERATING,
        tried=tried,
        url=url,
    )
    return HTMXTemplate(
        template_name="pages/report_case.html", context={"page": page}, status_code=status
    )


router = Router(
    "/", route_handlers=[show_queue, discard, clear_report, show_case, moderate, show_file]
)
