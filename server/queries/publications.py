"""Publicaciones: one person proposes what they saw, another confirms the same, and it is frozen.

What somebody saw is named by the SHA-256 of its snapshot. It is computed for the proposal and
again for the confirmation: if anything has changed between them, the proposal is void.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any, Final, TypeAlias

from piccolo.columns.combination import WhereRaw
from piccolo.querystring import QueryString

from game.answers import is_asked
from game.editions import Act, Stage, check_allowed
from game.participants import Participant
from game.publications import Proposal, Publication, Tally, check_settled, confirm, withdraw
from game.questionnaire import Item
from game.reviews import Review, Verdict
from game.rules import RuleBroken
from server.db import Param, Refused, Statement, Step, params, statement, write
from server.people import Person
from server.queries.audit import noting
from server.queries.editions import EditionRules, entries_of, rules_of
from server.queries.kept import standing_in
from server.queries.levels import once_signed_levels_of, signed_levels_of
from server.queries.mail import Message, posting
from server.queries.replies import unanswered_replies_of
from server.queries.results import frozen
from server.queries.reviews import reviews_of_edition
from server.queries.stages import STAYS, change_stage
from server.queries.verdicts import opened_by
from server.tables.answers import AnswerRow
from server.tables.editions import EditionRow
from server.tables.finals import FinalPublicationRow
from server.tables.results import PublicationRow, SnapshotRow
from server.tables.reviews import ReplyRow, VerdictRow

ATTEMPTS: Final = 3
# Makes the letters to whoever may confirm a proposal.
TellSecond: TypeAlias = Callable[[EditionRules], Awaitable[Sequence[Message]]]
# What two people publish: an edition, or its final round.
Proposed: TypeAlias = type[PublicationRow] | type[FinalPublicationRow]

# Open proposals, of editions and of their final rounds.
OPEN = """
    SELECT edition, proposed_by, 0 AS is_final FROM publication
    WHERE confirmed_at IS NULL AND ended_at IS NULL
    UNION ALL
    SELECT edition, proposed_by, 1 AS is_final FROM final_publication
    WHERE confirmed_at IS NULL AND ended_at IS NULL
    ORDER BY edition DESC, is_final DESC
