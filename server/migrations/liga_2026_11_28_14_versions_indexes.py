"""Versions of an edition are counted, one after the other."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_28_14_versions_indexes"
VERSION = "1.38.0"
DESCRIPTION = "One version of each number"

INDEXES = ("CREATE UNIQUE INDEX edition_version_by_number ON edition_version (edition, number)",)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, INDEXES)
    return manager
