"""The formulas of game/README.md give what they say."""

import doctest
from pathlib import Path

from game.answers import Answer, factor_of
from game.leaderboard import Contender, rank
from game.points import PointEvent, PointRules, Points, Reason, fold, points_of
from game.questionnaire import Kind
from game.reviews import Verdict
from tests.game.builders import a_claim, an_honest_no, an_item

README = Path(__file__).parents[2] / "game" / "README.md"
NAMES = {
    given.__name__: given
    for given in (
        Answer,
        Contender,
        Kind,
        PointEvent,
        PointRules,
        Points,
        Reason,
        Verdict,
        a_claim,
        an_honest_no,
        an_item,
        factor_of,
        fold,
        points_of,
        rank,
    )
}


def test_every_example_gives_what_it_says() -> None:
    result = doctest.testfile(str(README), module_relative=False, globs=NAMES, encoding="utf-8")
    assert result.failed == 0
    assert result.attempted == 7


def test_the_page_is_short() -> None:
    assert len(README.read_text("utf-8").splitlines()) <= 40
