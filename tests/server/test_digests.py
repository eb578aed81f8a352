"""Resúmenes: a month of letters, counted; and nobody is ever told anything twice, or not at all."""

import asyncio
import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import pytest
from litestar import Litestar

from game.commitments import Move
from game.days import CENTRAL
from game.following import USUAL, Focus, Kind, Rhythm
from server import db
from server.following import Post
from server.mail.digests import telling_followers
from server.queries.following import change
from server.queries.news import gather_news, newest_number
from server.settings import Settings
from server.tables.following import NewsRow
from server.tables.mail import MailRow
from tests.commitments import OAXACA, YUCATAN, a_commitment, moved, promised
from tests.server.conftest import Clock
from tests.server.followers import EVERYTHING, follower, post_for, told

SECRET = b"secret"
# When the server looks in these days: when something happens, and when offices open.
HOURS = (0, 8, 9, 10, 11, 16)
LINE = re.compile(r"^- (.+)$", re.MULTILINE)
FOLLOWED = {
    "todo": (EVERYTHING, Rhythm.AT_ONCE),
    "diario": (EVERYTHING, Rhythm.DAILY),
    "semanal": (EVERYTHING, Rhythm.WEEKLY),
    "uno": (Focus(Kind.COMMITMENT, "1"), Rhythm.AT_ONCE),
    "vencidos": (Focus(Kind.STATUS, "overdue"), Rhythm.AT_ONCE),
    "acordados": (Focus(Kind.STATUS, "agreed"), Rhythm.DAILY),
    "oaxaca": (Focus(Kind.PARTICIPANT, OAXACA), Rhythm.WEEKLY),
    "yucatan": (Focus(Kind.PARTICIPANT, YUCATAN), Rhythm.AT_ONCE),
    "pilar": (Focus(Kind.PILLAR, "P"), Rhythm.DAILY),
    "otro": (Focus(Kind.PILLAR, "I"), Rhythm.DAILY),
}


def plain_post() -> Post:
    """Letters without an app: where a link leads does not matter here."""
    return Post(SECRET, "liga.example", lambda route, **of: f"https://liga.example/{route}")


def central(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=CENTRAL)


async def lines_for(name: str) -> list[str]:
    """Every line that was told to somebody, from all their letters."""
    rows = await MailRow.select(MailRow.body).where(
        MailRow.address == f"{name}@example.mx", MailRow.key.like("follow-news.%")
    )
    return [line for row in rows for line in LINE.findall(row["body"])]


async def _happens(now: datetime) -> None:
    """What happens in this hour of March; nobody has to do anything for the 21st."""
    b = a_commitment(goal="Abrir la ventanilla", due=date(2026, 3, 20), milestones=())
    match now.astimezone(CENTRAL):
        case at if at == central(4, 10):
            await moved(1, Move.AGREE, at=now)
        case at if at == central(4, 16):
            await moved(1, Move.START, at=now)
        case at if at == central(7, 11):
            await promised(b, at=now)
        case at if at == central(9, 9):
            await moved(2, Move.AGREE, at=now)
        case at if at == central(24, 10):
            await moved(2, Move.AMEND, at=now, note="Faltó la obra.", due=date(2026, 4, 30))


@pytest.mark.both
async def test_a_month_of_letters(app: Litestar, clock: Clock) -> None:
    """Six things happen, on six days; who follows what hears of them in so many letters."""
    await promised()
    post = post_for(app)
    for name, (focus, rhythm) in FOLLOWED.items():
        await follower(f"{name}@example.mx", at=clock(), post=post, focus=focus, rhythm=rhythm)
    came: dict[str, list[str]] = {name: [] for name in FOLLOWED}
    known: set[int] = set()
    for at in (central(day, hour) for day in range(3, 32) for hour in HOURS):
        clock.now = max(clock.now, at)
        await _happens(clock())
        await told(post, clock())
        for row in await MailRow.select().where(MailRow.key.like("follow-news.%")):
            if row["id"] not in known:
                known.add(row["id"])
                name = row["address"].partition("@")[0]
                came[name].append(f"{at:%d %H}: {len(LINE.findall(row['body']))}")
    assert came == {
        "todo": ["04 10: 1", "04 16: 1", "07 11: 1", "09 09: 1", "21 00: 1", "24 10: 1"],
        "diario": ["05 08: 2", "09 08: 1", "10 08: 1", "23 08: 1", "25 08: 1"],
        # The 16th is a day of rest: that week begins on Tuesday.
        "semanal": ["09 08: 3", "17 08: 1", "23 08: 1", "30 08: 1"],
        "uno": ["04 10: 1", "04 16: 1"],
        "vencidos": ["21 00: 1"],
        "acordados": ["05 08: 1", "10 08: 1"],
        "oaxaca": ["09 08: 3", "17 08: 1", "23 08: 1", "30 08: 1"],
        "yucatan": [],
        "pilar": ["05 08: 2", "09 08: 1", "10 08: 1", "23 08: 1", "25 08: 1"],
        "otro": [],
    }


async def test_what_happened_before_is_not_told(database: object) -> None:
    at, post = central(3, 12), plain_post()
    await promised(None, Move.AGREE, at=at)
    await follower("eva@example.mx", at=at + timedelta(minutes=1), post=post)
    assert await told(post, at + timedelta(days=40)) == 0


async def test_what_is_followed_later_brings_nothing_of_before(database: object) -> None:
    at, post = central(3, 12), plain_post()
    await promised(at=at)
    focus = Focus(Kind.PARTICIPANT, YUCATAN)
    await follower("eva@example.mx", at=at, post=post, focus=focus, rhythm=Rhythm.WEEKLY)
    await moved(1, Move.AGREE, at=at + timedelta(hours=1))
    later = at + timedelta(hours=2)
    await follower("eva@example.mx", at=later, post=post, rhythm=Rhythm.WEEKLY)
    await moved(1, Move.START, at=at + timedelta(hours=3))
    assert await told(post, central(9, 8)) == 1
    assert await lines_for("eva") == ["3 de marzo de 2026: Comenzó."]


