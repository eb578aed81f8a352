"""Firmas: every signature ever given, over what, and what left it without effect."""

from piccolo.columns import Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class SignatureRow(Table, tablename="signature"):
    """Append-only but for its end: voided once. `revisions` and `counts` are JSON.

    One voided by mending keeps its day until something else happens before the next signature:
    that is `outdone`, once, beside what voided it.
    At most one of a level is in force. `seat_title` is that of the seat when it was signed.
    """

    id: Serial
    participant = Varchar(length=24, default=None)
    edition = Varchar(length=24, default=None)
    topic = Varchar(length=16, default=None)
    account = Integer(default=None)
    name = Varchar(length=160, default=None)
    seat = Integer(null=True, default=None)
    seat_title = Varchar(length=160, default="")
    at = Timestamptz(default=None)
    digest = Varchar(length=64, default="")
    revisions = Text(default="{}")
    counts = Text(default="{}")
    voided_at = Timestamptz(null=True, default=None)
    voided_by = Integer(null=True, default=None)
    voider_name = Varchar(length=160, default="")
    void_cause = Varchar(length=16, default="")
    voided_item = Varchar(length=24, default="")
    voided_revision = Integer(default=0)
    voided_document = Varchar(length=240, default="")
    outdone_at = Timestamptz(null=True, default=None)
    outdone_by = Integer(null=True, default=None)
    outdoer_name = Varchar(length=160, default="")
    outdone_cause = Varchar(length=16, default="")
    outdone_item = Varchar(length=24, default="")
    outdone_revision = Integer(default=0)
    outdone_document = Varchar(length=240, default="")
