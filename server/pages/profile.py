"""Gobierno: what is public about one government, finished for its template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from game.commitments import Status
from game.editions import Edition
from game.participants import MUNICIPALITY, Participant
from game.questionnaire import Questionnaire, Topic
from indicators.firmness import Firmness
from indicators.ranks import round_half_up
from indicators.receipt import Receipt
from indicators.report import NodeScore, Results
from indicators.targets import Gain
from server.i18n import gettext as _
from server.i18n import locale, ngettext, number
from server.pages.badges import BadgesPanel
from server.pages.boards import frozen_line
from server.pages.intervals import profile_text
from server.pages.links import Link, Url
from server.pages.peers import PeersPanel
from server.pages.reopenings import Reopened, ReopenedLine, reopened_lines
from server.pages.score_changes import ChangeNote
from server.pages.scores import (
    INDEX,
    KIND_NAMES,
    Figure,
    Margin,
    Source,
    bounds_text,
    margin_of,
    place_before_noun,
    place_text,
    possible_text,
    receipt_url,
    score_text,
    share_text,
    source_of,
    span_of,
    width_of,
)
from server.pages.targets import TargetsPanel

MOST_LISTED = 8


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The newest published results that a government is in, and what they say of it.

    `undecided`: the items it answered that nobody decided on.
    """

    edition: Edition
    sha256: str
    questionnaire: Questionnaire
    results: Results
    firmness: Firmness
    receipt: Receipt
    gains: Sequence[Gain]
    undecided: frozenset[str]

    @property
    def decimals(self) -> int:
        return self.results.definition.rules.decimals

    def score(self, node: str) -> NodeScore:
        """What the government has in one node."""
        return self.results.node_score(self.receipt.participant, node)


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic of a profile; `links` lead to those of its items that stand further down."""

    name: str
    text: str
    width: str
    url: str
    receipt_url: str
    note: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class PillarPanel:
    """A pillar of a profile with its topics; `low` and `span` draw the bounds."""

    code: str
    name: str
    score: str
    receipt_url: str
    width: str
    low: str
    span: str
    coverage: str
    note: str
    topics: tuple[TopicRow, ...]


@dataclass(frozen=True, slots=True)
class Practice:
    """An item in a list of strengths or gaps."""

    id: str
    code: str
    topic: str
    text: str
    pillar: str
    pillar_name: str
    score: str
    receipt_url: str
    note: str


@dataclass(frozen=True, slots=True)
class Practices:
    """Strengths or gaps, and in which order they stand."""

    title: str
    lead: str
    rows: tuple[Practice, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """The index of one published edition."""

    edition: str
    url: str
    score: str
    receipt_url: str
    margin: Margin | None
    coverage: str
    place: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What published results say beside those before and those of others; changes newest first."""

    changes: tuple[ChangeNote, ...] = ()
    peers: PeersPanel | None = None
    targets: TargetsPanel | None = None


NOTHING_BESIDE = Beside()


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """What is public about one government. `edition` is the newest one with its results.

    `change` is the one into that edition, `changes` are those before.
    """

    name: str
    kind: str
    facts: tuple[Figure, ...]
    edition: str
    firmness: Link | None
    pending: str
    change: ChangeNote | None
    peers: PeersPanel | None
    targets: TargetsPanel | None
    panels: tuple[PillarPanel, ...]
    strengths: Practices | None
    gaps: Practices | None
    history: tuple[Past, ...]
    changes: tuple[Link, ...]
    links: tuple[Link, ...]
    source: Source | None
    badges: tuple[BadgesPanel, ...]
    reopened: tuple[ReopenedLine, ...]
    frozen_text: str


def profile_page(
    participant: Participant,
    state: str,
    measured: Measured | None,
    past: Sequence[tuple[str, Results]],
    beside: Beside,
    *,
    board: tuple[str, str] | None,
    commitments: Mapping[Status, int],
    badges: tuple[BadgesPanel, ...],
    reopened: Sequence[Reopened],
    frozen: datetime | None,
    url: Url,
) -> ProfilePage:
    """Pillars, topics, strengths, gaps and history. Without published results, what there is.

    `state` is the name of its state; `reopened` its levels that were opened again; `board` the
    edition and league where it competes now, and `frozen` since when that one stands still.
    """
    index = measured.score(INDEX) if measured else None
    newest = measured.edition.code if measured else ""
    strengths = _strengths(measured, url) if measured else None
    gaps = _gaps(measured, url) if measured else None
    return ProfilePage(
        name=participant.name,
        kind=_kind(participant, state),
        facts=(
            *(_headlines(measured, index, url) if measured and index else ()),
            *_facts(participant),
        ),
        edition=newest,
        firmness=_firmness(measured, participant.code, url) if measured else None,
        pending=_pending(newest, index),
        change=next((each for each in beside.changes if each.edition == newest), None),
        peers=beside.peers,
        targets=beside.targets,
        panels=_panels(measured, (gaps, strengths), url) if measured and gaps and strengths else (),
        strengths=strengths,
        gaps=gaps,
        history=tuple(_past(code, participant.code, results, url) for code, results in past),
        changes=tuple(
            Link(f"{each.edition}: {each.title}", each.url)
            for each in beside.changes
            if each.edition != newest
        ),
        links=_links(participant.code, board, commitments, url),
        source=source_of(measured.results, measured.sha256, url) if measured else None,
        badges=badges,
        reopened=reopened_lines(reopened),
        frozen_text=frozen_line(frozen),
    )


