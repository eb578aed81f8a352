"""Evidencia: the documents that prove an answer, and how to cite another one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from game.answers import Citation
from game.documents import Period, Validity
from game.questionnaire import EvidenceRule, Expected, Item
from server.contents import ALIKE, ENDINGS
from server.i18n import day, list_of, locale, number
from server.i18n import gettext as _
from server.pages.entered import Entered, Tried
from server.pages.filters import Option
from server.pages.links import Url


@dataclass(frozen=True, slots=True)
class Uploads:
    """What files are taken here: up to how many megabytes, of which media types."""

    megabytes: int = 20
    types: frozenset[str] = frozenset(ENDINGS)

    @property
    def help(self) -> str:
        if self.types == frozenset(ENDINGS):
            text = _(
                "PDF, imagen PNG, JPG, WebP, GIF o TIFF, texto, CSV, Word, Excel, PowerPoint o"
                " formatos abiertos, sin macros; hasta {limit} MB."
            )
            return text.format(limit=self.megabytes)
        text = _("Archivos {taken}; hasta {limit} MB.")
        return text.format(taken=list_of(self._endings), limit=self.megabytes)

    @property
    def accept(self) -> str:
        """The endings a browser offers; a phone turns its photos into one of them."""
        return ",".join(
            ending
            for known, own in ENDINGS.items()
            if known in self.types
            for ending in (own, *sorted(ALIKE.get(known, ())))
        )

    @property
    def most(self) -> str:
        """In bytes, as the attribute takes it."""
        return str(self.megabytes * 1024 * 1024)

    @property
    def too_large(self) -> str:
        return _("El archivo pesa más de {limit} MB.").format(limit=self.megabytes)

    @property
    def _endings(self) -> tuple[str, ...]:
        return tuple(ending for known, ending in ENDINGS.items() if known in self.types)


@dataclass(frozen=True, slots=True)
class Newer:
    """A version that came after the cited one: where it is, and what can be said about it.

    Without an `action` nothing can be done with it now, and `text` says why. `kept_text`: that
    somebody chose to go on citing the old one.
    """

    text: str
    url: str
    action: str
    field_id: str
    kept_text: str


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
    expired: str = ""
    newer: Newer | None = None


@dataclass(frozen=True, slots=True)
class EvidenceForm:
    """How to add a document. A new one has a new id, so that the fields of the last are empty."""

    id: str
    action: str
    search: str
    item: str
    uploads: Uploads
    documents: tuple[Option, ...]
    file: Entered
    link: Entered
    title: Entered
    dated: Entered
    page: Entered
    is_open: bool

    @property
    def errors(self) -> tuple[str, ...]:
        """What is wrong, to be told again at the button."""
        fields = (self.file, self.link, self.title, self.dated, self.page)
        return tuple(field.error for field in fields if field.error)


@dataclass(frozen=True, slots=True)
class Here:
    """A file that was here before it was brought: by which title it is cited, and where it is."""

    text: str
    title: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The proof that is expected and the one that is there.

    `none`: that there is none, where none can be added. `here`: what was just brought again.
    """

    text: str
    citations: tuple[CitationRow, ...]
    form: EvidenceForm | None
    none: str = ""
    here: Here | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """A document of the participant, as its owners see it.

    `expired`: since when it is over, in words. `newer`: what is said of a version that came after
    it, and where that one is. `is_kept`: somebody chose that this item goes on citing this one.
    """

    id: str
    title: str
    note: str
    url: str
    expired: str = ""
    newer: tuple[str, str] | None = None
    is_kept: bool = False


def evidence_of(
    item: Item,
    cited: Sequence[Citation],
    documents: Mapping[str, Cited],
    entered: Tried,
    uploads: Uploads,
    url: Url,
    *,
    may_change: bool,
    here: Here | None = None,
) -> Evidence | None:
    """What proves an answer; nothing where no proof is asked and none is cited.

    `documents`: those that may be cited, by their id. `entered`: what was typed in a form that was
    refused. `uploads`: what files are taken.
    """
    rule = item.evidence
    if rule.expected is Expected.NEVER and not cited:
        return None
    return Evidence(
        text=_evidence_text(rule),
        citations=tuple(
            _citation(item, number, each, documents.get(each.document), url, may_change=may_change)
            for number, each in enumerate(cited)
        ),
        form=_form(item, len(cited), documents, entered, uploads, url) if may_change else None,
        none=_("Sin evidencia") if not cited and not may_change else "",
        here=here,
    )


def here_already(title: str, url: str, otherwise: Mapping[str, str]) -> Here:
    """What is said of a file that was here. `otherwise`: what was typed of it and is not so there.

    The address of a form that corrects it, filled in, is made of that.
    """
    label = _("Cambiar su título o sus datos") if otherwise else _("Ver el documento")
    address = f"{url}?{urlencode({'ya': '1', **otherwise})}" if otherwise else url
    text = _(
        "Ese archivo ya estaba entre los documentos de su gobierno y no se guardó otra vez:"
        " se citó con el título que tiene ahí,"
    )
    return Here(text, title, label, address)


