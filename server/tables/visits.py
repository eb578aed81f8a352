"""Visitas: when somebody who answers opened a level, to tell how long its items take."""

from piccolo.columns import Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class VisitRow(Table, tablename="visit"):
    """Append-only, and no more than this: no address, no browser, no session.

    Once its edition is published a visit is forgotten, and what it measured stays (`TimeRow`).
    `account` is the one that saves carry too, so that both can be put in one line.
    """

    id: Serial
    participant = Varchar(length=24, default=None)
    edition = Varchar(length=24, default=None)
    topic = Varchar(length=16, default=None)
    account = Integer(default=None)
    at = Timestamptz(default=None)


class TimeRow(Table, tablename="time_spent"):
    """The minutes of a participant when its visits were forgotten: nobody's in particular.

    `content`: JSON, item to microseconds.
    """

    id: Serial
    participant = Varchar(length=24, default=None)
    edition = Varchar(length=24, default=None)
    content = Text(default=None)
