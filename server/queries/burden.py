"""Carga: what an edition has cost everybody in it, measured again only for those who moved.

The answers of a participant, their revisions and its visits are counted by the database; who has
the same counts as before has the same load. Once an edition is published the time is kept by item
and the visits are forgotten.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final, NamedTuple

from game.answers import Answer, asked_items
from game.burden import (
    Borne,
    Burden,
    ItemBurden,
    Load,
    Returned,
    Save,
    burden_of,
    time_spent,
)
from game.editions import Act, Stage, allows
from game.participants import Participant
from game.questionnaire import Questionnaire
from game.rules import RuleBroken
from server.queries.coordination import NOTHING_KEPT, Kept, everything_of, kept_of
from server.queries.editions import EditionRules, entries_of, rules_of
from server.queries.visits import forget_visits, times_of, visit_counts_of, visits_of
from server.tables.answers import AnswerRevisionRow
from server.tables.documents import DocumentRow
from server.tables.levels import LevelRow
from server.tables.reviews import VerdictRow

# About 30 kB each.
MOST_REMEMBERED: Final = 4_000
AT_ONCE: Final = 8

RETURNED = """
    SELECT item, COUNT(DISTINCT participant) AS answers,
        SUM(CASE WHEN verdict = 'returned' THEN 1 ELSE 0 END) AS times
    FROM verdict WHERE edition = {} GROUP BY item
