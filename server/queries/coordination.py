"""Coordinación: how far everybody in an edition has come, counted by the database."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Final, NamedTuple

from piccolo.query.functions import Count, Max, Sum

from game.answers import Answer, asked_items, unpack
from game.coordination import Progress
from game.pace import is_given
from game.participants import Participant
from game.questionnaire import Questionnaire
from game.substance import says_the_same
from server.queries.absences import absences_in, is_absent
from server.queries.boards import moment_of
from server.queries.editions import entries_of
from server.queries.kept import answer_in
from server.tables.answers import AnswerRevisionRow, AnswerRow
from server.tables.levels import LevelRow
from server.tables.participants import EntryRow
from server.tables.reviews import VerdictRow

MOST_REMEMBERED: Final = 20_000
AT_ONCE: Final = 8

# What was returned by the latest verdict of its item, and what is answered now.
RETURNED = """
    SELECT verdict.participant AS participant, verdict.item AS item,
        answer_revision.content AS returned, answer.content AS content
    FROM verdict
    JOIN answer ON answer.participant = verdict.participant
        AND answer.edition = verdict.edition
        AND answer.item = verdict.item
    JOIN answer_revision ON answer_revision.participant = verdict.participant
        AND answer_revision.edition = verdict.edition
        AND answer_revision.item = verdict.item
        AND answer_revision.revision = verdict.revision
    WHERE verdict.edition = {} AND verdict.verdict = 'returned' AND NOT EXISTS (
        SELECT 1 FROM verdict AS later
        WHERE later.participant = verdict.participant
            AND later.edition = verdict.edition
            AND later.item = verdict.item
            AND later.id > verdict.id
    )
"""
# Handed in and not signed; `voided_at` where it was once.
UNSIGNED = """
    SELECT level.participant AS participant, level.submitted_at AS submitted_at,
        (
            SELECT MAX(signature.voided_at) FROM signature
            WHERE signature.participant = level.participant
                AND signature.edition = level.edition
                AND signature.topic = level.topic
        ) AS voided_at
    FROM level
    WHERE level.edition = {} AND level.submitted_at IS NOT NULL AND level.signed_at IS NULL
"""


# A seat that nobody ever held is an invitation to come, not a loss.
LEADERLESS = """
    SELECT entry.participant AS participant FROM entry
    WHERE entry.edition = {}
        AND EXISTS (
            SELECT 1 FROM handover
            JOIN seat ON seat.id = handover.seat
            WHERE seat.participant = entry.participant AND seat.role = 'lead'
                AND handover.vacated_at IS NOT NULL
        )
        AND NOT EXISTS (
            SELECT 1 FROM seat
            JOIN account ON account.id = seat.account AND account.active
            WHERE seat.participant = entry.participant AND seat.role = 'lead'
        )
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the answers of one participant amount to."""

    asked: int
    answered: int
    levels: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database says of the answers of one participant without reading them."""

    answers: int = 0
    revisions: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """How many levels of one participant were handed in, and how many of them signed.

    `unsigned`: since when each of those waits that nobody has signed; `voided`: each of those
    handed in whose signature is without effect and waits for another.
    """

    submitted: int = 0
    signed: int = 0
    unsigned: tuple[datetime, ...] = ()
    voided: tuple[datetime, ...] = ()


class Key(NamedTuple):
    """Every save adds a revision, so the same key means the same answers."""

    version: str
    participant: str
    answers: int
    revisions: int


class Moment(NamedTuple):
    """A late save adds to them, so the same key means the same answers at that moment."""

    version: str
    participant: str
    until: datetime
    saves: int


NOTHING_KEPT = Kept()
NOTHING_FINISHED = Finished()


