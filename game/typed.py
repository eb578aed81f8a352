"""Lo escrito: words, numbers and dates as people in Mexico type them."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

# 1234.5 or 1,234.5, with a sign; no more digits than anybody types.
NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,18})(?:\.[0-9]{1,9})?")
ISO_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
MEXICAN_DATE = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})")

# As a program writes one: 0.45, 1E+15. None in a spreadsheet has more digits, or reaches further.
WRITTEN = re.compile(
    r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,3})?"
)
FARTHEST = 308

# Letters, numbers, punctuation, symbols; all else is seen beside one of them, or not at all.
SEEN = frozenset("LNPS")
# Those of them that nobody sees: fillers of Hangul, an empty pattern of Braille, an empty note.
FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\U0001d159")

# A tag as a browser takes one (HTML Living Standard, 13.2.5.6): its name begins at once after `<`,
# with nothing but space, `/` or `>` behind. One that is left open counts where an attribute of it
# is given; after `<!` or `<?` everything does. An address between < and > is no tag.
MARKUP = re.compile(
    r"<[!?]\S|</?[a-z][a-z0-9-]*(?::[a-z][a-z0-9-]*)?(?:(?:[\s/][^<>]*)?>|[\s/][^<>]*[a-z]\s*=)",
    re.IGNORECASE,
)
# The code of a rule that is broken, and its facts.
Fault = tuple[str, dict[str, object]]

# What a column of whole numbers holds.
LARGEST = 2**31 - 1


def is_blank(text: str) -> bool:
    """Whether nobody sees anything in a text: spaces, marks without a letter, what has no width."""
    return not any(unicodedata.category(each)[0] in SEEN and each not in FILLERS for each in text)


def said(text: str) -> str:
    """A text without the spaces around it; empty where nobody sees anything in it."""
    return "" if is_blank(text) else text.strip()


def has_markup(text: str) -> bool:
    """Whether a text holds tags of HTML: what people write for others to read is plain text."""
    return MARKUP.search(text) is not None


def text_fault(text: str, longest: int) -> Fault | None:
    """What keeps a text from being published, as the code of a rule and its facts, or nothing.

    `text-too-long` with its `limit`, in characters, or `text-has-markup`.
    """
    if len(text) > longest:
        return "text-too-long", {"limit": longest}
    return ("text-has-markup", {}) if has_markup(text) else None


def number_of(typed: str, unit: str = "") -> Decimal | None:
    """Comma for thousands, point for decimals, spaces anywhere, the sign of a unit at the end."""
    plain = "".join(typed.split()).removesuffix(unit)
    return Decimal(plain.replace(",", "")) if NUMBER.fullmatch(plain) else None


def written_number(written: str) -> Decimal | None:
    """A number as a program writes it; None where it is none, or of a size that nothing has.

    A few letters may tell of a number that no memory holds, so the letters are judged first.
    """
    plain = written.strip()
    number = Decimal(plain) if WRITTEN.fullmatch(plain) else None
    return None if number is None or abs(number.adjusted()) > FARTHEST else number


def whole_number(typed: str) -> int | None:
    """Digits and nothing else, up to the largest number that anything kept has."""
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(LARGEST))
    return int(typed) if is_number and int(typed) <= LARGEST else None


def date_fault(typed: str) -> str:
    """Why what was typed is no date: it is written as one, but no calendar has that day."""
    plain = typed.strip()
    is_written = ISO_DATE.fullmatch(plain) or MEXICAN_DATE.fullmatch(plain)
    return "date-not-there" if is_written else "date-unreadable"


def date_of(typed: str) -> date | None:
    """2026-03-01 as the browser sends it, or 1/3/2026 as one writes it."""
    plain = typed.strip()
    found = ISO_DATE.fullmatch(plain) or MEXICAN_DATE.fullmatch(plain)
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def day_fault(day: date, today: date) -> str:
    """Why a day that is not to come cannot be promised: it is today, or it passed."""
    return "due-today" if day == today else "due-in-the-past"
