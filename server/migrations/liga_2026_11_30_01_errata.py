"""What was published is put right in public, by two people."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Integer, Text, Timestamptz, Varchar

from server.migrations import add_table, migration

ID = "liga_2026_11_30_01_errata"
VERSION = "1.38.0"
DESCRIPTION = "Errata"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_table(
        manager,
        "ErratumRow",
        "erratum",
        edition=Varchar(length=24, default=None),
        corrects=Varchar(length=64, default=None),
        reason=Text(default=None),
        opened_by=Integer(default=None),
        opened_at=Timestamptz(default=None),
        proposed_by=Integer(null=True, default=None),
        proposed_at=Timestamptz(null=True, default=None),
        sha256=Varchar(length=64, default=""),
        confirmed_by=Integer(null=True, default=None),
        confirmed_at=Timestamptz(null=True, default=None),
        ended_by=Integer(null=True, default=None),
        ended_at=Timestamptz(null=True, default=None),
        ending=Text(default=""),
    )
    return manager
