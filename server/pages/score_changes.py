"""Cambio del puntaje: how an index moved between two published editions, down to each item."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from indicators.causes import Cause, Movement, Reason, movements_of, part_of, shown_change
from indicators.change import Change, Line
from indicators.change_document import Between, Edition
from indicators.matrix import AnswerState
from indicators.ranks import closing, round_half_up
from indicators.scores import number_of
from server.i18n import Lazy, lazy, list_of, locale, ngettext, number, percent
from server.i18n import gettext as _
from server.pages.links import Link, Url
from server.pages.names import node_name
from server.pages.scores import (
    INDEX,
    NOTHING,
    Figure,
    place_before_noun,
    place_text,
    receipt_url,
    score_text,
    share_text,
    trimmed,
)

# Items are told in hundredths of a point, and what is not rounded with as many digits as a receipt.
FINE: Final = 2
DIGITS: Final = Decimal("1e-10")
JSON: Final = ".json"
MOST_OPEN: Final = 12

CAUSE_NAMES: Final[Mapping[Cause, Lazy]] = {
    Cause.PERFORMANCE: lazy("Desempeño"),
    Cause.METHOD: lazy("Método"),
    Cause.COVERAGE: lazy("Cobertura"),
}
CAUSE_LEADS: Final[Mapping[Cause, Lazy]] = {
    Cause.PERFORMANCE: lazy("Lo que valen las respuestas que cuentan en las dos ediciones."),
    Cause.METHOD: lazy("Lo que la edición cambió: qué pregunta, cuánto pesa y cómo se cuenta."),
    Cause.COVERAGE: lazy(
        "Qué respuestas entran en la cuenta, por lo que no aplica, no se pregunta o se queda sin "
        "respuesta."
    ),
}
REASON_NAMES: Final[Mapping[Reason, Lazy]] = {
    Reason.IMPROVED: lazy("Mejoraron"),
    Reason.LOST: lazy("Perdieron"),
    Reason.ADDED: lazy("Se agregaron al cuestionario"),
    Reason.DROPPED: lazy("Salieron del cuestionario"),
    Reason.REWEIGHTED: lazy("Cambiaron de peso, de tema o de regla"),
    Reason.ANSWERED: lazy("Ahora tienen respuesta verificada"),
    Reason.SILENCED: lazy("Se quedaron sin respuesta verificada"),
    Reason.EXCUSED: lazy("Dejaron de aplicar"),
    Reason.APPLIES: lazy("Ahora aplican"),
    Reason.ASKED: lazy("Ahora se le preguntan"),
    Reason.UNASKED: lazy("Ya no se le preguntan"),
    Reason.OTHERS: lazy("Pesan distinto por lo que entró, salió o cambió a su lado"),
}
STATE_WORDS: Final[Mapping[AnswerState, Lazy]] = {
    AnswerState.NOT_APPLICABLE: lazy("no aplica"),
    AnswerState.NO_ANSWER: lazy("sin respuesta"),
    AnswerState.NOT_ASKED: lazy("no se preguntó"),
    AnswerState.UNKNOWN: lazy("no sabe"),
    AnswerState.OPEN: lazy("aún no se sabe si se pregunta"),
}


@dataclass(frozen=True, slots=True)
class ChangeNote:
    """The short form: how many points, why, and where all of it stands."""

    edition: str
    title: str
    text: str
    shared: str
    url: str


@dataclass(frozen=True, slots=True)
class NodeRow:
    """The index or a pillar: both scores, what lies between them and its parts."""

    name: str
    url: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MovedRow:
    """An item behind a part of a change; `then` and `now`: its factor, or how much it is of all."""

    code: str
    text: str
    url: str
    then: str
    now: str
    points: str


@dataclass(frozen=True, slots=True)
class ReasonTable:
    """The items of one reason, and what they moved together. `columns`: name, kind.

    Long lists, and those of items that nothing became of, are folded away at first.
    """

    id: str
    title: str
    caption: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[MovedRow, ...]
    total: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class CauseSection:
    """One part of a change, with its items by reason."""

    id: str
    title: str
    lead: str
    tables: tuple[ReasonTable, ...]
    lift: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Where numbers come from: a hash and its address."""

    term: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class ScoreChangePage:
    """A change between two editions; the sections are of the node that is `chosen`."""

    title: str
    kicker: str
    breadcrumb: tuple[Link, ...]
    links: tuple[Link, ...]
    figures: tuple[Figure, ...]
    text: str
    shared: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[NodeRow, ...]
    rounding: str
    nodes: tuple[Link, ...]
    chosen: str
    sections: tuple[CauseSection, ...]
    adds_up: str
    facts: tuple[Fact, ...]


