"""Libro largo: all answers of an edition as one table, and whoever saves meanwhile.

Floor: openpyxl's bare write-only loop over the same ready rows. Ours: the book that people download
(`indicators/long_book.py`). Each side is a process of its own; what counts is processor time, as
others may be at work on the machine. Then the same out of SQLite, by the process that makes it for
people; and how long saves wait while it does.
"""

import argparse
import asyncio
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from itertools import cycle, islice, product
from pathlib import Path

from bench.harness import Contest, Outcome, options, show
from bench.processes import Clients, clients, free_port, served
from bench.saves import official, prepare
from bench.stored import AT_ONCE, EDITION, fill
from game.answers import Answer
from game.participants import MUNICIPALITY, Participant
from game.questionnaire import Item, Kind
from game.reviews import Verdict
from indicators.answer_list import AnswerList, ListCover, ListedAnswer, Who
from indicators.given import Evidence
from indicators.long_book import LongBook
from indicators.sheets import Row
from server import db
from server.answer_exports.orders import BOOK, ORDER, Order, put
from server.answer_exports.running import MAKER
from server.db import params, statement, write_many
from server.imports.definitions import edition_of
from server.imports.editions import FIXTURES, load_edition
from server.people import Role
from server.schema import migrate
from server.settings import Settings
from server.tables.signatures import SignatureRow

CONTEST = Contest("workbook", unit="ms of processor", goal=1.2, better="lower")
FEW, MANY = 100_000, 500_000
FLAT = 1.1
SLOWEST = 1.5
TOWNS = 8
LOOK_SECONDS = 0.02
WARM_UP_SECONDS = 2
ADDRESS = f"/ediciones/{EDITION}/respuestas"
RUNNING, STOPPING = "Se está preparando.", "Se está cancelando."
# Of a signature that nothing took away.
NOTHING = ("voided_at", "voided_by", "outdone_at", "outdone_by")
ZERO = ("voided_revision", "outdone_revision")
BLANK = (
    *("digest", "seat_title", "voider_name", "void_cause", "voided_item", "voided_document"),
    *("outdoer_name", "outdone_cause", "outdone_item", "outdone_document"),
)
SIGN = statement(SignatureRow.insert(params(SignatureRow)))


@dataclass(frozen=True, slots=True)
class Made:
    """A book: seconds that passed, those of the processor, the most memory, and its size."""

    passed: float
    busy: float
    mib: float
    megabytes: float


def ready() -> tuple[AnswerList, list[Row]]:
    """The list of the reference edition, and rows of a few towns."""
    definition = load_edition(FIXTURES / EDITION)
    edition, questionnaire, _ = edition_of(definition)
    cover = ListCover(
        edition.name.es, EDITION, questionnaire.version, date(2026, 3, 3), "es", synthetic=True
    )
    told = AnswerList(questionnaire, cover)
    rows: list[Row] = []
    for number in range(TOWNS):
        participant = Participant(f"20{number:03}", MUNICIPALITY, f"Municipio {number}", "20", 9000)
        who = Who(participant, "Municipio", "Oaxaca", "Municipios medianos")
        rows += told.rows(who, [_listed(item, number) for item in questionnaire.items])
    return told, rows


def _listed(item: Item, number: int) -> ListedAnswer:
    gazette = Evidence("Gaceta municipal", f"https://example.org/{number}", "art. 5")
    day = date(2026, 3, 1 + number)
    return ListedAnswer(
        _answer(item, number), number, Verdict.ACCEPTED, "", "Vera Canul", day, 0.5, (gazette,), day
    )


def _answer(item: Item, number: int) -> Answer:
    if item.options:
        return Answer(item.code, chosen=(item.options[number % len(item.options)].code,))
    if item.kind is Kind.DATE:
        return Answer(item.code, date="2025-05-01")
    if item.kind is Kind.TEXT:
        return Answer(item.code, text=f"=Se publica en la gaceta número {number}")
    return Answer(item.code, number=str(number), denominator="100")


def floor(count: int, path: Path) -> None:
    """The bare loop: no styles, no captions, text as the library takes it."""
    from openpyxl import Workbook

    _, rows = ready()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Respuestas")
    for row in islice(cycle(rows), count):
        sheet.append(row)
    book.save(path)


def ours(count: int, path: Path) -> None:
    told, rows = ready()
    with path.open("wb") as target:
        book = LongBook(target, told.look, told.front(), told.table(), told.long())
        book.add(islice(cycle(rows), count))
        book.finish(told.facts(count, 0))


