"""Sensibilidad: which of the choices that could have been others move the places, and how much.

The variance of one figure of a run is taken apart by Sobol's indices. The first-order index of a
factor is the share that would go if it were settled; the total index, the share that would be left
if all others were. Factors are groups of draws: all weights or those of one pillar, the mean, the
part left out, and what nobody verified. They are independent, so first-order indices sum to one at
most, and a total that is larger than the first says that the factor acts together with others.

Design of Saltelli et al. (2010), "Variance based sensitivity analysis of model output", Comput.
Phys. Commun. 181(2), with the estimators of Jansen (1999) for both (their table 2); used on the
places of an index as Saisana, Saltelli and Tarantola (2005) do.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from game.index import RobustnessRules
from indicators.branches import Positions
from indicators.draws import Chance, Choices, Draws, by_code
from indicators.matrix import Floats
from indicators.ranks import UNRANKED
from indicators.runs import Runs, Spots

# What the numbers of one seed are for, beside those of `robustness`.
DESIGN = 2
# Equal parts of a design, whose spread gives the error of the whole.
PARTS = 16

WEIGHTS, METHOD, DROPPED, UNVERIFIED = "weights", "method", "dropped", "unverified"
Drawn = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Design:
    """`base`: rows of each of the two samples; it takes base x (factors + 2) runs.

    `participant`: whose place is the figure that is taken apart; without one it is the mean shift,
    by how many places everybody of a run is away from the place given. `by_pillar`: the weights of
    the pillars, and those inside of each, are factors of their own.
    """

    base: int = 1_024
    participant: str | None = None
    by_pillar: bool = False


@dataclass(frozen=True, slots=True)
class SobolIndex:
    """Shares of the variance with their standard errors; an estimate may lie outside of 0..1."""

    factor: str
    first: float
    total: float
    first_error: float
    total_error: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The figure in the mean and its variance, and what each factor has of it."""

    mean: float
    variance: float
    indices: tuple[SobolIndex, ...]


def sensitivity_of(runs: Runs, rules: RobustnessRules, design: Design) -> Sensitivity:
    """Which of the uncertain factors the figure of a run depends on."""

    def figures(draws: Draws) -> Floats:
        if design.participant is not None:
            return _places_of(runs, draws, runs.ranked_at(design.participant))
        return _shifts(runs, draws, [slice(None)])

    (found,) = _taken_apart(runs, rules, design, figures)
    return found


def sensitivity_by_group(
    runs: Runs, rules: RobustnessRules, design: Design
) -> Mapping[Hashable, Sensitivity]:
    """The same of each group by itself, from the same runs: the figure is its own mean shift.

    Of those groups alone in which somebody is ranked.
    """
    stretches = runs.stretches

    def figures(draws: Draws) -> Floats:
        return _shifts(runs, draws, [*stretches.values()])

    return dict(zip(stretches, _taken_apart(runs, rules, design, figures), strict=True))


def _taken_apart(
    runs: Runs, rules: RobustnessRules, design: Design, figures: Callable[[Draws], Floats]
) -> Iterator[Sensitivity]:
    """Of each row of `figures`, whose columns are runs, or of the one row that they are."""
    if design.base < PARTS * 2:
        raise ValueError(f"fewer than {PARTS * 2} rows say nothing of their own error")
    weights = _columns_of(runs, by_pillar=design.by_pillar) if rules.spread else {}
    chance = [_Samples(runs, rules, weights, design.base, side) for side in (0, 1)]
    left, right = ({factor: each.of(factor) for factor in each.factors} for each in chance)

    def rows(sample: Mapping[str, Drawn]) -> Floats:
        return np.atleast_2d(figures(chance[0].draws(sample)))

    mixed = {factor: rows({**left, factor: own}) for factor, own in right.items()}
    for row, (one, other) in enumerate(zip(rows(left), rows(right), strict=True)):
        yield indices_of(one, other, {factor: found[row] for factor, found in mixed.items()})


