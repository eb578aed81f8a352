"""What was measured of an edition when its visits were forgotten."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Text, Varchar

from server.migrations import add_table, migration

ID = "liga_2026_11_28_24_time_spent"
VERSION = "1.38.0"
DESCRIPTION = "Time spent, once its visits are forgotten"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_table(
        manager,
        "TimeRow",
        "time_spent",
        participant=Varchar(length=24, default=None),
        edition=Varchar(length=24, default=None),
        content=Text(default=None),
    )
    return manager
