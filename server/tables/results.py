"""Resultados: publications by two people, and the snapshots they freeze."""

from piccolo.columns import Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class PublicationRow(Table, tablename="publication"):
    """Proposed by one person, confirmed by another; `snapshot` comes with the second."""

    id: Serial
    edition = Varchar(length=24, default=None)
    proposed_by = Integer(default=None)
    proposed_at = Timestamptz(default=None)
    confirmed_by = Integer(null=True, default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    snapshot = Integer(null=True, default=None)


class SnapshotRow(Table, tablename="snapshot"):
    """Everything results are computed from, as canonical JSON. An erratum is the next number."""

    id: Serial
    edition = Varchar(length=24, default=None)
    number = Integer(default=None)
    sha256 = Varchar(length=64, default=None)
    document = Text(default=None)
    note = Text(default="")
    created_at = Timestamptz(default=None)
