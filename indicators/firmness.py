"""Robustez publicada: how firm the places of an edition are, as a part of what is published.

Of the runs only the frequencies are read back: median, interval and band follow from them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from functools import cached_property

import numpy as np

from game.index import RobustnessRules
from indicators.canonical import Json, decimal_text, plain
from indicators.definition import packed
from indicators.influence import Influence, influence_of
from indicators.matrix import AnswerState
from indicators.report import Results
from indicators.robustness import Counts, Robustness, Standing, robustness_of
from indicators.runs import Runs
from indicators.sensitivity import (
    PARTS,
    Design,
    Sensitivity,
    SobolIndex,
    sensitivity_by_group,
)

FORMAT = "liga-robustness-1"
# Runs of a design for each of its rows: two samples, and one for the weights, the mean and the
# pillar that is left out.
PER_ROW = 5
SHARES = ("first", "total", "first_error", "total_error")
DECIMALS = ("mean_shift", "mean_change", "spearman", "kendall")


@dataclass(frozen=True, eq=False)
class Firmness:
    """How firm the places of the leagues are, what moves them, and what each item does to them.

    `sensitivity`: of each league in which somebody is ranked; None where the runs are too few to
    say it. `influence`: of each of the same leagues, in the order of the items.
    """

    robustness: Robustness
    sensitivity: Mapping[str, Sensitivity | None]
    influence: Mapping[str, tuple[Influence, ...]]

    @property
    def rules(self) -> RobustnessRules:
        return self.robustness.rules

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        """Of each participant that has any, by its code."""
        return {each.participant: each for each in self.robustness.standings()}

    def league(self, code: str) -> tuple[Standing, ...]:
        """Those of a league, best place first; whoever has no place of its own comes last."""
        return self._leagues.get(code, ())

    @cached_property
    def lasts(self) -> Mapping[str, int]:
        """The last place that anybody of each league has, or had in a run."""
        return {
            code: max(max(self.frequency(e.participant)[-1][0], e.place or 0) for e in own)
            for code, own in self._leagues.items()
        }

    def frequency(self, participant: str) -> tuple[tuple[int, int], ...]:
        """Pairs of a place and the runs that gave it; of places that were had, from the first."""
        row = self.robustness.frequency[self._rows[participant]]
        return tuple((place + 1, int(row[place])) for place in np.flatnonzero(row).tolist())

    def apart(self, participant: str) -> tuple[int, int]:
        """How many of its league are told apart from it: those before it, and those behind."""
        own = self.standings[participant]
        lows, highs = self._bounds[str(own.group)]
        return bisect_left(highs, own.low), len(lows) - bisect_right(lows, own.high)

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {code: row for row, code in enumerate(self.robustness.participants)}

    @cached_property
    def _leagues(self) -> Mapping[str, tuple[Standing, ...]]:
        leagues: dict[str, list[Standing]] = {}
        for each in self.standings.values():
            leagues.setdefault(str(each.group), []).append(each)
        return {code: tuple(sorted(own, key=_by_place)) for code, own in leagues.items()}

    @cached_property
    def _bounds(self) -> Mapping[str, tuple[list[int], list[int]]]:
        return {
            league: (sorted(each.low for each in own), sorted(each.high for each in own))
            for league, own in self._leagues.items()
        }


@dataclass(frozen=True, slots=True, eq=False)
class Unsettled:
    """How firm the places would be if what nobody verified were a no or a yes.

    `unverified`: of each participant, how many items it was asked and nobody verified.
    """

    robustness: Robustness
    unverified: Mapping[str, int]

    def league(self, code: str) -> tuple[Standing, ...]:
        """Those of a league that have a place so, by their median."""
        own = (each for each in self.robustness.standings() if each.group == code)
        return tuple(sorted(own, key=lambda each: each.median))

    def has_any(self, league: str) -> bool:
        """Whether there is something unverified in a league."""
        return any(self.unverified[each.participant] for each in self.league(league))


def are_apart(before: Standing, behind: Standing) -> bool:
    """Whether the intervals of two do not meet, so that their order holds."""
    return before.high < behind.low


def _by_place(standing: Standing) -> tuple[bool, int, int]:
    return standing.place is None, standing.place or 0, standing.median


def firmness_of(results: Results, beside: Executor | None = None) -> Firmness:
    """That of an edition, by its own rules; leagues are ranked by themselves, as places are.

    What moves the places is asked in about as many runs again. What nobody verified counts as in
    the scores: how far it could carry them is what their bounds say. `beside`: as of
    `robustness_of`.
    """
    groups = [entry.league for entry in results.entries]
    rules, ties = results.definition.rules.robustness, results.definition.ties
    robustness = robustness_of(results.scores, groups, rules, ties=ties, beside=beside)
    runs = Runs(results.scores, groups, rules, ties=ties)
    leagues = [str(group) for group in runs.stretches]
    base = rules.runs // PER_ROW
    told = sensitivity_by_group(runs, rules, Design(base)) if base >= PARTS * 2 and leagues else {}
    influence: dict[str, list[Influence]] = {league: [] for league in leagues}
    for each in influence_of(results.scores, groups, ties):
        if each.group in influence:
            influence[str(each.group)].append(each)
    return Firmness(
        robustness,
        {league: told.get(league) for league in leagues},
        {league: tuple(own) for league, own in influence.items()},
    )


def unverified_in(results: Results) -> Mapping[str, int]:
    """Of each participant how many items it was asked, answered or not, that nobody verified."""
    matrix = results.scores.matrix
    counts = (matrix.states == AnswerState.NO_ANSWER).sum(axis=1).tolist()
    return dict(zip(matrix.participants, counts, strict=True))


def unsettled_of(results: Results) -> Unsettled | None:
    """The runs of an edition again, with what nobody verified as a no or a yes; None of nothing.

    It ranks, so it is asked for of published results alone: before, places are nobody's to see.
    And it is no part of a snapshot, since it follows from one: nothing was published by it. What is
    asked only if an unverified answer says so stays out of it, as out of the scores.
    """
    unverified = unverified_in(results)
    if not any(unverified.values()):
        return None
    groups = [entry.league for entry in results.entries]
    rules, ties = results.definition.rules.robustness, results.definition.ties
    found = robustness_of(results.scores, groups, rules, unverified=True, ties=ties)
    return Unsettled(found, unverified)


def packed_firmness(firmness: Firmness) -> Json:
    """As plain JSON: numbers that are not whole are decimal text, and places nobody had are not."""
    return {
        "leagues": [_packed_league(firmness, league) for league in firmness.sensitivity],
        "participants": [
            _packed_standing(each, firmness.frequency(each.participant))
            for each in firmness.standings.values()
        ],
    }


def firmness_document(
    results: Results, firmness: Firmness, unsettled: Unsettled | None, sha256: str
) -> Json:
    """The same alone, with the rules of its runs; `sha256` is that of the snapshot it is in.

    And what `unsettled` says of everybody that has a place so.
    """
    rules = packed(results.definition)
    return {
        "format": FORMAT,
        "edition": results.definition.edition,
        "rules": rules["robustness"],
        "definition_sha256": results.definition.sha256,
        "snapshot_sha256": sha256,
        **packed_firmness(firmness),
        "unverified": _packed_unsettled(unsettled) if unsettled else [],
    }


def _packed_unsettled(unsettled: Unsettled) -> list[Json]:
    return [
        {
            "participant": each.participant,
            "items": unsettled.unverified[each.participant],
            **{name: getattr(each, name) for name in ("median", "low", "high")},
        }
        for each in unsettled.robustness.standings()
    ]


def unpacked_firmness(document: Json, results: Results) -> Firmness:
    """What a document says of the runs of these results."""
    rows = {code: row for row, code in enumerate(results.scores.matrix.participants)}
    told = document["participants"]
    largest = max((place for each in told for place, _ in each["frequency"]), default=0)
    frequency: Counts = np.zeros((len(rows), largest), dtype=np.int32)
    for each in told:
        for place, runs in each["frequency"]:
            frequency[rows[each["participant"]], place - 1] = runs
    groups = tuple(entry.league for entry in results.entries)
    leagues = {each["league"]: each for each in document["leagues"]}
    return Firmness(
        Robustness(
            results.definition.rules.robustness,
            results.scores.matrix.participants,
            groups,
            results.league_places[:, 0],
            frequency,
        ),
        {code: _unpacked_sensitivity(each["sensitivity"]) for code, each in leagues.items()},
        {code: tuple(_unpacked_influence(code, each)) for code, each in leagues.items()},
    )


def _packed_league(firmness: Firmness, league: str) -> Json:
    sensitivity = firmness.sensitivity[league]
    return {
        "league": league,
        "mean_shift": decimal_text(firmness.robustness.mean_shift_in(league)),
        "sensitivity": plain(asdict(sensitivity)) if sensitivity else None,
        "influence": [
            {name: value for name, value in plain(asdict(each)).items() if name != "group"}
            for each in firmness.influence[league]
        ],
    }


def _packed_standing(standing: Standing, frequency: tuple[tuple[int, int], ...]) -> Json:
    return {
        "participant": standing.participant,
        "median": standing.median,
        "low": standing.low,
        "high": standing.high,
        "shift": None if standing.shift is None else decimal_text(standing.shift),
        "top": decimal_text(standing.top),
        "band": standing.band,
        "frequency": plain(frequency),
    }


def _unpacked_sensitivity(given: Json | None) -> Sensitivity | None:
    if given is None:
        return None
    indices = (
        SobolIndex(each["factor"], *(float(each[name]) for name in SHARES))
        for each in given["indices"]
    )
    return Sensitivity(float(given["mean"]), float(given["variance"]), tuple(indices))


def _unpacked_influence(league: str, given: Json) -> Iterator[Influence]:
    for each in given["influence"]:
        told = {name: each[name] and float(each[name]) for name in DECIMALS}
        yield Influence(**{**each, **told, "group": league})
