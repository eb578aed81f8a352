"""Recursos de terceros: what the installation fetches, keeps and refuses. No network here."""

import importlib.util
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest

from server.vendoring import (
    AGAIN,
    DEFAULT_REGISTRY,
    MARKER,
    Vendored,
    is_there,
    registry,
    vendor,
    wanted,
    warning,
)

ROOT = Path(__file__).parents[2]
HASH = "sha512-" + "A" * 86 + "=="
OTHER_HASH = "sha512-" + "B" * 86 + "=="
HTMX = Vendored("static/vendor/htmx", "htmx.org", "4.0.1", HASH)
SOURCE = "https://registro.invalid"


class Registry:
    """A registry on this side of the network: it counts what it is asked for."""

    def __init__(self, problem: Exception | None = None) -> None:
        self.problem = problem
        self.asked: list[str] = []

    def __call__(
        self, dest: Path, package: str, version: str, integrity: str, *, registry: str
    ) -> None:
        self.asked.append(f"{registry}/{package}@{version}")
        if self.problem:
            raise self.problem
        shutil.rmtree(dest, ignore_errors=True)
        dest.mkdir(parents=True)
        (dest / "package.json").write_text(json.dumps({"name": package, "version": version}))
        (dest / "htmx.js").write_text(f"// {integrity}")


def test_a_package_is_fetched_once_and_then_stays(tmp_path: Path) -> None:
    there = Registry()
    assert vendor(tmp_path, [HTMX], SOURCE, there) == {}
    assert vendor(tmp_path, [HTMX], SOURCE, there) == {}
    assert there.asked == [f"{SOURCE}/htmx.org@4.0.1"]
    assert is_there(tmp_path / HTMX.dest, HTMX)


def test_a_checked_copy_serves_where_there_is_no_network(tmp_path: Path) -> None:
    vendor(tmp_path, [HTMX], SOURCE, Registry())
    away = Registry(URLError("no route"))
    assert vendor(tmp_path, [HTMX], SOURCE, away) == {}
    assert away.asked == []


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda d: (d / ".integrity").unlink(), id="nobody checked it"),
        pytest.param(lambda d: (d / ".integrity").write_text(OTHER_HASH), id="another hash"),
        pytest.param(
            lambda d: (d / "package.json").write_text('{"version": "4.0.0"}'), id="another version"
        ),
        pytest.param(lambda d: (d / "package.json").write_text("{"), id="a torn package.json"),
        pytest.param(lambda d: (d / "package.json").unlink(), id="no package.json"),
    ],
)
def test_a_copy_that_is_not_what_was_checked_is_fetched_again(
    tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    vendor(tmp_path, [HTMX], SOURCE, Registry())
    spoil(tmp_path / HTMX.dest)
    again = Registry()
    vendor(tmp_path, [HTMX], SOURCE, again)
    assert len(again.asked) == 1
    assert is_there(tmp_path / HTMX.dest, HTMX)


@pytest.mark.parametrize(
    "problem",
    [
        URLError("no route"),
        TimeoutError("too slow"),
        HTTPError(SOURCE, 503, "unavailable", None, None),  # type: ignore[arg-type]
        ConnectionResetError("cut"),
        json.JSONDecodeError("not JSON", "<html>", 0),
        KeyError("dist"),
    ],
    ids=lambda problem: type(problem).__name__,
)
def test_a_registry_out_of_reach_does_not_stop_the_installation(
    tmp_path: Path, problem: Exception
) -> None:
    missing = vendor(tmp_path, [HTMX], SOURCE, Registry(problem))
    assert list(missing) == ["htmx.org"]
    told = warning(missing)
    assert "NOT FETCHED" in told
    assert "htmx.org" in told
    assert type(problem).__name__ in told
    assert f"\n  {AGAIN}\n" in told


def test_a_copy_of_unknown_origin_is_not_served_in_its_place(tmp_path: Path) -> None:
    vendor(tmp_path, [HTMX], SOURCE, Registry())
    (tmp_path / HTMX.dest / ".integrity").unlink()
    vendor(tmp_path, [HTMX], SOURCE, Registry(URLError("no route")))
    assert not (tmp_path / HTMX.dest).exists()


def test_one_package_out_of_reach_does_not_keep_another_away(tmp_path: Path) -> None:
    class Half(Registry):
        def __call__(self, dest: Path, package: str, *given: str, registry: str) -> None:
            self.problem = URLError("no route") if package == "htmx.org" else None
            super().__call__(dest, package, *given, registry=registry)

    other = Vendored("static/vendor/mexico", "@svg-maps/mexico", "2.0.0", HASH)
    assert list(vendor(tmp_path, [HTMX, other], SOURCE, Half())) == ["htmx.org"]
    assert is_there(tmp_path / other.dest, other)


def test_a_wrong_hash_stops_the_installation(tmp_path: Path) -> None:
    wrong = Registry(RuntimeError(f"{HASH}: checksum mismatch"))
    with pytest.raises(RuntimeError, match="checksum mismatch"):
        vendor(tmp_path, [HTMX], SOURCE, wrong)
    assert not is_there(tmp_path / HTMX.dest, HTMX)


@pytest.mark.parametrize(
    ("dest", "integrity"),
    [
        pytest.param("static/vendor/htmx", "sha512-short", id="a hash cut short"),
        pytest.param("static/vendor/htmx", "sha1-" + "A" * 28, id="a weak hash"),
        pytest.param("static/vendor/../css", HASH, id="outside the folder"),
        pytest.param("/etc", HASH, id="from the root"),
    ],
)
def test_an_entry_that_cannot_be_checked_is_refused(dest: str, integrity: str) -> None:
    with pytest.raises(RuntimeError):
        Vendored(dest, "htmx.org", "4.0.1", integrity)


def test_make_tries_again_while_something_is_missing(tmp_path: Path) -> None:
    """As it stands after an installation without network, and then with the assets there."""
    for name in ("Makefile", "pyproject.toml", "requirements.txt"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    for name in ("server/vendoring.py", ".venv/bin/python", ".venv/packages", ".venv/installed"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    def would_do() -> str:
        order = ["make", "--dry-run", ".venv/installed"]
        done = subprocess.run(order, cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout

    for each in wanted(ROOT / "pyproject.toml"):
        assert "python -m server.vendoring" in would_do()
        assert "pip" not in would_do()
        (tmp_path / each.dest).mkdir(parents=True)
        (tmp_path / each.dest / MARKER).write_text(each.integrity)
    assert "server.vendoring" not in would_do()


def test_what_pyproject_asks_for_can_be_read() -> None:
    packages = {each.package: each for each in wanted(ROOT / "pyproject.toml")}
    assert packages.keys() == {"htmx.org", "@svg-maps/mexico"}
    assert packages["htmx.org"].version == "4.0.1"


@pytest.mark.parametrize(
    ("environ", "source"),
    [
        pytest.param({}, DEFAULT_REGISTRY, id="npm's own"),
        pytest.param({"npm_config_registry": SOURCE}, SOURCE, id="the one npm is told of"),
        pytest.param({"NPM_CONFIG_REGISTRY": SOURCE}, SOURCE, id="in capitals"),
        pytest.param({"npm_config_registry": " "}, DEFAULT_REGISTRY, id="an empty one"),
    ],
)
def test_the_registry_is_the_one_npm_would_ask(environ: dict[str, str], source: str) -> None:
    assert registry(environ) == source


def test_the_hook_needs_nothing_of_the_house() -> None:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "server/vendoring.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.AssetsBuildHook.PLUGIN_NAME == "custom"
