"""Carga: our own red tape, finished: the heaviest items, all of them by level, and their change."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from types import MappingProxyType
from typing import Final

from game.burden import (
    NOT_MEASURED,
    Burden,
    Figure,
    ItemBurden,
    LevelBurden,
    Measure,
    heaviest,
    ordered,
)
from game.editions import Edition, Stage
from game.questionnaire import Pillar, Questionnaire
from game.room import USUAL, BurdenRules
from server.i18n import Lazy, lazy, locale, ngettext, number, percent, rounded
from server.i18n import gettext as _
from server.pages.filters import address_of
from server.pages.links import Link, Url

MEGABYTE: Final = 1_000_000
# By what the items can be put in order, as the address asks for it; the first needs no word there.
ORDERS: Final[Mapping[str, Measure]] = MappingProxyType(
    {
        "": Measure.MINUTES,
        "devueltas": Measure.RETURNS,
        "blanco": Measure.BLANKS,
        "no-aplica": Measure.NOT_APPLICABLE,
        "evidencia": Measure.WEIGHT,
    }
)
WORDS: Final[Mapping[Measure, Lazy]] = MappingProxyType(
    {
        Measure.MINUTES: lazy("Minutos"),
        Measure.RETURNS: lazy("Devueltas"),
        Measure.BLANKS: lazy("En blanco"),
        Measure.NOT_APPLICABLE: lazy("No aplica"),
        Measure.WEIGHT: lazy("Evidencia"),
    }
)
RULES: Final[Mapping[Measure, Lazy]] = MappingProxyType(
    {
        Measure.MINUTES: lazy(
            "Primero los que más minutos toman: la mediana de los gobiernos medidos."
        ),
        Measure.RETURNS: lazy(
            "Primero los que más se devuelven: las devoluciones, también las repetidas, entre las"
            " respuestas que ya tienen dictamen."
        ),
        Measure.BLANKS: lazy(
            "Primero los que más quedan en blanco: los gobiernos que no lo respondieron, entre"
            " aquellos a los que se pregunta y que ya enviaron el nivel; cuando ya no se responde,"
            " entre todos a los que se pregunta."
        ),
        Measure.NOT_APPLICABLE: lazy(
            "Primero los que más se responden con «no aplica», entre las respuestas dadas."
        ),
        Measure.WEIGHT: lazy(
            "Primero los que más evidencia piden: la mediana de lo que pesan los archivos de una"
            " respuesta con evidencia y, si pesan igual, cuántos documentos cita. Un enlace no"
            " pesa."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline number with what it counts."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A measure of an item: its value, on how many it rests, and how it changed."""

    label: str
    value: str
    count: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class BurdenRow:
    """An item and what it weighs, the chosen measure first.

    `level` names it among all others. `is_new`: that the edition before did not ask it.
    """

    code: str
    text: str
    level: str
    is_new: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class LevelBlock:
    """A level: its minutes beside those it promises, in short and in full, and its items."""

    code: str
    name: str
    pillar: str
    pillar_name: str
    minutes: str
    told: str
    is_longer: bool
    rows: tuple[BurdenRow, ...]


@dataclass(frozen=True, slots=True)
class BurdenPage:
    """What an edition costs those who answer it; `items_url`: what their answers say of it."""

    title: str
    lead: str
    edition: str
    breadcrumb: tuple[Link, ...]
    editions: tuple[Link, ...]
    orders: tuple[Link, ...]
    columns: tuple[tuple[str, str], ...]
    figures: tuple[Headline, ...]
    method: tuple[str, ...]
    rule: str
    reading: str
    heaviest_title: str
    caption: str
    heaviest: tuple[BurdenRow, ...]
    levels: tuple[LevelBlock, ...]
    export_url: str
    items_url: str


def order_of(asked: str) -> str:
    """The order an address asks for; one that is none of ours is the first."""
    return asked if asked in ORDERS else ""


def nothing_measured(url: Url) -> BurdenPage:
    """The page while no edition has been opened."""
    return BurdenPage(
        title=_title(),
        lead=_lead(),
        edition="",
        breadcrumb=_breadcrumb(url),
        editions=(),
        orders=(),
        columns=(),
        figures=(),
        method=method_texts(USUAL.burden),
        rule="",
        reading="",
        heaviest_title="",
        caption="",
        heaviest=(),
        levels=(),
        export_url="",
        items_url="",
    )


