"""Attempts are found by where they came from, and forgotten by when."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_12_01_12_attempts_indexes"
VERSION = "1.38.0"
DESCRIPTION = "Attempts found"

INDEXES = (
    "CREATE INDEX attempt_from ON attempt (source, at)",
    "CREATE INDEX attempt_when ON attempt (at)",
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, INDEXES)
    return manager
