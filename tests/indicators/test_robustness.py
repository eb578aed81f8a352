"""Robustez: the places of many runs, against the engine itself and by laws."""

import hashlib
import pickle
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import PCG64, Generator, SeedSequence

from game.index import RobustnessRules
from indicators import robustness as robustness_module
from indicators import runs as runs_module
from indicators.branches import Fast
from indicators.draws import Chance, Draws, by_code, in_turn
from indicators.matrix import AnswerMatrix, AnswerState, matrix_of_values
from indicators.ranks import Ties, ranked
from indicators.robustness import Robustness, robustness_of
from indicators.runs import Runs
from indicators.scores import Scores, score
from indicators.tree import Leaf, Method, Node, Policies, Silence, ThinNode
from tests.indicators.builders import (
    EXCLUDING,
    ITEMS,
    LAW,
    NA,
    REFERENCE,
    SILENT,
    SMALL,
    UNASKED,
    UNSURE,
    Given,
    matrix,
)

HALF = Fraction(1, 2)
STILL = RobustnessRules(runs=300, spread=Fraction(0), methods=("mean",), drops=False)
SHAKEN = RobustnessRules(runs=400, seed=7)

facts = st.sampled_from(
    [NA, SILENT, UNASKED, UNSURE, *[Fraction(n, d) for d in (1, 2, 3) for n in range(d + 1)]]
)
crowds = st.lists(st.fixed_dictionaries(dict.fromkeys(ITEMS, facts)), min_size=1, max_size=6)
methods = st.sampled_from([Method.MEAN, Method.LEAF_MEAN, Method.GEOMETRIC, Method.HARMONIC])


@st.composite
def trees(draw: st.DrawFn) -> Node:
    """The small tree with other weights and means, perhaps an item of its own at the root."""
    weights = st.sampled_from([Fraction(1), Fraction(2, 3), Fraction(5, 2)])

    def regrown(node: Node) -> Node:
        return replace(
            node,
            weight=draw(weights),
            method=draw(methods),
            children=tuple(regrown(child) for child in node.children),
            leaves=tuple(replace(leaf, weight=draw(weights)) for leaf in node.leaves),
        )

    *kept, last = SMALL.children
    ragged = replace(SMALL, children=tuple(kept), leaves=last.children[0].leaves)
    return regrown(draw(st.sampled_from([SMALL, ragged])))


def scored(
    answers: Mapping[str, Mapping[str, Given]], policies: Policies = EXCLUDING, tree: Node = SMALL
) -> Scores:
    return score(tree, matrix(answers), policies)


def named(several: Sequence[Mapping[str, Given]]) -> dict[str, Mapping[str, Given]]:
    return {f"{n:02}": answers for n, answers in enumerate(several)}


def one_league(scores: Scores) -> list[str]:
    return ["states"] * len(scores.matrix.participants)


#            A     B     index   without A   without B
#   20       1     0     1/2     0           1
#   31       0.4   0.4   0.4     0.4         0.4
PAIR = Node("index", children=(Node("A", leaves=(Leaf("a"),)), Node("B", leaves=(Leaf("b"),))))
TWO = score(
    PAIR,
    matrix({"20": {"a": 1, "b": 0}, "31": {"a": 0.4, "b": 0.4}}, ("a", "b")),
    EXCLUDING,
)


def test_leaving_out_a_pillar_is_a_third_of_the_runs_of_two_pillars() -> None:
    found = robustness_of(TWO, one_league(TWO), replace(STILL, drops=True))
    assert found.frequency.tolist() == [[200, 100], [100, 200]]
    assert found.median.tolist() == [1, 2]
    assert (found.low.tolist(), found.high.tolist()) == ([1, 1], [2, 2])
    assert found.shift.tolist() == [1 / 3, 1 / 3]
    assert found.mean_shift == 1 / 3
    assert found.top(1).tolist() == [2 / 3, 1 / 3]
    assert [band.members for band in found.bands] == [("20", "31")]
    assert found.rivals("20") == ("31",)


