"""Every definition an open edition has had, with what changed in it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Integer, Text, Timestamptz, Varchar

from server.migrations import add_table, migration

ID = "liga_2026_11_28_13_versions"
VERSION = "1.38.0"
DESCRIPTION = "Versions of a questionnaire"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_table(
        manager,
        "EditionVersionRow",
        "edition_version",
        edition=Varchar(length=24, default=None),
        number=Integer(default=None),
        version=Varchar(length=64, default=None),
        definition=Text(default=None),
        changes=Text(default="[]"),
        account=Integer(null=True, default=None),
        author=Varchar(length=160, default=""),
        at=Timestamptz(default=None),
    )
    return manager
