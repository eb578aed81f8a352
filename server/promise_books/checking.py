"""Revisión: what each row of a workbook would become, and what is wrong with it, cell by cell."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from game.commitments import Commitment, propose
from game.repeats import Said, promised_before, said_in
from game.rules import RuleBroken
from game.typed import date_of, whole_number
from server.people import Person
from server.promise_books.columns import MOST_ROWS, Line, changed_in, too_many
from server.proposals import MOST_MILESTONES, Flaw, ProposalForm, commitment_of, flaws_of
from server.queries.batches import Waiting, keep_answering, waiting_of
from server.queries.commitments import (
    Filters,
    commitments_by_item,
    every_commitment,
    pillar_names,
    proposed_before,
)
from server.queries.recommendations import source_of, waiting_for

# Of what stands where a number was expected.
LONGEST_CODE = 20


@dataclass(frozen=True, slots=True)
class Checked:
    """A row with what is wrong in it; `pillar` as it is known or chosen.

    `commitment`: the number of the one that it is already, or that says the same. `twin`: the row
    above that says the same. `again`: it is to be proposed all the same. `is_settled`: it stands as
    it is, whatever is ticked. `changed`: its columns that say something else than the commitment.
    `issued`: what was recommended for its item, which it answers to.
    """

    line: Line
    form: ProposalForm
    pillar: str
    flaws: tuple[Flaw, ...]
    commitment: int | None = None
    twin: int | None = None
    again: bool = False
    is_settled: bool = False
    changed: tuple[str, ...] = ()
    issued: Waiting | None = None

    @property
    def is_repeated(self) -> bool:
        """Whether it was said before, here or in another workbook, and may be said again."""
        was_said = self.commitment is not None or self.twin is not None
        return was_said and not self.is_settled and not self.flaws

    @property
    def is_new(self) -> bool:
        may = not self.is_settled and not self.flaws
        return may and (self.again or not self.is_repeated)


async def checked(
    lines: Sequence[Line], participant: str, today: date, again: Collection[int] = ()
) -> tuple[Checked, ...]:
    """Every row, in order. An item that is promised already, or twice here, is told as such.

    So is what was promised before in other words than a number: by its goal and its day. `again`:
    the rows that are to be proposed all the same.
    """
    if too_many(lines):
        raise RuleBroken("rows-too-many", most=MOST_ROWS)
    promised = dict(await commitments_by_item(participant))
    own = [each.commitment async for each in every_commitment(Filters(participant), today)]
    by_code = {each.code: each for each in own}
    before, here = promised_before(own), dict[Said, int]()
    pillars, waiting = await pillar_names(), await waiting_of(participant)
    found: list[Checked] = []
    for line in lines:
        form = line.form("")
        if line.is_known:
            found.append(_known(line, form, by_code))
            continue
        issued = await waiting_for(waiting, form.edition, form.item) if form.item else None
        if issued is not None:
            form = _answering(form, issued)
        pillar, flaws = await _source(form, promised)
        if not form.item:
            pillar = form.pillar
        flaws += flaws_of(form, today, pillar_is_known=bool(flaws) or pillar in pillars)
        flaws += [Flaw(name, "row-step-beyond", {"most": MOST_MILESTONES}) for name in line.beyond]
        if form.item and not flaws:
            items = issued.kept.what.items if issued else ()
            promised |= {(form.edition, item): 0 for item in (form.item, *items)}
        row = Checked(line, form, pillar, tuple(flaws), again=line.row in again, issued=issued)
        found.append(_compared(row, before, here))
    return tuple(found)


def _answering(form: ProposalForm, issued: Waiting) -> ProposalForm:
    """The form of a row, as the answer to what was recommended for its item."""
    number = str(issued.kept.id)
    return replace(form, edition=issued.edition, item=issued.item, recommendation=number)


def _known(line: Line, form: ProposalForm, own: Mapping[int | None, Commitment]) -> Checked:
    """A row with the number of a commitment: one of this government, or a slip."""
    code = whole_number(line.code)
    if code is not None and code in own:
        there = Checked(line, form, form.pillar, (), commitment=code, is_settled=True)
        return replace(there, changed=changed_in(line, own[code]))
    flaw = Flaw("code", "row-commitment-unknown", {"commitment": line.code[:LONGEST_CODE]})
    return Checked(line, form, form.pillar, (flaw,))


def _compared(row: Checked, before: Mapping[Said, int], here: dict[Said, int]) -> Checked:
    """The same, with what it repeats; it is noted for the rows below."""
    due = date_of(row.form.due)
    if due is None:
        return row
    said = said_in(row.form.goal, due)
    promised = [each.facts["commitment"] for each in row.flaws if each.code == "already-promised"]
    if promised == [before.get(said)] and len(row.flaws) == 1:
        # What answers for an item is promised once: this is the one.
        return replace(row, flaws=(), commitment=before[said], is_settled=True)
    if row.flaws:
        return row
    row = replace(row, commitment=before.get(said), twin=here.get(said))
    here.setdefault(said, row.line.row)
    return row


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

    A row is known by the sheet it came in and by what it says: sent again, it is the same one. The
    numbers of all that this sheet proposed, whichever press of its button kept them.
    """
    found: list[int | None] = []
    for place, row in enumerate(rows):
        sheet = _key(key, row.line)
        if row.is_new:
            given = commitment_of(row.form, by.participant or "", row.pillar)
            commitment: Commitment = propose(given, by.role.value, today)
            # Each at a moment of its own: by its moment it is found when it is sent again.
            then = at + timedelta(microseconds=place)
            found.append(await keep_answering(commitment, row.issued, key=sheet, by=by, at=then))
        elif row.commitment is not None and not row.line.is_known:
            found.append(await proposed_before(by, sheet))
    return tuple(dict.fromkeys(code for code in found if code))


def _key(key: str, line: Line) -> str:
    said = json.dumps([line.row, dict(sorted(line.typed.items()))], ensure_ascii=False)
    return f"{key}-{hashlib.sha256(said.encode()).hexdigest()[:24]}"
