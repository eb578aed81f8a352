"""Recibo y gráficas: one government, chosen in the book, from its score down to every proof.

Everything on these two sheets is looked up: who is chosen decides in which row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indicators import formulas as f
from indicators import wording
from indicators.charts import Chart, Drawn, drawn
from indicators.layout import Layout
from indicators.marking import between_colours
from indicators.material import Material
from indicators.sheets import Choices, Formula, Row, Sheet, Style, Styled, Value
from indicators.standings import HUNDRED, Standings

CHOSEN = 2
BRACKETS = 10
# Centimetres of a row.
ROW = 0.53
STEP = HUNDRED // BRACKETS
# Columns of a sheet of answers that the receipt shows as they are.
TOLD = (
    "given",
    "answer_state",
    "verdict",
    "verdict_reason",
    "evidence_title",
    "evidence_place",
    "evidence_page",
)


@dataclass(frozen=True)
class ReceiptSheets:
    """The list to choose from, the receipt and the charts.

    `answers`: the rows of the sheet of answers. `words`: what is known of each, governments x
    items.
    """

    layout: Layout
    standings: Standings
    answers: Sequence[Row]
    words: Sequence[Sequence[str]]

    @property
    def material(self) -> Material:
        return self.layout.material

    # --- who can be chosen ---

    def lists(self) -> Sheet:
        columns = (self.material.column("government", width=40),)
        rows: list[Row] = [(self._label(number),) for number in range(self.layout.people)]
        return self.material.sheet("lists", columns, rows, has_filter=False)

    def _label(self, number: int) -> str:
        entry = self.material.results.entries[number]
        return f"{entry.participant} · {entry.name}"

    @cached_property
    def choosable(self) -> str:
        """The range of the list."""
        title = self.material.title("lists").replace("'", "''")
        return f"'{title}'!$A$3:$A${2 + self.layout.people}"

    @cached_property
    def shown(self) -> int:
        """Who is chosen as the book is opened: the first of the first league."""
        return self.standings.lists["league"][0]

    # --- the receipt ---

    @property
    def _choice(self) -> str:
        return f"$B${CHOSEN}"

    @property
    def _pointer(self) -> str:
        return f"$B${CHOSEN + 1}"

    @property
    def chosen(self) -> str:
        title = self.material.title("receipt").replace("'", "''")
        return f"'{title}'!{self._choice}"

    def _of(self, key: str) -> str:
        """A column of the scores, for whoever is chosen."""
        return f"INDEX({self.layout.scores.column(key)},{self._pointer})"

    def receipt(self) -> Sheet:
        material, layout = self.material, self.layout
        columns = (
            material.column("item", width=23),
            material.column("topic_name", Style.LONG_TEXT, 30),
            material.column("question", Style.LONG_TEXT, 56),
            material.column("given", Style.LONG_TEXT, 34),
            material.column("answer_state", width=16),
            material.column("verdict", width=12),
            material.column("verdict_reason", Style.LONG_TEXT, 34),
            material.column("evidence_title", Style.LONG_TEXT, 34),
            material.column("evidence_place", Style.LONG_TEXT, 36),
            material.column("evidence_page", Style.LONG_TEXT, 12),
            material.column("receipt_factor", Style.FACTOR, 15),
            material.column("receipt_weight", Style.WEIGHT, 10),
            material.column("contribution", Style.WEIGHT, 12),
        )
        above = tuple(self._above())
        first = len(above) + 3
        rows = [self._line(place, item) for place, item in enumerate(layout.items)]
        return material.sheet(
            "receipt",
            columns,
            rows,
            frozen=1,
            above=above,
            is_guarded=True,
            choices=(Choices(self._choice.replace("$", ""), self.choosable),),
            marks=between_colours(f"K{first}:K{first + len(rows) - 1}") if rows else (),
        )

    def _above(self) -> Iterator[Row]:
        """Two lists of facts side by side: what the government has, and that it adds up."""
        number, said = self.shown, self.material.said
        choice = Styled(self._label(number), Style.TEXT, is_open=True)
        pointer = f"MATCH({self._choice},{self.choosable},0)"
        left: list[tuple[str, Value]] = [
            ("choose", choice),
            ("row", Styled(Formula(pointer, number + 1), Style.TALLY)),
            ("league", Formula(f'{self._of("league")}&""', self._known("league"))),
        ]
        left += [
            (key, Styled(Formula(self._of(key), self._known(key)), Style.FIGURE))
            for key in ("index", "coverage", "lower", "upper")
        ]
        place = Formula(self._of("league_place"), self._known("league_place"))
        left.append(("league_place", Styled(place, Style.TALLY)))
        right = [*self._sums(), *self._pillars()]
        for place_, (label, value) in enumerate(left):
            told, figure = right[place_] if place_ < len(right) else (None, None)
            yield Styled(said(label), Style.LABEL), value, told, figure
        for told, figure in right[len(left) :]:
            yield None, None, told, figure

    def _known(self, key: str) -> str | float | None:
        return self.standings.known[key][self.shown]

    def _sums(self) -> Iterator[tuple[Value, Value]]:
        """The contributions add up to the score, with what the rules for zeros give."""
        scores, number = self.material.results.scores, self.shown
        first = self._first_line
        sums = f"SUM($M${first}:$M${first + len(self.layout.items) - 1})"
        given = float(HUNDRED * np.sum(scores.contributions[number]))
        index = self._known("exact_index")
        has = isinstance(index, float)
        exact = self._of("exact_index")
        lift = f'IF(ISNUMBER($D${CHOSEN + 2}),ROUND($D${CHOSEN + 2}-$D${CHOSEN},9),"")'
        figures = (
            ("sum", Formula(sums, given)),
            (
                "lift",
                Formula(lift, round(index - given, 9) + 0.0 if isinstance(index, float) else None),
            ),
            ("exact_index", Formula(exact, index if has else None)),
        )
        for label, formula in figures:
            yield (
                Styled(self.material.said(label), Style.LABEL),
                Styled(formula, Style.SUM),
            )

    @property
    def _first_line(self) -> int:
        pillars = len(self.material.results.scores.tree.children)
        return 1 + max(8, 3 + pillars) + 2

    def _pillars(self) -> Iterator[tuple[Value, Value]]:
        for node in self.material.results.scores.tree.children:
            key = f"shown:{node.code}"
            name = f"{node.code} {self.material.node_name(node.code)}"
            formula = Formula(self._of(key), self._known(key))
            yield Styled(name, Style.LABEL), Styled(formula, Style.FIGURE)

    def _line(self, place: int, item: str) -> Row:
        layout, number = self.layout, self.shown
        asked = self.material.asked_items.get(item)
        factor = self.material.results.scores.factors[number, place]
        word = self.words[number][place]
        told = Formula(
            f"INDEX({layout.factors.column(item)},{self._pointer})",
            word if np.isnan(factor) else float(factor),
        )
        texts = (
            Formula(f'{self._answer(key, place)}&""', self._cell(key, number, place))
            for key in TOLD
        )
        figures = (
            Formula(self._answer(key, place), self._cell(key, number, place))
            for key in ("effective_weight", "contribution")
        )
        topics = {
            t.code: t.name.of(self.material.locale) for t in self.material.questionnaire.topics
        }
        locale = self.material.locale
        return (
            item,
            topics.get(asked.topic) if asked else None,
            asked.text.of(locale) if asked else None,
            *texts,
            told,
            *figures,
        )

    def _answer(self, key: str, place: int) -> str:
        """A cell of the answers of whoever is chosen."""
        size = len(self.layout.items)
        row = f"({self._pointer}-1)*{size}+{place + 1}"
        return f"INDEX({self.layout.answers.column(key)},{row})"

    def _cell(self, key: str, number: int, place: int) -> str | float | None:
        """What stands there as the book is opened."""
        column = [c.key for c in self.layout.answers_columns].index(key)
        value = self.answers[number * len(self.layout.items) + place][column]
        return value.value if isinstance(value, Formula) else value  # type: ignore[return-value]

    # --- the charts ---

    def charts(self) -> Sheet:
        material = self.material
        columns = (
            material.column("chart", width=14),
            material.column("chart_name", width=30),
            material.column("chart_value", Style.SCORE, 10),
            material.column("chart_peers", Style.SCORE, 12),
        )
        rows = [*self._pillar_rows(), *self._bracket_rows()]
        return material.sheet(
            "charts",
            columns,
            rows,
            has_filter=False,
            is_guarded=True,
            finish=drawn([*self._charts()]) if self.layout.people else None,
        )

    def _pillar_rows(self) -> Iterator[Row]:
        for node in self.material.results.scores.tree.children:
            key = f"shown:{node.code}"
            pointer = self.chosen.split("!")[0] + f"!{self._pointer}"
            cell = f"INDEX({self.layout.scores.column(key)},{pointer})"
            name = f"{node.code} {self.material.node_name(node.code)}"
            yield (
                self.material.said("pillars"),
                name,
                Formula(cell, self._known(key)),
                Formula(self._peers(key, pointer), self._mean_of_peers(key)),
            )

    def _peers(self, key: str, pointer: str) -> str:
        leagues = self.layout.scores.column("league")
        own = f"INDEX({leagues},{pointer})"
        return f.mean_of_group(leagues, own, self.layout.scores.column(key))

    def _mean_of_peers(self, key: str) -> float | None:
        known = self.standings.known
        own = known["league"][self.shown]
        pairs = zip(known["league"], known[key], strict=True)
        values = [value for league, value in pairs if league == own and isinstance(value, float)]
        return float(np.mean(values)) if values else None

    def _bracket_rows(self) -> Iterator[Row]:
        """How many governments have an index in each tenth of the way; the last takes its end."""
        column = self.layout.scores.column("index")
        values = [v for v in self.standings.known["index"] if isinstance(v, float)]
        for low in range(0, HUNDRED, STEP):
            high = low + STEP
            is_last = high == HUNDRED
            below = "<=" if is_last else "<"
            count = f"SUMPRODUCT(ISNUMBER({column})*({column}>={low})*({column}{below}{high}))"
            found = sum(low <= v and (v <= high if is_last else v < high) for v in values)
            bracket = self.material.said("bracket").format(low=low, high=high)
            told = self.material.said("distribution"), bracket
            yield (*told, Styled(Formula(count, found), Style.WHOLE), None)

    def _charts(self) -> Iterator[Chart]:
        said, title = self.material.said, self.material.title("charts").replace("'", "''")
        pillars = len(self.material.results.scores.tree.children)
        border = 3 + pillars

        def cells(letter: str, first: int, last: int) -> str:
            return f"'{title}'!${letter}${first}:${letter}${last}"

        if pillars:
            peers = wording.COLUMNS["chart_peers"][0].of(self.material.locale)
            yield Chart(
                said("pillars"),
                cells("B", 3, border - 1),
                (
                    Drawn(cells("C", 3, border - 1), said("chosen"), "1F4E8C"),
                    Drawn(cells("D", 3, border - 1), peers, "C98A1B"),
                ),
                "F2",
                top=HUNDRED,
            )
        last = border + BRACKETS - 1
        yield Chart(
            said("distribution"),
            cells("B", border, last),
            (Drawn(cells("C", border, last), said("governments"), "4A6A8A"),),
            "O2",
        )
        yield from self._rankings()

    def _rankings(self) -> Iterator[Chart]:
        """One for each league, two side by side."""
        title = self.material.title("places").replace("'", "''")
        first, top, tallest = 3, 22, 0
        for place, (league, size) in enumerate(self.standings.sizes["league"].items()):
            last, height = first + size - 1, 4 + int(0.62 * size)
            if place and place % 2 == 0:
                top, tallest = top + int(tallest / ROW) + 3, 0
            tallest = max(tallest, height)
            values = Drawn(f"'{title}'!$F${first}:$F${last}", self.material.said("index"), "1F4E8C")
            names = f"'{title}'!$D${first}:$D${last}"
            at = f"{'FO'[place % 2]}{top}"
            yield Chart(league, names, (values,), at, height, is_lying=True, top=HUNDRED)
            first = last + 1
