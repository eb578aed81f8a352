"""Carga: minutes one can count on a clock, and what is never counted."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.burden import (
    Borne,
    Burden,
    Figure,
    Load,
    Measure,
    Returned,
    Save,
    Visit,
    burden_of,
    heaviest,
    ordered,
    time_spent,
)
from game.questionnaire import Item, Pillar, Questionnaire
from game.room import USUAL
from tests.game.builders import a_topic, an_item, text

TEN = datetime.fromisoformat("2026-03-03T10:00:00+00:00")
ANA, BETO = 1, 2


def at(minute: float) -> datetime:
    """So many minutes after ten."""
    return TEN + timedelta(minutes=minute)


def opens(minute: float, topic: str = "P1", who: int = ANA) -> Visit:
    return Visit(who, topic, at(minute))


def saves(minute: float, item: str, who: int = ANA) -> Save:
    """The first letters of an item are its level."""
    return Save(who, item[:2], item, at(minute))


#   A person opens a level at ten and saves; which minutes are whose?
@pytest.mark.parametrize(
    ("acts", "minutes"),
    [
        pytest.param([opens(0), saves(3, "P1-01")], {"P1-01": 3}, id="from opening to saving"),
        pytest.param(
            [opens(0), saves(3, "P1-01"), saves(5, "P1-02")],
            {"P1-01": 3, "P1-02": 2},
            id="from one save to the next",
        ),
        pytest.param(
            [opens(0), saves(3, "P1-01"), saves(4, "P1-02"), saves(9, "P1-01")],
            {"P1-01": 8, "P1-02": 1},
            id="several saves of an item add up",
        ),
        pytest.param(
            [opens(0), saves(3, "P1-01"), saves(40, "P1-02"), saves(41, "P1-02")],
            {"P1-01": 3, "P1-02": 1},
            id="a long pause counts nothing, what follows it does",
        ),
        pytest.param([opens(0), saves(40, "P1-01")], {}, id="all of it a pause: not timed"),
        pytest.param([opens(0), saves(15, "P1-01")], {"P1-01": 15}, id="as long as may be"),
        pytest.param([saves(0, "P1-01"), saves(3, "P1-01")], {}, id="never opened: not timed"),
        pytest.param(
            [saves(0, "P1-01"), opens(1), saves(3, "P1-01")],
            {"P1-01": 2},
            id="timed from the first opening on",
        ),
        pytest.param(
            [opens(0), opens(4), saves(6, "P1-01")],
            {"P1-01": 2},
            id="two tabs of a level, or opened again",
        ),
        pytest.param(
            [opens(0), opens(1, "I1"), saves(5, "I1-01"), saves(6, "P1-01")],
            {"I1-01": 4, "P1-01": 1},
            id="two tabs of two levels: no minute twice",
        ),
        pytest.param(
            [opens(0), opens(2, "I1"), saves(6, "P1-01")],
            {"P1-01": 6},
            id="a level that was only looked at takes nothing away",
        ),
        pytest.param(
            [opens(0), saves(6, "P1-01"), saves(6, "P1-02"), saves(6, "P1-03")],
            {"P1-01": 2, "P1-02": 2, "P1-03": 2},
            id="saved at one stroke: in equal parts",
        ),
        pytest.param(
            [opens(0), opens(1, who=BETO), saves(3, "P1-01"), saves(5, "P1-01", BETO)],
            {"P1-01": 7},
            id="two people: their times together",
        ),
        pytest.param(
            [opens(0), saves(3, "P1-01", BETO)],
            {},
            id="another one's opening says nothing of one's own",
        ),
        pytest.param([opens(0)], {}, id="opened and left"),
    ],
)
def test_whose_the_minutes_are(acts: Sequence[Visit | Save], minutes: dict[str, int]) -> None:
    found = spent(acts)
    assert {item: time / timedelta(minutes=1) for item, time in found.items()} == minutes


def test_another_limit_is_another_time() -> None:
    acts = [opens(0), saves(3, "P1-01")]
    assert spent(acts, timedelta(minutes=2)) == {}


def spent(
    acts: Sequence[Visit | Save], idle: timedelta = USUAL.burden.idle
) -> dict[str, timedelta]:
    visits = [act for act in acts if isinstance(act, Visit)]
    return time_spent(visits, [act for act in acts if isinstance(act, Save)], idle)


PEOPLE = st.sampled_from((ANA, BETO))
MINUTES = st.integers(0, 60)
VISITS = st.builds(
    lambda who, m, t: opens(m, t, who), PEOPLE, MINUTES, st.sampled_from(("P1", "I1"))
)
SAVES = st.builds(
    lambda who, m, item: saves(m, item, who),
    PEOPLE,
    MINUTES,
    st.sampled_from(("P1-01", "P1-02", "I1-01")),
)
ACTS = st.lists(VISITS | SAVES, max_size=24)


@given(ACTS)
def test_nobody_takes_longer_than_from_their_first_act_to_their_last(
    acts: list[Visit | Save],
) -> None:
    for who in (ANA, BETO):
        own = [act for act in acts if act.account == who]
        span = max((a.at for a in own), default=TEN) - min((a.at for a in own), default=TEN)
        assert sum(spent(own).values(), timedelta(0)) <= span


@given(ACTS, st.randoms())
def test_it_does_not_matter_in_which_order_it_is_read(
    acts: list[Visit | Save], chance: st.randoms
) -> None:
    mixed = list(acts)
    chance.shuffle(mixed)
    assert spent(mixed) == spent(acts)


@given(ACTS)
def test_people_do_not_take_from_each_other(acts: list[Visit | Save]) -> None:
    together = spent(acts)
    apart = [spent([act for act in acts if act.account == who]) for who in (ANA, BETO)]
    items = {item for each in apart for item in each}
    assert together == {
        item: sum((each[item] for each in apart if item in each), timedelta(0)) for item in items
    }


@given(ACTS, st.integers(0, 30), st.integers(0, 30))
def test_more_patience_never_counts_less(acts: list[Visit | Save], few: int, more: int) -> None:
    short = spent(acts, timedelta(minutes=few))
    long = spent(acts, timedelta(minutes=few + more))
    assert all(time <= long[item] for item, time in short.items())


# What many participants together say of an item


FIRST, SECOND = an_item(code="P1-01"), an_item(code="P1-02", continues="P1-07")
QUESTIONNAIRE = Questionnaire(
    "2026", "v", (Pillar("P", text("Políticas"), Fraction(1), (a_topic(FIRST, SECOND),)),)
)


def took(*minutes: float | None, **given: object) -> list[Load]:
    """One participant for each: it answered the first item in so many minutes."""
    usual = {"is_asked": True, "is_blank": False, "saves": 1, **given}
    return [
        Load({"P1-01": Borne(None if m is None else timedelta(minutes=m), **usual)})
        for m in minutes
    ]


def measured(
    loads: Sequence[Load],
    returned: Returned | None = None,
    *,
    is_over: bool = False,
    fewest: int = 5,
) -> Burden:
    given = {"P1-01": returned} if returned else {}
    return burden_of(QUESTIONNAIRE, loads, given, is_over=is_over, fewest=fewest)


def figure(measure: Measure, loads: Sequence[Load], **given: object) -> Figure:
    return measured(loads, **given).items[0].now[measure]


@pytest.mark.parametrize(
    ("minutes", "median", "count"),
    [
        pytest.param((1, 2, 3, 4, 100), 3, 5, id="the one in the middle"),
        pytest.param((1, 2, 3, 4, 5, 6), Fraction(7, 2), 6, id="half-way between two"),
        pytest.param((1, 2, 3, 4), None, 4, id="four are too few"),
        pytest.param((1, 2, 3, 4, 5, None), 3, 5, id="who was not timed is not counted"),
        pytest.param((), None, 0, id="nobody"),
    ],
)
def test_minutes_are_the_median(
    minutes: Sequence[float | None], median: Fraction | None, count: int
) -> None:
    found = figure(Measure.MINUTES, took(*minutes))
    assert found == Figure(median if median is None else Fraction(median), count)
    assert found.is_few == (0 < count < 5)


@pytest.mark.parametrize(("fewest", "is_few"), [(5, False), (6, False), (7, True)])
def test_an_edition_may_ask_for_more_than_five(fewest: int, *, is_few: bool) -> None:
    burden = measured(took(1, 2, 3, 4, 5, 6), Returned(3, 6), fewest=fewest)
    figures = (*(burden.items[0].now[each] for each in (Measure.MINUTES, Measure.RETURNS)),)
    assert [each.is_few for each in (*figures, burden.returned)] == [is_few] * 3


@pytest.mark.parametrize(
    ("loads", "is_over", "found"),
    [
        pytest.param(took(*[None] * 5, is_blank=True), True, Figure(Fraction(1), 5), id="over"),
        pytest.param(took(*[None] * 5, is_blank=True), False, Figure(None, 0), id="still open"),
        pytest.param(
            took(*[None] * 4) + took(None, is_blank=True),
            True,
            Figure(Fraction(1, 5), 5),
            id="one of five",
        ),
        pytest.param(
            took(*[None] * 4) + took(None, is_asked=False, is_blank=True),
            True,
            Figure(None, 4),
            id="who is not asked leaves nothing blank",
        ),
    ],
)
def test_blank_is_what_can_be_answered_no_more(
    loads: Sequence[Load], *, is_over: bool, found: Figure
) -> None:
    assert figure(Measure.BLANKS, loads, is_over=is_over) == found


def test_a_level_that_was_handed_in_is_over() -> None:
    loads = [Load(each.borne, frozenset({"P1"})) for each in took(*[None] * 5, is_blank=True)]
    assert figure(Measure.BLANKS, loads) == Figure(Fraction(1), 5)


def test_not_applicable_is_a_share_of_what_was_answered() -> None:
    loads = (
        took(*[None] * 2, is_not_applicable=True)
        + took(*[None] * 6)
        + took(*[None] * 9, is_blank=True)
    )
    assert figure(Measure.NOT_APPLICABLE, loads) == Figure(Fraction(1, 4), 8)


def test_evidence_weighs_where_there_is_any() -> None:
    loads = took(*[None] * 9)
    for size in (1_000, 2_000, 3_000, 4_000, 50_000):
        loads += took(None, documents=2, size=size)
    assert figure(Measure.WEIGHT, loads) == Figure(Fraction(3_000), 5)
    assert figure(Measure.DOCUMENTS, loads) == Figure(Fraction(2), 5)


def test_what_came_back_twice_counts_twice() -> None:
    assert figure(Measure.RETURNS, (), returned=Returned(6, 5)) == Figure(Fraction(6, 5), 5)
    assert figure(Measure.RETURNS, (), returned=Returned(3, 4)) == Figure(None, 4)


#   five participants that handed P1 in: 3 and 2 minutes, five in all; the level promises ten
def test_level_adds_its_items_up_for_whoever_handed_it_in() -> None:
    borne = {
        code: Borne(timedelta(minutes=minutes), 1, is_asked=True, is_blank=False)
        for code, minutes in (("P1-01", 3), ("P1-02", 2))
    }
    loads = [Load(borne, frozenset({"P1"}))] * 5 + took(100, 100)
    (level,) = measured(loads).levels
    assert level.minutes == Figure(Fraction(5), 5)
    assert not level.is_longer
    assert measured(loads).timed == 7


def test_the_heaviest_come_first_and_the_unknown_last() -> None:
    def borne(minutes: float) -> Borne:
        return Borne(timedelta(minutes=minutes), 1, is_asked=True, is_blank=False)

    loads = [Load({"P1-01": borne(1), "P1-02": borne(2)})] * 5
    burden = measured(loads)
    assert codes(ordered(burden.items, Measure.MINUTES)) == ["P1-02", "P1-01"]
    assert codes(ordered(burden.items, Measure.RETURNS)) == ["P1-01", "P1-02"]
    assert codes(heaviest(burden, Measure.MINUTES, 1)) == ["P1-02"]
    assert heaviest(burden, Measure.RETURNS, 10) == ()
    assert heaviest(burden, Measure.NOT_APPLICABLE, 10) == (), "what weighs nothing is none of them"


def test_of_equal_bytes_more_documents_are_heavier() -> None:
    def borne(documents: int) -> Borne:
        return Borne(is_asked=True, is_blank=False, documents=documents)

    loads = [Load({"P1-01": borne(1), "P1-02": borne(3)})] * 5
    assert codes(heaviest(measured(loads), Measure.WEIGHT, 10)) == ["P1-02", "P1-01"]


def codes(items: Sequence[object]) -> list[str]:
    return [each.item.code for each in items]


def test_change_needs_both_editions() -> None:
    was: Item = an_item(code="P1-07")
    earlier = Questionnaire(
        "2025", "v", (Pillar("P", text("Políticas"), Fraction(1), (a_topic(was),)),)
    )
    borne = Borne(timedelta(minutes=2), 1, is_asked=True, is_blank=False)
    before = burden_of(earlier, [Load({"P1-07": borne})] * 5, {}, is_over=True, fewest=5)
    now = [Load({"P1-02": Borne(timedelta(minutes=5), 1, is_asked=True, is_blank=False)})] * 5
    burden = burden_of(
        QUESTIONNAIRE,
        now,
        {},
        is_over=False,
        fewest=5,
        before={e.item.code: e for e in before.items},
    )
    first, second = burden.items
    assert first.change(Measure.MINUTES) is None
    assert second.change(Measure.MINUTES) == 3
    assert second.change(Measure.RETURNS) is None
