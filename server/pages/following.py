"""Seguir: the ways to be told of commitments, and what somebody sees of what they follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from urllib.parse import urlsplit

from game.commitments import Commitment, Status
from game.following import USUAL, Focus, Kind, Rhythm
from game.participants import Participant
from server.i18n import LOCALES, locale, ngettext, number
from server.i18n import gettext as _
from server.pages.atom import with_language
from server.pages.commitments.narrowing import Query
from server.pages.embeds import Snippet, snippets_of
from server.pages.filters import Option, address_of
from server.pages.links import Link, Quoting, Url, quoting
from server.pages.news import RHYTHM_NAMES, Name, focus_told, focus_words

# Fields that a person never sees and some programs fill in.
TRAP = "website"
NO_TOPICS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FollowPanel:
    """The ways to follow something: by mail, in a feed, in a calendar; and what can be embedded.

    `feed`: the address of the Atom feed with its title. `others`: what is wider and holds it too.
    `more`: what mail does not tell apart. `told`: the goal of a commitment, where it is not that of
    the page. `seal`: when the form was drawn, as this server signed.
    """

    title: str
    action: str
    kind: str
    code: str
    what: str
    rhythms: tuple[Option, ...]
    languages: tuple[Option, ...]
    feed: Link
    calendar: Link
    subscription: Link
    snippets: tuple[Snippet, ...]
    others: tuple[Link, ...] = ()
    more: str = ""
    told: Quoting | None = None
    email: str = ""
    error: str = ""
    trap: str = TRAP
    seal: str = ""


@dataclass(frozen=True, slots=True)
class FollowPage:
    """The form on a page of its own, where something in it is to be put right."""

    breadcrumb: tuple[Link, ...]
    panel: FollowPanel


@dataclass(frozen=True, slots=True)
class StepPage:
    """One step with one button, or what came of it. Opening the page does nothing."""

    title: str
    lead: str
    lines: tuple[str, ...] = ()
    action: str = ""
    button: str = ""
    links: tuple[Link, ...] = ()
    told: Quoting | None = None


@dataclass(frozen=True, slots=True)
class FollowRow:
    """One thing that somebody follows; kept while its box is ticked."""

    id: str
    value: str
    label: Quoting


@dataclass(frozen=True, slots=True)
class FollowsPage:
    """All that an address follows."""

    lead: str
    rows: tuple[FollowRow, ...]
    rhythms: tuple[Option, ...]
    languages: tuple[Option, ...]
    action: str
    stop: Link
    done: str


def list_panel(query: Query, site: str, url: Url) -> FollowPanel:
    """The list as it is narrowed: its feed and its calendar are narrowed alike.

    By mail one follows everything, or the one thing the list is narrowed to.
    """
    focus = _focus_of(query)
    pairs = query.narrowing
    is_same = len(pairs) == (focus.kind is not Kind.ALL)
    return _panel(
        focus,
        "",
        title=_("Seguir estos compromisos") if pairs else _("Seguir los compromisos"),
        feed=address_of(url("commitments_atom"), pairs),
        calendar=address_of(url("commitments_calendar"), pairs),
        site=site,
        url=url,
        more=""
        if is_same
        else _("El correo avisa de todos; el canal y el calendario, de los que están filtrados."),
    )


def commitment_panel(
    commitment: Commitment,
    participant: Participant,
    site: str,
    url: Url,
    topics: Mapping[str, str] = NO_TOPICS,
) -> FollowPanel:
    """One commitment, with what can be shown of it elsewhere. `topics`: it is about, with names."""
    code = commitment.code
    panel = _panel(
        Focus(Kind.COMMITMENT, str(code)),
        commitment.goal,
        title=_("Seguir este compromiso"),
        feed=url("commitment_atom", id=code),
        calendar=url("commitment_calendar", id=code),
        site=site,
        url=url,
    )
    snippets = snippets_of(
        url("commitment_badge", id=code),
        url("commitment_card", id=code),
        page=url("commitment", id=code),
        named=lambda: _("Compromiso {number} de {name}").format(number=code, name=participant.name),
        site=site,
    )
    wider = [
        (Focus(Kind.PARTICIPANT, participant.code), participant.name),
        *((Focus(Kind.TOPIC, topic), name) for topic, name in topics.items()),
    ]
    return replace(
        panel,
        snippets=snippets,
        others=tuple(_wider(focus, name, url) for focus, name in wider),
    )


def participant_panel(participant: Participant, site: str, url: Url) -> FollowPanel:
    """All commitments of a government, with what can be shown of them elsewhere."""
    code = participant.code
    pairs = (("gobierno", code),)
    panel = _panel(
        Focus(Kind.PARTICIPANT, code),
        participant.name,
        title=_("Seguir los compromisos de {name}").format(name=participant.name),
        feed=address_of(url("commitments_atom"), pairs),
        calendar=address_of(url("commitments_calendar"), pairs),
        site=site,
        url=url,
    )
    snippets = snippets_of(
        url("participant_badge", code=code),
        url("participant_card", code=code),
        page=address_of(url("commitments"), pairs),
        named=lambda: _("Compromisos de {name}").format(name=participant.name),
        site=site,
    )
    return replace(panel, snippets=snippets)


def _wider(focus: Focus, name: str, url: Url) -> Link:
    """The form of something that holds more than the page does."""
    pairs = (("que", focus.kind.value), ("codigo", focus.code))
    words = _("Seguir {what}").format(what=focus_words(focus, name))
    return Link(words, address_of(url("follow"), pairs))


def focus_panel(
    focus: Focus,
    name: Name,
    site: str,
    url: Url,
    *,
    rhythm: str,
    language: str,
    email: str,
    error: str,
) -> FollowPanel:
    """The form again as it was filled in, with what is wrong. `name`: of what is followed."""
    feed, calendar = _programs_of(focus, url)
    is_one = focus.kind is Kind.COMMITMENT
    title = (
        _("Seguir el compromiso {number}").format(number=focus.code)
        if is_one
        else _("Seguir {what}").format(what=focus_words(focus, name.text))
    )
    panel = _panel(
        focus,
        name.text,
        title=title,
        feed=feed,
        calendar=calendar,
        site=site,
        url=url,
    )
    spoken = language_options(language if language in LOCALES else locale())
    return replace(
        panel,
        told=quoting(name.text, name.text, name.language) if is_one else None,
        rhythms=rhythm_options(rhythm),
        languages=spoken,
        email=email,
        error=error,
    )


def follow_page(panel: FollowPanel, url: Url) -> FollowPage:
    return FollowPage(
        (Link(_("Compromisos"), url("commitments")), Link(_("Seguir"), "")),
        panel,
    )


def sent_page(url: Url) -> StepPage:
    """The same whoever asked, and whatever the address already follows."""
    return StepPage(
        _("Revise su correo"),
        _("Si la dirección existe, le llega un mensaje con un vínculo para confirmar."),
        lines=(
            ngettext(
                "El vínculo vale {n} día. Sin confirmar no se envía nada más y la dirección se"
                " borra.",
                "El vínculo vale {n} días. Sin confirmar no se envía nada más y la dirección se"
                " borra.",
                USUAL.confirm_days,
            ).format(n=number(USUAL.confirm_days)),
            _("Si no llega, busque entre el correo no deseado."),
        ),
        links=(Link(_("Volver a los compromisos"), url("commitments")),),
    )


def confirm_page(
    focus: Focus, name: Name, rhythm: Rhythm, *, address: str, action: str
) -> StepPage:
    """What is about to be followed. Programs that open links of letters confirm nothing."""
    return StepPage(
        _("Confirmar que quiere recibir avisos"),
        "",
        told=focus_told(
            _("Va a seguir {what}.").format(what=focus_words(focus, name.text)), focus, name
        ),
        lines=(
            _("Dirección: {address}").format(address=address),
            _("Ritmo: {rhythm}. Vale para todo lo que siga con esta dirección.").format(
                rhythm=str(RHYTHM_NAMES[rhythm]).lower()
            ),
        ),
        action=action,
        button=_("Confirmar"),
    )


def stop_page(action: str, change: str) -> StepPage:
    """Before the letters are stopped; programs that open links of letters stop nothing."""
    links = (Link(_("Solo cambiar qué sigue y cada cuándo"), change),) if change else ()
    return StepPage(
        _("Dejar de recibir correos"),
        _("Ya no se le escribirá de ningún compromiso y su dirección se borrará."),
        action=action,
        button=_("Dejar de recibirlos"),
        links=links,
    )


def stopped_page(url: Url) -> StepPage:
    """The same also for whoever had stopped them before."""
    return StepPage(
        _("Ya no le escribiremos"),
        _("Su dirección y lo que seguía se borraron."),
        links=(Link(_("Volver a los compromisos"), url("commitments")),),
    )


def follows_page(
    address: str,
    followed: Sequence[tuple[Focus, Name]],
    *,
    rhythm: Rhythm,
    language: str,
    action: str,
    stop: str,
    is_done: bool,
) -> FollowsPage:
    """What an address follows. `followed`: each with the name it needs to be told."""
    return FollowsPage(
        lead=_("Avisos para {address}").format(address=address),
        rows=tuple(
            FollowRow(
                id=f"follow-{place}",
                value=focus_value(focus),
                label=focus_told(_capital(focus_words(focus, name.text)), focus, name),
            )
            for place, (focus, name) in enumerate(followed, 1)
        ),
        rhythms=rhythm_options(rhythm.value),
        languages=language_options(language),
        action=action,
        stop=Link(_("Dejar de recibir todos"), stop),
        done=_("Se guardó.") if is_done else "",
    )


def focus_value(focus: Focus) -> str:
    """What stands in the form for one thing that is followed."""
    return f"{focus.kind.value}:{focus.code}"


def rhythm_options(chosen: str) -> tuple[Option, ...]:
    known = chosen if chosen in set(Rhythm) else Rhythm.WEEKLY.value
    return tuple(
        Option(each.value, str(name), each.value == known) for each, name in RHYTHM_NAMES.items()
    )


def language_options(chosen: str) -> tuple[Option, ...]:
    return tuple(Option(code, name, code == chosen) for code, name in LOCALES.items())


def _panel(
    focus: Focus,
    name: str,
    *,
    title: str,
    feed: str,
    calendar: str,
    site: str,
    url: Url,
    more: str = "",
) -> FollowPanel:
    host = urlsplit(site).netloc
    return FollowPanel(
        title=title,
        action=url("follow_send"),
        kind=focus.kind.value,
        code=focus.code,
        what=focus_words(focus, name) if name or focus.kind in {Kind.ALL, Kind.STATUS} else "",
        rhythms=rhythm_options(""),
        languages=language_options(locale()),
        feed=Link(_("Canal Atom"), with_language(feed)),
        calendar=Link(_("Archivo de calendario"), with_language(calendar)),
        subscription=Link(
            _("Suscribir el calendario"), f"webcal://{host}{with_language(calendar)}"
        ),
        snippets=(),
        more=more,
    )


def _focus_of(query: Query) -> Focus:
    """The one thing that a list is narrowed to, where mail can follow it; else everything."""
    found = {
        Kind.PARTICIPANT: query.participant,
        Kind.PILLAR: query.pillar,
        Kind.STATUS: query.status if query.status in set(Status) else "",
    }
    asked = [Focus(kind, code) for kind, code in found.items() if code]
    return asked[0] if len(asked) == 1 and len(query.narrowing) == 1 else Focus(Kind.ALL)


def _programs_of(focus: Focus, url: Url) -> tuple[str, str]:
    """The feed and the calendar of what is followed."""
    match focus.kind:
        case Kind.COMMITMENT:
            number = int(focus.code)
            return url("commitment_atom", id=number), url("commitment_calendar", id=number)
        case _:
            pairs = _pairs_of(focus)
            return (
                address_of(url("commitments_atom"), pairs),
                address_of(url("commitments_calendar"), pairs),
            )


def _pairs_of(focus: Focus) -> tuple[tuple[str, str], ...]:
    names = {
        Kind.PARTICIPANT: "gobierno",
        Kind.PILLAR: "pilar",
        Kind.STATUS: "situacion",
        Kind.TOPIC: "tema",
    }
    return ((names[focus.kind], focus.code),) if focus.kind in names else ()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
