"""Exportaciones: what the results workbook tells beside the results themselves."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence

from game.answers import Answer
from indicators.given import Evidence, GivenAnswer
from server.queries.documents import FILE, Document, documents_named
from server.queries.editions import entries_of
from server.queries.matrix import signed_answers_of
from server.queries.participants import state_names
from server.queries.results import Published
from server.queries.reviews import GivenReview, given_reviews_of_edition


async def given_in(
    edition: str, found: Published | None = None
) -> Mapping[tuple[str, str], GivenAnswer]:
    """(participant, item) to what was answered in signed levels, its verdict and its evidence.

    `found`: what of it was published. It is told as it was, whatever was decided since.
    """
    signed, reviews = await asyncio.gather(
        signed_answers_of(edition), given_reviews_of_edition(edition)
    )
    cited = {each.document for answer, _ in signed.values() for each in answer.evidence}
    documents = await documents_named(cited)
    given = {}
    for here, (answer, verdict) in signed.items():
        evidence = cited_evidence(answer, documents)
        stands = reviews[here][-1] if verdict is not None else None
        given[here] = GivenAnswer(
            answer,
            verdict,
            stands.review.reason if stands else "",
            stands.verifier_name if stands else "",
            evidence,
        )
    return {**given, **dict(_as_published(found, given, reviews))} if found else given


def _as_published(
    found: Published,
    given: Mapping[tuple[str, str], GivenAnswer],
    reviews: Mapping[tuple[str, str], Sequence[GivenReview]],
) -> Iterator[tuple[tuple[str, str], GivenAnswer]]:
    """What was published of them; a snapshot names nobody, and the reviews say who it was."""
    for participant in dict.fromkeys(participant for participant, _ in given):
        for item, told in found.answers_of(participant).items():
            here = participant, item
            if here in given:
                by = [
                    each.verifier_name
                    for each in reviews.get(here, ())
                    if (each.at, each.review.verdict, each.review.reason)
                    == (told.at, told.verdict, told.reason)
                ]
                verifier, evidence = by[-1] if by else "", given[here].evidence
                yield (
                    here,
                    GivenAnswer(told.answer, told.verdict, told.reason, verifier, evidence),
                )


async def states_in(edition: str) -> Mapping[str, str]:
    """Participant to the name of its state; one without a place has none."""
    names = await state_names()
    return {
        each.participant.code: names.get(each.participant.state, "")
        for each in await entries_of(edition)
    }


def cited_evidence(answer: Answer, documents: Mapping[str, Document]) -> tuple[Evidence, ...]:
    """The documents that an answer cites, in its order; those that do not exist are left out."""
    found = ((documents.get(each.document), each.page) for each in answer.evidence)
    return tuple(
        Evidence(known.title, known.filename if known.kind == FILE else known.url, page)
        for known, page in found
        if known is not None
    )
