"""Libro de resultados: what an edition found, for the people of the observatory.

One sheet per question they ask, one row per participant wherever there is a choice, so that
formulas can later rebuild every score from the factors and weights that stand in the book.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from game.answers import Answer
from game.questionnaire import Item, Kind, LegalBasis, Questionnaire, Topic
from indicators import wording
from indicators.firmness import Firmness, firmness_of
from indicators.given import Evidence, GivenAnswer
from indicators.matrix import AnswerState, is_undecided
from indicators.receipt import Line, receipt_of
from indicators.report import Entry, NodeScore, Results
from indicators.robustness import Standing
from indicators.scale import scale_text
from indicators.sheets import Column, Look, Sheet, Style, Value, book_of
from indicators.tree import Excuse

HUNDRED = 100
# Far behind any digit that is shown, and before the noise of binary numbers.
SCORE_DIGITS = 10
NO_TEXT = "—"

NOTHING_GIVEN = GivenAnswer(Answer(""))

Given = Mapping[tuple[str, str], GivenAnswer]
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """What the book says of itself, and the names that its codes stand for.

    `names` are those of leagues and kinds of participant; `states` go by participant.
    """

    title: str
    edition: str
    made_on: date
    synthetic: bool
    sha256: str = ""
    note: str = ""
    assessed: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    hues: Mapping[str, str] = field(default_factory=dict)


def workbook_of(
    results: Results,
    questionnaire: Questionnaire,
    cover: Cover,
    given: Given | None = None,
    locale: str = "es",
    firmness: Firmness | None = None,
) -> bytes:
    """The file. `given` holds what was answered and decided, by participant and item.

    `firmness` is that of the same results, where it is known already.
    """
    firm = firmness or firmness_of(results)
    material = _Material(results, firm, questionnaire, cover, given or {}, locale)
    return book_of(sheets_of(material), _look(cover, locale))


def answer_text(item: Item, answer: Answer, locale: str = "es") -> str:
    """An answer as people read it."""
    if answer.not_applicable:
        return _joined(wording.STATES[AnswerState.NOT_APPLICABLE].of(locale), answer.reason)
    if item.options:
        names = {option.code: option.text.of(locale) for option in item.options}
        return "; ".join(names.get(code, code) for code in answer.chosen)
    if item.kind is Kind.PERCENTAGE:
        return " / ".join(part for part in (answer.number, answer.denominator) if part)
    if item.kind is Kind.NUMBER and item.unit and answer.number:
        return f"{answer.number} {item.unit.of(locale)}"
    return answer.number or answer.date or answer.text


@dataclass(frozen=True, slots=True)
class _Material:
    """Everything the sheets are written from."""

    results: Results
    firmness: Firmness
    questionnaire: Questionnaire
    cover: Cover
    given: Given
    locale: str

    def sheet(
        self, name: str, columns: Sequence[Column], rows: Sequence[Row], frozen: int = 0
    ) -> Sheet:
        title = wording.SHEETS[name].of(self.locale)
        return Sheet(title, self.caption(title), tuple(columns), rows, frozen)

    def caption(self, title: str) -> str:
        mark = wording.SYNTHETIC.of(self.locale) if self.cover.synthetic else ""
        return " · ".join(part for part in (self.cover.title, title, mark) if part)

    def column(
        self, key: str, style: Style = Style.TEXT, width: float = 12, pillar: str = ""
    ) -> Column:
        title, meaning = wording.COLUMNS[key]
        return Column(title.of(self.locale), meaning.of(self.locale), style, width, pillar)

    def named(self, code: str) -> str:
        return self.cover.names.get(code, code)

    def state_of(self, entry: Entry) -> Value:
        return self.cover.states.get(entry.participant) or None

    def score(self, entry: Entry, node: str) -> NodeScore:
        return self.results.node_score(entry.participant, node)

    def lines(self) -> Iterator[tuple[Entry, tuple[Line, ...]]]:
        for entry in self.results.entries:
            yield entry, receipt_of(self.results.scores, entry.participant).lines

    def node_names(self) -> Mapping[str, str]:
        """The index, the pillars and the topics as people read them."""
        pillars = {pillar.code: pillar.name for pillar in self.questionnaire.pillars}
        topics = {topic.code: topic.name for topic in self.questionnaire.topics}
        named = {self.root: wording.INDEX, **pillars, **topics}
        return {code: name.of(self.locale) for code, name in named.items()}

    @property
    def root(self) -> str:
        return self.results.scores.tree.code


def _look(cover: Cover, locale: str) -> Look:
    return Look(
        title=cover.title,
        subject=cover.edition,
        keywords=wording.SYNTHETIC.of(locale) if cover.synthetic else "",
        language=locale,
        made_on=cover.made_on,
        cut=wording.CUT.of(locale),
        hues=cover.hues,
    )


def sheets_of(material: _Material) -> tuple[Sheet, ...]:
    """In the order in which one reads the book; the dictionary explains all the others."""
    told = (
        _method(material),
        _items(material),
        _answers(material),
        _factors(material),
        _scores(material),
        _pillars(material),
        _nodes(material),
        _places(material),
        _robustness(material),
    )
    return (*told, _dictionary(material, told))


def _method(material: _Material) -> Sheet:
    columns = (
        material.column("subject", width=34),
        material.column("code", width=10),
        material.column("value", Style.LONG_TEXT, 90),
        material.column("node_weight", Style.FACTOR, 10),
        material.column("threshold", Style.SCORE, 12),
    )
    return material.sheet("method", columns, (*_facts(material), *_node_rules(material)))


def _facts(material: _Material) -> Iterator[Row]:
    cover, locale, policies = material.cover, material.locale, material.results.scores.policies
    facts = {
        "title": cover.title,
        "edition": cover.edition,
        "version": material.questionnaire.version,
        "made_on": cover.made_on.isoformat(),
        "sha256": cover.sha256,
        "definition": material.results.definition.sha256,
        "note": cover.note,
        "assessed": cover.assessed,
        "participants": str(len(material.results.entries)),
        "items": str(len(material.results.scores.items)),
        "how": wording.SENTENCES["how"].of(locale),
        "silence": wording.SILENCES[policies.no_answer].of(locale),
        "thin": wording.THIN[policies.thin].of(locale),
        "ties": wording.SENTENCES["ties"].of(locale),
        "rounding": wording.SENTENCES["rounding"].of(locale),
    }
    for subject, fact in facts.items():
        if fact:
            yield wording.SUBJECTS[subject].of(locale), None, fact, None, None


def _node_rules(material: _Material) -> Iterator[Row]:
    """How each node is made, its weight and its least coverage, from the index down."""
    scores, names = material.results.scores, material.node_names()
    for node in scores.tree.nodes():
        method = wording.METHODS[node.method].of(material.locale)
        limit = HUNDRED * scores.threshold(node.code)
        yield names[node.code], node.code, method, float(node.weight), limit


def _items(material: _Material) -> Sheet:
    columns = (
        material.column("item"),
        material.column("pillar", width=8),
        material.column("topic", width=8),
        material.column("topic_name", Style.LONG_TEXT, 28),
        material.column("question", Style.LONG_TEXT, 60),
        material.column("kind", width=16),
        material.column("scale", Style.LONG_TEXT, 44),
        material.column("weight", Style.FACTOR, 8),
        material.column("excuse", width=18),
        material.column("evidence", Style.LONG_TEXT, 44),
        material.column("legal", Style.LONG_TEXT, 32),
        material.column("effort", width=10),
        material.column("recommendation", Style.LONG_TEXT, 50),
        material.column("continues"),
    )
    topics = material.questionnaire.topics
    rows = [_item_row(topic, item, material.locale) for topic in topics for item in topic.items]
    return material.sheet("items", columns, rows, frozen=1)


def _basis(basis: LegalBasis) -> str:
    """A law with its articles, and since when or until when it is in force where that is known."""
    law = basis.law
    days = [each.isoformat() if each else "…" for each in (law.valid_from, law.valid_to)]
    validity = f" ({days[0]} – {days[1]})" if law.valid_from or law.valid_to else ""
    return f"{law.code} {basis.articles}{validity}"


def _item_row(topic: Topic, item: Item, locale: str) -> Row:
    excuse = Excuse(item.not_applicable.policy) if item.not_applicable else None
    basis = "; ".join(_basis(each) for each in item.legal)
    return (
        item.code,
        topic.pillar,
        topic.code,
        topic.name.of(locale),
        item.text.of(locale),
        wording.KINDS[item.kind].of(locale),
        scale_text(item, locale),
        float(item.weight) if item.is_scored else None,
        wording.EXCUSES[excuse].of(locale) if excuse else None,
        _joined(wording.EXPECTED[item.evidence.expected].of(locale), item.evidence.text.of(locale)),
        f"{basis} {wording.LAW_MARK.of(locale)}" if basis else None,
        wording.EFFORTS[item.effort].of(locale),
        item.recommendation.of(locale),
        item.continues,
    )


def _answers(material: _Material) -> Sheet:
    columns = (
        material.column("participant"),
        material.column("name", width=28),
        material.column("item"),
        material.column("state", width=20),
        material.column("answer_state", width=16),
        material.column("given", Style.LONG_TEXT, 40),
        material.column("evidence_title", Style.LONG_TEXT, 34),
        material.column("evidence_place", Style.LONG_TEXT, 40),
        material.column("evidence_page", Style.LONG_TEXT, 12),
        material.column("verdict", width=12),
        material.column("verdict_reason", Style.LONG_TEXT, 40),
        material.column("verifier", width=24),
        material.column("factor", Style.FACTOR, 9),
        material.column("effective_weight", Style.WEIGHT, 11),
        material.column("contribution", Style.WEIGHT, 12),
    )
    rows = [
        _answer_row(material, entry, line) for entry, lines in material.lines() for line in lines
    ]
    return material.sheet("answers", columns, rows, frozen=3)


def _answer_row(material: _Material, entry: Entry, line: Line) -> Row:
    given = material.given.get((entry.participant, line.item), NOTHING_GIVEN)
    item = material.questionnaire.item(line.item)
    return (
        entry.participant,
        entry.name,
        line.item,
        material.state_of(entry),
        _state_word(material, entry, line),
        answer_text(item, given.answer, material.locale) or None,
        *_told_evidence(given.evidence),
        wording.VERDICTS[given.verdict].of(material.locale) if given.verdict else None,
        given.reason or None,
        given.verifier or None,
        line.factor,
        line.weight,
        HUNDRED * line.contribution,
    )


def _told_evidence(evidence: Sequence[Evidence]) -> Row:
    """Titles, places and pages: a line for each document, the same line in the three cells."""
    if not evidence:
        return None, None, None
    told = ((cited.title, cited.place, cited.page) for cited in evidence)
    return tuple("\n".join(_one_line(text) for text in texts) for texts in zip(*told, strict=True))


def _one_line(text: str) -> str:
    return " ".join(text.split()) or NO_TEXT


def _factors(material: _Material) -> Sheet:
    """One column per item, one row per participant: what formulas will read."""
    pillars = {item: path[0] for item, path in material.results.scores.tree.paths()}
    meaning = wording.COLUMNS["item_factor"][1].of(material.locale)
    columns = (
        *_who_columns(material),
        *(
            Column(item, meaning, Style.FACTOR, 10, pillars[item])
            for item in material.results.scores.items
        ),
    )
    rows = [
        (*_who(material, entry), *(_factor_or_why(material, entry, line) for line in lines))
        for entry, lines in material.lines()
    ]
    return material.sheet("factors", columns, rows, frozen=2)


def _factor_or_why(material: _Material, entry: Entry, line: Line) -> Value:
    return _state_word(material, entry, line) if line.factor is None else line.factor


def _state_word(material: _Material, entry: Entry, line: Line) -> str:
    """What is known of an answer; one that was given and never verified is not called silence."""
    given = material.given.get((entry.participant, line.item), NOTHING_GIVEN)
    item = material.questionnaire.item(line.item)
    is_silent = line.state is AnswerState.NO_ANSWER
    if is_silent and is_undecided(item, given.answer, given.verdict):
        return wording.UNDECIDED.of(material.locale)
    return wording.STATES[line.state].of(material.locale)


def _scores(material: _Material) -> Sheet:
    columns = (
        *_who_columns(material),
        material.column("participant_kind", width=14),
        material.column("index", Style.SCORE),
        material.column("coverage", Style.SCORE),
        material.column("lower", Style.SCORE),
        material.column("upper", Style.SCORE),
        material.column("league_place", Style.WHOLE),
        material.column("kind_place", Style.WHOLE),
    )
    rows = []
    for entry in material.results.entries:
        index = material.score(entry, material.root)
        figures = (index.score, index.coverage, index.lower, index.upper)
        shown = (in_hundred(figure) for figure in figures)
        places = (index.league_place, index.kind_place)
        rows.append((*_who(material, entry), material.named(entry.kind), *shown, *places))
    return material.sheet("scores", columns, rows, frozen=2)


def _pillars(material: _Material) -> Sheet:
    """The score of every pillar and, behind it, of its topics."""
    meaning = wording.COLUMNS["node_score"][1].of(material.locale)
    tree = material.results.scores.tree
    names = material.node_names()
    parts = [(part.code, pillar.code) for pillar in tree.children for part in pillar.nodes()]
    columns = (
        *_who_columns(material),
        material.column("index", Style.SCORE, 10),
        *(
            Column(f"{code} {names[code]}", meaning, Style.SCORE, 16, pillar)
            for code, pillar in parts
        ),
    )
    nodes = (material.root, *(code for code, _ in parts))
    rows = [
        (
            *_who(material, entry),
            *(in_hundred(material.score(entry, node).score) for node in nodes),
        )
        for entry in material.results.entries
    ]
    return material.sheet("pillars", columns, rows, frozen=2)


def _nodes(material: _Material) -> Sheet:
    """A row for each number that is published, with what is known of it."""
    names = material.node_names()
    columns = (
        material.column("participant"),
        material.column("name", width=28),
        material.column("node", width=10),
        material.column("node_name", width=34),
        material.column("node_score", Style.SCORE, 10),
        material.column("coverage", Style.SCORE),
        material.column("lower", Style.SCORE),
        material.column("upper", Style.SCORE),
    )
    rows = [
        (
            score.participant,
            material.results.entry(score.participant).name,
            score.node,
            names[score.node],
            *map(in_hundred, (score.score, score.coverage, score.lower, score.upper)),
        )
        for score in material.results.node_scores()
    ]
    return material.sheet("nodes", columns, rows, frozen=2)


def _places(material: _Material) -> Sheet:
    """Best first, league by league; whoever has no index comes last and has no place."""
    pillars = material.questionnaire.pillars
    columns = (
        material.column("league", width=26),
        material.column("league_place", Style.WHOLE),
        material.column("participant"),
        material.column("name", width=28),
        material.column("state", width=20),
        material.column("index", Style.SCORE, 10),
        material.column("coverage", Style.SCORE),
        material.column("lower", Style.SCORE),
        material.column("upper", Style.SCORE),
        *(
            Column(
                f"{pillar.code} {material.node_names()[pillar.code]}",
                wording.COLUMNS["node_score"][1].of(material.locale),
                Style.SCORE,
                14,
                pillar.code,
            )
            for pillar in pillars
        ),
        material.column("kind_place", Style.WHOLE),
    )
    leagues = [*dict.fromkeys(entry.league for entry in material.results.entries)]
    ranked = sorted(
        ((entry, material.score(entry, material.root)) for entry in material.results.entries),
        key=lambda pair: (
            leagues.index(pair[0].league),
            pair[1].league_place or len(material.results.entries) + 1,
            pair[0].name,
        ),
    )
    rows = [
        (
            material.named(entry.league),
            index.league_place,
            entry.participant,
            entry.name,
            material.state_of(entry),
            *map(in_hundred, (index.score, index.coverage, index.lower, index.upper)),
            *(in_hundred(material.score(entry, pillar.code).score) for pillar in pillars),
            index.kind_place,
        )
        for entry, index in ranked
    ]
    return material.sheet("places", columns, rows, frozen=4)


def _robustness(material: _Material) -> Sheet:
    """How firm each place is, league by league from the best; those without an index are not."""
    columns = (
        material.column("league", width=26),
        material.column("league_place", Style.WHOLE),
        material.column("participant"),
        material.column("name", width=28),
        material.column("state", width=20),
        material.column("band", Style.WHOLE, 8),
        material.column("median_place", Style.WHOLE),
        material.column("low_place", Style.WHOLE),
        material.column("high_place", Style.WHOLE),
        material.column("top_share", Style.SCORE),
        material.column("place_shift", Style.FACTOR),
        material.column("frequency", Style.LONG_TEXT, 60),
    )
    leagues = dict.fromkeys(entry.league for entry in material.results.entries)
    standings = chain.from_iterable(material.firmness.league(league) for league in leagues)
    rows = [_robustness_row(material, each) for each in standings]
    return material.sheet("robustness", columns, rows, frozen=4)


def _robustness_row(material: _Material, standing: Standing) -> Row:
    entry = material.results.entry(standing.participant)
    frequency = material.firmness.frequency(standing.participant)
    return (
        material.named(entry.league),
        standing.place,
        entry.participant,
        entry.name,
        material.state_of(entry),
        standing.band,
        standing.median,
        standing.low,
        standing.high,
        in_hundred(standing.top),
        standing.shift,
        "; ".join(f"{place}: {runs}" for place, runs in frequency),
    )


def _dictionary(material: _Material, told: Sequence[Sheet]) -> Sheet:
    """Each column of each sheet; alike columns that follow each other are explained once."""
    columns = (
        material.column("sheet", width=16),
        material.column("column", Style.LONG_TEXT, 30),
        material.column("meaning", Style.LONG_TEXT, 90),
    )
    explained = chain.from_iterable(
        ((sheet.name, title, meaning) for meaning, title in _meanings(sheet).items())
        for sheet in told
    )
    return material.sheet("dictionary", columns, [*explained])


def _meanings(sheet: Sheet) -> dict[str, str]:
    """Titles by meaning: a run of alike columns is told as "first … last"."""
    titles: dict[str, list[str]] = {}
    for column in sheet.columns:
        titles.setdefault(column.meaning, []).append(column.title)
    return {
        meaning: alike[0] if len(alike) == 1 else f"{alike[0]} … {alike[-1]}"
        for meaning, alike in titles.items()
    }


def _who_columns(material: _Material) -> tuple[Column, ...]:
    return (
        material.column("participant"),
        material.column("name", width=28),
        material.column("state", width=20),
        material.column("league", width=24),
    )


def _who(material: _Material, entry: Entry) -> Row:
    return entry.participant, entry.name, material.state_of(entry), material.named(entry.league)


def in_hundred(share: float | None) -> float | None:
    """A score as the book keeps it: freed of noise, so that a half is rounded as on the pages."""
    return None if share is None else round(HUNDRED * share, SCORE_DIGITS)


def _joined(first: str, second: str) -> str:
    return f"{first}: {second}" if second else first
