"""Índice: 2,500 governments x 200 items x 28 nodes from coded answers, and 10,000 runs of it.

Floor: the plain formulation in numpy, answers scattered by their codes and levels as matrix
products (`bench/formulations.py`). Ours: the engine, which sums in a fixed order, knows what
silence and "does not apply" do by item, checks what it is given and finds duplicates. Both give
values, coverage and places of all nodes, and the same ones.

Processor time is what counts, because others may be at work on this machine; the time that passed
stands beside it. Each side is a process of its own with one thread for matrix products.
"""

import argparse
import contextlib
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, astuple, dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# Before numpy is imported: idle threads of its products would be counted as work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from bench.formulations import (
    PARTICIPANTS,
    REFERENCE,
    Coded,
    Shape,
    Took,
    by_pandas,
    made_up,
    plain,
    runs_by_numba,
    runs_by_numpy,
    runs_by_pandas,
    shaken,
    took,
)
from bench.harness import Contest, compare, options, show
from bench.processes import Clients, clients
from game.index import RobustnessRules
from indicators.draws import Chance, Draws
from indicators.matrix import matrix_of_codes
from indicators.ranks import places
from indicators.robustness import robustness_of
from indicators.runs import Runs
from indicators.scores import score
from indicators.tree import Policies
from server.processes import another

CONTEST = Contest("an index from coded answers", unit="ms of processor", goal=1.5, better="lower")
RULES = RobustnessRules()
SECONDS = 1.5
# A turn is the middle of so many, so that a short work is not one stroke of luck.
EACH = 9
# Of what is too slow for all the runs so many are made, and the rest reckoned.
FEW = 100


def index_of(coded: Coded) -> tuple[Any, Any, Any]:
    """Values, coverage and places of all nodes, by the engine."""
    matrix = matrix_of_codes(
        coded.participants, coded.items, coded.rows, coded.columns, coded.options, coded.tables
    )
    found = score(coded.tree, matrix, REFERENCE)
    return found.values, found.coverage, places(found.values.T, coded.leagues).T


class Side:
    """Does what it is told, as often as it is told: `floor`, `ours` or another formulation."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._coded = made_up()
        self._shape = Shape.of(self._coded)

    def index(self) -> Took:
        """The middle of several turns."""
        given = self._coded, self._shape
        work = {
            "floor": lambda: plain(*given),
            "ours": lambda: index_of(given[0]),
            "pandas": lambda: by_pandas(*given),
        }[self._name]
        turns = [took(work) for _ in range(EACH)]
        return Took(
            statistics.median(turn.wall for turn in turns),
            statistics.median(turn.cpu for turn in turns),
        )

    def robust(self) -> Took:
        """All the runs of the rules of an edition, one league, as when one is published.

        A second process comes up for it and ends with it, which is a part of what it takes.
        """
        found = self._scores(REFERENCE)
        leagues = ["all"] * PARTICIPANTS

        spent = []

        def work() -> None:
            with another() as beside:
                robustness_of(found, leagues, RULES, beside=beside)
                # It is no child of this process, and says itself what it has taken.
                spent.append(beside.submit(time.process_time).result())

        turn = took(work)
        return Took(turn.wall, turn.cpu + spent[-1])

    def alone(self) -> Took:
        """Runs of the mean with other weights alone, which the other formulations can do too."""
        runs, work = self._work()
        turn = took(work)
        return Took(turn.wall * RULES.runs / runs, turn.cpu * RULES.runs / runs)

    def check(self) -> bool:
        """Whether this gives what the engine gives."""
        ours = index_of(self._coded)
        theirs = {"pandas": by_pandas}.get(self._name, plain)(self._coded, self._shape)
        level = [self._coded.tree, *self._coded.tree.children]
        level += [topic for pillar in self._coded.tree.children for topic in pillar.children]
        column = [level.index(node) for node in self._coded.tree.nodes()]
        same = [
            np.allclose(one, two[:, column], rtol=0, atol=1e-12, equal_nan=True)
            for one, two in zip(ours, theirs, strict=True)
        ]
        weights = self._weights(FEW // 10)
        return all(same) and np.array_equal(self._counted(weights), self._places(weights))

    def peak(self) -> float:
        """The most memory this process has had, in MiB."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    def _scores(self, policies: Policies) -> Any:
        coded = self._coded
        matrix = matrix_of_codes(
            coded.participants, coded.items, coded.rows, coded.columns, coded.options, coded.tables
        )
        return score(coded.tree, matrix, policies)

    def _weights(self, runs: int) -> Any:
        columns = sum(len(level) for level in self._shape.levels)
        return Chance(RULES.seed, 0).multipliers(runs, columns, float(RULES.spread))

    def _work(self) -> tuple[int, Callable[[], object]]:
        """How many runs, and what makes them."""
        if self._name in {"floor", "pandas"}:
            weights = self._weights(FEW)
            return FEW, lambda: self._counted(weights)
        weights = self._weights(RULES.runs)
        if self._name == "numba":
            self._counted(weights[:1])
        return RULES.runs, lambda: self._counted(weights)

    def _counted(self, weights: Any) -> Any:
        """How often each had which place, by this formulation."""
        given = shaken(self._coded, self._shape, weights)
        if self._name == "ours":
            return self._places(weights)
        by_name = {"pandas": runs_by_pandas, "numba": runs_by_numba}
        return by_name.get(self._name, runs_by_numpy)(given)

    def _places(self, weights: Any) -> Any:
        """The same by the engine: the columns of its weights stand in the order of its tree."""
        found = self._scores(Policies())
        runs = Runs(found, ["all"] * PARTICIPANTS, RobustnessRules(methods=("mean",), drops=False))
        topics = [topic.code for pillar in self._coded.tree.children for topic in pillar.children]
        pillars = [pillar.code for pillar in self._coded.tree.children]
        column = {c: n for n, c in enumerate((*self._coded.items, *topics, *pillars))}
        own = weights[:, [column[part] for part in (*runs.items, *runs.nodes)]]
        had = np.empty((PARTICIPANTS, len(weights)), dtype=np.uint16)

        def take(which: Any, spots: Any) -> None:
            had[:, which[0] : which[-1] + 1] = spots[runs.kinds]

        runs.each(Draws(own, np.zeros(len(own), dtype=np.int64)), take)
        frequency = np.zeros((PARTICIPANTS, PARTICIPANTS + 1), dtype=np.int32)
        for row, places_of_row in zip(runs.rows, had, strict=True):
            frequency[row] = np.bincount(places_of_row, minlength=PARTICIPANTS + 1)
        return frequency


