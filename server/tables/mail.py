"""Correo: messages to be sent. They are kept with what causes them, and delivered afterwards."""

from piccolo.columns import Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class MailRow(Table, tablename="mail"):
    """One message to one person. `key` says what it is about: the same is written once.

    `leased_until`: a process is delivering it; another one may try when that time has passed.
    `headers`: what it says of itself beside the usual, as JSON; empty for nothing.
    """

    id: Serial
    key = Varchar(length=120, unique=True, default=None)
    address = Varchar(length=254, default=None)
    name = Varchar(length=160, default="")
    subject = Varchar(length=240, default=None)
    body = Text(default=None)
    message_id = Varchar(length=160, default=None)
    created_at = Timestamptz(default=None)
    try_at = Timestamptz(default=None)
    leased_until = Timestamptz(null=True, default=None)
    attempts = Integer(default=0)
    sent_at = Timestamptz(null=True, default=None)
    failure = Varchar(length=240, default="")
    headers = Text(default="")