def burden_page(
    edition: Edition,
    questionnaire: Questionnaire,
    burden: Burden,
    order: str,
    editions: Sequence[Edition],
    url: Url,
) -> BurdenPage:
    """`order`: a key of ORDERS. `editions`: those one can switch to, the newest first."""
    by, rules = ORDERS[order], edition.room.burden
    title = ngettext("El que más pesa", "Los {n} que más pesan", rules.heaviest).format(
        n=number(rules.heaviest)
    )
    names = {each.topic.code: each.topic.name.of(locale()) for each in burden.levels}
    pillars = {topic.code: pillar for pillar in questionnaire.pillars for topic in pillar.topics}
    return BurdenPage(
        title=_title(),
        lead=_lead(),
        edition=edition.name.of(locale()),
        breadcrumb=_breadcrumb(url),
        editions=tuple(
            Link(
                each.code,
                _address(each.code, order, url),
                each.code == edition.code,
            )
            for each in editions
        ),
        orders=tuple(
            Link(str(WORDS[measure]), _address(edition.code, word, url), word == order)
            for word, measure in ORDERS.items()
        ),
        columns=((_("Reactivo"), ""), *((str(WORDS[each]), "") for each in _columns(by))),
        figures=_figures(burden),
        method=method_texts(rules),
        rule=str(RULES[by]),
        reading=_reading(edition),
        heaviest_title=title,
        caption=f"{title}: {str(WORDS[by]).lower()}",
        heaviest=tuple(
            _row(each, by, edition, level=names[each.item.topic], is_whole=True)
            for each in heaviest(burden, by, rules.heaviest)
        ),
        levels=tuple(_level(each, by, edition, pillars[each.topic.code]) for each in burden.levels),
        export_url=url("burden_export", edition=edition.code),
        items_url=url("items", edition=edition.code) if edition.stage is Stage.PUBLISHED else "",
    )


def _reading(edition: Edition) -> str:
    """What a cell says, once for all of them."""
    counted = _(
        "Cada celda dice la cifra y de cuántos sale: gobiernos; en «Devueltas», respuestas"
        " revisadas; en «No aplica», respuestas dadas; en «Evidencia», respuestas con evidencia."
    )
    if edition.continues is None:
        return counted
    compared = _(
        "Después, cuánto cambió desde {edition}, en puntos donde es un porcentaje; nada si"
        " entonces no hay dato."
    ).format(edition=edition.continues)
    return f"{counted} {compared}"


def method_texts(rules: BurdenRules) -> tuple[str, ...]:
    """How it is measured, in three sentences."""
    return (
        _(
            "El tiempo de un reactivo es el que pasa desde que una persona abre el nivel, o guarda"
            " en él, hasta que lo guarda; una pausa de más de {minutes} minutos no cuenta, así que"
            " la cifra es lo menos que pide."
        ).format(minutes=number(rules.idle_minutes)),
        _(
            "Los minutos de un gobierno son los de toda su gente juntos, y lo que se muestra es la"
            " mediana de los gobiernos medidos; de menos de {few} no se muestra nada."
        ).format(few=number(rules.fewest)),
        _(
            "No se vigila a nadie: se anota qué cuenta abrió qué nivel y cuándo, y lo demás sale de"
            " lo guardado y de los dictámenes. Al publicarse la edición eso se borra y quedan los"
            " minutos de cada gobierno, sin decir de quién."
        ),
    )


