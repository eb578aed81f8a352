"""Clocks that run have their last day in the report; of those that are over nobody kept it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_12_01_22_report_terms_kept"
VERSION = "1.38.0"
DESCRIPTION = "Terms of the clocks that run"

KEPT = (
    (
        "UPDATE report_event SET term = (SELECT report.answer_by FROM report"
        " WHERE report.id = report_event.report) WHERE report_event.id IN ("
        "SELECT MAX(last.id) FROM report_event AS last JOIN report ON report.id = last.report"
        " WHERE report.answer_by IS NOT NULL AND last.move IN ('publish', 'release', 'return')"
        " GROUP BY last.report)"
    ),
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, KEPT)
    return manager
