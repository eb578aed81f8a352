"""Ascenso: one place up, and what would bring it.

standings          total   place
Sonora             90      1
Álamos, Bácum      60      2
Nogales            55      4
Cajeme             10      5
"""

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.ascent import (
    Chance,
    Climb,
    LevelChance,
    Reach,
    Signing,
    Way,
    chance_of,
    climb_of,
    route_of,
    signing_of,
)
from game.leaderboard import Contender, rank
from game.points import NO_POINTS, PointRules, Points, Returns, Term, points_of
from game.questionnaire import Item
from game.reviews import Verdict
from game.signatures import Cause, Signature, Voiding
from tests.game.builders import ONE_OF_EACH, a_claim, an_excuse, an_honest_no, an_item

BOARD = rank(
    Contender(name.lower(), name, Points(total))
    for name, total in (
        ("Sonora", 90),
        ("Álamos", 60),
        ("Bácum", 60),
        ("Nogales", 55),
        ("Cajeme", 10),
    )
)


@pytest.mark.parametrize(
    ("own", "total", "climb"),
    [
        pytest.param("cajeme", 10, Climb(5, 5, 4, ("Nogales",), 45), id="the last one"),
        pytest.param("nogales", 55, Climb(4, 5, 2, ("Álamos", "Bácum"), 5), id="a tie above"),
        pytest.param("bácum", 60, Climb(2, 5, 1, ("Sonora",), 30), id="one of a tie"),
        pytest.param("sonora", 90, Climb(1, 5, 1, (), 0), id="first alone"),
        pytest.param("álamos", 90, Climb(1, 5, 1, ("Sonora",), 0), id="sharing the first place"),
        pytest.param("cajeme", 57, Climb(4, 5, 2, ("Álamos", "Bácum"), 3), id="more than then"),
        pytest.param("sonora", 5, Climb(5, 5, 4, ("Cajeme",), 5), id="less than then"),
    ],
)
def test_who_is_next_above(own: str, total: int, climb: Climb) -> None:
    assert climb_of(BOARD, own, total) == climb
    assert climb.to_pass == climb.to_share + 1


def test_alone_in_a_league_one_is_first() -> None:
    climb = climb_of(rank([Contender("a", "A", Points(5))]), "a", 5)
    assert (climb.is_first, climb.members, climb.rivals) == (True, 1, ())


RULES = PointRules({"percentage": 14}, 10, returns=Returns(1, Fraction(1, 2)))
ITEM = an_item()
NOTHING_DONE = {"complete": False, "standing": None, "is_open": True, "is_signed": False}


#   5 when it is complete, 5 more when it is accepted; none more after a second return
@pytest.mark.parametrize(
    ("state", "way", "soon", "later"),
    [
        ({}, Way.ANSWER, 5, 5),
        ({"returns": 2}, Way.ANSWER, 5, 0),
        ({"complete": True, "standing": Verdict.RETURNED}, Way.MEND, 5, 5),
        ({"complete": True, "standing": Verdict.RETURNED, "returns": 2}, Way.MEND, 5, 0),
        ({"complete": True}, Way.SIGN, 0, 5),
        ({"complete": True, "is_open": False}, Way.SIGN, 0, 5),
        ({"complete": True, "is_open": False, "is_signed": True}, Way.VERIFY, 0, 5),
    ],
)
def test_what_an_item_can_still_bring(
    state: dict[str, object], way: Way, soon: int, later: int
) -> None:
    found = chance_of(RULES, ITEM, **{**NOTHING_DONE, **state})  # type: ignore[arg-type]
    assert found == Chance(ITEM.code, "P1", way, soon, later)


@pytest.mark.parametrize(
    "state",
    [
        {"is_open": False},
        {"complete": True, "standing": Verdict.ACCEPTED},
        {"complete": True, "standing": Verdict.REJECTED},
        {"complete": True, "standing": Verdict.RETURNED, "is_open": False},
    ],
)
def test_what_is_decided_or_closed_brings_nothing_more(state: dict[str, object]) -> None:
    assert chance_of(RULES, ITEM, **{**NOTHING_DONE, **state}) is None  # type: ignore[arg-type]


def to_do(topic: str, *soon: int) -> tuple[Chance, ...]:
    return tuple(
        Chance(f"{topic}-{n}", topic, Way.ANSWER, each, each) for n, each in enumerate(soon)
    )


