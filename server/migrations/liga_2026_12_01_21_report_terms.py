"""A move that begins the clock of a government says until when, whatever an edition says later."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Date

from server.migrations import add_column, migration

ID = "liga_2026_12_01_21_report_terms"
VERSION = "1.38.0"
DESCRIPTION = "Terms of answers to reports"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_column(manager, "ReportEventRow", "report_event", "term", Date(null=True, default=None))
    return manager
