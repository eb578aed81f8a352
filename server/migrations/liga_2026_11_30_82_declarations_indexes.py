"""Of two signatures at once only one is the next; a form says something once, and asks once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_30_82_declarations_indexes"
VERSION = "1.38.0"
DESCRIPTION = "What is there only once of declarations and exchanges"

INDEXES = (
    "CREATE UNIQUE INDEX declaration_once ON declaration (seat, account, number)",
    "CREATE INDEX declaration_by_participant ON declaration (participant)",
    "CREATE UNIQUE INDEX declaration_event_once ON declaration_event (declaration, position)",
    "CREATE UNIQUE INDEX exchange_message_once ON exchange_message (account, sheet)",
    "CREATE INDEX exchange_message_by_item ON exchange_message (edition, item)",
    "CREATE UNIQUE INDEX help_request_once ON help_request (edition, item, participant)",
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, INDEXES)
    return manager
