"""Entrega-recepción: seats that pass to another person, their records, and what is inherited."""

from piccolo.columns import Boolean, Date, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class HandoverRow(Table, tablename="handover"):
    """One passing of a seat, from when it is offered; of one seat only one is open at a time.

    `state` is where it stands, `own_state` the one that a new verifier may not judge. Whoever gave
    the seat may have lost it before (`vacated_at`). `new_administration`: with the seat everything
    alive that was promised passes too, to be ratified.
    """

    id: Serial
    seat = Integer(default=None)
    participant = Varchar(length=24, null=True, default=None)
    role = Varchar(length=16, default=None)
    state = Varchar(length=16, default=None)
    giver = Integer(null=True, default=None)
    giver_name = Varchar(length=160, default="")
    giver_email = Varchar(length=254, default="")
    receiver = Integer(null=True, default=None)
    receiver_name = Varchar(length=160, default="")
    receiver_email = Varchar(length=254, default="")
    own_state = Varchar(length=2, null=True, default=None)
    reason = Text(default="")
    effective_on = Date(null=True, default=None)
    new_administration = Boolean(default=False)
    starter = Integer(default=None)
    starter_name = Varchar(length=160, default="")
    starter_role = Varchar(length=16, default="")
    started_at = Timestamptz(default=None)
    vacated_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    token_hash = Varchar(length=64, default="")


class HandoverRecordRow(Table, tablename="handover_record"):
    """Acta: what the seat held when it passed, frozen. `document` is canonical JSON."""

    handover = Integer(primary_key=True, default=None)
    folio = Varchar(length=40, unique=True, default=None)
    at = Timestamptz(default=None)
    sha256 = Varchar(length=64, default=None)
    document = Text(default=None)


class HandoverMatterRow(Table, tablename="handover_matter"):
    """Lo heredado: one thing that waited in the seat, until whoever received it says so."""

    id: Serial
    handover = Integer(default=None)
    kind = Varchar(length=16, default=None)
    code = Varchar(length=40, default=None)
    topic = Varchar(length=16, default="")
    label_es = Text(default=None)
    label_en = Text(default=None)
    received_at = Timestamptz(null=True, default=None)


class LeftSessionRow(Table, tablename="left_session"):
    """A session that ended because its seat was lost: whoever comes with it is told why."""

    token_hash = Varchar(length=64, primary_key=True, default=None)
    handover = Integer(default=None)
    expires_at = Timestamptz(default=None)
