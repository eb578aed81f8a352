"""Encargos: what of an edition is delegated to which seat, and everything that became of it."""

from piccolo.columns import Date, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class AssignmentRow(Table, tablename="assignment"):
    """One per level, or item of it (`item` is empty for the whole), as it stands today."""

    id: Serial
    participant = Varchar(length=24, default=None)
    edition = Varchar(length=24, default=None)
    topic = Varchar(length=16, default=None)
    item = Varchar(length=24, default="")
    seat = Integer(default=None)
    due = Date(default=None)
    note = Text(default="")
    state = Varchar(length=16, default=None)
    version = Integer(default=1)
    given_at = Timestamptz(default=None)
    giver_name = Varchar(length=160, default="")


class AssignmentEventRow(Table, tablename="assignment_event"):
    """Append-only: every move, with the seat, the date and the note as they were left."""

    id: Serial
    assignment = Integer(default=None)
    at = Timestamptz(default=None)
    move = Varchar(length=16, default=None)
    seat = Integer(default=None)
    holder = Varchar(length=160, default="")
    due = Date(default=None)
    note = Text(default="")
    account = Integer(null=True, default=None)
    author = Varchar(length=160, default=None)
    role = Varchar(length=16, default="")
