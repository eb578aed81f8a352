"""Libro de compromisos: take it away, bring it back, see what each row would become."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from game.typed import whole_number
from server.i18n import Lazy, lazy, list_of, ngettext, number
from server.i18n import gettext as _
from server.pages.commitments.words import first_words
from server.pages.links import Link, Url
from server.pages.proposals import Answering, answering_notes

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
# Between the first and the last of numbers that follow each other; and how many are ever told.
TO: Final = "_"
MOST_CODES: Final = 200
STEP, STEP_DUE = lazy("Hito {number}"), lazy("Fecha del hito {number}")
STEP_WEIGHT = lazy("Peso del hito {number}")


@dataclass(frozen=True, slots=True)
class RowSeen:
    """A row as the page takes it. `commitment`: which it is already, or which says the same.

    `twin`: the row above that says the same. `may_again`: it can be proposed all the same; `again`:
    somebody said that it is to be. `changed`: the columns that say something else than the
    commitment with the number of the row. `answering`: what was recommended, where it answers to
    that.
    """

    row: int
    commitment: int | None
    twin: int | None
    may_again: bool
    again: bool
    goal: str
    due: str
    flaws: Sequence[tuple[str, str]]
    changed: Sequence[str] = ()
    answering: Answering | None = None

    @property
    def is_new(self) -> bool:
        return not self.flaws and self.commitment is None and self.twin is None


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row of the preview: what becomes of it, and what is wrong in each of its cells.

    `note`: what it repeats. `again`: what its box says with which it is proposed all the same.
    """

    row: str
    goal: str
    due: str
    tone: str
    word: str
    flaws: tuple[str, ...]
    url: str
    number: str = ""
    note: str = ""
    again: str = ""
    is_again: bool = False


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
    notice: str
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


def codes_text(codes: Iterable[int]) -> str:
    """Numbers of commitments as an address says them, those that follow each other together."""
    runs: list[tuple[int, int]] = []
    for code in sorted(set(codes)):
        if runs and code == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], code)
        else:
            runs.append((code, code))
    return "-".join(str(a) if a == b else f"{a}{TO}{b}" for a, b in runs)


def codes_in(text: str) -> tuple[int, ...]:
    """The numbers that an address says, at most `MOST_CODES`; what is none is passed over."""
    found: list[int] = []
    for run in text.split("-"):
        first, _to, last = run.partition(TO)
        a, b = whole_number(first), whole_number(last or first)
        if a and b:
            found += range(a, min(b, a + MOST_CODES) + 1)
    return tuple(found[:MOST_CODES])


def book_page(url: Url, error: str = "") -> BookPage:
    """The page to begin with."""
    return _page(url, error)


def preview_page(
    url: Url, rows: Sequence[RowSeen], *, held: str, key: str, kept: bool = False
) -> BookPage:
    """What each row would become; nothing is stored yet. `held` is all of it, to be sent back.

    `kept`: it was confirmed, and there was nothing to propose.
    """
    new = sum(row.is_new for row in rows)
    wrong = sum(bool(row.flaws) for row in rows)
    there = sum(row.commitment is not None and not row.flaws for row in rows)
    twice = len(rows) - new - wrong - there
    counts = (
        (new, ngettext("{n} compromiso nuevo", "{n} compromisos nuevos", new)),
        (there, ngettext("{n} que ya está", "{n} que ya están", there)),
        (twice, ngettext("{n} repetido en el libro", "{n} repetidos en el libro", twice)),
        (wrong, ngettext("{n} renglón por corregir", "{n} renglones por corregir", wrong)),
    )
    # How many are new is told even where none is.
    told = [text.format(n=number(n)) for n, text in (counts[0], *filter(itemgetter(0), counts[1:]))]
    may_again = any(row.may_again for row in rows)
    return _page(
        url,
        "",
        rows=tuple(_line(row, url) for row in rows),
        counts="; ".join(told),
        notice=_("No se propuso nada: lo que trae el libro ya está.") if kept else "",
        held=held if new or may_again else "",
        wrong=held if wrong else "",
        key=key,
        button=_button(new, may_again=may_again),
    )


def _button(new: int, *, may_again: bool) -> str:
    """What confirms the preview; nothing where there is nothing to propose."""
    if new and may_again:
        text = ngettext(
            "Proponer {n} en público, y los que marque",
            "Proponer {n} en público, y los que marque",
            new,
        )
    elif may_again:
        text = _("Proponer otra vez los que marque")
    elif new:
        text = ngettext("Proponer {n} en público", "Proponer {n} en público", new)
    else:
        return ""
    return text.format(n=number(new))


def _page(
    url: Url,
    error: str,
    *,
    rows: tuple[RowLine, ...] = (),
    counts: str = "",
    notice: str = "",
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
        notice=notice,
        held=held,
        wrong=wrong,
        key=key,
        button=button,
    )


def _line(row: RowSeen, url: Url) -> RowLine:
    tone, word, note = "good", _("Nuevo"), ""
    if row.answering is not None:
        note = " ".join(answering_notes(row.answering))
    if row.flaws:
        tone, word = "bad", _("Por corregir")
    elif row.commitment is not None:
        tone, word = "neutral", _("Ya está")
        if row.may_again:
            note = _("Dice lo mismo que el compromiso {number}, para el mismo día.").format(
                number=row.commitment
            )
        elif row.changed:
            tone = "warn"
            note = _(
                "El libro dice otra cosa en {columns}. Aquí no cambia: modifíquelo en la página"
                " del compromiso."
            ).format(columns=list_of(f"«{label_of(name)}»" for name in row.changed))
    elif row.twin is not None:
        tone, word = "warn", _("Repetido")
        note = _("Dice lo mismo que el renglón {n}, para el mismo día.").format(n=number(row.twin))
    return RowLine(
        row=_("Renglón {n}").format(n=number(row.row)),
        goal=first_words(row.goal),
        due=row.due,
        tone=tone,
        word=word,
        flaws=tuple(f"{label_of(name)}: {text}" for name, text in row.flaws),
        url=url("commitment", id=row.commitment) if row.commitment and not row.flaws else "",
        number=str(row.row),
        note=note,
        again=_("Proponerlo de todos modos") if row.may_again else "",
        is_again=row.again,
    )
