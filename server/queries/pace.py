"""Ritmo: what each participant saved and handed in, when; read again only where that changed.

The ledgers behind it only grow, but for the levels, so that a few counts tell whether there is
anything new. An hour that is over changes by what arrives late alone.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from game.answers import Answer, asked_items, is_complete
from game.coordination import level_now
from game.feed import Decision, LevelMove, LevelNews, decided_at, handed_in
from game.outlook import Track
from game.pace import Save, is_given, turns_of
from game.participants import Participant
from game.questionnaire import Questionnaire
from game.reviews import Verdict
from server.queries.boards import NEVER, moment_of
from server.queries.coordination import (
    AT_ONCE,
    MOST_REMEMBERED,
    Kept,
    kept_of,
    saves_before,
)
from server.queries.editions import entries_of
from server.queries.kept import answer_in
from server.tables.answers import AnswerRevisionRow, AnswerRow
from server.tables.audit import AuditRow
from server.tables.levels import LevelRow
from server.tables.reopenings import ReopeningRow
from server.tables.reviews import VerdictRow
from server.tables.signatures import SignatureRow

# `steps` only grows; a level handed in again after it was reopened counts in both.
MARKS: Final = """
    SELECT participant, SUM(steps) AS steps, SUM(handed) AS handed FROM (
        SELECT participant, COUNT(*) AS steps, 0 AS handed FROM verdict
        WHERE edition = {} AND at < {} GROUP BY participant
        UNION ALL
        SELECT participant, COUNT(*) AS steps, 0 AS handed FROM signature
        WHERE edition = {} AND at < {} GROUP BY participant
        UNION ALL
        SELECT participant, COUNT(*) AS steps, 0 AS handed FROM reopening
        WHERE edition = {} AND at < {} GROUP BY participant
        UNION ALL
        SELECT participant, 0 AS steps, COUNT(*) AS handed FROM level
        WHERE edition = {} AND submitted_at < {} GROUP BY participant
    ) AS told GROUP BY participant
