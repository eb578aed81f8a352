"""Presencia: who is typing where, told to the rest of the team and to nobody else."""

import asyncio
from datetime import timedelta

import pytest
from litestar import Litestar

from server.frames import Frames, level_news_of
from server.live import Frame, LevelTopic
from server.people import Person
from server.queries.presence import LASTS, keep_presence, presences_of
from server.tables.presence import PresenceRow
from server.templating import Appearance
from tests.browser import Browser
from tests.editions import ANA, BETO, EDITION, here, open_edition
from tests.elements import read
from tests.server.conftest import Clock
from tests.server.people import NOON, OAXACA, YUCATAN

LEVEL = "/mi-liga/niveles/P1"
TYPING = f"{LEVEL}/presencia"
TEXT = "/mi-liga/reactivos/P1-05"
OF_BETO = LevelTopic(EDITION, OAXACA, "P1", BETO.account, "es")
OF_ANA = LevelTopic(EDITION, OAXACA, "P1", ANA.account, "es")


@pytest.fixture(autouse=True)
async def _opened(app: Litestar) -> None:
    """Every test finds the small edition open."""
    await open_edition()


@pytest.fixture
def frames(app: Litestar, appearance: Appearance, clock: Clock) -> Frames:
    return Frames(appearance.templates.engine, clock)


def words_at(frame: Frame | None, item: str) -> str:
    """What a frame says at an item."""
    assert frame is not None
    told = read(frame.whole())
    return " ".join(told.select_one(f'[hx-target="#news-{item}"]').get_text(" ").split())


async def types(by: Person, item: str, seconds: float = 0, topic: str = "P1") -> None:
    _, entry = await here()
    await keep_presence(entry, topic, item, by=by, at=NOON + timedelta(seconds=seconds))


async def seen(topic: LevelTopic, app: Litestar, seconds: float = 0) -> dict[str, str]:
    """Item to who is typing there, as one of the team sees it so much later."""
    now = NOON + timedelta(seconds=seconds)
    _, news = await level_news_of(topic, now=now, url=app.route_reverse)
    return {item.code: item.writing for item in news.items if item.writing}


async def test_whoever_types_is_seen_by_the_team_at_that_item(app: Litestar) -> None:
    await types(ANA, "P1-05")
    assert await seen(OF_BETO, app) == {"P1-05": "Ana Ruiz está escribiendo"}


async def test_nobody_sees_themselves(app: Litestar) -> None:
    await types(ANA, "P1-05")
    assert await seen(OF_ANA, app) == {}


async def test_two_are_named_together(app: Litestar) -> None:
    await types(ANA, "P1-05")
    await types(BETO, "P1-05")
    of_sofia = LevelTopic(EDITION, OAXACA, "P1", 3, "es")
    assert await seen(of_sofia, app) == {"P1-05": "Ana Ruiz y Beto Cruz están escribiendo"}


async def test_whoever_stops_is_gone_within_ten_seconds(app: Litestar) -> None:
    assert timedelta(seconds=4) < LASTS < timedelta(seconds=10)
    await types(ANA, "P1-05")
    assert await seen(OF_BETO, app, LASTS.total_seconds() - 1)
    assert not await seen(OF_BETO, app, LASTS.total_seconds())


async def test_whoever_goes_on_typing_stays(app: Litestar) -> None:
    for seconds in (0, 4, 8, 12):
        await types(ANA, "P1-05", seconds)
    assert await seen(OF_BETO, app, 13)
    assert await PresenceRow.count() == 1


async def test_whoever_leaves_or_goes_on_elsewhere_is_gone_at_once(app: Litestar) -> None:
    await types(ANA, "P1-05")
    await types(ANA, "P1-01", 1)
    assert await seen(OF_BETO, app, 1) == {"P1-01": "Ana Ruiz está escribiendo"}
    await types(ANA, "", 2)
    assert await seen(OF_BETO, app, 2) == {}
    await types(ANA, "P1-05", 3)
    await types(ANA, "I1-01", 4, topic="I1")
    assert await seen(OF_BETO, app, 4) == {}


async def test_another_government_is_told_nothing(app: Litestar) -> None:
    await types(ANA, "P1-05")
    assert await seen(LevelTopic(EDITION, YUCATAN, "P1", 4, "es"), app) == {}
    assert not await presences_of(YUCATAN, EDITION, "P1", account=4, now=NOON)


