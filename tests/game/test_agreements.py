"""Acuerdo: one goal that many sign, and what each of them promises by it."""

from dataclasses import replace
from datetime import date

import pytest

from game.agreements import (
    Agreement,
    Answered,
    Member,
    Party,
    Roll,
    Stand,
    awaits_answer,
    check,
    check_answer,
    check_inviting,
    day_flaws,
    mark_of,
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


OAXACA = Participant("20", "state", "Oaxaca", "20")
JUCHITAN = Participant("20043", "municipality", "Juchitán", "20")
MERIDA = Participant("31050", "municipality", "Mérida", "31")
ROLL = Roll((Member(JUCHITAN, "towns"), Member(MERIDA, "towns"), Member(OAXACA, "states")))


@pytest.mark.parametrize(
    ("ticked", "invited"),
    [
        pytest.param([], (), id="nobody"),
        pytest.param(["league/towns"], (JUCHITAN, MERIDA), id="a league"),
        pytest.param(["state/20"], (JUCHITAN, OAXACA), id="a state with its towns"),
        pytest.param(["one/20", "state/20", "one/20"], (JUCHITAN, OAXACA), id="nobody twice"),
        pytest.param(["one/2", "league/", "20"], (), id="what names nobody"),
    ],
)
def test_whoever_is_named_is_invited(ticked: list[str], invited: tuple[Participant, ...]) -> None:
    assert ROLL.chosen(ticked) == invited


def test_whoever_was_invited_is_on_the_roll_no_more() -> None:
    assert ROLL.without({"20", "31050"}).chosen(["league/towns", "league/states"]) == (JUCHITAN,)


def test_a_confirmation_is_of_those_it_was_asked_for() -> None:
    assert mark_of((OAXACA, MERIDA)) == mark_of((MERIDA, OAXACA))
    assert mark_of((OAXACA,)) != mark_of((MERIDA,))


def test_nobody_is_invited_to_what_can_be_signed_no_more() -> None:
    check_inviting(AGREED, AGREED.sign_by)
    with pytest.raises(RuleBroken, match="agreement-closed"):
        check_inviting(AGREED, date(2026, 4, 16))


def test_all_days_that_do_not_fit_are_told_and_those_unknown_are_not() -> None:
    late, early = date(2026, 12, 2), date(2026, 1, 15)
    found = [each.facts["field"] for each in day_flaws(TODAY, late, late, early, early)]
    assert found == ["held_on", "sign_by", "due", "starts"]
    assert not list(day_flaws(TODAY, None, None, None, None))


def test_a_reason_that_comes_twice_is_known() -> None:
    lines = tuple(
        Answered(stand, note, "lead", TODAY, None)
        for stand, note in ((Stand.INVITED, "Va."), (Stand.DECLINED, "Falta  dinero."))
    )
    party = Party(OAXACA, lines)
    assert party.has_reason("Falta dinero.")
    assert not party.has_reason("Va.")


@pytest.mark.parametrize(
    ("stand", "on", "waits"),
    [
        pytest.param(Stand.INVITED, AGREED.sign_by, True, id="until the last day"),
        pytest.param(Stand.INVITED, date(2026, 4, 16), False, id="not after it"),
        pytest.param(Stand.DECLINED, TODAY, False, id="a reason is an answer"),
        pytest.param(Stand.SIGNED, TODAY, False, id="so is a signature"),
        pytest.param(None, TODAY, False, id="nobody who was not invited"),
    ],
)
def test_what_waits_for_an_answer_can_still_be_answered(
    stand: Stand | None, on: date, waits: bool
) -> None:
    assert awaits_answer(AGREED, stand, on) is waits
