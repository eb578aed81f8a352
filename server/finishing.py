"""Reportar como cumplido: all that is wrong with the form at once, its file included."""

from collections.abc import Iterator
from typing import Final

from game.addresses import checked_address
from game.commitments import Commitment, Move, Need, needs_of, open_milestones
from game.rules import RuleBroken
from game.typed import said, text_fault
from server.amending import LONGEST_NOTE, Flawed, Flaws
from server.documents import fault_of_file
from server.forms import EvidenceForm, field_of
from server.settings import Settings

NOTE: Final = "note"
NO_OTHERS: Final[dict[str, str]] = {}


async def check_finished(
    commitment: Commitment, form: EvidenceForm, note: str, settings: Settings
) -> None:
    """Refuse a form that says a promise was kept, with `Flawed`, for everything it lacks.

    A file is looked into where something else is wrong already; else it is as it is taken in.
    """
    found: Flaws = {}
    for broken in (*_note_flaws(commitment, note), *_evidence_flaws(form)):
        field = field_of(broken, NO_OTHERS) or NOTE
        found.setdefault(field, (broken.code, broken.facts))
    if not found:
        return
    broken_file = await fault_of_file(form, settings)
    if broken_file is not None:
        found.setdefault("file", (broken_file.code, broken_file.facts))
    raise Flawed(found)


def _note_flaws(commitment: Commitment, note: str) -> Iterator[RuleBroken]:
    """The reason that is owed while steps are open."""
    if fault := text_fault(note, LONGEST_NOTE):
        yield RuleBroken(fault[0], **fault[1], field=NOTE)
    if not said(note) and Need.REASON in needs_of(Move.REPORT_DONE, commitment):
        titles = tuple(step.title for step in open_milestones(commitment))
        yield RuleBroken("milestones-open", milestones=titles, field=NOTE)


def _evidence_flaws(form: EvidenceForm) -> Iterator[RuleBroken]:
    """What is brought, how it is called, and the page that proves it."""
    yield from form.flaws()
    if not form.brought:
        yield RuleBroken("evidence-required", move=Move.REPORT_DONE)
    if form.rehearsed is not None and form.rehearsed.lacks_page:
        yield RuleBroken("page-missing", move=Move.REPORT_DONE)
    if form.link:
        try:
            checked_address(form.link)
        except RuleBroken as broken:
            yield broken
