"""Edición: one round of an instrument, its stages, and what each stage allows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from game.declarations import Wording
from game.finals import FinalRound
from game.index import USUAL as USUAL_INDEX
from game.index import IndexRules
from game.leagues import League
from game.publications import Publication
from game.questionnaire import Text
from game.room import USUAL, Room
from game.rules import RuleBroken

# The date among those of an edition that begins no stage.
FREEZE: Final = "freeze"


class Stage(StrEnum):
    """The life of an edition, in this order."""

    DRAFT = "draft"
    OPEN = "open"
    REVIEW = "review"
    REPLY = "reply"
    PUBLISHED = "published"


class Act(StrEnum):
    """What somebody may want to do with an edition."""

    CHANGE_QUESTIONNAIRE = "change_questionnaire"
    AMEND_QUESTIONNAIRE = "amend_questionnaire"
    FREEZE = "freeze"
    ANSWER = "answer"
    MEND = "mend"
    SUBMIT = "submit"
    REOPEN = "reopen"
    SIGN = "sign"
    CONFIRM = "confirm"
    VERIFY = "verify"
    RETURN = "return"
    REJECT = "reject"
    REPLY = "reply"
    DECIDE_REPLY = "decide_reply"
    PUBLISH = "publish"
    SEE_RESULTS = "see_results"
    CORRECT = "correct"
    HOLD_FINAL = "hold_final"


#                        draft  open  review  reply  published
#   change questionnaire   x
#   amend it, by changes          x
#   declare or move a freeze x    x
#   answer, submit, reopen        x
#   confirm it still holds        x      x      x
#   mend a returned item, sign    x      x
#   verify, return, reject        x      x
#   reply, decide a reply                         x
#   publish                                       x
#   see results                                             x
#   put right what was published (erratum)                  x
#   hold the final round                          x        x
ALLOWED: Mapping[Stage, frozenset[Act]] = MappingProxyType(
    {
        Stage.DRAFT: frozenset({Act.CHANGE_QUESTIONNAIRE, Act.FREEZE}),
        Stage.OPEN: frozenset(
            {
                Act.AMEND_QUESTIONNAIRE,
                Act.FREEZE,
                Act.ANSWER,
                Act.CONFIRM,
                Act.MEND,
                Act.SUBMIT,
                Act.REOPEN,
                Act.SIGN,
                Act.VERIFY,
                Act.RETURN,
                Act.REJECT,
            }
        ),
        Stage.REVIEW: frozenset(
            {Act.CONFIRM, Act.MEND, Act.SIGN, Act.VERIFY, Act.RETURN, Act.REJECT}
        ),
        Stage.REPLY: frozenset(
            {Act.CONFIRM, Act.REPLY, Act.DECIDE_REPLY, Act.PUBLISH, Act.HOLD_FINAL}
        ),
        Stage.PUBLISHED: frozenset({Act.SEE_RESULTS, Act.CORRECT, Act.HOLD_FINAL}),
    }
)

NEXT: Mapping[Stage, tuple[Stage, ...]] = MappingProxyType(
    {
        Stage.DRAFT: (Stage.OPEN,),
        Stage.OPEN: (Stage.REVIEW,),
        Stage.REVIEW: (Stage.REPLY,),
        Stage.REPLY: (Stage.PUBLISHED,),
        Stage.PUBLISHED: (),
    }
)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The least coverage, by weight, for which a score is given."""

    topic: Fraction
    pillar: Fraction
    index: Fraction


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to another one, both of them in it."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Licence:
    """How the published data of an edition may be used. `spdx`: its identifier in SPDX's list.

    `credit`: who is to be named by whoever uses them.
    """

    spdx: str
    name: Text
    url: str
    credit: Text


