"""Transmisión en vivo: a page is drawn once when it changes and sent to all who watch it.

sse-starlette owns the answer (headers, HEAD, disconnection, the sign that the server stops); the
hub owns what is sent. It drives every connection's `send` from one place, because waking one
task per watcher costs more than writing to its socket, and keeps no task per watcher either:
pings and the end come from the hub, and a stream waits in the task of its request.
"""

import asyncio
import json
import logging
import random
from collections import Counter
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Coroutine,
    Generator,
    Iterable,
    Iterator,
    Sequence,
)
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final, Protocol, cast

from litestar import Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from sse_starlette.sse import SendTimeoutError
from starlette.types import Message, Receive, Scope, Send

from server.turns import Turns

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LiveLimits:
    """Límites: what a watcher may cost, in one place."""

    watchers_in_all: int = 10_000
    watchers_per_address: int = 400  # a whole town hall can share one address
    retry_after: int = 30
    frame_gap: float = 0.25  # at most four frames a second on each board
    wide_gap: float = 1.0  # one where everybody is counted
    signed_in_life: float = 600.0  # then one comes back, and is asked again who one is
    look_again: float = 60.0  # midnight, a freeze and a lost notice announce nothing
    ping: float = 20.0
    send_timeout: float = 30.0
    grace: float = 2.0
    yield_every: int = 100  # while a frame goes out, requests are let through so often
    patience: float = 0.05  # and the frame waits for their answers, altogether


DEFAULT_LIMITS = LiveLimits()
# In place of a league: no board shows the change.
NO_BOARD = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Where something changed: one league of an edition (None: any of them, `NO_BOARD`: none).

    And in which level of which participant, where that is known.
    """

    edition: str
    league: str | None = None
    participant: str = ""
    topic: str = ""


class Topic(Protocol):
    """What can be watched: one page in one language."""

    @property
    def locale(self) -> str: ...

    @property
    def is_wide(self) -> bool:
        """Whether everybody is counted to draw it."""

    def concerns(self, change: Change) -> bool:
        """Whether a change can be seen on the page."""

    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class BoardTopic:
    """The leaderboard of one league; `compared`: with which places its movement is told."""

    edition: str
    league: str
    locale: str
    compared: str = ""
    is_wide: ClassVar[bool] = False

    def concerns(self, change: Change) -> bool:
        return change.edition == self.edition and change.league in {None, self.league}


@dataclass(frozen=True, slots=True)
class ImprovementTopic:
    """The same by improvement on the last edition: every item of everybody is counted for it."""

    edition: str
    league: str
    locale: str
    compared: str = ""
    is_wide: ClassVar[bool] = True

    def concerns(self, change: Change) -> bool:
        return change.edition == self.edition and change.league in {None, self.league}


@dataclass(frozen=True, slots=True)
class InnerBoardTopic:
    """The leaderboard of one league as it is, also while the public one stands still."""

    edition: str
    league: str
    locale: str
    is_wide: ClassVar[bool] = False

    def concerns(self, change: Change) -> bool:
        return change.edition == self.edition and change.league in {None, self.league}


@dataclass(frozen=True, slots=True)
class CoordinationTopic:
    """The coordinators' page, where all leagues meet; its list may be narrowed and put in order.

    `may_remind`: whether whoever watches may remind those who are stuck.
    """

    locale: str
    league: str = ""
    state: str = ""
    page: int = 1
    is_whole: bool = False
    order: str = ""
    may_remind: bool = False
    is_wide: ClassVar[bool] = True

    def concerns(self, change: Change) -> bool:
        return change.league != NO_BOARD


@dataclass(frozen=True, slots=True)
class WallTopic:
    """All leagues on a screen of the office. `is_inner`: what a freeze hides is shown too."""

    locale: str
    is_inner: bool = False
    is_wide: ClassVar[bool] = True

    def concerns(self, change: Change) -> bool:
        return change.league != NO_BOARD


@dataclass(frozen=True, slots=True)
class LevelTopic:
    """A level of one participant as one of its people has it open: what the others do there."""

    edition: str
    participant: str
    topic: str
    account: int
    locale: str
    is_wide: ClassVar[bool] = False

    def concerns(self, change: Change) -> bool:
        is_here = (change.participant, change.topic) == (self.participant, self.topic)
        return change.edition == self.edition and (is_here or change.league is None)


@dataclass(frozen=True, slots=True)
class ExportTopic:
    """How far a book of all answers is, by the folder of all orders and whose it is.

    Files tell of it, and nobody announces them: whoever watches looks again by the clock.
    """

    root: Path
    owner: str
    seat: int
    edition: str
    locale: str
    is_wide: ClassVar[bool] = False

    def concerns(self, change: Change) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Frame:
    """Cuadro: a page as it stands. The same content has the same version in every process.

    `whole` draws all of it, for whoever comes or skipped something; `change` is enough for those
    who have the version `since`. `content` is what the next frame is compared with.
    """

    version: str
    whole: Callable[[], str]
    change: str = ""
    since: str | None = None
    content: object = None
    lasts: float | None = None


class Draw(Protocol):
    """Draws a page, or gives nothing when its content is still that of the last frame."""

    async def __call__(self, topic: Topic, last: Frame | None) -> Frame | None: ...


# Of these sessions, those in which somebody is still signed in.
Living = Callable[[Collection[str]], Awaitable[Collection[str]]]


async def _all_live(sessions: Collection[str]) -> Collection[str]:
    return sessions


class Crowded(Exception):
    """There is no room for one more watcher now."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("too many watchers")
        self.retry_after = retry_after


