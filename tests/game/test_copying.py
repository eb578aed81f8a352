"""Copia: what of the last edition is answered again, and what it takes to count.

Of an edition of 2025 the answers stand beside those of 2026; an item is called as the one it
continues, with an A where this edition has a P.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.answers import Answer, Citation, is_complete, pack, problems_of, unpack
from game.copying import (
    Before,
    Change,
    CopyPlan,
    Left,
    changes_of,
    confirm,
    copy_of,
    may_confirm,
    obstacle_of,
    plan_copies,
)
from game.editions import Stage
from game.levels import LevelState, Seal, level_of, submit_problems
from game.points import NO_POINTS, PointRules, change, fold, points_of
from game.questionnaire import Band, Item, Kind, Scoring
from game.rules import RuleBroken
from tests.game.builders import (
    MERIDA,
    OAXACA,
    ONE_OF_EACH,
    PROOF,
    a_claim,
    a_topic,
    an_excuse,
    an_honest_no,
    an_item,
    an_option,
    asked_after,
    asked_of,
    text,
)

RULES = PointRules({}, default=10)
HERE = frozenset({"acta-de-cabildo"})
LAW = an_item()
WAS = an_item(code="A1-01")
YES = a_claim(WAS)
LIST, LIST_WAS = an_item(Kind.MULTIPLE), an_item(Kind.MULTIPLE, "A1-01")
DAYS, DAYS_WAS = an_item(Kind.NUMBER), an_item(Kind.NUMBER, "A1-01")
WITHOUT_DESK = (an_option("web", "0.6"), an_option("none", "0", exclusive=True))


def before(item: Item = WAS, answer: Answer | None = YES) -> Before:
    return Before("2025", item, answer)


def a_copy(item: Item = LAW, was: Before | None = None) -> Answer:
    return copy_of(item, was or before(), HERE)


@pytest.mark.parametrize(
    ("item", "was", "own", "left"),
    [
        pytest.param(LAW, before(), None, None, id="a yes is copied"),
        pytest.param(LAW, before(answer=an_honest_no(WAS)), None, None, id="so is an honest no"),
        pytest.param(LAW, before(answer=an_excuse(WAS)), None, None, id="and an excuse"),
        pytest.param(LAW, before(), Answer("P1-01"), None, id="over what was cleared"),
        pytest.param(LAW, before(), a_claim(LAW), Left.ANSWERED, id="never over an answer"),
        pytest.param(
            LAW, before(), Answer("P1-01", evidence=PROOF), Left.ANSWERED, id="nor over its proof"
        ),
        pytest.param(LAW, before(), a_copy(), Left.COPIED, id="not twice"),
        pytest.param(LAW, None, None, Left.NEW, id="a new item"),
        pytest.param(LAW, before(answer=None), None, Left.UNANSWERED, id="nothing was answered"),
        pytest.param(
            LAW,
            before(answer=Answer("A1-01", evidence=PROOF)),
            None,
            Left.UNANSWERED,
            id="nothing but its proof",
        ),
        pytest.param(
            LAW,
            before(answer=replace(YES, copied_from="2024")),
            None,
            Left.UNANSWERED,
            id="a copy that nobody confirmed",
        ),
        pytest.param(
            an_item(time_bound=True), before(), None, Left.TIME_BOUND, id="of another period"
        ),
        pytest.param(
            an_item(Kind.SCALE), before(), None, Left.OTHER_KIND, id="from yes or no to a scale"
        ),
        pytest.param(
            an_item(Kind.NUMBER, unit=text("horas")),
            before(an_item(Kind.NUMBER, "A1-01", unit=text("días")), Answer("A1-01", number="2")),
            None,
            Left.OTHER_UNIT,
            id="from days to hours",
        ),
        pytest.param(
            an_item(not_applicable=None),
            before(answer=an_excuse(WAS)),
            None,
            Left.EXCUSE_GONE,
            id="it does not excuse any more",
        ),
        pytest.param(
            an_item(Kind.MULTIPLE, options=WITHOUT_DESK),
            before(LIST_WAS, a_claim(LIST_WAS)),
            None,
            Left.OPTION_GONE,
            id="one of the options is gone",
        ),
        pytest.param(
            an_item(Kind.MULTIPLE, options=WITHOUT_DESK),
            before(LIST_WAS, a_claim(LIST_WAS, chosen=("web",))),
            None,
            None,
            id="an option that was not chosen is gone",
        ),
    ],
)
def test_what_can_be_copied_and_why_not(
    item: Item, was: Before | None, own: Answer | None, left: Left | None
) -> None:
    found = obstacle_of(item, was, own)
    assert (found.code if found else None) is left


def test_the_options_that_are_gone_are_named() -> None:
    found = obstacle_of(
        an_item(Kind.MULTIPLE, options=WITHOUT_DESK), before(LIST_WAS, a_claim(LIST_WAS)), None
    )
    assert found
    assert [option.es for option in found.options] == ["desk"]


@pytest.mark.parametrize(
    ("item", "was", "changes"),
    [
        pytest.param(LAW, WAS, (), id="the same"),
        pytest.param(
            an_item(text=text("¿Hay reglamento?")), WAS, (Change.WORDING,), id="other words"
        ),
        pytest.param(
            an_item(text=replace(LAW.text, en="Is there an act?")), WAS, (), id="better English"
        ),
        pytest.param(
            an_item(Kind.MULTIPLE, options=WITHOUT_DESK),
            LIST_WAS,
            (Change.OPTIONS,),
            id="an option less",
        ),
        pytest.param(
            an_item(
                Kind.MULTIPLE,
                options=(
                    an_option("web", "1/2"),
                    an_option("desk", "1/2"),
                    an_option("none", "0", exclusive=True),
                ),
            ),
            LIST_WAS,
            (Change.SCORE,),
            id="the same options are worth something else",
        ),
        pytest.param(
            an_item(Kind.NUMBER, scoring=Scoring((Band(Fraction(1), at_most=Decimal(2)),))),
            DAYS_WAS,
            (Change.SCORE,),
            id="the number is worth something else",
        ),
        pytest.param(an_item(Kind.SCALE), WAS, (Change.KIND,), id="answered in another way"),
        pytest.param(
            an_item(Kind.PERCENTAGE, denominator=text("trámites")),
            an_item(Kind.PERCENTAGE, "A1-01", denominator=text("servicios")),
            (Change.WORDING,),
            id="a share of something else",
        ),
    ],
)
def test_what_has_changed_is_said(item: Item, was: Item, changes: tuple[Change, ...]) -> None:
    assert changes_of(item, was) == changes


def test_an_item_that_became_two_says_so_in_both() -> None:
    assert changes_of(LAW, WAS, ("P1-01", "P1-02")) == (Change.SPLIT,)
    assert changes_of(LAW, WAS, ("P1-01",)) == ()


def test_a_copy_is_marked_and_cites_what_is_still_there() -> None:
    gone = Citation("oficio-perdido", "1", has_pages=True)
    copied = copy_of(LAW, before(answer=replace(YES, evidence=(*PROOF, gone))), HERE)
    assert copied == a_claim(LAW, copied_from="2025")
    assert copied.evidence[0].has_pages
    assert unpack(pack(copied)) == copied


def test_a_copy_lacks_somebody_who_confirms_it() -> None:
    (problem,) = problems_of(LAW, a_copy())
    assert (problem.code, problem.facts) == ("copy-unconfirmed", {"edition": "2025"})
    assert points_of(RULES, LAW, a_copy(), None) == NO_POINTS
    assert points_of(RULES, LAW, confirm(LAW, a_copy()), None).provisional == 5


#   what was answered                        confirmed by one press
#   everything is there                      yes
#   the proof is missing, or its page        yes, and it is asked for
#   a plan for before this edition           no: it is written anew
#   a plan without its day                   no
#   a number that is not possible now        no
@pytest.mark.parametrize(
    ("item", "given_then", "stands"),
    [
        pytest.param(LAW, a_claim(WAS), True, id="whole"),
        pytest.param(LAW, a_claim(WAS, evidence=()), True, id="without proof"),
        pytest.param(LAW, an_honest_no(WAS), True, id="a plan to come"),
        pytest.param(LAW, an_honest_no(WAS, plan_by="2025-06-30"), False, id="a plan gone by"),
        pytest.param(LAW, an_honest_no(WAS, plan_by=""), False, id="a plan without a day"),
        pytest.param(DAYS, Answer("A1-01", number="900"), False, id="not possible now"),
    ],
)
def test_what_has_to_be_typed_anew_is_not_confirmed(
    item: Item, given_then: Answer, *, stands: bool
) -> None:
    copied = copy_of(item, Before("2025", item, given_then), HERE)
    assert may_confirm(item, copied) is stands
    if stands:
        assert not confirm(item, copied).copied_from
        return
    with pytest.raises(RuleBroken, match="copy-outdated"):
        confirm(item, copied)


def test_what_is_no_copy_has_nothing_to_confirm() -> None:
    answer = a_claim(LAW, evidence=())
    assert confirm(LAW, answer) is answer
    assert not may_confirm(LAW, answer)


#   P1-01  opens P1-02 with a yes; P1-02 opens P1-03
FIRST = an_item(code="P1-01")
SECOND = an_item(code="P1-02", asked_when=asked_after(FIRST, "yes"))
THIRD = an_item(code="P1-03", asked_when=asked_after(SECOND, "yes"))
CHAIN = (FIRST, SECOND, THIRD)
BEFORE = {
    item.code: Before("2025", replace(item, code=item.code.replace("P", "A")), a_claim(item))
    for item in CHAIN
}


def plan(
    answers: Mapping[str, Answer] | None = None,
    was: Mapping[str, Before] = BEFORE,
    closed: tuple[str, ...] = (),
) -> CopyPlan:
    return plan_copies(
        CHAIN, was, answers or {}, OAXACA, documents=HERE, is_open=lambda i: i.code not in closed
    )


def test_a_copy_opens_the_next_one() -> None:
    assert list(plan().copies) == ["P1-01", "P1-02", "P1-03"]
    assert plan().left == {}


def test_an_answer_of_this_edition_closes_what_would_have_been_copied() -> None:
    found = plan({"P1-01": an_honest_no(FIRST)})
    assert found.copies == {}
    assert {code: each.code for code, each in found.left.items()} == {"P1-01": Left.ANSWERED}


def test_what_is_closed_now_is_left_and_the_rest_is_copied() -> None:
    found = plan(closed=("P1-02",))
    assert list(found.copies) == ["P1-01"]
    assert found.left["P1-02"].code is Left.CLOSED
    assert found.count(Left.CLOSED) == 1


def test_copying_twice_copies_nothing_twice() -> None:
    first = plan()
    again = plan(first.copies)
    assert again.copies == {}
    assert again.count(Left.COPIED) == 3


def test_who_is_not_asked_copies_nothing() -> None:
    item = an_item(audience=asked_of("state"))
    found = plan_copies(
        [item], {"P1-01": before()}, {}, MERIDA, documents=HERE, is_open=lambda _: True
    )
    assert found == CopyPlan()


def test_a_level_of_copies_is_begun_and_cannot_be_submitted() -> None:
    topic, copies = a_topic(*CHAIN), plan().copies
    level = level_of(topic, OAXACA, copies, {}, submitted_at=None, signed_at=None, stage=Stage.OPEN)
    assert (level.state, level.copied, level.answered, level.complete) == (
        LevelState.IN_PROGRESS,
        3,
        0,
        0,
    )
    assert not level.seals
    left = submit_problems(topic, OAXACA, copies, None)
    assert [each.code for found in left.values() for each in found] == ["copy-unconfirmed"] * 3
    confirmed = {item.code: confirm(item, copies[item.code]) for item in CHAIN}
    assert submit_problems(topic, OAXACA, confirmed, None) == {}
    level = level_of(
        topic, OAXACA, confirmed, {}, submitted_at=None, signed_at=None, stage=Stage.OPEN
    )
    assert Seal.EVIDENCED in level.seals


# Laws. Whatever was answered then and whatever there is now.


def given_then(item: Item) -> st.SearchStrategy[Answer | None]:
    whole = [a_claim(item), an_honest_no(item), an_excuse(item)]
    made = [
        replace(answer, **changed)
        for answer in whole
        for changed in (
            {},
            {"evidence": ()},
            {"plan_by": "2024-01-01"},
            {"plan": ""},
            {"chosen": ("gone",)},
            {"number": "doce"},
        )
    ]
    return st.sampled_from([None, Answer(item.code), *made])


BESIDE = st.sampled_from(ONE_OF_EACH).flatmap(
    lambda item: st.tuples(st.just(item), given_then(item), given_then(item), st.booleans())
)


@given(BESIDE)
def test_a_copy_never_changes_an_answer_that_is_there(
    beside: tuple[Item, Answer | None, Answer | None, bool],
) -> None:
    item, then, now, is_open = beside
    answers = {item.code: now} if now else {}
    found = plan_copies(
        [item],
        {item.code: Before("2025", item, then)},
        answers,
        OAXACA,
        documents=HERE,
        is_open=lambda _: is_open,
    )
    if now is not None and not now.is_blank:
        assert not found.copies
    assert found.copies.keys().isdisjoint(found.left.keys())
    assert found.copies.keys() | found.left.keys() == {item.code}


@given(BESIDE)
def test_a_copy_counts_when_it_is_confirmed_and_then_as_if_it_had_been_typed(
    beside: tuple[Item, Answer | None, Answer | None, bool],
) -> None:
    item, then, _, _ = beside
    was = Before("2025", item, then)
    if then is None or obstacle_of(item, was, None) is not None:
        return
    copied, typed = copy_of(item, was, HERE), then
    assert points_of(RULES, item, copied, None) == NO_POINTS
    assert not is_complete(item, copied)
    if may_confirm(item, copied):
        assert confirm(item, copied) == typed
        assert points_of(RULES, item, confirm(item, copied), None) == points_of(
            RULES, item, typed, None
        )
    else:
        assert points_of(RULES, item, typed, None) == NO_POINTS


@given(st.lists(st.sampled_from(["copy", "confirm", "clear"]), max_size=12))
def test_copying_and_clearing_again_gains_nothing(steps: list[str]) -> None:
    """The ledger is what the last answer is worth, however often it is copied."""
    answers = [Answer(LAW.code)]
    for step in steps:
        now = answers[-1]
        if step == "copy":
            is_free = obstacle_of(LAW, before(), now) is None
            answers.append(copy_of(LAW, before(), HERE) if is_free else now)
        else:
            answers.append(confirm(LAW, now) if step == "confirm" else Answer(LAW.code))
    worth = [points_of(RULES, LAW, answer, None) for answer in answers]
    events = [change(was, then, LAW.code, "answered") for was, then in pairwise(worth)]
    assert fold(event for event in events if event) == worth[-1]
    assert worth[-1].total in {0, 5}
