"""Todas las respuestas: those of an edition, participant by participant, as the list tells them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from game.editions import Act, allows
from game.reviews import Verdict
from indicators.answer_list import ListedAnswer
from indicators.given import Evidence
from indicators.matrix import AnswerState, known_of
from server.days import today_of
from server.db import Param, statement
from server.queries.documents import documents_of
from server.queries.editions import EditionRules, Entry, entries_after
from server.queries.exports import cited_evidence
from server.queries.kept import KeptAnswer, answers_of, standing_of
from server.queries.results import Published
from server.queries.reviews import reviews_of
from server.queries.signatures import last_signatures_of
from server.reading import read
from server.tables.answers import AnswerRow

# Participants that are read at a time.
PAGE = 50
ALL = statement(
    AnswerRow.raw("SELECT COUNT(*) AS answers FROM answer WHERE edition = {}", Param("edition"))
)


@dataclass(frozen=True, slots=True)
class Told:
    """A participant, what the list tells of its answers, and how many of them it left out."""

    entry: Entry
    answers: tuple[ListedAnswer, ...]
    drafts: int = 0


async def answers_in(edition: str) -> int:
    """How many answers are in force, drafts too."""
    (row,) = await read(ALL, {"edition": edition})
    return int(row["answers"])


async def everybodys_answers(rules: EditionRules) -> AsyncIterator[Told]:
    """Participant by participant, in the order of their codes. Never more than one in memory."""
    after = ""
    while entries := await entries_after(rules.code, after, PAGE):
        for entry in entries:
            yield await _answers_of(rules, entry)
        after = entries[-1].participant.code


async def published_answers_of(found: Published) -> AsyncIterator[Told]:
    """The same as it was published, and nothing else."""
    matrix = found.results.scores.matrix
    columns = {item: place for place, item in enumerate(matrix.items)}
    rows = {code: place for place, code in enumerate(matrix.participants)}
    after = ""
    while entries := await entries_after(found.edition, after, PAGE):
        for entry in entries:
            code = entry.participant.code
            if code not in rows:
                continue
            states, factors = matrix.states[rows[code]], matrix.factors[rows[code]]
            told = {
                item: float(factors[place])
                for item, place in columns.items()
                if states[place] == AnswerState.ANSWERED
            }
            listed = tuple(
                ListedAnswer(
                    each.answer,
                    each.revision,
                    each.verdict,
                    each.reason,
                    each.seat_title,
                    today_of(each.at) if each.at else None,
                    told.get(item) if each.verdict else None,
                    tuple(Evidence(e.title, e.url or e.sha256, e.page) for e in each.evidence),
                )
                for item, each in found.answers_of(code).items()
            )
            yield Told(entry, listed)
        after = entries[-1].participant.code


async def _answers_of(rules: EditionRules, entry: Entry) -> Told:
    who, edition = entry.participant.code, rules.code
    kept, reviews, signed, shelf = await asyncio.gather(
        answers_of(who, edition),
        reviews_of(who, edition),
        last_signatures_of(who, edition),
        documents_of(who),
    )
    topics = {item.code: item.topic for item in rules.questionnaire.items}
    standing = standing_of(rules.questionnaire, kept, reviews)
    factors = _factors(rules, entry, kept, standing)
    documents = {each.id: each for each in shelf}
    listed = []
    for item, each in kept.items():
        signature = signed.get(topics.get(item, ""))
        if signature is None or not signature.holds_for(item, each.revision, each.saved_at):
            continue
        given = reviews[item] if item in standing else None
        listed.append(
            ListedAnswer(
                each.answer,
                each.revision,
                standing.get(item),
                given.review.reason if given else "",
                given.verifier_name if given else "",
                today_of(given.at) if given else None,
                factors.get(item),
                cited_evidence(each.answer, documents),
                today_of(each.saved_at),
            )
        )
    return Told(entry, tuple(listed), len(kept) - len(listed))


def _factors(
    rules: EditionRules,
    entry: Entry,
    kept: Mapping[str, KeptAnswer],
    standing: Mapping[str, Verdict],
) -> Mapping[str, Fraction]:
    """What the answers are worth; nobody is told before the edition is published."""
    if not allows(rules.stage, Act.SEE_RESULTS):
        return {}
    given = {item: (each.answer, standing.get(item)) for item, each in kept.items()}
    found = {}
    for item in standing:
        state, factor = known_of(rules.questionnaire.item(item), given, entry.participant)
        if state is AnswerState.ANSWERED and factor is not None:
            found[item] = factor
    return found