def change_note(between: Between, participant: str, url: Url) -> ChangeNote:
    """What a profile says of a change."""
    change = between.change(participant, INDEX)
    address = url("score_change", code=participant, edition=between.after.code)
    return ChangeNote(
        edition=between.after.code,
        title=_("Cambio desde {edition}").format(edition=between.before.code),
        text=_sentence(between, change),
        shared=_shared(between, change),
        url=address,
    )


def score_change_page(between: Between, participant: str, node: str, url: Url) -> ScoreChangePage:
    """All of a change; the items of `node`, which is the index or a pillar of the later edition."""
    asked = _Asked(between, participant, node if node in between.changes else INDEX, url)
    index = between.change(participant, INDEX)
    chosen = between.change(participant, asked.node)
    shown = shown_change(chosen, between.decimals)
    return ScoreChangePage(
        title=_("{name}: de {before} a {after}").format(
            name=asked.name, before=between.before.code, after=between.after.code
        ),
        kicker=_("Cambio entre ediciones publicadas"),
        breadcrumb=_breadcrumb(asked),
        links=(Link(_("Este cambio en JSON"), f"{asked.address}{JSON}"),),
        figures=tuple(_figures(asked, index)),
        text=_sentence(between, index),
        shared=_shared(between, index),
        columns=_columns(between),
        rows=tuple(_node_row(asked, each) for each in between.changes),
        rounding=_rounding() if shown else "",
        nodes=tuple(_node_link(asked, each) for each in between.changes),
        chosen=asked.called(asked.node),
        sections=tuple(_section(asked, chosen, each) for each in Cause) if shown else (),
        adds_up=_adds_up(chosen) if shown else "",
        facts=tuple(_facts(asked)),
    )


class _Asked(NamedTuple):
    """Whose change is told, and of which node."""

    between: Between
    participant: str
    node: str
    url: Url

    @property
    def name(self) -> str:
        return self.between.after.results.entry(self.participant).name

    @property
    def address(self) -> str:
        return self.url("score_change", code=self.participant, edition=self.between.after.code)

    def called(self, node: str) -> str:
        return node_name(self.between.after.questionnaire, node)


def moved_text(points: Decimal, decimals: int) -> str:
    """Points with their sign, the minus as it is printed."""
    if not points:
        return number(Decimal(0), decimals)
    return f"{'+' if points > 0 else '−'}{number(abs(points), decimals)}"


def _sentence(between: Between, change: Change) -> str:
    """How much, and the parts of it that are something as they are shown."""
    lacking = [
        side.code
        for side, score in ((between.before, change.before), (between.after, change.after))
        if score is None
    ]
    if lacking:
        words = _("Sin puntaje en {editions}: no hay cambio que medir.")
        return words.format(editions=list_of(lacking))
    shown = shown_change(change, between.decimals)
    if shown is None:
        return _(
            "El cambio no puede separarse: entre las dos ediciones no hay un paso con puntaje."
        )
    parts = [
        _why(cause, part).format(points=moved_text(part, between.decimals))
        for cause, part in shown.parts.items()
        if part
    ]
    total = number(abs(shown.total), between.decimals)
    words = _verb(shown.total).format(points=total)
    return f"{words}: {list_of(parts)}." if parts else f"{words}."


def _verb(total: Decimal) -> str:
    if not total:
        return _("Quedó igual")
    return _("Subió {points} puntos") if total > 0 else _("Bajó {points} puntos")


def _why(cause: Cause, part: Decimal) -> str:
    if cause is Cause.PERFORMANCE:
        return _("{points} por lo que mejoró") if part > 0 else _("{points} por lo que perdió")
    if cause is Cause.METHOD:
        return _("{points} porque cambiaron las preguntas o su peso")
    return _("{points} porque cambió qué respuestas cuentan")


def _shared(between: Between, change: Change) -> str:
    """The change on the items of both editions, or that too little of them is known."""
    if change.shared is None:
        return _unshared(between, change)
    points = round_half_up(change.shared * 100, between.decimals)
    return _("Solo con las preguntas que están en las dos ediciones: {points}.").format(
        points=moved_text(points, between.decimals)
    )


def _unshared(between: Between, change: Change) -> str:
    """Why there is no figure on the items of both editions, where they have any."""
    overlap = change.overlap
    if overlap is None or not overlap.lacking:
        return ""
    editions = (between.before.code, between.after.code)
    told = [
        _("se conoce {share} en {edition}, y hace falta {least}").format(
            share=share_text(overlap.coverage[end] or 0.0),
            edition=editions[end],
            least=share_text(overlap.least[end]),
        )
        for end in overlap.lacking
    ]
    return _(
        "Con las preguntas que están en las dos ediciones no se mide: de ellas {shares}."
    ).format(shares=list_of(told))


