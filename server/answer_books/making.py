"""Hechura: the workbook of a government, made by a process of its own from what is in force."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from game.answers import Answer
from game.questionnaire import Topic
from server.answer_books.comparing import STORED, Comparison, Fate
from server.answer_books.holding import Brought
from server.answer_books.plan import BookPlan
from server.answer_books.signing import Stamp, sealed, secret_in
from server.days import today_of
from server.i18n import gettext as _
from server.i18n import locale, moment
from server.pages.answer_sheets import Cover, ItemSheet, book_plan, earlier_text
from server.processes import another
from server.queries.answer_books import Standing
from server.queries.copying import EarlierAnswer, earlier_of
from server.settings import Settings

AT_ONCE = asyncio.Semaphore(2)


async def fresh_book(standing: Standing, settings: Settings, at: datetime) -> bytes:
    """The workbook as everything stands now."""
    revisions = {code: each.revision for code, each in standing.answers.items()}
    answers = {code: each.answer for code, each in standing.answers.items()}
    sheets = await _sheets(standing, answers)
    stamp = _stamp(standing, revisions)
    return await _made(_plan(standing, sheets, stamp, settings, at))


async def returned_book(
    standing: Standing,
    brought: Brought,
    comparison: Comparison,
    settings: Settings,
    at: datetime,
) -> bytes:
    """The same with what was brought in it: what is not stored yet, and what cannot be.

    What waits for a decision keeps the revision that it was based on.
    """
    revisions = {code: each.revision for code, each in standing.answers.items()}
    answers = {code: each.answer for code, each in standing.answers.items()}
    faults = {}
    for each in comparison.items:
        code = each.item.code
        faults[code] = each.faults
        if each.fate in {*STORED, Fate.CONFLICT}:
            answers[code], revisions[code] = each.mine, each.base
    sheets = {
        code: replace(sheet, faults=faults.get(code, ()))
        for code, sheet in (await _sheets(standing, answers)).items()
    }
    stamp = _stamp(standing, revisions)
    unplaced = (*(text for _sheet, _row, text in brought.strays if text), *comparison.unknown)
    plan = _plan(standing, sheets, stamp, settings, at, is_returned=True, unplaced=unplaced)
    return await _made(plan)


def _stamp(standing: Standing, revisions: Mapping[str, int]) -> Stamp:
    rules = standing.rules
    return Stamp(
        edition=rules.code,
        version=rules.questionnaire.version,
        participant=standing.entry.participant.code,
        revisions=revisions,
    )


async def _sheets(standing: Standing, answers: Mapping[str, Answer]) -> dict[str, ItemSheet]:
    """Every item that may be asked of this government."""
    items = [
        item
        for item in standing.rules.questionnaire.items
        if item.audience.includes(standing.entry.participant)
    ]
    earlier: Mapping[str, EarlierAnswer] = await earlier_of(standing.rules, standing.entry, items)
    found = {}
    for item in items:
        before = earlier[item.code].before if item.code in earlier else None
        told = earlier_text(before.item, before.answer) if before else ""
        answer = answers.get(item.code, Answer(item.code))
        found[item.code] = ItemSheet(item, answer, told, standing.lock_of(item))
    return found


def _plan(
    standing: Standing,
    sheets: Mapping[str, ItemSheet],
    stamp: Stamp,
    settings: Settings,
    at: datetime,
    *,
    is_returned: bool = False,
    unplaced: Sequence[str] = (),
) -> BookPlan:
    rules, who = standing.rules, standing.entry.participant
    cover = Cover(
        edition=rules.edition.name.of(locale()),
        participant=who.name,
        made_text=_("Hecho el {at}. Dice lo que estaba guardado entonces.").format(at=moment(at)),
        made_on=today_of(at),
        signed=sealed(stamp, secret_in(settings.data_dir)),
        is_returned=is_returned,
        unplaced=tuple(unplaced),
    )
    return book_plan(cover, rules.questionnaire, _asked(standing, sheets), sheets, standing.known)


def _asked(standing: Standing, sheets: Mapping[str, ItemSheet]) -> tuple[Topic, ...]:
    topics = standing.rules.questionnaire.topics
    return tuple(t for t in topics if any(item.code in sheets for item in t.items))


async def _made(plan: BookPlan) -> bytes:
    loop = asyncio.get_running_loop()
    async with AT_ONCE:
        with another() as alone:
            return await loop.run_in_executor(alone, _write, plan)


def _write(plan: BookPlan) -> bytes:
    """Runs in the process of the book: the server itself never loads what writes workbooks."""
    from server.answer_books.writing import written  # noqa: PLC0415

    return written(plan)
