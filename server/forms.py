"""Formularios: what browsers send, as values. What a person typed is kept, never judged, here."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from litestar import Request
from litestar.datastructures import UploadFile

from game.answers import Answer, unpack
from game.rules import RuleBroken
from game.typed import date_of

LONGEST_TEXT: Final = 20_000
LONGEST_LINE: Final = 240
LONGEST_PAGE: Final = 80
LONGEST_KEY: Final = 80
MOST_CHOSEN: Final = 100
KEEP_THEIRS: Final = "theirs"

# No keyboard types these; some programs paste them.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Fields(Protocol):
    """The fields of a form, each with one value or several."""

    def getall(self, key: str, default: list[Any], /) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """An answer as typed, the revision it was based on, and which sheet and sending it is."""

    chosen: tuple[str, ...]
    typed: Mapping[str, str]
    not_applicable: bool
    base: int
    key: str
    sheet: str
    keep: str

    @classmethod
    def of(cls, fields: Fields) -> "AnswerForm":
        revision = text_of(fields, "revision", 12)
        return cls(
            chosen=tuple(
                dict.fromkeys(str(code)[:LONGEST_KEY] for code in fields.getall("chosen", []))
            )[:MOST_CHOSEN],
            typed={name: text_of(fields, name, None) for name in TYPED},
            not_applicable=text_of(fields, "not_applicable", 8) == "1",
            base=int(revision) if revision.isdecimal() and revision.isascii() else 0,
            key=text_of(fields, "key", LONGEST_KEY),
            sheet=text_of(fields, "sheet", LONGEST_KEY),
            keep=text_of(fields, "keep", 16),
        )

    @property
    def keeps_theirs(self) -> bool:
        return self.keep == KEEP_THEIRS

    def check(self) -> None:
        """Refuse a text nobody could read through; whoever typed it still has it before them."""
        if any(len(text) > LONGEST_TEXT for text in self.typed.values()):
            raise RuleBroken("text-too-long", limit=LONGEST_TEXT)

    def answer(self, item: str) -> Answer:
        chosen = {"chosen": list(self.chosen), "not_applicable": self.not_applicable}
        return unpack({"item": item, **chosen, **self.typed})


@dataclass(frozen=True, slots=True)
class EvidenceForm:
    """A document to cite: one already there, a file or a link; and the page that proves it."""

    document: str
    file: UploadFile | None
    link: str
    title: str
    dated: date | None
    page: str

    @classmethod
    def of(cls, fields: Fields) -> "EvidenceForm":
        files = [each for each in fields.getall("file", []) if isinstance(each, UploadFile)]
        return cls(
            document=text_of(fields, "document", LONGEST_KEY).strip(),
            file=next((each for each in files if each.filename), None),
            link=text_of(fields, "link").strip(),
            title=" ".join(text_of(fields, "title", LONGEST_LINE).split()),
            dated=date_of(text_of(fields, "dated", 32)),
            page=_page(fields),
        )

    @property
    def is_empty(self) -> bool:
        return not (self.document or self.file or self.link)


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


def _page(fields: Fields) -> str:
    """A page or an article is a few words; a paragraph belongs elsewhere."""
    page = " ".join(text_of(fields, "page").split())
    if len(page) > LONGEST_PAGE:
        raise RuleBroken("page-too-long", limit=LONGEST_PAGE)
    return page


TYPED: Final = ("number", "denominator", "date", "text", "reason", "plan", "plan_by")


def text_of(fields: Fields, name: str, limit: int | None = LONGEST_TEXT) -> str:
    """One text, with the line ends of here; too long a one is refused, never cut."""
    given = [each for each in fields.getall(name, []) if isinstance(each, str)]
    text = _CONTROL.sub("", given[0].replace("\r\n", "\n")) if given else ""
    if limit is not None and len(text) > limit:
        raise RuleBroken("text-too-long", limit=limit)
    return text
