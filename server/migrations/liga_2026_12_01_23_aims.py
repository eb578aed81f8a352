"""A recommendation may aim at an option below the best one."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Text

from server.migrations import add_column, migration

ID = "liga_2026_12_01_23_aims"
VERSION = "1.38.0"
DESCRIPTION = "What recommendations aim at"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_column(manager, "RecommendationRow", "recommendation", "aims", Text(default="{}"))
    return manager
