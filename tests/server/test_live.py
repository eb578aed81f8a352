"""Transmisión en vivo, one send at a time: the hub with plain functions for connections."""

import asyncio
import inspect
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from dataclasses import replace

import pytest
from sse_starlette import EventSourceResponse
from sse_starlette.sse import AppStatus, SendTimeoutError
from starlette.types import Message

from server.live import (
    BoardTopic,
    CoordinationTopic,
    Crowded,
    Frame,
    Hub,
    LevelTopic,
    LiveLimits,
    LiveResponse,
    Topic,
    Watcher,
    announce,
)

STATES = BoardTopic("2026", "states", "es")
STATES_IN_ENGLISH = BoardTopic("2026", "states", "en")
LARGE = BoardTopic("2026", "large", "es")
LEVEL = LevelTopic("2026", "20", "P1", 1, "es")
OF_BETO = LevelTopic("2026", "20", "P1", 2, "es")
SAVE = {"edition": "2026", "league": "states", "participant": "20", "topic": "P1"}
TYPING = {**SAVE, "league": ""}
QUICK = LiveLimits(
    frame_gap=0.001, wide_gap=0.001, look_again=5, ping=0, send_timeout=0.02, grace=0.02
)
HTTP = {"type": "http", "method": "GET"}


class Board:
    """A page whose content the test changes; it remembers what was drawn."""

    def __init__(self) -> None:
        self.content = 1
        self.drawn: list[Topic] = []
        self.fails = False
        self.lasts: float | None = None

    async def __call__(self, topic: Topic, last: Frame | None) -> Frame | None:
        if self.fails:
            raise OSError("the database is away")
        version = str(self.content)
        since = last.version if last else None
        if version == since:
            return None
        self.drawn.append(topic)
        change = f"<p>from {since} to {version}</p>"
        return Frame(
            version, lambda: f"<p>{topic.locale} {version}</p>", change, since, lasts=self.lasts
        )


class Reader:
    """The far end of a connection."""

    def __init__(self) -> None:
        self.begun = 0
        self.received: list[bytes] = []
        self.free = asyncio.Event()
        self.free.set()

    async def __call__(self, message: Message) -> None:
        self.begun += 1
        await self.free.wait()
        self.received.append(message.get("body", b""))

    @property
    def versions(self) -> list[str]:
        """The versions of the frames it got, in order."""
        lines = b"".join(self.received).decode().split("\r\n")
        return [line.removeprefix("id: ") for line in lines if line.startswith("id: ")]


class House:
    """A hub, the page it draws, and the readers who came."""

    def __init__(self, limits: LiveLimits = QUICK) -> None:
        self.board = Board()
        self.hub = Hub(self.board, limits)
        self.hub.open()
        self._stack = ExitStack()

    def enter(
        self, topic: Topic = STATES, *, seen: str | None = None, reader: Reader | None = None
    ) -> tuple[Reader, Watcher]:
        reader = reader or Reader()
        joined = self.hub.joined(topic, reader, asyncio.Event(), seen=seen)
        return reader, self._stack.enter_context(joined)

    def change(self, league: str = "states") -> None:
        self.board.content += 1
        announce("2026", league)

    def close(self) -> None:
        self._stack.close()
        self.hub.close()


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    yield house
    house.close()


async def until(fact: Callable[[], bool]) -> None:
    """Let the loop turn until something is so."""
    async with asyncio.timeout(2):
        while not fact():  # noqa: ASYNC110 - what is waited for is not ours to signal
            await asyncio.sleep(0.001)


async def settle() -> None:
    """Time enough for ten frames."""
    await asyncio.sleep(0.02)


async def test_one_drawing_reaches_every_watcher(house: House) -> None:
    readers = [house.enter()[0] for _ in range(3)]
    await until(lambda: all(reader.versions == ["1"] for reader in readers))
    house.change()
    await until(lambda: all(reader.versions == ["1", "2"] for reader in readers))
    assert house.board.drawn == [STATES, STATES]
    assert readers[0].received[-1] is readers[2].received[-1]


async def test_each_language_is_drawn_once(house: House) -> None:
    ana, _ = house.enter(STATES)
    amy, _ = house.enter(STATES_IN_ENGLISH)
    await until(lambda: bool(ana.received and amy.received))
    assert ana.received == [b"id: 1\r\ndata: <p>es 1</p>\r\n\r\n"]
    assert amy.received == [b"id: 1\r\ndata: <p>en 1</p>\r\n\r\n"]
    assert house.board.drawn == [STATES, STATES_IN_ENGLISH]


