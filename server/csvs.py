"""CSV: a list for a spreadsheet program. Every cell is text, and none of them is run."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

# What a spreadsheet program takes for a formula when a cell begins with it.
FORMULA_ALIKE: Final = ("=", "+", "-", "@", "\t", "\r")
# Says to Excel that the letters are UTF-8.
MARK: Final = "\ufeff"
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def csv_of(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as a CSV, the first one its header: UTF-8 with its mark, all cells in quotes."""
    file = StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return f"{MARK}{file.getvalue()}".encode()


def safe(text: str) -> str:
    """A cell that stays the text it is: an apostrophe goes before what would be a formula."""
    clean = _CONTROL.sub("", text)
    return f"'{clean}" if clean.startswith(FORMULA_ALIKE) else clean
