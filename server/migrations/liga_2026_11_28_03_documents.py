"""Documents have a validity and versions, and it is kept who goes on citing an old one."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Date, Integer, Timestamptz, Varchar

from server.migrations import add_column, add_table, migration

ID = "liga_2026_11_28_03_documents"
VERSION = "1.38.0"
DESCRIPTION = "Validity and versions of documents"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    columns = {
        "valid_from": Date(null=True, default=None),
        "valid_until": Date(null=True, default=None),
        "lineage": Varchar(length=32, default=""),
        "version": Integer(default=1),
    }
    for name, column in columns.items():
        add_column(manager, "DocumentRow", "document", name, column)
    add_table(
        manager,
        "VersionChoiceRow",
        "version_choice",
        participant=Varchar(length=24, default=None),
        edition=Varchar(length=24, default=None),
        item=Varchar(length=24, default=None),
        document=Varchar(length=32, default=None),
        newer=Varchar(length=32, default=None),
        account=Integer(default=None),
        author=Varchar(length=160, default=None),
        at=Timestamptz(default=None),
    )
    return manager
