"""Fe de erratas: what was put right of what was published, and the desk where that is done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from game.editions import Edition
from game.errata import Erratum
from game.questionnaire import Topic
from game.reviews import Verdict
from indicators.canonical import Json
from indicators.corrections import Issue
from server.i18n import gettext as _
from server.i18n import locale, moment, ngettext, number
from server.pages.entered import Entered
from server.pages.links import Link, Url
from server.pages.names import level_name
from server.pages.publications import SHORT, Event
from server.pages.reviews import VERDICT_NAMES
from server.pages.scores import INDEX, NOTHING, place_text, score_text


@dataclass(frozen=True, slots=True)
class Change:
    """A verdict or an index as it was published and as it is: `url` leads to whose it is."""

    name: str
    url: str
    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What an erratum changes: verdicts, indices and places, and how many figures in all."""

    verdicts: tuple[Change, ...]
    indices: tuple[Change, ...]
    text: str


@dataclass(frozen=True, slots=True)
class IssueCard:
    """One snapshot: when it was published, its address and, of an erratum, what it put right."""

    title: str
    published: str
    url: str
    sha256: str
    reason: str
    corrects: str
    corrects_url: str
    changes: Changes | None


@dataclass(frozen=True, slots=True)
class Closed:
    """An erratum that changed nothing: from when to when, what was said and why it was closed."""

    when: str
    reason: str
    ending: str


