"""Who is typing where, and what gave way and stays beside an item as a note of the team."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Integer, Timestamptz, Varchar

from server.migrations import add_table, migration

ID = "liga_2026_11_28_05_presence"
VERSION = "1.38.0"
DESCRIPTION = "Presence, and notes of a team beside its answers"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_table(
        manager,
        "PresenceRow",
        "presence",
        participant=Varchar(length=24, default=None),
        edition=Varchar(length=24, default=None),
        account=Integer(default=None),
        topic=Varchar(length=16, default=None),
        item=Varchar(length=24, default=""),
        name=Varchar(length=160, default=None),
        at=Timestamptz(default=None),
    )
    add_table(
        manager,
        "AnswerNoteRow",
        "answer_note",
        participant=Varchar(length=24, default=None),
        edition=Varchar(length=24, default=None),
        item=Varchar(length=24, default=None),
        revision=Integer(default=None),
        resolved_at=Timestamptz(null=True, default=None),
        resolved_by=Integer(null=True, default=None),
        resolver_name=Varchar(length=160, default=""),
    )
    return manager
