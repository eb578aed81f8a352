"""Datos abiertos: what can be taken away of every edition, finished for its templates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from game.editions import Licence
from indicators.open_data.package import Imprint
from server.i18n import Lazy, day, lazy, list_of, locale, ngettext, number
from server.i18n import gettext as _
from server.pages.links import Link, Url
from server.pages.scores import NOTHING

KILO: Final = 1000
CONTEXT: Final = "https://schema.org"
# The types of Table Schema, in words.
TYPES: Final[Mapping[str, Lazy]] = {
    "string": lazy("texto"),
    "integer": lazy("número entero"),
    "number": lazy("número"),
    "boolean": lazy("sí o no (true, false)"),
    "date": lazy("fecha (AAAA-MM-DD)"),
}


UNLICENSED: Final = lazy(
    "Esta edición no declara una licencia: pregunte a quien publica antes de reutilizar los datos."
)


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """What may be done with the data; without an address, that nothing is declared."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that can be taken away."""

    name: str
    title: str
    url: str
    rows: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A publication of an edition: its page, its ZIP, and what was put right by it."""

    published: str
    url: str
    zipped: FileRow
    note: str
    is_newest: bool


@dataclass(frozen=True, slots=True)
class EditionData:
    """An edition with all of its publications, the newest first."""

    code: str
    name: str
    licence: LicenceLine
    synthetic: bool
    versions: tuple[VersionRow, ...]


@dataclass(frozen=True, slots=True)
class OpenDataPage:
    """Every edition that has data. `described`: the same for programs (schema.org)."""

    title: str
    lead: str
    editions: tuple[EditionData, ...]
    described: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of a table: its type, what it means, and its rules in words."""

    name: str
    kind: str
    meaning: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableCard:
    """A table of the package, field by field."""

    name: str
    title: str
    meaning: str
    rows: str
    fields: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True)
