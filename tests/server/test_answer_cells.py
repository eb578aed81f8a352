"""Celdas: what officials and their programs do to a workbook, and what is read of it all the same.

Without a database: a book of the questionnaire that comes with the house.
"""

import asyncio
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from game.answers import Answer, problems_of
from game.questionnaire import Item, Kind, Text
from game.rules import RuleBroken
from server.answer_books.cells import (
    LONGEST_TEXT,
    Form,
    Pair,
    Typed,
    read_item,
    shown,
    slots_of,
    text_in,
    tidy,
    value_of,
)
from server.answer_books.reading import KEY, told
from server.answer_books.signing import Stamp, sealed, secret_in, unsealed
from server.pages.answer_sheets import is_ours
from tests.books import (
    DOCUMENTS,
    SECRET,
    a_book,
    an_answer,
    cell_of,
    changed,
    compared,
    fates,
    faults,
    filled,
    read_of,
    reference,
    small,
)
from tests.conftest import NO_CALC
from tests.faults.book_bombs import packed, parts
from tests.files import a_zip

CALC = shutil.which("soffice")
BY_KIND = {kind: next(item for item in reference().items if item.kind is kind) for kind in Kind}
CHOSEN, NUMBER, DATED, TOLD = (
    BY_KIND[kind].code for kind in (Kind.YES_NO, Kind.NUMBER, Kind.DATE, Kind.TEXT)
)

KEPT = f"{CHOSEN}/reason"


@pytest.fixture(scope="module")
def answers() -> dict[str, Answer]:
    return filled(small())


@pytest.fixture(scope="module")
def whole() -> dict[str, Answer]:
    """An answer to everything that the house asks."""
    return filled(reference())


@pytest.fixture(scope="module")
def book(answers: dict[str, Answer]) -> bytes:
    return a_book(answers)


@pytest.fixture(scope="module")
def empty() -> bytes:
    return a_book({})


def test_every_cell_has_a_key_that_is_found() -> None:
    keys = [slot.key for item in reference().items for slot in slots_of(item)]
    assert len(keys) == len(set(keys)) == 1_409
    assert all(KEY.fullmatch(key) for key in keys)


def test_every_kind_comes_back_as_it_went(whole: dict[str, Answer], tmp_path: Path) -> None:
    found = read_of(a_book(whole, reference()), tmp_path)
    made = compared(found, whole, questionnaire=reference())
    assert (len(made.items), len(found.cells)) == (187, 1_409)
    assert (fates(made), faults(made)) == ({}, [])
    assert {item.kind for item in small().items} == set(Kind)
    assert (found.strays, found.lost, made.unknown) == ([], [], ())


def test_an_empty_one_comes_back_empty(tmp_path: Path) -> None:
    found = read_of(a_book({}, reference()), tmp_path)
    made = compared(found, {}, questionnaire=reference())
    assert (len(made.items), fates(made), faults(made)) == (187, {}, [])


def test_the_same_answers_make_the_same_bytes(book: bytes, answers: dict[str, Answer]) -> None:
    assert a_book(answers) == book


def test_a_sheet_helps_whoever_fills_it(book: bytes) -> None:
    made = load_workbook(BytesIO(book))
    sheet = levels_of(made)[0]
    answer, when = cell_of(made, "P1-01/chosen"), cell_of(made, "P1-02/date")
    assert [made[name].sheet_state for name in ("Listas", "liga")] == ["hidden", "hidden"]
    assert sheet.column_dimensions["A"].hidden
    assert sheet.row_dimensions[1].hidden
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A5", "$4:$4")
    assert sheet.protection.sheet
    assert not answer.protection.locked
    assert sheet["C5"].protection.locked
    assert when.number_format == "dd/mm/yyyy"
    assert "Se pregunta si en P1-01 se responde «Sí»." in sheet[f"F{when.row}"].value
    (rule,) = (
        rule.formula
        for area in sheet.conditional_formatting
        if when.coordinate in area
        for rule in area.rules
    )
    assert rule == [f'NOT(AND(OR(${answer.column_letter}${answer.row}="Sí")))']
    lists = {
        str(each.formula1)
        for each in sheet.data_validations.dataValidation
        if answer.coordinate in each.sqref
    }
    area = made.defined_names[lists.pop()].attr_text
    assert [cell[0].value for cell in made["Listas"][area.partition("!")[2]]] == ["Sí", "No"]
    assert made["Documentos"]["A5"].value == DOCUMENTS[0].label


