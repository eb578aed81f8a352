"""Tabla detenida: what came after the freeze is nowhere in public until it is lifted."""

from collections import Counter
from datetime import timedelta
from typing import Final

import pytest
from litestar import Litestar

from game.editions import Stage
from game.finals import NO_STATE, Mark
from game.rules import RuleBroken
from server.people import Role
from server.policy import POLICIES
from server.queries.final_results import propose_final
from server.queries.finals import (
    appoint,
    close_marking,
    draw_shortlist,
    keep_sheet,
    recuse,
    withdraw_finalist,
)
from server.queries.stages import change_stage
from tests.browser import Browser, browsing
from tests.server.addresses import STREAMS, addresses, ask
from tests.server.conftest import Clock
from tests.server.frozen import (
    AFTER,
    CANARIES,
    FROZEN,
    LATER,
    LEVELS,
    NEXT,
    everything_happens,
    two_editions,
)
from tests.server.leagues import CAPITAL, earn
from tests.server.people import NOON, OAXACA, PEOPLE, YUCATAN, Somebody, enters, seated

OBSERVER: Final = Somebody("olga@camara.mx", "Olga Sol", Role.OBSERVER)


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
        "follow_confirm_send",
        "follow_send",
        "follows_change",
        "handover_copy_send",
        "invitation_accept",
        "join_confirm",
        "public_export_start",
        "report_follow_send",
        "report_send",
        "report_support_send",
        "sign_in_send",
        "sign_out",
        "unfollow_send",
    }
    statuses = Counter(reply.status for _, _, reply in replies)
    assert requests > 2000, told
    assert statuses[200] > 300, f"{told}: {statuses}"


async def test_what_was_asked_before_the_freeze_tells_nothing_that_came_after(
    app: Litestar, browser: Browser, carla: Browser, clock: Clock
) -> None:
    """A reading may begin before it and end after it: it goes by the time of each event too."""
    await two_editions()
    clock.now = FROZEN - timedelta(seconds=20)
    asked = list(dict.fromkeys(address for _, address in addresses(app)))
    people = {"nobody": browser, "another government": carla}
    before = {who: await ask(each, asked) for who, each in people.items()}
    await everything_happens()
    clock.move(seconds=10)
    after = {who: await ask(each, asked) for who, each in people.items()}
    leaks = [
        f"{canary} for {who} at {request}"
        for who, found in after.items()
        for request, reply in found.items()
        for canary in (*CANARIES, *LEVELS)
        if canary in reply.whole
        and (canary in CANARIES or canary not in before[who][request].whole)
    ]
    assert not leaks, leaks[:20]


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
