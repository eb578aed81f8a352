"""No aplica: how much of a level may say so, and what no level can gain by it.

Level P1 of the examples asks six items, all yes or no. With a cap of a third it admits two.

said   without a cap   a third
 0      submitted       submitted
 2      submitted       submitted
 3      submitted       refused, beside all three
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.answers import Answer
from game.editions import Stage
from game.levels import (
    TOO_MANY_NOT_APPLICABLE,
    Level,
    LevelState,
    NotApplicableCount,
    Seal,
    check_has_room,
    level_of,
    most_not_applicable,
    not_applicable_of,
    submit_problems,
)
from game.points import PointRules, points_of
from game.questionnaire import Item
from game.reviews import Verdict
from game.rules import RuleBroken
from tests.game.builders import (
    OAXACA,
    ONE_OF_EACH,
    a_claim,
    a_topic,
    an_excuse,
    an_honest_no,
    an_item,
    asked_after,
)

SIX = tuple(an_item(code=f"P1-0{n}") for n in range(1, 7))
P1 = a_topic(*SIX)
THIRD = Fraction(1, 3)
RULES = PointRules({}, default=10)


def saying(said: int, items: Sequence[Item] = SIX) -> dict[str, Answer]:
    """The first items do not apply, the others are honest noes."""
    return {
        item.code: an_excuse(item) if n < said else an_honest_no(item)
        for n, item in enumerate(items)
    }


def level(
    answers: Mapping[str, Answer], verdicts: Mapping[str, Verdict] | None = None, **given: object
) -> Level:
    facts = {"submitted_at": None, "signed_at": None, "stage": Stage.OPEN, "cap": THIRD} | given
    return level_of(P1, OAXACA, answers, verdicts or {}, **facts)


#    asked   a third of it    at most
#      6          2              2
#      7          2.33           3      rounded up
#      2          0.67           1
#      1          0.33           1
@pytest.mark.parametrize(("asked", "most"), [(6, 2), (7, 3), (2, 1), (1, 1), (0, 0)])
def test_a_third_is_rounded_up_to_whole_items(asked: int, most: int) -> None:
    assert most_not_applicable(asked, THIRD) == most


@pytest.mark.parametrize(
    ("said", "cap", "told"),
    [
        pytest.param(2, THIRD, [], id="up to the cap"),
        pytest.param(3, THIRD, ["P1-01", "P1-02", "P1-03"], id="beyond it, beside each of them"),
        pytest.param(6, None, [], id="an edition without a cap"),
        pytest.param(6, Fraction(1), [], id="a cap of all of them"),
    ],
)
def test_more_than_the_cap_is_a_problem(said: int, cap: Fraction | None, told: list[str]) -> None:
    assert list(submit_problems(P1, OAXACA, saying(said), cap)) == told


def test_the_problem_says_how_many_and_how_many_are_admitted() -> None:
    [problem] = submit_problems(P1, OAXACA, saying(3), THIRD)["P1-01"]
    assert (problem.code, problem.field) == (TOO_MANY_NOT_APPLICABLE, "not_applicable")
    assert problem.facts == {"given": 3, "most": 2}


def test_it_is_told_after_what_the_item_itself_lacks() -> None:
    answers = saying(3) | {"P1-01": an_excuse(SIX[0], reason="")}
    found = submit_problems(P1, OAXACA, answers, THIRD)
    assert [each.code for each in found["P1-01"]] == ["reason-missing", TOO_MANY_NOT_APPLICABLE]


def test_only_what_is_asked_counts() -> None:
    opener, opened = SIX[0], an_item(code="P1-02", asked_when=asked_after(SIX[0], "yes"))
    topic = a_topic(opener, opened, SIX[2])
    closed = {"P1-01": an_honest_no(opener), "P1-02": an_excuse(opened), "P1-03": an_excuse(SIX[2])}
    assert submit_problems(topic, OAXACA, closed, THIRD) == {}
    asked = closed | {"P1-01": a_claim(opener)}
    assert list(submit_problems(topic, OAXACA, asked, THIRD)) == ["P1-02", "P1-03"]


def test_where_it_is_not_admitted_it_is_a_problem_of_the_item_alone() -> None:
    strict = tuple(an_item(code=item.code, not_applicable=None) for item in SIX)
    found = submit_problems(a_topic(*strict), OAXACA, saying(3, strict), THIRD)
    assert {problem.code for told in found.values() for problem in told} == {
        "not-applicable-not-allowed"
    }


@pytest.mark.parametrize(
    ("said", "seals"),
    [
        pytest.param(2, {Seal.COMPLETE, Seal.EVIDENCED}, id="two"),
        pytest.param(3, set(), id="three"),
    ],
)
def test_a_level_beyond_the_cap_is_not_answered_in_full(said: int, seals: set[Seal]) -> None:
    assert level(saying(said)).seals == seals


# While it is verified


def test_a_level_mended_beyond_the_cap_waits_for_its_verifier() -> None:
    found = level(saying(3), submitted_at=object(), signed_at=object())
    assert found.state is LevelState.SUBMITTED
    assert found.not_applicable.is_beyond


#   said   accepted   rejected   beyond   room for one more
COUNTS = [
    pytest.param(3, 0, 0, True, True, id="none decided"),
    pytest.param(3, 2, 0, True, False, id="all that are admitted accepted"),
    pytest.param(3, 2, 1, False, False, id="the third rejected"),
    pytest.param(2, 1, 0, False, True, id="one of two"),
    pytest.param(3, 3, 0, False, False, id="the cap fell when an item closed: they stay accepted"),
]


@pytest.mark.parametrize(("said", "accepted", "rejected", "beyond", "room"), COUNTS)
def test_what_is_accepted_takes_room(
    said: int, accepted: int, rejected: int, beyond: bool, room: bool
) -> None:
    codes = [item.code for item in SIX]
    verdicts = dict.fromkeys(codes[:accepted], Verdict.ACCEPTED)
    verdicts |= dict.fromkeys(codes[accepted : accepted + rejected], Verdict.REJECTED)
    count = not_applicable_of(SIX, saying(said), verdicts, THIRD)
    assert (len(count.items), count.accepted, count.rejected) == (said, accepted, rejected)
    assert (count.is_beyond, count.has_room) == (beyond, room)


def test_one_more_than_admitted_is_not_accepted() -> None:
    check_has_room(NotApplicableCount(("P1-01", "P1-02"), accepted=1, most=2), "P1-02")
    with pytest.raises(RuleBroken) as refused:
        check_has_room(NotApplicableCount(("P1-01", "P1-02"), accepted=1, most=1), "P1-02")
    assert refused.value.code == "not-applicable-capped"
    assert refused.value.facts == {"item": "P1-02", "accepted": 1, "most": 1}


def test_without_a_cap_there_is_always_room() -> None:
    check_has_room(NotApplicableCount(("P1-01",), accepted=9), "P1-01")


# Laws, over levels of every size and any cap.

caps = st.fractions(min_value=Fraction(1, 1000), max_value=1, max_denominator=1000)
sizes = st.integers(min_value=1, max_value=20)
levels = sizes.flatmap(lambda asked: st.tuples(st.just(asked), st.integers(0, asked), caps))


@given(levels)
def test_the_problem_is_there_exactly_beyond_the_cap(told: tuple[int, int, Fraction]) -> None:
    asked, said, cap = told
    items = tuple(an_item(code=f"P1-{n:02}") for n in range(1, asked + 1))
    found = submit_problems(a_topic(*items), OAXACA, saying(said, items), cap)
    is_beyond = said > most_not_applicable(asked, cap)
    assert len(found) == (said if is_beyond else 0)


@given(sizes, caps)
def test_one_always_fits_and_the_share_is_passed_by_less_than_an_item(
    asked: int, cap: Fraction
) -> None:
    most = most_not_applicable(asked, cap)
    assert 1 <= most <= asked
    assert most - 1 < cap * asked <= most


@given(levels, st.randoms(use_true_random=False))
def test_verifiers_who_accept_while_there_is_room_never_pass_the_cap(
    told: tuple[int, int, Fraction], dice: object
) -> None:
    asked, said, cap = told
    items = tuple(an_item(code=f"P1-{n:02}") for n in range(1, asked + 1))
    answers, verdicts = saying(said, items), {}
    order = [item.code for item in items[:said]]
    dice.shuffle(order)
    for code in order:
        room = not_applicable_of(items, answers, verdicts, cap).has_room
        verdicts[code] = Verdict.ACCEPTED if room else Verdict.REJECTED
    count = not_applicable_of(items, answers, verdicts, cap)
    assert count.accepted == min(said, most_not_applicable(asked, cap))
    assert not count.is_beyond


@given(st.sampled_from((None, *Verdict)))
def test_the_cap_moves_no_points(verdict: Verdict | None) -> None:
    """A "no aplica" beyond the cap is worth an honest no: the level waits, its points do not."""
    answers = saying(len(ONE_OF_EACH), ONE_OF_EACH)
    assert not_applicable_of(ONE_OF_EACH, answers, {}, THIRD).is_beyond
    assert [points_of(RULES, item, answers[item.code], verdict) for item in ONE_OF_EACH] == [
        points_of(RULES, item, an_honest_no(item), verdict) for item in ONE_OF_EACH
    ]
