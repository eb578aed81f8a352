"""Respuestas: the answer in force of each item, and every revision that led to it."""

from piccolo.columns import Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class AnswerRow(Table, tablename="answer"):
    """The answer in force: one per participant, edition and item. `content` is JSON, as typed."""

    id: Serial
    participant = Varchar(length=24, default=None)
    edition = Varchar(length=24, default=None)
    item = Varchar(length=24, default=None)
    revision = Integer(default=None)
    content = Text(default=None)
    account = Integer(default=None)
    author = Varchar(length=160, default=None)
    saved_at = Timestamptz(default=None)


class AnswerRevisionRow(Table, tablename="answer_revision"):
    """Append-only: every save, also the one that lost to another; `based_on` is what it saw."""

    id: Serial
    participant = Varchar(length=24, default=None)
    edition = Varchar(length=24, default=None)
    item = Varchar(length=24, default=None)
    revision = Integer(default=None)
    based_on = Integer(default=None)
    content = Text(default=None)
    account = Integer(default=None)
    author = Varchar(length=160, default=None)
    saved_at = Timestamptz(default=None)
