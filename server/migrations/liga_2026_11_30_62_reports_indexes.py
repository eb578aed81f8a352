"""Each sheet, link, voice and turn exists once; reports are found by whose they are."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_30_62_reports_indexes"
VERSION = "1.38.0"
DESCRIPTION = "Reports once"

INDEXES = (
    "CREATE UNIQUE INDEX report_sheet_once ON report (sheet)",
    "CREATE UNIQUE INDEX report_token_once ON report (token_hash)",
    "CREATE INDEX report_of_participant ON report (participant, status)",
    "CREATE INDEX report_of_commitment ON report (commitment)",
    "CREATE INDEX report_by_status ON report (status)",
    "CREATE INDEX report_into ON report (merged_into)",
    "CREATE INDEX report_event_of ON report_event (report)",
    "CREATE UNIQUE INDEX report_support_once ON report_support (report, person)",
    "CREATE INDEX report_support_token ON report_support (token_hash)",
    "CREATE UNIQUE INDEX report_turn_once ON report_turn (source, span, number)",
    "CREATE UNIQUE INDEX report_watch_once ON report_watch (account, kind, code)",
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, INDEXES)
    return manager