async def test_nothing_is_drawn_when_nobody_watches(house: House) -> None:
    house.change()
    await settle()
    assert house.board.drawn == []


async def test_nothing_is_drawn_after_the_last_watcher_left(house: House) -> None:
    with house.hub.joined(STATES, Reader(), asyncio.Event(), seen=None):
        await until(lambda: house.board.drawn == [STATES])
    house.change()
    await settle()
    assert house.board.drawn == [STATES]


async def test_change_in_another_league_draws_only_that_one(house: House) -> None:
    house.enter(STATES)
    house.enter(LARGE)
    await until(lambda: len(house.board.drawn) == 2)
    house.change("large")
    await until(lambda: len(house.board.drawn) == 3)
    await settle()
    assert house.board.drawn[2:] == [LARGE]


async def test_change_without_a_league_draws_every_board_of_the_edition(house: House) -> None:
    house.enter(STATES)
    house.enter(BoardTopic("2025", "states", "es"))
    await until(lambda: len(house.board.drawn) == 2)
    house.board.content += 1
    announce("2026")
    await settle()
    assert house.board.drawn[2:] == [STATES]


async def test_coordinators_see_a_change_of_any_league(house: House) -> None:
    rosa, _ = house.enter(CoordinationTopic("es"))
    await until(lambda: rosa.versions == ["1"])
    house.change("large")
    await until(lambda: rosa.versions == ["1", "2"])


async def test_what_another_process_wrote_is_drawn_too(house: House) -> None:
    ana, _ = house.enter()
    await until(lambda: ana.versions == ["1"])
    house.board.content = 2
    house.hub.look_again()
    await until(lambda: ana.versions == ["1", "2"])


@pytest.mark.parametrize(
    ("notice", "drawn"),
    [
        pytest.param('{"edition": "2026", "league": "states"}', 1, id="this league"),
        pytest.param('{"edition": "2026", "league": null}', 1, id="the whole edition"),
        pytest.param('{"edition": "2026", "league": "large"}', 0, id="another league"),
        pytest.param(None, 1, id="anything may have changed"),
        pytest.param("something else", 1, id="a notice that says nothing to us"),
    ],
)
async def test_notice_of_the_database(house: House, notice: str | None, drawn: int) -> None:
    house.enter()
    await until(lambda: house.board.drawn == [STATES])
    house.board.content = 2
    house.hub.noticed(notice)
    await settle()
    assert len(house.board.drawn) == 1 + drawn


@pytest.mark.parametrize(
    ("notice", "drawn"),
    [
        pytest.param(SAVE, {LEVEL, OF_BETO, STATES}, id="a save"),
        pytest.param(TYPING, {LEVEL, OF_BETO}, id="somebody types: no board is drawn for it"),
        pytest.param({**TYPING, "topic": "I1"}, set(), id="in another level"),
        pytest.param({**TYPING, "participant": "31"}, set(), id="in another government"),
        pytest.param({**TYPING, "edition": "2025"}, set(), id="in another edition"),
        pytest.param({**SAVE, "participant": "31"}, {STATES}, id="a save of another government"),
        pytest.param({"edition": "2026"}, {LEVEL, OF_BETO, STATES}, id="the whole edition"),
    ],
)
async def test_what_is_announced_of_a_level_reaches_those_who_have_it_open(
    house: House, notice: dict[str, str], drawn: set[Topic]
) -> None:
    for topic in (LEVEL, OF_BETO, STATES):
        house.enter(topic)
    await until(lambda: len(house.board.drawn) == 3)
    house.board.content = 2
    house.hub.noticed(json.dumps(notice))
    await settle()
    assert set(house.board.drawn[3:]) == drawn


async def test_nobody_who_types_moves_the_coordinators_page(house: House) -> None:
    rosa, _ = house.enter(CoordinationTopic("es"))
    await until(lambda: rosa.versions == ["1"])
    house.board.content = 2
    house.hub.noticed(json.dumps(TYPING))
    await settle()
    assert rosa.versions == ["1"]


async def test_a_frame_that_lasts_a_moment_is_looked_at_again_when_it_is_over(
    house: House,
) -> None:
    house.board.lasts = 0.01
    ana, _ = house.enter(LEVEL)
    await until(lambda: ana.versions == ["1"])
    house.board.content = 2
    await until(lambda: ana.versions == ["1", "2"])


async def test_change_that_shows_nothing_sends_nothing(house: House) -> None:
    ana, _ = house.enter()
    await until(lambda: ana.versions == ["1"])
    announce("2026", "states")
    await settle()
    assert ana.versions == ["1"]


