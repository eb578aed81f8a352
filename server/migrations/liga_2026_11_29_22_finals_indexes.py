"""A finalist is listed once, a member sits once, and every save of a sheet has its own number."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_29_22_finals_indexes"
VERSION = "1.38.0"
DESCRIPTION = "What is there only once in a final round"

INDEXES = (
    "CREATE UNIQUE INDEX shortlist_once ON shortlist (edition, number)",
    "CREATE UNIQUE INDEX finalist_once ON finalist (edition, number, participant)",
    (
        "CREATE UNIQUE INDEX panel_member_once ON panel_member (edition, account)"
        " WHERE released_at IS NULL"
    ),
    "CREATE INDEX panel_member_by_account ON panel_member (account)",
    "CREATE UNIQUE INDEX mark_sheet_once ON mark_sheet (edition, account, participant, revision)",
    "CREATE UNIQUE INDEX recusal_once ON recusal (edition, account, participant)",
    (
        "CREATE UNIQUE INDEX final_publication_open ON final_publication (edition)"
        " WHERE confirmed_at IS NULL AND ended_at IS NULL"
    ),
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, INDEXES)
    return manager
