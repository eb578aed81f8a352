"""Moderación: what waits to be read before it is published, and one report with all of it.

The words are those that were sent; nobody who moderates learns the address they came from.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from game.days import Calendar
from game.personal import found_in, hidden
from game.reports import (
    Mark,
    Move,
    Part,
    Report,
    Told,
    is_suspect,
    moves_of,
    shown_status,
    waiting_reason,
    waiting_reasons,
    waits_since,
)
from game.room import ReportRules
from server.days import today_of
from server.i18n import Lazy, day, lazy, ngettext, number, percent
from server.i18n import gettext as _
from server.pages.commitment import HistoryLine
from server.pages.commitments.words import first_words
from server.pages.filters import address_of
from server.pages.links import Link, Url
from server.pages.moves import NO_TEXTS, Act, ActField, Unsent
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

SUSPECT = "sospechosas"
# What is decided of all the reasons that wait.
OF_REASONS = frozenset({Move.RELEASE, Move.DISMISS})
REASON: Lazy = lazy(
    "Parece un envío automático o publicidad. Si no lo es, escriba de nuevo qué pasó, con sus"
    " palabras."
)
MARKS: Mapping[Mark, Lazy] = MappingProxyType(
    {
        Mark.TRAP: lazy("llenó un campo que las personas no ven"),
        Mark.QUICK: lazy("se envió en menos tiempo del que toma escribirla"),
        Mark.REPEATED: lazy("el mismo texto ya se había enviado"),
        Mark.LINKS: lazy("trae direcciones de páginas"),
        Mark.CAPITALS: lazy("casi todo está en mayúsculas"),
        Mark.MANY_LINKS: lazy("trae muchas direcciones de páginas"),
        Mark.REFUSED: lazy("dice lo mismo que otra que no se publicó"),
        Mark.CROWD: lazy("llegaron muchas de la misma conexión en una hora"),
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
        Move.RECONSIDER: (
            lazy("Leerla de nuevo"),
            lazy("Vuelve a «Por leer». A quien la envió se le escribe que se lee otra vez."),
            lazy("Por qué se lee de nuevo"),
            "secondary",
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


# What was just decided, as the address of the queue names it, and as the page says it.
DECIDED: Mapping[Move, tuple[str, Lazy]] = MappingProxyType(
    {
        Move.PUBLISH: ("publicada", lazy("La observación {number} se publicó.")),
        Move.REJECT: (
            "no-publicada",
            lazy("La observación {number} no se publica: se le escribió por qué."),
        ),
        Move.RECONSIDER: ("de-nuevo", lazy("La observación {number} se lee de nuevo.")),
        Move.MERGE: ("unida", lazy("La observación {number} se unió a la otra.")),
        Move.RELEASE: (
            "inconformidad-publicada",
            lazy("La inconformidad con la respuesta a la observación {number} se publicó."),
        ),
        Move.DISMISS: (
            "inconformidad-no-publicada",
            lazy(
                "La inconformidad con la respuesta a la observación {number} no se publica: se le"
                " escribió por qué."
            ),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A report that waits to be read. `reasons`: why it looks like spam, where it waits apart.

    `clear_url`: what lets it be read in its turn, for whoever may decide.
    """

    title: str
    url: str
    participant: str
    status: str
    status_word: str
    facts: str
    is_late: bool
    code: str = ""
    reasons: str = ""
    clear_url: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class DiscardForm:
    """What refuses all that are chosen with one reason, and what is wrong with it."""

    action: str
    reason: str
    error: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class TriedDiscard:
    """Which ones were chosen and with what reason, and why that was not done."""

    chosen: frozenset[int] = frozenset()
    reason: str | None = None
    error: str = ""


NOT_DISCARDED = TriedDiscard()


@dataclass(frozen=True, slots=True)
class QueuePage:
    """What waits; those that look like spam apart. `discard`: for whoever may decide on them."""

    lead: str
    tabs: tuple[Link, ...]
    rows: tuple[QueueRow, ...]
    empty: str
    done: str
    note: str = ""
    discard: DiscardForm | None = None


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
class Reason:
    """Why whoever sent a report is not content with the answer, and when that was written."""

    on: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CasePage:
    """One report: what was sent, what looks personal, what looks the same, and the decision.

    `reasons`: each reason against the answer that waits to be read, with its day. `unsent`: what
    was typed for what can be decided no more.
    """

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
    clear_url: str
    alike: tuple[Link, ...]
    action: str
    publish: PublishForm | None
    problems: tuple[Complaint, ...]
    acts: tuple[Act, ...]
    history: tuple[HistoryLine, ...]
    public: Link | None
    people: str
    reasons: tuple[Reason, ...]
    unsent: Unsent | None = None


def queue_page(
    reports: Sequence[SeenReport],
    rules: ReportRules,
    calendar: Calendar,
    today: date,
    *,
    tab: str,
    may_decide: bool = False,
    done: str = "",
    tried: TriedDiscard = NOT_DISCARDED,
    url: Url,
) -> QueuePage:
    """The one that has waited longest first. `tab`: those that look like spam, or the others."""
    suspect = [each for each in reports if is_suspect(each.report, rules.spam_from)]
    others = [each for each in reports if each not in suspect]
    is_apart = tab == SUSPECT
    address = url("report_queue")
    tabs = (
        (_("Por leer ({n})"), len(others), address, not is_apart),
        (_("Sospechosas ({n})"), len(suspect), suspect_address(url), is_apart),
    )
    rows = [_row(each, rules, calendar, today, url) for each in (suspect if is_apart else others)]
    if is_apart:
        rows = [
            _apart(row, each, tried, url if may_decide else None)
            for row, each in zip(rows, suspect, strict=True)
        ]
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
        rows=tuple(rows),
        empty=_("Nada espera que lo lea"),
        done=done,
        note=_(
            "Están aparte por las señales que se nombran. Nada de esto es público ni se cuenta, y"
            " a quien la envió se le contestó como a cualquiera."
        )
        if is_apart
        else "",
        discard=_discard(tried, url) if is_apart and suspect and may_decide else None,
    )


