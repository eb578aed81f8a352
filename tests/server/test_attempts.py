"""Freno: what fails too often has to wait, whichever process saw it, and leaves no address."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from game.rules import RuleBroken
from server.attempts import Throttle
from server.queries.attempts import forget_old_attempts
from server.settings import Settings
from server.tables.attempts import AttemptRow
from tests.server.people import NOON

HERE, THERE = "192.0.2.1", "198.51.100.1"
ANA = "ana@oaxaca.gob.mx"

pytestmark = pytest.mark.both


@pytest.fixture
def throttle(database: Settings) -> Throttle:
    return Throttle(database.data_dir)


async def test_ten_failures_from_one_place_ask_for_patience_there(throttle: Throttle) -> None:
    for _ in range(10):
        await throttle.check(HERE, ANA, NOON)
        await throttle.failed(HERE, ANA, NOON)
    with pytest.raises(RuleBroken, match="minutes=15"):
        await throttle.check(HERE, " ANA@Oaxaca.gob.mx", NOON)
    await throttle.check(HERE, "beto@oaxaca.gob.mx", NOON)
    # Whoever guesses elsewhere keeps nobody out of their own account.
    await throttle.check(THERE, ANA, NOON)


async def test_what_one_process_counted_holds_in_another(
    throttle: Throttle, database: Settings
) -> None:
    for number in range(10):
        await (throttle if number % 2 else Throttle(database.data_dir)).failed(HERE, ANA, NOON)
    for each in (throttle, Throttle(database.data_dir)):
        with pytest.raises(RuleBroken, match="too-many-attempts"):
            await each.check(HERE, ANA, NOON)


async def test_sixty_failures_for_one_email_from_anywhere_ask_for_patience(
    throttle: Throttle,
) -> None:
    for number in range(60):
        await throttle.failed(f"192.0.2.{number}", ANA, NOON)
    with pytest.raises(RuleBroken, match="minutes=15"):
        await throttle.check(THERE, " ANA@Oaxaca.gob.mx", NOON)
    await throttle.check(HERE, "beto@oaxaca.gob.mx", NOON)


async def test_sixty_failures_from_one_address_ask_for_patience(throttle: Throttle) -> None:
    for number in range(60):
        await throttle.failed(HERE, f"{number}@oaxaca.gob.mx", NOON)
    with pytest.raises(RuleBroken, match="too-many-attempts"):
        await throttle.check(HERE, ANA, NOON)
    await throttle.check(THERE, ANA, NOON)


async def test_patience_ends_when_the_oldest_failure_is_a_quarter_of_an_hour_old(
    throttle: Throttle,
) -> None:
    for minute in range(10):
        await throttle.failed(HERE, ANA, NOON + timedelta(minutes=minute))
    with pytest.raises(RuleBroken, match="minutes=5"):
        await throttle.check(HERE, ANA, NOON + timedelta(minutes=10))
    await throttle.check(HERE, ANA, NOON + timedelta(minutes=15))


async def test_midnight_forgives_nobody(throttle: Throttle) -> None:
    midnight = datetime(2026, 3, 4, tzinfo=UTC)
    for _ in range(10):
        await throttle.failed(HERE, ANA, midnight - timedelta(minutes=1))
    with pytest.raises(RuleBroken, match="minutes=13"):
        await throttle.check(HERE, ANA, midnight + timedelta(minutes=1))


async def test_a_right_password_forgets_the_failures_of_the_email(throttle: Throttle) -> None:
    for _ in range(9):
        await throttle.failed(HERE, ANA, NOON)
    await throttle.succeeded(HERE, ANA, NOON)
    await throttle.failed(HERE, ANA, NOON)
    await throttle.check(HERE, ANA, NOON)


async def test_what_is_kept_names_nobody_differs_by_day_and_goes(throttle: Throttle) -> None:
    await throttle.failed(HERE, ANA, NOON)
    today = {row["source"] for row in await AttemptRow.select(AttemptRow.source)}
    assert all(re.fullmatch("[0-9a-f]{64}", source) for source in today)
    await throttle.failed(HERE, ANA, NOON + timedelta(days=1))
    every = {row["source"] for row in await AttemptRow.select(AttemptRow.source)}
    assert len(every) == 2 * len(today)
    await forget_old_attempts(NOON + timedelta(hours=1))
    assert await AttemptRow.count() == len(today)
