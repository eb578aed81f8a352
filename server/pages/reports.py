"""Observaciones: what is published of them, one by one and as a list, and the third voice.

Nothing here knows who sent a report, but for the name it was sent to be shown with.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from game.answer_times import Line, waits_of
from game.days import Calendar
from game.participants import Participant
from game.questionnaire import Text
from game.reports import (
    AWAITED,
    IN_PUBLIC,
    OPEN,
    PRIVATE_WORDS,
    Bearing,
    Event,
    Move,
    Part,
    Report,
    Status,
    Told,
    answers_in,
    days_left,
    shown_status,
    waiting_reasons,
)
from server.days import today_of
from server.i18n import Lazy, day, lazy, ngettext, number
from server.i18n import gettext as _
from server.pages.atom import with_language
from server.pages.commitment import Evidence, HistoryLine, Voice
from server.pages.commitments.words import first_words, goal_words
from server.pages.filters import address_of, file_links, ignored_words, page_links
from server.pages.links import Link, Url
from server.pages.moves import NO_TEXTS, Act, Tried, Unsent, act_field
from server.pages.report_filters import Choices, FilterForm, Query, filter_form

TITLE_LENGTH = 90
VOICE_MOST = 3

STATUS_NAMES: Mapping[Status, Lazy] = MappingProxyType(
    {
        Status.SENT: lazy("Por confirmar"),
        Status.CONFIRMED: lazy("En revisión"),
        Status.PUBLISHED: lazy("Espera respuesta"),
        Status.REJECTED: lazy("No publicada"),
        Status.MERGED: lazy("Unida a otra"),
        Status.ANSWERED: lazy("Contestada"),
        Status.UNANSWERED: lazy("Sin respuesta"),
        Status.CONTESTED: lazy("Hay inconformidad"),
        Status.DISPUTED: lazy("En disputa"),
        Status.CLOSED: lazy("Cerrada"),
        Status.WITHDRAWN: lazy("Retirada"),
    }
)
# The look of each, among those that marks have.
LOOKS: Mapping[Status, str] = MappingProxyType(
    {
        Status.SENT: "draft",
        Status.CONFIRMED: "review",
        Status.PUBLISHED: "pending",
        Status.REJECTED: "rejected",
        Status.MERGED: "inherited",
        Status.ANSWERED: "reply",
        Status.UNANSWERED: "overdue",
        Status.CONTESTED: "review",
        Status.DISPUTED: "returned",
        Status.CLOSED: "done",
        Status.WITHDRAWN: "withdrawn",
    }
)
BEARINGS: Mapping[Bearing, Lazy] = MappingProxyType(
    {
        Bearing.CONTRADICTS: lazy("No se cumple"),
        Bearing.SUPPORTS: lazy("Sí se cumple"),
        Bearing.OTHER: lazy("Otra cosa sobre el compromiso"),
    }
)
EVENTS: Mapping[Move, tuple[str, Lazy]] = MappingProxyType(
    {
        Move.CONFIRM: ("submitted", lazy("Se confirmó el correo")),
        Move.PUBLISH: ("published", lazy("Se publicó")),
        Move.REJECT: ("rejected", lazy("No se publicó")),
        Move.MERGE: ("inherited", lazy("Se unió a otra que dice lo mismo")),
        Move.ANSWER: ("reply", lazy("Contestó el gobierno")),
        Move.CONTEST: ("review", lazy("Quien observó no está conforme con la respuesta")),
        Move.RELEASE: ("returned", lazy("Se publicó por qué no está conforme")),
        Move.DISMISS: ("reply", lazy("La inconformidad no se publicó")),
        Move.CLOSE: ("done", lazy("Quien observó la dio por cerrada")),
        Move.WITHDRAW: ("withdrawn", lazy("La retiró quien la envió")),
        Move.RECONSIDER: ("review", lazy("Se lee de nuevo")),
        Move.RETURN: ("review", lazy("Se separó: la otra se retiró")),
    }
)
# The same again, before what was written first was read.
ONE_MORE: Lazy = lazy("Quien observó agregó otra razón")


@dataclass(frozen=True, slots=True)
class SeenReport:
    """A report as a page may know it: without whoever sent it. `people`: how many say so.

    `is_account`: it came from an account that the observatory gave. `filename`: of its document.
    """

    report: Report
    participant: Participant
    people: int
    published_at: datetime | None
    filename: str = ""
    shows_file: bool = False
    is_account: bool = False

    @property
    def code(self) -> int:
        return self.report.code or 0


@dataclass(frozen=True, slots=True)
class ToldView:
    """What was asked, where, when and what happened, as it is read. `by`: whoever says so."""

    asked: str
    place: str
    when: str
    paragraphs: tuple[str, ...]
    bearing: str
    by: str


@dataclass(frozen=True, slots=True)
class ReportCard:
    """A report in a list."""

    title: str
    url: str
    participant: str
    status: str
    status_word: str
    facts: str
    clock: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """What is published, narrowed to what was asked for."""

    title: str
    lead: str
    breadcrumb: tuple[Link, ...]
    ignored: tuple[str, ...]
    filters: FilterForm
    cards: tuple[ReportCard, ...]
    report_url: str
    pages: tuple[Link, ...]
    feed: Link
    files: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One report in public, with what the government answers."""

    title: str
    kicker: str
    breadcrumb: tuple[Link, ...]
    participant: str
    participant_url: str
    about: Link
    status: str
    status_word: str
    told: ToldView
    notes: tuple[str, ...]
    file: Link | None
    people: str
    clock: str
    is_late: bool
    history: tuple[HistoryLine, ...]
    support_url: str
    acts: tuple[Act, ...]
    case_url: str
    unsent: Unsent | None = None


