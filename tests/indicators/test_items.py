"""Reactivos a examen: frequencies, item-rest correlation, alphas, pairs that say the same."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.answers import Answer, Stance
from game.questionnaire import Kind, Pillar, Questionnaire, Topic
from indicators.frames import factor_frame
from indicators.items import (
    Agreement,
    Likeness,
    Missing,
    Pair,
    Scale,
    TopicStatistics,
    agreement_of,
    alpha_of,
    frequencies_of,
    redundant_pairs,
    statistics_of,
)
from indicators.matrix import AnswerMatrix
from tests.indicators.builders import LAW, NA, SILENT, Given, a_text, an_item, matrix

HALF = Fraction(1, 2)


def answered(**columns: Sequence[Given]) -> AnswerMatrix:
    """Item by item, the answers of participants 0, 1, 2."""
    size = len(next(iter(columns.values())))
    rows = {f"{n:02}": {item: own[n] for item, own in columns.items()} for n in range(size)}
    return matrix(rows, [*columns])


def asking(*topics: tuple[str, Sequence[str]]) -> Questionnaire:
    made = tuple(
        Topic(code, "P", a_text(code), Fraction(1), 10, tuple(map(an_item, items)))
        for code, items in topics
    )
    return Questionnaire("x", "v1", (Pillar("P", a_text("P"), Fraction(1), made),))


# How often


def test_options_are_counted_by_kind() -> None:
    item = an_item("a", kind=Kind.SCALE, policy="exclude")
    said = {"20": "yes", "31": "yes", "09": "half", "20067": "no"}
    answers = {who: Answer("a", chosen=(option,)) for who, option in said.items()}
    answers["14"] = Answer("a", not_applicable=True, reason="No hay oficina")
    kinds = dict.fromkeys(["20", "31", "09", "14", "19"], "state")
    towns, states = frequencies_of(item, answers, kinds | {"20067": "municipality"})
    assert (towns.kind, towns.asked, towns.options) == (
        "municipality",
        1,
        {"yes": 0, "half": 0, "no": 1},
    )
    assert (states.kind, states.asked) == ("state", 5)
    assert states.options == {"yes": 2, "half": 1, "no": 0}
    assert {stance: n for stance, n in states.stances.items() if n} == {
        Stance.CLAIM: 3,
        Stance.NOT_APPLICABLE: 1,
        Stance.BLANK: 1,
    }


def test_several_may_be_chosen_of_a_list_and_what_is_invalid_is_not_counted() -> None:
    item = an_item("a", kind=Kind.MULTIPLE)
    answers = {"20": Answer("a", chosen=("yes", "half")), "31": Answer("a", chosen=("maybe",))}
    (found,) = frequencies_of(item, answers, dict.fromkeys(answers, "state"))
    assert found.options == {"yes": 1, "half": 1, "no": 0}
    assert found.stances[Stance.INVALID] == 1


# Each among the others

#        a   b   c    rest of a
#   00   0   0   1/2  1/4
#   01   0   0   1/2  1/4
#   02   1   1   1/2  3/4
#   03   1   NA  NA   none
TABLE = answered(a=[0, 0, 1, 1], b=[0, 0, 1, NA], c=[HALF, HALF, HALF, NA], d=[NA, NA, NA, 1])


def test_an_item_is_seen_beside_the_rest_of_its_topic() -> None:
    items, topics = statistics_of(asking(("A", "abc"), ("D", "d")), TABLE)
    a, b, c, d = items
    assert (a.item, a.topic, a.answered, a.difficulty) == ("a", "A", 4, 0.5)
    assert a.spread == pytest.approx((1 / 3) ** 0.5)
    assert a.item_rest == pytest.approx(1)
    assert (b.answered, b.difficulty, b.is_constant) == (3, pytest.approx(1 / 3), False)
    assert (c.is_constant, c.item_rest) == (True, None)
    assert (d.answered, d.difficulty, d.spread, d.is_constant) == (1, 1, None, False)
    assert topics == (
        TopicStatistics("A", pytest.approx(1), 2, 3, 3),
        TopicStatistics("D", None, 0, 0, 0),
    )


def test_what_nobody_answered_says_nothing() -> None:
    (item,), (topic,) = statistics_of(asking(("A", "a")), answered(a=[SILENT, NA]))
    assert (item.answered, item.difficulty, item.spread, item.item_rest) == (0, None, None, None)
    assert topic.alpha is None


#   Of the third the variances are 1/3 and 1/4, the covariance 1/6: 2 x (1 - (7/12) / (11/12)).
@pytest.mark.parametrize(
    ("b", "alpha"),
    [
        pytest.param([0, 0, 1, 1], 1, id="two alike"),
        pytest.param([0, 1, 0, 1], 0, id="two that say nothing of each other"),
        pytest.param([1, 0, 1, 1], 8 / 11, id="two that go together some of the way"),
        pytest.param([1, 1, 0, 0], None, id="two that cancel out"),
        pytest.param([1, 1, 1, 1], None, id="one that says nothing"),
    ],
)
def test_alpha_by_hand(b: list, alpha: float | None) -> None:
    found = alpha_of(factor_frame(answered(a=[0, 0, 1, 1], b=b)))
    assert found == (None if alpha is None else pytest.approx(alpha, abs=1e-12))


def test_pairwise_keeps_what_listwise_drops() -> None:
    """Nobody answered all three, and of each two some answered both."""
    frame = factor_frame(
        answered(a=[0, 1, 0, 1, NA, NA], b=[0, 1, NA, NA, 0, 1], c=[NA, NA, 0, 1, 0, 1])
    )
    assert alpha_of(frame, Missing.LISTWISE) is None
    #  Variances 1/3, covariances 1/2: 3/2 x (1 - 1 / 4)
    assert alpha_of(frame, Missing.PAIRWISE) == pytest.approx(9 / 8)


#   Kuder and Richardson, "The theory of the estimation of test reliability" (1937), formula 20.
@LAW
@given(
    st.integers(2, 4).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(0, 1), min_size=width, max_size=width), min_size=3, max_size=8
        )
    )
)
def test_alpha_of_yes_and_no_is_kuder_richardson_20(rows: list[list[int]]) -> None:
    width, size = len(rows[0]), len(rows)
    kept = [c for c in range(width) if 0 < sum(row[c] for row in rows) < size]
    sums = [sum(row[c] for c in kept) for row in rows]
    mean = Fraction(sum(sums), size)
    variance = sum((s - mean) ** 2 for s in sums) / size
    shares = [Fraction(sum(row[c] for row in rows), size) for c in kept]
    frame = factor_frame(answered(**{f"i{c}": [row[c] for row in rows] for c in range(width)}))
    expected = None
    if len(kept) > 1 and variance:
        k = len(kept)
        expected = Fraction(k, k - 1) * (1 - sum(p * (1 - p) for p in shares) / variance)
    for missing in Missing:
        found = alpha_of(frame, missing)
        assert found == (None if expected is None else pytest.approx(float(expected), abs=1e-9))


# Alike


def test_pairs_that_say_the_same_are_found() -> None:
    given_ = answered(
        a=[0, 0, 1, 1, 1], b=[0, 0, 1, 1, NA], c=[1, 1, 0, 0, NA], d=[1, 0, 1, 0, 1], e=[0] * 5
    )
    found = redundant_pairs(given_, Likeness(correlation=0.9, agreement=0.9, fewest=4))
    assert found == (
        Pair("a", "b", 4, pytest.approx(1), 1),
        Pair("a", "c", 4, pytest.approx(-1), 0),
        Pair("b", "c", 4, pytest.approx(-1), 0),
    )
    assert redundant_pairs(given_, Likeness(fewest=5)) == ()


def test_what_hardly_varies_is_alike_by_agreement() -> None:
    mostly = answered(a=[1] * 9 + [0], b=[1] * 10)
    assert redundant_pairs(mostly, Likeness(agreement=0.9)) == (Pair("a", "b", 10, None, 0.9),)
    assert redundant_pairs(mostly, Likeness(agreement=0.91)) == ()


# Between verifiers

#   K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), examples A, B and C:
#   0.095, 0.691 and 0.743; C by order 0.815, as in A. F. Hayes and K. Krippendorff, "Answering the
#   call for a standard reliability measure for coding data" (2007).
A = ["0100000010", "1110010000"]
B = ["aabbdcccedda", "babbbcccedddd"[:12]]
C = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]


def units(looks: Sequence[str]) -> list[list[str]]:
    return [[said for said in unit if said != "."] for unit in zip(*looks, strict=True)]


@pytest.mark.parametrize(
    ("looks", "values", "scale", "alpha"),
    [
        pytest.param(A, "01", Scale.NOMINAL, 0.095, id="two who say yes or no"),
        pytest.param(B, "abcde", Scale.NOMINAL, 0.692, id="two who name"),
        pytest.param(C, "12345", Scale.NOMINAL, 0.743, id="four, with gaps"),
        pytest.param(C, "12345", Scale.ORDINAL, 0.815, id="four, by order"),
    ],
)
def test_alpha_is_that_of_the_published_examples(
    looks: list, values: str, scale: Scale, alpha: float
) -> None:
    found = agreement_of(units(looks), values, scale)
    assert found.alpha == pytest.approx(alpha, abs=6e-4)


def test_agreement_counts_pairs_of_those_who_looked_at_the_same() -> None:
    found = agreement_of([["yes", "yes"], ["yes", "no"], ["no"], ["no", "no"]], ["no", "yes"])
    assert (found.units, found.same) == (3, pytest.approx(2 / 3))


@pytest.mark.parametrize("looked", [[], [["yes"]]])
def test_without_a_second_look_there_is_nothing_to_compare(looked: list) -> None:
    assert agreement_of(looked, ["no", "yes"]) == Agreement(0, None, None)


def test_where_all_say_the_same_chance_agrees_too() -> None:
    assert agreement_of([["yes", "yes"]] * 3, ["no", "yes"]) == Agreement(3, 1, None)


def test_a_value_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="maybe"):
        agreement_of([["yes", "maybe"]], ["no", "yes"])


#   Nominal and ordinal, by the coincidence matrix and fractions.
@LAW
@given(
    st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=3), min_size=1, max_size=8),
    st.sampled_from(Scale),
)
def test_alpha_is_that_of_the_coincidences(looked: list, scale: Scale) -> None:
    pairs: dict[tuple[str, str], Fraction] = {}
    for unit in (unit for unit in looked if len(unit) > 1):
        for n, first in enumerate(unit):
            for m, second in enumerate(unit):
                if n != m:
                    worth = pairs.get((first, second), 0) + Fraction(1, len(unit) - 1)
                    pairs[first, second] = worth
    sums = {v: sum(n for (first, _), n in pairs.items() if first == v) for v in "abcd"}
    total = sum(sums.values())

    def apart(first: str, second: str) -> Fraction:
        if first == second or scale is Scale.NOMINAL:
            return Fraction(first != second)
        low, high = sorted((first, second))
        between = sum(n for v, n in sums.items() if low <= v <= high)
        return (between - (sums[low] + sums[high]) / Fraction(2)) ** 2

    seen = sum(n * apart(*pair) for pair, n in pairs.items())
    by_chance = sum(sums[f] * sums[s] * apart(f, s) for f in "abcd" for s in "abcd")
    found = agreement_of(looked, "abcd", scale).alpha
    if by_chance == 0:
        assert found is None
    else:
        assert found == pytest.approx(float(1 - (total - 1) * seen / by_chance), abs=1e-9)
