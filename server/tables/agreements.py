"""Acuerdos: what a meeting agreed in its document, and what each participant answered to it."""

from piccolo.columns import Date, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class AgreementRow(Table, tablename="agreement"):
    """One goal that many may sign, as a document of a meeting has it.

    `milestones` are JSON: what every commitment to it starts with. `sign_by`: until when it may be
    signed.
    """

    id: Serial
    meeting = Varchar(length=240, default=None)
    held_on = Date(default=None)
    title = Varchar(length=240, default=None)
    text = Text(default="")
    pillar = Varchar(length=8, default=None)
    goal = Text(default=None)
    indicator = Text(default=None)
    starts = Date(null=True, default=None)
    due = Date(default=None)
    sign_by = Date(default=None)
    milestones = Text(default="[]")
    created_at = Timestamptz(default=None)
    account = Integer(null=True, default=None)
    author = Varchar(length=160, default=None)


class AgreementEventRow(Table, tablename="agreement_event"):
    """Append-only: who was invited, who signed and who declined; the last one is what stands.

    `position` counts those of one participant, so that two at once are never both the next.
    """

    id: Serial
    agreement = Integer(default=None)
    participant = Varchar(length=24, default=None)
    position = Integer(default=None)
    act = Varchar(length=16, default=None)
    note = Text(default="")
    commitment = Integer(null=True, default=None)
    at = Timestamptz(default=None)
    account = Integer(null=True, default=None)
    author = Varchar(length=160, default=None)
    role = Varchar(length=16, default="")
