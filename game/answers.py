"""Respuesta: what was typed, what it is worth, and what keeps it from being submitted.

An answer is kept as typed, half-filled or wrong; validity is asked about, never imposed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as starting
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache, wraps
from typing import Final, TypeVar

from game.participants import Participant
from game.questionnaire import (
    Band,
    Condition,
    Direction,
    Expected,
    Item,
    Kind,
    Questionnaire,
    Topic,
)
from game.typed import date_of, number_of, said

MOST_REMEMBERED: Final = 8192

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Citation:
    """A document of the participant and the page that proves the answer.

    Only what `has_pages` needs one named: a web page is its own. It belongs to the document and
    does not tell two citations apart.
    """

    document: str
    page: str = ""
    has_pages: bool = starting(default=False, compare=False)

    @property
    def lacks_page(self) -> bool:
        """Whoever verifies would have to search the whole document."""
        return self.has_pages and not said(self.page)


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything as it was typed. Of a percentage, `number` is the numerator.

    `copied_from`: the edition it was copied from, until somebody confirms or changes it.
    """

    item: str
    chosen: tuple[str, ...] = ()
    number: str = ""
    denominator: str = ""
    date: str = ""
    text: str = ""
    not_applicable: bool = False
    reason: str = ""
    plan: str = ""
    plan_by: str = ""
    evidence: tuple[Citation, ...] = ()
    copied_from: str = ""

    @property
    def is_blank(self) -> bool:
        """Nothing at all has been given."""
        return self == Answer(self.item)

    @property
    def has_evidence(self) -> bool:
        """At least one document is cited."""
        return any(citation.document for citation in self.evidence)


