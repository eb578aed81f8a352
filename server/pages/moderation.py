"""Moderación: what waits to be read before it is published, and one report with all of it.

The words are those that were sent; nobody who moderates learns the address they came from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from game.days import Calendar
from game.personal import found_in, hidden
from game.reports import Mark, Move, Part, Report, Status, Told, is_spam, moves_of, shown_status
from game.room import ReportRules
from server.days import today_of
from server.i18n import Lazy, day, lazy, ngettext, number, percent
from server.i18n import gettext as _
from server.pages.commitment import HistoryLine
from server.pages.commitments import first_words
from server.pages.filters import address_of
from server.pages.links import Link, Url
from server.pages.moves import NO_TEXTS, Act, ActField
from server.pages.report_form import Complaint, FoundIn, pieces_of
from server.pages.reports import (
    LOOKS,
    STATUS_NAMES,
    TITLE_LENGTH,
    SeenReport,
    ToldView,
    history_of,
    people_text,
    told_view,
)

DOUBTFUL = "dudosas"
MARKS: Mapping[Mark, Lazy] = MappingProxyType(
    {
        Mark.TRAP: lazy("llenó un campo que las personas no ven"),
        Mark.QUICK: lazy("se envió en menos tiempo del que toma escribirla"),
        Mark.REPEATED: lazy("el mismo texto ya se había enviado"),
        Mark.LINKS: lazy("trae direcciones de páginas"),
        Mark.CAPITALS: lazy("casi todo está en mayúsculas"),
    }
)
ACTS: Mapping[Move, tuple[Lazy, Lazy, Lazy, str]] = MappingProxyType(
    {
        Move.REJECT: (
            lazy("No publicar"),
            lazy("A quien la envió se le escribe la razón. Lo que escribió se conserva aquí."),
            lazy("Razón que se le enviará"),
            "danger",
        ),
        Move.MERGE: (
            lazy("Unir a otra"),
            lazy("Dice lo mismo que otra ya publicada del mismo gobierno: se cuenta con ella."),
            lazy("Número de la otra observación"),
            "secondary",
        ),
        Move.RELEASE: (
            lazy("Publicar la inconformidad"),
            lazy("Empieza otro plazo para el gobierno."),
            lazy("Texto que se publicará"),
            "primary",
        ),
        Move.DISMISS: (
            lazy("No publicar la inconformidad"),
            lazy("Sigue como contestada. A quien la envió se le escribe la razón."),
            lazy("Razón que se le enviará"),
            "danger",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A report that waits to be read."""

    title: str
    url: str
    participant: str
    status: str
    status_word: str
    facts: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """What waits; the doubtful ones apart."""

    lead: str
    tabs: tuple[Link, ...]
    rows: tuple[QueueRow, ...]
    empty: str
    done: str


@dataclass(frozen=True, slots=True)
class TriedMove:
    """A decision that was refused: which one, what was typed and what to mend beside each field."""

    move: str
    typed: Mapping[str, str]
    errors: Mapping[str, str]


NOT_TRIED = TriedMove("", NO_TEXTS, NO_TEXTS)


@dataclass(frozen=True, slots=True)
class PublishForm:
    """What is published: as it was sent, or with less. `file`: what came with it."""

    asked: str
    place: str
    story: str
    file: Link | None
    asked_error: str
    place_error: str
    story_error: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """One report: what was sent, what looks personal, what looks the same, and the decision."""

    title: str
    breadcrumb: tuple[Link, ...]
    participant: str
    about: Link
    status: str
    status_word: str
    told: ToldView
    sent: str
    found: tuple[FoundIn, ...]
    marks: str
    alike: tuple[Link, ...]
    action: str
    publish: PublishForm | None
    problems: tuple[Complaint, ...]
    acts: tuple[Act, ...]
    history: tuple[HistoryLine, ...]
    public: Link | None
    people: str
    contest: str


def queue_page(
    reports: Sequence[SeenReport],
    rules: ReportRules,
    calendar: Calendar,
    today: date,
    *,
    tab: str,
    was_published: bool = False,
    url: Url,
) -> QueuePage:
    """The one that has waited longest first. `tab`: the doubtful ones, or the others."""
    doubtful = [each for each in reports if is_spam(each.report.marks, rules.spam_from)]
    others = [each for each in reports if each not in doubtful]
    chosen = doubtful if tab == DOUBTFUL else others
    address = url("report_queue")
    tabs = (
        (_("Por leer ({n})"), len(others), address, tab != DOUBTFUL),
        (
            _("Parecen correo no deseado ({n})"),
            len(doubtful),
            address_of(address, (("cola", DOUBTFUL),)),
            tab == DOUBTFUL,
        ),
    )
    days = ngettext(
        "Cada una se lee en {n} día hábil desde que llegó.",
        "Cada una se lee en {n} días hábiles desde que llegó.",
        rules.review_days,
    )
    return QueuePage(
        lead=days.format(n=number(rules.review_days)),
        tabs=tuple(
            Link(text.format(n=number(count)), where, current)
            for text, count, where, current in tabs
        ),
        rows=tuple(_row(each, rules, calendar, today, url) for each in chosen),
        empty=_("Nada espera que lo lea"),
        done=_("La observación se publicó.") if was_published else "",
    )


