"""Matriz: the answers of all participants as numbers, one row each, one column per item."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from game.answers import Answer, Stance, factor_of, stance_of
from game.questionnaire import Item
from game.reviews import Verdict

Floats = npt.NDArray[np.float64]
States = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]


class AnswerState(IntEnum):
    """What is known of one item of one participant; `UNKNOWN`: whoever answered does not know."""

    ANSWERED = 0
    NOT_APPLICABLE = 1
    NO_ANSWER = 2
    NOT_ASKED = 3
    UNKNOWN = 4

    @property
    def word(self) -> str:
        return self.name.lower()


Cell = tuple[str, str, AnswerState, Fraction | None]


@dataclass(frozen=True, slots=True, eq=False)
class AnswerMatrix:
    """Factors are NaN unless answered; the states say why."""

    participants: tuple[str, ...]
    items: tuple[str, ...]
    states: States
    factors: Floats

    def __post_init__(self) -> None:
        shape = (len(self.participants), len(self.items))
        if self.states.shape != shape or self.factors.shape != shape:
            raise ValueError(f"states and factors must be of shape {shape}")
        if not np.array_equal(np.isfinite(self.factors), self.states == AnswerState.ANSWERED):
            raise ValueError("an answered item has a finite factor and no other has one")


def verified(
    item: Item, answer: Answer | None, verdict: Verdict | None
) -> tuple[AnswerState, Fraction | None]:
    """What the index takes from the answer to an asked item and its standing verdict.

    Everything needs a verdict, an honest "no" as much as a claim: what nobody decided on is not
    known. Accepted counts as answered; returned or rejected counts as zero, which is known.
    """
    if answer is None or verdict is None:
        return AnswerState.NO_ANSWER, None
    if verdict is not Verdict.ACCEPTED:
        return AnswerState.ANSWERED, Fraction(0)
    if answer.not_applicable and item.not_applicable:
        return AnswerState.NOT_APPLICABLE, None
    factor = factor_of(item, answer)
    return (AnswerState.NO_ANSWER if factor is None else AnswerState.ANSWERED), factor


def is_undecided(item: Item, answer: Answer | None, verdict: Verdict | None) -> bool:
    """Whether something was answered (or copied and confirmed) and nobody decided on it.

    The index knows it as little as no answer; whoever reads is told which of both it is.
    """
    if answer is None or answer.copied_from or verdict is not None:
        return False
    return stance_of(item, answer) is not Stance.BLANK


def matrix_of(
    participants: Sequence[str], items: Sequence[str], cells: Iterable[Cell]
) -> AnswerMatrix:
    """Order is the caller's; a pair without a cell is an asked item that nobody answered."""
    rows, columns = _positions(participants), _positions(items)
    states = np.full((len(rows), len(columns)), AnswerState.NO_ANSWER, dtype=np.int8)
    factors = np.full(states.shape, np.nan)
    seen = np.zeros(states.shape, dtype=np.bool_)
    answered = AnswerState.ANSWERED
    for participant, item, state, factor in cells:
        place = _place(rows, columns, participant, item)
        if seen[place]:
            raise ValueError(f"two answers of {participant} to {item}")
        seen[place] = True
        states[place] = state
        if state is answered:
            factors[place] = _share(participant, item, factor)
    return AnswerMatrix(tuple(participants), tuple(items), states, factors)


def matrix_of_values(
    participants: Sequence[str], items: Sequence[str], values: Floats
) -> AnswerMatrix:
    """Measured values on any scale; NaN is what could not be measured."""
    states = np.where(np.isnan(values), AnswerState.NO_ANSWER, AnswerState.ANSWERED)
    return AnswerMatrix(tuple(participants), tuple(items), states.astype(np.int8), values)


def _positions(codes: Sequence[str]) -> dict[str, int]:
    positions = {code: position for position, code in enumerate(codes)}
    if len(positions) < len(codes):
        raise ValueError("a code stands twice")
    return positions


def _place(
    rows: dict[str, int], columns: dict[str, int], participant: str, item: str
) -> tuple[int, int]:
    try:
        return rows[participant], columns[item]
    except KeyError as unknown:
        raise ValueError(f"no such participant or item: {unknown}") from None


def _share(participant: str, item: str, factor: Fraction | None) -> float:
    if factor is None or not 0 <= factor.numerator <= factor.denominator:
        raise ValueError(f"{participant} answered {item}: factor {factor} is not in 0..1")
    return factor.numerator / factor.denominator
