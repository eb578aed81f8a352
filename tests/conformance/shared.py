"""Figures published by others: they stand beside the repository, never in it."""

import csv
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "conformance"

needs_figures = [
    pytest.mark.conformance,
    pytest.mark.skipif(
        not FOLDER.is_dir(), reason="no ../shared/conformance: published figures are not at hand"
    ),
]


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
