"""Tabla detenida: what came after the freeze is nowhere in public until it is lifted.

The index of 2026 is published and 2027 is open, so that every public page has something to show.

          13:00 the boards stop         18:00 somebody looks
   ------|------------------------------|------------->
   by the time of each event            not by when it was written
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from litestar import Litestar

from game.answers import Answer
from game.editions import Stage
from game.finals import NO_STATE, Mark
from game.reviews import Verdict
from game.rules import RuleBroken
from server import db
from server.frames import Frames
from server.live import BoardTopic, ImprovementTopic, InnerBoardTopic
from server.people import Role
from server.policy import POLICIES
from server.queries.changes import load_changes
from server.queries.editions import entry_of, rules_of
from server.queries.final_results import propose_final
from server.queries.finals import (
    appoint,
    close_marking,
    draw_shortlist,
    keep_sheet,
    recuse,
    withdraw_finalist,
)
from server.queries.participants import enter
from server.queries.reopenings import reopen_level
from server.queries.stages import change_stage, keep_edition
from server.queries.submissions import sign_level, state_of, submit_level
from server.queries.verdicts import keep_verdict
from server.settings import Settings
from server.tables.audit import AuditRow
from tests.browser import Browser, Page, browsing
from tests.editions import EDITION, RITA, a_badge, a_definition, a_final, words
from tests.server.conftest import Clock
from tests.server.leagues import CAPITAL, LEAGUE, a_league, earn, freeze
from tests.server.people import NOON, OAXACA, PEOPLE, YUCATAN, Somebody, enters, seated
from tests.server.published import measured, publish
from tests.server.signed import I1, P1, answer, somebody
from tests.serving import serving

NEXT: Final = "2027"
BOARD = f"/ligas/{NEXT}/{LEAGUE}"
PAGE = f"/ediciones/{NEXT}"
INNER = f"/coordinacion/{NEXT}/tabla/{LEAGUE}"
FROZEN: Final = NOON + timedelta(hours=1)
AFTER: Final = FROZEN + timedelta(hours=1)
LATER: Final = FROZEN + timedelta(hours=2)
OBSERVER: Final = Somebody("olga@camara.mx", "Olga Sol", Role.OBSERVER)

# So much that whatever is earned besides does not change how its figures begin.
PROVISIONAL: Final = 987_600_000
SETTLED: Final = 876_500_000
# Whatever of these is read in public, the freeze has leaked. The last figures are of both.
CANARIES: Final = (
    "987600",
    "987,600",
    "876500",
    "876,500",
    "18641",
    "1,864,1",
    "canario-en-el-texto",
    "canario-en-la-razón",
)
# Public with the questionnaire, but never beside a government before it finished the level.
LEVELS: Final = ("Nivel del canario", "Level of the canary")
# A stream never ends: what it would send is drawn and compared by itself.
STREAMS: Final = frozenset(
    {
        "board_live",
        "improvement_live",
        "inner_board_live",
        "level_live",
        "coordination_live",
        "wall_live",
    }
)
# What to put in an address; a new parameter that is not here fails the test.
VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "build": ("x",),
    "code": (OAXACA, YUCATAN, CAPITAL),
    "document": ("1",),
    "edition": (EDITION, NEXT),
    "id": ("1", OAXACA.rjust(32, "0")),
    "item": ("I1-01",),
    "law": ("LGMR",),
    "league": (LEAGUE,),
    "matter": ("1",),
    "name": ("x",),
    "node": ("index", "P", "P1"),
    "note": ("1",),
    "number": ("1",),
    "participant": (OAXACA,),
    "seat": ("1",),
    "token": ("x",),
    "topic": ("P1", "I1"),
}
# Addresses that show more when they are asked something.
ASKING: Final = (
    "/gobiernos?nombre=a",
    "/gobiernos?nombre=Oaxaca",
    f"/compromisos?gobierno={OAXACA}",
    f"/metodo/{NEXT}?version=1",
    "/no-existe",
    f"/ligas/{NEXT}/no-existe",
    f"/ligas/{NEXT}/{LEAGUE}/en-vivo?sondeo=1",
    f"{BOARD}?comparar=ayer",
    f"{BOARD}?comparar=detenida",
    f"{BOARD}/mejora?comparar=detenida",
    f"{BOARD}/mejora/en-vivo?sondeo=1",
)
# What is drawn at random each time: the token of a session, masked anew, and keys of sheets.
RANDOM: Final = re.compile(r'[\w-]{86}\.\d+|name="(sheet|key)" value="[^"]*"')


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: everything that can be read of it."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def whole(self) -> str:
        return f"{self.status}\n{json.dumps(dict(self.headers))}\n{self.body}"


def _next_edition() -> dict[str, Any]:
    definition = {**a_definition(NEXT, continues=EDITION), "final": a_final(least_members=1)}
    definition["points"] |= {"timeliness": [{"days": 90, "points": 6}]}
    definition["badges"] = [
        a_badge("uno", "levels", "Uno", levels=1, reached="signed"),
        a_badge("racha", "streak", "Racha", working_days=1),
        a_badge("dos", "streak", "Dos", working_days=2),
    ]
    for pillar in definition["pillars"]:
        for topic in pillar["topics"]:
            for item in topic["items"]:
                item["continues"] = item["code"]
            if topic["code"] == "I1":
                topic["name"] = words(*LEVELS)
    return definition


async def two_editions(*, frozen: bool = True) -> None:
    """2026 published, 2027 under way: Oaxaca leads by twenty points and has handed in P1."""
    await measured()
    await publish()
    await keep_edition(_next_edition())
    await enter(NEXT, dict.fromkeys((CAPITAL, OAXACA, YUCATAN), LEAGUE))
    await change_stage(NEXT, Stage.OPEN, by=None, at=NOON)
    await answer(P1, OAXACA, NEXT)
    await submit("P1", OAXACA, at=NOON)
    await answer(P1, YUCATAN, NEXT)
    await earn(OAXACA, 20, edition=NEXT)
    if frozen:
        await freeze(FROZEN, NEXT)


async def submit(topic: str, participant: str, *, at: datetime) -> None:
    rules, entry = await rules_of(NEXT), await entry_of(NEXT, participant)
    await submit_level(rules, entry, topic, by=somebody(Role.LEAD, entry), at=at)


async def accepted(topic: str, item: str, participant: str, *, at: datetime) -> None:
    """Sign a level, and accept an item of it."""
    rules, entry = await rules_of(NEXT), await entry_of(NEXT, participant)
    state = await state_of(rules, entry, rules.questionnaire.topic(topic))
    digest = state.digest(rules, entry)
    await sign_level(rules, entry, topic, digest=digest, by=somebody(Role.SIGNER, entry), at=at)
    revision = state.answers[item].revision
    await keep_verdict(rules, entry, item, Verdict.ACCEPTED, "", revision=revision, by=RITA, at=at)


async def everything_happens() -> None:
    """After the freeze: points, a new level, one opened and handed in again, texts, a verdict."""
    rules, oaxaca = await rules_of(NEXT), await entry_of(NEXT, OAXACA)
    signer = somebody(Role.SIGNER, oaxaca)
    await earn(OAXACA, PROVISIONAL, SETTLED, at=AFTER, edition=NEXT)
    await answer(I1, OAXACA, NEXT, at=AFTER)
    await submit("I1", OAXACA, at=AFTER)
    await accepted("I1", "I1-01", OAXACA, at=LATER)
    await reopen_level(
        rules, oaxaca, "P1", "canario-en-la-razón: falta una fecha", by=signer, at=AFTER
    )
    await submit("P1", OAXACA, at=LATER)
    told = {**P1, "P1-05": Answer("P1-05", text="canario-en-el-texto")}
    await answer(told, CAPITAL, NEXT, at=AFTER)
    await submit("P1", CAPITAL, at=LATER)
    await earn(CAPITAL, PROVISIONAL, at=LATER, edition=NEXT)


def addresses(app: Litestar) -> Iterator[tuple[str, str]]:
    """Every address of the app that can be asked for, with the name of its route."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if "GET" in handler.http_methods and handler.name not in STREAMS:
                names = re.findall(r"{(\w+):\w+}", route.path)
                for values in product(*(VALUES[name] for name in names)):
                    given = dict(zip(names, values, strict=True))
                    path = re.sub(r"{(\w+):\w+}", lambda m, g=given: g[m[1]], route.path)
                    yield str(handler.name), path
    yield from (("", address) for address in ASKING)


