"""What businesses and citizens report, and who stands behind it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Boolean, Date, Integer, Text, Timestamptz, Varchar

from server.migrations import add_table, migration

ID = "liga_2026_11_30_61_reports"
VERSION = "1.38.0"
DESCRIPTION = "Reports"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_table(
        manager,
        "ReportRow",
        "report",
        participant=Varchar(length=24, default=None),
        commitment=Integer(null=True, default=None),
        pillar=Varchar(length=8, default=""),
        topic=Varchar(length=24, default=""),
        bearing=Varchar(length=16, default=None),
        happened_on=Date(null=True, default=None),
        asked=Text(default=None),
        place=Varchar(length=160, default=""),
        story=Text(default=None),
        shown_as=Varchar(length=160, default=""),
        shown_asked=Text(default=""),
        shown_place=Varchar(length=160, default=""),
        shown_story=Text(default=""),
        status=Varchar(length=16, default=None),
        revision=Integer(default=0),
        answer_by=Date(null=True, default=None),
        merged_into=Integer(null=True, default=None),
        marks=Text(default="[]"),
        filename=Varchar(length=240, default=""),
        media_type=Varchar(length=120, default=""),
        size=Integer(default=0),
        sha256=Varchar(length=64, default=""),
        shows_file=Boolean(default=False),
        email=Varchar(length=254, default=""),
        person=Varchar(length=64, default=None),
        account=Integer(null=True, default=None),
        locale=Varchar(length=8, default="es"),
        token_hash=Varchar(length=64, default=None),
        sheet=Varchar(length=64, default=None),
        confirm_until=Timestamptz(default=None),
        sent_at=Timestamptz(default=None),
        published_at=Timestamptz(null=True, default=None),
        updated_at=Timestamptz(default=None),
    )
    add_table(
        manager,
        "ReportEventRow",
        "report_event",
        report=Integer(default=None),
        at=Timestamptz(default=None),
        move=Varchar(length=16, default=None),
        from_status=Varchar(length=16, default=None),
        to_status=Varchar(length=16, default=None),
        by_part=Varchar(length=16, default=None),
        text=Text(default=""),
        evidence=Text(default="[]"),
        account=Integer(null=True, default=None),
        author=Varchar(length=160, default=""),
        role=Varchar(length=16, default=""),
    )
    add_table(
        manager,
        "SupportRow",
        "report_support",
        report=Integer(default=None),
        email=Varchar(length=254, default=""),
        person=Varchar(length=64, default=None),
        account=Integer(null=True, default=None),
        locale=Varchar(length=8, default="es"),
        token_hash=Varchar(length=64, default=None),
        confirm_until=Timestamptz(default=None),
        confirmed_at=Timestamptz(null=True, default=None),
        at=Timestamptz(default=None),
    )
    add_table(
        manager,
        "ReportTurnRow",
        "report_turn",
        source=Varchar(length=64, default=None),
        span=Varchar(length=16, default=None),
        number=Integer(default=None),
        at=Timestamptz(default=None),
    )
    add_table(
        manager,
        "WatchRow",
        "report_watch",
        account=Integer(default=None),
        kind=Varchar(length=16, default=None),
        code=Varchar(length=24, default=None),
        at=Timestamptz(default=None),
    )
    return manager
