"""Todas las respuestas: where the book of an edition is asked for, how far it is, and the book."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from game.editions import Edition
from server.answer_exports.orders import Job, Progress, State
from server.i18n import Lazy, lazy, locale, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.level import width_of
from server.pages.links import Link, Url

MEGABYTE: Final = 1_000_000
# What is said of an order, with its tone.
WORDS: Final[Mapping[State, tuple[Lazy, str]]] = MappingProxyType(
    {
        State.RUNNING: (lazy("Se está preparando."), "info"),
        State.STOPPING: (lazy("Se está cancelando."), "info"),
        State.DONE: (lazy("Está listo."), "good"),
        State.CANCELLED: (lazy("Se canceló: no quedó ningún libro."), "neutral"),
        State.INTERRUPTED: (
            lazy(
                "Se interrumpió antes de terminar y no quedó ningún libro. Suele ser porque el"
                " servidor se reinició: vuelva a prepararlo."
            ),
            "warn",
        ),
        State.NO_ROOM: (
            lazy(
                "No cupo en el disco del servidor y no quedó ningún libro. Avise a quien lo opera."
            ),
            "bad",
        ),
        State.FAILED: (
            lazy(
                "Falló y no quedó ningún libro. El servidor anotó por qué: si vuelve a pasar, avise"
                " a quien lo opera."
            ),
            "bad",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class ExportCard:
    """Where an order stands. `news` is told now and then to whoever listens.

    `start`: what the button that begins one says, where one can begin. `elsewhere`: the order that
    stands in the way.
    """

    state: str = ""
    said: str = ""
    tone: str = ""
    width: str = ""
    text: str = ""
    news: str = ""
    start: str = ""
    may_cancel: bool = False
    download: Link | None = None
    note: str = ""
    elsewhere: Link | None = None

    @property
    def is_under_way(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class ExportPage:
    """The page of an edition. `problem`: why what was just asked for was refused."""

    title: str
    lead: str
    kicker: str
    breadcrumb: tuple[Link, ...]
    contents: tuple[str, ...]
    card: ExportCard
    start_url: str
    cancel_url: str
    stream_url: str
    refresh_url: str
    problem: str = ""


def export_card(job: Job | None, edition: str, seat: int, url: Url) -> ExportCard:
    """An order as it is told to its owner, in this seat, on the page of this edition."""
    is_here = job is not None and (job.order.edition, job.order.seat) == (edition, seat)
    if job is None or (job.state.is_over and not is_here):
        return ExportCard(start=_("Preparar el libro"))
    if not is_here:
        return _elsewhere(job, seat, url)
    said, tone = WORDS[job.state]
    is_over = job.state.is_over
    told = _read(job.progress)
    return ExportCard(
        state=job.state.value,
        said=str(said),
        tone=tone,
        width="" if is_over else width_of(job.progress.read, max(job.progress.total, 1)),
        text="" if is_over else told,
        news="" if is_over else told,
        start=_("Preparar otro") if is_over else "",
        may_cancel=job.state is State.RUNNING and not job.order.is_public,
        download=_download(job, url),
        note=_note(job),
    )


def own_page(edition: Edition, card: ExportCard, url: Url, problem: str = "") -> ExportPage:
    """What was signed, for the seats of the observatory."""
    code = edition.code
    here = {name: url(f"answer_export{name}", edition=code) for name in ("", "_start", "_live")}
    return ExportPage(
        title=_("Todas las respuestas"),
        lead=_("Un libro de Excel con un renglón por cada respuesta firmada de la edición."),
        kicker=edition.name.of(locale()),
        breadcrumb=(
            Link(_("Ediciones"), url("editions")),
            Link(edition.name.of(locale()), url("edition", edition=code)),
            Link(_("Todas las respuestas"), ""),
        ),
        contents=(
            _(
                "Trae quién respondió, qué se preguntó, la respuesta, su dictamen, y cuántos"
                " documentos la prueban, cuáles y en qué página."
            ),
            _("Lo que nadie ha firmado es un borrador de su gobierno y no está."),
            _("Antes de publicar no trae factores, totales ni lugares."),
            _("Todo es del mismo momento: aquel en que se empezó a preparar."),
        ),
        card=card,
        start_url=here["_start"],
        cancel_url=url("answer_export_cancel", edition=code),
        stream_url=here["_live"],
        refresh_url=here[""],
        problem=problem,
    )


def public_page(edition: Edition, card: ExportCard, url: Url, problem: str = "") -> ExportPage:
    """What was published, for everybody."""
    code = edition.code
    here = {name: url(f"public_export{name}", edition=code) for name in ("", "_start", "_live")}
    return ExportPage(
        title=_("Todas las respuestas publicadas"),
        lead=_("Un libro de Excel con un renglón por cada respuesta publicada de la edición."),
        kicker=edition.name.of(locale()),
        breadcrumb=(
            Link(_("Índice"), url("ranking", edition=code)),
            Link(_("Todas las respuestas publicadas"), ""),
        ),
        contents=(
            _(
                "Trae quién respondió, qué se preguntó, la respuesta, su dictamen y su factor, y"
                " cuántos documentos la prueban, cuáles y en qué página."
            ),
            _("Dice lo mismo que los datos publicados (JSON), y lleva su huella."),
            _("Se prepara una vez para todas las personas y se guarda un día."),
        ),
        card=card,
        start_url=here["_start"],
        cancel_url="",
        stream_url=here["_live"],
        refresh_url=here[""],
        problem=problem,
    )


def book_name(job: Job) -> str:
    """What the file is called where it is saved."""
    return _("liga-{edition}-respuestas.xlsx").format(edition=job.order.edition)


def _elsewhere(job: Job, seat: int, url: Url) -> ExportCard:
    """Another order of the same person, which has to end first."""
    code = job.order.edition
    if job.order.seat != seat:
        said = _("Desde otro de sus cargos se está preparando un libro. Espere a que termine.")
        return ExportCard(state="elsewhere", said=said, tone="warn")
    said = _("Se está preparando el libro de otra edición. Espere a que termine, o cancélelo.")
    there = Link(
        _("Ver el de la edición {code}").format(code=code), url("answer_export", edition=code)
    )
    return ExportCard(state="elsewhere", said=said, tone="warn", elsewhere=there)


def _read(progress: Progress) -> str:
    if not progress.total:
        return _("Se está leyendo la edición.")
    return _("{n} de {total} respuestas leídas").format(
        n=number(progress.read), total=number(progress.total)
    )


def _download(job: Job, url: Url) -> Link | None:
    if job.state is not State.DONE:
        return None
    name = "public_export_file" if job.order.is_public else "answer_export_file"
    return Link(_("Descargar el libro (.xlsx)"), url(name, edition=job.order.edition))


def _note(job: Job) -> str:
    """What is in a book that is ready, and until when it is there."""
    if job.until is None:
        return ""
    written = job.progress.written
    rows = ngettext("{n} respuesta", "{n} respuestas", written).format(n=number(written))
    size = number(job.size / MEGABYTE, 1)
    return _("{rows}, {size} MB. Se guarda hasta el {until}.").format(
        rows=rows, size=size, until=moment(job.until)
    )
