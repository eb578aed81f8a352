"""Robustez: how firm the published places are is told wherever they are."""

import csv
import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from litestar import Litestar

from game.editions import Stage
from indicators.canonical import canonical_bytes
from server.db import Step, params, statement, write
from server.queries.participants import enter
from server.queries.results import snapshot_document
from server.tables.results import SnapshotRow
from tests.browser import Browser, Page
from tests.editions import EDITION, a_definition, move_to, open_edition
from tests.server.people import NOON, OAXACA, YUCATAN
from tests.server.published import ANYWHERE, CAPITAL, measured, publish
from tests.server.signed import DATED, HALF, P1, WHOLE, answer, decide, sign, verified

RANKING = f"/indicador/{EDITION}"
ROBUSTNESS = f"/indicador/{EDITION}/robustez"
TABLE = f"/indicador/{EDITION}/robustez.csv"
DATA = f"/indicador/{EDITION}/robustez.json"
PROFILE = f"/gobiernos/{OAXACA}"
KEEP_SNAPSHOT = statement(SnapshotRow.insert(params(SnapshotRow)))
FEW = 150


#              I1-01   I                  P       index   place   without I, a quarter of the runs
#   capital    1       1                  1/2     0.75    1       1
#   Oaxaca     1/2     3/4                1/2     0.625   2       1
#   Yucatán    1/10    0.55               1/2     0.525   3       1
# No weight and no mean turns them around: with all pillars they stay as they are.
FILES = {CAPITAL: WHOLE, OAXACA: HALF, YUCATAN: replace(HALF, number="1")}
RUNS = 800


async def three_states(**rules: Any) -> str:
    """They are published, and tried as the rules say; the SHA-256."""
    definition = a_definition()
    definition["index"] = {"robustness": {"runs": RUNS, "top": 2, **rules}}
    await open_edition(definition)
    await enter(EDITION, {CAPITAL: "states"})
    for code, files in FILES.items():
        await verified({**P1, "I1-01": files, "I1-02": DATED}, code, by=ANYWHERE)
    await move_to(Stage.REPLY)
    return await publish()


def rows(page: Page, table: str) -> list[list[str]]:
    return [
        [
            cell.get_text(" ", strip=True).replace("\N{NO-BREAK SPACE}", " ")
            for cell in row.select("td, th")
        ]
        for row in page.select(f"#{table} tbody tr")
    ]


# Who may see it


@pytest.mark.parametrize("address", [ROBUSTNESS, TABLE, DATA])
async def test_nothing_is_told_before_publication(
    app: Litestar, browser: Browser, address: str
) -> None:
    await measured()
    page = await browser.open(address, 404)
    assert "se verán cuando se publiquen" in page.text


@pytest.mark.parametrize("address", [ROBUSTNESS, TABLE, DATA])
async def test_private_results_are_nowhere_in_public(
    app: Litestar, browser: Browser, address: str
) -> None:
    definition = a_definition()
    definition["edition"]["results"] = "private"
    await measured(definition)
    await publish()
    await browser.open(address, 404)
    method = await browser.open(f"/metodo/{EDITION}")
    assert "robustez?" not in method.source
    assert ROBUSTNESS not in method.source


@pytest.mark.parametrize("ending", ["csv", "json"])
async def test_a_file_that_somebody_has_is_not_sent_again(
    app: Litestar, browser: Browser, ending: str
) -> None:
    await measured()
    await publish()
    address = f"/indicador/{EDITION}/robustez.{ending}"
    first = await browser.client.get(address)
    again = await browser.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


@pytest.mark.parametrize("ending", ["robustez", "robustez.csv", "robustez.json"])
async def test_unknown_edition(app: Litestar, browser: Browser, ending: str) -> None:
    await browser.open(f"/indicador/1999/{ending}", 404)


# The page


