"""Lo último: what happened to commitments lately, day by day, the newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from game.commitments import Status
from game.participants import Participant
from game.questionnaire import Text
from server.i18n import day, ngettext, number
from server.i18n import gettext as _
from server.pages.atom import with_language
from server.pages.commitment import EVENTS
from server.pages.commitments.headings import ways_of
from server.pages.commitments.narrowing import Query
from server.pages.commitments.words import first_words, goal_words, in_spanish
from server.pages.filters import address_of, file_links, ignored_words, page_links
from server.pages.links import Link, Url
from server.pages.months import whose_link
from server.pages.news import LONGEST_NOTE, Entry, happening_note, happening_text, happening_word


@dataclass(frozen=True, slots=True)
class HappeningLine:
    """One thing that happened, and to which commitment of whom."""

    code: str
    word: str
    goal: str
    goal_language: str
    url: str
    participant: str
    participant_url: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class HappeningDay:
    """What happened on one day."""

    id: str
    name: str
    lines: tuple[HappeningLine, ...]


@dataclass(frozen=True, slots=True)
class HappeningsPage:
    """One page of what happened. `whose`: to those of one government alone."""

    title: str
    lead: str
    ways: tuple[Link, ...]
    ignored: tuple[str, ...]
    whose: Link | None
    days: tuple[HappeningDay, ...]
    pages: tuple[Link, ...]
    programs: tuple[Link, ...]
    in_spanish: str
    files: tuple[Link, ...]


def happenings_page(
    entries: Sequence[Entry],
    query: Query,
    participant: Participant | None,
    *,
    page: int,
    total: int,
    size: int,
    goals: Mapping[str, Text],
    url: Url,
) -> HappeningsPage:
    """By day in the order of `entries`, which is that of the feed."""
    title = _("Lo último de los compromisos")
    if participant is not None:
        title = _("Lo último de los compromisos de {name}").format(name=participant.name)
    lead = ngettext(
        "{n} cambio, el más nuevo primero.", "{n} cambios, el más nuevo primero.", total
    )
    return HappeningsPage(
        title=title,
        lead=lead.format(n=number(total)),
        ways=ways_of("happenings", url),
        ignored=ignored_words(query.ignored),
        whose=whose_link(participant, url),
        days=tuple(
            HappeningDay(
                f"d-{on.isoformat()}", day(on), tuple(_line(each, goals, url) for each in found)
            )
            for on, found in groupby(entries, lambda each: each.happening.on)
        ),
        pages=page_links(url("happenings"), query.pairs, page, total, size),
        programs=(
            Link(_("Canal Atom"), with_language(address_of(url("commitments_atom"), query.pairs))),
            Link(
                _("Archivo de calendario"),
                with_language(address_of(url("commitments_calendar"), query.pairs)),
            ),
        ),
        in_spanish=in_spanish() if entries else "",
        files=file_links(url("happenings_table"), url("happenings_document"), query.pairs),
    )


def _line(entry: Entry, goals: Mapping[str, Text], url: Url) -> HappeningLine:
    happening = entry.happening
    goal, language = goal_words(entry.commitment.goal, goals)
    code = EVENTS[happening.move][0] if happening.move else Status.OVERDUE.value
    return HappeningLine(
        code=code,
        word=happening_word(happening),
        goal=first_words(goal),
        goal_language=language,
        url=url("commitment", id=happening.commitment),
        participant=entry.participant.name,
        participant_url=url("participant_commitments", code=entry.participant.code),
        text=happening_text(happening),
        note=first_words(happening_note(happening), LONGEST_NOTE),
    )
