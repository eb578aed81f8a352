"""Puntajes y lugares: what the calculation gives, as people read it, and who goes before whom.

Whoever changes a weight sees the lists sorted anew: each government has its row in the sorted list
of its league and of its kind, and the lists look their governments up.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np

from indicators import formulas as f
from indicators.layout import Layout
from indicators.marking import bars
from indicators.material import Material
from indicators.matrix import Floats
from indicators.ranks import Ties, ranked, rounded_half_up
from indicators.report import Entry
from indicators.scores import TOLERANCE
from indicators.sheets import Column, Formula, Row, Sheet, Style, Value

HUNDRED = 100
BAR = "9DB7D5"
GROUPS = ("league", "kind")

Known = str | float | None


@dataclass(frozen=True)
class Standings:
    """Scores, the sorted lists behind them, and the ranking."""

    layout: Layout

    @property
    def material(self) -> Material:
        return self.layout.material

    @cached_property
    def index(self) -> Floats:
        return self.material.results.scores.values[:, 0]

    # --- scores ---

    def scores(self) -> Sheet:
        material, grid = self.material, self.layout.scores
        entries = material.results.entries
        rows = [self._score_row(number, entry) for number, entry in enumerate(entries)]
        letter = grid.letters["index"]
        cells = f"{letter}{grid.first}:{letter}{grid.last}"
        return material.sheet(
            "scores",
            self.layout.scores_columns,
            rows,
            frozen=2,
            is_guarded=True,
            marks=bars(cells, BAR) if rows else (),
        )

    def _score_row(self, number: int, entry: Entry) -> Row:
        results, layout = self.material.results, self.layout
        row, c = layout.scores.first + number, layout.calculation.first + number
        root = self.material.root

        def computed(block: str, node: str) -> str:
            return layout.calculation.across(f"{block}:{node}", c)

        figures = (
            ("own", results.scores.values),
            ("covered", results.scores.coverage),
            ("low", results.scores.lower),
            ("high", results.scores.upper),
        )
        nodes = results.scores.nodes[1:]
        return (
            *self.material.who(entry),
            self.material.named(entry.kind),
            self._shown(computed("own", root), number, 0),
            *(
                Formula(f.in_hundred(computed(block, root)), _hundred(values[number, 0]))
                for block, values in figures
            ),
            self._place("league", number, row),
            self._place("kind", number, row),
            *(
                self._shown(computed("own", node), number, place)
                for place, node in enumerate(nodes, start=1)
            ),
            Formula(f.steady(computed("own", root)), self.keys[number]),
            *(self._position(group, number, row) for group in GROUPS),
        )

    def _shown(self, cell: str, number: int, node: int) -> Formula:
        decimals = self.material.results.definition.rules.decimals
        value = self._rounded[number, node]
        formula = f.shown(cell, self.layout.rule("decimals"))
        return Formula(formula, None if np.isnan(value) else round(float(value), decimals))

    @cached_property
    def _rounded(self) -> Floats:
        results = self.material.results
        return rounded_half_up(HUNDRED * results.scores.values, results.definition.rules.decimals)

    def _place(self, group: str, number: int, row: int) -> Formula:
        """Looked up in the sorted list."""
        pointer = self.layout.scores.here.across(f"{group}_row", row)
        cell = f"INDEX({self.layout.order.column(f'{group}_place')},{pointer})"
        return Formula(cell, self.places[group][number])

    def _position(self, group: str, number: int, row: int) -> Formula:
        grid = self.layout.scores.here
        names, keys = grid.column(_NAMES[group]), grid.column("order_key")
        name, key = (grid.across(each, row) for each in (_NAMES[group], "order_key"))
        before = sum(self.sizes[group][each] for each in self._ahead(group, number))
        position = f.position(
            str(before), names, name, keys, key, f.earlier(names, name, keys, key)
        )
        return Formula(position, self.lists[group].index(number) + 1)

    def _ahead(self, group: str, number: int) -> list[str]:
        """The groups whose lists stand before that of a government."""
        groups = [*self.sizes[group]]
        return groups[: groups.index(self._group_of(group, self.material.results.entries[number]))]

    def _group_of(self, group: str, entry: Entry) -> str:
        return self.material.named(getattr(entry, group))

    @cached_property
    def sizes(self) -> Mapping[str, Mapping[str, int]]:
        """How many stand in each group, in the order of the lists."""
        found: dict[str, dict[str, int]] = {group: {} for group in GROUPS}
        for group, sizes in found.items():
            for entry in self.material.results.entries:
                name = self._group_of(group, entry)
                sizes[name] = sizes.get(name, 0) + 1
        return found

    # --- the sorted lists ---

    @cached_property
    def keys(self) -> Sequence[float]:
        return [-1 if np.isnan(v) else round(float(v), f.STEADY) for v in self.index]

    @cached_property
    def lists(self) -> Mapping[str, Sequence[int]]:
        """The governments by their number, group after group, best first."""
        entries = self.material.results.entries
        found = {}
        for group in GROUPS:
            order = [*self.sizes[group]]
            found[group] = sorted(
                range(len(entries)),
                key=lambda n: (
                    order.index(self._group_of(group, entries[n])),
                    -self.keys[n],
                    n,
                ),
            )
        return found

    @cached_property
    def places(self) -> Mapping[str, Sequence[int | float | None]]:
        results = self.material.results
        ties = results.definition.ties
        found = {}
        for group in GROUPS:
            names = [self._group_of(group, entry) for entry in results.entries]
            places = ranked(self.index, names, ties).tolist()
            whole = ties is not Ties.AVERAGE
            found[group] = [(int(p) if whole else p) if p else None for p in places]
        return found

    def order(self) -> Sheet:
        lists = [[*self._list_rows(group)] for group in GROUPS]
        rows = [(*left, *right) for left, right in zip(*lists, strict=True)]
        return self.material.sheet(
            "order", self.layout.order_columns, rows, has_filter=False, is_guarded=True
        )

    def _list_rows(self, group: str) -> Iterator[Row]:
        """One list after another; a place begins anew in each."""
        row = self.layout.order.first
        entries = self.material.results.entries
        by_group = groupby(self.lists[group], lambda n: self._group_of(group, entries[n]))
        for name, numbers in by_group:
            members = [*numbers]
            facts = _facts(self.index[members])
            for place, number in enumerate(members):
                last = place == len(members) - 1
                yield name, *self._list_row(group, row, place, number, facts, is_last=last)
                row += 1

    def _list_row(
        self,
        group: str,
        row: int,
        place: int,
        number: int,
        facts: "_Facts",
        *,
        is_last: bool,
    ) -> Row:
        grid, layout = self.layout.order.here, self.layout
        first, own = place == 0, str(place + 1)

        def cell(part: str, at: int = row) -> str:
            return grid.across(f"{group}_{part}", at)

        begins, follows = f"{cell('gap')}=1", f"{cell('gap', row + 1)}=1"
        k = row - layout.order.first + 1
        pointer = f"MATCH({k},{layout.scores.column(f'{group}_row')},0)"
        value = f"INDEX({layout.calculation.column(f'own:{self.material.root}')},{cell('pointer')})"
        cells = {
            "gap": "1" if first else f.gap(cell("value"), cell("value", row - 1)),
            "best": own if first else f"IF({begins},{own},{cell('best', row - 1)})",
            "step": "1" if first else f"{cell('step', row - 1)}+{cell('gap')}",
            "worst": own if is_last else f"IF({follows},{own},{cell('worst', row + 1)})",
        }
        parts = (cell(part) for part in ("value", "best", "step", "worst"))
        told = f.place(*parts, ties=layout.rule("ties"), words=self.material.words)
        return (
            Formula(pointer, number + 1),
            Formula(value, _number(self.index[number])),
            *(Formula(text, facts.of(part, place)) for part, text in cells.items()),
            Formula(told, self.places[group][number]),
        )

    # --- the ranking ---

    def ranking(self) -> Sheet:
        material = self.material
        pillars = material.results.scores.tree.children
        columns = (
            material.column("league", width=26),
            material.column("league_place", Style.PLACE),
            material.column("participant"),
            material.column("name", width=28),
            material.column("state", width=20),
            material.column("index", Style.SCORE, 10),
            material.column("coverage", Style.SCORE),
            material.column("lower", Style.SCORE),
            material.column("upper", Style.SCORE),
            *(
                next(c for c in self.layout.scores_columns if c.key == f"shown:{each.code}")
                for each in pillars
            ),
            material.column("kind_place", Style.PLACE),
        )
        rows = [
            tuple(self._looked_up(column, row, number) for column in columns)
            for row, number in enumerate(self.lists["league"], start=self.layout.order.first)
        ]
        cells = f"F3:F{2 + len(rows)}"
        return material.sheet(
            "places",
            columns,
            rows,
            frozen=4,
            is_guarded=True,
            marks=bars(cells, BAR) if rows else (),
        )

    def _looked_up(self, column: Column, row: int, number: int) -> Value:
        order = self.layout.order
        if column.key == "league":
            return Formula(
                order.across("league_name", row),
                self._group_of("league", self.material.results.entries[number]),
            )
        pointer = order.across("league_pointer", row)
        cell = f"INDEX({self.layout.scores.column(column.key)},{pointer})"
        value = self.known[column.key][number]
        if column.style.is_text:
            return Formula(f'{cell}&""', value)  # an empty cell would be a zero
        return Formula(cell, value)

    @cached_property
    def known(self) -> Mapping[str, Sequence[Known]]:
        """What stands in the columns of the scores."""
        found: dict[str, list[Known]] = {}
        rows = self.scores().rows
        for place, column in enumerate(self.layout.scores_columns):
            cells = (row[place] for row in rows)
            found[column.key] = [c.value if isinstance(c, Formula) else c for c in cells]  # type: ignore[misc]
        return found


_NAMES = {"league": "league", "kind": "participant_kind"}


@dataclass(frozen=True, slots=True)
class _Facts:
    """Of a sorted list: where places begin, and how far they go."""

    gap: Sequence[int]
    best: Sequence[int]
    step: Sequence[int]
    worst: Sequence[int]

    def of(self, part: str, place: int) -> int:
        return int(getattr(self, part)[place])


def _facts(values: Floats) -> _Facts:
    gap = [1] + [_gap(*pair) for pair in zip(values[1:], values[:-1], strict=True)]
    best, step, worst = [1], [1], [len(gap)]
    for place in range(1, len(gap)):
        best.append(place + 1 if gap[place] else best[-1])
        step.append(step[-1] + gap[place])
    for place in range(len(gap) - 2, -1, -1):
        worst.insert(0, place + 1 if gap[place + 1] else worst[0])
    return _Facts(gap, best, step, worst)


def _gap(value: float, above: float) -> int:
    return 0 if abs(value - above) <= TOLERANCE else 1


def _hundred(value: float) -> float | None:
    return None if np.isnan(value) else float(HUNDRED * value)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
