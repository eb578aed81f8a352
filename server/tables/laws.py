"""Leyes: which were abrogated; and what governments confirmed once something under them moved."""

from piccolo.columns import Date, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class LawEventRow(Table, tablename="law_event"):
    """Append-only: a law was abrogated, or that was taken back. `number` counts those of a law."""

    id: Serial
    law = Varchar(length=24, default=None)
    number = Integer(default=None)
    move = Varchar(length=16, default=None)
    since = Date(null=True, default=None)
    replaced_by = Varchar(length=24, default="")
    note = Text(default="")
    account = Integer(null=True, default=None)
    author = Varchar(length=160, default="")
    at = Timestamptz(default=None)


class ConfirmationRow(Table, tablename="confirmation"):
    """Append-only: a government looked again at an answer (`item`) or at a `document`.

    `kind` and `about`: a law event by its id, or a version of the questionnaire by its number.
    """

    id: Serial
    participant = Varchar(length=24, default=None)
    edition = Varchar(length=24, default=None)
    kind = Varchar(length=8, default=None)
    about = Integer(default=None)
    item = Varchar(length=24, default="")
    document = Varchar(length=32, default="")
    note = Text(default="")
    account = Integer(default=None)
    author = Varchar(length=160, default=None)
    at = Timestamptz(default=None)
