"""A commitment in a list, and with the words that were looked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from game.commitments import Commitment, is_ratification_late, shown_status
from game.participants import Participant
from game.searches import Piece, excerpt, found_in, marked
from server.i18n import day
from server.i18n import gettext as _
from server.pages.commitments.words import (
    STATUS_NAMES,
    Names,
    due_note_of,
    first_words,
    goal_words,
    pillar_name_of,
    progress_words,
)
from server.pages.links import Url

LONGEST_EXCERPT: int = 160


@dataclass(frozen=True, slots=True)
class FoundText:
    """Where else the words that were looked for stand: what is said there, with them marked."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class CommitmentCard:
    """A commitment in a list. Of one that was looked for its goal and its government are in pieces.

    `found`: where the rest of the words stand. `mark`: which voices do not agree on it, where some
    do not. `waits`: since when it waits for its verifier.
    """

    goal: str
    url: str
    participant: str
    pillar: str
    pillar_name: str
    status: str
    status_word: str
    due: str
    due_note: str
    progress_width: str
    progress_text: str
    goal_language: str
    goal_pieces: tuple[Piece, ...] = ()
    participant_pieces: tuple[Piece, ...] = ()
    found: FoundText | None = None
    mark: str = ""
    waits: str = ""


def commitment_card(
    commitment: Commitment,
    participant: Participant,
    names: Names,
    today: date,
    url: Url,
    *,
    mark: str = "",
) -> CommitmentCard:
    """A commitment in a list, whoever looks."""
    status = shown_status(commitment, today)
    width, text = progress_words(commitment)
    goal, language = goal_words(commitment.goal, names.goals)
    return CommitmentCard(
        goal=first_words(goal),
        goal_language=language,
        url=url("commitment", id=commitment.code),
        participant=participant.name,
        pillar=commitment.pillar or "",
        pillar_name=pillar_name_of(commitment, names.pillars),
        status=status.value,
        status_word=str(STATUS_NAMES[status]),
        due=day(commitment.due),
        due_note=_("sin ratificar a tiempo")
        if is_ratification_late(commitment, today)
        else due_note_of(commitment, today),
        progress_width=width,
        progress_text=text,
        mark=mark,
    )


def found_card(
    card: CommitmentCard, commitment: Commitment, sought: Sequence[str]
) -> CommitmentCard:
    """The card of a commitment that was looked for, with the words that were found in it marked.

    Its history is needed where words stand only there.
    """
    if not sought:
        return card
    # What is cut off in the card is found, and not seen.
    seen = found_in(card.goal.removesuffix("…"), sought) | found_in(card.participant, sought)
    missing = frozenset(sought) - seen
    texts = [
        (_("Meta"), commitment.goal),
        (_("Indicador de éxito"), commitment.indicator),
        (_("Cargo responsable"), commitment.responsible),
        *((_("Hito"), step.title) for step in commitment.milestones),
        *((_("Historia"), event.note) for event in commitment.history if event.note),
    ]
    held = [(len(found_in(text, sought) & missing), label, text) for label, text in texts]
    best = max(held, key=lambda each: each[0])
    return replace(
        card,
        goal_pieces=marked(card.goal, sought),
        participant_pieces=marked(card.participant, sought),
        found=FoundText(best[1], excerpt(best[2], sought, LONGEST_EXCERPT)) if best[0] else None,
    )
