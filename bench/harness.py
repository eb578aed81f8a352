"""Comparación: floor and ours by turns in one run, medians, one table or one line of JSON."""

import argparse
import json
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Measure = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Contest:
    """What is measured, and how near to its floor ours should come."""

    name: str
    unit: str
    goal: float
    better: Literal["higher", "lower"] = "higher"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Every run of both, in the order they were made."""

    contest: Contest
    floors: tuple[float, ...]
    ours: tuple[float, ...]

    @property
    def floor(self) -> float:
        return statistics.median(self.floors)

    @property
    def our(self) -> float:
        return statistics.median(self.ours)

    @property
    def ratio(self) -> float:
        """Ours against the floor: 1 is as good, and better is what the contest says."""
        return self.our / self.floor

    @property
    def is_met(self) -> bool:
        if self.contest.better == "higher":
            return self.ratio >= self.contest.goal
        return self.ratio <= self.contest.goal


def options(description: str, *, runs: int = 3) -> argparse.ArgumentParser:
    """The options every benchmark takes; each adds its own."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.add_argument("--runs", type=_runs, default=runs, help="turns of each, at least 3")
    return parser


def compare(contest: Contest, floor: Measure, ours: Measure, *, runs: int) -> Outcome:
    """Measure both by turns, so that whatever slows the machine slows both."""
    turns = [(floor(), ours()) for _ in range(runs)]
    return Outcome(contest, tuple(turn[0] for turn in turns), tuple(turn[1] for turn in turns))


def show(outcome: Outcome, *, as_json: bool) -> None:
    """Print the outcome for a machine or for a person."""
    print(_line(outcome) if as_json else _table(outcome))


def _line(outcome: Outcome) -> str:
    contest = outcome.contest
    return json.dumps(
        {
            "name": contest.name,
            "floor": round(outcome.floor, 1),
            "ours": round(outcome.our, 1),
            "ratio": round(outcome.ratio, 3),
            "unit": contest.unit,
            "goal": contest.goal,
            "better": contest.better,
            "runs": len(outcome.ours),
        }
    )


def _table(outcome: Outcome) -> str:
    contest = outcome.contest
    turns = zip(outcome.floors, outcome.ours, strict=True)
    rows = [(f"run {number}", *turn) for number, turn in enumerate(turns, start=1)]
    rows.append(("median", outcome.floor, outcome.our))
    wanted = "at least" if contest.better == "higher" else "at most"
    lines = [f"{contest.name} ({contest.unit}, {contest.better} is better)"]
    lines.append(f"{'':8} {'floor':>12} {'ours':>12} {'ratio':>7}")
    lines += [
        f"{name:8} {floor:>12,.0f} {ours:>12,.0f} {ours / floor:>7.3f}"
        for name, floor, ours in rows
    ]
    verdict = "met" if outcome.is_met else "NOT met"
    lines.append(f"goal: ratio {wanted} {contest.goal}: {verdict}")
    return "\n".join(lines)


def _runs(text: str) -> int:
    runs = int(text)
    if runs < 3:
        raise argparse.ArgumentTypeError("at least 3 runs, or the median says little")
    return runs
