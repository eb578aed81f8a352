"""Entrelazados: three people save, replay, collide, settle and hand in; no accepted text is lost.

A story is a list of acts that hypothesis makes up. It is played on a database of its own, against
a model that only counts: whatever was acknowledged must be in the history, and nothing twice.
"""

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.answers import Answer
from game.editions import Stage
from game.rules import RuleBroken
from server import db
from server.people import Person, Role
from server.queries.answers import (
    StaleAnswer,
    answer_history_of,
    answers_of,
    keep_answer,
    keep_both,
    keep_theirs,
)
from server.queries.notes import notes_of
from server.queries.saves import Saved
from server.queries.submissions import submit_level
from server.settings import Settings
from tests.conftest import TEMPLATE
from tests.databases import administer, new_database, settings_for
from tests.editions import ANA, BETO, EDITION, give_verdict, here, move_to, open_edition
from tests.postgres import Server
from tests.server.people import NOON, OAXACA

DORA = Person(4, "Dora Gil", "dora@oaxaca.gob.mx", 4, Role.CONTRIBUTOR, OAXACA, None)
PEOPLE = (ANA, BETO, DORA)
ITEMS = ("P1-05", "P1-01")
GAP = {"reason": "Falta.", "plan": "Hacerlo.", "plan_by": "2026-12-01"}
WAYS = {"save": keep_answer, "mine": keep_answer, "theirs": keep_theirs, "both": keep_both}
# How many revisions a request adds when it is accepted for the first time.
ADDED = {"save": 1, "mine": 1, "theirs": 2, "both": 2}

Fresh = Callable[[], AbstractContextManager[Settings]]


@dataclass(frozen=True, slots=True)
class Save:
    """Somebody saves a new text from one of their two windows; the reply may be lost.

    `is_after`: it was typed after what the other window sent, while both waited for a line.
    """

    who: int
    window: int
    item: int
    is_heard: bool
    is_after: bool = False


@dataclass(frozen=True, slots=True)
class Open:
    """Somebody opens the level anew in a window: a new sheet, with what is in force."""

    who: int
    window: int


@dataclass(frozen=True, slots=True)
class Again:
    """A request that was sent before comes once more, to the letter."""

    which: int


@dataclass(frozen=True, slots=True)
class Settle:
    """Somebody who was shown two answers decides."""

    which: int
    way: str
    is_heard: bool


@dataclass(frozen=True, slots=True)
class Move:
    """What happens around them."""

    what: str


@dataclass(frozen=True, slots=True)
class Together:
    """Several at the same moment."""

    acts: tuple[Save | Again | Settle | Move, ...]


Act = Save | Open | Again | Settle | Move | Together

few = st.integers(0, 5)
saves = st.builds(
    Save, st.integers(0, 2), st.integers(0, 1), st.integers(0, 1), st.booleans(), st.booleans()
)
settlements = st.builds(Settle, few, st.sampled_from(("mine", "theirs", "both")), st.booleans())
moves = st.builds(Move, st.sampled_from(("submit", "return", "review")))
replays = st.builds(Again, st.integers(0, 20))
single = st.one_of(saves, saves, saves, settlements, settlements, replays, moves)
acts = st.one_of(
    single,
    st.builds(Open, st.integers(0, 2), st.integers(0, 1)),
    st.builds(Together, st.lists(single, min_size=2, max_size=4).map(tuple)),
)
stories = st.lists(acts, min_size=1, max_size=14)


@dataclass(frozen=True, slots=True)
class Request:
    """What a window sent."""

    kind: str
    who: Person
    answer: Answer
    base: int
    key: str
    sheet: str
    after: tuple[str, ...] = ()


