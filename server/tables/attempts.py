"""Intentos: what failed or was asked for lately, so that whoever goes on without end is slowed."""

from piccolo.columns import Serial, Timestamptz, Varchar
from piccolo.table import Table


class AttemptRow(Table, tablename="attempt"):
    """One attempt from a source, for as long as it counts. `source`: a hash of that day."""

    id: Serial
    source = Varchar(length=64, default=None)
    at = Timestamptz(default=None)
