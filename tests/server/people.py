"""La gente de las pruebas: each has a reason to be here.

ana     enlace of Oaxaca (20): answers
beto    on her team: answers too
sofia   titular of Oaxaca: signs
carla   enlace of Yucatán (31): must see nothing of Oaxaca's
rita    verifies; her own state is Yucatán
victor  verifies; from no state that takes part
olga    observes for a chamber of commerce
coordinadora, publicadora, publicador, auditora, admin: the observatory
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from argon2 import PasswordHasher

from game.participants import Participant
from server.imports.places import Place
from server.passwords import Passwords
from server.people import Person, Role
from server.queries.accounts import (
    account_of,
    add_seat,
    invitation_of,
    invite,
    open_session,
    seats_of,
    take_seat,
)
from server.queries.participants import keep_participants, keep_places
from server.security import new_token, token_hash
from tests.browser import PASSWORD, Browser

OAXACA = "20"
YUCATAN = "31"
NOON = datetime(2026, 3, 3, 18, tzinfo=UTC)
# As weak as argon2 allows: the strength of a hash is not what these tests try.
QUICK = Passwords(memory_kib=8, passes=1)

STATES = (
    ("09", "Ciudad de México", 9_209_944),
    (OAXACA, "Oaxaca", 4_132_148),
    (YUCATAN, "Yucatán", 2_320_898),
)


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who somebody is before having an account."""

    email: str
    name: str
    role: Role
    participant: str | None = None
    state: str | None = None
    title: str = ""


PEOPLE: Mapping[str, Somebody] = {
    "ana": Somebody("ana@oaxaca.gob.mx", "Ana Ruiz", Role.LEAD, OAXACA),
    "beto": Somebody("beto@oaxaca.gob.mx", "Beto Cruz", Role.CONTRIBUTOR, OAXACA),
    "sofia": Somebody("sofia@oaxaca.gob.mx", "Sofía León", Role.SIGNER, OAXACA),
    "carla": Somebody("carla@yucatan.gob.mx", "Carla Poot", Role.LEAD, YUCATAN),
    "rita": Somebody("rita@observatorio.mx", "Rita Canul", Role.VERIFIER, state=YUCATAN),
    "victor": Somebody("victor@observatorio.mx", "Víctor Mora", Role.VERIFIER, state="09"),
    "coordinadora": Somebody("coordina@observatorio.mx", "Elena Paz", Role.COORDINATOR),
    "publicadora": Somebody("publica@observatorio.mx", "Pilar Gómez", Role.PUBLISHER),
    "publicador": Somebody("confirma@observatorio.mx", "Pablo Sáenz", Role.PUBLISHER),
    "auditora": Somebody("audita@observatorio.mx", "Alba Nieto", Role.AUDITOR),
    "olga": Somebody("olga@camara.mx", "Olga Sol", Role.OBSERVER),
    "admin": Somebody("admin@observatorio.mx", "Adela Ríos", Role.ADMIN),
}


async def three_states() -> None:
    """Put in the states that these people come from."""
    await keep_places(
        [
            Place(code, "state", name, state=code, head_town="", population=population)
            for code, name, population in STATES
        ]
    )
    await keep_participants(
        Participant(code, "state", name, code, population) for code, name, population in STATES
    )


async def seated(somebody: Somebody, now: datetime = NOON) -> Person:
    """Give somebody a seat by the way everybody gets one: an invitation that is accepted."""
    seat = await add_seat(
        somebody.role,
        participant=somebody.participant,
        state=somebody.state,
        title=somebody.title,
        now=now,
    )
    token = new_token()
    await invite(seat, email=somebody.email, name=somebody.name, token=token, now=now)
    invitation = await invitation_of(token_hash(token), now)
    assert invitation
    await take_seat(
        invitation,
        token_hash(token),
        now=now,
        name=somebody.name,
        password_hash=_quick_hash(PASSWORD),
    )
    return await person_called(somebody, now)


async def enters(browser: Browser, somebody: Somebody, now: datetime = NOON) -> None:
    """Open a session in the seat held longest, without waiting for the form to sign in."""
    account = await account_of(somebody.email)
    assert account
    token = new_token()
    await open_session(account, token, now, None)
    browser.remember(token, account.seat)


async def person_called(somebody: Somebody, now: datetime = NOON) -> Person:
    account = await account_of(somebody.email)
    assert account
    assert account.seat
    (seat,) = [s for s in await seats_of(None, now) if s.id == account.seat]
    return Person(
        account=account.id,
        name=account.name,
        email=account.email,
        seat=account.seat,
        role=somebody.role,
        participant=somebody.participant,
        state=somebody.state,
        participant_name=seat.participant_name,
    )


@lru_cache
def _quick_hash(password: str) -> str:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)
