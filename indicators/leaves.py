"""Hojas: the items of a tree with what each counts as, before any mean."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from indicators.matrix import AnswerMatrix, AnswerState, Flags, Floats
from indicators.tree import Excuse, Leaf, Silence


@dataclass(frozen=True, slots=True, eq=False)
class Leaves:
    """Items x participants: what each counts as, whether it does, and what is known of it.

    `silent` are asked and not known, whether or not they count as zero; `missing` are these and
    those of which it is not known whether they are asked.
    """

    weights: Floats
    values: Floats
    counts: Flags
    known: Flags
    silent: Flags
    missing: Flags
    asked: Flags


def leaves_of(leaves: Sequence[Leaf], matrix: AnswerMatrix, silence: Silence) -> Leaves:
    """Those of all participants; `silence` is what the edition does with no answer."""
    positions = {item: column for column, item in enumerate(matrix.items)}
    columns = [positions[leaf.item] for leaf in leaves]
    states = np.ascontiguousarray(matrix.states[:, columns].T)
    answered = states == AnswerState.ANSWERED
    excused = states == AnswerState.NOT_APPLICABLE
    is_open = states == AnswerState.OPEN
    asked = (states != AnswerState.NOT_ASKED) & ~is_open
    silent = asked & ~answered & ~excused
    stays = _column(leaf.excuse is not Excuse.EXCLUDE for leaf in leaves)
    full = _column(leaf.excuse is Excuse.FULL for leaf in leaves)
    silences = [leaf.silence or silence for leaf in leaves]
    zero = _column(each is Silence.ZERO for each in silences)
    unsure = _column(
        (leaf.unsure or each) is Silence.ZERO for leaf, each in zip(leaves, silences, strict=True)
    )
    known = answered | (excused & stays)
    factors = np.ascontiguousarray(matrix.factors[:, columns].T)
    return Leaves(
        weights=np.array([float(leaf.weight) for leaf in leaves]),
        values=np.where(answered, factors, (excused & full) if full.any() else 0.0),
        counts=known | (silent & np.where(states == AnswerState.UNKNOWN, unsure, zero)),
        known=known,
        silent=silent,
        missing=silent | is_open,
        asked=asked,
    )


def _column(flags: Iterator[bool]) -> Flags:
    return np.fromiter(flags, dtype=np.bool_)[:, np.newaxis]
