"""Rows: a commitment, its steps and its history as the tables keep them."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from game.answers import Citation
from game.commitments import Change, Commitment, Event, Milestone, Move, Status, Term, Value
from game.participants import Participant
from server.days import today_of
from server.people import Person
from server.queries.participants import participants_named
from server.tables.commitments import MilestoneRow

# Stands for no date where two are compared.
NEVER: Final = date(9999, 12, 31)
NO_AUTHOR: Final[dict[str, object]] = {"account": None, "author": "", "role": ""}


@dataclass(frozen=True, slots=True)
class Listed:
    """A commitment and whose it is."""

    commitment: Commitment
    participant: Participant


async def listed_in(rows: Sequence[Mapping[str, Any]]) -> tuple[Listed, ...]:
    """The commitments of these rows in their order, with their milestones, without a history."""
    milestones = await _milestones([row["id"] for row in rows])
    participants = await participants_named({row["participant"] for row in rows})
    return tuple(
        Listed(
            _commitment(row, milestones[row["id"]]),
            participants.get(row["participant"]) or stranger(row["participant"]),
        )
        for row in rows
    )


async def _milestones(commitments: Sequence[int]) -> Mapping[int, tuple[Milestone, ...]]:
    found: dict[int, tuple[Milestone, ...]] = defaultdict(tuple)
    if not commitments:
        return found
    rows = (
        await MilestoneRow.select()
        .where(MilestoneRow.commitment.is_in(list(commitments)))
        .order_by(MilestoneRow.commitment, MilestoneRow.position)
    )
    for row in rows:
        step = Milestone(row["title"], row["due"], row["weight"], row["done_on"])
        found[row["commitment"]] += (step,)
    return found


def stranger(code: str) -> Participant:
    """A commitment outlives the list of participants it came with."""
    return Participant(code, "", code, code[:2])


def _commitment(row: Mapping[str, Any], milestones: tuple[Milestone, ...]) -> Commitment:
    return Commitment(
        participant=row["participant"],
        goal=row["goal"],
        indicator=row["indicator"],
        responsible=row["responsible"],
        due=row["due"],
        status=Status(row["status"]),
        edition=row["edition"],
        item=row["item"],
        pillar=row["pillar"],
        milestones=milestones,
        code=row["id"],
        starts=row["starts"],
        budget=row["budget"],
        agreement=row["agreement"],
        recommendation=row["recommendation"],
        ratify_by=row["ratify_by"],
    )


def event_in(row: Mapping[str, Any]) -> Event:
    """One line of the history."""
    return Event(
        move=Move(row["act"]),
        from_status=Status(row["from_status"]) if row["from_status"] else None,
        to_status=Status(row["to_status"]),
        by_role=row["role"],
        on=today_of(row["at"]),
        note=row["note"],
        due_before=row["due_before"],
        due_after=row["due_after"],
        evidence=tuple(
            Citation(cited["document"], cited.get("page", ""))
            for cited in json.loads(row["evidence"])
        ),
        term=row["term"],
        changes=changes_in(row["changes"]),
    )


def changes_in(kept: str) -> tuple[Change, ...]:
    """What an amendment changed beside the date, as it is kept."""
    return tuple(
        Change(term, _value_in(term, each["before"]), _value_in(term, each["after"]))
        for each in json.loads(kept)
        for term in (Term(each["term"]),)
    )


def changes_row(changes: Sequence[Change]) -> str:
    """The same, to be kept."""
    told = [
        {
            "term": each.term.value,
            "before": _value_row(each.before),
            "after": _value_row(each.after),
        }
        for each in changes
    ]
    return json.dumps(told, ensure_ascii=False)


def _value_in(term: Term, kept: Any) -> Value:
    """How a term stood; None where there was none."""
    if kept is None:
        return None
    if term is Term.STARTS:
        return date.fromisoformat(kept)
    if term is Term.MILESTONE:
        return Milestone(kept["title"], date.fromisoformat(kept["due"]), kept["weight"])
    return kept  # type: ignore[no-any-return]


def _value_row(value: Value) -> object:
    if isinstance(value, Milestone):
        return {"title": value.title, "due": value.due.isoformat(), "weight": value.weight}
    return value.isoformat() if isinstance(value, date) else value


def change_facts(seen: Commitment, changed: Commitment, at: datetime) -> dict[str, object]:
    """How a commitment stands after a move, and how it stood for whoever made it."""
    return {
        "commitment": seen.code,
        "seen_status": seen.status.value,
        "seen_due": seen.due,
        "seen_goal": seen.goal,
        "seen_indicator": seen.indicator,
        "seen_responsible": seen.responsible,
        "seen_lines": len(seen.history),
        "seen_ratify_by": seen.ratify_by or NEVER,
        "never": NEVER,
        "status": changed.status.value,
        "goal": changed.goal,
        "indicator": changed.indicator,
        "responsible": changed.responsible,
        "due": changed.due,
        "starts": changed.starts,
        "budget": changed.budget,
        "ratify_by": changed.ratify_by,
        "at": at,
    }


def commitment_row(commitment: Commitment) -> dict[str, object]:
    """A commitment as it is kept, without its milestones and its history."""
    return {
        "participant": commitment.participant,
        "edition": commitment.edition,
        "item": commitment.item,
        "pillar": commitment.pillar or "",
        "goal": commitment.goal,
        "indicator": commitment.indicator,
        "responsible": commitment.responsible,
        "due": commitment.due,
        "status": commitment.status.value,
        "starts": commitment.starts,
        "budget": commitment.budget,
        "agreement": commitment.agreement,
        "recommendation": commitment.recommendation,
        "ratify_by": commitment.ratify_by,
    }


def milestone_row(position: int, milestone: Milestone) -> dict[str, object]:
    """A milestone as it is kept."""
    return {
        "position": position,
        "title": milestone.title,
        "due": milestone.due,
        "weight": milestone.weight,
        "done_on": milestone.done_on,
    }


def event_row(event: Event, by: Person, at: datetime) -> dict[str, object]:
    """A line of the history by whoever did it."""
    who = {"account": by.account, "author": by.name, "role": by.role.value}
    return said_row(event) | who | {"at": at}


def said_row(event: Event) -> dict[str, object]:
    """A line of the history without whoever did it."""
    cited = [{"document": each.document, "page": each.page} for each in event.evidence]
    return {
        "act": event.move.value,
        "from_status": event.from_status.value if event.from_status else "",
        "to_status": event.to_status.value,
        "note": event.note,
        "due_before": event.due_before,
        "due_after": event.due_after,
        "term": event.term,
        "changes": changes_row(event.changes),
        "evidence": json.dumps(cited),
    }
