"""Robustez: how firm the published places of a league are, finished for its template."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from math import ceil
from typing import Final

from game.editions import Edition
from game.questionnaire import Questionnaire
from indicators.canonical import decimal_text
from indicators.firmness import Firmness, Unsettled
from indicators.influence import Influence
from indicators.ranks import round_half_up
from indicators.report import Results
from indicators.robustness import Standing
from indicators.runs import scenarios_of
from indicators.sensitivity import DROPPED, METHOD, WEIGHTS, Sensitivity, SobolIndex
from server.i18n import Lazy, lazy, locale, ngettext, number, percent
from server.i18n import gettext as _
from server.pages.formulas import robustness_texts
from server.pages.intervals import (
    Interval,
    band_heads,
    bands_in,
    interval_meaning,
    interval_of,
    interval_text,
    neighbours_of,
    order_texts,
)
from server.pages.links import Link, Url
from server.pages.scores import NOTHING, Figure, Source, source_of

MOST_ITEMS: Final = 10
# The columns that have a look of their own stand before the others.
APART: Final = 3
# A picture of the runs is so high, and what is there at all so much.
TALL, LEAST = 10, 0.4
FACTORS: Final[Mapping[str, Lazy]] = {
    WEIGHTS: lazy("los pesos"),
    METHOD: lazy("la media con que se hace el índice"),
    DROPPED: lazy("el pilar que se deja fuera"),
}


@dataclass(frozen=True, slots=True)
class Spread:
    """The runs of a government by place: a path in a box so wide and tall, and in figures."""

    wide: int
    tall: int
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class FirmRow:
    """A government of the league; `cells` are labels, kinds and texts of the columns further on.

    `band` is the heading over it where a band begins.
    """

    place: str
    name: str
    url: str
    interval: Interval
    spread: Spread
    cells: tuple[tuple[str, str, str], ...]
    band: str


@dataclass(frozen=True, slots=True)
class FactorRow:
    """What one of the choices has of how the places move, alone and together with the others."""

    name: str
    first: str
    total: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """What the places do without one item."""

    code: str
    text: str
    url: str
    shift: str
    largest: str


@dataclass(frozen=True, slots=True)
class UnsettledRow:
    """A government between its places as published and with what nobody verified as no or yes."""

    name: str
    items: str
    published: str
    unsettled: str


@dataclass(frozen=True, slots=True)
class RobustnessPage:
    """How firm the places of one league are, what moves them, and which items do."""

    title: str
    edition: str
    lead: str
    links: tuple[Link, ...]
    varied: tuple[str, ...]
    leagues: tuple[Link, ...]
    league: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...]
    legend: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[FirmRow, ...]
    moved: str
    factors: tuple[FactorRow, ...]
    items_lead: str
    items: tuple[ItemRow, ...]
    unsettled: tuple[UnsettledRow, ...]
    source: Source


def robustness_page(
    edition: Edition,
    questionnaire: Questionnaire,
    results: Results,
    firmness: Firmness,
    unsettled: Unsettled | None,
    *,
    league: str,
    sha256: str,
    url: Url,
) -> RobustnessPage:
    """The rows of one league, best first; `unsettled` where something of it is unverified."""
    names = {each.code: each.name.of(locale()) for each in edition.leagues}
    called = {entry.participant: entry.name for entry in results.entries}
    sensitivity = firmness.sensitivity.get(league)
    influence = _most_influential(firmness, league)
    return RobustnessPage(
        title=_("Robustez {edition}").format(edition=edition.code),
        edition=edition.code,
        lead=edition.name.of(locale()),
        links=_links(edition.code, league, url),
        varied=_varied(results),
        leagues=tuple(
            Link(name, url("robustness", edition=edition.code) + f"?liga={code}", code == league)
            for code, name in names.items()
        ),
        league=names[league],
        figures=tuple(_figures(firmness, league)),
        notes=tuple(order_texts(firmness, league, called)),
        legend=_legend(firmness),
        columns=_columns(firmness),
        rows=tuple(_rows(firmness, league, called, url)),
        moved=_moved(sensitivity) if sensitivity else "",
        factors=tuple(map(_factor, sensitivity.indices)) if sensitivity else (),
        items_lead=_items_lead(influence, len(results.scores.items)),
        items=tuple(_item(each, questionnaire, edition.code, url) for each in influence),
        unsettled=tuple(_unsettled(firmness, unsettled, league, called)) if unsettled else (),
        source=source_of(results, sha256, url),
    )


def robustness_table(
    edition: Edition, results: Results, firmness: Firmness
) -> Iterator[tuple[str, ...]]:
    """Everybody of every league as a table of texts, the header first."""
    yield (
        _("Liga"),
        _("Clave"),
        _("Gobierno"),
        _("Lugar"),
        _("Banda"),
        _("Mediana"),
        _("Intervalo, desde"),
        _("Intervalo, hasta"),
        _("{title} (% de las corridas)").format(title=_top_title(firmness)),
        _("Desplazamiento medio"),
        _("Lugares y corridas"),
    )
    called = {entry.participant: entry.name for entry in results.entries}
    for league in edition.leagues:
        for each in firmness.league(league.code):
            yield (
                league.name.of(locale()),
                each.participant,
                called[each.participant],
                *map(str, (each.place or "", each.band, each.median, each.low, each.high)),
                _hundredths(each.top),
                "" if each.shift is None else decimal_text(each.shift),
                "; ".join(f"{at}: {runs}" for at, runs in firmness.frequency(each.participant)),
            )


def _hundredths(share: float) -> str:
    """In per cent, with all the digits of the share and none of the noise of a product."""
    return f"{(Decimal(decimal_text(share)) * 100).normalize():f}"


def _links(edition: str, league: str, url: Url) -> tuple[Link, ...]:
    return (
        Link(_("Índice {edition}").format(edition=edition), _ranking_url(edition, league, url)),
        Link(_("Cómo se mide"), url("method", edition=edition)),
        Link(_("Tabla (CSV)"), url("robustness_table", edition=edition)),
        Link(_("Datos (JSON)"), url("robustness_document", edition=edition)),
    )


def _ranking_url(edition: str, league: str, url: Url) -> str:
    return url("ranking", edition=edition) + f"?liga={league}"


def _varied(results: Results) -> tuple[str, ...]:
    ways = len(scenarios_of(results.definition.tree, results.definition.rules.robustness))
    each = _("Cada combinación de media y pilar sale en tantas corridas como cualquier otra.")
    return (
        *robustness_texts(results.definition),
        *([each] if ways > 1 else []),
        _(
            "Las respuestas son siempre las mismas. No es el margen de lo que falta por verificar: "
            "ese lo dicen las cotas de cada puntaje."
        ),
    )


def _legend(firmness: Firmness) -> str:
    drawn = _(
        "La figura dice cuántas corridas dio cada lugar, del primero al último de la liga; "
        "la marca de abajo es el lugar publicado."
    )
    return f"{interval_meaning(firmness)} {drawn}"


def _figures(firmness: Firmness, league: str) -> Iterator[Figure]:
    pairs = [each for each in neighbours_of(firmness, league) if not each.are_equal]
    yield Figure(number(firmness.rules.runs), _("corridas"))
    shift = firmness.robustness.mean_shift_in(league)
    yield Figure(_tenths(shift), _("lugares se mueve un gobierno, en promedio"))
    if pairs:
        firm = sum(each.are_firm for each in pairs)
        label = _("pares de vecinos con orden firme")
        yield Figure(
            _("{part} de {whole}").format(part=number(firm), whole=number(len(pairs))), label
        )
    count = bands_in(firmness, league)
    yield Figure(number(count), ngettext("banda", "bandas", count))


def _columns(firmness: Firmness) -> tuple[tuple[str, str], ...]:
    return (
        (_("Lugar"), "number"),
        (_("Gobierno"), ""),
        (_("Intervalo del lugar"), ""),
        (_("Mediana"), "number"),
        (_top_title(firmness), "number"),
        (_("Desplazamiento medio"), "number"),
        (_("Orden con el siguiente"), ""),
        (_("Orden firme"), ""),
    )


def _top_title(firmness: Firmness) -> str:
    top = firmness.rules.top
    return ngettext("En el primer lugar", "Entre los primeros {n}", top).format(n=number(top))


def _rows(
    firmness: Firmness, league: str, called: Mapping[str, str], url: Url
) -> Iterator[FirmRow]:
    standings, columns = firmness.league(league), _columns(firmness)[APART:]
    orders = [_order(each.are_equal, each.are_firm) for each in neighbours_of(firmness, league)]
    heads = band_heads(firmness, (each.participant for each in standings))
    for each, order in zip_longest(standings, orders):
        texts = (
            number(each.median),
            _share(each.top),
            NOTHING if each.shift is None else _tenths(each.shift),
            order or NOTHING,
            _apart(*firmness.apart(each.participant)),
        )
        yield FirmRow(
            place=NOTHING if each.place is None else number(each.place),
            name=called[each.participant],
            url=url("profile", code=each.participant),
            interval=interval_of(firmness, each),
            spread=_spread(firmness, each),
            cells=tuple((*column, text) for column, text in zip(columns, texts, strict=True)),
            band=heads.get(each.participant, ""),
        )


def _order(are_equal: bool, are_firm: bool) -> str:
    if are_equal:
        return _("mismo lugar")
    return _("es firme") if are_firm else _("no es firme")


def _apart(before: int, behind: int) -> str:
    """Of how many its place is told apart."""
    if not before and not behind:
        return _("con nadie")
    told = []
    if before:
        told.append(_("detrás de {n}").format(n=number(before)))
    if behind:
        told.append(_("delante de {n}").format(n=number(behind)))
    # A line ends between the two, not inside of one.
    return ", ".join(each.replace(" ", "\N{NO-BREAK SPACE}") for each in told)


def _spread(firmness: Firmness, standing: Standing) -> Spread:
    frequency = firmness.frequency(standing.participant)
    most = max(runs for _at, runs in frequency)
    path = "".join(
        f"M{place - 1} {TALL}v-{round_half_up(max(TALL * runs / most, LEAST), 1)}h1V{TALL}z"
        for place, runs in frequency
    )
    text = "; ".join(
        ngettext("{place}: {n} corrida", "{place}: {n} corridas", runs).format(
            place=number(place), n=number(runs)
        )
        for place, runs in frequency
    )
    return Spread(firmness.lasts[str(standing.group)], TALL, path, text)


def _moved(sensitivity: Sensitivity) -> str:
    """Which choice moves most; that nothing does, where nothing does."""
    if not sensitivity.variance or not sensitivity.indices:
        return _("Ninguna de estas decisiones mueve los lugares de esta liga.")
    first = max(sensitivity.indices, key=lambda each: each.total)
    return _("Lo que más mueve los lugares: {factor}.").format(factor=FACTORS[first.factor])


def _factor(index: SobolIndex) -> FactorRow:
    return FactorRow(
        str(FACTORS[index.factor]),
        _estimate(index.first, index.first_error),
        _estimate(index.total, index.total_error),
    )


def _estimate(share: float, error: float) -> str:
    """A share with twice its error, upwards; what an estimate has outside of 0 to 1 is noise."""
    shown = percent(round_half_up(min(max(share, 0.0), 1.0), 2))
    return f"{shown} ± {number(ceil(200 * error))}"


def _most_influential(firmness: Firmness, league: str) -> tuple[Influence, ...]:
    """Those items first without which the places move most; none that moves nothing."""
    moving = [each for each in firmness.influence.get(league, ()) if each.largest_shift]
    found = sorted(moving, key=lambda each: (-each.mean_shift, -each.largest_shift, each.item))
    return tuple(found[:MOST_ITEMS])


def _items_lead(influence: Sequence[Influence], count: int) -> str:
    if not influence:
        return _("Quitar un solo reactivo, cualquiera que sea, no mueve ningún lugar de esta liga.")
    return _(
        "El índice se calcula otra vez sin cada uno de los {count} reactivos, con los pesos de la "
        "edición. Se muestran los {n} que más mueven los lugares; todos están en los datos."
    ).format(count=number(count), n=number(len(influence)))


def _item(influence: Influence, questionnaire: Questionnaire, edition: str, url: Url) -> ItemRow:
    return ItemRow(
        influence.item,
        questionnaire.item(influence.item).text.of(locale()),
        f"{url('method', edition=edition)}#question-{influence.item}",
        _tenths(influence.mean_shift),
        number(influence.largest_shift),
    )


def _unsettled(
    firmness: Firmness, unsettled: Unsettled, league: str, called: Mapping[str, str]
) -> Iterator[UnsettledRow]:
    """Everybody of a league in which something is unverified: it moves the others too."""
    if not unsettled.has_any(league):
        return
    for each in unsettled.league(league):
        published = firmness.standings.get(each.participant)
        yield UnsettledRow(
            called[each.participant],
            number(unsettled.unverified[each.participant]),
            interval_text(published) if published else NOTHING,
            interval_text(each),
        )


def _tenths(places: float) -> str:
    return number(round_half_up(places, 1), 1)


def _share(share: float) -> str:
    """A whole percentage, which never says all or none of what was nearly so."""
    shown = round_half_up(share, 2)
    if shown == 0 and share > 0:
        return _("menos de {share}").format(share=percent(round_half_up(0.01, 2)))
    if shown == 1 and share < 1:
        return _("más de {share}").format(share=percent(round_half_up(0.99, 2)))
    return percent(shown)
