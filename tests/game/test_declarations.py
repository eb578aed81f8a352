"""Declaración pública: how it is signed, renewed, revoked, and how it ends by the calendar."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.declarations import (
    Declaration,
    Event,
    Move,
    Status,
    Wording,
    is_of,
    may_revoke,
    may_sign,
    next_move,
    revoke,
    sign,
    status_of,
)
from game.questionnaire import Text
from game.rules import RuleBroken

#   signed on 3 March 2026 for a year: through 3 March 2027, renewed from 2 January 2027
SIGNED = datetime(2026, 3, 3, 18, tzinfo=UTC)
UNTIL = date(2027, 3, 3)
FIRST = date(2027, 1, 2)
WORDING = Wording("2026", Text("Declaración", "Declaration"), Text("Digo.", "I say."), 365, 60)
NEXT = replace(WORDING, edition="2027", text=Text("Digo más.", "I say more."))


def signed(
    at: datetime = SIGNED, own: Declaration | None = None, wording: Wording = WORDING
) -> Declaration:
    return sign(own, wording, digest=wording.sha256, role="signer", seat_title="Titular", at=at)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


def revoked(declaration: Declaration, at: datetime = SIGNED) -> Declaration:
    return revoke(
        declaration, role="signer", seat_title="Titular", reason="Razón.", at=at, is_own=True
    )


@pytest.mark.parametrize(
    ("on", "left_on", "status"),
    [
        pytest.param(SIGNED.date(), None, Status.IN_FORCE, id="on the day it is signed"),
        pytest.param(UNTIL, None, Status.IN_FORCE, id="on its last day"),
        pytest.param(date(2027, 3, 4), None, Status.LAPSED, id="by the calendar, the day after"),
        pytest.param(date(2026, 5, 1), date(2026, 5, 1), Status.LEFT, id="the day they leave"),
        pytest.param(date(2026, 4, 30), date(2026, 5, 1), Status.IN_FORCE, id="the day before"),
        pytest.param(date(2028, 1, 1), date(2026, 5, 1), Status.LEFT, id="it ended with the seat"),
        pytest.param(date(2028, 1, 1), date(2027, 9, 1), Status.LAPSED, id="it lapsed before that"),
    ],
)
def test_how_it_stands(on: date, left_on: date | None, status: Status) -> None:
    assert status_of(replace(signed(), left_on=left_on), on) is status


def test_a_revocation_is_the_end_and_stays() -> None:
    found = revoked(signed())
    for on in (SIGNED.date(), UNTIL, date(2030, 1, 1)):
        assert status_of(replace(found, left_on=UNTIL), on) is Status.REVOKED
    assert [each.move for each in found.events] == [Move.SIGN, Move.REVOKE]
    assert found.signature.sha256 == WORDING.sha256


@pytest.mark.parametrize(
    ("on", "wording", "renews"),
    [
        pytest.param(date(2026, 6, 1), WORDING, False, id="nothing to renew yet"),
        pytest.param(date(2027, 1, 1), WORDING, False, id="the day before the term"),
        pytest.param(FIRST, WORDING, True, id="the first day of the term"),
        pytest.param(date(2027, 9, 1), WORDING, True, id="after it lapsed"),
        pytest.param(date(2026, 6, 1), NEXT, True, id="a new edition has another text"),
    ],
)
def test_when_it_is_renewed(on: date, wording: Wording, renews: bool) -> None:
    own = signed()
    assert may_sign(own, wording, on) is renews
    if not renews:
        with pytest.raises(RuleBroken) as refused:
            next_move(own, wording, on)
        assert refused.value.facts == {"until": UNTIL, "first": FIRST}
        return
    again = signed(noon(on), own, wording)
    assert (again.renewals, again.since) == (1, own.since)
    assert again.signature.until == on + timedelta(days=365)
    assert is_of(again, wording)
    assert again.events[0] == own.events[0]


def test_whoever_comes_next_begins_another_one() -> None:
    left = replace(signed(), left_on=date(2026, 5, 1))
    assert next_move(left, WORDING, date(2026, 6, 1)) is Move.SIGN
    assert next_move(revoked(signed()), WORDING, date(2026, 6, 1)) is Move.SIGN
    again = signed(noon(date(2026, 6, 1)), left)
    assert len(again.events) == 1


def test_only_what_was_shown_is_signed_by_whoever_may() -> None:
    with pytest.raises(RuleBroken, match="declaration-stale"):
        sign(None, NEXT, digest=WORDING.sha256, role="signer", seat_title="", at=SIGNED)
    with pytest.raises(RuleBroken, match="role-forbids"):
        sign(None, WORDING, digest=WORDING.sha256, role="lead", seat_title="", at=SIGNED)
    with pytest.raises(RuleBroken, match="declaration-none"):
        sign(None, None, digest="", role="observer", seat_title="", at=SIGNED)


@pytest.mark.parametrize(
    ("role", "is_own", "may"),
    [
        pytest.param("signer", True, True, id="whoever signed"),
        pytest.param("observer", True, True, id="an association its own"),
        pytest.param("coordinator", False, True, id="the coordination"),
        pytest.param("signer", False, False, id="another head"),
        pytest.param("lead", True, False, id="a lead signs nothing"),
    ],
)
def test_who_revokes(role: str, is_own: bool, may: bool) -> None:
    assert may_revoke(signed(), role, SIGNED.date(), is_own=is_own) is may


def test_a_revocation_has_a_reason_once() -> None:
    with pytest.raises(RuleBroken, match="reason-required"):
        revoke(signed(), role="signer", seat_title="", reason="  ", at=SIGNED, is_own=True)
    with pytest.raises(RuleBroken, match="text-too-long"):
        revoke(signed(), role="signer", seat_title="", reason="a" * 1_001, at=SIGNED, is_own=True)
    with pytest.raises(RuleBroken, match="declaration-revoked"):
        revoked(revoked(signed()))


def test_whoever_left_revokes_nothing_and_the_coordination_still_may() -> None:
    left = replace(signed(), left_on=date(2026, 5, 1))
    assert not may_revoke(left, "signer", date(2026, 6, 1), is_own=True)
    assert may_revoke(left, "coordinator", date(2026, 6, 1), is_own=False)


def test_the_hash_is_of_the_words_and_of_their_edition() -> None:
    same = replace(WORDING, valid_days=10, renew_days=1)
    assert same.sha256 == WORDING.sha256
    others = (
        replace(WORDING, edition="2027"),
        replace(WORDING, text=Text("Digo", "I say.")),
        replace(WORDING, text=Text("Digo.", "I say")),
        replace(WORDING, title=Text("Otra", "Declaration")),
    )
    assert len({each.sha256 for each in (WORDING, *others)}) == 5


MOVES = st.lists(st.tuples(st.sampled_from(list(Move)), st.integers(0, 500)), max_size=12)


@given(MOVES)
def test_nothing_of_it_is_ever_taken_away(moves: list[tuple[Move, int]]) -> None:
    """Whatever is tried and whenever, every line stays as it was and the days only grow."""
    own, at = signed(), SIGNED
    for move, days in moves:
        at += timedelta(days=days)
        before = own.events
        try:
            own = revoked(own, at) if move is Move.REVOKE else signed(at, own)
        except RuleBroken:
            continue
        # A new one begins with another first line, though it be of the same moment.
        if own.events[0] is before[0]:
            assert own.events[: len(before)] == before
        else:
            assert Move.REVOKE in {each.move for each in before}
        assert own.events[-1].at == at
        stands = status_of(own, at.date())
        assert stands is (Status.REVOKED if own.revocation else Status.IN_FORCE)


@given(st.integers(0, 2_000), st.integers(0, 2_000))
def test_what_ended_by_the_calendar_does_not_begin_again(one: int, other: int) -> None:
    early, late = sorted((one, other))
    own = signed()
    was = status_of(own, SIGNED.date() + timedelta(days=early))
    now = status_of(own, SIGNED.date() + timedelta(days=late))
    assert (was, now) != (Status.LAPSED, Status.IN_FORCE)


def test_an_event_says_from_which_seat() -> None:
    assert signed().events == (
        Event(Move.SIGN, SIGNED, "signer", "Titular", "2026", WORDING.sha256, UNTIL),
    )


def test_what_comes_twice_is_known() -> None:
    first, day = signed(), SIGNED.date()
    assert first.is_signature_of(WORDING.sha256, day)
    assert not first.is_signature_of(NEXT.sha256, day)
    assert not first.is_signature_of(WORDING.sha256, day + timedelta(days=1))
    gone = revoked(first)
    assert not gone.is_signature_of(WORDING.sha256, day)
    assert gone.was_revoked_for(" Razón. ")
    assert not gone.was_revoked_for("Otra.")
    assert not first.was_revoked_for("Razón.")
