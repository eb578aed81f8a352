"""Palabras del paquete: what it says of itself to whoever opens it, in both languages."""

from typing import Final

from game.questionnaire import Text

DICTIONARY: Final = Text("Diccionario de datos", "Data dictionary")
DICTIONARY_OF: Final = Text(
    "Cada campo de cada tabla: su tipo, sus reglas y lo que significa.",
    "Each field of each table: its type, its rules and what it means.",
)
CODES: Final = Text("Códigos", "Codes")
CODES_OF: Final = Text(
    "Lo que significa cada código de los campos que solo admiten algunos.",
    "What each code means, in the fields that take only some.",
)
SNAPSHOT: Final = Text("Instantánea publicada", "Published snapshot")
SNAPSHOT_OF: Final = Text(
    "El documento del que salen todas las tablas, entero: definición, respuestas, dictámenes y "
    "resultados. Con él, «liga index recompute» vuelve a calcular el índice.",
    "The document that all tables are made from, whole: definition, answers, verdicts and results. "
    "With it, “liga index recompute” computes the index again.",
)
DESCRIPTOR: Final = Text("Descripción Frictionless", "Frictionless description")
LICENCE: Final = Text("Licencia de los datos", "Licence of the data")
README: Final = Text("Léame", "Read me")
SUMS: Final = Text("Huellas de los archivos", "Hashes of the files")

SYNTHETIC: Final = Text(
    "DATOS SINTÉTICOS: se inventaron para mostrar el programa y no dicen nada de ningún gobierno.",
    "SYNTHETIC DATA: they were invented to show the program and say nothing of any government.",
)
NO_LICENCE: Final = Text(
    "Esta edición no declara una licencia para sus datos. Pregunte a quien los publica antes de "
    "reutilizarlos.",
    "This edition declares no licence for its data. Ask whoever publishes before reusing them.",
)
LICENSED: Final = Text(
    "Los datos se publican con la licencia {name} ({spdx}): {url}\n\n"
    "Al usarlos, dé crédito así: {credit}. {title}, edición {edition}, publicada el {day}, "
    "SHA-256 {sha256}.",
    "The data are published under {name} ({spdx}): {url}\n\n"
    "When you use them, give credit like this: {credit}. {title}, edition {edition}, published on "
    "{day}, SHA-256 {sha256}.",
)
CITED: Final = Text(
    "{credit}. {title}, edición {edition}, datos publicados el {day} (n.º {number}), "
    "SHA-256 de la instantánea {sha256}.",
    "{credit}. {title}, edition {edition}, data published on {day} (no. {number}), "
    "SHA-256 of the snapshot {sha256}.",
)
#: Put together in this order; what is in braces is filled in, once in each language.
LEEME: Final = Text(
    """# {title}: datos abiertos

{synthetic}Lo publicado de la edición {edition} el {day}, como tablas CSV (UTF-8), como JSON y con
su descripción Frictionless (`datapackage.json`). {note}

Todo sale de una instantánea congelada, `instantanea.json`, SHA-256 `{sha256}`. De la misma
instantánea salen siempre los mismos archivos. Un cambio posterior es otra publicación, con su
fecha y su número; esta conserva su dirección, `/datos/{edition}/{dated}/`, y sus bytes.

## Cómo citarlos

{cited}

## Licencia

{licence}

## Cómo leerlos

- Codificación UTF-8 sin marca, coma, comillas dobles donde hacen falta (RFC 4180). Punto decimal.
  `true` y `false`. Una celda vacía es un dato que no hay.
- Las claves son texto: `01` no es `1`. Con pandas:
  `pandas.read_csv("respuestas.csv", dtype=str, keep_default_na=False, na_values=[""])`.
- Puntajes, factores y coberturas van de 0 a 1, con todas sus cifras; solo `indice` va de 0 a 100.
- Los textos están como se escribieron. El que empieza con `=`, `+`, `-` o `@` se conserva tal
  cual: no abra los CSV con doble clic en una hoja de cálculo, impórtelos como texto, o use el
  libro de Excel.
- `frictionless validate datapackage.json` comprueba tipos, reglas, claves y huellas;
  `sha256sum -c SHA256SUMS`, que nada cambió.
- `diccionario.csv` dice qué significa cada campo, y `codigos.csv`, cada código.

## Qué no está

- Los compromisos: son públicos y siguen vivos, y cambian después de publicar (`/compromisos`).
- Los archivos de la evidencia: están su título, su página y su huella o su dirección.
- Los puntos de la liga y la ronda final, que no son el índice (`/ligas/{edition}`).
- Nombres de personas: quien decide es un cargo.

## Archivos

{files}
""",
    """# {title}: open data

{synthetic}What was published of edition {edition} on {day}, as CSV tables (UTF-8), as JSON and
with its Frictionless description (`datapackage.json`). {note}

Everything is made from one frozen snapshot, `instantanea.json`, SHA-256 `{sha256}`. The same
snapshot always gives the same files. A later change is another publication, with its date and
number; this one keeps its address, `/datos/{edition}/{dated}/`, and its bytes.

## How to cite them

{cited}

## Licence

{licence}

## How to read them

- UTF-8 without a mark, commas, double quotes where they are needed (RFC 4180). Decimal point.
  `true` and `false`. An empty cell is a value that is not there.
- Codes are text: `01` is not `1`. With pandas:
  `pandas.read_csv("respuestas.csv", dtype=str, keep_default_na=False, na_values=[""])`.
- Scores, factors and coverage go from 0 to 1, with all their digits; only `indice` goes from 0 to
  100.
- Texts stand as they were written. One that begins with `=`, `+`, `-` or `@` is kept as it is: do
  not open the CSV files by a double click in a spreadsheet, import them as text, or use the
  workbook.
- `frictionless validate datapackage.json` checks types, rules, keys and hashes;
  `sha256sum -c SHA256SUMS`, that nothing changed.
- `diccionario.csv` says what each field means, and `codigos.csv` each code. Columns named `…_es`
  and `…_en` hold the same text in Spanish and English.

## What is not here

- Commitments: they are public and alive, and go on changing after the publication
  (`/compromisos`).
- The files of the evidence: their title, page and SHA-256 or address are here.
- The points of the league and the final round, which are not the index (`/ligas/{edition}`).
- Names of people: whoever decides is a seat.

## Files

{files}
""",
)