"""


class Key(NamedTuple):
    """Every save adds a revision and every visit counts: the same key is the same load.

    `is_settled`: its visits were forgotten, and its time was kept.
    """

    version: str
    participant: str
    answers: int
    revisions: int
    visits: int
    is_settled: bool


async def measured(rules: EditionRules) -> Burden:
    """The burden of an edition, each item beside the one it continues where that is kept here."""
    earlier = await _earlier(rules)
    before = {each.item.code: each for each in earlier.items} if earlier else {}
    return await _measured(rules, before)


async def _earlier(rules: EditionRules) -> Burden | None:
    if rules.edition.continues is None:
        return None
    try:
        earlier = await rules_of(rules.edition.continues)
    except RuleBroken:  # not kept here
        return None
    return await _measured(earlier, {})


async def _measured(rules: EditionRules, before: Mapping[str, ItemBurden]) -> Burden:
    loads = await _loads_of(rules)
    handed_in = await _handed_in(rules.code)
    return await asyncio.to_thread(
        burden_of,
        rules.questionnaire,
        [replace(load, handed_in=handed_in[who]) for who, load in loads.items()],
        await _returned_of(rules.code),
        fewest=rules.edition.room.burden.fewest,
        is_over=rules.stage is not Stage.DRAFT and not allows(rules.stage, Act.ANSWER),
        before=before,
    )


_known: dict[Key, Load] = {}


async def _loads_of(rules: EditionRules) -> Mapping[str, Load]:
    """Participant to its load, of everybody entered in the edition."""
    edition = rules.code
    entries, kept, visits, times = await asyncio.gather(
        entries_of(edition), kept_of(edition), visit_counts_of(edition), times_of(edition)
    )
    participants = [each.participant for each in entries]
    keys = {
        each.code: _key(rules.questionnaire, each.code, kept, visits, is_settled=each.code in times)
        for each in participants
    }
    loads = {code: _known[key] for code, key in keys.items() if key in _known}
    changed = [each for each in participants if each.code not in loads]
    if len(_known) > MOST_REMEMBERED:
        _known.clear()
    # A few at a time: the first time takes a while, and others are being served.
    for start in range(0, len(changed), AT_ONCE):
        some = changed[start : start + AT_ONCE]
        for code, load in (await _read(rules, some, times)).items():
            loads[code] = _known[keys[code]] = load
    return loads


def _key(
    questionnaire: Questionnaire,
    participant: str,
    kept: Mapping[str, Kept],
    visits: Mapping[str, int],
    *,
    is_settled: bool,
) -> Key:
    found = kept.get(participant, NOTHING_KEPT)
    return Key(
        questionnaire.version,
        participant,
        found.answers,
        found.revisions,
        visits.get(participant, 0),
        is_settled,
    )


async def _read(
    rules: EditionRules,
    participants: Sequence[Participant],
    times: Mapping[str, Mapping[str, timedelta]],
) -> Mapping[str, Load]:
    """The loads of these participants, from everything that was kept of them."""
    codes, idle = [each.code for each in participants], rules.edition.room.burden.idle
    answers, saves, visits, sizes = await asyncio.gather(
        everything_of(rules.code, codes),
        _saves_of(rules.questionnaire, codes),
        visits_of(rules.code, codes),
        _sizes_of(codes),
    )
    return {
        each.code: load_of(
            rules.questionnaire,
            each,
            answers.get(each.code, {}),
            times[each.code]
            if each.code in times
            else time_spent(visits.get(each.code, ()), saves.get(each.code, ()), idle),
            saves.get(each.code, ()),
            sizes,
        )
        for each in participants
    }


def load_of(
    questionnaire: Questionnaire,
    participant: Participant,
    answers: Mapping[str, Answer],
    spent: Mapping[str, timedelta],
    saves: Sequence[Save],
    sizes: Mapping[str, int],
) -> Load:
    """What one participant has borne. `spent`: the time of each item, where it was timed.

    `sizes`: document to its bytes; a link has none.
    """
    asked = {item.code for item in asked_items(questionnaire, answers, participant)}
    saved = Counter(save.item for save in saves)
    borne = {}
    for code in asked | saved.keys():
        given = answers.get(code)
        # A copy of the last edition that nobody has confirmed is no answer yet.
        answer = Answer(code) if given is None or given.copied_from else given
        cited = {citation.document for citation in answer.evidence}
        borne[code] = Borne(
            spent=spent.get(code),
            saves=saved[code],
            is_asked=code in asked,
            is_blank=answer.is_blank,
            is_not_applicable=answer.not_applicable,
            documents=len(cited),
            size=sum(sizes.get(document, 0) for document in cited),
        )
    return Load(borne)


async def forget_visits_of(rules: EditionRules) -> int:
    """Settle the time of an edition in which nothing moves any more; of how many participants."""
    noted = sorted(await visit_counts_of(rules.code))
    for start in range(0, len(noted), AT_ONCE):
        some = noted[start : start + AT_ONCE]
        visits, saves = await asyncio.gather(
            visits_of(rules.code, some), _saves_of(rules.questionnaire, some)
        )
        for code in some:
            spent = time_spent(
                visits.get(code, ()), saves.get(code, ()), rules.edition.room.burden.idle
            )
            await forget_visits(rules.code, code, spent)
    return len(noted)


async def _saves_of(
    questionnaire: Questionnaire, participants: Sequence[str]
) -> Mapping[str, Sequence[Save]]:
    """Every save of these participants, also those that lost to another."""
    topics = {item.code: item.topic for item in questionnaire.items}
    revision = AnswerRevisionRow
    rows = await revision.select(
        revision.participant, revision.item, revision.account, revision.saved_at
    ).where(
        revision.edition == questionnaire.edition, revision.participant.is_in(list(participants))
    )
    found: dict[str, list[Save]] = defaultdict(list)
    for row in rows:
        topic = topics.get(row["item"])
        if topic is not None:
            save = Save(row["account"], topic, row["item"], row["saved_at"])
            found[row["participant"]].append(save)
    return found


async def _sizes_of(participants: Sequence[str]) -> Mapping[str, int]:
    rows = await DocumentRow.select(DocumentRow.id, DocumentRow.size).where(
        DocumentRow.participant.is_in(list(participants))
    )
    return {row["id"]: row["size"] for row in rows}


async def _handed_in(edition: str) -> Mapping[str, frozenset[str]]:
    """Participant to the levels it has submitted."""
    rows = await LevelRow.select(LevelRow.participant, LevelRow.topic).where(
        LevelRow.edition == edition, LevelRow.submitted_at.is_not_null()
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row["participant"]].add(row["topic"])
    return defaultdict(frozenset, {who: frozenset(topics) for who, topics in found.items()})


async def _returned_of(edition: str) -> Mapping[str, Returned]:
    rows = await VerdictRow.raw(RETURNED, edition)
    return {row["item"]: Returned(row["times"], row["answers"]) for row in rows}