def side(name: str, count: int) -> Made:
    """One of them, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="liga-bench-") as folder:
        path = Path(folder, "libro.xlsx")
        arguments = ["-m", "bench.workbook", "--side", name, "--count", str(count)]
        return made([*arguments, "--path", str(path)], path, {})


def made(arguments: list[str], path: Path, environment: Mapping[str, str]) -> Made:
    """What a process that writes this file took. Its memory is looked at while it runs."""
    began, peak = time.perf_counter(), 0
    process = subprocess.Popen(
        [sys.executable, *arguments], stdin=subprocess.PIPE, env={**os.environ, **environment}
    )
    ended = 0
    while not ended:
        time.sleep(LOOK_SECONDS)
        with suppress(OSError, StopIteration):
            peak = max(peak, _peak_kib(process.pid))
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{arguments} ended with {process.returncode}")
    passed, busy = time.perf_counter() - began, used.ru_utime + used.ru_stime
    return Made(passed, busy, peak / 1024, path.stat().st_size / 1e6)


def _peak_kib(process: int) -> int:
    """Its own: what the system counts for a process begins with what its parent had."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


async def furnish(settings: Settings, answers: int) -> tuple[list[dict[str, str]], dict[str, str]]:
    """The open edition with so many answers, all signed; its officials, and who coordinates."""
    people = await prepare(settings)
    await db.connect(settings)
    try:
        definition, now = load_edition(FIXTURES / EDITION), datetime.now(UTC)
        towns = await fill(definition, answers)
        topics = [topic.code for topic in edition_of(definition)[1].topics]
        signed = {"edition": EDITION, "account": 1, "name": "Titular", "seat": None, "at": now}
        rest = {**dict.fromkeys(NOTHING), **dict.fromkeys(BLANK, ""), **dict.fromkeys(ZERO, 0)}
        written = {**signed, **rest, "revisions": "{}", "counts": "{}"}
        for start in range(0, len(towns), AT_ONCE):
            some = product(towns[start : start + AT_ONCE], topics)
            rows = [{**written, "participant": town, "topic": topic} for town, topic in some]
            await write_many(SIGN, rows)
        return people, await official(Role.COORDINATOR, None, now)
    finally:
        await db.close()


def environment_of(folder: Path) -> dict[str, str]:
    return {"LIGA_DATA_DIR": str(folder), "LIGA_DATABASE_URL": "", "LIGA_DEMO_PULSE": "0"}


def stored(folder: Path, answers: int) -> tuple[list[dict[str, str]], dict[str, str]]:
    """A database in a folder."""
    settings = Settings.from_environ(environment_of(folder))
    asyncio.run(migrate(settings))
    return asyncio.run(furnish(settings, answers))


def out_of(folder: Path) -> Made:
    """The book of all that is stored there, by the process that makes it for people."""
    order = folder / "order"
    order.mkdir(exist_ok=True)
    today = date(2026, 3, 3).isoformat()
    put(order / ORDER, {**asdict(Order("order", EDITION, "es", date.min)), "made_on": today})
    environment = {**environment_of(folder), "LIGA_DATABASE_URL": f"sqlite:///{folder}/liga.db"}
    return made(["-m", MAKER, str(order)], order / BOOK, environment)


@dataclass(frozen=True, slots=True)
class Waits:
    """The p95 of saves, in ms: while nobody exports, and while somebody does."""

    idle: float
    exporting: float

    @property
    def ratio(self) -> float:
        return self.exporting / self.idle


def waits(
    folder: Path, people: list[dict[str, str]], by: dict[str, str], given: argparse.Namespace
) -> list[Waits]:
    """Save so many times a second, while a book is made and while none is, by turns."""
    port = free_port()
    arguments = ("-m", "bench.saves", "--serve", "ours", "--port", str(port))
    with (
        served(*arguments, port=port, environment=environment_of(folder)),
        clients("-m", "bench.savers", str(port)) as office,
    ):
        office.tell(people)
        office.ask("paced", 30, WARM_UP_SECONDS)
        return [_turn(office, port, by, given) for _ in range(given.runs)]


