"""A request to be told says which follower it became, so that its link may be pressed again."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Varchar

from server.migrations import add_column, migration

ID = "liga_2026_12_01_31_confirmed_requests"
VERSION = "1.38.0"
DESCRIPTION = "Requests that were confirmed"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_column(
        manager, "FollowRequestRow", "follow_request", "confirmed", Varchar(length=32, default="")
    )
    return manager