@dataclass(slots=True)
class Window:
    """A sheet that somebody has before them, and the revisions it knows."""

    sheet: str
    bases: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class World:
    """The three people at work, and everything that was acknowledged to them."""

    windows: dict[tuple[int, int], Window] = field(default_factory=dict)
    sent: list[tuple[Request, Window]] = field(default_factory=list)
    conflicts: list[tuple[Request, Window, int]] = field(default_factory=list)
    accepted: list[Request] = field(default_factory=list)
    made: dict[tuple[str, int], Request] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def play(self, act: Act) -> None:
        match act:
            case Save(who, window, item, is_heard, is_after):
                after = (self._window(who, 1 - window).sheet,) if is_after else ()
                own = self._window(who, window)
                await self._save(own, PEOPLE[who], ITEMS[item], is_heard, after)
            case Open(who, window):
                kept = await answers_of(OAXACA, EDITION, ITEMS)
                bases = {item: each.revision for item, each in kept.items()}
                self.windows[who, window] = Window(self._name("hoja"), bases)
            case Again(which) if self.sent:
                await self._again(*self.sent[which % len(self.sent)])
            case Settle(which, way, is_heard) if self.conflicts:
                await self._settle(which % len(self.conflicts), way, is_heard=is_heard)
            case Move(what):
                await _move(what)
            case Together(several):
                await asyncio.gather(*(self.play(each) for each in several))
            case _:
                pass  # nothing was sent yet, or nobody was asked

    async def check(self) -> None:
        """Nothing that was accepted is missing, and nothing is there twice."""
        found = {item: await answer_history_of(OAXACA, EDITION, item) for item in ITEMS}
        written = {(each.author, each.answer) for item in ITEMS for each in found[item]}
        lost = [each for each in self.accepted if (each.who.name, each.answer) not in written]
        assert not lost, f"acknowledged and not in the history: {lost}"
        in_force = await answers_of(OAXACA, EDITION, ITEMS)
        for item, history in found.items():
            numbers = [each.revision for each in history]
            assert numbers == list(range(len(history), 0, -1)), f"{item}: revisions {numbers}"
            if history:
                now = in_force[item]
                assert (now.revision, now.answer) == (history[0].revision, history[0].answer)
        written_by = {(item, each.revision) for item in ITEMS for each in found[item]}
        assert written_by == set(self.made), "revisions that nobody was told of, or the reverse"
        for (item, revision), request in self.made.items():
            between = [self.made[item, n] for n in range(request.base + 1, revision)]
            texts = {each.revision: each.answer for each in found[item]}
            is_as_seen = texts.get(revision - 1) == texts.get(request.base)
            own = {(request.who, sheet) for sheet in (request.sheet, *request.after)}
            is_own = all((each.who, each.sheet) in own for each in between)
            assert is_as_seen or is_own, f"put over what nobody showed them: {request}"
        notes = sorted((each.author, str(each.answer)) for each in await notes_of(OAXACA, EDITION))
        both = [each for each in self.accepted if each.kind == "both"]
        assert notes == sorted((each.who.name, str(each.answer)) for each in both)

    def _name(self, kind: str) -> str:
        return f"{kind} {next(self.numbers)}"

    def _window(self, who: int, window: int) -> Window:
        return self.windows.setdefault((who, window), Window(self._name("hoja")))

    async def _save(
        self, window: Window, who: Person, item: str, is_heard: bool, after: tuple[str, ...]
    ) -> None:
        answer = _an_answer(item, self._name(f"Texto de {who.name}"))
        key, base = self._name("envío"), window.bases.get(item, 0)
        request = Request("save", who, answer, base, key, window.sheet, after)
        await self._send(request, window, is_heard)

    async def _settle(self, which: int, way: str, *, is_heard: bool) -> None:
        stale, window, revision = self.conflicts.pop(which)
        request = replace(stale, kind=way, base=revision, key=self._name("envío"))
        await self._send(request, window, is_heard)

    async def _send(self, request: Request, window: Window, is_heard: bool) -> None:
        self.sent.append((request, window))
        saved = await self._keep(request, window)
        if saved is None:
            return
        self._accept(request, saved)
        if is_heard:
            window.bases[request.answer.item] = saved.kept.revision

    async def _again(self, request: Request, window: Window) -> None:
        """A replay of what was accepted changes nothing; another may be accepted now."""
        was_accepted = request in self.accepted
        saved = await self._keep(request, window)
        if was_accepted:
            assert saved is not None, f"accepted before, refused now: {request}"
            assert not saved.is_new, f"kept twice: {request}"
        elif saved is not None:
            self._accept(request, saved)

    def _accept(self, request: Request, saved: Saved) -> None:
        """At the same moment a request and its replay are both acknowledged, and one is new."""
        self.accepted += [] if request in self.accepted else [request]
        last = saved.kept.revision
        for revision in range(last - ADDED[request.kind] + 1, last + 1) if saved.is_new else ():
            self.made[request.answer.item, revision] = request

    async def _keep(self, request: Request, window: Window) -> Saved | None:
        rules, entry = await here()
        keep = WAYS[request.kind]
        try:
            return await (partial(keep, after=request.after) if keep is keep_answer else keep)(
                rules,
                entry,
                request.answer,
                base=request.base,
                key=request.key,
                sheet=request.sheet,
                by=request.who,
                at=NOON,
            )
        except StaleAnswer as stale:
            self.conflicts.append((request, window, stale.current.revision))
        except RuleBroken:
            pass  # closed to them now: nothing was acknowledged
        return None


