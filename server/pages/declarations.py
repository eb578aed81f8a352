"""Declaraciones públicas: who signed, since when, and what became of it, for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from game.declarations import (
    Declaration,
    Event,
    Move,
    Status,
    Wording,
    is_of,
    may_revoke,
    status_of,
)
from game.questionnaire import Text
from server.days import today_of
from server.i18n import Lazy, day, lazy, locale, ngettext, number
from server.i18n import gettext as _
from server.pages.commitment import HistoryLine, Row
from server.pages.filters import Option, address_of, ignored_words, options_of
from server.pages.links import Link, Url
from server.pages.moves import Unsent
from server.pages.proposals import Complaint
from server.people import ROLE_NAMES, Person, Role

GOVERNMENTS: Final = "participant"
ASSOCIATIONS: Final = "observer"
KINDS: Mapping[str, Lazy] = MappingProxyType(
    {
        GOVERNMENTS: lazy("Gobiernos"),
        ASSOCIATIONS: lazy("Empresas y asociaciones"),
    }
)
STATUS_NAMES: Mapping[Status, Lazy] = MappingProxyType(
    {
        Status.IN_FORCE: lazy("Vigente"),
        Status.LAPSED: lazy("Vencida"),
        Status.LEFT: lazy("Concluyó con el cargo"),
        Status.REVOKED: lazy("Revocada"),
    }
)
# Those that end by their last day alone.
OPEN: Final = frozenset({Status.IN_FORCE, Status.LAPSED})
# The look of each, among those that marks have.
LOOKS: Mapping[Status, str] = MappingProxyType(
    {
        Status.IN_FORCE: "verified",
        Status.LAPSED: "overdue",
        Status.LEFT: "inherited",
        Status.REVOKED: "withdrawn",
    }
)
EVENTS: Mapping[Move, tuple[str, Lazy]] = MappingProxyType(
    {
        Move.SIGN: ("signed", lazy("Se firmó")),
        Move.RENEW: ("amended", lazy("Se renovó")),
        Move.REVOKE: ("withdrawn", lazy("Se revocó")),
    }
)


@dataclass(frozen=True, slots=True)
class SeenDeclaration:
    """A declaration as the pages take it. `participant`: its code; empty of an association.

    `texts`: by the SHA-256 of each, its title and its words. `is_own`: of whoever looks.
    """

    code: int
    declaration: Declaration
    called: str
    participant: str
    name: str
    texts: Mapping[str, tuple[Text, Text]]
    is_own: bool = False

    @property
    def kind(self) -> str:
        return GOVERNMENTS if self.participant else ASSOCIATIONS


@dataclass(frozen=True, slots=True)
class DeclarationRow:
    """A line of the list."""

    called: str
    url: str
    signed_by: str
    kind: str
    status: str
    status_word: str
    since: str
    lasts: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What whoever may declare is asked to do, and where."""

    text: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class DeclarationsPage:
    """All of them that were asked for, and the text of today."""

    count: str
    kinds: tuple[Option, ...]
    statuses: tuple[Option, ...]
    is_narrowed: bool
    ignored: tuple[str, ...]
    rows: tuple[DeclarationRow, ...]
    downloads: tuple[Link, ...]
    title: str
    text: str
    edition: str
    asked: Asked | None


@dataclass(frozen=True, slots=True)
class Revoking:
    """The form of a revocation, with what was typed and what is wrong with it."""

    action: str
    help: str
    reason: str
    error: str


@dataclass(frozen=True, slots=True)
class DeclarationPage:
    """One declaration with its whole history."""

    title: str
    kicker: str
    breadcrumb: tuple[Link, ...]
    status: str
    status_word: str
    owner_url: str
    note: str
    wording_title: str
    wording: str
    facts: tuple[Row, ...]
    digest: str
    history: tuple[HistoryLine, ...]
    revoking: Revoking | None
    unsent: Unsent | None = None


@dataclass(frozen=True, slots=True)
class SigningPage:
    """The text to be read, and the signature under it; no form where nothing is to be signed."""

    title: str
    lead: str
    breadcrumb: tuple[Link, ...]
    wording_title: str
    wording: str
    stale: str
    nothing: str
    nothing_url: str
    digest: str
    lasts: str
    action: str
    password_error: str
    public_error: str
    is_public: str
    label: str
    problems: tuple[Complaint, ...]