class Stance(StrEnum):
    """What an answer says, whatever its kind."""

    BLANK = "blank"
    INVALID = "invalid"
    CLAIM = "claim"
    GAP = "gap"
    NOT_APPLICABLE = "not_applicable"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer cannot be submitted yet, and in which field."""

    code: str
    field: str
    facts: Mapping[str, object] = starting(default_factory=dict)


VALUE_FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.YES_NO: ("chosen",),
    Kind.SCALE: ("chosen",),
    Kind.MULTIPLE: ("chosen",),
    Kind.NUMBER: ("number",),
    Kind.PERCENTAGE: ("number", "denominator"),
    Kind.DATE: ("date",),
    Kind.TEXT: ("text",),
}
PLAIN_FIELDS = (
    "number",
    "denominator",
    "date",
    "text",
    "reason",
    "plan",
    "plan_by",
    "copied_from",
)


def _remembered(rule: Callable[[Item, Answer], Told]) -> Callable[[Item, Answer], Told]:
    """Answer the same question once: a level asks it of all its items whenever one is saved."""

    @lru_cache(maxsize=MOST_REMEMBERED)
    def known(item: Item, answer: Answer, _pages: tuple[bool, ...]) -> Told:
        return rule(item, answer)

    @wraps(rule)
    def told(item: Item, answer: Answer) -> Told:
        # Whether a citation has pages does not tell answers apart, but decides on them.
        return known(item, answer, tuple([cited.has_pages for cited in answer.evidence]))

    return told


@_remembered
def factor_of(item: Item, answer: Answer) -> Fraction | None:
    """What the answer is worth in 0..1; nothing valid, "no aplica" and free text have none."""
    if _early_stance(item, answer) is not None:
        return None
    return _factor(item, answer)


@_remembered
def stance_of(item: Item, answer: Answer) -> Stance:
    """Blank, invalid, a claim, a gap, not applicable, or told in free text."""
    early = _early_stance(item, answer)
    if early is not None:
        return early
    return Stance.CLAIM if _factor(item, answer) > 0 else Stance.GAP


@_remembered
def problems_of(item: Item, answer: Answer) -> tuple[Problem, ...]:
    """What keeps the answer from being submitted, in the order of the form."""
    return tuple(_problems(item, answer))


def is_complete(item: Item, answer: Answer) -> bool:
    """Ready to be submitted."""
    return not problems_of(item, answer)


def cite(answer: Answer, citation: Citation) -> Answer:
    """The answer with one citation more; a page mends a citation of the document that had none."""
    cited = [each for each in answer.evidence if each.document == citation.document]
    if citation in cited or (cited and not said(citation.page)):
        return answer
    kept = (each for each in answer.evidence if each not in cited or said(each.page))
    return replace(answer, evidence=(*kept, citation))


def is_asked(item: Item, answers: Mapping[str, Answer], participant: Participant) -> bool:
    """Asked of this participant, given what it has answered so far in the questionnaire."""
    return item.audience.includes(participant) and _holds(item.asked_when, answers, participant)


def asked_items(
    part: Topic | Questionnaire, answers: Mapping[str, Answer], participant: Participant
) -> tuple[Item, ...]:
    """The items asked, in order. `answers` are those of the whole questionnaire."""
    return tuple(item for item in part.items if is_asked(item, answers, participant))


def pack(answer: Answer) -> dict[str, object]:
    """The answer as plain JSON values; what was left empty is left out."""
    packed: dict[str, object] = {"item": answer.item}
    packed |= {name: typed for name in PLAIN_FIELDS if (typed := getattr(answer, name))}
    if answer.chosen:
        packed["chosen"] = list(answer.chosen)
    if answer.not_applicable:
        packed["not_applicable"] = True
    if answer.evidence:
        packed["evidence"] = [_packed(citation) for citation in answer.evidence]
    return packed


def unpack(packed: Mapping[str, object]) -> Answer:
    """The answer that `pack` made plain."""
    return Answer(
        item=str(packed["item"]),
        chosen=tuple(str(code) for code in _listed(packed, "chosen")),
        not_applicable=packed.get("not_applicable") is True,
        evidence=tuple(
            Citation(
                str(cited["document"]),
                str(cited.get("page", "")),
                has_pages=cited.get("has_pages") is True,
            )
            for cited in _listed(packed, "evidence")
            if isinstance(cited, Mapping)
        ),
        **{name: str(packed.get(name, "")) for name in PLAIN_FIELDS},
    )


def _packed(citation: Citation) -> dict[str, object]:
    packed: dict[str, object] = {"document": citation.document, "page": citation.page}
    return packed | {"has_pages": True} if citation.has_pages else packed


def _listed(packed: Mapping[str, object], name: str) -> list[object]:
    given = packed.get(name)
    return given if isinstance(given, list) else []


def _early_stance(item: Item, answer: Answer) -> Stance | None:
    """What can be said without scoring; None when there is a valid value to score."""
    if answer.not_applicable:
        return Stance.NOT_APPLICABLE if item.not_applicable else Stance.INVALID
    if not any(_is_filled(answer, name) for name in VALUE_FIELDS[item.kind]):
        return Stance.BLANK
    if next(_value_problems(item, answer), None):
        return Stance.INVALID
    return None if item.is_scored else Stance.TOLD


def _is_filled(answer: Answer, name: str) -> bool:
    given = getattr(answer, name)
    return bool(said(given) if isinstance(given, str) else given)


def _factor(item: Item, answer: Answer) -> Fraction:
    """The factor of a valid value. The shares of a list add up; of a scale one is chosen."""
    if item.options:
        chosen = (option.factor for option in item.options if option.code in answer.chosen)
        return min(Fraction(1), sum(chosen, Fraction(0)))
    value = _value(item, answer)
    linear = item.scoring.linear if item.scoring else None
    if linear is None:
        return _band_factor(item.scoring.bands if item.scoring else (), value)
    return value / 100 if linear is Direction.UP else 1 - value / 100


def _value(item: Item, answer: Answer) -> Fraction:
    """A valid value on a line: the number, the percentage 0..100, or the day."""
    if item.kind is Kind.DATE:
        return _position(date_of(answer.date))
    if item.kind is Kind.NUMBER:
        return _position(number_of(answer.number, "%"))
    numerator, denominator = number_of(answer.number), number_of(answer.denominator)
    return 100 * _position(numerator) / _position(denominator)


def _position(value: Decimal | date | None) -> Fraction:
    if isinstance(value, date):
        return Fraction(value.toordinal())
    return Fraction(value or 0)


def _band_factor(bands: tuple[Band, ...], value: Fraction) -> Fraction:
    """The first band that holds the value; outside all of them it is worth nothing."""
    for band in bands:
        above = band.at_least is None or value >= _position(band.at_least)
        if above and (band.at_most is None or value <= _position(band.at_most)):
            return band.factor
    return Fraction(0)


def _holds(
    condition: Condition | None, answers: Mapping[str, Answer], participant: Participant
) -> bool:
    """The condition's own item is asked, answered, and with one of the options."""
    if condition is None:
        return True
    given = answers.get(condition.item)
    if given is None or given.not_applicable or condition.any_of.isdisjoint(given.chosen):
        return False
    return condition.audience.includes(participant) and _holds(
        condition.asked_when, answers, participant
    )


def _problems(item: Item, answer: Answer) -> Iterator[Problem]:
    if answer.copied_from:
        yield Problem("copy-unconfirmed", "copied_from", {"edition": answer.copied_from})
    if answer.not_applicable:
        yield from _not_applicable_problems(item, answer)
        return
    yield from _value_problems(item, answer)
    stance = stance_of(item, answer)
    if _expects_evidence(item, stance):
        yield from _evidence_problems(answer)
    if stance is Stance.GAP:
        yield from _plan_problems(item, answer)


def _not_applicable_problems(item: Item, answer: Answer) -> Iterator[Problem]:
    if item.not_applicable is None:
        yield Problem("not-applicable-not-allowed", "not_applicable")
    if not said(answer.reason):
        yield Problem("reason-missing", "reason")


