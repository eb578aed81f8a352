"""Cuerdas: what a difference in an answer weighs in the difference of an index, exactly.

Two sets of answers of which the same count: index(end) - index(start) = sum of pull x (factor(end)
- factor(start)). In a plain tree the pull is the effective weight; where a mean bends it is the
slope of the chord between both ends, node by node.
"""

import numpy as np

from indicators.matrix import Flags, Floats
from indicators.means import LEAST_SHIFTED, Mean, divided, logarithmic_mean, total
from indicators.scores import Scores
from indicators.tree import Method, Zeros


def pulls(start: Scores, end: Scores) -> Floats:
    """Items x participants: what a difference in a factor weighs in the difference of the index."""
    places = {item: place for place, item in enumerate(start.items)}
    found = np.zeros((len(start.items), len(start.matrix.participants)))
    waiting = [(start.tree, np.ones(found.shape[1]))]
    while waiting:
        node, pull = waiting.pop()
        children = () if node.method.is_flat else node.children
        leaves = tuple(node.all_leaves()) if node.method.is_flat else node.leaves
        weights = [*(child.weight for child in children), *(leaf.weight for leaf in leaves)]
        columns = [places[leaf.item] for leaf in leaves]
        nodes = [start.nodes.index(child.code) for child in children]
        low, high = (
            np.concatenate([side.values[:, nodes], side.factors[:, columns]], axis=1).T
            for side in (start, end)
        )
        at = start.nodes.index(node.code)
        chords = pull * chords_of(
            Mean.of(node),
            np.array([float(weight) for weight in weights]),
            np.nan_to_num(low),
            np.nan_to_num(high),
            np.isfinite(low),
            (np.nan_to_num(start.values[:, at]), np.nan_to_num(end.values[:, at])),
        )
        waiting += zip(children, chords, strict=False)
        found[columns] = chords[len(children) :]
    return found


def chords_of(
    average: Mean,
    weights: Floats,
    low: Floats,
    high: Floats,
    counts: Flags,
    wholes: tuple[Floats, Floats],
) -> Floats:
    """Chords c of a mean between two sets of parts: its difference = sum of c x (high - low).

    Of a plain mean they are its shares s; of a geometric one s x L(wholes) / L(parts), with the
    logarithmic mean L; of a harmonic one s x the product of the wholes over that of the parts.
    """
    counted = weights[:, np.newaxis] * counts
    shares = divided(counted, total(counted))
    if not average.method.has_zeros:
        return shares
    before, after = average.entering(low), average.entering(high)
    let_in = _let_in(average, low, high, after - before)
    down, up = before <= 0, after <= 0
    lives = (wholes[0] > 0) & (wholes[1] > 0)
    usual = counts & lives & ~down & ~up
    a, b = np.where(usual, before, 1.0), np.where(usual, after, 1.0)
    whole_a, whole_b = (np.where(lives, whole, 1.0) for whole in wholes)
    if average.method is Method.GEOMETRIC:
        chords = shares * logarithmic_mean(whole_a, whole_b) / logarithmic_mean(a, b)
    else:
        chords = shares * (whole_a * whole_b) / (a * b)
    turns = counts & ~lives & (down != up)
    turned = shares * turns
    limits = divided(turned, total(turned)) * (wholes[1] - wholes[0])
    steep = np.divide(limits, after - before, out=np.zeros_like(limits), where=turns)
    return np.where(usual, chords, steep) * let_in


def _let_in(average: Mean, low: Floats, high: Floats, moved: Floats) -> Floats:
    """How much of a difference in a part the policy for zeros lets into the mean."""
    if average.zeros is Zeros.SHIFT:
        return np.full(low.shape, 1 - LEAST_SHIFTED)
    still = np.where(low >= average.floor, 1.0, 0.0)
    return np.divide(moved, high - low, out=still, where=high != low)
