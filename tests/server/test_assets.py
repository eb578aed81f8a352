"""Recursos: what is served for ever, and what is not served at all."""

import gzip
import shutil
from pathlib import Path

import pytest

from server.app import create_app
from server.assets import read_assets
from server.settings import Settings
from server.templating import STATIC, Appearance, read_appearance
from tests.browser import Browser, browsing, running
from tests.server.people import QUICK


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "base.css").write_text("body { color: red }\n" * 100)
    (tmp_path / "img.svg").write_text("<svg/>")
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / ".integrity").write_text("sha512-")
    return tmp_path


def test_only_known_types_are_served(folder: Path) -> None:
    assert set(read_assets(folder).files) == {"css/base.css", "img.svg"}


def test_the_build_is_the_same_for_the_same_files(folder: Path) -> None:
    assert read_assets(folder).build == read_assets(folder).build


@pytest.mark.parametrize("change", ["content", "name", "another"])
def test_any_change_is_another_build(folder: Path, change: str) -> None:
    before = read_assets(folder).build
    if change == "content":
        (folder / "img.svg").write_text("<svg />")
    elif change == "name":
        (folder / "img.svg").rename(folder / "map.svg")
    else:
        (folder / "app.js").write_text("")
    assert read_assets(folder).build != before


def test_what_is_not_there_is_a_mistake_of_ours(folder: Path) -> None:
    assets = read_assets(folder)
    assert assets.has("img.svg")
    assert not assets.has("vendor/htmx.js")
    with pytest.raises(LookupError, match=r"vendor/htmx\.js"):
        assets.address("vendor/htmx.js")


def test_the_text_of_what_may_be_missing(folder: Path) -> None:
    assert read_assets(folder).text("img.svg") == "<svg/>"
    assert read_assets(folder).text("vendor/map.svg") is None


def test_small_files_are_not_packed_larger(folder: Path) -> None:
    files = read_assets(folder).files
    assert files["img.svg"].packed is None
    packed = files["css/base.css"].packed
    assert packed
    assert gzip.decompress(packed) == files["css/base.css"].content


def address(appearance: Appearance, name: str = "css/base.css") -> str:
    return appearance.assets.address(name)


async def test_an_asset_may_be_kept_for_ever(browser: Browser, appearance: Appearance) -> None:
    page = await browser.open(address(appearance))
    headers = page.response.headers
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["content-type"] == "text/css; charset=utf-8"
    assert headers["vary"] == "Accept-Encoding"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-encoding"] == "gzip"
    assert page.response.content == appearance.assets.files["css/base.css"].content


async def test_who_cannot_unpack_gets_it_plain(browser: Browser, appearance: Appearance) -> None:
    page = await browser.open(address(appearance), **{"Accept-Encoding": "identity"})
    assert "content-encoding" not in page.response.headers
    assert page.response.content == appearance.assets.files["css/base.css"].content


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("js/app.js", "text/javascript; charset=utf-8"), ("img/favicon.svg", "image/svg+xml")],
)
async def test_types_are_what_browsers_want(
    browser: Browser, appearance: Appearance, name: str, media_type: str
) -> None:
    page = await browser.open(address(appearance, name))
    assert page.response.headers["content-type"] == media_type


async def test_another_build_is_another_address(browser: Browser, appearance: Appearance) -> None:
    page = await browser.open("/recursos/0123456789abcdef/css/base.css", 404)
    assert page.response.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    "name",
    [
        "css/nada.css",
        "../pyproject.toml",
        "css/../../server/app.py",
        "%2e%2e/pyproject.toml",
        "..%2fpyproject.toml",
        "css%2fbase.css%00.svg",
        "/etc/passwd",
        "vendor/htmx/package.json",
        "css",
        "",
    ],
)
async def test_no_path_leads_outside(browser: Browser, appearance: Appearance, name: str) -> None:
    response = await browser.client.get(f"/recursos/{appearance.assets.build}/{name}")
    assert response.status_code in {400, 404}
    assert response.headers["content-type"].startswith("text/html")


async def test_a_page_without_the_scripts_of_others_is_whole(
    settings: Settings, tmp_path: Path
) -> None:
    shutil.copytree(STATIC, tmp_path / "static", ignore=shutil.ignore_patterns("vendor"))
    app = create_app(settings, appearance=read_appearance(tmp_path / "static"), passwords=QUICK)
    async with running(app), browsing(app) as browser:
        page = await browser.open("/entrar")
    assert not [tag for tag in page.select("script") if "vendor" in str(tag["src"])]


async def test_assets_ask_nobody_who_they_are(ana: Browser, appearance: Appearance) -> None:
    page = await ana.open(address(appearance))
    assert page.response.headers["cache-control"].startswith("public")


async def test_the_page_names_every_style_of_this_build(
    browser: Browser, appearance: Appearance
) -> None:
    page = await browser.open("/entrar")
    for link in page.select("link[rel=stylesheet]"):
        assert str(link["href"]).startswith(f"/recursos/{appearance.assets.build}/css/")
        await browser.open(str(link["href"]))


async def test_health_says_that_the_database_answers(browser: Browser) -> None:
    page = await browser.open("/salud")
    assert page.response.json() == {"database": "ok"}
