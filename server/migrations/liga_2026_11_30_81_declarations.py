"""What heads and associations declare in public, and what governments say to each other."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Date, Integer, Text, Timestamptz, Varchar

from server.migrations import add_table, migration

ID = "liga_2026_11_30_81_declarations"
VERSION = "1.38.0"
DESCRIPTION = "Public declarations, and the exchange between peers"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    _declarations(manager)
    _exchanges(manager)
    return manager


def _declarations(manager: MigrationManager) -> None:
    add_table(
        manager,
        "DeclarationRow",
        "declaration",
        participant=Varchar(length=24, null=True, default=None),
        seat=Integer(default=None),
        account=Integer(default=None),
        number=Integer(default=None),
        name=Varchar(length=160, default=None),
        signed_at=Timestamptz(default=None),
    )
    add_table(
        manager,
        "DeclarationEventRow",
        "declaration_event",
        declaration=Integer(default=None),
        position=Integer(default=None),
        move=Varchar(length=16, default=None),
        at=Timestamptz(default=None),
        account=Integer(default=None),
        author=Varchar(length=160, default=None),
        role=Varchar(length=16, default=None),
        seat_title=Varchar(length=160, default=""),
        edition=Varchar(length=24, default=""),
        sha256=Varchar(length=64, default=""),
        until=Date(null=True, default=None),
        words=Text(default=""),
        reason=Text(default=""),
    )


def _exchanges(manager: MigrationManager) -> None:
    add_table(
        manager,
        "ExchangeMessageRow",
        "exchange_message",
        edition=Varchar(length=24, default=None),
        item=Varchar(length=24, default=None),
        participant=Varchar(length=24, default=None),
        account=Integer(default=None),
        author=Varchar(length=160, default=None),
        role=Varchar(length=16, default=None),
        text=Text(default=None),
        sheet=Varchar(length=80, default=None),
        at=Timestamptz(default=None),
        hidden_at=Timestamptz(null=True, default=None),
        hidden_by=Integer(null=True, default=None),
        hidden_reason=Text(default=""),
    )
    add_table(
        manager,
        "HelpRow",
        "help_request",
        edition=Varchar(length=24, default=None),
        item=Varchar(length=24, default=None),
        participant=Varchar(length=24, default=None),
        account=Integer(default=None),
        author=Varchar(length=160, default=None),
        text=Text(default=None),
        at=Timestamptz(default=None),
        giver=Varchar(length=24, null=True, default=None),
        thanks=Text(default=""),
        thanked_by=Integer(null=True, default=None),
        thanked_at=Timestamptz(null=True, default=None),
    )
