"""Formas: what a value read from YAML must look like, with every error told at once.

A reader takes a raw value and where it stands, notes what is wrong there, and gives the value in
its canonical JSON form (exact numbers and dates as text); what is wrong becomes None.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Self

CODE = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
LONGEST_CODE = 24
SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{1,63}")
WEB_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[!-~]*)?")
EXACT_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")
EXACT_FRACTION = re.compile(r"[0-9]{1,6}(?:/0*[1-9][0-9]{0,5}|\.[0-9]{1,6})?")


class Flaw(str):
    """What is wrong, in a line; `place` says the same in parts: file, item and field."""

    __slots__ = ("place", "why")

    def __new__(cls, place: tuple[str, str, str], why: str) -> Self:
        line = super().__new__(cls, f"{', '.join(part for part in place if part)}: {why}")
        line.place, line.why = place, why
        return line

    place: tuple[str, str, str]
    why: str


@dataclass(frozen=True, slots=True)
class Where:
    """A file, an item of it and a field of that; positions in a list count from one."""

    problems: list[str]
    file: str
    item: str = ""
    path: str = ""

    def field(self, name: object) -> "Where":
        path = f"{self.path}.{name}" if self.path else str(name)
        return Where(self.problems, self.file, self.item, path)

    def position(self, number: int) -> "Where":
        return Where(self.problems, self.file, self.item, f"{self.path}[{number}]")

    def within(self, item: str) -> "Where":
        return Where(self.problems, self.file, item)

    def say(self, problem: str) -> None:
        self.problems.append(Flaw((self.file, self.item, self.path), problem))


Reader = Callable[[Any, Where], Any]


@dataclass(frozen=True, slots=True)
class Optional:
    """A field that may be left out, and what it is then."""

    reader: Reader
    default: Any = None


def record(**fields: Reader | Optional) -> Reader:
    """A mapping with these fields and no others. A trailing underscore frees a Python word."""
    named = {name.removesuffix("_"): field for name, field in fields.items()}

    def read(value: Any, where: Where) -> Any:
        if not isinstance(value, Mapping):
            where.say("debe ser un grupo de campos")
            return None
        for name in value:
            if name not in named:
                where.field(name).say("campo desconocido")
        return {name: _field(field, name, value, where) for name, field in named.items()}

    return read


def _field(field: Reader | Optional, name: str, value: Mapping[str, Any], where: Where) -> Any:
    if name in value:
        reader = field.reader if isinstance(field, Optional) else field
        return reader(value[name], where.field(name))
    if isinstance(field, Optional):
        return field.default
    where.field(name).say("falta este campo")
    return None


def nullable(reader: Reader) -> Reader:
    """The field must be there, but may say null."""
    return lambda value, where: None if value is None else reader(value, where)


def listed(reader: Reader, *, least: int = 0) -> Reader:
    """A list whose members all have one shape."""

    def read(value: Any, where: Where) -> Any:
        if not isinstance(value, list):
            where.say("debe ser una lista")
            return []
        if len(value) < least:
            where.say(f"debe tener al menos {least}")
        return [reader(each, where.position(n)) for n, each in enumerate(value, start=1)]

    return read


def mapped(key: Reader, reader: Reader) -> Reader:
    """A mapping from one kind of words to one shape."""

    def read(value: Any, where: Where) -> Any:
        if not isinstance(value, Mapping):
            where.say("debe ser un grupo de campos")
            return {}
        return {
            key(name, where.field(name)): reader(each, where.field(name))
            for name, each in value.items()
        }

    return read


def text(value: Any, where: Where) -> str | None:
    if not isinstance(value, str):
        where.say("debe ser texto; póngalo entre comillas")
        return None
    if not value.strip():
        where.say("no puede estar vacío")
        return None
    return value.strip()


def code(value: Any, where: Where) -> str | None:
    given = text(value, where)
    if given is None:
        return None
    if not CODE.fullmatch(given) or len(given) > LONGEST_CODE:
        where.say(f"«{given}» no es una clave: use letras sin acento, cifras y guiones, hasta 24")
        return None
    return given


def spdx(value: Any, where: Where) -> str | None:
    """The identifier of a licence in SPDX's list, as data packages name them too."""
    given = text(value, where)
    if given is not None and not SPDX.fullmatch(given):
        where.say(f"«{given}» no es un identificador SPDX, como CC-BY-4.0")
        return None
    return given


def web_address(value: Any, where: Where) -> str | None:
    given = text(value, where)
    if given is not None and not WEB_ADDRESS.fullmatch(given):
        where.say(f"«{given}» no es una dirección https://")
        return None
    return given


def choice(*words: str) -> Reader:
    """One of these words."""

    def read(value: Any, where: Where) -> str | None:
        if value in words:
            return str(value)
        where.say(f"debe ser uno de: {', '.join(words)}")
        return None

    return read


def boolean(value: Any, where: Where) -> bool | None:
    if isinstance(value, bool):
        return value
    where.say("debe ser true o false")
    return None


def whole(least: int = 0, most: int | None = None) -> Reader:
    """A whole number from a least one, to a largest one where there is any."""

    def read(value: Any, where: Where) -> int | None:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if is_whole and least <= value and (most is None or value <= most):
            return int(value)
        until = "" if most is None else f" hasta {most}"
        where.say(f"debe ser un número entero desde {least}{until}")
        return None

    return read


def number(value: Any, where: Where) -> str | None:
    """A decimal number, exact: a float in YAML is read as it was written."""
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        written = str(value).strip()
        if EXACT_NUMBER.fullmatch(written):
            return f"{Decimal(written).normalize():f}"
    where.say("debe ser un número")
    return None


def share(value: Any, where: Where) -> str | None:
    """An exact part of one: 0.25, "1/3"."""
    exact = _fraction(value)
    if exact is None or exact > 1:
        where.say("debe estar entre 0 y 1")
        return None
    return str(exact)


def weight(value: Any, where: Where) -> str | None:
    """More than nothing."""
    exact = _fraction(value)
    if not exact:
        where.say("debe ser un número mayor que 0")
        return None
    return str(exact)


def day(value: Any, where: Where) -> str | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
    where.say("debe ser una fecha, como 2026-03-01")
    return None


def moment(value: Any, where: Where) -> str | None:
    """A moment with its zone, so that a deadline means one thing."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.isoformat()
    where.say("debe ser una fecha con hora y zona, como 2026-09-01T00:00:00-06:00")
    return None


def _fraction(value: Any) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    written = str(value).strip()
    return Fraction(written) if EXACT_FRACTION.fullmatch(written) else None


bilingual = record(es=text, en=text)