def _evidence_text(rule: EvidenceRule) -> str:
    text = rule.text.of(locale())
    if rule.expected is Expected.ALWAYS:
        return _("Se pide siempre, también con cero. {text}").format(text=text)
    return text


def _citation(
    item: Item, number: int, cited: Citation, document: Cited | None, url: Url, *, may_change: bool
) -> CitationRow:
    """`page_id`: of the field that asks for the page, where one is missing and may be given."""
    asks = cited.lacks_page and may_change
    return CitationRow(
        title=document.title if document else _("Documento"),
        url=document.url if document else "",
        page_text=_("Página o artículo: {page}").format(page=cited.page) if cited.page else "",
        note=document.note if document else "",
        document=cited.document,
        page=cited.page,
        remove_url=url("evidence_drop", item=item.code) if may_change else "",
        page_id=f"item-{item.code}-page-{cited.document}" if asks else "",
        expired=document.expired if document else "",
        newer=_newer(item, number, document, url, may_change=may_change) if document else None,
    )


def _newer(item: Item, number: int, document: Cited, url: Url, *, may_change: bool) -> Newer | None:
    if document.newer is None:
        return None
    text, address = document.newer
    kept = _("Se decidió conservar la anterior en este reactivo.") if document.is_kept else ""
    if not may_change:
        kept = _("Este reactivo no se puede cambiar ahora: conserva la anterior.")
    return Newer(
        text=text,
        url=address,
        action=url("evidence_renew", item=item.code) if may_change else "",
        field_id=f"item-{item.code}-renew-{number}",
        kept_text=kept,
    )


def _form(
    item: Item,
    already: int,
    documents: Mapping[str, Cited],
    entered: Tried,
    uploads: Uploads,
    url: Url,
) -> EvidenceForm:
    return EvidenceForm(
        id=f"item-{item.code}-add-{already}",
        action=url("evidence", item=item.code),
        search=url("documents"),
        item=item.code,
        uploads=uploads,
        documents=known_options(
            [each for each in documents.values() if each.newer is None],
            entered.typed.get("document", ""),
        ),
        file=entered.entered("file"),
        link=entered.entered("link"),
        title=entered.entered("title"),
        dated=entered.entered("dated"),
        page=entered.entered("page"),
        is_open=bool(entered.errors),
    )


def known_options(documents: Sequence[Cited], chosen: str) -> tuple[Option, ...]:
    """Documents to choose from, after the choice of none of them; nothing where there is none."""
    known = tuple(
        Option(each.id, each.title, chosen=each.id == chosen, hint=_hint(each))
        for each in documents
    )
    nothing = Option("", _("Ninguno: es uno nuevo"), chosen=not any(each.chosen for each in known))
    return (nothing, *known) if known else ()


def _hint(document: Cited) -> str:
    return " · ".join(text for text in (document.note, document.expired) if text)


def validity_text(period: Period, on: date) -> str:
    """Until when a document holds, as it is on that day; nothing where it does not say."""
    match period.on(on):
        case Validity.EXPIRED if period.last is not None:
            return expired_text(period, on)
        case Validity.TO_COME if period.first is not None:
            return _("vigente desde el {date}").format(date=day(period.first))
    return _("vigente hasta el {date}").format(date=day(period.last)) if period.last else ""


def expired_text(period: Period, on: date) -> str:
    """Since when it is over; nothing where it is not."""
    if period.last is None or period.on(on) is not Validity.EXPIRED:
        return ""
    return _("vencido: valía hasta el {date}").format(date=day(period.last))


def to_review(cited: Cited) -> Cited:
    """The same document, to be reviewed because a law under it was abrogated."""
    told = _("por revisar: cambió una ley")
    return replace(cited, note=f"{cited.note} · {told}" if cited.note else told)


def cited_file(
    document: str, title: str, size: int, dated: date | None, url: str, expired: str = ""
) -> Cited:
    """A file, with what it weighs and the date it bears."""
    weight = file_size(size)
    note = (
        _("{size}, con fecha del {date}").format(size=weight, date=day(dated)) if dated else weight
    )
    return Cited(document, title, note, url, expired)


def cited_link(document: str, title: str, dated: date | None, url: str, expired: str = "") -> Cited:
    """A page of somebody else's site, with the day it was consulted."""
    note = _("consultado el {date}").format(date=day(dated)) if dated else ""
    return Cited(document, title, note, url, expired)


def file_size(size: int) -> str:
    if size < 1_000_000:
        return _("{n} kB").format(n=number(Decimal(max(size, 1000)) / 1000))
    return _("{n} MB").format(n=number(Decimal(size) / 1_000_000, 1))
