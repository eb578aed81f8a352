"""Hojas: a list of commitments as one table, or one of them, to be printed and taken along."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from game.commitments import Commitment, shown_status
from game.participants import Participant
from server.i18n import day, ngettext, number
from server.i18n import gettext as _
from server.pages.commitment import CommitmentPage, HistoryLine, MilestoneLine, Row, Voice
from server.pages.commitments.narrowing import Known, Query, words_of_query
from server.pages.commitments.words import (
    STATUS_NAMES,
    due_note_of,
    goal_words,
    in_spanish,
    pillar_name_of,
    progress_words,
)
from server.pages.filters import address_of, ignored_words
from server.pages.links import Link, Url
from server.pages.qr import QrCode, qr_code


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A commitment on a line of the sheet."""

    number: str
    url: str
    participant: str
    goal: str
    goal_language: str
    indicator: str
    responsible: str
    pillar: str
    due: str
    due_note: str
    status: str
    status_word: str
    progress: str


@dataclass(frozen=True, slots=True)
class SheetPage:
    """The sheet. `facts`: how the list is narrowed, of which day it is and where it is kept.

    `is_of_one`: all are of one government, which the title names already. `rest`: what to do where
    there are more than are printed.
    """

    title: str
    lead: str
    breadcrumb: tuple[Link, ...]
    facts: tuple[str, ...]
    ignored: tuple[str, ...]
    address: str
    caption: str
    rows: tuple[SheetRow, ...]
    is_of_one: bool
    rest: str
    rest_link: Link
    in_spanish: str


@dataclass(frozen=True, slots=True)
class ProofLine:
    """A document that a commitment cites, and what it was cited for."""

    title: str
    url: str
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class CommitmentSheet:
    """One commitment on paper. `voices`: the government and the observatory; `others`: a line.

    `sources`: where it is kept and when it was printed; `code`: the same address for a telephone;
    `digest`: the SHA-256 of what is kept of it.
    """

    title: str
    title_language: str
    kicker: str
    breadcrumb: tuple[Link, ...]
    pillar: str
    pillar_name: str
    status: str
    status_word: str
    voices: tuple[Voice, ...]
    others: tuple[str, ...]
    facts: tuple[Row, ...]
    milestones: tuple[MilestoneLine, ...]
    proofs: tuple[ProofLine, ...]
    history: tuple[HistoryLine, ...]
    sources: tuple[Row, ...]
    code: QrCode
    digest: str
    in_spanish: str


def commitment_sheet(
    page: CommitmentPage, *, here: str, address: str, digest: str, today: date, url: Url
) -> CommitmentSheet:
    """The page of a commitment, as nobody in particular sees it, on paper.

    `here`: where its page is; `address`: the same with the site in front; `digest`: the SHA-256 of
    `server.pages.lists.kept_facts`.
    """
    own = {"government", "observatory"}
    return CommitmentSheet(
        title=page.goal,
        title_language=page.goal_language,
        kicker=_("{kicker} · {name}").format(kicker=page.kicker, name=page.participant),
        breadcrumb=(
            Link(_("Compromisos"), url("commitments")),
            Link(page.kicker, here),
            Link(_("Hoja para imprimir"), ""),
        ),
        pillar=page.pillar,
        pillar_name=page.pillar_name,
        status=page.status,
        status_word=page.status_word,
        voices=tuple(each for each in page.voices if each.id in own),
        others=tuple(
            " ".join(part for part in (f"{each.title}: {each.word}.", each.text) if part)
            for each in page.voices
            if each.id not in own
        ),
        facts=(
            *(replace(row, link=None) for row in page.facts),
            Row(_("Avance"), page.progress_text),
        ),
        milestones=page.milestones,
        proofs=tuple(
            ProofLine(
                cited.title,
                cited.url,
                cited.page,
                _("{word}, {day}").format(word=line.word, day=line.at),
            )
            for line in reversed(page.history)
            for cited in line.evidence
        ),
        history=page.history[::-1],
        sources=(
            Row(_("Dirección"), address),
            Row(_("Como estaba el"), day(today)),
        ),
        code=qr_code(address),
        digest=digest,
        in_spanish=page.in_spanish,
    )


def commitments_sheet(
    listed: Sequence[tuple[Commitment, Participant]],
    *,
    total: int,
    query: Query,
    known: Known,
    whose: Participant | None,
    today: date,
    site: str,
    url: Url,
) -> SheetPage:
    """The list as it is narrowed. `whose`: the one government it is of, if it is of one."""
    count = ngettext("{n} compromiso", "{n} compromisos", total).format(n=number(total))
    shown = _("Se imprimen los primeros {n} de {total}. Todos están en")
    return SheetPage(
        title=_("Compromisos de {name}").format(name=whose.name)
        if whose
        else _("Compromisos públicos"),
        lead=_("{count}, al {day}").format(count=count, day=day(today)),
        breadcrumb=(
            Link(_("Compromisos"), address_of(url("commitments"), query.pairs)),
            Link(_("Hoja para imprimir"), ""),
        ),
        facts=words_of_query(query, known, "" if whose else query.participant),
        ignored=ignored_words(query.ignored),
        address=f"{site}{address_of(url('commitments'), query.pairs)}",
        caption=_("Qué se prometió, quién responde, para cuándo y cómo va"),
        rows=tuple(_row(commitment, who, known, today, url) for commitment, who in listed),
        is_of_one=whose is not None,
        rest=shown.format(n=number(len(listed)), total=number(total))
        if total > len(listed)
        else "",
        rest_link=Link("CSV", address_of(url("commitments_table"), query.pairs)),
        in_spanish=in_spanish() if listed else "",
    )


def _row(
    commitment: Commitment, participant: Participant, known: Known, today: date, url: Url
) -> SheetRow:
    status = shown_status(commitment, today)
    _width, progress = progress_words(commitment)
    goal, language = goal_words(commitment.goal, known.goals)
    return SheetRow(
        number=str(commitment.code),
        url=url("commitment", id=commitment.code),
        participant=participant.name,
        goal=goal,
        goal_language=language,
        indicator=commitment.indicator,
        responsible=commitment.responsible,
        pillar=pillar_name_of(commitment, known.pillars),
        due=day(commitment.due),
        due_note=due_note_of(commitment, today),
        status=status.value,
        status_word=str(STATUS_NAMES[status]),
        progress=progress,
    )