@pytest.mark.both
async def test_page_says_how_firm_each_place_is(app: Litestar, browser: Browser) -> None:
    digest = await three_states()
    page = await browser.open(ROBUSTNESS)
    assert page.h1.get_text() == f"Robustez {EDITION}"
    assert "Entre los primeros 2" in [each.get_text() for each in page.select("#firmness thead th")]
    runs = "en 9 de cada 10 corridas"
    assert rows(page, "firmness") == [
        [
            "1",
            "Ciudad de México",
            f"1 lugar 1 {runs}",
            "1",
            "100 %",
            "0.0",
            "no es firme",
            "con nadie",
        ],
        [
            "2",
            "Oaxaca",
            f"1 a 2 entre 1 y 2 {runs}",
            "2",
            "100 %",
            "0.3",
            "no es firme",
            "con nadie",
        ],
        ["3", "Yucatán", f"1 a 3 entre 1 y 3 {runs}", "3", "25 %", "0.5", "—", "con nadie"],
    ]
    assert not page.select("#firmness .band")
    assert "Todos están en una sola banda" in page.text
    assert f"el índice {RUNS} veces" in page.text
    assert "La semilla es 2026" in page.text
    assert digest in page.text
    assert rows(page, "frequencies")[1] == ["Oaxaca", "1: 200 corridas; 2: 600 corridas"]


@pytest.mark.both
async def test_bands_stand_over_their_governments(app: Litestar, browser: Browser) -> None:
    await three_states(drops=False)
    heads = [f"Banda {n}: 1 gobierno, lugar {n}" for n in (1, 2, 3)]
    page = await browser.open(ROBUSTNESS)
    assert [each.get_text() for each in page.select("#firmness .band")] == heads
    assert [row[6:] for row in rows(page, "firmness") if len(row) > 1] == [
        ["es firme", "delante de 2"],
        ["es firme", "detrás de 1, delante de 1"],
        ["—", "detrás de 2"],
    ]
    ranking = await browser.open(RANKING)
    assert [each.get_text() for each in ranking.select("#ranking .band")] == heads
    assert "no es firme" not in ranking.text.lower()


async def test_page_says_what_moves_the_places(app: Litestar, browser: Browser) -> None:
    await three_states()
    page = await browser.open(ROBUSTNESS)
    assert "Lo que más mueve los lugares: el pilar que se deja fuera." in page.text
    shares = {name: (first, total) for name, first, total in rows(page, "factors")}
    # Everything is this one choice, but for the noise of an estimate.
    assert shares["los pesos"][1] == shares["la media con que se hace el índice"][1] == "0 % ± 0"
    assert shares["el pilar que se deja fuera"][0] == "100 % ± 0"
    assert rows(page, "influence-table")[0][1:] == ["1.0", "2"]
    assert rows(page, "influence-table")[0][0].startswith("I1-01")


async def test_places_that_nothing_moves(app: Litestar, browser: Browser) -> None:
    await three_states(drops=False)
    page = await browser.open(ROBUSTNESS)
    assert "Ninguna de estas decisiones mueve los lugares de esta liga." in page.text


async def test_too_few_runs_do_not_say_what_moves_the_places(
    app: Litestar, browser: Browser
) -> None:
    await three_states(runs=150)
    page = await browser.open(ROBUSTNESS)
    assert "Son muy pocas corridas para decirlo." in page.text
    assert not page.select("#factors")


async def test_a_league_without_any_index(app: Litestar, browser: Browser) -> None:
    await open_edition()
    await move_to(Stage.REPLY)
    await publish()
    page = await browser.open(ROBUSTNESS)
    assert "Ningún gobierno de esta liga tiene índice." in page.text
    assert not page.select("#firmness, #factors, #influence-table")
    assert "intervalo" not in (await browser.open(RANKING)).text


async def test_unknown_league_shows_the_first_one(app: Litestar, browser: Browser) -> None:
    await three_states()
    page = await browser.open(f"{ROBUSTNESS}?liga=no-such")
    assert page.select_one("#places").get_text() == "Estados"


async def test_page_in_english(app: Litestar, browser: Browser) -> None:
    await three_states()
    page = await browser.open(f"{ROBUSTNESS}?idioma=en")
    assert page.h1.get_text() == f"Robustness {EDITION}"
    assert "between 1 and 2 in 9 of every 10 runs" in page.text
    assert "2: 600 runs" in page.text


# Elsewhere


async def test_ranking_and_profile_say_the_interval_and_lead_to_the_page(
    app: Litestar, browser: Browser
) -> None:
    await three_states()
    ranking = await browser.open(RANKING)
    assert rows(ranking, "ranking")[1][3] == "1 a 2 entre 1 y 2 en 9 de cada 10 corridas"
    assert "No es firme el orden de 2 de los 2 pares de vecinos" in ranking.text
    profile = await browser.open(PROFILE)
    assert (
        "Lugar 2 de su liga; con otras maneras de medir, entre 1 y 2 en 9 de cada 10 corridas "
        "de la prueba de robustez. Su orden respecto de 2 gobiernos no es firme"
    ) in profile.text
    here = f"{ROBUSTNESS}?liga=states"
    for page in (ranking, profile):
        assert here in [link["href"] for link in page.select("main a")]
    method = await browser.open(f"/metodo/{EDITION}")
    assert ROBUSTNESS in [link["href"] for link in method.select("main a")]


