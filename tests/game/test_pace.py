"""Ritmo: what had been answered by each hour, folded by hand beside the rule."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.answers import Answer
from game.pace import Point, Save, by_day, by_hour, hour_of, is_given, together, turns_of

EIGHT = datetime(2026, 3, 3, 14, tzinfo=UTC)  # eight in the morning in central Mexico
HOUR = timedelta(hours=1)


def save(item: str, revision: int, minutes: float, *, given: bool = True) -> Save:
    return Save(item, revision, EIGHT + timedelta(minutes=minutes), given)


@pytest.mark.parametrize(
    ("saves", "turns"),
    [
        pytest.param([save("a", 1, 5)], {0: 1}, id="once given it counts"),
        pytest.param([save("a", 1, 5), save("a", 2, 70)], {0: 1}, id="changing it adds nothing"),
        pytest.param(
            [save("a", 1, 5), save("a", 2, 70, given=False)], {0: 1, 1: -1}, id="taken back"
        ),
        pytest.param(
            [save("a", 1, 5), save("a", 2, 9, given=False)], {}, id="taken back within the hour"
        ),
        pytest.param([save("a", 1, 5, given=False), save("a", 2, 130)], {2: 1}, id="a copy first"),
        pytest.param([save("z", 1, 5)], {}, id="not asked"),
        pytest.param(
            [save("a", 2, 5), save("a", 1, 70, given=False)], {0: 1}, id="a late one that lost"
        ),
        pytest.param([save("a", 1, 5), save("b", 1, 61)], {0: 1, 1: 1}, id="two items"),
    ],
)
def test_an_item_counts_from_the_hour_it_was_given_anything(
    saves: list[Save], turns: dict[int, int]
) -> None:
    found = turns_of(saves, {"a", "b"})
    assert found == {EIGHT + HOUR * hour: count for hour, count in turns.items()}


@pytest.mark.parametrize(
    ("answer", "counts"),
    [
        (Answer("a"), False),
        (Answer("a", chosen=("yes",)), True),
        (Answer("a", text="Algo."), True),
        (Answer("a", chosen=("yes",), copied_from="2025"), False),
    ],
)
def test_a_copy_that_nobody_confirmed_is_nothing(answer: Answer, *, counts: bool) -> None:
    assert is_given(answer) is counts


def test_hours_say_what_had_been_answered_at_their_end() -> None:
    turns = {EIGHT - 30 * HOUR: 5, EIGHT - HOUR: 2, EIGHT: -1}
    assert by_hour(turns, EIGHT + timedelta(minutes=59), 3) == (
        Point(EIGHT - 2 * HOUR, 5, 0),
        Point(EIGHT - HOUR, 7, 2),
        Point(EIGHT, 6, -1),
    )


#   22:00 of 3 March in central Mexico is 04:00 of the 4th in Greenwich
def test_days_are_those_of_central_mexico() -> None:
    late = datetime(2026, 3, 4, 4, tzinfo=UTC)
    days = by_day({EIGHT: 1, late: 2, late + 2 * HOUR: 4}, date(2026, 3, 2), late + 9 * HOUR)
    assert [(each.at.day, each.answered, each.gain) for each in days] == [
        (2, 0, 0),
        (3, 3, 3),
        (4, 7, 4),
    ]


def test_many_are_folded_as_one() -> None:
    assert together([{EIGHT: 1, EIGHT + HOUR: 2}, {EIGHT: 3}]) == {EIGHT: 4, EIGHT + HOUR: 2}


@given(
    st.lists(
        st.builds(
            save,
            st.sampled_from("abc"),
            st.integers(1, 9),
            st.integers(0, 6000),
            given=st.booleans(),
        ),
        max_size=30,
    )
)
def test_the_last_hour_is_what_is_answered_now(saves: list[Save]) -> None:
    """Whatever the order in which saves arrive, the highest revision of each item stands."""
    turns = turns_of(saves, {"a", "b"})
    assert turns == turns_of(list(reversed(saves)), {"a", "b"}) or _has_ties(saves)
    standing: dict[str, Save] = {}
    for each in sorted(saves, key=lambda each: (each.at, each.revision)):
        if each.revision >= standing.get(each.item, each).revision:
            standing[each.item] = each
    counted = sum(each.is_given for item, each in standing.items() if item in {"a", "b"})
    assert sum(turns.values()) == counted
    points = by_hour(turns, EIGHT + timedelta(minutes=6000), 200)
    assert points[-1].answered == counted
    assert all(0 <= point.answered <= 2 for point in points)
    assert points[-1].at == hour_of(EIGHT + timedelta(minutes=6000))


def _has_ties(saves: list[Save]) -> bool:
    places = [(each.item, each.at, each.revision) for each in saves]
    return len(set(places)) < len(places)
