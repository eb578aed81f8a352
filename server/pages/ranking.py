"""Índice: the published index of an edition, league by league, finished for its template."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from game.editions import Edition
from game.participants import alphabetical
from game.questionnaire import Pillar, Questionnaire
from indicators.canonical import decimal_text
from indicators.firmness import Firmness
from indicators.groups import by_kind
from indicators.report import Entry, NodeScore, Results
from server.i18n import gettext as _
from server.i18n import list_of, locale, moment, ngettext, number
from server.pages.intervals import (
    Interval,
    IntervalsNote,
    band_heads,
    interval_of,
    intervals_note,
)
from server.pages.links import Link, Url
from server.pages.map import MapPage
from server.pages.scores import (
    INDEX,
    KIND_MEANS,
    KIND_NAMES,
    Figure,
    Margin,
    Source,
    margin_of,
    receipt_url,
    score_text,
    share_text,
    source_of,
    span_of,
    state_map,
    width_of,
)


@dataclass(frozen=True, slots=True)
class PillarCell:
    """The score of one pillar in a row of the ranking."""

    code: str
    name: str
    text: str
    width: str
    low: str
    span: str
    url: str
    margin: Margin | None


@dataclass(frozen=True, slots=True)
class RankingRow:
    """One government of the ranking; `band` is the heading over it where a band begins."""

    band: str
    place: str
    name: str
    url: str
    score: str
    receipt_url: str
    margin: Margin | None
    interval: Interval | None
    pillars: tuple[PillarCell, ...]
    coverage: str


@dataclass(frozen=True, slots=True)
class Erratum:
    """That what was published was put right, or is being looked at again, and where it is told."""

    title: str
    reason: str
    link: Link


@dataclass(frozen=True, slots=True)
class RankingPage:
    """The published index of one league, and the map of the states."""

    title: str
    edition: str
    lead: str
    figures: tuple[Figure, ...]
    leagues: tuple[Link, ...]
    editions: tuple[Link, ...]
    league: str
    columns: tuple[tuple[str, str], ...]
    interval: str
    coverage: str
    intervals: IntervalsNote | None
    rows: tuple[RankingRow, ...]
    margins: str
    unranked: str
    map: MapPage | None
    source: Source
    published: str
    erratum: Erratum | None
    downloads: tuple[Link, ...]


def ranking_page(
    edition: Edition,
    questionnaire: Questionnaire,
    results: Results,
    firmness: Firmness,
    *,
    league: str,
    editions: Sequence[str],
    sha256: str,
    published_at: datetime,
    erratum: tuple[str, bool] | None,
    svg: str | None,
    url: Url,
    may_export: bool,
) -> RankingPage:
    """The rows of one league, best first; whoever has no index stands in a sentence below.

    `erratum`: the reason of one, and whether it is still open.
    """
    ranked, missing = _ranked(results, league)
    names = {each.code: each.name.of(locale()) for each in edition.leagues}
    called = {entry.participant: entry.name for _score, entry in ranked}
    heads = band_heads(firmness, called)
    rows = tuple(
        _row(score, entry, questionnaire.pillars, (results, firmness), heads, url)
        for score, entry in ranked
    )
    return RankingPage(
        title=_("Índice {edition}").format(edition=edition.code),
        edition=edition.code,
        lead=edition.name.of(locale()),
        figures=_headlines(edition, results),
        leagues=tuple(
            Link(name, url("ranking", edition=edition.code) + f"?liga={code}", code == league)
            for code, name in names.items()
        ),
        editions=tuple(
            Link(code, url("ranking", edition=code), code == edition.code) for code in editions
        ),
        league=names[league],
        columns=_columns(questionnaire),
        interval=_("Intervalo del lugar"),
        coverage=_("Cobertura"),
        intervals=intervals_note(firmness, league, called, edition.code, url),
        rows=rows,
        margins=_margins(rows),
        unranked=_without_index(missing),
        map=state_map(results, svg, url),
        source=source_of(results, sha256, url),
        published=_("Publicado el {day}").format(day=moment(published_at)),
        erratum=_erratum(edition.code, *erratum, url) if erratum else None,
        downloads=_downloads(edition.code, url, may_export=may_export),
    )


def ranking_table(
    edition: Edition, questionnaire: Questionnaire, results: Results, firmness: Firmness
) -> Iterator[tuple[str, ...]]:
    """Everybody of every league, the header first, with all digits; nothing where there is none.

    Scores, coverage and bounds are from 0 to 1, of the index and of every node below it.
    """
    nodes = results.scores.nodes
    yield (
        *(_("Liga"), _("Clave"), _("Gobierno"), _("Tipo"), _("Lugar")),
        *(_("Intervalo, desde"), _("Intervalo, hasta")),
        *(title for node in nodes for title in _titles(node, questionnaire)),
    )
    for league in edition.leagues:
        ranked, missing = _ranked(results, league.code)
        unranked = sorted(missing, key=lambda entry: alphabetical(entry.name))
        for entry in (*(entry for _score, entry in ranked), *unranked):
            place = results.node_score(entry.participant, INDEX).league_place
            standing = firmness.standings.get(entry.participant)
            yield (
                league.name.of(locale()),
                entry.participant,
                entry.name,
                str(KIND_NAMES.get(entry.kind, entry.kind)),
                str(place or ""),
                *((str(standing.low), str(standing.high)) if standing else ("", "")),
                *(
                    text
                    for node in nodes
                    for text in _digits(results.node_score(entry.participant, node))
                ),
            )


def _titles(node: str, questionnaire: Questionnaire) -> Iterator[str]:
    """The headers of a node: how it is called, and what is told of it."""
    names = {
        **{each.code: each.name for each in questionnaire.pillars},
        **{each.code: each.name for each in questionnaire.topics},
    }
    called = f"{node} {names[node].of(locale())}" if node in names else node
    name = _("Índice") if node == INDEX else called
    yield _("{name} (de 0 a 1)").format(name=name)
    for told in (_("cobertura"), _("cota inferior"), _("cota superior")):
        yield f"{name}: {told}"


def _digits(score: NodeScore) -> Iterator[str]:
    for value in (score.score, score.coverage, score.lower, score.upper):
        yield "" if value is None else decimal_text(value)


def _ranked(
    results: Results, league: str
) -> tuple[list[tuple[NodeScore, Entry]], tuple[Entry, ...]]:
    """Those with an index by place, equals by name; and those without one."""
    scored = [
        (results.node_score(entry.participant, INDEX), entry)
        for entry in results.entries
        if entry.league == league
    ]
    ranked = [pair for pair in scored if pair[0].league_place is not None]
    missing = tuple(entry for score, entry in scored if score.league_place is None)
    return sorted(
        ranked, key=lambda pair: (pair[0].league_place or 0, alphabetical(pair[1].name))
    ), missing


def _headlines(edition: Edition, results: Results) -> tuple[Figure, ...]:
    means = {each.group: each for each in by_kind(results, INDEX)}
    return (
        *(
            Figure(
                score_text(means[kind].mean, results.definition.rules.decimals),
                str(KIND_MEANS.get(kind, kind)),
                ngettext("{n} con índice", "{n} con índice", means[kind].count).format(
                    n=number(means[kind].count)
                ),
            )
            for kind in edition.kinds
            if kind in means
        ),
        Figure(number(len(results.entries)), _("gobiernos inscritos")),
    )


def _columns(questionnaire: Questionnaire) -> tuple[tuple[str, str], ...]:
    return (
        (_("Lugar"), "number"),
        (_("Gobierno"), ""),
        (_("Índice"), "number"),
        (_("Intervalo del lugar"), "interval"),
        *((pillar.name.of(locale()), "number") for pillar in questionnaire.pillars),
        (_("Cobertura"), "number"),
    )


def _row(
    score: NodeScore,
    entry: Entry,
    pillars: Iterable[Pillar],
    published: tuple[Results, Firmness],
    heads: Mapping[str, str],
    url: Url,
) -> RankingRow:
    results, firmness = published
    standing = firmness.standings.get(entry.participant)
    decimals = results.definition.rules.decimals
    cells = [(p, results.node_score(entry.participant, p.code)) for p in pillars]
    edition = results.definition.edition
    return RankingRow(
        band=heads.get(entry.participant, ""),
        place=number(score.league_place or 0),
        name=entry.name,
        url=url("profile", code=entry.participant),
        score=score_text(score.score, decimals),
        receipt_url=receipt_url(url, edition, score),
        margin=margin_of(score, decimals),
        interval=interval_of(firmness, standing) if standing else None,
        pillars=tuple(
            PillarCell(
                pillar.code,
                pillar.name.of(locale()),
                score_text(found.score, decimals),
                width_of(found.score),
                width_of(found.lower),
                span_of(found),
                receipt_url(url, edition, found),
                margin_of(found, decimals),
            )
            for pillar, found in cells
        ),
        coverage=share_text(score.coverage),
    )


def _margins(rows: Sequence[RankingRow]) -> str:
    """What stands under the scores that may yet move; nothing where none does."""
    if not any(row.margin for row in rows):
        return ""
    return _(
        "Bajo cada puntaje que aún puede moverse está entre qué valores puede quedar según lo que "
        "falta por verificar y, en los pilares, su cobertura."
    )


def _without_index(missing: Sequence[Entry]) -> str:
    if not missing:
        return ""
    return _("Sin índice por falta de respuestas verificadas: {names}.").format(
        names=list_of(sorted((entry.name for entry in missing), key=alphabetical))
    )


def _erratum(edition: str, reason: str, is_open: bool, url: Url) -> Erratum:
    title = (
        _("Hay una fe de erratas abierta: lo publicado se está revisando")
        if is_open
        else _("Con fe de erratas: corrige lo que se publicó antes")
    )
    link = Link(_("Qué cambió, y cada instantánea"), url("errata", edition=edition))
    return Erratum(title, reason, link)


def _downloads(edition: str, url: Url, *, may_export: bool) -> tuple[Link, ...]:
    downloads = [
        Link(_("Tabla (CSV)"), url("ranking_table", edition=edition)),
        Link(_("Datos publicados (JSON)"), url("snapshot", edition=edition)),
        Link(_("Datos abiertos (ZIP)"), url("open_data_latest", edition=edition)),
    ]
    downloads.append(Link(_("Todas las respuestas (Excel)"), url("public_export", edition=edition)))
    if may_export:
        downloads.append(Link(_("Libro de Excel"), url("export", edition=edition)))
    return tuple(downloads)
