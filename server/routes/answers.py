"""Reactivos: one answer at a time, its evidence, its history and the reply to its verdict."""

import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXRequest, HTMXTemplate
from litestar.response import Redirect, Template

from game.answers import Answer, Citation
from game.questionnaire import Item
from game.rules import RuleBroken
from server.desks import (
    Seen,
    answered_template,
    back_to_item,
    kept_template,
    level_template,
    refused_template,
    seen_now,
    unkept_template,
    with_clash,
    with_here,
    with_tried,
    with_unsaved,
)
from server.documents import document_from, told_otherwise
from server.forms import CHOOSE_AGAIN, AnswerForm, EvidenceForm, field_of, fields_of, text_of
from server.i18n import lazy, locale
from server.live import announce
from server.notices import notices_for
from server.pages.answer_history import Past, history_page
from server.pages.answers import Clash, Given
from server.pages.entered import EVIDENCE, REPLY, Tried
from server.pages.notes import resolved_text
from server.pages.unsent import GONE
from server.people import Person
from server.pieces import new_sheet
from server.policy import own_participant
from server.problems import SENTENCES, sentence_of
from server.queries.answers import (
    KeptAnswer,
    StaleAnswer,
    answer_history_of,
    answers_of,
    check_item_open,
    keep_answer,
    keep_both,
    keep_theirs,
)
from server.queries.changes import read_at
from server.queries.documents import (
    FILE,
    Document,
    citation_of,
    keep_choice,
    same_document,
    version_pair,
)
from server.queries.editions import EditionRules, Entry, current_entry
from server.queries.evidence import drop_evidence, keep_evidence, renew_evidence
from server.queries.notes import notes_of
from server.queries.replies import check_reply, keep_reply
from server.queries.reviews import review_history_of
from server.queries.saves import Saved, Tell
from server.settings import Settings

# Beside which field of a reply a refusal is told.
REPLY_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "reply-empty": "text",
        "text-too-long": "text",
        "already-replied": "text",
        "stage-forbids": "text",
    }
)
# What a citation of a replaced version may go on with.
KEEP_OLD: Final = "old"
# What a conflict may be settled by, besides putting one's own in force.
SETTLING: Final = MappingProxyType({"theirs": keep_theirs, "both": keep_both})
# A save that is kept says so by its key, also when it comes again: a script trusts nothing else.
SAVED: Final = "Liga-Saved"
KEY: Final = re.compile(r"[0-9A-Za-z_-]+")
NOT_KEPT: Final = lazy("No se guardó. Lo que escribió sigue aquí: guarde de nuevo.")

logger = logging.getLogger("liga")


