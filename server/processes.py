"""Procesos: another process for work that would hold up whoever is being answered.

It shares nothing with this one, which has threads: a process beside it that has none, and has read
what writes books before the first is asked for, makes a copy of itself. What it is given and what
it gives is copied. The first comes up within some seconds, and every other at once.
"""

from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final

# What most of these processes need, and takes longer to be read than most books to be written.
READ_BEFORE: Final = (
    "indicators.workbook",
    "server.answer_books.writing",
    "server.open_data",
    "server.promise_books.writing",
    "server.xlsforms.writing",
)
FORKS: Final = get_context("forkserver")
FORKS.set_forkserver_preload([*READ_BEFORE])


def another() -> Executor:
    """One process, which ends with the `with` it is made for."""
    return ProcessPoolExecutor(1, mp_context=FORKS)
