"""Grupos: means, quartiles, peers and intervals of those that are not too few."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.index import GroupRules, IndexRules
from indicators.definition import Definition
from indicators.groups import (
    EVERYBODY,
    KIND,
    USUAL,
    Comparison,
    Declared,
    Grouping,
    GroupStatistics,
    Interval,
    by_kind,
    comparison_of,
    interval_of,
    quartiles_of,
)
from indicators.report import Results, results_of
from indicators.scores import Scores, score
from indicators.suppression import leak_of
from indicators.tree import Leaf, Node
from tests.indicators.builders import EXCLUDING, LAW, SILENT, Given, entry, matrix

TREE = Node("index", leaves=(Leaf("a"),))


def scores(**groups: list[Given]) -> Scores:
    """Participants n1, n2 of the group n, with one item."""
    given = {f"{name}{n}": {"a": a} for name, own in groups.items() for n, a in enumerate(own, 1)}
    return score(TREE, matrix(given, ("a",)), EXCLUDING)


def by_region(found: Scores) -> Grouping:
    return Grouping("region", {who: who[:1] for who in found.matrix.participants})


def compared(found: Scores, *, everybody: bool = True) -> Comparison:
    return Comparison(found, "index", Declared((by_region(found),), everybody=everybody))


def region(name: str) -> tuple:
    return (("region", name),)


#   n: 0 1/4 1/2 3/4 1 and one without a score; s: four; c: ten, 0.1 to 1 by tenths
NORTH: list[Given] = [0, 0.25, 0.5, 0.75, 1, SILENT]
SOUTH: list[Given] = [1, 1, 1, 1]
CENTRE: list[Given] = [n / 10 for n in range(1, 11)]


def test_a_mean_is_from_five_on_and_quartiles_from_ten() -> None:
    shown = compared(scores(n=NORTH, s=SOUTH, c=CENTRE), everybody=False).statistics()
    assert shown == (
        GroupStatistics(region("c"), 10, pytest.approx(0.55), pytest.approx((0.325, 0.55, 0.775))),
        GroupStatistics(region("n"), 5, 0.5, None),
    )
    assert [each.group for each in shown] == ["c", "n"]


def test_beside_the_total_a_hidden_group_hides_another() -> None:
    found = compared(scores(n=NORTH, s=SOUTH, c=CENTRE))
    assert [(each.key, each.count) for each in found.statistics()] == [
        (EVERYBODY, 19),
        (region("c"), 10),
    ]


def test_crossed_groups_are_declared_too() -> None:
    found = scores(n=CENTRE, s=CENTRE)
    half = {who: "large" if int(who[1:]) > 5 else "small" for who in found.matrix.participants}
    declared = Declared((by_region(found), Grouping("size", half)), (("region", "size"),))
    shown = {each.key: each.mean for each in Comparison(found, "index", declared).statistics()}
    assert shown[("region", "n"), ("size", "small")] == pytest.approx(0.3)
    assert len(shown) == 1 + 2 + 2 + 4


def test_whoever_is_in_no_group_counts_for_the_total_alone() -> None:
    found = scores(n=CENTRE)
    none = Declared((Grouping("region", {}),))
    assert [each.key for each in Comparison(found, "index", none).statistics()] == [EVERYBODY]


def test_peers_are_the_others_of_a_group_that_is_shown() -> None:
    found = compared(scores(n=NORTH, s=SOUTH, c=CENTRE), everybody=False)
    (peers,) = found.peers("c1")
    others = peers.statistics
    assert (others.key, others.count, others.quartiles) == (region("c"), 9, None)
    assert others.mean == pytest.approx(0.6)
    assert peers.interval == interval_of(CENTRE[1:])
    assert found.peers("n1") == ()
    assert found.peers("s1") == ()


def test_whoever_has_no_score_is_compared_with_the_whole_group() -> None:
    found = compared(scores(n=NORTH, s=[SILENT, *SOUTH]), everybody=False)
    (peers,) = found.peers("n6")
    assert (peers.statistics.count, peers.statistics.mean) == (5, 0.5)
    assert found.peers("s1") == ()


def test_groups_of_the_same_members_are_one() -> None:
    found = scores(n=CENTRE, s=CENTRE)
    size = Grouping("size", dict.fromkeys(found.matrix.participants, "large"))
    twice = Grouping("again", by_region(found).groups)
    declared = Declared((by_region(found), twice, size), everybody=False)
    peers = Comparison(found, "index", declared).peers("n1")
    assert [each.statistics.key for each in peers] == [region("n"), (("size", "large"),)]


def test_limits_are_data() -> None:
    found = scores(n=NORTH)
    declared = Declared((by_region(found),), everybody=False)
    assert Comparison(found, "index", declared, GroupRules(least=6)).statistics() == ()
    (shown,) = Comparison(found, "index", declared, GroupRules(least=3, quartiles=5)).statistics()
    assert shown.quartiles == (0.25, 0.5, 0.75)


def results(kinds: str, rules: GroupRules = USUAL, leagues: str = "") -> Results:
    """Participants by the letters of their kinds and, where those differ, of their leagues."""
    worth = [1, 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1]
    found = scores(n=[worth[n % len(worth)] for n in range(len(kinds))])
    named = {"s": "state", "m": "municipality"}
    rows = zip(found.matrix.participants, kinds, leagues or kinds, strict=True)
    entries = [entry(who, named[kind], league) for who, kind, league in rows]
    definition = Definition("2026", "v1", TREE, EXCLUDING, IndexRules(groups=rules))
    return results_of(definition, entries, found.matrix)


def test_kinds_are_shown_without_their_total() -> None:
    assert [(each.group, each.mean) for each in by_kind(results("sssssmmmm"), "index")] == [
        ("state", 0.6)
    ]
    assert [each.group for each in by_kind(results("ssssmmmmm"), "index")] == ["municipality"]
    assert by_kind(results("sssssmmmm", GroupRules(least=6)), "index") == ()


#   kinds    s s s s s  m m m m m m m m m m m m m m
#   leagues  s s s s s  a a a a a a a a a a b b b b       four in b: nobody may see them
def test_a_kind_from_which_a_small_league_could_be_worked_out_is_not_shown() -> None:
    found = results("s" * 5 + "m" * 14, leagues="s" * 5 + "a" * 10 + "b" * 4)
    shown = {each.key for each in comparison_of(found, "index").statistics()}
    assert shown == {(("kind", "state"),), (("league", "s"),), (("kind", "municipality"),)}
    assert [each.group for each in by_kind(found, "index")] == ["municipality", "state"]


@given(st.lists(st.sampled_from(["ms", "ma", "mb", "mc", "ss"]), min_size=1, max_size=30))
@LAW
def test_nothing_that_is_shown_on_any_page_gives_a_small_group_away(sorts: list[str]) -> None:
    found = results("".join(s[0] for s in sorts), leagues="".join(s[1] for s in sorts))
    compared = comparison_of(found, "index")
    members = compared.declared.members(found.scores.matrix.participants)
    assert not leak_of([members[key] for key in sorted(compared.shown)], USUAL.least)
    kinds = {(KIND, each.group) for each in by_kind(found, "index")}
    assert {(key,) for key in kinds} <= compared.shown


# Intervals


def test_an_interval_is_of_a_shown_group_alone() -> None:
    found = compared(scores(n=NORTH, s=SOUTH, c=CENTRE), everybody=False)
    assert found.interval(region("s")) is None
    assert found.interval(region("c")) == interval_of(CENTRE)


def test_equals_have_an_interval_of_no_width() -> None:
    assert interval_of([0.3] * 7) == Interval(pytest.approx(0.3), pytest.approx(0.3))


#   Efron (1987), formulas 4.4 and 6.6, once more and slowly; the same draws.
def test_an_interval_is_that_of_the_formula() -> None:
    values = [0.05, 0.1, 0.1, 0.2, 0.3, 0.35, 0.9]
    rng = np.random.default_rng(USUAL.seed)
    draws = sorted(
        sum(values[i] for i in row) / 7 for row in rng.integers(7, size=(USUAL.draws, 7))
    )
    mean, normal = sum(values) / 7, NormalDist()
    equal = sum(abs(d - mean) < 1e-12 for d in draws)
    z0 = normal.inv_cdf((sum(d < mean - 1e-12 for d in draws) + equal / 2) / USUAL.draws)
    left_out = [(sum(values) - v) / 6 for v in values]
    middle = sum(left_out) / 7
    a = sum((middle - m) ** 3 for m in left_out) / (
        6 * sum((middle - m) ** 2 for m in left_out) ** 1.5
    )
    ends = []
    for z in (normal.inv_cdf(0.025), normal.inv_cdf(0.975)):
        at = normal.cdf(z0 + (z0 + z) / (1 - a * (z0 + z))) * (USUAL.draws - 1)
        low = int(at)
        ends.append(draws[low] + (at - low) * (draws[low + 1] - draws[low]))
    found = interval_of(values)
    assert (found.low, found.high) == pytest.approx(tuple(ends), abs=1e-9)
    assert found.high - mean > mean - found.low


def test_of_many_it_is_as_wide_as_the_normal_one() -> None:
    values = [n / 400 for n in range(401)]
    found = interval_of(values)
    half = 1.96 * np.std(values, ddof=1) / 401**0.5
    assert (found.low, found.high) == pytest.approx((0.5 - half, 0.5 + half), abs=0.002)


@LAW
@given(st.lists(st.integers(0, 8).map(lambda n: n / 8), min_size=5, max_size=30))
def test_an_interval_lies_among_the_values_and_is_the_same_again(values: list) -> None:
    found = interval_of(values, GroupRules(draws=200))
    assert min(values) - 1e-12 <= found.low <= found.high <= max(values) + 1e-12
    assert found == interval_of(values, GroupRules(draws=200))


@LAW
@given(st.lists(st.integers(0, 100), min_size=10, max_size=30))
def test_quartiles_are_in_order_and_turn_with_the_values(values: list) -> None:
    low, middle, high = quartiles_of(values)
    assert low <= middle <= high
    assert quartiles_of([-v for v in values]) == pytest.approx((-high, -middle, -low))
