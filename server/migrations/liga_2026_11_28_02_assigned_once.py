"""A level, or an item of it, is delegated once at a time; what is late and unsent is looked up."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_28_02_assigned_once"
VERSION = "1.38.0"
DESCRIPTION = "One assignment for each level or item"

INDEXES = (
    "CREATE UNIQUE INDEX assignment_by_place ON assignment (participant, edition, topic, item)",
    "CREATE INDEX assignment_by_due ON assignment (due) WHERE state = 'given'",
    "CREATE INDEX assignment_event_by_assignment ON assignment_event (assignment)",
    "CREATE INDEX mail_by_try_at ON mail (try_at) WHERE sent_at IS NULL",
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, INDEXES)
    return manager
