"""A law moves one step at a time, and a government confirms the same thing once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_28_12_laws_indexes"
VERSION = "1.38.0"
DESCRIPTION = "One event at a time of each law, one confirmation of each thing"

INDEXES = (
    "CREATE UNIQUE INDEX law_event_by_law ON law_event (law, number)",
    """CREATE UNIQUE INDEX confirmation_by_place
        ON confirmation (participant, edition, kind, about, item, document)""",
    "CREATE INDEX confirmation_by_edition ON confirmation (edition, kind)",
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, INDEXES)
    return manager