def waits(topic: str, *later: int) -> tuple[Chance, ...]:
    return tuple(Chance(f"{topic}-{n}", topic, Way.VERIFY, 0, each) for n, each in enumerate(later))


#         P1   P2       P3            H1, to be verified
#   soon  5    5 + 7    6 + 6 + 6
#   later 5    5 + 7    6 + 6 + 6     8
LEFT = (*to_do("P1", 5), *to_do("P2", 5, 7), *to_do("P3", 6, 6, 6), *waits("H1", 8))


@pytest.mark.parametrize(
    ("need", "reach", "enough", "rest"),
    [
        (1, Reach.ANSWERING, ["P1"], ["P3", "P2"]),
        (5, Reach.ANSWERING, ["P1"], ["P3", "P2"]),
        (6, Reach.ANSWERING, ["P2"], ["P3", "P1"]),
        (13, Reach.ANSWERING, ["P3"], ["P2", "P1"]),
        (19, Reach.ANSWERING, ["P3", "P1"], ["P2"]),
        (24, Reach.ANSWERING, ["P3", "P2"], ["P1"]),
        (35, Reach.ANSWERING, ["P3", "P2", "P1"], []),
        (36, Reach.VERIFIED, [], ["P3", "P2", "P1"]),
        (78, Reach.VERIFIED, [], ["P3", "P2", "P1"]),
        (79, Reach.OUT, [], ["P3", "P2", "P1"]),
    ],
)
def test_the_fewest_levels_that_suffice_come_first(
    need: int, reach: Reach, enough: list[str], rest: list[str]
) -> None:
    route = route_of(LEFT, Climb(2, 3, 1, ("Sonora",), need))
    assert route.reach is reach
    assert [level.topic for level in route.enough] == enough
    assert [level.topic for level in route.rest] == rest
    assert route.waiting == 8


def test_what_waits_for_a_verdict_may_be_enough_by_itself() -> None:
    route = route_of((*to_do("P1", 5), *waits("H1", 8)), Climb(2, 3, 1, ("Sonora",), 8))
    assert (route.reach, route.enough, route.waiting) == (Reach.WAITING, (), 8)
    assert route.rest == (LevelChance("P1", to_do("P1", 5)),)


def test_complete_answers_that_nobody_signed_are_told_apart() -> None:
    unsigned = Chance("I1-01", "I1", Way.SIGN, 0, 9)
    route = route_of((*waits("H1", 8), unsigned), Climb(2, 3, 1, ("Sonora",), 9))
    assert (route.reach, route.waiting, route.unsigned) == (Reach.VERIFIED, 8, 9)


@pytest.mark.parametrize(("timely", "reach"), [(0, Reach.OUT), (1, Reach.OUT), (2, Reach.VERIFIED)])
def test_levels_that_can_still_be_signed_in_time_count(timely: int, reach: Reach) -> None:
    """P1 is to be answered, I1 to be signed; H1 was signed."""
    unsigned = Chance("I1-01", "I1", Way.SIGN, 0, 9)
    left = (*to_do("P1", 5), unsigned, *waits("H1", 8))
    signings = {"P1": Signing(coming=timely), "I1": Signing(coming=timely), "H1": Signing(held=12)}
    route = route_of(left, Climb(2, 3, 1, ("Sonora",), 31), signings)
    assert (route.reach, route.timely) == (reach, 2 * timely)


#   P1: an item to mend, 5 when it is mended and 5 more when it is accepted
#   I1: an item to answer, 7 and 7
@pytest.mark.parametrize(
    ("signing", "need", "reach", "enough"),
    [
        pytest.param(Signing(), 5, Reach.ANSWERING, ["P1"], id="signed too late"),
        pytest.param(Signing(coming=12), 5, Reach.ANSWERING, ["P1"], id="signed no more"),
        pytest.param(Signing(coming=12), 36, Reach.VERIFIED, [], id="signed anew"),
        pytest.param(Signing(held=12), 5, Reach.ANSWERING, ["I1"], id="another level"),
        pytest.param(Signing(held=12), 8, Reach.VERIFIED, [], id="only with its signature"),
        pytest.param(Signing(held=12), 24, Reach.VERIFIED, [], id="with all verdicts"),
        pytest.param(Signing(held=12), 25, Reach.OUT, [], id="what it had is not new"),
    ],
)
def test_mending_takes_what_signing_in_time_gave_until_it_is_signed_again(
    signing: Signing, need: int, reach: Reach, enough: list[str]
) -> None:
    left = (Chance("P1-01", "P1", Way.MEND, 5, 5), *to_do("I1", 7))
    route = route_of(left, Climb(2, 3, 1, ("Sonora",), need), {"P1": signing})
    assert route.reach is reach
    assert [level.topic for level in route.enough] == enough
    assert {level.topic for level in (*route.enough, *route.rest)} == {"P1", "I1"}


