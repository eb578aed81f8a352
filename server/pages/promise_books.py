"""Libro de compromisos: take it away, bring it back, see what each row would become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.i18n import Lazy, lazy, ngettext, number
from server.i18n import gettext as _
from server.pages.commitments import first_words
from server.pages.links import Link, Url

LABELS: Mapping[str, Lazy] = {
    "code": lazy("Compromiso"),
    "status": lazy("Situación"),
    "edition": lazy("Edición"),
    "item": lazy("Reactivo"),
    "pillar": lazy("Pilar"),
    "goal": lazy("Meta"),
    "indicator": lazy("Indicador de éxito"),
    "responsible": lazy("Cargo responsable"),
    "starts": lazy("Fecha de inicio"),
    "due": lazy("Fecha comprometida"),
    "budget": lazy("Presupuesto"),
}
STEP, STEP_DUE = lazy("Hito {number}"), lazy("Fecha del hito {number}")
STEP_WEIGHT = lazy("Peso del hito {number}")


@dataclass(frozen=True, slots=True)
class RowSeen:
    """A row as the page takes it. `code`: of the commitment it is already, or empty."""

    row: int
    code: str
    goal: str
    due: str
    flaws: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row of the preview: what becomes of it, and what is wrong in each of its cells."""

    row: str
    goal: str
    due: str
    tone: str
    word: str
    flaws: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class BookPage:
    """Where a workbook is taken and brought; or what one that was brought would do."""

    title: str
    lead: str
    breadcrumb: tuple[Link, ...]
    steps: tuple[str, ...]
    download_url: str
    action: str
    error: str
    keep_url: str
    marked_url: str
    rows: tuple[RowLine, ...]
    counts: str
    held: str
    wrong: str
    key: str
    button: str


def label_of(name: str) -> str:
    """What a column is called."""
    if not name.startswith("milestone_"):
        return str(LABELS[name])
    words = STEP_WEIGHT if name.endswith("_weight") else STEP_DUE if name.endswith("_due") else STEP
    return str(words).format(number=name.split("_")[1])


def book_page(url: Url, error: str = "") -> BookPage:
    """The page to begin with."""
    return _page(url, error)


def preview_page(url: Url, rows: Sequence[RowSeen], *, held: str, key: str) -> BookPage:
    """What each row would become; nothing is stored yet. `held` is all of it, to be sent back."""
    new = sum(not row.code and not row.flaws for row in rows)
    wrong = sum(bool(row.flaws) for row in rows)
    told = ngettext("{n} compromiso nuevo", "{n} compromisos nuevos", new).format(n=number(new))
    if wrong:
        flawed = ngettext("{n} renglón por corregir", "{n} renglones por corregir", wrong).format(
            n=number(wrong)
        )
        told = _("{new}; {wrong}").format(new=told, wrong=flawed)
    button = ngettext("Proponer {n} en público", "Proponer {n} en público", new)
    return _page(
        url,
        "",
        rows=tuple(_line(row, url) for row in rows),
        counts=told,
        held=held if new else "",
        wrong=held if wrong else "",
        key=key,
        button=button.format(n=number(new)) if new else "",
    )


def _page(
    url: Url,
    error: str,
    *,
    rows: tuple[RowLine, ...] = (),
    counts: str = "",
    held: str = "",
    wrong: str = "",
    key: str = "",
    button: str = "",
) -> BookPage:
    here = _("Compromisos en Excel")
    return BookPage(
        title=here,
        lead=_("Proponga muchos de una vez desde un libro, y llévese los que ya tiene."),
        breadcrumb=(Link(_("Recomendaciones"), url("recommendations")), Link(here, "")),
        steps=(
            _("Trae sus compromisos como están hoy, y renglones libres para los nuevos."),
            _("Cada renglón sin número de compromiso es uno nuevo; los demás no cambian aquí."),
            _("Las columnas se reconocen por claves ocultas: da igual si las mueve de lugar."),
        ),
        download_url=url("promise_book_file"),
        action=url("promise_book_send"),
        error=error,
        keep_url=url("promise_book_keep"),
        marked_url=url("promise_book_marked"),
        rows=rows,
        counts=counts,
        held=held,
        wrong=wrong,
        key=key,
        button=button,
    )


def _line(row: RowSeen, url: Url) -> RowLine:
    tone, word = "good", _("Nuevo")
    if row.flaws:
        tone, word = "bad", _("Por corregir")
    elif row.code:
        tone, word = "neutral", _("Ya está")
    is_number = row.code.isascii() and row.code.isdecimal()
    return RowLine(
        row=_("Renglón {n}").format(n=number(row.row)),
        goal=first_words(row.goal),
        due=row.due,
        tone=tone,
        word=word,
        flaws=tuple(f"{label_of(name)}: {text}" for name, text in row.flaws),
        url=url("commitment", id=int(row.code)) if is_number and len(row.code) < 10 else "",
    )
