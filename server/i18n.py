"""Idiomas: Spanish is written in the code, English is read from a catalogue at start.

The locale of a request lives in a ContextVar. Outside a request (a live frame, a mail) it is set
with `speaking(locale)`.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from math import floor
from pathlib import Path
from types import MappingProxyType

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.numbers import format_decimal

from game.days import CENTRAL

SOURCE = "es"
LOCALES: Mapping[str, str] = MappingProxyType({"es": "Español", "en": "English"})
REGIONS: Mapping[str, Locale] = MappingProxyType({"es": Locale("es", "MX"), "en": Locale("en")})
# What a language is asked for with, in an address.
ASKED = "idioma"
PERCENT: Mapping[str, str] = MappingProxyType({"es": "{}\N{NO-BREAK SPACE}%", "en": "{}%"})

HEADER = "# Español: el mensaje; inglés: su traducción. Se actualiza con `python -m server.i18n`."
# A date that changes with every run would only make noise in comparisons.
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)

ROOT = Path(__file__).parent.parent
LOCALE_DIR = Path(__file__).parent / "locale"
# Where messages are said, and how they are found there.
SOURCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"server": ("**.py", "python"), "templates": ("**.html", "jinja2.ext:babel_extract")}
)
JINJA: dict[str, str] = {"trimmed": "true", "silent": "false"}
KEYWORDS = {"_": None, "gettext": None, "lazy": None, "ngettext": (1, 2)}

# A word that begins with the sound of the conjunction, but for diphthongs ("y hielo") and codes.
SOUNDS_I = re.compile(r"h?[ií](?![aeoáéó])[^\W\d_]", re.IGNORECASE)

Number = int | float | Decimal | Fraction

_locale: ContextVar[str] = ContextVar("locale", default=SOURCE)


def locale() -> str:
    """The language being spoken here and now."""
    return _locale.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language for a while."""
    token = _locale.set(code)
    try:
        yield
    finally:
        _locale.reset(token)


def speak(code: str) -> None:
    """Speak a language for the rest of this request."""
    _locale.set(code)


def chosen_locale(asked: str | None, kept: str | None, accepted: str) -> str:
    """The language asked for in the address, or kept in the cookie, or accepted by the browser."""
    wanted = (asked, kept, *_accepted(accepted))
    return next((code for code in wanted if code is not None and code in LOCALES), SOURCE)


def spoken_in(address: Mapping[str, str]) -> str:
    """The language that an address names for everybody; Spanish where it names none of ours.

    `lang` is how it was named before: feeds that are followed and pieces that stand on pages of
    others go on speaking theirs.
    """
    asked = address.get(ASKED, "") or address.get("lang", "")
    return asked if asked in LOCALES else SOURCE


