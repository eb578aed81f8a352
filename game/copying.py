"""Copia: what of the last edition may be answered again as it was, and what makes it stand.

A copy is marked until somebody confirms or changes it. Until then it is no answer: it is not
complete, so that it has no points and its level cannot be submitted. It never takes the place of
what somebody wrote in this edition.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as starting
from enum import StrEnum

from game.answers import Answer, Stance, is_asked, problems_of, stance_of
from game.levels import UNPROVED
from game.participants import Participant
from game.questionnaire import Item, Option, Text
from game.rules import RuleBroken

UNCONFIRMED = "copy-unconfirmed"


@dataclass(frozen=True, slots=True)
class Before:
    """The item of the last edition that an item continues, and what was answered to it."""

    edition: str
    item: Item
    answer: Answer | None = None


class Left(StrEnum):
    """Why an item is left as it is."""

    ANSWERED = "answered"
    COPIED = "copied"
    NEW = "new"
    UNANSWERED = "unanswered"
    TIME_BOUND = "time-bound"
    OTHER_KIND = "other-kind"
    OTHER_UNIT = "other-unit"
    EXCUSE_GONE = "excuse-gone"
    OPTION_GONE = "option-gone"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why an item is left. `options`: those that were chosen and do not exist any more."""

    code: Left
    options: tuple[Text, ...] = ()


class Change(StrEnum):
    """What is not the same in an item and in the one it continues."""

    KIND = "kind"
    WORDING = "wording"
    OPTIONS = "options"
    SCORE = "score"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class CopyPlan:
    """Item code to its copy, those that open others first; and why the rest is left.

    What is not asked is in neither.
    """

    copies: Mapping[str, Answer] = starting(default_factory=dict)
    left: Mapping[str, Obstacle] = starting(default_factory=dict)

    def count(self, code: Left) -> int:
        """How many items are left for this reason."""
        return sum(each.code is code for each in self.left.values())


#   of this edition                      of the last one             left because
#   an answer, confirmed or typed                                    answered
#   a copy                                                           copied
#   continues nothing                                                new
#                                        nothing, or a mere copy     unanswered
#   asks about a period of its own       an answer                   time-bound
#   another kind                         an answer                   other-kind
#   another unit                         a number                    other-unit
#   "no aplica" is not admitted          "no aplica"                 excuse-gone
#   without one of the options chosen    options                     option-gone
def obstacle_of(item: Item, before: Before | None, answer: Answer | None) -> Obstacle | None:
    """Why the answer to the item of the last edition cannot be copied; nothing when it can.

    `answer`: what this edition has. Own rule: of a list all options must still exist, since a part
    of them would be another answer.
    """
    if answer is not None and not answer.is_blank:
        return Obstacle(Left.COPIED if answer.copied_from else Left.ANSWERED)
    if before is None:
        return Obstacle(Left.NEW)
    given = before.answer
    if given is None or given.copied_from or stance_of(before.item, given) is Stance.BLANK:
        return Obstacle(Left.UNANSWERED)
    if item.time_bound:
        return Obstacle(Left.TIME_BOUND)
    return _misfit(item, before.item, given)


def changes_of(item: Item, before: Item, same: Collection[str] = ()) -> tuple[Change, ...]:
    """What whoever copies has to know. `same`: codes of all items that continue that one."""
    is_same_kind = item.kind is before.kind
    offers, offered = [[_offer(each) for each in one.options] for one in (item, before)]
    found = {
        Change.KIND: not is_same_kind,
        Change.WORDING: _asks(item) != _asks(before),
        Change.OPTIONS: is_same_kind and offers != offered,
        Change.SCORE: is_same_kind and _is_scored_anew(item, before),
        Change.SPLIT: len(same) > 1,
    }
    return tuple(change for change, is_so in found.items() if is_so)


def copy_of(item: Item, before: Before, documents: Collection[str]) -> Answer:
    """The same answer, marked. Of its evidence, the documents that are still there."""
    given = before.answer or Answer(item.code)
    return replace(
        given,
        item=item.code,
        evidence=tuple(cited for cited in given.evidence if cited.document in documents),
        copied_from=before.edition,
    )


def plan_copies(
    items: Sequence[Item],
    before: Mapping[str, Before],
    answers: Mapping[str, Answer],
    participant: Participant,
    *,
    documents: Collection[str],
    is_open: Callable[[Item], bool],
) -> CopyPlan:
    """What copying all of these items does. `items` in the order of the questionnaire.

    An item opens only those after it, so that a copy may open the next one. `before` by the code
    of the item that continues it; `answers` are those of the whole questionnaire.
    """
    after = dict(answers)
    copies: dict[str, Answer] = {}
    left: dict[str, Obstacle] = {}
    for item in items:
        if not is_asked(item, after, participant):
            continue
        was = before.get(item.code)
        obstacle = obstacle_of(item, was, answers.get(item.code))
        if obstacle is None and not is_open(item):
            obstacle = Obstacle(Left.CLOSED)
        if obstacle is not None or was is None:
            left[item.code] = obstacle or Obstacle(Left.NEW)
            continue
        copies[item.code] = after[item.code] = copy_of(item, was, documents)
    return CopyPlan(copies, left)


def may_confirm(item: Item, answer: Answer) -> bool:
    """Whether the copy stands as it is: proof may be added later, what is typed may not be wrong.

    A plan whose day has passed, or a number that is not possible any more, is typed anew.
    """
    found = {problem.code for problem in problems_of(item, answer)}
    return UNCONFIRMED in found and found <= UNPROVED | {UNCONFIRMED}


def confirm(item: Item, answer: Answer) -> Answer:
    """The answer as it would be if it had been typed. One that is no copy stays as it is."""
    if not answer.copied_from:
        return answer
    if not may_confirm(item, answer):
        raise RuleBroken("copy-outdated", item=item.code)
    return replace(answer, copied_from="")


def _misfit(item: Item, before: Item, given: Answer) -> Obstacle | None:
    """Why what was answered does not fit the item as it is now."""
    if item.kind is not before.kind:
        return Obstacle(Left.OTHER_KIND)
    if given.not_applicable:
        return None if item.not_applicable is not None else Obstacle(Left.EXCUSE_GONE)
    if _words(item.unit) != _words(before.unit):
        return Obstacle(Left.OTHER_UNIT)
    known = {option.code for option in item.options}
    gone = [code for code in given.chosen if code not in known]
    if gone:
        names = {option.code: option.text for option in before.options}
        return Obstacle(Left.OPTION_GONE, tuple(names.get(code, Text(code, code)) for code in gone))
    return None


def _asks(item: Item) -> tuple[str, ...]:
    """What is asked, in the language it was written in: a better translation changes nothing."""
    return (item.text.es, *(_words(text) for text in (item.unit, item.numerator, item.denominator)))


def _offer(option: Option) -> tuple[str, str]:
    return option.code, option.text.es


def _is_scored_anew(item: Item, before: Item) -> bool:
    """An option that is new or gone is told as such."""
    earlier = {option.code: option for option in before.options}
    return item.scoring != before.scoring or any(
        (option.factor, option.exclusive) != (was.factor, was.exclusive)
        for option in item.options
        if (was := earlier.get(option.code)) is not None
    )


def _words(text: Text | None) -> str:
    return text.es if text is not None else ""