def declarations_page(
    found: Sequence[SeenDeclaration],
    wording: Wording | None,
    *,
    pairs: Sequence[tuple[str, str]],
    ignored: Sequence[tuple[str, str]],
    asked: Asked | None,
    today: date,
    url: Url,
) -> DeclarationsPage:
    """`found`: what the address asks for, in the order in which it is shown.

    `pairs`, `ignored`: what narrows it, and what nobody knows, by the names of its address.
    """
    count, chosen = len(found), dict(pairs)
    return DeclarationsPage(
        count=ngettext("{n} declaración", "{n} declaraciones", count).format(n=number(count)),
        kinds=options_of(
            _("Gobiernos y asociaciones"),
            [(code, str(name)) for code, name in KINDS.items()],
            chosen.get("tipo", ""),
        ),
        statuses=options_of(
            _("Todas las situaciones"),
            [(code.value, str(name)) for code, name in STATUS_NAMES.items()],
            chosen.get("situacion", ""),
        ),
        is_narrowed=bool(pairs),
        ignored=ignored_words(ignored),
        rows=tuple(_row(each, wording, today, url) for each in found),
        downloads=(
            Link(_("Descargar en CSV"), address_of(url("declarations_table"), pairs)),
            Link(_("Descargar en JSON"), address_of(url("declarations_document"), pairs)),
        ),
        title=wording.title.of(locale()) if wording else "",
        text=wording.text.of(locale()) if wording else "",
        edition=_("Texto de la edición {edition}").format(edition=wording.edition)
        if wording
        else "",
        asked=asked,
    )


def declaration_page(
    seen: SeenDeclaration,
    wording: Wording | None,
    *,
    person: Person | None,
    today: date,
    url: Url,
    tried: tuple[str, str] = ("", ""),
) -> DeclarationPage:
    """One of them. `tried`: the reason of a revocation that was refused, and why."""
    told, last = seen.declaration, seen.declaration.signature
    status = status_of(told, today)
    title, text = seen.texts[last.sha256]
    folio = _("Declaración {number}").format(number=seen.code)
    revoking = _revoking(seen, person, today, url, tried)
    rows = [
        Row(_("Firmó"), seen.name),
        Row(_("Cargo"), _seat(last)),
        Row(_("Desde"), day(told.since)),
        Row(_("Última firma"), day(today_of(last.at)) if told.renewals else ""),
        Row(_("Vale hasta"), day(last.until) if last.until and status in OPEN else ""),
        Row(_("Renovaciones"), number(told.renewals) if told.renewals else ""),
        Row(_("Versión"), _("Edición {edition}").format(edition=last.edition)),
    ]
    return DeclarationPage(
        title=seen.called,
        kicker=folio,
        breadcrumb=(Link(_("Declaraciones públicas"), url("declarations")), Link(folio, "")),
        status=LOOKS[status],
        status_word=str(STATUS_NAMES[status]),
        owner_url=url("profile", code=seen.participant) if seen.participant else "",
        note=_note(told, status, wording),
        wording_title=title.of(locale()),
        wording=text.of(locale()),
        facts=tuple(row for row in rows if row.text),
        digest=last.sha256,
        history=tuple(_history(seen, today)),
        revoking=revoking,
        unsent=Unsent(tried[1], (tried[0],)) if tried[1] and revoking is None else None,
    )


def signing_page(
    wording: Wording | None,
    *,
    until: date | None,
    own_url: str,
    is_renewal: bool,
    nothing: str,
    refused: Mapping[str, str],
    is_public: str,
    url: Url,
) -> SigningPage:
    """`until`: through when a signature of today holds. `nothing`: why there is nothing to sign.

    `refused`: field to what is wrong with it; `stale`: the text changed since it was shown.
    """
    title = (
        _("Renovar la declaración pública") if is_renewal else _("Firmar la declaración pública")
    )
    return SigningPage(
        title=title,
        lead=_(
            "Se firma en nombre del cargo y se publica con su nombre. No mueve puntos ni índice."
        ),
        breadcrumb=(Link(_("Declaraciones públicas"), url("declarations")), Link(title, "")),
        wording_title=wording.title.of(locale()) if wording else "",
        wording=wording.text.of(locale()) if wording else "",
        stale=refused.get("stale", ""),
        nothing=nothing,
        nothing_url=own_url,
        digest=wording.sha256 if wording else "",
        lasts=_("Firmada hoy vale hasta el {day}.").format(day=day(until)) if until else "",
        action=url("declaration_sign"),
        password_error=refused.get("password", ""),
        public_error=refused.get("is_public", ""),
        is_public=is_public,
        label=_("Renovar con mi firma") if is_renewal else _("Firmar en público"),
        problems=_complaints(refused),
    )


def _complaints(refused: Mapping[str, str]) -> tuple[Complaint, ...]:
    """What is to be mended in the signature, before the text that stands above it."""
    labels = {"is_public": _("Publicación"), "password": _("Su contraseña")}
    return tuple(
        Complaint(f"{label}: {refused[name]}", f"#{name}")
        for name, label in labels.items()
        if refused.get(name)
    )


def asked_to_sign(
    wording: Wording, *, is_renewal: bool, is_other_text: bool, is_after_other: bool, url: str
) -> Asked:
    """What a head is asked: the first signature, one after somebody else's, or another one."""
    if is_renewal and is_other_text:
        text = _(
            "La declaración pública que firmó es de otra edición: renuévela con el texto de"
            " {edition}."
        )
    elif is_renewal:
        text = _("Su declaración pública vence pronto o ya venció: puede renovarla.")
    elif is_after_other:
        text = _(
            "Quien ocupó antes el cargo firmó la declaración pública; es suya. Fírmela usted, si la"
            " hace propia."
        )
    else:
        text = _("La declaración pública de la edición {edition} espera su firma.")
    return Asked(
        text=text.format(edition=wording.edition),
        label=_("Leerla y renovarla") if is_renewal else _("Leerla y firmarla"),
        url=url,
    )


