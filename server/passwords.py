"""Contraseñas: argon2id off the loop, a few at once.

Parameters: 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet).
"""

import asyncio
import unicodedata
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
            raise RuleBroken("busy", minutes=1)
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


def _plain(password: str) -> str:
    """One form for letters that keyboards compose differently."""
    return unicodedata.normalize("NFKC", password)