def burden_table(edition: Edition, burden: Burden) -> str:
    """The whole list as CSV, with figures as a spreadsheet reads them; unknown cells are empty."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(_heads(edition))
    for level in burden.levels:
        for each in level.items:
            writer.writerow(_line(edition, level, each))
    return file.getvalue()


def _title() -> str:
    return _("Nuestra propia tramitología")


def _lead() -> str:
    return _(
        "Lo que este cuestionario cuesta a quienes lo responden, reactivo por reactivo, para"
        " aligerar lo que más pesa."
    )


def _breadcrumb(url: Url) -> tuple[Link, ...]:
    return (Link(_("Coordinación"), url("coordination")), Link(_title(), "", current=True))


def _address(edition: str, order: str, url: Url) -> str:
    pairs = (("edicion", edition), *((("orden", order),) if order else ()))
    return address_of(url("burden"), pairs)


def _columns(by: Measure) -> tuple[Measure, ...]:
    return (by, *(each for each in ORDERS.values() if each is not by))


def _figures(burden: Burden) -> tuple[Headline, ...]:
    measured = [each for each in burden.levels if each.minutes.value is not None]
    longer = sum(each.is_longer for each in measured)
    returned = burden.returned
    return (
        Headline(
            number(burden.timed),
            ngettext("gobierno con tiempo medido", "gobiernos con tiempo medido", burden.timed),
            _("de {n}").format(n=number(burden.participants)),
        ),
        Headline(
            number(longer),
            ngettext(
                "nivel pide más minutos de los que promete",
                "niveles piden más minutos de los que prometen",
                longer,
            ),
            ngettext("de {n} medido", "de {n} medidos", len(measured)).format(
                n=number(len(measured))
            ),
        ),
        Headline(
            _("sin dato") if returned.value is None else _amount(Measure.RETURNS, returned.value),
            _("de lo revisado se devolvió"),
            _reviewed(returned),
        ),
    )


def _reviewed(returned: Figure) -> str:
    if returned.value is None:
        return ""
    words = ngettext("{n} respuesta revisada", "{n} respuestas revisadas", returned.count)
    return words.format(n=number(returned.count))


def _level(each: LevelBurden, by: Measure, edition: Edition, pillar: Pillar) -> LevelBlock:
    return LevelBlock(
        code=each.topic.code,
        name=each.topic.name.of(locale()),
        pillar=pillar.code,
        pillar_name=pillar.name.of(locale()),
        minutes=_level_minutes(each),
        told=_level_text(each, edition),
        is_longer=each.is_longer,
        rows=tuple(_row(item, by, edition) for item in ordered(each.items, by)),
    )


def _level_minutes(each: LevelBurden) -> str:
    promised, found = number(each.topic.minutes), each.minutes.value
    if found is None:
        return _("{promised} min prometidos").format(promised=promised)
    words = _("{minutes} de {promised} min prometidos")
    return words.format(minutes=number(found, 1), promised=promised)


def _level_text(each: LevelBurden, edition: Edition) -> str:
    found = each.minutes
    if found.value is None:
        return _("Minutos que toma el nivel: {unknown}.").format(unknown=_unknown(found, edition))
    return ngettext(
        "Mediana de {n} gobierno que ya envió el nivel: {minutes} min.",
        "Mediana de {n} gobiernos que ya enviaron el nivel: {minutes} min.",
        found.count,
    ).format(minutes=number(found.value, 1), n=number(found.count))


def _row(
    each: ItemBurden, by: Measure, edition: Edition, *, level: str = "", is_whole: bool = False
) -> BurdenRow:
    """How it changed is said of the chosen measure, or of the whole row."""
    is_new = edition.continues is not None and each.item.continues is None
    return BurdenRow(
        code=each.item.code,
        text=each.item.text.of(locale()),
        level=level,
        is_new=_("nuevo en esta edición") if is_new else "",
        cells=tuple(
            Cell(
                label=str(WORDS[measure]),
                value=_evidence(each, edition)
                if measure is Measure.WEIGHT
                else _value(each, measure, edition),
                count=_count(each.now[measure]),
                change=_change(each, measure, edition) if is_whole or measure is by else "",
            )
            for measure in _columns(by)
        ),
    )


def _evidence(each: ItemBurden, edition: Edition) -> str:
    """What it weighs, where it is files that weigh, and how many documents they are."""
    weight = each.now[Measure.WEIGHT].value
    if weight is None:
        return _value(each, Measure.WEIGHT, edition)
    documents = _documents(each.now[Measure.DOCUMENTS].value or Fraction(0))
    if not weight:
        return documents
    words = _("{weight}, {documents}")
    return words.format(weight=_amount(Measure.WEIGHT, weight), documents=documents)


def _value(each: ItemBurden, measure: Measure, edition: Edition) -> str:
    figure = each.now[measure]
    return _unknown(figure, edition) if figure.value is None else _amount(measure, figure.value)


def _amount(measure: Measure, value: Fraction) -> str:
    match measure:
        case Measure.MINUTES:
            return _("{n} min").format(n=number(value, 1))
        case Measure.WEIGHT:
            return _("{n} MB").format(n=number(value / MEGABYTE, 1))
        case Measure.DOCUMENTS | Measure.SAVES:
            return _plain(value)
        case _:
            return percent(value, 1)


def _unknown(figure: Figure, edition: Edition) -> str:
    if not figure.is_few:
        return _("sin dato")
    return _("reservado: menos de {few}").format(few=number(edition.room.burden.fewest))


def _count(figure: Figure) -> str:
    """On how many it rests; not of a few, which nobody should tell apart."""
    return "" if figure.value is None else _("de {n}").format(n=number(figure.count))


def _change(each: ItemBurden, measure: Measure, edition: Edition) -> str:
    """The difference with the edition before, with its sign; nothing where that one knows none."""
    earlier, before = edition.continues, each.before.get(measure, NOT_MEASURED)
    if earlier is None or before.value is None:
        return ""
    change = each.change(measure)
    if change is None:
        return f"{earlier}: {_amount(measure, before.value)}"
    told = _telling(each, measure, change)
    return _signed(told, each.change(told) or Fraction(0))


def _signed(measure: Measure, change: Fraction) -> str:
    written = _rounded_in(measure, change)
    if not written:
        return _("igual")
    return f"{'+' if written > 0 else '−'}{_difference(measure, abs(change))}"


def _telling(each: ItemBurden, measure: Measure, change: Fraction) -> Measure:
    """Of the same weight, the number of documents tells."""
    is_same = measure is Measure.WEIGHT and not _rounded_in(measure, change)
    return Measure.DOCUMENTS if is_same and each.change(Measure.DOCUMENTS) else measure


def _difference(measure: Measure, change: Fraction) -> str:
    """Of two shares, in points of percent."""
    match measure:
        case Measure.MINUTES | Measure.WEIGHT:
            return _amount(measure, change)
        case Measure.DOCUMENTS:
            return _documents(change)
        case _:
            return number(change * 100, 1)


def _documents(value: Fraction) -> str:
    count = 1 if value == 1 else 2
    return ngettext("{n} documento", "{n} documentos", count).format(n=_plain(value))


def _plain(value: Fraction) -> str:
    """A count, or the half between two of them."""
    return number(value, 0 if value.denominator == 1 else 1)


#   measure: decimals, and what makes it minutes, percent, megabytes or a count
IN_UNITS: Final[Mapping[Measure, tuple[int, Fraction]]] = MappingProxyType(
    {
        Measure.MINUTES: (1, Fraction(1)),
        Measure.RETURNS: (1, Fraction(100)),
        Measure.BLANKS: (1, Fraction(100)),
        Measure.NOT_APPLICABLE: (1, Fraction(100)),
        Measure.WEIGHT: (1, Fraction(1, MEGABYTE)),
        Measure.DOCUMENTS: (1, Fraction(1)),
        Measure.SAVES: (1, Fraction(1)),
    }
)


def _heads(edition: Edition) -> list[str]:
    measures = [
        (_("minutos (mediana)"), _("gobiernos medidos")),
        (_("devueltas (%)"), _("respuestas revisadas")),
        (_("en blanco (%)"), _("gobiernos que ya respondieron")),
        (_("no aplica (%)"), _("respuestas dadas")),
        (_("MB de evidencia (mediana)"), _("respuestas con evidencia")),
        (_("documentos (mediana)"), _("respuestas con documentos")),
        (_("veces que se guardó (mediana)"), _("gobiernos que guardaron")),
    ]
    before = edition.continues or _("edición anterior")
    return [
        _("edición"),
        _("datos"),
        _("nivel"),
        _("minutos que promete el nivel"),
        _("minutos del nivel (mediana)"),
        _("gobiernos que lo enviaron"),
        _("reactivo"),
        _("pregunta"),
        *(head for pair in measures for head in pair),
        _("reactivo que continúa"),
        *(f"{before}: {name}" for name, _count_name in measures),
    ]


def _line(edition: Edition, level: LevelBurden, each: ItemBurden) -> list[str]:
    return [
        edition.code,
        _("sintéticos") if edition.synthetic else _("reales"),
        level.topic.code,
        str(level.topic.minutes),
        *_written(Measure.MINUTES, level.minutes),
        each.item.code,
        _as_text(each.item.text.of(locale())),
        *(cell for measure in Measure for cell in _written(measure, each.now[measure])),
        each.item.continues or "",
        *(_written(measure, each.before.get(measure, NOT_MEASURED))[0] for measure in Measure),
    ]


def _written(measure: Measure, figure: Figure) -> tuple[str, str]:
    """The value and its count as plain figures; both empty where it is not shown."""
    if figure.value is None:
        return "", ""
    return str(_rounded_in(measure, figure.value)), str(figure.count)


def _rounded_in(measure: Measure, value: Fraction) -> Decimal:
    """A value in the unit of its measure, as far as it is written."""
    decimals, factor = IN_UNITS[measure]
    return rounded(value * factor, decimals)


def _as_text(text: str) -> str:
    """What a spreadsheet would take for a formula stays text."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text