@dataclass(frozen=True, slots=True)
class FreezeAct:
    """What was done with the freeze of an edition: from when to when it was moved, and by whom.

    `was`: None where there was none. `until`: None where it was lifted.
    """

    at: datetime
    was: datetime | None
    until: datetime | None
    author: str

    @property
    def lifts(self) -> bool:
        """Whether a board that stood still went on by it."""
        return self.until is None and self.was is not None and self.was <= self.at


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition and its policies: all of it data, none of it code.

    `not_applicable_cap`: the share of what a level asks that may be answered "no aplica"; None
    where the edition sets no cap. `assessed`: the time that its items ask about. `freeze`: from
    when its public boards stand still, as declared now; None where they do not. `rest_days`: days
    on which offices do not work, besides those of the law. `final`: its final round; None where it
    has none. `room`: by which figures it is followed. `plan_years`: how long after its opening the
    plan of a no may end. `index`: how its index is computed. `published`: when it was, the last
    time; None while it is not. `licence`: that of its data; None where it declares none.
    `declaration`: the text that heads put their name to; None where it has none.
    """

    code: str
    instrument: str
    name: Text
    stage: Stage
    kinds: tuple[str, ...]
    leagues: tuple[League, ...]
    dates: Mapping[Stage, datetime]
    no_answer: str
    thresholds: Thresholds
    synthetic: bool = False
    results: str = "public"
    continues: str | None = None
    note: Text | None = None
    not_applicable_cap: Fraction | None = None
    assessed: Period | None = None
    freeze: datetime | None = None
    rest_days: frozenset[date] = frozenset()
    final: FinalRound | None = None
    room: Room = USUAL
    plan_years: int = 10
    index: IndexRules = USUAL_INDEX
    published: datetime | None = None
    licence: Licence | None = None
    declaration: Wording | None = None


def allows(stage: Stage, act: Act) -> bool:
    """Whether the stage allows the act."""
    return act in ALLOWED[stage]


def check_allowed(stage: Stage, act: Act) -> None:
    """Refuse an act its stage does not allow."""
    if not allows(stage, act):
        raise RuleBroken("stage-forbids", stage=stage, act=act)


def next_stages(stage: Stage) -> tuple[Stage, ...]:
    """Where an edition can go from here; a published one stays."""
    return NEXT[stage]


def advance(stage: Stage, to: Stage, publication: Publication | None = None) -> Stage:
    """One stage forward; the last step asks for two different people."""
    if to not in NEXT[stage]:
        raise RuleBroken("stage-order", stage=stage, to=to)
    if to is Stage.PUBLISHED and not _is_confirmed(publication):
        raise RuleBroken("two-publishers-required")
    return to


def frozen_since(edition: Edition, now: datetime) -> datetime | None:
    """Since when what is public of the points stands still; None before that and once it ended.

    Own rule: a freeze ends when it is lifted, and at the latest with the publication.
    """
    if edition.freeze is None or edition.freeze > now or edition.stage is Stage.PUBLISHED:
        return None
    return edition.freeze


def public_until(edition: Edition) -> datetime | None:
    """Before which moment must have happened whatever is told of the points in public.

    That of the freeze, also while it is still to come: what a reading that began before it finds
    after it is not told. None where no freeze is declared, and once the edition is published.
    """
    return None if edition.stage is Stage.PUBLISHED else edition.freeze


def freeze_that_counts(freeze: datetime | None, published: datetime | None) -> datetime | None:
    """The declared freeze of an edition that was `published` then; None as that while it is not.

    Own rule: one that had not begun by then never was.
    """
    if freeze is not None and published is not None and freeze > published:
        return None
    return freeze


def freeze_to_come(edition: Edition, now: datetime) -> datetime | None:
    """When what is public of the points will stand still; None where nothing is to come."""
    if edition.freeze is None or edition.freeze <= now or edition.stage is Stage.PUBLISHED:
        return None
    return edition.freeze


def check_freeze(edition: Edition, at: datetime, now: datetime) -> None:
    """Refuse a moment for the freeze that cannot be declared now.

    It is to come, after the opening and not after the review; one that has come stands.
    """
    check_allowed(edition.stage, Act.FREEZE)
    if edition.freeze is not None and edition.freeze <= now:
        raise RuleBroken("freeze-came", edition=edition.code)
    if at <= now:
        raise RuleBroken("freeze-past", edition=edition.code)
    opens, review = edition.dates.get(Stage.OPEN), edition.dates.get(Stage.REVIEW)
    if (opens and at <= opens) or (review and at > review):
        raise RuleBroken("freeze-order", edition=edition.code)


def check_lift(edition: Edition) -> None:
    """Refuse to lift a freeze that is not there, or that ended with the publication."""
    if edition.freeze is None or edition.stage is Stage.PUBLISHED:
        raise RuleBroken("freeze-none", edition=edition.code)


def _is_confirmed(publication: Publication | None) -> bool:
    return (
        publication is not None
        and publication.confirmed_by is not None
        and publication.confirmed_by != publication.proposed_by
    )
