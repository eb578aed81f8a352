"""Cifras: numbers as a file writes them, read exactly; one of absurd size is none."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final

LONGEST_NUMBER: Final = 60
WITH_COMMA: Final = re.compile(r"[+-]?[0-9]+,[0-9]+(?:[eE][+-]?[0-9]+)?")
WITH_POINT: Final = re.compile(r"[+-]?[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)?")
QUOTIENT: Final = re.compile(r"(-?[0-9]+) *\/ *([0-9]+)")

Say = Callable[[str], None]


@dataclass(slots=True)
class Commas:
    """What separates decimals in one file: a comma may, where none separates its cells.

    `allowed`: whether it may. Then a point may in its stead, but never both in the same file,
    since 1.234 would be one thing to one reader and a thousand times as much to another.
    """

    allowed: bool
    comma: str = ""
    point: str = ""

    def plain(self, cell: str, say: Say) -> str:
        """The same number with a point; what is no number is left as it is."""
        if not self.allowed:
            return cell
        if WITH_COMMA.fullmatch(cell):
            self.comma = self.comma or cell
        elif WITH_POINT.fullmatch(cell):
            self.point = self.point or cell
        else:
            return cell
        if self.comma and self.point:
            both = f"«{self.comma}» y «{self.point}»"
            say(f"no se sabe qué separa los decimales: el archivo trae {both}")
            self.allowed = False
        return cell.replace(",", ".")


def exact_of(given: str) -> Fraction | None:
    """A decimal or a quotient of whole numbers."""
    if len(given) > LONGEST_NUMBER or not given.isascii() or "_" in given:
        return None
    if quotient := QUOTIENT.fullmatch(given.strip()):
        upper, lower = map(int, quotient.groups())
        return Fraction(upper, lower) if lower else None
    try:
        decimal = Decimal(given)
    except InvalidOperation:
        return None
    is_sane = decimal.is_finite() and abs(decimal.adjusted()) < LONGEST_NUMBER
    return Fraction(decimal) if is_sane else None


def number_of(given: str, say: Say) -> float | None:
    exact = exact_of(given)
    if exact is None:
        say(f"«{given}» no es un número finito")
        return None
    return exact.numerator / exact.denominator


def decimal_of(given: str, say: Say) -> Decimal | None:
    """A figure as it was published; an empty one is none."""
    if not given:
        return None
    if exact_of(given) is None or "/" in given:
        say(f"«{given}» no es un número finito; lo que no se compara va vacío")
        return None
    return Decimal(given)


def weight_of(given: str, code: str, say: Say) -> Fraction:
    found = exact_of(given) if given else Fraction(1)
    if found is None or found <= 0:
        say(f"el peso de {code} es «{given}»; debe ser un número mayor que cero")
        return Fraction(1)
    return found


def threshold_of(given: str, say: Say) -> Fraction | None:
    if not given:
        return None
    found = exact_of(given)
    if found is None or not 0 <= found <= 1:
        say(f"threshold es «{given}»; va de 0 a 1")
        return None
    return found


def word_of(given: str, words: Any, default: Any, column: str, say: Say) -> Any:
    """One of the words of an enumeration, or what an empty cell is."""
    if not given:
        return default
    try:
        return words(given)
    except ValueError:
        say(f"{column} es «{given}»; puede ser {either([*words])}")
        return default


def either(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} o {words[-1]}"
