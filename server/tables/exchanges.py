"""Intercambio entre pares: what governments say about an item, and the help they ask and thank."""

from piccolo.columns import Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class ExchangeMessageRow(Table, tablename="exchange_message"):
    """Something that was said. Hiding it keeps the text. `sheet`: the form it came on."""

    id: Serial
    edition = Varchar(length=24, default=None)
    item = Varchar(length=24, default=None)
    participant = Varchar(length=24, default=None)
    account = Integer(default=None)
    author = Varchar(length=160, default=None)
    role = Varchar(length=16, default=None)
    text = Text(default=None)
    sheet = Varchar(length=80, default=None)
    at = Timestamptz(default=None)
    hidden_at = Timestamptz(null=True, default=None)
    hidden_by = Integer(null=True, default=None)
    hidden_reason = Text(default="")


class HelpRow(Table, tablename="help_request"):
    """That a participant asks for help with an item, once; then who helped, as it says."""

    id: Serial
    edition = Varchar(length=24, default=None)
    item = Varchar(length=24, default=None)
    participant = Varchar(length=24, default=None)
    account = Integer(default=None)
    author = Varchar(length=160, default=None)
    text = Text(default=None)
    at = Timestamptz(default=None)
    giver = Varchar(length=24, null=True, default=None)
    thanks = Text(default="")
    thanked_by = Integer(null=True, default=None)
    thanked_at = Timestamptz(null=True, default=None)
