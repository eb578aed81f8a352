"""Expresiones: when a question is asked and which numbers it takes, in XLSForm's words and in ours.

What a form says by comparing answers to choices can be said of an item; what it computes, not.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil, floor
from typing import Any, Final

REFERENCE: Final = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
DEEPEST: Final = 40
LONGEST: Final = 4_000
_TOKEN: Final = re.compile(
    r"\s*(?:\$\{\s*(?P<ref>[^}\s]+)\s*\}|'(?P<one>[^']*)'|\"(?P<two>[^\"]*)\""
    r"|(?P<number>-?[0-9]+(?:\.[0-9]+)?)|(?P<word>[A-Za-z][A-Za-z-]*)|(?P<mark>!=|=|\(|\)|,))"
)
_BOUND: Final = re.compile(r"\.\s*(>=|<=|>|<|=)\s*\(?\s*(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)\s*\)?")
_JOINT: Final = re.compile(r"'[^']*'|\"[^\"]*\"|\$\{[^}]*\}|[()]|(?<![\w.-])(?:and|or)(?![\w.-])")
_CURLED: Final = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


@dataclass(frozen=True, slots=True)
class Chosen:
    """An answer is one of these choices; with `is_other`, any but these."""

    name: str
    any_of: tuple[str, ...]
    is_other: bool = False


class _Unsayable(Exception):
    """Nothing that an item can be asked by."""


def asked_by(expression: str) -> tuple[Chosen, ...] | None:
    """The conditions that all must hold; None where that cannot be said of an item.

    An expression that always holds has none.
    """
    try:
        reader = _Reader(expression.translate(_CURLED))
        found = reader.either(0)
        reader.end()
    except _Unsayable:
        return None
    return tuple(found)


def conjuncts(expression: str) -> tuple[str, ...]:
    """The parts of an expression that must all hold, as they are written."""
    text = expression.translate(_CURLED)
    words = list(_joining(text))
    if any(word == "or" for word, _, _ in words):
        return (text,)
    starts = [0, *(end for _, _, end in words)]
    ends = [*(start for _, start, _ in words), len(text)]
    parts = (text[a:b].strip() for a, b in zip(starts, ends, strict=True))
    return tuple(part for part in parts if part)


def _joining(text: str) -> Iterator[tuple[str, int, int]]:
    """Each "and" and "or" that stands in no quotes and no parentheses, with where it does."""
    depth = 0
    for found in _JOINT.finditer(text):
        mark = found[0]
        if mark in {"(", ")"}:
            depth += 1 if mark == "(" else -1
        elif not depth and mark in {"and", "or"}:
            yield mark, found.start(), found.end()


class _Reader:
    """Reads an expression from left to right. Each part gives conditions that all must hold."""

    def __init__(self, expression: str) -> None:
        if len(expression) > LONGEST:
            raise _Unsayable
        self._tokens = list(_tokens(expression))
        self._at = 0

    def either(self, depth: int) -> list[Chosen]:
        """Parts joined by "or": choices of one answer can be told together, nothing else."""
        if depth > DEEPEST:
            raise _Unsayable
        parts = [self._both(depth)]
        while self._takes("word", "or"):
            parts.append(self._both(depth))
        if len(parts) == 1:
            return parts[0]
        single = [part[0] for part in parts if len(part) == 1]
        same = {(each.name, each.is_other) for each in single}
        if len(single) < len(parts) or len(same) != 1 or single[0].is_other:
            raise _Unsayable
        return [_together(single)]

    def _both(self, depth: int) -> list[Chosen]:
        found = list(self._one(depth))
        while self._takes("word", "and"):
            found += self._one(depth)
        return found

    def _one(self, depth: int) -> list[Chosen]:
        if self._takes("mark", "("):
            found = self.either(depth + 1)
            self._must("mark", ")")
            return found
        kind, text = self._next()
        if kind == "word" and text in {"true", "not", "selected"}:
            return self._called(text, depth)
        return self._compared(kind, text)

    def _called(self, name: str, depth: int) -> list[Chosen]:
        self._must("mark", "(")
        if name == "true":
            self._must("mark", ")")
            return []
        if name == "not":
            inside = self.either(depth + 1)
            self._must("mark", ")")
            if len(inside) != 1:
                raise _Unsayable
            return [replace(inside[0], is_other=not inside[0].is_other)]
        answer = self._value("ref")
        self._must("mark", ",")
        choice = self._literal(*self._next())
        self._must("mark", ")")
        return [Chosen(answer, (choice,))]

    def _compared(self, kind: str, text: str) -> list[Chosen]:
        mark = self._value("mark")
        if mark not in {"=", "!="}:
            raise _Unsayable
        other = self._next()
        pair = ((kind, text), other)
        answer = next((text for kind, text in pair if kind == "ref"), None)
        choice = next((each for each in pair if each[0] != "ref"), None)
        if answer is None or choice is None:
            raise _Unsayable
        return [Chosen(answer, (self._literal(*choice),), mark == "!=")]

    def _literal(self, kind: str, text: str) -> str:
        if kind not in {"text", "number"} or not text:
            raise _Unsayable
        return text

    def _takes(self, kind: str, text: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at] == (kind, text):
            self._at += 1
            return True
        return False

    def _must(self, kind: str, text: str) -> None:
        if not self._takes(kind, text):
            raise _Unsayable

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise _Unsayable
        self._at += 1
        return self._tokens[self._at - 1]

    def _value(self, kind: str) -> str:
        found, text = self._next()
        if found != kind:
            raise _Unsayable
        return text

    def end(self) -> None:
        if self._at != len(self._tokens):
            raise _Unsayable


def _tokens(expression: str) -> Iterator[tuple[str, str]]:
    at, text = 0, expression.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise _Unsayable
        kind = str(found.lastgroup)
        yield ("text" if kind in {"one", "two"} else kind), found[kind]
        at = found.end()


def _together(parts: Sequence[Chosen]) -> Chosen:
    codes = dict.fromkeys(code for part in parts for code in part.any_of)
    return Chosen(parts[0].name, tuple(codes))


def condition_text(condition: Mapping[str, Any] | None) -> str:
    """When an item is asked, as a form says it."""
    if condition is None:
        return ""
    name = name_of(condition["item"])
    told = [f"${{{name}}} = '{code}'" for code in condition["any_of"]]
    return told[0] if len(told) == 1 else f"({' or '.join(told)})"


def audience_text(audience: Mapping[str, Any] | None, municipality: str) -> str:
    """Of whom an item is asked, by the kind and the population that the form begins with."""
    if audience is None:
        return ""
    kinds = [f"${{{KIND_NAME}}} = '{kind}'" for kind in audience["kinds"]]
    parts = [f"({' or '.join(kinds)})" if len(kinds) > 1 else kinds[0]]
    limits = (("population_from", ">="), ("population_to", "<="))
    for field, mark in limits:
        limit = audience[field]
        if limit is not None:
            parts.append(
                f"(${{{KIND_NAME}}} != '{municipality}' or ${{{POPULATION_NAME}}} = ''"
                f" or ${{{POPULATION_NAME}}} {mark} {limit})"
            )
    return " and ".join(parts)


# The two questions that a form begins with, to know who answers it; no code has a low line.
KIND_NAME: Final = "liga_kind"
POPULATION_NAME: Final = "liga_population"


def name_of(code: str) -> str:
    """The name of a code in a form, which does not begin with a digit."""
    return f"_{code}" if code[:1].isdigit() else code


def code_named(name: str) -> str:
    """The code behind such a name."""
    return name.removeprefix("_")


def bounds_text(least: str | None, most: str | None) -> str:
    """The smallest and the largest number, as a form says them."""
    parts = [f". {mark} {limit}" for mark, limit in ((">=", least), ("<=", most)) if limit]
    return " and ".join(parts)


def bounds_in(constraint: str, *, is_whole: bool) -> tuple[str | None, str | None] | None:
    """The smallest and the largest number that a constraint leaves; None where it says else.

    More than a whole number is at least the next one; of other numbers that cannot be said.
    """
    least: list[Decimal] = []
    most: list[Decimal] = []
    for part in re.split(r"\s+and\s+", constraint.strip().strip("()"), flags=re.IGNORECASE):
        found = _BOUND.fullmatch(part.strip().strip("()").strip())
        if found is None:
            return None
        mark, limit = found[1], Decimal(found[2])
        if mark in {">", "<"}:
            if not is_whole:
                return None
            limit = Decimal(floor(limit) + 1 if mark == ">" else ceil(limit) - 1)
        if mark in {">", ">=", "="}:
            least.append(limit)
        if mark in {"<", "<=", "="}:
            most.append(limit)
    return _plain(max(least, default=None)), _plain(min(most, default=None))


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else f"{number.normalize():f}"
