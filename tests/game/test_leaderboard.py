"""Tabla de posiciones: places, ties and movement.

name      points     place
Sonora    10 + 30    1
Álamos     0 + 20    2   ties are alphabetical, accents aside
Bácum     20 +  0    2
Nogales    5 +  0    4
"""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from game.leaderboard import Contender, rank
from game.points import Points

AT = datetime(2026, 10, 1, 12, tzinfo=UTC)
ROWS = (
    Contender("4", "Nogales", Points(5)),
    Contender("3", "Bácum", Points(20)),
    Contender("1", "Sonora", Points(10, 30), "P1", AT),
    Contender("2", "Álamos", Points(0, 20)),
)


def test_equal_points_share_a_place() -> None:
    board = rank(ROWS)
    assert [(row.place, row.name) for row in board] == [
        (1, "Sonora"),
        (2, "Álamos"),
        (2, "Bácum"),
        (4, "Nogales"),
    ]


def test_movement_is_places_gained() -> None:
    board = rank(ROWS, {"1": 3, "2": 2, "3": 1})
    assert [row.movement for row in board] == [2, 0, -1, 0]


def test_a_row_keeps_its_latest_level() -> None:
    first = rank(ROWS)[0]
    assert (first.participant, first.last_level, first.last_at) == ("1", "P1", AT)
    assert first.points == Points(10, 30)


def test_an_empty_league_has_an_empty_board() -> None:
    assert rank(()) == ()


@given(st.permutations(ROWS))
def test_the_order_of_arrival_does_not_change_the_board(rows: list[Contender]) -> None:
    assert rank(rows) == rank(ROWS)
