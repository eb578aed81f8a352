"""Datos abiertos: the package of a publication, made once by a process of its own, and kept.

It stands in a folder of its own under `open-data`, by its edition, its day and the SHA-256 of its
snapshot: once it is there its bytes are those of its address, whatever a later version would make.
"""

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from game.questionnaire import Text
from indicators.canonical import Json
from indicators.change import lineage_of
from indicators.change_document import Between, Edition
from indicators.definition import definition_of, packed
from indicators.firmness import firmness_of, packed_firmness
from indicators.open_data.measured import Measured
from indicators.open_data.package import DESCRIPTOR, DataFile, Imprint, Package, package_of
from indicators.snapshot import recompute
from server.i18n import locale
from server.imports.definitions import edition_of
from server.pages.open_data import FileFacts, Publication
from server.processes import another
from server.queries.open_data import Sources, sources_of
from server.settings import Settings

MANIFEST: Final = ".manifest.json"
ZIP: Final = "application/zip"
ALL: Final = Text("Todo, en un ZIP", "Everything, in one ZIP")
AT_ONCE: Final = asyncio.Semaphore(1)
# Whoever comes while a package is being made waits for that one.
_making: dict[Path, asyncio.Task[None]] = {}


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a package on the disk. `rows`: of a table."""

    name: str
    path: Path
    media_type: str
    title: Text
    size: int
    sha256: str
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class KeptPackage:
    """A package on the disk: its ZIP, the files in it by their names, and its description."""

    imprint: Imprint
    zipped: KeptFile
    files: Mapping[str, KeptFile]
    descriptor: Mapping[str, Any]

    def file(self, name: str) -> KeptFile | None:
        """The one of that name, the ZIP too."""
        return self.zipped if name == self.zipped.name else self.files.get(name)


def zip_name(edition: str) -> str:
    """What the ZIP is called in its address."""
    return f"liga-{edition}.zip"


def saved_as(imprint: Imprint, name: str) -> str:
    """What a file is called once it is saved: it says of which edition it is, and of which day."""
    file = Path("datos.zip" if name == zip_name(imprint.edition) else name)
    return f"liga-{imprint.edition}-{file.stem}-{imprint.dated}{file.suffix}"


async def kept_package(imprint: Imprint, settings: Settings) -> KeptPackage:
    """The package of a publication; made now where nobody has asked for it yet."""
    folder = _folder_of(imprint, settings)
    if not folder.is_dir():
        await _made_once(imprint, folder)
    return await asyncio.to_thread(_read, imprint, folder)


def publication_of(kept: KeptPackage) -> Publication:
    """What a page tells of a package."""
    return Publication(
        kept.imprint,
        _facts(kept.zipped),
        tuple(map(_facts, kept.files.values())),
        kept.descriptor,
    )


def _facts(file: KeptFile) -> FileFacts:
    title = file.title.of(locale())
    return FileFacts(file.name, title, file.size, file.sha256, file.media_type, file.rows)


def _folder_of(imprint: Imprint, settings: Settings) -> Path:
    name = f"{imprint.edition}-{imprint.dated}-{imprint.sha256[:16]}"
    return settings.data_dir / "open-data" / name


async def _made_once(imprint: Imprint, folder: Path) -> None:
    """One making for all who wait; who gives up does not end it for the others."""
    task = _making.get(folder)
    if task is None or task.get_loop() is not asyncio.get_running_loop():
        task = _making[folder] = asyncio.create_task(_make(imprint, folder))
        task.add_done_callback(lambda _: _making.pop(folder, None))
    await asyncio.shield(task)


async def _make(imprint: Imprint, folder: Path) -> None:
    sources = await sources_of(imprint)
    loop = asyncio.get_running_loop()
    async with AT_ONCE:
        with another() as maker:
            await loop.run_in_executor(maker, write_package, imprint, sources, folder)


def _read(imprint: Imprint, folder: Path) -> KeptPackage:
    found = [
        KeptFile(**{**each, "path": folder / each["name"], "title": Text(*each["title"])})
        for each in json.loads((folder / MANIFEST).read_text("utf-8"))
    ]
    zipped, *files = found
    descriptor = json.loads((folder / DESCRIPTOR).read_text("utf-8"))
    return KeptPackage(imprint, zipped, {each.name: each for each in files}, descriptor)


def write_package(imprint: Imprint, sources: Sources, folder: Path) -> None:
    """Make a package and put its folder in place; runs in the process of the package.

    Two processes that make the same one make the same bytes: the second finds it there.
    """
    package = packed_from(imprint, sources)
    zipped = DataFile(zip_name(imprint.edition), ZIP, ALL, ALL, package.zipped)
    files = (zipped, *package.files)
    folder.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=".making-", dir=folder.parent))
    try:
        for each in files:
            _put(making / each.name, each.content, imprint)
        _put(making / MANIFEST, json.dumps([_told(each) for each in files]).encode(), imprint)
        making.chmod(0o750)
        making.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(making, ignore_errors=True)


def packed_from(imprint: Imprint, sources: Sources) -> Package:
    """The package of a published document, and of the one before it that it continues."""
    after = _opened(sources.document, imprint.sha256)
    between = None
    if sources.former:
        before = _opened(sources.former, sources.former_sha256)
        lineage = lineage_of(before.end.questionnaire, after.end.questionnaire)
        between = Between(before.end, after.end, lineage)
    results = after.end.results
    robustness = after.snapshot.get("robustness") or packed_firmness(firmness_of(results))
    measured = Measured(results, robustness, between)
    return package_of(after.snapshot, sources.document.encode(), imprint, measured)


@dataclass(frozen=True, slots=True)
class _Opened:
    snapshot: Json
    end: Edition


def _opened(document: str, sha256: str) -> _Opened:
    snapshot = json.loads(document)
    edition, questionnaire, _ = edition_of(snapshot["definition"])
    # What was published in the first form does not say by which definition it was computed.
    snapshot.setdefault("index", packed(definition_of(edition, questionnaire)))
    return _Opened(snapshot, Edition(recompute(snapshot), questionnaire, sha256))


def _told(each: DataFile) -> Json:
    return {
        "name": each.name,
        "media_type": each.media_type,
        "title": [each.title.es, each.title.en],
        "size": len(each.content),
        "sha256": each.sha256,
        "rows": each.rows,
    }


def _put(path: Path, content: bytes, imprint: Imprint) -> None:
    """On return it is durable, and as old as its publication."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.utime(path, (imprint.at.timestamp(), imprint.at.timestamp()))
