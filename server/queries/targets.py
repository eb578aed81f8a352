"""Metas: the fewest practices that bring a participant to a goal, from published results."""

import asyncio
from collections.abc import Sequence

from indicators.groups import comparison_of
from indicators.report import Results
from indicators.targets import Goal, Openings, Route, route_to
from server.queries.results import PUBLIC, Published

# A goal of the same snapshot has the same route: so many are kept, and then forgotten.
KEPT = 4_096
_known: dict[tuple[str, str, Goal], Route | None] = {}


# What a goal is, the goal, and the way to it: none where closing all gaps does not reach it.
Aim = tuple[str, Goal, Route | None]

NEXT_PLACE = "next-place"
MEDIAN = "median"
UPPER_QUARTILE = "upper-quartile"
INDEX = "index"
SCORE = "score"


async def aims_of(
    found: Published, participant: str, openings: Openings, score: float | None = None
) -> tuple[Aim, ...]:
    """The next place and the middle of its peers, or their best quarter; or a score that is asked.

    Whoever has no index aims at one. A place is told where everybody's results are: elsewhere it
    would say how another participant stands.
    """
    return await asyncio.to_thread(_aims, found, participant, openings, score)


def _aims(
    found: Published, participant: str, openings: Openings, score: float | None
) -> tuple[Aim, ...]:
    efforts = {item.code: item.effort for item in found.questionnaire.items}
    aims: list[Aim] = []
    for kind, goal in _goals(found, participant, score):
        key = (found.sha256, participant, goal)
        if key not in _known:
            if len(_known) >= KEPT:
                _known.clear()
            _known[key] = route_to(found.results, participant, goal, efforts, openings)
        aims.append((kind, goal, _known[key]))
    return tuple(aims)


def _goals(found: Published, participant: str, score: float | None) -> Sequence[tuple[str, Goal]]:
    results = found.results
    index = results.scores.tree.code
    own = results.node_score(participant, index)
    asked = [(SCORE, Goal(score=score))] if score is not None else []
    if own.score is None:
        return [*asked, (INDEX, Goal(score=0.0))]
    place = own.league_place or 1
    is_public = found.rules.results == PUBLIC
    next_place = [(NEXT_PLACE, Goal(place=place - 1))] if place > 1 and is_public else []
    return [*asked, *next_place, *_middles(results, participant, index, own.score)]


def _middles(results: Results, participant: str, index: str, own: float) -> list[tuple[str, Goal]]:
    """The nearest of the middle and the best quarter of those most like it, if it is above."""
    for peers in comparison_of(results, index).peers(participant)[:1]:
        if peers.statistics.quartiles is not None:
            _low, median, high = peers.statistics.quartiles
            for kind, goal in ((MEDIAN, median), (UPPER_QUARTILE, high)):
                if own < goal:
                    return [(kind, Goal(score=goal))]
    return []
