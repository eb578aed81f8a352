"""Historia: what the rules allow is never told as wrong; what nobody could do is, by its kind."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.answers import Citation
from game.commitments import (
    TRANSITIONS,
    Commitment,
    Milestone,
    Move,
    Plan,
    Status,
    Term,
    advance,
    ask_review,
    finish_milestone,
    inherit_with_seat,
    propose,
)
from game.histories import Fault, faults_of
from game.rules import RuleBroken

TODAY = date(2026, 3, 3)
CITED = (Citation("c" * 32, "1"),)
FIRST = Commitment(
    participant="20",
    goal="Publicar el reglamento",
    indicator="Gaceta",
    responsible="Mejora Regulatoria",
    due=date(2026, 6, 30),
    status=Status.PROPOSED,
    milestones=(
        Milestone("Proyecto", date(2026, 4, 15)),
        Milestone("Publicado", date(2026, 6, 30), 2),
    ),
)


def made(commitment: Commitment, move: Move, on: date, number: int) -> Commitment:
    """One move more, by whoever may make it, with all that it needs."""
    if move is Move.ASK_REVIEW:
        return ask_review(commitment, on, 3)
    by = min(TRANSITIONS[move].roles)
    if move is Move.FINISH_MILESTONE:
        return finish_milestone(commitment, number % 2, by, on)
    if move is Move.INHERIT and number % 2:
        return inherit_with_seat(commitment, on, "Entrega", on + timedelta(days=30))
    return advance(
        commitment,
        move,
        by,
        on,
        f"Razón {number}",
        evidence=CITED if move is Move.REPORT_DONE else (),
        due=max(commitment.due, on) + timedelta(days=number) if move is Move.AMEND else None,
        worded={Term.GOAL: f"Meta {number}"} if move is Move.AMEND and number % 2 else {},
        plan=another_plan(commitment, on, number) if move is Move.AMEND else None,
        term=on + timedelta(days=30) if move is Move.INHERIT else None,
    )


def another_plan(commitment: Commitment, on: date, number: int) -> Plan:
    """Another budget and start, one open step more, less or worded anew, by the number."""
    steps: list[tuple[int | None, Milestone]] = [*enumerate(commitment.milestones)]
    open_ones = [place for place, step in steps if step.done_on is None]
    if number % 3 == 0:
        steps.append((None, Milestone(f"Paso {number}", max(on, commitment.due))))
    elif open_ones and number % 3 == 1:
        place = open_ones[-1]
        step = replace(commitment.milestones[place], title=f"Paso {number}")
        steps[place] = place, replace(step, due=max(on, step.due))
    elif len(open_ones) > 1:
        del steps[open_ones[0]]
    return Plan(on if number % 2 else commitment.starts, 1000 * number, tuple(steps))


def lived(course: list[tuple[Move, int]]) -> Commitment:
    """A commitment that made every move of a course that it could."""
    kept, on = propose(FIRST, "lead", TODAY), TODAY
    for move, number in course:
        on += timedelta(days=number)
        try:
            kept = made(kept, move, on, number)
        except RuleBroken:
            continue
    return kept


MOVES = st.sampled_from([each for each in Move if each is not Move.PROPOSE])
USUAL = [Move.AGREE, Move.START, Move.FINISH_MILESTONE, Move.AMEND, Move.REPORT_DONE, Move.VERIFY]


@given(
    usual=st.integers(0, len(USUAL)),
    course=st.lists(st.tuples(MOVES, st.integers(0, 60)), max_size=12),
)
def test_whatever_the_rules_allow_is_well(usual: int, course: list[tuple[Move, int]]) -> None:
    kept = lived([*((move, 1) for move in USUAL[:usual]), *course])
    assert faults_of(kept) == ()


VERIFIED = lived([(move, 1) for move in USUAL])


def test_a_whole_life_is_what_is_looked_at() -> None:
    assert VERIFIED.status is Status.VERIFIED
    assert VERIFIED.goal == "Meta 1"
    assert VERIFIED.due == date(2026, 7, 1)


def changed(place: int, **given: object) -> Commitment:
    """The same with another line in one place of its history."""
    history = list(VERIFIED.history)
    history[place] = replace(history[place], **given)  # type: ignore[arg-type]
    return replace(VERIFIED, history=tuple(history))


FIRST_STEP, SECOND_STEP = VERIFIED.milestones


@pytest.mark.parametrize(
    ("kept", "fault"),
    [
        pytest.param(replace(VERIFIED, history=()), Fault.BEGINNING, id="no history"),
        pytest.param(
            replace(VERIFIED, history=VERIFIED.history[1:]), Fault.BEGINNING, id="no proposal"
        ),
        pytest.param(changed(0, from_status=Status.AGREED), Fault.MOVE, id="from somewhere"),
        pytest.param(changed(2, on=TODAY - timedelta(days=1)), Fault.ORDER, id="before it was"),
        pytest.param(changed(1, to_status=Status.VERIFIED), Fault.MOVE, id="where no move leads"),
        pytest.param(changed(2, move=Move.RATIFY), Fault.MOVE, id="from where it cannot"),
        pytest.param(changed(2, move=Move.ASK_REVIEW), Fault.MOVE, id="asked before"),
        pytest.param(changed(1, by_role="verifier"), Fault.ROLE, id="somebody else's"),
        pytest.param(changed(1, by_role=""), Fault.ROLE, id="nobody's"),
        pytest.param(changed(4, note="\u2060"), Fault.LACKING, id="a reason nobody sees"),
        pytest.param(changed(5, evidence=()), Fault.LACKING, id="no evidence"),
        pytest.param(changed(4, due_after=None, changes=()), Fault.LACKING, id="no change"),
        pytest.param(changed(4, due_after=TODAY), Fault.DUE, id="to another date"),
        pytest.param(replace(VERIFIED, due=TODAY), Fault.DUE, id="another date"),
        pytest.param(replace(VERIFIED, status=Status.AGREED), Fault.STATUS, id="another status"),
        pytest.param(replace(VERIFIED, goal="Meta 2"), Fault.WORDS, id="other words"),
        pytest.param(replace(VERIFIED, responsible=""), Fault.WORDS, id="nobody answers for it"),
        pytest.param(replace(VERIFIED, budget=7), Fault.WORDS, id="another budget"),
        pytest.param(replace(VERIFIED, starts=TODAY), Fault.WORDS, id="another start"),
        pytest.param(
            replace(VERIFIED, milestones=(replace(FIRST_STEP, title="Otro"), SECOND_STEP)),
            Fault.STEPS,
            id="a step worded behind its amendment",
        ),
        pytest.param(
            replace(VERIFIED, milestones=(FIRST_STEP,)), Fault.STEPS, id="a finished step is gone"
        ),
        pytest.param(
            replace(VERIFIED, milestones=(replace(FIRST_STEP, weight=0), SECOND_STEP)),
            Fault.STEPS,
            id="a step without weight",
        ),
        pytest.param(
            replace(VERIFIED, milestones=(replace(FIRST_STEP, due=date(2027, 1, 1)), SECOND_STEP)),
            Fault.STEPS,
            id="a step after the end",
        ),
        pytest.param(
            replace(VERIFIED, history=(*VERIFIED.history[:5], VERIFIED.history[6])),
            Fault.VERIFIED,
            id="verified and never reported",
        ),
    ],
)
def test_what_nobody_could_do_is_told(kept: Commitment, fault: Fault) -> None:
    assert fault in faults_of(kept)


@pytest.mark.parametrize("move", [Move.VERIFY, Move.INHERIT])
def test_what_was_once_said_without_a_note_is_well(move: Move) -> None:
    """Both were kept so before a note was asked for; the rules take none without it any more."""
    before = [(each, 1) for each in (USUAL[:-1] if move is Move.VERIFY else USUAL[:3])]
    kept = lived([*before, (move, 2)])
    last = kept.history[-1]
    assert (last.move, bool(last.note)) == (move, True)
    silent = replace(kept, history=(*kept.history[:-1], replace(last, note="")))
    assert faults_of(silent) == ()


def test_a_date_moves_from_where_it_was() -> None:
    twice = lived([(Move.AGREE, 1), (Move.AMEND, 1), (Move.AMEND, 1)])
    assert faults_of(twice) == ()
    last = replace(twice.history[-1], due_before=TODAY)
    assert faults_of(replace(twice, history=(*twice.history[:-1], last))) == (Fault.DUE,)


def test_older_rows_may_say_overdue() -> None:
    started = lived([(Move.AGREE, 1), (Move.START, 1)])
    assert faults_of(replace(started, status=Status.OVERDUE)) == ()
