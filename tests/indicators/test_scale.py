"""The scale of an item, in words: it says the factors that the rules give."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from game.answers import Answer, factor_of
from game.questionnaire import (
    YES_NO_OPTIONS,
    Band,
    Direction,
    Item,
    Kind,
    Option,
    Scoring,
    Text,
)
from indicators.scale import scale_text

HALF, FULL = Fraction(1, 2), Fraction(1)
SHARES = (Option("a", Text("Ley", "Law"), HALF), Option("b", Text("Sitio", "Site"), HALF))
PARTS = (
    Option("a", Text("Ley", "Law"), Fraction(333, 1000)),
    Option("b", Text("Sitio", "Site"), Fraction(1, 3)),
)
DAYS = Scoring(
    bands=(
        Band(FULL, at_most=Decimal(10)),
        Band(HALF, at_least=Decimal("10.5"), at_most=Decimal(30)),
    )
)
SINCE = Scoring(bands=(Band(FULL, at_least=date(2018, 5, 18)),))


def an_item(kind: Kind, options: tuple[Option, ...] = (), scoring: Scoring | None = None) -> Item:
    return Item("X-01", "X", kind, Text("¿?", "?"), options=options, scoring=scoring)


@pytest.mark.parametrize(
    ("item", "es", "en"),
    [
        (an_item(Kind.YES_NO, YES_NO_OPTIONS), "Sí = 1; No = 0", "Yes = 1; No = 0"),
        (
            an_item(Kind.MULTIPLE, SHARES),
            "se suman las opciones, hasta 1: Ley = 0.5; Sitio = 0.5",
            "the options add up, to 1 at most: Law = 0.5; Site = 0.5",
        ),
        (
            an_item(Kind.SCALE, PARTS),
            "Ley = 0.333; Sitio = 1/3",
            "Law = 0.333; Site = 1/3",
        ),
        (
            an_item(Kind.NUMBER, scoring=DAYS),
            "hasta 10 = 1; de 10.5 a 30 = 0.5; otro valor = 0",
            "up to 10 = 1; from 10.5 to 30 = 0.5; any other = 0",
        ),
        (
            an_item(Kind.DATE, scoring=SINCE),
            "desde 2018-05-18 = 1; otro valor = 0",
            "from 2018-05-18 = 1; any other = 0",
        ),
        (
            an_item(Kind.PERCENTAGE, scoring=Scoring(linear=Direction.DOWN)),
            "1 menos la parte del total",
            "1 less the part of the total",
        ),
        (an_item(Kind.TEXT), "no da puntaje", "gives no score"),
    ],
)
def test_a_scale_is_told_in_words(item: Item, es: str, en: str) -> None:
    assert (scale_text(item, "es"), scale_text(item, "en")) == (es, en)


def test_it_says_what_the_rules_give() -> None:
    days = an_item(Kind.NUMBER, scoring=DAYS)
    assert factor_of(days, Answer("X-01", number="12")) == HALF
    assert factor_of(days, Answer("X-01", number="31")) == 0
    both = an_item(Kind.MULTIPLE, SHARES)
    assert factor_of(both, Answer("X-01", chosen=("a", "b"))) == FULL
