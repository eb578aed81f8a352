"""Panorama de compromisos: how many were made, kept, are late or given up, and where."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from game.fulfilment import Reference, Tally
from game.leagues import League
from game.questionnaire import Text
from server.i18n import gettext as _
from server.i18n import list_of, locale, ngettext, number, percent, rounded
from server.pages.commitments.headings import Figure, ways_of
from server.pages.filters import address_of, file_links
from server.pages.links import Link, Url
from server.pages.scores import NOTHING

Pairs = tuple[tuple[str, str], ...]
# What a tally counts, by what the list is asked for: all of them, or those of one status.
OF_STATUS = ("", "verified", "overdue", "not_met", "withdrawn")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a table with what it counts, and the list of what was counted."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class TallyRow:
    """One pillar, state or league; `share` is empty where nothing is ripe."""

    name: str
    cells: tuple[Cell, ...]
    share: str
    share_label: str
    share_note: str
    width: str


@dataclass(frozen=True, slots=True)
class TallyTable:
    """The same counts by one thing."""

    id: str
    title: str
    caption: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[TallyRow, ...]


@dataclass(frozen=True, slots=True)
class ShareBar:
    """A share with what it is made of; `width` of its bar."""

    label: str
    text: str
    note: str
    width: str


@dataclass(frozen=True, slots=True)
class Shares:
    """The share verified here, how it is counted, and what was published of a real edition."""

    own: ShareBar
    rules: tuple[str, ...]
    reference: ShareBar | None
    source: Link | None
    caution: str


@dataclass(frozen=True, slots=True)
class FulfilmentPage:
    """The whole country. `is_synthetic`: our own figures are invented."""

    ways: tuple[Link, ...]
    figures: tuple[Figure, ...]
    shares: Shares
    is_synthetic: bool
    tables: tuple[TallyTable, ...]
    links: tuple[Link, ...]
    files: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """The commitments by pillar, state and league; `edition` is the one whose leagues count."""

    pillars: Mapping[str, Tally]
    states: Mapping[str, Tally]
    leagues: Mapping[str, Tally]
    edition: str


@dataclass(frozen=True, slots=True)
class Called:
    """What the codes of these are called; in the order in which they are listed."""

    pillars: Mapping[str, Text]
    states: Mapping[str, str]
    leagues: Sequence[League]


def fulfilment_page(
    counted: Counted,
    called: Called,
    reference: Reference | None,
    *,
    is_synthetic: bool,
    url: Url,
) -> FulfilmentPage:
    """Headline, share and tables; every number leads to its list."""
    whole = sum(counted.pillars.values(), Tally())
    league_names = {each.code: each.name.of(locale()) for each in called.leagues}
    outside = _("Fuera de las ligas de {edition}").format(edition=counted.edition)
    return FulfilmentPage(
        ways=ways_of("fulfilment", url),
        figures=_figures(whole, url),
        shares=shares_of(whole, reference),
        is_synthetic=is_synthetic,
        tables=tuple(
            table
            for table in (
                _table(
                    "pillars",
                    _("Por pilar"),
                    _("Pilar"),
                    counted.pillars,
                    {code: name.of(locale()) for code, name in called.pillars.items()},
                    lambda code: (("pilar", code),),
                    _("Sin pilar"),
                    url,
                ),
                _table(
                    "leagues",
                    _("Por liga, edición {edition}").format(edition=counted.edition),
                    _("Liga"),
                    counted.leagues,
                    league_names,
                    lambda code: (("liga", code),),
                    outside,
                    url,
                ),
                _table(
                    "states",
                    _("Por estado, con sus municipios"),
                    _("Estado"),
                    counted.states,
                    called.states,
                    lambda code: (("estado", code),),
                    _("Sin estado"),
                    url,
                ),
            )
            if table.rows
        ),
        links=(
            Link(_("Acuerdos"), url("agreements")),
            Link(_("Recomendaciones emitidas"), url("batches")),
            Link(_("Observaciones de empresas y ciudadanía"), url("reports")),
        ),
        files=file_links(url("fulfilment_table"), url("fulfilment_document")),
    )


def shares_of(tally: Tally, reference: Reference | None) -> Shares:
    """What part was verified and how that is counted, beside what others published."""
    ripe = ngettext("{n} compromiso", "{n} compromisos", tally.ripe).format(n=number(tally.ripe))
    own = ShareBar(
        label=_("Verificados, de los que ya vencieron o terminaron"),
        text=share_text(tally),
        note=_("{verified} de {ripe}").format(verified=number(tally.verified), ripe=ripe),
        width=width_of(tally.share),
    )
    if reference is None:
        return Shares(own, share_rules(tally), None, None, "")
    met = _("{met} de {made} compromisos registrados").format(
        met=number(reference.met), made=number(reference.made)
    )
    beside = ShareBar(
        label=_("Referencia: edición {edition} del indicador real ({instrument})").format(
            edition=reference.edition, instrument=reference.instrument
        ),
        text=percent(reference.share),
        note=met,
        width=width_of(reference.share),
    )
    caution = _(
        "La referencia divide entre todos los compromisos registrados; aquí se divide entre los que"
        " ya vencieron o terminaron. Orienta, pero no es la misma medida."
    )
    return Shares(
        own,
        share_rules(tally),
        beside,
        Link(_("Fuente de la referencia"), reference.source),
        caution,
    )


def share_rules(tally: Tally) -> tuple[str, ...]:
    """What is divided by what, and what does not count yet."""
    parts = [
        (tally.verified, ngettext("{n} verificado", "{n} verificados", tally.verified)),
        (tally.not_met, ngettext("{n} no cumplido", "{n} no cumplidos", tally.not_met)),
        (tally.withdrawn, ngettext("{n} retirado", "{n} retirados", tally.withdrawn)),
        (tally.overdue, ngettext("{n} vencido", "{n} vencidos", tally.overdue)),
        (
            tally.unverified,
            ngettext(
                "{n} con la fecha pasada y por verificar",
                "{n} con la fecha pasada y por verificar",
                tally.unverified,
            ),
        ),
    ]
    below = list_of(words.format(n=number(count)) for count, words in parts if count)
    rules = [
        _("Numerador: los que el observatorio verificó como cumplidos, {n}.").format(
            n=number(tally.verified)
        ),
        _("Denominador: los que terminaron o cuya fecha ya pasó, {n}: {parts}.").format(
            n=number(tally.ripe), parts=below
        )
        if tally.ripe
        else _("Denominador: los que terminaron o cuya fecha ya pasó; todavía ninguno."),
    ]
    waiting = tally.made - tally.ripe
    if waiting:
        text = ngettext(
            "No cuenta todavía {n} que sigue en pie y cuya fecha no ha llegado.",
            "No cuentan todavía {n} que siguen en pie y cuya fecha no ha llegado.",
            waiting,
        )
        rules.append(text.format(n=number(waiting)))
    return tuple(rules)


def share_text(tally: Tally) -> str:
    return NOTHING if tally.share is None else percent(tally.share)


def width_of(share: Fraction | None) -> str:
    """The width of a bar, in percent."""
    return str(rounded((share or 0) * 100, 1))


def _figures(tally: Tally, url: Url) -> tuple[Figure, ...]:
    counted = (
        ("", tally.made, ngettext("asumido", "asumidos", tally.made)),
        (
            "verified",
            tally.verified,
            ngettext("cumplido y verificado", "cumplidos y verificados", tally.verified),
        ),
        ("overdue", tally.overdue, ngettext("vencido", "vencidos", tally.overdue)),
        ("not_met", tally.not_met, ngettext("no cumplido", "no cumplidos", tally.not_met)),
        ("withdrawn", tally.withdrawn, ngettext("retirado", "retirados", tally.withdrawn)),
    )
    return tuple(
        Figure(number(count), label, _listed((), status, url)) for status, count, label in counted
    )


def _table(
    id_: str,
    title: str,
    first: str,
    tallies: Mapping[str, Tally],
    names: Mapping[str, str],
    pairs: Callable[[str], Pairs],
    unnamed: str,
    url: Url,
) -> TallyTable:
    """Those that have a name in its order, then whatever has none."""
    codes = [code for code in names if code in tallies]
    lost = sum((tally for code, tally in tallies.items() if code not in names), Tally())
    rows = [_row(names[code], tallies[code], pairs(code), url) for code in codes]
    if lost.made:
        rows.append(_row(unnamed, lost, None, url))
    columns = ((first, ""), *((label, "number") for label in _labels()), (_share_label(), ""))
    caption = _("Compromisos y qué parte se verificó. {title}").format(title=title)
    return TallyTable(id_, title, caption, columns, tuple(rows))


def _share_label() -> str:
    return _("Verificados, de los vencidos o terminados")


def _labels() -> tuple[str, ...]:
    return (
        _("Asumidos"),
        _("Verificados"),
        _("Ya vencidos"),
        _("No cumplidos"),
        _("Retirados"),
    )


def _row(name: str, tally: Tally, pairs: Pairs | None, url: Url) -> TallyRow:
    """Without `pairs` there is no list to lead to."""
    counts = (tally.made, tally.verified, tally.overdue, tally.not_met, tally.withdrawn)
    cells = tuple(
        Cell(
            label,
            number(count),
            _listed(pairs, status, url) if pairs is not None and count else "",
        )
        for label, status, count in zip(_labels(), OF_STATUS, counts, strict=True)
    )
    note = _("{verified} de {ripe}").format(
        verified=number(tally.verified), ripe=number(tally.ripe)
    )
    return TallyRow(
        name=name,
        cells=cells,
        share=share_text(tally),
        share_label=_share_label(),
        share_note=note if tally.ripe else "",
        width=width_of(tally.share),
    )


def _listed(pairs: Pairs, status: str, url: Url) -> str:
    asked = (*pairs, ("situacion", status)) if status else pairs
    return address_of(url("commitments"), asked)