def _kind(participant: Participant, state: str) -> str:
    if participant.kind == MUNICIPALITY and state:
        return _("Municipio de {state}").format(state=state)
    return str(KIND_NAMES.get(participant.kind, participant.kind))


def _headlines(measured: Measured, index: NodeScore, url: Url) -> tuple[Figure, ...]:
    if index.score is None:
        return ()
    decimals = measured.decimals
    margin = margin_of(index, decimals)
    coverage = _("cobertura {share}").format(share=share_text(index.coverage))
    peers, possible = _peers(measured, index), possible_text(measured.results, index)
    return (
        Figure(
            score_text(index.score, decimals),
            _("índice, de 0 a 100: su recibo"),
            margin.spoken if margin else coverage,
            receipt_url(url, measured.edition.code, index),
        ),
        Figure(
            place_before_noun(index.league_place), _("lugar en su liga"), f"{peers}; {possible}"
        ),
    )


def _firmness(measured: Measured, participant: str, url: Url) -> Link | None:
    """How firm its place is, in a sentence, and where that of all is told."""
    text = profile_text(measured.firmness, participant)
    league = measured.results.entry(participant).league
    address = url("robustness", edition=measured.edition.code) + f"?liga={league}"
    return Link(text, address) if text else None


def _peers(measured: Measured, index: NodeScore) -> str:
    """The league, and how many of it have a place."""
    of = {entry.participant: entry.league for entry in measured.results.entries}
    league = of[index.participant]
    scores = measured.results.scores
    ranked = sum(of[code] == league and scores.value(code, INDEX) is not None for code in of)
    names = {each.code: each.name.of(locale()) for each in measured.edition.leagues}
    return _("{n} con índice en {league}").format(n=number(ranked), league=names[league])


def _facts(participant: Participant) -> tuple[Figure, ...]:
    if not participant.population:
        return ()
    return (Figure(number(participant.population), _("habitantes (INEGI, censo 2020)")),)


def _links(
    code: str, board: tuple[str, str] | None, commitments: Mapping[Status, int], url: Url
) -> tuple[Link, ...]:
    links = [
        Link(_promised(commitments), url("commitments") + f"?gobierno={code}"),
        Link(
            _("Lo prometido, lo cumplido, lo atrasado"), url("participant_commitments", code=code)
        ),
        Link(_("Observaciones de empresas y ciudadanía"), url("reports") + f"?gobierno={code}"),
    ]
    if board is not None:
        words = _("Su lugar en la liga {edition}").format(edition=board[0])
        links.append(Link(words, url("board", edition=board[0], league=board[1])))
    return tuple(links)


def _promised(commitments: Mapping[Status, int]) -> str:
    """How many it made, and how many of them were not kept in time, or were."""
    total = sum(commitments.values())
    late, broken = commitments[Status.OVERDUE], commitments[Status.NOT_MET]
    kept = commitments[Status.VERIFIED]
    words = ngettext("{n} compromiso público", "{n} compromisos públicos", total)
    ends = [
        (late, ngettext("{n} vencido", "{n} vencidos", late)),
        (broken, ngettext("{n} no cumplido", "{n} no cumplidos", broken)),
        (kept, ngettext("{n} cumplido y verificado", "{n} cumplidos y verificados", kept)),
    ]
    told = ", ".join(each.format(n=number(count)) for count, each in ends if count)
    return f"{words.format(n=number(total))}{f': {told}' if told else ''}"


def _pending(edition: str, index: NodeScore | None) -> str:
    if index is None:
        return _("Todavía no hay resultados publicados de este gobierno.")
    if index.score is None:
        return _("En la edición {edition} no alcanzó la cobertura para tener índice.").format(
            edition=edition
        )
    return ""


def _panels(
    measured: Measured, below: tuple[Practices, Practices], url: Url
) -> tuple[PillarPanel, ...]:
    panels = []
    for pillar in measured.questionnaire.pillars:
        score = measured.score(pillar.code)
        topics = ((topic, measured.score(topic.code)) for topic in pillar.topics)
        panels.append(
            PillarPanel(
                code=pillar.code,
                name=pillar.name.of(locale()),
                score=score_text(score.score, measured.decimals),
                receipt_url=receipt_url(url, measured.edition.code, score),
                width=width_of(score.score),
                low=width_of(score.lower),
                span=span_of(score),
                coverage=_("Cobertura: {share}").format(share=share_text(score.coverage)),
                note=bounds_text(score, measured.decimals),
                topics=tuple(
                    _topic_row(measured, topic, found, _below(topic, *below), url)
                    for topic, found in topics
                    if found.lower is not None
                ),
            )
        )
    return tuple(panels)


