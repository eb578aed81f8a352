"""Niveles: who submitted and who signed each topic of a participant."""

from piccolo.columns import Integer, Serial, Timestamptz, Varchar
from piccolo.table import Table


class LevelRow(Table, tablename="level"):
    """One per participant, edition and topic, from the first time it is submitted."""

    id: Serial
    participant = Varchar(length=24, default=None)
    edition = Varchar(length=24, default=None)
    topic = Varchar(length=16, default=None)
    submitted_at = Timestamptz(null=True, default=None)
    submitted_by = Integer(null=True, default=None)
    submitter_name = Varchar(length=160, default="")
    signed_at = Timestamptz(null=True, default=None)
    signed_by = Integer(null=True, default=None)
    signer_name = Varchar(length=160, default="")