@dataclass(frozen=True, slots=True)
class WithdrawnPage:
    """What is left in public of a report that its sender took back: that it was there."""

    title: str
    lead: str
    breadcrumb: tuple[Link, ...]
    status: str
    status_word: str
    facts: tuple[Link, ...]


def told_view(report: Report, told: Told) -> ToldView:
    """What is told, in the words of whoever sent it."""
    return ToldView(
        asked=told.asked,
        place=told.place,
        when=day(report.happened_on) if report.happened_on else "",
        paragraphs=tuple(each for each in told.story.split("\n") if each.strip()),
        bearing=str(BEARINGS[report.bearing]) if report.commitment is not None else "",
        by=report.shown_as or _("Una persona que prefirió no mostrar su nombre"),
    )


def report_card(seen: SeenReport, calendar: Calendar, today: date, address: str) -> ReportCard:
    report = seen.report
    status = shown_status(report, today)
    told = report.shown or report.told
    at = seen.published_at or report.sent_at
    facts = [day(today_of(at)), people_text(seen.people) if seen.people > 1 else ""]
    return ReportCard(
        title=first_words(told.asked, TITLE_LENGTH),
        url=address,
        participant=seen.participant.name,
        status=LOOKS[status],
        status_word=status_word(report, today),
        facts=" · ".join(each for each in facts if each),
        clock=clock_text(report, calendar, today),
        is_late=status is Status.UNANSWERED,
    )


def reports_page(
    found: Sequence[SeenReport],
    calendar: Calendar,
    today: date,
    *,
    title: str,
    query: Query,
    choices: Choices,
    page: int,
    total: int,
    size: int,
    url: Url,
) -> ReportsPage:
    """The newest first, as the address asks for them."""
    return ReportsPage(
        title=title,
        lead=ngettext("{n} observación publicada.", "{n} observaciones publicadas.", total).format(
            n=number(total)
        ),
        breadcrumb=(Link(_("Compromisos"), url("commitments")), Link(_("Observaciones"), "")),
        ignored=ignored_words(query.ignored, beside=("desde", "hasta")),
        filters=filter_form(query, choices),
        cards=tuple(
            report_card(each, calendar, today, url("report", id=each.code)) for each in found
        ),
        report_url=address_of(url("report_new"), query.of_a_report),
        pages=page_links(url("reports"), query.pairs, page, total, size),
        feed=Link(_("Canal Atom"), with_language(address_of(url("reports_atom"), query.pairs))),
        files=file_links(url("reports_table"), url("reports_document"), query.pairs),
    )


