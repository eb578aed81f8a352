"""Nivel: from empty to verified, and who may still move it.

Level P1 of the examples has two items, ¿Hay ley? and ¿Hay consejo?, both yes or no.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from game.answers import Answer, Citation
from game.editions import Stage
from game.levels import (
    Level,
    LevelState,
    Seal,
    awaits_signature,
    is_past_signing,
    level_of,
    may_edit,
    may_reopen,
    may_review,
    reopen,
    sign,
    submit,
    submit_problems,
)
from game.reviews import Verdict
from game.rules import RuleBroken
from tests.game.builders import MERIDA, OAXACA, a_claim, a_topic, an_honest_no, an_item, asked_of

LAW, COUNCIL = an_item(code="P1-01"), an_item(code="P1-02")
P1 = a_topic(LAW, COUNCIL)
AT = datetime(2026, 10, 1, tzinfo=UTC)
ACCEPTED, RETURNED, REJECTED = Verdict.ACCEPTED, Verdict.RETURNED, Verdict.REJECTED

NONE: Mapping[str, Answer] = {}
HALF = {"P1-01": a_claim(LAW)}
BOTH = HALF | {"P1-02": an_honest_no(COUNCIL)}
BARE = HALF | {"P1-02": a_claim(COUNCIL, evidence=())}
SOMEWHERE = HALF | {
    "P1-02": a_claim(COUNCIL, evidence=(Citation("acta-de-cabildo", has_pages=True),))
}
LACKING = HALF | {"P1-02": an_honest_no(COUNCIL, plan="")}

ANA, SARA = 1, 2


def level(
    answers: Mapping[str, Answer] = BOTH,
    first: Verdict | None = None,
    second: Verdict | None = None,
    *,
    submitted: bool = True,
    signed: bool = True,
    stage: Stage = Stage.OPEN,
    was_signed: bool = False,
) -> Level:
    verdicts = {"P1-01": first, "P1-02": second}
    return level_of(
        P1,
        OAXACA,
        answers,
        {item: verdict for item, verdict in verdicts.items() if verdict},
        submitted_at=AT if submitted else None,
        signed_at=AT if signed else None,
        stage=stage,
        was_signed=was_signed,
    )


@pytest.mark.parametrize(
    ("answers", "verdicts", "submitted", "stage", "state"),
    [
        pytest.param(NONE, (), False, "draft", "closed", id="not open yet"),
        pytest.param(NONE, (), False, "open", "open", id="nothing answered"),
        pytest.param({"P1-01": Answer("P1-01")}, (), False, "open", "open", id="only opened"),
        pytest.param(HALF, (), False, "open", "in_progress", id="half-way"),
        pytest.param(BOTH, (), False, "open", "in_progress", id="whole, not submitted"),
        pytest.param(BOTH, (), False, "review", "closed", id="too late"),
        pytest.param(BOTH, (), True, "open", "submitted", id="submitted"),
        pytest.param(BOTH, (ACCEPTED,), True, "review", "submitted", id="one accepted"),
        pytest.param(BOTH, (RETURNED,), True, "review", "returned", id="one returned"),
        pytest.param(BOTH, (RETURNED, ACCEPTED), True, "review", "returned", id="one of each"),
        pytest.param(LACKING, (ACCEPTED,), True, "review", "returned", id="half mended"),
        pytest.param(BOTH, (ACCEPTED, ACCEPTED), True, "review", "verified", id="all accepted"),
        pytest.param(BOTH, (ACCEPTED, REJECTED), True, "reply", "verified", id="all decided"),
    ],
)
def test_state(
    answers: Mapping[str, Answer],
    verdicts: tuple[Verdict, ...],
    submitted: bool,
    stage: str,
    state: str,
) -> None:
    assert level(answers, *verdicts, submitted=submitted, stage=Stage(stage)).state == state


def test_counts() -> None:
    found = level(LACKING, ACCEPTED, RETURNED)
    assert (found.topic, found.asked, found.answered, found.complete) == ("P1", 2, 2, 1)
    assert (found.accepted, found.returned) == (1, 1)
    assert (found.is_submitted, found.is_signed) == (True, True)


def test_a_level_that_asks_nothing_is_closed_and_has_no_seals() -> None:
    for_states = a_topic(replace(LAW, audience=asked_of("state")))
    found = level_of(
        for_states, MERIDA, NONE, {}, submitted_at=None, signed_at=None, stage=Stage.OPEN
    )
    assert (found.state, found.asked, found.seals) == (LevelState.CLOSED, 0, frozenset())


@pytest.mark.parametrize(
    ("answers", "verdicts", "seals"),
    [
        pytest.param(HALF, (), set(), id="none for half a level"),
        pytest.param(LACKING, (), set(), id="nor for a no without a plan"),
        pytest.param(BARE, (), {Seal.COMPLETE}, id="answered, not proved"),
        pytest.param(SOMEWHERE, (), {Seal.COMPLETE}, id="proved on no page that one knows"),
        pytest.param(BOTH, (), {Seal.COMPLETE, Seal.EVIDENCED}, id="answered and proved"),
        pytest.param(BOTH, (ACCEPTED, ACCEPTED), set(Seal), id="and verified"),
        pytest.param(
            BOTH, (ACCEPTED, REJECTED), {Seal.COMPLETE, Seal.EVIDENCED}, id="not if one is rejected"
        ),
    ],
)
def test_seals(
    answers: Mapping[str, Answer], verdicts: tuple[Verdict, ...], seals: set[Seal]
) -> None:
    assert level(answers, *verdicts).seals == seals


def test_problems_are_told_by_item() -> None:
    assert submit_problems(P1, OAXACA, BOTH, None) == {}
    found = submit_problems(P1, OAXACA, BARE, None)
    assert {item: [each.code for each in told] for item, told in found.items()} == {
        "P1-02": ["evidence-missing"]
    }
    assert list(submit_problems(P1, OAXACA, NONE, None)) == ["P1-01", "P1-02"]


@pytest.mark.parametrize(
    ("stage", "submitted", "verdict", "complete", "may"),
    [
        pytest.param("open", False, None, True, True, id="still filling"),
        pytest.param("review", False, None, True, False, id="the time is over"),
        pytest.param("open", True, None, True, False, id="submitted"),
        pytest.param("open", True, RETURNED, True, True, id="returned at once"),
        pytest.param("review", True, RETURNED, True, True, id="returned in review"),
        pytest.param("reply", True, RETURNED, True, False, id="too late to mend"),
        pytest.param("review", True, None, False, True, id="a mended answer asks for more"),
        pytest.param("review", True, ACCEPTED, True, False, id="accepted is locked"),
        pytest.param("open", False, REJECTED, True, False, id="so is rejected"),
    ],
)
def test_may_edit(
    stage: str, submitted: bool, verdict: Verdict | None, complete: bool, may: bool
) -> None:
    seen = level(submitted=submitted)
    assert may_edit(Stage(stage), seen, verdict, is_complete=complete) is may


@pytest.mark.parametrize(
    ("stage", "signed", "may"),
    [
        pytest.param("open", True, True, id="as they arrive"),
        pytest.param("review", True, True, id="in review"),
        pytest.param("review", False, False, id="not without a signature"),
        pytest.param("published", True, False, id="not after publication"),
    ],
)
def test_may_review(stage: str, signed: bool, may: bool) -> None:
    assert may_review(Stage(stage), level(signed=signed)) is may


def test_a_whole_level_can_be_submitted() -> None:
    submit(Stage.OPEN, level(submitted=False, signed=False), {})


@pytest.mark.parametrize(
    ("stage", "seen", "answers", "code"),
    [
        pytest.param("review", level(submitted=False), BOTH, "stage-forbids", id="late"),
        pytest.param("open", level(), BOTH, "level-locked", id="twice"),
        pytest.param("open", level(HALF, submitted=False), HALF, "level-incomplete", id="half"),
        pytest.param(
            "open", replace(level(submitted=False), asked=0), BOTH, "level-empty", id="of nothing"
        ),
    ],
)
def test_what_cannot_be_submitted(
    stage: str, seen: Level, answers: Mapping[str, Answer], code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        submit(Stage(stage), seen, submit_problems(P1, OAXACA, answers, None))
    assert refused.value.code == code


def test_an_incomplete_level_names_its_items() -> None:
    with pytest.raises(RuleBroken) as refused:
        submit(Stage.OPEN, level(submitted=False), submit_problems(P1, OAXACA, HALF, None))
    assert refused.value.facts == {"level": "P1", "items": ("P1-02",)}


UNSENT = level(submitted=False, signed=False)


def test_sara_signs_what_ana_filled() -> None:
    sign(Stage.OPEN, level(signed=False), SARA, authors={ANA})


VOIDED = level(signed=False, was_signed=True)
HALF_MENDED = level(LACKING, RETURNED, signed=False, was_signed=True)


@pytest.mark.parametrize(
    ("stage", "seen", "signer", "code"),
    [
        pytest.param("reply", level(signed=False), SARA, "stage-forbids", id="late"),
        pytest.param("review", level(signed=False), SARA, "stage-forbids", id="never in time"),
        pytest.param("reply", VOIDED, SARA, "stage-forbids", id="late for another one too"),
        pytest.param("open", UNSENT, SARA, "not-submitted", id="early"),
        pytest.param("open", level(), SARA, "already-signed", id="twice"),
        pytest.param("open", level(signed=False), ANA, "signer-filled", id="by whoever filled it"),
        pytest.param("review", HALF_MENDED, SARA, "level-incomplete", id="half mended"),
    ],
)
def test_what_cannot_be_signed(stage: str, seen: Level, signer: int, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        sign(Stage(stage), seen, signer, authors={ANA}, incomplete=())
    assert refused.value.code == code


def test_what_is_incomplete_is_named() -> None:
    with pytest.raises(RuleBroken) as refused:
        sign(Stage.OPEN, level(signed=False), SARA, {ANA}, incomplete=("P1-02",))
    assert refused.value.facts["items"] == ("P1-02",)


# A signature without effect


@pytest.mark.parametrize("stage", ["open", "review"])
def test_a_voided_level_is_signed_anew_wherever_it_can_be_mended(stage: str) -> None:
    sign(Stage(stage), VOIDED, SARA, authors={ANA})


def test_what_was_returned_and_not_mended_does_not_keep_it_from_being_signed() -> None:
    sign(Stage.REVIEW, level(BOTH, RETURNED, signed=False, was_signed=True), SARA, authors={ANA})


@pytest.mark.parametrize(
    ("stage", "seen", "awaits", "is_past"),
    [
        pytest.param("open", UNSENT, False, False, id="not handed in"),
        pytest.param("open", level(signed=False), True, False, id="handed in"),
        pytest.param("review", level(signed=False), False, True, id="and never signed in time"),
        pytest.param("open", level(), False, False, id="signed"),
        pytest.param("review", VOIDED, True, False, id="voided"),
        pytest.param("review", HALF_MENDED, False, False, id="voided and half mended"),
        pytest.param("reply", VOIDED, False, True, id="voided and too late"),
    ],
)
def test_when_a_signature_is_awaited(stage: str, seen: Level, awaits: bool, is_past: bool) -> None:
    assert awaits_signature(Stage(stage), seen) is awaits
    assert is_past_signing(Stage(stage), seen) is is_past


def test_nothing_is_verified_under_a_signature_without_effect() -> None:
    assert VOIDED.is_voided
    assert VOIDED.was_signed
    assert not may_review(Stage.REVIEW, VOIDED)
    assert not level().is_voided
    assert not level(submitted=False, signed=False, was_signed=True).is_voided


# Opened again


WHY = "  Faltó anexar\nel acta completa. "


@pytest.mark.parametrize("seen", [level(), level(signed=False), VOIDED, level(BOTH, ACCEPTED)])
def test_a_level_handed_in_is_opened_again_with_a_reason(seen: Level) -> None:
    assert may_reopen(Stage.OPEN, seen)
    assert reopen(Stage.OPEN, seen, WHY) == "Faltó anexar el acta completa."


@pytest.mark.parametrize(
    ("stage", "seen", "reason", "code"),
    [
        pytest.param("review", level(), WHY, "stage-forbids", id="answers are not taken any more"),
        pytest.param("open", UNSENT, WHY, "not-submitted", id="it is open"),
        pytest.param("open", level(BOTH, ACCEPTED, REJECTED), WHY, "level-decided", id="decided"),
        pytest.param("open", level(), " \n ", "reason-short", id="no reason"),
        pytest.param("open", level(), "a" + " " * 12 + "b", "reason-short", id="only blanks"),
        pytest.param("open", level(), "123456789", "reason-short", id="nine letters"),
        pytest.param("open", level(), "x" * 1_001, "reason-too-long", id="a speech"),
    ],
)
def test_what_is_not_opened_again(stage: str, seen: Level, reason: str, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        reopen(Stage(stage), seen, reason)
    assert refused.value.code == code


def test_what_was_decided_stays_decided_when_its_level_is_opened_again() -> None:
    opened = level(BOTH, ACCEPTED, RETURNED, submitted=False, signed=False, was_signed=True)
    assert opened.state is LevelState.IN_PROGRESS
    assert not may_edit(Stage.OPEN, opened, ACCEPTED)
    assert may_edit(Stage.OPEN, opened, RETURNED)
    assert may_edit(Stage.OPEN, opened, None)
