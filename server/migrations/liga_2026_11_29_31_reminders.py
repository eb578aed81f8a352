"""Whom the coordination reminded, and when."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Integer, Timestamptz, Varchar

from server.migrations import add_table, migration

ID = "liga_2026_11_29_31_reminders"
VERSION = "1.38.0"
DESCRIPTION = "Reminders"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_table(
        manager,
        "ReminderRow",
        "reminder",
        participant=Varchar(length=24, default=None),
        edition=Varchar(length=24, default=None),
        number=Integer(default=None),
        at=Timestamptz(default=None),
        account=Integer(default=None),
        author=Varchar(length=160, default=None),
    )
    return manager