def case_page(
    seen: SeenReport,
    *,
    about: Link,
    alike: Sequence[tuple[int, Fraction]],
    titles: Mapping[str, str],
    today: date,
    may_decide: bool,
    tried: TriedMove,
    url: Url,
) -> CasePage:
    """One report to be read. An auditor reads it too, and decides nothing."""
    report = seen.report
    status = shown_status(report, today)
    moves = moves_of(report, Part.MODERATOR) if may_decide else ()
    action = url("report_moderate", id=seen.code)
    title = _("Observación {number}").format(number=seen.code)
    publish = _publish_form(seen, tried, url) if Move.PUBLISH in moves else None
    return CasePage(
        title=title,
        breadcrumb=(Link(_("Observaciones por leer"), url("report_queue")), Link(title, "")),
        participant=seen.participant.name,
        about=about,
        status=LOOKS[status],
        status_word=str(STATUS_NAMES[status]),
        told=told_view(report, report.told),
        sent=_("Llegó el {day}").format(day=day(today_of(report.sent_at))),
        found=_found(report),
        marks="; ".join(str(MARKS[mark]) for mark in Mark if mark in report.marks),
        alike=tuple(
            Link(
                _("Observación {number}: dice {share} de lo mismo").format(
                    number=code, share=percent(share)
                ),
                url("report", id=code),
            )
            for code, share in alike
        ),
        action=action,
        publish=publish,
        problems=tuple(
            Complaint(text, f"#{name}")
            for name, text in tried.errors.items()
            if publish and name in {"asked", "place", "story"}
        ),
        acts=tuple(_act(move, report, tried, action) for move in moves if move in ACTS),
        history=history_of(seen, today, titles, url, reads_all=True, reads_names=True),
        public=Link(_("Así se ve en público"), url("report", id=seen.code))
        if report.is_public
        else None,
        people=people_text(seen.people),
        contest=_contest(report),
    )


def suggested(told: Told) -> Told:
    """What a moderator begins with: what was sent, without what looks personal."""
    return Told(hidden(told.asked), hidden(told.place), hidden(told.story))


def _row(
    seen: SeenReport, rules: ReportRules, calendar: Calendar, today: date, url: Url
) -> QueueRow:
    report = seen.report
    since = today_of(report.history[-1].at if report.history else report.sent_at)
    waited = calendar.worked_between(since, today)
    facts = [day(since)]
    if waited > rules.review_days:
        facts.append(
            ngettext("espera hace {n} día hábil", "espera hace {n} días hábiles", waited).format(
                n=number(waited)
            )
        )
    return QueueRow(
        title=first_words(report.told.asked, TITLE_LENGTH),
        url=url("report_case", id=seen.code),
        participant=seen.participant.name,
        status=LOOKS[report.status],
        status_word=str(STATUS_NAMES[report.status]),
        facts=" · ".join(facts),
        is_late=waited > rules.review_days,
    )


def _publish_form(seen: SeenReport, tried: TriedMove, url: Url) -> PublishForm:
    told = suggested(seen.report.told)
    is_tried = tried.move == Move.PUBLISH.value
    typed, errors = (tried.typed, tried.errors) if is_tried else (NO_TEXTS, NO_TEXTS)
    file = None
    if seen.filename:
        file = Link(_("Documento que la acompaña"), url("report_case_file", id=seen.code))
    return PublishForm(
        asked=typed.get("asked", told.asked),
        place=typed.get("place", told.place),
        story=typed.get("story", told.story),
        file=file,
        asked_error=errors.get("asked", ""),
        place_error=errors.get("place", ""),
        story_error=errors.get("story", ""),
    )


def _act(move: Move, report: Report, tried: TriedMove, action: str) -> Act:
    label, text, note, kind = ACTS[move]
    is_tried = tried.move == move.value
    value = tried.typed.get("text", "") if is_tried else ""
    if move is Move.RELEASE and not is_tried:
        value = hidden(_contest(report))
    return Act(
        id=f"act-{move.value}",
        move=move.value,
        action=action,
        label=str(label),
        text=str(text),
        kind=kind,
        fields=(
            ActField(
                name="text",
                id=f"{move.value}-text",
                label=str(note),
                value=value,
                help="",
                error=tried.errors.get("text", "") if is_tried else "",
                type="text",
                is_area=move is not Move.MERGE,
                is_required=True,
                inputmode="numeric" if move is Move.MERGE else "",
            ),
        ),
        is_open=is_tried,
        takes_files=False,
    )


def _contest(report: Report) -> str:
    """Why whoever sent it is not content, while that waits to be read."""
    if report.status is not Status.CONTESTED:
        return ""
    said = [event.text for event in report.history if event.move is Move.CONTEST]
    return said[-1] if said else ""


def _found(report: Report) -> tuple[FoundIn, ...]:
    told = report.told
    texts = (
        (_("Qué se pidió"), told.asked),
        (_("Dónde"), told.place),
        (_("Qué pasó"), told.story),
        (_("Nombre que se mostrará"), report.shown_as),
        (_("Por qué no está conforme"), _contest(report)),
    )
    return tuple(FoundIn(label, pieces_of(text)) for label, text in texts if found_in(text))
