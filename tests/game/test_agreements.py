"""Acuerdo: one goal that many sign, and what each of them promises by it."""

from dataclasses import replace
from datetime import date

import pytest

from game.agreements import (
    Agreement,
    Answered,
    Party,
    Stand,
    check,
    check_answer,
    may_answer,
    signed_under,
)
from game.commitments import Milestone, Move, Origin, Status, origin_of
from game.participants import Participant
from game.rules import RuleBroken

TODAY = date(2026, 3, 10)
AGREED = Agreement(
    meeting="Reunión nacional",
    held_on=date(2026, 3, 3),
    title="Ventanilla única",
    text="Los estados acuerdan…",
    pillar="H",
    goal="Abrir la ventanilla única",
    indicator="Dirección de la ventanilla",
    due=date(2026, 12, 1),
    sign_by=date(2026, 4, 15),
    milestones=(Milestone("Convenio", date(2026, 8, 1), weight=2),),
    code=7,
)


def test_whoever_signs_promises_what_was_agreed() -> None:
    given = signed_under(AGREED, "20", "Secretaría", 500_000, by_role="signer", on=TODAY)
    assert (given.goal, given.indicator, given.due) == (
        AGREED.goal,
        AGREED.indicator,
        AGREED.due,
    )
    assert (given.responsible, given.budget, given.milestones) == (
        "Secretaría",
        500_000,
        AGREED.milestones,
    )
    assert (given.status, origin_of(given)) == (Status.AGREED, Origin.AGREEMENT)
    assert [each.move for each in given.history] == [Move.PROPOSE, Move.AGREE]
    with pytest.raises(RuleBroken):
        signed_under(AGREED, "20", "Secretaría", None, by_role="contributor", on=TODAY)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param({"goal": " "}, "goal-missing", id="nothing to promise"),
        pytest.param({"title": " "}, "agreement-untitled", id="called nothing"),
        pytest.param({"meeting": ""}, "meeting-missing", id="agreed nowhere"),
        pytest.param({"held_on": date(2026, 3, 11)}, "meeting-to-come", id="nobody met yet"),
        pytest.param({"sign_by": date(2026, 3, 9)}, "due-in-the-past", id="too late to sign"),
        pytest.param(
            {"due": date(2026, 4, 15)}, "due-before-signing", id="due before it is signed"
        ),
        pytest.param({"starts": date(2026, 12, 2)}, "start-after-due", id="begins after its end"),
    ],
)
def test_what_nobody_could_sign(given: dict[str, object], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check(replace(AGREED, **given), TODAY)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_a_sound_agreement_is_not_refused() -> None:
    check(AGREED, AGREED.sign_by)


#   stands        by            on           answers
@pytest.mark.parametrize(
    ("stand", "role", "on", "code"),
    [
        pytest.param(Stand.INVITED, "signer", TODAY, "", id="a head signs"),
        pytest.param(
            Stand.DECLINED, "lead", AGREED.sign_by, "", id="thought over, on the last day"
        ),
        pytest.param(Stand.INVITED, "contributor", TODAY, "role-forbids", id="no head"),
        pytest.param(None, "lead", TODAY, "agreement-not-invited", id="not invited"),
        pytest.param(Stand.SIGNED, "lead", TODAY, "agreement-signed", id="a signature stays"),
        pytest.param(Stand.INVITED, "lead", date(2026, 4, 16), "agreement-closed", id="too late"),
    ],
)
def test_who_answers_and_when(stand: Stand | None, role: str, on: date, code: str) -> None:
    assert may_answer(AGREED, stand, role, on) is not bool(code)
    found = ""
    try:
        check_answer(AGREED, stand, role, on)
    except RuleBroken as refused:
        found = refused.code
    assert found == code


def test_the_last_answer_is_what_stands() -> None:
    invited = Answered(Stand.INVITED, "", "coordinator", TODAY, None)
    signed = Answered(Stand.SIGNED, "", "signer", TODAY, 12)
    oaxaca = Participant("20", "state", "Oaxaca", "20")
    before, after = Party(oaxaca, (invited,)), Party(oaxaca, (invited, signed))
    assert (before.stand, before.commitment) == (Stand.INVITED, None)
    assert (after.stand, after.commitment) == (Stand.SIGNED, 12)
