"""Pronóstico: what it may say, and how often what happened lay between its bounds."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.days import Calendar
from game.forecast import (
    Advance,
    Course,
    Forecast,
    Range,
    forecast,
    gains_of,
    window_before,
    working_days_left,
)
from game.room import USUAL, ForecastRules

WINDOW = USUAL.forecast.window
HISTORIES = 200
GOVERNMENTS = 20
DAYS_LEFT = 15


def course(whole: int, done: int, gains: tuple[int, ...]) -> Course:
    return Course(Advance(whole, done, gains), Advance(22, 0, (0,) * len(gains)))


def told(
    courses: list[Course],
    left: int,
    seed: str = "2026:2026-03-03",
    rules: ForecastRules = USUAL.forecast,
) -> Forecast:
    found = forecast(tuple(courses), left, seed, rules)
    assert found is not None
    return found


@pytest.mark.parametrize("fewest", [1, 5, 12])
def test_few_days_tell_nothing(fewest: int) -> None:
    rules = ForecastRules(fewest=fewest, pool=Fraction(1))
    assert forecast((course(100, 10, (1,) * (fewest - 1)),), 5, "x", rules) is None
    assert forecast((course(100, 10, (1,) * fewest),), 5, "x", rules) is not None
    assert forecast((), 5, "x", rules) is None


#   Ten days that brought 0 to 9 items, each as likely as the others, and one day left.
UNEVEN = [course(1_000, 0, tuple(range(10)))]


@pytest.mark.parametrize(
    ("inside", "low", "high"), [("1/2", 2, 7), ("4/5", 0, 9), ("1", 0, 9)], ids=str
)
def test_the_part_between_the_bounds_is_the_editions(inside: str, low: int, high: int) -> None:
    found = told(UNEVEN, 1, rules=ForecastRules(inside=Fraction(inside))).answers
    assert (found.low, found.high) == (low, high)


def test_one_run_has_no_width() -> None:
    found = told(UNEVEN, 9, rules=ForecastRules(runs=1)).answers
    assert found.low == found.middle == found.high


def test_drawn_from_one_day_every_day_is_like_it() -> None:
    found = told(UNEVEN, 9, rules=ForecastRules(pool=Fraction(1, 10))).answers
    assert {each % 9 for each in (found.low, found.middle, found.high)} == {0}
    assert (found.low, found.high) == (0, 81)


def test_the_same_every_day_is_certain() -> None:
    found = told([course(100, 10, (2,) * WINDOW), course(100, 90, (2,) * WINDOW)], 12)
    assert found.answers == Range(34 + 100, 34 + 100, 34 + 100, 200)
    assert found.complete == Range(1, 1, 1, 2)


def test_who_is_stopped_stays_stopped() -> None:
    found = told([course(100, 40, (0,) * WINDOW)], 60)
    assert found.answers == Range(40, 40, 40, 100)
    assert found.complete == Range(0, 0, 0, 1)


def test_all_complete_is_certain_whatever_is_left() -> None:
    found = told([course(100, 100, (7, 0) * (WINDOW // 2))] * 3, 30)
    assert found.answers == Range(300, 300, 300, 300)
    assert found.complete == Range(3, 3, 3, 3)


def test_nothing_is_drawn_without_days() -> None:
    found = told([course(100, 40, (9,) * WINDOW)], 0)
    assert found.answers == Range(40, 40, 40, 100)


def test_the_same_facts_give_the_same_figures_and_another_day_others() -> None:
    some = [course(500, 40, tuple(range(WINDOW)))]
    assert told(some, 9) == told(some, 9)
    assert told(some, 9) != told(some, 9, "2026:2026-03-04")


def test_nobody_falls_behind_what_is_done() -> None:
    found = told([course(100, 40, (1,) * WINDOW)], 2).at_least(50, 1, 0)
    assert found.answers == Range(50, 50, 50, 100)
    assert found.levels == Range(1, 1, 1, 22)


advances = st.builds(
    lambda gains, done, more: Advance(done + more, done, tuple(gains)),
    st.lists(st.integers(0, 30), min_size=WINDOW, max_size=WINDOW),
    st.integers(0, 100),
    st.integers(0, 150),
)
courses = st.lists(st.builds(Course, advances, advances), min_size=1, max_size=4)


@given(courses, st.integers(0, 40), st.integers(0, 40))
def test_more_time_never_gives_less(some: list[Course], left: int, more: int) -> None:
    sooner, later = told(some, left), told(some, left + more)
    for name in ("answers", "levels", "complete"):
        short, long = getattr(sooner, name), getattr(later, name)
        assert short.low <= long.low
        assert short.middle <= long.middle
        assert short.high <= long.high


@given(courses, st.integers(0, 40))
def test_bounds_stand_in_order_between_what_is_done_and_what_is_asked(
    some: list[Course], left: int
) -> None:
    found = told(some, left).answers
    done = sum(each.answers.done for each in some)
    assert done <= found.low <= found.middle <= found.high <= found.whole


@pytest.mark.parametrize(
    ("reached", "gains"),
    [
        ([3, 5, 5, 9], (2, 0, 4)),
        ([5, 2, 5, 6], (0, 0, 1)),
        ([0], ()),
        ([], ()),
    ],
)
def test_to_come_back_is_no_advance(reached: list[int], gains: tuple[int, ...]) -> None:
    assert gains_of(reached) == gains


#   March 2026:  Fr 13 | Mo 16 (day of rest) Tu 17
def test_the_window_is_of_working_days_that_are_over() -> None:
    calendar = Calendar(frozenset({date(2026, 3, 16)}))
    days = window_before(date(2026, 3, 18), date(2026, 3, 12), calendar, WINDOW)
    assert days == (date(2026, 3, 12), date(2026, 3, 13), date(2026, 3, 17))
    assert [
        len(window_before(date(2026, 3, 18), date(2026, 1, 1), calendar, most)) for most in (3, 14)
    ] == [3, 14]
    assert working_days_left(date(2026, 3, 13), date(2026, 3, 18), calendar) == 3
    assert working_days_left(date(2026, 3, 19), date(2026, 3, 18), calendar) == 0


def steady(draw: Random, pace: float, _: float) -> int:
    """Most days a few answers."""
    return sum(draw.random() < pace for _ in range(8))


def in_bursts(draw: Random, pace: float, _: float) -> int:
    """A whole level on some days, nothing on most."""
    return draw.randrange(6, 14) if draw.random() < pace / 2 else 0


def moved_together(draw: Random, pace: float, mood: float) -> int:
    """Everybody does more on the days on which everybody does."""
    return sum(draw.random() < pace * mood for _ in range(8))


@pytest.mark.parametrize("behaviour", [steady, in_bursts, moved_together])
def test_eight_of_ten_end_between_the_bounds(
    behaviour: Callable[[Random, float, float], int],
) -> None:
    """Histories whose end is known: the working days of the term go on as those before it."""
    inside = 0
    for number in range(HISTORIES):
        draw = Random(f"{behaviour.__name__} {number}")
        paces = [draw.choice([0.0, 0.1, 0.3, 0.5]) for _ in range(GOVERNMENTS)]
        moods = [draw.choice([0.4, 1.0, 1.6]) for _ in range(WINDOW + DAYS_LEFT)]
        done = [
            [behaviour(draw, pace, mood) for mood in moods] if pace else [0] * len(moods)
            for pace in paces
        ]
        some = [course(187, sum(each[:WINDOW]), tuple(each[:WINDOW])) for each in done]
        found = told(some, DAYS_LEFT, f"history:{number}").answers
        ended = sum(min(187, sum(each)) for each in done)
        inside += found.low <= ended <= found.high
    assert 0.7 <= inside / HISTORIES <= 0.9, inside / HISTORIES
