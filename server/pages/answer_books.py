"""Trabajar en Excel: the workbook to take away, and what one that came back would change."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from game.answers import Answer, problems_of
from game.questionnaire import Item, Questionnaire
from server.answer_books.cells import Fault, Known, shown
from server.answer_books.comparing import Compared, Comparison, Fate
from server.answer_books.holding import Brought
from server.i18n import Lazy, lazy, list_of, locale, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.answer_sheets import fault_text, slot_name
from server.pages.answers import LOCKS, Side, problem_text
from server.pages.books import BookPage, Confirming, Taking, bringing
from server.pages.lines import Line, first_of, legible
from server.pages.links import Link, Url
from server.pages.names import item_url

# The mark of a row, and its tone.
MARKS: Final[Mapping[Fate, tuple[Lazy, str]]] = MappingProxyType(
    {
        Fate.NEW: (lazy("Nueva"), "good"),
        Fate.CHANGED: (lazy("Cambia"), "info"),
        Fate.CONFLICT: (lazy("Dos versiones"), "warn"),
        Fate.LOCKED: (lazy("No se puede cambiar"), "neutral"),
        Fate.NOT_ASKED: (lazy("No se pregunta"), "neutral"),
    }
)
# How many have which fate, in the order in which they are told.
COUNTS: Final[Mapping[Fate, Callable[[int], str]]] = MappingProxyType(
    {
        Fate.NEW: lambda n: ngettext("{n} nueva", "{n} nuevas", n),
        Fate.CHANGED: lambda n: ngettext("{n} cambia", "{n} cambian", n),
        Fate.SAME: lambda n: ngettext("{n} igual", "{n} iguales", n),
        Fate.CONFLICT: lambda n: ngettext("{n} con dos versiones", "{n} con dos versiones", n),
        Fate.LOCKED: lambda n: ngettext("{n} cerrada", "{n} cerradas", n),
        Fate.NOT_ASKED: lambda n: ngettext("{n} que no se pregunta", "{n} que no se preguntan", n),
    }
)
MOST_TOLD: Final = 40


@dataclass(frozen=True, slots=True)
class Change:
    """An item that would change: what is in force and what the workbook says."""

    code: str
    text: str
    url: str
    mark: str
    tone: str
    old: tuple[Line, ...]
    new: tuple[Line, ...]
    note: str


@dataclass(frozen=True, slots=True)
class LevelChanges:
    """What would change in a level."""

    code: str
    name: str
    count: str
    rows: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Two answers to one item, and where it is said which stays."""

    code: str
    text: str
    url: str
    mine: Side
    theirs: Side
    action: str
    revision: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that is not taken, and why."""

    code: str
    url: str
    cell: str
    typed: str
    why: str


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What a workbook would change.

    `moved`: that it is not what was shown a moment ago; `reworded`: that the questionnaire changed
    since the workbook was made. `absent`: which items have no cell left in it.
    """

    title: str
    lead: str
    breadcrumb: tuple[Link, ...]
    counts: tuple[str, ...]
    stored: str
    moved: str
    reworded: str
    levels: tuple[LevelChanges, ...]
    choices: tuple[Choice, ...]
    choices_title: str
    faults: tuple[Wrong, ...]
    faults_title: str
    held_back: tuple[Change, ...]
    held_title: str
    absent: str
    unplaced: tuple[str, ...]
    unplaced_title: str
    nothing: str
    confirming: Confirming


def book_page(url: Url, megabytes: int, error: str = "") -> BookPage:
    """The page to begin with."""
    title = _("Trabajar en Excel")
    return BookPage(
        title=title,
        lead=_(
            "Descargue sus niveles, llénelos sin conexión y súbalos. Antes de guardar verá qué"
            " cambia; nada se escribe encima de lo que alguien haya guardado mientras tanto."
        ),
        breadcrumb=(Link(_("Mi liga"), url("my_league")), Link(title, "")),
        taking=Taking(
            title=_("1. Descargue su libro"),
            notes=(
                _(
                    "Una hoja por nivel, con su ayuda, sus opciones y lo que respondió la edición"
                    " anterior."
                ),
                _("Se abre en Excel, LibreOffice y Google; guárdelo siempre como .xlsx."),
                _("Puede repartir copias: cada quien sube la suya y las respuestas se juntan."),
                _("La evidencia se cita por la clave de un documento que ya esté en la página."),
            ),
            label=_("Descargar el libro (.xlsx)"),
            url=url("answer_book_file"),
        ),
        bringing=bringing(
            _("2. Súbalo cuando lo llene"),
            _("Libro que llenó (.xlsx)"),
            url("answer_book_send"),
            megabytes,
            error,
        ),
    )