def suspect_address(url: Url) -> str:
    """Where those wait that look like spam."""
    return address_of(url("report_queue"), (("cola", SUSPECT),))


def done_text(
    *, decided: str, report: int | None, cleared: int | None, discarded: int | None, left: int
) -> str:
    """What was just done, as the address of the queue says it. `left`: not discarded after all."""
    for name, text in DECIDED.values():
        if decided == name and report is not None:
            return str(text).format(number=report)
    if cleared is not None:
        return _("La observación {number} pasó a «Por leer».").format(number=cleared)
    if discarded is None:
        return ""
    told = ngettext("Se descartó {n}.", "Se descartaron {n}.", discarded)
    told = told.format(n=number(discarded))
    if left:
        other = ngettext(
            "{n} no: la decide otra persona o cambió mientras tanto.",
            "{n} no: las decide otra persona o cambiaron mientras tanto.",
            left,
        )
        told = f"{told} {other.format(n=number(left))}"
    return told


def decided_pairs(move: Move, code: int) -> tuple[tuple[str, str], ...]:
    """The same in that address."""
    return (("hecho", DECIDED[move][0]), ("folio", str(code)))


def case_page(
    seen: SeenReport,
    *,
    about: Link,
    alike: Sequence[tuple[int, Fraction]],
    titles: Mapping[str, str],
    rules: ReportRules,
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
        marks=_reasons(report),
        clear_url=url("report_clear", id=seen.code)
        if may_decide and is_suspect(report, rules.spam_from)
        else "",
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
        reasons=tuple(
            Reason(
                day(today_of(event.at)),
                tuple(text for text in event.text.split("\n") if text.strip()),
            )
            for event in waiting_reasons(report)
        ),
        unsent=_unsent(tried, {move.value for move in moves}),
    )


def suggested(told: Told) -> Told:
    """What a moderator begins with: what was sent, without what looks personal."""
    return Told(hidden(told.asked), hidden(told.place), hidden(told.story))


def _row(
    seen: SeenReport, rules: ReportRules, calendar: Calendar, today: date, url: Url
) -> QueueRow:
    report = seen.report
    since = today_of(waits_since(report))
    waited = calendar.worked_between(since, today)
    facts = [day(since)]
    if waited > rules.review_days:
        facts.append(
            ngettext("espera hace {n} día hábil", "espera hace {n} días hábiles", waited).format(
                n=number(waited)
            )
        )
    else:
        left = rules.review_days - waited
        told = ngettext(
            "queda {n} día hábil para leerla", "quedan {n} días hábiles para leerla", left
        )
        facts.append(told.format(n=number(left)) if left else _("se lee hoy a más tardar"))
    more = len(waiting_reasons(report))
    if more > 1:
        facts.append(ngettext("{n} razón", "{n} razones", more).format(n=number(more)))
    return QueueRow(
        title=first_words(report.told.asked, TITLE_LENGTH),
        url=url("report_case", id=seen.code),
        participant=seen.participant.name,
        status=LOOKS[report.status],
        status_word=str(STATUS_NAMES[report.status]),
        facts=" · ".join(facts),
        is_late=waited > rules.review_days,
    )


def _apart(row: QueueRow, seen: SeenReport, tried: TriedDiscard, url: Url | None) -> QueueRow:
    """The same with why it waits apart, and what can be done with it."""
    return replace(
        row,
        code=str(seen.code),
        reasons=_reasons(seen.report),
        clear_url=url("report_clear", id=seen.code) if url else "",
        is_chosen=seen.code in tried.chosen,
    )


def _discard(tried: TriedDiscard, url: Url) -> DiscardForm:
    reason = str(REASON) if tried.reason is None else tried.reason
    return DiscardForm(url("report_discard"), reason, tried.error, bool(tried.error))


def _reasons(report: Report) -> str:
    return "; ".join(str(MARKS[mark]) for mark in Mark if mark in report.marks)


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
        value = hidden(waiting_reason(report))
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
        seen=str(len(waiting_reasons(report))) if move in OF_REASONS else "",
    )


def _unsent(tried: TriedMove, moves: Collection[str]) -> Unsent | None:
    """What was typed for a decision that is not there any more, so that it is not lost."""
    if not tried.move or tried.move in moves:
        return None
    names = ("asked", "place", "story", "text")
    typed = tuple(text for name in names if (text := tried.typed.get(name, "")).strip())
    return Unsent(next(iter(tried.errors.values()), ""), typed)


def _found(report: Report) -> tuple[FoundIn, ...]:
    told = report.told
    texts = (
        (_("Qué se pidió"), told.asked),
        (_("Dónde"), told.place),
        (_("Qué pasó"), told.story),
        (_("Nombre que se mostrará"), report.shown_as),
        *((_("Por qué no está conforme"), event.text) for event in waiting_reasons(report)),
    )
    return tuple(FoundIn(label, pieces_of(text)) for label, text in texts if found_in(text))
