"""Puntos: why a government has the points it has, and that they add up."""

from dataclasses import replace
from datetime import timedelta

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
from server.queries.reopenings import reopen_level
from server.queries.replies import keep_reply
from server.queries.signatures import last_signatures_of
from tests.browser import Browser, Page
from tests.editions import (
    ANA,
    EDITION,
    SOFIA,
    a_definition,
    a_topic,
    an_item,
    move_to,
    open_edition,
)
from tests.elements import Element
from tests.server.conftest import Clock, Enter
from tests.server.leagues import BOARD, earn, freeze
from tests.server.people import NOON, OAXACA, PEOPLE, YUCATAN, enters
from tests.server.signed import (
    LATE,
    NO,
    P1,
    YES,
    a_document,
    answer,
    decide,
    sign,
    sign_again,
    somebody,
)

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
        ("I1-02", "La respuesta quedó completa. guardado n.º 3 de la respuesta", "0", "+5", "20"),
        (
            "I1-02",
            f"{RETURNED} guardado n.º 2 de la respuesta",
            "0",
            "−5",
            "15",
        ),
        (
            "I1-01",
            f"{ACCEPTED} guardado n.º 2 de la respuesta",
            "+10",
            "−5",
            "20",
        ),
        ("I1-02", "La respuesta quedó completa. guardado n.º 2 de la respuesta", "0", "+5", "15"),
        ("I1-01", "La respuesta quedó completa. guardado n.º 2 de la respuesta", "0", "+5", "10"),
        ("P1-01", "La respuesta quedó completa. guardado n.º 2 de la respuesta", "0", "+5", "5"),
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


# What an edition may say of time. It opened on 15 January; noon is on 3 March, day 48.
#
#   signed until 15 March, day 60    6
#   signed until 14 April, day 90    3

TERMS = [{"days": 60, "points": 6}, {"days": 90, "points": 3}]
IN_MARCH = NOON + timedelta(days=20)
IN_MAY = NOON + timedelta(days=70)
WHY = "Falta un documento que hay que agregar."


async def open_hurried_edition() -> None:
    definition = a_definition()
    definition["points"] |= {"timeliness": TERMS}
    await open_edition(definition)


async def in_time() -> list[int]:
    """What moved for a level as a whole, which is all of it settled."""
    assert await ledger_differences() == []
    moves = await ledger("")
    assert all(reason is Reason.TIMELY and not points.provisional for reason, points in moves)
    return [points.settled for _, points in moves]


@pytest.mark.both
async def test_a_level_signed_in_time_has_points_of_its_own(
    app: Litestar, ana: Browser, sofia: Browser, clock: Clock
) -> None:
    await open_hurried_edition()
    page = await ana.open("/mi-liga")
    assert "Cada nivel que se firme a más tardar el 15 de marzo de 2026 suma 6 puntos." in page.text
    await answer()
    page = await ana.open("/mi-liga/niveles/I1")
    assert "Firmado a más tardar el 15 de marzo de 2026, suma 6 puntos." in page.text
    await sign()
    assert await in_time() == [6]
    page = await ana.open("/mi-liga/niveles/I1")
    assert "Firmado a tiempo: 6 puntos." in page.text
    # Five of ten each while nobody has verified, and what the day of the signature gave.
    assert "6 puntos firmes y 10 provisionales de 26" in page.source
    row = cells(await ana.open(URL))[0]
    assert row[0] == "I1 Tema I1"
    assert row[2:] == [
        "El nivel se firmó dentro de un plazo que da puntos: quedan firmes.",
        "+6",
        "0",
        "16",
    ]
    assert ["El nivel completo", "6", "0", "6"] in cells(
        await ana.open(URL), ".disclosures tbody tr"
    )
    board = await ana.open(BOARD)
    assert "6 firmes 10 provisionales 16 pts" in words(board.select(".board li")[0])


