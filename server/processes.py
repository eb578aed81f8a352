"""Procesos: another process for work that would hold up whoever is being answered.

It starts anew and shares nothing, since this one has threads; what it is given and what it gives is
copied. It comes up with the first thing that it is given to do, within half a second.
"""

from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context


def another() -> Executor:
    """One process, which ends with the `with` it is made for."""
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))
