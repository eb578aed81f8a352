"""Documentos: everything a government has shown, where it is cited, and one document by itself."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from game.documents import Period, Validity
from game.participants import alphabetical, letters
from server.contents import ENDINGS
from server.i18n import Lazy, day, lazy, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.entered import Entered
from server.pages.evidence import Uploads, expired_text, file_size, validity_text
from server.pages.filters import Option, address_of, options_of, page_links
from server.pages.links import Link, Url

PAGE_SIZE: Final = 40
# On a card; the page of the document shows all of them.
MOST_PLACES: Final = 3

IN_FORCE, EXPIRED, UNCITED, PENDING = "vigente", "vencido", "sin-citar", "por-confirmar"
TO_REVIEW: Final = "por-revisar"
SITUATIONS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        IN_FORCE: lazy("Vigentes"),
        EXPIRED: lazy("Vencidos"),
        UNCITED: lazy("Sin citar"),
        PENDING: lazy("Con versión nueva sin confirmar"),
        TO_REVIEW: lazy("Por revisar: cambió una ley"),
    }
)
RECENT, BY_TITLE, BY_END = "recientes", "titulo", "vencimiento"
ORDERS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        RECENT: lazy("Lo más reciente"),
        BY_TITLE: lazy("Por título"),
        BY_END: lazy("Lo que vence primero"),
    }
)
# How people call a type that its ending alone does not name.
KINDS: Final[Mapping[str, Lazy | str]] = MappingProxyType(
    {".txt": lazy("Texto"), ".docx": "Word", ".xlsx": "Excel", ".pptx": "PowerPoint"}
)
FIELDS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        "title": lazy("Título"),
        "dated": lazy("Fecha"),
        "valid_from": lazy("Vigente desde"),
        "valid_until": lazy("Vigente hasta"),
    }
)
# Why a citation cannot be changed now.
LOCKS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        "item-decided": lazy("ya tiene dictamen"),
        "level-locked": lazy("el nivel ya se envió"),
        "stage-forbids": lazy("en esta etapa ya no se responde"),
        "not-asked": lazy("ya no se pregunta"),
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document is cited: its words, its address where it has one, and the page."""

    label: str
    url: str
    page: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A version of a document as it is known."""

    id: str
    title: str
    is_file: bool
    media_type: str
    filename: str
    size: int
    url: str
    dated: date | None
    period: Period
    version: int
    author: str
    at: datetime

    @property
    def kind_text(self) -> str:
        if not self.is_file:
            return _("Página de internet")
        ending = ENDINGS.get(self.media_type, "")
        name = str(KINDS[ending]) if ending in KINDS else ending.removeprefix(".").upper()
        return _("{kind}, {size}").format(kind=name, size=file_size(self.size))


@dataclass(frozen=True, slots=True)
class Shown:
    """A document of the shelf: its newest version, and the citations of all its versions.

    `waiting`: how many open items cite an old one and nobody has decided on it. `is_to_review`: a
    law was abrogated on which an answer rests that cites it.
    """

    newest: Told
    places: tuple[Place, ...]
    waiting: int = 0
    is_to_review: bool = False

    def is_in(self, situation: str, today: date) -> bool:
        """Whether a filter lets it through; one that is none lets everything."""
        match situation:
            case "vigente":
                return self.newest.period.on(today) is Validity.IN_FORCE
            case "vencido":
                return self.newest.period.on(today) is Validity.EXPIRED
            case "sin-citar":
                return not self.places
            case "por-confirmar":
                return self.waiting > 0
            case "por-revisar":
                return self.is_to_review
        return True

    def says(self, words: Sequence[str]) -> bool:
        """Whether all these words stand in what is known of it, however they are written."""
        newest = self.newest
        named = " ".join(each.label for each in self.places)
        text = letters(f"{newest.title} {newest.filename} {newest.url} {named}")
        return all(word in text for word in words)


@dataclass(frozen=True, slots=True)
class Query:
    """What an address asks the shelf for. `cite`: the item that something is looked for."""

    words: str = ""
    situation: str = ""
    order: str = ""
    page: int = 1
    cite: str = ""

    def pairs(self) -> tuple[tuple[str, str], ...]:
        named = (
            ("texto", self.words),
            ("situacion", self.situation),
            ("orden", self.order),
            ("citar", self.cite),
        )
        return tuple((name, value) for name, value in named if value)


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document in the list."""

    id: str
    title: str
    url: str
    open_url: str
    open_word: str
    facts: str
    validity: str
    tone: str
    icon: str
    cited_text: str
    places: tuple[Place, ...]
    more: str
    waiting: str
    review: str


@dataclass(frozen=True, slots=True)
class Citing:
    """The item that a document is looked for, and where its citation goes."""

    lead: str
    action: str
    back: str
    label: str


