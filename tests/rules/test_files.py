"""What no file of ours holds: hosts of registries, paths of one machine, things left for later."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BINARY = frozenset({".png", ".ico", ".webp", ".woff2", ".xlsx"})
SKIPPED = frozenset({".venv", ".git", "var", "vendor", "__pycache__"})
# Put together here, so that this file does not hold them either.
HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("python-hosted".replace("-", ""), "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("unpkg", "com"),
        ("jsdelivr", "net"),
        ("cdnjs", "cloudflare", "com"),
        ("googleapis", "com"),
    )
)
PATHS = re.compile(r"(?<![\w.])/(?:work|home|root|Users|mnt)/")
LATER = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")


def files() -> Iterator[Path]:
    """Everything under version control, or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = listed.stdout.decode().split("\0")
        yield from (ROOT / name for name in names if name and (ROOT / name).is_file())
    else:
        yield from (path for path in ROOT.rglob("*") if path.is_file() and not _is_skipped(path))


def _is_skipped(path: Path) -> bool:
    return bool(SKIPPED & set(path.relative_to(ROOT).parts))


TEXTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in files()
    if path.suffix not in BINARY
}


def test_no_file_names_the_host_of_a_registry() -> None:
    found = [f"{name}: {host}" for name, text in TEXTS.items() for host in HOSTS if host in text]
    assert not found


@pytest.mark.parametrize("pattern", [PATHS, LATER], ids=["path of one machine", "left for later"])
def test_no_file_holds_what_only_its_author_understands(pattern: re.Pattern[str]) -> None:
    found = [
        f"{name}: {match[0]}" for name, text in TEXTS.items() for match in pattern.finditer(text)
    ]
    assert not found


@pytest.mark.parametrize("folder", ["game", "indicators", "server"])
def test_module_opens_with_its_meaning(folder: str) -> None:
    silent = [
        name
        for name, text in TEXTS.items()
        if name.startswith(f"{folder}/") and name.endswith(".py") and not text.startswith('"""')
    ]
    assert not silent


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "misc"])
def test_no_module_is_a_drawer(name: str) -> None:
    assert not [each for each in TEXTS if each.endswith(f"/{name}.py")]


def test_what_a_lock_names_is_installed_as_it_stands() -> None:
    """A resolver would take up what was released after the lock, and refuse it: it has no hash."""
    installs = [line for line in TEXTS["Makefile"].splitlines() if "--require-hashes" in line]
    assert installs
    assert all("--no-deps" in line and " check" in line for line in installs)
