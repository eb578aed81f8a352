"""The examples of the README give the results it states."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from indicators.matrix import matrix_of
from indicators.ranks import place_bounds, places_of, round_half_up
from indicators.scores import Scores, score
from indicators.tree import Excuse, Leaf, Method, Node, Policies, Silence
from tests.indicators.builders import (
    ITEMS,
    NA,
    SILENT,
    SMALL,
    UNASKED,
    Given,
    cell,
    one,
)

README = Path(__file__).parents[2] / "indicators" / "README.md"
WORDS: dict[str, Given] = {"no aplica": NA, "sin respuesta": SILENT, "no preguntado": UNASKED}
BEFORE, AFTER = README.read_text(encoding="utf-8").split("## Un gobierno, a mano")
METHODS = {"geométrica": Method.GEOMETRIC, "armónica": Method.HARMONIC}
EXAMPLES = [
    tuple(part.strip() for part in line.strip("|").split("|"))
    for line in BEFORE.splitlines()
    if line.startswith("| ") and not line.startswith("| regla")
]
BY_HAND = [
    tuple(part.strip() for part in line.strip("|").split("|"))
    for line in AFTER.splitlines()
    if line.startswith("| ") and not line.startswith(("| nodo", "| peso"))
]


@pytest.mark.parametrize(("rule", "parts", "stated"), EXAMPLES)
def test_every_example_gives_what_it_says(rule: str, parts: str, stated: str) -> None:
    match rule.split(",", maxsplit=1)[0].split(" "):
        case ["lugares"]:
            assert ", ".join(map(str, places_of([float(x) for x in parts.split(", ")]))) == stated
        case ["posibles"]:
            bounds = np.array([[float(x) for x in pair.split(" a ")] for pair in parts.split(", ")])
            found = [place_bounds(*bounds.T, own) for own in range(len(bounds))]
            assert ", ".join(f"{best} a {worst}" for best, worst in found) == stated
        case ["redondeo", *_]:
            number = Fraction(parts) if "/" in parts else float(parts)
            assert round_half_up(number, 1) == Decimal(stated)
        case ["cobertura"]:
            assert scored(rule, parts).coverage_of("20", "x") == float(Fraction(stated))
        case ["cota", which]:
            lower, upper = scored(rule, parts).bounds("20", "x")
            assert {"inferior": lower, "superior": upper}[which] == float(Fraction(stated))
        case _:
            assert scored(rule, parts).value("20", "x") == pytest.approx(float(Fraction(stated)))


def test_it_is_short_enough_to_be_read() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 70


@pytest.fixture(scope="module")
def by_hand() -> Scores:
    """The small tree with the answers that the README tells."""
    said = re.findall(r"([A-Z]\d-\d\d) ([\d/]+)", AFTER.partition("pesa 3")[0])
    assert {item for item, _ in said} == {*ITEMS}
    return score(SMALL, one({item: Fraction(factor) for item, factor in said}), Policies())


@pytest.mark.parametrize(("part", "sum_", "stated"), BY_HAND)
def test_a_government_by_hand_is_that_of_the_engine(
    by_hand: Scores, part: str, sum_: str, stated: str
) -> None:
    worked = exact(sum_)
    if part in by_hand.nodes:
        assert worked == Fraction(stated)
        assert by_hand.value("20", part) == pytest.approx(float(worked), abs=1e-15)
        return
    column = by_hand.items.index(part)
    assert by_hand.weights[0, column] == pytest.approx(float(worked), abs=1e-15)
    assert by_hand.contributions[0, column] == pytest.approx(float(Fraction(stated)), abs=1e-15)


def test_its_contributions_add_up_to_what_is_shown(by_hand: Scores) -> None:
    given = sum(Fraction(stated) for part, _, stated in BY_HAND if part in ITEMS)
    assert f"Suman {given}," in AFTER
    assert by_hand.contributions.sum() == pytest.approx(float(given), abs=1e-15)
    assert f"se muestra {round_half_up(100 * given, 1)}." in AFTER


def exact(worked: str) -> Fraction:
    """What was worked out on paper, without losing a digit."""
    whole = re.sub(r"(\d+)", r"Fraction(\1)", worked.replace("·", "*"))
    return Fraction(eval(whole, {"Fraction": Fraction}))


def scored(rule: str, parts: str) -> Scores:
    pairs = [re.fullmatch(r"(\S+) × (.+)", part).groups() for part in parts.split(", ")]
    excuse = Excuse.FULL if "no aplica cuenta 1" in rule else Excuse.EXCLUDE
    silence = Silence.ZERO if "sin respuesta cuenta 0" in rule else Silence.EXCLUDE
    method = METHODS.get(rule, Method.MEAN)
    leaves = tuple(Leaf(str(n), Fraction(weight), excuse) for n, (weight, _) in enumerate(pairs))
    given = [cell("20", str(n), WORDS.get(factor, factor)) for n, (_, factor) in enumerate(pairs)]
    matrix = matrix_of(["20"], [leaf.item for leaf in leaves], given)
    return score(Node("x", leaves=leaves, method=method), matrix, Policies(no_answer=silence))
