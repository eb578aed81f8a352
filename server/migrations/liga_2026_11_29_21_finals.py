"""Final rounds: who is shortlisted, the panel, what it marked, and what was published."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Boolean, Integer, Text, Timestamptz, Varchar

from server.migrations import add_table, migration

ID = "liga_2026_11_29_21_finals"
VERSION = "1.38.0"
DESCRIPTION = "Final rounds with their shortlists, panels and marks"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    _shortlists(manager)
    _panel(manager)
    _publications(manager)
    return manager


def _shortlists(manager: MigrationManager) -> None:
    add_table(
        manager,
        "FinalRow",
        "final_round",
        edition=Varchar(length=24, primary_key=True, default=None),
        phase=Varchar(length=16, default=None),
        shortlist=Integer(default=None),
        closed_at=Timestamptz(null=True, default=None),
        closer_name=Varchar(length=160, default=""),
        published_at=Timestamptz(null=True, default=None),
    )
    add_table(
        manager,
        "ShortlistRow",
        "shortlist",
        edition=Varchar(length=24, default=None),
        number=Integer(default=None),
        standings=Text(default=None),
        reason=Text(default=""),
        account=Integer(default=None),
        author=Varchar(length=160, default=""),
        at=Timestamptz(default=None),
    )
    add_table(
        manager,
        "FinalistRow",
        "finalist",
        edition=Varchar(length=24, default=None),
        number=Integer(default=None),
        participant=Varchar(length=24, default=None),
        league=Varchar(length=40, default=None),
        place=Integer(default=None),
        settled=Integer(default=None),
        withdrew=Text(default=""),
        withdrew_at=Timestamptz(null=True, default=None),
    )


def _panel(manager: MigrationManager) -> None:
    add_table(
        manager,
        "PanelMemberRow",
        "panel_member",
        edition=Varchar(length=24, default=None),
        account=Integer(default=None),
        name=Varchar(length=160, default=None),
        state=Varchar(length=2, null=True, default=None),
        appointed_at=Timestamptz(default=None),
        released_at=Timestamptz(null=True, default=None),
    )
    add_table(
        manager,
        "MarkSheetRow",
        "mark_sheet",
        edition=Varchar(length=24, default=None),
        account=Integer(default=None),
        participant=Varchar(length=24, default=None),
        revision=Integer(default=None),
        is_handed_in=Boolean(default=False),
        content=Text(default=None),
        at=Timestamptz(default=None),
    )
    add_table(
        manager,
        "RecusalRow",
        "recusal",
        edition=Varchar(length=24, default=None),
        account=Integer(default=None),
        participant=Varchar(length=24, default=None),
        reason=Text(default=None),
        at=Timestamptz(default=None),
    )


def _publications(manager: MigrationManager) -> None:
    add_table(
        manager,
        "FinalPublicationRow",
        "final_publication",
        edition=Varchar(length=24, default=None),
        proposed_by=Integer(default=None),
        proposed_at=Timestamptz(default=None),
        confirmed_by=Integer(null=True, default=None),
        confirmed_at=Timestamptz(null=True, default=None),
        sha256=Varchar(length=64, default=None),
        document=Text(default=""),
        ended_by=Integer(null=True, default=None),
        ended_at=Timestamptz(null=True, default=None),
        is_void=Boolean(default=False),
        reason=Text(default=""),
    )
