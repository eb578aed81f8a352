"""Encargar: whoever makes a book is started, told to stop, and heard when it fails."""

import asyncio
import logging
import os
import sys
from contextlib import suppress
from typing import Final

from server.answer_exports.orders import EXPORTS, Job, Order, Orders
from server.settings import Settings

MAKER: Final = "server.answer_exports.making"
# Of a process that is told to stop.
PATIENCE_SECONDS: Final = 3.0
MOST_SAID: Final = 8_000
# What it needs of ours, besides where the data are.
PASSED: Final = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "PYTHONDONTWRITEBYTECODE")

logger = logging.getLogger("liga")


class Exports:
    """Those who make books for this server; the orders are everybody's."""

    def __init__(self, settings: Settings) -> None:
        self.orders = Orders(settings.data_dir / EXPORTS)
        self._environment = {each: os.environ[each] for each in PASSED if each in os.environ} | {
            "LIGA_DATA_DIR": str(settings.data_dir),
            "LIGA_DATABASE_URL": settings.database_url,
        }
        self._making: dict[asyncio.subprocess.Process, asyncio.Task[None]] = {}

    async def start(self, order: Order) -> None:
        """Begin a book; refused while there is one of the same owner, or too many of all."""
        lock = await asyncio.to_thread(self.orders.take, order)
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                MAKER,
                str(self.orders.folder(order.owner)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
                env=self._environment,
                # What a terminal says is said to the server, which passes it on.
                start_new_session=True,
                # It is theirs from here on, and let go when they end, however they do.
                pass_fds=(lock,),
            )
        finally:
            os.close(lock)
        self._making[process] = asyncio.create_task(self._follow(process, order))

    async def job(self, owner: str) -> Job | None:
        """An order and where it stands."""
        return await asyncio.to_thread(self.orders.job, owner)

    async def cancel(self, owner: str) -> None:
        """Stop making a book, in whichever process of whichever server that is."""
        await asyncio.to_thread(self.orders.cancel, owner)

    async def forget_old(self) -> int:
        """Let go what is older than a day; how many they were."""
        return await asyncio.to_thread(self.orders.forget_old)

    async def close(self) -> None:
        """The server stops: nobody is left behind."""
        making = dict(self._making)
        for process in making:
            assert process.stdin is not None  # noqa: S101 - it was asked for
            process.stdin.close()
        if making:
            await asyncio.wait(making.values(), timeout=PATIENCE_SECONDS)
        for process, task in making.items():
            with suppress(ProcessLookupError):
                process.kill()
            await task

    async def _follow(self, process: asyncio.subprocess.Process, order: Order) -> None:
        """Hear what it has to say, which is nothing unless it fails."""
        assert process.stderr is not None  # noqa: S101 - it was asked for
        said = b""
        while piece := await process.stderr.read(MOST_SAID):
            said = (said + piece)[-MOST_SAID:]
        status = await process.wait()
        self._making.pop(process, None)
        if status:
            told = said.decode(errors="replace").strip()
            logger.error(
                "the answers of %s were not exported (%s): %s", order.edition, status, told
            )
