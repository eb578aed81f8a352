"""What a government's own page says of its commitments and of what it is recommended."""

from collections.abc import Sequence
from datetime import date

from game.commitments import Commitment, Status, shown_status
from server.i18n import day, ngettext, number
from server.i18n import gettext as _
from server.pages.links import Url
from server.pages.report_desks import WaitingNotice


def promises_notice(
    commitments: Sequence[Commitment], participant: str, today: date, url: Url
) -> WaitingNotice | None:
    """That commitments wait to be ratified or are overdue; nothing where none does.

    One inherited that also passed its date is told twice: it has two things to be done.
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
