"""Bitácora: who did what and when, and the receipts that make a replayed request harmless."""

from piccolo.columns import Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class AuditRow(Table, tablename="audit_event"):
    """Append-only: nothing updates or deletes these rows. `details` is JSON."""

    id: Serial
    at = Timestamptz(default=None)
    account = Integer(null=True, default=None)
    role = Varchar(length=16, default="")
    action = Varchar(length=40, default=None)
    participant = Varchar(length=24, null=True, default=None)
    edition = Varchar(length=24, null=True, default=None)
    subject = Varchar(length=160, default="")
    details = Text(default="{}")


class ReceiptRow(Table, tablename="idempotency"):
    """What was answered to a request, by the key its sender gave it. `outcome` is JSON."""

    id: Serial
    account = Integer(default=None)
    key = Varchar(length=80, default=None)
    digest = Varchar(length=64, default=None)
    outcome = Text(default=None)
    at = Timestamptz(default=None)
