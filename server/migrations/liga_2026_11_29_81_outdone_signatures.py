"""What happens after mending stands beside what voided a signature, with its own moment."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Integer, Timestamptz, Varchar

from server.migrations import add_column, migration

ID = "liga_2026_11_29_81_outdone_signatures"
VERSION = "1.38.0"
DESCRIPTION = "What cost a mended signature its day"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    for name, column in (
        ("outdone_at", Timestamptz(null=True, default=None)),
        ("outdone_by", Integer(null=True, default=None)),
        ("outdoer_name", Varchar(length=160, default="")),
        ("outdone_cause", Varchar(length=16, default="")),
        ("outdone_item", Varchar(length=24, default="")),
        ("outdone_revision", Integer(default=0)),
        ("outdone_document", Varchar(length=240, default="")),
    ):
        add_column(manager, "SignatureRow", "signature", name, column)
    return manager