@dataclass(frozen=True, slots=True)
class ErrataPage:
    """Everything that was published of an edition, the one in force first.

    `closed`: what was looked at again and stayed as it was, the newest first.
    """

    title: str
    lead: str
    links: tuple[Link, ...]
    under_way: str
    closed: tuple[Closed, ...]
    issues: tuple[IssueCard, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """The proposal that waits: who made it, and which snapshot it is of."""

    who: str
    short: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Government:
    """Whose levels a verifier may read again."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ErratumPage:
    """The desk of an erratum: what is open, what it would change, and what one may do."""

    title: str
    code: str
    breadcrumb: tuple[Link, ...]
    links: tuple[Link, ...]
    problem: str
    reason: str
    opened: str
    waiting: Proposed | None
    changes: Changes | None
    governments: tuple[Government, ...]
    levels: tuple[Link, ...]
    may_open: bool
    may_propose: bool
    may_confirm: bool
    may_close: bool
    opening: Entered
    closing: Entered
    history: tuple[Event, ...]


def errata_page(
    edition: Edition,
    issues: Sequence[Issue],
    called: Mapping[str, str],
    errata: Sequence[Erratum],
    url: Url,
) -> ErrataPage:
    """`called`: the names of participants."""
    erratum = next((each for each in errata if each.is_open), None)
    numbers = {each.sha256: each.number for each in issues}
    return ErrataPage(
        title=_("Publicaciones y erratas {edition}").format(edition=edition.code),
        lead=edition.name.of(locale()),
        links=(
            Link(
                _("Índice {edition}").format(edition=edition.code),
                url("ranking", edition=edition.code),
            ),
        ),
        under_way=_("Desde el {at} se revisa lo publicado: {reason}").format(
            at=moment(erratum.opened_at), reason=erratum.reason
        )
        if erratum
        else "",
        closed=tuple(
            Closed(f"{moment(each.opened_at)} – {moment(each.ended_at)}", each.reason, each.ending)
            for each in errata
            if each.ended_at is not None
        ),
        issues=tuple(_issue(each, edition, numbers, called, url) for each in issues),
    )


def erratum_page(
    edition: Edition,
    errata: Sequence[Erratum],
    called: Mapping[str, str],
    url: Url,
    *,
    differences: Sequence[Json] | None,
    account: int | None,
    verifies: bool,
    levels: tuple[str, Sequence[Topic]],
    opening: Entered,
    closing: Entered,
    problem: str,
) -> ErratumPage:
    """`account`: of a publisher who looks, None for anybody else, who sees no `differences`.

    `levels`: which government a verifier chose, and the levels of it.
    """
    erratum = next((each for each in errata if each.is_open), None)
    publishes, is_open = account is not None, erratum is not None
    publication = erratum.publication if erratum else None
    chosen, topics = levels
    review = {"edition": edition.code, "participant": chosen}
    return ErratumPage(
        title=_("Fe de erratas {edition}").format(edition=edition.code),
        code=edition.code,
        breadcrumb=(
            Link(_("Ediciones"), url("editions")),
            Link(edition.name.of(locale()), url("edition", edition=edition.code)),
        ),
        links=(Link(_("Lo publicado"), url("errata", edition=edition.code)),),
        problem=problem,
        reason=erratum.reason if erratum else "",
        opened=_("La abrió {name}, {at}.").format(name=erratum.opener, at=moment(erratum.opened_at))
        if erratum
        else "",
        waiting=_proposed(erratum) if erratum and publication else None,
        changes=None if differences is None else _changes(edition, differences, called, url),
        governments=tuple(
            Government(code, name, code == chosen)
            for code, name in sorted(called.items(), key=lambda pair: pair[1])
        )
        if verifies and is_open
        else (),
        levels=tuple(
            Link(level_name(topic), url("review", **review, topic=topic.code)) for topic in topics
        ),
        may_open=publishes and not is_open,
        may_propose=publishes and is_open and publication is None and bool(differences),
        may_confirm=publication is not None and publishes and publication.proposed_by != account,
        may_close=publishes and is_open,
        opening=opening,
        closing=closing,
        history=tuple(chain.from_iterable(map(_events, errata))),
    )


def _issue(
    issue: Issue, edition: Edition, numbers: Mapping[str, int], called: Mapping[str, str], url: Url
) -> IssueCard:
    told = issue.told

    def at(sha256: str) -> str:
        known = numbers.get(sha256)
        return "" if known is None else _numbered(edition, known, url)

    title = _("Publicación n.º {number}") if told is None else _("Fe de erratas, n.º {number}")
    corrects = str(told["corrects"]) if told else ""
    return IssueCard(
        title=title.format(number=number(issue.number)),
        published=moment(issue.published_at),
        url=_numbered(edition, issue.number, url),
        sha256=issue.sha256,
        reason=str(told["reason"]) if told else "",
        corrects=corrects,
        corrects_url=at(corrects),
        changes=_changes(edition, told["differences"], called, url) if told else None,
    )


def _numbered(edition: Edition, issue: int, url: Url) -> str:
    return url("snapshot_numbered", edition=edition.code, number=str(issue))


def _changes(
    edition: Edition, differences: Sequence[Json], called: Mapping[str, str], url: Url
) -> Changes:
    count = len(differences)
    return Changes(
        verdicts=tuple(_verdicts(differences, called, url)),
        indices=tuple(_indices(edition, differences, called, url)),
        text=ngettext(
            "Cambia {n} dato de la instantánea; está en ella, con lo que decía y lo que dice.",
            "Cambian {n} datos de la instantánea; están en ella, con lo que decían y lo que dicen.",
            count,
        ).format(n=number(count)),
    )


def _verdicts(differences: Sequence[Json], called: Mapping[str, str], url: Url) -> Iterator[Change]:
    for each in differences:
        if each["part"] == "answers" and each["field"] == "verdict":
            who = each["participant"]
            said = (_verdict(each["was"]), _verdict(each["is"]))
            yield Change(called.get(who, who), url("profile", code=who), each["item"], *said)


def _verdict(given: Any) -> str:
    return str(VERDICT_NAMES[Verdict(given)]) if given else _("Sin dictamen")


def _indices(
    edition: Edition, differences: Sequence[Json], called: Mapping[str, str], url: Url
) -> Iterator[Change]:
    """Scores and places of the index itself; those of pillars and topics are in the snapshot."""
    decimals = edition.index.decimals
    for each in differences:
        if each["part"] != "results" or each["node"] != INDEX:
            continue
        who, said = each["participant"], (each["was"], each["is"])
        name, address = called.get(who, who), url("profile", code=who)
        if each["field"] == "score":
            shown = (score_text(None if x is None else float(x), decimals) for x in said)
            yield Change(name, address, _("Índice"), *shown)
        elif each["field"] == "league_place":
            places = (NOTHING if x is None else place_text(x) for x in said)
            yield Change(name, address, _("Lugar"), *places)


def _proposed(erratum: Erratum) -> Proposed | None:
    if erratum.publication is None or erratum.proposed_at is None:
        return None
    text = _("{name} hizo la propuesta el {at}. Falta que otra persona la confirme.")
    sha256 = erratum.publication.sha256
    return Proposed(
        text.format(name=erratum.proposer, at=moment(erratum.proposed_at)), sha256[:SHORT], sha256
    )


def _events(erratum: Erratum) -> Iterator[Event]:
    if erratum.confirmed_at is not None and erratum.publication is not None:
        short = erratum.publication.sha256[:SHORT]
        text = _("Instantánea {short}").format(short=short)
        word, at = _("Se confirmó y se publicó"), moment(erratum.confirmed_at)
        yield Event("published", word, at, text, "", erratum.confirmer)
    if erratum.ended_at is not None:
        word, at = _("Se cerró sin cambiar nada"), moment(erratum.ended_at)
        yield Event("withdrawn", word, at, "", erratum.ending, erratum.ender)
    if erratum.proposed_at is not None:
        word, at = _("Se propuso publicar"), moment(erratum.proposed_at)
        yield Event("proposed", word, at, "", "", erratum.proposer)
    word, at = _("Se abrió la fe de erratas"), moment(erratum.opened_at)
    yield Event("proposed", word, at, "", erratum.reason, erratum.opener)
