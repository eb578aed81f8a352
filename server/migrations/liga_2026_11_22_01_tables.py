"""The first tables: one for each row of `server.tables`."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Boolean, Date, Integer, Text, Timestamptz, Varchar

from server.migrations import add_table, migration

ID = "liga_2026_11_22_01_tables"
VERSION = "1.38.0"
DESCRIPTION = "The first tables"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    _participants(manager)
    _editions(manager)
    _accounts(manager)
    _answers(manager)
    _points(manager)
    _levels(manager)
    _reviews(manager)
    _documents(manager)
    _commitments(manager)
    _results(manager)
    _audit(manager)
    return manager


def _participants(manager: MigrationManager) -> None:
    add_table(
        manager,
        "PlaceRow",
        "place",
        code=Varchar(length=5, primary_key=True, default=None),
        kind=Varchar(length=24, default=None),
        name=Varchar(length=120, default=None),
        state=Varchar(length=2, default=None),
        head_town=Varchar(length=120, default=""),
        population=Integer(null=True, default=None),
    )
    add_table(
        manager,
        "ParticipantRow",
        "participant",
        code=Varchar(length=24, primary_key=True, default=None),
        kind=Varchar(length=24, default=None),
        name=Varchar(length=160, default=None),
        place=Varchar(length=5, null=True, default=None),
        population=Integer(null=True, default=None),
    )
    add_table(
        manager,
        "EntryRow",
        "entry",
        edition=Varchar(length=24, default=None),
        participant=Varchar(length=24, default=None),
        league=Varchar(length=40, default=None),
    )


def _editions(manager: MigrationManager) -> None:
    add_table(
        manager,
        "EditionRow",
        "edition",
        code=Varchar(length=24, primary_key=True, default=None),
        instrument=Varchar(length=40, default=None),
        stage=Varchar(length=16, default=None),
        definition=Text(default=None),
        version=Varchar(length=64, default=None),
        continues=Varchar(length=24, null=True, default=None),
        synthetic=Boolean(default=False),
        freeze_at=Timestamptz(null=True, default=None),
    )
    add_table(
        manager,
        "StageChangeRow",
        "stage_change",
        edition=Varchar(length=24, default=None),
        from_stage=Varchar(length=16, default=None),
        to_stage=Varchar(length=16, default=None),
        at=Timestamptz(default=None),
        account=Integer(null=True, default=None),
    )


def _accounts(manager: MigrationManager) -> None:
    add_table(
        manager,
        "AccountRow",
        "account",
        email=Varchar(length=254, unique=True, default=None),
        name=Varchar(length=160, default=None),
        password_hash=Text(default=None),
        locale=Varchar(length=8, default="es"),
        active=Boolean(default=True),
        created_at=Timestamptz(default=None),
    )
    add_table(
        manager,
        "SeatRow",
        "seat",
        role=Varchar(length=16, default=None),
        participant=Varchar(length=24, null=True, default=None),
        state=Varchar(length=2, null=True, default=None),
        title=Varchar(length=160, default=""),
        account=Integer(null=True, default=None),
        created_at=Timestamptz(default=None),
    )
    add_table(
        manager,
        "InvitationRow",
        "invitation",
        token_hash=Varchar(length=64, unique=True, default=None),
        seat=Integer(default=None),
        email=Varchar(length=254, default=None),
        name=Varchar(length=160, default=""),
        created_at=Timestamptz(default=None),
        expires_at=Timestamptz(default=None),
        used_at=Timestamptz(null=True, default=None),
        invited_by=Integer(null=True, default=None),
    )
    add_table(
        manager,
        "SessionRow",
        "session",
        token_hash=Varchar(length=64, primary_key=True, default=None),
        account=Integer(default=None),
        seat=Integer(default=None),
        created_at=Timestamptz(default=None),
        expires_at=Timestamptz(default=None),
    )


def _answers(manager: MigrationManager) -> None:
    add_table(
        manager,
        "AnswerRow",
        "answer",
        participant=Varchar(length=24, default=None),
        edition=Varchar(length=24, default=None),
        item=Varchar(length=24, default=None),
        revision=Integer(default=None),
        content=Text(default=None),
        account=Integer(default=None),
        author=Varchar(length=160, default=None),
        saved_at=Timestamptz(default=None),
    )
    add_table(
        manager,
        "AnswerRevisionRow",
        "answer_revision",
        participant=Varchar(length=24, default=None),
        edition=Varchar(length=24, default=None),
        item=Varchar(length=24, default=None),
        revision=Integer(default=None),
        based_on=Integer(default=None),
        content=Text(default=None),
        account=Integer(default=None),
        author=Varchar(length=160, default=None),
        saved_at=Timestamptz(default=None),
    )


def _points(manager: MigrationManager) -> None:
    add_table(
        manager,
        "PointEventRow",
        "point_event",
        participant=Varchar(length=24, default=None),
        edition=Varchar(length=24, default=None),
        league=Varchar(length=40, default=None),
        topic=Varchar(length=16, default=None),
        item=Varchar(length=24, default=None),
        reason=Varchar(length=40, default=None),
        provisional=Integer(default=None),
        settled=Integer(default=None),
        revision=Integer(null=True, default=None),
        at=Timestamptz(default=None),
    )


def _levels(manager: MigrationManager) -> None:
    add_table(
        manager,
        "LevelRow",
        "level",
        participant=Varchar(length=24, default=None),
        edition=Varchar(length=24, default=None),
        topic=Varchar(length=16, default=None),
        submitted_at=Timestamptz(null=True, default=None),
        submitted_by=Integer(null=True, default=None),
        submitter_name=Varchar(length=160, default=""),
        signed_at=Timestamptz(null=True, default=None),
        signed_by=Integer(null=True, default=None),
        signer_name=Varchar(length=160, default=""),
    )


def _reviews(manager: MigrationManager) -> None:
    add_table(
        manager,
        "VerdictRow",
        "verdict",
        participant=Varchar(length=24, default=None),
        edition=Varchar(length=24, default=None),
        item=Varchar(length=24, default=None),
        revision=Integer(default=None),
        verdict=Varchar(length=16, default=None),
        reason=Text(default=""),
        verifier=Integer(default=None),
        verifier_name=Varchar(length=160, default=None),
        at=Timestamptz(default=None),
    )
    add_table(
        manager,
        "ReplyRow",
        "reply",
        participant=Varchar(length=24, default=None),
        edition=Varchar(length=24, default=None),
        item=Varchar(length=24, default=None),
        text=Text(default=None),
        evidence=Text(default="[]"),
        account=Integer(default=None),
        author=Varchar(length=160, default=None),
        at=Timestamptz(default=None),
    )


def _documents(manager: MigrationManager) -> None:
    add_table(
        manager,
        "DocumentRow",
        "document",
        id=Varchar(length=32, primary_key=True, default=None),
        participant=Varchar(length=24, default=None),
        kind=Varchar(length=8, default=None),
        title=Varchar(length=240, default=None),
        filename=Varchar(length=240, default=""),
        media_type=Varchar(length=120, default=""),
        size=Integer(default=0),
        sha256=Varchar(length=64, default=""),
        url=Text(default=""),
        dated=Date(null=True, default=None),
        account=Integer(default=None),
        author=Varchar(length=160, default=None),
        at=Timestamptz(default=None),
    )


def _commitments(manager: MigrationManager) -> None:
    add_table(
        manager,
        "CommitmentRow",
        "commitment",
        participant=Varchar(length=24, default=None),
        edition=Varchar(length=24, null=True, default=None),
        item=Varchar(length=24, null=True, default=None),
        pillar=Varchar(length=8, default=None),
        goal=Text(default=None),
        indicator=Text(default=""),
        responsible=Varchar(length=160, default=""),
        due=Date(default=None),
        status=Varchar(length=16, default=None),
        created_at=Timestamptz(default=None),
        updated_at=Timestamptz(default=None),
    )
    add_table(
        manager,
        "MilestoneRow",
        "milestone",
        commitment=Integer(default=None),
        position=Integer(default=None),
        title=Varchar(length=240, default=None),
        due=Date(default=None),
        weight=Integer(default=1),
        done_on=Date(null=True, default=None),
    )
    add_table(
        manager,
        "CommitmentEventRow",
        "commitment_event",
        commitment=Integer(default=None),
        at=Timestamptz(default=None),
        act=Varchar(length=24, default=None),
        from_status=Varchar(length=16, default=""),
        to_status=Varchar(length=16, default=None),
        note=Text(default=""),
        due_before=Date(null=True, default=None),
        due_after=Date(null=True, default=None),
        evidence=Text(default="[]"),
        account=Integer(null=True, default=None),
        author=Varchar(length=160, default=None),
        role=Varchar(length=16, default=""),
    )


def _results(manager: MigrationManager) -> None:
    add_table(
        manager,
        "PublicationRow",
        "publication",
        edition=Varchar(length=24, default=None),
        proposed_by=Integer(default=None),
        proposed_at=Timestamptz(default=None),
        confirmed_by=Integer(null=True, default=None),
        confirmed_at=Timestamptz(null=True, default=None),
        snapshot=Integer(null=True, default=None),
    )
    add_table(
        manager,
        "SnapshotRow",
        "snapshot",
        edition=Varchar(length=24, default=None),
        number=Integer(default=None),
        sha256=Varchar(length=64, default=None),
        document=Text(default=None),
        note=Text(default=""),
        created_at=Timestamptz(default=None),
    )


def _audit(manager: MigrationManager) -> None:
    add_table(
        manager,
        "AuditRow",
        "audit_event",
        at=Timestamptz(default=None),
        account=Integer(null=True, default=None),
        role=Varchar(length=16, default=""),
        action=Varchar(length=40, default=None),
        participant=Varchar(length=24, null=True, default=None),
        edition=Varchar(length=24, null=True, default=None),
        subject=Varchar(length=160, default=""),
        details=Text(default="{}"),
    )
    add_table(
        manager,
        "ReceiptRow",
        "idempotency",
        account=Integer(default=None),
        key=Varchar(length=80, default=None),
        digest=Varchar(length=64, default=None),
        outcome=Text(default=None),
        at=Timestamptz(default=None),
    )
