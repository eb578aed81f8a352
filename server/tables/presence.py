"""Presencia: at which item of an edition somebody is typing, one row for each person."""

from piccolo.columns import Integer, Serial, Timestamptz, Varchar
from piccolo.table import Table


class PresenceRow(Table, tablename="presence"):
    """Where an account last said it was typing; `item` is empty once it left.

    Nothing is derived from it and nothing of it is history: it is overwritten every few seconds.
    """

    id: Serial
    participant = Varchar(length=24, default=None)
    edition = Varchar(length=24, default=None)
    account = Integer(default=None)
    topic = Varchar(length=16, default=None)
    item = Varchar(length=24, default="")
    name = Varchar(length=160, default=None)
    at = Timestamptz(default=None)
