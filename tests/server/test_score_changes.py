"""Cambio del puntaje: what moved an index between two published editions, down to each item."""

from decimal import Decimal

import pytest
from litestar import Litestar

from game.editions import Stage
from tests.browser import Browser, Page
from tests.editions import EDITION, move_to, open_edition
from tests.server.people import OAXACA, YUCATAN
from tests.server.published import CAPITAL, measured, publish
from tests.server.test_score_receipts import plain, rows
from tests.server.twice import FORMER, NOW, THEN, WHO, former, held, held_twice, latter

PROFILE = f"/gobiernos/{OAXACA}"
CHANGE = f"{PROFILE}/cambio/{EDITION}"
SAID = (
    "Subió 25.0 puntos: +25.0 por lo que mejoró, −18.8 porque cambiaron las preguntas o su peso y "
    "+18.8 porque cambió qué respuestas cuentan."
)
UNSHARED = (
    "Con las preguntas que están en las dos ediciones no se mide: de ellas se conoce 50 % en 2025, "
    "y hace falta 75 %."
)
SHARED = "Solo con las preguntas que están en las dos ediciones: +68.8."


def told(page: Page, cause: str) -> list[str]:
    """The lists of a part of the change, by what is said of each while it is folded."""
    found = page.select(f'details:has(table[id^="{cause}-"]) > summary')
    return [plain(each.get_text(" ", strip=True)) for each in found]


# By hand
#
#   P   1/2 -> 1/2   P1-01 from no to yes: half of P, in either order       performance  1/2
#                    P1-02 (yes) left, P1-03 (no) came                      method      -1/2
#   I   1/2 -> 1     I1-02 (no) does not apply: of 1/2, of 1/4 where        coverage     3/8
#                    I1-01 weighs 3, which moves 1/4 or nothing             method       1/8
#   index            half of each


async def test_a_profile_says_in_words_what_moved_its_index(
    app: Litestar, browser: Browser
) -> None:
    await held_twice()
    page = await browser.open(PROFILE)
    panel = page.select_one("section[aria-labelledby=change]")
    text = plain(panel.get_text(" ", strip=True))
    assert "Cambio desde 2025" in text
    assert SAID in text
    assert SHARED in text
    assert panel.select_one("a")["href"] == CHANGE


async def test_the_parts_of_a_change_add_up_to_the_published_scores(
    app: Litestar, browser: Browser
) -> None:
    before, after = await held_twice()
    page = await browser.open(CHANGE)
    assert page.h1.get_text() == "Oaxaca: de 2025 a 2026"
    assert rows(page, "nodes") == [
        ["Índice", "50.0", "75.0", "+25.0", "+25.0", "−18.8", "+18.8", "+68.8"],
        ["Políticas", "50.0", "50.0", "0.0", "+50.0", "−50.0", "0.0", "+100.0"],
        ["Instituciones", "50.0", "100.0", "+50.0", "0.0", "+12.5", "+37.5", "+37.5"],
    ]
    text = plain(page.text)
    assert SAID in text
    assert SHARED in text
    assert "las tres partes suman 25 y la diferencia entre los puntajes es 25" in text
    assert before in text
    assert after in text


async def test_every_item_stands_behind_the_part_it_moved(app: Litestar, browser: Browser) -> None:
    await held_twice()
    page = await browser.open(CHANGE)
    assert told(page, "performance") == ["Mejoraron (1 reactivo): +25.00"]
    assert rows(page, "performance-improved") == [
        ["P1-01 ¿Pregunta P1-01?", "0", "1", "+25.00"],
        ["Suma", "", "", "+25.00"],
    ]
    assert told(page, "method") == [
        "Se agregaron al cuestionario (1 reactivo): −16.41",
        "Salieron del cuestionario (1 reactivo): −8.59",
        "Cambiaron de peso, de tema o de regla (1 reactivo): +2.99",
        "Pesan distinto por lo que entró, salió o cambió a su lado (1 reactivo): +3.26",
    ]
    assert rows(page, "method-dropped")[0][:3] == ["P1-02 ¿Pregunta P1-02?", "25.00 %", "—"]
    assert rows(page, "method-added")[0][:3] == ["P1-03 ¿Pregunta P1-03?", "—", "25.00 %"]
    assert rows(page, "method-reweighted")[0][:3] == [
        "I1-01 ¿Pregunta I1-01?",
        "25.00 %",
        "50.00 %",
    ]
    assert told(page, "coverage")[0] == "Dejaron de aplicar (1 reactivo): +12.63"
    assert rows(page, "coverage-excused")[0][:3] == ["I1-02 ¿Pregunta I1-02?", "0", "no aplica"]
    assert "Método: −18.8 (−18.75 con dos decimales)" in plain(page.text)
    sums = [rows(page, table["id"])[-1][-1] for table in page.select('table[id^="method-"]')]
    assert sum(float(each.replace("−", "-")) for each in sums) == -18.75


