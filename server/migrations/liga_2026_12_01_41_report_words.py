"""Reports are looked for by their words."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Text

from server.migrations import add_column, migration

ID = "liga_2026_12_01_41_report_words"
VERSION = "1.38.0"
DESCRIPTION = "Words of reports"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_column(manager, "ReportRow", "report", "shown_words", Text(default=""))
    return manager
