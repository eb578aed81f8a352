"""Desacuerdos: all commitments on which the three voices do not agree, each with why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from game.commitments import Commitment
from game.participants import Participant
from game.questionnaire import Text
from game.voices import Disagreement
from server.i18n import Lazy, lazy, ngettext, number
from server.pages.commitments.headings import ways_of
from server.pages.commitments.listed import NO_MARKS
from server.pages.commitments.narrowing import Query
from server.pages.commitments.words import in_spanish
from server.pages.filters import file_links, ignored_words, page_links
from server.pages.links import Link, Url
from server.pages.months import DueRow, due_row, whose_link
from server.pages.voices import disagreement_lines

# `game.voices`, in words.
RULES: Sequence[Lazy] = (
    lazy(
        "El gobierno dice que cumplió, y el observatorio, después, lo devolvió, lo declaró no"
        " cumplido o lo verificó de nuevo y no lo encontró."
    ),
    lazy("El observatorio lo verificó, y una observación abierta posterior dice que no se cumple."),
    lazy(
        "El gobierno dice que cumplió y falta verificarlo, y una observación abierta posterior dice"
        " que no se cumple."
    ),
    lazy("El observatorio lo declaró no cumplido, y una posterior dice que sí se cumple."),
    lazy("El gobierno reporta avances, y su fecha pasó sin que reportara que cumplió."),
)


@dataclass(frozen=True, slots=True)
class DisagreementsPage:
    """All commitments on which voices do not agree. `rules`: when they do not."""

    lead: str
    ways: tuple[Link, ...]
    ignored: tuple[str, ...]
    whose: Link | None
    rules: tuple[str, ...]
    rows: tuple[DueRow, ...]
    pages: tuple[Link, ...]
    in_spanish: str
    files: tuple[Link, ...]


def disagreements_page(
    listed: Sequence[tuple[Commitment, Participant]],
    found: Mapping[int, Sequence[Disagreement]],
    query: Query,
    participant: Participant | None,
    *,
    page: int,
    total: int,
    size: int,
    goals: Mapping[str, Text],
    today: date,
    url: Url,
) -> DisagreementsPage:
    """`listed` by date; `found`: what is said of each, by its code; no mark repeats it."""
    return DisagreementsPage(
        lead=ngettext(
            "En {n} compromiso lo que dice uno no es lo que dice otro. No es un dictamen.",
            "En {n} compromisos lo que dice uno no es lo que dice otro. No es un dictamen.",
            total,
        ).format(n=number(total)),
        ways=ways_of("disagreements", url),
        ignored=ignored_words(query.ignored),
        whose=whose_link(participant, url),
        rules=tuple(str(each) for each in RULES),
        rows=tuple(
            replace(
                due_row(commitment, whose, NO_MARKS, goals, today, url),
                note=" ".join(
                    line.text
                    for line in disagreement_lines(
                        found.get(commitment.code or 0, ()), commitment.due
                    )
                ),
            )
            for commitment, whose in listed
        ),
        pages=page_links(url("disagreements"), query.pairs, page, total, size),
        in_spanish=in_spanish() if listed else "",
        files=file_links(url("disagreements_table"), url("disagreements_document"), query.pairs),
    )
