"""Compromisos en Excel: many are proposed at once from a workbook, after they were looked at."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.rules import RuleBroken
from game.typed import whole_number
from server.answer_books.holding import HELD
from server.answer_books.taking import read
from server.books import book_file, sent_book
from server.days import today_of
from server.forms import LONGEST_KEY, Fields, clean, fields_of, text_of
from server.i18n import gettext as _
from server.pages.filters import address_of
from server.pages.promise_books import BookPage, RowSeen, book_page, codes_text, preview_page
from server.pages.proposals import Answering
from server.people import Person
from server.pieces import new_sheet
from server.policy import own_participant
from server.problems import SENTENCES, sentence_of
from server.promise_books.checking import Checked, checked, keep_rows
from server.promise_books.columns import MOST_ROWS, Line, lines_of, too_many
from server.promise_books.making import Wrong, marked_book, own_book
from server.settings import Settings

READER = "server.promise_books.reading"
# All that is sent back from the page that shows it: well under what a form may hold.
LONGEST_ROWS = 200_000


@get("/mi-liga/compromisos/excel", name="promise_book")
async def show_book(request: Request[Any, Any, Any]) -> Template:
    return _shown(book_page(request.app.route_reverse))


@get("/mi-liga/compromisos/libro.xlsx", name="promise_book_file")
async def download(
    person: NamedDependency[Person], now: NamedDependency[datetime]
) -> Response[bytes]:
    made = await own_book(own_participant(person), today_of(now))
    name = _("Compromisos {name}.xlsx").format(name=person.participant_name)
    return book_file(made, name)


@post("/mi-liga/compromisos/excel", name="promise_book_send", status_code=200)
async def send_book(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template:
    """What each row would become; nothing is stored."""
    url = request.app.route_reverse
    async with fields_of(request) as fields:
        try:
            lines = await _lines(fields, settings)
            rows = await checked(lines, own_participant(person), today_of(now))
        except RuleBroken as broken:
            told = sentence_of(broken.code, broken.facts)
            return _shown(book_page(url, told), SENTENCES[broken.code].status)
    return _shown(preview_page(url, _seen(rows), held=_sent_back(rows), key=new_sheet()))


@post("/mi-liga/compromisos/excel/corregir", name="promise_book_marked", status_code=200)
async def send_marked(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Response[bytes]:
    """The rows that were not taken, in a workbook with a comment on each wrong cell."""
    lines = _held(text_of(await request.form(), "rows", None))
    rows = await checked(lines, own_participant(person), today_of(now))
    wrong = [
        Wrong(each.line, {flaw.field: sentence_of(flaw.code, flaw.facts) for flaw in each.flaws})
        for each in rows
        if each.flaws
    ]
    if not wrong:
        raise RuleBroken("book-without-rows")
    name = _("Compromisos por corregir {name}.xlsx").format(name=person.participant_name)
    return book_file(await marked_book(wrong, today_of(now)), name)


@post("/mi-liga/compromisos/excel/propuesta", name="promise_book_keep", status_code=200)
async def keep_book(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Propose the rows that were looked at; what changed since is looked at again."""
    fields, participant = await request.form(), own_participant(person)
    held, key = text_of(fields, "rows", None), text_of(fields, "key", LONGEST_KEY)
    lines, today, url = _held(held), today_of(now), request.app.route_reverse
    again = {number for each in fields.getall("again", []) if (number := whole_number(str(each)))}
    rows = await checked(lines, participant, today, again)
    made = await keep_rows(rows, key=key, by=person, at=now, today=today)
    if not made:
        # All of it is there already: the page says where.
        return _shown(preview_page(url, _seen(rows), held=_sent_back(rows), key=key, kept=True))
    asked = (("gobierno", participant), ("propuestos", codes_text(made)))
    return Redirect(address_of(url("commitments"), asked), status_code=303)


async def _lines(fields: Fields, settings: Settings) -> tuple[Line, ...]:
    """The rows of a workbook, read by another process."""
    source, _name = sent_book(fields, "book-missing")
    found = await read(source, settings.data_dir / HELD, READER)
    lines = tuple(
        replace(line, typed={name: clean(text) for name, text in line.typed.items()})
        for line in lines_of([(number, cells) for number, cells in found["rows"]])
    )
    if not lines:
        raise RuleBroken("book-without-rows")
    new = [line for line in lines if not line.is_known]
    held = sum(len(text) for line in new for text in line.typed.values())
    if too_many(lines) or held > LONGEST_ROWS // 2:
        raise RuleBroken("rows-too-many", most=MOST_ROWS)
    return lines


def _sent_back(rows: Sequence[Checked]) -> str:
    """The rows as the page brings them back; what is a commitment already stays where it is."""
    lines = [each.line for each in rows if each.flaws or not each.line.is_known]
    return json.dumps([[line.row, line.typed] for line in lines], ensure_ascii=False)


def _held(typed: str) -> tuple[Line, ...]:
    """The rows as the page sent them back; whatever else was sent is no workbook."""
    try:
        found = json.loads(typed[:LONGEST_ROWS])
        lines = tuple(Line(row, dict(cells)) for row, cells in found)
    # Nested without end, it is as deep as the reader goes.
    except (ValueError, TypeError, RecursionError) as error:
        raise RuleBroken("book-without-rows") from error
    if not lines or not all(map(_is_ours, lines)):
        raise RuleBroken("book-without-rows")
    return lines


def _is_ours(line: Line) -> bool:
    """Whether a row is as a preview sends it back: whole numbers, and text that can be kept."""
    return type(line.row) is int and all(
        isinstance(text, str) and text == clean(text)
        for pair in line.typed.items()
        for text in pair
    )


def _seen(rows: Sequence[Checked]) -> list[RowSeen]:
    return [
        RowSeen(
            row=each.line.row,
            commitment=each.commitment,
            twin=each.twin,
            may_again=each.is_repeated,
            again=each.again,
            goal=each.form.goal,
            due=each.form.due,
            changed=each.changed,
            answering=_told(each),
            flaws=[(flaw.field, sentence_of(flaw.code, flaw.facts)) for flaw in each.flaws],
        )
        for each in rows
    ]


def _told(row: Checked) -> Answering | None:
    """What a row that can be proposed answers to."""
    if row.issued is None or not row.is_new:
        return None
    batch = row.issued.batch
    return Answering(batch.title, batch.issued_on, row.issued.declined_on)


def _shown(page: BookPage, status: int = HTTPStatus.OK) -> Template:
    return HTMXTemplate(
        template_name="pages/promise_book.html", context={"page": page}, status_code=status
    )


router = Router("/", route_handlers=[download, send_marked, keep_book])
uploads = Router("/", route_handlers=[show_book, send_book])