def test_an_item_may_have_the_code_of_its_node() -> None:
    namesakes = Node("index", children=tuple(Node(c, leaves=(Leaf(c),)) for c in "AB"))
    answers = {"20": {"A": 1, "B": 0}, "31": {"A": 0.4, "B": 0.4}}
    found = score(namesakes, matrix(answers, ("A", "B")), EXCLUDING)
    same, other = (robustness_of(each, one_league(each), SHAKEN) for each in (found, TWO))
    assert np.array_equal(same.frequency, other.frequency)


def test_a_geometric_index_puts_the_even_before_the_uneven() -> None:
    found = robustness_of(TWO, one_league(TWO), replace(STILL, methods=("mean", "geometric")))
    assert found.frequency.tolist() == [[150, 150], [150, 150]]


def test_a_pillar_at_zero_may_make_a_geometric_index_zero() -> None:
    only = replace(STILL, methods=("geometric",))
    answers = {"20": {"a": 1, "b": 0}, "31": {"a": 0.05, "b": 0.05}}
    found = score(PAIR, matrix(answers, ("a", "b")), EXCLUDING)
    assert robustness_of(found, ["states"] * 2, only).median.tolist() == [1, 2]
    strict = robustness_of(found, ["states"] * 2, replace(only, zeros="strict"))
    assert strict.median.tolist() == [2, 1]


def test_a_weight_moves_by_a_quarter_at_most() -> None:
    #   40 stands at 0.5 by equal weights, from 0.375 / 1 = 0.75 / 2 to 1.25 / 2 by others
    answers = {"20": {"a": 1, "b": 0}, "31": {"a": 0.63, "b": 0.63}, "40": {"a": 0.37, "b": 0.37}}
    three = score(PAIR, matrix(answers, ("a", "b")), EXCLUDING)
    rules = replace(SHAKEN, methods=("mean",), drops=False)
    assert robustness_of(three, one_league(three), rules).frequency.tolist() == [
        [0, 400, 0],
        [400, 0, 0],
        [0, 0, 400],
    ]
    wider = replace(rules, spread=HALF)
    assert (robustness_of(three, one_league(three), wider).frequency[0] > 0).all()


@LAW
@given(trees(), crowds, st.sampled_from(Silence))
def test_unshaken_weights_give_the_plain_places_in_every_run(
    tree: Node, several: list, silence: Silence
) -> None:
    found = scored(named(several), replace(REFERENCE, no_answer=silence), tree)
    still = replace(STILL, runs=4, methods=(tree.method.value,))
    places = robustness_of(found, one_league(found), still)
    plain = ranked(found.values[:, 0])
    assert places.places.tolist() == plain.tolist()
    for row, place in enumerate(plain.astype(int)):
        had = np.flatnonzero(places.frequency[row]) + 1
        assert had.tolist() == ([place] if place else [])


@LAW
@given(
    trees(),
    crowds,
    st.integers(0, 4),
    st.sampled_from(Silence),
    st.booleans(),
    st.sampled_from([Ties.COMPETITION, Ties.DENSE]),
    st.integers(0, 99),
)
def test_every_place_is_what_the_engine_says_of_a_tree_of_such_weights(
    tree: Node,
    several: list,
    again: int,
    silence: Silence,
    unverified: bool,
    ties: Ties,
    seed: int,
) -> None:
    policies = Policies(no_answer=silence)
    several = [*several, *several[:again]]
    found = scored(named(several), policies, tree)
    leagues = ["a" if row % 3 else "b" for row in range(len(several))]
    shaken = Runs(found, leagues, SHAKEN, unverified=unverified, ties=ties)
    count = 2 * len(shaken.scenarios)
    draws = Draws(
        Chance(seed, 0).multipliers(count, shaken.width, 0.25),
        in_turn(0, count, len(shaken.scenarios)),
        Chance(seed, 1).coins(count, len(several)) if unverified else None,
    )
    for run, places in enumerate(shaken.places(draws)):
        weights = named_weights(shaken, draws.weights[run])
        grown = reweighted(shaken.trees[draws.scenarios[run]], weights)
        answers = found.matrix
        if unverified:
            answers = answered(answers, draws.coins[run])
        index = score(grown, answers, policies).values[:, 0]
        assert places.tolist() == ranked(index, leagues, ties).tolist()