def test_in_english_too(answers: dict[str, Answer], tmp_path: Path) -> None:
    made = compared(read_of(a_book(answers, locale="en"), tmp_path), answers)
    assert (fates(made), faults(made)) == ({}, [])


def test_what_is_typed_into_an_empty_one_is_every_answer(
    book: bytes, answers: dict[str, Answer], tmp_path: Path
) -> None:
    """Filled elsewhere and brought to where nothing was answered: all of it is new."""
    made = compared(read_of(book, tmp_path), {})
    assert {e.item.code for e in made.items if e.fate == "same"} <= {
        code for code, answer in answers.items() if answer.is_blank
    }
    wrong = {e.item.code for e in made.items if e.faults}
    for each in made.items:
        if each.item.code not in wrong:
            assert each.mine == shown(each.item, answers[each.item.code])
    for code in wrong:
        item = reference().item(code)
        assert problems_of(item, answers[code])


@pytest.mark.slow
@pytest.mark.skipif(CALC is None, reason=NO_CALC)
async def test_saved_by_another_program_it_says_the_same(
    whole: dict[str, Answer], tmp_path: Path
) -> None:
    source = tmp_path / "libro.xlsx"
    source.write_bytes(a_book(whole, reference()))
    process = await asyncio.create_subprocess_exec(
        str(CALC),
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "out"),
        str(source),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert await process.wait() == 0
    found = read_of((tmp_path / "out" / "libro.xlsx").read_bytes(), tmp_path)
    made = compared(found, whole, questionnaire=reference())
    assert len(found.cells) == 1_409
    assert (fates(made), faults(made), found.strays) == ({}, [], [])
    assert unsealed(found.signed, SECRET).revisions == dict.fromkeys(whole, 1)


# What people do to the sheets.


def levels_of(made: Workbook) -> list[Worksheet]:
    return [sheet for sheet in made.worksheets if sheet["A1"].value == "liga:clave"]


def inserts_rows(made: Workbook) -> None:
    levels_of(made)[0].insert_rows(7, 4)


def inserts_columns(made: Workbook) -> None:
    for sheet in levels_of(made):
        sheet.insert_cols(3, 2)


