"""A person is at one place of an edition at a time; a text that gave way is noted once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_28_06_presence_indexes"
VERSION = "1.38.0"
DESCRIPTION = "One place for each person, one note for each text"

INDEXES = (
    "CREATE UNIQUE INDEX presence_by_account ON presence (participant, edition, account)",
    "CREATE UNIQUE INDEX answer_note_by_text ON answer_note (participant, edition, item, revision)",
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, INDEXES)
    return manager
