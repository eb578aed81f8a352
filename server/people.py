"""Personas y cargos: who is asking, and from which seat."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from server.i18n import Lazy, lazy


class Role(StrEnum):
    """What a seat may do. It belongs to the seat, so that work outlives whoever did it."""

    CONTRIBUTOR = "contributor"
    LEAD = "lead"
    SIGNER = "signer"
    VERIFIER = "verifier"
    COORDINATOR = "coordinator"
    PUBLISHER = "publisher"
    ADMIN = "admin"
    AUDITOR = "auditor"
    OBSERVER = "observer"


ROLE_NAMES: Mapping[Role, Lazy] = MappingProxyType(
    {
        Role.CONTRIBUTOR: lazy("Colaboración"),
        Role.LEAD: lazy("Enlace"),
        Role.SIGNER: lazy("Titular"),
        Role.VERIFIER: lazy("Verificación"),
        Role.COORDINATOR: lazy("Coordinación"),
        Role.PUBLISHER: lazy("Publicación"),
        Role.ADMIN: lazy("Administración de cuentas"),
        Role.AUDITOR: lazy("Auditoría"),
        Role.OBSERVER: lazy("Observación"),
    }
)

# The seats of a participant; all others sit in the observatory or watch from outside.
GOVERNMENT = frozenset({Role.CONTRIBUTOR, Role.LEAD, Role.SIGNER})
# The seats whose holders may be on the panel of a final round: they neither coordinate nor publish
# it, and answer for nobody.
PANEL = frozenset({Role.VERIFIER, Role.AUDITOR, Role.OBSERVER})
# The seats that read the answers of everybody who has signed them.
READING_ALL = frozenset({Role.VERIFIER, Role.COORDINATOR, Role.PUBLISHER, Role.AUDITOR})
# The seats that see a final round before anybody else does.
HOLDING_FINALS = frozenset({Role.COORDINATOR, Role.PUBLISHER})
# The seats a lead fills by invitation, always in the lead's own government.
TEAM = frozenset({Role.CONTRIBUTOR, Role.SIGNER})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in, in one of the seats they hold.

    `state` is a verifier's own, which they never review. `panels`: of how many final rounds they
    are on the panel.
    """

    account: int
    name: str
    email: str
    seat: int
    role: Role
    participant: str | None
    state: str | None
    participant_name: str = ""
    seats: int = 1
    panels: int = 0

    @property
    def key(self) -> str:
        """Who they are and from which seat, as the pages drawn for them say it."""
        return f"{self.account}.{self.seat}"

    @property
    def may_switch(self) -> bool:
        """Whether they hold another seat to work from."""
        return self.seats > 1


@dataclass(frozen=True, slots=True)
class Account:
    """Cuenta: a person who can sign in, and the seat they sign in to (None: they hold none)."""

    id: int
    name: str
    email: str
    locale: str
    password_hash: str
    seat: int | None
    role: Role | None


@dataclass(frozen=True, slots=True)
class Seat:
    """Cargo: a post, who holds it now and whether somebody is invited to it."""

    id: int
    role: Role
    participant: str | None
    participant_name: str
    state: str | None
    title: str
    holder: str
    email: str
    invited: str = ""


@dataclass(frozen=True, slots=True)
class Farewell:
    """Why somebody is no longer let in: the seat, who holds it now (if anybody), whom to ask.

    `handover` is the number of its passing; it `has_record` once somebody received it. `account`:
    whose session it was (None where that is not known).
    """

    handover: int
    account: int | None
    title: str
    role: Role
    participant_name: str
    holder: str
    lead: str
    has_record: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """A seat of the team and whoever sits in it (no account: nobody does)."""

    seat: int
    role: Role
    title: str
    account: int | None
    name: str
    email: str
    locale: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """An open invitation, as whoever holds its link sees it.

    Who has an account proves it with the password, because the inviter saw the link too. Only the
    administration of accounts is trusted to let somebody choose a new password (`renews`).
    """

    seat: Seat
    email: str
    name: str
    has_account: bool
    renews: bool
    is_signed_in: bool = False

    @property
    def asks_proof(self) -> bool:
        return self.has_account and not self.renews and not self.is_signed_in

    @property
    def is_known(self) -> bool:
        """Whether who they are is proved, or about to be, without a new password."""
        return self.asks_proof or self.is_signed_in
