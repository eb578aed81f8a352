"""No aplica: whether a verifier may accept one more in a level, also when two decide at once."""

from collections.abc import Mapping
from functools import cache

from piccolo.columns.combination import WhereRaw

from game.answers import Stance, asked_items, stance_of
from game.levels import NotApplicableCount, check_has_room, not_applicable_of
from game.questionnaire import Item
from game.reviews import Review, Verdict
from server.db import Param, Statement, Step, statement
from server.queries.editions import EditionRules, Entry
from server.queries.kept import KeptAnswer, plain, standing_of
from server.queries.reviews import reviews_of
from server.reading import each, places
from server.tables.levels import LevelRow

_LEVEL = (
    LevelRow.participant == Param("participant"),
    LevelRow.edition == Param("edition"),
    LevelRow.topic == Param("topic"),
)
# Whoever accepts another "no aplica" of the level waits here until this one is kept or refused.
HOLD_LEVEL = statement(
    LevelRow.update({LevelRow.topic: Param("topic")}).where(*_LEVEL).returning(LevelRow.topic)
)


async def room_for(
    rules: EditionRules,
    entry: Entry,
    item: Item,
    answers: Mapping[str, KeptAnswer],
    review: Review,
) -> NotApplicableCount | None:
    """What is under the cap when a "no aplica" is accepted; None when the cap has no say.

    `answers` of the whole questionnaire. Refused where the cap admits no more.
    """
    cap = rules.edition.not_applicable_cap
    is_not_applicable = stance_of(item, answers[item.code].answer) is Stance.NOT_APPLICABLE
    if cap is None or review.verdict is not Verdict.ACCEPTED or not is_not_applicable:
        return None
    topic = rules.questionnaire.topic(item.topic)
    asked = asked_items(topic, plain(answers), entry.participant)
    codes = [each.code for each in asked]
    reviews = await reviews_of(entry.participant.code, rules.code, codes)
    standing = standing_of(rules.questionnaire, answers, reviews)
    count = not_applicable_of(asked, plain(answers), standing, cap)
    check_has_room(count, item.code)
    return count


def room_steps(
    count: NotApplicableCount | None, topic: str, here: Mapping[str, object]
) -> list[Step]:
    """Of two verifiers at once, the second one finds the room taken."""
    if count is None:
        return []
    facts = {**here, **each(count.items), "topic": topic, "most": count.most}
    room = Step(_has_room(len(count.items)), facts, rows=1, otherwise="not-applicable-capped")
    return [Step(HOLD_LEVEL, facts, rows=1), room]


@cache
def _has_room(named: int) -> Statement:
    """Comes after the level is held: fewer of these items than the most are accepted."""
    accepted = WhereRaw(
        "(SELECT COUNT(*) FROM verdict WHERE participant = {} AND edition = {}"  # noqa: S608
        f" AND verdict = 'accepted' AND item IN ({', '.join(['{}'] * named)})) < {{}}",
        Param("participant"),
        Param("edition"),
        *places(named),
        Param("most"),
    )
    return statement(
        LevelRow.update({LevelRow.topic: Param("topic")})
        .where(*_LEVEL, accepted)
        .returning(LevelRow.topic)
    )
