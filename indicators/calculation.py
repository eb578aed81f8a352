"""Cálculo: the index of the book, formula by formula, from the factors and the weights in it.

A row for each government. Situations and factors stand in the order of the tree; in the
calculation the nodes stand level after level. Whatever is a part of one node is thus side by side,
and two ranges are enough for any mean.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indicators import formulas as f
from indicators import wording
from indicators.blocks import DEAD, Blocks
from indicators.layout import BLOCKS, POLICY_ROWS, TURNED, Layout, parts_of
from indicators.marking import between_colours, word_marks
from indicators.material import Material
from indicators.matrix import AnswerState, is_undecided
from indicators.sheets import Column, Formula, Row, Sheet, Style, Styled, Value
from indicators.tree import Coverage, Excuse, Leaf, Method, Node, Silence, ThinNode, Zeros


@dataclass(frozen=True)
class Calculation:
    """The three sheets that make scores of answers."""

    layout: Layout

    @property
    def material(self) -> Material:
        return self.layout.material

    @cached_property
    def blocks(self) -> Blocks:
        return Blocks(self.material.results.scores)

    # --- situations and factors ---

    def states(self) -> Sheet:
        layout, material = self.layout, self.material
        states = layout.states
        cell = layout.answers.across("answer_state", "{a}")
        rows = [
            (*material.who(entry), *(Formula(cell.format(a=a), word) for a, word in row))
            for entry, row in zip(material.results.entries, self._told_states(), strict=True)
        ]
        first, last = layout.items[0], layout.items[-1]
        cells = f"{states.letters[first]}{states.first}:{states.letters[last]}{states.last}"
        return material.sheet(
            "states",
            layout.states_columns,
            rows,
            frozen=2,
            is_guarded=True,
            marks=word_marks(cells, material.words) if rows else (),
        )

    def _told_states(self) -> Iterator[list[tuple[int, str]]]:
        """The row of every answer in its sheet, and what is known of it."""
        row = self.layout.answers.first
        for words in self.state_words:
            yield [*enumerate(words, start=row)]
            row += len(words)

    @cached_property
    def state_words(self) -> list[list[str]]:
        """Participants x items: what is known of every answer, in words."""
        words = {int(s): wording.STATES[s].of(self.material.locale) for s in AnswerState}
        found = [[words[state] for state in row] for row in self.blocks.states.tolist()]
        entries, items = self.material.results.entries, self.layout.items
        for row, place in np.argwhere(self.blocks.states == AnswerState.NO_ANSWER).tolist():
            found[row][place] = self._silent_word(entries[row].participant, items[place])
        return found

    def _silent_word(self, participant: str, item: str) -> str:
        words = self.material.words
        given = self.material.given.get((participant, item))
        asked = self.material.asked_items.get(item)
        if given is None or asked is None:
            return words.no_answer
        undecided = is_undecided(asked, given.answer, given.verdict)
        return words.undecided if undecided else words.no_answer

    def factors(self) -> Sheet:
        layout, material = self.layout, self.material
        templates = [self._counted(item) for item in layout.items]
        columns = self.blocks.scores.factors.tolist()
        rows: list[Row] = []
        answer = layout.answers.first
        for number, entry in enumerate(material.results.entries):
            state_row = layout.states.first + number
            words, factors = self.state_words[number], columns[number]
            counted = [
                Formula(
                    template.format(s=state_row, a=answer + place),
                    words[place] if factors[place] != factors[place] else factors[place],
                )
                for place, template in enumerate(templates)
            ]
            rows.append((*material.who(entry), *counted))
            answer += len(templates)
        grid = layout.factors
        cells = (
            f"{grid.letters[layout.items[0]]}{grid.first}:"
            f"{grid.letters[layout.items[-1]]}{grid.last}"
        )
        return material.sheet(
            "factors",
            layout.factors_columns,
            rows,
            frozen=2,
            above=tuple(self._policies()),
            is_guarded=True,
            marks=between_colours(cells) if rows else (),
        )

    def _counted(self, item: str) -> str:
        layout = self.layout
        return f.counted(
            layout.states.across(item, "{s}"),
            layout.answers.across("factor", "{a}"),
            *(layout.policy(row, item) for row in ("excuse", "silence", "unsure")),
            words=self.material.words,
        )

    def _policies(self) -> Iterator[Row]:
        """The weight of every item, and what each policy counts, above its factors."""
        leaves = {leaf.item: leaf for leaf in self.blocks.scores.tree.all_leaves()}
        for row in POLICY_ROWS:
            told = Styled(self.material.said(f"policy_{row}"), Style.LABEL)
            cells = (self._policy(row, leaves[item]) for item in self.layout.items)
            yield (None, told, None, None, *cells)

    def _policy(self, row: str, leaf: Leaf) -> Value:
        layout = self.layout
        if row == "weight":
            cell = layout.of_item("part_weight", leaf.item)
            return Styled(Formula(cell, float(leaf.weight)), Style.AS_IS)
        cell = layout.of_item(f"{row}_policy", leaf.item)
        counted = f.counts_as(cell, self.material.words)
        policy = policies_of(leaf, self.blocks.scores.policies.no_answer)[row]
        number = {Excuse.FULL: 1, Excuse.ZERO: 0, Silence.ZERO: 0}.get(policy)
        return Styled(Formula(counted, number), Style.AS_IS)

    # --- the calculation ---

    def calculation(self) -> Sheet:
        layout, material = self.layout, self.material
        columns = layout.calculation_columns[2:]
        templates = [self._templates[column.key] for column in columns]
        values = [self.blocks.columns[column.key].tolist() for column in columns]
        rows: list[Row] = []
        for number, entry in enumerate(material.results.entries):
            at = {
                "r": layout.calculation.first + number,
                "f": layout.factors.first + number,
                "s": layout.states.first + number,
            }
            cells = (
                Formula(template.format_map(at), plain(column[number]))
                if template
                else plain(column[number])
                for template, column in zip(templates, values, strict=True)
            )
            rows.append((entry.participant, entry.name, *cells))
        weights = (
            None,
            Styled(material.said("policy_weight"), Style.LABEL),
            *map(self._weight_above, columns),
        )
        return material.sheet(
            "calculation",
            layout.calculation_columns,
            rows,
            frozen=2,
            above=(weights,),
            is_guarded=True,
        )

    def _weight_above(self, column: Column) -> Value:
        """The weight that a column has in the node above it."""
        scores, part = self.blocks.scores, column.key.split(":")[-1]
        if part in scores.nodes:
            cell, weight = self.layout.of_node("part_weight", part), scores.node(part).weight
        else:
            leaves = {leaf.item: leaf.weight for leaf in scores.tree.all_leaves()}
            cell, weight = self.layout.of_item("part_weight", part), leaves[part]
        return Styled(Formula(cell, float(weight)), Style.AS_IS)

    @cached_property
    def _templates(self) -> Mapping[str, str]:
        """The formula of every column by its key, with places for the rows."""
        found: dict[str, str] = {}
        for node in self.layout.nodes:
            found |= {f"{block}:{node.code}": self._formula(block, node) for block in BLOCKS}
            if node.method.has_zeros:
                for part in parts_of(node):
                    for block in TURNED:
                        found[f"{block}:{node.code}:{part}"] = self._turned(block, node, part)
        shares = self._shares(self.blocks.scores.tree)
        return found | {f"share:{code}": share for code, share in shares}

    def _formula(self, block: str, node: Node) -> str:
        words, code = self.material.words, node.code
        if block == "covered":
            return self._coverage(node)
        if block == "own":
            least = self.layout.of_node("least", code)
            return f.own_value(self._here("raw", code), self._here("covered", code), least)
        if block == "enters":
            own, raw = self._here("own", code), self._here("raw", code)
            return f"IF({self.layout.rule('thin')}={f.text(words.leaves)},{own},{raw})"
        if block == "share":
            return '""'
        if block in {"low", "high"} and not self.has_live_bounds:
            return ""
        made = self._turned_mean if node.method.has_zeros else self._plain_mean
        found = made(block, node)
        return f'IF({self._bounds_hold},{found},"")' if block in {"low", "high"} else found

    @cached_property
    def has_live_bounds(self) -> bool:
        """Whether the usual bounds hold: all that may count is taken, at zero and at one.

        Where thin nodes leave, or zeros are lifted, the engine chooses among what may count
        (`bounds.py`); of such an edition the book has the bounds as values.
        """
        scores = self.blocks.scores
        lifted = any(
            node.method.has_zeros and node.zeros is not Zeros.STRICT for node in scores.tree.nodes()
        )
        return scores.policies.thin is ThinNode.COUNTS and not lifted

    @property
    def _bounds_hold(self) -> str:
        live = f.text(self.material.said("bounds_live"))
        return f"{self.layout.rule('bounds')}={live}"

    def _plain_mean(self, block: str, node: Node) -> str:
        layout, words, leaves = self.layout, self.material.words, self.layout.leaves(node)
        if block in {"low", "high"}:
            children = layout.children(node, block)
            return f.bound(children, leaves, words, upper=block == "high")
        groups = (*layout.children(node, "enters"), *(each.group for each in leaves))
        if block == "mass":
            return f.mass(groups)
        mass = self._here("mass", node.code)
        return f.quotient(f.summed(groups), mass)

    def _turned_mean(self, block: str, node: Node) -> str:
        source = {"low": "low_", "high": "high_"}.get(block, "")
        parts = parts_of(node)
        if not parts:
            return '""' if block != "mass" else "0"
        if block == "mass":
            pulls = (f"pull:{node.code}:{part}" for part in (parts[0], parts[-1]))
            return f"SUM({self.layout.calculation.here.span(*pulls)})"
        ends = [f"{source}turned:{node.code}:{part}" for part in (parts[0], parts[-1])]
        return f.turned_mean(
            self.layout.weight_row(*ends),
            self.layout.calculation.here.span(*ends),
            is_geometric=node.method is Method.GEOMETRIC,
        )

    def _coverage(self, node: Node) -> str:
        layout, words = self.layout, self.material.words
        children, leaves = layout.children(node, "covered"), layout.leaves(node)
        if self.blocks.scores.policies.coverage is Coverage.WEIGHT:
            return f.coverage(children, leaves, words)
        own = layout.children(node, "own")
        both = [
            f.Group(mine.values, known.values) for mine, known in zip(own, children, strict=True)
        ]
        return f.coverage_by_parts(both, leaves, words)

    def _turned(self, block: str, node: Node, part: str) -> str:
        is_geometric = node.method is Method.GEOMETRIC
        if block.endswith("in"):
            zeros, floor = (self.layout.of_node(key, node.code) for key in ("zeros", "floor"))
            return f.entering(self._source(block, node, part), zeros, floor, self.material.words)
        here = self.layout.calculation.here
        if block != "pull":
            entering = here.across(f"{block.removesuffix('turned')}in:{node.code}:{part}")
            return f.turned(entering, is_geometric=is_geometric)
        key = f"pull:{node.code}:{part}"
        entering = here.across(f"in:{node.code}:{part}")
        weight, whole = here.at(key, 2), self._here("raw", node.code)
        return f.pull(weight, entering, whole, is_geometric=is_geometric)

    def _source(self, block: str, node: Node, part: str) -> str:
        """What a part is worth as it is, or at one of its bounds."""
        bound = block.removesuffix("in").removesuffix("_")
        if any(child.code == part for child in node.children):
            return self._here(bound or "enters", part)
        factor = self.layout.factors.across(part, "{f}")
        if not bound:
            return factor
        state = self.layout.states.across(part, "{s}")
        upper = bound == "high"
        return f"({f.leaf_bound(factor, state, self.material.words, upper=upper)})"

    def _shares(self, node: Node) -> Iterator[tuple[str, str]]:
        code = node.code
        if code == self.material.root:
            yield code, f"IF(ISNUMBER({self._here('own', code)}),1,0)"
        if node.method.is_flat:
            return
        for child in node.children:
            yield child.code, self.part_share(node, child.code, self._here("enters", child.code))
            yield from self._shares(child)

    def part_share(self, node: Node, part: str, value: str, *, outside: bool = False) -> str:
        """The share in the index of a part of a node, which has `value` where it counts."""
        grid = self.layout.calculation if outside else self.layout.calculation.here
        row = "{k}" if outside else "{r}"
        share, mass = (grid.across(f"{b}:{node.code}", row) for b in ("share", "mass"))
        if node.method.has_zeros:
            pull = grid.across(f"pull:{node.code}:{part}", row)
            return f.passed_on(share, pull, pull, mass)
        if part in self.blocks.scores.nodes:
            return f.passed_on(share, self.layout.of_node("part_weight", part), value, mass)
        return f.passed_on(share, self.layout.of_item("part_weight", part), value, mass)

    def _here(self, block: str, code: str) -> str:
        return self.layout.calculation.here.across(f"{block}:{code}")


def policies_of(leaf: Leaf, no_answer: Silence) -> Mapping[str, Excuse | Silence]:
    """What an item does with whatever is no answer, whoever says so."""
    silence = leaf.silence or no_answer
    return {"excuse": leaf.excuse, "silence": silence, "unsure": leaf.unsure or silence}


def plain(figure: float) -> float | str | None:
    """A figure as a cell keeps it."""
    if figure == DEAD:
        return "x"
    return None if figure != figure else figure  # noqa: PLR0124