def report_page(
    seen: SeenReport,
    *,
    about: Link,
    calendar: Calendar,
    today: date,
    titles: Mapping[str, str],
    url: Url,
    may_answer: bool,
    may_moderate: bool,
    is_theirs: bool = False,
    tried: Tried | None = None,
) -> ReportPage:
    """One report in public. `titles`: of the documents that answers cite.

    `is_theirs`: whoever looks is of the government that it is about, which does not join it.
    """
    report = seen.report
    status = shown_status(report, today)
    told = report.shown or report.told
    folio = _("Observación {number}").format(number=report.code)
    answers = may_answer and report.status in AWAITED
    return ReportPage(
        title=first_words(told.asked, TITLE_LENGTH),
        kicker=folio,
        breadcrumb=(Link(_("Observaciones"), url("reports")), Link(folio, "")),
        participant=seen.participant.name,
        participant_url=url("profile", code=seen.participant.code),
        about=about,
        status=LOOKS[status],
        status_word=status_word(report, today),
        told=told_view(report, told),
        notes=notes_of(seen),
        file=Link(_("Documento que la acompaña"), url("report_file", id=seen.code))
        if seen.filename and seen.shows_file
        else None,
        people=people_text(seen.people),
        clock=clock_text(report, calendar, today),
        is_late=status is Status.UNANSWERED,
        history=history_of(seen, today, titles, url),
        support_url=url("report_support", id=seen.code)
        if report.status in OPEN and not is_theirs
        else "",
        acts=(answer_act(report, tried, url),) if answers else (),
        case_url=url("report_case", id=seen.code) if may_moderate else "",
        unsent=_unsent(tried) if tried and not answers else None,
    )


def _unsent(tried: Tried) -> Unsent:
    """An answer that can be given no more, so that it is not lost."""
    names = ("text", "link", "title", "page")
    typed = (tried.typed.get(name, "") for name in names)
    return Unsent(next(iter(tried.errors.values())), tuple(text for text in typed if text.strip()))


def withdrawn_page(seen: SeenReport, url: Url) -> WithdrawnPage:
    """Neither its words nor the answer to them; the observatory keeps both."""
    folio = _("Observación {number}").format(number=seen.code)
    participant = seen.participant
    pairs = (("gobierno", participant.code),)
    others = _("Otras observaciones sobre {name}").format(name=participant.name)
    return WithdrawnPage(
        title=folio,
        lead=_("La retiró quien la envió el {day}. Ya no se lee ni se cuenta.").format(
            day=day(today_of(seen.report.history[-1].at))
        ),
        breadcrumb=(Link(_("Observaciones"), url("reports")), Link(folio, "")),
        status=LOOKS[Status.WITHDRAWN],
        status_word=str(STATUS_NAMES[Status.WITHDRAWN]),
        facts=(Link(others, address_of(url("reports"), pairs)),),
    )


def answer_act(report: Report, tried: Tried | None, url: Url) -> Act:
    """The form in which a government answers, with a document by the rules of evidence."""
    again = tried or Tried(Move.ANSWER, NO_TEXTS, NO_TEXTS)
    again_note = report.status is Status.DISPUTED
    return Act(
        id="act-answer",
        move=Move.ANSWER.value,
        action=url("report_answer", id=report.code),
        label=_("Contestar la inconformidad") if again_note else _("Contestar en público"),
        text=_("Se publica de inmediato, a nombre de su gobierno, y no se borra."),
        kind="primary",
        fields=(
            act_field(again, "text", _("Qué se hizo o por qué no"), is_area=True, is_required=True),
            act_field(
                again,
                "file",
                _("Archivo"),
                "file",
                help=_("Si hay un documento que lo muestre. Será público."),
                is_file=True,
            ),
            act_field(again, "link", _("Dirección de la página"), inputmode="url"),
            act_field(again, "title", _("Título del documento")),
            act_field(again, "page", _("Página o artículo")),
        ),
        is_open=tried is not None,
        takes_files=True,
        seen=str(answers_in(report)),
        error=again.errors.get("form", ""),
    )


