"""Ediciones: the whole definition of each edition as data, and how it moved through its stages."""

from piccolo.columns import Boolean, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class EditionRow(Table, tablename="edition"):
    """`definition` is canonical JSON of everything the edition says; `version` is its SHA-256."""

    code = Varchar(length=24, primary_key=True, default=None)
    instrument = Varchar(length=40, default=None)
    stage = Varchar(length=16, default=None)
    definition = Text(default=None)
    version = Varchar(length=64, default=None)
    continues = Varchar(length=24, null=True, default=None)
    synthetic = Boolean(default=False)
    freeze_at = Timestamptz(null=True, default=None)


class StageChangeRow(Table, tablename="stage_change"):
    """Append-only: who moved an edition from one stage to the next, and when."""

    id: Serial
    edition = Varchar(length=24, default=None)
    from_stage = Varchar(length=16, default=None)
    to_stage = Varchar(length=16, default=None)
    at = Timestamptz(default=None)
    account = Integer(null=True, default=None)


class EditionVersionRow(Table, tablename="edition_version"):
    """Append-only: what an edition said, from `at` on; `changes` is JSON, against the one before.

    Written from the first change of an open edition on: the first row is what it opened with.
    """

    id: Serial
    edition = Varchar(length=24, default=None)
    number = Integer(default=None)
    version = Varchar(length=64, default=None)
    definition = Text(default=None)
    changes = Text(default="[]")
    account = Integer(null=True, default=None)
    author = Varchar(length=160, default="")
    at = Timestamptz(default=None)
