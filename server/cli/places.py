"""Lugares: states and municipalities, and the participants they are."""

from pathlib import Path

import click

from server.cli.database import ready, run
from server.cli.orders import Failed, Orders
from server.cli.terminal import console, counted, working

PLACES_AT_ONCE = 250


@click.group(cls=Orders)
def places() -> None:
    """Estados y municipios como los enumera el INEGI."""


@places.command("import")
@click.argument(
    "file",
    metavar="[ARCHIVO]",
    required=False,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--participants", is_flag=True, help="Da de alta como participante a cada gobierno.")
def places_import(file: Path | None, participants: bool) -> None:
    """Carga los estados y los municipios de ARCHIVO.

    Es un CSV con las claves como texto. Sin ARCHIVO, los municipios de referencia.
    """
    from server.imports.places import (
        PlacesInvalid,
        read_municipalities,
        reference_places,
        reference_states,
    )
    from server.queries.participants import count_places, keep_participants, keep_places

    try:
        found = (
            reference_places()
            if file is None
            else (*reference_states(), *read_municipalities(file.read_bytes()))
        )
    except PlacesInvalid as error:
        raise Failed("\n".join(f"{file}: {problem}" for problem in error.problems)) from error

    async def work() -> tuple[int, int]:
        for start in range(0, len(found), PLACES_AT_ONCE):
            tell(f"{len(found):,} lugares")
            await keep_places(found[start : start + PLACES_AT_ONCE])
        if participants:
            await keep_participants(place.participant for place in found)
        return await count_places()

    settings = ready()
    steps = -(-len(found) // PLACES_AT_ONCE)
    with working(f"{len(found):,} lugares", steps) as tell:
        states, municipalities = run(settings, work)
    console.print(
        f"Hay {counted(states, 'estado', 'estados')} y "
        f"{counted(municipalities, 'municipio', 'municipios')}."
    )
