"""Which laws were abrogated, and what governments confirmed since."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Date, Integer, Text, Timestamptz, Varchar

from server.migrations import add_table, migration

ID = "liga_2026_11_28_11_laws"
VERSION = "1.38.0"
DESCRIPTION = "Laws that were abrogated, and confirmations of governments"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_table(
        manager,
        "LawEventRow",
        "law_event",
        law=Varchar(length=24, default=None),
        number=Integer(default=None),
        move=Varchar(length=16, default=None),
        since=Date(null=True, default=None),
        replaced_by=Varchar(length=24, default=""),
        note=Text(default=""),
        account=Integer(null=True, default=None),
        author=Varchar(length=160, default=""),
        at=Timestamptz(default=None),
    )
    add_table(
        manager,
        "ConfirmationRow",
        "confirmation",
        participant=Varchar(length=24, default=None),
        edition=Varchar(length=24, default=None),
        kind=Varchar(length=8, default=None),
        about=Integer(default=None),
        item=Varchar(length=24, default=""),
        document=Varchar(length=32, default=""),
        note=Text(default=""),
        account=Integer(default=None),
        author=Varchar(length=160, default=None),
        at=Timestamptz(default=None),
    )
    return manager
