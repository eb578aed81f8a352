"""Niveles reabiertos: which level handed in was opened again, from which seat, and why."""

from piccolo.columns import Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class ReopeningRow(Table, tablename="reopening"):
    """Append-only and public, but for the account."""

    id: Serial
    participant = Varchar(length=24, default=None)
    edition = Varchar(length=24, default=None)
    topic = Varchar(length=16, default=None)
    at = Timestamptz(default=None)
    account = Integer(default=None)
    role = Varchar(length=16, default=None)
    seat_title = Varchar(length=160, default="")
    reason = Text(default=None)
