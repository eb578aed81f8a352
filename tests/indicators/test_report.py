"""Resultados of an edition: scores, and places by league and kind."""

from dataclasses import replace

from game.index import IndexRules
from game.questionnaire import Questionnaire
from indicators.report import NodeScore, Results, compute
from tests.indicators.builders import (
    ALL_YES,
    SILENT,
    Given,
    cells,
    defined,
    entry,
)

NO_REGISTER = {f"H1-0{n}": 0 for n in range(1, 5)}

#   20, 31       states          everything, everything
#   09           states          no register: half of the index
#   20067        municipalities  no register
#   31050        municipalities  one answer: no index
ENTRIES = (
    entry("20"),
    entry("31"),
    entry("09"),
    entry("20067", "municipality", "large"),
    entry("31050", "municipality", "large"),
)
ANSWERS: dict[str, dict[str, Given]] = {
    "20": dict(ALL_YES),
    "31": dict(ALL_YES),
    "09": {**ALL_YES, **NO_REGISTER},
    "20067": {**ALL_YES, **NO_REGISTER, "I1-02": SILENT},
    "31050": {"P1-01": 1},
}


def results(questionnaire: Questionnaire | None = None) -> Results:
    return compute(defined(questionnaire), ENTRIES, cells(ANSWERS))


def test_places_are_by_league_with_ties() -> None:
    places = [results().node_score(e.participant, "index").league_place for e in ENTRIES]
    assert places == [1, 1, 3, 1, None]


#   20067 lies between 3/8 and 1/2; 31050 gave one of three in one of four of one of four: from 1/48
def test_what_is_missing_leaves_places_open() -> None:
    found = {e.participant: results().place_bounds(e.participant, "index") for e in ENTRIES}
    assert found == {"20": (1, 1), "31": (1, 1), "09": (3, 3), "20067": (1, 2), "31050": (1, 2)}


def test_an_edition_says_what_follows_a_shared_place() -> None:
    dense = replace(defined(), rules=IndexRules(ties="dense"))
    found = compute(dense, ENTRIES, cells(ANSWERS))
    assert [found.node_score(e.participant, "index").league_place for e in ENTRIES][:3] == [1, 1, 2]
    assert found.place_bounds("09", "index") == (2, 2)


def test_a_figure_has_all_that_is_shown_of_it() -> None:
    assert results().node_score("20067", "index") == NodeScore(
        participant="20067",
        node="index",
        score=0.5,
        coverage=0.875,
        lower=0.375,
        upper=0.5,
        league_place=1,
        kind_place=1,
    )


def test_every_participant_has_every_node() -> None:
    found = [(s.participant, s.node) for s in results().node_scores()]
    assert len(found) == 5 * 8
    assert found[:3] == [("20", "index"), ("20", "P"), ("20", "P1")]
