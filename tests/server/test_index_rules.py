"""Reglas del índice: an edition's own file says how its index is computed."""

import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from game.changes import USUAL_INDEX
from game.index import USUAL, GroupRules, IndexRules, NodeRule, RobustnessRules
from indicators.tree import Method, Node, Zeros, tree_of
from server.imports.definitions import canonical, edition_of
from server.imports.editions import FIXTURES, EditionInvalid, load_edition
from tests.server.edition_folders import written

RULES = """
pillars: {method: geometric, zeros: shift}
nodes:
  P1: {method: harmonic, zeros: floor, floor: "1/100"}
  P2: {method: points}
thin: leaves
ties: dense
decimals: 2
robustness: {runs: 500, seed: 7, spread: 1/10, methods: [mean], zeros: strict, drops: false}
groups: {least: 8}
"""


def with_rules(folder: Path) -> Path:
    """The reference edition beside the one it continues, with rules of its own."""
    for edition in ("2025", "2026"):
        shutil.copytree(FIXTURES / edition, folder / edition)
    (folder / "2026" / "index.yaml").write_text(RULES, "utf-8")
    return folder / "2026"


def test_the_reference_file_says_what_is_usual() -> None:
    definition = load_edition(FIXTURES / "2026")
    assert definition["index"] == {
        **USUAL_INDEX,
        **{
            level: {"method": "mean", "zeros": None, "floor": None}
            for level in ("index", "pillars", "topics")
        },
    }
    assert edition_of(definition)[0].index == USUAL


def test_an_edition_without_the_file_is_computed_as_usual() -> None:
    definition = load_edition(FIXTURES / "2025")
    assert "index" not in definition
    assert edition_of(definition)[0].index == USUAL


def test_what_a_file_says_is_so_and_the_rest_is_as_usual(tmp_path: Path) -> None:
    definition = json.loads(canonical(load_edition(with_rules(tmp_path))))
    edition, questionnaire, _ = edition_of(definition)
    assert edition.index == IndexRules(
        pillars=NodeRule("geometric", "shift"),
        nodes={"P1": NodeRule("harmonic", "floor", Fraction(1, 100)), "P2": NodeRule("points")},
        thin="leaves",
        ties="dense",
        decimals=2,
        robustness=RobustnessRules(500, 7, Fraction(1, 10), ("mean",), "strict", drops=False),
        groups=GroupRules(least=8),
    )
    nodes = {node.code: node for node in tree_of(questionnaire, edition.index).nodes()}
    assert (nodes["index"].method, nodes["P"].method, nodes["P3"].method) == (
        Method.MEAN,
        Method.GEOMETRIC,
        Method.MEAN,
    )
    assert how(nodes["P1"]) == (Method.HARMONIC, Zeros.FLOOR, Fraction(1, 100))
    assert how(nodes["P2"]) == (Method.POINTS, Zeros.STRICT, 0)


def how(node: Node) -> tuple[Method, Zeros, Fraction]:
    return node.method, node.zeros, node.floor


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("geometric", "median", "pillars.method: debe ser uno de: "),
        ("points", "points, zeros: shift", "nodes.P2.zeros: un nodo points no tiene regla"),
        (', floor: "1/100"', "", "nodes.P1.floor: «zeros: floor» y un piso mayor que cero van"),
        ("P2:", "Z9:", "nodes.Z9: no hay un pilar ni un tema con esta clave"),
        ("dense", "average", "ties: "),
        ("runs: 500", "runs: 5", "robustness.runs: debe ser un número entero desde 100"),
        ("spread: 1/10", "spread: 1", "robustness.spread: debe ser menos que 1"),
        ("zeros: strict", "zeros: floor", "robustness.zeros: debe ser uno de: "),
        ("seed: 7", "outside: 1/2", "robustness.outside: debe ser más que 0 y menos que 1/2"),
        ("least: 8", "least: 4", "groups.least: debe ser un número entero desde 5"),
        ("thin: leaves", "slim: leaves", "slim: campo desconocido"),
    ],
)
def test_what_is_wrong_with_the_rules_is_said(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    assert old in RULES
    folder = written(tmp_path)
    (folder / "index.yaml").write_text(RULES.replace(old, new, 1), "utf-8")
    with pytest.raises(EditionInvalid) as refused:
        load_edition(folder)
    assert f"index.yaml, {problem}" in str(refused.value)
