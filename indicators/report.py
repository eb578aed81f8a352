"""Resultados: scores and places of an edition."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from indicators.definition import Definition
from indicators.matrix import AnswerMatrix, Cell, Floats, matrix_of
from indicators.ranks import Places, Ties, place_bounds, ranked
from indicators.scores import Scores, number_of, score


@dataclass(frozen=True, slots=True)
class Entry:
    """A participant of the edition, with the two groups it is ranked in.

    `population`: who is asked what may depend on it; None where no census counted it.
    """

    participant: str
    name: str
    kind: str
    league: str
    population: int | None = None


@dataclass(frozen=True, slots=True)
class NodeScore:
    """What one participant has in one node: every figure a page, a row or a sheet shows."""

    participant: str
    node: str
    score: float | None
    coverage: float | None
    lower: float | None
    upper: float | None
    league_place: int | None
    kind_place: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """Places are participants x nodes, UNRANKED where there is no score."""

    definition: Definition
    entries: tuple[Entry, ...]
    scores: Scores
    league_places: Places
    kind_places: Places

    def node_scores(self) -> Iterator[NodeScore]:
        """Participants in order, each with its nodes from the index down."""
        for entry in self.entries:
            for node in self.scores.nodes:
                yield self.node_score(entry.participant, node)

    def node_score(self, participant: str, node: str) -> NodeScore:
        at = self.scores.row(participant), self.scores.nodes.index(node)
        return NodeScore(
            participant,
            node,
            number_of(self.scores.values[at]),
            number_of(self.scores.coverage[at]),
            number_of(self.scores.lower[at]),
            number_of(self.scores.upper[at]),
            int(self.league_places[at]) or None,
            int(self.kind_places[at]) or None,
        )

    def entry(self, participant: str) -> Entry:
        return self.entries[self.scores.row(participant)]

    def place_bounds(self, participant: str, node: str) -> tuple[int, int] | None:
        """The best and the worst place in its league that the bounds of all there allow.

        Those who may have no score of their own may come ahead, and may as well stay without: they
        count for the worst place and not for the best. None where nothing can be asked.
        """
        column = self.scores.nodes.index(node)
        league = self.entry(participant).league
        peers = [row for row, entry in enumerate(self.entries) if entry.league == league]
        lower, upper = self.scores.lower[peers, column], self.scores.upper[peers, column]
        own = peers.index(self.scores.row(participant))
        sure = self.scores.sure[peers, column]
        return place_bounds(lower, upper, own, self.definition.ties, sure=sure)


def compute(definition: Definition, entries: Sequence[Entry], cells: Iterable[Cell]) -> Results:
    """The index of an edition from what is known of every answer that its tree asks for."""
    items = [leaf.item for leaf in definition.tree.all_leaves()]
    matrix = matrix_of([entry.participant for entry in entries], items, cells)
    return results_of(definition, entries, matrix)


def results_of(definition: Definition, entries: Sequence[Entry], matrix: AnswerMatrix) -> Results:
    """The same from a matrix; entries stand in its order."""
    scores = score(definition.tree, matrix, definition.policies)
    leagues, kinds = ([entry.league for entry in entries], [entry.kind for entry in entries])
    return Results(
        definition,
        tuple(entries),
        scores,
        *(_places_by_node(scores.values, groups, definition.ties) for groups in (leagues, kinds)),
    )


def _places_by_node(values: Floats, groups: Sequence[str], ties: Ties) -> Places:
    return ranked(values.T, groups, ties).astype(np.int64).T
