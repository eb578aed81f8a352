"""Mesa: one level of a government drawn for the person in front of it.

Routes of levels and of answers show the same things; this is where they are put together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment
from litestar import Request
from litestar.plugins.htmx import HTMXRequest, HTMXTemplate
from litestar.response import Redirect, Template
from markupsafe import Markup

from game.answers import Answer, Problem
from game.changes import Change, Version
from game.editions import Act, allows
from game.questionnaire import Item
from game.reviews import Verdict
from game.rules import RuleBroken
from server.copies import earlier_seen, missing_of
from server.days import today_of
from server.i18n import gettext as _
from server.i18n import moment
from server.pages.answers import Clash, Given, ItemCard, Sheet, item_card
from server.pages.assignments import level_cards
from server.pages.changes import asks_again, reworded_count
from server.pages.copying import Earlier, Offer, offer_of
from server.pages.entered import NOT_ENTERED, Entered, Tried
from server.pages.evidence import Cited, Here, Uploads, here_already, to_review
from server.pages.laws import ItemLaws, pending_text
from server.pages.legal import abrogated_in
from server.pages.level import (
    Handed,
    LevelPage,
    Progress,
    Reopened,
    SeatActs,
    level_page,
    progress_of,
)
from server.pages.levels import Done
from server.pages.links import Link, Url
from server.pages.names import item_url
from server.pages.not_applicable import beyond_text, problem_texts
from server.pages.notes import Noted
from server.pages.points import timely_text
from server.pages.unsent import UnsentAnswer, unsent_answer
from server.people import Person, Role
from server.pieces import item_piece, new_sheet
from server.policy import ANSWERING
from server.problems import SENTENCES
from server.queries.answers import authors_of
from server.queries.changes import reworded_since
from server.queries.desks import Desk, desk_of
from server.queries.documents import EDITABLE, Document, documents_named, newest_of
from server.queries.editions import EditionRules, Entry
from server.queries.reopenings import Reopening
from server.queries.replies import LONGEST_REPLY
from server.security import csrf_of
from server.settings import Settings
from server.shelves import cited, expired_links, newer_text
from server.teams import team_for

NOTHING_TOLD: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of an item on the page; empty while it is not asked."""

    id: str
    piece: Markup
    is_asked: bool
    news_id: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A desk, who looks at it, and what a save or a check left to be said."""

    desk: Desk
    person: Person
    settings: Settings
    has_filled: bool = False
    problems: Mapping[str, tuple[Problem, ...]] | None = None
    clash: Clash | None = None
    unsaved: Answer | None = None
    refusal: str = ""
    tried: Tried | None = None
    reopening: Entered = NOT_ENTERED
    here: tuple[str, Here] | None = None


async def seen_now(
    request: Request[Any, Any, Any],
    rules: EditionRules,
    entry: Entry,
    topic: str,
    person: Person,
    settings: Settings,
) -> Seen:
    """The desk of a level as it is today, for somebody.

    Only a titular needs to know whether they filled any of it.
    """
    desk = await desk_of(rules, entry, topic, today_of(request.app.state.parts.now()))
    if person.role is not Role.SIGNER:
        return Seen(desk, person, settings)
    items = [item.code for item in desk.topic.items]
    authors = await authors_of(desk.entry.participant.code, desk.rules.code, items)
    filled = person.account in authors or person.account == desk.handed.submitted_by
    return Seen(desk, person, settings, has_filled=filled)


async def level_template(
    request: Request[Any, Any, Any],
    seen: Seen,
    *,
    sheet: str,
    status: int = 200,
    done: Done | None = None,
) -> Template:
    """The whole page of a level, with who is on it. `done`: what was just done with it."""
    desk = seen.desk
    today = today_of(request.app.state.parts.now())
    team = await team_for(desk.rules, desk.entry, seen.person, today)
    page = _page(request, seen)
    slots = tuple(_slot(request, seen, item, sheet) for item in desk.topic.items)
    return HTMXTemplate(
        template_name="pages/level.html",
        context={
            "page": page,
            "progress": page.progress,
            "slots": slots,
            "assigned": level_cards(desk.topic, team, request.app.route_reverse),
            "expired": expired_links(desk, today),
            "unsent": _unsent(seen),
            "done": done,
        },
        status_code=status,
    )


def answered_template(
    request: Request[Any, Any, Any],
    seen: Seen,
    item: Item,
    *,
    sheet: str,
    moved: frozenset[str] | None = None,
    status: int = 200,
) -> Template:
    """The reply to a save: the item, those that moved (or may have), and the progress."""
    desk = seen.desk
    dependents = {each.code for each in desk.rules.links.dependents[item.code]}
    opened = dependents if moved is None else moved
    context = {
        "piece": _slot(request, seen, item, sheet).piece,
        "slots": [
            _slot(request, seen, each, sheet) for each in desk.topic.items if each.code in opened
        ],
        "progress": _progress(request, seen),
        "unsent": _unsent(seen),
    }
    return HTMXTemplate(template_name="partials/answered.html", context=context, status_code=status)


async def kept_template(
    request: HTMXRequest,
    rules: EditionRules,
    entry: Entry,
    item: Item,
    person: Person,
    settings: Settings,
    *,
    sheet: str,
    moved: frozenset[str] | None = None,
    version: int | None = None,
) -> Template | Redirect:
    """A kept change: with htmx the item as it is now, without it the page again.

    What changed since the `version` on the sheet is told: whoever answered had not read it.
    """
    if not request.htmx:
        return back_to_item(request, item)
    seen = await seen_now(request, rules, entry, item.topic, person, settings)
    if version is not None:
        seen = with_reworded(seen, item, reworded_since(rules, item.code, version))
    return answered_template(request, seen, item, sheet=sheet or new_sheet(), moved=moved)


async def unkept_template(
    request: HTMXRequest, seen: Seen, item: Item, *, sheet: str, status: int
) -> Template:
    """A change that was not kept, with everything that was typed: the item, or its page."""
    sheet = sheet or new_sheet()
    if request.htmx:
        return answered_template(request, seen, item, sheet=sheet, status=status)
    return await level_template(request, seen, sheet=sheet, status=status)


async def refused_template(
    request: HTMXRequest,
    rules: EditionRules,
    entry: Entry,
    item: Item,
    person: Person,
    settings: Settings,
    tried: Tried,
    broken: RuleBroken,
    *,
    sheet: str,
) -> Template:
    """A form that was refused, with what was tried and what is wrong: the item, or its page."""
    seen = await seen_now(request, rules, entry, item.topic, person, settings)
    status = SENTENCES[broken.code].status
    return await unkept_template(request, with_tried(seen, tried), item, sheet=sheet, status=status)


def back_to_item(
    request: Request[Any, Any, Any], item: Item, told: Mapping[str, str] = NOTHING_TOLD
) -> Redirect:
    """To an item on the page of its level, opened anew. `told`: of what was just done there."""
    page, mark, place = item_url(request.app.route_reverse, item.topic, item.code).partition("#")
    asked = f"?{urlencode(told)}" if told else ""
    return Redirect(f"{page}{asked}{mark}{place}", status_code=303)


def with_problems(seen: Seen, problems: Mapping[str, tuple[Problem, ...]]) -> Seen:
    """The same, after a submission that was refused."""
    return replace(seen, problems=problems)


def with_clash(seen: Seen, clash: Clash) -> Seen:
    """The same, with two answers to one item."""
    return replace(seen, clash=clash)


def with_unsaved(seen: Seen, answer: Answer, refusal: str) -> Seen:
    """The same, with an answer that was not kept, as it was typed, and why."""
    return replace(seen, unsaved=answer, refusal=refusal)


def _unsent(seen: Seen) -> UnsentAnswer | None:
    """What was typed in an item that is not asked any more: it has no place of its own."""
    answer = seen.unsaved
    if answer is None:
        return None
    item = next(each for each in seen.desk.topic.items if each.code == answer.item)
    return None if item in seen.desk.asked else unsent_answer(item, answer, seen.refusal)


def with_reworded(seen: Seen, item: Item, found: tuple[tuple[Version, Change], ...]) -> Seen:
    """The same, with what changed in an item while it was being answered."""
    if not found:
        return seen
    desk = replace(seen.desk, reworded={**seen.desk.reworded, item.code: found})
    return replace(seen, desk=desk)


def with_tried(seen: Seen, tried: Tried) -> Seen:
    """The same, with a form beside an answer that was refused, as it was typed."""
    return replace(seen, tried=tried)


def with_here(
    request: Request[Any, Any, Any],
    seen: Seen,
    item: str,
    document: Document,
    otherwise: Mapping[str, str],
) -> Seen:
    """The same, with a file that was brought to an item and was here, and what was typed of it."""
    address = request.app.route_reverse("own_document", id=document.id)
    return replace(seen, here=(item, here_already(document.title, address, otherwise)))


async def with_cited(request: Request[Any, Any, Any], seen: Seen, document: str, item: str) -> Seen:
    """The same, with what the address says was brought again to an item, where that is so."""
    found = (await documents_named([document])).get(document) if document and item else None
    if found is None or found.participant != seen.desk.entry.participant.code:
        return seen
    typed = {name: text for name, text in request.query_params.items() if name in EDITABLE}
    return with_here(request, seen, item, found, typed)


def with_reopening(seen: Seen, reopening: Entered) -> Seen:
    """The same, with a reason to open the level again that was refused."""
    return replace(seen, reopening=reopening)


def _page(request: Request[Any, Any, Any], seen: Seen) -> LevelPage:
    desk = seen.desk
    return level_page(
        desk.rules.edition,
        desk.rules.questionnaire,
        desk.topic,
        _progress(request, seen),
        seen.problems or {},
        request.app.route_reverse,
        level=desk.level,
        may_answer=seen.person.role in ANSWERING,
    )


def _progress(request: Request[Any, Any, Any], seen: Seen) -> Progress:
    desk, handed = seen.desk, seen.desk.handed
    return progress_of(
        desk.rules.edition,
        desk.topic,
        desk.level,
        desk.points,
        desk.possible,
        Handed(
            handed.submitted_at,
            handed.submitter_name,
            handed.signed_at,
            handed.signer_name,
            desk.signature,
        ),
        SeatActs(
            may_submit=seen.person.role is Role.LEAD,
            may_sign=seen.person.role is Role.SIGNER,
            has_filled=seen.has_filled,
            account=seen.person.account,
        ),
        request.app.route_reverse,
        offer=_offer(seen, request.app.route_reverse),
        reopening=seen.reopening,
        attention=_attention(desk),
        confirms_laws=_confirms_laws(seen),
        reopened=reopened_here(desk.reopening) if desk.reopening else None,
        first_left=desk.first_left,
        timely=timely_text(desk.rules.points, desk.signatures, request.app.state.parts.now()),
    )


def _confirms_laws(seen: Seen) -> bool:
    """Whether anything of the level is to be reviewed, by whoever looks."""
    desk = seen.desk
    if seen.person.role not in ANSWERING or not allows(desk.rules.stage, Act.CONFIRM):
        return False
    cited = {each.document for item in desk.asked for each in desk.answer_to(item).evidence}
    return any(desk.laws.is_pending(item.code) for item in desk.asked) or any(
        each.is_pending for code in cited for each in desk.laws.documents.get(code, ())
    )


def reopened_here(each: Reopening) -> Reopened:
    """What its government is told of a level that was opened again."""
    return Reopened(each.at, each.role, each.reason)


def _attention(desk: Desk) -> tuple[Link, ...]:
    """How much of the level is to be looked at again, each with the way to the first of it."""
    codes = [item.code for item in desk.asked]
    pending = [code for code in codes if desk.laws.is_pending(code)]
    reworded = [code for code in codes if asks_again(desk.reworded.get(code, ()))]
    counted = reworded_count(desk.reworded[code] for code in reworded)
    found = ((pending_text(len(pending), 0), pending), (counted, reworded))
    return tuple(Link(text, f"#item-{items[0]}") for text, items in found if items)


def _slot(request: Request[Any, Any, Any], seen: Seen, item: Item, sheet: str) -> Slot:
    name, news = f"slot-{item.code}", f"news-{item.code}"
    if item not in seen.desk.asked:
        return Slot(name, Markup(), is_asked=False, news_id=news)
    today = today_of(request.app.state.parts.now())
    card = _card(seen, item, today, request.app.route_reverse)
    environment: Environment = request.app.template_engine.engine  # type: ignore[union-attr]
    csrf = csrf_of(request)
    return Slot(
        name, item_piece(environment, card, csrf=csrf, sheet=sheet), is_asked=True, news_id=news
    )


def _card(seen: Seen, item: Item, today: date, url: Url) -> ItemCard:
    desk = seen.desk
    kept = desk.answers.get(item.code)
    reply = desk.replies.get(item.code)
    sheet = Sheet(
        item=item,
        pillar=desk.topic.pillar,
        answer=desk.answer_to(item),
        revision=kept.revision if kept else 0,
        author=kept.author if kept else "",
        saved_at=kept.saved_at if kept else None,
        given=_given(desk, item),
        earlier=_earlier(seen, item, today, url),
        copier=_copier(desk, item),
        promise=desk.promises.get(item.code),
        lock=_lock(seen, item),
        is_handed_in=desk.level.is_submitted,
        points=desk.rules.points.of(item),
        provisional=desk.rules.points.provisional,
        documents=_documents(seen, item, today, url),
        may_reply=_may_reply(seen, item),
        reply=reply.text if reply else "",
        reply_author=reply.author if reply else "",
        is_reply_decided=desk.is_reply_decided(item),
        thread=desk.threads.get(item.code),
        may_answer_thread=seen.person.role in ANSWERING and allows(desk.rules.stage, Act.MEND),
        is_checked=seen.problems is not None,
        tried=seen.tried if seen.tried and seen.tried.item == item.code else None,
        uploads=Uploads(seen.settings.upload_max_mb, seen.settings.upload_types),
        reply_limit=LONGEST_REPLY,
        edition=desk.rules.code,
        notes=tuple(
            Noted(note.id, note.answer, note.author, note.at)
            for note in desk.notes
            if note.item == item.code
        ),
        may_resolve=seen.person.role in ANSWERING,
        laws=_laws(desk, item),
        abrogated=abrogated_in(desk.laws.in_force, desk.rules.laws),
        reworded=desk.reworded.get(item.code, ()),
        version=len(desk.rules.history),
        here=seen.here[1] if seen.here and seen.here[0] == item.code else None,
        may_confirm=seen.person.role in ANSWERING and allows(desk.rules.stage, Act.CONFIRM),
    )
    card = item_card(_as_sent(seen, sheet), url)
    return replace(card, problems=(*card.problems, *_level_problems(seen, item)))


def _laws(desk: Desk, item: Item) -> ItemLaws:
    """What abrogations ask of an answer and of what it cites."""
    cited = dict.fromkeys(each.document for each in desk.answer_to(item).evidence)
    return ItemLaws(
        desk.laws.answers.get(item.code, ()),
        tuple(
            (code, desk.documents[code].title, desk.laws.documents[code])
            for code in cited
            if code in desk.documents and code in desk.laws.documents
        ),
        desk.rules.laws,
    )


def _level_problems(seen: Seen, item: Item) -> tuple[str, ...]:
    """What is wrong with the level, beside an item that can mend it.

    While a level is being filled it is told once, with its progress; beside each item when it was
    sent and refused, and beside what a verifier reopened.
    """
    if seen.problems is not None:
        return problem_texts(seen.problems.get(item.code, ()))
    level = seen.desk.level
    if not level.is_submitted or _lock(seen, item):
        return ()
    text = beyond_text(level.not_applicable) if item.code in level.not_applicable.items else ""
    return (text,) if text else ()


def _as_sent(seen: Seen, sheet: Sheet) -> Sheet:
    """What could not be kept is shown as it was typed."""
    if seen.clash is not None and seen.clash.mine.item == sheet.item.code:
        return replace(sheet, clash=seen.clash)
    if seen.unsaved is not None and seen.unsaved.item == sheet.item.code:
        typed = replace(seen.unsaved, evidence=sheet.answer.evidence)
        return replace(sheet, answer=typed, refusal=seen.refusal)
    return sheet


def _lock(seen: Seen, item: Item) -> str:
    lock = seen.desk.lock_of(item)
    return lock or ("" if seen.person.role in ANSWERING else "seat-reads")


def _given(desk: Desk, item: Item) -> Given | None:
    found = desk.reviews.get(item.code)
    if found is None:
        return None
    review = found.review
    kept, stands = desk.answers.get(item.code), desk.stands(item)
    return Given(
        review.verdict,
        review.reason,
        found.verifier_name,
        found.at,
        stands=stands,
        is_back=stands and kept is not None and kept.revision != review.revision,
    )


def _earlier(seen: Seen, item: Item, today: date, url: Url) -> Earlier | None:
    desk = seen.desk
    found = desk.earlier.get(item.code)
    if found is None:
        return None
    kept = desk.answers.get(item.code)
    earlier = earlier_seen(desk.rules.questionnaire, found, kept.answer if kept else None)
    given = found.before.answer
    codes = {each.document for each in given.evidence} if given else set()
    named = [desk.documents[code] for code in sorted(codes & desk.documents.keys())]
    return replace(
        earlier,
        documents={each.id: _known(desk, each, today, url) for each in named},
        missing=missing_of(named, seen.settings),
    )


def _copier(desk: Desk, item: Item) -> str:
    found = desk.copiers.get(item.code)
    return _("{name}, {at}").format(name=found.author, at=moment(found.at)) if found else ""


def _offer(seen: Seen, url: Url) -> Offer | None:
    desk = seen.desk
    if not allows(desk.rules.stage, Act.MEND):
        return None
    may_copy = seen.person.role in ANSWERING
    copies, waiting = len(desk.copies.copies), desk.level.copied
    edition, topic = desk.rules.edition.continues, desk.topic.code
    return offer_of(edition, copies, waiting, url, topic=topic, may_copy=may_copy)


def _may_reply(seen: Seen, item: Item) -> bool:
    given = seen.desk.reviews.get(item.code)
    return (
        seen.person.role is Role.LEAD
        and allows(seen.desk.rules.stage, Act.REPLY)
        and given is not None
        and given.review.verdict is not Verdict.ACCEPTED
    )


def _documents(seen: Seen, item: Item, today: date, url: Url) -> Mapping[str, Cited]:
    """Those it cites, and those its topic cites: they are the ones to be cited again.

    One that was found among all of them and could not be cited stays chosen.
    """
    desk = seen.desk
    near = {cited.document for each in desk.topic.items for cited in desk.answer_to(each).evidence}
    if seen.tried is not None and seen.tried.item == item.code:
        near.add(seen.tried.typed.get("document", ""))
    newest = newest_of(desk.documents.values())
    found = sorted((desk.documents[code] for code in near & desk.documents.keys()), key=_by_title)
    return {each.id: _seen_at(desk, item, each, newest[each.line], today, url) for each in found}


def _seen_at(
    desk: Desk, item: Item, document: Document, newest: Document, today: date, url: Url
) -> Cited:
    """A document as an item shows it, with what came after it."""
    shown = _known(desk, document, today, url)
    if not document.place.is_older_than(newest.place):
        return shown
    return replace(
        shown,
        newer=(newer_text(newest), url("own_document", id=newest.id)),
        is_kept=(item.code, document.id, newest.id) in desk.choices,
    )


def _known(desk: Desk, document: Document, today: date, url: Url) -> Cited:
    """A document, and that it is to be reviewed where a law under it was abrogated."""
    shown = cited(document, today, url)
    reviews = desk.laws.documents.get(document.id, ())
    return to_review(shown) if any(each.is_pending for each in reviews) else shown


def _by_title(document: Document) -> tuple[str, str]:
    return document.title.casefold(), document.id
