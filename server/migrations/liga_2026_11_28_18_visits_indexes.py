"""Visits are counted by edition and read by participant."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_28_18_visits_indexes"
VERSION = "1.38.0"
DESCRIPTION = "Visits by edition and participant"

INDEXES = ("CREATE INDEX visit_by_edition_participant ON visit (edition, participant)",)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, INDEXES)
    return manager
