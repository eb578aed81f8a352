"""One erratum of an edition is open at a time."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_30_02_errata_index"
VERSION = "1.38.0"
DESCRIPTION = "One erratum at a time"

ONE = (
    "CREATE UNIQUE INDEX erratum_open ON erratum (edition)"
    " WHERE confirmed_at IS NULL AND ended_at IS NULL"
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, [ONE])
    return manager
