"""Seats that pass from one person to another, with the record of what each held."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Date, Integer, Text, Timestamptz, Varchar

from server.migrations import add_table, migration

ID = "liga_2026_11_28_09_handovers"
VERSION = "1.38.0"
DESCRIPTION = "Handovers of seats, their records, and what is inherited"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    _handovers(manager)
    _records(manager)
    return manager


def _handovers(manager: MigrationManager) -> None:
    add_table(
        manager,
        "HandoverRow",
        "handover",
        seat=Integer(default=None),
        participant=Varchar(length=24, null=True, default=None),
        role=Varchar(length=16, default=None),
        state=Varchar(length=16, default=None),
        giver=Integer(null=True, default=None),
        giver_name=Varchar(length=160, default=""),
        giver_email=Varchar(length=254, default=""),
        receiver=Integer(null=True, default=None),
        receiver_name=Varchar(length=160, default=""),
        receiver_email=Varchar(length=254, default=""),
        own_state=Varchar(length=2, null=True, default=None),
        reason=Text(default=""),
        effective_on=Date(null=True, default=None),
        starter=Integer(default=None),
        starter_name=Varchar(length=160, default=""),
        starter_role=Varchar(length=16, default=""),
        started_at=Timestamptz(default=None),
        vacated_at=Timestamptz(null=True, default=None),
        closed_at=Timestamptz(null=True, default=None),
        token_hash=Varchar(length=64, default=""),
    )


def _records(manager: MigrationManager) -> None:
    add_table(
        manager,
        "HandoverRecordRow",
        "handover_record",
        handover=Integer(primary_key=True, default=None),
        folio=Varchar(length=40, unique=True, default=None),
        at=Timestamptz(default=None),
        sha256=Varchar(length=64, default=None),
        document=Text(default=None),
    )
    add_table(
        manager,
        "HandoverMatterRow",
        "handover_matter",
        handover=Integer(default=None),
        kind=Varchar(length=16, default=None),
        code=Varchar(length=40, default=None),
        topic=Varchar(length=16, default=""),
        label_es=Text(default=None),
        label_en=Text(default=None),
        received_at=Timestamptz(null=True, default=None),
    )
    add_table(
        manager,
        "LeftSessionRow",
        "left_session",
        token_hash=Varchar(length=64, primary_key=True, default=None),
        handover=Integer(default=None),
        expires_at=Timestamptz(default=None),
    )
