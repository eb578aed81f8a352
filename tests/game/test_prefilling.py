"""Prellenado: what was promised and verified answers for its item, until somebody confirms it."""

from dataclasses import replace
from datetime import date

import pytest

from game.answers import Answer, Citation, problems_of
from game.copying import UNCONFIRMED, confirm
from game.prefilling import (
    VerifiedCommitment,
    best_options,
    commitment_in,
    mark_of,
    may_prefill,
    prefilled,
)
from game.questionnaire import Item, Kind
from game.recommendations import aims_of
from game.rules import RuleBroken
from tests.game.builders import ONE_OF_EACH, a_claim, an_honest_no, an_item

REPORT, PAGE = Citation("gaceta", "4"), Citation("pagina-del-compromiso")
KEPT = VerifiedCommitment(12, date(2026, 5, 4), (REPORT,))
LAW = an_item()
BLANK = Answer(LAW.code)


def test_a_kept_promise_is_the_best_answer_and_cites_itself() -> None:
    given = prefilled(LAW, BLANK, KEPT, (PAGE,))
    assert given.chosen == best_options(LAW) == a_claim(LAW).chosen
    assert given.evidence == (REPORT, PAGE)
    assert commitment_in(given.copied_from) == 12
    assert confirm(LAW, given).copied_from == ""


def test_a_promise_of_a_step_is_answered_by_that_step_and_no_better_one() -> None:
    (scale,) = (item for item in ONE_OF_EACH if item.kind is Kind.SCALE)
    step = aims_of(scale)[0].code
    assert (step,) != best_options(scale)
    given = prefilled(scale, Answer(scale.code), replace(KEPT, aim=step), (PAGE,))
    assert given.chosen == (step,)
    assert prefilled(scale, Answer(scale.code), KEPT, (PAGE,)).chosen == best_options(scale)
    # An option that is no more there is nobody's answer.
    assert not may_prefill(scale, Answer(scale.code), "gone")
    with pytest.raises(RuleBroken):
        prefilled(scale, Answer(scale.code), replace(KEPT, aim="gone"), (PAGE,))


@pytest.mark.parametrize("item", ONE_OF_EACH, ids=lambda item: item.kind.value)
def test_only_the_middle_of_a_scale_can_be_aimed_at(item: Item) -> None:
    aims = aims_of(item)
    assert bool(aims) is (item.kind is Kind.SCALE)
    assert all(0 < option.factor < 1 for option in aims)
    assert [each.factor for each in aims] == sorted(each.factor for each in aims)


@pytest.mark.parametrize(
    ("answer", "may"),
    [
        pytest.param(BLANK, True, id="nothing was answered"),
        pytest.param(an_honest_no(LAW), True, id="an honest no, whose plan it was"),
        pytest.param(replace(a_claim(LAW), copied_from="2025"), True, id="a copy nobody confirmed"),
        pytest.param(a_claim(LAW), False, id="somebody answered so"),
        pytest.param(replace(BLANK, copied_from=mark_of(12)), False, id="it is there already"),
    ],
)
def test_what_gives_way(answer: Answer, may: bool) -> None:
    assert may_prefill(LAW, answer) is may


def test_what_somebody_wrote_stays() -> None:
    with pytest.raises(RuleBroken) as refused:
        prefilled(LAW, a_claim(LAW), KEPT, (PAGE,))
    assert refused.value.code == "prefill-answered"


def test_the_same_promise_twice_is_one_answer() -> None:
    once = prefilled(LAW, BLANK, KEPT, (PAGE,))
    assert prefilled(LAW, once, KEPT, (PAGE,)) is once


@pytest.mark.parametrize("item", ONE_OF_EACH, ids=lambda item: item.kind.value)
def test_only_what_has_options_is_filled_in(item: Item) -> None:
    has_options = item.kind in {Kind.YES_NO, Kind.SCALE, Kind.MULTIPLE}
    assert may_prefill(item, Answer(item.code)) is has_options


@pytest.mark.parametrize(("written", "found"), [("commitment-7", 7), ("2025", None), ("", None)])
def test_a_mark_is_told_from_an_edition(written: str, found: int | None) -> None:
    assert commitment_in(written) == found


def test_it_is_no_answer_until_it_is_confirmed() -> None:
    codes = {problem.code for problem in problems_of(LAW, prefilled(LAW, BLANK, KEPT, ()))}
    assert UNCONFIRMED in codes
