"""Puntos: what is worth points, and what no trick can gain.

answer                     no verdict   accepted   returned   rejected
yes, with evidence         5 + 0        0 + 10     0          0
no, with reason and plan   5 + 0        0 + 10     0          0
excused, with reason       5 + 0        0 + 10     0          0
yes, without evidence      0            0          0          0
half-filled                0            0          0          0

Where an edition says so (here: a quarter before, a half after more than one return, three
quarters on a reply), of 12 points:

                  no verdict   accepted   on a reply
never returned    3            12         9
returned once     3            12         9
returned twice    3            6          6

Of a level signed (here: 12 within 60 days of the opening, 6 within 90):

signed on day           1    60    61    90    91
                        12   12    6     6     0
not signed, any more    0    0     0     0     0
mended, signed anew     as on the day of the signature that the mending left without effect
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.answers import Answer, Citation, is_complete
from game.points import (
    NO_POINTS,
    STRAIGHT,
    WHOLE_LEVEL,
    Course,
    PointEvent,
    PointRules,
    Points,
    Reason,
    Returns,
    Term,
    change,
    fold,
    points_of,
    reason_of,
    timely_change,
)
from game.questionnaire import Item, Kind
from game.reviews import Review, Verdict, standing_verdict
from game.signatures import Cause, Signature, Voiding, signed_since, signing_since
from tests.game.builders import ONE_OF_EACH, a_claim, an_excuse, an_honest_no, an_item

RULES = PointRules({"percentage": 14, "number": 12}, default=10)
YES_NO = an_item()
SOMEWHERE_IN_A_FILE = (Citation("acta-de-cabildo", has_pages=True),)
WHOLE = {"claim": a_claim(YES_NO), "honest no": an_honest_no(YES_NO), "excuse": an_excuse(YES_NO)}
LACKING = {
    "bare claim": a_claim(YES_NO, evidence=()),
    "file without its page": a_claim(YES_NO, evidence=SOMEWHERE_IN_A_FILE),
    "no without a plan": an_honest_no(YES_NO, plan=""),
    "no with a plan for before the edition": an_honest_no(YES_NO, plan_by="2020-02-01"),
    "unexplained excuse": an_excuse(YES_NO, reason=" "),
    "nothing": Answer(YES_NO.code),
    "no answer": None,
}
VERDICTS = (None, *Verdict)
WORTH = {
    None: Points(provisional=5),
    Verdict.ACCEPTED: Points(settled=10),
    Verdict.RETURNED: NO_POINTS,
    Verdict.REJECTED: NO_POINTS,
}


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("answer", WHOLE.values(), ids=WHOLE)
def test_a_whole_answer_is_worth_the_same_whatever_it_says(
    answer: Answer, verdict: Verdict | None
) -> None:
    assert points_of(RULES, YES_NO, answer, verdict) == WORTH[verdict]


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("answer", LACKING.values(), ids=LACKING)
def test_what_lacks_something_is_worth_nothing(
    answer: Answer | None, verdict: Verdict | None
) -> None:
    assert points_of(RULES, YES_NO, answer, verdict) == NO_POINTS


def test_harder_kinds_are_worth_more() -> None:
    assert [RULES.of(item) for item in ONE_OF_EACH] == [10, 10, 10, 12, 14, 10, 10]
    assert RULES.of(an_item(Kind.PERCENTAGE)) == 14


def test_points_add_up_in_two_parts() -> None:
    assert Points(5, 10) + Points(1, 2) == Points(6, 12)
    assert Points(5, 10) - Points(1, 2) == Points(4, 8)
    assert Points(5, 10).total == 15


def test_nothing_changed_is_no_event() -> None:
    assert change(Points(5), Points(5), "P1-01", Reason.ANSWERED) is None


def test_settling_moves_points_from_one_part_to_the_other() -> None:
    event = change(Points(5), Points(0, 10), "P1-01", Reason.ACCEPTED)
    assert event == PointEvent("P1-01", Reason.ACCEPTED, Points(-5, 10))


STRICT = PointRules({}, 12, Fraction(1, 4), Returns(1, Fraction(1, 2)), Fraction(3, 4))


@pytest.mark.parametrize(
    ("course", "worth", "reason"),
    [
        (STRAIGHT, 12, Reason.ACCEPTED),
        (Course(1), 12, Reason.ACCEPTED),
        (Course(2), 6, Reason.ACCEPTED_AFTER_RETURNS),
        (Course(0, by_reply=True), 9, Reason.ACCEPTED_ON_REPLY),
        (Course(1, by_reply=True), 9, Reason.ACCEPTED_ON_REPLY),
        (Course(2, by_reply=True), 6, Reason.ACCEPTED_AFTER_RETURNS),
    ],
)
def test_how_an_answer_came_to_be_accepted_decides_its_share(
    course: Course, worth: int, reason: Reason
) -> None:
    for answer in WHOLE.values():
        assert points_of(STRICT, YES_NO, answer, Verdict.ACCEPTED, course) == Points(0, worth)
        assert points_of(STRICT, YES_NO, answer, None, course) == Points(3)
        assert points_of(STRICT, YES_NO, answer, Verdict.RETURNED, course) == NO_POINTS
    assert reason_of(STRICT, Verdict.ACCEPTED, course) is reason
    assert reason_of(STRICT, Verdict.REJECTED, course) is Reason.REJECTED


@pytest.mark.parametrize("course", [Course(9), Course(9, by_reply=True)])
def test_an_edition_that_says_nothing_settles_all(course: Course) -> None:
    assert points_of(RULES, YES_NO, a_claim(YES_NO), Verdict.ACCEPTED, course) == Points(0, 10)
    assert reason_of(RULES, Verdict.ACCEPTED, course) is Reason.ACCEPTED


# Noon in central Mexico, and the last minute of a day there, which is another one in UTC.
OPENED = datetime(2026, 9, 1, 18, tzinfo=UTC)
LAST_MINUTE = timedelta(hours=11, minutes=59)
TIMELY = replace(RULES, timeliness=(Term(60, 12), Term(90, 6)), opened=date(2026, 9, 1))


@pytest.mark.parametrize(("day", "worth"), [(1, 12), (60, 12), (61, 6), (90, 6), (91, 0), (400, 0)])
def test_a_level_has_what_the_day_of_its_signature_gives(day: int, worth: int) -> None:
    at = OPENED + timedelta(days=day - 1)
    assert TIMELY.timely(at) == TIMELY.timely(at + LAST_MINUTE) == Points(settled=worth)


def test_the_last_day_of_each_term_is_known() -> None:
    assert TIMELY.deadlines == ((date(2026, 10, 30), 12), (date(2026, 11, 29), 6))


def test_nothing_is_given_for_what_is_not_signed_or_where_nothing_is_said() -> None:
    assert TIMELY.timely(None) == NO_POINTS
    assert RULES.timely(OPENED) == NO_POINTS
    assert replace(TIMELY, opened=None).timely(OPENED) == NO_POINTS


def test_to_sign_and_to_lose_the_signature_are_events_of_the_level() -> None:
    given = PointEvent(WHOLE_LEVEL, Reason.TIMELY, Points(settled=12))
    assert timely_change(TIMELY, None, OPENED) == given
    assert timely_change(TIMELY, OPENED, None) == replace(given, points=Points(settled=-12))
    assert timely_change(TIMELY, None, OPENED + timedelta(days=100)) is None


# Laws, over every kind of item and any history of it. A state is an answer and its verdict.

items = st.sampled_from(ONE_OF_EACH)
# Of free text there is no no: one without a plan, or without evidence, says the same and is whole.
scored = st.sampled_from([item for item in ONE_OF_EACH if item.is_scored])
verdicts = st.sampled_from(VERDICTS)


def answers_to(item: Item) -> st.SearchStrategy[Answer | None]:
    return st.sampled_from(
        [
            None,
            Answer(item.code),
            a_claim(item),
            replace(a_claim(item), evidence=()),
            replace(a_claim(item), evidence=SOMEWHERE_IN_A_FILE),
            an_honest_no(item),
            replace(an_honest_no(item), reason=""),
            replace(an_honest_no(item), plan_by="2020-02-01"),
            an_excuse(item),
        ]
    )


def histories(item: Item) -> st.SearchStrategy[list[Points]]:
    states = st.tuples(answers_to(item), verdicts)
    worth = states.map(lambda state: points_of(RULES, item, *state))
    return st.lists(worth, max_size=12).map(lambda later: [NO_POINTS, *later])


def ledger_of(item: Item, history: list[Points]) -> list[PointEvent]:
    moves = (change(a, b, item.code, Reason.ANSWERED) for a, b in pairwise(history))
    return [event for event in moves if event is not None]


item_histories = items.flatmap(lambda item: histories(item).map(lambda past: (item, past)))


@given(items, verdicts)
def test_an_honest_no_settles_exactly_what_a_proved_yes_does(
    item: Item, verdict: Verdict | None
) -> None:
    worth = {
        points_of(RULES, item, answer, verdict)
        for answer in (a_claim(item), an_honest_no(item), an_excuse(item))
    }
    assert len(worth) == 1


@given(item_histories)
def test_the_ledger_folds_to_the_last_state(told: tuple[Item, list[Points]]) -> None:
    item, history = told
    assert fold(ledger_of(item, history)) == history[-1]


@given(item_histories)
def test_a_rejected_answer_returns_to_exactly_nothing(told: tuple[Item, list[Points]]) -> None:
    item, history = told
    rejected = points_of(RULES, item, a_claim(item), Verdict.REJECTED)
    assert fold(ledger_of(item, [*history, rejected])) == NO_POINTS


@given(items, st.integers(min_value=1, max_value=9))
def test_toggling_gains_nothing(item: Item, times: int) -> None:
    yes = points_of(RULES, item, a_claim(item), None)
    no = points_of(RULES, item, an_honest_no(item), None)
    blank = points_of(RULES, item, Answer(item.code), None)
    history = [NO_POINTS, *[yes, blank, no] * times, yes]
    assert fold(ledger_of(item, history)) == yes


@given(item_histories)
def test_no_history_is_worth_more_than_the_item(told: tuple[Item, list[Points]]) -> None:
    item, history = told
    ledger = ledger_of(item, history)
    running = [fold(ledger[:n]) for n in range(len(ledger) + 1)]
    assert all(0 <= points.total <= RULES.of(item) for points in running)
    assert all(points.provisional >= 0 and points.settled >= 0 for points in running)


@given(item_histories, item_histories, st.randoms(use_true_random=False))
def test_the_order_of_unrelated_events_changes_nothing(
    one: tuple[Item, list[Points]], other: tuple[Item, list[Points]], dice: object
) -> None:
    ledger = ledger_of(*one) + ledger_of(*other)
    shuffled = list(ledger)
    dice.shuffle(shuffled)
    assert fold(shuffled) == fold(ledger) == one[1][-1] + other[1][-1]


# Laws over whole lives of an item: it is saved, closed and opened by another answer, verified and
# replied to, under any rules that an edition may say. What the house refuses does not happen.

MANY = settings(max_examples=4 * settings().max_examples)
COMPLETE = ("claim", "no", "excuse")
SAVES = (*COMPLETE, "bare", "pageless", "planless", "late plan", "blank", "spaces", "punctuation")
TURNS = ("accept", "return", "reject", "reply accepted", "reply refused", "close", "open")


SAID = {
    "claim": a_claim,
    "no": an_honest_no,
    "excuse": an_excuse,
    "bare": lambda item: a_claim(item, evidence=()),
    "pageless": lambda item: a_claim(item, evidence=SOMEWHERE_IN_A_FILE),
    "planless": lambda item: an_honest_no(item, plan=""),
    "late plan": lambda item: an_honest_no(item, plan_by="2020-02-01"),
    "blank": lambda item: Answer(item.code),
}
# What is in force, typed anew.
TYPED = {
    "spaces": lambda text: f"  {text.replace(' ', '   ')} ",
    "punctuation": lambda text: f"«{text}»..." if text else "",
}


@dataclass(frozen=True)
class Life:
    """Where an item is in its life."""

    item: Item
    answer: Answer | None = None
    review: Review | None = None
    course: Course = STRAIGHT
    is_asked: bool = True

    @property
    def verdict(self) -> Verdict | None:
        return standing_verdict(self.review, self.item, self.answer or Answer(self.item.code))

    def said(self, act: str) -> Answer:
        """What a save puts in force."""
        if act in SAID:
            return SAID[act](self.item)
        now = self.answer or Answer(self.item.code)
        typed = {name: TYPED[act](getattr(now, name)) for name in ("text", "reason", "plan")}
        return replace(now, **typed)

    def worth(self, rules: PointRules) -> Points:
        if not self.is_asked:
            return NO_POINTS
        return points_of(rules, self.item, self.answer, self.verdict, self.course)

    def after(self, rules: PointRules, act: str) -> tuple["Life", Reason] | None:
        """The next state and the reason; nothing for what the house refuses."""
        if self.course.by_reply:
            return None
        if act in {"close", "open"}:
            return replace(self, is_asked=act == "open"), Reason.CONDITION
        if act in SAVES:
            if not self.is_asked or self.verdict in {Verdict.ACCEPTED, Verdict.REJECTED}:
                return None
            return replace(self, answer=self.said(act)), Reason.ANSWERED
        return self._decided(rules, act)

    def _decided(self, rules: PointRules, act: str) -> tuple["Life", Reason] | None:
        is_reply = act.startswith("reply")
        open_to = {Verdict.RETURNED, Verdict.REJECTED if is_reply else None}
        if not self.is_asked or self.answer is None or self.verdict not in open_to:
            return None
        if not is_reply and not is_complete(self.item, self.answer):
            return None
        verdict = {
            "accept": Verdict.ACCEPTED,
            "return": Verdict.RETURNED,
            "reply accepted": Verdict.ACCEPTED,
        }.get(act, Verdict.REJECTED)
        returns = self.course.returns + (verdict is Verdict.RETURNED)
        course = Course(returns, by_reply=is_reply)
        returned = self.answer if verdict is Verdict.RETURNED else None
        review = Review(verdict, "", "Rita", 1, returned)
        return replace(self, review=review, course=course), reason_of(rules, verdict, course)


def lived(rules: PointRules, item: Item, acts: Sequence[str]) -> Iterator[tuple[Life, PointEvent]]:
    """Every state that moved points, with the event that leads to it."""
    life = Life(item)
    for act in acts:
        step = life.after(rules, act)
        if step is None:
            continue
        later, reason = step
        event = change(life.worth(rules), later.worth(rules), item.code, reason)
        life = later
        if event is not None:
            yield life, event


def end_of(rules: PointRules, item: Item, acts: Sequence[str]) -> Life:
    life = Life(item)
    for act in acts:
        step = life.after(rules, act)
        life = step[0] if step else life
    return life


def ledger_kept(rules: PointRules, item: Item, acts: Sequence[str]) -> list[PointEvent]:
    return [event for _, event in lived(rules, item, acts)]


def traded(acts: Sequence[str], dice: object) -> list[str]:
    """The same life with its complete answers traded for each other, each always for the same."""
    places = dict(zip(COMPLETE, dice.sample(COMPLETE, len(COMPLETE)), strict=True))
    return [places.get(act, act) for act in acts]


settling = st.sampled_from([Fraction(1, 2), Fraction(2, 3), Fraction(3, 4), Fraction(1)])
any_rules = st.builds(
    PointRules,
    by_kind=st.dictionaries(st.sampled_from(list(Kind)), st.sampled_from([12, 24, 36])),
    default=st.sampled_from([12, 24]),
    provisional=st.sampled_from([Fraction(0), Fraction(1, 4), Fraction(1, 3), Fraction(1, 2)]),
    returns=st.none() | st.builds(Returns, free=st.integers(0, 2), share=settling),
    reply=settling,
)
# Often enough a complete answer and a verdict on it, so that lives get somewhere.
lives = st.lists(
    st.sampled_from((*COMPLETE, "claim", "no", "accept", "return", "return", *TURNS, *SAVES)),
    max_size=24,
)


@MANY
@given(any_rules, scored, lives, st.randoms(use_true_random=False))
def test_whatever_is_said_the_ledger_is_the_same(
    rules: PointRules, item: Item, acts: list[str], dice: object
) -> None:
    """Honest-no parity through a whole life: a yes, a no and an excuse change places."""
    others = traded(acts, dice)
    assert ledger_kept(rules, item, acts) == ledger_kept(rules, item, others)


@MANY
@given(any_rules, items, lives)
def test_the_fold_is_what_the_item_is_worth_now(
    rules: PointRules, item: Item, acts: list[str]
) -> None:
    assert fold(ledger_kept(rules, item, acts)) == end_of(rules, item, acts).worth(rules)
    kept: list[PointEvent] = []
    for life, event in lived(rules, item, acts):
        kept.append(event)
        assert fold(kept) == life.worth(rules)
        assert 0 <= fold(kept).total <= rules.of(item)


@MANY
@given(any_rules, items, lives, st.sampled_from(SAVES), st.sampled_from(("reject", "return")))
def test_what_is_refused_leaves_exactly_nothing(
    rules: PointRules, item: Item, acts: list[str], word: str, refusal: str
) -> None:
    life = end_of(rules, item, [*acts, word, refusal])
    ledger = ledger_kept(rules, item, [*acts, word, refusal])
    if life.verdict in {Verdict.REJECTED, Verdict.RETURNED}:
        assert fold(ledger) == NO_POINTS
    else:  # it was decided before, is not asked, or what lacks something cannot be returned
        ended = life.verdict is Verdict.ACCEPTED or life.course.by_reply or not life.is_asked
        assert ended or not is_complete(item, life.answer)


@MANY
@given(
    any_rules,
    items,
    lives,
    st.lists(st.sampled_from(SAVES), max_size=9),
    st.sampled_from(tuple(SAID)),
)
def test_toggling_an_answer_gains_nothing(
    rules: PointRules, item: Item, acts: list[str], toggles: list[str], last: str
) -> None:
    """However often it is changed in between, what counts is what is said at last."""
    straight, winding = [*acts, last], [*acts, *toggles, last]
    assert fold(ledger_kept(rules, item, winding)) == fold(ledger_kept(rules, item, straight))
    for later in ("accept", "return", "reply accepted"):
        ends = [fold(ledger_kept(rules, item, [*way, later])) for way in (winding, straight)]
        assert ends[0] == ends[1]


@MANY
@given(any_rules, items, lives, st.sampled_from(COMPLETE), st.lists(st.sampled_from(SAVES)))
def test_what_comes_back_to_what_was_returned_stands_as_returned(
    rules: PointRules, item: Item, acts: list[str], word: str, detour: list[str]
) -> None:
    """Whatever it said in between, and however it is typed."""
    before = [*acts, word, "return"]
    returned = end_of(rules, item, before)
    for typed in ([], ["spaces"], ["punctuation", "spaces"]):
        back = [*before, *detour, word, *typed]
        assert end_of(rules, item, back).verdict is returned.verdict
        assert fold(ledger_kept(rules, item, back)) == fold(ledger_kept(rules, item, before))


@MANY
@given(any_rules, items, lives, st.sampled_from(COMPLETE), st.sampled_from(COMPLETE))
def test_other_words_bring_back_what_a_return_took(
    rules: PointRules, item: Item, acts: list[str], word: str, other: str
) -> None:
    """Exactly where the answer says something else."""
    before = [*acts, word, "return"]
    life = end_of(rules, item, before)
    if life.verdict is Verdict.RETURNED and life.is_asked and not life.course.by_reply:
        mended = end_of(rules, item, [*before, other]).worth(rules)
        full = points_of(rules, item, a_claim(item), None, life.course)
        assert mended == (NO_POINTS if SAID[other](item) == life.answer else full)


@MANY
@given(any_rules, items, lives, st.sampled_from(("accept", "reply accepted")))
def test_to_be_accepted_never_takes_points_away(
    rules: PointRules, item: Item, acts: list[str], act: str
) -> None:
    before = end_of(rules, item, acts)
    step = before.after(rules, act)
    if step is not None:
        assert step[0].worth(rules).total >= before.worth(rules).total


@MANY
@given(any_rules, items, lives, st.integers(1, 3))
def test_one_more_return_never_settles_more(
    rules: PointRules, item: Item, acts: list[str], more: int
) -> None:
    again = ["return", "no", "return", "claim"] * more
    ends = [
        fold(ledger_kept(rules, item, [*acts, "claim", *detour, "accept"]))
        for detour in ([], again)
    ]
    assert ends[1].total <= ends[0].total


@MANY
@given(
    any_rules,
    st.lists(st.tuples(items, lives), min_size=2, max_size=5, unique_by=lambda each: each[0].code),
    st.randoms(use_true_random=False),
)
def test_lives_side_by_side_do_not_touch(
    rules: PointRules, level: list[tuple[Item, list[str]]], dice: object
) -> None:
    """In whatever order the events of several items come in, each item ends as it would alone."""
    ledgers = [ledger_kept(rules, item, acts) for item, acts in level]
    waiting, together = [list(each) for each in ledgers], []
    while waiting := [each for each in waiting if each]:
        together.append(dice.choice(waiting).pop(0))
    worth = [end_of(rules, item, acts).worth(rules) for item, acts in level]
    assert fold(together) == sum(worth, NO_POINTS)
    for (item, _), own in zip(level, ledgers, strict=True):
        assert [event for event in together if event.item == item.code] == own


# Laws over the lives of a level as a whole: signed, unsigned by a change, by mending what was
# returned or by opening it again, and signed once more, days later.

LOSSES = tuple(Cause)
DAYS = st.integers(0, 40)
level_acts = st.lists(st.tuples(DAYS, st.sampled_from(("sign", *LOSSES))), max_size=14)
any_terms = st.lists(
    st.tuples(st.integers(1, 120), st.integers(1, 30)), max_size=3, unique_by=lambda each: each[0]
).map(lambda terms: tuple(Term(*each) for each in sorted(terms)))
timely_rules = any_terms.map(lambda terms: replace(TIMELY, timeliness=terms))


def signed_life(
    rules: PointRules, acts: Sequence[tuple[int, str | Cause]]
) -> Iterator[tuple[tuple[Signature, ...], PointEvent | None]]:
    """Every state of a level with the event that leads to it. Each act comes some days later."""
    history: tuple[Signature, ...] = ()
    at = OPENED
    for days, act in acts:
        at += timedelta(days=days)
        since = signed_since(history)
        if act == "sign" and since is None:
            event = timely_change(rules, None, signing_since(history, at))
            history = (*history, Signature("P1", 1, "Sofía", at, "", {}))
            yield history, event
        elif act != "sign" and since is not None:
            lost = replace(history[-1], voiding=Voiding(at, "Ana", Cause(act)))
            history = (*history[:-1], lost)
            yield history, timely_change(rules, since, None)


def level_ledger(rules: PointRules, acts: Sequence[tuple[int, str | Cause]]) -> list[PointEvent]:
    return [event for _, event in signed_life(rules, acts) if event is not None]


@MANY
@given(timely_rules, level_acts)
def test_the_ledger_of_a_level_folds_to_what_its_signature_is_worth(
    rules: PointRules, acts: list[tuple[int, str | Cause]]
) -> None:
    kept: list[PointEvent] = []
    most = max((term.points for term in rules.timeliness), default=0)
    for history, event in signed_life(rules, acts):
        kept += [event] if event else []
        assert fold(kept) == rules.timely(signed_since(history))
        assert fold(kept).provisional == 0
        assert 0 <= fold(kept).settled <= most


@MANY
@given(timely_rules, level_acts, st.sampled_from(LOSSES))
def test_without_a_signature_a_level_has_exactly_nothing(
    rules: PointRules, acts: list[tuple[int, str | Cause]], loss: Cause
) -> None:
    assert fold(level_ledger(rules, [*acts, (0, "sign"), (0, loss)])) == NO_POINTS


@MANY
@given(timely_rules, level_acts, st.lists(st.tuples(DAYS, st.sampled_from(LOSSES)), max_size=5))
def test_to_open_and_sign_again_gains_nothing(
    rules: PointRules, acts: list[tuple[int, str | Cause]], losses: list[tuple[int, Cause]]
) -> None:
    straight = [*acts, (0, "sign")]
    winding = [*straight, *(act for loss in losses for act in (loss, (3, "sign")))]
    once, again = fold(level_ledger(rules, straight)), fold(level_ledger(rules, winding))
    assert again.total <= once.total
    if all(cause is Cause.MENDED for _, cause in losses):
        assert again == once


@MANY
@given(timely_rules, level_acts, st.sampled_from([Cause.CHANGED, Cause.REOPENED]))
def test_what_is_signed_anew_after_the_last_term_has_nothing(
    rules: PointRules, acts: list[tuple[int, str | Cause]], loss: Cause
) -> None:
    late = [*acts, (0, "sign"), (0, loss), (200, "sign")]
    assert fold(level_ledger(rules, late)) == NO_POINTS


@MANY
@given(timely_rules, scored, lives, level_acts, st.randoms(use_true_random=False))
def test_signing_in_time_pays_the_same_whatever_is_said(
    rules: PointRules,
    item: Item,
    acts: list[str],
    signing: list[tuple[int, str | Cause]],
    dice: object,
) -> None:
    """Honest-no parity of a whole level, its answers and its signature in one ledger."""
    others = traded(acts, dice)
    one = ledger_kept(rules, item, acts) + level_ledger(rules, signing)
    other = ledger_kept(rules, item, others) + level_ledger(rules, signing)
    assert one == other
    of_item = [event for event in one if event.item == item.code]
    assert fold(of_item) == end_of(rules, item, acts).worth(rules)
