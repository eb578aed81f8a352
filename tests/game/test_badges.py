"""Insignias y racha: when each kind of badge is earned, how far it is, and what keeps it.

March 2026, where the 16th is a day of rest:

     M  T  W  T  F  S  S
     2  3  4  5  6  7  8
     9 10 11 12 13 14 15
    16 17 18 19 20 21 22
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.absences import Absence
from game.badges import (
    Award,
    Badge,
    BadgeKind,
    Decision,
    Ground,
    History,
    Improvement,
    Mending,
    Reach,
    Streak,
    awards_of,
    streak_of,
)
from game.days import Calendar
from game.questionnaire import Text
from game.reviews import Verdict
from game.signatures import Cause, Signature, Voiding

CALENDAR = Calendar(frozenset({date(2026, 3, 16)}))
LEVELS = {"P": ("P1", "P2"), "I": ("I1",), "H": ()}
WORDS = Text("Insignia", "Badge")


def march(day: int, hour: int = 12) -> datetime:
    """That hour of a day in central Mexico."""
    return datetime(2026, 3, day, tzinfo=UTC) + timedelta(hours=hour + 6)


def a_badge(kind: BadgeKind, **given: object) -> Badge:
    return Badge(kind.value, kind, WORDS, WORDS, **given)  # type: ignore[arg-type]


def award(badge: Badge, history: History, today: int = 31) -> Award:
    (found,) = awards_of([badge], history, Ground(LEVELS, CALENDAR, march(today)))
    return found


def signed(
    topic: str, day: int, lost: int | None = None, cause: Cause = Cause.REOPENED
) -> Signature:
    """Signed on a day over its two items, and on another one left without effect."""
    voiding = Voiding(march(lost), "Ana", cause) if lost else None
    items = {f"{topic}-01": 1, f"{topic}-02": 1}
    return Signature(topic, 3, "Sofía", march(day), "a" * 64, items, voiding)


def accepted(topic: str, *days: int) -> list[Decision]:
    return [
        Decision(f"{topic}-0{number}", Verdict.ACCEPTED, march(day))
        for number, day in enumerate(days, start=1)
    ]


def returned(day: int, item: str = "P1-01") -> Decision:
    return Decision(item, Verdict.RETURNED, march(day))


def gone(since: int, until: int | None = None, item: str = "P1-01") -> Absence:
    return Absence(item, march(since), march(until) if until else None)


def mended(day: int, item: str = "P1-01") -> Mending:
    """In the afternoon, so that it can be on the day of the return."""
    return Mending(item, march(day, 15))


FIRST = a_badge(BadgeKind.LEVELS, levels=1)
TWO = a_badge(BadgeKind.LEVELS, levels=2)


@pytest.mark.parametrize(
    ("badge", "signatures", "earned", "done"),
    [
        pytest.param(FIRST, [], None, 0, id="nothing yet"),
        pytest.param(FIRST, [signed("P1", 3)], 3, 1, id="the first one"),
        pytest.param(FIRST, [signed("P1", 5), signed("I1", 3)], 3, 1, id="whichever came first"),
        pytest.param(TWO, [signed("P1", 5), signed("I1", 3)], 5, 2, id="the second one"),
        pytest.param(TWO, [signed("P1", 5)], None, 1, id="one of two"),
        pytest.param(FIRST, [signed("P1", 3, 9)], None, 0, id="opened again: lost"),
        pytest.param(
            FIRST, [signed("P1", 3, 9), signed("P1", 12)], 12, 1, id="signed again: earned anew"
        ),
        pytest.param(
            FIRST, [signed("P1", 3, 9), signed("I1", 5)], 5, 1, id="opened again: the next one"
        ),
        pytest.param(
            FIRST, [signed("P1", 3, 9, Cause.CHANGED)], None, 0, id="unsigned by a change: lost"
        ),
        pytest.param(
            FIRST, [signed("P1", 3, 9, Cause.MENDED)], 3, 1, id="unsigned by mending: kept"
        ),
        pytest.param(
            FIRST,
            [signed("P1", 3, 9, Cause.MENDED), signed("P1", 12)],
            3,
            1,
            id="mended and signed: the first signature",
        ),
        pytest.param(FIRST, [signed("Z9", 3)], None, 0, id="of no level there is"),
    ],
)
def test_levels_signed(
    badge: Badge, signatures: list[Signature], earned: int | None, done: int
) -> None:
    found = award(badge, History(signatures=signatures))
    assert found == Award(badge, march(earned) if earned else None, done, badge.levels)


def test_a_mended_level_opened_again_is_lost_from_then_and_not_before() -> None:
    reopened = Voiding(march(12), "Carla", Cause.REOPENED)
    history = History(signatures=[replace(signed("P1", 3, 9, Cause.MENDED), outdone=reopened)])
    assert award(FIRST, history).earned_at is None
    assert award(FIRST, history.until(march(12))).earned_at == march(3)


VERIFIED = a_badge(BadgeKind.LEVELS, levels=1, reached=Reach.VERIFIED)


@pytest.mark.parametrize(
    ("signatures", "decisions", "earned"),
    [
        pytest.param([signed("P1", 3)], [], None, id="signed alone"),
        pytest.param([signed("P1", 3)], accepted("P1", 4), None, id="half accepted"),
        pytest.param([signed("P1", 3)], accepted("P1", 6, 4), 6, id="with the last item"),
        pytest.param([], accepted("P1", 4, 6), None, id="under no signature"),
        pytest.param([signed("P1", 3, 9)], accepted("P1", 4, 6), 6, id="what is verified stays"),
        pytest.param(
            [signed("P1", 3, 5), signed("P1", 8)],
            accepted("P1", 4, 9),
            9,
            id="under two signatures",
        ),
        pytest.param(
            [signed("P1", 3)],
            [*accepted("P1", 4), Decision("P1-02", Verdict.REJECTED, march(4))],
            None,
            id="one rejected",
        ),
        pytest.param(
            [replace(signed("P1", 3), revisions={})], accepted("P1", 4, 6), None, id="over nothing"
        ),
    ],
)
def test_levels_verified(
    signatures: list[Signature], decisions: list[Decision], earned: int | None
) -> None:
    found = award(VERIFIED, History(signatures=signatures, decisions=decisions))
    assert found.earned_at == (march(earned) if earned else None)
    assert found.done == bool(earned)


@pytest.mark.parametrize(
    ("pillar", "signatures", "earned", "done", "of"),
    [
        pytest.param("P", [signed("P1", 3)], None, 1, 2, id="half of it"),
        pytest.param("P", [signed("P1", 9), signed("P2", 3)], 9, 2, 2, id="with the last one"),
        pytest.param("P", [signed("P1", 3), signed("I1", 4)], None, 1, 2, id="not with another's"),
        pytest.param("P", [signed("P1", 3), signed("P2", 4, 5)], None, 1, 2, id="one was opened"),
        pytest.param("I", [signed("I1", 3)], 3, 1, 1, id="of a single level"),
        pytest.param("H", [], None, 0, 0, id="that asks nothing of it"),
    ],
)
def test_a_whole_pillar(
    pillar: str, signatures: list[Signature], earned: int | None, done: int, of: int
) -> None:
    badge = a_badge(BadgeKind.PILLAR, pillar=pillar)
    found = award(badge, History(signatures=signatures))
    assert found == Award(badge, march(earned) if earned else None, done, of)


MENDED = a_badge(BadgeKind.MENDED, items=1, working_days=5)
MENDED_TWO = a_badge(BadgeKind.MENDED, items=2, working_days=5)


@pytest.mark.parametrize(
    ("badge", "returns", "mendings", "today", "earned", "done", "is_out"),
    [
        pytest.param(MENDED, [], [], 31, None, 0, False, id="nothing was returned"),
        pytest.param(MENDED, [returned(3)], [], 10, None, 0, False, id="it waits, in its term"),
        pytest.param(MENDED, [returned(3)], [], 11, None, 0, True, id="its term is over"),
        pytest.param(MENDED, [returned(3)], [mended(3)], 31, 3, 1, False, id="the same day"),
        pytest.param(MENDED, [returned(3)], [mended(10)], 31, 10, 1, False, id="on the fifth day"),
        pytest.param(MENDED, [returned(3)], [mended(11)], 31, None, 0, True, id="on the sixth"),
        pytest.param(
            MENDED, [returned(10)], [mended(18)], 31, 18, 1, False, id="a day of rest is not one"
        ),
        pytest.param(MENDED_TWO, [returned(3)], [mended(4)], 31, None, 1, False, id="one of two"),
        pytest.param(
            MENDED_TWO,
            [returned(3), returned(3, "P1-02")],
            [mended(4), mended(5, "P1-02")],
            31,
            5,
            2,
            False,
            id="both",
        ),
        pytest.param(
            MENDED,
            [returned(3), returned(3, "P1-02")],
            [mended(4), mended(6, "P1-02")],
            31,
            6,
            2,
            False,
            id="only once nothing waits",
        ),
        pytest.param(
            MENDED,
            [returned(3), returned(9, "P1-02")],
            [mended(4)],
            10,
            4,
            1,
            False,
            id="what is returned later leaves it",
        ),
        pytest.param(
            MENDED,
            [returned(3), returned(9, "P1-02")],
            [mended(4)],
            31,
            None,
            0,
            True,
            id="unless it is not mended in time",
        ),
        pytest.param(
            MENDED_TWO,
            [returned(3), returned(5)],
            [mended(4), mended(6)],
            31,
            6,
            2,
            False,
            id="twice the same item",
        ),
        pytest.param(
            MENDED, [returned(5)], [mended(4)], 31, None, 0, True, id="mended before is not mended"
        ),
    ],
)
def test_all_that_was_returned_mended_in_time(
    badge: Badge,
    returns: list[Decision],
    mendings: list[Mending],
    today: int,
    earned: int | None,
    done: int,
    is_out: bool,
) -> None:
    found = award(badge, History(decisions=returns, mendings=mendings), today)
    assert found.earned_at == (march(earned, 15) if earned else None)
    assert found.is_out is is_out
    assert (found.done, found.of) == (min(done, badge.items), badge.items)


#   the 3rd: P1-01 and P1-02 are returned, with a term up to the 10th; P1-02 is mended on the 4th
@pytest.mark.parametrize(
    ("absences", "mendings", "today", "earned", "is_out"),
    [
        pytest.param([], [], 10, None, False, id="it waits"),
        pytest.param([gone(5)], [], 31, march(5), False, id="it is no longer asked"),
        pytest.param([gone(4)], [], 31, march(4, 15), False, id="nor was it any more by then"),
        pytest.param([gone(11)], [], 31, None, True, id="its term was over"),
        pytest.param([gone(5, 9)], [], 10, None, False, id="asked again: it waits again"),
        pytest.param([gone(5, 9)], [], 11, None, True, id="and its term has run on"),
        pytest.param([gone(5, 9)], [mended(10)], 31, march(10, 15), False, id="to be mended"),
        pytest.param([gone(5, 9), gone(10)], [], 31, march(10), False, id="gone once more"),
        pytest.param([gone(2, 3)], [], 31, None, True, id="gone before it was returned"),
        pytest.param([gone(6)], [mended(5)], 31, march(5, 15), False, id="it was mended before"),
        pytest.param([gone(6, item="P1-02")], [mended(5)], 31, march(5, 15), False, id="the other"),
    ],
)
def test_what_is_no_longer_asked_is_neither_mended_nor_left(
    absences: list[Absence],
    mendings: list[Mending],
    today: int,
    earned: datetime | None,
    is_out: bool,
) -> None:
    told = [mended(4, "P1-02"), *mendings]
    returns = [returned(3), returned(3, "P1-02")]
    history = History(decisions=returns, mendings=told, absences=absences)
    found = award(MENDED, history, today)
    assert (found.earned_at, found.is_out) == (earned, is_out)


def test_what_is_no_longer_asked_counts_for_nothing() -> None:
    told = {"decisions": [returned(3)], "mendings": [mended(4)]}
    assert award(MENDED, History(**told)).done == 1
    assert award(MENDED, History(**told, absences=[gone(6)])).done == 0
    assert award(MENDED, History(**told, absences=[gone(6, 9)])).done == 1


RUN = a_badge(BadgeKind.STREAK, working_days=4)


@pytest.mark.parametrize(
    ("days", "today", "length", "earned"),
    [
        pytest.param([], 5, 0, None, id="nothing saved"),
        pytest.param([3], 3, 1, None, id="today"),
        pytest.param([3], 4, 1, None, id="yesterday: today is not over"),
        pytest.param([3], 5, 0, None, id="a day was missed"),
        pytest.param([3, 4, 5], 5, 3, None, id="three days"),
        pytest.param([3, 4, 6], 6, 1, None, id="begun again"),
        pytest.param([5, 6], 8, 2, None, id="on Sunday nothing is missed"),
        pytest.param([5, 6], 9, 2, None, id="nor on Monday before it is over"),
        pytest.param([5, 6], 10, 0, None, id="but on Tuesday"),
        pytest.param([5, 6, 7, 8, 9], 9, 3, None, id="the weekend does not count"),
        pytest.param([7, 8], 8, 0, None, id="nor begins one"),
        pytest.param([12, 13, 17, 18], 18, 4, 18, id="across a day of rest"),
        pytest.param([12, 13, 16, 17], 17, 3, None, id="which does not count"),
        pytest.param([3, 4, 5, 6], 31, 0, 6, id="earned stays earned"),
        pytest.param([3, 4, 5, 6, 9, 10], 10, 6, 6, id="with the day that filled it"),
        pytest.param([3, 9, 10, 11, 12], 12, 4, 12, id="in any run"),
    ],
)
def test_a_streak_of_working_days(
    days: list[int], today: int, length: int, earned: int | None
) -> None:
    saves = [march(day, hour) for day in days for hour in (15, 9)]
    streak = streak_of(saves, CALENDAR, date(2026, 3, today))
    assert streak.days == length
    found = award(RUN, History(saves=saves), today)
    assert found.earned_at == (march(earned, 9) if earned else None)
    assert found.done == (4 if earned else length)


def test_a_day_is_that_of_central_mexico() -> None:
    late = datetime(2026, 3, 4, 5, 59, tzinfo=UTC)
    assert streak_of([late], CALENDAR, date(2026, 3, 3)) == Streak(1, date(2026, 3, 3))
    after = late + timedelta(minutes=1)
    assert streak_of([late, after], CALENDAR, date(2026, 3, 4)) == Streak(2, date(2026, 3, 4))


@pytest.mark.parametrize(
    ("improvement", "is_earned"),
    [
        (None, False),
        (Improvement(40, 1, march(3)), True),
        (Improvement(20, 1, march(3)), True),
        (Improvement(19, 1, march(3)), False),
        (Improvement(90, 2, march(3)), False),
    ],
)
def test_the_most_improved(improvement: Improvement | None, is_earned: bool) -> None:
    badge = a_badge(BadgeKind.IMPROVED, points=20)
    found = award(badge, History(improvement=improvement))
    assert found == Award(badge, march(3) if is_earned else None)


def test_what_comes_after_a_moment_is_not_seen_before_it() -> None:
    whole = History(
        saves=[march(3), march(4)],
        signatures=[signed("P1", 3, 9), signed("I1", 10)],
        decisions=accepted("P1", 4, 9),
        mendings=[mended(4), mended(9)],
        absences=[gone(3, 5), gone(5, 9), gone(9)],
        improvement=Improvement(40, 1, march(9)),
    )
    assert whole.until(march(9)) == History(
        saves=[march(3), march(4)],
        signatures=[replace(signed("P1", 3))],
        decisions=accepted("P1", 4),
        mendings=[mended(4)],
        absences=[gone(3, 5), gone(5)],
    )


# Laws, over any history.

BADGES = (
    FIRST,
    TWO,
    VERIFIED,
    a_badge(BadgeKind.PILLAR, pillar="P"),
    a_badge(BadgeKind.PILLAR, pillar="I", reached=Reach.VERIFIED),
    MENDED,
    MENDED_TWO,
    RUN,
    a_badge(BadgeKind.STREAK, working_days=2),
)
END = 31
TOPICS = st.sampled_from(("P1", "P2", "I1"))
ITEMS = st.sampled_from(tuple(f"{topic}-0{n}" for topic in ("P1", "P2", "I1") for n in (1, 2)))


def lifetimes(last: int) -> st.SearchStrategy[list[Signature]]:
    """Signatures of each level that follow each other, all but the last one without effect."""

    def made(told: dict[str, list[tuple[int, Cause, bool]]]) -> list[Signature]:
        found = []
        for topic, lives in told.items():
            for number, (day, cause, is_lost) in enumerate(sorted(lives, key=lambda each: each[0])):
                is_over = is_lost or number + 1 < len(lives)
                found.append(signed(topic, day, day, cause) if is_over else signed(topic, day))
        return found

    lives = st.lists(
        st.tuples(st.integers(1, last), st.sampled_from(Cause), st.booleans()),
        max_size=3,
        unique_by=lambda each: each[0],
    )
    return st.dictionaries(TOPICS, lives, max_size=3).map(made)


def histories(last: int = END) -> st.SearchStrategy[History]:
    days = st.integers(1, last)
    moments = st.builds(march, days, st.integers(0, 23))
    return st.builds(
        History,
        saves=st.lists(moments, max_size=20),
        signatures=lifetimes(last),
        decisions=st.lists(
            st.builds(Decision, ITEMS, st.sampled_from(Verdict), moments),
            max_size=10,
            unique_by=lambda each: (each.item, each.verdict is Verdict.ACCEPTED),
        ),
        mendings=st.lists(st.builds(Mending, ITEMS, moments, st.booleans()), max_size=6),
        absences=st.lists(
            st.builds(Absence, ITEMS, moments, st.none()),
            max_size=3,
            unique_by=lambda each: each.item,
        ),
    )


def awards(history: History, day: int = END) -> tuple[Award, ...]:
    return awards_of(BADGES, history, Ground(LEVELS, CALENDAR, march(day, 23)))


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_told_changes_nothing(history: History, dice: object) -> None:
    def mixed(events: Sequence[object]) -> list[object]:
        told = list(events)
        dice.shuffle(told)
        return told

    other = History(
        saves=mixed(history.saves),
        signatures=mixed(history.signatures),
        decisions=mixed(history.decisions),
        mendings=mixed(history.mendings),
        absences=mixed(history.absences),
    )
    assert awards(other) == awards(history)


@given(histories(last=15), histories())
def test_what_comes_later_does_not_move_when_a_badge_was_earned(
    history: History, later: History
) -> None:
    """New signatures, acceptances and saves; what undoes something is told apart."""
    start = march(16, 0)
    more = History(
        saves=[*history.saves, *(at for at in later.saves if at >= start)],
        signatures=[
            *history.signatures,
            *(
                each
                for each in later.signatures
                if each.at >= start and each.topic not in {old.topic for old in history.signatures}
            ),
        ],
        decisions=[
            *history.decisions,
            *(
                each
                for each in later.decisions
                if each.at >= start
                and each.verdict is not Verdict.RETURNED
                and each.item not in {old.item for old in history.decisions}
            ),
        ],
        mendings=history.mendings,
        absences=history.absences,
    )
    for before, after in zip(awards(history), awards(more), strict=True):
        if before.earned_at is not None:
            assert after.earned_at == before.earned_at


@given(histories(), st.integers(1, END))
def test_as_it_stood_then_is_the_fold_of_what_had_happened(history: History, day: int) -> None:
    """Nobody can tell from a badge of then what came afterwards."""
    end = march(day, 0)
    for then in awards(history.until(end), day):
        assert then.earned_at is None or then.earned_at < end
        assert then.done >= 0
    assert awards(history.until(end), day) == awards(history.until(end).until(end), day)


@given(histories())
def test_what_is_earned_is_done(history: History) -> None:
    for each in awards(history):
        assert each.done >= 0
        if each.earned_at is not None:
            assert each.done == each.of
            assert not each.is_out


def test_help_is_earned_with_the_last_peer_it_asks_for_and_never_lost() -> None:
    badge = a_badge(BadgeKind.HELPED, items=2)
    one = award(badge, History(helps=[march(3)]))
    assert (one.earned_at, one.done, one.of) == (None, 1, 2)
    more = History(helps=[march(9), march(3), march(5)])
    assert award(badge, more).earned_at == march(5)
    assert award(badge, more.until(march(5))).earned_at is None
