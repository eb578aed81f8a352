"""Respuestas: the answer in force of each item, every revision that led to it, and notes."""

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


class AnswerNoteRow(Table, tablename="answer_note"):
    """A text that gave way and stays beside its item for the team: which revision of the history.

    What was written, by whom and when is in that revision. It is resolved once.
    """

    id: Serial
    participant = Varchar(length=24, default=None)
    edition = Varchar(length=24, default=None)
    item = Varchar(length=24, default=None)
    revision = Integer(default=None)
    resolved_at = Timestamptz(null=True, default=None)
    resolved_by = Integer(null=True, default=None)
    resolver_name = Varchar(length=160, default="")
