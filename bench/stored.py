"""Índice guardado: 500,000 answers in SQLite, as the product keeps them, read and computed."""

import asyncio
import json
import resource
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from bench.formulations import Took, took
from game.answers import Answer, pack
from game.participants import MUNICIPALITY
from game.questionnaire import Item, Kind
from game.reviews import Verdict
from server import db
from server.db import write_many
from server.imports.definitions import edition_of
from server.imports.demo import KEEP_ANSWER, KEEP_VERDICT
from server.imports.editions import FIXTURES, load_edition
from server.imports.places import Place, reference_states
from server.queries.participants import enter, keep_participants, keep_places
from server.queries.results import results_now
from server.queries.stages import keep_edition
from server.schema import migrate
from server.settings import Settings

EDITION = "2026"
ANSWERS = 500_000
# Towns whose answers are written in one transaction.
AT_ONCE = 250


class Stored:
    """A database in a folder, and what reads it."""

    def __init__(self, folder: Path) -> None:
        settings = Settings.from_environ({"LIGA_DATA_DIR": str(folder), "LIGA_DATABASE_URL": ""})
        self._loop = asyncio.Runner()
        self._loop.run(migrate(settings))
        self._loop.run(db.connect(settings))
        self._loop.run(furnish())

    def results(self) -> Took:
        """The results of the edition as they stand."""
        return took(lambda: self._loop.run(results_now(EDITION)))

    def peak(self) -> float:
        """The most memory this process has had, in MiB."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def furnish() -> None:
    """The reference edition, entered by towns enough, with all of it answered and accepted."""
    definition = load_edition(FIXTURES / EDITION)
    await keep_edition(definition)
    await fill(definition, ANSWERS)


async def fill(definition: Mapping[str, Any], answers: int) -> tuple[str, ...]:
    """Enter towns enough for so many answers, all of them accepted; their codes."""
    edition, questionnaire, _ = edition_of(definition)
    items = questionnaire.items
    towns = [_town(number) for number in range(-(-answers // len(items)))]
    await keep_places([*reference_states(), *towns])
    await keep_participants([town.participant for town in towns])
    league = next(each.code for each in edition.leagues if each.kind == MUNICIPALITY)
    await enter(EDITION, {town.code: league for town in towns})
    draw, now = np.random.default_rng(1), datetime.now(UTC)
    for start in range(0, len(towns), AT_ONCE):
        some = towns[start : start + AT_ONCE]
        luck = iter(draw.random(len(some) * len(items)).tolist())
        await write_many(KEEP_ANSWER, [*_answers(some, items, luck, now)])
        await write_many(KEEP_VERDICT, [*_verdicts(some, items, now)])
    return tuple(town.code for town in towns)


def _town(number: int) -> Place:
    state = f"{number % 32 + 1:02}"
    return Place(f"{state}{number:04}", MUNICIPALITY, f"Municipio {number}", state, "", 9_000)


def _answers(
    towns: Sequence[Place], items: Sequence[Item], luck: Iterator[float], now: datetime
) -> Iterator[dict[str, object]]:
    for town, item in product(towns, items):
        content = json.dumps(pack(_answer(item, next(luck))))
        signed = {"account": 1, "author": "Enlace", "saved_at": now, "content": content}
        yield {**_key(town, item), **signed}


def _verdicts(
    towns: Sequence[Place], items: Sequence[Item], now: datetime
) -> Iterator[dict[str, object]]:
    by = {"verifier": 1, "verifier_name": "V", "seat": None, "seat_title": ""}
    decided = {"verdict": Verdict.ACCEPTED, "reason": "", **by}
    for town, item in product(towns, items):
        yield {**_key(town, item), **decided, "at": now}


def _key(town: Place, item: Item) -> dict[str, object]:
    return {"participant": town.code, "edition": EDITION, "item": item.code, "revision": 1}


def _answer(item: Item, luck: float) -> Answer:
    """Something valid of any kind."""
    if item.options:
        return Answer(item.code, chosen=(item.options[int(luck * len(item.options))].code,))
    match item.kind:
        case Kind.PERCENTAGE:
            return Answer(item.code, number=str(int(luck * 100)), denominator="100")
        case Kind.NUMBER:
            return Answer(item.code, number=str(int(luck * 20)))
        case Kind.DATE:
            return Answer(item.code, date="2025-05-01")
    return Answer(item.code, text="Así")