def named_weights(shaken: Runs, run: np.ndarray) -> dict[str, float]:
    return {code: run[column] for code, column in {**shaken.items, **shaken.nodes}.items()}


def reweighted(node: Node, weights: Mapping[str, float]) -> Node:
    def times(code: str, weight: Fraction) -> Fraction:
        return Fraction(float(weight) * weights.get(code, 1.0))

    return replace(
        node,
        weight=times(node.code, node.weight),
        children=tuple(reweighted(child, weights) for child in node.children),
        leaves=tuple(replace(leaf, weight=times(leaf.item, leaf.weight)) for leaf in node.leaves),
    )


def answered(given: AnswerMatrix, coins: np.ndarray) -> AnswerMatrix:
    silent = given.states == AnswerState.NO_ANSWER
    factors = np.where(silent, coins[:, np.newaxis] * 1.0, given.factors)
    return replace(given, states=np.where(silent, np.int8(0), given.states), factors=factors)


def test_what_does_not_count_above_never_does() -> None:
    answers = {"20": {**dict.fromkeys(ITEMS, 0), "I1-01": 1}, "31": dict.fromkeys(ITEMS, 0.1)}
    answers["20"]["I1-02"] = SILENT
    strict = replace(REFERENCE, thin=ThinNode.LEAVES)
    rules = replace(SHAKEN, methods=("mean",), drops=False)
    counts = robustness_of(scored(answers), ["states"] * 2, rules)
    leaves = robustness_of(scored(answers, strict), ["states"] * 2, rules)
    assert counts.top(1).tolist() == [1, 0]
    assert leaves.top(1).tolist() == [0, 1]


@LAW
@given(crowds, st.randoms(use_true_random=False))
def test_the_order_of_participants_changes_nothing(several: list, chance) -> None:
    rules = replace(SHAKEN, runs=24)
    answers = named(several)
    shuffled = [*answers]
    chance.shuffle(shuffled)
    one, two = (
        robustness_of(found, ["a"] * len(answers), rules, unverified=True)
        for found in (scored(answers), scored({name: answers[name] for name in shuffled}))
    )
    rows = [two.participants.index(name) for name in one.participants]
    assert np.array_equal(one.frequency, two.frequency[rows])
    assert {band.members for band in one.bands} == {band.members for band in two.bands}


@LAW
@given(trees(), crowds, st.integers(0, 5))
def test_whoever_has_more_everywhere_never_stands_behind(
    tree: Node, several: list, better: int
) -> None:
    own = several[0]
    more = {
        item: fact
        if isinstance(fact, AnswerState)
        else min(Fraction(1), fact + Fraction(better, 9))
        for item, fact in own.items()
    }
    found = scored(named([*several, more]), tree=tree)
    shaken = Runs(found, one_league(found), SHAKEN)
    draws = Draws(
        Chance(better).multipliers(16, shaken.width, 0.9),
        in_turn(0, 16, len(shaken.scenarios)),
    )
    places = shaken.places(draws)
    assert (places[:, -1] <= places[:, 0]).all()
    if not better:
        assert (places[:, -1] == places[:, 0]).all()


@LAW
@given(crowds, st.booleans())
def test_a_median_is_inside_its_interval_and_every_run_is_counted(
    several: list, unverified: bool
) -> None:
    found = scored(named(several))
    rules = replace(SHAKEN, runs=24, drops=False)
    shown = robustness_of(found, one_league(found), rules, unverified=unverified)
    there = shown.runs > 0
    assert (shown.runs[there] == 24).all()
    assert (shown.low <= shown.median).all()
    assert (shown.median <= shown.high).all()
    assert [each.participant for each in shown.standings()] == [
        code for code, is_ranked in zip(shown.participants, there, strict=True) if is_ranked
    ]


