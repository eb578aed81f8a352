"""Migración nueva: `python -m server.migrations few words` writes one to be read and finished.

Piccolo finds what the tables have and the migrations do not. Its own command cannot be used: it
takes the system's SQLite before `server` could put a safe one there.
"""

import asyncio
import re
import sys
from collections.abc import Sequence
from datetime import date
from itertools import chain
from pathlib import Path

import black
from piccolo import __VERSION__
from piccolo.apps.migrations.auto import AlterStatements
from piccolo.apps.migrations.commands.new import AutoMigrationManager
from piccolo.conf.apps import AppConfig

from server.piccolo_app import APP_CONFIG
from server.schema import migrations

LINE = 100
NAMED = re.compile(r"liga_(\d{4})_(\d{2})_(\d{2})_(\d{2})_")


async def write_migration(
    words: str, folder: Path, day: date, config: AppConfig = APP_CONFIG
) -> Path | None:
    """The file of a new migration; none where tables and migrations say the same."""
    found = await AutoMigrationManager().get_alter_statements(app_config=config)
    if not any(each.statements for each in found):
        return None
    name = next_name(words, day, migrations())
    path = folder / f"{name}.py"
    path.write_text(text_of(name, words, found), encoding="utf-8")
    return path


def next_name(words: str, day: date, known: Sequence[str]) -> str:
    """The name that comes after all others, whatever the calendar of this machine says."""
    today = f"{day:%Y_%m_%d}"
    last = NAMED.match(known[-1]) if known else None
    last_day = "_".join(last.groups()[:3]) if last else ""
    number = int(last[4]) + 1 if last and last_day >= today else 1
    plain = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
    return f"liga_{max(today, last_day)}_{number:02}_{plain}"


def text_of(name: str, words: str, found: Sequence[AlterStatements]) -> str:
    """The module, in the shape of those beside it."""
    imports = sorted({repr(each) for each in chain(*(part.extra_imports for part in found))})
    defined = sorted({repr(each) for each in chain(*(part.extra_definitions for part in found))})
    steps = [f"    {step}" for step in chain(*(part.statements for part in found))]
    lines = [
        f'"""{words}."""',
        "from piccolo.apps.migrations.auto.migration_manager import MigrationManager",
        *imports,
        "from server.migrations import migration",
        *defined,
        f'ID = "{name}"',
        f'VERSION = "{__VERSION__}"',
        f'DESCRIPTION = "{words}"',
        "async def forwards() -> MigrationManager:",
        "    manager = migration(ID, DESCRIPTION)",
        *steps,
        "    return manager",
    ]
    return black.format_str("\n".join(lines) + "\n", mode=black.FileMode(line_length=LINE))


def main() -> None:
    """Write it beside the others."""
    words = " ".join(sys.argv[1:]).replace('"', "'").replace("\\", "").strip()
    if not re.search(r"[A-Za-z]", words):
        sys.exit("Diga en pocas palabras qué cambia: python -m server.migrations few words")
    path = asyncio.run(write_migration(words, Path(__file__).parent, date.today()))  # noqa: DTZ011
    sys.stdout.write(f"{path}\n" if path else "Nada que migrar: las tablas no cambiaron.\n")


if __name__ == "__main__":
    main()
