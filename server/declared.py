"""Declaraciones de la demostración: one renewed, one lapsed, one in force, one revoked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from game.declarations import Wording, revoke, sign
from server.people import Person, Role
from server.queries.declarations import (
    declaration_of,
    keep_revocation,
    keep_signature,
    seat_title_of,
)
from server.queries.editions import rules_of

REASON: Final = "Cambió nuestra mesa directiva y la nueva decidirá si la firma. (Dato sintético.)"


async def keep_declared(past: str, current: str, people: Sequence[Person], now: datetime) -> None:
    """Heads and associations put their name to the texts of both editions."""
    before = (await rules_of(past)).edition.declaration
    today = (await rules_of(current)).edition.declaration
    signers = [each for each in people if each.role is Role.SIGNER]
    observers = [each for each in people if each.role is Role.OBSERVER]
    if before is None or today is None:
        return
    for place, signer in enumerate(signers):
        code = await _signed(None, before, signer, now - timedelta(days=380 + 40 * place))
        if place == 0:
            await _signed(code, today, signer, now - timedelta(days=60))
    for place, observer in enumerate(observers):
        code = await _signed(None, today, observer, now - timedelta(days=30 + 10 * place))
        if place == 1:
            await _revoked(code, observer, now - timedelta(days=9))


async def _signed(code: int | None, wording: Wording, by: Person, at: datetime) -> int:
    """Sign the text, or renew the declaration of that number with it."""
    own = await declaration_of(code) if code else None
    signed = sign(
        own.declaration if own else None,
        wording,
        digest=wording.sha256,
        role=by.role.value,
        seat_title=await seat_title_of(by),
        at=at,
    )
    return await keep_signature(own, signed, wording, by=by, at=at)


async def _revoked(code: int, by: Person, at: datetime) -> None:
    kept = await declaration_of(code)
    revoked = revoke(
        kept.declaration,
        role=by.role.value,
        seat_title=await seat_title_of(by),
        reason=REASON,
        at=at,
        is_own=True,
    )
    await keep_revocation(kept, revoked, by=by, at=at)