def declared_link(seen: SeenDeclaration, today: date, url: Url) -> Link:
    """The way to it from the page of whoever declares, with how it stands."""
    word = str(STATUS_NAMES[status_of(seen.declaration, today)]).lower()
    label = _("Declaración pública: {status}").format(status=word)
    return Link(label, url("declaration", number=seen.code))


def _row(seen: SeenDeclaration, wording: Wording | None, today: date, url: Url) -> DeclarationRow:
    told, last = seen.declaration, seen.declaration.signature
    status = status_of(told, today)
    return DeclarationRow(
        called=seen.called,
        url=url("declaration", number=seen.code),
        signed_by=_("{name}, {seat}").format(name=seen.name, seat=_seat(last)),
        kind=str(KINDS[seen.kind]),
        status=LOOKS[status],
        status_word=str(STATUS_NAMES[status]),
        since=day(told.since),
        lasts=_lasts(told, status),
        text=_text_of(told, wording),
    )


def _lasts(told: Declaration, status: Status) -> str:
    """How it goes on or how it ended, with its day, and how often it was renewed."""
    until, revoked = told.signature.until, told.revocation
    if revoked is not None:
        text = _("Revocada el {day}").format(day=day(today_of(revoked.at)))
    elif status is Status.LEFT and told.left_on is not None:
        text = _("Hasta que dejó el cargo, el {day}").format(day=day(told.left_on))
    elif status is Status.LAPSED and until is not None:
        text = _("Venció el {day}").format(day=day(until))
    else:
        text = _("Hasta el {day}").format(day=day(until)) if until else ""
    if not told.renewals:
        return text
    times = ngettext("renovada {n} vez", "renovada {n} veces", told.renewals)
    return _("{until}; {renewed}").format(until=text, renewed=times.format(n=number(told.renewals)))


def _text_of(told: Declaration, wording: Wording | None) -> str:
    if is_of(told, wording):
        return _("La vigente")
    return _("La de la edición {edition}").format(edition=told.signature.edition)


def _note(told: Declaration, status: Status, wording: Wording | None) -> str:
    """What is to be known before the text is read; nothing of one in force over today's text."""
    revoked = told.revocation
    if revoked is not None:
        return _("Se revocó el {day}. La firma y su historia quedan a la vista.").format(
            day=day(today_of(revoked.at))
        )
    if status is Status.LEFT and told.left_on is not None:
        return _(
            "Quien la firmó dejó el cargo el {day}: es suya, y quien le sigue firma la propia."
        ).format(day=day(told.left_on))
    if status is Status.LAPSED and told.signature.until is not None:
        return _("Venció el {day} y no se ha renovado.").format(day=day(told.signature.until))
    if wording is not None and not is_of(told, wording):
        return _("Es el texto de la edición {edition}; hay otro posterior.").format(
            edition=told.signature.edition
        )
    return ""


def _history(seen: SeenDeclaration, today: date) -> list[HistoryLine]:
    """Every line, and what the calendar added to it; the newest first."""
    told = seen.declaration
    lines = [_line(each) for each in told.events]
    status = status_of(told, today)
    if status is Status.LEFT and told.left_on is not None:
        lines.append(_of_the_calendar(_("Quien firmó dejó el cargo"), "inherited", told.left_on))
    if status is Status.LAPSED and told.signature.until is not None:
        lines.append(_of_the_calendar(_("Venció"), "overdue", told.signature.until))
    return lines[::-1]


def _line(event: Event) -> HistoryLine:
    code, word = EVENTS[event.move]
    text = ""
    if event.until is not None:
        text = _("Texto de la edición {edition}, hasta el {day}. SHA-256 {sha256}").format(
            edition=event.edition, day=day(event.until), sha256=f"{event.sha256[:12]}…"
        )
    return HistoryLine(
        code=code,
        word=str(word),
        at=day(today_of(event.at)),
        text=text,
        note=event.reason,
        author=_seat(event),
        evidence=(),
    )


def _of_the_calendar(word: str, code: str, on: date) -> HistoryLine:
    return HistoryLine(code=code, word=word, at=day(on), text="", note="", author="", evidence=())


def _seat(event: Event) -> str:
    """The seat as it was called then; its role where it had no name."""
    role = str(ROLE_NAMES[Role(event.role)])
    return event.seat_title or role


def _revoking(
    seen: SeenDeclaration, person: Person | None, today: date, url: Url, tried: tuple[str, str]
) -> Revoking | None:
    if person is None:
        return None
    if not may_revoke(seen.declaration, person.role.value, today, is_own=seen.is_own):
        return None
    reason, error = tried
    return Revoking(
        action=url("declaration_revoke", number=seen.code),
        help=_("Es pública. La declaración no desaparece: queda como revocada, con esta razón."),
        reason=reason,
        error=error,
    )
