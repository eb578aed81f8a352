"""Ritmo: how much had been answered by the hour and by the day, drawn and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import Final

from game.forecast import Range
from game.pace import Point
from server.days import today_of
from server.i18n import day, locale, moment, ngettext, number, percent
from server.i18n import gettext as _

# A chart is drawn on so many units, and stretched to its place. Under the line there is room for
# bars, where it has them.
WIDE: Final = 480
HIGH: Final = 100
LINE_HIGH: Final = 66
BARS_TOP: Final = 76


@dataclass(frozen=True, slots=True)
class Bar:
    """What one hour brought."""

    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class ChartRow:
    """The same in words."""

    at: str
    share: str
    gain: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A line of shares, finished. `top` and `bottom`: the shares at its edges.

    `fan`: how far what is expected reaches; empty where nothing is drawn of it. `rows`: the newest
    first.
    """

    id: str
    title: str
    description: str
    top: str
    bottom: str
    start: str
    end: str
    line: str
    bars: tuple[Bar, ...]
    fan: str
    unit: str
    rows: tuple[ChartRow, ...]


def hours_chart(points: Sequence[Point], asked: int, id_: str, *, is_stopped: bool) -> Chart:
    """The last hours: what share had been answered by the end of each, and what each brought.

    `is_stopped`: they are the last ones before the board stopped.
    """
    shares = [_share(point.answered, asked) for point in points]
    low = Fraction(floor(min(shares) * 100), 100)
    high = max(Fraction(ceil(max(shares) * 100), 100), low + Fraction(1, 100))
    width = WIDE / len(points)
    most = max((point.gain for point in points), default=0)
    gained = points[-1].answered - points[0].answered + points[0].gain
    told = [
        _("De {first} a {last} de lo que se pregunta.").format(
            first=percent(shares[0], 1), last=percent(shares[-1], 1)
        ),
        _gained(gained),
        *_busiest(points),
    ]
    return Chart(
        id=id_,
        title=ngettext("La última hora", "Las últimas {n} horas", len(points)).format(
            n=number(len(points))
        ),
        description=" ".join(told),
        top=percent(high),
        bottom=percent(low),
        start=_("{n} horas antes").format(n=number(len(points))),
        end=_("al detenerse la tabla") if is_stopped else _("ahora"),
        line=_line(
            [
                (width * (place + 1), _down(float(share), float(low), float(high), LINE_HIGH))
                for place, share in enumerate(shares)
            ]
        ),
        bars=tuple(
            _bar(width * place, width, point.gain / most)
            for place, point in enumerate(points)
            if point.gain > 0
        ),
        fan="",
        unit=_("Hora que empieza"),
        rows=_rows(points, asked, by_day=False),
    )


def days_chart(
    points: Sequence[Point],
    asked: int,
    ends: date | None,
    expected: Range | None,
    id_: str,
) -> Chart:
    """Every day since the opening, to the last day on which answers are taken (`ends`)."""
    first = today_of(points[0].at)
    last = max(today_of(points[-1].at), ends or first)
    whole = (last - first).days + 1
    line = [
        (WIDE * (place + 1) / whole, HIGH * (1 - point.answered / asked))
        for place, point in enumerate(points)
    ]
    return Chart(
        id=id_,
        title=_("Desde la apertura"),
        description=_days_told(points, asked, ends, expected),
        top=percent(1),
        bottom=percent(0),
        start=day(first),
        end=day(last),
        line=_line(line),
        bars=(),
        fan=_fan(line[-1], expected) if ends is not None and expected is not None else "",
        unit=_("Día"),
        rows=_rows(points, asked, by_day=True),
    )


def _days_told(
    points: Sequence[Point], asked: int, ends: date | None, expected: Range | None
) -> str:
    share = percent(_share(points[-1].answered, asked), 1)
    if ends is None or expected is None:
        return _("{share} de lo que se pregunta está respondido.").format(share=share)
    return _(
        "{share} de lo que se pregunta está respondido. Al {day} se espera {middle}, entre {low} y"
        " {high}."
    ).format(
        share=share,
        day=day(ends),
        middle=percent(_share(expected.middle, expected.whole)),
        low=percent(_share(expected.low, expected.whole)),
        high=percent(_share(expected.high, expected.whole)),
    )


def _gained(count: int) -> str:
    if count < 0:
        return ngettext("{n} reactivo menos.", "{n} reactivos menos.", -count).format(
            n=number(-count)
        )
    return ngettext("{n} reactivo más.", "{n} reactivos más.", count).format(n=number(count))


def _busiest(points: Sequence[Point]) -> tuple[str, ...]:
    most = max(points, key=lambda point: point.gain)
    if most.gain <= 0:
        return ()
    words = ngettext(
        "La hora con más respuestas empezó el {at}: {n} reactivo.",
        "La hora con más respuestas empezó el {at}: {n} reactivos.",
        most.gain,
    )
    return (words.format(at=moment(most.at), n=number(most.gain)),)


def _rows(points: Sequence[Point], asked: int, *, by_day: bool) -> tuple[ChartRow, ...]:
    return tuple(_row(point, asked, by_day, locale()) for point in reversed(points))


@lru_cache(maxsize=4096)
def _row(point: Point, asked: int, by_day: bool, _spoken: str) -> ChartRow:
    """What is over stays as it is: it is written once in each language."""
    return ChartRow(
        day(today_of(point.at)) if by_day else moment(point.at),
        percent(_share(point.answered, asked), 1),
        _signed(point.gain),
    )


def _signed(count: int) -> str:
    return f"+{number(count)}" if count > 0 else number(count)


def _share(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)


def _down(share: float, low: float, high: float, height: int) -> float:
    """How far below the upper edge a share stands."""
    return (high - share) / (high - low) * height


def _line(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_unit(x)},{_unit(y)}" for x, y in places)


def _fan(now: tuple[float, float], expected: Range) -> str:
    low, high = (HIGH * (1 - count / expected.whole) for count in (expected.low, expected.high))
    return _line([now, (WIDE, high), (WIDE, low)])


def _bar(x: float, width: float, share: float) -> Bar:
    height = share * (HIGH - BARS_TOP)
    return Bar(_unit(x), _unit(HIGH - height), _unit(width * 0.8), _unit(height))


def _unit(value: float) -> str:
    """A place in a drawing: nobody reads it as a number."""
    return f"{value:.1f}"
