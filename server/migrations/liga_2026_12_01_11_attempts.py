"""What failed lately is counted where every process sees it; a report is cleared of suspicion."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Boolean, Timestamptz, Varchar

from server.migrations import add_column, add_table, migration

ID = "liga_2026_12_01_11_attempts"
VERSION = "1.38.0"
DESCRIPTION = "Attempts, and reports that are cleared"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_table(
        manager,
        "AttemptRow",
        "attempt",
        source=Varchar(length=64, default=None),
        at=Timestamptz(default=None),
    )
    add_column(manager, "ReportRow", "report", "is_cleared", Boolean(default=False))
    return manager