def sorts(made: Workbook) -> None:
    """By their answers, with all that stands beside them."""
    sheet = levels_of(made)[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    rows.sort(key=lambda row: str(row[3]))
    for number, row in enumerate(rows, start=5):
        for place, value in enumerate(row, start=1):
            sheet.cell(number, place).value = value
            if isinstance(value, str):
                sheet.cell(number, place).data_type = "s"


def renames(made: Workbook) -> None:
    for number, sheet in enumerate(made.worksheets):
        sheet.title = f"Hoja {number}"


def turns_sheets_round(made: Workbook) -> None:
    made._sheets = list(reversed(made._sheets))


def drops_help(made: Workbook) -> None:
    for sheet in levels_of(made):
        sheet.delete_cols(6, 2)


def drops_styles(made: Workbook) -> None:
    """As a program of the web does: styles of its own, no lists, no hidden columns."""
    for sheet in levels_of(made):
        sheet.data_validations.dataValidation = []
        sheet.column_dimensions["A"].hidden = False
        sheet.conditional_formatting = type(sheet.conditional_formatting)()
        for row in sheet.iter_rows(min_row=5):
            for cell in row:
                if not isinstance(cell.value, date | datetime):
                    cell.number_format = "General"


@pytest.mark.parametrize(
    "change",
    [
        inserts_rows,
        inserts_columns,
        sorts,
        renames,
        turns_sheets_round,
        drops_help,
        drops_styles,
    ],
)
def test_wherever_cells_went_they_say_the_same(
    change: Callable[[Workbook], None], book: bytes, answers: dict[str, Answer], tmp_path: Path
) -> None:
    found = read_of(changed(book, change), tmp_path)
    made = compared(found, answers)
    assert (fates(made), faults(made), found.lost) == ({}, [], [])


def test_rows_that_are_gone_leave_their_answers_as_they_are(
    book: bytes, answers: dict[str, Answer], tmp_path: Path
) -> None:
    def deletes(made: Workbook) -> None:
        levels_of(made)[0].delete_rows(6, 3)

    made = compared(read_of(changed(book, deletes), tmp_path), answers)
    assert fates(made) == {}
    assert {e.item.code for e in made.items if e.missing} == {"P1-01"}


def test_without_its_column_of_answers_a_sheet_is_told(
    book: bytes, answers: dict[str, Answer], tmp_path: Path
) -> None:
    def deletes(made: Workbook) -> None:
        levels_of(made)[1].delete_cols(4)

    found = read_of(changed(book, deletes), tmp_path)
    assert [name[:2] for name in found.lost] == ["P2"]
    assert fates(compared(found, answers)) == {}


def test_without_its_keys_a_sheet_is_told(
    book: bytes, answers: dict[str, Answer], tmp_path: Path
) -> None:
    def deletes(made: Workbook) -> None:
        levels_of(made)[1].delete_cols(1)

    found = read_of(changed(book, deletes), tmp_path)
    assert ([name[:2] for name in found.keyless], found.lost) == (["P2"], [])
    assert fates(compared(found, answers)) == {}


def test_what_has_no_key_is_listed(book: bytes, answers: dict[str, Answer], tmp_path: Path) -> None:
    def adds(made: Workbook) -> None:
        sheet = levels_of(made)[0]
        sheet["D400"] = "Otra respuesta"
        sheet["A401"], sheet["D401"] = "Z9-99/chosen", "Sí"
        sheet["A402"], sheet["D402"] = "P1-01/number", 7

    found = read_of(changed(book, adds), tmp_path)
    made = compared(found, answers)
    assert [text for _, _, text in found.strays] == ["Otra respuesta"]
    assert made.unknown == ("Z9-99/chosen",)
    assert faults(made) == [("P1-01", "number", "cell-stray")]
    assert fates(made) == {}


def test_a_sheet_that_was_doubled_is_read_where_it_was_worked_on(
    book: bytes, answers: dict[str, Answer], tmp_path: Path
) -> None:
    def doubles(made: Workbook) -> None:
        twin = made.copy_worksheet(levels_of(made)[0])
        row = next(row[0].row for row in twin.iter_rows(max_col=1) if row[0].value == KEPT)
        twin[f"D{row}"] = "Otra razón"

    made = compared(read_of(changed(book, doubles), tmp_path), answers)
    assert (fates(made), faults(made)) == ({"changed": [CHOSEN]}, [])
    assert made.to_store[0].result.reason == "Otra razón"


def test_a_row_that_was_changed_twice_is_told(empty: bytes, tmp_path: Path) -> None:
    def copies(made: Workbook) -> None:
        sheet = levels_of(made)[0]
        for row, key, text in (
            (400, f"{CHOSEN}/chosen", "Sí"),
            (401, KEPT, "Falta."),
            (402, KEPT, "Falta."),
        ):
            sheet[f"A{row}"], sheet[f"D{row}"] = key, text
        cell_of(made, f"{CHOSEN}/chosen").value = "No"

    made = compared(read_of(changed(empty, copies), tmp_path), {})
    assert faults(made) == [(CHOSEN, "chosen", "cell-twice")]
    (each,) = made.to_store
    assert each.result == Answer(CHOSEN, reason="Falta.")


# What is typed in a cell.


@pytest.mark.parametrize(
    ("key", "value", "name", "told"),
    [
        (f"{CHOSEN}/chosen", " sí ", "chosen", ("yes",)),
        (f"{CHOSEN}/chosen", "SI", "chosen", ("yes",)),
        (f"{CHOSEN}/chosen", "Yes", "chosen", ("yes",)),
        (f"{CHOSEN}/chosen", False, "chosen", ("no",)),
        (f"{CHOSEN}/reason", "=1+1 no es", "reason", "=1+1 no es"),
        (f"{CHOSEN}/reason", "-3", "reason", "-3"),
        (f"{CHOSEN}/reason", "@todos", "reason", "@todos"),
        (f"{CHOSEN}/reason", 2026, "reason", "2026"),
        (f"{CHOSEN}/reason", "dos\nlíneas  ", "reason", "dos\nlíneas"),
        (f"{CHOSEN}/plan_by", date(2026, 12, 1), "plan_by", "2026-12-01"),
        (f"{CHOSEN}/plan_by", "2026-12-01 00:00:00", "plan_by", "2026-12-01"),
        (f"{CHOSEN}/plan_by", "1/12/2026 00:00", "plan_by", "2026-12-01"),
        (f"{CHOSEN}/plan_by", "1/12/2026", "plan_by", "2026-12-01"),
        (f"{NUMBER}/number", 7, "number", "7"),
        (f"{NUMBER}/number", " 12.0 ", "number", "12"),
        (f"{DATED}/date", date(2020, 2, 29), "date", "2020-02-29"),
        (f"{TOLD}/text", "_x0041_ tal cual", "text", "_x0041_ tal cual"),
        (f"{TOLD}/text", "á" * LONGEST_TEXT, "text", "á" * LONGEST_TEXT),
    ],
)
def test_what_people_type_is_taken(
    empty: bytes, tmp_path: Path, key: str, value: Any, name: str, told: object
) -> None:
    def types(made: Workbook) -> None:
        cell = cell_of(made, key)
        plain = value.replace("_x", "_x005F_x") if isinstance(value, str) else value
        cell.value = plain
        if isinstance(value, str):
            cell.data_type = "s"

    made = compared(read_of(changed(empty, types), tmp_path), {})
    found = next(e for e in made.items if e.item.code == key.partition("/")[0])
    assert (getattr(found.mine, name), found.faults) == (told, ())


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        (f"{CHOSEN}/chosen", "quizá", "cell-option"),
        (f"{CHOSEN}/chosen", "=A1", "cell-formula"),
        (f"{CHOSEN}/reason", "#REF!", "cell-error"),
        (f"{CHOSEN}/plan_by", "mañana", "not-a-date"),
        (f"{CHOSEN}/plan_by", 3, "not-a-date"),
        (f"{CHOSEN}/plan_by", date(1950, 1, 1), "plan-date-past"),
        (f"{CHOSEN}/evidence:1", "Otro documento", "cell-document"),
        (f"{NUMBER}/number", "doce", "not-a-number"),
        (f"{NUMBER}/number", 1e300, "not-a-number"),
        (f"{NUMBER}/number", -1, "outside-limits"),
        (f"{DATED}/date", "31/02/2020", "not-a-date"),
        (f"{TOLD}/text", "á" * (LONGEST_TEXT + 1), "text-too-long"),
    ],
)
def test_what_cannot_be_taken_is_told(
    empty: bytes, tmp_path: Path, key: str, value: Any, code: str
) -> None:
    def types(made: Workbook) -> None:
        cell_of(made, key).value = value
        if code == "plan-date-past":
            cell_of(made, f"{CHOSEN}/chosen").value = "No"
        if value == "#REF!":
            cell_of(made, key).data_type = "e"

    made = compared(read_of(changed(empty, types), tmp_path), {})
    assert [found[2] for found in faults(made)] == [code]
    assert all(not getattr(e.result, key.partition("/")[2], "") for e in made.to_store)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("<v>777</v>", "<f>3*4</f><v>12</v>", "12"),
        ('t="n"><v>777</v>', 't="str"><f>A1</f><v>12</v>', "12"),
        ('t="n"><v>777</v>', 't="e"><f>A1</f><v>#REF!</v>', "cell-error"),
        ('t="n"><v>777</v>', 't="d"><v>2020-02-29T00:00:00</v>', "not-a-number"),
    ],
)
def test_of_a_formula_the_value_it_had_is_taken(
    empty: bytes, tmp_path: Path, old: str, new: str, told: str
) -> None:
    def types(made: Workbook) -> None:
        cell_of(made, f"{NUMBER}/number").value = 777

    book = rewritten(changed(empty, types), old, new)
    made = compared(read_of(book, tmp_path), {})
    found = next(each for each in made.items if each.item.code == NUMBER)
    assert told == found.mine.number or [each.code for each in found.faults] == [told]


