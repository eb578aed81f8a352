"""Datos abiertos as anybody sees them: pages, files, dated addresses, nothing before its time."""

import asyncio
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar

from server import open_data
from server.db import Step, params, statement, write
from server.open_data import kept_package
from server.queries.open_data import imprints_of
from server.queries.results import snapshot_document
from server.settings import Settings
from server.tables.results import SnapshotRow
from tests.browser import Browser
from tests.editions import EDITION, LICENCE, a_definition
from tests.server.people import NOON, OAXACA
from tests.server.published import measured, publish

LIST = "/datos"
PAGE = f"/datos/{EDITION}/2026-03-03"
ZIP = f"{PAGE}/liga-{EDITION}.zip"
ANSWERS = f"{PAGE}/respuestas.csv"
NEWEST_ZIP = f"/datos/{EDITION}/liga-{EDITION}.zip"
NEWEST = f"/datos/{EDITION}"
EVERYTHING = [PAGE, ZIP, ANSWERS, NEWEST_ZIP, NEWEST]
KEEP_SNAPSHOT = statement(SnapshotRow.insert(params(SnapshotRow)))


async def three_states(**given: Any) -> str:
    """Measured and published, with something that their edition says."""
    definition = a_definition()
    definition["edition"].update(given)
    await measured(definition)
    return await publish()


async def erratum(note: str, *, at: datetime, number: int = 2) -> None:
    """The same document again, as somebody would publish it who put something right."""
    document, digest = await snapshot_document(EDITION)
    row = {
        "edition": EDITION,
        "number": number,
        "sha256": digest,
        "document": document,
        "note": note,
        "created_at": at,
    }
    await write([Step(KEEP_SNAPSHOT, row)])


async def statuses(browser: Browser, addresses: Iterable[str]) -> dict[str, int]:
    return {each: (await browser.client.get(each)).status_code for each in addresses}