async def test_a_frame_lasts_until_somebody_may_have_stopped(frames: Frames, clock: Clock) -> None:
    first = await frames(OF_BETO, None)
    assert (words_at(first, "P1-05"), first.lasts if first else 0) == ("", None)
    await types(ANA, "P1-05")
    typing = await frames(OF_BETO, first)
    assert words_at(typing, "P1-05") == "Ana Ruiz está escribiendo"
    assert typing is not None
    assert typing.lasts == LASTS.total_seconds()
    clock.move(seconds=4)
    await types(ANA, "P1-05", 4)
    still = await frames(OF_BETO, typing)
    assert still is not None
    assert (still.version, still.lasts) == (typing.version, LASTS.total_seconds())
    clock.move(seconds=8)
    assert words_at(await frames(OF_BETO, still), "P1-05") == ""


async def test_a_frame_tells_who_saved_and_which_revision(
    frames: Frames, ana: Browser, beto: Browser
) -> None:
    await ana.send(TEXT, text="De Ana.")
    frame = await frames(OF_BETO, None)
    assert words_at(frame, "P1-05") == "Ana Ruiz guardó otra versión a las 12:00. Ver P1-05"
    assert frame is not None
    assert 'data-revision="1"' in frame.whole()
    assert "De Ana." not in frame.whole()
    assert "Usted guardó otra versión" in words_at(await frames(OF_ANA, None), "P1-05")


async def test_a_frame_is_in_the_language_of_whoever_watches(frames: Frames) -> None:
    await types(ANA, "P1-05")
    english = LevelTopic(EDITION, OAXACA, "P1", BETO.account, "en")
    assert words_at(await frames(english, None), "P1-05") == "Ana Ruiz is writing"


async def test_a_page_says_that_its_person_is_typing(ana: Browser, beto: Browser) -> None:
    page = await ana.send(TYPING, 204, htmx=True, item="P1-05")
    assert page.response.text == ""
    (found,) = await presences_of(OAXACA, EDITION, "P1", account=BETO.account, now=NOON)
    assert (found.item, found.name) == ("P1-05", "Ana Ruiz")
    await ana.send(TYPING, 204, htmx=True, item="")
    assert not await presences_of(OAXACA, EDITION, "P1", account=BETO.account, now=NOON)


@pytest.mark.parametrize(
    ("address", "item"),
    [
        pytest.param(TYPING, "I1-01", id="an item of another level"),
        pytest.param(TYPING, "Z9-99", id="no item"),
        pytest.param("/mi-liga/niveles/Z9/presencia", "P1-05", id="no level"),
    ],
)
async def test_nobody_types_where_nothing_is(ana: Browser, address: str, item: str) -> None:
    await ana.send(address, 404, htmx=True, item=item)
    assert await PresenceRow.count() == 0


async def test_only_those_who_answer_type(browser: Browser, sofia: Browser, rita: Browser) -> None:
    await browser.send(TYPING, 401, item="P1-05")
    await sofia.send(TYPING, 403, item="P1-05")
    await rita.send(TYPING, 403, item="P1-05")
    assert await PresenceRow.count() == 0


async def test_who_types_in_another_government_is_there_and_not_here(
    carla: Browser, app: Litestar
) -> None:
    await carla.send(TYPING, 204, htmx=True, item="P1-05")
    assert await seen(OF_BETO, app) == {}


async def test_a_level_is_followed_by_its_own_government_alone(
    browser: Browser, ana: Browser, rita: Browser
) -> None:
    await browser.open(f"{LEVEL}/en-vivo", 401, htmx=True)
    await rita.open(f"{LEVEL}/en-vivo", 403)
    await ana.open("/mi-liga/niveles/Z9/en-vivo", 404)


async def test_the_address_opened_by_hand_leads_to_the_level(ana: Browser) -> None:
    assert (await ana.open(TYPING)).url.endswith(LEVEL)


@pytest.mark.both
async def test_the_same_person_from_many_tabs_at_once_is_one(app: Litestar) -> None:
    await asyncio.gather(*(types(ANA, f"P1-0{number}") for number in (1, 2, 3, 5)))
    assert await PresenceRow.count() == 1
    assert len(await seen(OF_BETO, app)) == 1
