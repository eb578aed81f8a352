"""ASEM composite indicator, as computed by COINr: normalised, weighted, with data missing."""

from fractions import Fraction

import numpy as np
import pytest

from indicators.matrix import matrix_of_values
from indicators.normalise import directed, min_max
from indicators.ranks import places_of
from indicators.scores import Scores, score
from indicators.tree import Coverage, Leaf, Method, Node, Policies, ThinNode
from tests.conformance.shared import FOLDER, needs_figures, rows

pytestmark = needs_figures

Row = dict[str, str]

CASES = rows("asem/cases.csv") if FOLDER.is_dir() else [{"case_id": "every case"}]
MISSING = {"NA", ""}
SCALES = {"minmax_0_100": (0, 100), "minmax_1_100": (1, 100)}
METHODS = {"a_amean": Method.MEAN, "a_gmean": Method.GEOMETRIC}


@pytest.mark.parametrize("case", [pytest.param(case, id=case["case_id"]) for case in CASES])
def test_scores_and_ranks_are_those_of_coinr(case: Row) -> None:
    found = computed(case)
    expected = rows(f"asem/expected/{case['case_id']}.csv")
    ranks = rows(f"asem/expected/{case['case_id']}.ranks.csv")
    units = found.matrix.participants
    assert [row["uCode"] for row in expected] == [*units]
    assert np.isnan(found.values).sum() == int(case["n_na"])
    for node in found.nodes:
        ours = found.values[:, found.nodes.index(node)]
        theirs = np.array([number(row[node]) for row in expected])
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-9, equal_nan=True)
        assert places_of([None if np.isnan(x) else x for x in ours]) == tied(theirs, ranks, node)


def computed(case: Row) -> Scores:
    meta = [row for row in rows("asem/meta.csv") if row["Type"] in {"Indicator", "Aggregate"}]
    leaves = [row["iCode"] for row in meta if row["Type"] == "Indicator"]
    data = rows(f"asem/data_{case['data']}.csv")
    values = np.array([[number(unit[leaf]) for leaf in leaves] for unit in data])
    directions = [int(row["Direction"]) for row in meta if row["Type"] == "Indicator"]
    scaled = min_max(directed(values, directions), *SCALES[case["norm"]])
    matrix = matrix_of_values([unit["uCode"] for unit in data], leaves, scaled)
    (top,) = (row["iCode"] for row in meta if row["Level"] == "4")
    return score(tree(top, meta, weights(case, meta), METHODS[case["agg"]]), matrix, policies(case))


def tree(code: str, meta: list[Row], weight: dict[str, Fraction], method: Method) -> Node:
    below = [row for row in meta if row["Parent"] == code]
    return Node(
        code,
        weight[code],
        tuple(tree(row["iCode"], meta, weight, method) for row in below if row["Level"] != "1"),
        tuple(Leaf(r["iCode"], weight[r["iCode"]]) for r in below if r["Level"] == "1"),
        method,
    )


def weights(case: Row, meta: list[Row]) -> dict[str, Fraction]:
    given = rows("asem/weights_alt.csv") if case["weights"] == "alt" else meta
    return {row["iCode"]: Fraction(row["Weight"]) for row in given}


def policies(case: Row) -> Policies:
    """COINr counts parts, one threshold for all levels or one per level from the lowest."""
    limits = [Fraction(limit) for limit in case["dat_thresh"].split("|") if limit]
    by_level = limits if len(limits) == 3 else limits * 3
    return Policies(
        thresholds=tuple(reversed(by_level)), thin=ThinNode.LEAVES, coverage=Coverage.PARTS
    )


def tied(scores: np.ndarray, ranks: list[Row], node: str) -> tuple[int | None, ...]:
    """The published ranks, with those that float noise alone had told apart put together."""
    published = [int(row[node]) if row[node] not in MISSING else None for row in ranks]
    best = {}
    order = sorted((u for u, rank in enumerate(published) if rank), key=lambda u: published[u] or 0)
    for before, unit in zip([None, *order], order, strict=False):
        near = before is not None and abs(scores[before] - scores[unit]) <= 1e-9
        best[unit] = best[before] if near else published[unit]
    return tuple(best.get(unit) for unit in range(len(published)))


def number(text: str) -> float:
    return float("nan") if text in MISSING else float(text)
