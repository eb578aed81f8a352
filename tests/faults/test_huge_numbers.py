"""Números enormes: a few letters that tell of more digits than a memory holds are none, at once.

Each is tried in a process of its own that may not take long, as no exception ends such a sum.
"""

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import Workbook

from game.answers import Answer
from game.questionnaire import Kind
from game.typed import date_of, number_of, whole_number, written_number
from server.answer_books.cells import (
    LONGEST_TEXT,
    Pair,
    Typed,
    date_in,
    number_in,
    read_item,
    text_in,
)
from server.imports.figures import exact_of
from server.xlsforms.grids import text_of
from tests.books import (
    SPOT,
    a_book,
    cell_of,
    changed,
    compared,
    faults,
    read_of,
    reference,
    written_as,
)

MOST_SECONDS = 10
# What a cell or a field may hold, of which the exact number has from a million digits on.
HUGE = (
    "1e3000000",
    "1e300000000",
    "-1E+999999999",
    "1e999999999999999999999",
    "1e-999999999",
    "9" * 32_000,
    f"0.{'9' * 32_000}",
    f"{'9' * 4_000}e{'9' * 4_000}",
    "1/1e300000000",
    "1e309",
    "nan",
    "-inf",
    "1_000",
)
BY_KIND = {kind: next(i.code for i in reference().items if i.kind is kind) for kind in Kind}

# Everything that reads a number of what somebody sent.
ALONE = """
import sys
from server.answer_books.cells import Typed, date_in, number_in, text_in
from server.imports.figures import exact_of
from server.imports.shapes import Where, number, share
from server.xlsforms.expressions import bounds_in
from server.xlsforms.foreign import _PARAMETER
from server.xlsforms.grids import text_of
from server.xlsforms.own import _agree
from game.typed import date_of, number_of, whole_number, written_number

text = sys.argv[1]
assert written_number(text) is number_of(text) is whole_number(text) is date_of(text) is None
for kind in ("number", "text"):
    for style in ("", "date", "percent"):
        for take in (text_in, date_in, number_in):
            try:
                assert len(take(Typed(kind, text, style))) <= 20_000
            except Exception as refused:
                assert type(refused).__name__ == "_Unreadable", refused
        text_of((kind, text, style))
exact_of(text)
_agree(text, "1e3000000")
_agree("1", text)
bounds_in(f". >= {text}", is_whole=True)
_PARAMETER.findall(f"start={text} end={text} step={text}")
said = []
where = Where(said, "")
number(text, where), share(text, where)
assert len(said) == 2
"""


def hurried() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


@pytest.mark.parametrize("text", HUGE, ids=lambda each: each[:24])
def test_nothing_takes_it_for_a_number_nor_takes_long(text: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", ALONE, text],
        capture_output=True,
        check=False,
        preexec_fn=hurried,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr[-600:]


@given(
    some.from_regex(r"[+-]?[0-9]{0,60}(\.[0-9]{0,60})?([eE][+-]?[0-9]{1,12})?", fullmatch=True),
    some.sampled_from(["", "date", "percent"]),
)
def test_what_is_read_of_any_number_is_short(text: str, style: str) -> None:
    """Of each a short text, or a refusal with its sentence."""
    for take in (text_in, date_in, number_in):
        assert len(read_or_refused(take, Typed("number", text, style))) < 400


def read_or_refused(take: Callable[[Typed], str], typed: Typed) -> str:
    try:
        return take(typed)
    except Exception as refused:
        if str(refused) not in {"not-a-number", "not-a-date"}:
            raise
        return ""


@pytest.mark.parametrize("written", ["1e15", "1E+300", "0.45", "45321", "-1.5E-7", ".5", "5."])
def test_what_a_spreadsheet_writes_is_a_number(written: str) -> None:
    found = written_number(written)
    assert found is not None
    assert float(found) == float(written)


@pytest.mark.parametrize("kind", ["text", "boolean", "number"])
def test_no_text_is_longer_than_a_field_of_a_form(kind: str) -> None:
    with pytest.raises(Exception, match="text-too-long"):
        text_in(Typed(kind, "7" * (LONGEST_TEXT + 1)))


@pytest.mark.parametrize("number", ["1e3000000", "1e300000000", "9" * 30_000])
@pytest.mark.parametrize(
    ("key", "column", "code"),
    [
        pytest.param(f"{BY_KIND[Kind.DATE]}/date", "D", "not-a-date", id="a date"),
        pytest.param(f"{BY_KIND[Kind.YES_NO]}/plan_by", "D", "not-a-date", id="a day of a plan"),
        pytest.param(f"{BY_KIND[Kind.NUMBER]}/number", "D", "not-a-number", id="a number"),
        pytest.param(f"{BY_KIND[Kind.YES_NO]}/chosen", "D", "cell-option", id="an option"),
        pytest.param(f"{BY_KIND[Kind.YES_NO]}/evidence:1", "D", "cell-document", id="a document"),
        pytest.param(f"{BY_KIND[Kind.YES_NO]}/evidence:1", "E", "cell-page-alone", id="a page"),
    ],
)
def test_in_a_book_it_is_told_beside_its_cell(
    key: str, column: str, code: str, number: str, tmp_path: Path
) -> None:
    made = changed(a_book({}), typing(key, column))
    found = read_of(written_as(made, number), tmp_path)
    assert [each for _, _, each in faults(compared(found, {}))] == [code]


def typing(key: str, column: str) -> Callable[[Workbook], None]:
    def types(made: Workbook) -> None:
        cell = cell_of(made, key, column)
        cell.value, cell.number_format = SPOT, "General"

    return types


def test_a_number_of_absurd_size_in_a_check_is_none() -> None:
    assert [exact_of(text) for text in HUGE if "_" not in text] == [None] * (len(HUGE) - 1)


def test_numbers_of_usual_size_are_as_they_were() -> None:
    assert number_in(Typed("number", "1E+3")) == "1000"
    assert date_in(Typed("number", "45321.5")) == "2024-01-30"
    assert text_in(Typed("number", "0.1")) == "0.1"
    assert text_of(("number", "1E+3", "")) == "1000"
    item = reference().item(BY_KIND[Kind.NUMBER])
    pair = Pair(Typed("number", "7"))
    assert (
        read_item(item, {f"{item.code}/number": pair}, Answer(item.code), ()).answer.number == "7"
    )
    assert number_of("7") == whole_number("7") == 7
    assert date_of("2026-03-01") is not None
