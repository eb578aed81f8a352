"""Tabla detenida: two editions, and all that happens after the freeze.

2026 is published and 2027 is open, so that every public page has something to show.

          13:00 the boards stop         18:00 somebody looks
   ------|------------------------------|------------->
   by the time of each event            not by when it was written
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from litestar import Litestar

from game.answers import Answer
from game.editions import Stage
from game.reviews import Verdict
from server.frames import Frames
from server.people import Role
from server.queries.editions import entry_of, rules_of
from server.queries.participants import enter
from server.queries.reopenings import reopen_level
from server.queries.stages import change_stage, keep_edition
from server.queries.submissions import sign_level, state_of, submit_level
from server.queries.verdicts import keep_verdict
from tests.browser import Page
from tests.editions import EDITION, RITA, a_badge, a_definition, a_final, words
from tests.server.conftest import Clock
from tests.server.leagues import CAPITAL, LEAGUE, earn, freeze
from tests.server.people import NOON, OAXACA, YUCATAN
from tests.server.published import measured, publish
from tests.server.signed import I1, P1, answer, somebody

NEXT: Final = "2027"
BOARD = f"/ligas/{NEXT}/{LEAGUE}"
PAGE = f"/ediciones/{NEXT}"
INNER = f"/coordinacion/{NEXT}/tabla/{LEAGUE}"
FROZEN: Final = NOON + timedelta(hours=1)
AFTER: Final = FROZEN + timedelta(hours=1)
LATER: Final = FROZEN + timedelta(hours=2)

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


def drawn_by(app: Litestar, clock: Clock) -> Frames:
    return Frames(app.template_engine.engine, clock)


# What the answers to P1 are worth before a verdict: three items of ten points and one of four.
OF_P1: Final = 17


def moves(page: Page) -> Mapping[str, str]:
    return {
        who: page.select_one(f"#gobierno-{who} .movement").get_text(" ", strip=True)
        for who in (OAXACA, YUCATAN)
    }