@post("/mi-liga/reactivos/{item:str}", name="answer", status_code=200)
async def answer_item(
    request: HTMXRequest,
    item: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    rules, entry = await current_entry(own_participant(person))
    asked = rules.questionnaire.item(item)
    form = AnswerForm.of(await request.form())
    answer = form.answer(item)
    try:
        tell = notices_for(request, settings, rules, entry, person, now).tell
        saved = await _keep(rules, entry, form, answer, by=person, at=now, tell=tell)
    except Exception as error:
        if request.htmx and not isinstance(error, StaleAnswer | RuleBroken):
            raise  # the page keeps what was typed and sends it again
        if isinstance(error, RuleBroken) and error.code == GONE:
            raise  # there is no item to draw again: it is told with what was typed
        seen = await seen_now(request, rules, entry, asked.topic, person, settings)
        seen, status = _not_kept(seen, answer, error)
        return await unkept_template(request, seen, asked, sheet=form.sheet, status=status)
    if saved.is_new:
        announce(rules.code, entry.league)
    reply = await kept_template(
        request,
        rules,
        entry,
        asked,
        person,
        settings,
        sheet=form.sheet,
        moved=saved.moved,
        version=form.version,
    )
    if KEY.fullmatch(form.key):
        reply.headers[SAVED] = form.key
    return reply


def _not_kept(seen: Seen, answer: Answer, error: Exception) -> tuple[Seen, HTTPStatus]:
    """The level with the answer as it was typed and the reason it is not kept; and the status."""
    match error:
        case StaleAnswer(current=theirs):
            is_own = theirs.account == seen.person.account
            clash = Clash(answer, theirs.answer, theirs.author, theirs.saved_at, is_own=is_own)
            return with_clash(seen, clash), HTTPStatus.CONFLICT
        case RuleBroken(code=code, facts=facts):
            return with_unsaved(seen, answer, sentence_of(code, facts)), SENTENCES[code].status
        case _:
            logger.error("answer not kept", exc_info=error)
            return with_unsaved(seen, answer, str(NOT_KEPT)), HTTPStatus.SERVICE_UNAVAILABLE


async def _keep(
    rules: EditionRules,
    entry: Entry,
    form: AnswerForm,
    answer: Answer,
    *,
    by: Person,
    at: datetime,
    tell: Tell,
) -> Saved:
    form.check(rules.code)
    keep = SETTLING.get(form.keep, partial(keep_answer, after=form.after))
    return await keep(
        rules,
        entry,
        answer,
        base=form.base,
        key=form.key,
        sheet=form.sheet,
        by=by,
        at=at,
        tell=tell,
    )


@get("/mi-liga/reactivos/{item:str}/historia", name="answer_history")
async def show_history(
    request: HTMXRequest, item: FromPath[str], person: NamedDependency[Person]
) -> Template:
    rules, entry = await current_entry(own_participant(person))
    asked = rules.questionnaire.item(item)
    kept = await answer_history_of(entry.participant.code, rules.code, item)
    given = await review_history_of(entry.participant.code, rules.code, item)
    noted = {
        note.revision: resolved_text(note.resolver, note.resolved_at)
        for note in await notes_of(entry.participant.code, rules.code)
        if note.item == item
    }
    page = history_page(
        asked,
        rules.questionnaire.topic(asked.topic).name.of(locale()),
        [await _past(rules, asked, each, noted.get(each.revision, "")) for each in kept],
        [
            Given(each.review.verdict, each.review.reason, each.verifier_name, each.at)
            for each in given
        ],
        request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/answer_history.html", context={"page": page})


async def _past(rules: EditionRules, item: Item, kept: KeptAnswer, note: str) -> Past:
    """A revision with the item as it read when it was saved."""
    number, questionnaire = await read_at(rules, kept.saved_at)
    then = next((each for each in questionnaire.items if each.code == item.code), item)
    version = number if rules.history else 0
    return Past(
        kept.revision,
        kept.answer,
        kept.author,
        kept.saved_at,
        then,
        version,
        note,
        kept.based_on,
    )


@post("/mi-liga/reactivos/{item:str}/evidencia", name="evidence", status_code=200)
async def add_evidence(
    request: HTMXRequest,
    item: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    rules, entry = await current_entry(own_participant(person))
    asked = rules.questionnaire.item(item)
    await check_item_open(rules, entry, item, by=person)
    tell = notices_for(request, settings, rules, entry, person, now).tell
    async with fields_of(request) as fields:
        form, sheet = EvidenceForm.of(fields), AnswerForm.of(fields).sheet
        try:
            document = await _brought(form, entry, settings, by=person, at=now)
            saved = await keep_evidence(
                rules, entry, item, document, form.page, by=person, at=now, tell=tell
            )
        except RuleBroken as broken:
            tried = _tried(request, asked, EVIDENCE, form, broken)
            return await refused_template(
                request, rules, entry, asked, person, settings, tried, broken, sheet=sheet
            )
    if saved.is_new:
        announce(rules.code, entry.league)
    known = await same_document(document) if document.kind == FILE else None
    if known is None or known.id == document.id:
        return await kept_template(
            request, rules, entry, asked, person, settings, sheet=sheet, moved=saved.moved
        )
    otherwise = told_otherwise(known, document)
    if not request.htmx:
        return back_to_item(request, asked, {"en": item, "citado": known.id, **otherwise})
    seen = await seen_now(request, rules, entry, asked.topic, person, settings)
    seen = with_here(request, seen, item, known, otherwise)
    return answered_template(request, seen, asked, sheet=sheet or new_sheet(), moved=saved.moved)


@post("/mi-liga/reactivos/{item:str}/evidencia/quitar", name="evidence_drop", status_code=200)
async def remove_evidence(
    request: HTMXRequest,
    item: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    rules, entry = await current_entry(own_participant(person))
    asked = rules.questionnaire.item(item)
    fields = await request.form()
    citation = Citation(text_of(fields, "document", 80), text_of(fields, "page"))
    tell = notices_for(request, settings, rules, entry, person, now).tell
    saved = await drop_evidence(rules, entry, item, citation, by=person, at=now, tell=tell)
    if saved.is_new:
        announce(rules.code, entry.league)
    sheet = AnswerForm.of(fields).sheet
    return await kept_template(
        request, rules, entry, asked, person, settings, sheet=sheet, moved=saved.moved
    )


@post("/mi-liga/reactivos/{item:str}/evidencia/version", name="evidence_renew", status_code=200)
async def choose_version(
    request: HTMXRequest,
    item: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    rules, entry = await current_entry(own_participant(person))
    asked = rules.questionnaire.item(item)
    fields = await request.form()
    form, sheet = EvidenceForm.of(fields), AnswerForm.of(fields).sheet
    await check_item_open(rules, entry, item, by=person)
    old, newer = await version_pair(form.document, entry.participant.code)
    if text_of(fields, "choice", 8) == KEEP_OLD:
        answers = await answers_of(entry.participant.code, rules.code, [item])
        _check_cited(answers.get(item), old)
        await keep_choice(rules.code, item, old, newer, by=person, at=now)
        return await kept_template(request, rules, entry, asked, person, settings, sheet=sheet)
    cited = Citation(old.id, text_of(fields, "old_page"))
    try:
        form.check()
        await _check_still_cited(rules, entry, item, cited, citation_of(newer, form.page))
    except RuleBroken as broken:
        # What was typed stays in the form that cites any document, with the new one chosen.
        typed = replace(form, typed={**form.typed, "document": newer.id})
        tried = _tried(request, asked, EVIDENCE, typed, broken)
        return await refused_template(
            request, rules, entry, asked, person, settings, tried, broken, sheet=sheet
        )
    tell = notices_for(request, settings, rules, entry, person, now).tell
    saved = await renew_evidence(
        rules, entry, item, cited, newer, form.page, by=person, at=now, tell=tell
    )
    if saved.is_new:
        announce(rules.code, entry.league)
    return await kept_template(
        request, rules, entry, asked, person, settings, sheet=sheet, moved=saved.moved
    )


def _check_cited(kept: KeptAnswer | None, document: Document) -> None:
    """Nobody decides how an item cites what it does not cite."""
    if kept is None or all(each.document != document.id for each in kept.answer.evidence):
        raise RuleBroken("unknown-document", document=document.id)


async def _check_still_cited(
    rules: EditionRules, entry: Entry, item: str, old: Citation, renewed: Citation
) -> None:
    """Whoever renews a citation that somebody took away meanwhile is told, unless it is renewed."""
    kept = (await answers_of(entry.participant.code, rules.code, [item])).get(item)
    if not {old, renewed} & set(kept.answer.evidence if kept else ()):
        raise RuleBroken("citation-gone", field="page")


@post("/mi-liga/reactivos/{item:str}/replica", name="reply", status_code=200)
async def send_reply(
    request: HTMXRequest,
    item: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    rules, entry = await current_entry(own_participant(person))
    asked = rules.questionnaire.item(item)
    async with fields_of(request) as fields:
        form, text = EvidenceForm.of(fields), text_of(fields, "text", None)
        try:
            await _keep_reply(rules, entry, asked, form, text, settings, by=person, at=now)
        except RuleBroken as broken:
            tried = _tried(request, asked, REPLY, form, broken, text=text)
            seen = await seen_now(request, rules, entry, asked.topic, person, settings)
            return await level_template(
                request,
                with_tried(seen, tried),
                sheet=new_sheet(),
                status=SENTENCES[broken.code].status,
            )
    return back_to_item(request, asked)


async def _keep_reply(
    rules: EditionRules,
    entry: Entry,
    item: Item,
    form: EvidenceForm,
    text: str,
    settings: Settings,
    *,
    by: Person,
    at: datetime,
) -> None:
    """Keep a reply; what is refused leaves no file behind."""
    form.check()
    await check_reply(rules, entry, item.code, text, form.rehearsed)
    document = await document_from(form, entry.participant.code, settings, by=by, at=at)
    await keep_reply(rules, entry, item.code, text, by=by, at=at, document=document, page=form.page)


async def _brought(
    form: EvidenceForm, entry: Entry, settings: Settings, *, by: Person, at: datetime
) -> Document:
    form.check()
    document = await document_from(form, entry.participant.code, settings, by=by, at=at)
    if document is None:
        raise RuleBroken("evidence-empty")
    return document


def _tried(
    request: HTMXRequest,
    item: Item,
    name: str,
    form: EvidenceForm,
    broken: RuleBroken,
    **typed: str,
) -> Tried:
    """What to show again; a refusal that no field can mend goes on to a page of its own.

    With htmx only what is wrong in a field comes back as the item: the page keeps the rest.
    """
    field = field_of(broken, REPLY_FIELDS if name == REPLY else {})
    is_page = request.htmx and SENTENCES[broken.code].status != HTTPStatus.UNPROCESSABLE_ENTITY
    if field is None or is_page:
        raise broken
    errors = {field: sentence_of(broken.code, broken.facts)}
    if form.file is not None and not request.htmx:
        # No browser fills a file in again.
        errors.setdefault("file", str(CHOOSE_AGAIN))
    return Tried(item.code, name, {**form.typed, **typed}, errors)


@get("/mi-liga/reactivos/{item:str}/ahora", name="item_now")
async def show_item(
    request: HTMXRequest,
    item: FromPath[str],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    """An item as it is now, with those that depend on it, for a page that has it open."""
    rules, entry = await current_entry(own_participant(person))
    asked = rules.questionnaire.item(item)
    if not request.htmx:
        return back_to_item(request, asked)
    seen = await seen_now(request, rules, entry, asked.topic, person, settings)
    return answered_template(request, seen, asked, sheet=new_sheet())


@get(
    [
        "/mi-liga/reactivos/{item:str}",
        "/mi-liga/reactivos/{item:str}/evidencia/quitar",
        "/mi-liga/reactivos/{item:str}/evidencia/version",
    ],
    name="item_again",
)
async def reopen_item(
    request: HTMXRequest, item: FromPath[str], person: NamedDependency[Person]
) -> Redirect:
    """The page of a refused form, opened anew: a phone woke up, or an address was shared."""
    rules, _ = await current_entry(own_participant(person))
    return back_to_item(request, rules.questionnaire.item(item))


# A path that takes files keeps all its methods with them.
again = get(
    ["/mi-liga/reactivos/{item:str}/evidencia", "/mi-liga/reactivos/{item:str}/replica"],
    name="upload_again",
)(reopen_item.fn)


router = Router(
    "/",
    route_handlers=[
        answer_item,
        show_history,
        show_item,
        remove_evidence,
        choose_version,
        reopen_item,
    ],
)
uploads = Router("/", route_handlers=[add_evidence, send_reply, again])
