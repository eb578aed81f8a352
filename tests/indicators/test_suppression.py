"""Grupos que se muestran: nobody can work out a group of fewer than five from what is shown."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.suppression import Ledger, leak_of, shown_of

LEAST = 5
LAW = settings(max_examples=25)

Group = frozenset[str]


def cells(sizes: Mapping[str, int]) -> dict[str, Group]:
    """Groups with nobody in common, of so many each."""
    return {name: frozenset(f"{name}{n}" for n in range(size)) for name, size in sizes.items()}


def crossed(table: Sequence[Sequence[int]]) -> dict[str, Group]:
    """The cells of a table by row and column, its margins and the total; nobody is no cell."""
    inside = cells({f"{r}{c}": n for r, row in enumerate(table) for c, n in enumerate(row) if n})
    groups = dict(inside)
    for place, side in ((0, "row"), (1, "column")):
        for name, members in inside.items():
            key = f"{side} {name[place]}"
            groups[key] = groups.get(key, frozenset()) | members
    return groups | {"all": frozenset().union(*inside.values())}


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        pytest.param({"a": 12, "b": 8, "c": 5}, "", id="none is small"),
        pytest.param({"a": 12, "b": 8, "c": 5, "d": 3}, "cd", id="the smallest hides the small"),
        pytest.param({"a": 12, "b": 8, "c": 2, "d": 1}, "bcd", id="two that are few together"),
        pytest.param({"a": 12, "b": 8, "c": 4, "d": 4}, "cd", id="two that are enough together"),
    ],
)
def test_a_hidden_group_is_not_had_from_the_total(sizes: dict, hidden: str) -> None:
    groups = cells(sizes)
    everybody = groups | {"all": frozenset().union(*groups.values())}
    assert shown_of(everybody, LEAST) == everybody.keys() - {*hidden}


def test_without_a_total_only_the_small_one_is_hidden() -> None:
    assert shown_of(cells({"a": 12, "b": 8, "c": 3}), LEAST) == {"a", "b"}


#            N    S    all
#   A        2   10    12       2 = 12 - 10 = 12 - 10 = (12 + 12 - 32) + 10:
#   B       10   10    20       each of the other three cells gives it away.
#   all     12   20    32
def test_one_small_cell_hides_a_table_of_four_and_leaves_its_margins() -> None:
    shown = shown_of(crossed([[2, 10], [10, 10]]), LEAST)
    assert shown == {"row 0", "row 1", "column 0", "column 1", "all"}


#   With three columns a rectangle around the small cell is enough: its corners are hidden.
def test_a_small_cell_of_a_larger_table_hides_a_rectangle() -> None:
    groups = crossed([[2, 9, 20], [8, 7, 20], [20, 20, 20]])
    assert groups.keys() - shown_of(groups, LEAST) == {"00", "01", "10", "11"}


def test_what_is_worked_out_is_told_with_what_from() -> None:
    assert leak_of([frozenset("abcdefgh"), frozenset("cdefgh"), frozenset("uvwxyz")], LEAST) == (
        0,
        1,
    )
    assert leak_of([frozenset("abcdefgh"), frozenset("fghijklm")], LEAST) == ()
    assert leak_of([], LEAST) == ()


def some(first: int, last: int) -> Group:
    return frozenset(f"{n:02}" for n in range(first, last))


def test_filters_that_differ_by_few_are_not_both_shown() -> None:
    ledger = Ledger(LEAST).adding(some(0, 20))
    assert not ledger.allows(some(0, 4))
    assert not ledger.allows(some(0, 18))
    assert not ledger.allows(some(1, 21))
    assert ledger.allows(some(0, 15))
    assert ledger.allows(some(0, 20))
    assert ledger.adding(some(0, 20)) is ledger
    with pytest.raises(ValueError, match="gives a group away"):
        ledger.adding(some(0, 18))


#   20 = 9 + 9 + 2: neither half is near the whole, both are.
def test_filters_that_together_leave_few_are_not_all_shown() -> None:
    ledger = Ledger(LEAST).adding(some(0, 20)).adding(some(0, 9))
    assert ledger.allows(some(9, 15))
    assert not ledger.allows(some(9, 18))


def test_each_participant_is_had_from_enough_groups_that_overlap() -> None:
    """Six, of which any five are shown: each one's figure is their sum less the others'."""
    assert leak_of([frozenset(five) for five in combinations("abcdef", 5)], LEAST)


tables = st.integers(2, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, 6, 9]), min_size=width, max_size=width),
        min_size=2,
        max_size=3,
    )
)


@LAW
@given(tables.filter(lambda table: any(map(any, table))))
def test_an_attacker_with_all_figures_gets_no_small_group(table: list) -> None:
    groups = crossed(table)
    shown = shown_of(groups, LEAST)
    assert all(len(groups[key]) >= LEAST for key in shown)
    assert not [*small_ones([groups[key] for key in shown])]


@LAW
@given(tables.filter(lambda table: any(map(any, table))))
def test_nothing_is_hidden_that_could_be_shown(table: list) -> None:
    groups = crossed(table)
    shown = shown_of(groups, LEAST)
    for key in groups.keys() - shown:
        more = [groups[each] for each in (*shown, key)]
        assert len(groups[key]) < LEAST or [*small_ones(more)]


@LAW
@given(st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=5), max_size=5))
def test_it_finds_whatever_fractions_find(several: list) -> None:
    groups = [frozenset(each) for each in several]
    assert bool(leak_of(groups, LEAST)) == bool([*small_ones(groups)])


def small_ones(shown: Sequence[Group]) -> Iterator[tuple[int, ...]]:
    """Every vector of 0, 1 and -1 with fewer than five members that the shown sums give, slowly."""
    members = sorted(frozenset().union(*shown))
    sorts = sorted({tuple(m in group for group in shown) for m in members})
    sizes = [sum(tuple(m in g for g in shown) == s for m in members) for s in sorts]
    kernel = kernel_of([[Fraction(s[place]) for s in sorts] for place in range(len(shown))])
    small = [n for n, size in enumerate(sizes) if size < LEAST]
    for count in range(1, LEAST):
        for columns in combinations(small, count):
            if sum(sizes[c] for c in columns) < LEAST:
                for signs in product((1, -1), repeat=count - 1):
                    signed = tuple(zip(columns, (1, *signs), strict=True))
                    if all(sum(s * k[c] for c, s in signed) == 0 for k in kernel):
                        yield columns


def kernel_of(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """What the sums leave open: a vector is given by them when it is at right angles to these."""
    width = len(rows[0]) if rows else 0
    pivots: list[int] = []
    for column in range(width):
        top = len(pivots)
        found = next((r for r in range(top, len(rows)) if rows[r][column]), None)
        if found is None:
            continue
        rows[top], rows[found] = rows[found], rows[top]
        rows[top] = [value / rows[top][column] for value in rows[top]]
        for r in range(len(rows)):
            if r != top and rows[r][column]:
                by = rows[r][column]
                rows[r] = [a - by * b for a, b in zip(rows[r], rows[top], strict=True)]
        pivots.append(column)
    free = [column for column in range(width) if column not in pivots]
    return [
        [
            Fraction(column == f) if column in free else -rows[pivots.index(column)][f]
            for column in range(width)
        ]
        for f in free
    ]
