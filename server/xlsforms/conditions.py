"""Condiciones: when the questions of somebody's form are asked, as far as an item can say it.

An item is asked by the answer to one earlier item, which has to be a yes or no or one option of
several. A condition that another one already holds goes without saying.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from game.questionnaire import Kind
from server.xlsforms.expressions import REFERENCE, Chosen, asked_by, conjuncts
from server.xlsforms.grids import Place
from server.xlsforms.headings import Reading
from server.xlsforms.listing import Listing, Why

Condition = dict[str, Any]


@dataclass(slots=True)
class _Opener:
    """An item that others may depend on. `names`: what the form calls its options."""

    item: Mapping[str, Any]
    names: Mapping[str, str]


@dataclass(slots=True)
class Asking:
    """The items so far, by what the form calls them."""

    listing: Listing
    sheet: str
    openers: dict[str, _Opener] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    told: set[tuple[object, ...]] = field(default_factory=set)
    told_lists: set[str] = field(default_factory=set)

    def adds(self, name: str, item: Mapping[str, Any], names: Mapping[str, str]) -> None:
        self.openers[name] = _Opener(item, names)

    def leaves(self, name: str) -> None:
        self.left.add(name)

    def condition(self, rows: Sequence[Reading]) -> Condition | None:
        """When the last of these rows is asked; the others are the groups that it stands in."""
        found: list[tuple[Reading, Condition]] = []
        for row in rows:
            found += [(row, condition) for condition in self._of(row)]
        merged = self._merged(found)
        needed = [
            (row, each)
            for n, (row, each) in enumerate(merged)
            if not any(self._implies(other, each) for m, (_, other) in enumerate(merged) if m != n)
        ]
        if not needed:
            return merged[-1][1] if merged else None
        for row, each in needed[:-1]:
            self._leave(row, Why.CONDITION_MANY, item=each["item"], kept=needed[-1][1]["item"])
        return needed[-1][1]

    def _of(self, row: Reading) -> list[Condition]:
        expression = row.get("relevant")
        if not expression:
            return []
        found: list[Condition] = []
        for part in conjuncts(expression):
            asked = asked_by(part)
            if asked is None:
                is_of_left = any(name in self.left for name in REFERENCE.findall(part))
                why = Why.CONDITION_OF_LEFT if is_of_left else Why.CONDITION_LEFT
                self._leave(row, why, text=part)
            for chosen in asked or ():
                found += self._condition(row, chosen, part)
        return found

    def _condition(self, row: Reading, chosen: Chosen, expression: str) -> list[Condition]:
        opener = self.openers.get(chosen.name)
        if opener is None:
            why = Why.CONDITION_OF_LEFT if chosen.name in self.left else Why.CONDITION_LATER
            self._leave(row, why, text=expression, wanted=chosen.name)
            return []
        if opener.item["kind"] not in {Kind.YES_NO, Kind.SCALE}:
            self._leave(row, Why.CONDITION_OF_LIST, text=expression, wanted=chosen.name)
            return []
        unknown = [name for name in chosen.any_of if name not in opener.names]
        if unknown:
            self._leave(row, Why.CONDITION_CHOICE, text=expression, choice=unknown[0])
            return []
        codes = [opener.names[name] for name in chosen.any_of]
        if chosen.is_other:
            self._leave(row, Why.CONDITION_OTHER, text=expression)
            codes = [code for code in opener.names.values() if code not in codes]
        if not codes:
            self._leave(row, Why.CONDITION_LEFT, text=expression)
            return []
        return [{"item": opener.item["code"], "any_of": codes}]

    def _merged(
        self, found: Sequence[tuple[Reading, Condition]]
    ) -> list[tuple[Reading, Condition]]:
        """Conditions on the same item hold together: the options that all of them have."""
        by_item: dict[str, tuple[Reading, Condition]] = {}
        for row, each in found:
            before = by_item.pop(each["item"], None)
            codes = each["any_of"]
            if before is not None:
                shared = [code for code in before[1]["any_of"] if code in codes]
                if not shared:
                    self._leave(row, Why.CONDITION_NEVER, text=row.get("relevant"))
                    by_item[each["item"]] = before
                    continue
                codes = shared
            by_item[each["item"]] = (row, {"item": each["item"], "any_of": codes})
        return list(by_item.values())

    def _implies(self, one: Condition, other: Condition) -> bool:
        """Whether an item that is asked by `one` is only asked where `other` holds."""
        opener = next((o for o in self.openers.values() if o.item["code"] == one["item"]), None)
        above = opener.item.get("asked_when") if opener else None
        while above is not None:
            if above["item"] == other["item"]:
                return set(above["any_of"]) <= set(other["any_of"])
            upper = next(
                (o for o in self.openers.values() if o.item["code"] == above["item"]), None
            )
            above = upper.item.get("asked_when") if upper else None
        return False

    def _leave(self, row: Reading, why: Why, **facts: Any) -> None:
        """A group is told once, however many questions stand in it."""
        key = (row.line.number, why, facts.get("item"), facts.get("kept"), facts.get("text"))
        if key in self.told:
            return
        self.told.add(key)
        place = Place(self.sheet, row.line.number, "relevant")
        self.listing.leave(place, why, row.get("name"), **facts)
