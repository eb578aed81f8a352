"""Documentos: the evidence of a participant, cited by its answers."""

from piccolo.columns import Date, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class DocumentRow(Table, tablename="document"):
    """A file (kept by its hash) or a link. The key is random, so that it cannot be guessed.

    `lineage` is the key of the first version; empty in that one. `bytes_once` is the SHA-256 of a
    file, which no other document of the participant has: empty in a link, and in what came twice
    before that was held.
    """

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
    valid_from = Date(null=True, default=None)
    valid_until = Date(null=True, default=None)
    lineage = Varchar(length=32, default="")
    version = Integer(default=1)
    bytes_once = Varchar(length=64, default="")


class VersionChoiceRow(Table, tablename="version_choice"):
    """Where an item goes on citing a version although there is a newer one: somebody chose so."""

    id: Serial
    participant = Varchar(length=24, default=None)
    edition = Varchar(length=24, default=None)
    item = Varchar(length=24, default=None)
    document = Varchar(length=32, default=None)
    newer = Varchar(length=32, default=None)
    account = Integer(default=None)
    author = Varchar(length=160, default=None)
    at = Timestamptz(default=None)