async def test_page_that_changes_with_the_clock_is_looked_at_again() -> None:
    house = House(LiveLimits(frame_gap=0.001, look_again=0.01))
    ana, _ = house.enter()
    await until(lambda: ana.versions == ["1"])
    house.board.content = 2
    await until(lambda: ana.versions == ["1", "2"])
    house.close()


async def test_page_where_everybody_is_counted_is_drawn_less_often() -> None:
    house = House(LiveLimits(frame_gap=0.001, wide_gap=5))
    board, _ = house.enter(STATES)
    wide, _ = house.enter(CoordinationTopic("es"))
    await until(lambda: board.versions == wide.versions == ["1"])
    house.change()
    await until(lambda: board.versions == ["1", "2"])
    assert wide.versions == ["1"]
    house.close()


async def test_burst_of_saves_becomes_two_frames() -> None:
    house = House(LiveLimits(frame_gap=0.03))
    ana, _ = house.enter()
    await until(lambda: ana.versions == ["1"])
    for _ in range(100):
        house.change()
        await asyncio.sleep(0)
    await until(lambda: ana.versions[-1] == "101")
    assert len(ana.versions) <= 3
    house.close()


async def test_slow_watcher_skips_to_the_newest(house: House) -> None:
    slow, quick = Reader(), Reader()
    slow.free.clear()
    house.hub.limits = LiveLimits(frame_gap=0.001, send_timeout=5)
    house.enter(reader=slow)
    house.enter(reader=quick)
    for number in range(1, 6):
        await until(lambda number=number: quick.versions[-1:] == [str(number)])
        house.change()
    await until(lambda: quick.versions[-1:] == ["6"])
    slow.free.set()
    await until(lambda: slow.versions[-1:] == ["6"])
    assert slow.versions == ["1", "6"]


async def test_watcher_who_reads_nothing_is_given_up(house: House) -> None:
    stuck = Reader()
    stuck.free.clear()
    _, watcher = house.enter(reader=stuck)
    await asyncio.wait_for(watcher.over.wait(), 2)
    assert watcher.broken


async def test_who_has_the_last_version_gets_the_change_and_others_the_whole(
    house: House,
) -> None:
    ana, _ = house.enter()
    await until(lambda: ana.versions == ["1"])
    house.change()
    await until(lambda: ana.versions == ["1", "2"])
    assert ana.received[1] == b"id: 2\r\ndata: <p>from 1 to 2</p>\r\n\r\n"
    behind, _ = house.enter(seen="1")
    newcomer, _ = house.enter()
    assert behind.received == [ana.received[1]]
    assert newcomer.received == [b"id: 2\r\ndata: <p>es 2</p>\r\n\r\n"]


async def test_who_skipped_a_frame_gets_the_whole(house: House) -> None:
    slow, quick = Reader(), Reader()
    house.hub.limits = LiveLimits(frame_gap=0.001, send_timeout=5)
    house.enter(reader=slow)
    house.enter(reader=quick)
    await until(lambda: slow.versions == quick.versions == ["1"])
    slow.free.clear()
    for number in range(2, 5):
        house.change()
        await until(lambda number=number: quick.versions[-1:] == [str(number)])
    slow.free.set()
    await until(lambda: slow.versions[-1:] == ["4"])
    assert slow.received[-1] == b"id: 4\r\ndata: <p>es 4</p>\r\n\r\n"


async def test_broken_connection_does_not_keep_the_others_waiting(house: House) -> None:
    async def gone(message: Message) -> None:
        raise OSError("connection lost")

    with house.hub.joined(STATES, gone, asyncio.Event(), seen=None) as watcher:
        ana, _ = house.enter()
        await until(lambda: ana.versions == ["1"])
        assert watcher.broken
        assert watcher.over.is_set()


@pytest.mark.parametrize(
    ("seen", "received"),
    [
        pytest.param("1", [], id="who has the newest waits for the next"),
        pytest.param("0", ["1"], id="who has an older one gets the newest"),
        pytest.param(None, ["1"], id="who comes for the first time gets the newest"),
        pytest.param("no such version", ["1"], id="what is not known is an older one"),
    ],
)
async def test_returning_client(house: House, seen: str | None, received: list[str]) -> None:
    already_here, _ = house.enter()
    await until(lambda: already_here.versions == ["1"])
    ana, _ = house.enter(seen=seen)
    await settle()
    assert ana.versions == received
    house.change()
    await until(lambda: ana.versions == [*received, "2"])


async def test_returning_to_a_server_that_just_started_gets_nothing_new(house: House) -> None:
    ana, _ = house.enter(seen="1")
    await until(lambda: house.board.drawn == [STATES])
    await settle()
    assert ana.versions == []