"""


def is_open_proposal(row: Proposed) -> tuple[Any, ...]:
    """Of one proposal, while it is neither confirmed nor at an end."""
    return row.id == Param("id"), row.confirmed_at.is_null(), row.ended_at.is_null()


def ending(row: Proposed) -> Statement:
    """Put an end to an open proposal: it was withdrawn, or what it was made of has changed."""
    return statement(
        row.update(
            {
                row.ended_by: Param("account"),
                row.ended_at: Param("at"),
                row.is_void: Param("is_void"),
                row.reason: Param("reason"),
            }
        )
        .where(*is_open_proposal(row))
        .returning(row.id)
    )


PROPOSE = statement(PublicationRow.insert(params(PublicationRow)))
# Comes after the snapshot is kept.
CONFIRM = statement(
    PublicationRow.update(
        {
            PublicationRow.confirmed_by: Param("confirmed_by"),
            PublicationRow.confirmed_at: Param("confirmed_at"),
            PublicationRow.snapshot: QueryString(
                "(SELECT MAX(id) FROM snapshot WHERE edition = {})", Param("edition")
            ),
        }
    )
    .where(*is_open_proposal(PublicationRow))
    .returning(PublicationRow.id)
)
END = ending(PublicationRow)
FREEZE = statement(SnapshotRow.insert(params(SnapshotRow)))
# Comes after the edition has moved, so whoever held its stage has finished: no verdict and no
# reply arrived since the snapshot was made. They are counted, because the largest key says nothing
# of one that was taken earlier and kept later. Answers are closed by then.
UNCHANGED = statement(
    EditionRow.update({EditionRow.stage: QueryString("stage")})
    .where(
        EditionRow.code == Param("edition"),
        WhereRaw(
            "(SELECT COUNT(*) FROM verdict WHERE edition = {}) = {}",
            Param("edition"),
            Param("verdicts"),
        ),
        WhereRaw(
            "(SELECT COUNT(*) FROM reply WHERE edition = {}) = {}",
            Param("edition"),
            Param("replies"),
        ),
    )
    .returning(EditionRow.code)
)


async def proposals_of(edition: str) -> tuple[Proposal, ...]:
    """Every publication proposed of an edition, the newest first."""
    rows = await PublicationRow.raw(
        "SELECT publication.*, proposer.name AS proposer, confirmer.name AS confirmer,"
        " ender.name AS ender FROM publication"
        " LEFT JOIN account AS proposer ON proposer.id = publication.proposed_by"
        " LEFT JOIN account AS confirmer ON confirmer.id = publication.confirmed_by"
        " LEFT JOIN account AS ender ON ender.id = publication.ended_by"
        " WHERE publication.edition = {} ORDER BY publication.id DESC",
        edition,
    )
    return tuple(proposal_in(row) for row in rows)


async def unconfirmed(account: int) -> tuple[tuple[str, bool], ...]:
    """What somebody else proposed: the edition, and whether it is of its final round."""
    return tuple(
        (row["edition"], bool(row["is_final"]))
        for row in await PublicationRow.raw(OPEN)
        if row["proposed_by"] != account
    )


async def verdicts_since(edition: str, at: datetime) -> int:
    """How many verdicts were given after that moment."""
    found: int = await VerdictRow.count().where(VerdictRow.edition == edition, VerdictRow.at > at)
    return found


async def tally_of(rules: EditionRules) -> Tally:
    """Count what a publication would hold now."""
    entries = {each.participant.code: each.participant for each in await entries_of(rules.code)}
    rows, reviews, signed, in_force, unanswered = await asyncio.gather(
        AnswerRow.select(AnswerRow.participant, AnswerRow.item, AnswerRow.content).where(
            AnswerRow.edition == rules.code
        ),
        reviews_of_edition(rules.code),
        once_signed_levels_of(rules.code),
        signed_levels_of(rules.code),
        unanswered_replies_of(rules.code),
    )
    replies = [
        (entries[participant], rules.questionnaire.item(item))
        for participant, item in unanswered
        if participant in entries
    ]
    return await asyncio.to_thread(
        _counted, rules, entries, rows, reviews, (signed, in_force), replies
    )


async def propose_publication(
    edition: str, *, by: Person, at: datetime, tell: TellSecond | None = None
) -> str:
    """The first of two people asks for what they see to be published. Gives its SHA-256."""
    rules = await rules_of(edition)
    check_allowed(rules.stage, Act.PUBLISH)
    if await _open_proposal(edition) is not None:
        raise RuleBroken("already-proposed", edition=edition)
    tally = await _settled(rules)
    _, _, digest = await frozen(edition)
    row = {
        "edition": edition,
        "stage": rules.stage.value,
        "proposed_by": by.account,
        "proposed_at": at,
        "confirmed_by": None,
        "confirmed_at": None,
        "snapshot": None,
        "sha256": digest,
        "ended_by": None,
        "ended_at": None,
        "is_void": False,
        "reason": "",
    }
    letters = await tell(rules) if tell else ()
    try:
        await write(
            [
                Step(STAYS, row, rows=1, otherwise="stage-forbids"),
                Step(PROPOSE, row, otherwise="already-proposed"),
                _counting(edition, "publication-proposed", digest, by, at, tally),
                *(posting(each, at) for each in letters),
            ]
        )
    except Refused as refused:
        raise RuleBroken(refused.code, edition=edition) from refused
    return digest


async def confirm_publication(edition: str, *, sha256: str, by: Person, at: datetime) -> str:
    """The second person publishes what the first one saw: it is frozen and shown.

    `sha256` is that of the proposal the second one had before them. What has changed since it was
    made voids it.
    """
    for _ in range(ATTEMPTS):
        with contextlib.suppress(Refused):  # something moved meanwhile: it is looked at again
            return await _confirmed(edition, sha256, by, at)
    raise RuleBroken("stale", edition=edition)


async def withdraw_publication(edition: str, reason: str, *, by: Person, at: datetime) -> None:
    """Take the open proposal back, and say why."""
    check_allowed((await rules_of(edition)).stage, Act.PUBLISH)
    waiting = await _waiting(edition)
    kept = withdraw(waiting.publication, reason)
    await _end(edition, waiting, "publication-withdrawn", kept, by, at)


async def _confirmed(edition: str, sha256: str, by: Person, at: datetime) -> str:
    rules = await rules_of(edition)
    check_allowed(rules.stage, Act.PUBLISH)
    waiting = await _waiting(edition)
    if waiting.publication.sha256 != sha256:
        raise RuleBroken("stale", edition=edition)
    here = {
        **await decided_in(edition),
        "id": waiting.id,
        "number": 1,
        "note": "",
        "created_at": at,
        "confirmed_by": by.account,
        "confirmed_at": at,
    }
    tally = await _settled(rules)
    _, document, digest = await frozen(edition)
    try:
        publication = confirm(waiting.publication, by.account, digest)
    except RuleBroken as broken:
        if broken.code == "publication-changed":
            await _end(edition, waiting, "publication-void", "", by, at)
        raise
    await change_stage(
        edition,
        Stage.PUBLISHED,
        by=by,
        at=at,
        publication=publication,
        extra=[
            Step(UNCHANGED, here, rows=1),
            Step(FREEZE, {**here, "sha256": digest, "document": document}),
            Step(CONFIRM, here, rows=1),
            _counting(edition, "published", digest, by, at, tally),
        ],
    )
    return digest


async def decided_in(edition: str) -> dict[str, Any]:
    """What had been decided when a document was made, for `UNCHANGED`: none may come between."""
    return {
        "edition": edition,
        "verdicts": await VerdictRow.count().where(VerdictRow.edition == edition),
        "replies": await ReplyRow.count().where(ReplyRow.edition == edition),
    }


async def _settled(rules: EditionRules) -> Tally:
    """The tally of an edition whose replies have all been decided; refused while one has not."""
    tally = await tally_of(rules)
    check_settled(tally)
    return tally


async def _waiting(edition: str) -> Proposal:
    found = await _open_proposal(edition)
    if found is None:
        raise RuleBroken("not-proposed", edition=edition)
    return found


async def _open_proposal(edition: str) -> Proposal | None:
    return next((each for each in await proposals_of(edition) if each.is_open), None)


async def _end(
    edition: str, proposal: Proposal, action: str, reason: str, by: Person, at: datetime
) -> None:
    facts = {
        "id": proposal.id,
        "account": by.account,
        "at": at,
        "is_void": action == "publication-void",
        "reason": reason,
    }
    note = noting(edition, action, proposal.publication.sha256, by, at, reason=reason)
    await write([Step(END, facts, rows=1), note])


def _counted(
    rules: EditionRules,
    entries: Mapping[str, Participant],
    rows: Sequence[Mapping[str, Any]],
    reviews: Mapping[tuple[str, str], Review],
    of_levels: tuple[AbstractSet[tuple[str, str]], AbstractSet[tuple[str, str]]],
    unanswered: Sequence[tuple[Participant, Item]],
) -> Tally:
    """`of_levels`: those that were once signed, and those whose signature is in force."""
    signed, in_force = of_levels
    opened = opened_by(rules, entries, rows)
    asked = {
        (code, item.code): (code, item.topic)
        for code, participant in entries.items()
        for item in rules.questionnaire.items
        if is_asked(item, opened[code], participant)
    }
    levels = frozenset(asked.values())
    given = [(row, (row["participant"], row["item"])) for row in rows]
    verdicts = Counter(
        standing_in(reviews.get(here), rules.questionnaire.item(row["item"]), row["content"])
        for row, here in given
        if asked.get(here) in signed
    )
    return Tally(
        participants=len(entries),
        signed=len(levels & signed),
        unsigned=len(levels - signed),
        accepted=verdicts[Verdict.ACCEPTED],
        rejected=verdicts[Verdict.REJECTED],
        returned=verdicts[Verdict.RETURNED],
        undecided=verdicts[None],
        unanswered=tuple(unanswered),
        voided=len((levels & signed) - in_force),
    )


def _counting(
    edition: str, action: str, sha256: str, by: Person, at: datetime, tally: Tally
) -> Step:
    """Note in the audit log what was done, and what both people saw."""
    return noting(
        edition,
        action,
        sha256,
        by,
        at,
        participants=tally.participants,
        signed=tally.signed,
        unsigned=tally.unsigned,
        voided=tally.voided,
        accepted=tally.accepted,
        rejected=tally.rejected,
        returned=tally.returned,
        undecided=tally.undecided,
    )


def proposal_in(row: Mapping[str, Any]) -> Proposal:
    """A row of a proposal, of an edition or of its final round, with the names of its people."""
    return Proposal(
        id=row["id"],
        publication=Publication(row["proposed_by"], row["sha256"], row["confirmed_by"]),
        proposer=row["proposer"] or "",
        proposed_at=row["proposed_at"],
        confirmer=row["confirmer"] or "",
        confirmed_at=row["confirmed_at"],
        ender=row["ender"] or "",
        ended_at=row["ended_at"],
        is_void=bool(row["is_void"]),
        reason=row["reason"],
    )
