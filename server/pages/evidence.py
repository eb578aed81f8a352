"""Evidencia: the documents that prove an answer, and how to cite another one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from game.answers import Citation
from game.questionnaire import EvidenceRule, Expected, Item
from server.i18n import day, locale, number
from server.i18n import gettext as _
from server.pages.entered import Entered, Tried
from server.pages.filters import Option
from server.pages.links import Url


@dataclass(frozen=True, slots=True)
class CitationRow:
    """A cited document."""

    title: str
    url: str
    page_text: str
    note: str
    document: str
    page: str
    remove_url: str
    page_id: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceForm:
    """How to add a document. A new one has a new id, so that the fields of the last are empty."""

    id: str
    action: str
    help: str
    most: str
    too_large: str
    documents: tuple[Option, ...]
    file: Entered
    link: Entered
    title: Entered
    dated: Entered
    page: Entered
    is_open: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """The proof that is expected and the one that is there."""

    text: str
    citations: tuple[CitationRow, ...]
    form: EvidenceForm | None


@dataclass(frozen=True, slots=True)
class Cited:
    """A document of the participant, as its owners see it."""

    id: str
    title: str
    note: str
    url: str


def evidence_of(
    item: Item,
    cited: Sequence[Citation],
    documents: Mapping[str, Cited],
    entered: Tried,
    upload_limit: int,
    url: Url,
    *,
    may_change: bool,
) -> Evidence | None:
    """What proves an answer; nothing where no proof is asked and none is cited.

    `documents`: those that may be cited, by their id. `entered`: what was typed in a form that was
    refused. `upload_limit`: of a file, in megabytes.
    """
    rule = item.evidence
    if rule.expected is Expected.NEVER and not cited:
        return None
    remove_url = url("evidence_drop", item=item.code) if may_change else ""
    return Evidence(
        text=_evidence_text(rule),
        citations=tuple(
            _citation(item, each, documents.get(each.document), remove_url) for each in cited
        ),
        form=_form(item, len(cited), documents, entered, upload_limit, url) if may_change else None,
    )


def _evidence_text(rule: EvidenceRule) -> str:
    text = rule.text.of(locale())
    if rule.expected is Expected.ALWAYS:
        return _("Se pide siempre, también con cero. {text}").format(text=text)
    return text


def _citation(item: Item, cited: Citation, document: Cited | None, remove_url: str) -> CitationRow:
    """`page_id`: of the field that asks for the page, where one is missing and may be given."""
    asks = cited.lacks_page and remove_url
    return CitationRow(
        title=document.title if document else _("Documento"),
        url=document.url if document else "",
        page_text=_("Página o artículo: {page}").format(page=cited.page) if cited.page else "",
        note=document.note if document else "",
        document=cited.document,
        page=cited.page,
        remove_url=remove_url,
        page_id=f"item-{item.code}-page-{cited.document}" if asks else "",
    )


def _form(
    item: Item,
    already: int,
    documents: Mapping[str, Cited],
    entered: Tried,
    upload_limit: int,
    url: Url,
) -> EvidenceForm:
    cited = entered.typed.get("document", "")
    known = tuple(
        Option(each.id, each.title, chosen=each.id == cited) for each in documents.values()
    )
    nothing = Option("", _("Ninguno: es uno nuevo"), chosen=cited not in documents)
    help_text = _(
        "PDF, imagen PNG o JPG, texto, CSV, Word, Excel o formatos abiertos, sin macros;"
        " hasta {limit} MB."
    )
    return EvidenceForm(
        id=f"item-{item.code}-add-{already}",
        action=url("evidence", item=item.code),
        help=help_text.format(limit=upload_limit),
        most=str(upload_limit * 1024 * 1024),
        too_large=_("El archivo pesa más de {limit} MB.").format(limit=upload_limit),
        documents=(nothing, *known) if known else (),
        file=entered.entered("file"),
        link=entered.entered("link"),
        title=entered.entered("title"),
        dated=entered.entered("dated"),
        page=entered.entered("page"),
        is_open=bool(entered.errors),
    )


def cited_file(document: str, title: str, size: int, dated: date | None, url: str) -> Cited:
    """A file, with what it weighs and the date it bears."""
    weight = _file_size(size)
    note = (
        _("{size}, con fecha del {date}").format(size=weight, date=day(dated)) if dated else weight
    )
    return Cited(document, title, note, url)


def cited_link(document: str, title: str, dated: date | None, url: str) -> Cited:
    """A page of somebody else's site, with the day it was consulted."""
    note = _("consultado el {date}").format(date=day(dated)) if dated else ""
    return Cited(document, title, note, url)


def _file_size(size: int) -> str:
    if size < 1_000_000:
        return _("{n} kB").format(n=number(Decimal(max(size, 1000)) / 1000))
    return _("{n} MB").format(n=number(Decimal(size) / 1_000_000, 1))
