"""Ronda final: shortlists, the panel, what it marked, and what two people published of it."""

from piccolo.columns import Boolean, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class FinalRow(Table, tablename="final_round"):
    """The final round of an edition, from its first shortlist on; `shortlist`: the one in force."""

    edition = Varchar(length=24, primary_key=True, default=None)
    phase = Varchar(length=16, default=None)
    shortlist = Integer(default=None)
    closed_at = Timestamptz(null=True, default=None)
    closer_name = Varchar(length=160, default="")
    published_at = Timestamptz(null=True, default=None)


class ShortlistRow(Table, tablename="shortlist"):
    """Append-only: a shortlist, and as JSON the standings by settled points it was drawn from.

    `reason`: why it was drawn anew; the first one has none.
    """

    id: Serial
    edition = Varchar(length=24, default=None)
    number = Integer(default=None)
    standings = Text(default=None)
    reason = Text(default="")
    account = Integer(default=None)
    author = Varchar(length=160, default="")
    at = Timestamptz(default=None)


class FinalistRow(Table, tablename="finalist"):
    """Finalista of one shortlist. `withdrew`: why it left, once it did."""

    id: Serial
    edition = Varchar(length=24, default=None)
    number = Integer(default=None)
    participant = Varchar(length=24, default=None)
    league = Varchar(length=40, default=None)
    place = Integer(default=None)
    settled = Integer(default=None)
    withdrew = Text(default="")
    withdrew_at = Timestamptz(null=True, default=None)


class PanelMemberRow(Table, tablename="panel_member"):
    """Integrante del jurado: an account. `state`: its own, whose finalists it does not mark."""

    id: Serial
    edition = Varchar(length=24, default=None)
    account = Integer(default=None)
    name = Varchar(length=160, default=None)
    state = Varchar(length=2, null=True, default=None)
    appointed_at = Timestamptz(default=None)
    released_at = Timestamptz(null=True, default=None)


class MarkSheetRow(Table, tablename="mark_sheet"):
    """Append-only: every save of what a member says of a finalist. `content` is JSON."""

    id: Serial
    edition = Varchar(length=24, default=None)
    account = Integer(default=None)
    participant = Varchar(length=24, default=None)
    revision = Integer(default=None)
    is_handed_in = Boolean(default=False)
    content = Text(default=None)
    at = Timestamptz(default=None)


class RecusalRow(Table, tablename="recusal"):
    """Excusa: a member who does not mark a finalist, and why."""

    id: Serial
    edition = Varchar(length=24, default=None)
    account = Integer(default=None)
    participant = Varchar(length=24, default=None)
    reason = Text(default=None)
    at = Timestamptz(default=None)


class FinalPublicationRow(Table, tablename="final_publication"):
    """Proposed by one person, confirmed by another; `document` is canonical JSON, once it is.

    A proposal that came to nothing has its end noted, as those of an edition have.
    """

    id: Serial
    edition = Varchar(length=24, default=None)
    proposed_by = Integer(default=None)
    proposed_at = Timestamptz(default=None)
    confirmed_by = Integer(null=True, default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    sha256 = Varchar(length=64, default=None)
    document = Text(default="")
    ended_by = Integer(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    is_void = Boolean(default=False)
    reason = Text(default="")
