"""An amendment says what it worded anew; a handover, whether a new administration came with it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Boolean, Text

from server.migrations import add_column, migration

ID = "liga_2026_11_30_91_amendments"
VERSION = "1.38.0"
DESCRIPTION = "Words of amendments, and handovers to a new administration"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_column(manager, "CommitmentEventRow", "commitment_event", "changes", Text(default="[]"))
    add_column(manager, "NewsRow", "news", "changes", Text(default="[]"))
    add_column(manager, "HandoverRow", "handover", "new_administration", Boolean(default=False))
    return manager
