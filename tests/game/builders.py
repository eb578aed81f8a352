"""Items, answers and people of the examples. One item of each kind, all in topic P1."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from game.answers import Answer, Citation
from game.participants import Participant
from game.questionnaire import (
    YES_NO_OPTIONS,
    Audience,
    Band,
    Condition,
    Direction,
    EvidenceRule,
    Expected,
    Item,
    Kind,
    NotApplicable,
    Option,
    Scoring,
    Text,
    Topic,
)

OAXACA = Participant("20", "state", "Oaxaca", "20", 4_132_148)
MERIDA = Participant("31050", "municipality", "Mérida", "31", 995_129)
SMALL = Participant("01011", "municipality", "San Francisco de los Romo", "01", 61_997)
NEW = Participant("02007", "municipality", "San Felipe", "02")

OPENED = date(2026, 1, 15)
PLANNED = date(2036, 1, 15)
ASSESSED_TO = date(2025, 12, 31)
PROOF = (Citation("acta-de-cabildo", "3", has_pages=True),)
EXCUSE = NotApplicable(Text("No hubo casos.", "There were no cases."))


def text(word: str) -> Text:
    return Text(word, word.upper())


def an_option(code: str, factor: str, *, exclusive: bool = False) -> Option:
    return Option(code, text(code), Fraction(factor), exclusive)


def an_item(kind: Kind = Kind.YES_NO, code: str = "P1-01", **given: object) -> Item:
    """An item of the kind that may be excused, scored as in `BY_KIND`."""
    usual = {
        "text": text("¿Hay ley?"),
        "not_applicable": EXCUSE,
        "plans_from": OPENED,
        "plans_until": PLANNED,
        "latest": ASSESSED_TO,
    }
    usual |= SHAPES[kind]
    return Item(code=code, topic="P1", kind=kind, **(usual | given))


SHAPES: dict[Kind, dict[str, object]] = {
    Kind.YES_NO: {"options": YES_NO_OPTIONS},
    Kind.SCALE: {
        "options": (an_option("none", "0"), an_option("some", "1/2"), an_option("all", "1"))
    },
    Kind.MULTIPLE: {
        "options": (
            an_option("web", "0.6"),
            an_option("desk", "0.4"),
            an_option("none", "0", exclusive=True),
        )
    },
    # Days: 3 or fewer are best, 10 or fewer half.
    Kind.NUMBER: {
        "minimum": Decimal(0),
        "maximum": Decimal(250),
        "decimals": 1,
        "scoring": Scoring(
            (
                Band(Fraction(1), at_most=Decimal(3)),
                Band(Fraction(1, 2), at_most=Decimal(10)),
            )
        ),
    },
    Kind.PERCENTAGE: {"scoring": Scoring(linear=Direction.UP)},
    Kind.DATE: {"scoring": Scoring((Band(Fraction(1), at_least=date(2018, 5, 18)),))},
    Kind.TEXT: {"evidence": EvidenceRule(Expected.NEVER)},
}

ONE_OF_EACH = tuple(an_item(kind, f"P1-{n:02}") for n, kind in enumerate(Kind, start=1))

BEST: dict[Kind, dict[str, object]] = {
    Kind.YES_NO: {"chosen": ("yes",)},
    Kind.SCALE: {"chosen": ("all",)},
    Kind.MULTIPLE: {"chosen": ("web", "desk")},
    Kind.NUMBER: {"number": "2.5"},
    Kind.PERCENTAGE: {"number": "1,200", "denominator": "1,200"},
    Kind.DATE: {"date": "2024-03-12"},
    Kind.TEXT: {"text": "Tres casos, todos resueltos."},
}
WORST: dict[Kind, dict[str, object]] = BEST | {
    Kind.YES_NO: {"chosen": ("no",)},
    Kind.SCALE: {"chosen": ("none",)},
    Kind.MULTIPLE: {"chosen": ("none",)},
    Kind.NUMBER: {"number": "40"},
    Kind.PERCENTAGE: {"number": "0", "denominator": "12"},
    Kind.DATE: {"date": "12/3/2011"},
}


def a_claim(item: Item, **given: object) -> Answer:
    """The best answer there is, with its evidence."""
    return Answer(item.code, **({"evidence": PROOF} | BEST[item.kind] | given))


def an_honest_no(item: Item, **given: object) -> Answer:
    """The practice is missing; why, what will be done and by when."""
    plan = {"reason": "Falta personal.", "plan": "Nombrar enlace.", "plan_by": "2026-06-30"}
    return Answer(item.code, **(plan | WORST[item.kind] | given))


def an_excuse(item: Item, reason: str = "No hubo casos.") -> Answer:
    return Answer(item.code, not_applicable=True, reason=reason)


def a_topic(*items: Item, code: str = "P1") -> Topic:
    return Topic(code, code[0], text(code), Fraction(1), 10, items)


def asked_after(opener: Item, *options: str) -> Condition:
    return Condition(opener.code, frozenset(options), opener.audience, opener.asked_when)


def asked_of(*kinds: str, at_least: int | None = None, at_most: int | None = None) -> Audience:
    return Audience(frozenset(kinds), at_least, at_most)