class PublicationPage:
    """One publication of an edition: its files and its dictionary."""

    title: str
    lead: str
    kicker: str
    breadcrumb: tuple[Link, ...]
    synthetic: bool
    newest: Link | None
    note: str
    zipped: FileRow
    licence: LicenceLine
    citation: str
    sha256: str
    files: tuple[FileRow, ...]
    tables: tuple[TableCard, ...]
    commitments: str
    described: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file. `rows`: of a table."""

    name: str
    title: str
    size: int
    sha256: str
    media_type: str
    rows: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Publication:
    """A publication with its files as they are on disk. `descriptor`: its `datapackage.json`."""

    imprint: Imprint
    zipped: FileFacts
    files: tuple[FileFacts, ...]
    descriptor: Mapping[str, Any]

    @property
    def title(self) -> str:
        return _told(self.descriptor, "title")

    @property
    def tables(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(each for each in self.descriptor["resources"] if "schema" in each)

    @property
    def is_synthetic(self) -> bool:
        return bool(self.descriptor["synthetic"])

    @property
    def licence(self) -> LicenceLine:
        """What it says of its licence; an edition may say nothing."""
        for each in self.descriptor.get("licenses", ()):
            return LicenceLine(f"{_told(each, 'title')} ({each['name']})", each["path"])
        return LicenceLine(str(UNLICENSED))

    @property
    def credit(self) -> str:
        """Who is to be named."""
        given = self.descriptor.get("contributors", ())
        return next((_told(each, "title") for each in given), self.title)


def open_data_page(editions: Sequence[Sequence[Publication]], site: str, url: Url) -> OpenDataPage:
    """`site`: the address people use, for what programs are told."""
    datasets = [_dataset(own[0], site, url) for own in editions]
    return OpenDataPage(
        _("Datos abiertos"),
        _(
            "Todo lo publicado de cada edición, para descargarse entero o archivo por archivo: "
            "tablas CSV, JSON y una descripción Frictionless que dice qué es cada campo. Cada "
            "publicación conserva su dirección y sus bytes."
        ),
        tuple(_edition(own, url) for own in editions),
        {"@context": CONTEXT, "@graph": datasets},
    )


def publication_page(found: Publication, newest: Imprint, site: str, url: Url) -> PublicationPage:
    """The page of one publication, the newest of its edition or not."""
    imprint = found.imprint
    is_newest = imprint.number == newest.number
    return PublicationPage(
        title=_("Datos de la edición {edition}").format(edition=imprint.edition),
        lead=found.title,
        kicker=_("Publicados el {day}").format(day=day(imprint.day)),
        breadcrumb=(
            Link(_("Datos abiertos"), url("open_data")),
            Link(f"{imprint.edition} · {imprint.dated}", "", current=True),
        ),
        synthetic=found.is_synthetic,
        newest=None
        if is_newest
        else Link(
            _("Hay una publicación posterior, del {day}").format(day=day(newest.day)),
            _page_url(newest, url),
        ),
        note=imprint.note,
        zipped=_file(found.zipped, imprint, url),
        licence=found.licence,
        citation=_citation(found, f"{site}{_page_url(imprint, url)}"),
        sha256=imprint.sha256,
        files=tuple(_file(each, imprint, url) for each in found.files),
        tables=tuple(_table(each, found.files) for each in found.tables),
        commitments=url("commitments"),
        described={"@context": CONTEXT, **_dataset(found, site, url)},
    )


def licence_line(licence: Licence | None) -> LicenceLine:
    """What an edition says of the licence of its data."""
    if licence is None:
        return LicenceLine(str(UNLICENSED))
    return LicenceLine(f"{licence.name.of(locale())} ({licence.spdx})", licence.url)


def credited(licence: Licence | None) -> str:
    """The same in a sentence, with its address and who is to be named."""
    line = licence_line(licence)
    if licence is None:
        return line.text
    return _("Los datos: {licence}, {url}. Dé crédito a: {credit}.").format(
        licence=line.text, url=line.url, credit=licence.credit.of(locale())
    )


def _citation(found: Publication, address: str) -> str:
    imprint = found.imprint
    return _(
        "{credit}. {title}, edición {edition}, datos publicados el {day}, SHA-256 {sha256}. "
        "{address}"
    ).format(
        credit=found.credit,
        title=found.title,
        edition=imprint.edition,
        day=day(imprint.day),
        sha256=imprint.sha256,
        address=address,
    )


def _page_url(imprint: Imprint, url: Url) -> str:
    return url("open_data_publication", edition=imprint.edition, dated=imprint.dated)


def _file_url(imprint: Imprint, name: str, url: Url) -> str:
    return url("open_data_file", edition=imprint.edition, dated=imprint.dated, file=name)


def _edition(own: Sequence[Publication], url: Url) -> EditionData:
    newest = own[0]
    versions = (
        VersionRow(
            _("Publicados el {day}").format(day=day(each.imprint.day)),
            _page_url(each.imprint, url),
            _file(each.zipped, each.imprint, url),
            each.imprint.note,
            is_newest=not at,
        )
        for at, each in enumerate(own)
    )
    return EditionData(
        newest.imprint.edition,
        newest.title,
        newest.licence,
        newest.is_synthetic,
        tuple(versions),
    )


def _file(file: FileFacts, imprint: Imprint, url: Url) -> FileRow:
    return FileRow(
        file.name,
        file.title,
        _file_url(imprint, file.name, url),
        NOTHING if file.rows is None else number(file.rows),
        size_text(file.size),
        file.sha256,
    )


def size_text(size: int) -> str:
    """In the largest unit of a thousand that leaves a whole one: 512 bytes, 1.2 MB."""
    if size < KILO:
        return ngettext("{n} byte", "{n} bytes", size).format(n=number(size))
    if size < KILO**2:
        return _("{n} kB").format(n=number(Decimal(size) / KILO))
    return _("{n} MB").format(n=number(Decimal(size) / KILO**2, 1))


def _told(each: Mapping[str, Any], name: str) -> str:
    """A description has Spanish under the name of the standard, and English beside it."""
    found: str = each[f"{name}_en" if locale() == "en" else name]
    return found


def _table(resource: Mapping[str, Any], files: Sequence[FileFacts]) -> TableCard:
    rows = next(each.rows for each in files if each.name == resource["path"]) or 0
    schema = resource["schema"]
    return TableCard(
        resource["name"],
        _told(resource, "title"),
        _told(resource, "description"),
        ngettext("{n} renglón", "{n} renglones", rows).format(n=number(rows)),
        tuple(
            FieldRow(
                each["name"],
                str(TYPES[each["type"]]),
                _told(each, "description"),
                tuple(_rules(each, schema)),
            )
            for each in schema["fields"]
        ),
    )


def _rules(field: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    """What a field must keep to, each in a few words."""
    name, constraints = field["name"], field.get("constraints", {})
    if name in schema["primaryKey"]:
        yield _("clave primaria")
    elif constraints.get("required"):
        yield _("nunca vacío")
    for each in schema.get("foreignKeys", ()):
        if name in each["fields"]:
            table = each["reference"]["resource"]
            yield _("remite a {table}").format(table=table) if table else _("remite a esta tabla")
    codes = [f"{each['value']} ({_told(each, 'label')})" for each in field.get("categories", ())]
    if codes:
        yield _("uno de estos códigos: {codes}").format(codes=list_of(codes))
    for name, text in (("minimum", _("desde {n}")), ("maximum", _("hasta {n}"))):
        if name in constraints:
            yield text.format(n=constraints[name])


def _dataset(found: Publication, site: str, url: Url) -> dict[str, Any]:
    """A publication as schema.org's Dataset, for those who look for data."""
    imprint, licence = found.imprint, found.licence
    page = _page_url(imprint, url)
    return {
        "@type": "Dataset",
        "@id": f"{site}{page}",
        "url": f"{site}{page}",
        "name": found.title,
        "description": _description(found),
        "identifier": f"sha256:{imprint.sha256}",
        "version": str(imprint.number),
        "datePublished": imprint.day.isoformat(),
        "isAccessibleForFree": True,
        "inLanguage": ["es-MX", "en"],
        "creator": {"@type": "Organization", "name": found.credit, "url": f"{site}/"},
        **({"license": licence.url} if licence.url else {}),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": each.title,
                "encodingFormat": each.media_type,
                "contentUrl": f"{site}{_file_url(imprint, each.name, url)}",
                "contentSize": f"{each.size} B",
                "sha256": each.sha256,
            }
            for each in (found.zipped, *found.files)
        ],
    }


def _description(found: Publication) -> str:
    """At least fifty letters, as those who gather descriptions ask."""
    parts = (
        _("Datos sintéticos, inventados para mostrar el programa.") if found.is_synthetic else "",
        _(
            "Lo que respondió cada gobierno, lo que se verificó, y el índice que resulta, con sus "
            "reglas, pesos, lugares y robustez."
        ),
        _told(found.descriptor, "description"),
    )
    return " ".join(filter(None, parts))
