"""Archivos hostiles: each is refused for what it is and leaves nothing; good ones are taken."""

import asyncio
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from litestar import Litestar

from bench.uploads import over_http
from game.rules import RuleBroken
from server.contents import ENDINGS
from server.problems import SENTENCES
from server.storage import Storage, shown_name
from tests.browser import Browser
from tests.conftest import NO_CALC
from tests.corpus import GOOD, HOSTILE, Sample
from tests.editions import open_edition
from tests.files import a_book, a_pdf

LIMIT = 25 * 1024 * 1024
EVIDENCE = "/mi-liga/reactivos/P1-01/evidencia"
CALC = shutil.which("soffice")


def files_in(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def refusal_of(storage: Storage, content: bytes, name: str) -> str:
    """The code a file is refused with; nothing for one that is taken."""
    try:
        storage.keep(io.BytesIO(content), name)
    except RuleBroken as broken:
        return broken.code
    return ""


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 60
    assert len(GOOD) >= 25
    assert len({each.id for each in (*HOSTILE, *GOOD)}) == len(HOSTILE) + len(GOOD)


@pytest.mark.parametrize("sample", HOSTILE, ids=lambda each: each.id)
def test_a_hostile_file_is_refused_for_what_it_is(sample: Sample, tmp_path: Path) -> None:
    storage = Storage(tmp_path, LIMIT)
    assert refusal_of(storage, sample.make(), sample.name) == sample.code
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("sample", GOOD, ids=lambda each: each.id)
def test_a_good_file_is_taken_and_keeps_its_bytes(sample: Sample, tmp_path: Path) -> None:
    content = sample.make()
    storage = Storage(tmp_path, LIMIT)
    stored = storage.keep(io.BytesIO(content), sample.name)
    assert ENDINGS[stored.media_type] == sample.ending
    assert storage.path_of(stored.sha256).read_bytes() == content
    assert re.search(r"\.\w+$", shown_name(sample.name, stored.media_type))


@pytest.mark.parametrize("code", sorted({each.code for each in HOSTILE}))
def test_every_refusal_says_what_to_do(code: str) -> None:
    text = str(SENTENCES[code].text)
    assert text.count(".") > 0 or code == "file-empty"


def test_what_a_site_does_not_take_is_refused_by_its_ending(tmp_path: Path) -> None:
    storage = Storage(tmp_path, LIMIT, frozenset({"application/pdf"}))
    assert refusal_of(storage, a_book(), "padron.xlsx") == "file-type-not-here"
    assert files_in(tmp_path) == []
    assert refusal_of(storage, a_pdf(), "gaceta.pdf") == ""


SENT = HOSTILE[::7]


@pytest.fixture
async def sender(app: Litestar, enter: Callable[..., object]) -> Browser:
    await open_edition()
    return await enter("ana")


async def test_over_http_each_is_told_beside_the_field(sender: Browser) -> None:
    """One journey for them all: what is tried is the way, and the way is one."""
    assert len(SENT) >= 15
    for sample in SENT:
        file = (sample.name or "archivo", sample.make(), "application/pdf")
        page = await sender.send(EVIDENCE, 422, files={"file": file}, page="1")
        beside = page.select("#item-P1-01 .evidence .field .field-error")
        first = str(SENTENCES[sample.code].text).split("{")[0].split(".")[0]
        assert any(first in each.get_text() for each in beside), sample.id


@pytest.mark.slow
def test_a_body_that_is_too_large_costs_a_server_process_no_memory(tmp_path: Path) -> None:
    """One that fits goes to the disk; of 200 MB hardly more is read than the 25 allowed."""
    fits, says, hides = over_http(tmp_path)
    assert [each.status for each in (fits, says, hides)] == [200, 413, 413]
    assert says.taken < 16, "its length said it all"
    assert hides.taken < 48, "it is not read to its end"
    for each in (fits, says, hides):
        assert each.peak - each.before < 12, each.id


@pytest.mark.slow
@pytest.mark.skipif(CALC is None, reason=NO_CALC)
async def test_what_libreoffice_writes_is_taken(tmp_path: Path) -> None:
    table, out = tmp_path / "padron.csv", tmp_path / "out"
    table.write_text("año,número\n2026,2\n" * 50, encoding="utf-8")
    for ending in ("ods", "xlsx", "pdf"):
        await converted(table, ending, out)
    made = sorted(files_in(out))
    assert len(made) == 3
    storage = Storage(tmp_path / "kept", LIMIT)
    for path in made:
        stored = storage.keep(io.BytesIO(path.read_bytes()), path.name)
        assert ENDINGS[stored.media_type] == path.suffix, path.name


async def converted(source: Path, ending: str, out: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        str(CALC),
        f"-env:UserInstallation=file://{out.parent}/profile",
        "--headless",
        "--convert-to",
        ending,
        "--outdir",
        str(out),
        str(source),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert await process.wait() == 0