async def progress_of(
    questionnaire: Questionnaire, kept: Mapping[str, Kept] | None = None
) -> tuple[Progress, ...]:
    """How far everyone entered in the edition has come, by participant code.

    `kept`: what is kept of each now, where it has been read already.
    """
    edition = questionnaire.edition
    entries = await entries_of(edition)
    kept = await kept_of(edition) if kept is None else kept
    counts = await _counts_of(questionnaire, [each.participant for each in entries], kept)
    finished = await _finished_of(edition)
    returned = await _returned_of(questionnaire)
    leaderless = await leaderless_of(edition)
    found = []
    for each in entries:
        code = each.participant.code
        levels = finished.get(code, NOTHING_FINISHED)
        found.append(
            Progress(
                participant=code,
                name=each.participant.name,
                league=each.league,
                asked=counts[code].asked,
                answered=counts[code].answered,
                levels=counts[code].levels,
                submitted=levels.submitted,
                returned=returned.get(code, 0),
                last_at=kept.get(code, NOTHING_KEPT).last_at,
                state=each.participant.state,
                signed=levels.signed,
                lost_lead=code in leaderless,
                voided=len(levels.voided),
                unsigned=len(levels.unsigned),
                unsigned_since=min(levels.unsigned, default=None),
                voided_since=min(levels.voided, default=None),
            )
        )
    return tuple(found)


def counts_of(
    questionnaire: Questionnaire, answers: Mapping[str, Answer], participant: Participant
) -> Counts:
    """Items asked of the participant, those with anything in them, and the levels they fill.

    A copy of the last edition that nobody has confirmed is nothing yet.
    """
    asked = asked_items(questionnaire, answers, participant)
    given = [item for item in asked if item.code in answers and is_given(answers[item.code])]
    return Counts(len(asked), len(given), len({item.topic for item in asked}))


_known: dict[Key, Counts] = {}
_then: dict[Moment, Counts] = {}


async def _counts_of(
    questionnaire: Questionnaire, participants: Sequence[Participant], kept: Mapping[str, Kept]
) -> Mapping[str, Counts]:
    """Count again only those whose answers have changed since."""
    keys = {each.code: _key(questionnaire, each.code, kept) for each in participants}
    counts = {code: _known[key] for code, key in keys.items() if key in _known}
    changed = [each for each in participants if each.code not in counts]
    if len(_known) > MOST_REMEMBERED:
        _known.clear()
    # A few at a time: the first count after a start takes a while, and others are being served.
    for start in range(0, len(changed), AT_ONCE):
        some = changed[start : start + AT_ONCE]
        answers = await everything_of(
            questionnaire.edition, [each.code for each in some if each.code in kept]
        )
        for each in some:
            found = counts_of(questionnaire, answers.get(each.code, {}), each)
            counts[each.code] = _known[keys[each.code]] = found
    return counts


def _key(questionnaire: Questionnaire, participant: str, kept: Mapping[str, Kept]) -> Key:
    found = kept.get(participant, NOTHING_KEPT)
    return Key(questionnaire.version, participant, found.answers, found.revisions)


async def kept_of(edition: str) -> Mapping[str, Kept]:
    """Participant to what is kept of it; one that never answered is left out."""
    rows = await (
        AnswerRow.select(
            AnswerRow.participant,
            Count(alias="answers"),
            Sum(AnswerRow.revision, alias="revisions"),
            Max(AnswerRow.saved_at, alias="last_at"),
        )
        .where(AnswerRow.edition == edition)
        .group_by(AnswerRow.participant)
    )
    return {
        row["participant"]: Kept(row["answers"], row["revisions"], moment_of(row["last_at"]))
        for row in rows
    }


async def answered_at(questionnaire: Questionnaire, until: datetime) -> Fraction | None:
    """The share of what is asked that was answered before a moment; None without participants.

    By the time of each save: what was saved since is not seen, whatever it replaced is.
    """
    edition = questionnaire.edition
    entries = await entries_of(edition)
    saves = await saves_before(edition, until)
    keys = {
        each.participant.code: Moment(
            questionnaire.version,
            each.participant.code,
            until,
            saves.get(each.participant.code, 0),
        )
        for each in entries
    }
    unknown = [each.participant for each in entries if keys[each.participant.code] not in _then]
    if len(_then) > MOST_REMEMBERED:
        _then.clear()
    for start in range(0, len(unknown), AT_ONCE):
        some = unknown[start : start + AT_ONCE]
        answers = await _everything_before(edition, [each.code for each in some], until)
        for each in some:
            _then[keys[each.code]] = counts_of(questionnaire, answers.get(each.code, {}), each)
    counts = [_then[key] for key in keys.values() if key in _then]
    asked = sum(each.asked for each in counts)
    return Fraction(sum(each.answered for each in counts), asked) if asked else None


