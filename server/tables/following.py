"""Seguimiento: what happened, in the order in which it is told; who follows what by mail."""

from piccolo.columns import Date, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class NewsRow(Table, tablename="news"):
    """Append-only: one line for each thing that happened to a commitment, by its key.

    `number`: without gaps, each kept after all those below it. `event`: the line of the history;
    none for what the calendar did.
    """

    id: Serial
    number = Integer(default=None)
    key = Varchar(length=80, default=None)
    commitment = Integer(default=None)
    event = Integer(null=True, default=None)
    act = Varchar(length=24, default="")
    status = Varchar(length=16, default="")
    day = Date(default=None)
    at = Timestamptz(default=None)
    due = Date(default=None)
    due_before = Date(null=True, default=None)
    due_after = Date(null=True, default=None)
    note = Text(default="")
    changes = Text(default="[]")
    found_at = Timestamptz(default=None)


class FollowRequestRow(Table, tablename="follow_request"):
    """Somebody typed an address in; it counts for nothing until its owner says so.

    `confirmed`: the name of the follower that it became, by then without the address; else empty.
    """

    id: Serial
    token_hash = Varchar(length=64, default=None)
    address = Varchar(length=254, default=None)
    locale = Varchar(length=8, default="es")
    rhythm = Varchar(length=16, default=None)
    kind = Varchar(length=16, default=None)
    code = Varchar(length=24, default="")
    asked_at = Timestamptz(default=None)
    confirmed = Varchar(length=32, default="")


class FollowerRow(Table, tablename="follower"):
    """A confirmed address. `told`: the last number it was told of, or that was none of its own.

    `name`: drawn at random, it stands in the links of its letters. `refused`: how many letters in a
    row its mailbox refused for good.
    """

    id: Serial
    name = Varchar(length=32, default=None)
    address = Varchar(length=254, default=None)
    locale = Varchar(length=8, default="es")
    rhythm = Varchar(length=16, default=None)
    told = Integer(default=None)
    refused = Integer(default=0)
    confirmed_at = Timestamptz(default=None)


class FollowRow(Table, tablename="follow"):
    """One thing that is followed. `since`: what has this number or a lower one is not told."""

    id: Serial
    follower = Integer(default=None)
    kind = Varchar(length=16, default=None)
    code = Varchar(length=24, default="")
    since = Integer(default=None)
