"""Núcleo: runs of an index compiled by numba, which whoever measures it has installed."""

from typing import Any

import numba
import numpy as np

TOLERANCE = 1e-9


@numba.njit(parallel=True)
def places_of(factors: Any, counts: Any, topic: Any, pillar: Any, weights: Any) -> Any:
    """Runs x participants; `weights` are those of items, topics and pillars in each run."""
    places = np.empty((len(weights), len(factors)), dtype=np.int16)
    for run in numba.prange(len(weights)):
        scores = scores_of(factors, counts, topic, pillar, weights[run])
        order = np.argsort(-scores)
        place = 1
        for at in range(len(order)):
            if at > 0 and scores[order[at - 1]] - scores[order[at]] > TOLERANCE:
                place = at + 1
            places[run, order[at]] = place
    return places


@numba.njit
def scores_of(factors: Any, counts: Any, topic: Any, pillar: Any, weights: Any) -> Any:
    """Of everybody in one run."""
    items, topics, pillars = len(topic), len(pillar), pillar.max() + 1
    scores = np.empty(len(factors))
    upper, lower = np.empty(topics), np.empty(topics)
    above, below = np.empty(pillars), np.empty(pillars)
    for row in range(len(factors)):
        upper[:] = lower[:] = 0
        for item in range(items):
            upper[topic[item]] += weights[item] * factors[row, item]
            lower[topic[item]] += weights[item] * counts[row, item]
        above[:] = below[:] = 0
        for node in range(topics):
            if lower[node] > 0:
                above[pillar[node]] += weights[items + node] * upper[node] / lower[node]
                below[pillar[node]] += weights[items + node]
        value = whole = 0.0
        for node in range(pillars):
            if below[node] > 0:
                value += weights[items + topics + node] * above[node] / below[node]
                whole += weights[items + topics + node]
        scores[row] = value / whole if whole > 0 else 0.0
    return scores