def preview_page(
    questionnaire: Questionnaire,
    comparison: Comparison,
    brought: Brought,
    authors: Mapping[str, tuple[str, datetime]],
    documents: Sequence[Known],
    url: Url,
    *,
    is_moved: bool = False,
) -> PreviewPage:
    """Everything that a workbook says, by what becomes of it."""
    items = comparison.items
    choices = [each for each in items if each.fate is Fate.CONFLICT]
    wrong = [(each, fault) for each in items for fault in each.faults]
    held = [each for each in items if each.fate in {Fate.LOCKED, Fate.NOT_ASKED}]
    to_store, title = comparison.to_store, _("Lo que trae el libro")
    unplaced = tuple(_unplaced(comparison, brought))
    return PreviewPage(
        title=title,
        lead=brought.filename,
        breadcrumb=(
            Link(_("Mi liga"), url("my_league")),
            Link(_("Trabajar en Excel"), url("answer_book")),
            Link(title, ""),
        ),
        counts=tuple(_counts(comparison)),
        stored=_stored_text(brought.stored),
        moved=_(
            "Alguien guardó mientras usted revisaba, y esto cambió. No se guardó nada: léalo de"
            " nuevo y confirme."
        )
        if is_moved
        else "",
        reworded=_(
            "El cuestionario cambió desde que descargó este libro: lea de nuevo las preguntas."
        )
        if brought.stamp.version != questionnaire.version
        else "",
        levels=tuple(_levels(questionnaire, to_store, documents, url)),
        choices=tuple(_choice(each, brought.id, authors, documents, url) for each in choices),
        choices_title=ngettext(
            "{n} respuesta con dos versiones", "{n} respuestas con dos versiones", len(choices)
        ).format(n=len(choices)),
        faults=tuple(_wrong(each, fault, url) for each, fault in wrong),
        faults_title=ngettext(
            "{n} celda por corregir", "{n} celdas por corregir", len(wrong)
        ).format(n=len(wrong)),
        held_back=tuple(_change(each, documents, url) for each in held),
        held_title=ngettext(
            "{n} respuesta que no se puede guardar",
            "{n} respuestas que no se pueden guardar",
            len(held),
        ).format(n=len(held)),
        absent=_absent_text(comparison.absent),
        unplaced=unplaced,
        unplaced_title=_("Lo que no se pudo colocar"),
        nothing="" if to_store or brought.stored else _("El libro no trae nada nuevo que guardar."),
        confirming=Confirming(
            action=url("answer_book_keep", book=brought.id) if to_store else "",
            button=ngettext(
                "Guardar {n} respuesta", "Guardar {n} respuestas", len(to_store)
            ).format(n=len(to_store)),
            seen=comparison.print,
            forget_url=url("answer_book_forget", book=brought.id),
            again_url=url("answer_book"),
            return_url=url("answer_book_back", book=brought.id) if wrong or unplaced else "",
        ),
    )


def _counts(comparison: Comparison) -> Iterator[str]:
    found = [each.fate for each in comparison.items]
    for fate, text in COUNTS.items():
        if count := found.count(fate):
            yield text(count).format(n=number(count))
    if faults := sum(len(each.faults) for each in comparison.items):
        told = ngettext("{n} celda por corregir", "{n} celdas por corregir", faults)
        yield told.format(n=number(faults))


def _stored_text(stored: Sequence[str]) -> str:
    if not stored:
        return ""
    told = ngettext(
        "Se guardó {n} respuesta: {codes}.", "Se guardaron {n} respuestas: {codes}.", len(stored)
    )
    shown_codes = list(stored[:MOST_TOLD]) + (["…"] if len(stored) > MOST_TOLD else [])
    return told.format(n=number(len(stored)), codes=list_of(shown_codes))


def _levels(
    questionnaire: Questionnaire,
    to_store: Sequence[Compared],
    documents: Sequence[Known],
    url: Url,
) -> Iterator[LevelChanges]:
    for topic in questionnaire.topics:
        rows = [each for each in to_store if each.item.topic == topic.code]
        if rows:
            count = ngettext("{n} respuesta", "{n} respuestas", len(rows)).format(n=len(rows))
            changes = tuple(_change(each, documents, url) for each in rows)
            yield LevelChanges(topic.code, topic.name.of(locale()), count, changes)


