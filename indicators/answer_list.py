"""Lista de respuestas: every answer of an edition as a row of one table, and what is said of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from game.answers import Answer, Stance, is_asked, stance_of
from game.participants import Participant
from game.questionnaire import Item, Questionnaire, Text
from game.reviews import Verdict
from game.typed import date_of, number_of
from indicators import list_wording, wording
from indicators.given import Evidence
from indicators.inputs import told_evidence
from indicators.material import answer_text
from indicators.matrix import AnswerState
from indicators.sheets import Column, Look, Row, Sheet, Style, Styled, Value

# Before it, spreadsheets count a day that never was.
FIRST_DAY: Final = date(1900, 3, 1)
# A cell keeps no more digits of a number.
DIGITS: Final = 15
WIDTHS: Final[Mapping[str, float]] = {
    "name": 28,
    "state": 20,
    "league": 24,
    "topic_name": 28,
    "question": 60,
    "condition": 16,
    "given": 40,
    "chosen": 14,
    "given_reason": 30,
    "plan": 30,
    "verdict_reason": 30,
    "verifier": 20,
    "decider_seat": 24,
    "evidence_title": 30,
    "evidence_place": 30,
}
STYLES: Final[Mapping[str, Style]] = {
    "given_number": Style.AS_IS,
    "given_total": Style.AS_IS,
    "given_day": Style.DAY,
    "plan_by": Style.DAY,
    "decided_on": Style.DAY,
    "saved_on": Style.DAY,
    "factor": Style.FACTOR,
    "evidence_count": Style.WHOLE,
    "revision": Style.WHOLE,
}
WHO: Final = ("participant", "name", "participant_kind", "state", "league")
ASKED: Final = ("pillar", "pillar_name", "topic", "topic_name", "item", "question", "kind")
GIVEN: Final = (
    *("condition", "given", "chosen", "given_number", "given_total", "given_day"),
    *("given_reason", "plan", "plan_by", "verdict", "verdict_reason"),
)
PROVEN: Final = ("evidence_count", "evidence_title", "evidence_place", "evidence_page", "revision")


@dataclass(frozen=True, slots=True)
class ListCover:
    """What the list says of itself. `sha256`: of what was published, where it tells of that.

    `made_on`: the day of its data. `has_factors`: whether the edition is published.
    """

    title: str
    edition: str
    version: str
    made_on: date
    locale: str
    synthetic: bool
    sha256: str = ""
    note: str = ""
    has_factors: bool = False

    @property
    def is_public(self) -> bool:
        return bool(self.sha256)


@dataclass(frozen=True, slots=True)
class Who:
    """A participant as the list tells of it, in words."""

    participant: Participant
    kind: str
    state: str
    league: str


@dataclass(frozen=True, slots=True)
class ListedAnswer:
    """An answer in force. `decider`: whoever gave the verdict; in public the title of the seat."""

    answer: Answer
    revision: int
    verdict: Verdict | None = None
    reason: str = ""
    decider: str = ""
    decided_on: date | None = None
    factor: Fraction | float | None = None
    evidence: tuple[Evidence, ...] = ()
    saved_on: date | None = None


class AnswerList:
    """The sheets of the list, and its rows: one for each answer, in the order of its items."""

    def __init__(self, questionnaire: Questionnaire, cover: ListCover) -> None:
        self.cover = cover
        self._locale = cover.locale
        self._items = {item.code: item for item in questionnaire.items}
        self._asked = dict(self._told_items(questionnaire))
        self._order = {code: place for place, code in enumerate(self._asked)}
        said = (wording.STATES, wording.VERDICTS)
        self._states, self._verdicts = (
            {key: text.of(cover.locale) for key, text in words.items()} for words in said
        )

    @property
    def look(self) -> Look:
        cover = self.cover
        return Look(
            title=f"{cover.title} · {list_wording.TITLE.of(cover.locale)}",
            subject=cover.edition,
            keywords=wording.SYNTHETIC.of(cover.locale) if cover.synthetic else "",
            language=cover.locale,
            made_on=cover.made_on,
            cut=wording.CUT.of(cover.locale),
        )

    def front(self) -> Sheet:
        """The first sheet, without its rows."""
        columns = (self._column("subject", Style.LABEL, 34), self._wide("value"))
        return self._sheet("readme", columns, has_filter=False)

    def table(self) -> Sheet:
        """The table, without its rows."""
        columns = [
            self._column(key, STYLES.get(key, Style.TEXT), WIDTHS.get(key, 12))
            for key in self.columns
        ]
        return self._sheet("answers", columns, frozen=2)

    def long(self) -> Sheet:
        """The sheet of what fits in no cell, without its rows."""
        columns = (
            self._column("sheet", width=16),
            self._column("long_cell"),
            self._column("piece", Style.WHOLE, 8),
            self._wide("piece_text"),
        )
        return self._sheet("long", columns)

    @property
    def columns(self) -> tuple[str, ...]:
        """Their keys, in order. Nobody is named in public, nor when they saved."""
        decided = ("decider_seat" if self.cover.is_public else "verifier", "decided_on", "factor")
        ends = () if self.cover.is_public else ("saved_on",)
        return (*WHO, *ASKED, *GIVEN, *decided, *PROVEN, *ends)

    def rows(self, who: Who, listed: Iterable[ListedAnswer]) -> Iterator[Row]:
        """The answers of one participant. What its questionnaire does not have is left out."""
        known = [each for each in listed if each.answer.item in self._items]
        known.sort(key=lambda each: self._order[each.answer.item])
        answers = {each.answer.item: each.answer for each in known}
        participant = who.participant
        begins = (participant.code, participant.name, who.kind, who.state, who.league)
        for each in known:
            code = each.answer.item
            item = self._items[code]
            state = self._states[condition_of(item, answers, participant)]
            ends = () if self.cover.is_public else (each.saved_on,)
            yield (
                *begins,
                *self._asked[code],
                state,
                *self._given(item, each.answer),
                *self._decided(each),
                len(each.evidence),
                *told_evidence(each.evidence),
                each.revision,
                *ends,
            )

    def facts(self, rows: int, drafts: int) -> Iterator[Row]:
        """The rows of the first sheet."""
        cover, locale = self.cover, self._locale
        says = {key: text.of(locale) for key, text in list_wording.FACTS.items()}
        usual = {key: text.of(locale) for key, text in wording.SUBJECTS.items()}
        yield usual["title"], self.look.title
        yield usual["edition"], cover.edition
        yield usual["version"], cover.version
        yield says["taken_on"], Styled(cover.made_on, Style.DAY)
        if cover.sha256:
            yield usual["sha256"], cover.sha256
        if cover.note:
            yield usual["note"], cover.note
        yield usual["licence"], wording.SENTENCES["licence"].of(locale)
        yield says["contains"], list_wording.CONTAINS[cover.is_public].of(locale)
        yield says["rows"], Styled(rows, Style.TALLY)
        if not cover.is_public:
            yield says["drafts"], Styled(drafts, Style.TALLY)
        if not cover.has_factors:
            yield says["results"], list_wording.NO_RESULTS.of(locale)
        for key in self.columns:
            title, meaning = list_wording.LISTED[key]
            yield f"{says['column']} {title.of(locale)}", meaning.of(locale)

    def _told_items(self, questionnaire: Questionnaire) -> Iterator[tuple[str, Row]]:
        for pillar in questionnaire.pillars:
            for topic in pillar.topics:
                names = (pillar.code, self._said(pillar.name), topic.code, self._said(topic.name))
                for item in topic.items:
                    kind = self._said(wording.KINDS[item.kind])
                    yield item.code, (*names, item.code, self._said(item.text), kind)

    def _given(self, item: Item, answer: Answer) -> Row:
        return (
            answer_text(item, answer, self._locale) or None,
            "; ".join(answer.chosen) or None,
            number_in(answer.number),
            number_in(answer.denominator),
            day_in(answer.date),
            answer.reason or None,
            answer.plan or None,
            day_in(answer.plan_by),
        )

    def _decided(self, listed: ListedAnswer) -> Row:
        if listed.verdict is None:
            return None, None, None, None, None
        factor = None if listed.factor is None else float(listed.factor)
        return (
            self._verdicts[listed.verdict],
            listed.reason or None,
            listed.decider or None,
            listed.decided_on,
            factor,
        )

    def _said(self, text: Text) -> str:
        return text.of(self._locale)

    def _column(self, key: str, style: Style = Style.TEXT, width: float = 12) -> Column:
        title, meaning = list_wording.LISTED[key]
        return Column(self._said(title), self._said(meaning), style, width, key=key)

    def _wide(self, key: str) -> Column:
        return self._column(key, Style.LONG_TEXT, 110)

    def _sheet(
        self, name: str, columns: Sequence[Column], *, frozen: int = 0, has_filter: bool = True
    ) -> Sheet:
        title = self._said(wording.SHEETS[name])
        mark = self._said(wording.SYNTHETIC) if self.cover.synthetic else ""
        caption = " · ".join(part for part in (self.look.title, mark) if part)
        return Sheet(title, caption, tuple(columns), (), frozen=frozen, has_filter=has_filter)


def condition_of(
    item: Item, answers: Mapping[str, Answer], participant: Participant
) -> AnswerState:
    """What was answered, before anybody verifies it: `answers` are all of the participant."""
    if not is_asked(item, answers, participant):
        return AnswerState.NOT_ASKED
    match stance_of(item, answers[item.code]):
        case Stance.NOT_APPLICABLE:
            return AnswerState.NOT_APPLICABLE
        case Stance.BLANK:
            return AnswerState.NO_ANSWER
        case _:
            return AnswerState.ANSWERED


def number_in(typed: str) -> Value:
    """A number, where a cell holds all its digits; otherwise the text as it was typed."""
    number = number_of(typed, "%")
    if number is None or len(number.as_tuple().digits) > DIGITS:
        return typed or None
    return int(number) if number == number.to_integral_value() else float(number)


def day_in(typed: str) -> Value:
    """A day, where a spreadsheet knows it; otherwise the text as it was typed."""
    day = date_of(typed)
    return typed or None if day is None or day < FIRST_DAY else day
