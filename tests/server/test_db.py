"""Units of work, by examples: kept whole or not at all, the same on both engines."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from server.db import (
    Param,
    Refused,
    Step,
    announce,
    close,
    connect,
    on_change,
    params,
    statement,
    write,
    write_many,
)
from server.reading import asking, read
from server.settings import Settings
from server.tables.answers import AnswerRevisionRow, AnswerRow
from server.tables.audit import AuditRow, ReceiptRow
from server.tables.commitments import MilestoneRow
from server.tables.participants import PlaceRow

pytestmark = pytest.mark.both

NOON = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)

FIRST = statement(AnswerRow.insert(params(AnswerRow)).returning(AnswerRow.revision))
NEXT = statement(
    AnswerRow.update(
        {AnswerRow.content: Param("content"), AnswerRow.revision: AnswerRow.revision + 1}
    )
    .where(AnswerRow.item == Param("item"), AnswerRow.revision == Param("base"))
    .returning(AnswerRow.revision)
)
NOTE = statement(AuditRow.insert(params(AuditRow, details="{}", role="lead")))
RECEIPT = statement(
    ReceiptRow.insert(params(ReceiptRow))
    .on_conflict((ReceiptRow.account, ReceiptRow.key), "DO NOTHING")
    .returning(ReceiptRow.id)
)
REVISION = statement(AnswerRevisionRow.insert(params(AnswerRevisionRow)))
PLACE = statement(PlaceRow.insert(params(PlaceRow)))


def facts(**given: object) -> dict[str, object]:
    """An answer of Oaxaca by Ana, at noon."""
    return {
        "participant": "20",
        "edition": "2026",
        "item": "P1-01",
        "revision": 1,
        "content": '{"chosen": ["yes"]}',
        "account": 1,
        "author": "Ana",
        "saved_at": NOON,
        "at": NOON,
        "action": "answer",
        "subject": "P1-01",
        "key": "k",
        "digest": "d",
        "outcome": "{}",
        **given,
    }


async def test_a_unit_gives_the_rows_of_each_step(database: Settings) -> None:
    first, note = await write([Step(FIRST, facts()), Step(NOTE, facts())])
    assert (first, note) == ([{"revision": 1}], [{"id": 1}])


async def test_what_was_written_can_be_read(database: Settings) -> None:
    await write([Step(FIRST, facts())])
    (row,) = await AnswerRow.select()
    expected = facts()
    assert {name: row[name] for name in ("participant", "item", "content", "saved_at")} == {
        name: expected[name] for name in ("participant", "item", "content", "saved_at")
    }


async def test_serial_keys_come_from_the_database(database: Settings) -> None:
    first, second = await write([Step(RECEIPT, facts(key="a")), Step(RECEIPT, facts(key="b"))])
    assert second[0]["id"] == first[0]["id"] + 1


async def test_a_save_on_the_revision_in_force_is_kept(database: Settings) -> None:
    await write([Step(FIRST, facts())])
    (kept,) = await write([Step(NEXT, facts(base=1, content="{}"), rows=1)])
    assert kept == [{"revision": 2}]


async def test_a_save_on_a_stale_revision_is_refused(database: Settings) -> None:
    await write([Step(FIRST, facts())])
    with pytest.raises(Refused) as refused:
        await write([Step(NEXT, facts(base=7, content="{}"), rows=1, otherwise="stale-answer")])
    assert refused.value.code == "stale-answer"


async def test_a_refused_unit_leaves_nothing(database: Settings) -> None:
    with pytest.raises(Refused):
        await write([Step(NOTE, facts()), Step(NEXT, facts(base=1, content=""), rows=1)])
    assert await AuditRow.count() == 0


async def test_a_second_row_where_one_may_be_is_refused(database: Settings) -> None:
    await write([Step(FIRST, facts())])
    with pytest.raises(Refused) as refused:
        await write([Step(NOTE, facts()), Step(FIRST, facts(), otherwise="already-answered")])
    assert refused.value.code == "already-answered"
    assert await AuditRow.count() == 0


async def test_a_replay_finds_its_receipt(database: Settings) -> None:
    await write([Step(RECEIPT, facts(), rows=1)])
    with pytest.raises(Refused) as refused:
        await write([Step(RECEIPT, facts(), rows=1, otherwise="replayed")])
    assert refused.value.code == "replayed"


ITEMS = statement(
    AnswerRow.select(AnswerRow.item, AnswerRow.saved_at)
    .where(AnswerRow.edition == Param("edition"))
    .order_by(AnswerRow.item, ascending=False)
)
# An integer that no engine takes for one.
BROKEN = statement(AuditRow.raw("SELECT abs(-9223372036854775807 - 1 - {})", Param("nothing")))
ACTIONS = statement(
    AuditRow.select(AuditRow.action, AuditRow.account).where(AuditRow.action == Param("action"))
)


async def test_questions_of_one_moment_each_get_their_own_rows(database: Settings) -> None:
    await write([Step(FIRST, facts()), Step(FIRST, facts(item="P1-02")), Step(NOTE, facts())])
    with asking():
        items, none, actions = await asyncio.gather(
            read(ITEMS, {"edition": "2026"}),
            read(ITEMS, {"edition": "1999"}),
            read(ACTIONS, {"action": "answer"}),
        )
    assert items == [{"item": item, "saved_at": NOON} for item in ("P1-02", "P1-01")]
    assert (none, actions) == ([], [{"action": "answer", "account": 1}])


async def test_what_is_not_asked_together_fails_alone(database: Settings) -> None:
    await write([Step(FIRST, facts())])
    broken, items = await asyncio.gather(
        read(BROKEN, {"nothing": 0}), read(ITEMS, {"edition": "2026"}), return_exceptions=True
    )
    assert isinstance(broken, Exception)
    assert items == [{"item": "P1-01", "saved_at": NOON}]


async def test_who_goes_away_takes_nobodys_answer_along(database: Settings) -> None:
    await write([Step(FIRST, facts())])
    with asking():
        gone, stays = (
            asyncio.create_task(read(ITEMS, {"edition": "2026"})),
            asyncio.create_task(read(ACTIONS, {"action": "answer"})),
        )
        await asyncio.sleep(0)
        gone.cancel()
        assert await stays == []


async def test_rows_that_are_only_added_are_kept_with_their_keys(database: Settings) -> None:
    """Also where a receipt is there already, and with a notice at the end."""
    await write([Step(RECEIPT, facts())])
    note, receipt, place, told = await write(
        [
            Step(NOTE, facts()),
            Step(RECEIPT, facts()),
            Step(REVISION, facts(based_on=0)),
            announce("{}"),
        ]
    )
    assert (note, receipt, place, told) == ([{"id": 1}], [], [{"id": 1}], [])


async def test_of_rows_that_are_only_added_all_are_refused_or_none(database: Settings) -> None:
    unit = [Step(NOTE, facts()), Step(REVISION, facts(based_on=0))]
    await write(unit)
    with pytest.raises(Refused) as refused:
        await write(unit)
    assert refused.value.code == "stale"
    assert await AuditRow.count() == 1


async def test_a_notice_at_the_beginning_takes_no_refusal_away(database: Settings) -> None:
    unit = [announce("{}"), Step(REVISION, facts(based_on=0), otherwise="mine")]
    await write(unit)
    with pytest.raises(Refused) as refused:
        await write(unit)
    assert refused.value.code == "mine"


async def test_a_value_that_must_be_there_is_asked_for(database: Settings) -> None:
    with pytest.raises(Exception, match=r"(?i)null"):
        await write([Step(FIRST, facts(content=None))])
    assert await AnswerRow.count() == 0


async def test_a_missing_argument_is_named(database: Settings) -> None:
    with pytest.raises(KeyError, match="base"):
        await write([Step(NEXT, facts())])


async def test_of_fifty_first_answers_one_wins(database: Settings) -> None:
    units = [[Step(FIRST, facts(content=str(n))), Step(NOTE, facts())] for n in range(50)]
    outcomes = await asyncio.gather(*map(write, units), return_exceptions=True)
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 49
    assert (await AnswerRow.count(), await AuditRow.count()) == (1, 1)


async def test_fifty_saves_one_after_another_count_to_fifty_one(database: Settings) -> None:
    await write([Step(FIRST, facts())])
    add = statement(
        AnswerRow.update({AnswerRow.revision: AnswerRow.revision + 1})
        .where(AnswerRow.item == Param("item"))
        .returning(AnswerRow.revision)
    )
    await asyncio.gather(*(write([Step(add, facts(), rows=1)]) for _ in range(50)))
    assert await AnswerRow.select(AnswerRow.revision) == [{"revision": 51}]


async def test_days_and_empty_values_come_back_as_they_were(database: Settings) -> None:
    milestone = statement(MilestoneRow.insert(params(MilestoneRow)))
    given = {"commitment": 1, "position": 1, "title": "Ley", "due": date(2027, 3, 1)}
    await write([Step(milestone, {**given, "weight": 2, "done_on": None})])
    (row,) = await MilestoneRow.select(MilestoneRow.due, MilestoneRow.done_on)
    assert row == {"due": date(2027, 3, 1), "done_on": None}


async def test_many_rows_go_in_together(database: Settings) -> None:
    await write_many(PLACE, [_place(f"{n:05}") for n in range(2000)])
    assert await PlaceRow.count() == 2000


async def test_many_rows_go_in_together_or_not_at_all(database: Settings) -> None:
    with pytest.raises(Exception, match=r"(?i)unique"):
        await write_many(PLACE, [_place("20"), _place("31"), _place("20")])
    assert await PlaceRow.count() == 0


async def test_an_announcement_is_heard_after_the_commit(database: Settings) -> None:
    heard: asyncio.Queue[str | None] = asyncio.Queue()
    await on_change(heard.put_nowait)
    await write([Step(NOTE, facts()), announce("2026/estados")])
    assert await asyncio.wait_for(heard.get(), 5) == "2026/estados"


async def test_a_refused_unit_announces_nothing(database: Settings) -> None:
    heard: asyncio.Queue[str | None] = asyncio.Queue()
    await on_change(heard.put_nowait)
    with pytest.raises(Refused):
        await write([announce("lost"), Step(NEXT, facts(base=1, content=""), rows=1)])
    await write([announce("kept")])
    assert await asyncio.wait_for(heard.get(), 5) == "kept"


async def test_who_stops_watching_hears_no_more(database: Settings) -> None:
    heard: list[str | None] = []
    stop = await on_change(heard.append)
    stop()
    await write([announce("nobody")])
    await asyncio.sleep(0.02)
    assert heard == []


def test_a_notice_is_short() -> None:
    with pytest.raises(ValueError, match="at most 7999"):
        announce("ñ" * 4000)


def test_a_statement_that_hits_every_row_is_not_made() -> None:
    with pytest.raises(Exception, match="where clause"):
        statement(AnswerRow.update({AnswerRow.content: Param("content")}))


async def test_who_reads_a_closed_database_is_told(settings: Settings) -> None:
    await connect(settings)
    await close()
    with pytest.raises(RuntimeError, match="closed"):
        await AuditRow.count()


async def test_nothing_is_written_without_a_database() -> None:
    with pytest.raises(RuntimeError, match="connect"):
        await write([Step(NOTE, facts())])


def _place(code: str) -> dict[str, object]:
    return {
        "code": code,
        "kind": "municipality",
        "name": code,
        "state": code[:2],
        "head_town": "",
        "population": None,
    }
