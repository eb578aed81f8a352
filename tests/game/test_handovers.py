"""Entrega-recepción: who may pass a seat on, to whom, what waits in it, and who reads of it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.assignments import Assignment, AssignmentState
from game.commitments import LIVE, Commitment, Status
from game.editions import Stage
from game.handovers import (
    LONGEST_REASON,
    HandoverState,
    Holding,
    Matter,
    MatterKind,
    Offer,
    Parties,
    Work,
    after_withdrawal,
    check_offer,
    folio_of,
    matters_of,
    may_read,
    may_start,
    may_vacate,
    may_withdraw,
    pending_of,
)
from game.levels import Level, LevelState
from game.rules import RuleBroken
from tests.game.builders import an_item

TODAY = date(2026, 11, 28)
# Of Oaxaca Ana leads, Beto fills and Sofía signs; Carla leads elsewhere; Adela keeps the accounts.
ANA, BETO = Holding(1, "lead", "20", 11), Holding(2, "contributor", "20", 12)
SOFIA, CARLA = Holding(3, "signer", "20", 13), Holding(4, "lead", "31", 14)
ADELA, ELENA = Holding(5, "admin", None, 15), Holding(6, "coordinator", None, 16)
AUDITOR, LUCIA = Holding(7, "auditor", None, 17), Holding(8, "lead", "20", 18)
OFFER = Offer("diana@oaxaca.gob.mx", "Diana Sosa", "Cambio de administración.", TODAY)
PARTIES = Parties("20", starter=11, giver=12, receiver=19)


@pytest.mark.parametrize(
    ("by", "seat", "may"),
    [
        pytest.param(ANA, ANA, True, id="one's own"),
        pytest.param(BETO, BETO, True, id="a contributor's own"),
        pytest.param(SOFIA, SOFIA, True, id="a signer's own"),
        pytest.param(ELENA, ELENA, True, id="one of the observatory"),
        pytest.param(ANA, BETO, True, id="a lead, of the team"),
        pytest.param(ANA, SOFIA, True, id="a lead, of the signer"),
        pytest.param(ANA, LUCIA, False, id="not of another lead"),
        pytest.param(BETO, ANA, False, id="not of one's lead"),
        pytest.param(SOFIA, BETO, False, id="a signer leads nobody"),
        pytest.param(CARLA, BETO, False, id="not of another government"),
        pytest.param(ELENA, BETO, False, id="a coordinator leads nobody"),
        pytest.param(ADELA, ANA, True, id="the accounts, any"),
        pytest.param(ADELA, replace(ANA, account=None), True, id="the accounts, an empty one"),
    ],
)
def test_who_may_hand_a_seat_over(by: Holding, seat: Holding, may: bool) -> None:
    assert may_start(by, seat) is may


@pytest.mark.parametrize(
    ("by", "seat", "may"),
    [
        pytest.param(ADELA, ANA, True, id="the accounts"),
        pytest.param(ADELA, ADELA, False, id="not their own"),
        pytest.param(ADELA, replace(ANA, account=None), False, id="nobody is there"),
        pytest.param(ANA, BETO, False, id="a lead waits until it is received"),
    ],
)
def test_who_may_take_a_seat_away(by: Holding, seat: Holding, may: bool) -> None:
    assert may_vacate(by, seat) is may


@pytest.mark.parametrize(
    ("by", "starter", "may"),
    [
        pytest.param(BETO, BETO, True, id="who began it"),
        pytest.param(BETO, ANA, False, id="not who has to leave"),
        pytest.param(ANA, BETO, True, id="a lead, what the team began"),
        pytest.param(ANA, ADELA, False, id="not what the accounts began"),
        pytest.param(ADELA, BETO, True, id="the accounts"),
        pytest.param(SOFIA, BETO, False, id="not another colleague"),
        pytest.param(CARLA, BETO, False, id="not another lead"),
    ],
)
def test_who_takes_back_the_offer_of_betos_seat(by: Holding, starter: Holding, may: bool) -> None:
    began = {"starter": starter.account or 0, "starter_role": starter.role}
    assert may_withdraw(by, BETO, **began) is may


@pytest.mark.parametrize(
    ("by", "may"),
    [
        pytest.param(ANA, True, id="who began it"),
        pytest.param(BETO, True, id="who gave it"),
        pytest.param(Holding(2, "contributor", "20", 19), True, id="who received it"),
        pytest.param(SOFIA, True, id="a head of the government"),
        pytest.param(Holding(9, "contributor", "20", 30), False, id="a colleague"),
        pytest.param(CARLA, False, id="a head of another one"),
        pytest.param(ELENA, False, id="a coordinator"),
        pytest.param(ADELA, True, id="the accounts"),
        pytest.param(AUDITOR, True, id="an auditor"),
    ],
)
def test_who_reads_a_record(by: Holding, may: bool) -> None:
    assert may_read(by, PARTIES) is may


def test_a_seat_of_the_observatory_has_no_heads() -> None:
    assert not may_read(replace(SOFIA, participant=None), replace(PARTIES, participant=None))


@pytest.mark.parametrize(
    ("offer", "code"),
    [
        pytest.param(replace(OFFER, email="beto@x.mx"), "handover-to-holder", id="to its holder"),
        pytest.param(replace(OFFER, name=""), "handover-name-missing", id="to nobody"),
        pytest.param(replace(OFFER, reason=""), "handover-reason-missing", id="for no reason"),
        pytest.param(
            replace(OFFER, reason="x" * (LONGEST_REASON + 1)), "text-too-long", id="a whole book"
        ),
        pytest.param(replace(OFFER, effective_on=None), "handover-date-missing", id="no date"),
        pytest.param(
            replace(OFFER, effective_on=date(2026, 11, 29)), "handover-date-outside", id="tomorrow"
        ),
        pytest.param(
            replace(OFFER, effective_on=date(2025, 11, 26)), "handover-date-outside", id="long ago"
        ),
    ],
)
def test_an_offer_that_is_refused(offer: Offer, code: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        check_offer(offer, "beto@x.mx", TODAY)
    assert refusal.value.code == code


@pytest.mark.parametrize("day", [TODAY, date(2026, 9, 1), date(2025, 11, 27)])
def test_an_offer_that_is_taken(day: date) -> None:
    check_offer(replace(OFFER, effective_on=day), "", TODAY)


def test_taking_back_an_offer_gives_no_access_back() -> None:
    assert after_withdrawal(is_vacated=False) is HandoverState.WITHDRAWN
    assert after_withdrawal(is_vacated=True) is HandoverState.VACATED


def test_a_record_is_numbered_within_its_government_and_year() -> None:
    assert folio_of("20", 2026, 3) == "20-2026-003"
    assert folio_of(None, 2026, 12) == "OBS-2026-012"


def level(state: LevelState, *, submitted: bool = False, signed: bool = False) -> Level:
    complete = 5 if submitted else 3
    return Level("P1", state, 5, complete, complete, 0, 0, frozenset(), submitted, signed)


def promise(code: int, status: Status, responsible: str = "Economía") -> Commitment:
    return Commitment("20", "Portal", "Sirve", responsible, TODAY, status, code=code)


WORK = Work(
    stage=Stage.OPEN,
    levels={
        "P1": level(LevelState.IN_PROGRESS),
        "P2": level(LevelState.OPEN),
        "I1": level(LevelState.SUBMITTED, submitted=True),
        "I2": level(LevelState.SUBMITTED, submitted=True, signed=True),
    },
    assignments={
        7: Assignment("P1", BETO.seat, TODAY),
        8: Assignment("P2", ANA.seat, TODAY),
        9: Assignment("I1", BETO.seat, TODAY, state=AssignmentState.DONE),
    },
    returned=(an_item(code="P1-03"),),
    asked_about=(an_item(code="P1-03"), an_item(code="P1-09")),
    repliable=(an_item(code="P1-04"),),
    commitments=(promise(1, Status.AGREED), promise(2, Status.VERIFIED)),
)
Kind = MatterKind
RETURNED, PROMISED = Matter(Kind.RETURNED, "P1-03", "P1"), Matter(Kind.COMMITMENT, "1")
ASKED = Matter(Kind.THREAD, "P1-09", "P1")
GOES_ON = Matter(Kind.LEVEL, "P1", "P1")


@pytest.mark.parametrize(
    ("seat", "title", "stage", "matters"),
    [
        pytest.param(
            BETO,
            "",
            Stage.OPEN,
            (Matter(Kind.ASSIGNMENT, "7", "P1"), RETURNED, ASKED, GOES_ON),
            id="who fills: what was given to the seat, and what anybody may go on with",
        ),
        pytest.param(
            ANA,
            "",
            Stage.OPEN,
            (Matter(Kind.ASSIGNMENT, "8", "P2"), RETURNED, ASKED, GOES_ON, PROMISED),
            id="who leads: the promises too",
        ),
        pytest.param(
            SOFIA,
            "",
            Stage.OPEN,
            (Matter(Kind.SIGNATURE, "I1", "I1"), PROMISED),
            id="who signs: what waits for a signature",
        ),
        pytest.param(
            BETO,
            " economía ",
            Stage.REPLY,
            (Matter(Kind.ASSIGNMENT, "7", "P1"), PROMISED),
            id="the seat that a promise names",
        ),
        pytest.param(
            ANA,
            "",
            Stage.REPLY,
            (Matter(Kind.ASSIGNMENT, "8", "P2"), Matter(Kind.REPLY, "P1-04", "P1"), PROMISED),
            id="in reply a lead replies",
        ),
        pytest.param(ELENA, "", Stage.OPEN, (), id="nothing waits in the observatory"),
    ],
)
def test_what_waits_in_a_seat(
    seat: Holding, title: str, stage: Stage, matters: tuple[Matter, ...]
) -> None:
    work = WORK if seat is not ELENA else Work(stage, {}, {}, (), (), (), ())
    assert matters_of(seat, title, replace(work, stage=stage)) == matters


def test_what_was_returned_asked_about_or_waits_to_be_signed_is_pending_whoever_leaves() -> None:
    assert pending_of(WORK) == (RETURNED, ASKED, Matter(Kind.SIGNATURE, "I1", "I1"))
    assert pending_of(replace(WORK, stage=Stage.PUBLISHED)) == ()


def test_a_level_that_lacks_answers_waits_for_no_signature() -> None:
    lacking = replace(WORK.levels["I1"], complete=4)
    found = pending_of(replace(WORK, levels={"I1": lacking}))
    assert Kind.SIGNATURE not in {each.kind for each in found}


LOOSE = replace(
    WORK,
    levels={"P1": replace(level(LevelState.IN_PROGRESS), copied=2)},
    returned=(),
    asked_about=(),
    noted=(an_item(code="P1-05"),),
    law_answers=3,
    law_documents=1,
)
COPIES, NOTED = Matter(Kind.COPIES, "P1", "P1"), Matter(Kind.NOTE, "P1-05", "P1")
LAWS = (Matter(Kind.LAW_ANSWERS, "all"), Matter(Kind.LAW_DOCUMENTS, "all"))


@pytest.mark.parametrize(
    ("stage", "matters"),
    [
        pytest.param(Stage.OPEN, (COPIES, *LAWS, NOTED), id="open: all of it"),
        pytest.param(Stage.REVIEW, (*LAWS, NOTED), id="review: no copy is confirmed any more"),
        pytest.param(Stage.REPLY, (Matter(Kind.REPLY, "P1-04", "P1"), *LAWS), id="reply"),
        pytest.param(Stage.PUBLISHED, (), id="published: nothing"),
    ],
)
def test_copies_laws_and_notes_wait_while_something_can_be_done(
    stage: Stage, matters: tuple[Matter, ...]
) -> None:
    assert pending_of(replace(LOOSE, stage=stage)) == matters


@pytest.mark.parametrize(("seat", "waits"), [(ANA, True), (BETO, True), (SOFIA, False)])
def test_copies_laws_and_notes_wait_for_whoever_answers(seat: Holding, waits: bool) -> None:
    found = matters_of(seat, "", LOOSE)
    assert [each in found for each in (COPIES, *LAWS, NOTED)] == [waits] * 4


@given(
    seat=st.sampled_from([ANA, BETO, SOFIA]),
    stage=st.sampled_from(Stage),
    statuses=st.lists(st.sampled_from(Status), max_size=8),
)
def test_every_matter_is_there_once_and_only_what_is_alive_waits(
    seat: Holding, stage: Stage, statuses: list[Status]
) -> None:
    promises = tuple(promise(code, status) for code, status in enumerate(statuses))
    found = matters_of(seat, "Economía", replace(WORK, stage=stage, commitments=promises))
    assert len(set(found)) == len(found)
    waiting = {int(each.code) for each in found if each.kind is Kind.COMMITMENT}
    assert waiting == {each.code for each in promises if each.status in LIVE}


def test_an_administration_comes_with_the_seat_that_signs_and_no_other() -> None:
    brings = replace(OFFER, new_administration=True)
    check_offer(brings, "", TODAY, "signer")
    for role in ("lead", "contributor", "verifier"):
        with pytest.raises(RuleBroken) as refusal:
            check_offer(brings, "", TODAY, role)
        assert refusal.value.code == "handover-no-administration"
    check_offer(OFFER, "", TODAY, "lead")