def _an_answer(item: str, text: str) -> Answer:
    """One that nobody gave before, and complete: with it the level can be handed in."""
    if item == "P1-05":
        return Answer(item, text=text)
    return Answer(item, chosen=("no",), **{**GAP, "reason": text})


async def _move(what: str) -> None:
    rules, entry = await here()
    try:
        if what == "submit":
            await submit_level(rules, entry, "P1", by=ANA, at=NOON)
        elif what == "review":
            await move_to(Stage.REVIEW)
        else:
            kept = await answers_of(OAXACA, EDITION, ITEMS)
            for item, each in kept.items():
                await give_verdict(item, "returned", revision=each.revision)
    except (RuleBroken, db.Refused):
        pass  # not now


async def _the_level_of_oaxaca() -> None:
    """The small edition is open, and what the three do not touch is answered."""
    await open_edition()
    rules, entry = await here()
    for item in ("P1-02", "P1-03"):
        answer = Answer(item, chosen=("none",), **GAP)
        await keep_answer(rules, entry, answer, base=0, by=ANA, at=NOON)


@asynccontextmanager
async def opened(database: Settings) -> AsyncIterator[None]:
    await db.connect(database)
    try:
        yield
    finally:
        await db.close()


async def prepared(database: Settings) -> None:
    async with opened(database):
        await _the_level_of_oaxaca()


async def told(database: Settings, story: Sequence[Act]) -> World:
    """Play a story to its end and check after every act."""
    world = World()
    async with opened(database):
        for act in story:
            await world.play(act)
            await world.check()
    return world


@pytest.fixture(scope="module")
def on_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    """A database for each story: a copy of one where the level waits for the three."""
    first = settings_for(tmp_path_factory.mktemp("level"))
    assert first.sqlite_path
    shutil.copyfile(migrated_sqlite, first.sqlite_path)
    asyncio.run(prepared(first))

    @contextmanager
    def fresh() -> Iterator[Settings]:
        with TemporaryDirectory() as folder:
            own = settings_for(Path(folder))
            assert own.sqlite_path
            assert first.sqlite_path
            shutil.copyfile(first.sqlite_path, own.sqlite_path)
            yield own

    return fresh


@pytest.fixture(scope="module")
def on_postgres(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fresh]:
    folder = tmp_path_factory.mktemp("level")
    with new_database(postgres, TEMPLATE) as url:
        asyncio.run(prepared(settings_for(folder, url)))
        template = url.rpartition("/")[2]
        administer(postgres, f"ALTER DATABASE {template} ALLOW_CONNECTIONS false")

        @contextmanager
        def fresh() -> Iterator[Settings]:
            with new_database(postgres, template) as own:
                yield settings_for(folder, own)

        yield fresh


@given(story=stories)
@settings(max_examples=60)
def test_no_accepted_text_is_lost_whatever_three_people_do(
    on_sqlite: Fresh, story: list[Act]
) -> None:
    with on_sqlite() as database:
        asyncio.run(told(database, story))


@pytest.mark.postgres
@given(story=stories)
@settings(max_examples=10)
def test_nor_where_their_saves_really_run_at_once(on_postgres: Fresh, story: list[Act]) -> None:
    with on_postgres() as database:
        asyncio.run(told(database, story))


#   Ana and Beto open the level; Ana saves; Beto does not see it, and is asked; each way once.
@pytest.mark.parametrize("way", ["mine", "theirs", "both"])
def test_stories_do_reach_a_conflict_and_settle_it(on_sqlite: Fresh, way: str) -> None:
    """What the laws above would miss if saves never met: the same acts, one by one."""
    story: list[Act] = [
        Save(0, 0, 0, is_heard=True),
        Save(1, 0, 0, is_heard=True),
        Settle(0, way, is_heard=True),
        Again(2),
        Save(0, 1, 1, is_heard=True),
        Move("submit"),
        Save(2, 0, 0, is_heard=True),
        Move("return"),
        Save(1, 0, 0, is_heard=True),
    ]
    with on_sqlite() as database:
        world = asyncio.run(told(database, story))
    assert [each.kind for each in world.accepted] == ["save", way, "save", "save"]
    assert world.conflicts == []
