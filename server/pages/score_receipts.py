"""Recibo del puntaje: what a published number is made of, finished for its template."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from game.editions import Edition
from game.questionnaire import Item, Pillar, Questionnaire
from game.reviews import Verdict
from indicators.given import PublicEvidence, PublishedAnswer
from indicators.matrix import AnswerState
from indicators.ranks import closing, round_half_up
from indicators.receipt import Line, Part, Receipt
from indicators.receipt_document import Told
from indicators.report import NodeScore
from indicators.scale import exact_text, scale_text
from indicators.tree import Method
from server.days import today_of
from server.i18n import Lazy, day, lazy, locale, moment, ngettext, number, percent
from server.i18n import gettext as _
from server.pages.lines import Line as AnswerLine
from server.pages.lines import legible
from server.pages.links import Link, Url
from server.pages.names import node_name
from server.pages.reviews import VERDICT_NAMES
from server.pages.score_bounds import bounds_texts
from server.pages.scores import (
    INDEX,
    NOTHING,
    Figure,
    bounds_text,
    place_before_noun,
    possible_text,
    score_text,
    share_text,
    span_of,
    trimmed,
    width_of,
)
from server.people import ROLE_NAMES, Role

# Digits of a number that is told unrounded: those behind are noise of the machine.
DIGITS: Final = Decimal("1e-8")
# What each part gives is told in hundredths of a point.
FINE: Final = 2
METHODS: Final[Mapping[Method, Lazy]] = {
    Method.MEAN: lazy("Media ponderada: cada parte cuenta según su peso."),
    Method.LEAF_MEAN: lazy(
        "Media de todos los reactivos que hay debajo, cada uno con su peso: las partes de la tabla "
        "solo los agrupan."
    ),
    Method.POINTS: lazy(
        "Puntos entre el máximo posible: cada reactivo suma su peso por lo que vale su respuesta, "
        "y las partes de la tabla solo los agrupan."
    ),
    Method.GEOMETRIC: lazy(
        "Media geométrica: cada parte se eleva a su peso, así que la que va peor cuenta más de lo "
        "que dice su peso."
    ),
    Method.HARMONIC: lazy(
        "Media armónica: se promedian los inversos, así que la parte que va peor cuenta más de lo "
        "que dice su peso."
    ),
}
REASONS: Final[Mapping[AnswerState, Lazy]] = {
    AnswerState.NOT_APPLICABLE: lazy("No aplica, y se aceptó que no aplica"),
    AnswerState.NO_ANSWER: lazy("Sin respuesta firmada"),
    AnswerState.NOT_ASKED: lazy("No se le preguntó: no le toca, o depende de otra respuesta"),
    AnswerState.UNKNOWN: lazy("Respondió que no sabe"),
    AnswerState.OPEN: lazy(
        "Aún no se sabe si se le pregunta: depende de otra respuesta, que no está verificada"
    ),
}
UNDECIDED: Final = lazy("Sin dictamen: se respondió y nadie lo verificó")
UNACCEPTED: Final = lazy("Una respuesta devuelta o rechazada cuenta cero")


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a node in the table that adds up; `url` leads to its own receipt, or its card."""

    name: str
    url: str
    value: str
    weight: str
    share: str
    contribution: str
    note: str


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A document that proves an answer. `sha256` of a file; `url` of a page of the web."""

    title: str
    page: str
    url: str
    sha256: str
    note: str


@dataclass(frozen=True, slots=True)
class ItemCard:
    """An item of a topic, from its question to its rule. `code` of `verdict` chooses its look."""

    id: str
    code: str
    text: str
    contribution: str
    product: str
    width: str
    answer: tuple[AnswerLine, ...]
    verdict: str
    verdict_code: str
    verified: str
    reason: str
    evidence: tuple[EvidenceLine, ...]
    no_evidence: str
    rule: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item somewhere below a node; its card is on the receipt of its topic."""

    code: str
    text: str
    url: str
    factor: str
    share: str
    contribution: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Items that left for the same reason, each a way to its card."""

    reason: str
    items: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A term with its text, and where it leads."""

    term: str
    text: str
    url: str = ""
    is_hash: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """The score as it is drawn, with its bounds where they are open."""

    width: str
    low: str
    span: str
    text: str