def _breadcrumb(asked: _Asked) -> tuple[Link, ...]:
    edition = asked.between.after.code
    return (
        Link(_("Índice {edition}").format(edition=edition), asked.url("ranking", edition=edition)),
        Link(asked.name, asked.url("profile", code=asked.participant)),
        Link(_("Cambio desde {edition}").format(edition=asked.between.before.code), ""),
    )


def _figures(asked: _Asked, change: Change) -> Iterator[Figure]:
    """Each published score with its receipt, what lies between them, and the places."""
    between = asked.between
    scores = [
        side.results.node_score(asked.participant, INDEX)
        for side in (between.before, between.after)
    ]
    for side, score in zip((between.before, between.after), scores, strict=True):
        yield Figure(
            score_text(score.score, side.results.definition.rules.decimals),
            _("índice {edition}: su recibo").format(edition=side.code),
            url=receipt_url(asked.url, side.code, score),
        )
    shown = shown_change(change, between.decimals)
    if shown is not None:
        yield Figure(moved_text(shown.total, between.decimals), _("cambio, en puntos de 0 a 100"))
    then, now = (score.league_place for score in scores)
    before = _("en {edition}: {place}").format(edition=between.before.code, place=place_text(then))
    yield Figure(place_before_noun(now), _("lugar en su liga"), before)


def _columns(between: Between) -> tuple[tuple[str, str], ...]:
    names = (between.before.code, between.after.code, _("Cambio"), *map(str, CAUSE_NAMES.values()))
    shared = _("En preguntas comunes")
    return ((_("Puntaje"), ""), *((name, "number") for name in (*names, shared)))


def _node_row(asked: _Asked, node: str) -> NodeRow:
    """Cells with the names of their columns, for where they stand under each other."""
    between, change = asked.between, asked.between.change(asked.participant, node)
    decimals, shown = between.decimals, shown_change(change, between.decimals)
    parts = [shown.total, *shown.parts.values()] if shown else []
    moved = [moved_text(part, decimals) for part in parts] or [NOTHING] * (1 + len(Cause))
    shared = NOTHING
    if change.shared is not None:
        shared = moved_text(round_half_up(change.shared * 100, decimals), decimals)
    scores = [score_text(score, decimals) for score in (change.before, change.after)]
    labels = [label for label, _kind in _columns(between)[1:]]
    cells = zip(labels, (*scores, *moved, shared), strict=True)
    return NodeRow(asked.called(node), _items_of(asked, node), tuple(cells))


def _items_of(asked: _Asked, node: str) -> str:
    query = "" if node == INDEX else f"?pilar={node}"
    return f"{asked.address}{query}#items"


def _node_link(asked: _Asked, node: str) -> Link:
    return Link(asked.called(node), _items_of(asked, node), node == asked.node)


def _rounding() -> str:
    return _(
        "El cambio es la diferencia de los dos puntajes como se publicaron, y sus partes se "
        "redondean de modo que la suma sea esa: la que más perdió al redondear sube un paso, o la "
        "que más ganó baja uno."
    )


def _section(asked: _Asked, change: Change, cause: Cause) -> CauseSection:
    """The items behind one part, in hundredths of a point that add up to it."""
    moves = [m for m in _movements(asked, change) if m.cause is cause]
    lift = part_of(change.lift, cause) * 100 if change.lift else 0.0
    exact = part_of(change.split, cause) * 100 if change.split else 0.0
    whole = round_half_up(exact, FINE)
    points = closing([*(m.moved * 100 for m in moves), lift], whole, FINE)
    tables = tuple(
        _table(asked, change, reason, list(zip(moves, points[:-1], strict=True)))
        for reason in dict.fromkeys(m.reason for m in moves)
    )
    return CauseSection(
        id=cause.value,
        title=_section_title(asked, change, cause, whole),
        lead=str(CAUSE_LEADS[cause]) if tables else _("Nada cambió por esta causa."),
        tables=tables,
        lift=moved_text(points[-1], FINE) if points[-1] else "",
    )


def _section_title(asked: _Asked, change: Change, cause: Cause, whole: Decimal) -> str:
    """The part as the table above has it, and beside it in the hundredths that its items are in."""
    decimals = asked.between.decimals
    shown = shown_change(change, decimals)
    part = shown.parts[cause] if shown else whole
    told, fine = moved_text(part, decimals), moved_text(whole, FINE)
    if part == whole:
        return f"{CAUSE_NAMES[cause]}: {told}"
    return _("{cause}: {points} ({fine} con dos decimales)").format(
        cause=CAUSE_NAMES[cause], points=told, fine=fine
    )


