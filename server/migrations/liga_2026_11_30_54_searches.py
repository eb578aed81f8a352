"""The words of commitments, as they are looked for."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Integer, Text

from server.migrations import add_table, migration

ID = "liga_2026_11_30_54_searches"
VERSION = "1.38.0"
DESCRIPTION = "Words of commitments"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_table(
        manager,
        "SearchRow",
        "commitment_search",
        commitment=Integer(primary_key=True, default=None),
        goal=Text(default=""),
        terms=Text(default=""),
        participant=Text(default=""),
        notes=Text(default=""),
    )
    return manager
