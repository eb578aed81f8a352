"""Ronda final: shortlisted by points, marked by a panel, published by two people, read by all.

Oaxaca 60, Yucatán 40 and the capital 40 settled points: with two places of the league all three
are in, because the last place is shared. The rubric weighs impact 3/4 and lasting 1/4.

            rita (Yucatán)    víctor (capital)   alba         olga
 Oaxaca     8 and 4: 7        10 and 6: 9        -            recuses herself
 Yucatán    hers              6 and 6: 6         4 and 8: 5
 capital    9 and 9           his                                          one mark: too few
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from game.editions import Stage
from game.finals import NO_STATE, Mark
from server.people import Person
from server.queries.accounts import account_of
from server.queries.finals import appoint, close_marking, draw_shortlist, keep_sheet
from tests.browser import Browser, Page
from tests.editions import EDITION, a_definition, a_final, move_to
from tests.server.leagues import CAPITAL, a_league, earn
from tests.server.people import NOON, OAXACA, PEOPLE, YUCATAN, person_called, seated

PUBLIC = f"/ligas/{EDITION}/final"
TABLE = f"{PUBLIC}/tabla.csv"
DOCUMENT = f"{PUBLIC}/documento.json"
ROOM = f"/coordinacion/{EDITION}/final"
DRAW = f"{ROOM}/finalistas"
APPOINT = f"{ROOM}/jurado"
CLOSE = f"{ROOM}/cierre"
PROPOSE = f"{ROOM}/proponer"
PUBLISH = f"{ROOM}/publicar"
WITHDRAW = f"{ROOM}/desistir"
PANEL = "/jurado"
LATER = NOON + timedelta(hours=1)
TOLD = "Cifras de antes y después."


def with_final(**given: Any) -> dict[str, Any]:
    return {**a_definition(), "final": a_final(**given)}


async def a_closing_league(stage: Stage = Stage.REPLY, **given: Any) -> None:
    """Everybody's points are settled, at the stage in which the final is held."""
    await a_league(Stage.OPEN, with_final(**given))
    await earn(OAXACA, 0, 60)
    await earn(YUCATAN, 0, 40)
    await earn(CAPITAL, 500, 40)
    await move_to(stage)


def sheet(impact: object, lasting: object, told: str = TOLD) -> dict[str, str]:
    """The fields of the form."""
    return {
        "mark-impact": str(impact),
        "reason-impact": told,
        "mark-lasting": str(lasting),
        "reason-lasting": told,
    }


def given(impact: int, lasting: int, told: str = TOLD) -> Mapping[str, Mark]:
    return {"impact": Mark(str(impact), told), "lasting": Mark(str(lasting), told)}


def at(participant: str) -> str:
    return f"/jurado/{EDITION}/{participant}"


async def marks(
    browser: Browser, participant: str, impact: object, lasting: object, status: int = 200
) -> Page:
    """Open the sheet and hand it in."""
    page = await browser.open(at(participant))
    return await browser.send(
        at(participant),
        status,
        revision=page.field("revision"),
        hacer="entregar",
        **sheet(impact, lasting),
    )


async def on_the_panel(browser: Browser, *names: str, state: str = NO_STATE) -> None:
    """The coordination appoints them by their addresses."""
    for name in names:
        await browser.send(APPOINT, email=PEOPLE[name].email, state=state)


async def everybody_marks(rita: Browser, victor: Browser, auditora: Browser, olga: Browser) -> None:
    await marks(rita, OAXACA, 8, 4)
    await marks(victor, OAXACA, 10, 6)
    await marks(victor, YUCATAN, 6, 6)
    await marks(auditora, YUCATAN, 4, 8)
    await marks(rita, CAPITAL, 9, 9)
    await olga.send(f"/jurado/{EDITION}/{OAXACA}/excusa", reason="Asesoró a ese gobierno.")


async def published_by_two(first: Browser, second: Browser) -> Page:
    await first.send(PROPOSE)
    page = await second.open(ROOM)
    return await second.send(PUBLISH, sha256=page.field("sha256"))


def cells(page: Page, participant: str) -> list[str]:
    row = page.select_one(f"#finalista-{participant}")
    return [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]


def way_on(page: Page) -> tuple[str, str]:
    button = page.select_one(".page-header .button")
    return button.text.strip(), button["href"]


async def people(*names: str) -> list[Person]:
    """Whoever has no account yet is given one."""
    found = []
    for name in names:
        somebody = PEOPLE[name]
        is_known = await account_of(somebody.email)
        found.append(await (person_called(somebody) if is_known else seated(somebody)))
    return found


async def drawn_with(*names: str, **given: Any) -> list[Person]:
    """A shortlist, and these on the panel; the coordinator comes first of who is given back."""
    await a_closing_league(**given)
    by, *others = await people("coordinadora", *names)
    await draw_shortlist(EDITION, by=by, at=NOON)
    for name in names:
        await appoint(EDITION, PEOPLE[name].email, NO_STATE, by=by, at=NOON)
    return [by, *others]


async def mark(by: Person, participant: str, impact: int, lasting: int, base: int = 0) -> None:
    await keep_sheet(
        EDITION, participant, given(impact, lasting), base=base, hands_in=True, by=by, at=NOON
    )


async def everybody_is_kept_out(*browsers: Browser) -> None:
    for browser in browsers:
        for address in (PUBLIC, TABLE, DOCUMENT):
            await browser.open(address, 404)


async def closed_round() -> tuple[Person, Person, Person]:
    by, rita = await drawn_with("rita", least_members=1)
    await mark(rita, OAXACA, 8, 4)
    await close_marking(EDITION, by=by, at=NOON)
    first, second = await people("publicadora", "publicador")
    return by, first, second
