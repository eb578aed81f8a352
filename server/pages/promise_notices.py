"""What a government's own page says of its commitments and of what it is recommended."""

from collections.abc import Sequence
from datetime import date

from game.agreements import Agreement
from game.commitments import Commitment, Status, awaits_new_report, shown_status
from server.i18n import day, ngettext, number
from server.i18n import gettext as _
from server.pages.links import Url
from server.pages.report_desks import WaitingNotice


def promises_notice(
    commitments: Sequence[Commitment], participant: str, today: date, url: Url
) -> WaitingNotice | None:
    """That commitments wait to be ratified, came back or are overdue; nothing where none does.

    Each with its history. One inherited or sent back that also passed its date is told twice.
    """
    terms = [
        each.ratify_by
        for each in commitments
        if each.status is Status.INHERITED and each.ratify_by is not None
    ]
    late = sum(shown_status(each, today) is Status.OVERDUE for each in commitments)
    running = [term for term in terms if term >= today]
    unratified = len(terms) - len(running)
    told = []
    if running:
        told.append(_to_ratify(len(running), min(running)))
    if unratified:
        text = ngettext(
            "{n} compromiso heredado no se ratificó a tiempo, y aún se puede.",
            "{n} compromisos heredados no se ratificaron a tiempo, y aún se puede.",
            unratified,
        )
        told.append(text.format(n=number(unratified)))
    if returned := sum(awaits_new_report(each) for each in commitments):
        text = ngettext(
            "{n} compromiso volvió con observaciones y puede reportarse otra vez.",
            "{n} compromisos volvieron con observaciones y pueden reportarse otra vez.",
            returned,
        )
        told.append(text.format(n=number(returned)))
    if late:
        text = ngettext(
            "{n} compromiso pasó de su fecha sin reportarse como cumplido.",
            "{n} compromisos pasaron de su fecha sin reportarse como cumplidos.",
            late,
        )
        told.append(text.format(n=number(late)))
    if not told:
        return None
    address = url("participant_commitments", code=participant)
    return WaitingNotice(" ".join(told), address, "bad" if late or unratified else "warn")


def agreements_notice(waiting: Sequence[Agreement], url: Url) -> WaitingNotice | None:
    """That agreements wait for this government; it leads to the one, where it is one."""
    if not waiting:
        return None
    count, until = len(waiting), day(min(each.sign_by for each in waiting))
    text = ngettext(
        "{n} acuerdo espera la firma de su gobierno, o su razón para no firmarlo, hasta el {day}.",
        "{n} acuerdos esperan la firma de su gobierno, o su razón para no firmarlos; el primero,"
        " hasta el {day}.",
        count,
    ).format(n=number(count), day=until)
    address = url("agreement", number=waiting[0].code) if count == 1 else url("agreements")
    return WaitingNotice(text, address, "warn")


def advice_notice(waiting: int, url: Url) -> WaitingNotice | None:
    """That recommendations wait for an answer; nothing where none does."""
    if not waiting:
        return None
    text = ngettext(
        "{n} recomendación del observatorio espera respuesta.",
        "{n} recomendaciones del observatorio esperan respuesta.",
        waiting,
    )
    return WaitingNotice(text.format(n=number(waiting)), url("recommendations"), "info")


def _to_ratify(count: int, first: date) -> str:
    waiting = ngettext(
        "{n} compromiso heredado espera que lo ratifiquen.",
        "{n} compromisos heredados esperan que los ratifiquen.",
        count,
    ).format(n=number(count))
    when = _("El plazo es hasta el {day}.").format(day=day(first))
    return f"{waiting} {when}"