async def test_a_row_leads_to_the_receipt_of_the_edition_that_asks_it(
    app: Litestar, browser: Browser
) -> None:
    await held_twice()
    page = await browser.open(CHANGE)
    dropped = page.select_one("#method-dropped tbody a")["href"]
    assert dropped == f"/indicador/{FORMER}/recibo/{OAXACA}/P1#item-P1-02"
    added = page.select_one("#method-added tbody a")["href"]
    assert added == f"/indicador/{EDITION}/recibo/{OAXACA}/P1#item-P1-03"
    for address in (dropped, added):
        receipt = await browser.open(address)
        assert receipt.select(f"#{address.partition('#')[2]}")


async def test_the_items_of_a_pillar_are_one_press_away(app: Litestar, browser: Browser) -> None:
    await held_twice()
    page = await browser.open(CHANGE)
    link = next(a["href"] for a in page.select(".tabs a") if a.text == "Instituciones")
    pillar = await browser.open(link)
    assert "Reactivo por reactivo: Instituciones" in pillar.text
    assert told(pillar, "performance") == []
    assert rows(pillar, "method-reweighted")[0][1:3] == ["50.00 %", "100.00 %"]
    assert (await browser.open(f"{CHANGE}?pilar=Z")).text == page.text


@pytest.mark.both
async def test_the_document_closes_digit_by_digit(app: Litestar, browser: Browser) -> None:
    before, after = await held_twice()
    response = (await browser.open(f"{CHANGE}.json")).response
    document = response.json()
    assert document["format"] == "liga-change-1"
    assert document["before"]["snapshot_sha256"] == before
    assert document["after"]["snapshot_sha256"] == after
    for node in document["nodes"]:
        parts = [node[cause] for cause in ("performance", "method", "coverage")]
        assert sum(map(Decimal, parts)) == Decimal(node["change"])
        for cause, part in zip(("performance", "method", "coverage"), parts, strict=True):
            moved = [i["causes"][cause]["moved"] for i in node["items"] if cause in i["causes"]]
            told = sum(map(Decimal, moved)) + Decimal(node["lift"][cause])
            assert abs(told - Decimal(part)) < Decimal("1e-15")
        shown = {name: Decimal(figure) for name, figure in node["shown"].items()}
        assert shown["after"] - shown["before"] == shown["change"]
        assert shown["performance"] + shown["method"] + shown["coverage"] == shown["change"]
    assert [node["code"] for node in document["nodes"]] == ["index", "P", "I"]


async def test_one_who_stayed_as_it_was_is_told_so(app: Litestar, browser: Browser) -> None:
    same = former()
    same["edition"] |= {"code": EDITION, "continues": FORMER}
    for pillar in same["pillars"]:
        for item in pillar["topics"][0]["items"]:
            item["continues"] = item["code"]
    await held(former(), {OAXACA: THEN})
    await held(same, {OAXACA: THEN})
    page = await browser.open(CHANGE)
    assert "Quedó igual." in page.text
    assert page.text.count("Nada cambió por esta causa.") == 3


# Whoever has no change


async def test_without_two_editions_there_is_nothing_to_tell(
    app: Litestar, browser: Browser
) -> None:
    await measured()
    await publish()
    assert not (await browser.open(PROFILE)).select("section[aria-labelledby=change]")
    await browser.open(CHANGE, 404)
    await browser.open(f"{CHANGE}.json", 404)
    await browser.open(f"{PROFILE}/cambio/1999", 404)


