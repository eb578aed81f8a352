"""Hechura: the commitments of a participant as a workbook, made by a process of its own."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from game.commitments import shown_status
from server.answer_books.plan import Table
from server.i18n import gettext as _
from server.i18n import number
from server.pages.commitments.words import STATUS_NAMES
from server.pages.promise_books import label_of
from server.processes import another
from server.promise_books.columns import (
    COLUMNS,
    FIRST_ROW,
    MOST_KNOWN,
    Line,
    key_of,
    row_of,
    typed_row,
)
from server.proposals import MOST_MILESTONES
from server.queries.commitments import Filters, commitments_where, pillar_names

AT_ONCE = asyncio.Semaphore(2)
# Of what stood in a cell, in the summary: the cell has all of it.
LONGEST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row that was not taken, and what is wrong in each of its cells, in words."""

    line: Line
    comments: Mapping[str, str]


async def own_book(participant: str, today: date) -> bytes:
    """All of them as they stand, and rows for new ones."""
    found = await commitments_where(Filters(participant=participant), today, size=MOST_KNOWN)
    rows = [
        row_of(each.commitment, str(STATUS_NAMES[shown_status(each.commitment, today)]))
        for each in found.listed
    ]
    return await _by_another(await _plan(rows, today))


async def marked_book(rows: Sequence[Wrong], today: date) -> bytes:
    """The rows that were not taken, as they were typed, each wrong cell with its comment.

    What can be proposed is not in it: brought back, it proposes nothing twice.
    """
    lines = [
        (
            _("Renglón {n}").format(n=number(FIRST_ROW + place)),
            label_of(name),
            row.line.typed.get(name, "")[:LONGEST_SHOWN],
            text,
        )
        for place, row in enumerate(rows)
        for name, text in row.comments.items()
    ]
    summary = Table(
        name=_("Resumen"),
        title=_("Lo que falta corregir"),
        lead=(_("Corrija cada celda marcada, que tiene un comentario, y suba este mismo libro."),),
        heads=(_("Renglón"), _("Columna"), _("Lo que decía"), _("Por qué no se tomó")),
        widths=(14.0, 28.0, 44.0, 60.0),
        rows=tuple(lines),
        targets=tuple(
            key_of(place, name) for place, row in enumerate(rows) for name in row.comments
        ),
    )
    plan = await _plan([typed_row(each.line) for each in rows], today)
    comments = [dict(each.comments) for each in rows]
    return await _by_another({**plan, "comments": comments, "summary": summary})


async def _plan(rows: Sequence[Mapping[str, Any]], today: date) -> dict[str, Any]:
    """A book of these rows, with what is said of how one is filled in."""
    pillars = [*await pillar_names()]
    return {
        "title": _("Compromisos"),
        "made_on": today,
        "help_title": _("Cómo se llena"),
        "help": (
            _("Cada renglón sin número de compromiso es uno nuevo; los que lo tienen no cambian."),
            _("Meta, indicador, cargo, fecha y un hito con su fecha no pueden faltar."),
            _(
                "Un compromiso nuevo lleva hasta {n} hitos; las columnas de más allá traen los que"
                " otros tienen ya, y se agregan al modificarlo."
            ).format(n=number(MOST_MILESTONES)),
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


async def _by_another(plan: dict[str, Any]) -> bytes:
    """The file, made by a process of its own."""
    loop = asyncio.get_running_loop()
    async with AT_ONCE:
        with another() as alone:
            return await loop.run_in_executor(alone, _made, plan)


def _made(plan: dict[str, Any]) -> bytes:
    """Runs in the process of the book: the server itself never loads what writes workbooks."""
    from server.promise_books.writing import Plan, written  # noqa: PLC0415

    return written(Plan(**plan))
