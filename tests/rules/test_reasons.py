"""Every reason that the ledger of points can hold is told in words, both ways."""

import ast
from pathlib import Path

from game.points import Reason
from game.reviews import Verdict
from server.pages.points import REASONS

ROOT = Path(__file__).parents[2]


def test_every_reason_has_its_sentences() -> None:
    assert set(REASONS) == set(Reason)
    sentences = [str(text) for pair in REASONS.values() for text in pair]
    assert all(text.endswith(".") for text in sentences)
    assert len(set(sentences)) == len(sentences)


def test_every_verdict_is_a_reason() -> None:
    assert {verdict.value for verdict in Verdict} <= {reason.value for reason in Reason}


def test_whoever_keeps_points_takes_the_reason_of_an_event() -> None:
    """A module that fills a row of the ledger writes no reason of its own."""
    keepers = {
        path
        for path in (ROOT / "server").rglob("*.py")
        if "PointEventRow.insert" in path.read_text("utf-8")
    }
    assert {path.relative_to(ROOT).as_posix() for path in keepers} == {"server/queries/points.py"}
    (keeper,) = keepers
    assert [ast.unparse(reason) for reason in _reasons_in(keeper)] == ["event.reason.value"]


def _reasons_in(path: Path) -> list[ast.expr]:
    """What a dict or a call that names `provisional` gives as `reason`."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            pairs = {each.arg: each.value for each in node.keywords if each.arg}
        elif isinstance(node, ast.Dict):
            keys = [k.value if isinstance(k, ast.Constant) else None for k in node.keys]
            pairs = {str(k): v for k, v in zip(keys, node.values, strict=True) if k}
        else:
            continue
        if {"reason", "provisional", "settled"} <= pairs.keys():
            found.append(pairs["reason"])
    return found
