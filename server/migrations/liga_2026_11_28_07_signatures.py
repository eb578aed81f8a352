"""Signatures and what voided them, levels reopened, threads, and which verdict a reply answers."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Integer, Text, Timestamptz, Varchar

from server.migrations import add_column, add_table, migration

ID = "liga_2026_11_28_07_signatures"
VERSION = "1.38.0"
DESCRIPTION = "Signatures, reopenings, threads, and what a reply replies to"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_table(
        manager,
        "SignatureRow",
        "signature",
        participant=Varchar(length=24, default=None),
        edition=Varchar(length=24, default=None),
        topic=Varchar(length=16, default=None),
        account=Integer(default=None),
        name=Varchar(length=160, default=None),
        seat=Integer(null=True, default=None),
        seat_title=Varchar(length=160, default=""),
        at=Timestamptz(default=None),
        digest=Varchar(length=64, default=""),
        revisions=Text(default="{}"),
        counts=Text(default="{}"),
        voided_at=Timestamptz(null=True, default=None),
        voided_by=Integer(null=True, default=None),
        voider_name=Varchar(length=160, default=""),
        void_cause=Varchar(length=16, default=""),
        voided_item=Varchar(length=24, default=""),
        voided_revision=Integer(default=0),
    )
    add_table(
        manager,
        "ReopeningRow",
        "reopening",
        participant=Varchar(length=24, default=None),
        edition=Varchar(length=24, default=None),
        topic=Varchar(length=16, default=None),
        at=Timestamptz(default=None),
        account=Integer(default=None),
        role=Varchar(length=16, default=None),
        seat_title=Varchar(length=160, default=""),
        reason=Text(default=None),
    )
    add_table(
        manager,
        "ThreadRow",
        "thread",
        participant=Varchar(length=24, default=None),
        edition=Varchar(length=24, default=None),
        item=Varchar(length=24, default=None),
        state=Varchar(length=16, default=None),
        entries=Integer(default=0),
    )
    add_table(
        manager,
        "ThreadEntryRow",
        "thread_entry",
        participant=Varchar(length=24, default=None),
        edition=Varchar(length=24, default=None),
        item=Varchar(length=24, default=None),
        kind=Varchar(length=16, default=None),
        text=Text(default=""),
        account=Integer(default=None),
        author=Varchar(length=160, default=None),
        role=Varchar(length=16, default=None),
        at=Timestamptz(default=None),
    )
    add_column(manager, "ReplyRow", "reply", "verdict", Integer(null=True, default=None))
    return manager
