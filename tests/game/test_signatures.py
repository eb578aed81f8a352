"""Firma: one name for exactly what was signed, and what it covers."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.answers import Answer, Citation
from game.documents import Period
from game.signatures import (
    Cause,
    Counts,
    Signature,
    Signed,
    SignedDocument,
    Voiding,
    counts_of,
    digest_of,
    signed_since,
    signing_since,
)
from tests.game.builders import a_claim, an_honest_no, an_item

AT = datetime(2026, 10, 1, tzinfo=UTC)
LAW, COUNCIL, NOTE = an_item(code="P1-01"), an_item(code="P1-02"), an_item(code="P1-03")
YES = Signed("P1-01", 1, a_claim(LAW))
NO = Signed("P1-02", 3, an_honest_no(COUNCIL))

SIGNED = st.builds(
    Signed,
    item=st.sampled_from(("P1-01", "P1-02", "P1-03")),
    revision=st.integers(1, 5),
    answer=st.builds(
        Answer,
        item=st.just("P1-01"),
        chosen=st.lists(st.sampled_from(("yes", "no")), max_size=2).map(tuple),
        number=st.text(max_size=3),
        reason=st.text(max_size=3),
        plan=st.text(max_size=3),
        not_applicable=st.booleans(),
    ),
)


MINUTES = SignedDocument("acta", "Acta", date(2026, 1, 2), Period(), 1, "ab12")
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 3))
DOCUMENTS = st.builds(
    SignedDocument,
    document=st.sampled_from(("acta", "padrón")),
    title=st.text(max_size=2),
    dated=DAYS,
    period=st.builds(Period, DAYS, DAYS),
    version=st.integers(1, 2),
    source=st.sampled_from(("ab12", "https://example.org/a")),
)


def name_of(
    *signed: Signed,
    topic: str = "P1",
    participant: str = "20",
    documents: Iterable[SignedDocument] = (),
) -> str:
    return digest_of("2026", participant, topic, signed, documents)


def test_the_order_of_the_answers_does_not_matter() -> None:
    assert name_of(YES, NO) == name_of(NO, YES)
    assert len(name_of(YES)) == 64


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(name_of(YES), id="an answer less"),
        pytest.param(name_of(YES, replace(NO, revision=4)), id="another revision"),
        pytest.param(
            name_of(YES, replace(NO, answer=replace(NO.answer, plan_by="2027-01-01"))),
            id="another date",
        ),
        pytest.param(
            name_of(YES, replace(NO, answer=replace(NO.answer, evidence=(Citation("acta"),)))),
            id="another document",
        ),
        pytest.param(name_of(YES, NO, topic="P2"), id="another level"),
        pytest.param(name_of(YES, NO, participant="31"), id="another government"),
    ],
)
def test_whatever_is_different_has_another_name(other: str) -> None:
    assert other != name_of(YES, NO)


@given(
    st.lists(SIGNED, unique_by=lambda each: each.item), st.lists(SIGNED, unique_by=lambda e: e.item)
)
def test_two_sets_of_answers_have_one_name_only_if_they_are_the_same(
    one: list[Signed], other: list[Signed]
) -> None:
    same = {each.item: each for each in one} == {each.item: each for each in other}
    assert (name_of(*one) == name_of(*other)) is same


@given(
    st.lists(DOCUMENTS, unique_by=lambda each: each.document),
    st.lists(DOCUMENTS, unique_by=lambda each: each.document),
)
def test_the_documents_are_signed_as_they_are_shown(
    one: list[SignedDocument], other: list[SignedDocument]
) -> None:
    same = {each.document: each for each in one} == {each.document: each for each in other}
    assert (name_of(YES, documents=one) == name_of(YES, documents=other)) is same


def test_a_signature_from_before_documents_were_signed_keeps_its_name() -> None:
    before = "060f8aaa3fa435a5d3666aa6ec3a4dc2e76964f5b11a738cecff24da8dcb2fdd"
    assert name_of(YES) == before
    assert name_of(YES, documents=[MINUTES]) != name_of(YES)


def test_answers_are_counted_by_what_they_say() -> None:
    answers = {"P1-01": a_claim(LAW), "P1-02": an_honest_no(COUNCIL)}
    assert counts_of([LAW, COUNCIL, NOTE], answers) == Counts(claims=1, gaps=1, unfit=1)
    not_applicable = Answer("P1-03", not_applicable=True, reason="Sin casos.")
    found = counts_of([LAW, COUNCIL, NOTE], {**answers, "P1-03": not_applicable})
    assert found == Counts(claims=1, gaps=1, not_applicable=1)


GIVEN = Signature("P1", 3, "Sofía León", AT, "a" * 64, {"P1-01": 1, "P1-02": 3})


def test_a_signature_covers_the_revision_that_was_signed_and_no_other() -> None:
    later = AT + timedelta(days=1)
    assert GIVEN.covers("P1-01", 1, later)
    assert not GIVEN.covers("P1-01", 2, AT)
    assert not GIVEN.covers("P1-03", 1, AT)


def test_one_that_lost_its_effect_covers_what_has_not_changed() -> None:
    voided = replace(GIVEN, voiding=Voiding(AT, "Ana Ruiz", Cause.CHANGED, "P1-01", 2))
    assert voided.covers("P1-02", 3, AT)
    assert not voided.covers("P1-01", 2, AT)


def test_one_from_before_digests_covers_what_had_been_saved_by_then() -> None:
    old = replace(GIVEN, digest="", revisions={})
    assert old.covers("P1-03", 7, AT)
    assert not old.covers("P1-03", 8, AT + timedelta(seconds=1))


def signed(day: int, lost: Cause | None = None) -> Signature:
    """Signed on a day of October, and left without effect the day after, or in force."""
    at = datetime(2026, 10, day, tzinfo=UTC)
    voiding = Voiding(at + timedelta(days=1), "Ana Ruiz", lost) if lost else None
    return replace(GIVEN, at=at, voiding=voiding)


def outdone(day: int, later: int) -> Signature:
    """Signed on a day and mended on the next one; opened again on a `later` one."""
    reopened = Voiding(october(later), "Sofía León", Cause.REOPENED)
    return replace(signed(day, Cause.MENDED), outdone=reopened)


def october(day: int) -> datetime:
    return datetime(2026, 10, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("history", "since", "if_signed"),
    [
        ([], None, 20),
        ([signed(5)], 5, 0),
        ([signed(5, Cause.MENDED)], None, 5),
        ([signed(5, Cause.CHANGED)], None, 20),
        ([signed(5, Cause.REOPENED)], None, 20),
        ([signed(5, Cause.MENDED), signed(9)], 5, 0),
        ([signed(5, Cause.CHANGED), signed(9)], 9, 0),
        ([signed(5, Cause.MENDED), signed(9, Cause.MENDED)], None, 5),
        ([signed(5, Cause.REOPENED), signed(9, Cause.MENDED), signed(12)], 9, 0),
        ([signed(5, Cause.MENDED), signed(9, Cause.REOPENED)], None, 20),
        ([outdone(5, 8)], None, 20),
        ([outdone(5, 8), signed(9)], 9, 0),
        ([signed(3, Cause.MENDED), outdone(5, 8), signed(9, Cause.MENDED)], None, 9),
    ],
)
def test_mending_what_was_returned_keeps_the_day_of_the_signature(
    history: list[Signature], since: int | None, if_signed: int
) -> None:
    assert signed_since(history) == (october(since) if since else None)
    if not history or history[-1].voiding is not None:
        assert signing_since(history, october(20)) == october(if_signed)
