"""Revisión: what an operator would want to know is wrong before anybody else finds out."""

import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from game.fulfilment import Tally
from game.histories import Fault
from server.assets import read_assets
from server.queries.checks import (
    commitment_differences,
    count_differences,
    count_editions,
    ledger_differences,
    publication_differences,
    signature_differences,
)
from server.settings import Settings
from server.sqlite import may_keep_wal
from server.templating import STATIC

MOST_TOLD = 5
FAULTS: Mapping[Fault, str] = MappingProxyType(
    {
        Fault.BEGINNING: "su historia no empieza con una propuesta",
        Fault.ORDER: "su historia vuelve atrás en el tiempo",
        Fault.MOVE: "un paso no sale de donde estaba",
        Fault.ROLE: "un paso es de quien no puede darlo",
        Fault.LACKING: "a un paso le falta su razón, su evidencia o su cambio",
        Fault.STATUS: "su situación no es la de su historia",
        Fault.DUE: "su fecha no es la de su historia",
        Fault.WORDS: "su texto no es el de su historia",
        Fault.STEPS: "sus hitos no son los que se terminaron, o no tienen título, peso o fecha",
        Fault.VERIFIED: "verificado sin evidencia o sin quien lo verificó",
        Fault.EVIDENCE: "cita un documento que no existe",
        Fault.SOURCE: "responde a una edición, un acuerdo o una recomendación que no existe",
        Fault.LOST: "hay historia o hitos suyos, y no existe",
    }
)
ROOM = 200 * 1024 * 1024
VENDORED = (
    "vendor/htmx/dist/htmx.min.js",
    "vendor/htmx/dist/ext/hx-sse.min.js",
    "vendor/mexico/mexico.svg",
)
# As server/vendoring.py says it, which needs what only an installation has.
FETCH = f"{sys.executable} -m server.vendoring"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and how it stands."""

    subject: str
    text: str
    is_good: bool


async def findings(settings: Settings, today: date) -> list[Finding]:
    """Look at everything; the database is open, best as it is at one moment."""
    return [finding async for finding in _looked_at(settings, today)]


async def _looked_at(settings: Settings, today: date) -> AsyncIterator[Finding]:
    yield Finding("Base de datos", _engine(settings), is_good=True)
    yield Finding("Ediciones", str(await count_editions()), is_good=True)
    differences = await ledger_differences()
    yield Finding(
        "Puntos contra su bitácora",
        "; ".join(differences) or "cada saldo es la suma de sus movimientos",
        is_good=not differences,
    )
    contradicted = await commitment_differences()
    yield Finding(
        "Compromisos contra su historia",
        _faults_text(contradicted) or "cada uno está como dice su historia",
        is_good=not contradicted,
    )
    counts = await count_differences(today)
    yield Finding(
        "Cuentas de compromisos",
        f"las páginas cuentan {_tally_text(counts[0])}; hay {_tally_text(counts[1])}"
        if counts
        else "las páginas cuentan los que hay",
        is_good=counts is None,
    )
    unlike = await signature_differences()
    yield Finding(
        "Firmas contra lo firmado",
        "; ".join(unlike) or "cada firma vigente es de las respuestas vigentes",
        is_good=not unlike,
    )
    altered = await publication_differences()
    yield Finding(
        "Lo publicado contra su SHA-256",
        "; ".join(altered) or "cada documento publicado es el que nombra su SHA-256",
        is_good=not altered,
    )
    assets = read_assets(STATIC)
    missing = [name for name in VENDORED if not assets.has(name)]
    yield Finding(
        "Recursos del navegador",
        f"faltan {', '.join(missing)}. Cuando haya red, dé esta orden y arranque de nuevo:\n{FETCH}"
        if missing
        else "completos",
        is_good=not missing,
    )
    free = shutil.disk_usage(settings.data_dir).free
    yield Finding("Disco", f"{free // 2**20:,} MB libres", is_good=free > ROOM)
    if not settings.secure_cookies and settings.host not in {"127.0.0.1", "localhost"}:
        text = "el sitio se ofrece a otros sin https: defina LIGA_PUBLIC_URL=https://..."
        yield Finding("Cookies", text, is_good=False)


def _faults_text(found: Sequence[tuple[int, Fault]]) -> str:
    """The first of them, each with its number, and how many more there are."""
    told = [f"{code} ({FAULTS[fault]})" for code, fault in found[:MOST_TOLD]]
    more = [f"y {len(found) - MOST_TOLD} más"] if len(found) > MOST_TOLD else []
    return "; ".join([*told, *more])


def _tally_text(tally: Tally) -> str:
    return (
        f"{tally.made} ({tally.verified} verificados, {tally.overdue} vencidos,"
        f" {tally.not_met} no cumplidos, {tally.withdrawn} retirados)"
    )


def _engine(settings: Settings) -> str:
    if settings.sqlite_path is None:
        return "PostgreSQL"
    mode = "WAL" if may_keep_wal(sqlite3.sqlite_version_info) else "sin WAL"
    return f"SQLite {sqlite3.sqlite_version}, {mode}"
