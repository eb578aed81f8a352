"""Matriz: the answers of all participants as numbers, one row each, one column per item."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from game.answers import Answer, Stance, factor_of, stance_of
from game.participants import Participant
from game.questionnaire import Condition, Item
from game.reviews import Verdict

Floats = npt.NDArray[np.float64]
States = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.integer]


class AnswerState(IntEnum):
    """What is known of one item of one participant; `UNKNOWN`: whoever answered does not know.

    `OPEN`: whether it is asked depends on an answer that nobody verified.
    """

    ANSWERED = 0
    NOT_APPLICABLE = 1
    NO_ANSWER = 2
    NOT_ASKED = 3
    UNKNOWN = 4
    OPEN = 5

    @property
    def word(self) -> str:
        return self.name.lower()


_NOBODY = -1

Cell = tuple[str, str, AnswerState, Fraction | None]
# Item to the answer in force and the verdict that stands on it, of one participant.
Given = Mapping[str, tuple[Answer | None, Verdict | None]]
NOTHING: Final = (None, None)


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


@dataclass(frozen=True, slots=True, eq=False)
class OptionTables:
    """Items x options: what an answer of this option is, and its factor, NaN unless it has one.

    An item with fewer options than another has `NO_ANSWER` where it has none.
    """

    states: States
    factors: Floats

    def __post_init__(self) -> None:
        if self.states.ndim != 2 or self.states.shape != self.factors.shape:
            raise ValueError("states and factors must be items x options, both")
        is_share = (self.factors >= 0) & (self.factors <= 1)
        if not np.array_equal(is_share, self.states == AnswerState.ANSWERED):
            raise ValueError("an option that answers has a factor in 0..1 and no other has one")


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


def known_of(
    item: Item, given: Given, participant: Participant
) -> tuple[AnswerState, Fraction | None]:
    """The same of any item, which may not be asked of this participant, or may turn out not to be.

    What nobody verified opens nothing and shuts nothing, along the whole chain of openers: until
    then what stands behind it is open, whatever was answered to it.
    """
    asked = item.audience.includes(participant) and _opened(item.asked_when, given, participant)
    if asked is None:
        return AnswerState.OPEN, None
    return (
        verified(item, *given.get(item.code, NOTHING)) if asked else (AnswerState.NOT_ASKED, None)
    )


def _opened(condition: Condition | None, given: Given, participant: Participant) -> bool | None:
    """Whether what stands behind a condition is asked; None while that is not known."""
    if condition is None:
        return True
    if not condition.audience.includes(participant):
        return False
    above = _opened(condition.asked_when, given, participant)
    answer, verdict = given.get(condition.item, NOTHING)
    if above is False:
        return False
    if answer is None or verdict is None:
        return None
    is_met = not answer.not_applicable and not condition.any_of.isdisjoint(answer.chosen)
    return above if is_met else False


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


def matrix_of_codes(
    participants: Sequence[str],
    items: Sequence[str],
    rows: Codes,
    columns: Codes,
    options: Codes,
    tables: OptionTables,
) -> AnswerMatrix:
    """The same from positions, one of each for every answer: of who, to what, with which option.

    A `ValueError` where a position leads nowhere or somebody answers an item twice.
    """
    width, height = len(_positions(participants)), len(_positions(items))
    if tables.states.shape[0] != height:
        raise ValueError("the tables have a row for every item")
    if not rows.shape == columns.shape == options.shape == (rows.size,):
        raise ValueError("every answer has a participant, an item and an option")
    _check_codes(rows, width, "participant")
    _check_codes(columns, height, "item")
    _check_codes(options, tables.states.shape[1], "option")
    place = np.multiply(columns, width, dtype=np.intp)
    place += rows
    chosen = np.full(width * height, _NOBODY, dtype=np.int32)
    chosen[place] = options
    if np.count_nonzero(chosen != _NOBODY) < place.size:
        item, participant = divmod(int(np.argmax(np.bincount(place) > 1)), width)
        raise ValueError(f"two answers of {participants[participant]} to {items[item]}")
    # Every item's participants stand together, as the scores will read them.
    states = np.empty((height, width), dtype=np.int8)
    factors = np.empty((height, width))
    # What nobody answered is the option before the first, which is the last of all.
    shown = np.append(tables.states, np.full((height, 1), AnswerState.NO_ANSWER, np.int8), axis=1)
    worth = np.append(tables.factors, np.full((height, 1), np.nan), axis=1)
    for item, options_of_item in enumerate(chosen.reshape(height, width)):
        states[item] = shown[item][options_of_item]
        factors[item] = worth[item][options_of_item]
    return AnswerMatrix(tuple(participants), tuple(items), states.T, factors.T)


def _check_codes(codes: Codes, size: int, what: str) -> None:
    if codes.size and not 0 <= codes.min() <= codes.max() < size:
        stranger = codes[(codes < 0) | (codes >= size)][0]
        raise ValueError(f"no such {what}: {stranger}")


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
