"""Novedades: the levels that moved, and when the last item of one was decided."""

from datetime import UTC, datetime, timedelta

import pytest

from game.feed import Decision, LevelMove, LevelNews, decided_at, handed_in, newest
from game.reviews import Verdict

NOON = datetime(2026, 3, 3, 18, tzinfo=UTC)
SUBMITTED, SIGNED = LevelMove.SUBMITTED, LevelMove.SIGNED
VERIFIED, REOPENED = LevelMove.VERIFIED, LevelMove.REOPENED


def news(move: LevelMove, hours: int, topic: str = "P1", participant: str = "20") -> LevelNews:
    return LevelNews(participant, topic, move, NOON + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("told", "standing"),
    [
        ([], {}),
        ([news(SUBMITTED, 1)], {"P1": 1}),
        ([news(SUBMITTED, 1), news(SIGNED, 2)], {"P1": 1}),
        ([news(REOPENED, 3), news(SUBMITTED, 1)], {}),
        ([news(SUBMITTED, 5), news(REOPENED, 3), news(SUBMITTED, 1)], {"P1": 5}),
        ([news(SUBMITTED, 1), news(SUBMITTED, 2, "I1"), news(REOPENED, 3)], {"I1": 2}),
    ],
)
def test_a_level_is_handed_in_until_it_is_reopened(
    told: list[LevelNews], standing: dict[str, int]
) -> None:
    expected = {topic: NOON + timedelta(hours=hours) for topic, hours in standing.items()}
    assert handed_in(told) == expected


@pytest.mark.parametrize(
    ("verdicts", "hours"),
    [
        pytest.param({"a": (Verdict.ACCEPTED, 1), "b": (Verdict.REJECTED, 4)}, 4, id="decided"),
        pytest.param({"a": (Verdict.ACCEPTED, 1)}, None, id="one waits"),
        pytest.param(
            {"a": (Verdict.ACCEPTED, 1), "b": (Verdict.RETURNED, 4)}, None, id="one was returned"
        ),
        pytest.param({}, None, id="nothing yet"),
    ],
)
def test_a_level_is_verified_with_its_last_item(
    verdicts: dict[str, tuple[Verdict, int]], hours: int | None
) -> None:
    given = {
        item: Decision(verdict, NOON + timedelta(hours=at))
        for item, (verdict, at) in verdicts.items()
    }
    expected = None if hours is None else NOON + timedelta(hours=hours)
    assert decided_at(["a", "b"], given) == expected


def test_a_level_that_asks_nothing_is_never_verified() -> None:
    assert decided_at([], {"a": Decision(Verdict.ACCEPTED, NOON)}) is None


def test_the_newest_come_first_and_only_so_many() -> None:
    told = [news(SUBMITTED, 1), news(SIGNED, 1), news(SUBMITTED, 3, "I1"), news(VERIFIED, 2)]
    assert newest(told, 3) == (told[2], told[3], told[1])