def _below(topic: Topic, gaps: Practices, strengths: Practices) -> tuple[Link, ...]:
    """The way to the first gap and the first strength of a topic, where they are listed."""
    lacking = [each for each in gaps.rows if each.topic == topic.code]
    best = [each for each in strengths.rows if each.topic == topic.code]
    links = []
    if lacking:
        words = _("{n} entre las brechas")
        links.append(Link(words.format(n=number(len(lacking))), f"#{lacking[0].id}"))
    if best:
        words = _("{n} entre las fortalezas")
        links.append(Link(words.format(n=number(len(best))), f"#{best[0].id}"))
    return tuple(links)


def _topic_row(
    measured: Measured, topic: Topic, score: NodeScore, links: tuple[Link, ...], url: Url
) -> TopicRow:
    edition, margin = measured.edition.code, margin_of(score, measured.decimals)
    told = ["" if score.score is not None else _("sin cobertura suficiente")]
    told.append(margin.spoken if margin else "")
    return TopicRow(
        topic.name.of(locale()),
        score_text(score.score, measured.decimals),
        width_of(score.score),
        f"{url('method', edition=edition)}#topic-{topic.code}",
        receipt_url(url, edition, score),
        ": ".join(filter(None, told)),
        links,
    )


def _strengths(measured: Measured, url: Url) -> Practices:
    """What stands at its best and, where there is an index, what it gives to it."""
    has_index = measured.receipt.score is not None
    given = _("aporta {points} puntos del índice")
    found = measured.receipt.strengths
    rows = tuple(
        _practice(
            measured,
            "strength",
            line.item,
            line.factor,
            given.format(points=_points(line.contribution)) if has_index else "",
            url,
        )
        for line in found[:MOST_LISTED]
    )
    lead = _("Primero lo que más aporta.") if has_index else _without_index()
    return Practices(_("Fortalezas verificadas"), _lead(lead, len(rows), len(found)), rows)


def _gaps(measured: Measured, url: Url) -> Practices:
    """What could be better and, where there is an index, what it would gain."""
    has_index = measured.receipt.score is not None
    rows = tuple(
        _practice(measured, "gap", gain.item, gain.factor, _gap_note(measured, gain), url)
        for gain in measured.gains[:MOST_LISTED]
    )
    title = _("Lo que más le haría avanzar") if has_index else _("Brechas")
    lead = _("Primero lo que más sumaría a su índice.") if has_index else _without_index()
    return Practices(title, _lead(lead, len(rows), len(measured.gains)), rows)


def _without_index() -> str:
    """Gains and contributions are parts of an index: without one nothing tells which is more."""
    return _(
        "En el orden del cuestionario: sin índice no puede decirse cuánto suma cada una. "
        "Para tenerlo hacen falta más respuestas verificadas."
    )


def _lead(order: str, listed: int, found: int) -> str:
    if not found:
        return _("Ninguna en esta edición.")
    if listed == found:
        return order
    some = _("Se muestran {listed} de {n}.").format(listed=number(listed), n=number(found))
    return f"{order} {some}"


def _gap_note(measured: Measured, gain: Gain) -> str:
    """Why there is no score where there is none, and what the gap is worth where that is known."""
    parts = []
    if gain.factor is None:
        is_undecided = gain.item in measured.undecided
        parts.append(_("sin dictamen") if is_undecided else _("sin respuesta"))
    if gain.full_gain is not None:
        parts.append(_won(gain).format(points=_points(gain.full_gain), n=number(len(gain.opens))))
    return " · ".join(parts)


def _won(gain: Gain) -> str:
    """What it opens counts while nobody answers it: the gain is told with all of it."""
    if not gain.opens:
        return _("ganaría {points} puntos del índice")
    return ngettext(
        "ganaría {points} puntos del índice con la pregunta que abre",
        "ganaría {points} puntos del índice con las {n} preguntas que abre",
        len(gain.opens),
    )


def _points(share: float) -> str:
    return number(round_half_up(share * 100, 2), 2)


def _practice(
    measured: Measured, kind: str, code: str, factor: float | None, note: str, url: Url
) -> Practice:
    item = measured.questionnaire.item(code)
    pillar = measured.questionnaire.pillar_of(item.topic)
    topic = receipt_url(url, measured.edition.code, measured.score(item.topic))
    return Practice(
        id=f"{kind}-{code}",
        code=code,
        topic=item.topic,
        text=item.text.of(locale()),
        pillar=pillar.code,
        pillar_name=pillar.name.of(locale()),
        score=score_text(factor, measured.decimals),
        receipt_url=f"{topic}#item-{code}",
        note=note,
    )


def _past(edition: str, participant: str, results: Results, url: Url) -> Past:
    score, decimals = results.node_score(participant, INDEX), results.definition.rules.decimals
    return Past(
        edition,
        url("ranking", edition=edition),
        score_text(score.score, decimals),
        receipt_url(url, edition, score),
        margin_of(score, decimals),
        share_text(score.coverage),
        place_text(score.league_place),
    )
