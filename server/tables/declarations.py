"""Declaraciones públicas: who put their name to the text of an edition, and all that followed."""

from piccolo.columns import Date, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class DeclarationRow(Table, tablename="declaration"):
    """One of somebody, from one seat; `number` counts theirs from there.

    `participant`: of the seat; an association that observes has none, and is called as its seat.
    """

    id: Serial
    participant = Varchar(length=24, null=True, default=None)
    seat = Integer(default=None)
    account = Integer(default=None)
    number = Integer(default=None)
    name = Varchar(length=160, default=None)
    signed_at = Timestamptz(default=None)


class DeclarationEventRow(Table, tablename="declaration_event"):
    """Append-only: signed, renewed, revoked. `position` counts those of one declaration.

    A signature keeps the text itself (`words`, JSON in both languages) beside its SHA-256.
    """

    id: Serial
    declaration = Integer(default=None)
    position = Integer(default=None)
    move = Varchar(length=16, default=None)
    at = Timestamptz(default=None)
    account = Integer(default=None)
    author = Varchar(length=160, default=None)
    role = Varchar(length=16, default=None)
    seat_title = Varchar(length=160, default="")
    edition = Varchar(length=24, default="")
    sha256 = Varchar(length=64, default="")
    until = Date(null=True, default=None)
    words = Text(default="")
    reason = Text(default="")
