"""Recomendación: what closing a gap takes, and what it would gain in the index."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from game.commitments import TRANSITIONS, Move
from game.questionnaire import Effort, Item, Kind, Option, Questionnaire, Text
from game.room import EffortRules, TermRules
from game.rules import RuleBroken

BEST = Fraction(1)
EASIEST_FIRST = tuple(Effort)


@dataclass(frozen=True, slots=True)
class Gap:
    """An item that is not at its best verified level."""

    item: Item
    factor: Fraction


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What to do, how hard it is, and the gain in the index (0..1) if nothing else changes."""

    item: Item
    text: Text
    effort: Effort
    gain: Fraction


def gaps_of(
    questionnaire: Questionnaire, factors: Mapping[str, Fraction | None]
) -> tuple[Gap, ...]:
    """`factors` are the verified ones of the items that count; None is asked but not verified.

    Items without a factor (not asked, not applicable) and free text leave no gap.
    """
    known = (
        Gap(item, factors[item.code] or Fraction(0))
        for item in questionnaire.items
        if item.is_scored and item.code in factors
    )
    return tuple(gap for gap in known if gap.factor < BEST)


def recommendations_of(
    gaps: Iterable[Gap], weights: Mapping[str, Fraction]
) -> tuple[Recommendation, ...]:
    """The largest gain first, then the easiest. `weights` are the effective ones in the index."""
    advised = [
        Recommendation(
            item=gap.item,
            text=gap.item.recommendation,
            effort=gap.item.effort,
            gain=(BEST - gap.factor) * weights.get(gap.item.code, Fraction(0)),
        )
        for gap in gaps
    ]
    return tuple(sorted(advised, key=lambda each: (-each.gain, _ease(each))))


def aims_of(item: Item) -> tuple[Option, ...]:
    """The options below the best one that a recommendation may aim at, the lowest first.

    Only of a scale, whose steps are taken one after the other; its lowest is worth nothing.
    """
    if item.kind is not Kind.SCALE:
        return ()
    best = max(option.factor for option in item.options)
    steps = (option for option in item.options if 0 < option.factor < best)
    return tuple(sorted(steps, key=lambda option: option.factor))


class Decision(StrEnum):
    """What a participant answered to a recommendation that was issued.

    Accepted as it is written or adapted, it is a commitment; declined, it has a public reason.
    """

    ACCEPTED = "accepted"
    ADAPTED = "adapted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of a participant: when, from which seat, with which reason and commitment."""

    decision: Decision
    note: str
    role: str
    on: date
    commitment: int | None


def gain_per_effort(gain: float, effort: Effort, rules: EffortRules) -> float:
    """What a plan begins with is worth most: gain in the index by what the effort counts for."""
    counts = {Effort.LOW: rules.low, Effort.MEDIUM: rules.medium, Effort.HIGH: rules.high}
    return gain / counts[effort]


def term_of(effort: Effort, rules: TermRules) -> int:
    """In how many days something of that effort is suggested."""
    return {Effort.LOW: rules.low, Effort.MEDIUM: rules.medium, Effort.HIGH: rules.high}[effort]


def suggested_due(
    planned: date | None, effort: Effort, rules: TermRules, today: date
) -> date | None:
    """The day that a form begins with: what was planned, or the term of the effort once it passed.

    Nothing where nothing was planned. Nobody can promise something for today.
    """
    if planned is None or planned > today:
        return planned
    return today + timedelta(days=term_of(effort, rules))


def decision_of(text: str, goal: str) -> Decision:
    """Whether a goal takes a recommendation over as it is written."""
    same = " ".join(text.split()) == " ".join(goal.split())
    return Decision.ACCEPTED if same else Decision.ADAPTED


def check_decision(last: Decision | None, by_role: str) -> None:
    """Refuse an answer of whoever may not promise, or to what is a commitment already.

    What was declined may be thought over.
    """
    if by_role not in TRANSITIONS[Move.PROPOSE].roles:
        raise RuleBroken("role-forbids", role=by_role, move=Move.PROPOSE)
    if last in {Decision.ACCEPTED, Decision.ADAPTED}:
        raise RuleBroken("recommendation-answered")


def hardest(efforts: Iterable[Effort]) -> Effort:
    """The effort of several that are done together."""
    return max(efforts, key=EASIEST_FIRST.index)


def _ease(recommendation: Recommendation) -> int:
    return EASIEST_FIRST.index(recommendation.effort)
