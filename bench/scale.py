"""Dos procesos: durable saves per second on one PostgreSQL, by one server process and by two.

All of it shares this machine: the servers, the database and the officials. On two processors a
second process can only add what the first one and the database leave of them, so this is measured
twice: as the machine is, and with every server process held to a share of a processor, as where
there are enough processors for all. What a save costs each of them is told beside it.
"""

import argparse
import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvicorn

from bench.harness import Contest, compare, options, show
from bench.processes import (
    Clients,
    allow_connections,
    clients,
    family_of,
    free_port,
    held_to,
    seconds_of,
    served,
)
from bench.saves import WARM_UP, furnished
from server.serving import app
from tests.postgres import Server, running_server

GOAL = 1.7
SHARE = 0.3
OFFICIALS = 32


def serve(port: int) -> None:
    """Serve the product until told to stop, on whatever processor is free."""
    allow_connections(1_000)
    uvicorn.run(
        app(),
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        log_level="critical",
        access_log=False,
        timeout_graceful_shutdown=2,
    )


class Site:
    """Server processes on one database, each with its officials; what their saves cost."""

    def __init__(self, servers: list[int], database: Server, offices: list[Clients]) -> None:
        self.servers = servers
        self._database = database
        self._offices = offices
        self.begin()

    def begin(self) -> None:
        """Forget what was spent so far."""
        self._spent = {"servers": 0.0, "database": 0.0, "officials": 0.0}
        self._saves = 0

    def rate(self, saves: int, people: int) -> float:
        """Saves per second while each official saves so often."""
        before = self._processors()
        seconds = _seconds(self._offices, saves)
        for name, spent in self._processors().items():
            self._spent[name] += spent - before[name]
        self._saves += saves * people
        return saves * people / seconds

    def costs(self) -> dict[str, float]:
        """Milliseconds of a processor that a save took, of each."""
        return {name: 1000 * spent / self._saves for name, spent in self._spent.items()}

    def _processors(self) -> dict[str, float]:
        return {
            "servers": seconds_of(self.servers),
            "database": seconds_of(family_of(self._database.process.pid)),
            "officials": seconds_of([office.id for office in self._offices]),
        }


@contextlib.contextmanager
def answering(processes: int, folder: Path, database: Server) -> Iterator[Site]:
    """Serve one database from so many processes, each with its share of the officials."""
    environment = {
        "LIGA_DATA_DIR": str(folder),
        "LIGA_DATABASE_URL": database.url("postgres"),
        "LIGA_DEMO_PULSE": "0",
    }
    people = furnished(environment)
    with contextlib.ExitStack() as stack:
        servers, offices = [], []
        for number in range(processes):
            port = free_port()
            arguments = ("-m", "bench.scale", "--serve", str(port))
            server = served(*arguments, port=port, environment=environment)
            servers.append(stack.enter_context(server))
            office = stack.enter_context(clients("-m", "bench.savers", str(port), "--anywhere"))
            office.tell(people[number::processes])
            offices.append(office)
        _seconds(offices, WARM_UP)
        yield Site(servers, database, offices)


def _seconds(offices: list[Clients], saves: int) -> float:
    """Let everybody save so often; until the last office was answered."""
    for office in offices:
        office.tell(["burst", saves])
    told: list[Any] = [office.told() for office in offices]
    return float(max(told))


def measure(name: str, alone: Site, together: Site, given: argparse.Namespace) -> None:
    """One against two, by turns; and what a save cost."""
    alone.begin()
    together.begin()
    outcome = compare(
        Contest(name, unit="saves/s", goal=GOAL),
        lambda: alone.rate(given.saves, OFFICIALS),
        lambda: together.rate(given.saves, OFFICIALS),
        runs=given.runs,
    )
    show(outcome, as_json=given.json)
    if given.json:
        return
    for title, site in (("one process", alone), ("two processes", together)):
        told = ", ".join(f"{name} {cost:.2f}" for name, cost in site.costs().items())
        print(f"ms of a processor for a save, {title}: {told}")
    print(f"processors: {os.cpu_count()}, load of the last minute: {os.getloadavg()[0]:.1f}")


def main() -> None:
    parser = options(__doc__ or "", runs=5)
    parser.add_argument("--saves", type=int, default=40, help="by each official in a turn")
    parser.add_argument("--share", type=float, default=SHARE, help="of a processor, where held")
    parser.add_argument("--serve", type=int, metavar="PORT", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve)
        return
    with (
        tempfile.TemporaryDirectory(prefix="liga-bench-") as folder,
        running_server(is_durable=True) as one,
        running_server(is_durable=True) as two,
        answering(1, Path(folder, "one"), one) as alone,
        answering(2, Path(folder, "two"), two) as together,
    ):
        measure("two processes against one, as the machine is", alone, together, given)
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(held_to(given.share, [*alone.servers, *together.servers]))
            except OSError as refused:
                print(f"no second table: processes cannot be held to a share here ({refused})")
                return
            name = f"the same, each process held to {given.share:.0%} of a processor"
            measure(name, alone, together, given)


if __name__ == "__main__":
    main()
