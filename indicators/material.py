"""Materia: everything the sheets of the results workbook are written from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from game.answers import Answer
from game.questionnaire import Item, Kind, Questionnaire
from indicators import headings, wording
from indicators.change import Changes
from indicators.firmness import Firmness
from indicators.formulas import Words
from indicators.given import GivenAnswer
from indicators.matrix import AnswerState
from indicators.ranks import Ties
from indicators.receipt import Line, receipt_of
from indicators.report import Entry, NodeScore, Results
from indicators.sheets import Column, Row, Sheet, Style, Value
from indicators.tree import Excuse, ThinNode, Zeros

NOTHING_GIVEN = GivenAnswer(Answer(""))
# A book with more answers than this holds their worth as values: nobody waits for so many formulas.
MOST_LIVE = 100_000

# The colour of a tab says what its sheet is: what may be changed, what computes, what comes of it.
TABS = {
    "E0B83C": {"options", "rules", "weights", "answers"},
    "7A8CA3": {"states", "factors", "calculation", "order"},
    "1F6B4F": {"scores", "places", "bands", "receipt", "charts", "change"},
}

Given = Mapping[tuple[str, str], GivenAnswer]


@dataclass(frozen=True, slots=True)
class Cover:
    """What the book says of itself, and the names that its codes stand for.

    `told_on`: the day whose commitments are told.
    `names` are those of leagues and kinds of participant; `states` go by participant.
    """

    title: str
    edition: str
    made_on: date
    synthetic: bool
    sha256: str = ""
    note: str = ""
    assessed: str = ""
    licence: str = ""
    told_on: date | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    hues: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CommitmentLine:
    """A commitment as a line of the book."""

    code: str
    participant: str
    name: str
    text: str
    responsible: str
    status: str
    proposed_on: date | None
    due: date | None
    progress: float | None
    item: str = ""


@dataclass(frozen=True, slots=True)
class Since:
    """How the index moved since an edition before, and what that is called."""

    changes: Changes
    edition: str


@dataclass(frozen=True)
class Material:
    """`suffix`: what the names of its sheets end with, where several indices stand in one book."""

    results: Results
    questionnaire: Questionnaire
    cover: Cover
    given: Given = field(default_factory=dict)
    locale: str = "es"
    firmness: Firmness | None = None
    commitments: Sequence[CommitmentLine] = ()
    before: Since | None = None
    suffix: str = ""

    def title(self, name: str) -> str:
        return wording.SHEETS[name].of(self.locale) + self.suffix

    def sheet(
        self, name: str, columns: Sequence[Column], rows: Sequence[Row], **options: object
    ) -> Sheet:
        title = self.title(name)
        hue = next((hue for hue, names in TABS.items() if name in names), "")
        told = self.caption(title)
        return Sheet(title, told, tuple(columns), rows, hue=hue, **options)  # type: ignore[arg-type]

    def caption(self, title: str) -> str:
        mark = wording.SYNTHETIC.of(self.locale) if self.cover.synthetic else ""
        return " · ".join(part for part in (self.cover.title, title, mark) if part)

    def column(
        self,
        key: str,
        style: Style = Style.TEXT,
        width: float = 12,
        pillar: str = "",
        *,
        is_open: bool = False,
    ) -> Column:
        title, meaning = wording.COLUMNS[key]
        return Column(
            title.of(self.locale), meaning.of(self.locale), style, width, pillar, key, is_open
        )

    def told(self, key: str, title: str, style: Style, width: float, **options: str) -> Column:
        """A column with a title of its own and the meaning that many share."""
        meaning = wording.COLUMNS[key][1].of(self.locale)
        pillar, name = options.get("pillar", ""), options["name"]
        return Column(title, meaning, style, width, pillar, name)

    def said(self, word: str) -> str:
        return headings.SAID[word].of(self.locale)

    def named(self, code: str) -> str:
        return self.cover.names.get(code, code)

    def state_of(self, entry: Entry) -> Value:
        return self.cover.states.get(entry.participant) or None

    def who_columns(self) -> tuple[Column, ...]:
        return (
            self.column("participant"),
            self.column("name", width=28),
            self.column("state", width=20),
            self.column("league", width=24),
        )

    def who(self, entry: Entry) -> Row:
        return entry.participant, entry.name, self.state_of(entry), self.named(entry.league)

    def score(self, entry: Entry, node: str) -> NodeScore:
        return self.results.node_score(entry.participant, node)

    def lines(self) -> Iterator[tuple[Entry, tuple[Line, ...]]]:
        for entry in self.results.entries:
            yield entry, receipt_of(self.results.scores, entry.participant).lines

    def node_name(self, code: str) -> str:
        return self.node_names.get(code, code)

    @cached_property
    def node_names(self) -> Mapping[str, str]:
        """The index, the pillars and the topics as people read them."""
        pillars = {pillar.code: pillar.name for pillar in self.questionnaire.pillars}
        topics = {topic.code: topic.name for topic in self.questionnaire.topics}
        named = {self.root: wording.INDEX, **pillars, **topics}
        return {code: name.of(self.locale) for code, name in named.items()}

    @cached_property
    def asked_items(self) -> Mapping[str, Item]:
        return {item.code: item for item in self.questionnaire.items}

    @cached_property
    def pillars(self) -> Mapping[str, str]:
        """Every node and item below a child of the root, with that child."""
        tree = self.results.scores.tree
        found = {node.code: top.code for top in tree.children for node in top.nodes()}
        return found | {leaf.item: top.code for top in tree.children for leaf in top.all_leaves()}

    @property
    def root(self) -> str:
        return self.results.scores.tree.code

    @property
    def is_live(self) -> bool:
        scores = self.results.scores
        return len(self.results.entries) * len(scores.items) <= MOST_LIVE

    @cached_property
    def words(self) -> Words:
        locale, states, said = self.locale, wording.STATES, self.said
        return Words(
            answered=states[AnswerState.ANSWERED].of(locale),
            not_applicable=states[AnswerState.NOT_APPLICABLE].of(locale),
            not_asked=states[AnswerState.NOT_ASKED].of(locale),
            no_answer=states[AnswerState.NO_ANSWER].of(locale),
            unknown=states[AnswerState.UNKNOWN].of(locale),
            undecided=wording.UNDECIDED.of(locale),
            maybe_asked=states[AnswerState.OPEN].of(locale),
            no=said("no"),
            accepted=said("accepted"),
            full=wording.EXCUSES[Excuse.FULL].of(locale),
            zero=wording.EXCUSES[Excuse.ZERO].of(locale),
            leaves=wording.THIN_WORDS[ThinNode.LEAVES].of(locale),
            shift=wording.ZEROS[Zeros.SHIFT].of(locale),
            floor=wording.ZEROS[Zeros.FLOOR].of(locale),
            dense=wording.TIES[Ties.DENSE].of(locale),
            average=wording.TIES[Ties.AVERAGE].of(locale),
        )


def answer_text(item: Item, answer: Answer, locale: str = "es") -> str:
    """An answer as people read it."""
    if answer.not_applicable:
        return joined(wording.STATES[AnswerState.NOT_APPLICABLE].of(locale), answer.reason)
    if item.options:
        names = {option.code: option.text.of(locale) for option in item.options}
        return "; ".join(names.get(code, code) for code in answer.chosen)
    if item.kind is Kind.PERCENTAGE:
        return " / ".join(part for part in (answer.number, answer.denominator) if part)
    if item.kind is Kind.NUMBER and item.unit and answer.number:
        return f"{answer.number} {item.unit.of(locale)}"
    return answer.number or answer.date or answer.text


def joined(first: str, second: str) -> str:
    return f"{first}: {second}" if second else first
