"""Observaciones publicadas: the list, each with its documents, and the government's answer."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import File, Redirect, Template

from game.answers import Citation
from game.reports import AWAITED, Move, Part, Report, advance, answers_in
from game.rules import RuleBroken
from game.typed import whole_number
from server.days import today_of
from server.db import Refused
from server.documents import fault_of_file, is_cited, proved_by, sent_document, sent_file
from server.forms import EvidenceForm, field_of, fields_of, text_of
from server.hearing import choices_now, heard_in
from server.i18n import gettext as _
from server.i18n import locale
from server.pages.filters import page_number
from server.pages.moves import Tried
from server.pages.reports import report_page, reports_page, withdrawn_page
from server.people import Person
from server.policy import HEADS, MODERATING, check_own
from server.problems import SENTENCES, sentence_of
from server.queries.commitments import topic_names
from server.queries.documents import documents_named
from server.queries.participants import participants_named
from server.queries.reports import (
    CHANGED,
    PAGE_SIZE,
    Filters,
    KeptReport,
    public_report,
    reports_where,
    withdrawn_report,
)
from server.repeated import kept_before
from server.reports import report_files, rules_now
from server.settings import Settings
from server.voices import Post, about_of, move_report, seen_of

FIELDS = {"report-text-required": "text", "text-too-long": "text", "text-has-markup": "text"}
# Told over the form, or over what was typed where there is no form any more.
TOO_LATE = frozenset({"report-forbids", CHANGED})


@get("/observaciones", name="reports")
async def show_reports(
    request: Request[Any, Any, Any], now: NamedDependency[datetime], pagina: FromQuery[str] = ""
) -> Template:
    page = page_number(pagina)
    asked = await heard_in(request.query_params, now)
    found = await reports_where(asked.filters, page=page)
    shown = reports_page(
        [seen_of(each) for each in found.reports],
        (await rules_now(now)).calendar,
        today_of(now),
        title=await _title(asked.filters),
        query=asked.query,
        choices=await choices_now(),
        page=page,
        total=found.total,
        size=PAGE_SIZE,
        url=request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/reports.html", context={"page": shown})


@get("/observaciones/{id:int}", name="report")
async def show_report(
    request: Request[Any, Any, Any],
    id: FromPath[int],  # noqa: A002  (the name in the address)
    visitor: NamedDependency[Person | None],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    gone = await withdrawn_report(id)
    if gone is not None:
        page = withdrawn_page(seen_of(gone), request.app.route_reverse)
        return HTMXTemplate(
            template_name="pages/report_withdrawn.html",
            context={"page": page},
            status_code=HTTPStatus.GONE,
        )
    kept = await public_report(id)
    if kept.code != id:
        return _to(request, kept.code)
    return await _shown(request, kept, visitor, now)


@get("/observaciones/{id:int}/documento", name="report_file")
async def show_file(
    id: FromPath[int],  # noqa: A002
    settings: NamedDependency[Settings],
) -> File:
    """What came with a report, once a moderator let it be seen."""
    kept = await public_report(id)
    if kept.file is None or not kept.shows_file:
        raise NotFoundException
    # Its own name may be that of a person.
    name = f"observacion-{kept.code}{path_ending(kept.file.filename)}"
    path = report_files(settings).path_of(kept.file.sha256)
    return sent_file(path, name, kept.file.media_type)


@get("/observaciones/{id:int}/respuestas/{document:str}", name="report_answer_document")
async def show_document(
    id: FromPath[int],  # noqa: A002
    document: FromPath[str],
    settings: NamedDependency[Settings],
) -> File | Redirect:
    """Only what an answer cites is public, whatever else its government has shown."""
    report = (await public_report(id)).report
    if document not in {each.document for event in report.history for each in event.evidence}:
        raise NotFoundException
    return await sent_document(document, settings)


@post("/observaciones/{id:int}/respuesta", name="report_answer", status_code=200)
async def answer_report(
    request: Request[Any, Any, Any],
    *,
    id: FromPath[int],  # noqa: A002
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """The government answers once, and once more after each dispute. The same twice is once."""
    kept = await public_report(id)
    check_own(person, kept.participant.code)
    post_ = Post(settings, request.app.route_reverse)
    async with fields_of(request) as fields:
        form = EvidenceForm.of(fields)
        typed = {**form.typed, **{name: text_of(fields, name, None) for name in ("text", "seen")}}
        try:
            is_new = await _keep_answer(kept, form, typed, post_, person, now)
        except RuleBroken as broken:
            field = "form" if broken.code in TOO_LATE else field_of(broken, FIELDS)
            if field is None:
                raise
            faults = {"file": await fault_of_file(form, settings), field: broken}
            errors = {name: sentence_of(f.code, f.facts) for name, f in faults.items() if f}
            tried, status = Tried(Move.ANSWER, typed, errors), SENTENCES[broken.code].status
            kept = await public_report(id)
            return await _shown(request, kept, person, now, tried, status)
    address = request.app.route_reverse("report", id=kept.code)
    return Redirect(address, status_code=303) if is_new else kept_before(address)


async def _keep_answer(
    kept: KeptReport,
    form: EvidenceForm,
    typed: Mapping[str, str],
    post_: Post,
    person: Person,
    now: datetime,
) -> bool:
    """Keep an answer; whether it is a new one."""
    whose, settings, rules = kept.participant.code, post_.settings, await rules_now(now)
    if await _was_answered(kept.report, form, typed, settings, person, now):
        return False
    seen = whole_number(typed["seen"])
    if seen is not None and seen != answers_in(kept.report):
        raise RuleBroken(CHANGED)
    answer = partial(_answered, kept.report, person.name, typed["text"], now)
    proved = await proved_by(form, whose, settings, answer, by=person, at=now)
    try:
        await proved.kept(
            lambda moved, documents: move_report(
                kept, moved, post_, rules, by=person, now=now, documents=documents
            )
        )
    except Refused as refused:
        if refused.code != CHANGED:
            raise
        report = (await public_report(kept.code)).report
        if not await _was_answered(report, form, typed, settings, person, now):
            raise RuleBroken(CHANGED) from refused
        return False
    return True


async def _was_answered(
    report: Report,
    form: EvidenceForm,
    typed: Mapping[str, str],
    settings: Settings,
    person: Person,
    now: datetime,
) -> bool:
    """Whether a form is one that was an answer before, with the same document.

    One that does not say how many answers it was drawn after is taken for the last.
    """
    answers = [event for event in report.history if event.move is Move.ANSWER]
    seen = whole_number(typed["seen"])
    last = len(answers) - (report.status not in AWAITED)
    place = last if seen is None else seen
    if not 0 <= place < len(answers) or answers[place].text.split() != typed["text"].split():
        return False
    cited = [answers[place].evidence]
    return await is_cited(form, cited, report.participant, settings, by=person, at=now)


def _answered(
    report: Report, author: str, text: str, now: datetime, evidence: tuple[Citation, ...]
) -> Report:
    """The report with the answer of its government."""
    return advance(
        report,
        Move.ANSWER,
        Part.PARTICIPANT,
        now,
        on=today_of(now),
        text=text,
        author=author,
        evidence=evidence,
    )


async def _shown(
    request: Request[Any, Any, Any],
    kept: KeptReport,
    visitor: Person | None,
    now: datetime,
    tried: Tried | None = None,
    status: int = 200,
) -> Template:
    report, url = kept.report, request.app.route_reverse
    cited = {each.document for event in report.history for each in event.evidence}
    documents = await documents_named(cited)
    is_theirs = visitor is not None and visitor.participant == report.participant
    page = report_page(
        seen_of(kept),
        about=await about_of(report, url),
        calendar=(await rules_now(now)).calendar,
        today=today_of(now),
        titles={code: each.title for code, each in documents.items()},
        url=url,
        may_answer=is_theirs and visitor is not None and visitor.role in HEADS,
        may_moderate=visitor is not None and visitor.role in MODERATING,
        is_theirs=is_theirs,
        tried=tried,
    )
    context = {"page": page}
    return HTMXTemplate(template_name="pages/report.html", context=context, status_code=status)


async def _title(filters: Filters) -> str:
    """What the list is narrowed to, in words."""
    if filters.participant:
        named = await participants_named([filters.participant])
        if filters.participant in named:
            name = named[filters.participant].name
            return _("Observaciones sobre {name}").format(name=name)
    if filters.commitment is not None:
        return _("Observaciones sobre el compromiso {number}").format(number=filters.commitment)
    topic = (await topic_names()).get(filters.topic)
    if topic is None:
        return _("Observaciones")
    return _("Observaciones sobre {name}").format(name=topic.of(locale()))


def path_ending(filename: str) -> str:
    """The ending of a name, which says what its content is."""
    _stem, dot, ending = filename.rpartition(".")
    return f"{dot}{ending}" if dot else ""


def _to(request: Request[Any, Any, Any], code: int) -> Redirect:
    return Redirect(request.app.route_reverse("report", id=code), status_code=303)


router = Router("/", route_handlers=[show_reports, show_report, show_file, show_document])
uploads = Router("/", route_handlers=[answer_report])