"""


class Key(NamedTuple):
    """The same key means that nothing was saved, handed in or decided since."""

    version: str
    league: str
    saves: tuple[int, int]
    steps: int
    handed: int


# The last of each participant at a moment: a track is larger than a count, and saves are many.
_known: dict[tuple[str, str, datetime], tuple[Key, Track]] = {}


async def tracks_of(
    questionnaire: Questionnaire,
    *,
    until: datetime | None = None,
    kept: Mapping[str, Kept] | None = None,
) -> Mapping[str, Track]:
    """Everybody entered in the edition, by code. `until`: as it was known at that moment.

    `kept`: what is kept of each now, where it has been read already.
    """
    edition, end = questionnaire.edition, until or NEVER
    entries = await entries_of(edition)
    saves = await _saves_of(edition, until, kept)
    marks = await _marks_of(edition, end)
    keys = {
        each.participant.code: Key(
            questionnaire.version,
            each.league,
            saves.get(each.participant.code, (0, 0)),
            *marks.get(each.participant.code, (0, 0)),
        )
        for each in entries
    }
    found = {
        code: known[1]
        for code, key in keys.items()
        if (known := _known.get((edition, code, end))) is not None and known[0] == key
    }
    changed = [each for each in entries if each.participant.code not in found]
    if len(_known) > MOST_REMEMBERED:
        _known.clear()
    for start in range(0, len(changed), AT_ONCE):
        some = changed[start : start + AT_ONCE]
        told = await _told_of(edition, [each.participant.code for each in some], end)
        for each in some:
            code = each.participant.code
            found[code] = _track(questionnaire, each.participant, each.league, told)
            _known[edition, code, end] = keys[code], found[code]
    return found


async def _saves_of(
    edition: str, until: datetime | None, kept: Mapping[str, Kept] | None
) -> Mapping[str, tuple[int, int]]:
    """Participant to two counts that change with every save."""
    if until is not None:
        before = await saves_before(edition, until)
        return {code: (count, 0) for code, count in before.items()}
    now = await kept_of(edition) if kept is None else kept
    return {code: (each.answers, each.revisions) for code, each in now.items()}


async def _marks_of(edition: str, end: datetime) -> Mapping[str, tuple[int, int]]:
    rows = await LevelRow.raw(MARKS, *(edition, end) * 4)
    return {row["participant"]: (int(row["steps"]), int(row["handed"])) for row in rows}


@dataclass(frozen=True, slots=True)
class _Told:
    """What the ledgers say of some participants until a moment; verdicts the first one first."""

    saves: Sequence[Mapping[str, Any]]
    news: Sequence[LevelNews]
    verdicts: Sequence[Mapping[str, Any]]


async def _told_of(edition: str, codes: Collection[str], end: datetime) -> _Told:
    here = list(codes)
    saves = [
        row
        for table in (AnswerRevisionRow, AnswerRow)
        for row in await table.select(
            table.participant, table.item, table.revision, table.content, table.saved_at
        ).where(table.edition == edition, table.participant.is_in(here), table.saved_at < end)
    ]
    verdict = VerdictRow
    verdicts = (
        await verdict.select(verdict.participant, verdict.item, verdict.verdict, verdict.at)
        .where(verdict.edition == edition, verdict.participant.is_in(here), verdict.at < end)
        .order_by(verdict.id)
    )
    return _Told(saves, await _news_of(edition, here, end), verdicts)


async def _news_of(edition: str, here: list[str], end: datetime) -> tuple[LevelNews, ...]:
    """What was handed in, signed and reopened. A level says when it was handed in last alone."""
    level, audit = LevelRow, AuditRow
    signature, reopening = SignatureRow, ReopeningRow
    submitted = await level.select(
        level.participant, level.topic, level.submitted_at.as_alias("at")
    ).where(level.edition == edition, level.participant.is_in(here), level.submitted_at < end)
    earlier = await audit.select(
        audit.participant, audit.subject.as_alias("topic"), audit.at
    ).where(
        audit.edition == edition,
        audit.participant.is_in(here),
        audit.action == "level-submitted",
        audit.at < end,
    )
    signed = await signature.select(signature.participant, signature.topic, signature.at).where(
        signature.edition == edition, signature.participant.is_in(here), signature.at < end
    )
    reopened = await reopening.select(reopening.participant, reopening.topic, reopening.at).where(
        reopening.edition == edition, reopening.participant.is_in(here), reopening.at < end
    )
    return (
        *_of(LevelMove.SUBMITTED, (*submitted, *earlier)),
        *_of(LevelMove.SIGNED, signed),
        *_of(LevelMove.REOPENED, reopened),
    )


def _of(move: LevelMove, rows: Iterable[Mapping[str, Any]]) -> Iterable[LevelNews]:
    """Each once: of a level that was never reopened both sources tell the same."""
    return dict.fromkeys(
        LevelNews(row["participant"], row["topic"], move, moment_of(row["at"])) for row in rows
    )


def _track(
    questionnaire: Questionnaire, participant: Participant, league: str, told: _Told
) -> Track:
    code = participant.code
    rows = [row for row in told.saves if row["participant"] == code]
    answers = {
        row["item"]: answer_in(row["content"])
        for row in sorted(rows, key=lambda row: int(row["revision"]))
    }
    asked = {
        topic.code: [item.code for item in asked_items(topic, answers, participant)]
        for topic in questionnaire.topics
    }
    turns = turns_of(
        (
            Save(row["item"], row["revision"], row["saved_at"], is_given(answer_in(row["content"])))
            for row in rows
        ),
        {item for items in asked.values() for item in items},
    )
    news = [each for each in told.news if each.participant == code]
    handed = handed_in(news)
    last = max(rows, key=lambda row: (row["saved_at"], row["revision"]), default=None)
    topics = [topic for topic, items in asked.items() if items]
    unsent = [topic for topic in topics if topic not in handed]
    return Track(
        league=league,
        asked=sum(map(len, asked.values())),
        answered=sum(turns.values()),
        levels=len(topics),
        turns=turns,
        handed=handed,
        news=(*news, *_verified(code, asked, handed, told.verdicts)),
        level=level_now(topics, handed, _topic_of(asked, last["item"]) if last else None),
        unsent=sum(_is_full(questionnaire, asked[topic], answers) for topic in unsent),
    )


def _is_full(
    questionnaire: Questionnaire, asked: Sequence[str], answers: Mapping[str, Answer]
) -> bool:
    """Whether every answer that a level asks for is ready to be handed in."""
    return all(
        item in answers and is_complete(questionnaire.item(item), answers[item]) for item in asked
    )


def _verified(
    participant: str,
    asked: Mapping[str, Sequence[str]],
    handed: Mapping[str, datetime],
    verdicts: Iterable[Mapping[str, Any]],
) -> Iterable[LevelNews]:
    """The levels handed in whose every item is decided."""
    decisions = {
        row["item"]: Decision(Verdict(row["verdict"]), row["at"])
        for row in verdicts
        if row["participant"] == participant
    }
    for topic in handed:
        at = decided_at(asked.get(topic, ()), decisions)
        if at is not None:
            yield LevelNews(participant, topic, LevelMove.VERIFIED, at)


def _topic_of(asked: Mapping[str, Sequence[str]], item: str) -> str | None:
    return next((topic for topic, items in asked.items() if item in items), None)