def _turn(office: Clients, port: int, by: dict[str, str], given: argparse.Namespace) -> Waits:
    idle = office.ask("paced", given.saves, given.seconds)
    _send(port, by, ADDRESS)
    time.sleep(WARM_UP_SECONDS)
    exporting = office.ask("paced", given.saves, given.seconds)
    if RUNNING not in _page(port, by):
        raise SystemExit("the book was finished before the saves: give fewer --seconds")
    _send(port, by, f"{ADDRESS}/cancelar")
    while RUNNING in _page(port, by) or STOPPING in _page(port, by):
        time.sleep(0.2)
    return Waits(_p95(idle), _p95(exporting))


def _p95(found: list[float]) -> float:
    return statistics.quantiles(found, n=20)[18]


def _send(port: int, by: Mapping[str, str], address: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("POST", address, "", _headers(by))
    reply = line.getresponse()
    if reply.status != 303:
        raise SystemExit(f"{address}: {reply.status}: {reply.read(2000).decode()}")
    line.close()


def _page(port: int, by: Mapping[str, str]) -> str:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", ADDRESS, headers=_headers(by))
    page = line.getresponse().read().decode()
    line.close()
    return page


def _headers(by: Mapping[str, str]) -> dict[str, str]:
    pairs = (line.split(": ", 1) for line in by["headers"].split("\r\n") if ": " in line)
    return {name: value for name, value in pairs if name != "HX-Request"}


@dataclass(frozen=True, slots=True)
class Table:
    """Everything that was measured."""

    floors: list[Made]
    ours: list[Made]
    few: Made
    many: Made
    out_few: Made
    out_many: Made
    waits: list[Waits]

    @property
    def outcome(self) -> Outcome:
        floors, ours = ([1000 * each.busy for each in some] for some in (self.floors, self.ours))
        return Outcome(CONTEST, tuple(floors), tuple(ours))


def measure(given: argparse.Namespace) -> Table:
    turns = [(side("floor", given.rows), side("ours", given.rows)) for _ in range(given.runs)]
    with tempfile.TemporaryDirectory(prefix="liga-bench-") as folder:
        few, many = Path(folder, "few"), Path(folder, "many")
        stored(few, FEW)
        people, by = stored(many, MANY)
        return Table(
            [turn[0] for turn in turns],
            [turn[1] for turn in turns],
            side("ours", FEW),
            side("ours", MANY),
            out_of(few),
            out_of(many),
            waits(many, people, by, given),
        )


def tell(table: Table) -> None:
    show(table.outcome, as_json=False)
    rows = [
        ("floor, the last run", table.floors[-1]),
        ("ours, the last run", table.ours[-1]),
        (f"ours, {FEW:,} ready rows", table.few),
        (f"ours, {MANY:,} ready rows", table.many),
        (f"out of SQLite, {FEW:,} answers", table.out_few),
        (f"out of SQLite, {MANY:,} answers", table.out_many),
    ]
    print(f"{'':34} {'passed':>8} {'busy':>8} {'MiB':>6} {'MB':>6}")
    for name, each in rows:
        figures = f"{each.passed:7.1f}s {each.busy:7.1f}s {each.mib:6.0f} {each.megabytes:6.1f}"
        print(f"{name:34} {figures}")
    flat = (table.many.mib / table.few.mib, table.out_many.mib / table.out_few.mib)
    for name, ratio in zip(("ready rows", "out of SQLite"), flat, strict=True):
        print(f"memory, {name}: {MANY:,} / {FEW:,} = {ratio:.3f}; {_said(ratio <= FLAT, FLAT)}")
    ratio = statistics.median(each.ratio for each in table.waits)
    turns = ", ".join(f"{each.idle:.1f} and {each.exporting:.1f} ms" for each in table.waits)
    print(f"saves, p95 idle and while a book is made: {turns}")
    print(f"saves, ratio {ratio:.2f}; {_said(ratio <= SLOWEST, SLOWEST)}; load {os.getloadavg()}")


def _said(is_met: bool, goal: float) -> str:
    return f"goal: at most {goal}: {'met' if is_met else 'NOT met'}"


def main() -> None:
    parser = options(__doc__ or "")
    parser.add_argument("--rows", type=int, default=FEW, help="of each side in a turn")
    parser.add_argument("--saves", type=int, default=20, help="a second, by all officials")
    parser.add_argument("--seconds", type=float, default=10, help="of saves in a turn")
    parser.add_argument("--side", choices=("floor", "ours"), help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, default=FEW, help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.side:
        (floor if given.side == "floor" else ours)(given.count, given.path)
        return
    table = measure(given)
    if given.json:
        print(json.dumps({"name": CONTEST.name, **asdict(table)}))
        return
    tell(table)


if __name__ == "__main__":
    main()
