"""Hilos: what was said between a verifier and a government about a returned item."""

from piccolo.columns import Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class ThreadRow(Table, tablename="thread"):
    """One per participant, edition and item. `entries`: how many it has."""

    id: Serial
    participant = Varchar(length=24, default=None)
    edition = Varchar(length=24, default=None)
    item = Varchar(length=24, default=None)
    state = Varchar(length=16, default=None)
    entries = Integer(default=0)


class ThreadEntryRow(Table, tablename="thread_entry"):
    """Append-only: one thing that was said, or the end of the thread."""

    id: Serial
    participant = Varchar(length=24, default=None)
    edition = Varchar(length=24, default=None)
    item = Varchar(length=24, default=None)
    kind = Varchar(length=16, default=None)
    text = Text(default="")
    account = Integer(default=None)
    author = Varchar(length=160, default=None)
    role = Varchar(length=16, default=None)
    at = Timestamptz(default=None)
