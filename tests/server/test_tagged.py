"""Marca de lo publicado: who has a document already is told so, and gets not one byte of it."""

import pytest
from httpx import Response
from litestar import Litestar

from tests.browser import Browser
from tests.editions import EDITION
from tests.server.people import OAXACA
from tests.server.twice import held_twice

DOCUMENTS = [
    f"/indicador/{EDITION}/recibo/{OAXACA}/index.json",
    f"/indicador/{EDITION}/instantanea.json",
    f"/indicador/{EDITION}/robustez.json",
    f"/metodo/{EDITION}/indice.json",
    f"/gobiernos/{OAXACA}/cambio/{EDITION}.json",
]


# In the language of whoever asks.
TABLE = f"/indicador/{EDITION}/indice.csv"


def varies(response: Response) -> set[str]:
    return set(response.headers["Vary"].split(", "))


@pytest.mark.parametrize("address", [*DOCUMENTS, TABLE])
async def test_who_has_a_document_is_told_that_it_still_holds(
    app: Litestar, browser: Browser, address: str
) -> None:
    await held_twice()
    whole = (await browser.open(address)).response
    tag = whole.headers["ETag"]
    for known in (tag, f"W/{tag}", f'"old", W/{tag}', f'"old",{tag}', "*"):
        again = await browser.client.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b""), known
        assert again.headers["ETag"] == tag
        assert again.headers["Cache-Control"] == whole.headers["Cache-Control"]
        assert varies(again) == varies(whole)
        assert "Content-Disposition" not in again.headers
    for other in ('"old"', f'"{tag}', "", tag.strip('"')):
        moved = await browser.client.get(address, headers={"If-None-Match": other})
        assert (moved.status_code, moved.content) == (200, whole.content), other


@pytest.mark.parametrize("address", DOCUMENTS)
async def test_a_document_is_the_same_for_everybody(
    app: Litestar, browser: Browser, ana: Browser, address: str
) -> None:
    """Also for somebody who signed in, and in English: a proxy may keep one for all of them."""
    await held_twice()
    public = (await browser.open(address)).response
    own = await ana.client.get(f"{address}?idioma=en")
    assert own.content == public.content
    for response in (public, own):
        assert response.headers["Cache-Control"] == "public, no-cache"
        assert response.headers["Vary"] == "Accept-Encoding"


async def test_a_table_is_kept_apart_by_language(app: Litestar, browser: Browser) -> None:
    await held_twice()
    ours = await browser.client.get(TABLE)
    theirs = await browser.client.get(
        f"{TABLE}?idioma=en", headers={"If-None-Match": ours.headers["ETag"]}
    )
    assert theirs.status_code == 200
    assert theirs.headers["ETag"] != ours.headers["ETag"]
    for response in (ours, theirs):
        assert response.headers["Cache-Control"] == "public, no-cache"
        assert varies(response) == {"Accept-Encoding", "Accept-Language", "Cookie"}


async def test_a_document_that_is_not_there_has_no_tag(app: Litestar, browser: Browser) -> None:
    for address in (*DOCUMENTS, TABLE):
        response = await browser.client.get(address, headers={"If-None-Match": "*"})
        assert response.status_code == 404
        assert "ETag" not in response.headers