@pytest.mark.parametrize(
    ("signing", "at_once", "on_signing"),
    [
        pytest.param(Signing(), 5, 0, id="no term is left"),
        pytest.param(Signing(coming=12), 5, 12, id="it can be signed in time"),
        pytest.param(Signing(held=12), -7, 12, id="what it takes comes back"),
        pytest.param(Signing(held=5), 0, 5, id="as much as it brings"),
    ],
)
def test_a_level_says_what_comes_with_its_signature(
    signing: Signing, at_once: int, on_signing: int
) -> None:
    level = LevelChance("P1", (Chance("P1-01", "P1", Way.MEND, 5, 5),), signing)
    assert (level.at_once, level.on_signing) == (at_once, on_signing)
    assert level.at_once + level.on_signing == level.soon + signing.coming


#   signed on the 1st, in the first term; now is the 10th, in the second one
@pytest.mark.parametrize(
    ("lost", "signing"),
    [
        ([], Signing(coming=6)),
        ([None], Signing(held=12)),
        ([Cause.MENDED], Signing(coming=12)),
        ([Cause.CHANGED], Signing(coming=6)),
        ([Cause.MENDED, Cause.MENDED], Signing(coming=12)),
    ],
)
def test_a_level_mended_is_signed_since_its_first_day(
    lost: list[Cause | None], signing: Signing
) -> None:
    rules = PointRules(
        {},
        10,
        timeliness=(Term(5, 12), Term(20, 6)),
        opened=datetime(2026, 10, 1, tzinfo=UTC).date(),
    )
    history = tuple(
        Signature(
            "P1",
            1,
            "Sol",
            datetime(2026, 10, 1 + 6 * n, 18, tzinfo=UTC),
            "",
            {},
            Voiding(datetime(2026, 10, 2 + 6 * n, 18, tzinfo=UTC), "Ana", cause) if cause else None,
        )
        for n, cause in enumerate(lost)
    )
    assert signing_of(rules, history, datetime(2026, 10, 15, 18, tzinfo=UTC)) == signing


def test_to_leave_a_shared_first_place_takes_a_point() -> None:
    assert route_of(to_do("P1", 5), Climb(1, 2, 1, ("Sonora",), 0)).reach is Reach.ANSWERING
    assert route_of((), Climb(1, 2, 1, ("Sonora",), 0)).reach is Reach.OUT


chances = st.lists(
    st.builds(
        Chance,
        st.uuids().map(str),
        st.sampled_from(["P1", "P2", "I1", "H1"]),
        st.sampled_from([Way.ANSWER, Way.MEND]),
        st.integers(0, 14),
        st.integers(0, 14),
    ),
    max_size=12,
)


@given(chances, st.integers(1, 60))
def test_no_smaller_set_of_levels_would_do(left: list[Chance], need: int) -> None:
    route = route_of(left, Climb(2, 2, 1, ("Sonora",), need))
    totals: dict[str, int] = {}
    for each in left:
        totals[each.topic] = totals.get(each.topic, 0) + each.soon
    best = sorted(totals.values(), reverse=True)
    if route.enough:
        assert sum(level.soon for level in route.enough) >= need
        assert sum(best[: len(route.enough) - 1]) < need
    else:
        assert sum(best) < need


@given(st.sampled_from(ONE_OF_EACH))
def test_what_is_told_is_what_any_whole_answer_brings(item: Item) -> None:
    found = chance_of(RULES, item, **NOTHING_DONE)  # type: ignore[arg-type]
    assert found is not None
    for answer in (a_claim(item), an_honest_no(item), an_excuse(item)):
        complete = points_of(RULES, item, answer, None)
        accepted = points_of(RULES, item, answer, Verdict.ACCEPTED)
        assert complete - NO_POINTS == Points(found.soon)
        assert accepted.total - complete.total == found.later
