"""Compromisos: what governments promised, for everybody; its moves, for whoever may make them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from types import MappingProxyType
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import File, Redirect, Template

from game.answers import Citation
from game.commitments import (
    REVIEWS,
    TRANSITIONS,
    VERDICTS,
    Commitment,
    Move,
    advance,
    awaits_review,
    check_move,
    finish_milestone,
)
from game.participants import Participant
from game.questionnaire import Item
from game.rules import RuleBroken
from game.typed import text_fault
from game.voices import Disagreement
from indicators.canonical import digest_of, plain
from server.amending import LONGEST_NOTE, AmendForm, Flawed, amended, names_in
from server.attention import abrogated_now
from server.days import today_of
from server.db import Refused
from server.documents import is_cited, proved_by, sent_document
from server.finishing import check_finished
from server.following import drawn, topics_of_one
from server.forms import (
    CHOOSE_AGAIN,
    EvidenceForm,
    Fields,
    field_of,
    fields_of,
    number_in,
    text_of,
)
from server.inheriting import inherit_all, term_of
from server.listing import Asked, asked_of
from server.pages.commitment import (
    PROMISED,
    Advice,
    CommitmentPage,
    already_promised,
    commitment_page,
)
from server.pages.commitments.listed import CommitmentsPage, commitments_page
from server.pages.commitments.narrowing import Choices, Query
from server.pages.commitments.waiting import Queue, waiting_page
from server.pages.commitments.words import Names
from server.pages.filters import address_of, page_number
from server.pages.following import commitment_panel, list_panel
from server.pages.lists import kept_facts
from server.pages.moves import Tried
from server.pages.promise_books import codes_in
from server.pages.sheets import commitment_sheet
from server.people import GOVERNMENT, Person, Role
from server.policy import check_own, own_participant
from server.problems import SENTENCES, sentence_of
from server.queries.accounts import has_served
from server.queries.batches import Batch, Recommended, issued_to, recommended
from server.queries.commitments import (
    OF_ONE,
    PAGE_SIZE,
    Listed,
    commitment_of,
    commitments_where,
    counts_where,
    keep_change,
    listed_of,
    pillar_names,
    promising_participants,
    recommended_texts,
    reported_done,
    reporting_participants,
    under_review,
    verdicts_on,
    with_histories,
)
from server.queries.documents import documents_named
from server.queries.editions import participant_of
from server.queries.participants import state_names
from server.queries.recommendations import answered_items, items_known
from server.repeated import kept_before
from server.seeing import MOVED_ON, check_seen, tried_late, was_made
from server.settings import Settings
from server.verdicts import verdict_letters
from server.voices import disagreement_marks, disagreements_of, third_voice

# The moves each address takes, so that each has a policy of its own.
GOVERNING = frozenset({Move.AGREE, Move.START, Move.WITHDRAW, Move.AMEND, Move.RATIFY})
INHERITING = frozenset({Move.INHERIT})
CHANGED = "commitment-changed"
LONGEST_CODE = 24
# As many numbers as a workbook has rows.
LONGEST_CODES = 1_100
# Beside which field a refusal is shown; so are those of the evidence. The others have a page.
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "reason-required": "note",
        "finding-required": "note",
        "milestones-open": "note",
        "text-too-long": "note",
        "text-has-markup": "note",
        "new-date-required": "due",
        "due-in-the-past": "due",
        "due-today": "due",
        "milestone-after-due": "due",
    }
)


@get("/compromisos", name="commitments")
async def show_commitments(
    request: Request[Any, Any, Any],
    *,
    visitor: NamedDependency[Person | None],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
    pagina: FromQuery[str] = "",
    propuestos: FromQuery[str] = "",
) -> Template:
    proposed = await _just_proposed(propuestos, visitor)
    asked = await asked_of(request.query_params)
    shown = await _list_of(
        request, asked, visitor, now, page=page_number(pagina), proposed=proposed
    )
    return _listed_template(request, shown, asked.query, settings, now)


async def _list_of(
    request: Request[Any, Any, Any],
    asked: Asked,
    visitor: Person | None,
    now: datetime,
    *,
    page: int = 1,
    proposed: Sequence[Commitment] = (),
    tried: Tried | None = None,
) -> CommitmentsPage:
    """The list as it is asked for. `tried`: what was typed to pass all of it on, and refused."""
    query, filters, today = asked.query, asked.filters, today_of(now)
    size = OF_ONE if filters.participant else PAGE_SIZE
    found = await commitments_where(filters, today, page=page, size=size)
    # Words may stand in the history alone.
    listed = await with_histories(found.listed) if filters.text else found.listed
    return commitments_page(
        _pairs(listed),
        await counts_where(filters, today),
        total=found.total,
        page=page,
        size=size,
        query=query,
        choices=Choices(asked.known, await promising_participants(filters.state)),
        visitor=visitor,
        today=today,
        url=request.app.route_reverse,
        marks=await disagreement_marks((each.commitment for each in found.listed), today),
        proposed=proposed,
        tried=tried,
    )


def _listed_template(
    request: Request[Any, Any, Any],
    page: CommitmentsPage,
    query: Query,
    settings: Settings,
    now: datetime,
    status: int = 200,
) -> Template:
    follow = list_panel(query, settings.public_url, request.app.route_reverse)
    return HTMXTemplate(
        template_name="pages/commitments.html",
        context={"page": page, "follow": drawn(follow, settings, now)},
        status_code=status,
    )


async def _just_proposed(typed: str, visitor: Person | None) -> list[Commitment]:
    """What a workbook proposed, as its address says: told to the government that did it alone."""
    if visitor is None or visitor.participant is None:
        return []
    found = await listed_of(codes_in(typed[:LONGEST_CODES]))
    own = (each.commitment for each in found.values())
    return [each for each in own if each.participant == visitor.participant]


@get("/compromisos/{id:int}", name="commitment")
async def show_commitment(
    request: Request[Any, Any, Any],
    id: FromPath[int],  # noqa: A002  (the name in the address)
    visitor: NamedDependency[Person | None],
    now: NamedDependency[datetime],
) -> Template:
    return await _shown(request, await commitment_of(id), visitor, now)


@get("/compromisos/{id:int}/hoja", name="commitment_sheet")
async def show_sheet(
    request: Request[Any, Any, Any],
    id: FromPath[int],  # noqa: A002
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template:
    """One commitment on paper, the same for whoever prints it."""
    listed, url = await commitment_of(id), request.app.route_reverse

    def whole(name: str, **of: object) -> str:
        return f"{settings.public_url}{url(name, **of)}"

    page = commitment_sheet(
        await _page(request, listed, None, now),
        here=url("commitment", id=id),
        address=whole("commitment", id=id),
        digest=digest_of(plain(kept_facts(listed.commitment, listed.participant, whole))),
        today=today_of(now),
        url=url,
    )
    return HTMXTemplate(template_name="pages/commitment_sheet.html", context={"page": page})


@get("/compromisos/{id:int}/documentos/{document:str}", name="commitment_document")
async def show_document(
    id: FromPath[int],  # noqa: A002
    document: FromPath[str],
    settings: NamedDependency[Settings],
) -> File | Redirect:
    """Only what the commitment cites is public, whatever else its government has shown."""
    commitment = (await commitment_of(id)).commitment
    cited = {each.document for event in commitment.history for each in event.evidence}
    if document not in cited:
        raise NotFoundException
    return await sent_document(document, settings)


@post("/compromisos/{id:int}/pasos", name="commitment_move", status_code=200)
async def move_commitment(
    request: Request[Any, Any, Any],
    id: FromPath[int],  # noqa: A002
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """The government agrees, starts, moves the date, withdraws or ratifies."""
    return await _move(request, id, person, now, GOVERNING)


@post("/compromisos/{id:int}/dictamen", name="commitment_verdict", status_code=200)
async def judge_commitment(
    request: Request[Any, Any, Any],
    id: FromPath[int],  # noqa: A002
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """A verifier of another state verifies, sends back, or declares it not met."""
    return await _move(request, id, person, now, VERDICTS)


@post("/compromisos/{id:int}/herencia", name="commitment_inherit", status_code=200)
async def inherit_commitment(
    request: Request[Any, Any, Any],
    id: FromPath[int],  # noqa: A002
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """The observatory notes that another administration found it."""
    return await _move(request, id, person, now, INHERITING)


@post("/compromisos/herencia", name="commitment_inherit_all")
async def inherit_everything(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Everything alive of a government passes to its new administration, with one term."""
    fields = await request.form()
    participant = await participant_of(text_of(fields, "participant", LONGEST_CODE))
    asked = {"gobierno": participant.code}
    address = address_of(request.app.route_reverse("commitments"), tuple(asked.items()))
    typed, where = {"note": text_of(fields, "note", None)}, settings.public_url + address
    try:
        await inherit_all(participant, _note(typed), by=person, at=now, address=where)
    except RuleBroken as broken:
        tried, found = Tried(Move.INHERIT, typed, _errors(broken)), await asked_of(asked)
        page = await _list_of(request, found, person, now, tried=tried)
        if page.passing is None:
            raise
        status = SENTENCES[broken.code].status
        return _listed_template(request, page, found.query, settings, now, status)
    return Redirect(address, status_code=303)


