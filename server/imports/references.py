"""Referencias: figures that others published, each with its source, to stand beside our own."""

from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from game.fulfilment import Reference

FIXTURES: Final = Path(__file__).parents[2] / "fixtures" / "references"


@cache
def commitment_references() -> tuple[Reference, ...]:
    """What was published of the commitments of real editions, the newest first."""
    rows = yaml.safe_load((FIXTURES / "commitments.yaml").read_text("utf-8"))
    found = (
        Reference(
            instrument=row["instrument"],
            edition=row["edition"],
            made=row["made"],
            met=row["met"],
            share=Fraction(row["share"]),
            source=row["source"],
        )
        for row in rows
    )
    return tuple(sorted(found, key=lambda each: each.edition, reverse=True))
