"""Robustez publicada: what an edition says of how firm its places are, told and read back."""

import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.index import IndexRules, RobustnessRules
from indicators.canonical import canonical_bytes
from indicators.firmness import (
    Firmness,
    are_apart,
    firmness_of,
    packed_firmness,
    unpacked_firmness,
    unsettled_of,
)
from indicators.report import Results, compute
from indicators.runs import Runs
from indicators.sensitivity import Design, sensitivity_of
from tests.indicators.builders import (
    ALL_YES,
    ITEMS,
    LAW,
    NA,
    SILENT,
    Given,
    a_questionnaire,
    cells,
    defined,
    entry,
)

RULES = RobustnessRules(runs=200, seed=7, top=1)
STATES, LARGE = "states", "large"

#              answers                            place
#   09  A      all yes                            1
#   20  B      no in P1-01                        2
#   31  C      no in P1-01, I1 and half of H      3
#   05  D      nothing                            none
#   municipalities, a league of their own:
#   20067      all yes                            1
#   31050      no in P2-01                        2
SOME = {"I1-01": 0, "I1-02": 0, "H1-01": 0, "H1-02": 0}
ANSWERS: dict[str, dict[str, Given]] = {
    "09": {**ALL_YES},
    "20": {**ALL_YES, "P1-01": 0},
    "31": {**ALL_YES, "P1-01": 0, **SOME},
    "05": {},
    "20067": {**ALL_YES},
    "31050": {**ALL_YES, "P2-01": 0},
}


def results(
    answers: Mapping[str, Mapping[str, Given]] = ANSWERS, rules: RobustnessRules = RULES
) -> Results:
    definition = replace(defined(a_questionnaire()), rules=IndexRules(robustness=rules))
    entries = [
        entry(code) if len(code) == len("20") else entry(code, "municipality", LARGE)
        for code in answers
    ]
    return compute(definition, entries, cells(answers))


def firmness() -> Firmness:
    return firmness_of(results())


def test_places_are_those_of_each_league() -> None:
    found = firmness()
    assert [each.participant for each in found.league(STATES)] == ["09", "20", "31"]
    assert [each.participant for each in found.league(LARGE)] == ["20067", "31050"]
    assert all(each.high <= 2 for each in found.league(LARGE))
    assert [*found.sensitivity] == [*found.influence] == [STATES, LARGE]


def test_who_has_no_index_has_no_standing() -> None:
    found = firmness()
    assert "05" not in found.standings
    assert found.frequency("05") == ()


def test_order_is_firm_where_intervals_do_not_meet() -> None:
    found = firmness()
    first, second, third = found.league(STATES)
    # Without policies the first two are equal, in a quarter of all runs.
    assert (first.low, first.high, second.low, second.high) == (1, 1, 1, 2)
    assert not are_apart(first, second)
    assert are_apart(second, third)
    assert [found.apart(code) for code in ("09", "20", "31")] == [(0, 1), (0, 1), (2, 0)]


def test_only_places_that_were_had_are_told() -> None:
    told = packed_firmness(firmness())
    by_code = {each["participant"]: each["frequency"] for each in told["participants"]}
    assert by_code["09"] == [[1, RULES.runs]]
    assert all(runs > 0 for frequency in by_code.values() for _, runs in frequency)


#   20: P1-01 and I1-01 as a yes, the first with 09; as a no, behind 31, which has half of P1-01
OPEN_ENDED = {
    "09": {**ALL_YES},
    "20": {**ALL_YES, "P1-01": SILENT, "I1-01": SILENT},
    "31": {**ALL_YES, "P1-01": Fraction(1, 2)},
}


def test_what_nobody_verified_may_be_a_no_or_a_yes() -> None:
    found = unsettled_of(results(OPEN_ENDED))
    assert found
    assert found.unverified == {"09": 0, "20": 2, "31": 0}
    told = {each.participant: (each.low, each.high) for each in found.league(STATES)}
    assert told["20"] == (1, 3)
    published = firmness_of(results(OPEN_ENDED)).standings["20"]
    assert published.high < 3
    assert found.has_any(STATES)
    assert not found.has_any(LARGE)