# In a scope: the server's own `send`, below all that looks at a response on its way out.
LINE: Final = "liga.line"
# What the hub asks of `send`: a coroutine it can start by hand.
Write = Callable[[Message], Coroutine[Any, Any, None]]


class Over(Protocol):
    """The end of a stream, which anybody may call."""

    def set(self) -> None: ...

    def is_set(self) -> bool: ...


class _End:
    """An end that wakes whoever waits for it by its deadline: an event would need a second task."""

    __slots__ = ("_is_set", "_wait")

    def __init__(self) -> None:
        self._is_set = False
        self._wait: asyncio.Timeout | None = None

    def set(self) -> None:
        self._is_set = True
        if self._wait is not None and not self._wait.expired():
            self._wait.reschedule(0)

    def is_set(self) -> bool:
        return self._is_set

    async def cut(self, waiting: Awaitable[None], life: float | None) -> None:
        """Wait, but not past this end and no longer than so many seconds."""
        try:
            async with asyncio.timeout(0 if self._is_set else life) as self._wait:
                await waiting
        except TimeoutError:
            pass
        finally:
            self._wait = None


class _Rest:
    """The rest of a round that was started by hand and has to wait for a slow reader."""

    __slots__ = ("_first", "_writing")

    def __init__(self, writing: Coroutine[Any, Any, None], first: object) -> None:
        self._writing = writing
        self._first = first

    def __await__(self) -> Generator[Any, None, None]:
        yield self._first
        yield from self._writing.__await__()


class Channel:
    """Canal: the newest frame of a topic and the watchers it goes to."""

    __slots__ = (
        "_change",
        "_whole",
        "changed",
        "frame",
        "lasts",
        "since",
        "task",
        "topic",
        "version",
        "watchers",
    )

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self.frame: Frame | None = None
        self.version: str | None = None
        self.since: str | None = None
        self.lasts: float | None = None
        self._change: Message | None = None
        self._whole: Message | None = None
        self.watchers: dict[Watcher, None] = {}
        self.changed = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    def put(self, frame: Frame) -> None:
        """Make this the newest frame."""
        self.frame = frame
        self.version, self.since = frame.version, frame.since
        self._change = self._whole = None

    def message(self, seen: str | None) -> Message:
        """What brings a watcher up to date, encoded once for all who need the same."""
        frame = self.frame
        assert frame is not None  # noqa: S101 - asked only once there is a version
        if self.since is not None and seen == self.since:
            self._change = self._change or _event(frame.change, frame.version)
            return self._change
        self._whole = self._whole or _event(frame.whole(), frame.version)
        return self._whole


