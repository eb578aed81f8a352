"""Paquete de datos: everything that was published of an edition, as files in one ZIP.

A data package as Frictionless describes it (Data Package and Table Schema, version 1). No clock, no
chance: the same snapshot gives the same bytes, so far as the packer of the ZIP does.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from itertools import chain
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from game.questionnaire import Text
from indicators.canonical import Json
from indicators.open_data import words
from indicators.open_data.answered import answered_tables
from indicators.open_data.asked import asked_tables
from indicators.open_data.measured import Measured, measured_tables
from indicators.open_data.tables import (
    Column,
    Row,
    Table,
    codes_of,
    column,
    csv_of,
    schema_of,
)

FORMAT: Final = "liga-data-1"
SNAPSHOT: Final = "instantanea.json"
DESCRIPTOR: Final = "datapackage.json"
LICENCE: Final = "LICENCIA.txt"
README: Final = "LEEME.md"
SUMS: Final = "SHA256SUMS"
CSV: Final = "text/csv"
JSON: Final = "application/json"
PLAIN: Final = "text/plain"
_UNIX: Final = 3
_READABLE: Final = 0o644 << 16
_SMALLEST: Final = 9


@dataclass(frozen=True, slots=True)
class Imprint:
    """Which publication of an edition it is: by its number, its day and its snapshot's SHA-256.

    `dated`: what stands for it in an address. `note`: what an erratum changed.
    """

    edition: str
    number: int
    dated: str
    day: date
    at: datetime
    sha256: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of the package. `rows`: of a table."""

    name: str
    media_type: str
    title: Text
    meaning: Text
    content: bytes
    rows: int | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Package:
    """All files of a publication, in their order, and the ZIP that holds them."""

    files: tuple[DataFile, ...]
    tables: tuple[Table, ...]
    zipped: bytes


def package_of(snapshot: Json, document: bytes, imprint: Imprint, measured: Measured) -> Package:
    """The package of a snapshot; `document` are its own bytes."""
    tables = tables_of(snapshot, measured)
    given = (
        *(_csv_file(table) for table in tables),
        DataFile(SNAPSHOT, JSON, words.SNAPSHOT, words.SNAPSHOT_OF, document),
    )
    told = _Told(snapshot["definition"]["edition"], imprint)
    descriptor = _descriptor(told, tables, {each.name: each for each in given})
    files = (
        *given,
        _text_file(DESCRIPTOR, JSON, words.DESCRIPTOR, _json_text(descriptor)),
        _text_file(LICENCE, PLAIN, words.LICENCE, told.licence_text()),
    )
    files = (
        *files,
        _text_file(README, "text/markdown", words.README, told.readme(files)),
    )
    sums = "".join(f"{each.sha256}  {each.name}\n" for each in sorted(files, key=_by_name))
    files = (*files, _text_file(SUMS, PLAIN, words.SUMS, sums))
    return Package(files, tables, _zipped(files, imprint.day))


def tables_of(snapshot: Json, measured: Measured) -> tuple[Table, ...]:
    """All tables of a snapshot: what is asked, answered and measured, and what each field means."""
    definition = snapshot["definition"]
    leagues = [each["code"] for each in definition["edition"]["leagues"]]
    participants, *answered = answered_tables(snapshot)
    found = (
        participants,
        *asked_tables(definition, snapshot["index"]),
        *answered,
        *measured_tables(measured, leagues),
    )
    codes = Table("codigos", words.CODES, words.CODES_OF, _CODES, ("tabla", "campo", "codigo"), ())
    dictionary = Table(
        "diccionario", words.DICTIONARY, words.DICTIONARY_OF, _DICTIONARY, ("tabla", "campo"), ()
    )
    everything = (*found, dictionary, codes)
    return (
        *found,
        _filled(dictionary, chain.from_iterable(map(_dictionary_rows, everything))),
        _filled(codes, ((t.name, c.name, code, *_both(w)) for t, c, code, w in codes_of(found))),
    )


