"""Cumplimiento: what counts above and below the line, by examples to check by hand."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from game.commitments import Commitment, Status
from game.fulfilment import Group, Tally, group_of, is_ripe, tally_of

TODAY = date(2026, 7, 1)
PAST, FUTURE = date(2026, 6, 30), date(2026, 7, 31)


def a_commitment(status: Status, due: date) -> Commitment:
    return Commitment("20", "Meta", "Indicador", "Cargo", due, status)


#     status         due      ripe   group
TABLE = [
    (Status.PROPOSED, FUTURE, False, Group.PROMISED),
    (Status.PROPOSED, PAST, True, Group.LATE),
    (Status.AGREED, FUTURE, False, Group.PROMISED),
    (Status.AGREED, PAST, True, Group.LATE),
    (Status.IN_PROGRESS, TODAY, False, Group.PROMISED),
    (Status.IN_PROGRESS, PAST, True, Group.LATE),
    (Status.REPORTED_DONE, FUTURE, False, Group.PROMISED),
    (Status.REPORTED_DONE, PAST, True, Group.PROMISED),
    (Status.VERIFIED, FUTURE, True, Group.KEPT),
    (Status.VERIFIED, PAST, True, Group.KEPT),
    (Status.NOT_MET, PAST, True, Group.NOT_MET),
    (Status.WITHDRAWN, FUTURE, True, Group.WITHDRAWN),
    (Status.INHERITED, FUTURE, False, Group.INHERITED),
    (Status.INHERITED, PAST, True, Group.LATE),
]


@pytest.mark.parametrize(("status", "due", "ripe", "group"), TABLE)
def test_what_is_ripe_and_where_it_stands(
    status: Status, due: date, ripe: bool, group: Group
) -> None:
    commitment = a_commitment(status, due)
    assert is_ripe(commitment, TODAY) is ripe
    assert group_of(commitment, TODAY) is group


def test_all_of_them_are_counted_once() -> None:
    tally = tally_of((a_commitment(status, due) for status, due, *_ in TABLE), TODAY)
    assert tally == Tally(made=14, verified=2, overdue=4, not_met=1, withdrawn=1, ripe=9)
    assert tally.under_way == 6
    assert tally.unverified == 1
    assert tally.share == Fraction(2, 9)


def test_where_nothing_is_ripe_there_is_no_share() -> None:
    assert tally_of([a_commitment(Status.AGREED, FUTURE)], TODAY).share is None
    assert Tally().share is None


def test_withdrawing_does_not_better_the_share() -> None:
    kept, late = a_commitment(Status.VERIFIED, PAST), a_commitment(Status.IN_PROGRESS, PAST)
    before = tally_of([kept, late], TODAY).share
    after = tally_of([kept, replace(late, status=Status.WITHDRAWN)], TODAY).share
    assert before == after == Fraction(1, 2)


def test_two_tallies_add_up() -> None:
    some = [a_commitment(status, due) for status, due, *_ in TABLE]
    assert tally_of(some[:5], TODAY) + tally_of(some[5:], TODAY) == tally_of(some, TODAY)