class Watcher:
    """One open connection. While it is busy with a frame newer ones pass; then it gets the last."""

    __slots__ = ("broken", "busy", "channel", "over", "seen", "send", "task", "timeout")

    def __init__(
        self, channel: Channel, send: Send, over: Over, *, seen: str | None, timeout: float
    ) -> None:
        self.channel = channel
        self.send = cast("Write", send)
        self.over = over
        self.seen = seen
        self.timeout = timeout
        self.busy = False
        self.broken = False
        self.task: asyncio.Task[None] | None = None

    def news(self) -> Message | None:
        """What brings this watcher up to date, which is then taken as seen.

        Nothing for one who has the newest, or is still busy with another.
        """
        channel, seen = self.channel, self.seen
        version = channel.version
        if self.busy or version is None or version == seen:
            return None
        message = channel.message(seen)
        self.seen = version
        return message

    def sign_of_life(self) -> Message | None:
        """What tells whatever stands between that the connection lives; a busy one tells it."""
        return None if self.busy else PING

    def wait_for(self, rest: _Rest) -> None:
        """Finish on its own what this reader does not take at once."""
        self.busy = True
        self.task = asyncio.get_running_loop().create_task(self._finish(rest))

    def give_up(self) -> None:
        """Let go of a connection that no longer takes anything."""
        self.broken = self.busy = True
        self.over.set()

    def leave(self) -> None:
        """Stop whatever is half sent."""
        if self.task is not None:
            self.task.cancel()

    async def _finish(self, rest: _Rest) -> None:
        try:
            async with asyncio.timeout(self.timeout):
                await rest
        except TimeoutError:
            self.give_up()
        if not self.broken:
            self.busy = False
            _write((self,), Watcher.news)


class _Round:
    """Ronda: watchers written to one after the other by one coroutine.

    A `send` that is awaited costs half of one started by hand, which ends with an exception. So
    the round is started by hand, and each `send` is awaited in it; where one has to wait, the round
    is left to that watcher and another goes on with the rest.
    """

    __slots__ = ("is_left", "watcher")

    def __init__(self) -> None:
        self.is_left = False
        self.watcher: Watcher | None = None

    async def go(
        self, watchers: Iterator[Watcher], take: Callable[[Watcher], Message | None]
    ) -> None:
        for watcher in watchers:
            message = take(watcher)
            if message is None:
                continue
            self.watcher = watcher
            try:
                await watcher.send(message)
            except Exception:  # noqa: BLE001 - a connection may break in any way
                watcher.give_up()
            if self.is_left:
                return


def _write(watchers: Iterable[Watcher], take: Callable[[Watcher], Message | None]) -> None:
    """Send each watcher what there is for it to take, without waiting for the slow ones."""
    rest = iter(watchers)
    while True:
        going = _Round()
        writing = going.go(rest, take)
        try:
            first = writing.send(None)
        except StopIteration:
            return  # all written at once, the usual case: no task, no wake-up
        going.is_left = True
        assert going.watcher is not None  # noqa: S101 - it is the one that waits
        going.watcher.wait_for(_Rest(writing, first))