def gettext(message: str) -> str:
    """Say a Spanish message in the language of the request."""
    return _translations(locale()).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Say the singular or the plural, whichever n asks for."""
    return _translations(locale()).ngettext(singular, plural, n)


class Lazy:
    """A message that waits to know the language: for tables made when the program starts."""

    __slots__ = ("message",)

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return gettext(self.message)

    def __repr__(self) -> str:
        return f"lazy({self.message!r})"


def lazy(message: str) -> Lazy:
    """Mark a message of a table: it is translated each time it is shown."""
    return Lazy(message)


def rounded(value: Number, decimals: int = 0) -> Decimal:
    """Round half up, exactly, as people do by hand; below zero, half away from it."""
    if isinstance(value, int) and not decimals:
        return Decimal(value)
    exact = _exact(value)
    units = floor(abs(exact) * 10**decimals + Fraction(1, 2))
    return Decimal(units if exact >= 0 else -units).scaleb(-decimals)


def number(value: Number, decimals: int = 0) -> str:
    """Write 1234.5 with one decimal as "1,234.5"."""
    return _number(rounded(value, decimals), decimals, locale())


def percent(share: Number, decimals: int = 0) -> str:
    """Write a share of one as a percentage: 0.512 is "51 %" in Spanish, "51%" in English."""
    return PERCENT[locale()].format(number(_exact(share) * 100, decimals))


def exact_percent(share: Fraction) -> str:
    """The same of a share that somebody set: 4/5 is "80 %", 1/8 is "12.5 %", 1/3 is "33.3 %"."""
    return percent(share, 0 if (share * 100).denominator == 1 else 1)


def day(value: date) -> str:
    """Write a date in full: 3 de marzo de 2026."""
    return _day(value, locale())


def month(value: date) -> str:
    """Write the month of a date: marzo de 2026."""
    return format_skeleton("yMMMM", value, locale=REGIONS[locale()])


def moment(value: datetime) -> str:
    """Write a date and its hour, as clocks show it in central Mexico."""
    return f"{day(value.astimezone(CENTRAL).date())}, {hour(value)}"


def hour(value: datetime) -> str:
    """Write the hour alone, as clocks show it in central Mexico: 12:03."""
    return f"{value.astimezone(CENTRAL):%H:%M}"


def list_of(words: Iterable[str]) -> str:
    """Write an enumeration: "a, b y c", and "a, b e Irene" as Spanish sounds."""
    *others, last = list(words) or [""]
    written = format_list([*others, last], locale=REGIONS[locale()])
    if locale() == SOURCE and others and SOUNDS_I.match(last):
        return f"{written.removesuffix(f' y {last}')} e {last}"
    return written


def either_of(words: Iterable[str]) -> str:
    """Write alternatives: "a, b o c"."""
    return format_list(list(words), style="or", locale=REGIONS[locale()])


def update_catalogue(root: Path = ROOT, code: str = "en") -> tuple[str, ...]:
    """Bring a catalogue up to date with the code and templates; give the messages it still lacks.

    Translations of messages that are still said are kept.
    """
    path = _path(code)
    catalogue = _catalogue(code) if path.exists() else Catalog(locale=code)
    catalogue.update(said(root), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    _sign(catalogue)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, sort_output=True, include_lineno=False)
    lacking = (message for message in catalogue if message.id and not _is_said(message))
    return tuple(sorted(_singular(message) for message in lacking))


def said(root: Path = ROOT) -> Catalog:
    """Every message of the code and the templates."""
    catalogue = Catalog(project="Liga", version="1", creation_date=UNDATED)
    for folder, method in SOURCES.items():
        found = extract_from_dir(
            root / folder,
            method_map=[method],
            options_map={method[0]: JINJA if folder == "templates" else {}},
            keywords=KEYWORDS,
        )
        for name, _, message, *_ in found:
            catalogue.add(message, locations=[(f"{folder}/{name}", 0)])
    return catalogue


@lru_cache
def _translations(code: str) -> NullTranslations:
    """Read a catalogue once. What it lacks is said in Spanish."""
    if code == SOURCE:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, _catalogue(code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def _catalogue(code: str) -> Catalog:
    with _path(code).open("rb") as file:
        return read_po(file, locale=code)


def _path(code: str) -> Path:
    return LOCALE_DIR / code / "LC_MESSAGES" / "liga.po"


def _sign(catalogue: Catalog) -> None:
    """Give the file a heading of ours, the same every time."""
    catalogue.header_comment = HEADER
    catalogue.fuzzy = False
    catalogue.project, catalogue.version = "Liga", "1"
    catalogue.last_translator = catalogue.language_team = catalogue.msgid_bugs_address = "Liga"
    catalogue.revision_date = UNDATED


def _singular(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def _is_said(message: Message) -> bool:
    """Whether every form of a message has words."""
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(forms)


def _accepted(header: str) -> Iterator[str]:
    """Give the languages of an Accept-Language header, the most wanted first."""
    wanted: list[tuple[float, str]] = []
    for part in header.split(",")[:20]:
        tag, _, weight = part.strip().partition(";")
        wanted.append((_weight(weight), tag.split("-")[0].strip().lower()))
    for preference, code in sorted(wanted, key=lambda each: -each[0]):
        if preference > 0:
            yield code


def _weight(text: str) -> float:
    name, _, value = text.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def _exact(value: Number) -> Fraction:
    """A float is taken as it is written."""
    if isinstance(value, Fraction):
        return value
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


@lru_cache(maxsize=1024)
def _day(value: date, code: str) -> str:
    return format_date(value, format="long", locale=REGIONS[code])


@lru_cache(maxsize=8192)
def _number(value: Decimal, decimals: int, code: str) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=REGIONS[code])


if __name__ == "__main__":
    for missing in update_catalogue():
        sys.stdout.write(f"sin traducir: {missing}\n")