def history_of(
    seen: SeenReport,
    today: date,
    titles: Mapping[str, str],
    url: Url,
    *,
    reads_all: bool = False,
    reads_names: bool = False,
) -> tuple[HistoryLine, ...]:
    """The newest line first; `reads_all`: with the words that are not published."""
    report = seen.report
    dated = [
        (today_of(event.at), _line(event, seen, titles, url, reads_all, reads_names))
        for event in report.history
        if reads_all or event.move in IN_PUBLIC
    ]
    dated += _missed_terms(report, today)
    return tuple(line for _on, line in sorted(dated, key=lambda pair: pair[0]))[::-1]


def _missed_terms(report: Report, today: date) -> Iterator[tuple[date, HistoryLine]]:
    """Each term that passed without an answer, also where one came at last."""
    moved = (Line(each.move, today_of(each.at), each.term) for each in report.history)
    was_told = False
    for wait in waits_of(moved):
        text = _("El gobierno tenía hasta ese día para contestar.")
        word = _("Pasó el plazo sin respuesta")
        if was_told:
            text = _("El gobierno tenía hasta ese día para contestar la inconformidad.")
            word = _("Pasó el plazo sin contestar la inconformidad")
        if wait.until is not None and (wait.ended or today) > wait.until:
            yield wait.until, HistoryLine("overdue", word, day(wait.until), text, "", "", ())
        was_told = was_told or wait.is_answered


def was_answered(report: Report) -> bool:
    """Whether its government answered once: what is late then is the answer to an objection."""
    return any(event.move is Move.ANSWER for event in report.history)


def status_word(report: Report, today: date) -> str:
    """The status as the calendar shows it, in words."""
    status = shown_status(report, today)
    if status is Status.UNANSWERED and was_answered(report):
        return _("Inconformidad sin respuesta")
    return str(STATUS_NAMES[status])


def clock_text(report: Report, calendar: Calendar, today: date) -> str:
    """How long a government still has, or how late it is, in working days."""
    left = days_left(report, calendar, today)
    if left is None or report.answer_by is None:
        return ""
    until = day(report.answer_by)
    if left < 0 and was_answered(report):
        text = ngettext(
            "Contestada; la inconformidad sigue sin respuesta: el plazo venció el {day}, hace {n}"
            " día hábil.",
            "Contestada; la inconformidad sigue sin respuesta: el plazo venció el {day}, hace {n}"
            " días hábiles.",
            -left,
        )
        return text.format(day=until, n=number(-left))
    if left < 0:
        text = ngettext(
            "Sin respuesta: el plazo venció el {day}, hace {n} día hábil.",
            "Sin respuesta: el plazo venció el {day}, hace {n} días hábiles.",
            -left,
        )
        return text.format(day=until, n=number(-left))
    if left == 0:
        return _("El plazo para contestar vence hoy.")
    text = ngettext(
        "El gobierno tiene {n} día hábil para contestar, hasta el {day}.",
        "El gobierno tiene {n} días hábiles para contestar, hasta el {day}.",
        left,
    )
    return text.format(day=until, n=number(left))


def people_text(people: int) -> str:
    """How many say so; of one alone nothing is counted."""
    if people <= 1:
        return _("La dice una persona o empresa.")
    return ngettext(
        "A {n} persona o empresa más también le pasa.",
        "A {n} personas o empresas más también les pasa.",
        people - 1,
    ).format(n=number(people - 1))


