"""Puntos: why a government has the points it has, and that they add up."""

import pytest
from litestar import Litestar

from game.answers import Answer
from game.editions import Stage
from game.points import Points, Reason, fold
from game.reviews import Verdict
from server.people import Person, Role
from server.queries.boards import board_of
from server.queries.checks import ledger_differences
from server.queries.editions import entry_of, rules_of
from server.queries.points import ledger_of
from server.queries.replies import keep_reply
from tests.browser import Browser, Page
from tests.editions import ANA, EDITION, a_definition, a_topic, an_item, move_to, open_edition
from tests.elements import Element
from tests.server.conftest import Enter
from tests.server.leagues import BOARD, earn
from tests.server.people import NOON, OAXACA, YUCATAN
from tests.server.signed import LATE, NO, P1, YES, answer, decide, sign, sign_again

VICTOR = Person(6, "Víctor Mora", "victor@observatorio.mx", 6, Role.VERIFIER, None, "09")
URL = "/mi-liga/puntos"
ACCEPTED = "Verificación aceptó la respuesta: sus puntos quedan firmes."
RETURNED = "Verificación devolvió la respuesta: sus puntos se retiran hasta que se corrija."
EVENTS = "#events-table tbody tr"


def words(tag: Element) -> str:
    return " ".join(tag.get_text(" ").split())


def cells(page: Page, rows: str = EVENTS) -> list[list[str]]:
    return [
        [words(cell) for cell in (row.select_one("th"), *row.select("td"))]
        for row in page.select(rows)
    ]


def whole(written: str) -> int:
    return int(written.replace(",", "").replace("−", "-"))


async def lived_through() -> None:
    """Points that came, settled, went and came again."""
    await answer()
    await answer({"P1-01": YES})
    await answer(P1)
    await sign("P1")
    await sign()
    await decide("I1-01")
    await decide("I1-02", Verdict.RETURNED)
    await answer({"I1-02": LATE})


@pytest.mark.both
async def test_the_page_adds_up_to_the_board(app: Litestar, ana: Browser) -> None:
    await open_edition()
    await lived_through()
    (standing,) = [
        each
        for each in (await board_of(EDITION, "states", now=NOON)).standings
        if each.participant == OAXACA
    ]
    page = await ana.open(URL)
    rows = cells(page)
    own = Points(sum(whole(row[4]) for row in rows), sum(whole(row[3]) for row in rows))
    assert own == standing.points == Points(5 + 5 + 5 + 5 + 2, 10)
    assert rows[0][5] == "32"
    assert words(page.select_one("#total")).startswith("32 puntos 10 firmes 22 provisionales")
    items = [whole(row[3]) for row in cells(page, ".disclosures tbody tr")]
    assert sum(items) == standing.points.total
    board = await ana.open(BOARD)
    assert "10 firmes 22 provisionales 32 pts" in words(board.select(".board li")[0])
    kept = await ledger_of(await entry_of(EDITION, OAXACA))
    assert fold(each.event for each in kept) == standing.points
    assert len(kept) == len(rows)


async def test_every_event_says_what_happened(app: Litestar, ana: Browser) -> None:
    await open_edition()
    await answer({"P1-01": YES})
    await answer({"P1-01": NO})
    await answer()
    await sign()
    await decide("I1-01")
    await decide("I1-02", Verdict.RETURNED)
    await answer({"I1-02": LATE})
    told = [
        (row[0].split(".")[0], row[2], row[3], row[4], row[5]) for row in cells(await ana.open(URL))
    ]
    assert told == [
        ("I1-02", "La respuesta quedó completa. guardado 3", "0", "+5", "20"),
        (
            "I1-02",
            f"{RETURNED} guardado 2",
            "0",
            "−5",
            "15",
        ),
        (
            "I1-01",
            f"{ACCEPTED} guardado 2",
            "+10",
            "−5",
            "20",
        ),
        ("I1-02", "La respuesta quedó completa. guardado 2", "0", "+5", "15"),
        ("I1-01", "La respuesta quedó completa. guardado 2", "0", "+5", "10"),
        ("P1-01", "La respuesta quedó completa. guardado 2", "0", "+5", "5"),
    ]


async def test_what_was_saved_is_one_step_away(app: Litestar, ana: Browser) -> None:
    await open_edition()
    await answer({"P1-01": NO})
    link = (await ana.open(URL)).select_one(f"{EVENTS} td a")
    assert link["href"] == "/mi-liga/reactivos/P1-01/historia#revision-1"
    await ana.open(link["href"])


async def test_one_level_alone_adds_up_to_itself(app: Litestar, ana: Browser) -> None:
    await open_edition()
    await lived_through()
    page = await ana.open(f"{URL}?nivel=I1")
    rows = cells(page)
    assert {row[0][:2] for row in rows} == {"I1"}
    assert rows[0][5] == "15"
    assert [d["id"] for d in page.select(".disclosures details")] == ["level-I1"]
    assert words(page.select_one("#total")).startswith("32 puntos")
    assert [o["value"] for o in page.select("select[name=nivel] option[selected]")] == ["I1"]


async def test_an_address_with_an_unknown_level_shows_all(app: Litestar, ana: Browser) -> None:
    await open_edition()
    await answer()
    assert len(cells(await ana.open(f"{URL}?nivel=Z9&pagina=x"))) == 2


async def test_without_points_it_says_so(app: Litestar, ana: Browser) -> None:
    await open_edition()
    assert "Todavía no se mueve ningún punto aquí" in (await ana.open(URL)).text


