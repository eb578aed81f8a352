"""Pronóstico: what is expected by the deadline, in words a coordinator can repeat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from game.editions import Act, Edition, allows
from game.forecast import Forecast, Range
from game.leagues import League
from game.room import ForecastRules
from server.i18n import day, exact_percent, locale, ngettext, number, percent
from server.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected, and between which bounds."""

    value: str
    bounds: str


UNKNOWN = Expected("–", "")


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """An edition or a league: how much is answered now, and what is expected of it."""

    name: str
    now: str
    answers: Expected
    levels: Expected
    complete: Expected


@dataclass(frozen=True, slots=True)
class ForecastCard:
    """The forecast, or why there is none. `sentence` says it in one line."""

    sentence: str
    why_not: str
    method: str
    rows: tuple[ForecastRow, ...]


def forecast_card(
    edition: Edition,
    until: date | None,
    whole: tuple[Fraction | None, Forecast | None],
    leagues: Sequence[tuple[League, Fraction | None, Forecast | None]],
) -> ForecastCard:
    """`whole` and each league: what share is answered now, and what is expected."""
    share, found = whole
    if until is None or found is None or found.is_baseless:
        why_not = _why_not(edition, until, is_baseless=found is not None)
        return ForecastCard("", why_not, "", ())
    named = ((each.name.of(locale()), now, expected) for each, now, expected in leagues)
    return ForecastCard(
        sentence=_sentence(found, until),
        why_not="",
        method=forecast_text(edition.room.forecast),
        rows=(
            _row(_("Toda la edición"), share, found),
            *(_row(name, now, expected) for name, now, expected in named if expected is not None),
        ),
    )


def forecast_text(rules: ForecastRules) -> str:
    """How it is calculated, in the figures of the edition."""
    repeated = ngettext(
        "Se repite, en {runs} recorridos hasta el cierre, lo que cada gobierno avanzó en el último"
        " día hábil.",
        "Se repite, en {runs} recorridos hasta el cierre, lo que cada gobierno avanzó en los"
        " últimos {n} días hábiles: cada recorrido saca en suerte el {pool} de esos días y, de"
        " ellos, uno por cada día que falta.",
        rules.window,
    ).format(n=number(rules.window), runs=number(rules.runs), pool=exact_percent(rules.pool))
    bounded = _(
        "Quien está detenido sigue detenido y nadie pasa de lo que se le pregunta. En el {inside}"
        " de los recorridos el resultado queda entre los dos límites. No prevé un último esfuerzo"
        " ni un recordatorio, y es de avance, nunca del índice."
    ).format(inside=exact_percent(rules.inside))
    return f"{repeated} {bounded}"


def _why_not(edition: Edition, until: date | None, *, is_baseless: bool) -> str:
    if not allows(edition.stage, Act.ANSWER):
        return _("En esta etapa ya no se responde: no hay qué pronosticar.")
    if until is None:
        return _("No hay una fecha de cierre por venir: no hay hasta cuándo pronosticar.")
    if is_baseless:
        return _("Nadie ha respondido nada todavía: no hay de qué sacar un pronóstico.")
    fewest = edition.room.forecast.fewest
    return ngettext(
        "Todavía no hay suficientes días para un pronóstico: hace falta {n} día hábil desde la"
        " apertura.",
        "Todavía no hay suficientes días para un pronóstico: hacen falta {n} días hábiles desde la"
        " apertura.",
        fewest,
    ).format(n=number(fewest))


def _sentence(found: Forecast, until: date) -> str:
    return _(
        "Al {day} se espera respondido {middle} de lo que se pregunta; lo más probable es que quede"
        " entre {low} y {high}."
    ).format(
        day=day(until),
        middle=_share(found.answers.middle, found.answers),
        low=_share(found.answers.low, found.answers),
        high=_share(found.answers.high, found.answers),
    )


def _row(name: str, now: Fraction | None, found: Forecast) -> ForecastRow:
    share = "–" if now is None else percent(now)
    if found.is_baseless:
        return ForecastRow(name, share, UNKNOWN, UNKNOWN, UNKNOWN)
    return ForecastRow(
        name=name,
        now=share,
        answers=Expected(
            _share(found.answers.middle, found.answers),
            _bounds(
                _share(found.answers.low, found.answers), _share(found.answers.high, found.answers)
            ),
        ),
        levels=_counted(found.levels),
        complete=_counted(found.complete),
    )


def _counted(found: Range) -> Expected:
    return Expected(
        _("{part} de {whole}").format(part=number(found.middle), whole=number(found.whole)),
        _bounds(number(found.low), number(found.high)),
    )


def _bounds(low: str, high: str) -> str:
    return _("entre {low} y {high}").format(low=low, high=high)


def _share(part: int, found: Range) -> str:
    return percent(Fraction(part, found.whole)) if found.whole else "–"
