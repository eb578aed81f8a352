"""A signature that was voided by what was put right of a document says of which."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Varchar

from server.migrations import add_column, migration

ID = "liga_2026_11_28_19_signed_documents"
VERSION = "1.38.0"
DESCRIPTION = "The document that voided a signature"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    column = Varchar(length=240, default="")
    add_column(manager, "SignatureRow", "signature", "voided_document", column)
    return manager
