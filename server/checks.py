"""Revisión: what an operator would want to know is wrong before anybody else finds out."""

import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

from server.assets import read_assets
from server.queries.checks import (
    count_editions,
    ledger_differences,
    publication_differences,
    signature_differences,
)
from server.settings import Settings
from server.sqlite import may_keep_wal
from server.templating import STATIC

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


async def findings(settings: Settings) -> list[Finding]:
    """Look at everything; the database is open."""
    return [finding async for finding in _looked_at(settings)]


async def _looked_at(settings: Settings) -> AsyncIterator[Finding]:
    yield Finding("Base de datos", _engine(settings), is_good=True)
    yield Finding("Ediciones", str(await count_editions()), is_good=True)
    differences = await ledger_differences()
    yield Finding(
        "Puntos contra su bitácora",
        "; ".join(differences) or "cada saldo es la suma de sus movimientos",
        is_good=not differences,
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


def _engine(settings: Settings) -> str:
    if settings.sqlite_path is None:
        return "PostgreSQL"
    mode = "WAL" if may_keep_wal(sqlite3.sqlite_version_info) else "sin WAL"
    return f"SQLite {sqlite3.sqlite_version}, {mode}"
