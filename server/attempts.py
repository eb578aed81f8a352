"""Freno: how often something may fail, or be asked for, from one place or for one e-mail.

Every process counts in the same table. Neither the place nor the e-mail is kept: what is counted is
a hash that needs the secret of this server, another one each day, for less than an hour.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from game.rules import RuleBroken
from server.answer_books.signing import secret_in
from server.queries.attempts import attempts_since, forget_attempts, keep_attempt


@dataclass(frozen=True, slots=True)
class Limit:
    """How many attempts a key may have within a time."""

    attempts: int
    within: timedelta


A_WHILE: Final = timedelta(minutes=15)
# Many people can share the address of one office; few can share an e-mail.
PER_ADDRESS: Final = Limit(60, A_WHILE)
# Whoever guesses from elsewhere does not lock out the person whose e-mail it is.
PER_PAIR: Final = Limit(10, A_WHILE)
# Guesses from many addresses at once.
PER_EMAIL: Final = Limit(60, A_WHILE)


@dataclass(frozen=True, slots=True)
class Throttle:
    """Counts what failed per address and per e-mail. `folder`: where the secret is."""

    folder: Path

    async def check(self, address: str, email: str, now: datetime) -> None:
        """Refuse an attempt that comes too soon, saying in how many minutes to try again."""
        keys = _keys(address, email)
        sources = {key: self._sources(key, now) for key, _limit in keys}
        every = {source for own in sources.values() for source in own}
        kept = await attempts_since(every, now - A_WHILE)
        for key, limit in keys:
            wait = waiting([at for each in sources[key] for at in kept[each]], limit, now)
            if wait:
                raise RuleBroken("too-many-attempts", minutes=-(-wait // timedelta(minutes=1)))

    async def failed(self, address: str, email: str, now: datetime) -> None:
        """Count a failure."""
        await keep_attempt({self._source(key, now) for key, _ in _keys(address, email)}, now)

    async def succeeded(self, address: str, email: str, now: datetime) -> None:
        """Forget the failures of an e-mail from there; those of the address stay."""
        own = {s for key, _ in _keys(address, email)[1:] for s in self._sources(key, now)}
        if await attempts_since(own, now - A_WHILE):
            await forget_attempts(own)

    def _sources(self, key: str, now: datetime) -> tuple[str, ...]:
        """The hashes of a key that still count: shortly after midnight two days do."""
        return tuple(dict.fromkeys(self._source(key, at) for at in (now - A_WHILE, now)))

    def _source(self, key: str, at: datetime) -> str:
        message = f"liga attempt {at.astimezone(UTC):%Y-%m-%d} {key}".encode()
        return hmac.new(secret_in(self.folder), message, hashlib.sha256).hexdigest()


def waiting(attempts: Sequence[datetime], limit: Limit, now: datetime) -> timedelta:
    """How long until another one may come, after those; nothing where it may come now."""
    recent = sorted(at for at in attempts if now - at < limit.within)
    if len(recent) < limit.attempts:
        return timedelta()
    return recent[-limit.attempts] + limit.within - now


def _keys(address: str, email: str) -> tuple[tuple[str, Limit], ...]:
    named = f"email {email.strip().casefold()[:254]}"
    return (
        (f"address {address}", PER_ADDRESS),
        (named, PER_EMAIL),
        (f"{named} from {address}", PER_PAIR),
    )
