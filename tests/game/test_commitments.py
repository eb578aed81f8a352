"""Compromiso: from a promise to its end, with every move on record."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from game.answers import Citation
from game.commitments import (
    LIVE,
    TRANSITIONS,
    WORDS,
    Change,
    Commitment,
    Milestone,
    Missed,
    Move,
    Need,
    Plan,
    Recall,
    Recalled,
    Status,
    Term,
    advance,
    ask_review,
    awaits_new_report,
    finish_milestone,
    first_budget,
    first_due,
    first_responsible,
    folded,
    inherit_with_seat,
    is_ratification_late,
    left_open,
    missed_terms,
    moves_of,
    needs_of,
    origin_of,
    passes_on,
    progress_of,
    propose,
    recalls_of,
    shown_status,
    was_proposed_as,
    was_ratified_late,
)
from game.rules import RuleBroken

TODAY, DUE, LATER = date(2026, 3, 10), date(2026, 9, 30), date(2026, 12, 15)
OVERDUE = date(2026, 10, 1)
PROOF = (Citation("gaceta", "4"),)
DRAFT = Milestone("Borrador publicado", date(2026, 5, 29), weight=1)
GAZETTE = Milestone("Publicación en la gaceta", DUE, weight=3)
PROMISE = Commitment(
    participant="20",
    goal="Reformar el reglamento.",
    indicator="Reforma publicada en la gaceta.",
    responsible="Dirección jurídica",
    due=DUE,
    status=Status.PROPOSED,
    item="P1-01",
    milestones=(DRAFT, GAZETTE),
)


def promise(status: Status) -> Commitment:
    return replace(PROMISE, status=status)


def under_way() -> Commitment:
    """In progress, with the history that leads there."""
    agreed = advance(propose(PROMISE, "lead", TODAY), Move.AGREE, "signer", TODAY)
    return advance(agreed, Move.START, "contributor", TODAY)


def test_the_whole_walk_of_a_kept_promise() -> None:
    kept = propose(PROMISE, "lead", TODAY)
    kept = advance(kept, Move.AGREE, "signer", TODAY)
    kept = advance(kept, Move.START, "contributor", TODAY)
    kept = finish_milestone(kept, 0, "contributor", TODAY)
    kept = finish_milestone(kept, 1, "contributor", DUE)
    kept = advance(kept, Move.REPORT_DONE, "lead", DUE, "Publicado.", evidence=PROOF)
    kept = advance(kept, Move.VERIFY, "verifier", LATER, "Está publicado.")
    assert kept.status is Status.VERIFIED
    assert [event.move.value for event in kept.history] == [
        "propose",
        "agree",
        "start",
        "finish_milestone",
        "finish_milestone",
        "report_done",
        "verify",
    ]
    assert [event.to_status for event in kept.history][-2:] == ["reported_done", "verified"]
    assert kept.history[5].evidence == PROOF
    assert kept.history[5].note == "Publicado."
    assert left_open(kept, kept.history[5]) == ()


#                   proposed  agreed  in progress  reported  inherited   over
TEAM_MOVES = {
    "proposed": "agree withdraw amend",
    "agreed": "start finish_milestone report_done withdraw amend",
    "in_progress": "finish_milestone report_done withdraw amend",
    "overdue": "finish_milestone report_done withdraw amend",
    "reported_done": "withdraw",
    "inherited": "withdraw amend ratify",
}
VERIFIER_MOVES = {
    "proposed": "mark_not_met",
    "inherited": "mark_not_met",
    "agreed": "mark_not_met",
    "in_progress": "mark_not_met",
    "overdue": "mark_not_met",
    "reported_done": "send_back verify mark_not_met",
}


@pytest.mark.parametrize("status", list(Status))
def test_who_may_do_what(status: Status) -> None:
    given = promise(status)
    over = status in {Status.VERIFIED, Status.NOT_MET, Status.WITHDRAWN}
    inheritable = not over and status not in {Status.INHERITED, Status.REPORTED_DONE}
    assert passes_on(given, TODAY) is inheritable
    assert [move.value for move in moves_of(given, "lead", OVERDUE)] == TEAM_MOVES.get(
        status, ""
    ).split()
    assert [move.value for move in moves_of(given, "verifier", OVERDUE)] == (
        VERIFIER_MOVES.get(status, "").split()
    )
    assert moves_of(given, "coordinator", TODAY) == ((Move.INHERIT,) if inheritable else ())
    assert moves_of(given, "observer", TODAY) == ()


@pytest.mark.parametrize("status", sorted(LIVE - {Status.INHERITED}))
def test_nobody_broke_a_promise_whose_day_has_not_passed(status: Status) -> None:
    given = promise(status)
    assert Move.MARK_NOT_MET not in moves_of(given, "verifier", DUE)
    with pytest.raises(RuleBroken) as refused:
        advance(given, Move.MARK_NOT_MET, "verifier", DUE, "No llegó.")
    assert (refused.value.code, refused.value.facts) == ("not-due-yet", {"due": DUE})
    late = advance(given, Move.MARK_NOT_MET, "verifier", OVERDUE, "No llegó.")
    assert late.status is Status.NOT_MET


def test_an_inherited_promise_is_not_broken_while_it_may_still_be_ratified() -> None:
    until = OVERDUE + timedelta(days=20)
    given = replace(promise(Status.INHERITED), ratify_by=until)
    assert Move.MARK_NOT_MET not in moves_of(given, "verifier", until)
    with pytest.raises(RuleBroken) as refused:
        advance(given, Move.MARK_NOT_MET, "verifier", until, "Nadie lo ratificó.")
    assert (refused.value.code, refused.value.facts) == ("not-due-yet", {"due": until})
    late = until + timedelta(days=1)
    assert Move.MARK_NOT_MET in moves_of(given, "verifier", late)
    closed = advance(given, Move.MARK_NOT_MET, "verifier", late, "Nadie lo ratificó.")
    assert (closed.status, closed.history[-1].from_status) == (Status.NOT_MET, Status.INHERITED)
    # A term that ends before the date of the promise makes nothing ripe sooner.
    early = replace(given, ratify_by=given.due - timedelta(days=30))
    assert Move.MARK_NOT_MET not in moves_of(early, "verifier", given.due)
    with pytest.raises(RuleBroken) as refused:
        advance(given, Move.MARK_NOT_MET, "verifier", late, " ")
    assert refused.value.code == "reason-required"


def test_a_contributor_neither_agrees_nor_withdraws() -> None:
    moves = moves_of(promise(Status.AGREED), "contributor", TODAY)
    assert moves == (Move.START, Move.FINISH_MILESTONE, Move.REPORT_DONE)
    assert moves_of(promise(Status.PROPOSED), "contributor", TODAY) == ()


def test_the_public_moves_nothing() -> None:
    known = frozenset().union(*(rule.roles for rule in TRANSITIONS.values()))
    assert known.isdisjoint({"observer", "auditor", "public", ""})


@pytest.mark.parametrize(
    ("status", "move", "role", "given", "code"),
    [
        pytest.param("in_progress", "verify", "verifier", {}, "commitment-forbids", id="too early"),
        pytest.param("reported_done", "verify", "lead", {}, "role-forbids", id="by oneself"),
        pytest.param("agreed", "withdraw", "lead", {"note": " "}, "reason-required", id="silently"),
        pytest.param(
            "agreed", "report_done", "lead", {"note": "Ya."}, "evidence-required", id="unproved"
        ),
        pytest.param(
            "agreed",
            "report_done",
            "lead",
            {"evidence": PROOF, "note": " "},
            "milestones-open",
            id="kept with steps open and no reason",
        ),
        pytest.param(
            "reported_done", "verify", "verifier", {}, "milestones-open", id="verified so"
        ),
        pytest.param("agreed", "inherit", "coordinator", {}, "finding-required", id="passed so"),
        pytest.param(
            "agreed", "inherit", "coordinator", {"note": "\u200b"}, "finding-required", id="unseen"
        ),
        pytest.param("reported_done", "mark_not_met", "verifier", {}, "reason-required", id="why"),
        pytest.param(
            "agreed", "amend", "lead", {"note": "Tarde."}, "new-date-required", id="to no date"
        ),
        pytest.param(
            "agreed",
            "amend",
            "lead",
            {"note": "Tarde.", "due": DUE},
            "new-date-required",
            id="to the same date",
        ),
        pytest.param(
            "agreed",
            "amend",
            "lead",
            {"note": "Tarde.", "due": TODAY},
            "due-today",
            id="to today",
        ),
        pytest.param(
            "agreed",
            "amend",
            "lead",
            {"note": "Antes.", "due": date(2026, 9, 29)},
            "milestone-after-due",
            id="to a day before a step that is left",
        ),
        pytest.param(
            "agreed",
            "report_done",
            "lead",
            {"note": "Ya.", "evidence": (Citation("gaceta", " ", has_pages=True),)},
            "page-missing",
            id="proved somewhere in a file",
        ),
        pytest.param("agreed", "propose", "lead", {}, "commitment-forbids", id="proposed again"),
    ],
)
def test_refusals(status: str, move: str, role: str, given: dict[str, object], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        advance(promise(Status(status)), Move(move), role, TODAY, **given)
    assert refused.value.code == code


@pytest.mark.parametrize("note", ["", " ", "\u2060"])
def test_nothing_is_verified_without_saying_what_was_seen(note: str) -> None:
    done = tuple(replace(step, done_on=TODAY) for step in PROMISE.milestones)
    given = replace(promise(Status.REPORTED_DONE), milestones=done)
    with pytest.raises(RuleBroken) as refused:
        advance(given, Move.VERIFY, "verifier", TODAY, note)
    assert refused.value.code == "finding-required"
    assert advance(given, Move.VERIFY, "verifier", TODAY, "Está.").status is Status.VERIFIED


def test_what_a_verifier_gave_back_waits_for_another_report() -> None:
    given = advance(promise(Status.AGREED), Move.REPORT_DONE, "lead", TODAY, "Ya.", evidence=PROOF)
    assert not awaits_new_report(promise(Status.IN_PROGRESS))
    assert not awaits_new_report(given)
    back = advance(given, Move.SEND_BACK, "verifier", TODAY, "Falta.")
    assert awaits_new_report(back)
    assert awaits_new_report(replace(back, status=Status.OVERDUE))
    amended = advance(back, Move.AMEND, "lead", TODAY, "Veda.", due=LATER)
    assert awaits_new_report(finish_milestone(amended, 0, "lead", TODAY))
    assert not awaits_new_report(advance(back, Move.WITHDRAW, "lead", TODAY, "No procede."))
    passed = advance(back, Move.INHERIT, "coordinator", TODAY, "Otro gobierno.", term=LATER)
    assert not awaits_new_report(passed)
    assert awaits_new_report(advance(passed, Move.RATIFY, "lead", TODAY))
    again = advance(back, Move.REPORT_DONE, "lead", TODAY, "Ya está.", evidence=PROOF)
    assert not awaits_new_report(again)
    kept = advance(again, Move.VERIFY, "verifier", TODAY, "Está.")
    asked = ask_review(kept, TODAY, 3)
    assert not awaits_new_report(advance(asked, Move.UPHOLD, "verifier", TODAY, "Está."))
    assert awaits_new_report(advance(asked, Move.REVERSE, "verifier", TODAY, "No está."))


def test_an_amended_date_leaves_the_old_one_in_sight() -> None:
    moved = advance(promise(Status.AGREED), Move.AMEND, "lead", TODAY, "Veda.", due=LATER)
    moved = advance(moved, Move.AMEND, "lead", TODAY, "Otra vez.", due=date(2027, 1, 29))
    assert (moved.status, moved.due) == (Status.AGREED, date(2027, 1, 29))
    assert (moved.history[0].due_before, moved.history[0].due_after) == (DUE, LATER)
    assert first_due(moved) == DUE
    assert first_due(PROMISE) == DUE


def test_a_date_may_move_before_a_step_that_is_done() -> None:
    done = finish_milestone(promise(Status.AGREED), 1, "lead", TODAY)
    moved = advance(done, Move.AMEND, "lead", TODAY, "Antes.", due=date(2026, 6, 30))
    assert moved.due == date(2026, 6, 30)


def test_only_an_amendment_moves_the_date() -> None:
    started = advance(promise(Status.AGREED), Move.START, "lead", TODAY, due=LATER)
    assert started.due == DUE
    assert started.history[0].due_after is None


def test_a_new_administration_ratifies_what_it_inherits() -> None:
    inherited = advance(
        promise(Status.IN_PROGRESS), Move.INHERIT, "coordinator", TODAY, "Otro gobierno."
    )
    ratified = advance(inherited, Move.RATIFY, "signer", TODAY)
    assert (inherited.status, ratified.status) == (Status.INHERITED, Status.AGREED)


@pytest.mark.parametrize(
    ("status", "today", "shown"),
    [
        pytest.param("in_progress", DUE, "in_progress", id="on its last day"),
        pytest.param("in_progress", LATER, "overdue", id="the day after"),
        pytest.param("agreed", LATER, "overdue", id="never started"),
        pytest.param("inherited", LATER, "overdue", id="inherited and late"),
        pytest.param("reported_done", LATER, "reported_done", id="reported in time"),
        pytest.param("proposed", LATER, "overdue", id="nobody agreed to it"),
        pytest.param("withdrawn", LATER, "withdrawn", id="withdrawn"),
    ],
)
def test_the_calendar_tells_what_is_overdue(status: str, today: date, shown: str) -> None:
    assert shown_status(promise(Status(status)), today) == shown


def test_what_was_kept_as_overdue_can_still_be_reported() -> None:
    done = advance(promise(Status.OVERDUE), Move.REPORT_DONE, "lead", LATER, "Ya.", evidence=PROOF)
    assert done.status is Status.REPORTED_DONE


def test_a_promise_kept_without_a_step_says_why_and_which() -> None:
    begun = finish_milestone(promise(Status.AGREED), 0, "lead", TODAY)
    why = "El congreso la publicó antes."
    done = advance(begun, Move.REPORT_DONE, "lead", LATER, why, evidence=PROOF)
    assert done.history[-1].note == why
    assert left_open(done, done.history[-1]) == (GAZETTE,)
    assert left_open(done, done.history[0]) == ()


def test_a_step_done_after_a_report_was_open_in_it() -> None:
    reported = advance(
        promise(Status.AGREED), Move.REPORT_DONE, "lead", TODAY, "Ya.", evidence=PROOF
    )
    back = advance(reported, Move.SEND_BACK, "verifier", DUE, "Falta la gaceta.")
    mended = finish_milestone(back, 1, "lead", LATER)
    assert left_open(mended, mended.history[0]) == (DRAFT, mended.milestones[1])


@pytest.mark.parametrize(
    ("given", "needs"),
    [
        pytest.param(PROMISE, {Need.EVIDENCE, Need.REASON}, id="steps are open"),
        pytest.param(replace(PROMISE, milestones=()), {Need.EVIDENCE}, id="there are none"),
        pytest.param(
            replace(PROMISE, milestones=(replace(DRAFT, done_on=TODAY),)),
            {Need.EVIDENCE},
            id="all are done",
        ),
    ],
)
def test_a_report_needs_a_reason_while_steps_are_open(given: Commitment, needs: set[Need]) -> None:
    assert needs_of(Move.REPORT_DONE, given) == needs
    assert needs_of(Move.START, given) == frozenset()


def test_progress_weighs_milestones() -> None:
    begun = finish_milestone(promise(Status.AGREED), 0, "lead", TODAY)
    assert begun.status is Status.IN_PROGRESS
    assert begun.milestones[0].done_on == TODAY
    assert begun.history[0].note == "Borrador publicado"
    assert progress_of(begun) == Fraction(1, 4)
    assert progress_of(promise(Status.VERIFIED)) == 1
    assert progress_of(replace(PROMISE, milestones=())) == 0


@pytest.mark.parametrize(
    ("position", "code"),
    [
        pytest.param(2, "unknown-milestone", id="there is none"),
        pytest.param(-1, "unknown-milestone", id="nor before the first"),
        pytest.param(0, "milestone-already-done", id="done before"),
    ],
)
def test_milestones_that_cannot_be_finished(position: int, code: str) -> None:
    begun = finish_milestone(promise(Status.AGREED), 0, "lead", TODAY)
    with pytest.raises(RuleBroken, match=code):
        finish_milestone(begun, position, "lead", TODAY)


@pytest.mark.parametrize(
    ("flaw", "role", "code"),
    [
        pytest.param({}, "verifier", "role-forbids", id="by the observatory"),
        pytest.param({"goal": " "}, "lead", "commitment-incomplete", id="without a goal"),
        pytest.param({"indicator": ""}, "lead", "commitment-incomplete", id="without a measure"),
        pytest.param({"responsible": ""}, "lead", "commitment-incomplete", id="of nobody"),
        pytest.param({"due": TODAY}, "lead", "due-today", id="for today"),
        pytest.param({"due": TODAY - timedelta(1)}, "lead", "due-in-the-past", id="for yesterday"),
        pytest.param(
            {"milestones": (replace(DRAFT, due=LATER),)},
            "lead",
            "milestone-after-due",
            id="with a step after its end",
        ),
        pytest.param(
            {"milestones": (replace(DRAFT, title=""),)},
            "lead",
            "milestone-incomplete",
            id="with a nameless step",
        ),
        pytest.param(
            {"milestones": (replace(DRAFT, weight=0),)},
            "lead",
            "milestone-incomplete",
            id="with a weightless step",
        ),
    ],
)
def test_what_cannot_be_proposed(flaw: dict[str, object], role: str, code: str) -> None:
    with pytest.raises(RuleBroken, match=code):
        propose(replace(PROMISE, **flaw), role, TODAY)


# The terms


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param({"starts": date(2026, 10, 1)}, "start-after-due", id="begins after its end"),
        pytest.param(
            {"starts": date(2026, 6, 1)}, "milestone-before-start", id="a step before the work"
        ),
        pytest.param({"budget": -1}, "budget-unreadable", id="nobody is paid for it"),
    ],
)
def test_terms_that_cannot_be(given: dict[str, object], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        propose(replace(PROMISE, **given), "lead", TODAY)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_work_may_have_begun_before_it_is_promised() -> None:
    begun = replace(PROMISE, starts=date(2026, 1, 15), budget=0)
    assert propose(begun, "lead", TODAY).starts == date(2026, 1, 15)


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        pytest.param({}, "gap", id="an item of the index"),
        pytest.param({"item": None}, "own_initiative", id="nothing else"),
        pytest.param({"item": None, "recommendation": 4}, "recommendation", id="one issued"),
        pytest.param({"agreement": 2}, "agreement", id="what a meeting agreed"),
    ],
)
def test_where_a_promise_comes_from(given: dict[str, object], origin: str) -> None:
    assert origin_of(replace(PROMISE, **given)) == origin  # type: ignore[arg-type]


# The term to ratify

UNTIL = date(2026, 5, 4)


def inherited(until: date | None = UNTIL) -> Commitment:
    live = advance(propose(PROMISE, "lead", TODAY), Move.AGREE, "lead", TODAY)
    return advance(live, Move.INHERIT, "coordinator", TODAY, "Otro gobierno.", term=until)


def test_an_inheritance_begins_a_term() -> None:
    given = inherited()
    assert (given.ratify_by, given.history[-1].term) == (UNTIL, UNTIL)


@pytest.mark.parametrize(
    ("today", "until", "late"),
    [
        pytest.param(UNTIL, UNTIL, False, id="the last day is in time"),
        pytest.param(date(2026, 5, 5), UNTIL, True, id="the day after is not"),
        pytest.param(date(2026, 5, 5), None, False, id="older ones have no term"),
    ],
)
def test_the_calendar_tells_what_was_not_ratified_in_time(
    today: date, until: date | None, late: bool
) -> None:
    given = inherited(until)
    assert is_ratification_late(given, today) is late
    assert shown_status(given, today) is Status.INHERITED


@pytest.mark.parametrize(
    ("on", "late"), [(UNTIL, False), (date(2026, 5, 5), True)], ids=["in time", "late"]
)
def test_a_late_ratification_counts_and_is_told(on: date, late: bool) -> None:
    given = advance(inherited(), Move.RATIFY, "signer", on)
    assert given.status is Status.AGREED
    assert not is_ratification_late(given, on)
    assert was_ratified_late(given, given.history[-1]) is late
    assert not was_ratified_late(given, given.history[0])


# Laws

PEOPLE = ("lead", "signer", "contributor", "verifier", "coordinator", "observer")
DAYS = st.integers(min_value=0, max_value=400).map(lambda n: TODAY + timedelta(days=n))


@hypothesis.given(
    st.lists(
        st.tuples(st.sampled_from(list(TRANSITIONS)), st.sampled_from(PEOPLE), DAYS, DAYS),
        max_size=14,
    )
)
def test_the_history_alone_says_status_and_date(
    tries: list[tuple[Move, str, date, date]],
) -> None:
    told = propose(PROMISE, "lead", TODAY)
    for move, role, on, due in tries:
        with suppress(RuleBroken):
            if move is Move.FINISH_MILESTONE:
                told = finish_milestone(told, len(told.milestones) - 1, role, on)
            else:
                given = {"evidence": PROOF, "due": due, "term": UNTIL}
                told = advance(told, move, role, on, "Razón.", **given)  # type: ignore[arg-type]
    assert folded(told.history, PROMISE.due) == (told.status, told.due)
    assert first_due(told) == PROMISE.due
    assert [event.from_status for event in told.history[1:]] == [
        event.to_status for event in told.history[:-1]
    ]


@hypothesis.given(st.sampled_from(list(Status)), DAYS)
def test_overdue_is_the_day_after_whatever_the_clock_says(status: Status, today: date) -> None:
    waits = status in {
        Status.PROPOSED,
        Status.AGREED,
        Status.IN_PROGRESS,
        Status.INHERITED,
    }
    shown = shown_status(promise(status), today)
    assert (shown is Status.OVERDUE) is (status is Status.OVERDUE or (waits and today > DUE))


# Amended in more than its date, inherited with a seat, recalled


def test_an_amendment_keeps_the_old_words_beside_the_new_ones() -> None:
    worded = {Term.GOAL: " Derogar el reglamento. ", Term.INDICATOR: PROMISE.indicator}
    after = advance(
        promise(Status.AGREED), Move.AMEND, "lead", TODAY, "Cambió la ley.", worded=worded
    )
    assert (after.goal, after.indicator, after.due) == (
        "Derogar el reglamento.",
        PROMISE.indicator,
        DUE,
    )
    assert after.history[-1].changes == (Change(Term.GOAL, PROMISE.goal, "Derogar el reglamento."),)
    assert (after.status, after.history[-1].due_after) == (Status.AGREED, None)


def test_a_date_and_all_words_move_in_one_amendment() -> None:
    worded = dict.fromkeys(WORDS, "Otra cosa")
    after = advance(
        promise(Status.INHERITED), Move.AMEND, "signer", TODAY, "Otra.", due=LATER, worded=worded
    )
    assert [each.term for each in after.history[-1].changes] == list(WORDS)
    assert (after.due, after.responsible, after.status) == (LATER, "Otra cosa", Status.INHERITED)


@pytest.mark.parametrize(
    ("status", "worded", "code"),
    [
        ("agreed", {Term.GOAL: PROMISE.goal}, "new-date-required"),
        ("agreed", {Term.GOAL: " "}, "commitment-incomplete"),
        ("verified", {Term.GOAL: "Otra"}, "commitment-forbids"),
        ("not_met", {Term.GOAL: "Otra"}, "commitment-forbids"),
        ("withdrawn", {Term.GOAL: "Otra"}, "commitment-forbids"),
        ("reported_done", {Term.GOAL: "Otra"}, "commitment-forbids"),
    ],
)
def test_what_is_not_amended(status: Status, worded: dict[Term, str], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        advance(promise(Status(status)), Move.AMEND, "lead", TODAY, "Razón.", worded=worded)
    assert refused.value.code == code


NEW = Milestone("Capacitación", date(2026, 8, 3), weight=2)


def plan(*steps: tuple[int | None, Milestone], **given: Any) -> Plan:
    """What is planned, as it was but for these."""
    stands = {"starts": None, "budget": None, "steps": steps or ((0, DRAFT), (1, GAZETTE))}
    return Plan(**{**stands, **given})


def amend(commitment: Commitment, planned: Plan, **given: Any) -> Commitment:
    return advance(commitment, Move.AMEND, "lead", TODAY, "Razón.", plan=planned, **given)


def test_milestones_are_added_changed_and_taken_out_each_in_sight() -> None:
    moved = replace(DRAFT, title="Borrador en consulta", due=date(2026, 7, 1), weight=4)
    after = amend(promise(Status.AGREED), plan((0, moved), (None, NEW)))
    assert after.milestones == (moved, NEW)
    assert after.history[-1].changes == (
        Change(Term.MILESTONE, DRAFT, moved),
        Change(Term.MILESTONE, GAZETTE, None),
        Change(Term.MILESTONE, None, NEW),
    )


def test_a_start_and_a_budget_are_amended_and_taken_back() -> None:
    first = amend(promise(Status.AGREED), plan(starts=date(2026, 4, 1), budget=150))
    assert (first.starts, first.budget) == (date(2026, 4, 1), 150)
    second = amend(first, plan(budget=0, starts=None))
    assert second.history[-1].changes == (
        Change(Term.STARTS, date(2026, 4, 1), None),
        Change(Term.BUDGET, 150, 0),
    )


def test_what_was_first_said_is_known_whatever_was_amended_since() -> None:
    agreed = promise(Status.AGREED)
    assert (first_responsible(agreed), first_budget(agreed)) == (PROMISE.responsible, None)
    worded = {Term.RESPONSIBLE: "Otra dirección"}
    moved = amend(amend(agreed, plan(budget=150), worded=worded), plan(budget=90))
    assert (moved.responsible, moved.budget) == ("Otra dirección", 90)
    assert (first_responsible(moved), first_budget(moved)) == (PROMISE.responsible, None)
    with_budget = amend(replace(agreed, budget=70), plan(budget=80))
    assert first_budget(with_budget) == 70


def test_what_was_proposed_is_known_whatever_was_amended_since() -> None:
    agreed = promise(Status.AGREED)
    moved = amend(agreed, plan((0, DRAFT), (None, NEW)), due=LATER, worded={Term.GOAL: "Otra"})
    assert was_proposed_as(agreed, PROMISE)
    assert was_proposed_as(moved, PROMISE)
    for other in ({"goal": "Otra"}, {"due": LATER}, {"budget": 5}, {"milestones": (NEW,)}):
        assert not was_proposed_as(agreed, replace(PROMISE, **other))


def test_a_step_that_is_done_stays_whatever_else_is_planned() -> None:
    done = finish_milestone(promise(Status.AGREED), 0, "lead", TODAY)
    reached = done.milestones[0]
    after = amend(done, plan((0, reached), (None, NEW)), due=date(2026, 8, 3))
    assert after.milestones == (reached, NEW)
    assert progress_of(after) == Fraction(1, 3)
    for steps in (((1, GAZETTE),), ((0, replace(reached, weight=9)), (1, GAZETTE))):
        with pytest.raises(RuleBroken, match="milestone-already-done"):
            amend(done, plan(*steps))


@pytest.mark.parametrize(
    ("planned", "given", "code"),
    [
        (plan(), {}, "new-date-required"),
        (plan((0, replace(DRAFT, title=" ")), (1, GAZETTE)), {}, "milestone-incomplete"),
        (plan((0, replace(DRAFT, weight=0)), (1, GAZETTE)), {}, "milestone-incomplete"),
        (plan((0, replace(DRAFT, done_on=TODAY)), (1, GAZETTE)), {}, "milestone-incomplete"),
        (plan((0, replace(DRAFT, due=TODAY)), (1, GAZETTE)), {}, "due-today"),
        (plan((0, replace(DRAFT, due=LATER)), (1, GAZETTE)), {}, "milestone-after-due"),
        (plan((0, DRAFT), (1, GAZETTE), (None, replace(NEW, due=TODAY))), {}, "due-today"),
        (plan(), {"due": date(2026, 7, 1)}, "milestone-after-due"),
        (plan(starts=LATER), {}, "start-after-due"),
        (plan(starts=date(2026, 6, 1)), {}, "milestone-before-start"),
        (plan(budget=-1), {}, "budget-unreadable"),
        (Plan(None, None, ()), {}, "milestone-missing"),
    ],
)
def test_what_is_not_planned(planned: Plan, given: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        amend(promise(Status.AGREED), planned, **given)
    assert refused.value.code == code


def test_a_step_whose_day_has_passed_may_stay_as_it_is() -> None:
    late = replace(promise(Status.AGREED), milestones=(replace(DRAFT, due=TODAY), GAZETTE))
    after = amend(late, plan((0, late.milestones[0]), (1, GAZETTE), budget=5))
    assert after.milestones == late.milestones


def test_words_are_nothing_to_a_move_that_is_no_amendment() -> None:
    after = advance(promise(Status.AGREED), Move.START, "lead", TODAY, worded={Term.GOAL: "Otra"})
    assert (after.goal, after.history[-1].changes) == (PROMISE.goal, ())


def test_a_seat_that_passes_brings_what_is_alive_and_nothing_that_ended() -> None:
    found = inherit_with_seat(promise(Status.IN_PROGRESS), TODAY, "Acta 1.", LATER)
    assert (found.status, found.ratify_by) == (Status.INHERITED, LATER)
    assert (found.history[-1].by_role, found.history[-1].term) == ("", LATER)
    for status in (
        Status.VERIFIED,
        Status.WITHDRAWN,
        Status.NOT_MET,
        Status.INHERITED,
        Status.REPORTED_DONE,
    ):
        with pytest.raises(RuleBroken):
            inherit_with_seat(promise(status), TODAY, "", LATER)


def test_what_nobody_ratified_in_its_term_passes_to_the_next_administration() -> None:
    first = inherit_with_seat(promise(Status.IN_PROGRESS), TODAY, "Acta 1.", LATER)
    assert not passes_on(first, LATER)
    with pytest.raises(RuleBroken):
        advance(first, Move.INHERIT, "coordinator", LATER, "Otro gobierno.", term=LATER)
    after = LATER + timedelta(days=1)
    until = after + timedelta(days=30)
    assert moves_of(first, "coordinator", after) == (Move.INHERIT,)
    for found in (
        inherit_with_seat(first, after, "Acta 2.", until),
        advance(first, Move.INHERIT, "coordinator", after, "Otro gobierno.", term=until),
    ):
        assert (found.status, found.ratify_by) == (Status.INHERITED, until)
        assert [event.term for event in found.history[-2:]] == [LATER, until]
        assert not is_ratification_late(found, until)


#   due 30 September; moved to 31 October on 5 October; reported on 4 November; sent back; verified
def test_a_day_that_was_missed_stays_missed_whatever_came_afterwards() -> None:
    live = under_way()
    missed = [Missed(DUE, is_ratification=False)]
    assert missed_terms(live, DUE) == ()
    assert list(missed_terms(live, OVERDUE)) == missed
    moved_to, late = date(2026, 10, 31), date(2026, 10, 5)
    amended = advance(live, Move.AMEND, "lead", late, "Hubo veda.", due=moved_to)
    assert list(missed_terms(amended, moved_to)) == missed
    missed.append(Missed(moved_to, is_ratification=False))
    on = date(2026, 11, 4)
    done = advance(amended, Move.REPORT_DONE, "lead", on, "Publicado.", evidence=PROOF)
    back = advance(done, Move.SEND_BACK, "verifier", on, "Falta.")
    for after in (amended, done, back):
        assert list(missed_terms(after, on + timedelta(days=90))) == missed
    # In time is in time, however late it is verified.
    kept = advance(live, Move.REPORT_DONE, "lead", DUE, "Publicado.", evidence=PROOF)
    kept = advance(kept, Move.VERIFY, "verifier", on, "Está.")
    assert missed_terms(kept, on) == ()


def test_a_term_to_ratify_that_was_missed_stays_missed() -> None:
    until = date(2026, 4, 15)
    first = inherit_with_seat(under_way(), TODAY, "Acta 1.", until)
    after = until + timedelta(days=1)
    second = inherit_with_seat(first, after, "Acta 2.", after + timedelta(days=30))
    assert missed_terms(first, until) == ()
    for found in (first, second, advance(second, Move.RATIFY, "signer", after)):
        assert missed_terms(found, after) == (Missed(until, is_ratification=True),)


#   the draft is due on 29 May, the promise on 30 September, with its last step
@pytest.mark.parametrize(
    ("status", "today", "told"),
    [
        pytest.param("agreed", date(2026, 5, 13), [], id="too early"),
        pytest.param("agreed", date(2026, 5, 14), ["milestone"], id="fifteen days before a step"),
        pytest.param("agreed", date(2026, 5, 29), ["milestone"], id="on its day"),
        pytest.param("agreed", date(2026, 5, 30), [], id="a step that passed is not recalled"),
        pytest.param("in_progress", date(2026, 9, 15), ["due"], id="its last step is told with it"),
        pytest.param("in_progress", OVERDUE, ["overdue"], id="the day after"),
        pytest.param("in_progress", date(2026, 10, 7), ["overdue"], id="for a week"),
        pytest.param("in_progress", date(2026, 10, 8), [], id="and no longer"),
        pytest.param("proposed", date(2026, 9, 20), ["due"], id="nobody agreed to it"),
        pytest.param("proposed", OVERDUE, ["overdue"], id="and it is overdue all the same"),
        pytest.param("reported_done", date(2026, 9, 20), [], id="it waits for a verifier"),
        pytest.param("verified", OVERDUE, [], id="it is kept"),
    ],
)
def test_what_is_recalled(status: str, today: date, told: list[str]) -> None:
    found = recalls_of(promise(Status(status)), today, 15)
    assert [each.what.value for each in found] == told


def test_a_step_that_is_done_is_not_recalled() -> None:
    done = replace(promise(Status.IN_PROGRESS), milestones=(replace(DRAFT, done_on=TODAY), GAZETTE))
    assert recalls_of(done, date(2026, 5, 20), 15) == ()


@pytest.mark.parametrize(
    ("today", "what"),
    [
        (date(2026, 7, 31), []),
        (date(2026, 8, 1), [Recall(Recalled.RATIFY, date(2026, 8, 12))]),
        (date(2026, 8, 12), [Recall(Recalled.RATIFY, date(2026, 8, 12))]),
        (date(2026, 8, 13), [Recall(Recalled.UNRATIFIED, date(2026, 8, 12))]),
        (date(2026, 8, 20), []),
    ],
)
def test_a_term_to_ratify_is_recalled(today: date, what: list[Recall]) -> None:
    inherited = replace(promise(Status.INHERITED), ratify_by=date(2026, 8, 12))
    assert list(recalls_of(inherited, today, 11)) == what
