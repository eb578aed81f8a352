"""Libros de las pruebas: the questionnaire of a state as a workbook, written, filled in and read.

Without a database: what stands in the house is given as values.
"""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook

from game.answers import Answer, Citation
from game.participants import Participant
from game.questionnaire import Expected, Item, Kind, Questionnaire
from server.answer_books.cells import Known, Pair, Typed, may_lack, named
from server.answer_books.comparing import Comparison, Fate, Ground, compare
from server.answer_books.reading import Found, read_book
from server.answer_books.signing import Stamp, sealed
from server.answer_books.taking import pairs_of
from server.answer_books.writing import written
from server.i18n import speaking
from server.imports.definitions import edition_of
from server.imports.editions import FIXTURES, load_edition
from server.pages.answer_sheets import Cover, ItemSheet, book_plan
from tests.files import a_zip

STATE: Final = Participant("20", "state", "Oaxaca", None, "20")
DOCUMENTS: Final = named(
    [
        Known("a1b2c3d4" + "0" * 24, "Gaceta oficial", has_pages=True),
        Known("b2c3d4e5" + "0" * 24, "=Ley de mejora", has_pages=False),
    ]
)
SECRET: Final = b"x" * 32
MADE_ON: Final = date(2026, 3, 3)
# A number by which its cell is found in a written book.
SPOT: Final = 123454321


@cache
def reference() -> Questionnaire:
    """The questionnaire that comes with the house."""
    return edition_of(load_edition(FIXTURES / "2026"))[1]


@cache
def small() -> Questionnaire:
    """The levels of it that have an item of every kind, and those that open their items."""
    tree = reference()
    kinds = [next(item for item in tree.items if item.kind is kind) for kind in Kind]
    topics = {item.topic for item in kinds}
    while True:
        items = [item for item in tree.items if item.topic in topics and item.asked_when]
        openers = {tree.item(i.asked_when.item).topic for i in items if i.asked_when}
        if openers <= topics:
            break
        topics |= openers
    pillars = tuple(
        replace(p, topics=tuple(t for t in p.topics if t.code in topics)) for p in tree.pillars
    )
    return Questionnaire(tree.edition, tree.version, pillars)


def an_answer(item: Item, chance: random.Random) -> Answer:
    """Something of every field that an item has."""
    options = [option.code for option in item.options]
    given: dict[str, Any] = {}
    match item.kind:
        case Kind.MULTIPLE:
            alone = [o.code for o in item.options if not o.exclusive]
            given["chosen"] = tuple(code for code in alone if chance.random() < 0.5)
        case Kind.YES_NO | Kind.SCALE:
            given["chosen"] = (chance.choice(options),)
        case Kind.NUMBER:
            given["number"] = str(chance.choice((0, 7, "1,234", "12.5", " 3 ")))
        case Kind.PERCENTAGE:
            given |= {"number": "1,500", "denominator": "2000"}
        case Kind.DATE:
            given["date"] = chance.choice(("2020-02-29", "1/3/2021"))
        case Kind.TEXT:
            given["text"] = chance.choice(("=1+1", "-3 oficinas", "@todos", "dos\nlíneas _x0041_"))
    if may_lack(item):
        given |= {"reason": '+falta <personal> & "más"', "plan": "Hacerlo", "plan_by": "1/12/2026"}
    if item.evidence.expected is not Expected.NEVER:
        given["evidence"] = (Citation(DOCUMENTS[0].id, "p. 12-15", has_pages=True),)
    return Answer(item.code, **given)


def filled(questionnaire: Questionnaire) -> dict[str, Answer]:
    """An answer to every item, the same each time."""
    chance = random.Random(7)
    return {item.code: an_answer(item, chance) for item in questionnaire.items}


def a_book(
    answers: Mapping[str, Answer],
    questionnaire: Questionnaire | None = None,
    *,
    locale: str = "es",
    revision: int = 1,
) -> bytes:
    """The workbook of these answers, each at the same revision."""
    tree = questionnaire or small()
    stamp = Stamp(tree.edition, tree.version, "20", dict.fromkeys(answers, revision))
    cover = Cover("2026", "Oaxaca", "", MADE_ON, sealed(stamp, SECRET))
    sheets = {i.code: ItemSheet(i, answers.get(i.code, Answer(i.code))) for i in tree.items}
    with speaking(locale):
        plan = book_plan(cover, tree, tree.topics, sheets, DOCUMENTS)
    return written(plan)


def changed(book: bytes, change: Callable[[Workbook], object]) -> bytes:
    """The same after somebody worked on it in a program."""
    made = load_workbook(BytesIO(book))
    change(made)
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def written_as(book: bytes, number: str) -> bytes:
    """A book in which a number of ours is another one, as no spreadsheet lets it be typed."""
    with ZipFile(BytesIO(book)) as source:
        own = {name: source.read(name) for name in source.namelist()}
    marked = f"<v>{SPOT}</v>".encode()
    assert any(marked in part for part in own.values())
    told = f"<v>{number}</v>".encode()
    return a_zip({name: part.replace(marked, told) for name, part in own.items()})


def cell_of(made: Workbook, key: str, column: str = "D") -> Any:
    """The cell of a key."""
    return next(
        sheet[f"{column}{row[0].row}"]
        for sheet in made.worksheets
        for row in sheet.iter_rows(max_col=1)
        if row[0].value == key
    )


def read_of(book: bytes, folder: Path) -> Found:
    """What is read of a workbook, in this process."""
    path = folder / "libro.xlsx"
    path.write_bytes(book)
    return read_book(path)


def compared(
    found: Found,
    base: Mapping[str, Answer],
    theirs: Mapping[str, Answer] | None = None,
    questionnaire: Questionnaire | None = None,
    lock: Callable[[Item], str] = lambda _: "",
) -> Comparison:
    """A workbook of the first revisions beside what is in force, a second one where it differs."""
    tree = questionnaire or small()
    now = {**base, **(theirs or {})}
    history = {code: [(1, answer)] for code, answer in base.items()}
    for code, answer in now.items():
        if answer != base.get(code):
            history.setdefault(code, []).append((2, answer))
    ground = Ground(
        tree,
        STATE,
        {code: (history[code][-1][0], answer) for code, answer in now.items()},
        history,
        DOCUMENTS,
        lock,
    )
    pairs, twice = pairs_of(found.cells)
    return compare(ground, pairs, twice, dict.fromkeys(base, 1))


def fates(comparison: Comparison) -> dict[str, list[str]]:
    """Which items have which fate; those that stay as they are, left out."""
    told: dict[str, list[str]] = {}
    for each in comparison.items:
        if each.fate is not Fate.SAME:
            told.setdefault(each.fate.value, []).append(each.item.code)
    return told


def faults(comparison: Comparison) -> list[tuple[str, str, str]]:
    return [(e.item.code, f.slot, f.code) for e in comparison.items for f in e.faults]


def one(text: str, kind: str = "text") -> Pair:
    return Pair(Typed(kind, text))


def keys_of(codes: Iterable[str], pairs: Mapping[str, Pair]) -> list[str]:
    return [key for key in pairs if key.partition("/")[0] in set(codes)]
