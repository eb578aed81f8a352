"""Distintivo y tarjeta: how a commitment stands now, small enough to stand on a page of others.

A picture whose letters have the room they were given, whatever fonts there are, and whose colours
are ours: it stands on pages whose background nobody knows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from game.commitments import Commitment, Status, shown_status
from game.participants import Participant
from game.questionnaire import Text
from server.i18n import ASKED, LOCALES, SOURCE, day, locale, ngettext, number, speaking
from server.i18n import gettext as _
from server.pages.atom import UNWRITABLE, with_language
from server.pages.commitments.words import (
    STATUS_NAMES,
    due_note_of,
    first_words,
    goal_words,
    headline_labels,
    progress_words,
)
from server.pages.links import Url

MEDIA_TYPE: Final = "image/svg+xml"
HEIGHT: Final = 28
MARGIN: Final = 9
# The mean width of a letter of 12 px, a little wider than most fonts have it.
LETTER: Final = 6.8
LONGEST_NAME: Final = 40
LONGEST_GOAL: Final = 140
NAME_COLOUR: Final = "#33363a"
LETTERS: Final = "#ffffff"
# Each gives white letters a contrast of 4.5 or more (WCAG 2.2 AA).
COLOURS: Mapping[Status, str] = MappingProxyType(
    {
        Status.PROPOSED: "#555b61",
        Status.AGREED: "#26407e",
        Status.IN_PROGRESS: "#26407e",
        Status.REPORTED_DONE: "#7a4a00",
        Status.VERIFIED: "#1a5e2f",
        Status.OVERDUE: "#9a1d1d",
        Status.NOT_MET: "#9a1d1d",
        Status.WITHDRAWN: "#555b61",
        Status.INHERITED: "#555b61",
    }
)


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says; `rows` pairs of a term and its text, in few lines."""

    title: str
    kicker: str
    status: str
    status_word: str
    lines: tuple[str, ...]
    goal: str
    goal_language: str
    url: str


@dataclass(frozen=True, slots=True)
class Snippet:
    """Something to be copied into a page: what it is, how it looks, what is copied."""

    name: str
    image: str
    alternative: str
    code: str


def commitment_badge(
    commitment: Commitment, participant: Participant, today: date, *, is_synthetic: bool
) -> bytes:
    """The government and the status of one commitment; invented data say that they are."""
    status = shown_status(commitment, today)
    words = _labelled(str(STATUS_NAMES[status]), is_synthetic=is_synthetic)
    return _drawn(participant.name, words, COLOURS[status])


def participant_badge(
    participant: Participant, counts: Mapping[Status, int], *, is_synthetic: bool
) -> bytes:
    """The government, and how many of its commitments stand how."""
    words = ", ".join(counts_words(counts))
    is_late = counts[Status.OVERDUE] + counts[Status.NOT_MET] > 0
    colour = COLOURS[Status.REPORTED_DONE if is_late else Status.AGREED]
    return _drawn(participant.name, _labelled(words, is_synthetic=is_synthetic), colour)


def counts_words(counts: Mapping[Status, int]) -> tuple[str, ...]:
    """How many a government promised, how many were verified and how many are late or not met."""
    total, kept = sum(counts.values()), counts[Status.VERIFIED]
    late, broken = counts[Status.OVERDUE], counts[Status.NOT_MET]
    said = [
        ngettext("{n} compromiso", "{n} compromisos", total).format(n=number(total)),
        ngettext("{n} verificado", "{n} verificados", kept).format(n=number(kept)),
        ngettext("{n} vencido", "{n} vencidos", late).format(n=number(late)),
    ]
    if broken:
        said.append(
            ngettext("{n} no cumplido", "{n} no cumplidos", broken).format(n=number(broken))
        )
    return tuple(said)


