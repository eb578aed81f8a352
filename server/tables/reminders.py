"""Recordatorios: what the coordination reminded a government of, so that nobody does it twice."""

from piccolo.columns import Integer, Serial, Timestamptz, Varchar
from piccolo.table import Table


class ReminderRow(Table, tablename="reminder"):
    """Append-only. `number` counts those of a participant in an edition: each exists once."""

    id: Serial
    participant = Varchar(length=24, default=None)
    edition = Varchar(length=24, default=None)
    number = Integer(default=None)
    at = Timestamptz(default=None)
    account = Integer(default=None)
    author = Varchar(length=160, default=None)