def test_the_shares_of_the_first_places_sum_to_how_many_there_are() -> None:
    crowd = [{item: Fraction(chance, 97) for item in ITEMS} for chance in range(40, 52)]
    for row, answers in enumerate(crowd):
        answers[ITEMS[row % len(ITEMS)]] = Fraction(row, 13)
    found = scored(named(crowd))
    shown = robustness_of(found, one_league(found), SHAKEN)
    assert [shown.top(n).sum() for n in (1, 3, 12)] == pytest.approx([1, 3, 12])


def test_equal_answers_share_a_place_in_every_run() -> None:
    crowd = [{item: Fraction(n * k % 7, 6) for n, item in enumerate(ITEMS)} for k in range(1, 7)]
    found = scored(named([*crowd, *crowd]))
    shown = robustness_of(found, one_league(found), SHAKEN)
    assert np.array_equal(shown.frequency[:6], shown.frequency[6:])
    assert shown.frequency[:, 1::2].sum() == 0


def test_each_league_is_shaken_as_if_it_were_alone() -> None:
    crowd = [{item: Fraction(n * k % 11, 10) for n, item in enumerate(ITEMS)} for k in range(9)]
    found = scored(named(crowd))
    leagues = [*"abcabcabc"]
    together = robustness_of(found, leagues, SHAKEN)
    for league in "abc":
        rows = [row for row, own in enumerate(leagues) if own == league]
        alone = scored({f"{row:02}": crowd[row] for row in rows})
        apart = robustness_of(alone, [league] * 3, SHAKEN)
        assert np.array_equal(together.frequency[rows], apart.frequency)
    assert {(band.group, band.number) for band in together.bands} >= {(g, 1) for g in "abc"}


#   20 has an index; what is left of it may be all yes or all no. 31 is known whole.
#   40 has answered so little that it has no index yet.
UNFINISHED = {
    "20": {**dict.fromkeys(ITEMS, HALF), "H1-01": SILENT},
    "31": dict.fromkeys(ITEMS, HALF),
    "40": {"P1-01": 1},
}


def test_what_nobody_verified_may_be_a_no_or_a_yes() -> None:
    found = scored(UNFINISHED, REFERENCE)
    rules = replace(STILL, runs=1000)
    settled = robustness_of(found, ["states"] * 3, rules)
    assert settled.frequency.tolist() == [[1000, 0], [1000, 0], [0, 0]]
    unsettled = robustness_of(found, ["states"] * 3, rules, unverified=True)
    #   40 is first where its coin says yes; else 20 where its own does; else 31
    assert unsettled.top(1) == pytest.approx([1 / 4, 1 / 4, 1 / 2], abs=0.05)
    assert unsettled.frequency[2, 1] == 0
    assert [each.place for each in unsettled.standings()] == [1, 1, None]
    assert np.isnan(unsettled.shift).tolist() == [False, False, True]


def test_a_coin_is_tossed_for_each_participant_and_not_for_each_item() -> None:
    half_open = {**dict.fromkeys(ITEMS[:5], 1), **dict.fromkeys(ITEMS[5:], SILENT)}
    found = scored({"20": half_open, "31": {**dict.fromkeys(ITEMS, 1), "H1-01": HALF}})
    shown = robustness_of(found, ["states"] * 2, replace(STILL, runs=200), unverified=True)
    assert shown.frequency[0].sum() == 200
    assert shown.frequency[0].min() > 70


