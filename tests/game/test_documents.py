"""Documento: until when it holds, and which version is the newer one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.documents import Period, Validity, Version, check_correction
from game.editions import Stage
from game.rules import RuleBroken

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
A_DAY = timedelta(days=1)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


#   from         until        on                   it is
@pytest.mark.parametrize(
    ("first", "last", "day", "found"),
    [
        pytest.param(None, None, FIRST, Validity.IN_FORCE, id="without dates it always holds"),
        pytest.param(FIRST, LAST, FIRST, Validity.IN_FORCE, id="its first day counts"),
        pytest.param(FIRST, LAST, LAST, Validity.IN_FORCE, id="its last day counts"),
        pytest.param(FIRST, LAST, LAST + A_DAY, Validity.EXPIRED, id="the day after it is over"),
        pytest.param(FIRST, LAST, FIRST - A_DAY, Validity.TO_COME, id="the day before it is none"),
        pytest.param(None, LAST, date(1990, 1, 1), Validity.IN_FORCE, id="from whenever"),
        pytest.param(FIRST, None, date(2090, 1, 1), Validity.IN_FORCE, id="until whenever"),
    ],
)
def test_a_document_holds_from_day_to_day(
    first: date | None, last: date | None, day: date, found: Validity
) -> None:
    assert Period(first, last).on(day) is found


def test_it_does_not_end_before_it_begins() -> None:
    Period(FIRST, FIRST).check()
    Period(None, LAST).check()
    with pytest.raises(RuleBroken, match="validity-reversed"):
        Period(LAST, FIRST).check()


@given(st.none() | DAYS, st.none() | DAYS, DAYS, st.integers(1, 1000))
def test_what_is_over_stays_over(
    first: date | None, last: date | None, day: date, later: int
) -> None:
    period = Period(first, last)
    if period.on(day) is Validity.EXPIRED:
        assert period.on(day + timedelta(days=later)) is Validity.EXPIRED


def test_only_versions_of_one_document_are_older() -> None:
    old, new, other = Version("a", 1), Version("a", 3), Version("b", 3)
    assert old.is_older_than(new)
    assert not new.is_older_than(old)
    assert not old.is_older_than(old)
    assert not old.is_older_than(other)


#   stage          judged       signed
@pytest.mark.parametrize(
    ("stage", "judged", "signed", "refused"),
    [
        pytest.param(Stage.OPEN, (), (), "", id="a draft"),
        pytest.param(Stage.OPEN, (), ("P1-01",), "", id="signed, and can be signed again"),
        pytest.param(Stage.REVIEW, (), ("P1-01",), "", id="in the review too"),
        pytest.param(Stage.REPLY, (), ("P1-01",), "document-signed", id="signed for good"),
        pytest.param(Stage.REPLY, (), (), "", id="never signed"),
        pytest.param(Stage.OPEN, ("P1-02",), ("P1-01",), "document-judged", id="judged"),
        pytest.param(Stage.PUBLISHED, ("P1-02",), (), "document-judged", id="judged long ago"),
    ],
)
def test_what_was_judged_or_signed_for_good_is_not_put_right(
    stage: Stage, judged: tuple[str, ...], signed: tuple[str, ...], refused: str
) -> None:
    if not refused:
        check_correction(stage, judged, signed, "title")
        return
    with pytest.raises(RuleBroken) as broken:
        check_correction(stage, judged, signed, "title")
    assert (broken.value.code, broken.value.facts["field"]) == (refused, "title")