def indices_of(left: Floats, right: Floats, mixed: Mapping[str, Floats]) -> Sensitivity:
    """The indices from figures: `mixed` are those of the left sample with a factor of the right.

    first = 1 - mean (right - mixed)² / 2V and total = mean (left - mixed)² / 2V. Sums are exact, so
    that they depend on no order. Where nothing varies all are zero.
    """
    both = np.concatenate([left, right])
    mean = fsum(both) / len(both)
    variance = fsum((both - mean) ** 2) / len(both)
    return Sensitivity(
        mean,
        variance,
        tuple(_index(factor, left, right, own, variance) for factor, own in mixed.items()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Samples:
    """The draws of one side of a design, factor by factor."""

    runs: Runs
    rules: RobustnessRules
    weights: Mapping[str, Positions]
    base: int
    side: int

    @property
    def factors(self) -> tuple[str, ...]:
        """Those of which there is something to choose."""
        methods, dropped = self._choices
        return (
            *self.weights,
            *([METHOD] if methods > 1 else []),
            *([DROPPED] if dropped > 1 else []),
            *([UNVERIFIED] if self.runs.unverified else []),
        )

    def of(self, factor: str) -> Drawn:
        chance = Chance(self.rules.seed, DESIGN, self.side, self.factors.index(factor))
        methods, dropped = self._choices
        if factor == METHOD:
            return chance.choices(self.base, methods)
        if factor == DROPPED:
            return chance.choices(self.base, dropped)
        if factor == UNVERIFIED:
            participants = self.runs.participants
            return by_code(chance.coins(self.base, len(participants)), participants)
        columns = len(self.weights[factor])
        return chance.multipliers(self.base, columns, float(self.rules.spread))

    def draws(self, sample: Mapping[str, Drawn]) -> Draws:
        """The runs that a sample says."""
        weights = np.ones((self.base, self.runs.width))
        for factor, columns in self.weights.items():
            weights[:, columns] = sample[factor]
        nothing = np.zeros(self.base, dtype=np.int64)
        _, dropped = self._choices
        scenarios = sample.get(METHOD, nothing) * dropped + sample.get(DROPPED, nothing)
        return Draws(weights, scenarios, sample.get(UNVERIFIED))

    @property
    def _choices(self) -> tuple[int, int]:
        """How many methods, and how many ways of leaving a part out or none."""
        methods = len(self.rules.methods)
        return methods, len(self.runs.scenarios) // methods


def _columns_of(runs: Runs, *, by_pillar: bool) -> dict[str, Positions]:
    """Which weights each factor is."""
    if not by_pillar:
        return {WEIGHTS: np.arange(runs.width)}
    tree = runs.scores.tree
    columns = {
        tree.code: [
            *(runs.nodes[child.code] for child in tree.children),
            *(runs.items[leaf.item] for leaf in tree.leaves),
        ]
    }
    for child in tree.children:
        columns[child.code] = [
            *(runs.items[leaf.item] for leaf in child.all_leaves()),
            *(runs.nodes[node.code] for node in child.nodes() if node is not child),
        ]
    return {
        f"{WEIGHTS}:{node}": np.array(own, dtype=np.intp) for node, own in columns.items() if own
    }


def _places_of(runs: Runs, draws: Draws, one: int) -> Floats:
    """The place of one of the ranked in every run; without an index it stands behind the last."""
    found = np.zeros(len(draws.scenarios))
    last = int((runs.codes == runs.codes[one]).sum())
    kind = runs.kinds[one]

    def take(which: Choices, spots: Spots) -> None:
        found[which] = np.where(spots[kind] == UNRANKED, last + 1, spots[kind])

    runs.each(draws, take)
    return found


def _shifts(runs: Runs, draws: Draws, groups: Sequence[slice]) -> Floats:
    """Groups x runs: by how many places those of a group are away from theirs, in the mean."""
    found = np.zeros((len(groups), len(draws.scenarios)))
    declared = runs.declared[runs.rows]

    def take(which: Choices, spots: Spots) -> None:
        places = spots[runs.kinds].T
        compared = (places != UNRANKED) & (declared != UNRANKED)
        away = np.where(compared, np.abs(places - declared), 0)
        for row, own in enumerate(groups):
            among = np.maximum(compared[:, own].sum(axis=1), 1)
            found[row, which] = away[:, own].sum(axis=1) / among

    runs.each(draws, take)
    return found


def _index(factor: str, left: Floats, right: Floats, mixed: Floats, variance: float) -> SobolIndex:
    missing, missing_error = _share((right - mixed) ** 2, variance)
    total, total_error = _share((left - mixed) ** 2, variance)
    return SobolIndex(factor, 1 - missing if variance else 0.0, total, missing_error, total_error)


def _share(squares: Floats, variance: float) -> tuple[float, float]:
    """Half of the mean of squares as a share of the variance, with its standard error."""
    if not variance:
        return 0.0, 0.0
    whole = fsum(squares) / len(squares)
    parts = [fsum(part) / len(part) for part in np.array_split(squares, PARTS)]
    mean = fsum(parts) / PARTS
    spread = fsum((part - mean) ** 2 for part in parts) / (PARTS - 1)
    return whole / (2 * variance), sqrt(spread / PARTS) / (2 * variance)
