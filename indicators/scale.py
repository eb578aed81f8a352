"""Escala: what each answer to an item is worth from 0 to 1, as people and workbooks read it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from game.questionnaire import Band, Direction, Item, Kind, Text

UNSCORED = Text("no da puntaje", "gives no score")
SHARE = Text("la parte del total, de 0 a 1", "the part of the total, from 0 to 1")
REST = Text("1 menos la parte del total", "1 less the part of the total")
SUM = Text("se suman las opciones, hasta 1: ", "the options add up, to 1 at most: ")
BETWEEN = Text("de {low} a {high} = {factor}", "from {low} to {high} = {factor}")
FROM = Text("desde {low} = {factor}", "from {low} = {factor}")
UP_TO = Text("hasta {high} = {factor}", "up to {high} = {factor}")
ALWAYS = Text("cualquiera = {factor}", "any = {factor}")
OTHERWISE = Text("otro valor = 0", "any other = 0")


def scale_text(item: Item, locale: str) -> str:
    """Every answer with its factor, as the edition declares it; what is written is exact."""
    if not item.is_scored:
        return UNSCORED.of(locale)
    if item.options:
        worth = "; ".join(
            f"{each.text.of(locale)} = {exact_text(each.factor)}" for each in item.options
        )
        return f"{SUM.of(locale)}{worth}" if item.kind is Kind.MULTIPLE else worth
    if item.scoring is None:
        return OTHERWISE.of(locale)
    if item.scoring.linear is not None:
        return (SHARE if item.scoring.linear is Direction.UP else REST).of(locale)
    return "; ".join((*_bands(item.scoring.bands, locale), OTHERWISE.of(locale)))


def _bands(bands: tuple[Band, ...], locale: str) -> Iterator[str]:
    for band in bands:
        limits = {"low": _limit(band.at_least), "high": _limit(band.at_most)}
        yield _phrase(band).of(locale).format(**limits, factor=exact_text(band.factor))


def band_text(band: Band, locale: str) -> str:
    """The values that a band holds, without its factor."""
    phrase = _phrase(band).of(locale).partition(" = ")[0]
    return phrase.format(low=_limit(band.at_least), high=_limit(band.at_most))


def _phrase(band: Band) -> Text:
    if band.at_least is not None and band.at_most is not None:
        return BETWEEN
    if band.at_least is not None:
        return FROM
    return UP_TO if band.at_most is not None else ALWAYS


def _limit(value: Decimal | date | None) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else format(value, "f")


def exact_text(value: Fraction) -> str:
    """0.5 and 0.333 are read at a glance; a third, which no decimal tells whole, stays 1/3."""
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    return format(decimal, "f") if Fraction(decimal) == value else str(value)
