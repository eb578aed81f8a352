"""Ronda final, para quien la coordina y la publica: finalists, panel, marking, publication."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from game.editions import Act, Edition, allows
from game.finals import NO_STATE, Finalist, FinalRound, Member, Phase, Shortlisted
from game.participants import alphabetical
from game.publications import Proposal
from server.i18n import gettext as _
from server.i18n import list_of, locale, moment, ngettext, number
from server.pages.entered import NOT_ENTERED, Entered
from server.pages.finals import (
    FinalLeague,
    FinalRules,
    count_of_marks,
    final_rules,
    leagues_of,
    left_text,
)
from server.pages.links import Link, Url
from server.pages.publications import SHORT, Event, publication_history
from server.people import ROLE_NAMES, Seat


@dataclass(frozen=True, slots=True)
class Tried:
    """A form that was refused: which, about whom, what was typed, and the sentence."""

    form: str = ""
    about: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    def entered(self, form: str, name: str, about: str = "", *, says: bool = True) -> Entered:
        """A field as it was typed, and what is wrong with it where it `says` so."""
        if (form, about) != (self.form, self.about):
            return NOT_ENTERED
        return Entered(self.typed.get(name, ""), self.text if says else "")


NOT_TRIED = Tried()


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a select."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FinalistLine:
    """A finalist and how many sheets were handed in on it. `leave_url`: empty where it may not."""

    code: str
    place: str
    name: str
    url: str
    points: str
    sheets: str
    withdrew: str
    leave_url: str
    reason: Entered


@dataclass(frozen=True, slots=True)
class LeagueList:
    """The finalists of a league, and everybody in the order they were drawn from."""

    code: str
    name: str
    finalists: tuple[FinalistLine, ...]
    standings: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class MemberLine:
    """Somebody on the panel, and how far they have come. `release_url`: empty once they began."""

    name: str
    states: str
    handed_in: str
    recused: str
    release_url: str


@dataclass(frozen=True, slots=True)
class Appointing:
    """The form that puts somebody on the panel. `accounts`: those that may be; `help` says so."""

    url: str
    email: Entered
    accounts: tuple[Option, ...]
    help: str
    states: tuple[Option, ...]
    state_error: str


@dataclass(frozen=True, slots=True)
class Deciding:
    """The publication: who proposed what, and what whoever looks may do.

    `frozen`: why nobody may yet; `freeze_url`: where the coordination takes the freeze away.
    """

    who: str
    short: str
    sha256: str
    frozen: str
    freeze_url: str
    may_propose: bool
    may_confirm: bool
    may_withdraw: bool
    reason: Entered
    propose_url: str
    confirm_url: str
    withdraw_url: str


@dataclass(frozen=True, slots=True)
class PanelRoom:
    """A final round while it is under way. Texts and addresses that lack are empty."""

    title: str
    kicker: str
    lead: str
    breadcrumb: tuple[Link, ...]
    problem: str
    drawn: str
    draw_url: str
    draw_label: str
    draw_reason: Entered | None
    warnings: tuple[str, ...]
    leagues: tuple[LeagueList, ...]
    leaving: str
    members: tuple[MemberLine, ...]
    panel_told: str
    appointing: Appointing | None
    close_url: str
    closing: tuple[str, ...]
    closed: str
    results: tuple[FinalLeague, ...]
    deciding: Deciding | None
    history: tuple[Event, ...]
    public: Link | None
    rules: FinalRules


@dataclass(frozen=True, slots=True)
class Done:
    """What has been done so far, in counts: by member, by finalist, and recusals by member."""

    by_member: Mapping[int, int]
    by_finalist: Mapping[str, int]
    recused: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The shortlist in force, and everybody in the order it was drawn from, by league."""

    number: int
    at: datetime
    author: str
    reason: str
    standings: Mapping[str, Sequence[Shortlisted]]
    finalists: tuple[Finalist, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """A final round as its page takes it; `drawn` and `phase` are None before the first shortlist.

    `may_draw`: whether a shortlist can be drawn now; then `unanswered`: replies that may still move
    points, and `undecided`: league to its signed levels with answers without a verdict. `content`:
    what would be published, once the marking is closed. `eligible`: the
    seats of those who may be put on the panel.
    """

    edition: Edition
    round: FinalRound
    phase: Phase | None
    drawn: Drawn | None
    members: tuple[Member, ...]
    done: Done
    proposals: tuple[Proposal, ...]
    state_names: Mapping[str, str]
    may_draw: bool = False
    unanswered: int = 0
    undecided: Mapping[str, int] = field(default_factory=dict)
    closed_at: datetime | None = None
    closer: str = ""
    frozen: datetime | None = None
    content: Mapping[str, Any] | None = None
    eligible: tuple[Seat, ...] = ()

    @property
    def finalists(self) -> tuple[Finalist, ...]:
        return self.drawn.finalists if self.drawn else ()


def panel_room(
    room: Room, url: Url, *, coordinates: bool, publisher: int | None, tried: Tried = NOT_TRIED
) -> PanelRoom:
    """What whoever looks may see and do.

    `coordinates`: whether they act for the coordination; `publisher`: the account of one, None for
    anybody else.
    """
    here = {"edition": room.edition.code}
    may_act = coordinates and allows(room.edition.stage, Act.HOLD_FINAL)
    is_marking = room.phase is Phase.MARKING
    may_close = is_marking and bool(room.done.by_member)
    return PanelRoom(
        title=_("Ronda final {edition}").format(edition=room.edition.code),
        kicker=room.edition.name.of(locale()),
        lead=_("La ronda final ya se publicó y no cambia.")
        if room.phase is Phase.PUBLISHED
        else _(
            "Los finalistas, el jurado y sus calificaciones. Nada de esto es público hasta que dos"
            " personas lo publiquen."
        ),
        breadcrumb=(
            Link(_("Ediciones"), url("editions")),
            Link(room.edition.code, url("edition", **here)),
            Link(_("Ronda final"), "", current=True),
        ),
        problem="" if tried.form else tried.text,
        drawn=_drawn(room),
        draw_url=url("shortlist_draw", **here) if may_act and room.may_draw else "",
        draw_label=_("Sacar otra lista") if room.drawn else _("Sacar la lista de finalistas"),
        draw_reason=tried.entered("draw", "reason") if room.drawn else None,
        warnings=tuple(_warnings(room)),
        leagues=_leagues(room, url, tried, may_act=may_act),
        leaving=_("Se publica con la fecha y con que fue después de cerrar las calificaciones.")
        if room.phase is Phase.CLOSED
        else _("Se publica con la fecha."),
        members=tuple(
            _member(each, room, url, may_act=may_act and is_marking) for each in room.members
        ),
        panel_told=_panel_told(room),
        appointing=_appointing(room, tried, url) if may_act and is_marking else None,
        close_url=url("marking_close", **here) if may_act and may_close else "",
        closing=tuple(_closing(room)),
        closed=_closed(room),
        results=leagues_of(room.content, url) if room.content else (),
        deciding=_deciding(room, publisher, tried, url) if room.phase is Phase.CLOSED else None,
        history=publication_history(room.proposals),
        public=Link(_("Página pública"), url("final", **here))
        if room.phase is Phase.PUBLISHED
        else None,
        rules=final_rules(room.round),
    )


def _drawn(room: Room) -> str:
    if room.drawn is None and not allows(room.edition.stage, Act.HOLD_FINAL):
        return _("La lista de finalistas se saca desde la etapa de réplica, con puntos firmes.")
    if room.drawn is None:
        return _("Todavía no hay lista de finalistas.")
    told = _("Lista {n}, del {moment}, por {author}.").format(
        n=number(room.drawn.number), moment=moment(room.drawn.at), author=room.drawn.author
    )
    if room.drawn.reason:
        told += " " + _("Se sacó de nuevo: {reason}").format(reason=room.drawn.reason)
    return told


def _warnings(room: Room) -> Iterator[str]:
    """What a shortlist that is drawn now would be drawn without."""
    if room.unanswered:
        yield ngettext(
            "Queda {n} réplica sin resolver, que todavía puede mover puntos.",
            "Quedan {n} réplicas sin resolver, que todavía pueden mover puntos.",
            room.unanswered,
        ).format(n=number(room.unanswered))
    if room.undecided:
        count = sum(room.undecided.values())
        leagues = [
            _("{n} en {league}").format(
                n=number(room.undecided[league.code]), league=league.name.of(locale())
            )
            for league in room.edition.leagues
            if league.code in room.undecided
        ]
        yield ngettext(
            "{n} nivel firmado tiene respuestas sin dictamen, que no dan puntos firmes: {leagues}.",
            "{n} niveles firmados tienen respuestas sin dictamen, que no dan puntos firmes:"
            " {leagues}.",
            count,
        ).format(n=number(count), leagues=list_of(leagues))


def _leagues(room: Room, url: Url, tried: Tried, *, may_act: bool) -> tuple[LeagueList, ...]:
    if room.drawn is None:
        return ()
    may_leave = may_act and room.phase in {Phase.MARKING, Phase.CLOSED}
    return tuple(
        LeagueList(
            league.code,
            league.name.of(locale()),
            tuple(
                _finalist(each, room, url, tried, may_leave=may_leave)
                for each in room.finalists
                if each.league == league.code
            ),
            tuple(
                (number(each.place), each.name, number(each.settled))
                for each in room.drawn.standings.get(league.code, ())
            ),
        )
        for league in room.edition.leagues
    )


def _finalist(
    finalist: Finalist, room: Room, url: Url, tried: Tried, *, may_leave: bool
) -> FinalistLine:
    code = finalist.participant
    leave = url("finalist_leave", edition=room.edition.code, participant=code)
    return FinalistLine(
        code=code,
        place=number(finalist.place),
        name=finalist.name,
        url=url("profile", code=code),
        points=number(finalist.settled),
        sheets=count_of_marks(room.done.by_finalist.get(code, 0)),
        withdrew=f"{_left(finalist, room)} {finalist.withdrew}" if finalist.withdrew else "",
        leave_url=leave if may_leave and not finalist.withdrew else "",
        reason=tried.entered("leave", "reason", code),
    )


def _left(finalist: Finalist, room: Room) -> str:
    return left_text(finalist.withdrew_at, is_late=finalist.left_after(room.closed_at))


def _member(member: Member, room: Room, url: Url, *, may_act: bool) -> MemberLine:
    mine = [
        each for each in room.finalists if not each.withdrew and each.state not in member.states
    ]
    recused = room.done.recused.get(member.account, 0)
    handed_in = room.done.by_member.get(member.account, 0)
    release = url("panel_release", edition=room.edition.code, member=member.account)
    names = sorted(room.state_names.get(state, state) for state in member.states)
    return MemberLine(
        name=member.name,
        states=list_of(names) if names else _("ninguno"),
        handed_in=_("{n} de {all}").format(n=number(handed_in), all=number(len(mine))),
        recused=number(recused),
        release_url=release if may_act and not handed_in and not recused else "",
    )


def _panel_told(room: Room) -> str:
    least, count = room.round.least_members, len(room.members)
    told = ngettext(
        "{n} integrante; cada finalista necesita {least}.",
        "{n} integrantes; cada finalista necesita {least}.",
        count,
    )
    return told.format(n=number(count), least=count_of_marks(least))


def _appointing(room: Room, tried: Tried, url: Url) -> Appointing:
    is_of_state = tried.form == "appoint" and tried.about == "state"
    about = "state" if is_of_state else ""
    options = [
        ("", _("Elija")),
        (NO_STATE, _("De ninguno")),
        *sorted(room.state_names.items(), key=lambda pair: alphabetical(pair[1])),
    ]
    chosen = tried.entered("appoint", "state", about).value
    return Appointing(
        url=url("panel_appoint", edition=room.edition.code),
        email=tried.entered("appoint", "email", about, says=not is_of_state),
        accounts=tuple(_accounts(room.eligible)),
        help=_("De quien solo verifica, audita u observa; al escribir se ofrecen las que hay.")
        if room.eligible
        else _("De quien solo verifica, audita u observa. Por ahora no hay más que nombrar."),
        states=tuple(Option(value, label, value == chosen) for value, label in options),
        state_error=tried.text if is_of_state else "",
    )


def _accounts(seats: Iterable[Seat]) -> Iterator[Option]:
    """An address with whose it is, and what they do in all their seats."""
    roles: dict[tuple[str, str], list[str]] = {}
    for seat in seats:
        roles.setdefault((seat.holder, seat.email), []).append(str(ROLE_NAMES[seat.role]))
    for (name, email), held in roles.items():
        yield Option(email, f"{name}, {list_of(list(dict.fromkeys(held)))}", chosen=False)


def _closing(room: Room) -> Iterator[str]:
    """Whoever would have no result if the marking ended now."""
    short = [
        each.name
        for each in room.finalists
        if not each.withdrew
        and room.done.by_finalist.get(each.participant, 0) < room.round.least_members
    ]
    if short:
        yield ngettext(
            "{n} finalista se quedaría sin resultado: {names}.",
            "{n} finalistas se quedarían sin resultado: {names}.",
            len(short),
        ).format(n=number(len(short)), names=list_of(short))


def _closed(room: Room) -> str:
    if room.closed_at is None:
        return ""
    return _("Calificaciones cerradas el {moment} por {name}.").format(
        moment=moment(room.closed_at), name=room.closer
    )


def _deciding(room: Room, publisher: int | None, tried: Tried, url: Url) -> Deciding:
    here = {"edition": room.edition.code}
    proposal = next((each for each in room.proposals if each.is_open), None)
    is_own = proposal is not None and proposal.publication.proposed_by == publisher
    publishes = publisher is not None and room.frozen is None
    text = _("{name} hizo la propuesta el {at}. Falta que otra persona la confirme.")
    return Deciding(
        who=text.format(name=proposal.proposer, at=moment(proposal.proposed_at))
        if proposal
        else "",
        short=proposal.publication.sha256[:SHORT] if proposal else "",
        sha256=proposal.publication.sha256 if proposal else "",
        frozen=_(
            "La tabla pública está detenida: la ronda final se publica cuando la coordinación la"
            " reanude."
        )
        if room.frozen
        else "",
        freeze_url=f"{url('edition', **here)}#freeze",
        may_propose=publishes and proposal is None,
        may_confirm=publishes and proposal is not None and not is_own,
        may_withdraw=publisher is not None and proposal is not None,
        reason=tried.entered("withdraw", "reason"),
        propose_url=url("final_propose", **here),
        confirm_url=url("final_confirm", **here),
        withdraw_url=url("final_withdraw", **here),
    )
