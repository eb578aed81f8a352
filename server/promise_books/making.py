"""Hechura: the commitments of a participant as a workbook, made by a process of its own."""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from typing import Any

from game.commitments import shown_status
from server.i18n import gettext as _
from server.pages.commitments import STATUS_NAMES
from server.pages.promise_books import label_of
from server.promise_books.columns import COLUMNS, row_of
from server.queries.commitments import Filters, commitments_where, pillar_names

AT_ONCE = asyncio.Semaphore(2)
MOST = 1_000


async def own_book(participant: str, today: date) -> bytes:
    """All of them as they stand, and rows for new ones."""
    found = await commitments_where(Filters(participant=participant), today, size=MOST)
    rows = [
        row_of(each.commitment, str(STATUS_NAMES[shown_status(each.commitment, today)]))
        for each in found.listed
    ]
    pillars = [*await pillar_names()]
    plan: dict[str, Any] = {
        "title": _("Compromisos"),
        "help_title": _("Cómo se llena"),
        "help": (
            _("Cada renglón sin número de compromiso es uno nuevo; los que lo tienen no cambian."),
            _("Meta, indicador, cargo, fecha y un hito con su fecha no pueden faltar."),
            _("Si responde a un reactivo, escriba su clave y su edición; si no, el pilar."),
            _(
                "Fechas como 31/12/2026. Presupuesto en pesos, sin centavos. El peso de un hito es"
                " qué parte del trabajo es: 1 si no dice otro."
            ),
            _("Al subirlo verá qué se propone y qué hay que corregir, antes de publicarlo."),
        ),
        "heads": [label_of(name) for name in COLUMNS],
        "rows": rows,
        "pillars": pillars,
    }
    loop = asyncio.get_running_loop()
    async with AT_ONCE:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            return await loop.run_in_executor(alone, _made, plan)


def _made(plan: dict[str, Any]) -> bytes:
    """Runs in the process of the book: the server itself never loads what writes workbooks."""
    from server.promise_books.writing import Plan, written  # noqa: PLC0415

    return written(Plan(**plan))
