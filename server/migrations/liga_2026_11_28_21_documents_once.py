"""A document knows whether it is the one that its participant has with these bytes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Varchar

from server.migrations import add_column, migration

ID = "liga_2026_11_28_21_documents_once"
VERSION = "1.38.0"
DESCRIPTION = "The same bytes are one document"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    column = Varchar(length=64, default="")
    add_column(manager, "DocumentRow", "document", "bytes_once", column)
    return manager
