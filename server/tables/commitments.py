"""Compromisos: what a government promised in public, its milestones and its history."""

from piccolo.columns import BigInt, Date, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class CommitmentRow(Table, tablename="commitment"):
    """The promise as it stands today; how it came to stand so is in its events.

    `budget` is in whole pesos. `agreement` and `recommendation` are the numbers of what it answers
    to; `ratify_by`: until when whoever inherited it may ratify it in time.
    """

    id: Serial
    participant = Varchar(length=24, default=None)
    edition = Varchar(length=24, null=True, default=None)
    item = Varchar(length=24, null=True, default=None)
    pillar = Varchar(length=8, default=None)
    goal = Text(default=None)
    indicator = Text(default="")
    responsible = Varchar(length=160, default="")
    due = Date(default=None)
    status = Varchar(length=16, default=None)
    starts = Date(null=True, default=None)
    budget = BigInt(null=True, default=None)
    agreement = Integer(null=True, default=None)
    recommendation = Integer(null=True, default=None)
    ratify_by = Date(null=True, default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)


class MilestoneRow(Table, tablename="milestone"):
    """Hito: a step on the way, with its weight and the day it was reached."""

    id: Serial
    commitment = Integer(default=None)
    position = Integer(default=None)
    title = Varchar(length=240, default=None)
    due = Date(default=None)
    weight = Integer(default=1)
    done_on = Date(null=True, default=None)


class CommitmentEventRow(Table, tablename="commitment_event"):
    """Append-only: every change of a commitment. A moved date keeps the old one beside it.

    `term`: the last day of the term that the change begins. `changes`: what it worded anew, with
    the old words, as JSON.
    """

    id: Serial
    commitment = Integer(default=None)
    at = Timestamptz(default=None)
    act = Varchar(length=24, default=None)
    from_status = Varchar(length=16, default="")
    to_status = Varchar(length=16, default=None)
    note = Text(default="")
    due_before = Date(null=True, default=None)
    due_after = Date(null=True, default=None)
    term = Date(null=True, default=None)
    changes = Text(default="[]")
    evidence = Text(default="[]")
    account = Integer(null=True, default=None)
    author = Varchar(length=160, default=None)
    role = Varchar(length=16, default="")