async def test_a_long_ledger_has_pages_and_one_sum(app: Litestar, ana: Browser) -> None:
    await open_edition()
    for _ in range(60):
        await earn(OAXACA, 2)
    first, second = await ana.open(URL), await ana.open(f"{URL}?pagina=2")
    assert [len(cells(first)), len(cells(second))] == [50, 10]
    assert cells(first)[0][5] == "120"
    assert cells(second)[0][5] == "20"
    assert cells(await ana.open(f"{URL}?pagina=99")) == cells(second)


async def test_what_of_an_item_that_is_no_more_is_told_by_its_code(
    app: Litestar, ana: Browser
) -> None:
    only = a_topic("P1", [an_item("P1-02", "yes_no")])
    await open_edition(a_definition(topics={"P": [only]}))
    await earn(OAXACA, 5)
    (row,) = (await ana.open(URL)).select(EVENTS)
    assert words(row.select_one("th")) == "P1-01"
    assert not row.select("a")


async def test_each_government_reads_its_own(
    app: Litestar, ana: Browser, beto: Browser, sofia: Browser, carla: Browser
) -> None:
    await open_edition()
    await earn(OAXACA, 14)
    await earn(YUCATAN, 8)
    for team in (ana, beto, sofia):
        assert cells(await team.open(URL))[0][5] == "14"
    assert cells(await carla.open(URL))[0][5] == "8"


async def test_nobody_else_reads_it(app: Litestar, browser: Browser, enter: Enter) -> None:
    await open_edition()
    assert (await browser.open(URL)).url.endswith("/entrar?volver=%2Fmi-liga%2Fpuntos")
    await (await enter("rita")).open(URL, status=403)
    await (await enter("coordinadora")).open(URL, status=403)


async def test_it_is_reached_from_where_points_are_shown(app: Litestar, ana: Browser) -> None:
    await open_edition()
    page = await ana.open("/mi-liga")
    assert page.select_one("[aria-labelledby=standing] a[href='/mi-liga/puntos']")


# What an edition may say of its points: a quarter before, a half after any return, three quarters
# on a reply; of 12 points 3, 6 and 9, of the 4 of a text 1, 2 and 3.


async def open_strict_edition() -> None:
    definition = a_definition()
    definition["points"] = {
        "default": 12,
        "by_kind": {"text": 4},
        "provisional": "1/4",
        "returns": {"free": 0, "share": "1/2"},
        "reply": "3/4",
    }
    await open_edition(definition)


async def ledger(item: str) -> list[tuple[Reason, Points]]:
    events = await ledger_of(await entry_of(EDITION, OAXACA))
    return [(each.event.reason, each.event.points) for each in events if each.event.item == item]


@pytest.mark.both
async def test_a_return_lessens_what_is_settled_and_the_ledger_says_why(
    app: Litestar, ana: Browser
) -> None:
    await open_strict_edition()
    await answer()
    await sign()
    await decide("I1-01")
    await decide("I1-02", Verdict.RETURNED)
    await answer({"I1-02": LATE})
    await sign_again()
    await decide("I1-02")
    assert await ledger("I1-01") == [
        (Reason.ANSWERED, Points(3)),
        (Reason.ACCEPTED, Points(-3, 12)),
    ]
    assert await ledger("I1-02") == [
        (Reason.ANSWERED, Points(3)),
        (Reason.RETURNED, Points(-3)),
        (Reason.ANSWERED, Points(3)),
        (Reason.ACCEPTED_AFTER_RETURNS, Points(-3, 6)),
    ]
    assert await ledger_differences() == []
    page = await ana.open(URL)
    assert words(page.select_one("#total")).startswith("18 puntos 18 firmes 0 provisionales")
    assert cells(page)[0][2].startswith("Verificación aceptó la respuesta, que se había devuelto:")


@pytest.mark.both
async def test_an_answer_accepted_on_a_reply_settles_its_share(app: Litestar) -> None:
    await open_strict_edition()
    await answer()
    await sign()
    await decide("I1-01", Verdict.REJECTED)
    await decide("I1-02", Verdict.RETURNED)
    await move_to(Stage.REPLY)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    for item in ("I1-01", "I1-02"):
        await keep_reply(rules, entry, item, "Sí es.", by=ANA, at=NOON)
        await decide(item, by=VICTOR)
    assert await ledger("I1-01") == [
        (Reason.ANSWERED, Points(3)),
        (Reason.REJECTED, Points(-3)),
        (Reason.ACCEPTED_ON_REPLY, Points(0, 9)),
    ]
    assert (await ledger("I1-02"))[-1] == (Reason.ACCEPTED_AFTER_RETURNS, Points(0, 6))
    assert await ledger_differences() == []


async def test_what_was_returned_settles_its_share_however_often_it_is_closed(
    app: Litestar,
) -> None:
    """An accepted item that another answer closes and opens comes back with what it had."""
    await open_strict_edition()
    await answer({"P1-01": YES, "P1-04": Answer("P1-04", number="8")})
    await answer({code: each for code, each in P1.items() if code != "P1-01"})
    await sign("P1")
    await decide("P1-04", Verdict.RETURNED)
    await answer({"P1-04": Answer("P1-04", number="9")})
    await sign_again("P1")
    await decide("P1-04")
    await decide("P1-01", Verdict.RETURNED)
    await answer({"P1-01": NO})
    await answer({"P1-01": YES})
    assert (await ledger("P1-04"))[-3:] == [
        (Reason.ACCEPTED_AFTER_RETURNS, Points(-3, 6)),
        (Reason.CONDITION, Points(0, -6)),
        (Reason.CONDITION, Points(0, 6)),
    ]
    assert await ledger_differences() == []


async def test_it_can_still_be_read_once_all_is_published(app: Litestar, ana: Browser) -> None:
    await open_edition()
    await answer()
    await move_to(Stage.REPLY)
    assert len(cells(await ana.open(URL))) == 2
