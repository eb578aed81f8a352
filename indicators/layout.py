"""Trazado: where everything stands in the results workbook, so that formulas can say it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from openpyxl.utils import get_column_letter

from game.questionnaire import Band, Item, Option
from indicators.formulas import Group, Leaves
from indicators.material import Material
from indicators.sheets import Column, Style
from indicators.tree import Leaf, Node

# In the order of the columns: what every node has.
BLOCKS = ("covered", "raw", "own", "enters", "low", "high", "mass", "share")
# What the parts of a geometric or harmonic node have.
TURNED = ("in", "turned", "low_in", "low_turned", "high_in", "high_turned", "pull")
RULES = ("thin", "ties", "decimals", "bounds")
ORDER = {
    "pointer": Style.WHOLE,
    "value": Style.AS_IS,
    "gap": Style.WHOLE,
    "best": Style.WHOLE,
    "step": Style.WHOLE,
    "worst": Style.WHOLE,
    "place": Style.PLACE,
}
POLICY_ROWS = ("weight", "excuse", "silence", "unsure")


@dataclass(frozen=True, slots=True)
class Grid:
    """Addresses in a sheet: `letters` of its columns by key, and the rows its data stand in."""

    sheet: str
    letters: Mapping[str, str]
    first: int
    last: int

    @property
    def here(self) -> "Grid":
        """The same from a formula of its own sheet."""
        return replace(self, sheet="")

    def at(self, key: str, row: int | str) -> str:
        """One cell, the same wherever the formula is copied to."""
        return f"{self._sheet}${self.letters[key]}${row}"

    def across(self, key: str, row: int | str = "{r}") -> str:
        """A cell of a row that moves with the formula."""
        return f"{self._sheet}${self.letters[key]}{row}"

    def column(self, key: str, first: int = 0, last: int = 0) -> str:
        """All rows of a column, or some."""
        letter = self.letters[key]
        return f"{self._sheet}${letter}${first or self.first}:${letter}${last or self.last}"

    def span(self, first: str, last: str, row: int | str = "{r}", *, fixed: bool = False) -> str:
        """Some columns of a row."""
        mark = "$" if fixed else ""
        ends = (f"${self.letters[key]}{mark}{row}" for key in (first, last))
        return self._sheet + ":".join(ends)

    @property
    def _sheet(self) -> str:
        return "'{}'!".format(self.sheet.replace("'", "''")) if self.sheet else ""


def breadth_first(tree: Node) -> Iterator[Node]:
    """Level after level, so that the children of every node stand side by side."""
    level: Sequence[Node] = (tree,)
    while level:
        yield from level
        level = [child for node in level for child in node.children]


@dataclass(frozen=True)
class Layout:
    """The columns of the sheets that formulas read, and their addresses."""

    material: Material

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        return tuple(breadth_first(self.material.results.scores.tree))

    @cached_property
    def items(self) -> tuple[str, ...]:
        return self.material.results.scores.items

    @cached_property
    def holders(self) -> Mapping[str, Node]:
        """The node that each item is a part of: its own, or the flat one that takes all below."""
        return dict(_holders(self.material.results.scores.tree))

    @cached_property
    def holding(self) -> frozenset[str]:
        """Nodes that are parts of their parent: what a flat one goes past is none."""
        return frozenset(_holding(self.material.results.scores.tree))

    # --- what people may change ---

    @cached_property
    def rules_columns(self) -> tuple[Column, ...]:
        column = self.material.column
        return (
            column("rule", Style.LABEL, 30),
            column("rule_value", Style.TEXT, 34, is_open=True),
            column("rule_choices", Style.LONG_TEXT, 70),
        )

    @cached_property
    def rules(self) -> Grid:
        return self._grid("rules", self.rules_columns, len(RULES), 0)

    def rule(self, name: str) -> str:
        return self.rules.at("rule_value", self.rules.first + RULES.index(name))

    @cached_property
    def options_columns(self) -> tuple[Column, ...]:
        column = self.material.column
        return (
            column("item"),
            column("option_kind", width=16),
            column("option", width=18),
            column("option_text", Style.LONG_TEXT, 60),
            column("at_least", Style.AS_IS, 12, is_open=True),
            column("at_most", Style.AS_IS, 12, is_open=True),
            column("option_factor", Style.FACTOR, 10, is_open=True),
            column("alone", Style.WHOLE, 10),
        )

    @cached_property
    def option_rows(self) -> Mapping[str, tuple[int, int]]:
        """The first and the last row of every item that has options or bands."""
        rows, reached = {}, 3
        for code in self.items:
            item = self.material.asked_items.get(code)
            size = len(choices_of(item)) if item else 0
            if size:
                rows[code] = reached, reached + size - 1
            reached += size
        return rows

    @cached_property
    def options(self) -> Grid:
        last = max((last for _, last in self.option_rows.values()), default=2)
        return self._grid("options", self.options_columns, last - 2, 0)

    def option_column(self, item: str, key: str) -> str:
        return self.options.column(key, *self.option_rows[item])

    @cached_property
    def weights_columns(self) -> tuple[Column, ...]:
        column = self.material.column
        return (
            column("part", width=12),
            column("part_code", width=12),
            column("part_name", Style.LONG_TEXT, 50),
            column("parent", width=12),
            column("part_weight", Style.AS_IS, 10, is_open=True),
            column("method", Style.LONG_TEXT, 26),
            column("zeros", Style.TEXT, 26, is_open=True),
            column("floor", Style.AS_IS, 10, is_open=True),
            column("least", Style.SHARE, 12, is_open=True),
            column("excuse_policy", Style.TEXT, 20, is_open=True),
            column("silence_policy", Style.TEXT, 20, is_open=True),
            column("unsure_policy", Style.TEXT, 20, is_open=True),
        )

    @cached_property
    def weights(self) -> Grid:
        return self._grid("weights", self.weights_columns, len(self.nodes) + len(self.items), 0)

    @cached_property
    def _node_rows(self) -> Mapping[str, int]:
        codes = self.material.results.scores.nodes
        return {code: row for row, code in enumerate(codes, start=self.weights.first)}

    @cached_property
    def _item_rows(self) -> Mapping[str, int]:
        first = self.weights.first + len(self.nodes)
        return {code: row for row, code in enumerate(self.items, start=first)}

    def of_node(self, key: str, node: str) -> str:
        return self.weights.at(key, self._node_rows[node])

    def of_item(self, key: str, item: str) -> str:
        return self.weights.at(key, self._item_rows[item])

    @cached_property
    def answers_columns(self) -> tuple[Column, ...]:
        column = self.material.column
        return (
            column("participant"),
            column("name", width=28),
            column("item"),
            column("state", width=20),
            column("asked", width=11, is_open=True),
            column("code_given", width=16, is_open=True),
            column("number_given", Style.COUNT, 12, is_open=True),
            column("denominator_given", Style.COUNT, 12, is_open=True),
            column("day_given", Style.DAY, 12, is_open=True),
            column("given", Style.LONG_TEXT, 40),
            column("evidence_title", Style.LONG_TEXT, 34),
            column("evidence_place", Style.LONG_TEXT, 40),
            column("evidence_page", Style.LONG_TEXT, 12),
            column("verdict", width=12, is_open=True),
            column("verdict_reason", Style.LONG_TEXT, 40),
            column("verifier", width=24),
            column("answer_state", width=16),
            column("factor", Style.FACTOR, 9),
            column("effective_weight", Style.WEIGHT, 11),
            column("contribution", Style.WEIGHT, 12),
        )

    @cached_property
    def answers(self) -> Grid:
        size = self.people * len(self.items)
        return self._grid("answers", self.answers_columns, size, 0)

    # --- what is computed ---

    @property
    def people(self) -> int:
        return len(self.material.results.entries)

    @cached_property
    def item_columns(self) -> tuple[Column, ...]:
        """One for each item, which wears the colour of its pillar."""
        pillars = self.material.pillars
        return tuple(
            self.material.told(
                "item_factor", item, Style.FACTOR, 14, pillar=pillars.get(item, ""), name=item
            )
            for item in self.items
        )

    @cached_property
    def states_columns(self) -> tuple[Column, ...]:
        told = self.material.told
        items = (
            told("item_state", each.title, Style.TEXT, 13, pillar=each.pillar, name=each.key)
            for each in self.item_columns
        )
        return (*self.material.who_columns(), *items)

    @cached_property
    def factors_columns(self) -> tuple[Column, ...]:
        return (*self.material.who_columns(), *self.item_columns)

    @cached_property
    def states(self) -> Grid:
        return self._grid("states", self.states_columns, self.people, 0)

    @cached_property
    def factors(self) -> Grid:
        return self._grid("factors", self.factors_columns, self.people, len(POLICY_ROWS))

    def policy(self, row: str, item: str) -> str:
        """The cell above the factors of an item that holds its weight or what a policy counts."""
        return self.factors.here.at(item, 2 + POLICY_ROWS.index(row))

    @cached_property
    def calculation_columns(self) -> tuple[Column, ...]:
        who = self.material.who_columns()[:2]
        blocks = (self._block_column(block, node) for block in BLOCKS for node in self.nodes)
        turned = (
            self._turned_column(block, node, part)
            for node in self.nodes
            if node.method.has_zeros
            for block in TURNED
            for part in parts_of(node)
        )
        return (*who, *blocks, *turned)

    def _block_column(self, block: str, node: Node) -> Column:
        material = self.material
        title = f"{material.said('block_' + block)} · {node.code}"
        style = Style.AS_IS if block == "mass" else Style.WEIGHT
        pillar = material.pillars.get(node.code, "")
        return material.told(
            f"block_{block}", title, style, 13, pillar=pillar, name=f"{block}:{node.code}"
        )

    def _turned_column(self, block: str, node: Node, part: str) -> Column:
        material = self.material
        title = f"{material.said('block_' + block)} · {part} · {node.code}"
        pillar = material.pillars.get(node.code, "")
        name = f"{block}:{node.code}:{part}"
        return material.told(f"block_{block}", title, Style.WEIGHT, 13, pillar=pillar, name=name)

    @cached_property
    def calculation(self) -> Grid:
        return self._grid("calculation", self.calculation_columns, self.people, 1)

    # --- what is read ---

    @cached_property
    def scores_columns(self) -> tuple[Column, ...]:
        material, column = self.material, self.material.column
        tree = material.results.scores.tree
        nodes = (
            material.told(
                "node_score",
                f"{node.code} {material.node_name(node.code)}",
                Style.SCORE,
                16,
                pillar=material.pillars.get(node.code, ""),
                name=f"shown:{node.code}",
            )
            for node in [*tree.nodes()][1:]
        )
        return (
            *material.who_columns(),
            column("participant_kind", width=14),
            column("index", Style.SCORE),
            column("exact_index", Style.AS_IS, 18),
            column("coverage", Style.SCORE),
            column("lower", Style.SCORE),
            column("upper", Style.SCORE),
            column("league_place", Style.PLACE),
            column("kind_place", Style.PLACE),
            *nodes,
            column("order_key", Style.AS_IS, 16),
            column("league_row", Style.WHOLE),
            column("kind_row", Style.WHOLE),
        )

    @cached_property
    def scores(self) -> Grid:
        return self._grid("scores", self.scores_columns, self.people, 0)

    @cached_property
    def order_columns(self) -> tuple[Column, ...]:
        """The sorted lists by league, and beside them those by kind."""
        column, told = self.material.column, self.material.told
        made: list[Column] = []
        for group, title in (("league", "league"), ("kind", "participant_kind")):
            head = column(title, width=26)
            made.append(replace(head, key=f"{group}_name"))
            for part, style in ORDER.items():
                name = self.material.said(f"order_{part}")
                title_ = f"{name} ({head.title.lower()})"
                made.append(told(f"order_{part}", title_, style, 12, name=f"{group}_{part}"))
        return tuple(made)

    @cached_property
    def order(self) -> Grid:
        return self._grid("order", self.order_columns, self.people, 0)

    def weight_row(self, first: str, last: str) -> str:
        """The weights above some columns of the calculation."""
        return self.calculation.here.span(first, last, 2, fixed=True)

    def children(self, node: Node, block: str) -> tuple[Group, ...]:
        """The weights and one block of the nodes that a node is made of."""
        if node.method.is_flat or not node.children:
            return ()
        ends = f"{block}:{node.children[0].code}", f"{block}:{node.children[-1].code}"
        return (Group(self.weight_row(*ends), self.calculation.here.span(*ends)),)

    def leaves(self, node: Node) -> tuple[Leaves, ...]:
        """The items that a node is made of, in the three sheets where they stand."""
        items = [leaf.item for leaf in own_leaves(node)]
        if not items:
            return ()
        ends = items[0], items[-1]
        return (
            Leaves(
                self.factors.span(*ends, 2, fixed=True),
                self.factors.span(*ends, "{f}"),
                self.states.span(*ends, "{s}"),
            ),
        )

    def _grid(self, name: str, columns: Sequence[Column], rows: int, above: int) -> Grid:
        letters = {c.key: get_column_letter(n) for n, c in enumerate(columns, start=1)}
        first = 3 + above
        return Grid(self.material.title(name), letters, first, first + rows - 1)


def own_leaves(node: Node) -> tuple[Leaf, ...]:
    """Those a node is made of: in a flat one all below it."""
    return tuple(node.all_leaves()) if node.method.is_flat else node.leaves


def parts_of(node: Node) -> tuple[str, ...]:
    """The codes of the nodes and the items that a node is made of."""
    return (*(child.code for child in node.children), *(leaf.item for leaf in node.leaves))


def choices_of(item: Item) -> tuple[Option, ...] | tuple[Band, ...]:
    """The options or the bands of an item, each of which has a row."""
    return item.options or (item.scoring.bands if item.scoring else ())


def _holders(node: Node) -> Iterator[tuple[str, Node]]:
    if node.method.is_flat:
        yield from ((leaf.item, node) for leaf in node.all_leaves())
        return
    for child in node.children:
        yield from _holders(child)
    yield from ((leaf.item, node) for leaf in node.leaves)


def _holding(node: Node) -> Iterator[str]:
    yield node.code
    if not node.method.is_flat:
        for child in node.children:
            yield from _holding(child)
