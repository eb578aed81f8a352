"""Documentos: the evidence of a participant, cited by its answers."""

from piccolo.columns import Date, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class DocumentRow(Table, tablename="document"):
    """A file (kept by its hash) or a link. The key is random, so that it cannot be guessed."""

    id = Varchar(length=32, primary_key=True, default=None)
    participant = Varchar(length=24, default=None)
    kind = Varchar(length=8, default=None)
    title = Varchar(length=240, default=None)
    filename = Varchar(length=240, default="")
    media_type = Varchar(length=120, default="")
    size = Integer(default=0)
    sha256 = Varchar(length=64, default="")
    url = Text(default="")
    dated = Date(null=True, default=None)
    account = Integer(default=None)
    author = Varchar(length=160, default=None)
    at = Timestamptz(default=None)
