"""Cuestionario en Excel: the definition of an edition as a workbook, and back as its files."""

import asyncio
from pathlib import Path
from typing import Any

import click

from game.rules import RuleBroken
from server.cli.database import ready, run
from server.cli.orders import Failed, Order
from server.cli.terminal import console, counted

# What a form of others is completed from, where nothing else is said.
REFERENCE = Path(__file__).parents[2] / "fixtures" / "editions" / "2026"


@click.command("export", cls=Order)
@click.argument("code", metavar="EDICIÓN")
@click.option(
    "--to",
    "file",
    metavar="ARCHIVO",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Dónde se escribe el libro, que termina en .xlsx.",
)
def edition_export(code: str, file: Path) -> None:
    """Escribe el cuestionario de EDICIÓN, con todo lo que la define.

    EDICIÓN es la carpeta de sus archivos YAML o la clave de una que ya está cargada. El libro tiene
    las hojas survey, choices y settings de XLSForm, en español e inglés, con columnas de Liga; en
    las hojas laws y rules va lo que no es pregunta. Se trae de vuelta con «import», sin pérdida.
    """
    from server.xlsforms.making import questionnaire_book

    _check_xlsx(file, "--to")
    definition = _definition_of(code)
    content = asyncio.run(questionnaire_book(definition))
    file.write_bytes(content)
    items = counted(len(item_codes(definition)), "reactivo", "reactivos")
    console.print(f"{file}: {items}, {len(content):,} bytes", markup=False)


@click.command("import", cls=Order)
@click.argument(
    "file", metavar="ARCHIVO", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--to",
    "folder",
    metavar="CARPETA",
    type=click.Path(path_type=Path),
    help="Carpeta nueva donde se escriben los archivos YAML; sin ella, solo se dice qué sale.",
)
@click.option(
    "--base",
    metavar="EDICIÓN",
    default="",
    help="De qué edición (carpeta o clave) toma un XLSForm de otros sus ligas, fechas y puntos;"
    " sin ella, de la edición de referencia.",
)
def edition_import(file: Path, folder: Path | None, base: str) -> None:
    """Hace de un libro los archivos YAML de una edición.

    Un libro de «liga edition export» da la misma edición, con lo que se haya cambiado en él.
    De un XLSForm de otros se hace un borrador: cada grupo es un tema y cada pregunta un reactivo
    sin puntaje. Lo que no se puede usar se enumera con su hoja y su fila. La carpeta se revisa y se
    pone en su lugar con «liga edition load».
    """
    from server.pages.questionnaires import draft_facts, facts_of, faults_told, left_sections
    from server.xlsforms.folders import write_folder
    from server.xlsforms.making import form_at
    from server.xlsforms.taking import taken

    _check_xlsx(file, "ARCHIVO")
    if folder is not None and folder.exists():
        raise click.BadParameter(f"{folder} ya existe; dé una carpeta nueva", param_hint="--to")
    grids, said = asyncio.run(form_at(file.resolve()))
    found = taken(grids, _definition_of(base or str(REFERENCE)), said, otherwise=file.stem)
    for section in left_sections(found.listing.left):
        console.print(f"{section.title}:", markup=False)
        for line in section.lines:
            console.print(f"  {line}", markup=False)
    if found.definition is None:
        raise Failed("\n".join(map(str, faults_told(found.listing.faults))))
    told = [*facts_of(found.definition), *(draft_facts(found) if found.draft else ())]
    console.print(f"Edición {found.definition['edition']['code']}: {'. '.join(told)}", markup=False)
    if folder is None:
        console.print("Es un ensayo: no se escribió nada.")
        return
    files = write_folder(found.definition, folder)
    console.print(f"{folder}: {counted(len(files), 'archivo', 'archivos')}", markup=False)


def _check_xlsx(file: Path, hint: str) -> None:
    if file.suffix.lower() != ".xlsx":
        told = f"es un libro de Excel; su nombre termina en .xlsx, como {file.stem}.xlsx"
        raise click.BadParameter(told, param_hint=hint)
    if not file.parent.is_dir():
        raise click.BadParameter(f"no existe la carpeta {file.parent}", param_hint=hint)


def _definition_of(edition: str) -> Any:
    """The definition in a folder, or that of an edition which is loaded."""
    from server.imports.editions import EditionInvalid, load_edition
    from server.queries.editions import definition_of

    if Path(edition).is_dir():
        try:
            return load_edition(Path(edition))
        except EditionInvalid as error:
            raise Failed(str(error)) from error
    found = run(ready(), lambda: definition_of(edition))
    if found is None:
        raise RuleBroken("unknown-edition", edition=edition)
    return found


def item_codes(definition: Any) -> set[str]:
    """The codes of all items of a definition."""
    topics = (topic for pillar in definition["pillars"] for topic in pillar["topics"])
    return {item["code"] for topic in topics for item in topic["items"]}
