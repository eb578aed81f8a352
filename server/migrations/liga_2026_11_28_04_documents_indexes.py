"""A document has each version once; a choice between two versions is made once for an item."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_28_04_documents_indexes"
VERSION = "1.38.0"
DESCRIPTION = "Each version of a document once"

INDEXES = (
    "CREATE UNIQUE INDEX document_by_version ON document (lineage, version) WHERE lineage <> ''",
    "CREATE UNIQUE INDEX version_choice_by_place ON version_choice (participant, edition, item, document, newer)",
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, INDEXES)
    return manager
