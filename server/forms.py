"""Formularios: what browsers send, as values. What a person typed is kept, never judged, here."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Protocol

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import UploadFile
from litestar.exceptions import NotFoundException
from litestar.handlers import BaseRouteHandler

from game.answers import Answer, Citation, unpack
from game.documents import Period
from game.rules import RuleBroken
from game.typed import LARGEST, date_of, has_markup, is_blank, text_fault, whole_number
from server.i18n import lazy

LONGEST_TEXT: Final = 20_000
LONGEST_LINE: Final = 240
LONGEST_PAGE: Final = 80
LONGEST_KEY: Final = 80
CHOOSE_AGAIN: Final = lazy("Elija de nuevo el archivo")
MOST_CHOSEN: Final = 100
MOST_BEFORE: Final = 8

# No keyboard types these; some programs paste them. The last ones turn the words after them round,
# also those of the page around a text (Unicode Technical Report 36, 2.5).
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)


class Fields(Protocol):
    """The fields of a form, each with one value or several."""

    def getall(self, key: str, default: list[Any], /) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """An answer as typed, the revision it was based on, and which sheet and sending it is.

    `version`: of the questionnaire on that sheet; None where it does not say. `after`: the other
    sheets of the same person that this one was typed after, when their saves waited for a line.
    """

    chosen: tuple[str, ...]
    typed: Mapping[str, str]
    not_applicable: bool
    base: int
    key: str
    sheet: str
    keep: str
    edition: str
    version: int | None
    after: tuple[str, ...]

    @classmethod
    def of(cls, fields: Fields) -> "AnswerForm":
        return cls(
            chosen=tuple(
                dict.fromkeys(str(code)[:LONGEST_KEY] for code in fields.getall("chosen", []))
            )[:MOST_CHOSEN],
            typed={name: text_of(fields, name, None) for name in TYPED},
            not_applicable=text_of(fields, "not_applicable", 8) == "1",
            base=number_in(fields, "revision") or 0,
            key=text_of(fields, "key", LONGEST_KEY),
            sheet=text_of(fields, "sheet", LONGEST_KEY),
            keep=text_of(fields, "keep", 16),
            edition=text_of(fields, "edition", LONGEST_KEY),
            version=number_in(fields, "version"),
            after=tuple(
                dict.fromkeys(str(sheet)[:LONGEST_KEY] for sheet in fields.getall("after", []))
            )[:MOST_BEFORE],
        )

    def check(self, edition: str) -> None:
        """Refuse a text nobody could read through, or one that was typed for another edition.

        Whoever typed it still has it before them. Items of two editions may have the same code, and
        a save may wait in a browser for days; one that does not say which it was for is of today's.
        """
        if self.edition not in {"", edition}:
            raise RuleBroken("edition-passed", edition=self.edition)
        if any(len(text) > LONGEST_TEXT for text in self.typed.values()):
            raise RuleBroken("text-too-long", limit=LONGEST_TEXT)

    def answer(self, item: str) -> Answer:
        chosen = {"chosen": list(self.chosen), "not_applicable": self.not_applicable}
        return unpack({"item": item, **chosen, **self.typed})


@dataclass(frozen=True, slots=True)
class EvidenceForm:
    """A document: one already there, a file or a link; since when it holds; the page that proves.

    `typed` is every text field as it was typed, to be shown again.
    """

    document: str
    file: UploadFile | None
    link: str
    title: str
    dated: date | None
    page: str
    typed: Mapping[str, str]
    valid_from: date | None = None
    valid_until: date | None = None

    @classmethod
    def of(cls, fields: Fields) -> "EvidenceForm":
        typed = {name: text_of(fields, name, None) for name in CITED}
        files = [each for each in fields.getall("file", []) if isinstance(each, UploadFile)]
        return cls(
            document=typed["document"].strip(),
            file=next((each for each in files if each.filename), None),
            link=typed["link"].strip(),
            title=" ".join(typed["title"].split()),
            dated=date_of(typed["dated"]),
            page=" ".join(typed["page"].split()),
            typed=typed,
            valid_from=date_of(typed["valid_from"]),
            valid_until=date_of(typed["valid_until"]),
        )

    @property
    def rehearsed(self) -> Citation | None:
        """How a file would be cited, to be asked about before it is taken in."""
        return None if self.file is None else Citation("", self.page, has_pages=True)

    @property
    def brought(self) -> int:
        """How many documents it brings or names: one, if it is as it should be."""
        return sum(bool(each) for each in (self.file, self.link, self.document))

    def check(self) -> None:
        """Refuse a title that is no title, a page that is a paragraph, two documents at once."""
        for broken in self.flaws():
            raise broken

    def flaws(self) -> Iterator[RuleBroken]:
        """Everything for which `check` refuses it."""
        if self.brought > 1:
            yield RuleBroken("evidence-one-at-a-time", field="link" if self.link else "file")
        for name in ("dated", "valid_from", "valid_until"):
            if self.typed[name].strip() and getattr(self, name) is None:
                yield RuleBroken("evidence-date-invalid", field=name)
        try:
            Period(self.valid_from, self.valid_until).check()
        except RuleBroken as broken:
            yield broken
        if fault := text_fault(self.title, LONGEST_LINE):
            yield RuleBroken(fault[0], **fault[1], field="title")
        if len(self.page) > LONGEST_PAGE:
            yield RuleBroken("page-too-long", limit=LONGEST_PAGE)
        elif has_markup(self.page):
            yield RuleBroken("text-has-markup", field="page")


@asynccontextmanager
async def fields_of(request: Request[Any, Any, Any]) -> AsyncIterator[Fields]:
    """The fields of a form; its files are closed when they have been read, whatever happens."""
    fields = await request.form()
    try:
        yield fields
    finally:
        for _, value in fields.multi_items():
            if isinstance(value, UploadFile):
                await value.close()


TYPED: Final = ("number", "denominator", "date", "text", "reason", "plan", "plan_by")
CITED: Final = ("document", "link", "title", "dated", "page", "valid_from", "valid_until")
# Beside which field of a document to cite a refusal is told.
CITED_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "evidence-empty": "file",
        "evidence-required": "file",
        "file-empty": "file",
        "file-too-large": "file",
        "file-type-refused": "file",
        "file-type-not-here": "file",
        "file-is-program": "file",
        "file-is-archive": "file",
        "file-is-old-office": "file",
        "file-is-locked": "file",
        "file-is-markup": "file",
        "file-is-heic": "file",
        "file-name-differs": "file",
        "file-cut-short": "file",
        "file-has-tail": "file",
        "file-expands": "file",
        "file-has-commands": "file",
        "file-has-macros": "file",
        "file-has-parts": "file",
        "file-is-active": "file",
        "file-is-wide-text": "file",
        "link-invalid": "link",
        "link-scheme-refused": "link",
        "link-with-name": "link",
        "link-private": "link",
        "link-too-long": "link",
        "page-too-long": "page",
        "page-missing": "page",
    }
)


def field_of(broken: RuleBroken, others: Mapping[str, str]) -> str | None:
    """The field that can mend a refusal; none where it is no field's fault.

    `others`: the fields of the form beside those that cite a document.
    """
    named = broken.facts.get("field")
    return str(named) if named else others.get(broken.code, CITED_FIELDS.get(broken.code))


async def check_address(
    connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler
) -> None:
    """No row has a number larger than its column: such an address leads nowhere."""
    given = connection.path_params.values()
    if any(isinstance(each, int) and each > LARGEST for each in given):
        raise NotFoundException


def number_in(fields: Fields, name: str) -> int | None:
    """A whole number as rows are counted by, from 0; nothing where there is none."""
    return whole_number(text_of(fields, name, None))


def clean(text: str) -> str:
    """A text without what no keyboard types and no database keeps; empty if nobody sees it."""
    plain = _CONTROL.sub("", text)
    return "" if is_blank(plain) and not plain.isspace() else plain


def text_of(fields: Fields, name: str, limit: int | None = LONGEST_TEXT) -> str:
    """One text, with the line ends of here; too long a one is refused, never cut."""
    given = [each for each in fields.getall(name, []) if isinstance(each, str)]
    text = clean(given[0].replace("\r\n", "\n")) if given else ""
    if limit is not None and len(text) > limit:
        raise RuleBroken("text-too-long", limit=limit)
    return text
