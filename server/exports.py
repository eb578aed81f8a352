"""Exportaciones: books are made by a process of their own, so that the server keeps answering."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from game.questionnaire import Questionnaire
from indicators.given import GivenAnswer
from server.days import today_of
from server.i18n import speaking
from server.pages.editions import assessed_text
from server.pages.scores import KIND_PLURALS
from server.queries.editions import rules_of
from server.queries.exports import given_in, states_in
from server.queries.results import Published, published

# Headers of the pillars, dark enough for white text: the hues of `static/css/tokens.css`.
HUES: Mapping[str, str] = {"P": "1F4E8C", "I": "8A5A00", "H": "0F6B55"}
AT_ONCE = asyncio.Semaphore(2)


Given = Mapping[tuple[str, str], GivenAnswer]


async def results_workbook(edition: str, locale: str) -> bytes:
    """The workbook of a published edition; before that there is none to be had."""
    rules = await rules_of(edition)
    found = await published(edition)
    with speaking(locale):
        kinds = {kind: str(name) for kind, name in KIND_PLURALS.items()}
        assessed = assessed_text(rules.edition)
    cover = {
        "title": rules.edition.name.of(locale),
        "edition": edition,
        "made_on": today_of(found.published_at),
        "synthetic": rules.edition.synthetic,
        "sha256": found.sha256,
        "note": rules.edition.note.of(locale) if rules.edition.note else "",
        "assessed": assessed,
        "names": {**kinds, **{each.code: each.name.of(locale) for each in rules.edition.leagues}},
        "states": await states_in(edition),
        "hues": HUES,
    }
    given = await given_in(edition)
    loop = asyncio.get_running_loop()
    async with AT_ONCE:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            return await loop.run_in_executor(
                alone, _made, cover, found, rules.questionnaire, given, locale
            )


def _made(
    cover: Mapping[str, Any],
    published: Published,
    questionnaire: Questionnaire,
    given: Given,
    locale: str,
) -> bytes:
    """Runs in the process of the book: the server itself never loads what writes workbooks."""
    from indicators.workbook import Cover, workbook_of  # noqa: PLC0415

    results, firmness = published.results, published.firmness
    return workbook_of(results, questionnaire, Cover(**cover), given, locale, firmness)
