"""Observaciones: what businesses and citizens report, who stands behind it, and what follows.

What was sent is never updated: what is published stands in columns of its own.
"""

from piccolo.columns import Boolean, Date, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class ReportRow(Table, tablename="report"):
    """A report as it stands. `revision` counts its moves: a move is kept on the one it was seen in.

    `email` is dropped some time after the end; `person` tells two people apart and nobody's name.
    `token_hash`: of the private link. `sheet`: the form it came on, so that it exists once.
    `marks`: why it looks like spam, as JSON; `is_cleared`: a moderator found that it does not.
    `shown_words`: the words of all that is published of it, as `game.searches` reads them, each
    between two spaces.
    """

    id: Serial
    participant = Varchar(length=24, default=None)
    commitment = Integer(null=True, default=None)
    pillar = Varchar(length=8, default="")
    topic = Varchar(length=24, default="")
    bearing = Varchar(length=16, default=None)
    happened_on = Date(null=True, default=None)
    asked = Text(default=None)
    place = Varchar(length=160, default="")
    story = Text(default=None)
    shown_as = Varchar(length=160, default="")
    shown_asked = Text(default="")
    shown_place = Varchar(length=160, default="")
    shown_story = Text(default="")
    shown_words = Text(default="")
    status = Varchar(length=16, default=None)
    revision = Integer(default=0)
    answer_by = Date(null=True, default=None)
    merged_into = Integer(null=True, default=None)
    marks = Text(default="[]")
    is_cleared = Boolean(default=False)
    filename = Varchar(length=240, default="")
    media_type = Varchar(length=120, default="")
    size = Integer(default=0)
    sha256 = Varchar(length=64, default="")
    shows_file = Boolean(default=False)
    email = Varchar(length=254, default="")
    person = Varchar(length=64, default=None)
    account = Integer(null=True, default=None)
    locale = Varchar(length=8, default="es")
    token_hash = Varchar(length=64, default=None)
    sheet = Varchar(length=64, default=None)
    confirm_until = Timestamptz(default=None)
    sent_at = Timestamptz(default=None)
    published_at = Timestamptz(null=True, default=None)
    updated_at = Timestamptz(default=None)


class ReportEventRow(Table, tablename="report_event"):
    """Append-only: every move of a report. `evidence`: what an answer cites, as JSON.

    `term`: the last day of the clock that the move begins; None where it begins none.
    """

    id: Serial
    report = Integer(default=None)
    at = Timestamptz(default=None)
    move = Varchar(length=16, default=None)
    from_status = Varchar(length=16, default=None)
    to_status = Varchar(length=16, default=None)
    by_part = Varchar(length=16, default=None)
    text = Text(default="")
    evidence = Text(default="[]")
    term = Date(null=True, default=None)
    account = Integer(null=True, default=None)
    author = Varchar(length=160, default="")
    role = Varchar(length=16, default="")


class SupportRow(Table, tablename="report_support"):
    """También me pasa: somebody to whom the same happens, counted once their address is proved."""

    id: Serial
    report = Integer(default=None)
    email = Varchar(length=254, default="")
    person = Varchar(length=64, default=None)
    account = Integer(null=True, default=None)
    locale = Varchar(length=8, default="es")
    token_hash = Varchar(length=64, default=None)
    confirm_until = Timestamptz(default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    at = Timestamptz(default=None)


class ReportTurnRow(Table, tablename="report_turn"):
    """How many came from somewhere in an hour or a day. `source` is a hash, never an address."""

    id: Serial
    source = Varchar(length=64, default=None)
    span = Varchar(length=16, default=None)
    number = Integer(default=None)
    at = Timestamptz(default=None)


class WatchRow(Table, tablename="report_watch"):
    """What an observer keeps an eye on: a participant or a topic, by its code."""

    id: Serial
    account = Integer(default=None)
    kind = Varchar(length=16, default=None)
    code = Varchar(length=24, default=None)
    at = Timestamptz(default=None)
