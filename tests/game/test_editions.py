"""Edición: one stage after the other, and two people at the end."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from game.editions import (
    ALLOWED,
    Act,
    Edition,
    Stage,
    Thresholds,
    advance,
    allows,
    check_allowed,
    check_freeze,
    check_lift,
    freeze_that_counts,
    freeze_to_come,
    frozen_since,
    next_stages,
)
from game.publications import Publication
from game.questionnaire import Text
from game.rules import RuleBroken

LINE = list(Stage)
BY_TWO = Publication(1, "5e", confirmed_by=2)


@pytest.mark.parametrize(
    ("act", "stages"),
    [
        pytest.param(Act.CHANGE_QUESTIONNAIRE, "draft", id="the questionnaire changes in draft"),
        pytest.param(Act.AMEND_QUESTIONNAIRE, "open", id="while it is answered, by changes alone"),
        pytest.param(Act.ANSWER, "open", id="answering ends with open"),
        pytest.param(Act.FREEZE, "draft open", id="the board is stopped before the review"),
        pytest.param(Act.CONFIRM, "open review reply", id="an answer is looked at again"),
        pytest.param(Act.SIGN, "open review", id="signing goes on, for what was signed in time"),
        pytest.param(Act.REOPEN, "open", id="opening a level again does not"),
        pytest.param(Act.MEND, "open review", id="mending goes on"),
        pytest.param(Act.VERIFY, "open review", id="verifying is rolling"),
        pytest.param(Act.REPLY, "reply", id="the right of reply"),
        pytest.param(Act.PUBLISH, "reply", id="publishing"),
        pytest.param(Act.SEE_RESULTS, "published", id="nobody sees totals before"),
        pytest.param(Act.HOLD_FINAL, "reply published", id="the final, once points are settled"),
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


#        open            freeze          review
#   -----|---------------|---------------|-----
#        day 1           day 10          day 20
def an_edition(freeze: int | None = 10, stage: Stage = Stage.OPEN) -> Edition:
    return Edition(
        code="2026",
        instrument="liga",
        name=Text("Liga", "League"),
        stage=stage,
        kinds=("state",),
        leagues=(),
        dates={Stage.OPEN: a_day(1), Stage.REVIEW: a_day(20)},
        no_answer="zero",
        thresholds=Thresholds(Fraction(1, 2), Fraction(2, 3), Fraction(3, 4)),
        freeze=None if freeze is None else a_day(freeze),
    )


def a_day(day: int) -> datetime:
    return datetime(2026, 3, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("edition", "day", "since"),
    [
        pytest.param(an_edition(), 9, None, id="not yet"),
        pytest.param(an_edition(), 10, 10, id="from that very moment"),
        pytest.param(an_edition(), 25, 10, id="still"),
        pytest.param(an_edition(stage=Stage.REPLY), 25, 10, id="also in the later stages"),
        pytest.param(an_edition(stage=Stage.PUBLISHED), 25, None, id="until it is published"),
        pytest.param(an_edition(None), 25, None, id="never declared, or lifted"),
    ],
)
def test_the_board_stands_still_since(edition: Edition, day: int, since: int | None) -> None:
    assert frozen_since(edition, a_day(day)) == (None if since is None else a_day(since))


@pytest.mark.parametrize(
    ("edition", "day", "comes"),
    [
        pytest.param(an_edition(), 9, 10, id="it was declared"),
        pytest.param(an_edition(), 10, None, id="it is there"),
        pytest.param(an_edition(stage=Stage.PUBLISHED), 9, None, id="published before it"),
        pytest.param(an_edition(None), 9, None, id="never declared, or taken away"),
    ],
)
def test_the_board_will_stand_still(edition: Edition, day: int, comes: int | None) -> None:
    assert freeze_to_come(edition, a_day(day)) == (None if comes is None else a_day(comes))


@pytest.mark.parametrize(
    ("freeze", "published", "counts"),
    [
        pytest.param(5, None, 5, id="not published yet"),
        pytest.param(5, 9, 5, id="begun before"),
        pytest.param(9, 9, 9, id="begun at that moment"),
        pytest.param(10, 9, None, id="still to come: it never was"),
        pytest.param(None, 9, None, id="none declared"),
    ],
)
def test_a_freeze_still_to_come_at_the_publication_never_was(
    freeze: int | None, published: int | None, counts: int | None
) -> None:
    days = {each: a_day(each) for each in (5, 9, 10)}
    found = freeze_that_counts(days.get(freeze or 0), days.get(published or 0))
    assert found == days.get(counts or 0)


@pytest.mark.parametrize(
    ("edition", "day"),
    [
        pytest.param(an_edition(None), 10, id="to come"),
        pytest.param(an_edition(None), 20, id="at the latest with the review"),
        pytest.param(an_edition(10), 12, id="moved before it came"),
    ],
)
def test_a_freeze_is_declared(edition: Edition, day: int) -> None:
    check_freeze(edition, a_day(day), a_day(5))


@pytest.mark.parametrize(
    ("edition", "day", "now", "code"),
    [
        pytest.param(an_edition(10), 12, 10, "freeze-came", id="not once it came"),
        pytest.param(an_edition(None), 5, 5, "freeze-past", id="not now"),
        pytest.param(an_edition(None), 21, 5, "freeze-order", id="not after the review"),
        pytest.param(
            replace(an_edition(None, Stage.DRAFT), dates={Stage.OPEN: a_day(10)}),
            10,
            5,
            "freeze-order",
            id="not with the opening",
        ),
        pytest.param(an_edition(None, Stage.REVIEW), 19, 5, "stage-forbids", id="not in review"),
    ],
)
def test_a_freeze_cannot_be_declared(edition: Edition, day: int, now: int, code: str) -> None:
    with pytest.raises(RuleBroken, match=code):
        check_freeze(edition, a_day(day), a_day(now))


@pytest.mark.parametrize(
    "edition", [an_edition(None), an_edition(10, Stage.PUBLISHED)], ids=["none", "published"]
)
def test_there_is_nothing_to_lift(edition: Edition) -> None:
    check_lift(an_edition())
    with pytest.raises(RuleBroken, match="freeze-none"):
        check_lift(edition)
