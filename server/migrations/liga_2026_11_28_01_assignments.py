"""What of an edition is delegated to which seat, and the messages to be sent."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Date, Integer, Text, Timestamptz, Varchar

from server.migrations import add_table, migration

ID = "liga_2026_11_28_01_assignments"
VERSION = "1.38.0"
DESCRIPTION = "Assignments and their log, and messages to be sent"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    _assignments(manager)
    _mail(manager)
    return manager


def _assignments(manager: MigrationManager) -> None:
    add_table(
        manager,
        "AssignmentRow",
        "assignment",
        participant=Varchar(length=24, default=None),
        edition=Varchar(length=24, default=None),
        topic=Varchar(length=16, default=None),
        item=Varchar(length=24, default=""),
        seat=Integer(default=None),
        due=Date(default=None),
        note=Text(default=""),
        state=Varchar(length=16, default=None),
        version=Integer(default=1),
        given_at=Timestamptz(default=None),
        giver_name=Varchar(length=160, default=""),
    )
    add_table(
        manager,
        "AssignmentEventRow",
        "assignment_event",
        assignment=Integer(default=None),
        at=Timestamptz(default=None),
        move=Varchar(length=16, default=None),
        seat=Integer(default=None),
        holder=Varchar(length=160, default=""),
        due=Date(default=None),
        note=Text(default=""),
        account=Integer(null=True, default=None),
        author=Varchar(length=160, default=None),
        role=Varchar(length=16, default=""),
    )


def _mail(manager: MigrationManager) -> None:
    add_table(
        manager,
        "MailRow",
        "mail",
        key=Varchar(length=120, unique=True, default=None),
        address=Varchar(length=254, default=None),
        name=Varchar(length=160, default=""),
        subject=Varchar(length=240, default=None),
        body=Text(default=None),
        message_id=Varchar(length=160, default=None),
        created_at=Timestamptz(default=None),
        try_at=Timestamptz(default=None),
        leased_until=Timestamptz(null=True, default=None),
        attempts=Integer(default=0),
        sent_at=Timestamptz(null=True, default=None),
        failure=Varchar(length=240, default=""),
    )
