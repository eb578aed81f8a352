"""Recursos de terceros: browser assets, fetched when the package is installed and never committed.

A build hook of hatchling, which loads this file by its path: it may import nothing of the house.
Each `[[tool.liga.assets]]` of pyproject.toml is an npm package, pinned by version and hash:

- a copy that is already there, and that an earlier run checked, stays and nothing is fetched;
- a package whose hash is another stops the installation;
- a registry that cannot be reached does not: the product works without scripts, and says so.

pip shows what a hook says only with -v. After an installation `python -m server.vendoring` tries
again what is missing and says it aloud; so does make, whatever it makes, while something is.
"""

import json
import os
import re
import shutil
import socket
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any

from hatch_npm_vendor import vendor_package
from hatch_npm_vendor.plugin import DEFAULT_REGISTRY
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Where npm itself is told of another registry.
REGISTRY_VARIABLES = ("npm_config_registry", "NPM_CONFIG_REGISTRY")
# Written beside the files when their hash was right: what it says is what was checked.
MARKER = ".integrity"
INTEGRITY = re.compile(r"sha512-[A-Za-z0-9+/]{86}==")
DEST = re.compile(r"static/vendor/[A-Za-z0-9][A-Za-z0-9._-]*")
PATIENCE_SECONDS = 15.0
# What brings only the assets, and works in any folder.
AGAIN = f"{sys.executable} -m server.vendoring"
# Whatever the network, a proxy or a strange answer can do. A wrong hash is none of these.
UNREACHABLE = (OSError, HTTPException, ValueError, KeyError, TypeError, EOFError)

Fetch = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Vendored:
    """An npm package and the folder it goes to."""

    dest: str
    package: str
    version: str
    integrity: str

    def __post_init__(self) -> None:
        """Refuse what could not be checked, or would be unpacked over something else."""
        if not INTEGRITY.fullmatch(self.integrity):
            raise RuntimeError(f"{self.package}: not a sha512 integrity: {self.integrity}")
        if not DEST.fullmatch(self.dest):
            raise RuntimeError(f"{self.package}: dest must be static/vendor/NAME: {self.dest}")


class AssetsBuildHook(BuildHookInterface[Any]):
    """Runs before the package is built, also for an editable installation."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        missing = vendor_all(Path(self.root))
        if missing:
            self.app.display_warning(warning(missing))


def vendor_all(root: Path) -> Mapping[str, str]:
    """Bring what pyproject.toml asks for; give what could not be had, and why."""
    return vendor(root, wanted(root / "pyproject.toml"), registry(os.environ))


def wanted(pyproject: Path) -> tuple[Vendored, ...]:
    """The packages that pyproject.toml asks for."""
    tool = tomllib.loads(pyproject.read_text(encoding="utf-8"))["tool"]
    return tuple(Vendored(**entry) for entry in tool["liga"]["assets"])


def registry(environ: Mapping[str, str]) -> str:
    """The registry npm would ask."""
    named = (environ.get(variable, "").strip() for variable in REGISTRY_VARIABLES)
    return next((url for url in named if url), DEFAULT_REGISTRY)


def vendor(
    root: Path, packages: Iterable[Vendored], source: str, fetch: Fetch = vendor_package
) -> Mapping[str, str]:
    """Bring each package to its folder; give those that could not be had, and why.

    A wrong hash raises.
    """
    missing: dict[str, str] = {}
    for package in packages:
        folder = root / package.dest
        if is_there(folder, package):
            continue
        # A copy of unknown origin or of another version is worse than none.
        shutil.rmtree(folder, ignore_errors=True)
        try:
            with _patience():
                fetch(folder, package.package, package.version, package.integrity, registry=source)
        except UNREACHABLE as problem:
            missing[package.package] = f"{type(problem).__name__}: {problem}"
        else:
            (folder / MARKER).write_text(package.integrity, encoding="utf-8")
    return missing


def is_there(folder: Path, package: Vendored) -> bool:
    """Whether the copy in a folder is this version and its hash was checked."""
    try:
        marked = (folder / MARKER).read_text(encoding="utf-8")
        version = json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(marked == package.integrity and version == package.version)


def warning(missing: Mapping[str, str]) -> str:
    """What to say, so that nobody overlooks it."""
    lines = [
        "BROWSER ASSETS WERE NOT FETCHED. The product works, without scripts: pages do not",
        "change by themselves. Every `make run` and `make install` tries again. So does, as soon",
        "as the npm registry can be reached:",
        f"  {AGAIN}",
        "What could not be had, and why:",
        *(f"  {package}: {reason}" for package, reason in missing.items()),
    ]
    bar = "!" * 88
    return "\n".join(("", bar, *lines, bar))


@contextmanager
def _patience() -> Iterator[None]:
    """Let no connection wait for ever."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(PATIENCE_SECONDS)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


if __name__ == "__main__":
    if lacking := vendor_all(Path(__file__).parent.parent):
        sys.stderr.write(warning(lacking) + "\n")
