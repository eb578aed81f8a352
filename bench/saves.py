"""Guardado: durable saves of one answer per second, 32 officials at once, SQLite.

Floor: a bare ASGI handler that writes the same rows the same durable way and says nothing. Ours:
the product with its sessions, protection, rules, points and the drawn reply.
"""

import argparse
import asyncio
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import uvicorn
from litestar.types import ASGIApp, Receive, Scope, Send

from bench.harness import Contest, compare, options, show
from bench.processes import allow_connections, clients, free_port, pin, served
from game.editions import Stage
from game.leagues import league_of
from server import db
from server.imports.definitions import edition_of
from server.imports.editions import FIXTURES, load_edition
from server.imports.places import reference_states
from server.people import Role
from server.queries.accounts import account_of, add_seat, invitation_of, invite, open_session
from server.queries.accounts import take_seat as accept
from server.queries.participants import enter, keep_participants, keep_places
from server.queries.receipts import KEEP_RECEIPT
from server.queries.saves import FIRST, KEEP_REVISION, NEXT, NOTE
from server.queries.stages import change_stage, keep_edition
from server.schema import migrate
from server.security import csrf_token, new_token, token_hash
from server.settings import Settings

CONTEST = Contest("saves", unit="saves/s", goal=0.3)
EDITION = "2026"
ITEM = "P1-01"
PATH = f"/mi-liga/reactivos/{ITEM}"
WARM_UP = 2


class Floor:
    """The rows of a save and nothing else: no session, no rules, no page."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":  # type: ignore[comparison-overlap]
            await self._live(receive, send)
        else:
            await db.write(_unit(await _body_of(receive), dict(scope["headers"])))
            headers = [(b"content-length", b"2")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"ok", "more_body": False})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await db.connect(Settings.from_environ(os.environ))
        await send({"type": "lifespan.startup.complete"})  # type: ignore[typeddict-item]
        await receive()
        await db.close()
        await send({"type": "lifespan.shutdown.complete"})  # type: ignore[typeddict-item]


def _unit(body: bytes, headers: Mapping[bytes, bytes]) -> list[db.Step]:
    """The rows the product keeps for a save that changes no points."""
    form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    base = int(form["revision"])
    now = datetime.now(UTC)
    row = {
        "participant": headers[b"x-participant"].decode(),
        "edition": EDITION,
        "item": ITEM,
        "revision": base + 1,
        "base": base,
        "based_on": base,
        "content": json.dumps(form),
        "account": int(headers[b"x-account"]),
        "author": "Enlace",
        "saved_at": now,
        "at": now,
        "role": "lead",
        "action": "answer-saved",
        "subject": ITEM,
        "details": "{}",
        "key": form["sheet"],
        "digest": form["key"],
        "outcome": "{}",
    }
    first = db.Step(NEXT, row, rows=1) if base else db.Step(FIRST, row)
    return [first, *(db.Step(each, row) for each in (KEEP_REVISION, NOTE, KEEP_RECEIPT))]


async def _body_of(receive: Receive) -> bytes:
    chunks = []
    more = True
    while more:
        message: Any = await receive()
        chunks.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(chunks)


def serve(name: str, port: int) -> None:
    """Serve one of the two, on the first processor, until told to stop."""
    allow_connections(1_000)
    pin(0)
    uvicorn.run(
        _app(name),
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        log_level="critical",
        access_log=False,
        timeout_graceful_shutdown=2,
    )


def _app(name: str) -> ASGIApp:
    if name == "floor":
        return Floor()
    from server.serving import app

    return app()


async def prepare(settings: Settings) -> list[dict[str, str]]:
    """The reference edition, open, with every state in it and somebody who answers for each."""
    now = datetime.now(UTC)
    await db.connect(settings)
    try:
        places = reference_states()
        participants = [place.participant for place in places]
        await keep_places(places)
        await keep_participants(participants)
        definition = load_edition(FIXTURES / EDITION)
        await keep_edition(definition)
        leagues = edition_of(definition)[0].leagues
        await enter(EDITION, {each.code: league_of(leagues, each).code for each in participants})
        await change_stage(EDITION, Stage.OPEN, by=None, at=now)
        return [await official(Role.LEAD, each.code, now) for each in participants]
    finally:
        await db.close()


async def official(role: Role, participant: str | None, now: datetime) -> dict[str, str]:
    """A seat, an account and an open session, as the saver sends them."""
    email = f"{role}@{participant or 'observatorio'}.example"
    seat = await add_seat(role, participant=participant, state=None, title="", now=now)
    invited = new_token()
    await invite(seat, email=email, name="Enlace", token=invited, now=now)
    invitation = await invitation_of(token_hash(invited), now)
    assert invitation is not None
    await accept(invitation, token_hash(invited), now=now, name="Enlace", password_hash="-")
    account = await account_of(email)
    assert account is not None
    token = new_token()
    await open_session(account, token, now, None)
    headers = {
        "Host": "127.0.0.1",
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
        "HX-Request": "true",
        "Cookie": f"liga_session={token}",
        "X-CSRF": csrf_token(token),
        "X-Participant": participant or "",
        "X-Account": str(account.id),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return {"headers": lines, "path": PATH, "sheet": new_token()}


def furnished(environment: Mapping[str, str]) -> list[dict[str, str]]:
    """Make the database that a server of this environment works on; its officials."""
    settings = Settings.from_environ(environment)
    asyncio.run(migrate(settings))
    return asyncio.run(prepare(settings))


@contextmanager
def answering(name: str, folder: Path) -> Iterator[Callable[[int], float]]:
    """Serve one of the two on a database of its own; gives what measures a burst of saves."""
    port = free_port()
    environment = {"LIGA_DATA_DIR": str(folder), "LIGA_DATABASE_URL": "", "LIGA_DEMO_PULSE": "0"}
    people = furnished(environment)
    arguments = ["-m", "bench.saves", "--serve", name, "--port", str(port)]
    with (
        served(*arguments, port=port, environment=environment),
        clients("-m", "bench.savers", str(port)) as office,
    ):
        office.tell(people)

        def burst(saves: int) -> float:
            seconds: float = office.ask("burst", saves)
            return saves * len(people) / seconds

        burst(WARM_UP)
        yield burst


def main() -> None:
    parser = options(__doc__ or "", runs=7)
    parser.add_argument("--saves", type=int, default=20, help="by each official in a turn")
    parser.add_argument("--serve", choices=("floor", "ours"), help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, given.port)
        return
    with (
        tempfile.TemporaryDirectory(prefix="liga-bench-") as folder,
        answering("floor", Path(folder, "floor")) as floor,
        answering("ours", Path(folder, "ours")) as our,
    ):
        outcome = compare(
            CONTEST, lambda: floor(given.saves), lambda: our(given.saves), runs=given.runs
        )
    show(outcome, as_json=given.json)


if __name__ == "__main__":
    main()