def test_where_all_is_known_there_is_nothing_to_unsettle() -> None:
    known = {code: answers for code, answers in ANSWERS.items() if answers}
    assert unsettled_of(results(known)) is None


facts = st.sampled_from([NA, SILENT, Fraction(0), Fraction(1, 2), Fraction(1)])
crowds = st.lists(st.fixed_dictionaries(dict.fromkeys(ITEMS, facts)), min_size=1, max_size=5).map(
    lambda several: {f"{n:02}": answers for n, answers in enumerate(several)}
)


@LAW
@given(crowds)
def test_frequencies_add_up_and_bands_agree_with_intervals(
    answers: dict[str, dict[str, Given]],
) -> None:
    found = firmness_of(results(answers, replace(RULES, runs=160)))
    league = found.league(STATES)
    for each in league:
        counts = dict(found.frequency(each.participant))
        # Whoever has an index of one pillar alone has none in the runs without it.
        assert (
            sum(counts.values())
            == found.robustness.runs[found.robustness.participants.index(each.participant)]
        )
        assert {each.low, each.median, each.high} <= {*counts}
        assert each.low <= each.median <= each.high
        before, behind = found.apart(each.participant)
        assert before == sum(are_apart(other, each) for other in league)
        assert behind == sum(are_apart(each, other) for other in league)
    for one in league:
        for other in league:
            if one.band < other.band:
                assert are_apart(one, other)


@LAW
@given(crowds)
def test_what_is_told_is_read_back(answers: dict[str, dict[str, Given]]) -> None:
    edition = results(answers, replace(RULES, runs=160))
    found = firmness_of(edition)
    told = canonical_bytes(packed_firmness(found))
    read = unpacked_firmness(json.loads(told), edition)
    assert canonical_bytes(packed_firmness(read)) == told
    assert read.standings == found.standings
    assert (read.sensitivity, read.influence) == (found.sensitivity, found.influence)
    assert read.rules == found.rules


def test_every_run_gives_everybody_a_place_who_answered_all() -> None:
    found = firmness()
    for code in ("09", "20", "31", "20067", "31050"):
        assert sum(runs for _, runs in found.frequency(code)) == RULES.runs


def test_what_moves_the_places_of_a_league_is_that_of_the_league_alone() -> None:
    own = {code: ANSWERS[code] for code in ("09", "20", "31")}
    alone = results(own)
    runs = Runs(alone.scores, [STATES] * len(own), RULES)
    expected = sensitivity_of(runs, RULES, Design(RULES.runs // 5))
    assert firmness().sensitivity[STATES] == expected
    assert {each.factor for each in expected.indices} == {"weights", "method", "dropped"}


def test_influence_is_of_each_item_in_each_league() -> None:
    found = firmness()
    assert [each.item for each in found.influence[STATES]] == [*results().scores.items]
    told = {each.item: each.mean_shift for each in found.influence[LARGE]}
    # Without the one item that tells them apart both are first: the second moves by one.
    assert told["P2-01"] == Fraction(1, 2)
    assert told["H1-01"] == 0


def test_too_few_runs_say_nothing_of_what_moves_the_places() -> None:
    found = firmness_of(results(rules=replace(RULES, runs=100)))
    assert found.sensitivity == {STATES: None, LARGE: None}
    told = packed_firmness(found)
    assert [each["sensitivity"] for each in told["leagues"]] == [None, None]


@pytest.mark.parametrize("answers", [{}, {"20": {}}])
def test_nobody_has_an_index(answers: dict[str, dict[str, Given]]) -> None:
    edition = results(answers)
    found = firmness_of(edition)
    assert found.league(STATES) == ()
    told = packed_firmness(found)
    assert told == {"leagues": [], "participants": []}
    assert packed_firmness(unpacked_firmness(told, edition)) == told
