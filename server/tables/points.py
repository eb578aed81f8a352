"""Puntos: the ledger of changes. What a participant has is the fold of its events."""

from piccolo.columns import Integer, Serial, Timestamptz, Varchar
from piccolo.table import Table


class PointEventRow(Table, tablename="point_event"):
    """Append-only: nothing updates or deletes these rows. Both amounts are changes, not totals."""

    id: Serial
    participant = Varchar(length=24, default=None)
    edition = Varchar(length=24, default=None)
    league = Varchar(length=40, default=None)
    topic = Varchar(length=16, default=None)
    item = Varchar(length=24, default=None)
    reason = Varchar(length=40, default=None)
    provisional = Integer(default=None)
    settled = Integer(default=None)
    revision = Integer(null=True, default=None)
    at = Timestamptz(default=None)
