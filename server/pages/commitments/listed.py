"""The public list of commitments: of one government in groups, of several in one row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from game.commitments import Commitment, Move, Status, passes_on
from game.participants import Participant
from game.searches import sought_in
from server.i18n import gettext as _
from server.i18n import ngettext, number
from server.pages.commitments.cards import CommitmentCard, commitment_card, found_card
from server.pages.commitments.headings import Figure, figures_of, ways_of
from server.pages.commitments.narrowing import Choices, FilterForm, Query, filter_form
from server.pages.commitments.words import (
    ENDED,
    STATUS_NAMES,
    first_words,
    in_spanish,
    not_inherited,
)
from server.pages.filters import address_of, file_links, ignored_words, page_links
from server.pages.links import Link, Url
from server.pages.moves import NO_TEXTS, ActField, Tried, act_field
from server.pages.proposals import Complaint
from server.people import GOVERNMENT, Person, Role

# Of what was proposed from a workbook so many are named.
MOST_TOLD = 10
# The groups of one government's list, what presses first.
GROUPS: Sequence[Status] = (
    Status.OVERDUE,
    Status.INHERITED,
    Status.IN_PROGRESS,
    Status.AGREED,
    Status.PROPOSED,
    Status.REPORTED_DONE,
    Status.VERIFIED,
    Status.NOT_MET,
    Status.WITHDRAWN,
)
NO_MARKS: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CardGroup:
    """The commitments of one status, where those of one government are listed."""

    id: str
    title: str
    cards: tuple[CommitmentCard, ...]


@dataclass(frozen=True, slots=True)
class Passing:
    """How the coordination passes all of a government to a new administration.

    `note`: what was typed of what changed, and what to mend in it.
    """

    participant: str
    title: str
    left: str
    note: ActField
    complaints: tuple[Complaint, ...] = ()


@dataclass(frozen=True, slots=True)
class CommitmentsPage:
    """The public list: of one government in groups, of several in one row of cards.

    `proposed`: what was proposed just now from a workbook, with the first of its commitments.
    """

    figures: tuple[Figure, ...]
    filters: FilterForm
    count: str
    cards: tuple[CommitmentCard, ...]
    groups: tuple[CardGroup, ...]
    pages: tuple[Link, ...]
    own_links: tuple[Link, ...]
    passing: Passing | None
    in_spanish: str
    ways: tuple[Link, ...]
    ignored: tuple[str, ...]
    files: tuple[Link, ...] = ()
    proposed: str = ""
    proposed_links: tuple[Link, ...] = ()


def commitments_page(
    listed: Sequence[tuple[Commitment, Participant]],
    counts: Mapping[Status, int],
    *,
    total: int,
    page: int,
    size: int,
    query: Query,
    choices: Choices,
    visitor: Person | None,
    today: date,
    url: Url,
    marks: Mapping[int, str] = NO_MARKS,
    proposed: Sequence[Commitment] = (),
    tried: Tried | None = None,
) -> CommitmentsPage:
    """The list as filtered; `counts` are of all statuses, `total` of the one being looked at.

    `marks`: by the code of a commitment, which voices do not agree on it. `proposed`: those that
    whoever looks proposed just now. `tried`: what was typed to pass everything on, and refused.
    """
    sought = sought_in(query.text)
    cards = tuple(
        found_card(
            commitment_card(
                commitment,
                participant,
                choices.names,
                today,
                url,
                mark=marks.get(commitment.code or 0, ""),
            ),
            commitment,
            sought,
        )
        for commitment, participant in listed
    )
    return CommitmentsPage(
        figures=figures_of(counts, query, url),
        filters=filter_form(query, counts, choices),
        count=ngettext("{n} compromiso", "{n} compromisos", total).format(n=number(total)),
        cards=cards,
        groups=_groups(cards) if query.participant else (),
        pages=page_links(url("commitments"), query.pairs, page, total, size),
        own_links=(
            *_own_links(visitor, url),
            Link(_("Acuerdos"), url("agreements")),
            Link(_("Recomendaciones emitidas"), url("batches")),
        ),
        passing=_passing(listed, counts, query, visitor, today, tried),
        in_spanish=in_spanish() if listed else "",
        ways=ways_of("commitments", url),
        ignored=ignored_words(query.ignored, beside=("desde", "hasta")),
        files=_files(query, url) if listed else (),
        proposed=_proposed_text(len(proposed)),
        proposed_links=tuple(
            Link(
                _("{number}: {goal}").format(number=each.code, goal=first_words(each.goal, 60)),
                url("commitment", id=each.code),
            )
            for each in proposed[:MOST_TOLD]
        ),
    )


def _proposed_text(count: int) -> str:
    """How many were proposed, and that not all of them have a link."""
    if not count:
        return ""
    told = ngettext(
        "Se propuso {n} compromiso en público:", "Se propusieron {n} compromisos en público:", count
    ).format(n=number(count))
    if count <= MOST_TOLD:
        return told
    left = _("estos son los primeros; los demás están en la lista.")
    return f"{told} {left}"


def _files(query: Query, url: Url) -> tuple[Link, ...]:
    """The whole list as it is narrowed, in other forms."""
    return (
        Link(_("Hoja para imprimir"), address_of(url("commitments_sheet"), query.pairs)),
        *file_links(url("commitments_table"), url("commitments_document"), query.pairs),
    )


def _groups(cards: Sequence[CommitmentCard]) -> tuple[CardGroup, ...]:
    found = []
    for status in GROUPS:
        own = tuple(card for card in cards if card.status == status)
        if own:
            title = _("{status} ({n})").format(status=STATUS_NAMES[status], n=number(len(own)))
            found.append(CardGroup(f"group-{status.value}", title, own))
    return tuple(found)


def _passing(
    listed: Sequence[tuple[Commitment, Participant]],
    counts: Mapping[Status, int],
    query: Query,
    visitor: Person | None,
    today: date,
    tried: Tried | None,
) -> Passing | None:
    """For whoever may, while something of the government is alive and passes on a day."""
    stays = ENDED | {Status.INHERITED, Status.REPORTED_DONE}
    alive = sum(counts[each] for each in GROUPS if each not in stays)
    late = any(passes_on(commitment, today) for commitment, _whose in listed)
    may = visitor is not None and visitor.role in {Role.COORDINATOR, Role.ADMIN}
    if not (may and query.participant and listed and (alive or late)):
        return None
    name, again = listed[0][1].name, tried or Tried(Move.INHERIT, NO_TEXTS, NO_TEXTS)
    note = act_field(again, "note", _("Qué cambió"), is_required=True)
    return Passing(
        query.participant,
        _("{name}: pasar todo a una nueva administración").format(name=name),
        not_inherited(),
        note,
        (Complaint(_("{field}: {text}").format(field=note.label, text=note.error), f"#{note.id}"),)
        if note.error
        else (),
    )


def _own_links(visitor: Person | None, url: Url) -> tuple[Link, ...]:
    if visitor is None:
        return ()
    if visitor.role in GOVERNMENT and visitor.participant:
        own = address_of(url("commitments"), (("gobierno", visitor.participant),))
        return (
            Link(_("Compromisos de {name}").format(name=visitor.participant_name), own),
            Link(_("Recomendaciones"), url("recommendations")),
        )
    if visitor.role is Role.VERIFIER:
        return (Link(_("Por verificar"), url("commitment_queue")),)
    if visitor.role in {Role.COORDINATOR, Role.ADMIN}:
        return (Link(_("Recomendaciones por emitir"), url("batch_list")),)
    return ()
