"""Guardar una respuesta: one unit with everything that follows from it, on both engines."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from game.answers import Answer, Citation
from game.editions import Stage
from game.rules import RuleBroken
from indicators.matrix import AnswerState
from server.db import Refused, Step, write
from server.people import Person
from server.queries.answers import (
    KeptAnswer,
    StaleAnswer,
    answer_history_of,
    answers_of,
    content_of,
    keep_answer,
    keep_theirs,
    matrix_rows_of,
)
from server.queries.documents import FILE, LINK, Document, documents_of, keep_document, keep_version
from server.queries.evidence import drop_evidence, keep_evidence
from server.queries.saves import NEXT, Saved
from server.settings import Settings
from server.tables.answers import AnswerRevisionRow
from server.tables.audit import AuditRow
from server.tables.documents import DocumentRow
from server.tables.points import PointEventRow
from tests.editions import ANA, BETO, EDITION, give_verdict, here, move_to, open_edition
from tests.server.people import NOON, OAXACA, YUCATAN

pytestmark = pytest.mark.both

NO = Answer(
    "P1-01", chosen=("no",), reason="No hay presupuesto.", plan="Pedirlo.", plan_by="2026-12-01"
)
YES = Answer("P1-01", chosen=("yes",))
GAZETTE = Document(
    id="a" * 32,
    participant=OAXACA,
    kind=LINK,
    title="Gaceta",
    filename="",
    media_type="",
    size=0,
    sha256="",
    url="https://example.org/gaceta",
    dated=None,
    account=1,
    author="Ana Ruiz",
    at=NOON,
)


@pytest.fixture(autouse=True)
async def edition(database: Settings) -> None:
    await open_edition()


async def save(
    answer: Answer,
    *,
    base: int = 0,
    key: str = "hoja",
    after: Sequence[str] = (),
    by: Person = ANA,
) -> Saved:
    rules, entry = await here()
    return await keep_answer(rules, entry, answer, base=base, key=key, after=after, by=by, at=NOON)


async def cite(item: str, page: str = "3", document: Document = GAZETTE) -> Saved:
    rules, entry = await here()
    return await keep_evidence(rules, entry, item, document, page, by=ANA, at=NOON)


async def in_force() -> Mapping[str, KeptAnswer]:
    return await answers_of(OAXACA, EDITION)


async def ledger() -> list[tuple[str, str, int, int]]:
    rows = await PointEventRow.select().order_by(PointEventRow.id)
    return [(row["item"], row["reason"], row["provisional"], row["settled"]) for row in rows]


async def test_a_save_is_in_force_with_its_author_and_moment() -> None:
    await save(NO)
    kept = (await in_force())["P1-01"]
    assert (kept.answer, kept.revision, kept.author, kept.saved_at) == (NO, 1, "Ana Ruiz", NOON)


async def test_a_half_filled_answer_is_kept_as_typed() -> None:
    half = Answer("P1-04", number="doce y medio", reason="  ")
    await save(YES)
    await save(half)
    assert (await in_force())["P1-04"].answer == half


async def test_a_complete_answer_has_half_of_its_points() -> None:
    await save(NO)
    assert await ledger() == [("P1-01", "answered", 5, 0)]


async def test_an_incomplete_answer_has_none() -> None:
    await save(replace(NO, plan=""))
    assert await ledger() == []


async def test_points_go_when_the_answer_is_no_longer_complete() -> None:
    await save(NO)
    await save(replace(NO, plan=""), base=1)
    assert await ledger() == [("P1-01", "answered", 5, 0), ("P1-01", "answered", -5, 0)]


async def test_closing_an_item_takes_back_its_points_and_opening_it_returns_them() -> None:
    await save(YES)
    await save(Answer("P1-04", number="30", reason="Falta.", plan="Hacer.", plan_by="2026-12-01"))
    await save(NO, base=1)
    await save(YES, base=2)
    assert [event for event in await ledger() if event[0] == "P1-04"] == [
        ("P1-04", "answered", 5, 0),
        ("P1-04", "condition", -5, 0),
        ("P1-04", "condition", 5, 0),
    ]


async def test_what_one_person_typed_in_two_windows_is_kept_in_the_order_of_typing() -> None:
    await save(NO, key="una ventana")
    later = await save(YES, key="otra ventana", after=["una ventana"])
    assert (later.is_new, later.kept.revision, later.kept.answer) == (True, 2, YES)
    third = replace(NO, reason="Otra razón.")
    await save(third, key="la tercera", after=["una ventana", "otra ventana"])
    assert (await in_force())["P1-01"].answer == third


@pytest.mark.parametrize(
    ("first", "second"),
    [(BETO, None), (ANA, BETO), (BETO, ANA)],
    ids=["a colleague's", "mine and a colleague's", "a colleague's and mine"],
)
async def test_what_somebody_else_wrote_is_asked_about_whatever_a_sheet_says_it_saw(
    first: Person, second: Person | None
) -> None:
    await save(NO, key="una", by=first)
    if second:
        await save(replace(NO, reason="Otra."), base=1, key="otra", by=second)
    with pytest.raises(StaleAnswer):
        await save(YES, key="la de Ana", after=["una", "otra"])


async def test_what_is_in_force_moves_only_from_the_revision_that_was_read() -> None:
    """Of a unit this is the first line of defence; the history has a place for each number once.

    Two units prepared on the same reading would write the same number there, so that no story of
    saves tells whether the row in force was looked at: here that step is written alone.
    """
    await save(NO)
    here = {"participant": OAXACA, "edition": EDITION, "item": "P1-01"}
    written = {"account": ANA.account, "author": ANA.name, "saved_at": NOON}

    def over(base: int, answer: Answer) -> Step:
        to = {"content": content_of(answer), "revision": base + 1, "base": base}
        return Step(NEXT, {**here, **written, **to}, rows=1)

    first, second = over(1, YES), over(1, replace(NO, reason="Otra."))
    await write([first])
    with pytest.raises(Refused):
        await write([second])
    kept = (await in_force())["P1-01"]
    assert (kept.revision, kept.answer) == (2, YES)


async def test_every_save_is_noted() -> None:
    await save(YES)
    await save(NO, base=1, by=BETO)
    rows = await AuditRow.select().where(AuditRow.participant == OAXACA).order_by(AuditRow.id)
    assert [(row["action"], row["account"], row["subject"]) for row in rows] == [
        ("answer-saved", 1, "P1-01"),
        ("answer-saved", 2, "P1-01"),
    ]


async def test_the_same_answer_again_is_no_new_revision() -> None:
    await save(NO)
    assert not (await save(NO, base=1)).is_new
    assert (await in_force())["P1-01"].revision == 1


async def test_a_replay_is_the_same_save() -> None:
    first = await save(NO)
    again = await save(NO)
    assert (again.kept, again.is_new) == (first.kept, False)
    assert await AnswerRevisionRow.count() == 1


async def test_a_replay_after_a_later_save_changes_nothing() -> None:
    await save(NO)
    await save(YES, base=1)
    assert (await save(NO)).kept.answer == YES


async def test_a_sheet_that_saw_no_reply_goes_on_from_its_own_save() -> None:
    await save(NO)
    await save(YES)
    assert (await in_force())["P1-01"].answer == YES


async def test_a_sheet_that_saw_no_reply_may_change_its_mind_twice() -> None:
    await save(NO)
    await save(YES)
    await save(NO)
    assert (await in_force())["P1-01"].answer == NO


async def test_a_stale_save_is_refused_with_what_is_in_force() -> None:
    await save(NO)
    with pytest.raises(StaleAnswer) as stale:
        await save(YES, key="otra", by=BETO)
    assert (stale.value.current.answer, stale.value.current.author) == (NO, "Ana Ruiz")
    assert (await in_force())["P1-01"].answer == NO


async def test_whoever_keeps_theirs_leaves_mine_in_the_history() -> None:
    rules, entry = await here()
    await save(NO)
    await keep_theirs(rules, entry, YES, base=1, by=BETO, at=NOON)
    history = await answer_history_of(OAXACA, EDITION, "P1-01")
    assert [(each.revision, each.answer, each.author) for each in history] == [
        (3, NO, "Ana Ruiz"),
        (2, YES, "Beto Cruz"),
        (1, NO, "Ana Ruiz"),
    ]


async def test_ten_saves_at_once_leave_one_in_force_and_lose_none() -> None:
    saves = [save(Answer("P1-05", text=f"Texto {n}"), key=f"hoja {n}", by=BETO) for n in range(10)]
    outcomes = await asyncio.gather(*saves, return_exceptions=True)
    assert sum(isinstance(outcome, Saved) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, StaleAnswer) for outcome in outcomes) == 9


async def test_the_same_save_sent_ten_times_at_once_is_kept_once() -> None:
    outcomes = await asyncio.gather(*(save(NO) for _ in range(10)))
    assert [outcome.is_new for outcome in outcomes].count(True) == 1
    assert await AnswerRevisionRow.count() == 1


async def test_a_parent_and_its_dependent_saved_at_once_agree_on_the_points() -> None:
    await save(YES)
    number = Answer("P1-04", number="30", reason="F.", plan="H.", plan_by="2026-12-01")
    await asyncio.gather(save(number), save(NO, base=1), return_exceptions=True)
    asked = (await in_force())["P1-01"].answer == YES
    points = [p for item, _, p, _ in await ledger() if item == "P1-04"]
    assert sum(points) == (5 if asked else 0)


async def test_what_is_not_asked_is_refused() -> None:
    with pytest.raises(RuleBroken, match="not-asked"):
        await save(Answer("H1-01", chosen=("yes",)))


async def test_evidence_completes_a_claim() -> None:
    await save(YES)
    await cite("P1-01")
    kept = (await in_force())["P1-01"]
    assert kept.answer.evidence == (Citation("a" * 32, "3"),)
    assert await ledger() == [("P1-01", "answered", 5, 0)]


async def test_a_save_keeps_the_evidence_that_was_added_meanwhile() -> None:
    await save(YES)
    await cite("P1-01")
    await save(NO, base=2)
    assert (await in_force())["P1-01"].answer.evidence == (Citation("a" * 32, "3"),)


async def test_evidence_that_was_added_meanwhile_is_no_conflict() -> None:
    await save(YES)
    await cite("P1-01")
    await save(NO, base=1, key="la hoja de Beto", by=BETO)
    kept = (await in_force())["P1-01"]
    assert (kept.answer.chosen, kept.answer.has_evidence) == (("no",), True)
    await cite("P1-03")
    await save(Answer("P1-03", chosen=("a",)), base=0, key="la hoja de Beto", by=BETO)
    assert (await in_force())["P1-03"].answer.chosen == ("a",)


async def test_a_text_beside_which_evidence_was_added_is_still_one_not_seen() -> None:
    await save(YES)
    await save(NO, base=1)
    await cite("P1-01")
    with pytest.raises(StaleAnswer):
        await save(replace(NO, plan="Otro."), base=1, key="la hoja de Beto", by=BETO)


async def test_the_same_evidence_twice_is_cited_once() -> None:
    await cite("P1-01")
    await cite("P1-01", document=replace(GAZETTE, id="b" * 32))
    await cite("P1-02", page="9", document=replace(GAZETTE, id="c" * 32))
    assert await DocumentRow.count() == 1
    assert len((await in_force())["P1-01"].answer.evidence) == 1


def copies(count: int, content: str = "b") -> list[Document]:
    """The same file, brought several times."""
    same = replace(GAZETTE, kind=FILE, url="", filename="gaceta.pdf", sha256=content * 64)
    return [replace(same, id=f"{content}{n:031x}") for n in range(count)]


async def test_the_same_file_cited_by_six_at_once_is_one_document_cited_once() -> None:
    await asyncio.gather(*(cite("P1-01", "4", each) for each in copies(6)))
    (kept,) = await documents_of(OAXACA)
    assert (await in_force())["P1-01"].answer.evidence == (Citation(kept.id, "4", has_pages=True),)


async def test_the_same_file_brought_by_six_at_once_is_the_document_of_them_all() -> None:
    kept = await asyncio.gather(*(keep_document(each, by=ANA) for each in copies(6)))
    assert {each.id for each in kept} == {each.id for each in await documents_of(OAXACA)}
    assert len({each.id for each in kept}) == 1


async def test_the_same_file_as_version_of_two_documents_at_once_is_one_version() -> None:
    first, second = copies(1)[0], copies(1, "c")[0]
    await keep_document(first, by=ANA)
    await keep_document(second, by=ANA)
    one, other = copies(2, "d")
    found = await asyncio.gather(
        keep_version(first, one, by=ANA),
        keep_version(second, other, by=ANA),
        return_exceptions=True,
    )
    assert [each.code for each in found if isinstance(each, RuleBroken)] == ["document-known"]
    assert len(await documents_of(OAXACA)) == 3


async def test_the_same_file_of_two_governments_is_two_documents() -> None:
    ours, theirs = copies(2)
    await keep_document(ours, by=ANA)
    assert await keep_document(replace(theirs, participant=YUCATAN), by=ANA) != ours
    assert len(await documents_of(YUCATAN)) == 1


async def test_evidence_can_be_withdrawn_and_the_document_stays() -> None:
    rules, entry = await here()
    await cite("P1-01")
    await drop_evidence(rules, entry, "P1-01", Citation("a" * 32, "3"), by=ANA, at=NOON)
    assert (await in_force())["P1-01"].answer.evidence == ()
    assert len(await documents_of(OAXACA)) == 1


async def test_an_accepted_answer_is_closed() -> None:
    await save(NO)
    await give_verdict("P1-01", "accepted")
    with pytest.raises(RuleBroken, match="item-decided"):
        await save(YES, base=1)


async def test_a_returned_answer_is_mended_and_has_its_points_again() -> None:
    await save(NO)
    await give_verdict("P1-01", "returned")
    await save(replace(NO, reason="Con más detalle."), base=1)
    assert (await in_force())["P1-01"].revision == 2


async def test_in_review_only_returned_answers_change() -> None:
    await save(NO)
    await move_to(Stage.REVIEW)
    with pytest.raises(RuleBroken, match="stage-forbids"):
        await save(YES, base=1)
    await give_verdict("P1-01", "returned")


async def test_the_matrix_knows_only_what_was_verified() -> None:
    await save(YES)
    await cite("P1-01")
    await give_verdict("P1-01", "accepted", revision=2)
    await save(Answer("P1-02", not_applicable=True, reason="No hay."))
    await give_verdict("P1-02", "accepted")
    await save(Answer("P1-03", chosen=("a",)))
    await give_verdict("P1-03", "rejected")
    cells = {
        (code, item): (state, factor) for code, item, state, factor in await matrix_rows_of(EDITION)
    }
    assert cells[OAXACA, "P1-01"] == (AnswerState.ANSWERED, 1)
    assert cells[OAXACA, "P1-02"] == (AnswerState.NOT_APPLICABLE, None)
    assert cells[OAXACA, "P1-03"] == (AnswerState.ANSWERED, 0)
    assert cells[OAXACA, "P1-04"] == (AnswerState.NO_ANSWER, None)
    assert cells[OAXACA, "H1-01"] == (AnswerState.NOT_ASKED, None)
    assert cells[YUCATAN, "P1-04"] == (AnswerState.OPEN, None)
    assert (OAXACA, "P1-05") not in cells


#   P1-04 is asked of whoever says yes in P1-01, and a draft has said nothing yet.
async def test_a_draft_asks_nothing_of_the_index() -> None:
    await save(YES)
    cells = {(code, item): state for code, item, state, _ in await matrix_rows_of(EDITION)}
    assert cells[OAXACA, "P1-04"] is AnswerState.OPEN


async def test_a_mended_answer_nobody_has_seen_again_is_no_answer() -> None:
    await save(NO)
    await give_verdict("P1-01", "returned")
    await save(replace(NO, reason="Con más detalle."), base=1)
    cells = {(code, item): state for code, item, state, _ in await matrix_rows_of(EDITION)}
    assert cells[OAXACA, "P1-01"] is AnswerState.NO_ANSWER