def licence_of(edition: Json) -> Json | None:
    """What an edition says of the licence of its data; older ones say nothing."""
    found: Json | None = edition.get("licence")
    return found


_WHERE: Final = (
    column("tabla", "string", "Nombre de la tabla", "Name of the table", required=True),
    column("campo", "string", "Nombre del campo", "Name of the field", required=True),
)
_MEANING: Final = (
    column("significado_es", "string", "Lo que significa", "Meaning, in Spanish", required=True),
    column("significado_en", "string", "En inglés", "Meaning, in English", required=True),
)
_CODES: Final = (
    *_WHERE,
    column("codigo", "string", "Lo que dice la celda", "What a cell says", required=True),
    *_MEANING,
)
_DICTIONARY: Final = (
    *_WHERE,
    column("orden", "integer", "Lugar en la tabla", "Position", required=True, minimum=1),
    column("tipo", "string", "Tipo de Table Schema", "Type of Table Schema", required=True),
    column("obligatorio", "boolean", "Si nunca está vacío", "If never empty", required=True),
    column(
        "clave", "boolean", "Si es de la clave primaria", "If of the primary key", required=True
    ),
    column("referencia", "string", "Tabla y campo a que remite", "Table and field it refers to"),
    column("restricciones", "string", "Otras reglas, en JSON", "Other rules, as JSON"),
    *_MEANING,
)


def _filled(table: Table, rows: Iterable[Row]) -> Table:
    return Table(table.name, table.title, table.meaning, table.columns, table.key, tuple(rows))


def _dictionary_rows(table: Table) -> Iterator[Row]:
    leads = {
        own: f"{each.table}.{other}"
        for each in table.references
        for own, other in zip(each.columns, each.key, strict=True)
    }
    for number, each in enumerate(table.columns, start=1):
        yield (
            *(table.name, each.name, number, each.kind, each.is_required),
            *(each.name in table.key, leads.get(each.name), _rules(each), *_both(each.meaning)),
        )


def _rules(each: Column) -> str | None:
    told = {**({"enum": list(each.codes)} if each.codes else {}), **each.rules}
    return json.dumps(told, ensure_ascii=False, sort_keys=True) if told else None


def _both(text: Text) -> tuple[str, str]:
    return text.es, text.en


def _csv_file(table: Table) -> DataFile:
    content = csv_of(table)
    return DataFile(table.file, CSV, table.title, table.meaning, content, len(table.rows))


def _text_file(name: str, media_type: str, title: Text, text: str) -> DataFile:
    return DataFile(name, media_type, title, title, text.encode())