def _expects_evidence(item: Item, stance: Stance) -> bool:
    if item.evidence.expected is Expected.ALWAYS:
        return stance in {Stance.CLAIM, Stance.GAP, Stance.TOLD}
    return item.evidence.expected is Expected.CLAIM and stance is Stance.CLAIM


def _evidence_problems(answer: Answer) -> Iterator[Problem]:
    if not answer.has_evidence:
        yield Problem("evidence-missing", "evidence")
    elif any(citation.lacks_page for citation in answer.evidence):
        yield Problem("page-missing", "evidence")


def _plan_problems(item: Item, answer: Answer) -> Iterator[Problem]:
    """An honest no says why, what will be done, and by when.

    Own rule: by a day not before the edition opened, nor later than the edition says. Both stay
    where they are, so an answer that was complete never stops being so, and every answer of the
    edition is asked the same.
    """
    if not said(answer.reason):
        yield Problem("reason-missing", "reason")
    if not said(answer.plan):
        yield Problem("plan-missing", "plan")
    yield from _date_problems(answer.plan_by, "plan_by", missing="plan-date-missing")
    by = date_of(answer.plan_by)
    if by is not None and item.plans_from is not None and by < item.plans_from:
        yield Problem("plan-date-past", "plan_by", {"opened": item.plans_from})
    elif by is not None and item.plans_until is not None and by > item.plans_until:
        yield Problem("plan-date-far", "plan_by", {"latest": item.plans_until})


def _value_problems(item: Item, answer: Answer) -> Iterator[Problem]:
    if item.options:
        yield from _choice_problems(item, answer)
    elif item.kind is Kind.NUMBER:
        yield from _number_problems(item, answer)
    elif item.kind is Kind.PERCENTAGE:
        yield from _percentage_problems(item, answer)
    elif item.kind is Kind.DATE:
        yield from _date_problems(answer.date, "date")
        given = date_of(answer.date)
        if given and item.latest and given > item.latest:
            yield Problem("date-late", "date", {"latest": item.latest})
    elif not said(answer.text):
        yield Problem("missing", "text")


def _choice_problems(item: Item, answer: Answer) -> Iterator[Problem]:
    if not answer.chosen:
        yield Problem("missing", "chosen")
    known = {option.code: option for option in item.options}
    for code in answer.chosen:
        if code not in known:
            yield Problem("unknown-option", "chosen", {"option": code})
    if len(answer.chosen) < 2:
        return
    if item.kind is not Kind.MULTIPLE:
        yield Problem("one-option-only", "chosen")
    elif any(code in known and known[code].exclusive for code in answer.chosen):
        yield Problem("exclusive-option", "chosen")


def _number_problems(item: Item, answer: Answer) -> Iterator[Problem]:
    if not said(answer.number):
        yield Problem("missing", "number")
        return
    number = number_of(answer.number, "%")
    if number is None:
        yield Problem("not-a-number", "number")
    elif _is_outside(number, item.minimum, item.maximum):
        facts = {"minimum": item.minimum, "maximum": item.maximum}
        yield Problem("outside-limits", "number", facts)
    else:
        yield from _decimal_problems(item, number, "number")


def _decimal_problems(item: Item, number: Decimal, name: str) -> Iterator[Problem]:
    if number != round(number, item.decimals):
        code = "too-many-decimals" if item.decimals else "not-whole"
        yield Problem(code, name, {"decimals": item.decimals})


def _is_outside(number: Decimal, minimum: Decimal | None, maximum: Decimal | None) -> bool:
    return (minimum is not None and number < minimum) or (maximum is not None and number > maximum)


def _percentage_problems(item: Item, answer: Answer) -> Iterator[Problem]:
    """A part of a whole: both are counts, the whole is not empty, the part is not larger."""
    found = [
        *_count_problems(item, answer.number, "number"),
        *_count_problems(item, answer.denominator, "denominator"),
    ]
    yield from found
    if found:
        return
    part, whole = number_of(answer.number), number_of(answer.denominator)
    if not whole:
        yield Problem("zero-denominator", "denominator")
    elif part is not None and part > whole:
        yield Problem("numerator-above-denominator", "number")


def _count_problems(item: Item, typed: str, name: str) -> Iterator[Problem]:
    if not said(typed):
        yield Problem("missing", name)
        return
    number = number_of(typed)
    if number is None:
        yield Problem("not-a-number", name)
    elif number < 0:
        yield Problem("outside-limits", name, {"minimum": Decimal(0), "maximum": None})
    else:
        yield from _decimal_problems(item, number, name)


def _date_problems(typed: str, name: str, *, missing: str = "missing") -> Iterator[Problem]:
    if not said(typed):
        yield Problem(missing, name)
    elif date_of(typed) is None:
        yield Problem("not-a-date", name)
