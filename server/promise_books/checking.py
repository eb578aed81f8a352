"""Revisión: what each row of a workbook would become, and what is wrong with it, cell by cell."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from game.commitments import Commitment, propose
from game.rules import RuleBroken
from server.people import Person
from server.promise_books.columns import MOST_ROWS, Line
from server.proposals import Flaw, ProposalForm, commitment_of, flaws_of
from server.queries.commitments import commitments_by_item, keep_proposal, pillar_names
from server.queries.recommendations import source_of


@dataclass(frozen=True, slots=True)
class Checked:
    """A row with what is wrong in it; `pillar` as it is known or chosen."""

    line: Line
    form: ProposalForm
    pillar: str
    flaws: tuple[Flaw, ...]

    @property
    def is_new(self) -> bool:
        return not self.line.is_known and not self.flaws


async def checked(lines: Sequence[Line], participant: str, today: date) -> tuple[Checked, ...]:
    """Every row, in order. An item that is promised already, or twice here, is told as such."""
    if len(lines) > MOST_ROWS:
        raise RuleBroken("rows-too-many", most=MOST_ROWS)
    promised = dict(await commitments_by_item(participant))
    pillars = await pillar_names()
    found: list[Checked] = []
    for line in lines:
        form = line.form("")
        if line.is_known:
            found.append(Checked(line, form, form.pillar, ()))
            continue
        pillar, flaws = await _source(form, promised)
        if not form.item:
            pillar = form.pillar
        flaws += flaws_of(form, today, pillar_is_known=bool(flaws) or pillar in pillars)
        if form.item and not flaws:
            promised[form.edition, form.item] = 0
        found.append(Checked(line, form, pillar, tuple(flaws)))
    return tuple(found)


async def _source(
    form: ProposalForm, promised: Mapping[tuple[str, str], int]
) -> tuple[str, list[Flaw]]:
    """The pillar of the item a row answers to, and whether it can."""
    if not form.item:
        return "", []
    try:
        pillar = (await source_of(form.edition, form.item)).pillar
    except RuleBroken:
        return "", [Flaw("item", "row-item-unknown", {"item": form.item})]
    known = promised.get((form.edition, form.item))
    if known == 0:
        return pillar, [Flaw("item", "row-item-twice", {"item": form.item})]
    if known:
        return pillar, [Flaw("item", "already-promised", {"commitment": known})]
    return pillar, []


async def keep_rows(
    rows: Sequence[Checked], *, key: str, by: Person, at: datetime, today: date
) -> tuple[int, ...]:
    """Propose each new row, one unit each; the same workbook sent again proposes nothing twice.

    A row is known by the sheet it came in and by what it says: sent again, it is the same one.
    """
    found = []
    for row in rows:
        if row.is_new:
            given = commitment_of(row.form, by.participant or "", row.pillar)
            commitment: Commitment = propose(given, by.role.value, today)
            found.append(await keep_proposal(commitment, key=_key(key, row.line), by=by, at=at))
    return tuple(found)


def _key(key: str, line: Line) -> str:
    said = json.dumps([line.row, dict(sorted(line.typed.items()))], ensure_ascii=False)
    return f"{key}-{hashlib.sha256(said.encode()).hexdigest()[:24]}"
