"""When somebody who answers opened a level."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Integer, Timestamptz, Varchar

from server.migrations import add_table, migration

ID = "liga_2026_11_28_17_visits"
VERSION = "1.38.0"
DESCRIPTION = "Visits to levels"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_table(
        manager,
        "VisitRow",
        "visit",
        participant=Varchar(length=24, default=None),
        edition=Varchar(length=24, default=None),
        topic=Varchar(length=16, default=None),
        account=Integer(default=None),
        at=Timestamptz(default=None),
    )
    return manager