@dataclass(frozen=True, slots=True)
class DocumentForm:
    """A form that adds, replaces or puts right a document. `kind`: which of the three.

    `seen` stands for what it showed of the document; `refusal`: what no field can mend.
    """

    id: str
    kind: str
    action: str
    button: str
    takes_file: bool
    title: Entered
    link: Entered
    file: Entered
    dated: Entered
    valid_from: Entered
    valid_until: Entered
    is_open: bool
    uploads: Uploads
    seen: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """The list, or a part of it."""

    lead: str
    count: str
    cards: tuple[DocumentCard, ...]
    words: str
    situations: tuple[Option, ...]
    orders: tuple[Option, ...]
    is_narrowed: bool
    has_any: bool
    pages: tuple[Link, ...]
    all_url: str
    cite: str
    citing: Citing | None
    form: DocumentForm | None


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version: what it is and where it is kept."""

    name: str
    facts: str
    author: str
    open_url: str
    open_word: str
    is_newest: bool
    expired: str


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the history of a document."""

    head: str
    at: str
    author: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Renewal:
    """Citations of an old version that somebody may change all at once."""

    text: str
    action: str
    button: str


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One document."""

    title: str
    lead: str
    breadcrumb: tuple[Link, ...]
    notices: tuple[str, ...]
    review: str
    validity: str
    tone: str
    icon: str
    open_url: str
    open_word: str
    versions: tuple[VersionRow, ...]
    places: tuple[Place, ...]
    cited_text: str
    renewal: Renewal | None
    forms: tuple[DocumentForm, ...]
    history: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was refused: which one, what was typed, what is wrong where or with all of it."""

    kind: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""

    def entered(self, kind: str, name: str, otherwise: str = "") -> Entered:
        if kind != self.kind:
            return Entered(otherwise)
        return Entered(self.typed.get(name, ""), self.errors.get(name, ""))


ADD, REPLACE, EDIT = "add", "replace", "edit"
NOT_FILLED: Final = Filled()


