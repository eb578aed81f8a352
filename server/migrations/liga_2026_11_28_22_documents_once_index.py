"""The same bytes are one document of a participant. What came twice before stays as it was cited."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_28_22_documents_once_index"
VERSION = "1.38.0"
DESCRIPTION = "The same bytes once"

FIRST = (
    "UPDATE document SET bytes_once = sha256 WHERE sha256 <> '' AND NOT EXISTS"
    " (SELECT 1 FROM document AS other WHERE other.participant = document.participant"
    " AND other.sha256 = document.sha256 AND (other.at < document.at"
    " OR (other.at = document.at AND other.id < document.id)))"
)
INDEX = (
    "CREATE UNIQUE INDEX document_by_bytes ON document (participant, bytes_once)"
    " WHERE bytes_once <> ''"
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, [FIRST, INDEX])
    return manager
