"""Contraseñas: hashes off the loop."""

import asyncio
import threading

import pytest
from argon2 import extract_parameters

from game.rules import RuleBroken
from server import passwords as module
from server.passwords import AT_ONCE, Passwords, weakness_of
from server.problems import retry_after
from tests.server.people import QUICK

ANA = "ana@oaxaca.gob.mx"


async def test_the_right_password_and_no_other() -> None:
    kept = await QUICK.hash("una frase larga")
    assert await QUICK.matches(kept, "una frase larga")
    assert not await QUICK.matches(kept, "una frase larga ")
    assert not await QUICK.matches(None, "nadie")
    assert not await QUICK.matches("not a hash", "una frase larga")


async def test_a_letter_composed_in_two_ways_is_one_letter() -> None:
    kept = await QUICK.hash("canción de año nuevo")
    assert await QUICK.matches(kept, "cancio\u0301n de an\u0303o nuevo")


async def test_the_same_password_twice_is_two_hashes() -> None:
    assert await QUICK.hash("una frase larga") != await QUICK.hash("una frase larga")


async def test_hashes_are_argon2id_of_nineteen_mebibytes() -> None:
    parameters = extract_parameters(await Passwords().hash("una frase larga"))
    assert parameters.type.name == "ID"
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19456, 2, 1)


async def test_an_unknown_address_costs_as_much_as_a_known_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    passwords = Passwords(memory_kib=8, passes=1)
    seen: list[str | None] = []
    work = passwords._work
    monkeypatch.setattr(passwords, "_work", lambda p, k: (seen.append(k), work(p, k))[1])
    await passwords.matches(None, "una frase larga")
    (compared,) = seen
    assert compared
    known = extract_parameters(await passwords.hash("x"))
    assert extract_parameters(compared) == known


@pytest.mark.both
async def test_at_most_four_at_once_and_never_on_the_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    passwords = Passwords(memory_kib=8, passes=1)
    running: list[int] = []
    most: list[int] = []
    four = threading.Barrier(AT_ONCE)

    def work(password: str, kept: str | None) -> str:
        assert threading.current_thread() is not threading.main_thread()
        running.append(1)
        most.append(len(running))
        four.wait(5)
        running.pop()
        return "x"

    monkeypatch.setattr(passwords, "_work", work)
    await asyncio.gather(*(passwords.hash("x") for _ in range(AT_ONCE * 2)))
    assert max(most) == AT_ONCE


@pytest.mark.both
async def test_a_crowd_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAITING", 2)
    outcomes = await asyncio.gather(
        *(QUICK.hash("una frase larga") for _ in range(3)), return_exceptions=True
    )
    (refused,) = [each for each in outcomes if isinstance(each, RuleBroken)]
    assert refused.code == "busy"
    assert retry_after(refused.facts) == {"Retry-After": "60"}


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("una frase larga", None),
        ("1234567890", "password-sequence"),
        ("123456789012", "password-sequence"),
        ("9876543210", "password-sequence"),
        ("abcdefghijkl", "password-sequence"),
        ("abcabcabcabc", "password-sequence"),
        ("1357913579", None),
        ("tequila-1821", None),
        ("corta", "password-short"),
        ("          ", "password-short"),
        ("x" * 201, "password-long"),
        ("ANA@oaxaca.gob.mx", "password-is-email"),
        ("aaaaaaaaaaaa", "password-repeats"),
    ],
)
def test_what_keeps_a_password_from_being_used(password: str, weakness: str | None) -> None:
    assert weakness_of(password, ANA) == weakness