async def saves_before(edition: str, until: datetime) -> Mapping[str, int]:
    """Participant to how many of its answers in force, and of all its saves, are older."""
    revision = AnswerRevisionRow
    rows = await (
        revision.select(revision.participant, Count(alias="saves"))
        .where(revision.edition == edition, revision.saved_at < until)
        .group_by(revision.participant)
    )
    kept = await (
        AnswerRow.select(AnswerRow.participant, Count(alias="saves"))
        .where(AnswerRow.edition == edition, AnswerRow.saved_at < until)
        .group_by(AnswerRow.participant)
    )
    found: Counter[str] = Counter()
    for row in (*rows, *kept):
        found[row["participant"]] += row["saves"]
    return found


async def _everything_before(
    edition: str, participants: Sequence[str], until: datetime
) -> Mapping[str, Mapping[str, Answer]]:
    """Participant to its answers as they stood, by item: one in force, or the last one before."""
    here = list(participants)
    revision = AnswerRevisionRow
    rows = (
        await revision.select(revision.participant, revision.item, revision.content)
        .where(
            revision.edition == edition,
            revision.participant.is_in(here),
            revision.saved_at < until,
        )
        .order_by(revision.revision)
    )
    kept = await AnswerRow.select(AnswerRow.participant, AnswerRow.item, AnswerRow.content).where(
        AnswerRow.edition == edition,
        AnswerRow.participant.is_in(here),
        AnswerRow.saved_at < until,
    )
    answers: dict[str, dict[str, Answer]] = {}
    for row in (*rows, *kept):
        answers.setdefault(row["participant"], {})[row["item"]] = unpack(json.loads(row["content"]))
    return answers


async def everything_of(
    edition: str, participants: Sequence[str]
) -> Mapping[str, Mapping[str, Answer]]:
    """Participant to its answers in force, by item."""
    if not participants:
        return {}
    rows = await AnswerRow.select(AnswerRow.participant, AnswerRow.item, AnswerRow.content).where(
        AnswerRow.edition == edition, AnswerRow.participant.is_in(list(participants))
    )
    answers: dict[str, dict[str, Answer]] = {}
    for row in rows:
        answers.setdefault(row["participant"], {})[row["item"]] = unpack(json.loads(row["content"]))
    return answers


async def _finished_of(edition: str) -> Mapping[str, Finished]:
    rows = await (
        LevelRow.select(
            LevelRow.participant,
            Count(LevelRow.submitted_at, alias="submitted"),
            Count(LevelRow.signed_at, alias="signed"),
        )
        .where(LevelRow.edition == edition, LevelRow.submitted_at.is_not_null())
        .group_by(LevelRow.participant)
    )
    unsigned: dict[str, list[datetime]] = {}
    voided: dict[str, list[datetime]] = {}
    for row in await LevelRow.raw(UNSIGNED, edition):
        since, lost = moment_of(row["submitted_at"]), row["voided_at"]
        waits = unsigned if lost is None else voided
        since = since if lost is None else max(since, moment_of(lost))
        waits.setdefault(row["participant"], []).append(since)
    return {
        row["participant"]: Finished(
            row["submitted"],
            row["signed"],
            tuple(unsigned.get(row["participant"], ())),
            tuple(voided.get(row["participant"], ())),
        )
        for row in rows
    }


async def leaderless_of(edition: str) -> frozenset[str]:
    """The participants of an edition whose last lead left."""
    rows = await EntryRow.raw(LEADERLESS, edition)
    return frozenset(row["participant"] for row in rows)


async def _returned_of(questionnaire: Questionnaire) -> Mapping[str, int]:
    """Participant to how many items it is asked are as they were returned."""
    rows = await VerdictRow.raw(RETURNED, questionnaire.edition)
    places = [
        (row["participant"], row["item"])
        for row in rows
        if row["returned"] == row["content"]
        or says_the_same(
            questionnaire.item(row["item"]), answer_in(row["returned"]), answer_in(row["content"])
        )
    ]
    absences = await absences_in(questionnaire, places)
    return Counter(place[0] for place in places if not is_absent(absences, place))
