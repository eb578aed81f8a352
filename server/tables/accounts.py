"""Cuentas y cargos: people, the seats they hold, their invitations, where they are signed in."""

from piccolo.columns import Boolean, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class AccountRow(Table, tablename="account"):
    """A person. The address is kept in lower case."""

    id: Serial
    email = Varchar(length=254, unique=True, default=None)
    name = Varchar(length=160, default=None)
    password_hash = Text(default=None)
    locale = Varchar(length=8, default="es")
    active = Boolean(default=True)
    created_at = Timestamptz(default=None)


class SeatRow(Table, tablename="seat"):
    """Cargo: a post with its role; a change of administration hands it over with its work.

    `state` is the verifier's own, whose governments they may not review.
    """

    id: Serial
    role = Varchar(length=16, default=None)
    participant = Varchar(length=24, null=True, default=None)
    state = Varchar(length=2, null=True, default=None)
    title = Varchar(length=160, default="")
    account = Integer(null=True, default=None)
    created_at = Timestamptz(default=None)


class InvitationRow(Table, tablename="invitation"):
    """A link that seats one person once. Only the hash of its token is kept."""

    id: Serial
    token_hash = Varchar(length=64, unique=True, default=None)
    seat = Integer(default=None)
    email = Varchar(length=254, default=None)
    name = Varchar(length=160, default="")
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)
    invited_by = Integer(null=True, default=None)


class SessionRow(Table, tablename="session"):
    """A signed-in browser. Only the hash of its token is kept; anonymous visitors have none."""

    token_hash = Varchar(length=64, primary_key=True, default=None)
    account = Integer(default=None)
    seat = Integer(default=None)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
