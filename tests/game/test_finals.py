"""Ronda final: who is shortlisted, who may mark whom, and what the marks come to, by hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.finals import (
    ALLOWED,
    LONGEST_REASON,
    Anchor,
    Criterion,
    Fate,
    FinalAct,
    Finalist,
    FinalRound,
    Mark,
    Member,
    Phase,
    Sheet,
    by_settled,
    check_act,
    check_may_mark,
    check_recusal,
    check_redraw,
    check_withdrawal,
    flaws_of,
    mark_of,
    outcomes,
    result_of,
    shortlist,
)
from game.rules import RuleBroken
from tests.game.builders import text


def a_criterion(code: str, weight: Fraction) -> Criterion:
    anchors = (Anchor(0, text("nada")), Anchor(10, text("todo")))
    return Criterion(code, text(code), text(code), weight, anchors)


def a_round(weight: Fraction = Fraction(3, 4), least_members: int = 1) -> FinalRound:
    """Impact weighs 3/4 and lasting the rest; marks go from 0 to 10."""
    return FinalRound(
        places=2,
        least_members=least_members,
        shows_names=True,
        least=0,
        most=10,
        criteria=(a_criterion("impact", weight), a_criterion("lasting", 1 - weight)),
        shortlist_on=date(2026, 3, 1),
        marks_until=date(2026, 3, 20),
        published_on=date(2026, 4, 1),
    )


def a_finalist(code: str = "20", **changes: object) -> Finalist:
    return replace(Finalist(code, code, "states", code, 1, 60), **changes)


def a_sheet(member: int, participant: str, *marks: int) -> Sheet:
    said = zip(("impact", "lasting"), marks, strict=True)
    return Sheet(member, participant, {code: Mark(str(mark), "Cifras.") for code, mark in said})


def results_of(*sheets: Sheet, **changes: object) -> Mapping[str, str]:
    """Code to result, or to the fate of whoever has none."""
    round_ = a_round(**changes)  # type: ignore[arg-type]
    finalists = [a_finalist(code) for code in dict.fromkeys(each.participant for each in sheets)]
    return {
        each.finalist.participant: str(each.result) if each.result is not None else each.fate.value
        for each in outcomes(round_, finalists, sheets, ())
    }


# The shortlist


@pytest.mark.parametrize(
    ("settled", "places", "codes"),
    [
        pytest.param((60, 40, 30), 2, "ab", id="the first two"),
        pytest.param((60, 40, 40), 2, "abc", id="a tie at the last place is in"),
        pytest.param((60, 60, 40), 2, "ab", id="a tie before it fills two places"),
        pytest.param((60, 60, 60), 1, "abc", id="everybody ties"),
        pytest.param((60, 0, 0), 2, "a", id="nobody without a settled point"),
        pytest.param((0, 0, 0), 2, "", id="nobody has any"),
        pytest.param((60, 40), 5, "ab", id="more places than governments"),
    ],
)
def test_shortlist(settled: tuple[int, ...], places: int, codes: str) -> None:
    rows = by_settled((code, code, points) for code, points in zip("abc", settled, strict=False))
    assert "".join(each.participant for each in shortlist(rows, places)) == codes


def test_places_by_settled_points_are_competition_places_and_equals_stand_by_name() -> None:
    rows = by_settled([("1", "Zapopan", 9), ("2", "Álamos", 9), ("3", "Celaya", 12)])
    assert [(each.name, each.place) for each in rows] == [
        ("Celaya", 1),
        ("Álamos", 2),
        ("Zapopan", 2),
    ]


@given(st.lists(st.integers(0, 50), max_size=12), st.integers(1, 5))
def test_nobody_outside_has_as_many_settled_points_as_a_finalist(
    settled: list[int], places: int
) -> None:
    rows = by_settled((str(n), str(n), points) for n, points in enumerate(settled))
    inside = shortlist(rows, places)
    outside = [each for each in rows if each not in inside]
    assert all(each.settled < least.settled for each in outside for least in inside if each.settled)
    assert len(inside) >= min(places, sum(points > 0 for points in settled))


# Who marks whom, and when


@pytest.mark.parametrize(
    ("member", "finalist", "recused", "code"),
    [
        pytest.param(Member(1, "Rita", frozenset({"20"})), a_finalist(), (), "finalist-own-state"),
        pytest.param(
            Member(1, "Rita", frozenset({"20"})),
            a_finalist("20067", state="20"),
            (),
            "finalist-own-state",
            id="a municipality of it too",
        ),
        pytest.param(Member(1, "Rita"), a_finalist(), ("20",), "already-recused"),
        pytest.param(Member(1, "Rita"), a_finalist(withdrew="Sí."), (), "finalist-withdrew"),
    ],
)
def test_who_may_not_mark(
    member: Member, finalist: Finalist, recused: tuple[str, ...], code: str
) -> None:
    with pytest.raises(RuleBroken, match=code):
        check_may_mark(member, finalist, recused)


def test_who_may_mark() -> None:
    check_may_mark(Member(1, "Rita", frozenset({"31"})), a_finalist(), ("31",))


@pytest.mark.parametrize(
    ("act", "phases"),
    [
        (FinalAct.REDRAW, "marking"),
        (FinalAct.APPOINT, "marking"),
        (FinalAct.MARK, "marking"),
        (FinalAct.CLOSE, "marking"),
        (FinalAct.WITHDRAW, "marking closed"),
        (FinalAct.PUBLISH, "closed"),
    ],
)
def test_allowed(act: FinalAct, phases: str) -> None:
    assert [phase.value for phase in Phase if act in ALLOWED[phase]] == phases.split()


@pytest.mark.parametrize(
    ("phase", "act", "code"),
    [
        (None, FinalAct.MARK, "no-shortlist"),
        (Phase.MARKING, FinalAct.PUBLISH, "marking-open"),
        (Phase.CLOSED, FinalAct.MARK, "marking-closed"),
        (Phase.PUBLISHED, FinalAct.WITHDRAW, "final-published"),
    ],
)
def test_what_comes_too_early_or_too_late_is_refused(
    phase: Phase | None, act: FinalAct, code: str
) -> None:
    with pytest.raises(RuleBroken, match=code):
        check_act(phase, act)


@pytest.mark.parametrize("check", [check_redraw, check_withdrawal, check_recusal])
def test_a_reason_is_asked_for(check: object) -> None:
    assert callable(check)
    assert check("  Trabajó ahí. ") == "Trabajó ahí."
    with pytest.raises(RuleBroken, match="reason-required"):
        check(" \n")
    with pytest.raises(RuleBroken, match="reason-too-long"):
        check("x" * (LONGEST_REASON + 1))


# A sheet


@pytest.mark.parametrize(
    ("typed", "mark"),
    [
        ("0", 0),
        ("10", 10),
        (" 07 ", 7),
        ("11", None),
        ("-1", None),
        ("7.5", None),
        ("siete", None),
        ("", None),
        ("٣", None),
        ("9" * 5000, None),
    ],
)
def test_a_mark_is_a_whole_number_of_the_scale(typed: str, mark: int | None) -> None:
    assert mark_of(a_round(), typed) == mark


@pytest.mark.parametrize(
    ("mark", "codes"),
    [
        pytest.param(Mark("7", "Cifras."), "", id="complete"),
        pytest.param(Mark("", ""), "mark-missing mark-reason-missing", id="nothing"),
        pytest.param(Mark("7", " "), "mark-reason-missing", id="no reason"),
        pytest.param(Mark("11", "Cifras."), "mark-outside", id="beyond the scale"),
        pytest.param(Mark("7", "x" * 2001), "reason-too-long", id="too long"),
    ],
)
def test_what_keeps_a_sheet_from_being_handed_in(mark: Mark, codes: str) -> None:
    whole = {"impact": mark, "lasting": Mark("1", "Cifras.")}
    found = flaws_of(a_round(), Sheet(1, "20", whole))
    assert [(each.criterion, each.code) for each in found] == [
        ("impact", code) for code in codes.split()
    ]


def test_a_sheet_without_a_criterion_is_incomplete() -> None:
    found = flaws_of(a_round(), Sheet(1, "20", {"impact": Mark("7", "Cifras.")}))
    assert {each.criterion for each in found} == {"lasting"}


# What the marks come to
#
#   rita    8 and 4   3/4 of 8 and 1/4 of 4 is 7
#   victor  10 and 6  3/4 of 10 and 1/4 of 6 is 9


def test_a_result_is_the_mean_of_what_each_member_gives() -> None:
    assert result_of(a_round(), a_sheet(1, "20", 8, 4)) == 7
    sheets = [a_sheet(1, "20", 8, 4), a_sheet(2, "20", 10, 6)]
    (found,) = outcomes(a_round(), [a_finalist()], sheets, ())
    assert (found.result, found.place) == (8, 1)
    assert found.means == {"impact": 9, "lasting": 5}


def test_results_are_exact() -> None:
    sheets = [a_sheet(n, "20", mark, 0) for n, mark in enumerate((1, 1, 0))]
    assert results_of(*sheets) == {"20": "1/2"}
    assert results_of(*sheets, weight=Fraction(1, 3)) == {"20": "2/9"}


def test_equal_results_share_a_place_and_the_next_one_is_skipped() -> None:
    sheets = [a_sheet(1, "a", 4, 4), a_sheet(1, "b", 2, 10), a_sheet(1, "c", 1, 1)]
    finalists = [a_finalist(each.participant) for each in sheets]
    found = outcomes(a_round(), finalists, sheets, ())
    assert [(each.finalist.participant, each.place) for each in found] == [
        ("a", 1),
        ("b", 1),
        ("c", 3),
    ]


def test_fewer_members_than_the_least_give_no_result_and_count_for_nobody_elses_place() -> None:
    sheets = [a_sheet(1, "a", 9, 9), a_sheet(1, "b", 2, 2), a_sheet(2, "b", 2, 2)]
    finalists = [a_finalist("a"), a_finalist("b")]
    first, last = outcomes(a_round(least_members=2), finalists, sheets, ())
    assert (first.finalist.participant, first.place) == ("b", 1)
    assert (last.fate, last.place, last.result, len(last.sheets)) == (Fate.TOO_FEW, None, None, 1)


def test_whoever_withdrew_has_no_place_and_stands_last() -> None:
    sheets = [a_sheet(1, "a", 9, 9), a_sheet(1, "b", 2, 2)]
    finalists = [a_finalist("a", withdrew="Sí."), a_finalist("b"), a_finalist("c")]
    found = outcomes(a_round(), finalists, sheets, ())
    assert [(each.finalist.participant, each.fate) for each in found] == [
        ("b", Fate.PLACED),
        ("c", Fate.TOO_FEW),
        ("a", Fate.WITHDREW),
    ]
    assert found[0].place == 1


CLOSED = datetime(2026, 3, 20, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "closed", "is_late"),
    [
        pytest.param(None, CLOSED, False, id="stays"),
        pytest.param(CLOSED, None, False, id="while it is marked"),
        pytest.param(CLOSED - timedelta(hours=1), CLOSED, False, id="before"),
        pytest.param(CLOSED + timedelta(seconds=1), CLOSED, True, id="after"),
    ],
)
def test_whoever_leaves_once_marks_can_be_read_leaves_late(
    left: datetime | None, closed: datetime | None, *, is_late: bool
) -> None:
    assert a_finalist(withdrew_at=left).left_after(closed) is is_late


# Laws

MARKS = st.integers(0, 10)
SHEETS = st.lists(st.tuples(MARKS, MARKS), min_size=1, max_size=6)
WEIGHTS = st.fractions(min_value=Fraction(1, 100), max_value=Fraction(99, 100))


@given(SHEETS, WEIGHTS, st.randoms())
def test_the_order_of_the_members_does_not_matter(
    marks: list[tuple[int, int]], weight: Fraction, draw: object
) -> None:
    sheets = [a_sheet(n, "20", *each) for n, each in enumerate(marks)]
    shuffled = list(sheets)
    draw.shuffle(shuffled)  # type: ignore[attr-defined]
    args = a_round(weight), [a_finalist()]
    assert outcomes(*args, sheets, ()) == outcomes(*args, shuffled, ())


@given(SHEETS, WEIGHTS)
def test_a_result_lies_between_the_least_and_the_greatest_mark(
    marks: list[tuple[int, int]], weight: Fraction
) -> None:
    sheets = [a_sheet(n, "20", *each) for n, each in enumerate(marks)]
    (found,) = outcomes(a_round(weight), [a_finalist()], sheets, ())
    every = [mark for each in marks for mark in each]
    assert found.result is not None
    assert min(every) <= found.result <= max(every)


@given(SHEETS, WEIGHTS)
def test_a_result_is_the_weighted_mean_of_the_means_of_its_criteria(
    marks: list[tuple[int, int]], weight: Fraction
) -> None:
    round_ = a_round(weight)
    sheets = [a_sheet(n, "20", *each) for n, each in enumerate(marks)]
    (found,) = outcomes(round_, [a_finalist()], sheets, ())
    assert found.result == sum(each.weight * found.means[each.code] for each in round_.criteria)


@given(SHEETS, SHEETS, WEIGHTS)
def test_a_recusal_changes_nothing_for_the_other_finalists(
    ones: list[tuple[int, int]], others: list[tuple[int, int]], weight: Fraction
) -> None:
    sheets = [
        *(a_sheet(n, "a", *each) for n, each in enumerate(ones)),
        *(a_sheet(n, "b", *each) for n, each in enumerate(others)),
    ]
    args = a_round(weight), [a_finalist("a"), a_finalist("b")]
    was = {each.finalist.participant: each for each in outcomes(*args, sheets, ())}
    now = {each.finalist.participant: each for each in outcomes(*args, sheets, {(0, "a")})}
    assert (now["b"].result, now["b"].means) == (was["b"].result, was["b"].means)
    assert now["a"].sheets == tuple(each for each in was["a"].sheets if each.member != 0)


@given(SHEETS, st.integers(1, 4))
def test_a_better_mark_never_lowers_a_result(marks: list[tuple[int, int]], more: int) -> None:
    sheets = [a_sheet(n, "20", *each) for n, each in enumerate(marks)]
    first = marks[0]
    raised = [a_sheet(0, "20", min(first[0] + more, 10), first[1]), *sheets[1:]]
    was, now = (outcomes(a_round(), [a_finalist()], each, ())[0] for each in (sheets, raised))
    assert now.result is not None
    assert was.result is not None
    assert now.result >= was.result