def _json_text(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class _Told:
    """What a package says of itself, from what its edition and its publication say."""

    edition: Mapping[str, Any]
    imprint: Imprint

    @property
    def licence(self) -> Json | None:
        return licence_of(dict(self.edition))

    def facts(self, locale: str) -> dict[str, str]:
        """All that a sentence may have in braces."""
        imprint, licence = self.imprint, self.licence
        title = self.edition["name"][locale]
        named = {"name": "", "spdx": "", "url": "", "credit": title}
        if licence is not None:
            named = {
                **{name: licence[name][locale] for name in ("name", "credit")},
                **{name: licence[name] for name in ("spdx", "url")},
            }
        return {
            "title": title,
            "edition": imprint.edition,
            "day": imprint.day.isoformat(),
            "dated": imprint.dated,
            "number": str(imprint.number),
            "sha256": imprint.sha256,
            "note": " ".join(filter(None, (self._note(locale), imprint.note))),
            "synthetic": f"**{_of(words.SYNTHETIC, locale)}**\n\n" if self.is_synthetic else "",
            **named,
        }

    @property
    def is_synthetic(self) -> bool:
        return bool(self.edition["synthetic"])

    def _note(self, locale: str) -> str:
        note = self.edition.get("note")
        return note[locale] if note else ""

    def licence_text(self) -> str:
        """The file of the licence, in both languages."""
        text = words.NO_LICENCE if self.licence is None else words.LICENSED
        warned = [_of(words.SYNTHETIC, each) for each in _LOCALES if self.is_synthetic]
        said = [_of(text, each).format(**self.facts(each)) for each in _LOCALES]
        return "\n\n".join((*said, *warned)) + "\n"

    def readme(self, files: Sequence[DataFile]) -> str:
        """What is in the package and how it is read, in both languages."""
        return "\n".join(self._readme(each, files) for each in _LOCALES)

    def _readme(self, locale: str, files: Sequence[DataFile]) -> str:
        facts = self.facts(locale)
        text = words.NO_LICENCE if self.licence is None else words.LICENSED
        lines = (
            f"- `{each.name}`: {_of(each.title, locale)}. SHA-256 `{each.sha256}`" for each in files
        )
        return _of(words.LEEME, locale).format(
            **facts,
            cited=_of(words.CITED, locale).format(**facts),
            licence=_of(text, locale).format(**facts),
            files="\n".join(lines),
        )


_LOCALES: Final = ("es", "en")


def _of(text: Text, locale: str) -> str:
    return text.of(locale)


def _descriptor(told: _Told, tables: Sequence[Table], files: Mapping[str, DataFile]) -> Json:
    """`datapackage.json`. Its standard has one language: English stands beside, as `…_en`."""
    imprint, edition, licence = told.imprint, told.edition, told.licence
    licenses = (
        {
            "licenses": [
                {
                    "name": licence["spdx"],
                    "path": licence["url"],
                    "title": licence["name"]["es"],
                    "title_en": licence["name"]["en"],
                }
            ],
            "contributors": [
                {
                    "title": licence["credit"]["es"],
                    "title_en": licence["credit"]["en"],
                    "role": "publisher",
                }
            ],
        }
        if licence
        else {}
    )
    return {
        "profile": "data-package",
        "name": f"liga-{imprint.edition}".lower(),
        "title": edition["name"]["es"],
        "title_en": edition["name"]["en"],
        "description": told.facts("es")["note"] or edition["name"]["es"],
        "description_en": told.facts("en")["note"] or edition["name"]["en"],
        "version": str(imprint.number),
        "created": imprint.at.isoformat(),
        **licenses,
        "keywords": [edition["instrument"], imprint.edition],
        "sources": [
            {"title": f"{words.SNAPSHOT.es}, SHA-256 {imprint.sha256}", "path": SNAPSHOT},
        ],
        "synthetic": told.is_synthetic,
        "format": FORMAT,
        "snapshot_sha256": imprint.sha256,
        "resources": [
            *(_table_resource(each, files[each.file]) for each in tables),
            {**_resource(files[SNAPSHOT], "instantanea"), "format": "json"},
        ],
    }


def _table_resource(table: Table, file: DataFile) -> Json:
    return {
        "profile": "tabular-data-resource",
        "type": "table",
        **_resource(file, table.name),
        "format": "csv",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\r\n",
            "doubleQuote": True,
            "header": True,
        },
        "schema": schema_of(table),
    }


def _resource(file: DataFile, name: str) -> Json:
    return {
        "name": name,
        "path": file.name,
        "title": file.title.es,
        "title_en": file.title.en,
        "description": file.meaning.es,
        "description_en": file.meaning.en,
        "mediatype": file.media_type,
        "encoding": "utf-8",
        "bytes": len(file.content),
        "hash": f"sha256:{file.sha256}",
    }


def _by_name(file: DataFile) -> str:
    return file.name


def _zipped(files: Iterable[DataFile], day: date) -> bytes:
    """In the order of their names, all of the day they were published."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for each in sorted(files, key=_by_name):
            entry = ZipInfo(each.name, (day.year, day.month, day.day, 0, 0, 0))
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, each.content, compresslevel=_SMALLEST)
    return packed.getvalue()
