"""Encabezados: the columns of somebody's XLSForm, by what XLSForm calls them, and their languages.

A column has other names, blanks and capitals in it, and a language after `::`; what XLSForm takes
for the same is the same here.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.xlsforms.grids import Grid, Line

# Other names that XLSForm has for a column.
_ALIASES: Final[Mapping[str, str]] = {
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "list name": "list_name",
    "relevance": "relevant",
    "calculate": "calculation",
    "readonly": "read_only",
    "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "requiredmsg": "required_message",
    "jr:requiredmsg": "required_message",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "set_form_title": "form_title",
    "title": "form_title",
    "set_form_id": "form_id",
    "id_string": "form_id",
}
# Families of columns whose first part only says where XForms keeps them.
_FAMILIES: Final = frozenset({"bind", "control", "body"})
_MEDIA: Final = frozenset({"image", "big-image", "audio", "video"})
_CODE: Final = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z]+)?)\)\s*$")
_LOCALE: Final = re.compile(r"([a-z]{2,3})[-_][a-z]+")
SPANISH: Final = frozenset({"es", "spa", "espanol", "spanish", "castellano", "castilian"})
OURS: Final = ("es", "en")
TEXTS: Final = frozenset({"label", "hint", "guidance_hint"})
ENGLISH: Final = frozenset({"en", "eng", "english", "ingles"})
# The codes of languages have so many letters, and their names more.
LONGEST_CODE: Final = 3


@dataclass(frozen=True, slots=True)
class Head:
    """A column: what XLSForm calls it, its language, and how it is written in the sheet."""

    column: str
    language: str
    written: str


def heads_of(grid: Grid) -> tuple[Head, ...]:
    """The columns of a sheet."""
    doubled = any("::" in head for head in grid.heads)
    return tuple(_head(each, "::" if doubled else ":") for each in grid.heads)


def _head(written: str, mark: str) -> Head:
    tokens = [token.strip() for token in written.split(mark)]
    if mark == ":" and len(tokens) > 1 and tokens[0].lower() == "jr":
        tokens = [":".join(tokens)]
    first = _named(tokens[0])
    if first in _FAMILIES and len(tokens) > 1:
        first, tokens = _named(tokens[1]), tokens[1:]
    if first == "media" and len(tokens) > 1:
        return Head(f"media::{_named(tokens[1])}", "::".join(tokens[2:]), written)
    if first in _MEDIA:
        first = f"media::{first}"
    return Head(first, "::".join(tokens[1:]), written)


def _named(token: str) -> str:
    plain = "_".join(token.lower().split())
    return _ALIASES.get(plain, plain)


def folded(text: str) -> str:
    """Letters without accents and capitals, to compare."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in plain if not unicodedata.combining(each)).strip()


@dataclass(frozen=True, slots=True)
class Tongues:
    """Which languages of a form are read as Spanish and as English, the best one first.

    `own`: those that are that language; `unused`: those that are neither, where others are.
    """

    orders: Mapping[str, tuple[str, ...]]
    own: Mapping[str, frozenset[str]]
    unused: frozenset[str]


def tongues_of(heads: Iterable[Head], default: str) -> Tongues:
    """The languages of the labels. A column without one is of the form's own language."""
    found = list(dict.fromkeys(head.language for head in heads if head.column in TEXTS))
    spoken = {language: _spoken(language or default) for language in found}
    first = sorted(found, key=lambda each: (each not in {"", default}, found.index(each)))
    known = [each for each in first if spoken[each] or not each] or first[:1]
    orders = {
        ours: tuple(sorted(known, key=lambda each, ours=ours: spoken[each] != ours))  # type: ignore[misc]
        for ours in OURS
    }
    own = {ours: frozenset(each for each in found if spoken[each] == ours) for ours in OURS}
    return Tongues(orders, own, frozenset(found) - set(known))


def _spoken(language: str) -> str:
    """Which of ours a language is, by its code, else by its name: what follows may be a country."""
    code, plain = _CODE.search(language), folded(language)
    locale = _LOCALE.fullmatch(plain)
    words = [folded(code[1].partition("-")[0])] if code else []
    words += [locale[1] if locale else plain]
    words += [each for each in re.findall(r"[a-z]+", plain) if len(each) > LONGEST_CODE]
    for word in words:
        if word in SPANISH:
            return "es"
        if word in ENGLISH:
            return "en"
    return ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The cells of a row by the names of XLSForm."""

    line: Line
    heads: Sequence[Head]
    tongues: Tongues

    def get(self, column: str) -> str:
        """What stands in a column, without its language."""
        cells = (self.line.get(head.written) for head in self.heads if head.column == column)
        return next((each for each in cells if each), "")

    def texts(self, column: str) -> dict[str, str]:
        """A text in our languages, each from the best column that says something."""
        said = {
            head.language: self.line.get(head.written)
            for head in self.heads
            if head.column == column and self.line.get(head.written)
        }
        found = {}
        for ours, order in self.tongues.orders.items():
            best = next((said[each] for each in order if each in said), "")
            found[ours] = best or next(iter(said.values()), "")
        return found if any(found.values()) else {}

    def has_both(self, column: str) -> bool:
        """Whether a text is written in both our languages, each in a column of its own."""
        said = {h.language for h in self.heads if h.column == column and self.line.get(h.written)}
        return all(any(each for each in said & own if each) for own in self.tongues.own.values())

    def lacks(self, column: str) -> tuple[str, ...]:
        """Which of our languages a text is not written in."""
        said = {
            head.language
            for head in self.heads
            if head.column == column and self.line.get(head.written)
        }
        return tuple(ours for ours, own in self.tongues.own.items() if not said & own)


def reading_of(grid: Grid, tongues: Tongues) -> tuple[Reading, ...]:
    heads = heads_of(grid)
    return tuple(Reading(line, heads, tongues) for line in grid.lines)
