"""Lectura de formularios: the sheets of an XLSForm, in a process that may not take much.

The cells are read as those of a book of answers are; pyxform, which makes forms of such workbooks
for ODK, says whether it would take this one. Run as `python -m server.xlsforms.reading PATH`.
"""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from game.rules import RuleBroken
from server.answer_books.reading import bounded, sheets_in
from server.xlsforms.columns import CHOICES, RULES, SETTINGS, SURVEY
from server.xlsforms.grids import MOST_ROWS, Grid, Grids, grids_of
from server.xlsforms.headings import heads_of
from server.xlsforms.kinds import type_in

# The sheets that XLSForm knows, by their names in pyxform.
KNOWN: Final = (SURVEY, CHOICES, SETTINGS, "external_choices", "entities", "osm")
LONGEST_SAID: Final = 600
MEMORY: Final = 512 * 1024 * 1024
SECONDS: Final = 30
_ROW: Final = re.compile(r"\[row : ([0-9]+)\]")


def told(path: Path) -> dict[str, Any]:
    """What was read, and why pyxform would not take it; or the code of the refusal."""
    try:
        sheets = [{"name": name, "rows": rows} for name, rows in sheets_in(path)]
        if sum(len(sheet["rows"]) for sheet in sheets) > MOST_ROWS:
            return {"refused": "questionnaire-too-large"}
        grids = grids_of(sheets)
        is_own = any(line.get("part") == "liga" for line in grids.of(RULES).lines)
        return {"sheets": sheets, "said": [] if is_own else said_of(grids)}
    except RuleBroken as broken:
        return {
            "refused": "questionnaire-too-large" if broken.code == "book-too-large" else broken.code
        }
    except MemoryError:
        return {"refused": "questionnaire-too-large"}


def said_of(grids: Grids) -> list[tuple[int, str]]:
    """Why pyxform refuses a form, with the row that it names; nothing where it does not."""
    from pyxform.builder import create_survey_element_from_dict  # noqa: PLC0415
    from pyxform.errors import PyXFormError  # noqa: PLC0415
    from pyxform.xls2json import workbook_to_json  # noqa: PLC0415
    from pyxform.xls2json_backends import get_xlsform  # noqa: PLC0415

    # Its own way of doing all this at once writes a file, which this process may not.
    try:
        book = get_xlsform(xlsform=_plain(grids))
        made = workbook_to_json(workbook_dict=book, form_name="form", warnings=[])
        create_survey_element_from_dict(made).xml()
    except PyXFormError as error:
        text = " ".join(str(error).split())[:LONGEST_SAID]
        row = _ROW.search(text)
        return [(int(row[1]) if row else 0, text)]
    except MemoryError:
        raise
    # It is not ours, and what it does not expect ends in many ways: a form it fails on is no form.
    except Exception as error:  # noqa: BLE001
        return [(0, f"{type(error).__name__}: {error}"[:LONGEST_SAID])]
    return []


def _plain(grids: Grids) -> dict[str, Any]:
    """The sheets as pyxform takes them: a row for each of the workbook, its types as of today."""
    found: dict[str, Any] = {}
    for name in KNOWN:
        grid = grids.of(name)
        if grid.heads:
            found[name] = _rows(grid)
            found[f"{name}_header"] = [dict.fromkeys(grid.heads)]
    return found


def _rows(grid: Grid) -> Sequence[Mapping[str, str]]:
    types = {head.written for head in heads_of(grid) if head.column == "type"}
    rows: list[Mapping[str, str]] = []
    for line in grid.lines:
        # What comes after an empty row keeps its number.
        rows += [{}] * (line.number - 2 - len(rows))
        rows.append(
            {
                head: type_in(text).plain if head in types else text
                for head, text in line.cells.items()
            }
        )
    return rows


if __name__ == "__main__":
    bounded(MEMORY, SECONDS)
    json.dump(told(Path(sys.argv[1])), sys.stdout)