def documents_page(
    shelf: Sequence[Shown],
    query: Query,
    today: date,
    url: Url,
    *,
    uploads: Uploads,
    may_add: bool,
    filled: Filled = NOT_FILLED,
) -> DocumentsPage:
    """The part of the shelf that is asked for, as long as a page."""
    found = found_of(shelf, query, today)
    last = max(1, -(-len(found) // PAGE_SIZE))
    page = min(query.page, last)
    start = PAGE_SIZE * (page - 1)
    address = url("documents")
    return DocumentsPage(
        lead=_("Un documento se sube una vez y se cita en los reactivos que haga falta."),
        count=ngettext("{n} documento", "{n} documentos", len(found)).format(n=number(len(found))),
        cards=tuple(_card(each, today, url) for each in found[start : start + PAGE_SIZE]),
        words=query.words,
        situations=options_of(
            _("Todos"), [(code, str(word)) for code, word in SITUATIONS.items()], query.situation
        ),
        orders=tuple(
            Option(code, str(word), chosen=code == (query.order or RECENT))
            for code, word in ORDERS.items()
        ),
        is_narrowed=bool(query.words or query.situation),
        has_any=bool(shelf),
        pages=page_links(address, query.pairs(), page, len(found), PAGE_SIZE),
        all_url=address_of(address, Query(cite=query.cite).pairs()),
        cite=query.cite,
        citing=None,
        form=_add_form(url, uploads, filled) if may_add and not query.cite else None,
    )


def citing_of(item: str, question: str, level: str, url: Url) -> Citing:
    """`question`: what the item asks; `level`: the address of its place."""
    return Citing(
        lead=_("Elija el documento que prueba {item}: {question}").format(
            item=item, question=question
        ),
        action=url("evidence", item=item),
        back=level,
        label=_("Citar en {item}").format(item=item),
    )


def found_of(shelf: Sequence[Shown], query: Query, today: date) -> tuple[Shown, ...]:
    """What answers to a query, in its order."""
    words = letters(query.words).split()
    found = [each for each in shelf if each.is_in(query.situation, today) and each.says(words)]
    found.sort(key=lambda each: (alphabetical(each.newest.title), each.newest.id))
    if query.order == BY_END:
        found.sort(key=lambda each: each.newest.period.last or date.max)
    elif query.order != BY_TITLE:
        found.sort(key=lambda each: each.newest.at, reverse=True)
    return tuple(found)


def document_page(
    shown: Shown,
    versions: Sequence[Told],
    edits: Sequence[Change],
    today: date,
    url: Url,
    *,
    uploads: Uploads,
    may_change: bool,
    asked: str = "",
    was_known: bool = False,
    filled: Filled = NOT_FILLED,
) -> DocumentPage:
    """`asked`: the version whose address was opened. `was_known`: it was sent, and was here."""
    newest = shown.newest
    old = next((each for each in versions if each.id == asked and each.id != newest.id), None)
    notices = []
    if was_known and not filled.kind:
        notices.append(_("Ese archivo ya estaba aquí: no se guardó otra vez."))
    if old is not None:
        notices.append(
            _("La dirección era de la versión {n}; la vigente es la {last}.").format(
                n=old.version, last=newest.version
            )
        )
    if shown.is_to_review:
        notices.append(
            _(
                "Se abrogó una ley en la que se fundan respuestas que lo citan:"
                " revíselo en cada una."
            )
        )
    tone, icon = _look(newest.period, today)
    return DocumentPage(
        title=newest.title,
        lead=_facts(newest),
        breadcrumb=(
            Link(_("Mi liga"), url("my_league")),
            Link(_("Documentos"), url("documents")),
            Link(newest.title, ""),
        ),
        notices=tuple(notices),
        review=_review(shown),
        validity=validity_text(newest.period, today),
        tone=tone,
        icon=icon,
        open_url=_open_url(newest, url),
        open_word=_open_word(newest),
        versions=tuple(_version(each, newest, today, url) for each in reversed(versions)),
        places=shown.places,
        cited_text=_cited_text(len(shown.places)),
        renewal=_renewal(shown, url) if may_change else None,
        forms=(
            (_replace_form(newest, url, uploads, filled), _edit_form(newest, url, uploads, filled))
            if may_change
            else ()
        ),
        history=(*edits, *(_came(each) for each in reversed(versions))),
    )


def _review(shown: Shown) -> str:
    return _("por revisar: cambió una ley") if shown.is_to_review else ""


def edit_lines(changes: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    """What was put right, a line each."""
    template = _("{field}: de «{was}» a «{now}»")
    return tuple(
        template.format(field=FIELDS[name], was=was or "—", now=now or "—")
        for name, (was, now) in changes.items()
        if name in FIELDS
    )


def corrected(at: datetime, author: str, changes: Mapping[str, tuple[str, str]]) -> Change:
    """A correction as a line of history."""
    return Change(_("Se corrigió"), moment(at), author, edit_lines(changes))


def _came(version: Told) -> Change:
    head = _("Se subió") if version.version == 1 else _("Se subió la versión {n}")
    return Change(head.format(n=version.version), moment(version.at), version.author, ())


def _card(shown: Shown, today: date, url: Url) -> DocumentCard:
    newest = shown.newest
    tone, icon = _look(newest.period, today)
    more = len(shown.places) - MOST_PLACES
    return DocumentCard(
        id=newest.id,
        title=newest.title,
        url=url("own_document", id=newest.id),
        open_url=_open_url(newest, url),
        open_word=_open_word(newest),
        facts=_facts(newest),
        validity=validity_text(newest.period, today),
        tone=tone,
        icon=icon,
        cited_text=_cited_text(len(shown.places)),
        places=shown.places[:MOST_PLACES],
        more=ngettext("y {n} más", "y {n} más", more).format(n=more) if more > 0 else "",
        waiting=_waiting(shown.waiting) if shown.waiting else "",
        review=_review(shown),
    )


def _facts(newest: Told) -> str:
    """Kind, size, version and the date it bears, in one line."""
    parts = [newest.kind_text]
    if newest.version > 1:
        parts.append(_("versión {n}").format(n=newest.version))
    if newest.dated:
        text = _("con fecha del {date}") if newest.is_file else _("consultada el {date}")
        parts.append(text.format(date=day(newest.dated)))
    return " · ".join(parts)


def _look(period: Period, today: date) -> tuple[str, str]:
    match period.on(today):
        case Validity.EXPIRED:
            return "bad", "clock"
        case Validity.TO_COME:
            return "info", "clock"
    return "good", "check"


def _cited_text(count: int) -> str:
    if not count:
        return _("Sin citar")
    return ngettext("{n} cita", "{n} citas", count).format(n=number(count))


def _waiting(count: int) -> str:
    return ngettext(
        "{n} cita usa una versión anterior: falta confirmar",
        "{n} citas usan una versión anterior: falta confirmar",
        count,
    ).format(n=number(count))


def _open_url(told: Told, url: Url) -> str:
    return url("document", id=told.id) if told.is_file else told.url


def _open_word(told: Told) -> str:
    return _("Descargar") if told.is_file else _("Abrir la página")


def _version(told: Told, newest: Told, today: date, url: Url) -> VersionRow:
    return VersionRow(
        name=_("Versión {n}").format(n=told.version),
        facts=" · ".join((_facts(told), told.filename or told.url)),
        author=_("{name}, {at}").format(name=told.author, at=moment(told.at)),
        open_url=_open_url(told, url),
        open_word=_open_word(told),
        is_newest=told.id == newest.id,
        expired=expired_text(told.period, today),
    )


def _renewal(shown: Shown, url: Url) -> Renewal | None:
    if not shown.waiting:
        return None
    return Renewal(
        text=_(
            "Al confirmar, los reactivos abiertos citan la versión nueva en la misma página o"
            " artículo; revise que siga siendo la misma. Los cerrados conservan la anterior."
        ),
        action=url("document_renew", id=shown.newest.id),
        button=_("Usar la versión nueva en todas"),
    )


def _add_form(url: Url, uploads: Uploads, filled: Filled) -> DocumentForm:
    return _form(ADD, url("documents"), _("Añadir documento"), uploads, filled, {})


def _replace_form(newest: Told, url: Url, uploads: Uploads, filled: Filled) -> DocumentForm:
    action = url("document_replace", id=newest.id)
    before = {"title": newest.title, "link": "" if newest.is_file else newest.url}
    return _form(REPLACE, action, _("Subir la versión nueva"), uploads, filled, before)


def _edit_form(newest: Told, url: Url, uploads: Uploads, filled: Filled) -> DocumentForm:
    before = values_of(newest.title, newest.dated, newest.period)
    action = url("own_document", id=newest.id)
    form = _form(EDIT, action, _("Guardar los datos"), uploads, filled, before)
    return replace(form, seen=mark_of(newest.id, before))


def values_of(title: str, dated: date | None, period: Period) -> Mapping[str, str]:
    """What may be put right of a document, as its form shows it."""
    return {
        "title": title,
        "dated": _iso(dated),
        "valid_from": _iso(period.first),
        "valid_until": _iso(period.last),
    }


def mark_of(document: str, shown: Mapping[str, str]) -> str:
    """What stands for the values that a form showed: it moves when any of them does."""
    text = "\n".join((document, *shown.values()))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def moved_errors(typed: Mapping[str, str], now: Mapping[str, str]) -> Mapping[str, str]:
    """Beside each value that differs from what somebody else saved: what it is now."""
    template = _("Ahora está guardado así: {now}")
    return {
        name: template.format(now=_shown(name, value))
        for name, value in now.items()
        if " ".join(typed.get(name, "").split()) != value
    }


def _shown(name: str, value: str) -> str:
    if not value:
        return _("sin fecha")
    return _("«{text}»").format(text=value) if name == "title" else day(date.fromisoformat(value))


def _form(
    kind: str,
    action: str,
    button: str,
    uploads: Uploads,
    filled: Filled,
    before: Mapping[str, str],
) -> DocumentForm:
    names = ("title", "link", "file", "dated", "valid_from", "valid_until")
    entered = {name: filled.entered(kind, name, before.get(name, "")) for name in names}
    return DocumentForm(
        id=f"document-{kind}",
        kind=kind,
        action=action,
        button=button,
        takes_file=kind != EDIT,
        is_open=filled.kind == kind,
        refusal=filled.refusal if filled.kind == kind else "",
        uploads=uploads,
        title=entered["title"],
        link=entered["link"],
        file=entered["file"],
        dated=entered["dated"],
        valid_from=entered["valid_from"],
        valid_until=entered["valid_until"],
    )


def _iso(value: date | None) -> str:
    return value.isoformat() if value else ""


def item_place(
    item: str,
    page: str,
    *,
    level: str = "",
    edition: str = "",
    url: str = "",
    note: str = "",
    is_reply: bool = False,
) -> Place:
    """A citation in an item. `edition`: where it is not the one under way."""
    label = _("{item}, {level}").format(item=item, level=level) if level else item
    if is_reply:
        label = _("Réplica en {item}").format(item=label)
    if edition:
        label = _("{item}, edición {edition}").format(item=label, edition=edition)
    return Place(label, url, _page_text(page), note)


def commitment_place(number_of_it: int, page: str, url: str) -> Place:
    """A citation in a commitment, which is public."""
    return Place(_("Compromiso {n}").format(n=number_of_it), url, _page_text(page))


def _page_text(page: str) -> str:
    return _("Página o artículo: {page}").format(page=page) if page else ""


def old_text(version: int, lock: str, *, is_chosen: bool) -> str:
    """What is to be said of a citation of an old version."""
    if lock:
        return _("cita la versión {n} y la conserva: {why}").format(n=version, why=LOCKS[lock])
    if is_chosen:
        return _("cita la versión {n}: se decidió conservarla").format(n=version)
    return _("cita la versión {n}: falta confirmar").format(n=version)