def reports_say(
    reports: Sequence[SeenReport],
    today: date,
    *,
    is_contradicted: bool,
    add_url: str,
    list_url: str,
    url: Url,
) -> Voice:
    """The third voice of a commitment: what is published of it, never mixed with the other two."""
    title = _("Reportan empresas y ciudadanía")
    against = [each for each in reports if each.report.bearing is Bearing.CONTRADICTS]
    for_it = [each for each in reports if each.report.bearing is Bearing.SUPPORTS]
    acts: tuple[Link, ...] = (Link(_("Hacer una observación"), add_url),)
    if not reports:
        text = _("Nadie ha publicado una observación sobre este compromiso.")
        return Voice("reports", title, "pending", _("Sin observaciones"), text=text, links=acts)
    total = ngettext("{n} observación", "{n} observaciones", len(reports))
    word = total.format(n=number(len(reports)))
    text = ngettext("{n} dice que no se cumple.", "{n} dicen que no se cumple.", len(against))
    said = [text.format(n=number(len(against)))] if against else []
    if for_it:
        text = ngettext("{n} dice que sí se cumple.", "{n} dicen que sí se cumple.", len(for_it))
        said.append(text.format(n=number(len(for_it))))
    if is_contradicted:
        said.append(_("No coincide con lo que se verificó."))
    shown = tuple(
        Evidence(
            url("report", id=each.code),
            first_words((each.report.shown or each.report.told).asked, TITLE_LENGTH),
            status_word(each.report, today),
        )
        for each in reports[:VOICE_MOST]
    )
    if len(reports) > VOICE_MOST:
        acts = (Link(_("Verlas todas"), list_url), *acts)
    code = "returned" if against else "reply"
    return Voice("reports", title, code, word, text=" ".join(said), evidence=shown, links=acts)


def about_link(
    report: Report,
    goal: str,
    goals: Mapping[str, Text],
    topics: Mapping[str, tuple[str, str]],
    url: Url,
) -> Link:
    """What a report is about: a commitment, or a topic of the questionnaire.

    `goals`: as `server.pages.commitments.goal_words` reads them.
    """
    if report.commitment is not None:
        words, language = goal_words(goal, goals)
        return Link(
            _("Sobre el compromiso {number}:").format(number=report.commitment),
            url("commitment", id=report.commitment),
            quoted=first_words(words, TITLE_LENGTH),
            language=language,
        )
    name = topics.get(report.topic, ("", report.topic))[1]
    address = address_of(url("reports"), (("tema", report.topic),))
    return Link(_("Sobre {topic}").format(topic=name), address)


def notes_of(seen: SeenReport) -> tuple[str, ...]:
    """What is said beside a report: that part of it is hidden, or that an account sent it."""
    notes = []
    if seen.report.is_redacted:
        notes.append(_("El observatorio ocultó datos personales o partes que no se publican."))
    if seen.is_account and seen.report.shown_as:
        notes.append(_("La envió una cuenta verificada."))
    return tuple(notes)


def _line(
    event: Event,
    seen: SeenReport,
    titles: Mapping[str, str],
    url: Url,
    reads_all: bool,
    reads_names: bool,
) -> HistoryLine:
    code, word = EVENTS[event.move]
    # What is published stands above already.
    says = event.move is not Move.PUBLISH and (reads_all or event.move not in PRIVATE_WORDS)
    is_waiting = event in waiting_reasons(seen.report)
    if event.move is Move.CONTEST and event.from_status is Status.CONTESTED:
        word = ONE_MORE
    author = ""
    if event.by is Part.PARTICIPANT:
        author = seen.participant.name
    elif event.by is Part.MODERATOR:
        author = f"{event.author}, {_observatory()}" if reads_names else _observatory()
    return HistoryLine(
        code=code,
        word=str(word),
        at=day(today_of(event.at)),
        text=_("El observatorio revisa su razón antes de publicarla.") if is_waiting else "",
        note=event.text if says else "",
        author=author,
        evidence=tuple(
            Evidence(
                url("report_answer_document", id=seen.code, document=cited.document),
                titles.get(cited.document) or _("Documento"),
                _("p. {page}").format(page=cited.page) if cited.page.isdecimal() else cited.page,
            )
            for cited in event.evidence
        ),
    )


def _observatory() -> str:
    return _("Observatorio")
