"""Firma: whatever happens at the same moment, it is over exactly what it covered."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest

from game.answers import Answer
from game.reviews import Verdict
from game.rules import RuleBroken
from server.db import Refused
from server.people import Role
from server.queries.answers import StaleAnswer, answers_of, keep_answer
from server.queries.documents import document_of
from server.queries.editions import entry_of, rules_of
from server.queries.evidence import keep_evidence
from server.queries.levels import level_entry_of
from server.queries.reopenings import reopen_level
from server.queries.signatures import signatures_of
from server.queries.submissions import sign_level, submit_level
from server.settings import Settings
from tests.editions import EDITION, SOFIA, open_edition
from tests.server.people import NOON, OAXACA
from tests.server.signed import HALF, a_document, answer, decide, digest_now, sign, somebody
from tests.server.signing import ANA, BETO, check_no_signature_over_anything_else, mend, renames


async def signs_what_stands() -> None:
    """Whoever signs has just read the level."""
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    shown = await digest_now()
    await sign_level(rules, entry, "I1", digest=shown, by=somebody(Role.SIGNER, entry), at=NOON)


async def saves(number: int) -> None:
    """Whoever saves has just read the answer."""
    await mend(Answer("I1-01", number=str(number), denominator="10"))


async def cites(page: int) -> None:
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await keep_evidence(rules, entry, "I1-01", a_document(), str(page), by=BETO, at=NOON)


async def opens_it_again() -> None:
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    by = somebody(Role.SIGNER, entry)
    await reopen_level(rules, entry, "I1", "Faltó anexar el acta.", by=by, at=NOON)


async def hands_it_in() -> None:
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await submit_level(rules, entry, "I1", by=somebody(Role.LEAD, entry), at=NOON)


def an_act(draw: Random) -> Awaitable[None]:
    """Something that somebody does to the level."""
    match draw.randrange(10):
        case 0 | 1:
            return saves(draw.randrange(10))
        case 2:
            return cites(draw.randrange(9))
        case 3 | 4:
            return signs_what_stands()
        case 5:
            return decide("I1-01", Verdict.RETURNED)
        case 6 | 7:
            return renames(f"Gaceta {draw.randrange(3)}")
        case _:
            return draw.choice((opens_it_again, hands_it_in))()


async def anyway(act: Awaitable[None]) -> None:
    """What is refused changes nothing."""
    with suppress(RuleBroken, StaleAnswer, Refused):
        await act


@pytest.mark.both
@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_at_once_no_signature_is_over_what_it_did_not_cover(
    database: Settings, seed: int
) -> None:
    draw = Random(seed)
    await open_edition()
    await answer()
    await hands_it_in()
    for _ in range(16):
        await asyncio.gather(*(anyway(an_act(draw)) for _ in range(draw.randrange(1, 5))))
        await check_no_signature_over_anything_else()
    await anyway(hands_it_in())
    await anyway(signs_what_stands())
    assert await signatures_of(OAXACA, EDITION)
    await check_no_signature_over_anything_else()


@pytest.mark.both
@pytest.mark.parametrize("turn", range(6))
async def test_change_and_signature_at_once_come_in_one_order(
    database: Settings, turn: int
) -> None:
    await open_edition()
    await answer()
    await sign()
    await decide("I1-01", Verdict.RETURNED)
    await mend()
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    shown = await digest_now()
    by = somebody(Role.SIGNER, entry)
    changes = [
        keep_answer(rules, entry, each, base=3, by=ANA, at=NOON)
        for each in (HALF, Answer("I1-01", number="1", denominator="10"))[: 1 + turn % 2]
    ]
    signs = sign_level(rules, entry, "I1", digest=shown, by=by, at=NOON)
    acts = [signs, *changes] if turn < 3 else [*changes, signs]
    outcomes = await asyncio.gather(*acts, return_exceptions=True)
    signed = outcomes[acts.index(signs)]
    assert signed is None or getattr(signed, "code", "") == "signature-stale", signed
    kept = await answers_of(OAXACA, EDITION)
    assert kept["I1-01"].revision == 4
    assert (await level_entry_of(OAXACA, EDITION, "I1")).signed_at is None
    given = await signatures_of(OAXACA, EDITION)
    assert len(given) == 1 + (signed is None)
    assert all(each.voiding is not None for each in given)
    await check_no_signature_over_anything_else()


@pytest.mark.both
@pytest.mark.parametrize("turn", range(4))
async def test_document_and_signature_at_once_come_in_one_order(
    database: Settings, turn: int
) -> None:
    await open_edition()
    await answer()
    await hands_it_in()
    acts = [signs_what_stands(), renames("Gaceta oficial"), cites(7), opens_it_again()]
    chosen = [*acts[turn:], *acts[:turn]]
    await asyncio.gather(*(anyway(act) for act in chosen))
    assert (await document_of(a_document().id)).title == "Gaceta oficial"
    await check_no_signature_over_anything_else()


@pytest.mark.both
async def test_document_and_verdict_at_once_leave_nothing_judged_that_changed(
    database: Settings,
) -> None:
    await open_edition()
    await answer()
    await sign()
    outcomes = await asyncio.gather(
        decide("I1-02", at=NOON + timedelta(hours=1)),
        renames("Gaceta oficial"),
        return_exceptions=True,
    )
    is_renamed = (await document_of(a_document().id)).title == "Gaceta oficial"
    refused = next(each for each in outcomes if each is not None)
    assert isinstance(refused, RuleBroken)
    assert is_renamed == (outcomes[1] is None)
    assert is_renamed != (outcomes[0] is None)


@pytest.mark.both
async def test_verdict_and_change_at_once_leave_no_verdict_without_a_signature(
    database: Settings,
) -> None:
    await open_edition()
    await answer()
    await sign()
    await decide("I1-01", Verdict.RETURNED)
    outcomes = await asyncio.gather(
        decide("I1-02", at=NOON + timedelta(hours=1)), mend(), return_exceptions=True
    )
    assert outcomes[1] is None
    assert outcomes[0] is None or isinstance(outcomes[0], RuleBroken)


@pytest.mark.both
async def test_two_signers_at_once_give_one_signature(database: Settings) -> None:
    await open_edition()
    await answer()
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await submit_level(rules, entry, "I1", by=somebody(Role.LEAD, entry), at=NOON)
    shown = await digest_now()
    outcomes = await asyncio.gather(
        *(
            sign_level(rules, entry, "I1", digest=shown, by=by, at=NOON)
            for by in (SOFIA, somebody(Role.SIGNER, entry), SOFIA)
        ),
        return_exceptions=True,
    )
    assert len(await signatures_of(OAXACA, EDITION)) == 1
    assert None in outcomes
    await check_no_signature_over_anything_else()
