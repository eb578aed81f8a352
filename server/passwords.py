"""Contraseñas: argon2id off the loop, a few at once; and a brake on guessing.

Parameters: 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet).
"""

import asyncio
import unicodedata
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from game.rules import RuleBroken

MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
AT_ONCE = 4
WAITING = 64

SHORTEST = 10
LONGEST = 200
# A password that repeats fewer letters than this is as easy as they are.
SHORTEST_PIECE = 4


class Passwords:
    """Makes and checks hashes without stopping the loop, at most four at once."""

    def __init__(self, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=LANES)
        # What an unknown address is checked against, so that it takes as long as a known one.
        self._nobody = self._hasher.hash("nadie")
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def hash(self, password: str) -> str:
        return await self._in_turn(password)

    async def matches(self, kept: str | None, password: str) -> bool:
        """Whether the password is the one kept; None is never right and takes as long."""
        right = await self._in_turn(password, kept or self._nobody)
        return bool(right) and kept is not None

    async def _in_turn(self, password: str, kept: str | None = None) -> str:
        if self._waiting >= WAITING:
            raise RuleBroken("busy")
        self._waiting += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(self._work, _plain(password), kept)
        finally:
            self._waiting -= 1

    def _work(self, password: str, kept: str | None) -> str:
        """Hash a password; or, when one is kept, give it back if it is right and "" if not."""
        if kept is None:
            return self._hasher.hash(password)
        try:
            self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return ""
        return kept


def weakness_of(password: str, email: str) -> str | None:
    """What keeps a password from being accepted, as a refusal code; None when it may be used."""
    plain = _plain(password).strip().casefold()
    if len(plain) < SHORTEST:
        return "password-short"
    if len(password) > LONGEST:
        return "password-long"
    if plain in {email.casefold(), email.casefold().partition("@")[0]}:
        return "password-is-email"
    if len(set(plain)) == 1:
        return "password-repeats"
    if _is_sequence(plain):
        return "password-sequence"
    return None


def _is_sequence(plain: str) -> bool:
    """1234567890, 0987654321, abcdefghij or a piece that only repeats: 123123123123."""
    piece = next(
        n for n in range(1, len(plain) + 1) if plain == (plain[:n] * len(plain))[: len(plain)]
    )
    steps = {
        (ord(after) - ord(before)) % 10 if after.isdigit() else ord(after) - ord(before)
        for before, after in pairwise(plain)
    }
    return piece <= SHORTEST_PIECE or (len(steps) == 1 and steps <= {1, 9, -1})


@dataclass(frozen=True, slots=True)
class Limit:
    """How many failures a key may have within a time."""

    failures: int
    within: timedelta


# Many people can share the address of one office; few can share an e-mail.
PER_ADDRESS = Limit(60, timedelta(minutes=15))
# Whoever guesses from elsewhere does not lock out the person whose e-mail it is.
PER_PAIR = Limit(10, timedelta(minutes=15))
# Guesses from many addresses at once.
PER_EMAIL = Limit(60, timedelta(minutes=15))


class Throttle:
    """Remembers failed sign-ins per address and per e-mail. In memory and bounded."""

    def __init__(self, size: int = 20_000) -> None:
        self._failures: OrderedDict[str, list[datetime]] = OrderedDict()
        self._size = size

    def check(self, address: str, email: str, now: datetime) -> None:
        """Refuse an attempt that comes too soon, saying in how many minutes to try again."""
        for key, limit in _keys(address, email):
            recent = self._recent(key, limit, now)
            if len(recent) >= limit.failures:
                wait = recent[-limit.failures] + limit.within - now
                raise RuleBroken("too-many-attempts", minutes=-(-wait // timedelta(minutes=1)))

    def failed(self, address: str, email: str, now: datetime) -> None:
        """Remember a failure; the keys that failed longest ago are forgotten first."""
        for key, limit in _keys(address, email):
            recent = [*self._recent(key, limit, now), now][-limit.failures :]
            self._failures[key] = recent
            self._failures.move_to_end(key)
        while len(self._failures) > self._size:
            self._failures.popitem(last=False)

    def succeeded(self, address: str, email: str) -> None:
        """Forget the failures of an e-mail from there; those of the address stay."""
        for key, _ in _keys(address, email)[1:]:
            self._failures.pop(key, None)

    def _recent(self, key: str, limit: Limit, now: datetime) -> list[datetime]:
        return [at for at in self._failures.get(key, ()) if now - at < limit.within]


def _keys(address: str, email: str) -> tuple[tuple[str, Limit], ...]:
    pair = f"{_email_key(email)} from {address}"
    return ((f"address {address}", PER_ADDRESS), (_email_key(email), PER_EMAIL), (pair, PER_PAIR))


def _email_key(email: str) -> str:
    return f"email {email.strip().casefold()[:254]}"


def _plain(password: str) -> str:
    """One form for letters that keyboards compose differently."""
    return unicodedata.normalize("NFKC", password)
