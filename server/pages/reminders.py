"""Recordatorios: what each row says of them, whom many are sent to, and what the letter lists."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from game.coordination import Followed, Hold, Progress, deadline_of, waiting_in
from game.editions import Act, Edition, allows
from game.questionnaire import Questionnaire
from game.reminders import Reminder, again_on, may_remind
from server.days import today_of
from server.i18n import day, locale, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.days import stage_end_text
from server.pages.filters import Option
from server.pages.links import Link, Url
from server.pages.names import level_name

LONGEST = 4


@dataclass(frozen=True, slots=True)
class Reminding:
    """What is known of reminders while a page is drawn.

    `reached`: the participants with somebody to write to. `may_send`: whether whoever looks may.
    `every`: after how many days there may be another one.
    """

    last: Mapping[str, Reminder]
    reached: frozenset[str]
    may_send: bool
    every: int


@dataclass(frozen=True, slots=True)
class RemindedNote:
    """Beside a row: when it was reminded, whether one may press, or why one cannot."""

    said: str
    may_press: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class Spared:
    """A government of the list that is not written to now, and why."""

    name: str
    why_not: str


@dataclass(frozen=True, slots=True)
class RemindersPage:
    """Whom a reminder would go to, and whom not, before anything is sent."""

    title: str
    lead: str
    problem: str
    breadcrumb: tuple[Link, ...]
    action: str
    send_label: str
    sent: tuple[Option, ...]
    spared: tuple[Spared, ...]
    back_url: str


def reminded_note(each: Followed, reminding: Reminding, now: datetime) -> RemindedNote:
    """A button where a reminder can be sent; whoever goes on is not reminded."""
    code = each.progress.participant
    last = reminding.last.get(code)
    said = "" if last is None else _reminded(last)
    if not each.holds or not reminding.may_send:
        return RemindedNote(said, may_press=False, why_not="")
    why_not = _why_not(code, reminding, now)
    return RemindedNote(said, may_press=not why_not, why_not=why_not)


def reminders_page(
    edition: Edition,
    shown: Sequence[tuple[Followed, Sequence[str]]],
    reminding: Reminding,
    addresses: tuple[str, str],
    now: datetime,
    url: Url,
    problem: str = "",
) -> RemindersPage:
    """`shown`: those held up in the list, and why. `addresses`: to send it, and back to the list.

    `problem`: why nothing was sent, where it was tried.
    """
    action, back_url = addresses
    sent: list[Option] = []
    spared: list[Spared] = []
    for each, reasons in shown:
        code, name = each.progress.participant, each.progress.name
        why_not = _why_not(code, reminding, now)
        last = reminding.last.get(code)
        if why_not:
            spared.append(Spared(name, why_not))
        else:
            said = "" if last is None else _reminded(last)
            hint = " ".join(filter(None, (f"{', '.join(reasons)}.", said)))
            sent.append(Option(code, name, chosen=True, hint=hint))
    return RemindersPage(
        title=_("Recordar a los gobiernos que se muestran"),
        lead=edition.name.of(locale()),
        problem=problem,
        breadcrumb=(
            Link(_("Coordinación"), url("coordination")),
            Link(_("Recordar"), "", current=True),
        ),
        action=action,
        send_label=ngettext(
            "Enviar {n} recordatorio", "Enviar {n} recordatorios", len(sent)
        ).format(n=number(len(sent))),
        sent=tuple(sent),
        spared=tuple(spared),
        back_url=back_url,
    )


def told_in(sent: str, spared: str) -> str:
    """What an address says became of many reminders; nothing where it says nothing."""
    counts = [each for each in (sent, spared) if each.isascii() and each.isdecimal()]
    if len(counts) < len((sent, spared)) or any(len(each) > LONGEST for each in counts):
        return ""
    return _sent_text(int(sent), int(spared))


def _sent_text(sent: int, spared: int) -> str:
    words = ngettext("Se recordó a {n} gobierno.", "Se recordó a {n} gobiernos.", sent)
    told = [words.format(n=number(sent))]
    if spared:
        words = ngettext(
            "A {n} no: otra persona ya se lo recordó, o ya no hace falta.",
            "A {n} no: otra persona ya se los recordó, o ya no hace falta.",
            spared,
        )
        told.append(words.format(n=number(spared)))
    return " ".join(told)


def waiting_lines(
    progress: Progress, edition: Edition, questionnaire: Questionnaire, now: datetime
) -> tuple[str, ...]:
    """What waits in a government, a sentence each: no points, no places."""
    missing, waits = progress.asked - progress.answered, waiting_in(progress, edition.stage)
    lines = []
    if missing > 0 and allows(edition.stage, Act.ANSWER):
        words = ngettext(
            "Falta responder {n} reactivo de {asked}.",
            "Faltan por responder {n} reactivos de {asked}.",
            missing,
        )
        lines.append(words.format(n=number(missing), asked=number(progress.asked)))
        if progress.level:
            level = level_name(questionnaire.topic(progress.level))
            lines.append(_("El nivel en que va: {level}.").format(level=level))
    if Hold.RETURNED in waits:
        words = ngettext(
            "Verificación devolvió {n} reactivo que espera corrección.",
            "Verificación devolvió {n} reactivos que esperan corrección.",
            progress.returned,
        )
        lines.append(words.format(n=number(progress.returned)))
    if Hold.UNSENT in waits:
        words = ngettext(
            "{n} nivel está completo y falta enviarlo.",
            "{n} niveles están completos y falta enviarlos.",
            progress.unsent,
        )
        lines.append(words.format(n=number(progress.unsent)))
    lines += _signing_lines(progress, waits)
    return (*lines, *_ending(edition, now))


def signing_lines(progress: Progress, edition: Edition, now: datetime) -> tuple[str, ...]:
    """What waits for whoever signs, a sentence each, with when the stage ends; or nothing."""
    lines = _signing_lines(progress, waiting_in(progress, edition.stage))
    return (*lines, *_ending(edition, now)) if lines else ()


def _signing_lines(progress: Progress, waits: Collection[Hold]) -> list[str]:
    lines = []
    if Hold.UNSIGNED in waits:
        words = ngettext(
            "{n} nivel enviado espera firma.",
            "{n} niveles enviados esperan firma.",
            progress.unsigned,
        )
        lines.append(words.format(n=number(progress.unsigned)))
    if Hold.VOIDED in waits:
        words = ngettext(
            "{n} nivel enviado espera una firma nueva.",
            "{n} niveles enviados esperan una firma nueva.",
            progress.voided,
        )
        lines.append(words.format(n=number(progress.voided)))
    return lines


def _ending(edition: Edition, now: datetime) -> tuple[str, ...]:
    deadline = deadline_of(edition)
    if deadline is None or deadline <= now:
        return ()
    return (f"{stage_end_text(deadline, now)}.",)


def _reminded(last: Reminder) -> str:
    return _("Recordado el {at}, por {name}.").format(at=moment(last.at), name=last.author)


def _why_not(participant: str, reminding: Reminding, now: datetime) -> str:
    last = reminding.last.get(participant)
    if participant not in reminding.reached:
        return _("Nadie a quien escribir")
    if last is not None and not may_remind(last, today_of(now), reminding.every):
        return _("De nuevo desde el {day}.").format(day=day(again_on(last, reminding.every)))
    return ""


def rule_text(every: int) -> str:
    """How often a government is reminded."""
    return ngettext(
        "A un gobierno se le recuerda a lo más una vez por día.",
        "A un gobierno se le recuerda a lo más una vez cada {n} días.",
        every,
    ).format(n=number(every))
