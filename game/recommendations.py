"""Recomendación: what closing a gap takes, and what it would gain in the index."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from game.questionnaire import Effort, Item, Questionnaire, Text

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


def _ease(recommendation: Recommendation) -> int:
    return EASIEST_FIRST.index(recommendation.effort)
