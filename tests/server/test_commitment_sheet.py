"""Hoja de un compromiso: the code on paper leads a phone to the address that stands beside it."""

import re

import pytest
import segno

from tests.browser import Browser
from tests.commitments import a_commitment, promised
from tests.editions import open_edition
from tests.server.test_lists import SITE

pytestmark = pytest.mark.both

QUIET = 4
STROKE = re.compile(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z")


def dark_in(drawn: str) -> set[tuple[int, int]]:
    """The squares, as (row, column), that a path covers; nothing else may stand in it."""
    assert not STROKE.sub("", drawn)
    found = set()
    for column, row, long, back in STROKE.findall(drawn):
        assert long == back
        found |= {(int(row), int(column) + n) for n in range(int(long))}
    return found


async def test_the_code_of_a_sheet_says_its_address(browser: Browser) -> None:
    await open_edition()
    await promised(a_commitment())
    page = await browser.open("/compromisos/1/hoja")
    code = page.select_one("#sheet svg.code")
    parts = ("title", "rect", "path")
    title, ground, path = (page.select_one(f"svg.code > {part}") for part in parts)
    address = f"{SITE}/compromisos/1"
    assert address in page.select_one("#sheet section:has(svg.code)").text
    assert code["role"] == "img"
    assert title.text == f"Código QR de la dirección {address}"
    assert code["aria-labelledby"] == title["id"]
    # Dark on white, whatever colours the page has.
    assert (ground["fill"], path["fill"]) == ("#fff", "#000")
    matrix = segno.make(address, error="m", micro=False).matrix
    side = len(matrix) + 2 * QUIET
    assert code["viewBox"] == f"0 0 {side} {side}"
    assert (ground["width"], ground["height"]) == (str(side), str(side))
    wanted = {
        (row + QUIET, column + QUIET)
        for row, line in enumerate(matrix)
        for column, dark in enumerate(line)
        if dark
    }
    assert dark_in(path["d"]) == wanted
