"""Puntajes: how a score of the index is written, wherever it is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from game.participants import MUNICIPALITY, STATE
from game.publications import Reach
from indicators.ranks import round_half_up
from indicators.report import NodeScore, Results
from server.i18n import Lazy, lazy, number, percent
from server.i18n import gettext as _
from server.pages.links import Url
from server.pages.map import MapPage, StateScore, map_page

INDEX = "index"
ANY_REACH = lazy("{reached} de {entered} participantes")
NOTHING = "—"
SAME = 1e-9
# "Primer lugar", "tercer lugar", "vigésimo primer lugar": by the last digit.
SHORTENED = frozenset({1, 3})
ELEVENTH = 11

KIND_NAMES: Mapping[str, Lazy] = {STATE: lazy("Estado"), MUNICIPALITY: lazy("Municipio")}
KIND_PLURALS: Mapping[str, Lazy] = {STATE: lazy("Estados"), MUNICIPALITY: lazy("Municipios")}
KIND_REACHES: Mapping[str, Lazy] = {
    STATE: lazy("{reached} de {entered} estados"),
    MUNICIPALITY: lazy("{reached} de {entered} municipios"),
}
KIND_MEANS: Mapping[str, Lazy] = {
    STATE: lazy("media de los estados"),
    MUNICIPALITY: lazy("media de los municipios"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline number with what it counts, and where it comes from."""

    value: str
    label: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Margin:
    """How open a provisional score is: its coverage and its bounds, short and as it is read out.

    `bounds` alone is for where the coverage stands beside it anyhow.
    """

    text: str
    bounds: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Source:
    """What numbers were published from: the snapshot and the definition, by hash and address."""

    sha256: str
    snapshot_url: str
    definition: str
    definition_url: str


def source_of(results: Results, sha256: str, url: Url) -> Source:
    """`sha256` is that of the snapshot that the results are in."""
    edition = results.definition.edition
    return Source(
        sha256,
        url("snapshot", edition=edition),
        results.definition.sha256,
        url("index_definition", edition=edition),
    )


def score_text(score: float | None, decimals: int = 1) -> str:
    """An index in 0..100 with the decimals of its edition; a dash where there is none."""
    return NOTHING if score is None else number(round_half_up(score * 100, decimals), decimals)


def trimmed(value: Decimal) -> str:
    """All its decimals but the zeros at their end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def reach_text(reach: Sequence[Reach]) -> str:
    """How many would have an index, kind by kind: 0 of 32 states, 5 of 126 municipalities."""
    return ", ".join(
        str(KIND_REACHES.get(each.kind, ANY_REACH)).format(
            reached=number(each.reached), entered=number(each.entered)
        )
        for each in reach
    )


def width_of(score: float | None) -> str:
    """The width of a bar, in percent."""
    return "0" if score is None else str(round_half_up(score * 100, 1))


def share_text(coverage: float | None) -> str:
    """A coverage as a whole percentage."""
    return NOTHING if coverage is None else percent(round_half_up(coverage, 2))


def place_text(place: int | None) -> str:
    """A place as it is said aloud, by itself: first, second..."""
    return NOTHING if place is None else _("{place}.º").format(place=number(place))


def place_before_noun(place: int | None) -> str:
    """The same before its noun, where Spanish shortens "primero" and "tercero", not "undécimo"."""
    if place is None or place % 10 not in SHORTENED or place % 100 == ELEVENTH:
        return place_text(place)
    return _("{place}.er").format(place=number(place))


def span_of(score: NodeScore) -> str:
    """How far apart the bounds are, as the width of a bar; nothing when all of it is known."""
    if score.lower is None or score.upper is None or score.upper - score.lower < SAME:
        return ""
    return str(round_half_up((score.upper - score.lower) * 100, 1))


def bounds_text(score: NodeScore, decimals: int = 1) -> str:
    """Where the score could lie if what is missing were all no, or all yes."""
    if not span_of(score):
        return ""
    return _("entre {low} y {high} según lo que falta por verificar").format(
        low=score_text(score.lower, decimals), high=score_text(score.upper, decimals)
    )


def margin_of(score: NodeScore, decimals: int = 1) -> Margin | None:
    """What stands beside a score that may yet move; nothing where all of it is known."""
    bounds = bounds_text(score, decimals)
    if not bounds:
        return None
    share = share_text(score.coverage)
    low, high = score_text(score.lower, decimals), score_text(score.upper, decimals)
    spoken = _("cobertura {share}, {bounds}").format(share=share, bounds=bounds)
    return Margin(f"{share} · {low}–{high}", f"{low}–{high}", spoken)


def possible_text(results: Results, score: NodeScore) -> str:
    """Between which places of its league a score may end; that it cannot move; nothing of none."""
    found = results.place_bounds(score.participant, score.node)
    if found is None:
        return ""
    best, worst = found
    if best == worst:
        return _("ya no puede moverse")
    return _("puede quedar del {best} al {worst}").format(
        best=place_text(best), worst=place_text(worst)
    )


def receipt_url(url: Url, edition: str, score: NodeScore) -> str:
    """Where a score tells what it is made of."""
    return url("score_receipt", edition=edition, participant=score.participant, node=score.node)


def state_map(results: Results, svg: str | None, url: Url) -> MapPage | None:
    """The states coloured by their index; None where the map was not installed."""
    scores, decimals = {}, results.definition.rules.decimals
    for entry in results.entries:
        if entry.kind == STATE:
            score = results.node_score(entry.participant, INDEX)
            margin = margin_of(score, decimals)
            scores[entry.participant] = StateScore(
                entry.name,
                url("profile", code=entry.participant),
                None if score.score is None else float(round_half_up(score.score * 100, decimals)),
                score_text(score.score, decimals),
                margin.spoken if margin else "",
            )
    return map_page(svg, _("Índice de los estados"), scores)