@pytest.mark.parametrize("unverified", [False, True])
def test_neither_blocks_nor_noise_change_a_count(
    unverified: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, leagues = a_crowd()
    plain = robustness_of(found, leagues, SHAKEN, unverified=unverified)
    monkeypatch.setattr(runs_module, "BLOCK", 7)
    monkeypatch.setattr(runs_module, "CHUNK", 5)
    monkeypatch.setattr(Fast, "scores", noisy(Fast.scores))
    cut = robustness_of(found, leagues, SHAKEN, unverified=unverified)
    assert np.array_equal(plain.frequency, cut.frequency)


@pytest.mark.parametrize("unverified", [False, True])
def test_another_process_changes_no_count(
    unverified: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, leagues = a_crowd()
    monkeypatch.setattr(robustness_module, "ROUND", 150)
    plain = robustness_of(found, leagues, SHAKEN, unverified=unverified)
    monkeypatch.setattr(robustness_module, "WORTHWHILE", 1)
    with Counting() as beside:
        shared = robustness_of(found, leagues, SHAKEN, unverified=unverified, beside=beside)
    assert np.array_equal(plain.frequency, shared.frequency)
    assert beside.asked == 1


def test_few_runs_are_not_worth_another_process() -> None:
    found, leagues = a_crowd()
    with Counting() as beside:
        robustness_of(found, leagues, SHAKEN, beside=beside)
    assert beside.asked == 0


class Counting(ThreadPoolExecutor):
    """Stands for another process: what it is told and what it tells are copied as to one."""

    asked = 0

    def submit(self, fn, /, *args, **kwargs):
        self.asked += 1
        told = pickle.dumps((fn, args, kwargs))
        return super().submit(answered_by, told)


def answered_by(told: bytes) -> object:
    fn, args, kwargs = pickle.loads(told)
    return pickle.loads(pickle.dumps(fn(*args, **kwargs)))


def a_crowd() -> tuple[Scores, list[str]]:
    """Sixty of three leagues, some of them alike, with all that can be known of an answer."""
    worth: list[Given] = [0, Fraction(1, 3), HALF, 1, 1, NA, SILENT, UNSURE]
    crowd = [
        {item: worth[(k * k + 3 * n * k + n) % 23 % 8] for n, item in enumerate(ITEMS)}
        for k in range(60)
    ]
    return scored(named(crowd), replace(REFERENCE, thresholds=())), [*"abc"] * 20


def noisy(scores):
    """The last digits of another processor, and worse."""

    def shaken(block: Fast) -> np.ndarray:
        found = scores(block)
        noise = np.random.default_rng(found.size).uniform(-2e-13, 2e-13, found.shape)
        return np.abs(found * (1 + noise))

    return shaken


def test_a_gap_as_wide_as_the_tolerance_is_decided_by_the_definition(monkeypatch) -> None:
    monkeypatch.setattr(Fast, "scores", noisy(Fast.scores))
    tree = Node("index", leaves=(Leaf("a"), Leaf("b")))
    steps = np.array([0, 1e-9, 1e-9 + 1e-13, 1e-9 - 1e-13, 1e-9 + 2e-16, 3e-9])
    values = np.repeat(0.5 + np.cumsum(steps)[:, np.newaxis], 2, axis=1)
    found = score(tree, matrix_of_values([*"abcdef"], ["a", "b"], values), EXCLUDING)
    rules = replace(SHAKEN, methods=("mean",), runs=60)
    shaken = Runs(found, ["x"] * 6, rules)
    draws = Draws(Chance(5).multipliers(60, 2, 0.25), np.zeros(60, dtype=np.int64))
    for run, places in enumerate(shaken.places(draws)):
        weights = named_weights(shaken, draws.weights[run])
        index = score(reweighted(tree, weights), found.matrix, EXCLUDING).values[:, 0]
        assert places.tolist() == ranked(index).tolist()


@pytest.mark.parametrize(
    ("unverified", "digest"),
    [
        pytest.param(False, "51e305aac3a90d54", id="settled"),
        pytest.param(True, "29df6c0d13adfbb8", id="with what nobody verified"),
    ],
)
def test_a_seed_gives_the_same_counts_on_every_machine(unverified: bool, digest: str) -> None:
    found, leagues = a_crowd()
    counts = robustness_of(found, leagues, SHAKEN, unverified=unverified).frequency
    assert hashlib.sha256(counts.astype("<i4").tobytes()).hexdigest()[:16] == digest


def counted(*rows: list[int], groups: str = "") -> Robustness:
    frequency = np.array(rows, dtype=np.int32)
    return Robustness(
        RobustnessRules(outside=Fraction(1, 10)),
        tuple(f"{row:02}" for row in range(len(rows))),
        tuple(groups or "x" * len(rows)),
        1 + np.argmax(frequency, axis=1),
        frequency,
    )


def test_a_quantile_is_a_place_that_was_had() -> None:
    found = counted([1, 4, 0, 4, 1], [5, 0, 0, 0, 5], [0, 0, 0, 0, 0])
    assert found.median.tolist() == [2, 1, 0]
    assert found.low.tolist() == [1, 1, 0]
    assert found.high.tolist() == [4, 5, 0]


#   place    1  2  3  4  5  6
#   00       8  2  .  .  .  .    meets 01
#   01       .  5  5  .  .  .    meets 00 and 02
#   02       .  .  9  1  .  .    one in ten is outside of what is looked at: 3 to 3
#   03       .  .  .  5  5  .    meets nobody before
#   04       .  .  .  .  5  5
def test_a_band_ends_where_no_interval_goes_on() -> None:
    found = counted(
        [8, 2, 0, 0, 0, 0],
        [0, 5, 5, 0, 0, 0],
        [0, 0, 9, 1, 0, 0],
        [0, 0, 0, 5, 5, 0],
        [0, 0, 0, 0, 5, 5],
    )
    assert [(b.number, b.low, b.high, b.members) for b in found.bands] == [
        (1, 1, 3, ("00", "01", "02")),
        (2, 4, 6, ("03", "04")),
    ]
    assert [found.rivals(code) for code in ("00", "01", "03")] == [("01",), ("00", "02"), ("04",)]


def test_a_wide_interval_links_those_that_it_meets() -> None:
    found = counted([10, 0, 0], [0, 0, 10], [3, 4, 3])
    assert [band.members for band in found.bands] == [("00", "02", "01")]
    assert found.rivals("00") == ("02",)
    apart = counted([10, 0, 0], [0, 0, 10], [3, 4, 3], groups="xxy")
    assert [band.members for band in apart.bands] == [("00",), ("01",), ("02",)]


def test_dense_places_may_be_counted_and_averages_not() -> None:
    crowd = named([dict.fromkeys(ITEMS, worth) for worth in (1, 1, 0)])
    found = scored(crowd)
    shown = robustness_of(found, ["x"] * 3, replace(STILL, runs=5), ties=Ties.DENSE)
    assert shown.frequency.tolist() == [[5, 0, 0], [5, 0, 0], [0, 5, 0]]
    with pytest.raises(ValueError, match="average"):
        Runs(found, ["x"] * 3, STILL, ties=Ties.AVERAGE)


def test_values_under_zero_are_refused() -> None:
    tree = Node("index", leaves=(Leaf("a"),))
    found = score(tree, matrix_of_values(["20"], ["a"], np.array([[-1.0]])), EXCLUDING)
    with pytest.raises(ValueError, match="under zero"):
        Runs(found, ["x"], STILL)


def test_nobody_has_no_places() -> None:
    found = scored({"20": dict.fromkeys(ITEMS, SILENT)}, REFERENCE)
    shown = robustness_of(found, ["x"], SHAKEN)
    assert (shown.bands, [*shown.standings()], shown.mean_shift) == ((), [], 0.0)


def test_chance_is_the_raw_output_of_a_generator_that_may_go_on() -> None:
    usual = Generator(PCG64(SeedSequence((7, 1)))).random((4, 3))
    assert Chance(7, 1).shares(4, 3).tolist() == usual.tolist()
    cut = Chance(7, 1)
    assert [*cut.shares(1, 3).tolist(), *cut.shares(3, 3).tolist()] == usual.tolist()
    drawn = Chance(7, 1).multipliers(1000, 2, 0.25)
    assert 0.75 <= drawn.min() < 0.76
    assert 1.24 < drawn.max() < 1.25
    coins = Chance(7, 2).coins(500, 70)
    assert coins.shape == (500, 70)
    assert coins.mean() == pytest.approx(0.5, abs=0.02)
    assert by_code(np.array([[True, False, False]]), ["c", "a", "b"]).tolist() == [[0, 1, 0]]