def serve(name: str) -> None:
    """Answer each line with what came of it, until there are no more."""
    with contextlib.ExitStack() as stack:
        if name == "database":
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="liga-bench-"))
            from bench.stored import Stored

            side: Any = Stored(Path(folder))
        else:
            side = Side(name)
        for line in sys.stdin:
            (what, *_) = json.loads(line)
            told = getattr(side, what)()
            print(json.dumps([told.wall, told.cpu] if isinstance(told, Took) else told), flush=True)


@contextlib.contextmanager
def side(name: str) -> Iterator[Clients]:
    """A process of its own for one of them, which gives what the engine gives."""
    with clients("-m", "bench.index", "--side", name) as process:
        if name != "database" and not process.ask("check"):
            raise SystemExit(f"{name} and the engine do not give the same")
        yield process


@dataclass(slots=True)
class Turns:
    """What was done how often, and the most memory it took, in MiB."""

    done: dict[str, list[Took]] = field(default_factory=dict)
    peaks: dict[str, float] = field(default_factory=dict)

    def add(self, name: str, process: Clients, what: str, runs: int = 1) -> Took:
        """Have it done; the last time of all."""
        for _ in range(runs):
            self.done.setdefault(name, []).append(Took(*process.ask(what)))
        self.peaks[name] = process.ask("peak")
        return self.done[name][-1]

    def middle(self, name: str) -> Took:
        wall = statistics.median(turn.wall for turn in self.done[name])
        return Took(wall, statistics.median(turn.cpu for turn in self.done[name]))

    def table(self) -> str:
        three = f"{'least':>9} {'middle':>9} {'most':>9}"
        lines = [f"{'seconds':20}  passed {three}  of processor {three}  {'MiB':>6}"]
        for name, turns in self.done.items():
            walls, cpus = (sorted(each) for each in zip(*map(astuple, turns), strict=True))
            passed, busy = (
                " ".join(f"{n:9.3f}" for n in (own[0], statistics.median(own), own[-1]))
                for own in (walls, cpus)
            )
            lines.append(
                f"{name:20}         {passed}               {busy}  {self.peaks[name]:6,.0f}"
            )
        return "\n".join(lines)


def others(turns: Turns, floor: Clients, ours: Clients, runs: int) -> None:
    """Runs of the mean alone by every formulation; numba where it is installed."""
    turns.add("ours, alone", ours, "alone", runs)
    turns.add("numpy, alone", floor, "alone", runs)
    with side("pandas") as process:
        turns.add("pandas, index", process, "index", runs)
        turns.add("pandas, alone", process, "alone", runs)
    if find_spec("numba"):
        with side("numba") as process:
            turns.add("numba, alone", process, "alone", runs)


def main() -> None:
    parser = options(__doc__ or "", runs=5)
    parser.add_argument("--side", help=argparse.SUPPRESS)
    parser.add_argument("--database", action="store_true", help="also out of SQLite")
    parser.add_argument("--others", action="store_true", help="also by pandas and by numba")
    given = parser.parse_args()
    if given.side:
        serve(given.side)
        return
    turns = Turns()
    with side("floor") as floor, side("ours") as ours:
        outcome = compare(
            CONTEST,
            lambda: turns.add("floor", floor, "index").cpu * 1000,
            lambda: turns.add("ours", ours, "index").cpu * 1000,
            runs=given.runs,
        )
        turns.add("10,000 runs", ours, "robust", given.runs)
        if given.others:
            others(turns, floor, ours, given.runs)
    if given.database:
        with side("database") as process:
            turns.add("out of SQLite", process, "results", given.runs)
    show(outcome, as_json=given.json)
    middle = turns.middle("10,000 runs")
    if given.json:
        print(json.dumps({"name": "10,000 runs", **asdict(middle), "goal": SECONDS}))
        return
    print(turns.table())
    verdict = "met" if middle.wall <= SECONDS else "NOT met"
    print(f"10,000 runs: {middle.wall:.2f} s passed; goal {SECONDS} s: {verdict}")
    print(f"processors: {os.cpu_count()}, load: {', '.join(f'{n:.1f}' for n in os.getloadavg())}")


if __name__ == "__main__":
    main()
