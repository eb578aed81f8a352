"""Lo prometido, lo cumplido, lo atrasado: all that one government promised, and how it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from game.agreements import Agreement
from game.answer_times import AnswerTimes
from game.commitments import Commitment, Move, Status
from game.following import Dated
from game.fulfilment import Group, Tally, group_of, tally_of
from game.participants import Participant
from game.questionnaire import Text
from server.i18n import Lazy, day, lazy, list_of, ngettext, number, percent
from server.i18n import gettext as _
from server.pages.commitments.headings import Figure
from server.pages.commitments.words import due_note_of, in_spanish, pillar_name_of
from server.pages.filters import address_of
from server.pages.fulfilment import share_rules
from server.pages.links import Link, Url
from server.pages.months import DueRow, due_row
from server.pages.reports import ReportCard

GROUP_NAMES: Mapping[Group, Lazy] = MappingProxyType(
    {
        Group.LATE: lazy("Lo atrasado: la fecha pasó"),
        Group.PROMISED: lazy("Lo prometido: sigue en pie"),
        Group.INHERITED: lazy("Heredado de otra administración, por ratificar"),
        Group.KEPT: lazy("Lo cumplido: verificado por el observatorio"),
        Group.NOT_MET: lazy("No cumplido"),
        Group.WITHDRAWN: lazy("Retirado"),
    }
)
MOST_REPORTS = 5


@dataclass(frozen=True, slots=True)
class PromiseGroup:
    """Those of one group, by date."""

    id: str
    title: str
    rows: tuple[DueRow, ...]


@dataclass(frozen=True, slots=True)
class ReportsPanel:
    """What is reported of it, how long its answers took, and the newest of them."""

    count: str
    facts: tuple[str, ...]
    cards: tuple[ReportCard, ...]
    link: Link


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """An agreement that it signed, with the commitment that follows."""

    title: str
    url: str
    meeting: str
    commitment: Link | None


@dataclass(frozen=True, slots=True)
class ParticipantCommitmentsPage:
    """Everything on one page. `headline`: in words, with what it counts."""

    title: str
    kicker: str
    breadcrumb: tuple[Link, ...]
    headline: tuple[str, ...]
    figures: tuple[Figure, ...]
    rules: tuple[str, ...]
    disagreements: str
    disagreements_url: str
    groups: tuple[PromiseGroup, ...]
    reports: ReportsPanel
    agreements: tuple[AgreementLine, ...]
    links: tuple[Link, ...]
    in_spanish: str


@dataclass(frozen=True, slots=True)
class Told:
    """What others say and what was signed, as the page of a government needs it."""

    times: AnswerTimes
    cards: Sequence[ReportCard]
    published: int
    agreements: Sequence[tuple[Agreement, int | None]]


def participant_commitments_page(
    participant: Participant,
    commitments: Sequence[Commitment],
    histories: Mapping[int, tuple[Dated, ...]],
    told: Told,
    *,
    pillars: Mapping[str, Text],
    marks: Mapping[int, str],
    goals: Mapping[str, Text],
    today: date,
    url: Url,
) -> ParticipantCommitmentsPage:
    """`commitments` by date; `marks`: on which of them voices do not agree, by code."""
    tally = tally_of(commitments, today)
    grouped: dict[Group, list[Commitment]] = {group: [] for group in Group}
    for each in commitments:
        grouped[group_of(each, today)].append(each)
    pairs = (("gobierno", participant.code),)
    return ParticipantCommitmentsPage(
        title=_("{name}: lo prometido, lo cumplido, lo atrasado").format(name=participant.name),
        kicker=_("Compromisos de un gobierno"),
        breadcrumb=(
            Link(_("Compromisos"), url("commitments")),
            Link(participant.name, url("profile", code=participant.code)),
            Link(_("Lo prometido, lo cumplido, lo atrasado"), ""),
        ),
        headline=_headline(participant, tally, grouped),
        figures=tuple(
            Figure(number(len(found)), _group_label(group, len(found)), f"#{group.value}")
            for group, found in grouped.items()
            if found
        ),
        rules=share_rules(tally),
        disagreements=_disagreements(len(marks)),
        disagreements_url=address_of(url("disagreements"), pairs),
        groups=tuple(
            PromiseGroup(
                group.value,
                _("{group} ({n})").format(group=GROUP_NAMES[group], n=number(len(found))),
                tuple(
                    _row(
                        each,
                        participant,
                        histories.get(each.code or 0, ()),
                        pillars,
                        marks,
                        goals,
                        today,
                        url,
                    )
                    for each in found
                ),
            )
            for group, found in grouped.items()
            if found
        ),
        reports=_reports(told, pairs, url),
        agreements=tuple(_agreement(each, code, url) for each, code in told.agreements),
        links=(
            Link(_("Lista con filtros"), address_of(url("commitments"), pairs)),
            Link(_("Su calendario"), address_of(url("months"), pairs)),
            Link(_("Lo último"), address_of(url("happenings"), pairs)),
            Link(_("Perfil del gobierno"), url("profile", code=participant.code)),
        ),
        in_spanish=in_spanish() if commitments else "",
    )


def _headline(
    participant: Participant, tally: Tally, grouped: Mapping[Group, Sequence[Commitment]]
) -> tuple[str, ...]:
    """What it promised and what became of it; then what part of what is ripe was kept."""
    if not tally.made:
        return (_("{name} no ha hecho ningún compromiso público.").format(name=participant.name),)
    made = ngettext(
        "{name} ha hecho {n} compromiso público",
        "{name} ha hecho {n} compromisos públicos",
        tally.made,
    ).format(name=participant.name, n=number(tally.made))
    found = {group: len(each) for group, each in grouped.items()}
    parts = [
        (found[Group.KEPT], ngettext("{n} cumplido", "{n} cumplidos", found[Group.KEPT])),
        (found[Group.LATE], ngettext("{n} tarde", "{n} tarde", found[Group.LATE])),
        (
            found[Group.NOT_MET],
            ngettext("{n} no cumplido", "{n} no cumplidos", found[Group.NOT_MET]),
        ),
        (
            found[Group.WITHDRAWN],
            ngettext("{n} retirado", "{n} retirados", found[Group.WITHDRAWN]),
        ),
        (
            found[Group.INHERITED],
            ngettext("{n} por ratificar", "{n} por ratificar", found[Group.INHERITED]),
        ),
        (found[Group.PROMISED], ngettext("{n} en pie", "{n} en pie", found[Group.PROMISED])),
    ]
    told = list_of(words.format(n=number(count)) for count, words in parts if count)
    sentences = [_("{made}: {parts}.").format(made=made, parts=told)]
    if tally.share is not None:
        sentences.append(
            _(
                "De los {ripe} que ya vencieron o terminaron, el observatorio verificó {n}"
                " ({share})."
            ).format(ripe=number(tally.ripe), n=number(tally.verified), share=percent(tally.share))
        )
    return tuple(sentences)


def _disagreements(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "En {n} compromiso no coinciden las voces: va marcado, y su página dice cuáles y por qué.",
        "En {n} compromisos no coinciden las voces: van marcados, y su página dice cuáles y por"
        " qué.",
        count,
    ).format(n=number(count))


def _row(
    commitment: Commitment,
    participant: Participant,
    history: Sequence[Dated],
    pillars: Mapping[str, Text],
    marks: Mapping[int, str],
    goals: Mapping[str, Text],
    today: date,
    url: Url,
) -> DueRow:
    facts = (
        pillar_name_of(commitment, pillars),
        _("para el {day}").format(day=day(commitment.due)),
        due_note_of(commitment, today),
        _kept_when(commitment, history),
    )
    row = due_row(commitment, participant, marks, goals, today, url)
    # Whose it is stands at the top.
    return replace(row, participant="", note=" · ".join(each for each in facts if each))


def _kept_when(commitment: Commitment, history: Sequence[Dated]) -> str:
    """When it was reported that was verified since, and how that stands to what was first said."""
    done = [line.event.on for line in history if line.event.move is Move.REPORT_DONE]
    if commitment.status is not Status.VERIFIED or not done:
        return ""
    moved = (line.event.due_before for line in history if line.event.due_before is not None)
    late = (done[-1] - next(moved, commitment.due)).days
    if late <= 0:
        return _("reportado a tiempo, el {day}").format(day=day(done[-1]))
    text = ngettext(
        "reportado el {day}, {n} día después de la primera fecha",
        "reportado el {day}, {n} días después de la primera fecha",
        late,
    )
    return text.format(day=day(done[-1]), n=number(late))


def _reports(told: Told, pairs: tuple[tuple[str, str], ...], url: Url) -> ReportsPanel:
    times = told.times
    facts = []
    if times.median is not None:
        answered = ngettext("{n} respuesta", "{n} respuestas", times.answered)
        facts.append(
            _("Tarda en contestar {days} (mediana de {answered}).").format(
                days=_working_days(times.median),
                answered=answered.format(n=number(times.answered)),
            )
        )
    elif told.published:
        facts.append(_("Todavía no ha contestado ninguna."))
    if times.late:
        text = ngettext(
            "{n} pasó de su plazo sin respuesta o se contestó tarde.",
            "{n} pasaron de su plazo sin respuesta o se contestaron tarde.",
            times.late,
        )
        facts.append(text.format(n=number(times.late)))
    elif told.published:
        facts.append(_("Ninguna pasó de su plazo."))
    if times.waiting:
        text = ngettext("{n} espera respuesta.", "{n} esperan respuesta.", times.waiting)
        facts.append(text.format(n=number(times.waiting)))
    count = ngettext(
        "{n} observación publicada.", "{n} observaciones publicadas.", told.published
    ).format(n=number(told.published))
    return ReportsPanel(
        count=count,
        facts=tuple(facts),
        cards=tuple(told.cards[:MOST_REPORTS]),
        link=Link(_("Todas las observaciones"), address_of(url("reports"), pairs)),
    )


def _group_label(group: Group, count: int) -> str:
    labels = {
        Group.LATE: _("tarde"),
        Group.PROMISED: _("en pie"),
        Group.INHERITED: _("por ratificar"),
        Group.KEPT: ngettext("cumplido y verificado", "cumplidos y verificados", count),
        Group.NOT_MET: ngettext("no cumplido", "no cumplidos", count),
        Group.WITHDRAWN: ngettext("retirado", "retirados", count),
    }
    return labels[group]


def _working_days(days: Fraction) -> str:
    """Between two answers the median is a half."""
    is_whole = days.denominator == 1
    words = ngettext("{n} día hábil", "{n} días hábiles", int(days) if is_whole else 2)
    return words.format(n=number(days, 0 if is_whole else 1))


def _agreement(agreement: Agreement, commitment: int | None, url: Url) -> AgreementLine:
    return AgreementLine(
        title=agreement.title,
        url=url("agreement", number=agreement.code),
        meeting=_("{meeting}, {day}").format(meeting=agreement.meeting, day=day(agreement.held_on)),
        commitment=Link(
            _("Compromiso {number}").format(number=commitment), url("commitment", id=commitment)
        )
        if commitment is not None
        else None,
    )