def test_days_counted_from_1904_are_the_same_days(empty: bytes, tmp_path: Path) -> None:
    def types(made: Workbook) -> None:
        cell_of(made, f"{DATED}/date").value = date(2020, 2, 29)

    book = rewritten(changed(empty, types), "<workbookPr />", '<workbookPr date1904="1" />')
    book = rewritten(book, "<v>43890</v>", "<v>42428</v>")
    made = compared(read_of(book, tmp_path), {})
    found = next(each for each in made.items if each.item.code == DATED)
    assert found.mine.date == "2020-02-29"


def test_a_comment_drawn_by_a_program_is_no_harm(empty: bytes, tmp_path: Path) -> None:
    book = rewritten(empty, "", "", **{"xl/drawings/vmlDrawing1.vml": "<xml><br></xml>"})
    assert len(read_of(book, tmp_path).cells) == len(read_of(empty, tmp_path).cells) > 100


@given(data=some.data())
def test_whatever_is_written_in_it_it_is_read_or_refused(
    data: some.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A part with something cut out, doubled or put in."""
    name = data.draw(some.sampled_from(sorted(parts())))
    text = parts()[name]
    at, until = sorted(data.draw(some.lists(some.integers(0, len(text)), min_size=2, max_size=2)))
    put = data.draw(
        some.sampled_from((b"", text[at:until], b"<", b"999999999", b' r="-1"', b"\xff"))
    )
    path = tmp_path_factory.mktemp("book") / "libro.xlsx"
    path.write_bytes(packed({name: text[:at] + put + text[until:]}))
    said = told(path)
    assert said.get("refused", "book-").startswith("book-")


def rewritten(book: bytes, old: str, new: str, **more: str) -> bytes:
    """The same with something of one of its parts written otherwise."""
    with ZipFile(BytesIO(book)) as source:
        own = {name: source.read(name).decode() for name in source.namelist()}
    assert any(old in text for text in own.values())
    return a_zip({**{name: text.replace(old, new) for name, text in own.items()}, **more})


@pytest.mark.parametrize(("unit", "told"), [("%", "45"), ("días", "0.45")])
def test_a_share_typed_as_one_is_of_a_hundred(unit: str, told: str) -> None:
    """45 % in a cell is kept as 0.45, shown as a percentage."""
    typed = Typed("number", "0.45", "percent")
    item = replace(reference().item(NUMBER), unit=Text(unit, unit), maximum=None, decimals=2)
    assert (
        read_item(item, {f"{NUMBER}/number": Pair(typed)}, Answer(NUMBER), ()).answer.number == told
    )


def test_what_nobody_can_type_is_left_out_and_told(empty: bytes, tmp_path: Path) -> None:
    def pastes(made: Workbook) -> None:
        cell_of(made, f"{TOLD}/text").value = "de Word_x000B_ aquí_x0007_"

    made = compared(read_of(changed(empty, pastes), tmp_path), {})
    each = next(each for each in made.items if each.item.code == TOLD)
    assert each.mine.text == "de Word aquí"
    assert (each.notes, each.faults) == (("text",), ())


def test_a_page_without_a_document_is_told(empty: bytes, tmp_path: Path) -> None:
    def types(made: Workbook) -> None:
        cell_of(made, f"{CHOSEN}/evidence:1", "E").value = "12"
        cell_of(made, f"{CHOSEN}/evidence:2").value = DOCUMENTS[1].label
        cell_of(made, f"{CHOSEN}/evidence:2", "E").value = "x" * 81

    made = compared(read_of(changed(empty, types), tmp_path), {})
    assert [code for _, _, code in faults(made)] == ["cell-page-alone", "cell-page-long"]


def test_what_is_erased_is_erased(book: bytes, answers: dict[str, Answer], tmp_path: Path) -> None:
    def erases(made: Workbook) -> None:
        for name in ("chosen", "reason", "plan", "plan_by", "evidence:1"):
            cell_of(made, f"{CHOSEN}/{name}").value = None
        cell_of(made, f"{CHOSEN}/evidence:1", "E").value = None

    made = compared(read_of(changed(book, erases), tmp_path), answers)
    assert fates(made) == {"changed": [CHOSEN]}
    assert made.to_store[0].result == Answer(CHOSEN)


@pytest.mark.parametrize("letter", ["=", "+", "-", "@"])
def test_texts_stay_texts_both_ways(letter: str, tmp_path: Path) -> None:
    answers = {TOLD: Answer(TOLD, text=f'{letter}cmd|"/C calc"!A0')}
    made = load_workbook(BytesIO(a_book(answers)))
    cell = cell_of(made, f"{TOLD}/text")
    assert (cell.data_type, cell.value) == ("s", answers[TOLD].text)
    assert cell.quotePrefix
    assert fates(compared(read_of(a_book(answers), tmp_path), answers)) == {}


def test_too_long_a_text_for_a_cell_stays_on_the_page(tmp_path: Path) -> None:
    answers = {TOLD: Answer(TOLD, text="😀" * LONGEST_TEXT)}
    found = read_of(a_book(answers), tmp_path)
    made = compared(found, answers)
    assert (fates(made), TOLD in made.absent) == ({}, False)
    assert all(is_ours(text) for _, _, text in found.strays)


@pytest.mark.parametrize(
    "text", ["a\ufffeb\uffff", "\ufeffa\u0085b\u2028c", "_x005F_x000D_", "#N/A"]
)
def test_what_nobody_touched_changes_nothing(text: str, tmp_path: Path) -> None:
    answers = {TOLD: Answer(TOLD, text=text)}
    assert fates(compared(read_of(a_book(answers), tmp_path), answers)) == {}


@given(some.text(max_size=60))
def test_any_text_survives_as_it_is_tidied(text: str) -> None:
    told = tidy(text)
    assert text_in(Typed("text", told)) == told
    assert tidy(told) == told


@given(some.integers(0, 10_000))
def test_an_answer_is_read_from_its_own_cells(seed: int) -> None:
    """Whatever is typed in the fields of a form, its cells say what is shown of it."""
    chance = random.Random(seed)
    item = chance.choice(reference().items)
    answer = an_answer(item, chance)
    read = read_item(item, pairs_in(item, answer), answer, DOCUMENTS)
    assert read.answer == shown(item, answer)
    assert read.missing == ()


def pairs_in(item: Item, answer: Answer) -> dict[str, Pair]:
    """The cells of an answer, as texts."""
    words = tuple(option.text.es for option in item.options)
    pairs = {}
    for slot in slots_of(item, len(answer.evidence)):
        if slot.form is Form.DOCUMENT:
            cited = answer.evidence[int(slot.part) - 1 : int(slot.part)]
            typed = [Typed("text", text) for each in cited for text in (each.document, each.page)]
            pairs[slot.key] = Pair(*typed)
            continue
        own = words if slot.form is Form.CHOICE else ("Sí", "No")
        value = value_of(item, slot, answer, own)
        pairs[slot.key] = Pair(None if value is None else Typed("text", str(value)))
    return pairs


# Who made it.


def test_what_is_signed_is_found_whatever_its_order(tmp_path: Path) -> None:
    secret = secret_in(tmp_path)
    assert secret == secret_in(tmp_path)
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    stamp = Stamp("2026", "v", "20", {f"P1-{n:05d}": n for n in range(2_000)})
    lines = sealed(stamp, secret)
    assert len(lines) > 1
    assert unsealed(tuple(reversed(lines)), secret) == stamp


@pytest.mark.parametrize(
    "change", [lambda s: s.replace('"20"', '"31"'), lambda s: s[:-1], lambda _: "00:x"]
)
def test_what_was_altered_is_refused(change: Callable[[str], str]) -> None:
    (line,) = sealed(Stamp("2026", "v", "20", {}), SECRET)
    with pytest.raises(RuleBroken, match="book-forged"):
        unsealed((change(line),), SECRET)
