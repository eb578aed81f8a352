"""Prellenado: a verified commitment answers for its item, once somebody of the team confirms it.

It is marked as a copy is, with the number of the commitment in place of an edition, and stands
under the same rules: no points and no handing in until it is confirmed. Own rule: it takes the
place of nothing, of a copy, or of an honest no, whose plan it is the end of; of nothing else.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from game.answers import Answer, Citation, Stance, stance_of
from game.questionnaire import Item, Kind
from game.rules import RuleBroken

_MARK: Final = re.compile(r"commitment-([0-9]{1,10})")


@dataclass(frozen=True, slots=True)
class VerifiedCommitment:
    """A commitment that was verified, the day it was, and what its report cited.

    `aim`: the option that its recommendation aimed at; none where it was the best answer.
    """

    commitment: int
    on: date
    evidence: tuple[Citation, ...] = ()
    aim: str = ""


@dataclass(frozen=True, slots=True)
class AnsweringCommitment:
    """A verified commitment that answers for an item, and the option it was made for, if one."""

    commitment: int
    aim: str = ""


def mark_of(commitment: int) -> str:
    """How an answer says that it comes from a commitment."""
    return f"commitment-{commitment}"


def commitment_in(copied_from: str) -> int | None:
    """The commitment an answer comes from; none where it comes from an edition, or from nowhere."""
    found = _MARK.fullmatch(copied_from)
    return int(found[1]) if found else None


def best_options(item: Item) -> tuple[str, ...]:
    """The options of the best answer; none of an item that is not answered with options."""
    if item.kind is Kind.MULTIPLE:
        return tuple(option.code for option in item.options if not option.exclusive)
    best = max((option.factor for option in item.options), default=None)
    return next(((option.code,) for option in item.options if option.factor == best), ())


def options_for(item: Item, aim: str) -> tuple[str, ...]:
    """What a promise that was kept answers: what it was made for, the best where nothing is said.

    Nothing where the item has that option no more.
    """
    if not aim:
        return best_options(item)
    return tuple(option.code for option in item.options if option.code == aim)


def may_prefill(item: Item, answer: Answer, aim: str = "") -> bool:
    """Whether what is answered now may give way to what was promised and kept."""
    if not options_for(item, aim) or commitment_in(answer.copied_from) is not None:
        return False
    gives_way = answer.is_blank or bool(answer.copied_from)
    return gives_way or stance_of(item, answer) is Stance.GAP


def prefilled(
    item: Item, answer: Answer, kept: VerifiedCommitment, cited: tuple[Citation, ...]
) -> Answer:
    """What was promised, proved by what the report cited and by the commitment itself, `cited`.

    Nobody is said to do more than they promised: of a lower option, that one is the answer.
    """
    if commitment_in(answer.copied_from) == kept.commitment:
        return answer
    if not may_prefill(item, answer, kept.aim):
        raise RuleBroken("prefill-answered", item=item.code)
    evidence = tuple(dict.fromkeys((*kept.evidence, *cited)))
    return Answer(
        item.code,
        chosen=options_for(item, kept.aim),
        evidence=evidence,
        copied_from=mark_of(kept.commitment),
    )