class Hub:
    """Central: keeps one channel per watched topic, and nothing for those nobody watches."""

    def __init__(
        self,
        draw: Draw,
        limits: LiveLimits = DEFAULT_LIMITS,
        living: Living = _all_live,
    ) -> None:
        self.limits = limits
        self.turns = Turns()
        self._draw = draw
        self._living = living
        self._is_doubtful = False
        self._asking: asyncio.Task[None] | None = None
        self._channels: dict[Topic, Channel] = {}
        self._addresses: Counter[str] = Counter()
        self._sessions: dict[str, set[Over]] = {}
        self._present = 0
        self._chores: tuple[asyncio.Task[None], ...] = ()
        self._is_stopping = False

    @property
    def watching(self) -> int:
        """How many connections are open."""
        return self._present

    async def newest(self, topic: Topic) -> Frame:
        """A page as it stands, for whoever does not watch: the one drawn for those who do."""
        channel = self._channels.get(topic)
        if channel is not None and channel.frame is not None:
            return channel.frame
        frame = await self._draw(topic, None)
        assert frame is not None  # noqa: S101 - there is no last frame that it could be
        return frame

    def open(self) -> None:
        """Start listening to `announce`."""
        _hubs.add(self)

    def close(self) -> None:
        """Stop listening and drawing."""
        _hubs.discard(self)
        for channel in self._channels.values():
            if channel.task is not None:
                channel.task.cancel()
        self._channels.clear()
        self._idle()
        if self._asking is not None:
            self._asking.cancel()

    def admit(self, address: str) -> None:
        """Refuse, with `Crowded`, one watcher more than there is room for."""
        limits = self.limits
        full = self._present >= limits.watchers_in_all
        if full or self._addresses[address] >= limits.watchers_per_address:
            raise Crowded(limits.retry_after)

    @contextmanager
    def counted(self, address: str) -> Iterator[None]:
        """Count a connection for as long as it is open."""
        self._present += 1
        self._addresses[address] += 1
        try:
            yield
        finally:
            self._present -= 1
            self._addresses[address] -= 1
            if not self._addresses[address]:
                del self._addresses[address]

    @contextmanager
    def joined(
        self, topic: Topic, send: Send, over: Over, *, seen: str | None
    ) -> Iterator[Watcher]:
        """Watch a topic, from its newest frame on; one who has already seen that one waits."""
        channel = self._channel_of(topic)
        watcher = Watcher(channel, send, over, seen=seen, timeout=self.limits.send_timeout)
        channel.watchers[watcher] = None
        if self._is_stopping:
            over.set()
        try:
            _write((watcher,), Watcher.news)
            yield watcher
        finally:
            watcher.leave()
            self._part(channel, watcher)

    @contextmanager
    def bound(self, session: str | None, over: Over) -> Iterator[None]:
        """Let a stream last no longer than the session it was opened in (none: it is public)."""
        if session is None:
            yield
            return
        streams = self._sessions.setdefault(session, set())
        streams.add(over)
        try:
            yield
        finally:
            streams.discard(over)
            if not streams and self._sessions.get(session) is streams:
                del self._sessions[session]

    def stop(self) -> None:
        """The server stops: every stream ends, and so does one that is only being opened."""
        self._is_stopping = True
        for watcher in self._watchers():
            watcher.over.set()

    def end_session(self, session: str) -> None:
        """Somebody left, or went on in another seat: what they watched as before ends."""
        for over in tuple(self._sessions.get(session, ())):
            over.set()

    async def check_session(self, session: str) -> None:
        """End what is watched in a session that was over before its stream was bound to it."""
        if session not in await self._living([session]):
            self.end_session(session)

    def announce(self, change: Change) -> None:
        """Something changed: draw what shows it."""
        for channel in self._channels.values():
            if channel.topic.concerns(change):
                channel.changed.set()

    def noticed(self, payload: str | None) -> None:
        """Take a notice of the database; one that says nothing means anything may have changed."""
        where = None
        with suppress(ValueError):
            where = json.loads(payload or "null")
        if isinstance(where, dict) and "edition" in where:
            named = (where.get(name, "") for name in ("participant", "topic"))
            self.announce(Change(where["edition"], where.get("league"), *named))
        elif isinstance(where, dict) and "session" in where:
            self.end_session(where["session"])
        else:
            self.look_again()

    def look_again(self) -> None:
        """Something changed somewhere: draw all that is watched, and see who is still let in."""
        for channel in self._channels.values():
            channel.changed.set()
        self._is_doubtful = True
        if self._sessions and (self._asking is None or self._asking.done()):
            self._asking = asyncio.get_running_loop().create_task(self._end_those_gone())

    async def _end_those_gone(self) -> None:
        """Ask once for all that was told meanwhile, never more often than a board is drawn."""
        while self._is_doubtful:
            self._is_doubtful = False
            watched = frozenset(self._sessions)
            try:
                gone = watched.difference(await self._living(watched))
            except Exception:
                logger.exception("cannot see who is still signed in")
                gone = frozenset()
            for session in gone:
                self.end_session(session)
            await asyncio.sleep(self.limits.frame_gap)

    def _watchers(self) -> list[Watcher]:
        return [watcher for channel in self._channels.values() for watcher in channel.watchers]

    def _channel_of(self, topic: Topic) -> Channel:
        channel = self._channels.get(topic)
        if channel is None:
            loop = asyncio.get_running_loop()
            channel = self._channels[topic] = Channel(topic)
            channel.task = loop.create_task(self._keep(channel))
            if not self._chores:
                chores = (self._ping(), self._stop_with_the_server())
                self._chores = tuple(loop.create_task(chore) for chore in chores)
        return channel

    def _part(self, channel: Channel, watcher: Watcher) -> None:
        channel.watchers.pop(watcher, None)
        if channel.watchers or self._channels.get(channel.topic) is not channel:
            return
        del self._channels[channel.topic]
        if channel.task is not None:
            channel.task.cancel()
        if not self._channels:
            self._idle()

    def _idle(self) -> None:
        """Nobody watches: nothing is done for them."""
        for chore in self._chores:
            chore.cancel()
        self._chores = ()

    async def _ping(self) -> None:
        """Ping all who watch, from one timer."""
        while self.limits.ping:
            await asyncio.sleep(self.limits.ping)
            await self._each(self._watchers(), Watcher.sign_of_life)

    async def _stop_with_the_server(self) -> None:
        await LiveResponse.last_call()
        self.stop()

    async def _each(
        self, watchers: Sequence[Watcher], take: Callable[[Watcher], Message | None]
    ) -> None:
        """Write to each watcher, and let requests go first meanwhile."""
        patience = self.limits.patience
        step = self.limits.yield_every
        for start in range(0, len(watchers), step):
            _write(watchers[start : start + step], take)
            patience -= await self.turns.let_pass(patience)

    async def _keep(self, channel: Channel) -> None:
        """Draw a channel when it changes, never faster than its gap."""
        gap = self.limits.wide_gap if channel.topic.is_wide else self.limits.frame_gap
        while True:
            channel.changed.clear()
            try:
                await self._refresh(channel)
            except Exception:
                logger.exception("cannot draw %s", channel.topic)
            await asyncio.sleep(gap)
            rest = self.limits.look_again if channel.lasts is None else channel.lasts
            with suppress(TimeoutError):
                async with asyncio.timeout(min(rest, self.limits.look_again)):
                    await channel.changed.wait()

    async def _refresh(self, channel: Channel) -> None:
        frame = await self._draw(channel.topic, channel.frame)
        if frame is None:
            return
        channel.lasts = frame.lasts
        if frame.version == channel.version:
            return
        channel.put(frame)
        await self._each(tuple(channel.watchers), Watcher.news)