async def test_failed_drawing_is_noted_and_the_next_change_is_drawn(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.board.fails = True
    ana, _ = house.enter()
    await until(lambda: "cannot draw" in caplog.text)
    house.board.fails = False
    house.change()
    await until(lambda: ana.versions == ["2"])


async def test_other_work_goes_on_while_a_frame_goes_out() -> None:
    house = House(LiveLimits(yield_every=50))
    sent = 0

    async def send(message: Message) -> None:
        nonlocal sent
        sent += 1

    with ExitStack() as stack:
        for _ in range(500):
            joined = house.hub.joined(STATES, send, asyncio.Event(), seen=None)
            stack.enter_context(joined)
        runs = []
        while sent < 500:
            await asyncio.sleep(0)
            runs.append(sent)
        assert max(after - before for before, after in itertools.pairwise(runs)) <= 50
    house.close()


def test_room_is_limited_by_address_and_in_all() -> None:
    hub = Hub(Board(), LiveLimits(watchers_in_all=3, watchers_per_address=2, retry_after=7))
    with hub.counted("10.0.0.1"):
        hub.admit("10.0.0.1")
        with hub.counted("10.0.0.1"):
            with pytest.raises(Crowded) as refusal:
                hub.admit("10.0.0.1")
            assert refusal.value.retry_after == 7
            hub.admit("10.0.0.2")
            with hub.counted("10.0.0.2"), pytest.raises(Crowded):
                hub.admit("10.0.0.3")
        hub.admit("10.0.0.1")
    assert hub.watching == 0


async def test_stream_opens_shows_and_says_goodbye_when_the_server_stops(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader()
    response = LiveResponse(house.hub, STATES, address="10.0.0.1")
    stream = asyncio.create_task(response(HTTP, _never, reader))
    await until(lambda: reader.versions == ["1"])
    assert house.hub.watching == 1
    monkeypatch.setattr(AppStatus, "should_exit", True)
    await asyncio.wait_for(stream, 2)
    _, opened, frame, bye, end = reader.received
    assert opened.startswith(b"event: live:open\r\ndata: \r\nretry: ")
    assert frame.endswith(b"data: <p>es 1</p>\r\n\r\n")
    assert bye.startswith(b"event: live:bye\r\ndata: \r\nretry: ")
    assert end == b""
    assert house.hub.watching == 0


async def test_stream_that_is_opened_while_the_server_stops_ends_at_once(house: House) -> None:
    house.hub.stop()
    reader = Reader()
    response = LiveResponse(house.hub, STATES, address="10.0.0.1")
    await asyncio.wait_for(response(HTTP, _never, reader), 2)
    assert reader.received[-2].startswith(b"event: live:bye")


async def test_stopping_server_does_not_wait_for_a_stuck_reader(house: House) -> None:
    house.hub.limits = replace(QUICK, send_timeout=60)
    reader = Reader()
    response = LiveResponse(house.hub, STATES, address="10.0.0.1")
    stream = asyncio.create_task(response(HTTP, _never, reader))
    await until(lambda: reader.versions == ["1"])
    reader.free.clear()
    house.hub.stop()
    await asyncio.wait_for(stream, 2)
    assert house.hub.watching == 0


async def test_pings_come_without_a_task_for_each_who_watches() -> None:
    house = House(replace(QUICK, ping=0.01))
    before = len(asyncio.all_tasks())
    readers = [Reader() for _ in range(20)]
    responses = [LiveResponse(house.hub, STATES, address="10.0.0.1") for _ in readers]
    streams = [
        asyncio.create_task(response(HTTP, _never, reader))
        for response, reader in zip(responses, readers, strict=True)
    ]
    await until(lambda: all(reader.received.count(b": ping\r\n\r\n") > 1 for reader in readers))
    for_all = ("draw the board", "ping", "hear the server stop", "the library's, for that")
    assert len(asyncio.all_tasks()) - before - len(streams) <= len(for_all)
    house.hub.stop()
    await asyncio.wait_for(asyncio.gather(*streams), 2)
    await until(lambda: len(asyncio.all_tasks()) - before <= 1)  # nothing goes on for nobody
    house.close()


async def test_ping_of_a_stuck_watcher_does_not_hold_up_the_others() -> None:
    house = House(replace(QUICK, ping=0.01, send_timeout=5))
    stuck, free = Reader(), Reader()
    house.enter(reader=stuck)
    house.enter(reader=free)
    await until(lambda: stuck.versions == free.versions == ["1"])
    stuck.free.clear()
    came, pings = len(stuck.received), len(free.received)
    await until(lambda: len(free.received) >= pings + 3)
    assert len(stuck.received) == came
    assert stuck.begun == came + 1  # pings do not pile up
    house.change()
    await until(lambda: free.versions == ["1", "2"])
    stuck.free.set()
    await until(lambda: stuck.versions == ["1", "2"])
    one_ping, newest = stuck.received[came : came + 2]
    assert one_ping == b": ping\r\n\r\n"
    assert newest.startswith(b"id: 2\r\n")
    house.close()


async def test_watcher_who_takes_no_ping_is_given_up() -> None:
    house = House(replace(QUICK, ping=0.01))
    stuck = Reader()
    _, watcher = house.enter(reader=stuck)
    await until(lambda: stuck.versions == ["1"])
    stuck.free.clear()
    await until(watcher.over.is_set)
    assert watcher.broken
    house.close()


async def test_stream_ends_with_its_reader(house: House) -> None:
    hung_up = asyncio.Event()

    async def receive() -> Message:
        await hung_up.wait()
        return {"type": "http.disconnect"}

    reader = Reader()
    response = LiveResponse(house.hub, STATES, address="10.0.0.1")
    stream = asyncio.create_task(response(HTTP, receive, reader))
    await until(lambda: reader.versions == ["1"])
    hung_up.set()
    await asyncio.wait_for(stream, 2)
    assert house.hub.watching == 0


async def test_stream_of_somebody_signed_in_ends_to_ask_again_who_it_is(house: House) -> None:
    reader = Reader()
    response = LiveResponse(house.hub, STATES, address="10.0.0.1", life=0.01)
    await asyncio.wait_for(response(HTTP, _never, reader), 2)
    assert reader.received[-2].startswith(b"event: live:bye")


async def test_stream_ends_with_the_session_it_was_opened_in(house: House) -> None:
    reader, other = Reader(), Reader()
    of_ana = LiveResponse(house.hub, STATES, address="10.0.0.1", session="ana")
    of_carla = LiveResponse(house.hub, STATES, address="10.0.0.1", session="carla")
    streams = [
        asyncio.create_task(of_ana(HTTP, _never, reader)),
        asyncio.create_task(of_carla(HTTP, _never, other)),
    ]
    await until(lambda: reader.versions == other.versions == ["1"])
    house.hub.noticed('{"session": "ana"}')
    await asyncio.wait_for(streams[0], 2)
    assert reader.received[-2].startswith(b"event: live:bye")
    assert not streams[1].done()
    house.hub.noticed('{"session": "carla"}')
    await asyncio.wait_for(streams[1], 2)


async def test_stream_to_a_stuck_reader_is_dropped_without_a_traceback(house: House) -> None:
    reader = Reader()
    response = LiveResponse(house.hub, STATES, address="10.0.0.1")
    stream = asyncio.create_task(response(HTTP, _never, reader))
    await until(lambda: reader.versions == ["1"])
    reader.free.clear()
    house.change()
    await asyncio.wait_for(stream, 2)
    assert reader.versions == ["1"]
    assert house.hub.watching == 0


async def test_stream_is_neither_cached_nor_buffered() -> None:
    headers = LiveResponse(Hub(Board()), STATES, address="10.0.0.1").headers
    assert headers["content-type"].startswith("text/event-stream")
    assert headers["cache-control"] == "no-store"
    assert headers["x-accel-buffering"] == "no"


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("_listen_for_disconnect", ["self", "receive"]),
        ("_listen_for_exit_signal", []),
        ("_send_with_timeout", ["self", "send", "message"]),
    ],
)
def test_the_library_still_has_what_our_response_calls(method: str, parameters: list[str]) -> None:
    """Private methods: a new version of the library must keep them, and what they do (below)."""
    function = getattr(EventSourceResponse, method)
    assert inspect.iscoroutinefunction(function)
    assert list(inspect.signature(function).parameters) == parameters


async def test_the_library_still_hears_the_reader_go_and_the_server_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def gone() -> Message:
        return {"type": "http.disconnect"}

    response = EventSourceResponse(_nothing(), send_timeout=0.001)
    await asyncio.wait_for(response._listen_for_disconnect(gone), 2)
    assert not response.active
    with pytest.raises(SendTimeoutError):
        await response._send_with_timeout(_stuck, {"type": "http.response.body"})
    monkeypatch.setattr(AppStatus, "should_exit", True)
    await asyncio.wait_for(EventSourceResponse._listen_for_exit_signal(), 2)


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""


async def _stuck(message: Message) -> None:
    await asyncio.Event().wait()


async def _never() -> Message:
    await asyncio.Event().wait()
    raise AssertionError
