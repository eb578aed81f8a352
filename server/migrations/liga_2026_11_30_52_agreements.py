"""Agreements of meetings, recommendations issued in batches, and what participants answer to both."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Boolean, Date, Integer, Text, Timestamptz, Varchar

from server.migrations import add_table, migration

ID = "liga_2026_11_30_52_agreements"
VERSION = "1.38.0"
DESCRIPTION = "Agreements that many sign, and recommendations in batches"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    _agreements(manager)
    _recommendations(manager)
    return manager


def _agreements(manager: MigrationManager) -> None:
    add_table(
        manager,
        "AgreementRow",
        "agreement",
        meeting=Varchar(length=240, default=None),
        held_on=Date(default=None),
        title=Varchar(length=240, default=None),
        text=Text(default=""),
        pillar=Varchar(length=8, default=None),
        goal=Text(default=None),
        indicator=Text(default=None),
        starts=Date(null=True, default=None),
        due=Date(default=None),
        sign_by=Date(default=None),
        milestones=Text(default="[]"),
        created_at=Timestamptz(default=None),
        account=Integer(null=True, default=None),
        author=Varchar(length=160, default=None),
    )
    _answered(manager, "AgreementEventRow", "agreement_event", "agreement", is_named=True)


def _recommendations(manager: MigrationManager) -> None:
    add_table(
        manager,
        "BatchRow",
        "recommendation_batch",
        edition=Varchar(length=24, default=None),
        title=Varchar(length=240, default=None),
        is_public=Boolean(default=False),
        created_at=Timestamptz(default=None),
        account=Integer(default=None),
        author=Varchar(length=160, default=None),
        issued_at=Timestamptz(null=True, default=None),
        issuer=Varchar(length=160, default=""),
    )
    add_table(
        manager,
        "RecommendationRow",
        "recommendation",
        batch=Integer(default=None),
        participant=Varchar(length=24, default=None),
        items=Text(default=None),
        text=Text(default=None),
        effort=Varchar(length=8, default=None),
        priority=Integer(default=None),
        gain=Varchar(length=32, default=""),
        place_before=Integer(null=True, default=None),
        place=Integer(null=True, default=None),
        revision=Integer(default=1),
        merged_into=Integer(null=True, default=None),
    )
    _answered(manager, "RecommendationEventRow", "recommendation_event", "recommendation")


def _answered(
    manager: MigrationManager, row: str, table: str, subject: str, *, is_named: bool = False
) -> None:
    """What participants answered, line by line; who did is named where the row does not say it."""
    named = {"participant": Varchar(length=24, default=None)} if is_named else {}
    add_table(
        manager,
        row,
        table,
        **{subject: Integer(default=None), **named},
        position=Integer(default=None),
        act=Varchar(length=16, default=None),
        note=Text(default=""),
        commitment=Integer(null=True, default=None),
        at=Timestamptz(default=None),
        account=Integer(null=True, default=None),
        author=Varchar(length=160, default=None),
        role=Varchar(length=16, default=""),
    )
