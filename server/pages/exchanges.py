"""Prácticas: what each item asks, who has it verified and how, and what peers tell each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from game.editions import Edition
from game.exchanges import LONGEST_MESSAGE
from game.participants import letters
from game.questionnaire import Item, Questionnaire
from indicators.given import PublicEvidence, PublishedAnswer
from server.days import today_of
from server.i18n import day, locale, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.commitments.words import in_spanish
from server.pages.filters import (
    Option,
    address_of,
    file_links,
    ignored_words,
    options_of,
    page_links,
)
from server.pages.legal import LegalLine, legal_lines
from server.pages.lines import Line, legible
from server.pages.links import Link, Url
from server.pages.names import practice_label, practice_name
from server.people import ROLE_NAMES, Role

# Peers on a page of the list.
SIZE: Final = 6


@dataclass(frozen=True, slots=True)
class Having:
    """Whoever has it verified, as it was published, and who attends to letters there."""

    participant: str
    name: str
    league: str
    given: PublishedAnswer | None
    seat_title: str
    is_attended: bool
    may_write: bool


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """Something that was said, as far as whoever looks may read it."""

    id: int
    participant: str
    author: str
    role: str
    text: str
    at: datetime
    is_hidden: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said, and what whoever looks may do with it."""

    count: int
    may_read: bool
    may_write: bool
    may_hide: bool
    messages: tuple[SeenMessage, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """Who asked for help, and whom they thanked; `text` only for whoever reads the thread."""

    asker: str
    text: str
    at: datetime
    giver: str
    thanks: str
    thanked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Own:
    """What one's own government may do: ask, thank one of `givers`, or neither. All by name."""

    may_ask: bool = False
    has_it: bool = False
    waits: bool = False
    givers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """A form that was refused: which one, what was typed, and what is wrong beside each field."""

    form: str
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    number: int = 0


NOT_TRIED: Final = Tried("", {}, {})
NOTHING_OWN: Final = Own()


@dataclass(frozen=True, slots=True)
class PracticeCard:
    """A line of the index: what is done, and what the questionnaire asks of it."""

    code: str
    name: str
    question: str
    url: str
    counts: str


@dataclass(frozen=True, slots=True)
class TopicGroup:
    """A topic and what was found in it."""

    id: str
    pillar: str
    pillar_name: str
    name: str
    cards: tuple[PracticeCard, ...]


@dataclass(frozen=True, slots=True)
class PracticesPage:
    """The index of a published edition, as its address narrows it."""

    title: str
    lead: str
    count: str
    text: str
    pillars: tuple[Option, ...]
    editions: tuple[Option, ...]
    groups: tuple[TopicGroup, ...]
    is_narrowed: bool
    ignored: tuple[str, ...]
    files: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class HavingCard:
    """A government that has it."""

    name: str
    url: str
    league: str
    lines: tuple[Line, ...]
    verified: str
    reason: str
    evidence: tuple[Link, ...]
    receipt_url: str
    seat: str
    contact_url: str


@dataclass(frozen=True, slots=True)
class MessageCard:
    """Something that was said. `hide_url` for whoever moderates."""

    id: str
    head: str
    paragraphs: tuple[str, ...]
    hidden: str
    reason: str
    hide_url: str
    typed: str
    error: str


@dataclass(frozen=True, slots=True)
class RequestCard:
    """A request for help, and the thanks that followed it, if any did."""

    head: str
    text: str
    thanked: str
    thanks: str


@dataclass(frozen=True, slots=True)
class Field:
    """What was typed and what is wrong with it."""

    value: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class PracticePage:
    """One practice: what it is, who does it and how, and the exchange about it."""

    title: str
    done: str
    kicker: str
    url: str
    breadcrumb: tuple[Link, ...]
    pillar: str
    pillar_name: str
    topic: str
    question: str
    help: str
    example: str
    evidence: str
    recommendation: str
    legal: tuple[LegalLine, ...]
    ignored: tuple[str, ...]
    count: str
    leagues: tuple[Option, ...]
    having: tuple[HavingCard, ...]
    pages: tuple[Link, ...]
    asked: str
    requests: tuple[RequestCard, ...]
    talk_title: str
    talk_note: str
    may_read: bool
    messages: tuple[MessageCard, ...]
    say_url: str
    say: Field
    sheet: str
    ask_url: str
    ask: Field
    ask_again: bool
    own_note: str
    thank_url: str
    givers: tuple[Option, ...]
    giver_error: str
    thanks: Field
    in_spanish: str


@dataclass(frozen=True, slots=True)
class ContactPage:
    """The form of a letter to the seat that attends to a government."""

    title: str
    lead: str
    breadcrumb: tuple[Link, ...]
    item: str
    note: str
    action: str
    text: Field
    sheet: str


def practices_page(
    edition: Edition,
    questionnaire: Questionnaire,
    *,
    having: Mapping[str, int],
    asked: Mapping[str, int],
    text: str,
    pillar: str,
    ignored: Sequence[tuple[str, str]],
    editions: Sequence[str],
    url: Url,
) -> PracticesPage:
    """`having`, `asked`: item to how many have it verified, and asked for help with it.

    `ignored`: what the address asks for and nobody knows.
    """
    asked_for = (("edicion", edition.code), ("texto", text), ("pilar", pillar))
    narrowing = tuple((name, value) for name, value in asked_for if value)
    groups = tuple(_groups(edition.code, questionnaire, having, asked, text, pillar, url))
    count = sum(len(each.cards) for each in groups)
    return PracticesPage(
        title=_("Prácticas"),
        lead=_(
            "Qué es cada práctica, qué gobiernos la tienen verificada en la edición {edition} y"
            " cómo lo hicieron, para aprender de ellos."
        ).format(edition=edition.code),
        count=ngettext("{n} práctica", "{n} prácticas", count).format(n=number(count)),
        text=text,
        pillars=options_of(
            _("Todos los pilares"),
            [(each.code, each.name.of(locale())) for each in questionnaire.pillars],
            pillar,
        ),
        editions=tuple(Option(code, code, code == edition.code) for code in editions),
        groups=groups,
        is_narrowed=bool(text or pillar),
        ignored=ignored_words(ignored),
        files=file_links(url("practices_table"), url("practices_document"), narrowing),
    )


def practice_page(
    edition: Edition,
    questionnaire: Questionnaire,
    item: Item,
    *,
    total: int,
    having: Sequence[Having],
    league: str,
    ignored: Sequence[tuple[str, str]],
    page: int,
    talk: Talk,
    requests: Sequence[Request],
    own: Own,
    sheet: str,
    url: Url,
    written_to: str = "",
    tried: Tried = NOT_TRIED,
) -> PracticePage:
    """`total`: how many have it in the league that is asked for; `having`: those of this page.

    `written_to`: whom a letter was just sent to.
    """
    pillar, topic = questionnaire.pillar_of(item.topic), questionnaire.topic(item.topic)
    here = {"edition": edition.code, "item": item.code}
    leagues = {each.code: each.name.of(locale()) for each in edition.leagues}
    pairs = [("liga", league)] if league else []
    return PracticePage(
        title=practice_name(item),
        done=_("Se envió por correo a {name}.").format(name=written_to) if written_to else "",
        kicker=_("Práctica {code}, edición {edition}").format(code=item.code, edition=edition.code),
        url=url("practice", **here),
        breadcrumb=(
            Link(
                _("Prácticas"),
                address_of(url("practices"), [("edicion", edition.code)]),
            ),
            Link(item.code, ""),
        ),
        pillar=pillar.code,
        pillar_name=pillar.name.of(locale()),
        topic=topic.name.of(locale()),
        question=item.text.of(locale()),
        help=item.help.of(locale()),
        example=item.example.of(locale()),
        evidence=item.evidence.text.of(locale()),
        recommendation=item.recommendation.of(locale()),
        legal=legal_lines(item),
        ignored=ignored_words(ignored),
        count=_having_text(total),
        leagues=options_of(_("Todas las ligas"), list(leagues.items()), league),
        having=tuple(_having(each, item, here, leagues, url) for each in having),
        pages=page_links(url("practice", **here), pairs, page, total, SIZE),
        asked=_asked_text(requests),
        requests=tuple(_request(each) for each in requests),
        talk_title=_talk_title(talk.count),
        talk_note=_talk_note(talk),
        may_read=talk.may_read,
        messages=tuple(_message(each, talk, here, url, tried) for each in talk.messages),
        say_url=url("practice_say", **here) if talk.may_write else "",
        say=_field(tried, "say", "text"),
        sheet=tried.typed.get("sheet", "") or sheet,
        ask_url=url("practice_ask", **here) if own.may_ask else "",
        ask=_field(tried, "ask", "text"),
        ask_again=tried.form == "ask",
        own_note=_own_note(own),
        thank_url=url("practice_thank", **here) if own.waits and own.givers else "",
        givers=_givers(own, tried),
        giver_error=_field(tried, "thank", "giver").error,
        thanks=_field(tried, "thank", "thanks"),
        in_spanish=in_spanish(),
    )


def contact_page(
    edition: Edition,
    item: Item,
    *,
    participant: str,
    name: str,
    seat_title: str,
    sheet: str,
    url: Url,
    tried: Tried = NOT_TRIED,
) -> ContactPage:
    """`seat_title`: who attends to letters there. `sheet`: this form, so that it sends once."""
    here = {"edition": edition.code, "item": item.code}
    title = _("Escribir a {name}").format(name=name)
    return ContactPage(
        title=title,
        lead=_("Se le envía por correo a {seat}. No se muestra la dirección de nadie.").format(
            seat=seat_title
        ),
        breadcrumb=(
            Link(_("Prácticas"), address_of(url("practices"), [("edicion", edition.code)])),
            Link(item.code, url("practice", **here)),
            Link(title, ""),
        ),
        item=practice_label(item),
        note=_(
            "Solo texto, hasta {limit} caracteres. Va con su nombre y el de su gobierno."
        ).format(limit=number(LONGEST_MESSAGE)),
        action=url("practice_contact_send", **here, participant=participant),
        text=_field(tried, "contact", "text"),
        sheet=sheet,
    )


def _groups(
    edition: str,
    questionnaire: Questionnaire,
    having: Mapping[str, int],
    asked: Mapping[str, int],
    text: str,
    pillar: str,
    url: Url,
) -> Iterable[TopicGroup]:
    words = letters(text).split()
    for each in questionnaire.pillars:
        if pillar and each.code != pillar:
            continue
        for topic in each.topics:
            cards = tuple(
                PracticeCard(
                    code=item.code,
                    name=practice_name(item),
                    question=item.text.of(locale()),
                    url=url("practice", edition=edition, item=item.code),
                    counts=_counts(having.get(item.code, 0), asked.get(item.code, 0)),
                )
                for item in topic.items
                if item.is_scored and _says(item, topic.name.of(locale()), words)
            )
            if cards:
                yield TopicGroup(
                    f"topic-{topic.code}",
                    each.code,
                    each.name.of(locale()),
                    topic.name.of(locale()),
                    cards,
                )


def items_asked(questionnaire: Questionnaire, text: str, pillar: str) -> tuple[Item, ...]:
    """The items of the index, narrowed as an address asks, in the order of the questionnaire."""
    words = letters(text).split()
    return tuple(
        item
        for each in questionnaire.pillars
        if not pillar or each.code == pillar
        for topic in each.topics
        for item in topic.items
        if item.is_scored and _says(item, topic.name.of(locale()), words)
    )


def _says(item: Item, topic: str, words: Sequence[str]) -> bool:
    """Whether all words that are looked for stand in what it asks or advises, its code or topic."""
    told = (
        *(item.code, item.text.of(locale()), item.help.of(locale())),
        *(item.recommendation.of(locale()), topic),
    )
    written = letters(" ".join(told))
    return all(word in written for word in words)


def _counts(having: int, asked: int) -> str:
    told = _having_text(having)
    if not asked:
        return told
    asking = ngettext("{n} pidió ayuda", "{n} pidieron ayuda", asked).format(n=number(asked))
    return _("{having}; {asking}").format(having=told, asking=asking)


def _having_text(count: int) -> str:
    if not count:
        return _("Nadie la tiene verificada todavía")
    words = ngettext(
        "{n} gobierno la tiene verificada", "{n} gobiernos la tienen verificada", count
    )
    return words.format(n=number(count))


def _having(
    each: Having, item: Item, here: Mapping[str, str], leagues: Mapping[str, str], url: Url
) -> HavingCard:
    given = each.given
    receipt = url(
        "score_receipt", edition=here["edition"], participant=each.participant, node=item.topic
    )
    return HavingCard(
        name=each.name,
        url=url("profile", code=each.participant),
        league=leagues.get(each.league, each.league),
        lines=legible(item, given.answer) if given else (),
        verified=_("Verificada el {day}").format(day=day(today_of(given.at)))
        if given and given.at
        else "",
        reason=given.reason if given else "",
        evidence=tuple(Link(_cited(one), one.url) for one in given.evidence) if given else (),
        receipt_url=f"{receipt}#item-{item.code}",
        seat=_("Contacto: {seat}").format(seat=each.seat_title)
        if each.is_attended
        else _("Nadie ocupa ahora el cargo que contesta"),
        contact_url=url("practice_contact", **here, participant=each.participant)
        if each.is_attended and each.may_write
        else "",
    )


def _cited(each: PublicEvidence) -> str:
    page = _("p. {page}").format(page=each.page) if each.page.isdecimal() else each.page
    return _("{title}, {page}").format(title=each.title, page=page) if page else each.title


def _asked_text(requests: Sequence[Request]) -> str:
    """How many asked, and how many said who helped."""
    if not requests:
        return _("Ningún gobierno ha pedido ayuda con ella.")
    thanked = sum(bool(each.giver) for each in requests)
    asked = ngettext(
        "{n} gobierno pidió ayuda", "{n} gobiernos pidieron ayuda", len(requests)
    ).format(n=number(len(requests)))
    helped = ngettext("{n} dijo quién le ayudó", "{n} dijeron quién les ayudó", thanked).format(
        n=number(thanked)
    )
    return _("{asked}; {helped}.").format(asked=asked, helped=helped)


def _request(each: Request) -> RequestCard:
    thanked = ""
    if each.giver and each.thanked_at is not None:
        thanked = _("{giver} le ayudó, {day}").format(
            giver=each.giver, day=day(today_of(each.thanked_at))
        )
    return RequestCard(
        head=_("{asker} pidió ayuda, {day}").format(asker=each.asker, day=day(today_of(each.at))),
        text=each.text,
        thanked=thanked,
        thanks=each.thanks,
    )


def _talk_title(count: int) -> str:
    if not count:
        return _("Conversación entre gobiernos")
    words = ngettext(
        "Conversación entre gobiernos ({n} mensaje)",
        "Conversación entre gobiernos ({n} mensajes)",
        count,
    )
    return words.format(n=number(count))


def _talk_note(talk: Talk) -> str:
    """Who reads it, and why not everybody does."""
    if not talk.may_read:
        return _(
            "La leen los gobiernos y el observatorio, con su cuenta. No es pública para que se"
            " pregunte sin rodeos; lo verificado y su evidencia sí lo son, y están arriba."
        )
    return _(
        "La leen los gobiernos y el observatorio, no el público. Solo texto, hasta {limit}"
        " caracteres. La coordinación puede ocultar un mensaje, con una razón que se envía."
    ).format(limit=number(LONGEST_MESSAGE))


def _message(
    each: SeenMessage, talk: Talk, here: Mapping[str, str], url: Url, tried: Tried
) -> MessageCard:
    role = ROLE_NAMES[Role(each.role)] if each.role in set(Role) else each.role
    field = Field()
    if tried.form == "hide" and tried.number == each.id:
        field = _field(tried, "hide", "reason")
    return MessageCard(
        id=f"message-{each.id}",
        head=_("{name}, {role}, {participant}, {at}").format(
            name=each.author, role=role, participant=each.participant, at=moment(each.at)
        ),
        paragraphs=tuple(line for line in each.text.splitlines() if line.strip()),
        hidden=_("La coordinación ocultó este mensaje.") if each.is_hidden else "",
        reason=_("Razón que se envió: {reason}").format(reason=each.reason) if each.reason else "",
        hide_url=url("practice_hide", **here, number=each.id)
        if talk.may_hide and not each.is_hidden
        else "",
        typed=field.value,
        error=field.error,
    )


def _own_note(own: Own) -> str:
    """What is to be said where one's own government has nothing to ask."""
    if own.has_it:
        return _("Su gobierno la tiene verificada: puede contar aquí cómo lo hizo.")
    if own.waits and not own.givers:
        return _("Su gobierno pidió ayuda. Cuando alguien escriba aquí podrá decir quién ayudó.")
    return ""


def _givers(own: Own, tried: Tried) -> tuple[Option, ...]:
    chosen = tried.typed.get("giver", "") if tried.form == "thank" else ""
    return options_of(_("Elija"), list(own.givers), chosen)


def _field(tried: Tried, form: str, name: str) -> Field:
    if tried.form != form:
        return Field()
    return Field(tried.typed.get(name, ""), tried.errors.get(name, ""))
