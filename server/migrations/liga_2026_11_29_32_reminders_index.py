"""Two coordinators who remind at once are told that the other one did."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_29_32_reminders_index"
VERSION = "1.38.0"
DESCRIPTION = "Each reminder once"

INDEXES = ("CREATE UNIQUE INDEX reminder_once ON reminder (edition, participant, number)",)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, INDEXES)
    return manager