class LiveResponse(EventSourceResponse):
    """The answer to one watcher: headers, the newest frame, then every change until either ends."""

    def __init__(
        self,
        hub: Hub,
        topic: Topic,
        *,
        address: str,
        seen: str | None = None,
        life: float | None = None,
        session: str | None = None,
    ) -> None:
        limits = hub.limits
        self._hub = hub
        self._topic = topic
        self._address = address
        self._seen = seen
        self._life = life
        self._session = session
        self._over = _End()
        super().__init__(
            _nothing(),
            headers={"Cache-Control": "no-store"},
            ping=0,
            send_timeout=limits.send_timeout,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with (
            self._hub.counted(self._address),
            self._hub.bound(self._session, self._over),
            suppress(SendTimeoutError),
        ):
            if self._session is not None:
                await self._hub.check_session(self._session)
            self._hub.turns.give_up()
            if scope["method"] == "HEAD":
                await super().__call__(scope, receive, send)
            else:
                await self._stream(receive, send, scope.get(LINE, send))

    @classmethod
    async def last_call(cls) -> None:
        """Wait until the server stops; the library would wait once for each connection."""
        await cls._listen_for_exit_signal()

    async def _stream(self, receive: Receive, send: Send, line: Send) -> None:
        """Wait for the end in the task of the request; the library would start four for it."""
        start = {"status": self.status_code, "headers": self.raw_headers}
        opened = _body(_notice("live:open", wait=random.uniform(1.5, 4)))  # noqa: S311
        for message in ({"type": "http.response.start", **start}, opened):
            await self._send_with_timeout(send, message)
        with self._hub.joined(self._topic, line, self._over, seen=self._seen) as watcher:
            await self._over.cut(self._listen_for_disconnect(receive), self._life)
        if self.active and not watcher.broken:
            self.active = False
            await self._say_goodbye(send)

    async def _say_goodbye(self, send: Send) -> None:
        """Ask the watcher to come back, each at another moment; who reads nothing is left."""
        bye = _notice("live:bye", wait=random.uniform(0.5, 6))  # noqa: S311
        self.send_timeout = self._hub.limits.grace
        await self._send_with_timeout(send, _body(bye))
        await send({"type": "http.response.body", "body": b"", "more_body": False})


_hubs: set[Hub] = set()


def announce(edition: str, league: str | None = None) -> None:
    """Tell whoever watches that a committed change touched this league (none: any of them)."""
    for hub in _hubs:
        hub.announce(Change(edition, league))


def watched_from(request: Request[Any, Any, Any], version: str) -> tuple[str, str | None]:
    """Whence somebody watches, and the version they have: of their last event, or of their page."""
    address = request.client.host if request.client else ""
    return address, request.headers.get("Last-Event-ID") or version or None


async def _nothing() -> AsyncIterator[bytes]:
    """Stand where sse-starlette wants a generator: the hub writes in its place."""
    return
    yield b""


def _body(content: bytes) -> Message:
    return {"type": "http.response.body", "body": content, "more_body": True}


PING = _body(ServerSentEvent(comment="ping").encode())


def _event(html: str, version: str) -> Message:
    return _body(ServerSentEvent(html, id=version).encode())


def _notice(event: str, *, wait: float) -> bytes:
    """A named event without content: htmx takes the time to reconnect only from an event."""
    return ServerSentEvent("", event=event, retry=round(wait * 1000)).encode()