async def test_whoever_was_not_in_both_has_no_change(app: Litestar, browser: Browser) -> None:
    await held(former(), {OAXACA: THEN})
    await held(latter(), dict.fromkeys(WHO, NOW))
    await browser.open(f"{PROFILE}/cambio/{FORMER}", 404)
    await browser.open("/gobiernos/32/cambio/2026", 404)
    await browser.open(CHANGE)


async def test_whoever_had_no_index_is_told_so(app: Litestar, browser: Browser) -> None:
    """Yucatán answered one topic of two: there is no index, and no difference."""
    await held(former(), {OAXACA: THEN, YUCATAN: {"P1-01": THEN["P1-01"], "P1-02": THEN["P1-02"]}})
    await held(latter(), dict.fromkeys(WHO, NOW))
    page = await browser.open(f"/gobiernos/{YUCATAN}")
    assert "Sin puntaje en 2025: no hay cambio que medir." in page.text
    assert UNSHARED in plain(page.text)
    address = f"/gobiernos/{YUCATAN}/cambio/{EDITION}"
    page = await browser.open(address)
    assert rows(page, "nodes")[0] == ["Índice", "—", "62.5", *["—"] * 5]
    assert UNSHARED in plain(page.text)
    assert "Solo con las preguntas" not in page.text
    index = (await browser.open(f"{address}.json")).response.json()["nodes"][0]
    assert index["shared"] is None
    assert index["shared_coverage"] == {
        "before": {"coverage": "0.5", "least": "0.75"},
        "after": {"coverage": "1", "least": "0.75"},
    }
    assert not page.select("#items")


async def test_before_publication_no_change_is_told(app: Litestar, publicadora: Browser) -> None:
    await held(former(), dict.fromkeys(WHO, THEN))
    await open_edition(latter())
    await move_to(Stage.REPLY)
    await publicadora.open(CHANGE, 404)
    await publicadora.open(f"{CHANGE}.json", 404)
    assert not (await publicadora.open(PROFILE)).select("section[aria-labelledby=change]")


@pytest.mark.parametrize("private", [FORMER, EDITION])
async def test_results_that_are_not_public_are_compared_with_nothing(
    app: Litestar, browser: Browser, private: str
) -> None:
    first, second = (
        {"results": "private"} if private == edition else {} for edition in (FORMER, EDITION)
    )
    await held_twice(former(**first), latter(**second))
    await browser.open(CHANGE, 404)
    await browser.open(f"{CHANGE}.json", 404)
    assert not (await browser.open(PROFILE)).select("section[aria-labelledby=change]")


async def test_where_the_edition_between_is_not_public_the_one_before_is_compared(
    app: Litestar, browser: Browser
) -> None:
    """Of the edition between nothing is said; only its questions lead from one to the other."""
    first = former(code="2024")
    between = former(continues="2024", results="private")
    for pillar in between["pillars"]:
        for item in pillar["topics"][0]["items"]:
            item["continues"] = item["code"]
    await held(first, {OAXACA: THEN})
    await held(between, {OAXACA: THEN})
    await held(latter(), {OAXACA: NOW})
    page = await browser.open(PROFILE)
    assert "Cambio desde 2024" in page.text
    page = await browser.open(CHANGE)
    assert page.h1.get_text() == "Oaxaca: de 2024 a 2026"
    assert rows(page, "nodes")[0] == [
        "Índice", "50.0", "62.5", "+12.5", "+25.0", "−12.5", "0.0", "+50.0"
    ]  # fmt: skip
    assert "2025" not in page.text


async def test_an_english_reader_is_told_in_english(app: Litestar, browser: Browser) -> None:
    await held_twice()
    page = await browser.open(f"{CHANGE}?idioma=en")
    assert "Up 25.0 points: +25.0 from what improved" in plain(page.text)
    assert "Turned not applicable (1 item)" in plain(page.text)
    assert f"/gobiernos/{CAPITAL}" not in page.text