@dataclass(frozen=True, slots=True)
class ScoreReceiptPage:
    """A published number and everything it was made from. `total` closes the table of `parts`."""

    title: str
    kicker: str
    pillar: str
    breadcrumb: tuple[Link, ...]
    links: tuple[Link, ...]
    figures: tuple[Figure, ...]
    bar: Bar
    erratum: str
    pending: str
    how: str
    how_url: str
    columns: tuple[tuple[str, str], ...]
    parts: tuple[PartRow, ...]
    lift: str
    total: str
    rounding: str
    adds_up: str
    cards: tuple[ItemCard, ...]
    rows_title: str
    item_columns: tuple[tuple[str, str], ...]
    rows: tuple[ItemRow, ...]
    left: tuple[LeftOut, ...]
    bounds: tuple[str, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Issue:
    """What was published, when, and as which number: above one it is an erratum with its note."""

    told: Told
    rules: Edition
    number: int
    note: str
    at: datetime


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """The number that is asked about."""

    issue: Issue
    participant: str
    receipt: Receipt
    score: NodeScore
    url: Url

    @property
    def told(self) -> Told:
        return self.issue.told

    @property
    def questionnaire(self) -> Questionnaire:
        return self.told.questionnaire

    @property
    def node(self) -> str:
        return self.receipt.node

    @property
    def name(self) -> str:
        return self.told.results.entry(self.participant).name

    @property
    def decimals(self) -> int:
        return self.told.results.definition.rules.decimals

    def to(self, node: str) -> str:
        """The receipt of another number of the same government."""
        edition = self.issue.rules.code
        return self.url("score_receipt", edition=edition, participant=self.participant, node=node)

    def to_item(self, line: Line) -> str:
        """The card of an item, on the receipt of the node it stands in."""
        return f"{self.to(line.path[-1]) if line.path else ''}#item-{line.item}"


def score_receipt_page(issue: Issue, participant: str, node: str, url: Url) -> ScoreReceiptPage:
    """The receipt of one number. A `KeyError` where the snapshot has no such number."""
    told = issue.told
    receipt = told.receipt(participant, node)
    score = told.results.node_score(participant, node)
    asked = _Asked(issue, participant, receipt, score, url)
    edition = issue.rules.code
    own = tuple(line for line in receipt.lines if not line.path)
    below = tuple(line for line in receipt.lines if line.path)
    name = node_name(told.questionnaire, node)
    *parts, lift = _closed([*(part.contribution for part in receipt.parts), receipt.parts_lift])
    *rows, _rest = _closed([*(line.contribution for line in below), receipt.lift])
    return ScoreReceiptPage(
        title=f"{asked.name}: {name}",
        kicker=_("Recibo del puntaje, edición {edition}").format(edition=edition),
        pillar=_pillar_code(told.questionnaire, node),
        breadcrumb=_breadcrumb(asked),
        links=_links(asked),
        figures=_figures(asked),
        bar=Bar(
            width_of(score.score),
            width_of(score.lower),
            span_of(score),
            f"{name}: {_shown(asked)}",
        ),
        erratum=_erratum(issue),
        pending=_pending(asked),
        how=str(METHODS[told.results.scores.node(node).method]),
        how_url=f"{url('method', edition=edition)}#index-rules",
        columns=_columns(_("Puntaje") if below else _("Factor")),
        parts=tuple(_part_row(asked, *each) for each in zip(receipt.parts, parts, strict=True)),
        lift=lift if receipt.parts_lift else "",
        total=_points(receipt.parts_total) if score.score is not None else "",
        rounding=_rounding() if score.score is not None else "",
        adds_up=_adds_up(asked),
        cards=tuple(_card(asked, line) for line in own),
        rows_title=_rows_title(len(below)) if below else "",
        item_columns=_item_columns(),
        rows=tuple(_row(asked, *each) for each in zip(below, rows, strict=True)),
        left=tuple(_left_out(asked)),
        bounds=tuple(bounds_texts(told.results, score, receipt)),
        facts=tuple(_facts(asked)),
    )


def _pillar_of(questionnaire: Questionnaire, node: str) -> Pillar | None:
    """The pillar that a node is, or is in."""
    for pillar in questionnaire.pillars:
        if node in {pillar.code, *(topic.code for topic in pillar.topics)}:
            return pillar
    return None


def _pillar_code(questionnaire: Questionnaire, node: str) -> str:
    pillar = _pillar_of(questionnaire, node)
    return pillar.code if pillar else ""


def _breadcrumb(asked: _Asked) -> tuple[Link, ...]:
    edition, pillar = asked.issue.rules.code, _pillar_of(asked.questionnaire, asked.node)
    above = [INDEX] if asked.node != INDEX else []
    if pillar is not None and pillar.code != asked.node:
        above.append(pillar.code)
    return (
        Link(_("Índice {edition}").format(edition=edition), asked.url("ranking", edition=edition)),
        Link(asked.name, asked.url("profile", code=asked.participant)),
        *(Link(_receipt_name(asked, code), asked.to(code)) for code in above),
        Link(_receipt_name(asked, asked.node), ""),
    )


def _receipt_name(asked: _Asked, node: str) -> str:
    return _("Recibo: {score}").format(score=node_name(asked.questionnaire, node))


def _links(asked: _Asked) -> tuple[Link, ...]:
    edition = asked.issue.rules.code
    return (
        Link(_("Este recibo en JSON"), f"{asked.to(asked.node)}.json"),
        Link(_("Cómo se mide"), asked.url("method", edition=edition)),
    )


def _figures(asked: _Asked) -> tuple[Figure, ...]:
    score = asked.score
    limit = asked.told.results.scores.threshold(asked.node)
    least = _("mínimo para tener puntaje: {share}").format(share=share_text(limit))
    low, high = _between(asked)
    is_open = bool(span_of(score))
    missing = _("lo que falta, todo en no o todo en sí") if is_open else _("nada por verificar")
    return (
        Figure(_shown(asked), _("puntaje, de 0 a 100"), _unrounded(score.score)),
        Figure(
            place_before_noun(score.league_place),
            _league(asked),
            possible_text(asked.told.results, score),
        ),
        Figure(share_text(score.coverage), _("cobertura"), least if limit else ""),
        Figure(f"{low}–{high}" if is_open else low, _("cotas"), missing),
    )


def _between(asked: _Asked) -> tuple[str, str]:
    """The bounds."""
    low, high = asked.score.lower, asked.score.upper
    return score_text(low, asked.decimals), score_text(high, asked.decimals)


def _shown(asked: _Asked) -> str:
    return score_text(asked.score.score, asked.decimals)


def _unrounded(score: float | None) -> str:
    if score is None:
        return ""
    return _("sin redondear: {score}").format(score=_exact(score))


def _exact(share: float) -> str:
    """A share of one in points of a hundred with all its digits, without the noise behind them."""
    points = (Decimal(repr(share)) * 100).quantize(DIGITS, ROUND_HALF_UP)
    return trimmed(points)


def _league(asked: _Asked) -> str:
    league = asked.told.results.entry(asked.participant).league
    names = {each.code: each.name.of(locale()) for each in asked.issue.rules.leagues}
    return _("lugar en {league}").format(league=names.get(league, league))


def _erratum(issue: Issue) -> str:
    if issue.number == 1:
        return ""
    return _("Publicación n.º {number}, que corrige la anterior: {note}").format(
        number=number(issue.number), note=issue.note
    )


def _pending(asked: _Asked) -> str:
    if asked.score.score is not None:
        return ""
    if asked.score.coverage is None:
        is_asked_nothing = asked.score.lower is None
        return (
            _("Nada de esto se le preguntó.")
            if is_asked_nothing
            else _("No tiene puntaje: aún no se sabe si algo de esto se le pregunta.")
        )
    return _(
        "No tiene puntaje propio: se conoce {share} de lo que se le preguntó y hace falta {limit}. "
        "Abajo está lo que se conoce."
    ).format(
        share=share_text(asked.score.coverage),
        limit=share_text(asked.told.results.scores.threshold(asked.node)),
    )


def _columns(value: str) -> tuple[tuple[str, str], ...]:
    return (
        (_("Parte"), ""),
        (value, "number"),
        (_("Peso"), "number"),
        (_("Porción"), "number"),
        (_("Aporta"), "number"),
    )


def _item_columns() -> tuple[tuple[str, str], ...]:
    return (
        (_("Reactivo"), ""),
        (_("Factor"), "number"),
        (_("Porción"), "number"),
        (_("Aporta"), "number"),
    )


def _closed(given: Sequence[float]) -> Iterator[str]:
    """Contributions in points as a column shows them: they add up to their sum as it is shown."""
    points = [each * 100 for each in given]
    for each in closing(points, round_half_up(sum(points), FINE), FINE):
        yield number(each, FINE)


def _rounding() -> str:
    return _(
        "Lo que aporta cada parte se redondea de modo que la columna sume lo que dice; así puede "
        "diferir en un centésimo de lo que se lee en otro lado. El JSON trae todos los decimales."
    )


def _part_row(asked: _Asked, part: Part, points: str) -> PartRow:
    if part.is_item:
        name, url = part.code, f"#item-{part.code}"
        note = asked.questionnaire.item(part.code).text.of(locale())
        value = NOTHING if part.value is None else _factor(part.value)
    else:
        name, url = node_name(asked.questionnaire, part.code), asked.to(part.code)
        own = asked.told.results.node_score(asked.participant, part.code)
        note = _part_note(part, own, asked.decimals)
        value = score_text(part.value, asked.decimals)
    return PartRow(
        name=name,
        url=url,
        value=value,
        weight=exact_text(part.weight),
        share=_share(part.share),
        contribution=points,
        note=note,
    )


def _part_note(part: Part, own: NodeScore, decimals: int) -> str:
    """Why a part left or has no score of its own; otherwise how open it is."""
    if part.value is None:
        return _("no cuenta: nada de ella se preguntó o se conoce")
    if own.score is None:
        return _("sin puntaje propio (cobertura {share}), pero lo que se conoce cuenta").format(
            share=share_text(own.coverage)
        )
    return bounds_text(own, decimals)


def _adds_up(asked: _Asked) -> str:
    """That the contributions are the number, to every digit that is told."""
    if asked.score.score is None:
        return ""
    return _(
        "Lo que aportan suma {total}, y el puntaje sin redondear es {score}: es la misma cifra."
    ).format(total=_exact(asked.receipt.total), score=_exact(asked.score.score))


def _card(asked: _Asked, line: Line) -> ItemCard:
    item, given = asked.questionnaire.item(line.item), asked.told.answers.get(line.item)
    return ItemCard(
        id=f"item-{line.item}",
        code=line.item,
        text=item.text.of(locale()),
        contribution=_contributed(line),
        product=_product(line),
        width=width_of(line.factor),
        answer=legible(item, given.answer) if given else (),
        **_verdict(given),
        evidence=tuple(map(_evidence, given.evidence)) if given else (),
        no_evidence=_("No cita evidencia.") if given and not given.evidence else "",
        rule=_rule(item, line, given),
    )


def _contributed(line: Line) -> str:
    if line.factor is None:
        return _("no cuenta")
    return _("aporta {points} de {most}").format(
        points=_points(line.contribution), most=_points(line.weight)
    )


def _product(line: Line) -> str:
    """How the contribution of an item comes about; nothing where there is none."""
    if line.factor is None or not line.weight:
        return ""
    return _("{factor} × {share} = {points} puntos").format(
        factor=_factor(line.factor), share=_share(line.weight), points=_points(line.contribution)
    )


def _verdict(given: PublishedAnswer | None) -> dict[str, str]:
    """The verdict in words: from which seat and when. It names nobody."""
    if given is None or given.verdict is None or given.at is None:
        return dict.fromkeys(("verdict", "verdict_code", "verified", "reason"), "")
    return {
        "verdict": str(VERDICT_NAMES[given.verdict]),
        "verdict_code": given.verdict.value,
        "verified": _("{seat}, {day}").format(seat=_seat(given), day=day(today_of(given.at))),
        "reason": given.reason,
    }


def _seat(given: PublishedAnswer) -> str:
    """The role, the title of the seat where it says more, and its number."""
    role = ROLE_NAMES[Role.VERIFIER]
    is_named = given.seat_title not in {"", role.message, str(role)}
    name = f"{role}, {given.seat_title}" if is_named else str(role)
    if given.seat is None:
        return name
    return _("{seat} (cargo n.º {number})").format(seat=name, number=given.seat)


def _evidence(each: PublicEvidence) -> EvidenceLine:
    return EvidenceLine(
        title=each.title,
        page=each.page,
        url=each.url,
        sha256=each.sha256,
        note=_("se mostró con la réplica") if each.by_reply else "",
    )


def _rule(item: Item, line: Line, given: PublishedAnswer | None) -> str:
    """The rule that gave the factor, in words."""
    if line.state is AnswerState.ANSWERED:
        if given and given.verdict not in {None, Verdict.ACCEPTED}:
            return f"{UNACCEPTED}."
        return scale_text(item, locale())
    reason = _reason(line, given)
    if line.factor is None:
        return _("{reason}: sale de la cuenta.").format(reason=reason)
    return _("{reason}: cuenta {factor}.").format(reason=reason, factor=_factor(line.factor))


def _reason(line: Line, given: PublishedAnswer | None) -> str:
    if line.state is AnswerState.NO_ANSWER and given is not None:
        return str(UNDECIDED)
    return str(REASONS[line.state])


def _rows_title(count: int) -> str:
    words = ngettext("El reactivo de debajo", "Los {n} reactivos de debajo, uno por uno", count)
    return words.format(n=number(count))


def _row(asked: _Asked, line: Line, points: str) -> ItemRow:
    return ItemRow(
        code=line.item,
        text=asked.questionnaire.item(line.item).text.of(locale()),
        url=asked.to_item(line),
        factor=NOTHING if line.factor is None else _factor(line.factor),
        share=_share(line.weight),
        contribution=points,
    )


def _left_out(asked: _Asked) -> Iterator[LeftOut]:
    """What does not count, by reason, in the order in which the reasons come up."""
    left: dict[str, list[Link]] = {}
    for line in asked.receipt.lines:
        if line.factor is None:
            reason = _reason(line, asked.told.answers.get(line.item))
            left.setdefault(reason, []).append(Link(line.item, asked.to_item(line)))
    for reason, links in left.items():
        yield LeftOut(f"{reason} ({number(len(links))})", tuple(links))


def _facts(asked: _Asked) -> Iterator[Fact]:
    issue, edition = asked.issue, asked.issue.rules.code
    definition = asked.told.results.definition
    yield Fact(_("Publicado"), moment(issue.at))
    yield Fact(
        _("Instantánea, SHA-256"),
        asked.told.sha256,
        asked.url("snapshot", edition=edition),
        is_hash=True,
    )
    yield Fact(
        _("Definición del índice, SHA-256"),
        definition.sha256,
        asked.url("index_definition", edition=edition),
        is_hash=True,
    )
    yield Fact(_("Versión del cuestionario, SHA-256"), definition.version, is_hash=True)


def _share(share: float) -> str:
    return percent(round_half_up(share, 4), 2)


def _points(share: float) -> str:
    return number(round_half_up(share * 100, FINE), FINE)


def _factor(factor: float) -> str:
    return trimmed(round_half_up(factor, 4))
