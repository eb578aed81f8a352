"""Su grupo: a published score beside those of the others of its league and kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from game.editions import Edition
from game.questionnaire import Questionnaire
from indicators.groups import CONFIDENCE, LEAGUE, Key, Peers
from indicators.report import Results
from server.i18n import gettext as _
from server.i18n import locale, number
from server.pages.names import node_name
from server.pages.scores import INDEX, KIND_PLURALS, NOTHING, score_text

# Node to what its groups say, most like the participant first.
Compared = Mapping[str, tuple[Peers, ...]]


@dataclass(frozen=True, slots=True)
class PeerRow:
    """A score of one's own, the middle of the group, and where its half and its mean are."""

    name: str
    own: str
    median: str
    half: str
    mean: str


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """The others of a league or a kind. `columns`: name, kind."""

    id: str
    title: str
    text: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[PeerRow, ...]


@dataclass(frozen=True, slots=True)
class PeersPanel:
    """All groups that are shown; `rule`: which are not, and how the figures are made."""

    groups: tuple[PeerGroup, ...]
    hidden: str
    rule: str


def peers_panel(
    edition: Edition,
    questionnaire: Questionnaire,
    results: Results,
    compared: Compared,
    participant: str,
) -> PeersPanel:
    """`compared`: what the groups that are shown say of the index and of each pillar."""
    told = _Told(edition, questionnaire, results, compared, participant)
    keys = dict.fromkeys(each.statistics.key for found in compared.values() for each in found)
    rules = results.definition.rules.groups
    return PeersPanel(
        groups=tuple(told.group(key) for key in keys),
        hidden=""
        if keys
        else _("Su grupo no se muestra: es muy pequeño, o dejaría deducir uno que lo es."),
        rule=_(
            "Se compara con los demás, sin contarlo. Nada se dice de grupos de menos de {least} ni "
            "de los que dejarían deducir uno así; la mediana y la mitad de en medio, desde "
            "{quartiles}. El intervalo es el de la media, con {share} % de confianza, por "
            "remuestreo."
        ).format(
            least=number(rules.least), quartiles=number(rules.quartiles), share=number(CONFIDENCE)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    edition: Edition
    questionnaire: Questionnaire
    results: Results
    compared: Compared
    participant: str

    def group(self, key: Key) -> PeerGroup:
        rows = {
            node: peers
            for node, found in self.compared.items()
            for peers in found
            if peers.statistics.key == key
        }
        ((grouping, group),) = key
        return PeerGroup(
            id=f"{grouping}-{group}",
            title=self._title(grouping, group),
            text=self._text(grouping, rows[INDEX]) if INDEX in rows else "",
            columns=(
                (_("Puntaje"), ""),
                (_("El suyo"), "number"),
                (_("Mediana"), "number"),
                (_("La mitad está entre"), "number"),
                (_("Media (intervalo)"), "number"),
            ),
            rows=tuple(self._row(node, peers) for node, peers in rows.items()),
        )

    def _title(self, grouping: str, group: str) -> str:
        if grouping == LEAGUE:
            names = {each.code: each.name.of(locale()) for each in self.edition.leagues}
            return _("Su liga: {league}").format(league=names.get(group, group))
        return str(KIND_PLURALS.get(group, group))

    def _text(self, grouping: str, peers: Peers) -> str:
        """The middle of the group in one sentence."""
        found = peers.statistics
        group = _("Su grupo") if grouping == LEAGUE else self._title(grouping, found.group)
        if found.quartiles is None:
            return _("{group}: media {mean}, de {n} con índice.").format(
                group=group, mean=self._score(found.mean), n=number(found.count)
            )
        low, median, high = map(self._score, found.quartiles)
        return _(
            "{group}: mediana {median} (la mitad entre {low} y {high}), de {n} con índice."
        ).format(group=group, median=median, low=low, high=high, n=number(found.count))

    def _row(self, node: str, peers: Peers) -> PeerRow:
        found, interval = peers.statistics, peers.interval
        low, median, high = map(self._score, found.quartiles or (None, None, None))
        mean, least, most = map(self._score, (found.mean, interval.low, interval.high))
        own = self.results.node_score(self.participant, node).score
        return PeerRow(
            name=node_name(self.questionnaire, node),
            own=self._score(own),
            median=median,
            half=f"{low}–{high}" if found.quartiles else NOTHING,
            mean=f"{mean} ({least}–{most})",
        )

    def _score(self, score: float | None) -> str:
        return score_text(score, self.results.definition.rules.decimals)
