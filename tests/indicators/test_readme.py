"""The examples of the README give the results it states."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from indicators.matrix import matrix_of
from indicators.ranks import places_of, round_half_up
from indicators.scores import Scores, score
from indicators.tree import Excuse, Leaf, Method, Node, Policies, Silence
from tests.indicators.builders import NA, SILENT, UNASKED, Given, cell

README = Path(__file__).parents[2] / "indicators" / "README.md"
WORDS: dict[str, Given] = {"no aplica": NA, "sin respuesta": SILENT, "no preguntado": UNASKED}
EXAMPLES = [
    tuple(part.strip() for part in line.strip("|").split("|"))
    for line in README.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| regla")
]


@pytest.mark.parametrize(("rule", "parts", "stated"), EXAMPLES)
def test_every_example_gives_what_it_says(rule: str, parts: str, stated: str) -> None:
    match rule.split(",", maxsplit=1)[0].split(" "):
        case ["lugares"]:
            assert ", ".join(map(str, places_of([float(x) for x in parts.split(", ")]))) == stated
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
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 40


def scored(rule: str, parts: str) -> Scores:
    pairs = [re.fullmatch(r"(\S+) × (.+)", part).groups() for part in parts.split(", ")]
    excuse = Excuse.FULL if "no aplica cuenta 1" in rule else Excuse.EXCLUDE
    silence = Silence.ZERO if "sin respuesta cuenta 0" in rule else Silence.EXCLUDE
    method = Method.GEOMETRIC if rule == "geométrica" else Method.MEAN
    leaves = tuple(Leaf(str(n), Fraction(weight), excuse) for n, (weight, _) in enumerate(pairs))
    given = [cell("20", str(n), WORDS.get(factor, factor)) for n, (_, factor) in enumerate(pairs)]
    matrix = matrix_of(["20"], [leaf.item for leaf in leaves], given)
    return score(Node("x", leaves=leaves, method=method), matrix, Policies(no_answer=silence))