def commitment_card(
    commitment: Commitment,
    participant: Participant,
    *,
    goals: Mapping[str, Text],
    site: str,
    today: date,
    url: Url,
) -> Card:
    """One commitment, for a frame on a page of others."""
    status, note = shown_status(commitment, today), due_note_of(commitment, today)
    goal, language = goal_words(commitment.goal, goals)
    due = _("Para el {due}").format(due=day(commitment.due))
    return Card(
        title=participant.name,
        kicker=_("Compromiso {number}").format(number=commitment.code),
        status=status.value,
        status_word=str(STATUS_NAMES[status]),
        lines=(f"{due} ({note})" if note else due, progress_words(commitment)[1]),
        goal=first_words(goal, LONGEST_GOAL),
        goal_language=language,
        url=site + url("commitment", id=commitment.code),
    )


def participant_card(
    participant: Participant, counts: Mapping[Status, int], *, site: str, url: Url
) -> Card:
    """All commitments of a government, for a frame on a page of others."""
    lines = (f"{number(n)} {label}" for n, label in headline_labels(counts) if n)
    return Card(
        title=participant.name,
        kicker=_("Compromisos públicos"),
        status="",
        status_word="",
        lines=tuple(lines) or (_("Todavía no hay compromisos."),),
        goal="",
        goal_language="",
        url=f"{site}{url('commitments')}?gobierno={participant.code}",
    )


def snippets_of(
    image: str, card: str, *, page: str, named: Callable[[], str], site: str
) -> tuple[Snippet, ...]:
    """The picture in every language, and the card. `image`, `card`, `page`: their addresses.

    `named`: what they show, in the language that is spoken, for those who do not see it.
    """
    found = []
    for code, language in LOCALES.items():
        mark = "" if code == SOURCE else f"?{ASKED}={code}"
        address = f"{site}{image}{mark}"
        with speaking(code):
            name = named()
        html = f'<a href="{site}{page}"><img src="{address}" alt="{name}" height="{HEIGHT}"></a>'
        label = _("Distintivo, {language}").format(language=language)
        found.append(Snippet(label, f"{image}{mark}", name, html))
    frame = (
        f'<iframe src="{site}{with_language(card)}" title="{named()}" width="360" height="400"'
        ' loading="lazy" style="border:0"></iframe>'
    )
    found.append(Snippet(_("Tarjeta"), "", "", frame))
    return tuple(found)


def _labelled(words: str, *, is_synthetic: bool) -> str:
    return _("{words} · datos sintéticos").format(words=words) if is_synthetic else words


def _drawn(name: str, words: str, colour: str) -> bytes:
    """Two fields side by side, light letters on dark; read aloud as one sentence."""
    left, right = first_words(name, LONGEST_NAME), words
    left_width, right_width = _room(left), _room(right)
    width = left_width + right_width
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": str(width),
            "height": str(HEIGHT),
            "viewBox": f"0 0 {width} {HEIGHT}",
            "role": "img",
            "aria-label": f"{left}: {right}",
            "lang": locale(),
        },
    )
    SubElement(root, "title").text = UNWRITABLE.sub("", f"{left}: {right}")
    _field(root, 0, width, NAME_COLOUR, rounded=True)
    _field(root, left_width, right_width, colour, rounded=True)
    _field(root, left_width, min(right_width, MARGIN), colour, rounded=False)
    for text, at, room in ((left, 0, left_width), (right, left_width, right_width)):
        _write(root, text, at, room)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _room(text: str) -> int:
    return round(len(text) * LETTER) + 2 * MARGIN


def _field(root: Element, at: int, width: int, colour: str, *, rounded: bool) -> None:
    shape = {"x": str(at), "width": str(width), "height": str(HEIGHT), "fill": colour}
    SubElement(root, "rect", {**shape, "rx": "4"} if rounded else shape)


def _write(root: Element, text: str, at: int, room: int) -> None:
    """Letters as wide as their field, whichever font they are drawn with."""
    element = SubElement(
        root,
        "text",
        {
            "x": str(at + MARGIN),
            "y": "18.5",
            "fill": LETTERS,
            "font-family": "Verdana, DejaVu Sans, Geneva, sans-serif",
            "font-size": "12",
            "textLength": str(room - 2 * MARGIN),
            "lengthAdjust": "spacingAndGlyphs",
        },
    )
    element.text = UNWRITABLE.sub("", text)
