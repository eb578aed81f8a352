"""Dictámenes y réplicas: what verifiers decided, and what governments replied."""

from piccolo.columns import Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class VerdictRow(Table, tablename="verdict"):
    """Append-only: the latest one of an item counts. `revision`: the one it was given on.

    `seat`: from which it was given, with its title then; what is told in public names nobody.
    """

    id: Serial
    participant = Varchar(length=24, default=None)
    edition = Varchar(length=24, default=None)
    item = Varchar(length=24, default=None)
    revision = Integer(default=None)
    verdict = Varchar(length=16, default=None)
    reason = Text(default="")
    verifier = Integer(default=None)
    verifier_name = Varchar(length=160, default=None)
    at = Timestamptz(default=None)
    seat = Integer(null=True, default=None)
    seat_title = Varchar(length=160, default="")


class ReplyRow(Table, tablename="reply"):
    """Réplica: once per item. `evidence` is JSON. `verdict`: the key of the one it replies to."""

    id: Serial
    participant = Varchar(length=24, default=None)
    edition = Varchar(length=24, default=None)
    item = Varchar(length=24, default=None)
    text = Text(default=None)
    evidence = Text(default="[]")
    account = Integer(default=None)
    author = Varchar(length=160, default=None)
    at = Timestamptz(default=None)
    verdict = Integer(null=True, default=None)
