"""Paquete de datos: judged by the library of its own standard, and read back by pandas.

A published document is taken as it is, and with everything in it that breaks tables: quotes, lines,
formulas and the letters of other scripts in its texts; zeros at the front, eighteen digits and nine
decimals in its numbers; and no population, no answer, no verdict, no page.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from frictionless import Package as DataPackage
from frictionless import Report

from indicators.open_data.package import Imprint, Package
from server.days import today_of
from server.open_data import packed_from
from server.queries.open_data import Sources, imprints_of, sources_of
from server.queries.results import snapshot_document
from server.settings import Settings
from tests.editions import EDITION, LICENCE
from tests.server.people import NOON, OAXACA
from tests.server.published import CAPITAL, measured, publish
from tests.server.twice import FORMER, held_twice

IMPRINT = Imprint(EDITION, 1, "2026-03-03", today_of(NOON), NOON, "a" * 64)
HARD = (
    '=HYPERLINK("https://example.org";"clic")',
    "+52 55, -1; @todos",
    'Dijo: "sí", y\nluego «no»\r\ny después\tnada',
    "  espacios  ",
    "NA",
    "null",
    "'=1+1",
    "\ufeffmarca, ñandú, 日本, 🦩, e\u0301",
    "|a|b|",
    "\x0b\x1f\x7f",
)


# The same states give the same document: whoever comes first measures them.
_published: list[str] = []


async def published_document() -> dict[str, Any]:
    """Three states, measured and published, as the document that is frozen."""
    if not _published:
        await measured()
        await publish()
        _published.append((await snapshot_document(EDITION))[0])
    document: dict[str, Any] = json.loads(_published[0])
    return document


def nasty(document: dict[str, Any]) -> dict[str, Any]:
    """The same with everything that breaks tables, where people may write it."""
    texts = iter(HARD * 50)
    edition = document["definition"]["edition"]
    edition["name"] = {"es": next(texts), "en": next(texts)}
    edition["note"] = {"es": next(texts), "en": next(texts)}
    edition["licence"] = LICENCE
    for each in document["participants"]:
        each["name"] = next(texts)
        each["population"] = None
    for pillar in document["definition"]["pillars"]:
        for topic in pillar["topics"]:
            for item in topic["items"]:
                item["text"] = {"es": next(texts), "en": next(texts)}
    for row in document["answers"]:
        content = row["content"]
        content["text"], content["reason"], content["plan"] = (next(texts) for _ in range(3))
        if "number" in content:
            content["number"] = "007"
        if "denominator" in content:
            content["denominator"] = "123456789012345678.123456789"
        for each in row["evidence"]:
            each["title"], each["page"] = next(texts), next(texts)
    for row in document["verdicts"]:
        row["reason"] = next(texts)
    document["answers"] = [each for each in document["answers"] if each["item"] != "I1-02"]
    return document


def packed(document: Mapping[str, Any], imprint: Imprint = IMPRINT) -> Package:
    return packed_from(imprint, Sources(json.dumps(document, ensure_ascii=False)))


def unpacked(package: Package, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(package.zipped)) as archive:
        archive.extractall(folder / "paquete")
    return folder / "paquete"


def judged(folder: Path) -> Report:
    """What the library of the standard says of a package."""
    return DataPackage(str(folder / "datapackage.json")).validate()


def errors(report: Report) -> list[str]:
    return [f"{kind}: {message}" for kind, message in report.flatten(["type", "message"])]


def read(content: bytes) -> pd.DataFrame:
    """As the LEEME says that pandas reads it."""
    file = io.BytesIO(content)
    return pd.read_csv(file, dtype=str, keep_default_na=False, na_values=[""])


def table(package: Package, name: str) -> list[dict[str, str | None]]:
    (file,) = (each for each in package.files if each.name == f"{name}.csv")
    frame = read(file.content)
    assert len(frame) == file.rows
    return [
        {name: None if pd.isna(cell) else cell for name, cell in row.items()}
        for row in frame.to_dict("records")
    ]


# Judged by Frictionless


@pytest.mark.parametrize("make", [lambda each: each, nasty], ids=["as it was published", "nasty"])
async def test_frictionless_finds_nothing_wrong(
    database: Settings, tmp_path: Path, make: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    package = packed(make(await published_document()))
    report = judged(unpacked(package, tmp_path))
    assert errors(report) == []
    assert report.valid
    assert report.stats["tasks"] == len(package.tables) + 1


#   what somebody does to a file                        what Frictionless says of it
@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("respuestas.csv", ",answered,", ",perhaps,", "constraint-error"),
        ("puntajes.csv", ",0.625,", ",mucho,", "type-error"),
        ("puntajes.csv", "\n20,index", "\n99,index", "foreign-key"),
        ("participantes.csv", "\n20,", "\n09,", "primary-key"),
        ("ligas.csv", "\nstates,", "\n,", "constraint-error"),
        ("instantanea.json", "0.625", "0.626", "hash-count"),
    ],
)
async def test_frictionless_finds_what_was_broken(
    database: Settings, tmp_path: Path, name: str, old: str, new: str, told: str
) -> None:
    folder = unpacked(packed(await published_document()), tmp_path)
    text = (folder / name).read_bytes().decode()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8", newline="")
    report = judged(folder)
    assert not report.valid
    assert any(told in each for each in errors(report))


# Read back by pandas


async def test_pandas_reads_every_answer_as_it_was_published(database: Settings) -> None:
    document = nasty(await published_document())
    package = packed(document)
    rows = {(row["participante"], row["reactivo"]): row for row in table(package, "respuestas")}
    for given in document["answers"]:
        row, content = rows[given["participant"], given["item"]], given["content"]
        assert row["texto"] == content["text"]
        assert row["razon"] == content["reason"]
        assert row["plan"] == content["plan"]
        assert row["numero_escrito"] == content.get("number")
        assert row["total_escrito"] == content.get("denominator")
        assert row["opciones"] == ("|".join(content["chosen"]) if "chosen" in content else None)
        assert row["revision"] == str(given["revision"])
    (percentage,) = {row["numero"] for row in rows.values() if row["reactivo"] == "I1-01"}
    assert percentage == "7"
    whole = {row["total"] for row in rows.values() if row["reactivo"] == "I1-01"}
    assert whole == {"123456789012345678.123456789"}


async def test_pandas_reads_every_factor_score_and_place(database: Settings) -> None:
    document = nasty(await published_document())
    package = packed(document)
    said = {(row["participante"], row["reactivo"]): row for row in table(package, "respuestas")}
    for entry, factors in zip(document["participants"], document["factors"], strict=True):
        for item, factor in zip(document["items"], factors, strict=True):
            row = said[entry["code"], item]
            assert (row["factor"] or row["estado"]) == factor
    scores = [
        {
            "participant": row["participante"],
            "node": row["nodo"],
            "score": row["puntaje"],
            "coverage": row["cobertura"],
            "lower": row["cota_inferior"],
            "upper": row["cota_superior"],
            "league_place": row["lugar_liga"] and int(row["lugar_liga"]),
            "kind_place": row["lugar_tipo"] and int(row["lugar_tipo"]),
        }
        for row in table(package, "puntajes")
    ]
    assert scores == document["results"]


async def test_pandas_reads_verdicts_evidence_participants_and_robustness(
    database: Settings,
) -> None:
    document = nasty(await published_document())
    package = packed(document)
    names = [row["nombre"] for row in table(package, "participantes")]
    assert names == [each["name"] for each in document["participants"]]
    reasons = sorted(str(row["razon"]) for row in table(package, "dictamenes"))
    assert reasons == sorted(each["reason"] for each in document["verdicts"])
    titles = [(row["titulo"], row["pagina"]) for row in table(package, "evidencias")]
    cited = [(e["title"], e["page"]) for row in document["answers"] for e in row["evidence"]]
    assert sorted(map(str, titles)) == sorted(map(str, cited))
    firm = {each["participant"]: each for each in document["robustness"]["participants"]}
    for row in table(package, "robustez"):
        own = firm[str(row["participante"])]
        assert (row["desde"], row["hasta"]) == (str(own["low"]), str(own["high"]))
        assert row["banda"] == str(own["band"])
    runs = [(r["participante"], r["lugar"], r["corridas"]) for r in table(package, "frecuencias")]
    assert runs == [
        (code, str(place), str(count))
        for code, each in firm.items()
        for place, count in each["frequency"]
    ]


#   Oaxaca and Yucatán 0.625, the capital 0.5; see tests/server/published.py
async def test_the_index_is_the_ranking(database: Settings) -> None:
    rows = table(packed(await published_document()), "indice")
    assert [(row["participante"], row["lugar"], row["indice"]) for row in rows] == [
        (OAXACA, "1", "62.5"),
        ("31", "1", "62.5"),
        (CAPITAL, "3", "50.0"),
    ]


async def test_the_weights_of_every_node_add_up_to_what_it_has(database: Settings) -> None:
    """Whoever has the tables alone computes a topic: here P1 of Oaxaca, a half."""
    package = packed(await published_document())
    weights = {
        row["reactivo"]: Fraction(str(row["peso_exacto"]))
        for row in table(package, "reactivos")
        if row["tema"] == "P1" and row["puntua"] == "true"
    }
    known = {
        str(row["reactivo"]): Fraction(str(row["factor"]))
        for row in table(package, "respuestas")
        if row["participante"] == OAXACA and row["factor"] and row["reactivo"] in weights
    }
    whole = sum(weights[item] for item in known)
    assert sum(weights[item] * factor for item, factor in known.items()) / whole == Fraction(1, 2)


# What it says of itself


async def test_every_field_and_every_code_is_in_the_dictionary(database: Settings) -> None:
    package = packed(await published_document())
    told = {(row["tabla"], row["campo"]) for row in table(package, "diccionario")}
    assert told == {(each.name, c.name) for each in package.tables for c in each.columns}
    assert all(row["significado_en"] for row in table(package, "diccionario"))
    codes = {(row["tabla"], row["campo"], row["codigo"]) for row in table(package, "codigos")}
    for row in table(package, "respuestas"):
        assert ("respuestas", "estado", row["estado"]) in codes


async def test_the_sums_are_those_of_the_files(database: Settings, tmp_path: Path) -> None:
    folder = unpacked(packed(await published_document()), tmp_path)
    sums = dict(
        reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines()
    )
    assert {*sums, "SHA256SUMS"} == {each.name for each in folder.iterdir()}
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    readme = (folder / "LEEME.md").read_text("utf-8")
    assert sums["respuestas.csv"] in readme
    assert sums["datapackage.json"] in readme


async def test_the_licence_is_that_of_the_edition(database: Settings) -> None:
    document = await published_document()
    without = packed(document)
    document["definition"]["edition"]["licence"] = LICENCE
    document["definition"]["edition"]["synthetic"] = True
    licensed = packed(document)
    descriptor = described(licensed)
    assert [each["name"] for each in descriptor["licenses"]] == ["CC-BY-4.0"]
    assert descriptor["synthetic"] is True
    assert "Dé crédito" not in content(without, "LICENCIA.txt")
    assert "no declara una licencia" in content(without, "LICENCIA.txt")
    assert "El observatorio" in content(licensed, "LICENCIA.txt")
    assert "The observatory" in content(licensed, "LICENCIA.txt")
    for name in ("LICENCIA.txt", "LEEME.md"):
        assert "DATOS SINTÉTICOS" in content(licensed, name)
        assert "DATOS SINTÉTICOS" not in content(without, name)
    assert "licenses" not in described(without)


def content(package: Package, name: str) -> str:
    return next(each.content for each in package.files if each.name == name).decode()


def described(package: Package) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(content(package, "datapackage.json"))
    return found


# The same snapshot, the same bytes


async def test_the_same_snapshot_gives_the_same_bytes(database: Settings) -> None:
    document = nasty(await published_document())
    first, again = packed(document), packed(json.loads(json.dumps(document)))
    assert first.zipped == again.zipped
    with zipfile.ZipFile(io.BytesIO(first.zipped)) as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert {each.date_time for each in archive.infolist()} == {(2026, 3, 3, 0, 0, 0)}


async def test_an_erratum_says_what_it_changed(database: Settings) -> None:
    document = await published_document()
    erratum = replace(IMPRINT, number=2, dated="2026-04-01", note="Se corrigió P1-02.")
    package = packed(document, erratum)
    assert "Se corrigió P1-02." in content(package, "LEEME.md")
    assert described(package)["version"] == "2"


# With the edition before


#   Oaxaca  1/2 in 2025, 3/4 in 2026; see tests/server/twice.py
@pytest.mark.both
async def test_what_moved_the_index_is_there_where_an_edition_continues_another(
    database: Settings, tmp_path: Path
) -> None:
    await held_twice()
    (imprint,) = await imprints_of(EDITION)
    sources = await sources_of(imprint)
    package = packed_from(imprint, sources)
    rows = {(row["participante"], row["nodo"]): row for row in table(package, "cambios")}
    index = rows[OAXACA, "index"]
    assert (index["antes"], index["despues"], index["cambio"]) == ("0.5", "0.75", "0.25")
    parts = sum(float(str(index[part])) for part in ("desempeno", "metodo", "cobertura"))
    assert parts == pytest.approx(0.25, abs=1e-12)
    assert errors(judged(unpacked(package, tmp_path))) == []
    former = packed_from(*await _own(FORMER))
    assert "cambios" not in {each.name for each in former.tables}


async def test_a_former_edition_that_is_published_later_changes_nothing(
    database: Settings,
) -> None:
    await held_twice()
    (imprint,) = await imprints_of(EDITION)
    earlier = replace(imprint, at=imprint.at - timedelta(seconds=1))
    assert (await sources_of(earlier)).former == ""


async def _own(edition: str) -> tuple[Imprint, Sources]:
    (imprint,) = await imprints_of(edition)
    return imprint, await sources_of(imprint)