async def test_method_leads_there_only_once_there_is_something(
    app: Litestar, browser: Browser
) -> None:
    await measured()
    assert ROBUSTNESS not in (await browser.open(f"/metodo/{EDITION}")).source


@pytest.mark.both
async def test_the_same_as_data_and_as_a_table(app: Litestar, browser: Browser) -> None:
    digest = await three_states()
    reply = (await browser.open(DATA)).response
    told = json.loads(reply.content)
    assert reply.headers["ETag"] == f'"{hashlib.sha256(reply.content).hexdigest()}"'
    assert reply.content == canonical_bytes(told)
    snapshot = json.loads((await snapshot_document(EDITION))[0])
    assert {key: told[key] for key in ("leagues", "participants")} == snapshot["robustness"]
    assert told["rules"] == snapshot["index"]["robustness"]
    assert (told["format"], told["snapshot_sha256"]) == ("liga-robustness-1", digest)
    assert told["definition_sha256"] == snapshot["index_sha256"]
    text = (await browser.open(TABLE)).response.content.decode("utf-8-sig")
    header, first, second, _ = csv.reader(text.splitlines())
    assert len(header) == len(first)
    assert header[8] == "Entre los primeros 2 (% de las corridas)"
    assert second == [
        *("Estados", OAXACA, "Oaxaca", "2", "1", "2", "1", "2"),
        *("100", "0.25", "1: 200; 2: 600"),
    ]


async def test_one_published_by_an_earlier_version_is_tried_when_it_is_read(
    app: Litestar, browser: Browser
) -> None:
    await three_states()
    document = json.loads((await snapshot_document(EDITION))[0])
    told = document.pop("robustness")
    document["format"] = "liga-snapshot-3"
    row = {
        "edition": EDITION,
        "number": 2,
        "sha256": "3" * 64,
        "document": json.dumps(document),
        "note": "",
        "created_at": NOON,
    }
    await write([Step(KEEP_SNAPSHOT, row)])
    data = json.loads((await browser.open(DATA)).response.content)
    assert {key: data[key] for key in told} == told
    assert data["snapshot_sha256"] == "3" * 64
    await browser.open(ROBUSTNESS)


# What nobody verified


async def without_one() -> str:
    """Nobody decided on I1-02 of Yucatán; the SHA-256 of what was published."""
    definition = a_definition()
    definition["index"] = {"robustness": {"runs": RUNS, "top": 2, "drops": False}}
    await open_edition(definition)
    await enter(EDITION, {CAPITAL: "states"})
    for code, files in FILES.items():
        own = {**P1, "I1-01": files, "I1-02": DATED}
        if code != YUCATAN:
            await verified(own, code, by=ANYWHERE)
            continue
        await answer(own, code)
        for topic in ("P1", "I1"):
            await sign(topic, code)
        for item in own.keys() - {"I1-02"}:
            await decide(item, participant=code, by=ANYWHERE)
    await move_to(Stage.REPLY)
    return await publish()


#   Yucatán  I1-02 as a no: I 1/20, index 0.275, last; as a yes: 0.55, 0.525, last all the same
#   Oaxaca   0.625 whatever becomes of it
async def test_what_nobody_verified_is_tried_as_a_no_and_as_a_yes(
    app: Litestar, browser: Browser
) -> None:
    await without_one()
    page = await browser.open(ROBUSTNESS)
    told = {row[0]: row[1:] for row in rows(page, "unsettled")}
    assert told["Yucatán"][0] == "1"
    assert told["Oaxaca"][0] == "0"
    data = json.loads((await browser.open(DATA)).response.content)
    found = {each["participant"]: each for each in data["unverified"]}
    assert found[YUCATAN]["items"] == 1
    assert {each["participant"] for each in data["unverified"]} == {CAPITAL, OAXACA, YUCATAN}


async def test_where_everything_is_verified_there_is_nothing_to_try(
    app: Litestar, browser: Browser
) -> None:
    await three_states()
    page = await browser.open(ROBUSTNESS)
    assert not page.select("#unverified")
    assert json.loads((await browser.open(DATA)).response.content)["unverified"] == []
