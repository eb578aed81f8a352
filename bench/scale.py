"""Dos procesos: durable saves per second on one PostgreSQL, by one server process and by two.

All of it shares this machine: the servers, the database and the officials. What a second process
can add is what its processors have left.
"""

import argparse
import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import uvicorn

from bench.harness import Contest, compare, options, show
from bench.processes import Clients, allow_connections, clients, free_port, served
from bench.saves import WARM_UP, furnished
from server.serving import app
from tests.postgres import running_server

CONTEST = Contest("saves of two processes against those of one", unit="saves/s", goal=1.7)


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


@contextlib.contextmanager
def answering(processes: int, folder: Path, url: str) -> Iterator[Callable[[int], float]]:
    """Serve one database from so many processes, each with its share of the officials."""
    environment = {
        "LIGA_DATA_DIR": str(folder),
        "LIGA_DATABASE_URL": url,
        "LIGA_DEMO_PULSE": "0",
    }
    people = furnished(environment)
    with contextlib.ExitStack() as stack:
        offices = []
        for number in range(processes):
            port = free_port()
            arguments = ("-m", "bench.scale", "--serve", str(port))
            stack.enter_context(served(*arguments, port=port, environment=environment))
            office = stack.enter_context(clients("-m", "bench.savers", str(port), "--anywhere"))
            office.tell(people[number::processes])
            offices.append(office)
        _seconds(offices, WARM_UP)
        yield lambda saves: saves * len(people) / _seconds(offices, saves)


def _seconds(offices: list[Clients], saves: int) -> float:
    """Let everybody save so often; until the last office was answered."""
    for office in offices:
        office.tell(["burst", saves])
    told: list[Any] = [office.told() for office in offices]
    return float(max(told))


def main() -> None:
    parser = options(__doc__ or "", runs=5)
    parser.add_argument("--saves", type=int, default=40, help="by each official in a turn")
    parser.add_argument("--serve", type=int, metavar="PORT", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve)
        return
    with (
        tempfile.TemporaryDirectory(prefix="liga-bench-") as folder,
        running_server(is_durable=True) as one,
        running_server(is_durable=True) as two,
        answering(1, Path(folder, "one"), one.url("postgres")) as alone,
        answering(2, Path(folder, "two"), two.url("postgres")) as together,
    ):
        outcome = compare(
            CONTEST, lambda: alone(given.saves), lambda: together(given.saves), runs=given.runs
        )
    show(outcome, as_json=given.json)
    if not given.json:
        print(f"processors: {os.cpu_count()}, load of the last minute: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
