"""A publication holds what its proposer saw, and how a proposal that came to nothing ended."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Boolean, Integer, Text, Timestamptz, Varchar

from server.migrations import add_column, migration

ID = "liga_2026_11_22_03_proposals"
VERSION = "1.38.0"
DESCRIPTION = "What a proposer saw, and how a proposal ended"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    columns = {
        "sha256": Varchar(length=64, default=""),
        "ended_by": Integer(null=True, default=None),
        "ended_at": Timestamptz(null=True, default=None),
        "is_void": Boolean(default=False),
        "reason": Text(default=""),
    }
    for name, column in columns.items():
        add_column(manager, "PublicationRow", "publication", name, column)
    return manager
