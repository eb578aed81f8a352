"""Resultados: publications by two people, and the snapshots they freeze."""

from piccolo.columns import Boolean, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class PublicationRow(Table, tablename="publication"):
    """Proposed by one person, confirmed by another; `snapshot` comes with the second.

    `sha256` is that of the snapshot the first one saw. A proposal that came to nothing has its end
    noted: somebody withdrew it and said why, or it was void because what they saw had changed.
    """

    id: Serial
    edition = Varchar(length=24, default=None)
    proposed_by = Integer(default=None)
    proposed_at = Timestamptz(default=None)
    confirmed_by = Integer(null=True, default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    snapshot = Integer(null=True, default=None)
    sha256 = Varchar(length=64, default="")
    ended_by = Integer(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    is_void = Boolean(default=False)
    reason = Text(default="")


class ErratumRow(Table, tablename="erratum"):
    """Opened with its public reason; proposed by one person, confirmed by another, or closed.

    `corrects`: the SHA-256 of the snapshot in force when it was opened. `sha256`: that of the one
    proposed; a proposal that is void leaves nothing here, and stands in the audit log.
    """

    id: Serial
    edition = Varchar(length=24, default=None)
    corrects = Varchar(length=64, default=None)
    reason = Text(default=None)
    opened_by = Integer(default=None)
    opened_at = Timestamptz(default=None)
    proposed_by = Integer(null=True, default=None)
    proposed_at = Timestamptz(null=True, default=None)
    sha256 = Varchar(length=64, default="")
    confirmed_by = Integer(null=True, default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    ended_by = Integer(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    ending = Text(default="")


class SnapshotRow(Table, tablename="snapshot"):
    """Everything results are computed from, as canonical JSON. An erratum is the next number."""

    id: Serial
    edition = Varchar(length=24, default=None)
    number = Integer(default=None)
    sha256 = Varchar(length=64, default=None)
    document = Text(default=None)
    note = Text(default="")
    created_at = Timestamptz(default=None)
