"""A process that writes: `python -m tests.faults.writer DATABASE_URL NAME UNITS TASKS`.

It prints the subject of every unit once it is acknowledged, so that others can hold it to that.
"""

import asyncio
import sys
from datetime import UTC, datetime

from server.db import Step, close, connect, params, statement, write
from server.settings import Settings
from server.tables.audit import AuditRow

NOTE = statement(AuditRow.insert(params(AuditRow, account=None, participant=None, edition=None)))


async def main(url: str, name: str, units: int, tasks: int) -> None:
    await connect(Settings.from_environ({"LIGA_DATABASE_URL": url}))
    await asyncio.gather(*(_write(f"{name}-{task}", units // tasks) for task in range(tasks)))
    await close()


async def _write(name: str, units: int) -> None:
    for number in range(units):
        facts = {"at": datetime.now(UTC), "role": "", "action": "test", "details": "{}"}
        await write([Step(NOTE, {**facts, "subject": f"{name}-{number}"})])
        print(f"{name}-{number}", flush=True)  # noqa: T201


if __name__ == "__main__":
    _, address, prefix, count, concurrency = sys.argv
    asyncio.run(main(address, prefix, int(count), int(concurrency)))
