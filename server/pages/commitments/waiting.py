"""What was reported done and waits for its verifier."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from game.commitments import Commitment, Move, Status
from game.participants import Participant
from server.i18n import day, ngettext, number
from server.i18n import gettext as _
from server.pages.commitments.cards import CommitmentCard, commitment_card
from server.pages.commitments.words import Names
from server.pages.filters import Option, address_of, ignored_words, options_of, page_links
from server.pages.links import Link, Url

# So many that wait for their verifier are on one page.
QUEUE_SIZE = 24


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """What was reported done and waits for a verifier; `overdue`: what nobody reported in time."""

    breadcrumb: tuple[Link, ...]
    lead: str
    overdue: Link
    cards: tuple[CommitmentCard, ...]
    again: tuple[CommitmentCard, ...]
    governments: tuple[Option, ...]
    pages: tuple[Link, ...]
    ignored: tuple[str, ...]
    empty: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Queue:
    """How the queue is asked for: of which government, on which page, and how many there are.

    `unknown`: what was asked for and has nothing there; `total` is of what is asked for.
    """

    governments: Sequence[Participant]
    participant: str
    unknown: str
    page: int
    total: int
    size: int = QUEUE_SIZE


def waiting_page(
    listed: Sequence[tuple[Commitment, Participant]],
    again: Sequence[tuple[Commitment, Participant]],
    names: Names,
    today: date,
    url: Url,
    *,
    asked: Queue,
) -> WaitingPage:
    """The one that has waited longest first. `again`: verified, and to be verified again.

    `listed` are those of a page, each with its history.
    """
    narrowed = (("gobierno", asked.participant),) if asked.participant else ()
    return WaitingPage(
        breadcrumb=(Link(_("Verificación"), url("queue")), Link(_("Compromisos"), "")),
        lead=ngettext(
            "{n} compromiso reportado como cumplido espera verificación.",
            "{n} compromisos reportados como cumplidos esperan verificación.",
            asked.total,
        ).format(n=number(asked.total)),
        overdue=Link(
            _("Vencidos, que pueden declararse no cumplidos"),
            address_of(url("commitments"), (("situacion", Status.OVERDUE.value),)),
        ),
        cards=tuple(
            replace(
                commitment_card(commitment, participant, names, today, url),
                waits=_waits(commitment, Move.REPORT_DONE, today),
            )
            for commitment, participant in listed
        ),
        again=tuple(
            replace(
                commitment_card(commitment, participant, names, today, url),
                waits=_waits(commitment, Move.ASK_REVIEW, today),
            )
            for commitment, participant in again
        ),
        governments=options_of(
            _("Todos los gobiernos"),
            [(each.code, each.name) for each in asked.governments],
            asked.participant,
        ),
        pages=page_links(url("commitment_queue"), narrowed, asked.page, asked.total, asked.size),
        ignored=ignored_words((("gobierno", asked.unknown),) if asked.unknown else ()),
        empty=(
            _("Nada espera verificación"),
            _(
                "Cuando un gobierno reporte que cumplió aparecerá aquí. Los de su propio estado los"
                " verifica otra persona."
            ),
        )
        if not asked.total
        else (_("Esta página no tiene compromisos"), _("Vuelva a la primera.")),
    )


def _waits(commitment: Commitment, move: Move, today: date) -> str:
    """Since when it waits, by the last time that this was done."""
    on = next((event.on for event in reversed(commitment.history) if event.move is move), None)
    if on is None:
        return ""
    days = (today - on).days
    told = _("Reportado el {day}") if move is Move.REPORT_DONE else _("Se pide desde el {day}")
    if not days:
        return _("{since}, hoy").format(since=told.format(day=day(on)))
    text = ngettext("{since}, hace {n} día", "{since}, hace {n} días", days)
    return text.format(since=told.format(day=day(on)), n=number(days))
