"""Ediciones: a definition put in its place, and an edition moved on."""

from pathlib import Path
from typing import Any

import click

from game.rules import RuleBroken
from server.cli.database import now, ready, run
from server.cli.orders import Failed, Orders
from server.cli.questionnaires import edition_export, edition_import, item_codes
from server.cli.terminal import console, counted

# The longest name of who decides something.
AUTHOR = 160


@click.group(cls=Orders)
def edition() -> None:
    """Ediciones: su definición y sus etapas."""


@edition.command("load")
@click.argument(
    "folder", metavar="CARPETA", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Solo dice qué cambiaría; no guarda nada.")
@click.option(
    "--editorial",
    metavar="CLAVE",
    multiple=True,
    help="Reactivo, o ley, cuyas palabras se corrigen sin cambiar el sentido (ortografía, mayor"
    " claridad), aunque ya se haya respondido; se puede repetir.",
)
@click.option("--by", metavar="NOMBRE", default="", help="Quién decide el cambio; se publica.")
def edition_load(folder: Path, dry_run: bool, editorial: tuple[str, ...], by: str) -> None:
    """Pone en su lugar la edición de CARPETA.

    Antes revisa sus archivos YAML y dice todo lo que está mal, con archivo, reactivo y campo. La
    que no existe queda como borrador, y un borrador cambia libremente.

    De una edición abierta se listan los cambios, uno por línea. Los menores y los importantes
    (ayuda, fundamento, un reactivo más en un nivel que nadie ha entregado) quedan como una versión
    nueva. Los críticos se rechazan, con cuántas respuestas tocan, y entonces no se guarda ninguno:
    quitar lo que alguien respondió, cambiar lo que vale, añadir un reactivo a un nivel que ya se
    entregó, pasar una fecha a un día que ya fue, quitar o renombrar una ley en que alguien se
    apoya.

    También es crítico cambiar las palabras de una pregunta, de sus opciones o de lo que se cuenta
    una vez que alguien respondió: podrían decir lo contrario. Si solo se corrige la redacción,
    dígalo con --editorial y la clave: el cambio queda como importante y se avisa a quien respondió.
    """
    from server.imports.editions import EditionInvalid, load_edition
    from server.queries.changes import compare, load_changes

    try:
        definition = load_edition(folder)
    except EditionInvalid as error:
        raise Failed(str(error)) from error
    laws = {each["code"] for each in definition["laws"]}
    unknown = set(editorial) - item_codes(definition) - laws
    if unknown:
        raise click.BadParameter(
            f"no hay un reactivo ni una ley {min(unknown)} en {folder}", param_hint="--editorial"
        )

    async def work() -> Any:
        if dry_run:
            return await compare(definition, editorial, at=now())
        return await load_changes(definition, editorial, author=by.strip()[:AUTHOR], at=now())

    _tell_load(run(ready(), work), len(item_codes(definition)), dry_run=dry_run)


def _tell_load(found: Any, items: int, *, dry_run: bool) -> None:
    """What was loaded, or would be: the changes one by one, and what became of them."""
    from game.editions import Stage
    from server.pages.changes import ADVICE, change_text, wants_mark

    refused = {id(each) for each in found.refused}
    for each in found.changes:
        told = change_text(each.change, each.hits if id(each) in refused else None)
        console.print(told, style="red" if id(each) in refused else "", markup=False)
    named = f"Edición {found.edition}: {counted(items, 'reactivo', 'reactivos')}"
    if found.stage not in {None, Stage.DRAFT, Stage.OPEN} and not found.is_same:
        raise RuleBroken("edition-in-use", edition=found.edition)
    if refused:
        count = counted(len(refused), "cambio crítico", "cambios críticos")
        advice = f" {ADVICE}" if any(wants_mark(each.change) for each in found.refused) else ""
        raise Failed(f"{named}. {count}: no se guardó nada.{advice}")
    if found.is_same:
        console.print(f"{named}, ya estaba, sin cambios.")
    elif dry_run:
        console.print(f"{named}. Es un ensayo: no se guardó nada.")
    elif found.stage is Stage.OPEN:
        told = counted(len(found.changes), "cambio", "cambios")
        console.print(f"{named}, {told} en una versión nueva, que ya se muestra.")
    else:
        console.print(f"{named}, quedó como borrador.")


@edition.command("stage")
@click.argument("code", metavar="EDICIÓN")
@click.argument("to", metavar="ETAPA", type=click.Choice(["open", "review", "reply"]))
def edition_stage(code: str, to: str) -> None:
    """Pasa EDICIÓN a su siguiente ETAPA.

    Etapas: open (abierta), review (revisión), reply (réplica). Al abrirla se inscribe a todos los
    participantes. Publicar lo hacen dos personas, en el sitio.
    """
    from game.editions import Stage
    from server.queries.stages import move_on

    run(ready(), lambda: move_on(code, Stage(to), by=None, at=now()))
    console.print(f"La edición {code} pasó a la etapa «{to}».")


edition.add_command(edition_export)
edition.add_command(edition_import)