@pytest.fixture
def at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package is made here: a process of its own takes longer than the test."""
    monkeypatch.setattr(open_data, "another", ThreadPoolExecutor)


# Who may see it


async def test_nothing_is_told_before_publication(
    app: Litestar, at_hand: None, browser: Browser
) -> None:
    await measured()
    assert await statuses(browser, EVERYTHING) == dict.fromkeys(EVERYTHING, 404)
    assert "se verán cuando se publiquen" in (await browser.open(PAGE, 404)).text


async def test_the_list_says_that_nothing_is_there_yet(
    app: Litestar, at_hand: None, browser: Browser
) -> None:
    await measured()
    page = await browser.open(LIST)
    assert "Todavía no hay datos publicados" in page.text
    assert json.loads(page.select_one("script[type='application/ld+json']").text)["@graph"] == []


@pytest.mark.parametrize("results", ["private", "aggregate"])
async def test_results_that_are_not_public_are_nowhere(
    app: Litestar, at_hand: None, browser: Browser, results: str
) -> None:
    await three_states(results=results)
    assert await statuses(browser, EVERYTHING) == dict.fromkeys(EVERYTHING, 404)
    assert "Todavía no hay datos publicados" in (await browser.open(LIST)).text
    assert "/datos/" not in (await browser.open(f"/metodo/{EDITION}")).source


async def test_what_is_not_there(app: Litestar, at_hand: None, browser: Browser) -> None:
    await three_states()
    nowhere = (
        "/datos/1999",
        f"/datos/{EDITION}/2026-03-02",
        f"/datos/{EDITION}/nada.csv",
        f"{PAGE}/nada.csv",
        f"{PAGE}/.manifest.json",
        f"{PAGE}/..%2f..%2fsecret.key",
        f"/datos/{EDITION}/2026-03-02/respuestas.csv",
    )
    assert await statuses(browser, nowhere) == dict.fromkeys(nowhere, 404)


# The pages


@pytest.mark.both
async def test_the_list_leads_to_every_publication(
    app: Litestar, at_hand: None, browser: Browser
) -> None:
    await three_states(licence=LICENCE, synthetic=True)
    page = await browser.open(LIST)
    assert "Datos sintéticos" in page.text
    assert page.select_one(f"#edicion-{EDITION} [rel~=license]")["href"] == LICENCE["url"]
    (row,) = page.select(f"#versions-{EDITION} tbody tr")
    assert row.select_one("th a")["href"] == PAGE
    assert row.select_one("td a")["href"] == ZIP
    content = (await browser.open(ZIP)).response.content
    assert row.select_one(".hash").text == hashlib.sha256(content).hexdigest()
    for address in ("/", f"/indicador/{EDITION}", f"/metodo/{EDITION}"):
        assert (await browser.open(address)).select(f'a[href^="{LIST}"]')


async def test_a_page_says_what_is_in_every_file(
    app: Litestar, at_hand: None, browser: Browser
) -> None:
    digest = await three_states(licence=LICENCE)
    page = await browser.open(PAGE)
    assert digest in page.text
    assert "El observatorio" in page.text
    named = {link["href"] for link in page.select("#files-table a")}
    with zipfile.ZipFile(io.BytesIO((await browser.open(ZIP)).response.content)) as archive:
        assert named == {f"{PAGE}/{name}" for name in archive.namelist()}
        for link in sorted(named):
            name = link.removeprefix(f"{PAGE}/")
            assert (await browser.client.get(link)).content == archive.read(name)
    fields = page.select("#fields-respuestas tbody tr")
    assert [each.select_one("th").text.strip() for each in fields][:3] == [
        "participante",
        "reactivo",
        "estado",
    ]
    assert "sin respuesta" in fields[2].text


async def test_it_is_told_in_english_too(app: Litestar, at_hand: None, browser: Browser) -> None:
    await three_states(licence=LICENCE)
    page = await browser.open(f"{PAGE}?idioma=en")
    assert "The observatory" in page.text
    assert "no answer" in page.select_one("#fields-respuestas").text
    assert "sin respuesta" not in page.select_one("#fields-respuestas").text


async def test_programs_that_look_for_data_find_it_described(
    app: Litestar, at_hand: None, browser: Browser, each_settings: Settings
) -> None:
    await three_states(licence=LICENCE)
    found = json.loads(
        (await browser.open(PAGE)).select_one("script[type='application/ld+json']").text
    )
    site = each_settings.public_url
    assert (found["@context"], found["@type"]) == ("https://schema.org", "Dataset")
    assert found["url"] == f"{site}{PAGE}"
    assert found["license"] == LICENCE["url"]
    assert 50 <= len(found["description"]) <= 5000
    assert f"{site}{ZIP}" in {each["contentUrl"] for each in found["distribution"]}


async def test_what_describes_the_data_cannot_leave_its_block(
    app: Litestar, at_hand: None, browser: Browser
) -> None:
    name = {"es": "</script><h1>hola</h1>", "en": "hello"}
    await three_states(name=name)
    page = await browser.open(PAGE)
    (block,) = page.select("script[type='application/ld+json']")
    assert json.loads(block.text)["name"] == name["es"]


# The files


async def test_a_file_is_saved_under_a_name_that_says_what_it_is(
    app: Litestar, at_hand: None, browser: Browser
) -> None:
    await three_states()
    named = {
        ZIP: ("liga-2026-datos-2026-03-03.zip", "application/zip"),
        ANSWERS: ("liga-2026-respuestas-2026-03-03.csv", "text/csv; charset=utf-8"),
        f"{PAGE}/LEEME.md": ("liga-2026-LEEME-2026-03-03.md", "text/markdown; charset=utf-8"),
        f"{PAGE}/SHA256SUMS": ("liga-2026-SHA256SUMS-2026-03-03", "text/plain; charset=utf-8"),
        f"{PAGE}/datapackage.json": (
            "liga-2026-datapackage-2026-03-03.json",
            "application/json",
        ),
    }
    told = {}
    for address in named:
        headers = (await browser.client.get(address)).headers
        name, again = headers["Content-Disposition"].split("filename*=UTF-8''")
        assert name == f'attachment; filename="{again}"; '
        told[address] = (again, headers["Content-Type"])
    assert told == named


async def test_who_has_a_file_is_told_that_it_still_holds(
    app: Litestar, at_hand: None, browser: Browser, ana: Browser
) -> None:
    await three_states()
    await _holds(ZIP, browser, ana)
    await _holds(ANSWERS, browser, ana)


async def _holds(address: str, browser: Browser, ana: Browser) -> None:
    whole = await browser.client.get(address)
    assert whole.headers["ETag"] == f'"{hashlib.sha256(whole.content).hexdigest()}"'
    assert whole.headers["Cache-Control"] == "public, no-cache"
    again = await browser.client.get(address, headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = await browser.client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == whole.headers["ETag"]
    own = await ana.client.get(f"{address}?idioma=en")
    assert own.content == whole.content


#   the ZIP is asked for in parts: from one byte to another, to the end, and the last ones
async def test_a_part_of_the_zip(app: Litestar, at_hand: None, browser: Browser) -> None:
    await three_states()
    whole = await browser.client.get(ZIP)
    size = len(whole.content)
    assert whole.headers["Accept-Ranges"] == "bytes"
    parts = {
        "bytes=0-99": (0, 99),
        "bytes=100-": (100, size - 1),
        "bytes=-100": (size - 100, size - 1),
        "bytes=100-999999999": (100, size - 1),
    }
    for asked, (first, last) in parts.items():
        part = await browser.client.get(ZIP, headers={"Range": asked})
        assert part.status_code == 206
        assert part.content == whole.content[first : last + 1]
        assert part.headers["Content-Range"] == f"bytes {first}-{last}/{size}"
        assert part.headers["ETag"] == whole.headers["ETag"]


#   beyond the end, backwards, nothing; of another file, several: then the whole is sent
async def test_a_part_that_is_not_there(app: Litestar, at_hand: None, browser: Browser) -> None:
    await three_states()
    asked = {"bytes=999999999-": 416, "bytes=5-2": 416, "bytes=-": 416, "bytes=0-1,4-5": 200}
    told = {
        each: (await browser.client.get(ZIP, headers={"Range": each})).status_code for each in asked
    }
    assert told == asked
    other = {"Range": "bytes=0-1", "If-Range": '"another"'}
    assert (await browser.client.get(ZIP, headers=other)).status_code == 200


# Addresses with a date


@pytest.mark.both
async def test_an_erratum_has_an_address_of_its_own_and_the_old_one_keeps_its_bytes(
    app: Litestar, at_hand: None, browser: Browser
) -> None:
    await three_states()
    before = (await browser.client.get(ZIP)).content
    await erratum("Se corrigió P1-02.", at=NOON + timedelta(days=40))
    newest = f"/datos/{EDITION}/2026-04-12"
    for name in (f"liga-{EDITION}.zip", "respuestas.csv"):
        moved = await browser.client.get(f"/datos/{EDITION}/{name}", follow_redirects=False)
        assert (moved.status_code, moved.headers["Location"]) == (302, f"{newest}/{name}")
    assert (await browser.client.get(ZIP)).content == before
    assert (await browser.client.get(f"{newest}/liga-{EDITION}.zip")).content != before
    old = await browser.open(PAGE)
    assert old.select_one(f'.notice a[href="{newest}"]')
    assert "Se corrigió P1-02." in (await browser.open(newest)).text
    rows = (await browser.open(LIST)).select(f"#versions-{EDITION} tbody tr th a")
    assert [each["href"] for each in rows] == [newest, PAGE]


async def test_two_of_one_day_have_two_addresses(
    app: Litestar, at_hand: None, browser: Browser
) -> None:
    await three_states()
    await erratum("Otra vez.", at=NOON + timedelta(minutes=5))
    page = await browser.open(f"{PAGE}-2")
    assert "Otra vez." in page.text
    assert "Otra vez." not in (await browser.open(PAGE)).text


async def test_the_newest_one_of_an_edition(app: Litestar, at_hand: None, browser: Browser) -> None:
    await three_states()
    moved = await browser.client.get(NEWEST, follow_redirects=False)
    assert (moved.status_code, moved.headers["Location"]) == (302, PAGE)


# Made once


async def test_who_come_together_wait_for_one_making(
    database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await three_states()
    (imprint,) = await imprints_of(EDITION)
    made = []
    make = open_data._make

    async def counted(*given: Any) -> None:
        made.append(given)
        await make(*given)

    monkeypatch.setattr(open_data, "_make", counted)
    first = asyncio.create_task(kept_package(imprint, database))
    await asyncio.sleep(0)
    others = [asyncio.create_task(kept_package(imprint, database)) for _ in range(20)]
    await asyncio.sleep(0.01)
    first.cancel()
    found = await asyncio.gather(*others)
    assert len(made) == 1
    assert {each.zipped.sha256 for each in found} == {found[0].zipped.sha256}
    await kept_package(imprint, database)
    assert len(made) == 1


async def test_a_package_that_is_there_keeps_its_bytes_whatever_would_be_made_now(
    app: Litestar, browser: Browser, each_settings: Settings
) -> None:
    await three_states()
    first = await browser.client.get(ANSWERS)
    (folder,) = (each_settings.data_dir / "open-data").iterdir()
    kept = sorted(each.name for each in folder.iterdir())
    assert f"liga-{EDITION}.zip" in kept
    assert OAXACA in (folder / "respuestas.csv").read_text()
    assert {each.stat().st_mtime for each in folder.iterdir()} == {NOON.timestamp()}
    _forget(folder)
    again = await browser.client.get(ANSWERS)
    assert again.content == first.content


def _forget(folder: Path) -> None:
    for each in folder.iterdir():
        each.unlink()
    folder.rmdir()