def _movements(asked: _Asked, change: Change) -> tuple[Movement, ...]:
    return movements_of(asked.between.changes[change.node], change)


def _table(
    asked: _Asked, change: Change, reason: Reason, pairs: Sequence[tuple[Movement, Decimal]]
) -> ReasonTable:
    own = [(m, points) for m, points in pairs if m.reason is reason]
    cause = own[0][0].cause
    is_share = cause is Cause.METHOD or reason is Reason.OTHERS
    then, now = asked.between.before.code, asked.between.after.code
    what = _("Porción en {edition}") if is_share else _("Valor en {edition}")
    count = ngettext("{n} reactivo", "{n} reactivos", len(own)).format(n=number(len(own)))
    return ReasonTable(
        id=f"{cause.value}-{reason.value}",
        title=f"{REASON_NAMES[reason]} ({count})",
        caption=_caption(is_share).format(cause=CAUSE_NAMES[cause], reason=REASON_NAMES[reason]),
        columns=(
            (_("Reactivo"), ""),
            (what.format(edition=then), "number"),
            (what.format(edition=now), "number"),
            (_("Puntos"), "number"),
        ),
        rows=tuple(_moved_row(asked, change, m.line, points, is_share) for m, points in own),
        total=moved_text(sum((points for _m, points in own), Decimal(0)), FINE),
        is_open=len(own) <= MOST_OPEN and reason is not Reason.OTHERS,
    )


def _caption(is_share: bool) -> str:
    if is_share:
        return _("{cause} · {reason}: su porción del puntaje y los puntos que movieron")
    return _("{cause} · {reason}: su valor, de 0 a 1, y los puntos que movieron")


def _moved_row(
    asked: _Asked, change: Change, line: Line, points: Decimal, is_share: bool
) -> MovedRow:
    """An item that both editions have is told as the later one asks it."""
    between = asked.between
    side, codes = (between.after, line.after) if line.after else (between.before, line.before)
    item = side.questionnaire.item(codes[0])
    topic = receipt_url(
        asked.url, side.code, side.results.node_score(asked.participant, item.topic)
    )
    told = _share_of if is_share else _value_of
    return MovedRow(
        code=list_of(codes),
        text=item.text.of(locale()),
        url=f"{topic}#item-{item.code}",
        then=told(between.before, asked.participant, change.node, line.before),
        now=told(between.after, asked.participant, change.node, line.after),
        points=moved_text(points, FINE),
    )


def _share_of(side: Edition, participant: str, node: str, items: Sequence[str]) -> str:
    """How much of the node some items are together."""
    scores = side.results.scores
    if not items or node not in scores.nodes:
        return NOTHING
    shares = scores.shares(node)[scores.row(participant)]
    share = sum(float(shares[scores.items.index(item)]) for item in items)
    return percent(round_half_up(share, 4), 2)


def _value_of(side: Edition, participant: str, node: str, items: Sequence[str]) -> str:
    """What each of some items counts as, or why it does not."""
    scores = side.results.scores
    row = scores.row(participant)
    told = []
    for item in items:
        state = AnswerState(scores.matrix.states[row, scores.matrix.items.index(item)])
        factor = number_of(scores.factors[row, scores.items.index(item)])
        known = "" if factor is None else trimmed(round_half_up(factor, 4))
        word = "" if state is AnswerState.ANSWERED else str(STATE_WORDS[state])
        told.append(f"{known} ({word})" if known and word else known or word)
    return list_of(told) if told else NOTHING


def _adds_up(change: Change) -> str:
    """That the parts are the change, to every digit that is told."""
    total, split = change.total, change.split
    if total is None or split is None:
        return ""
    return _(
        "Sin redondear, las tres partes suman {total} y la diferencia entre los puntajes es "
        "{change}: es la misma cifra."
    ).format(total=_exact(split.total), change=_exact(total))


def _exact(share: float) -> str:
    points = (Decimal(repr(share)) * 100).quantize(DIGITS, ROUND_HALF_UP)
    return trimmed(points).replace("-", "−")


def _facts(asked: _Asked) -> Iterator[Fact]:
    for side in (asked.between.before, asked.between.after):
        yield Fact(
            _("Instantánea {edition}, SHA-256").format(edition=side.code),
            side.sha256,
            asked.url("snapshot", edition=side.code),
        )
        yield Fact(
            _("Definición del índice {edition}, SHA-256").format(edition=side.code),
            side.results.definition.sha256,
            asked.url("index_definition", edition=side.code),
        )
