"""Publicación: what would be published, who proposed it, and what came of each proposal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from game.editions import Edition
from game.publications import Proposal, Reach, Tally
from server.i18n import exact_percent, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.days import early_text
from server.pages.links import Link, Url
from server.pages.scores import reach_text

SHORT = 12


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of something."""

    term: str
    text: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The open proposal: who made it, what they saw, and whether it may have changed."""

    who: str
    short: str
    sha256: str
    changed: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a proposal."""

    code: str
    word: str
    at: str
    text: str
    note: str
    author: str
    evidence: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The form that takes a proposal back, and what was wrong with it when it was sent."""

    reason: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Publishing:
    """What both people see before they publish, and what they may do."""

    counts: tuple[Count, ...]
    warnings: tuple[str, ...]
    undecided: str
    unanswered_title: str
    unanswered: tuple[Link, ...]
    waiting: Waiting | None
    may_propose: bool
    may_confirm: bool
    withdrawal: Withdrawal | None


def publishing(
    edition: Edition,
    tally: Tally,
    reach: Sequence[Reach],
    proposal: Proposal | None,
    since: int,
    url: Url,
    *,
    now: datetime,
    account: int | None,
    may_read: bool,
    withdrawal: Withdrawal,
) -> Publishing:
    """`reach` says how many would have an index, kind by kind, and nothing of any of them.

    `proposal` is the open one and `since` the verdicts given after it.

    `account` is that of a publisher who looks, None for anybody else. `may_read`: whether whoever
    looks may open the levels that replies wait in.
    """
    publishes = account is not None
    is_settled = not tally.unanswered
    is_own = proposal is not None and proposal.publication.proposed_by == account
    return Publishing(
        counts=tuple(_counts(tally, reach)),
        warnings=tuple(_warnings(edition, reach, now)),
        undecided=_undecided(tally),
        unanswered_title=_unanswered_title(tally),
        unanswered=tuple(_unanswered(edition.code, tally, url, may_read=may_read)),
        waiting=_waiting(proposal, since) if proposal else None,
        may_propose=publishes and proposal is None and is_settled,
        may_confirm=publishes and proposal is not None and is_settled and not is_own,
        withdrawal=withdrawal if publishes and proposal is not None else None,
    )


def publication_history(proposals: Sequence[Proposal]) -> tuple[Event, ...]:
    """What happened to every proposal of an edition, the newest first."""
    return tuple(event for each in proposals for event in _events(each))


def _warnings(edition: Edition, reach: Sequence[Reach], now: datetime) -> Iterator[str]:
    """What should stop somebody who is about to publish."""
    least = edition.room.least_reach
    low = [each for each in reach if each.is_below(least)]
    if low:
        yield _("Menos del {share} tendría índice: {reach}.").format(
            share=exact_percent(least), reach=reach_text(low)
        )
    early = early_text(edition, now)
    if early:
        yield early


def _counts(tally: Tally, reach: Sequence[Reach]) -> Iterator[Count]:
    yield Count(_("Gobiernos inscritos"), number(tally.participants))
    yield Count(_("Tendrían índice"), reach_text(reach))
    text = _("{signed}; sin firmar, y por eso fuera: {unsigned}")
    yield Count(
        _("Niveles firmados"),
        text.format(signed=number(tally.signed), unsigned=number(tally.unsigned)),
    )
    if tally.voided:
        yield Count(
            _("Con la firma sin efecto"),
            _("{n}; cuenta lo que ya tenía dictamen").format(n=number(tally.voided)),
        )
    text = _("aceptadas: {accepted}; rechazadas: {rejected}; devueltas y sin corregir: {returned}")
    yield Count(
        _("Respuestas con dictamen"),
        text.format(
            accepted=number(tally.accepted),
            rejected=number(tally.rejected),
            returned=number(tally.returned),
        ),
    )
    yield Count(
        _("Respuestas sin dictamen"),
        _("{n}; cuentan como no verificadas").format(n=number(tally.undecided)),
    )
    yield Count(_("Réplicas sin resolver"), number(len(tally.unanswered)))


def _undecided(tally: Tally) -> str:
    if not tally.undecided:
        return _("Todas las respuestas de niveles firmados tienen dictamen.")
    return ngettext(
        "{n} respuesta no tiene dictamen y contará como no verificada.",
        "{n} respuestas no tienen dictamen y contarán como no verificadas.",
        tally.undecided,
    ).format(n=number(tally.undecided))


def _unanswered_title(tally: Tally) -> str:
    found = len(tally.unanswered)
    return ngettext(
        "No se puede publicar: {n} réplica espera a otra persona verificadora",
        "No se puede publicar: {n} réplicas esperan a otra persona verificadora",
        found,
    ).format(n=number(found))


def _unanswered(edition: str, tally: Tally, url: Url, *, may_read: bool) -> Iterator[Link]:
    for participant, item in tally.unanswered:
        address = url("review", edition=edition, participant=participant.code, topic=item.topic)
        yield Link(
            f"{participant.name}, {item.code}", f"{address}#item-{item.code}" if may_read else ""
        )


def _waiting(proposal: Proposal, since: int) -> Waiting:
    text = _("{name} hizo la propuesta el {at}. Falta que otra persona la confirme.")
    changed = ngettext(
        "Después se dio {n} dictamen: si se confirma así, la propuesta queda sin efecto.",
        "Después se dieron {n} dictámenes: si se confirma así, la propuesta queda sin efecto.",
        since,
    ).format(n=number(since))
    return Waiting(
        who=text.format(name=proposal.proposer, at=moment(proposal.proposed_at)),
        short=_short(proposal),
        sha256=proposal.publication.sha256,
        changed=changed if since else "",
    )


def _events(proposal: Proposal) -> Iterator[Event]:
    if proposal.confirmed_at is not None:
        text = _("Instantánea {short}").format(short=_short(proposal))
        at = moment(proposal.confirmed_at)
        yield Event("published", _("Se confirmó y se publicó"), at, text, "", proposal.confirmer)
    if proposal.ended_at is not None:
        at, who = moment(proposal.ended_at), proposal.ender
        if proposal.is_void:
            text = _("Lo que se iba a publicar ya no era lo propuesto.")
            yield Event("rejected", _("Quedó sin efecto"), at, text, "", who)
        else:
            yield Event("withdrawn", _("Se retiró"), at, "", proposal.reason, who)
    text = _("Instantánea {short}").format(short=_short(proposal))
    at = moment(proposal.proposed_at)
    yield Event("proposed", _("Se propuso publicar"), at, text, "", proposal.proposer)


def _short(proposal: Proposal) -> str:
    """Enough of a SHA-256 to compare by eye; one from before they were kept has none."""
    return proposal.publication.sha256[:SHORT] or "—"