def _change(each: Compared, documents: Sequence[Known], url: Url) -> Change:
    word, tone = MARKS[each.fate]
    mine = each.result if each.fate in {Fate.NEW, Fate.CHANGED} else each.mine
    note = str(LOCKS[each.lock]) if each.lock else _still_to_come(each)
    if each.fate is Fate.NOT_ASKED:
        note = _("Con las demás respuestas, este reactivo no se pregunta a su gobierno.")
    if each.notes:
        told = _("Se quitaron caracteres que nadie puede teclear de: {cells}.")
        cells = list_of([slot_name(each.item, name) for name in each.notes])
        note = f"{note} {told.format(cells=cells)}".strip()
    return Change(
        code=each.item.code,
        text=each.item.text.of(locale()),
        url=item_url(url, each.item.topic, each.item.code),
        mark=str(word),
        tone=tone,
        old=said(each.item, each.theirs, documents),
        new=said(each.item, mine, documents),
        note=note,
    )


def _still_to_come(each: Compared) -> str:
    """What the answer lacks before its level can be handed in."""
    problems = problems_of(each.item, each.result)
    texts = dict.fromkeys(problem_text(each.item, problem) for problem in problems)
    return " ".join(texts)


def said(item: Item, answer: Answer, documents: Sequence[Known]) -> tuple[Line, ...]:
    """Everything an answer says, with the documents it cites; what says nothing says so."""
    titles = {each.id: each.title for each in documents}
    lines = list(legible(item, answer))
    for each in answer.evidence:
        title = titles.get(each.document, each.document)
        told = f"{title} ({each.page})" if each.page else title
        lines.append(Line(told, _("Evidencia:"), is_typed=True))
    return tuple(lines) or (Line(_("Sin respuesta")),)


def _choice(
    each: Compared,
    book: str,
    authors: Mapping[str, tuple[str, datetime]],
    documents: Sequence[Known],
    url: Url,
) -> Choice:
    mine = said(each.item, shown(each.item, each.mine), documents)
    theirs = said(each.item, each.theirs, documents)
    name, at = authors.get(each.item.code, ("", None))
    author = _("{name}, {at}").format(name=name, at=moment(at)) if at else name
    return Choice(
        code=each.item.code,
        text=each.item.text.of(locale()),
        url=item_url(url, each.item.topic, each.item.code),
        mine=Side(_("Lo que dice su libro"), first_of(mine), mine[1:]),
        theirs=Side(
            _("Lo que guardó {author}").format(author=author), first_of(theirs), theirs[1:]
        ),
        action=url("answer_book_settle", book=book, item=each.item.code),
        revision=str(each.revision),
    )


def _wrong(each: Compared, fault: Fault, url: Url) -> Wrong:
    return Wrong(
        code=each.item.code,
        url=item_url(url, each.item.topic, each.item.code),
        cell=slot_name(each.item, fault.slot),
        typed=fault.typed[:300],
        why=fault_text(each.item, fault),
    )


def _absent_text(absent: Sequence[str]) -> str:
    if not absent:
        return ""
    told = ngettext(
        "El libro ya no trae este reactivo, y lo guardado en él queda como está: {codes}.",
        "El libro ya no trae estos {n} reactivos, y lo guardado en ellos queda como está: {codes}.",
        len(absent),
    )
    return told.format(n=number(len(absent)), codes=list_of(absent))


def _unplaced(comparison: Comparison, brought: Brought) -> Iterator[str]:
    for sheet in brought.lost:
        yield _("Hoja «{sheet}»: falta la columna de respuestas; no se tomó nada de ella.").format(
            sheet=sheet
        )
    for sheet in brought.keyless:
        yield _(
            "Hoja «{sheet}»: falta la primera columna, que dice de qué reactivo es cada celda; no"
            " se tomó nada de ella."
        ).format(sheet=sheet)
    for key in comparison.unknown[:MOST_TOLD]:
        yield _("«{key}» no es un reactivo de esta edición.").format(key=key)
    strays = [each for each in brought.strays if each[0] not in brought.keyless]
    for sheet, row, text in strays[:MOST_TOLD]:
        yield _("Hoja «{sheet}», renglón {row}: «{text}» no tiene reactivo.").format(
            sheet=sheet, row=row, text=text
        )
    codes = [each.item.code for each in comparison.items if each.missing]
    if codes:
        told = _("Faltan celdas de {codes}: sus respuestas quedan como están.")
        yield told.format(codes=list_of(codes[:MOST_TOLD]))
