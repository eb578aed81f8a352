"""Lectura: the rows of a workbook of commitments, read in a process that may not take much.

Run as `python -m server.promise_books.reading PATH`; what was read, or why not, comes as JSON.
"""

import json
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from game.rules import RuleBroken
from server.answer_books.reading import Book, bounded
from server.answer_books.scanning import check_book
from server.promise_books.columns import MARK, MOST_KNOWN, MOST_ROWS


def told(path: Path) -> dict[str, Any]:
    """The rows of the first sheet that says which column is which, or the code of the refusal."""
    try:
        check_book(path)
        with zipfile.ZipFile(path) as package:
            book = Book(package)
            for _name, part in book.sheets:
                rows = book.rows(part)
                marked = [
                    any(cell[1].startswith(MARK) for cell in row.values()) for _n, row in rows
                ]
                if any(marked):
                    # Two rows of heads, and one more tells that there are too many.
                    return {"rows": rows[: marked.index(True) + MOST_KNOWN + MOST_ROWS + 3]}
    except RuleBroken as broken:
        return {"refused": broken.code}
    except MemoryError:
        return {"refused": "book-too-large"}
    except (LookupError, ValueError, StopIteration, ExpatError, zipfile.BadZipFile):
        return {"refused": "book-unreadable"}
    return {"refused": "book-without-columns"}


if __name__ == "__main__":
    bounded()
    json.dump(told(Path(sys.argv[1])), sys.stdout)
