"""Respuesta en palabras: what an answer reads as, worked out from the cells that hold it.

Whoever changes the code of an option, a number or a day reads the new answer at once, there and on
the receipt. What those cells cannot tell, as the reason of a "no aplica" or a date as it was typed,
stands in the formula as long as they are what they were. A free text is a value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from game.questionnaire import Item, Kind
from indicators import formulas as f
from indicators.layout import Layout
from indicators.sheets import Formula, Styled, Value

CELLS: Final = ("code_given", "number_given", "denominator_given", "day_given")
# What a formula may be long, and a text that stands in it.
LONGEST_FORMULA: Final = 8_000
LONGEST_TOLD: Final = 2_000
# Before it, spreadsheets count a day that never was.
FIRST_DAY: Final = date(1900, 3, 1)


@dataclass(frozen=True)
class ToldAnswers:
    """The texts of a sheet of answers."""

    layout: Layout

    def cell(self, item: Item, given: Sequence[Value], told: str | None, row: int) -> Value:
        """The text of an answer. `given`: its four cells, as they are at first; `told`: as it is.

        A value where no formula gives it: a free text, or one too long to stand in a formula.
        """
        template = self._templates.get(item.code)
        if template is None:
            return told
        plain = [each.value if isinstance(each, Styled) else each for each in given]
        made = template.format(r=row)
        if (self._worked_out(item, plain) or None) != told:
            text = f.long_text(told or "") if len(told or "") <= LONGEST_TOLD else None
            if text is None or any(isinstance(e, date) and e < FIRST_DAY for e in plain):
                return told
            here = self.layout.answers.here
            same = (
                f"{here.across(key).format(r=row)}={f.literal(value)}"
                for key, value in zip(CELLS, plain, strict=True)
            )
            made = f"IF(AND({','.join(same)}),{text},{made})"
        return Formula(made, told) if len(made) <= LONGEST_FORMULA else told

    @cached_property
    def _templates(self) -> Mapping[str, str]:
        asked = self.layout.material.asked_items
        return {
            code: self._template(asked[code])
            for code in self.layout.items
            if code in asked and asked[code].kind is not Kind.TEXT
        }

    def _template(self, item: Item) -> str:
        layout, words = self.layout, self.layout.material.words
        code, number, whole, day = map(layout.answers.here.across, CELLS)
        if item.options:
            first, last = layout.option_rows[item.code]
            codes, labels = (
                layout.option_column(item.code, key) for key in ("option", "option_text")
            )
            if item.kind is not Kind.MULTIPLE:
                return f.label_of(code, codes, labels)
            pairs = [
                tuple(layout.options.at(key, row) for key in ("option", "option_text"))
                for row in range(first, last + 1)
            ]
            return f.labels_of(code, codes, pairs)
        if item.kind is Kind.PERCENTAGE:
            return f.part_told(code, number, whole, words)
        if item.kind is Kind.DATE:
            return f.day_told(code, day, words)
        unit = self._unit(item).replace("{", "{{").replace("}", "}}")
        return f.number_told(code, number, unit, words)

    def _unit(self, item: Item) -> str:
        return item.unit.of(self.layout.material.locale) if item.unit else ""

    def _worked_out(self, item: Item, given: Sequence[object]) -> str:
        """What the formula gives, by the same rules."""
        code, number, whole, day = given
        if item.options:
            return self._labels(item, str(code or ""))
        if number is whole is day is None or code == self.layout.material.words.not_applicable:
            return str(code or "")
        if item.kind is Kind.DATE:
            return day.isoformat() if isinstance(day, date) else ""
        if item.kind is Kind.PERCENTAGE:
            return f"{_plain(number)} / {_plain(whole)}"
        return f"{_plain(number)} {self._unit(item)}".rstrip()

    def _labels(self, item: Item, code: str) -> str:
        names = {each.code: each.text.of(self.layout.material.locale) for each in item.options}
        codes = code.split(";")
        if not set(codes) <= names.keys() or len(set(codes)) < len(codes):
            return code
        if item.kind is not Kind.MULTIPLE:
            return names[code] if len(codes) == 1 else code
        return "; ".join(name for each, name in names.items() if each in codes)


def _plain(number: object) -> str:
    """A number as programs write it in a text; one that they may write otherwise is no number."""
    if number is None:
        return ""
    told = str(number)
    return told if "e" not in told and len(told) <= len("-0.123456789") else "?"