async def ask(browser: Browser, addresses: list[str]) -> Mapping[tuple[str, str, bool], Reply]:
    """Ask for all of them in both languages, as a page and as a piece of one."""
    found = {}
    for address, locale, htmx in product(addresses, ("es", "en"), (False, True)):
        mark = "&" if "?" in address else "?"
        response = await browser.client.get(
            f"{address}{mark}idioma={locale}",
            headers={"Accept-Encoding": "identity", **({"HX-Request": "true"} if htmx else {})},
            follow_redirects=False,
        )
        headers = {name: value for name, value in response.headers.items() if name != "date"}
        body = RANDOM.sub("", response.text)
        found[(address, locale, htmx)] = Reply(response.status_code, headers, body)
    return found


async def test_nothing_public_tells_what_came_after_the_freeze(
    app: Litestar, browser: Browser, carla: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = FROZEN + timedelta(hours=5)
    await seated(OBSERVER)
    named = list(addresses(app))
    asked = list(dict.fromkeys(address for _, address in named))
    async with browsing(app) as olga:
        await enters(olga, OBSERVER, clock())
        people = {"nobody": browser, "another government": carla, "an observer": olga}
        before = {who: await ask(each, asked) for who, each in people.items()}
        await everything_happens()
        # The front page may be as old as a few seconds.
        clock.move(seconds=30)
        after = {who: await ask(each, asked) for who, each in people.items()}
    replies = [
        (f"{who} at {request}", before[who][request], reply)
        for who, found in after.items()
        for request, reply in found.items()
    ]
    requests = 2 * len(replies)
    told = f"{requests} requests to {len(asked)} addresses, {len(CANARIES + LEVELS)} canaries"
    leaks = [
        f"{canary} for {where}"
        for where, was, reply in replies
        for canary in (*CANARIES, *LEVELS)
        if canary in reply.whole and (canary in CANARIES or canary not in was.whole)
    ]
    assert not leaks, f"{told}: {leaks[:20]}"
    moved = [where for where, was, reply in replies if reply != was]
    assert not moved, f"{told}: {moved[:20]}"
    # It says something only where everything public was asked, and there was something to read.
    public = {name for name, policy in POLICIES.items() if policy.who is None}
    getting = {name for name, _ in named}
    assert public - getting - STREAMS == {
        "handover_copy_send",
        "invitation_accept",
        "sign_in_send",
        "sign_out",
    }
    statuses = Counter(reply.status for _, _, reply in replies)
    assert requests > 2000, told
    assert statuses[200] > 300, f"{told}: {statuses}"


async def final_round_is_held() -> None:
    """Drawn, marked, left and closed after the freeze; what is read of it must not be in public."""
    coordinator = await seated(PEOPLE["coordinadora"])
    members = [await seated(PEOPLE[name]) for name in ("rita", "victor")]
    await draw_shortlist(NEXT, by=coordinator, at=AFTER)
    for each in members:
        await appoint(NEXT, each.email, NO_STATE, by=coordinator, at=AFTER)
    marks = {code: Mark("9", "canario-en-la-razón") for code in ("impact", "lasting")}
    for each in members:
        await keep_sheet(NEXT, OAXACA, marks, base=0, hands_in=True, by=each, at=AFTER)
    rita, _ = members
    await recuse(NEXT, CAPITAL, "canario-en-la-razón", by=rita, at=AFTER)
    await withdraw_finalist(NEXT, CAPITAL, "canario-en-el-texto", by=coordinator, at=AFTER)
    await close_marking(NEXT, by=coordinator, at=LATER)
    with pytest.raises(RuleBroken, match="final-frozen"):
        await propose_final(NEXT, by=await seated(PEOPLE["publicadora"]), at=LATER)


async def test_nothing_public_tells_of_a_final_round_before_it_is_published(
    app: Litestar, browser: Browser, carla: Browser, clock: Clock
) -> None:
    await two_editions()
    for points, participant in ((60, OAXACA), (50, CAPITAL), (40, YUCATAN)):
        await earn(participant, 0, points, edition=NEXT)
    for stage in (Stage.REVIEW, Stage.REPLY):
        await change_stage(NEXT, stage, by=None, at=NOON)
    clock.now = FROZEN + timedelta(hours=5)
    await seated(OBSERVER)
    inside = {"panel", "mark_sheet", "final_room"}
    asked = [
        address
        for name, address in addresses(app)
        if not name or POLICIES[name].who is None or name in inside
    ]
    asked += [f"/jurado/{NEXT}/{OAXACA}", f"/coordinacion/{NEXT}/final"]
    async with browsing(app) as olga:
        await enters(olga, OBSERVER, clock())
        people = {"nobody": browser, "another government": carla, "an observer": olga}
        before = {who: await ask(each, asked) for who, each in people.items()}
        await final_round_is_held()
        clock.move(seconds=30)
        after = {who: await ask(each, asked) for who, each in people.items()}
    moved = [
        f"{who} at {request}"
        for who, found in after.items()
        for request, reply in found.items()
        if reply != before[who][request]
    ]
    leaks = [
        f"{canary} for {who} at {request}"
        for who, found in after.items()
        for request, reply in found.items()
        for canary in CANARIES
        if canary in reply.whole
    ]
    assert (moved, leaks) == ([], [])
    assert f"/ligas/{NEXT}/final" in asked


def drawn_by(app: Litestar, clock: Clock) -> Frames:
    return Frames(app.template_engine.engine, clock)


@pytest.mark.both
@pytest.mark.parametrize("locale", ["es", "en"])
@pytest.mark.parametrize("of", [BoardTopic, ImprovementTopic])
async def test_watchers_of_a_stopped_board_are_sent_nothing(
    app: Litestar, clock: Clock, of: type[BoardTopic | ImprovementTopic], locale: str
) -> None:
    await two_editions()
    clock.now = FROZEN + timedelta(hours=5)
    frames, topic = drawn_by(app, clock), of(NEXT, LEAGUE, locale)
    first = await frames(topic, None)
    assert first is not None
    await everything_happens()
    same = await frames(topic, first)
    assert same is not None
    assert (same.version, same.content) == (first.version, first.content)
    again = await frames(topic, None)
    assert again is not None
    assert (again.version, again.whole()) == (first.version, first.whole())


@pytest.mark.both
async def test_a_stream_is_silent_until_something_earlier_arrives(each_settings: Settings) -> None:
    """What a watcher hears first after the freeze is the event that was late, not the one after."""
    now = datetime.now(UTC)
    await db.connect(each_settings)
    try:
        await a_league()
        await freeze(now - timedelta(hours=1))
        async with serving(each_settings) as site, site.watching() as stream:
            assert "Todavía no hay puntos" in (await stream.frame()).text
            await earn(OAXACA, PROVISIONAL, at=now - timedelta(minutes=30))
            await earn(YUCATAN, 345, at=now - timedelta(hours=2))
            heard = (await stream.frame()).text
    finally:
        await db.close()
    assert "Último cambio: Yucatán, 345 puntos, lugar 1." in heard
    assert not any(canary in heard for canary in CANARIES)


@pytest.mark.both
async def test_an_event_counts_by_its_own_time(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = FROZEN + timedelta(hours=5)
    page = await browser.open(BOARD)
    was = [row["id"] for row in page.select(".standing")]
    assert was[0] == f"gobierno-{OAXACA}"
    # Written now, earned in time.
    await earn(YUCATAN, 345, at=FROZEN - timedelta(minutes=1), edition=NEXT)
    # Written as late, and earned so.
    await earn(CAPITAL, PROVISIONAL, at=FROZEN, edition=NEXT)
    page = await browser.open(BOARD)
    assert page.select(".standing")[0]["id"] == f"gobierno-{YUCATAN}"
    assert not any(canary in page.source for canary in CANARIES)


async def test_what_was_written_before_and_comes_after_does_not_count(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    """The reverse: it is in the ledger before the freeze, with a time that is after it."""
    await two_editions(frozen=False)
    await earn(CAPITAL, PROVISIONAL, at=AFTER, edition=NEXT)
    await freeze(FROZEN, NEXT)
    clock.now = LATER
    page = await browser.open(BOARD)
    assert not any(canary in page.source for canary in CANARIES)


@pytest.mark.both
async def test_answers_are_counted_as_of_the_freeze(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = FROZEN + timedelta(hours=5)
    page = await browser.open("/")
    was = page.select_one(".figures").get_text(" ", strip=True)
    # A save more, that takes the place of one that counted.
    await answer({"P1-01": Answer("P1-01", reason="Otra razón.")}, YUCATAN, NEXT, at=AFTER)
    await everything_happens()
    clock.move(seconds=30)
    page = await browser.open("/")
    assert page.select_one(".figures").get_text(" ", strip=True) == was
    assert "Tabla detenida desde el 3 de marzo de 2026, 13:00" in page.text
    rules = await rules_of(NEXT)
    entry = await entry_of(NEXT, YUCATAN)
    # What arrives late with an earlier time counts.
    await answer(I1, YUCATAN, NEXT, at=FROZEN - timedelta(minutes=5))
    assert rules.code == entry.edition
    clock.move(seconds=30)
    page = await browser.open("/")
    assert page.select_one(".figures").get_text(" ", strip=True) != was


@pytest.mark.both
async def test_a_level_opened_and_handed_in_again_stays_as_it_was(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = FROZEN + timedelta(hours=5)
    level = f"#gobierno-{OAXACA} .standing-level"
    was = (await browser.open(BOARD)).select_one(level).get_text(" ", strip=True)
    assert "Tema P1" in was
    await everything_happens()
    assert (await browser.open(BOARD)).select_one(level).get_text(" ", strip=True) == was
    profile = await browser.open(f"/gobiernos/{OAXACA}")
    assert "canario-en-la-razón" not in profile.text
    assert "Tabla detenida desde" in profile.text


async def test_everywhere_it_is_said_since_when_it_stands_still(
    app: Litestar, browser: Browser, ana: Browser, clock: Clock
) -> None:
    await two_editions()
    for address in ("/", "/ligas", BOARD, f"/gobiernos/{OAXACA}"):
        assert "Tabla detenida desde" not in (await browser.open(address)).text
    clock.now = LATER
    for address in ("/", "/ligas", BOARD, f"/gobiernos/{OAXACA}"):
        page = await browser.open(f"{address}?idioma=es")
        assert "Tabla detenida desde el 3 de marzo de 2026, 13:00" in page.text, address
        page = await browser.open(f"{address}?idioma=en")
        assert "Board stopped since" in page.text, address
    assert "Tabla detenida desde" in (await ana.open("/mi-liga")).text


async def test_the_team_sees_its_own_points_and_the_place_of_then(
    app: Litestar, ana: Browser, carla: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = LATER
    mine = (await ana.open("/mi-liga")).select_one("section[aria-labelledby=standing]")
    theirs = (await carla.open("/mi-liga")).select_one("section[aria-labelledby=standing]")
    assert "Lugar 1 de 3" in mine.get_text(" ", strip=True)
    assert "Lugar 2 de 3" in theirs.get_text(" ", strip=True)
    await earn(YUCATAN, PROVISIONAL, at=AFTER, edition=NEXT)
    again = (await ana.open("/mi-liga")).select_one("section[aria-labelledby=standing]")
    assert str(again) == str(mine)
    theirs = (await carla.open("/mi-liga")).select_one("section[aria-labelledby=standing]")
    assert "Lugar 2 de 3" in theirs.get_text(" ", strip=True)
    assert "987,600" in theirs.get_text(" ", strip=True)


async def test_coordinators_see_everything(
    app: Litestar, coordinadora: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = LATER
    await earn(YUCATAN, PROVISIONAL, at=AFTER, edition=NEXT)
    page = await coordinadora.open("/coordinacion")
    assert "987,600" in page.text


@pytest.mark.both
async def test_coordinators_watch_the_board_go_on(
    app: Litestar, coordinadora: Browser, ana: Browser, clock: Clock
) -> None:
    """With its movement since the freeze; nobody else has that board."""
    await two_editions()
    page = await coordinadora.open(PAGE)
    assert "Tabla de ahora" not in page.text
    clock.now = LATER
    await earn(YUCATAN, PROVISIONAL, at=AFTER, edition=NEXT)
    page = await coordinadora.open(PAGE)
    page = await coordinadora.open(page.select("section[aria-labelledby=freeze] li a")[1]["href"])
    assert page.url.endswith(INNER)
    assert moves(page) == {
        OAXACA: "▼ bajó 1 lugar desde entonces",
        YUCATAN: "▲ subió 1 lugar desde entonces",
    }
    assert "987,600" in page.text
    assert "como estaba al detenerse" in page.text
    # It moves, and so it says.
    assert not page.select("[data-stopped]")
    frame = await drawn_by(app, clock)(InnerBoardTopic(NEXT, LEAGUE, "es"), None)
    assert frame is not None
    stream = page.select_one("#board")["hx-sse:connect"]
    assert stream == f"{INNER}/en-vivo?desde={frame.version}"
    await coordinadora.open(f"/coordinacion/{NEXT}/tabla/no-hay", 404)
    await coordinadora.open(f"/coordinacion/{NEXT}/tabla/no-hay/en-vivo", 404)
    for address in (INNER, stream):
        await ana.open(address, 403)


async def audited() -> list[tuple[str, str, Mapping[str, Any]]]:
    rows = (
        await AuditRow.select(AuditRow.action, AuditRow.role, AuditRow.details)
        .where(AuditRow.action.like("freeze-%"))
        .order_by(AuditRow.id)
    )
    return [(row["action"], row["role"], json.loads(row["details"])) for row in rows]


@pytest.mark.both
async def test_coordination_declares_moves_and_lifts_it(
    app: Litestar, browser: Browser, coordinadora: Browser, clock: Clock
) -> None:
    await two_editions(frozen=False)
    page = await coordinadora.open(PAGE)
    assert page.field("desde") == "2026-06-13T00:00"
    page = await coordinadora.send(f"{PAGE}/detener", desde="2026-03-03T13:30")
    assert "se detendrá el 3 de marzo de 2026, 13:30" in page.text
    page = await coordinadora.send(f"{PAGE}/detener", desde="2026-03-03T13:00")
    assert "se detendrá el 3 de marzo de 2026, 13:00" in page.text
    panel = page.select_one("[aria-labelledby=freeze]")
    assert "Cambiar la fecha" in panel.select_one("button.button-primary").text
    assert "Quitar la fecha" in panel.select_one("summary.button-secondary").text
    clock.now = LATER
    await earn(YUCATAN, PROVISIONAL, at=AFTER, edition=NEXT)
    assert "987,600" not in (await browser.open(BOARD)).text
    page = await coordinadora.send(f"{PAGE}/detener", 409, desde="2026-03-09T13:00")
    assert "esa fecha no se mueve" in page.text
    assert not page.select("[name=desde]")
    page = await coordinadora.send(f"{PAGE}/reanudar")
    assert page.select("[aria-labelledby=freeze] p")[0].get_text() == (
        "La tabla pública no tiene fecha para detenerse. Estuvo detenida del 3 de marzo de 2026, "
        "13:00 al 3 de marzo de 2026, 15:00: la reanudó Elena Paz."
    )
    assert "987,600" in (await browser.open(BOARD)).text
    page = await coordinadora.send(f"{PAGE}/reanudar", 409)
    assert "no está detenida ni por detenerse" in page.text
    first, second = "2026-03-03T13:30:00-06:00", "2026-03-03T13:00:00-06:00"
    moments = [
        (action, role, *(details[end] and datetime.fromisoformat(details[end]) for end in ENDS))
        for action, role, details in await audited()
    ]
    a, b = datetime.fromisoformat(first), datetime.fromisoformat(second)
    assert moments == [
        ("freeze-declared", "coordinator", None, a),
        ("freeze-declared", "coordinator", a, b),
        ("freeze-lifted", "coordinator", b, None),
    ]


ENDS: Final = ("from", "to")
# What the answers to P1 are worth before a verdict: three items of ten points and one of four.
OF_P1: Final = 17


async def test_a_date_that_is_taken_away_is_told_with_who_did_it(
    app: Litestar, coordinadora: Browser, publicadora: Browser
) -> None:
    await two_editions(frozen=False)
    await coordinadora.send(f"{PAGE}/detener", desde="2026-03-03T13:00")
    await coordinadora.send(f"{PAGE}/reanudar")
    page = await publicadora.open(PAGE)
    said = page.select("[aria-labelledby=freeze] p")[0].get_text()
    assert said.endswith(
        "Iba a detenerse el 3 de marzo de 2026, 13:00: Elena Paz quitó la fecha el 3 de marzo de "
        "2026, 12:00."
    )
    page = await coordinadora.send(f"{PAGE}/detener", desde="2026-03-03T14:00")
    assert "quitó la fecha" not in page.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Escriba la fecha y la hora"),
        ("mañana", "Escriba la fecha y la hora"),
        ("2026-03-03T12:00", "todavía no llega"),
        ("2026-06-15T00:01", "a más tardar al empezar la revisión"),
    ],
)
async def test_a_moment_that_cannot_be_is_refused_beside_its_field(
    app: Litestar, coordinadora: Browser, typed: str, said: str
) -> None:
    await two_editions(frozen=False)
    page = await coordinadora.send(f"{PAGE}/detener", 422, desde=typed)
    assert said in page.select_one("#desde-error").get_text()
    assert await audited() == []


async def test_only_coordination_stops_the_board(
    app: Litestar, publicadora: Browser, admin: Browser
) -> None:
    await two_editions()
    for other in (publicadora, admin):
        page = await other.open(PAGE)
        assert "se detendrá el" in page.text
        assert not page.select("form[action$=detener], form[action$=reanudar]")
        await other.send(f"{PAGE}/reanudar", 403)


async def test_the_addresses_of_the_forms_lead_back(app: Litestar, coordinadora: Browser) -> None:
    await two_editions()
    for page in (
        await coordinadora.open(f"{PAGE}/detener"),
        await coordinadora.open(f"{PAGE}/reanudar"),
    ):
        assert page.url.endswith(PAGE)


@pytest.mark.both
async def test_the_files_declare_it_and_do_not_undo_what_was_declared_since(
    app: Litestar, browser: Browser, coordinadora: Browser, clock: Clock
) -> None:
    definition = a_definition(NEXT, continues=None)
    definition["edition"]["dates"]["freeze"] = "2026-06-13T06:00:00+00:00"
    await keep_edition(definition)
    assert (await rules_of(NEXT)).edition.freeze == datetime(2026, 6, 13, 6, tzinfo=UTC)
    await coordinadora.send(f"{PAGE}/detener", desde="2026-06-10T00:00")
    # Another word in the same draft, and the same date as before.
    definition["edition"]["name"] = words("Otro nombre")
    await keep_edition(definition)
    moved = datetime(2026, 6, 10, 6, tzinfo=UTC)
    assert (await rules_of(NEXT)).edition.freeze == moved
    await change_stage(NEXT, Stage.OPEN, by=None, at=NOON)
    definition["edition"]["name"] = words("Un tercer nombre")
    assert not (await load_changes(definition, at=NOON)).refused
    assert (await rules_of(NEXT)).edition.freeze == moved
    definition["edition"]["dates"]["freeze"] = "2026-06-12T06:00:00+00:00"
    assert not (await load_changes(definition, at=NOON)).refused
    assert (await rules_of(NEXT)).edition.freeze == datetime(2026, 6, 12, 6, tzinfo=UTC)
    method = await browser.open(f"/metodo/{NEXT}")
    assert "desde el 12 de junio de 2026, 00:00" in method.text


async def test_a_file_cannot_move_a_freeze_that_has_come(app: Litestar) -> None:
    definition = a_definition(NEXT, continues=None)
    definition["edition"]["dates"]["freeze"] = FROZEN.isoformat()
    await keep_edition(definition)
    await change_stage(NEXT, Stage.OPEN, by=None, at=NOON)
    definition["edition"]["dates"]["freeze"] = "2026-06-12T06:00:00+00:00"
    (refused,) = (await load_changes(definition, at=LATER)).refused
    assert refused.change.path == "dates.freeze"
    assert (await rules_of(NEXT)).edition.freeze == FROZEN


async def test_the_publication_ends_it(app: Litestar, browser: Browser, clock: Clock) -> None:
    await measured()
    await freeze(FROZEN)
    await earn(YUCATAN, PROVISIONAL, at=AFTER)
    clock.now = LATER
    here = f"/ligas/{EDITION}/{LEAGUE}"
    assert "987,600" not in (await browser.open(here)).text
    await publish()
    page = await browser.open(here)
    assert "987,600" in page.text
    assert "Tabla detenida" not in page.text


async def test_a_board_stops_and_goes_on_at_its_moment(app: Litestar, clock: Clock) -> None:
    """It is drawn again when the freeze begins and when the day does, without being told."""
    await two_editions()
    frames, topic = drawn_by(app, clock), BoardTopic(NEXT, LEAGUE, "es")
    clock.now = FROZEN - timedelta(seconds=90)
    moving = await frames(topic, None)
    assert moving is not None
    assert moving.lasts == 90
    assert "data-stopped" not in moving.whole()
    clock.move(seconds=60)
    # Nothing can be seen, and what is left of it is said anew.
    waiting = await frames(topic, moving)
    assert waiting is not None
    assert (waiting.version, waiting.lasts) == (moving.version, 30)
    clock.now = FROZEN
    stopped = await frames(topic, waiting)
    assert stopped is not None
    assert stopped.version != moving.version
    assert "data-stopped" in stopped.whole()
    # From one in the afternoon to midnight.
    assert stopped.lasts == timedelta(hours=11).total_seconds()


#                       at the freeze    two days later
#   Oaxaca              1                2
#   Yucatán             2                1
@pytest.mark.both
async def test_movement_since_the_freeze_is_told_once_it_is_over(
    app: Litestar, browser: Browser, coordinadora: Browser, clock: Clock
) -> None:
    await two_editions()
    assert not (await browser.open(BOARD)).select(".compared")
    clock.now = LATER
    await earn(YUCATAN, 500, at=AFTER, edition=NEXT)
    page = await browser.open(BOARD)
    assert not page.select(".compared")
    assert "al empezar el día en que se detuvo" in page.text
    await coordinadora.send(f"{PAGE}/reanudar")
    clock.move(days=2)
    page = await browser.open(BOARD)
    assert moves(page) == {OAXACA: "– mismo lugar", YUCATAN: "– mismo lugar"}
    assert "con el lugar de ayer" in page.select_one("#board-compared").get_text()
    yesterday, since = page.select(".compared a")
    assert yesterday["aria-current"] == "page"
    page = await browser.open(since["href"])
    assert moves(page) == {
        OAXACA: "▼ bajó 1 lugar desde entonces",
        YUCATAN: "▲ subió 1 lugar desde entonces",
    }
    said = page.select_one("#board-compared").get_text()
    assert "al detenerse la tabla, el 3 de marzo de 2026, 13:00" in said
    # What is watched is the same board, and no other word of an address makes another one.
    assert "comparar=detenida" in page.select_one("#board")["hx-sse:connect"]
    page = await browser.open(f"{BOARD}?comparar=otra")
    assert "comparar" not in page.select_one("#board")["hx-sse:connect"]


def moves(page: Page) -> Mapping[str, str]:
    return {
        who: page.select_one(f"#gobierno-{who} .movement").get_text(" ", strip=True)
        for who in (OAXACA, YUCATAN)
    }


async def test_movement_of_a_published_edition_is_since_its_freeze(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    await measured()
    await freeze(FROZEN)
    await earn(YUCATAN, 500, at=AFTER)
    clock.now = LATER
    await publish()
    clock.move(days=9)
    page = await browser.open(f"/ligas/{EDITION}/{LEAGUE}")
    assert page.select(".compared a")[1]["aria-current"] == "page"
    assert "desde entonces" in page.select_one(f"#gobierno-{OAXACA} .movement").get_text()


#                       at the freeze    at 15:00
#   Oaxaca              1                2
#   Yucatán             2                1
#   Ciudad de México    3  (0)           3  (0)
async def test_ceremony_tells_the_places_from_the_last_one_up(
    app: Litestar, coordinadora: Browser, clock: Clock
) -> None:
    await two_editions()
    await coordinadora.open(f"/coordinacion/{NEXT}/ceremonia", 404)
    clock.now = LATER
    await earn(YUCATAN, PROVISIONAL, at=AFTER, edition=NEXT)
    page = await coordinadora.open(PAGE)
    link = page.select("section[aria-labelledby=freeze] li a")[0]["href"]
    page = await coordinadora.open(link)
    assert "0 de 3 lugares anunciados" in page.text
    assert not page.select(".ceremony, .ceremony-newest")
    page = await coordinadora.open(page.select_one("a[rel=next]")["href"])
    assert told(page) == ["Lugar 3. Ciudad de México"]
    # No medal for no points.
    assert not page.select(".stage .medal")
    assert replayed(page) == [
        "Al detenerse la tabla lugar 3, 0 puntos",
        "Desde entonces 0 puntos",
        "3 de marzo de 2026, 15:00 lugar 3, 0 puntos",
        "– mismo lugar",
    ]
    page = await coordinadora.open(page.select_one("a[rel=next]")["href"])
    assert told(page) == ["Lugar 2. Oaxaca", "Lugar 3. Ciudad de México"]
    assert replayed(page)[1:] == [
        "Desde entonces 0 puntos",
        f"3 de marzo de 2026, 15:00 lugar 2, {OF_P1 + 20} puntos",
        "▼ bajó 1 lugar desde entonces",
    ]
    page = await coordinadora.open(page.select_one("a[rel=next]")["href"])
    assert told(page)[0] == "Lugar 1. Yucatán"
    assert page.select(".ceremony-newest .medal-first")
    assert page.select(".ceremony .medal-second")
    assert replayed(page) == [
        f"Al detenerse la tabla lugar 2, {OF_P1} puntos",
        "Desde entonces +987,600,000 puntos",
        f"3 de marzo de 2026, 15:00 lugar 1, {PROVISIONAL + OF_P1:,} puntos",
        "▲ subió 1 lugar desde entonces",
    ]
    # What a screen reader is told, in one sentence.
    said = page.select_one("[data-say]")["data-say"]
    assert said.startswith("Lugar 1: Yucatán. Al detenerse la tabla: lugar 2")
    assert said.endswith("subió 1 lugar desde entonces")
    assert not page.select("a[rel=next]")
    page = await coordinadora.open(page.select_one("a[rel=prev]")["href"])
    assert len(told(page)) == 2


def told(page: Page) -> list[str]:
    rows = page.select(".ceremony-newest h2, .ceremony li > b")
    return [row.get_text(" ", strip=True) for row in rows]


def replayed(page: Page) -> list[str]:
    """What the last hours did to the one whose place is told now."""
    rows = page.select(".ceremony-newest .definitions > div, .ceremony-newest > p")
    return [row.get_text(" ", strip=True) for row in rows]


async def test_ceremony_is_what_the_lifting_showed(
    app: Litestar, coordinadora: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = LATER
    await earn(YUCATAN, 500, at=AFTER, edition=NEXT)
    await coordinadora.send(f"{PAGE}/reanudar")
    clock.move(hours=1)
    await earn(CAPITAL, PROVISIONAL, at=clock.now, edition=NEXT)
    page = await coordinadora.open(f"/coordinacion/{NEXT}/ceremonia?paso=99")
    assert told(page)[0] == "Lugar 1. Yucatán"
    assert replayed(page)[2] == f"Al reanudarse la tabla lugar 1, {OF_P1 + 500} puntos"
    assert "estuvo detenida del 3 de marzo de 2026, 13:00 al" in page.text
    await coordinadora.open(f"/coordinacion/{NEXT}/ceremonia?liga=no-hay", 404)
    page = await coordinadora.open(f"/coordinacion/{NEXT}/ceremonia?paso=%C2%B2")
    assert "0 de 3 lugares anunciados" in page.text


#                       when it begins    two minutes later
#   Oaxaca              1                 2
#   Yucatán             2                 3
#   Ciudad de México    3                 1
@pytest.mark.parametrize("is_lifted", [False, True])
async def test_ceremony_tells_the_places_of_when_it_began(
    app: Litestar, coordinadora: Browser, clock: Clock, *, is_lifted: bool
) -> None:
    await two_editions()
    clock.now = LATER
    page = await coordinadora.open(f"/coordinacion/{NEXT}/ceremonia")
    assert "Todavía se responde: los lugares son los del 3 de marzo de 2026, 15:00" in page.text
    page = await coordinadora.open(page.select_one("a[rel=next]")["href"])
    assert told(page) == ["Lugar 3. Ciudad de México"]
    await earn(CAPITAL, PROVISIONAL, at=LATER + timedelta(minutes=1), edition=NEXT)
    clock.move(minutes=2)
    if is_lifted:
        await coordinadora.send(f"{PAGE}/reanudar")
    while forward := page.select("a[rel=next]"):
        page = await coordinadora.open(forward[0]["href"])
    assert told(page) == ["Lugar 1. Oaxaca", "Lugar 2. Yucatán", "Lugar 3. Ciudad de México"]
    # Those of another league are of the same moment; a ceremony that begins anew, of its own.
    assert "hasta=" in page.select_one("nav.tabs a")["href"]
    page = await coordinadora.open(f"/coordinacion/{NEXT}/ceremonia?paso=99")
    assert told(page)[0] == "Lugar 1. Ciudad de México"


async def test_ceremony_says_that_answers_go_on_only_while_they_do(
    app: Litestar, coordinadora: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = LATER
    await change_stage(NEXT, Stage.REVIEW, by=None, at=LATER)
    page = await coordinadora.open(f"/coordinacion/{NEXT}/ceremonia")
    assert "Todavía se responde" not in page.text


@pytest.mark.parametrize(
    "typed",
    [
        (FROZEN - timedelta(seconds=1)).isoformat(),
        (LATER + timedelta(seconds=1)).isoformat(),
        LATER.replace(tzinfo=None).isoformat(),
        "9999-99-99",
        "ayer",
    ],
)
async def test_ceremony_is_of_no_moment_outside_the_freeze(
    app: Litestar, coordinadora: Browser, clock: Clock, typed: str
) -> None:
    await two_editions()
    clock.now = LATER
    page = await coordinadora.open(
        f"/coordinacion/{NEXT}/ceremonia?{urlencode({'hasta': typed})}", 422
    )
    assert "Empiece la ceremonia de nuevo" in page.text


async def test_ceremony_is_for_those_who_follow(
    app: Litestar, carla: Browser, rita: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = LATER
    for other in (carla, rita):
        await other.open(f"/coordinacion/{NEXT}/ceremonia", 403)
