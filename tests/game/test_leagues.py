"""Liga: everybody has exactly one."""

import pytest

from game.leagues import League, league_of
from game.participants import Participant
from game.rules import RuleBroken
from tests.game.builders import MERIDA, NEW, OAXACA, SMALL, text

STATES = League("estados", text("Estados"), "state")
LARGE = League("grandes", text("Grandes"), "municipality", population_from=500_000)
MEDIUM = League("medias", text("Medias"), "municipality", population_to=499_999)
LEAGUES = (STATES, LARGE, MEDIUM)
EDGE = Participant("00001", "municipality", "Orilla", "00", 500_000)
INVITED = League("invitados", text("Invitados"), "municipality", members=frozenset({"31050"}))


@pytest.mark.parametrize(
    ("participant", "league"),
    [
        pytest.param(OAXACA, STATES, id="a state"),
        pytest.param(MERIDA, LARGE, id="a large city"),
        pytest.param(EDGE, LARGE, id="on the edge"),
        pytest.param(SMALL, MEDIUM, id="a smaller one"),
        pytest.param(NEW, MEDIUM, id="not counted yet: among the smallest"),
    ],
)
def test_league(participant: Participant, league: League) -> None:
    assert league_of(LEAGUES, participant) is league


def test_a_list_of_members_decides_alone() -> None:
    assert league_of([INVITED, STATES], MERIDA) is INVITED
    assert not INVITED.includes(SMALL)


def test_nobody_is_left_out() -> None:
    with pytest.raises(RuleBroken, match=r"no-league \(participant=31050\)"):
        league_of([STATES], MERIDA)


def test_nobody_plays_twice() -> None:
    with pytest.raises(RuleBroken, match=r"several-leagues.*grandes, invitados"):
        league_of([*LEAGUES, INVITED], MERIDA)
