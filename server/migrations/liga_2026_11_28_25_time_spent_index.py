"""The time that a participant spent on an edition is kept once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_28_25_time_spent_index"
VERSION = "1.38.0"
DESCRIPTION = "Time spent by edition and participant"

INDEXES = ("CREATE UNIQUE INDEX time_spent_once ON time_spent (edition, participant)",)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, INDEXES)
    return manager
