"""Entradas: what people may change in the results workbook, and what was answered.

Everything that the index is computed from stands here once: rules, options, weights, answers. An
answer that the book cannot say whole, as of an item that is no longer asked, keeps its worth as a
value instead of a formula.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from game.answers import Stance, factor_of, stance_of
from game.questionnaire import Band, Direction, Item, Kind, Option, Text
from game.typed import date_of, number_of
from indicators import formulas as f
from indicators import wording
from indicators.calculation import Calculation, policies_of
from indicators.given import Evidence, GivenAnswer
from indicators.layout import RULES, Layout, choices_of
from indicators.marking import DOUBT, GOOD, WEAK, filled
from indicators.material import NOTHING_GIVEN, Material, answer_text
from indicators.matrix import AnswerState, verified
from indicators.scale import band_text
from indicators.sheets import SHUT, Choices, Formula, Limits, Row, Sheet, Style, Styled, Value
from indicators.told_answers import ToldAnswers
from indicators.tree import Excuse, Node, Silence, Zeros

HUNDRED = 100
NO_TEXT = "—"
# What was written and cannot be valued.
INVALID = "!"


@dataclass(frozen=True)
class Inputs:
    """The sheets that hold what formulas start from."""

    layout: Layout
    index: Calculation

    @property
    def material(self) -> Material:
        return self.layout.material

    # --- rules ---

    def rules(self) -> Sheet:
        material, locale = self.material, self.material.locale
        thin = [word.of(locale) for word in wording.THIN_WORDS.values()]
        ties = [word.of(locale) for word in wording.TIES.values()]
        policies, rules = material.results.scores.policies, material.results.definition
        values: Mapping[str, tuple[Value, str]] = {
            "thin": (wording.THIN_WORDS[policies.thin].of(locale), " / ".join(thin)),
            "ties": (wording.TIES[rules.ties].of(locale), " / ".join(ties)),
            "decimals": (Styled(rules.rules.decimals, Style.TALLY, is_open=True), "0 / 1 / 2 / 3"),
            "bounds": (self._bounds_rule(), material.said("bounds_why")),
        }
        rows = [(material.said(f"rule_{rule}"), *values[rule]) for rule in RULES]
        grid = self.layout.rules.here
        cells = [grid.at("rule_value", grid.first + place) for place in range(len(RULES) - 1)]
        listed = (tuple(thin), tuple(ties), ("0", "1", "2", "3"))
        return material.sheet(
            "rules",
            self.layout.rules_columns,
            rows,
            is_guarded=True,
            has_filter=False,
            choices=tuple(map(Choices, (c.replace("$", "") for c in cells), listed)),
        )

    def _bounds_rule(self) -> Value:
        """Whether bounds are formulas, which hold for the usual rules alone."""
        material, words = self.material, self.material.words
        if not self.index.has_live_bounds:
            return Styled(material.said("bounds_kept"), Style.LABEL)
        zeros = self.layout.weights.column("zeros")
        lifted = f"SUMPRODUCT(({zeros}={f.text(words.shift)})+({zeros}={f.text(words.floor)}))"
        thin = f"{self.layout.rules.here.at('rule_value', 3)}={f.text(words.leaves)}"
        none, live = (f.text(material.said(key)) for key in ("bounds_none", "bounds_live"))
        formula = f"IF(OR({thin},{lifted}>0),{none},{live})"
        return Styled(Formula(formula, material.said("bounds_live")), Style.LABEL)

    # --- options ---

    def options(self) -> Sheet:
        rows = [row for code in self.layout.items for row in self._options_of(code)]
        return self.material.sheet(
            "options",
            self.layout.options_columns,
            rows,
            frozen=1,
            is_guarded=True,
            table=self._table("options"),
            limits=(Limits(self._open("options", "option_factor"), 0, 1),) if rows else (),
        )

    def _options_of(self, code: str) -> Iterator[Row]:
        item = self.material.asked_items.get(code)
        for choice in choices_of(item) if item else ():
            if isinstance(choice, Option):
                yield self._option(code, choice)
            else:
                yield self._band(code, choice)

    def _option(self, code: str, option: Option) -> Row:
        said = option.text.of(self.material.locale)
        kind = self.material.said("option")
        factor, alone = float(option.factor), int(option.exclusive)
        return code, kind, option.code, said, SHUT, SHUT, factor, alone or None

    def _band(self, code: str, band: Band) -> Row:
        limits = (_limit(band.at_least), _limit(band.at_most))
        said = band_text(band, self.material.locale)
        kind = self.material.said("band")
        return code, kind, None, said, *limits, float(band.factor), None

    # --- weights ---

    def weights(self) -> Sheet:
        layout, material = self.layout, self.material
        scores = material.results.scores
        parents = {c.code: node.code for node in layout.nodes for c in node.children}
        homes = {leaf.item: node.code for node in layout.nodes for leaf in node.leaves}
        rows = [self._node(scores.node(code), parents.get(code)) for code in scores.nodes]
        rows += [self._item(code, homes[code]) for code in layout.items]
        grid = layout.weights
        first, border = grid.first, grid.first + len(scores.nodes)
        return material.sheet(
            "weights",
            layout.weights_columns,
            rows,
            frozen=3,
            is_guarded=True,
            table=self._table("weights"),
            choices=(
                self._choices("zeros", first, border - 1, wording.ZEROS.values()),
                self._choices("excuse_policy", border, grid.last, wording.EXCUSES.values()),
                self._choices("silence_policy", border, grid.last, wording.SILENCES.values()),
                self._choices("unsure_policy", border, grid.last, wording.SILENCES.values()),
            ),
            limits=(
                Limits(self._open("weights", "part_weight"), 0),
                Limits(self._open("weights", "floor"), 0, 1),
                Limits(self._open("weights", "least"), 0, 1),
            ),
        )

    def _open(self, name: str, key: str) -> str:
        """All cells of a column that may be changed."""
        grid = self.layout.options if name == "options" else self.layout.weights
        return grid.here.column(key).replace("$", "")

    def _choices(self, key: str, first: int, last: int, words: Iterable[Text]) -> Choices:
        letter = self.layout.weights.letters[key]
        told = tuple(word.of(self.material.locale) for word in words)
        return Choices(f"{letter}{first}:{letter}{last}", told)

    def _node(self, node: Node, parent: str | None) -> Row:
        locale, material = self.material.locale, self.material
        return (
            material.said("node"),
            node.code,
            material.node_name(node.code),
            parent,
            float(node.weight),
            wording.METHODS[node.method].of(locale),
            wording.ZEROS[node.zeros].of(locale) if node.method.has_zeros else SHUT,
            self._floor(node),
            material.results.scores.threshold(node.code),
            SHUT,
            SHUT,
            SHUT,
        )

    def _floor(self, node: Node) -> Value:
        if node.method.has_zeros:
            return float(node.floor) if node.zeros is Zeros.FLOOR else None
        return SHUT

    def _item(self, code: str, parent: str) -> Row:
        locale, scores = self.material.locale, self.material.results.scores
        asked = self.material.asked_items.get(code)
        leaf = next(leaf for leaf in scores.tree.all_leaves() if leaf.item == code)
        policies = policies_of(leaf, scores.policies.no_answer)
        told = (_policy_word(policies[key]).of(locale) for key in ("excuse", "silence", "unsure"))
        name = asked.text.of(locale) if asked else code
        rest = (float(leaf.weight), None, SHUT, SHUT, SHUT, *told)
        return self.material.said("item"), code, name, parent, *rest

    # --- answers ---

    def answers(self) -> Sheet:
        layout, material = self.layout, self.material
        grid, words = layout.answers, material.words
        letter = grid.letters["verdict"]
        verdicts = tuple(word.of(material.locale) for word in wording.VERDICTS.values())
        cells = f"{letter}{grid.first}:{letter}{grid.last}"
        asked = f"{grid.letters['asked']}{grid.first}:{grid.letters['asked']}{grid.last}"
        rows = [*self._answer_rows()]
        marks = (
            filled(cells, verdicts[0], GOOD),
            filled(cells, verdicts[1], DOUBT),
            filled(cells, verdicts[2], WEAK),
        )
        return material.sheet(
            "answers",
            layout.answers_columns,
            rows,
            frozen=3,
            is_guarded=True,
            choices=(Choices(cells, verdicts), Choices(asked, (material.said("yes"), words.no)))
            if rows
            else (),
            marks=marks if rows else (),
        )

    def _answer_rows(self) -> Iterator[Row]:
        scores, row = self.material.results.scores, self.layout.answers.first
        weights, contributions = scores.weights.tolist(), scores.contributions.tolist()
        for number, entry in enumerate(self.material.results.entries):
            for place, code in enumerate(self.layout.items):
                yield (
                    entry.participant,
                    entry.name,
                    code,
                    self.material.state_of(entry),
                    *self._answered(number, place, row),
                    Formula(
                        self._weight_templates[code].format(
                            k=self.layout.calculation.first + number,
                            q=self.layout.factors.first + number,
                        ),
                        weights[number][place],
                    ),
                    Formula(
                        self._contribution_templates[code].format(
                            r=row, q=self.layout.factors.first + number
                        ),
                        HUNDRED * contributions[number][place],
                    ),
                )
                row += 1

    @cached_property
    def _weight_templates(self) -> Mapping[str, str]:
        """The share in the index of every item of a government: {k} its row, {q} of its factors."""
        layout = self.layout
        return {
            code: self.index.part_share(
                layout.holders[code], code, layout.factors.across(code, "{q}"), outside=True
            )
            for code in layout.items
        }

    @cached_property
    def _contribution_templates(self) -> Mapping[str, str]:
        weight = self.layout.answers.here.across("effective_weight")
        return {
            code: f"IF(ISNUMBER({factor}),{HUNDRED}*{weight}*{factor},0)"
            for code in self.layout.items
            for factor in (self.layout.factors.across(code, "{q}"),)
        }

    def _answered(self, number: int, place: int, row: int) -> Iterator[Value]:
        """From whether it is asked to what is known of it."""
        material, code = self.material, self.layout.items[place]
        entry, asked = material.results.entries[number], material.asked_items.get(code)
        given = material.given.get((entry.participant, code), NOTHING_GIVEN)
        state = AnswerState(int(self.index.blocks.states[number, place]))
        factor = self._factor(number, place)
        yield material.words.no if state is AnswerState.NOT_ASKED else material.said("yes")
        cells = self._typed(asked, given)
        yield from cells
        told = (answer_text(asked, given.answer, material.locale) or None) if asked else None
        yield self._told.cell(asked, cells, told, row) if asked and material.is_live else told
        yield from told_evidence(given.evidence)
        yield wording.VERDICTS[given.verdict].of(material.locale) if given.verdict else None
        yield given.reason or None
        yield given.verifier or None
        word = self.index.state_words[number][place]
        if material.is_live and asked and _says(asked, given, state, factor):
            yield Formula(self._state_templates[code].format(r=row), word)
            yield Formula(self._factor_templates[code].format(r=row), factor)
        else:
            yield word
            yield factor

    def _factor(self, number: int, place: int) -> float | None:
        matrix = self.material.results.scores.matrix
        found = float(matrix.factors[number, self._places[place]])
        return None if found != found else found  # noqa: PLR0124

    @cached_property
    def _places(self) -> Sequence[int]:
        items = self.material.results.scores.matrix.items
        return [items.index(code) for code in self.layout.items]

    def _typed(self, item: Item | None, given: GivenAnswer) -> Row:
        """Codes, number, denominator and day: those of a valid answer, which formulas can value."""
        answer = given.answer
        if item is None or (answer.copied_from and given.verdict is None):
            return self._cells_of(item, None)
        if answer.not_applicable and item.not_applicable:
            return self._cells_of(item, self.material.words.not_applicable)
        if factor_of(item, answer) is None:
            is_blank = stance_of(item, answer) is Stance.BLANK
            return self._cells_of(item, None if is_blank else INVALID)
        if item.options:
            return self._cells_of(item, ";".join(answer.chosen))
        if item.kind is Kind.DATE:
            return self._cells_of(item, None, date_of(answer.date))
        unit = "%" if item.kind is Kind.NUMBER else ""
        whole = number_of(answer.denominator) if item.kind is Kind.PERCENTAGE else None
        return self._cells_of(item, None, _number(number_of(answer.number, unit)), _number(whole))

    def _cells_of(
        self,
        item: Item | None,
        code: str | None,
        first: float | date | None = None,
        second: float | None = None,
    ) -> Row:
        """The four cells of an answer, of which only those of its kind are open."""
        if item is None or item.options:
            return code, SHUT, SHUT, SHUT
        if item.kind is Kind.DATE:
            return code, SHUT, SHUT, first
        number = Styled(first, Style.AS_IS, is_open=True) if item.decimals else first
        return code, number, second if item.kind is Kind.PERCENTAGE else SHUT, SHUT

    @cached_property
    def _told(self) -> ToldAnswers:
        return ToldAnswers(self.layout)

    @cached_property
    def _factor_templates(self) -> Mapping[str, str]:
        here, words = self.layout.answers.here, self.material.words
        asked, verdict, code_given = (
            here.across(key) for key in ("asked", "verdict", "code_given")
        )
        return {
            code: f.verified_factor(asked, verdict, code_given, self._worth(item), words=words)
            for code, item in self.material.asked_items.items()
            if item.is_scored and code in self.layout.items
        }

    @cached_property
    def _state_templates(self) -> Mapping[str, str]:
        here, words = self.layout.answers.here, self.material.words
        typed = ("code_given", "number_given", "denominator_given", "day_given")
        given = [here.across(key) for key in typed]
        asked, verdict, factor = (here.across(key) for key in ("asked", "verdict", "factor"))
        items = self.material.asked_items
        return {
            code: f.situation(
                *(asked, verdict, factor, given[0], given),
                words=words,
                may_not_apply=code not in items or bool(items[code].not_applicable),
            )
            for code in self.layout.items
        }

    def _worth(self, item: Item) -> str:
        """The factor of a valid answer, as `game.answers` says."""
        here, layout = self.layout.answers.here, self.layout
        if item.options:
            code = here.across("code_given")
            codes, factors, alone = (
                layout.option_column(item.code, key) for key in ("option", "option_factor", "alone")
            )
            if item.kind is Kind.MULTIPLE:
                return f.chosen_several(code, codes, factors, alone)
            return f.chosen_one(code, codes, factors)
        number, whole, day = (
            here.across(key) for key in ("number_given", "denominator_given", "day_given")
        )
        if item.kind is Kind.PERCENTAGE:
            return f.if_part(number, whole, self._on_line(item, f"{HUNDRED}*{number}/{whole}"))
        cell = day if item.kind is Kind.DATE else number
        return f.if_number(cell, self._on_line(item, cell))

    def _on_line(self, item: Item, value: str) -> str:
        linear = item.scoring.linear if item.scoring else None
        if linear is not None:
            share = f"({value})/{HUNDRED}"
            return share if linear is Direction.UP else f"1-{share}"
        if item.code not in self.layout.option_rows:
            return "0"
        columns = ("at_least", "at_most", "option_factor")
        return f.in_band(f"({value})", *(self.layout.option_column(item.code, k) for k in columns))

    def _table(self, name: str) -> str:
        """Names of tables hold no spaces and no accents."""
        return f"t_{name}" if not self.material.suffix else ""


def _says(item: Item, given: GivenAnswer, state: AnswerState, factor: float | None) -> bool:
    """Whether the index takes from this answer what the results say that it took."""
    if state is AnswerState.NOT_ASKED:
        return True
    found, worth = verified(item, given.answer, given.verdict)
    return found is state and (None if worth is None else _share(worth)) == factor


def _policy_word(policy: Excuse | Silence) -> Text:
    return wording.EXCUSES[policy] if isinstance(policy, Excuse) else wording.SILENCES[policy]


def _share(worth: Fraction) -> float:
    return worth.numerator / worth.denominator


def told_evidence(evidence: Sequence[Evidence]) -> Row:
    """Titles, places and pages: a line for each document, the same line in the three cells."""
    if not evidence:
        return None, None, None
    told = ((cited.title, cited.place, cited.page) for cited in evidence)
    return tuple("\n".join(_one_line(text) for text in texts) for texts in zip(*told, strict=True))


def _one_line(text: str) -> str:
    return " ".join(text.split()) or NO_TEXT


def _number(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)


def _limit(value: Decimal | date | None) -> Value:
    if isinstance(value, date):
        return Styled(value, Style.DAY, is_open=True)
    return _number(value)