async def test_another_rhythm_loses_nothing_that_waited(database: object) -> None:
    at, post = central(3, 12), plain_post()
    await promised(at=at)
    eva = await follower("eva@example.mx", at=at, post=post, rhythm=Rhythm.WEEKLY)
    await moved(1, Move.AGREE, at=at)
    assert await told(post, central(4, 12)) == 0
    await change(eva, Rhythm.AT_ONCE, "es", ())
    assert await told(post, central(4, 12)) == 1
    await change(eva, Rhythm.WEEKLY, "es", ())
    assert await told(post, central(9, 12)) == 0


@pytest.mark.both
async def test_several_processes_tell_it_once(database: object) -> None:
    at, post = central(3, 12), plain_post()
    await promised(at=at)
    for number in range(5):
        await follower(f"eva{number}@example.mx", at=at, post=post)
    await moved(1, Move.AGREE, at=at)
    later = central(4, 12)
    letters = await asyncio.gather(*(told(post, later) for _ in range(4)))
    assert sum(letters) == 5
    assert await MailRow.count().where(MailRow.key.like("follow-news.%")) == 5


@pytest.mark.both
async def test_news_are_numbered_without_a_gap_whoever_gathers_them(database: object) -> None:
    for number in range(3):
        await promised(a_commitment(goal=f"Meta {number}"), Move.AGREE, at=central(3, 12))
    await asyncio.gather(*(gather_news(central(3, 13)) for _ in range(4)))
    await gather_news(central(3, 14))
    numbers = [row["number"] for row in await NewsRow.select().order_by(NewsRow.number)]
    assert numbers == [1, 2, 3, 4, 5, 6]
    assert await newest_number() == 6
    assert await newest_number(central(3, 12)) == 0


@pytest.mark.both
@pytest.mark.parametrize("seed", range(3))
async def test_whatever_the_order_everybody_is_told_everything_once(
    database: Settings, seed: int
) -> None:
    """Moves, ticks of any length, restarts, other rhythms: each reason reaches each one once."""
    draw, now = Random(seed), central(3, 12)
    post = replace(plain_post(), rules=replace(USUAL, kept_days=365))
    rhythms = list(Rhythm)
    await promised(None, Move.AGREE, at=now)
    names = [f"eva{number}" for number in range(4)]
    owners = {
        name: await follower(f"{name}@example.mx", at=now, post=post, rhythm=draw.choice(rhythms))
        for name in names
    }
    reasons, due = [], a_commitment().due
    for step in range(60):
        now += timedelta(minutes=draw.choice((1, 7, 45, 600, 1500)))
        match draw.randrange(5):
            case 0 | 1:
                due += timedelta(days=draw.randrange(1, 9))
                reasons.append(f"razón {step}.")
                await moved(1, Move.AMEND, at=now, note=reasons[-1], due=due)
            case 2:
                await asyncio.gather(*(told(post, now) for _ in range(draw.randrange(1, 4))))
            case 3:
                await change(owners[draw.choice(names)], draw.choice(rhythms), "es", ())
            case 4:
                await db.close()
                await db.connect(database)
    # What was found after the hour of a summary waits for the next one.
    for days in (0, 9):
        await told(post, now + timedelta(days=days))
    for name in names:
        lines = await lines_for(name)
        found = Counter(reason for line in lines for reason in reasons if f"«{reason}»" in line)
        assert found == Counter(reasons), name


@pytest.mark.both
async def test_a_missed_date_is_told_once_though_it_was_mended_before_anybody_looked(
    database: object,
) -> None:
    """The server stood still over the day; the date was moved in the first hour of its return."""
    at, post = central(3, 12), plain_post()
    await promised(a_commitment(due=date(2026, 3, 20), milestones=()), Move.AGREE, at=at)
    await follower("eva@example.mx", at=at, post=post)
    await moved(1, Move.AMEND, at=central(25, 12), note="Otra fecha.", due=date(2026, 5, 1))
    for day in (25, 26, 27):
        await told(post, central(day, 13))
    missed, amended = await lines_for("eva")
    assert missed.startswith("21 de marzo de 2026: Venció el plazo. Pasó la fecha comprometida")
    assert amended.startswith("25 de marzo de 2026: Cambió la fecha. Del 20 de marzo")


async def test_a_letter_of_long_ago_is_forgotten(database: object) -> None:
    at, post = central(3, 12), plain_post()
    await promised(at=at)
    await follower("eva@example.mx", at=at, post=post)
    await moved(1, Move.AGREE, at=at)
    await told(post, at)
    await told(post, at + timedelta(days=USUAL.kept_days) - timedelta(minutes=1))
    assert await MailRow.count() == 1
    await told(post, at + timedelta(days=USUAL.kept_days))
    assert await MailRow.count() == 0


async def test_the_server_tells_by_itself(app: Litestar, clock: Clock) -> None:
    await promised()
    await follower("eva@example.mx", at=clock(), post=post_for(app))
    await moved(1, Move.AGREE, at=clock())
    again, asked = asyncio.Event(), []

    def looked_at() -> datetime:
        asked.append(clock())
        if len(asked) > 1:
            again.set()
        return clock()

    async with telling_followers(looked_at, app.state.parts.settings, every=0.01)(app):
        await asyncio.wait_for(again.wait(), 5)
    assert await lines_for("eva") == ["3 de marzo de 2026: Se acordó."]
