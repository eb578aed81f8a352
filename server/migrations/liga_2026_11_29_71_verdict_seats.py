"""A verdict says from which seat it was given, so that it can be told in public without a name."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Integer, Varchar

from server.migrations import add_column, migration

ID = "liga_2026_11_29_71_verdict_seats"
VERSION = "1.38.0"
DESCRIPTION = "Verdicts by seat"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    seat, title = Integer(null=True, default=None), Varchar(length=160, default="")
    add_column(manager, "VerdictRow", "verdict", "seat", seat)
    add_column(manager, "VerdictRow", "verdict", "seat_title", title)
    return manager
