"""Edición: one stage after the other, and two people at the end."""

import pytest

from game.editions import (
    ALLOWED,
    Act,
    Stage,
    advance,
    allows,
    check_allowed,
    next_stages,
)
from game.publications import Publication
from game.rules import RuleBroken

LINE = list(Stage)
BY_TWO = Publication(1, "5e", confirmed_by=2)


@pytest.mark.parametrize(
    ("act", "stages"),
    [
        pytest.param(Act.CHANGE_QUESTIONNAIRE, "draft", id="the questionnaire changes in draft"),
        pytest.param(Act.AMEND_QUESTIONNAIRE, "open", id="while it is answered, by changes alone"),
        pytest.param(Act.ANSWER, "open", id="answering ends with open"),
        pytest.param(Act.CONFIRM, "open review reply", id="an answer is looked at again"),
        pytest.param(Act.SIGN, "open review", id="signing goes on, for what was signed in time"),
        pytest.param(Act.REOPEN, "open", id="opening a level again does not"),
        pytest.param(Act.MEND, "open review", id="mending goes on"),
        pytest.param(Act.VERIFY, "open review", id="verifying is rolling"),
        pytest.param(Act.REPLY, "reply", id="the right of reply"),
        pytest.param(Act.PUBLISH, "reply", id="publishing"),
        pytest.param(Act.SEE_RESULTS, "published", id="nobody sees totals before"),
    ],
)
def test_allowed(act: Act, stages: str) -> None:
    assert [stage.value for stage in Stage if allows(stage, act)] == stages.split()


def test_every_stage_is_in_the_table_and_every_act_is_allowed_somewhere() -> None:
    assert set(ALLOWED) == set(Stage)
    assert frozenset().union(*ALLOWED.values()) == set(Act)


def test_what_a_stage_forbids_is_refused_with_its_name() -> None:
    check_allowed(Stage.OPEN, Act.ANSWER)
    with pytest.raises(RuleBroken, match=r"stage-forbids \(stage=review, act=answer\)"):
        check_allowed(Stage.REVIEW, Act.ANSWER)


def test_stages_follow_each_other() -> None:
    assert [next_stages(stage) for stage in LINE] == [*((later,) for later in LINE[1:]), ()]


@pytest.mark.parametrize("stage", LINE)
@pytest.mark.parametrize("to", LINE)
def test_only_one_step_forward(stage: Stage, to: Stage) -> None:
    if LINE.index(to) == LINE.index(stage) + 1:
        assert advance(stage, to, BY_TWO) is to
    else:
        with pytest.raises(RuleBroken, match="stage-order"):
            advance(stage, to, BY_TWO)


@pytest.mark.parametrize(
    "publication",
    [
        pytest.param(None, id="nobody"),
        pytest.param(Publication(1, "5e"), id="one"),
        pytest.param(Publication(1, "5e", 1), id="the same one twice"),
    ],
)
def test_two_people_publish(publication: Publication | None) -> None:
    with pytest.raises(RuleBroken, match="two-publishers-required"):
        advance(Stage.REPLY, Stage.PUBLISHED, publication)
