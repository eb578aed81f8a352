"""Liga privada: what whoever sent a report sees of it, and how others say it happens to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from game.days import Calendar
from game.reports import (
    MOST_REASONS,
    Move,
    Part,
    Report,
    Status,
    answers_in,
    moves_of,
    shown_status,
    waiting_reasons,
)
from server.i18n import Lazy, lazy, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.commitment import HistoryLine
from server.pages.links import Link, Url
from server.pages.moves import Act, ActField, Tried, Unsent
from server.pages.reports import (
    LOOKS,
    SeenReport,
    ToldView,
    clock_text,
    history_of,
    notes_of,
    people_text,
    status_word,
    told_view,
)

ACTS: Mapping[Move, tuple[Lazy, Lazy, str]] = MappingProxyType(
    {
        Move.CONFIRM: (
            lazy("Confirmar que la envié"),
            lazy("Con esto pasa al observatorio, que la lee antes de publicarla."),
            "primary",
        ),
        Move.CLOSE: (
            lazy("Dar por cerrada"),
            lazy("Queda publicada, como cerrada por quien la hizo."),
            "secondary",
        ),
        Move.WITHDRAW: (
            lazy("Retirarla"),
            lazy(
                "Deja de leerse y de contarse; en su lugar se dice que usted la retiró. El"
                " observatorio conserva lo que envió. No se puede deshacer."
            ),
            "danger",
        ),
        Move.CONTEST: (
            lazy("No estoy conforme con la respuesta"),
            lazy("El observatorio lee su razón antes de publicarla; después el gobierno contesta."),
            "secondary",
        ),
    }
)
# Where a reason waits to be read already, another one is added to it.
ONE_MORE: tuple[Lazy, Lazy] = (
    lazy("Agregar otra razón"),
    lazy("Lo que ya escribió sigue en pie: el observatorio lee todo junto antes de publicarlo."),
)
# What was just done, as the page says it while it stands.
DONE: Mapping[Move, tuple[Status | None, Lazy]] = MappingProxyType(
    {
        Move.CONFIRM: (Status.CONFIRMED, lazy("Quedó confirmada: ya está con el observatorio.")),
        Move.CLOSE: (Status.CLOSED, lazy("Quedó cerrada.")),
        Move.WITHDRAW: (Status.WITHDRAWN, lazy("Quedó retirada.")),
    }
)


@dataclass(frozen=True, slots=True)
class FollowPage:
    """A report as whoever sent it sees it. `confirm`: the act by which an address is proved.

    `done`: what was just done. `waiting`: what of it waits to be read. `unsent`: what was typed for
    what can be done no more.
    """

    title: str
    lead: str
    done: str
    waiting: str
    unsent: Unsent | None
    status: str
    status_word: str
    told: ToldView
    clock: str
    people: str
    public: Link | None
    notes: tuple[str, ...]
    history: tuple[HistoryLine, ...]
    acts: tuple[Act, ...]
    new: Link


@dataclass(frozen=True, slots=True)
class SupportPage:
    """The form of whoever the same happens to; `done`: what became of it."""

    title: str
    report: Link
    participant: str
    action: str
    asks_email: bool
    email: str
    error: str
    done: str
    seal: str
    notice: str


@dataclass(frozen=True, slots=True)
class JoinPage:
    """Where an address is proved by whoever the same happens to."""

    title: str
    lead: str
    action: str
    report: Link
    may_confirm: bool


def follow_page(
    seen: SeenReport,
    *,
    token: str,
    confirm_until: datetime,
    now: datetime,
    calendar: Calendar,
    today: date,
    titles: Mapping[str, str],
    url: Url,
    done: str = "",
    tried: Tried | None = None,
) -> FollowPage:
    """A report and what may still be done with it."""
    report = seen.report
    status = shown_status(report, today)
    is_late = report.status is Status.SENT and now > confirm_until
    moves = () if is_late else _open_moves(report)
    public = None
    if report.is_public:
        public = Link(_("Así se ve en público"), url("report", id=seen.code))
    elif report.status is Status.MERGED and report.into:
        public = Link(_("La observación a la que se unió"), url("report", id=report.into))
    return FollowPage(
        title=_("Su observación {number}").format(number=seen.code),
        lead=_lead(seen, confirm_until, is_late=is_late),
        done=_done(report, done),
        waiting=_waiting(report),
        unsent=_unsent(tried, moves),
        status=LOOKS[status],
        status_word=status_word(report, today),
        told=told_view(report, report.told),
        clock=clock_text(report, calendar, today),
        people=people_text(seen.people) if report.is_public else "",
        public=public,
        notes=notes_of(seen) if report.is_public else (),
        history=history_of(seen, today, titles, url, reads_all=True),
        acts=tuple(_act(move, report, token, tried, url) for move in moves),
        new=Link(
            _("Escribir otra"),
            f"{url('report_new')}?compromiso={report.commitment}"
            if report.commitment
            else f"{url('report_new')}?gobierno={report.participant}&tema={report.topic}",
        ),
    )


def support_page(
    seen: SeenReport,
    *,
    asks_email: bool,
    seal: str,
    notice: str,
    url: Url,
    email: str = "",
    error: str = "",
    done: str = "",
) -> SupportPage:
    return SupportPage(
        title=_("También me pasa"),
        report=Link((seen.report.shown or seen.report.told).asked, url("report", id=seen.code)),
        participant=seen.participant.name,
        action=url("report_support_send", id=seen.code),
        asks_email=asks_email,
        email=email,
        error=error,
        done=done,
        seal=seal,
        notice=notice,
    )


def join_page(report: int, *, token: str, is_late: bool, url: Url) -> JoinPage:
    lead = _("Con este paso se cuenta que también le pasa. Su correo no se muestra.")
    late = _("Este vínculo venció. Abra la observación y pida otro.")
    return JoinPage(
        title=_("Confirme que también le pasa"),
        lead=late if is_late else lead,
        action=url("join_confirm", token=token),
        report=Link(_("Observación {number}").format(number=report), url("report", id=report)),
        may_confirm=not is_late,
    )


def counted_text() -> str:
    """Said to whoever needs no letter."""
    return _("Se contó que también le pasa.")


def letter_sent_text() -> str:
    """Said to everybody else, whoever they are."""
    return _("Le enviamos una carta: ábrala para que se le cuente.")


def _lead(seen: SeenReport, confirm_until: datetime, *, is_late: bool) -> str:
    if is_late:
        return _(
            "El vínculo para confirmarla venció y lo enviado se borrará. Si todavía quiere hacerla,"
            " copie su texto y escriba otra."
        )
    if seen.report.status is Status.SENT:
        return _("Confirme antes del {moment} que usted la envió.").format(
            moment=moment(confirm_until)
        )
    if seen.report.status is Status.WITHDRAWN:
        return _("Usted la retiró: ya no se lee ni se cuenta.")
    return _(
        "Esta página es solo suya: quien tenga el vínculo puede cerrarla, inconformarse o"
        " retirarla."
    )


def _open_moves(report: Report) -> tuple[Move, ...]:
    """What can still be done; no reason more where as many wait as are read at a time."""
    is_full = len(waiting_reasons(report)) >= MOST_REASONS
    moves = moves_of(report, Part.REPORTER)
    return tuple(move for move in moves if not (is_full and move is Move.CONTEST))


def _done(report: Report, named: str) -> str:
    """What the address says was done, as far as the report says so too."""
    if named not in set(Move):
        return ""
    move = Move(named)
    if move is Move.CONTEST:
        return _kept_reason(report)
    status, text = DONE.get(move, (None, ""))
    return str(text) if report.status is status else ""


def _kept_reason(report: Report) -> str:
    if report.status is Status.CONTESTED:
        return _("Su razón quedó guardada.")
    if any(event.move is Move.CONTEST for event in report.history):
        return _("Esa razón ya estaba guardada: vea en la historia qué se decidió.")
    return ""


def _waiting(report: Report) -> str:
    """How many reasons the observatory has yet to read."""
    waiting = len(waiting_reasons(report))
    if not waiting:
        return ""
    return ngettext(
        "El observatorio lee su razón antes de publicarla; le escribimos lo que decida.",
        "El observatorio lee juntas sus {n} razones antes de publicarlas; le escribimos lo que"
        " decida.",
        waiting,
    ).format(n=number(waiting))


def _unsent(tried: Tried | None, moves: tuple[Move, ...]) -> Unsent | None:
    """What was tried and is no longer in any form, so that it is not lost."""
    if tried is None or (tried.move is Move.CONTEST and tried.move in moves):
        return None
    typed = (tried.typed.get("text", ""),)
    return Unsent(tried.errors["text"], tuple(text for text in typed if text.strip()))


def _act(move: Move, report: Report, token: str, tried: Tried | None, url: Url) -> Act:
    label, text, kind = ACTS[move]
    is_tried = tried is not None and tried.move is move
    typed, errors = (tried.typed, tried.errors) if tried and is_tried else ({}, {})
    if move is Move.CONTEST and report.status is Status.CONTESTED:
        label, text = ONE_MORE
    field = ActField(
        name="text",
        id=f"{move.value}-text",
        label=_("Por qué no está conforme"),
        value=typed.get("text", ""),
        help=_("Será público cuando el observatorio lo lea: no escriba datos personales."),
        error=errors.get("text", ""),
        type="text",
        is_area=True,
        is_required=True,
    )
    is_contest = move is Move.CONTEST
    return Act(
        id=f"act-{move.value}",
        move=move.value,
        action=url("report_follow_send", token=token),
        label=str(label),
        text=str(text),
        kind=kind,
        fields=(field,) if is_contest else (),
        is_open=(is_tried and is_contest) or move is Move.CONFIRM,
        takes_files=False,
        seen=str(answers_in(report)) if is_contest else "",
    )