async def test_a_later_term_gives_less_and_then_nothing(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_hurried_edition()
    await answer()
    await answer(P1)
    clock.now = IN_MARCH
    await enters(ana, PEOPLE["ana"], IN_MARCH)
    assert "a más tardar el 14 de abril de 2026 suma 3 puntos" in (await ana.open("/mi-liga")).text
    await sign("I1", at=IN_MARCH)
    assert await in_time() == [3]
    clock.now = IN_MAY
    await enters(ana, PEOPLE["ana"], IN_MAY)
    assert "a más tardar" not in (await ana.open("/mi-liga")).text
    await sign("P1", at=IN_MAY)
    assert await in_time() == [3]


@pytest.mark.both
async def test_to_open_a_level_again_takes_them_and_a_later_signature_earns_less(
    app: Litestar,
) -> None:
    await open_hurried_edition()
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await answer()
    await sign()
    await reopen_level(rules, entry, "I1", WHY, by=SOFIA, at=IN_MARCH)
    assert await in_time() == [6, -6]
    await sign(at=IN_MARCH)
    assert await in_time() == [6, -6, 3]
    await reopen_level(rules, entry, "I1", WHY, by=SOFIA, at=IN_MAY)
    await sign(at=IN_MAY)
    assert await in_time() == [6, -6, 3, -3]


@pytest.mark.both
async def test_mending_what_was_returned_costs_nothing_once_it_is_signed_again(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_hurried_edition()
    await answer()
    await sign()
    await decide("I1-02", Verdict.RETURNED)
    assert await in_time() == [6]
    await answer({"I1-02": LATE}, at=IN_MAY)
    assert await in_time() == [6, -6]
    clock.now = IN_MAY
    await enters(ana, PEOPLE["ana"], IN_MAY)
    page = await ana.open("/mi-liga/niveles/I1")
    assert "Al firmarse de nuevo recupera 6 puntos por haberse firmado a tiempo." in page.text
    (row, *_) = cells(await ana.open(URL))
    assert row[2].startswith("La firma del nivel quedó sin efecto")
    await sign_again(at=IN_MAY)
    assert await in_time() == [6, -6, 6]
    # As often as it is mended.
    await answer({"I1-02": replace(LATE, plan="Hacerlo bien.")}, at=IN_MAY)
    await sign_again(at=IN_MAY)
    assert await in_time() == [6, -6, 6, -6, 6]


@pytest.mark.both
async def test_a_level_opened_again_after_mending_counts_from_its_new_signature(
    app: Litestar,
) -> None:
    """Mending keeps the day; opening all of it meanwhile, to write anything anew, does not."""
    await open_hurried_edition()
    await answer()
    await sign()
    await decide("I1-02", Verdict.RETURNED)
    await answer({"I1-02": LATE}, at=IN_MAY)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    signer = somebody(Role.SIGNER, entry)
    await reopen_level(rules, entry, "I1", "Falta revisar todo.", by=signer, at=IN_MAY)
    await sign(at=IN_MAY)
    assert await in_time() == [6, -6]
    assert (await last_signatures_of(OAXACA, EDITION))["I1"].voiding is None


@pytest.mark.both
async def test_so_does_whatever_else_leaves_a_level_unsigned(app: Litestar, ana: Browser) -> None:
    """An answer elsewhere that opens an item of it; a document it cites that is put right."""
    asked = an_item("I1-03", "yes_no", asked_when={"item": "P1-02", "any_of": ["no"]})
    topics = {
        "P": [a_topic("P1", [an_item("P1-01", "yes_no"), an_item("P1-02", "yes_no")])],
        "I": [a_topic("I1", [an_item("I1-01", "yes_no"), asked])],
    }
    definition = a_definition(topics=topics)
    definition["points"] |= {"timeliness": TERMS}
    await open_edition(definition)
    await answer({"I1-01": Answer("I1-01", chosen=("yes",))})
    await sign()
    await ana.send(f"/mi-liga/documentos/{a_document().id}", title="Gaceta oficial")
    assert await in_time() == [6, -6]
    await sign_again()
    assert await in_time() == [6, -6, 6]
    await answer({"P1-02": replace(NO, item="P1-02")})
    assert await in_time() == [6, -6, 6, -6]


async def test_what_is_signed_after_the_freeze_waits_for_its_end(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    await open_hurried_edition()
    await answer()
    await freeze(NOON + timedelta(hours=1))
    clock.move(hours=2)
    await sign(at=clock.now)
    assert await in_time() == [6]
    assert "0 firmes 10 provisionales 10 pts" in words(
        (await browser.open(BOARD)).select(".board li")[0]
    )
