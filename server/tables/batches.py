"""Recomendaciones emitidas: drafted from published gaps, issued in batches, and answered."""

from piccolo.columns import Boolean, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class BatchRow(Table, tablename="recommendation_batch"):
    """Lote: what is issued together, in public or to each participant alone; a draft until then."""

    id: Serial
    edition = Varchar(length=24, default=None)
    title = Varchar(length=240, default=None)
    is_public = Boolean(default=False)
    created_at = Timestamptz(default=None)
    account = Integer(default=None)
    author = Varchar(length=160, default=None)
    issued_at = Timestamptz(null=True, default=None)
    issuer = Varchar(length=160, default="")


class RecommendationRow(Table, tablename="recommendation"):
    """What one participant is recommended. While its batch is a draft it is edited and merged.

    `items` are JSON, the codes of the items it answers for; `aims`, too: item to the option that is
    aimed at, where it is not the best. `gain` (text, 0 to 1), `place_before`
    and `place`: what the published index would give. `merged_into`: where it went, or itself where
    it was dropped.
    """

    id: Serial
    batch = Integer(default=None)
    participant = Varchar(length=24, default=None)
    items = Text(default=None)
    aims = Text(default="{}")
    text = Text(default=None)
    effort = Varchar(length=8, default=None)
    priority = Integer(default=None)
    gain = Varchar(length=32, default="")
    place_before = Integer(null=True, default=None)
    place = Integer(null=True, default=None)
    revision = Integer(default=1)
    merged_into = Integer(null=True, default=None)


class RecommendationEventRow(Table, tablename="recommendation_event"):
    """Append-only: what a participant answered to one that was issued; the last one stands."""

    id: Serial
    recommendation = Integer(default=None)
    position = Integer(default=None)
    act = Varchar(length=16, default=None)
    note = Text(default="")
    commitment = Integer(null=True, default=None)
    at = Timestamptz(default=None)
    account = Integer(null=True, default=None)
    author = Varchar(length=160, default=None)
    role = Varchar(length=16, default="")