@post("/compromisos/{id:int}/hitos", name="commitment_milestone")
async def finish_step(
    request: Request[Any, Any, Any],
    id: FromPath[int],  # noqa: A002
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Redirect:
    fields, listed = await request.form(), await _theirs(id, person)
    place, role = _place_in(fields, listed.commitment), person.role.value
    try:
        changed = finish_milestone(listed.commitment, place, role, today_of(now))
        await keep_change(listed.commitment, changed, by=person, at=now)
    except RuleBroken as broken:
        if broken.code != "milestone-already-done":
            raise
        return _again(request, id)
    except Refused as refused:
        listed = await commitment_of(id)
        if refused.code != CHANGED or listed.commitment.milestones[place].done_on is None:
            raise
        return _again(request, id)
    return _back(request, listed)


def _place_in(fields: Fields, commitment: Commitment) -> int:
    """Which milestone a form is about: one whose title is not there now was planned anew since."""
    position, title = number_in(fields, "position"), text_of(fields, "title", None)
    place = -1 if position is None else position
    there = [each.title for each in commitment.milestones]
    if title and 0 <= place < len(there) and there[place] != title:
        raise RuleBroken(CHANGED)
    return place


@post("/compromisos/{id:int}/cumplimiento", name="commitment_report", status_code=200)
async def report_done(
    request: Request[Any, Any, Any],
    *,
    id: FromPath[int],  # noqa: A002
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """The government says it kept its word, and shows it."""
    listed = await _theirs(id, person)
    role, today, whose = person.role.value, today_of(now), own_participant(person)
    async with fields_of(request) as fields:
        form = EvidenceForm.of(fields)
        typed = {**form.typed, **{name: text_of(fields, name, None) for name in ("note", "seen")}}
        if was_made(typed, listed.commitment, Move.REPORT_DONE, role):
            cited = [each.evidence for each in listed.commitment.history if each.evidence]
            if await is_cited(form, cited, whose, settings, by=person, at=now):
                return _again(request, id)
        try:
            check_seen(typed["seen"], listed.commitment, Move.REPORT_DONE)
            check_move(listed.commitment, Move.REPORT_DONE, role)
            await check_finished(listed.commitment, form, typed["note"], settings)
            report = partial(_reported, listed.commitment, role, today, _note(typed))
            proved = await proved_by(form, whose, settings, report, by=person, at=now)
        except RuleBroken as broken:
            has_file = form.file is not None
            tried = _tried(Move.REPORT_DONE, typed, broken, listed.commitment, has_file=has_file)
            return await _shown(request, listed, person, now, tried, SENTENCES[broken.code].status)
    await proved.kept(
        lambda changed, documents: keep_change(
            listed.commitment, changed, by=person, at=now, documents=documents
        )
    )
    return _back(request, listed)


def _reported(
    commitment: Commitment, role: str, today: date, note: str, evidence: tuple[Citation, ...]
) -> Commitment:
    """The commitment as it is reported done."""
    return advance(commitment, Move.REPORT_DONE, role, today, note, evidence=evidence)


@get("/verificacion/compromisos", name="commitment_queue")
async def show_waiting(
    request: Request[Any, Any, Any],
    *,
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    gobierno: FromQuery[str] = "",
    pagina: FromQuery[str] = "",
) -> Template:
    """What waits for this verifier: nothing of their own state."""
    besides = (person.state or "") if person.role is Role.VERIFIER else ""
    governments = await reporting_participants(besides)
    known = gobierno in {each.code for each in governments}
    whose, number = gobierno if known else "", page_number(pagina)
    found = await reported_done(besides, whose, page=number)
    again = [
        each
        for each in await with_histories(await under_review())
        if not _is_own_state(person, each) and whose in {"", each.participant.code}
    ]
    page = waiting_page(
        _pairs(found.listed),
        _pairs(again),
        await _names(),
        today_of(now),
        request.app.route_reverse,
        asked=Queue(governments, whose, gobierno if not known else "", number, found.total),
    )
    return HTMXTemplate(template_name="pages/commitment_queue.html", context={"page": page})


async def _move(
    request: Request[Any, Any, Any],
    code: int,
    person: Person,
    now: datetime,
    allowed: frozenset[Move],
) -> Template | Redirect:
    listed = await _theirs(code, person)
    fields = await request.form()
    typed = {name: text_of(fields, name, None) for name in ("move", "note", "seen")}
    if typed["move"] not in allowed:
        raise RuleBroken("commitment-forbids", status=listed.commitment.status, move=typed["move"])
    move = Move(typed["move"])
    await _check_other(move, listed.commitment, person)
    form = AmendForm(listed.commitment, _brought(fields, names_in(listed.commitment)))
    if move is Move.AMEND:
        typed |= form.brought
    if was_made(typed, listed.commitment, move, person.role.value):
        return _again(request, code)
    try:
        if person.role.value in TRANSITIONS[move].roles:
            check_seen(typed["seen"], listed.commitment, move)
        if move is Move.AMEND:
            changed = amended(form, person.role.value, today_of(now))
        else:
            changed = await _moved(listed, move, typed, person, now)
    except RuleBroken as broken:
        tried = _tried(move, typed, broken, listed.commitment)
        return await _shown(request, listed, person, now, tried, SENTENCES[broken.code].status)
    settings: Settings = request.app.state.parts.settings
    address = settings.public_url + request.app.route_reverse("commitment", id=code)
    letters = await verdict_letters(listed, changed, address)
    try:
        await keep_change(listed.commitment, changed, by=person, at=now, letters=letters)
    except Refused as refused:
        if refused.code != CHANGED:
            raise
        listed = await commitment_of(code)
        if was_made(typed, listed.commitment, move, person.role.value):
            return _again(request, code)
        late = tried_late(move, typed, listed.commitment)
        return await _shown(request, listed, person, now, late, SENTENCES[MOVED_ON].status)
    return _back(request, listed)


def _brought(fields: Fields, names: Iterable[str]) -> dict[str, str]:
    """What a form brought of these fields: what it does not have is not as if it were empty."""
    return {name: text_of(fields, name, None) for name in names if fields.getall(name, [])}


async def _moved(
    listed: Listed, move: Move, typed: Mapping[str, str], person: Person, now: datetime
) -> Commitment:
    """The commitment after a move that brings nothing but a note."""
    today = today_of(now)
    term = await term_of(listed.participant.code, today) if move is Move.INHERIT else None
    return advance(listed.commitment, move, person.role.value, today, _note(typed), term=term)


async def _theirs(code: int, person: Person) -> Listed:
    """A commitment this person may move: of the own government, or of no state of a verifier's."""
    listed = await commitment_of(code)
    if person.role in GOVERNMENT:
        check_own(person, listed.participant.code)
    if _is_own_state(person, listed):
        raise RuleBroken("own-state", state=person.state)
    if person.role is Role.VERIFIER and await has_served(person.account, listed.participant.code):
        raise RuleBroken("own-government")
    return listed


def _is_own_state(person: Person, listed: Listed) -> bool:
    return person.role is Role.VERIFIER and person.state == listed.participant.state


def _note(typed: Mapping[str, str]) -> str:
    if fault := text_fault(typed["note"], LONGEST_NOTE):
        raise RuleBroken(fault[0], **fault[1])
    return typed["note"]


def _tried(
    move: Move,
    typed: Mapping[str, str],
    broken: RuleBroken,
    commitment: Commitment,
    *,
    has_file: bool = False,
) -> Tried:
    """What to show again; a refusal that no field can mend goes on to its own page."""
    if broken.code == MOVED_ON:
        tried = tried_late(move, typed, commitment)
        errors = dict(tried.errors)
    else:
        errors = _errors(broken)
        tried = Tried(move, typed, errors)
    if has_file:
        # No browser fills a file in again.
        errors.setdefault("file", str(CHOOSE_AGAIN))
    return replace(tried, errors=errors)


def _errors(broken: RuleBroken) -> dict[str, str]:
    """Field to the sentence beside it: all of them, where a form was looked through whole."""
    if isinstance(broken, Flawed):
        return {name: sentence_of(code, facts) for name, (code, facts) in broken.flaws.items()}
    field = field_of(broken, FIELDS)
    if field is None:
        raise broken
    return {field: sentence_of(broken.code, broken.facts)}


async def _shown(
    request: Request[Any, Any, Any],
    listed: Listed,
    visitor: Person | None,
    now: datetime,
    tried: Tried | None = None,
    status: int = 200,
) -> Template:
    settings: Settings = request.app.state.parts.settings
    follow = commitment_panel(
        listed.commitment,
        listed.participant,
        settings.public_url,
        request.app.route_reverse,
        await topics_of_one(listed.commitment),
    )
    page = await _page(request, listed, visitor, now, tried)
    return HTMXTemplate(
        template_name="pages/commitment.html",
        context={
            "page": page,
            "follow": drawn(follow, settings, now),
            "led_here": _led_here(request, listed, visitor),
        },
        status_code=status,
    )


def _led_here(request: Request[Any, Any, Any], listed: Listed, visitor: Person | None) -> str:
    """Why whoever wanted to promise the same once more is here; said to its government alone."""
    is_own = visitor is not None and visitor.participant == listed.participant.code
    return already_promised() if is_own and request.query_params.get(PROMISED) else ""


async def _page(
    request: Request[Any, Any, Any],
    listed: Listed,
    visitor: Person | None,
    now: datetime,
    tried: Tried | None = None,
) -> CommitmentPage:
    commitment = listed.commitment
    cited = {each.document for event in commitment.history for each in event.evidence}
    documents = await documents_named(cited)
    return commitment_page(
        commitment,
        listed.participant,
        names=await _names(),
        items=await _sources(commitment),
        documents={code: each.title for code, each in documents.items()},
        visitor=visitor,
        today=today_of(now),
        url=request.app.route_reverse,
        tried=tried,
        abrogated=await abrogated_now(),
        others=await third_voice(listed, now, request.app.route_reverse),
        disagreeing=await _disagreeing(commitment, now),
        barred=visitor is not None and visitor.account in await _judges(commitment),
        advice=await _advice(commitment),
    )


async def _check_other(move: Move, commitment: Commitment, person: Person) -> None:
    """Refuse to look again at what one found kept oneself."""
    if move in REVIEWS and person.account in await _judges(commitment):
        raise RuleBroken("second-verifier")


async def _judges(commitment: Commitment) -> frozenset[int | None]:
    """Who found it kept, where that is asked again; somebody else looks then."""
    if not awaits_review(commitment):
        return frozenset()
    return frozenset(account for _at, account in await verdicts_on(commitment.code or 0))


async def _disagreeing(commitment: Commitment, now: datetime) -> tuple[Disagreement, ...]:
    found = await disagreements_of([commitment], today_of(now))
    return found.get(commitment.code or 0, ())


async def _advice(commitment: Commitment) -> Advice | None:
    """What was recommended in public of the same, whether it was proposed as the answer or apart.

    The newest of several. Of what was issued to each alone only what was answered is public.
    """
    found: tuple[tuple[Batch, Recommended], ...]
    if commitment.recommendation is not None:
        found = (await recommended(commitment.recommendation),)
    elif commitment.agreement is None and commitment.item is not None:
        of = (commitment.edition, commitment.item)
        found = tuple(
            (batch, each)
            for batch, each in await issued_to(commitment.participant)
            if of in {(batch.edition, item) for item in each.what.items}
        )
    else:
        return None
    public = (
        Advice(batch.number, each.id, batch.issued_on, each.what.aims)
        for batch, each in found
        if batch.issued_on is not None and (batch.is_public or each.answers)
    )
    return next(public, None)


async def _names() -> Names:
    return Names(await state_names(), await pillar_names(), await recommended_texts())


async def _sources(commitment: Commitment) -> tuple[Item, ...]:
    """The items whose recommendation it answers to, those that its edition still has."""
    codes = (await answered_items([commitment])).get(commitment.code or 0, ())
    return await items_known(commitment.edition or "", codes)


def _again(request: Request[Any, Any, Any], code: int) -> Redirect:
    """To the commitment, which says that this was kept before."""
    return kept_before(request.app.route_reverse("commitment", id=code))


def _back(request: Request[Any, Any, Any], listed: Listed) -> Redirect:
    address = request.app.route_reverse("commitment", id=listed.commitment.code)
    return Redirect(address, status_code=303)


def _pairs(listed: Iterable[Listed]) -> list[tuple[Commitment, Participant]]:
    return [(each.commitment, each.participant) for each in listed]


router = Router(
    "/",
    route_handlers=[
        show_commitments,
        show_commitment,
        show_sheet,
        show_document,
        show_waiting,
        move_commitment,
        judge_commitment,
        inherit_commitment,
        inherit_everything,
        finish_step,
    ],
)
uploads = Router("/", route_handlers=[report_done])
