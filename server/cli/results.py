"""Resultados: the index computed, and a published one made again from its snapshot."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from server.cli.conformance import index_check
from server.cli.database import ready, run
from server.cli.orders import Failed, Orders
from server.cli.terminal import console, working

DIFFERENCES_TOLD = 10


@click.group(cls=Orders)
def index() -> None:
    """El índice."""


@index.command("compute")
@click.argument("code", metavar="EDICIÓN")
def index_compute(code: str) -> None:
    """Calcula el índice de EDICIÓN y qué se congelaría.

    Antes de publicarse dice cuántos participantes tienen índice, y si lo que se congelaría se sigue
    de sus propias respuestas y dictámenes; de una edición publicada, también si vuelve a dar lo
    mismo, byte por byte, y cuánto se moverían los lugares si lo que no se verificó contara como un
    no o como un sí. Antes de publicarse los lugares no son de nadie: solo dice cuánto falta.
    """
    from indicators.rebuild import differences
    from server.imports.snapshots import rebuilt_from
    from server.queries.results import (
        agrees_but_for_verdicts,
        agrees_in_another_form,
        as_corrected,
        frozen,
        snapshot_in_force,
    )

    async def work() -> tuple[Any, int, str, str, tuple[bool, bool], Sequence[Any]]:
        results, made, digest = await frozen(code)
        kept, in_force = await snapshot_in_force(code)
        made, digest = as_corrected(made, digest, kept)
        document = json.loads(made)
        follows = rebuilt_from(document).document(robustness=False)
        scored = sum(
            results.scores.value(each.participant, "index") is not None for each in results.entries
        )
        is_other = bool(kept) and digest != in_force
        agrees = (
            is_other and agrees_in_another_form(made, kept),
            is_other and agrees_but_for_verdicts(made, kept),
        )
        off = differences(document, follows, DIFFERENCES_TOLD + 1)
        return results, scored, digest, in_force, agrees, off

    with working("Índice"):
        results, scored, digest, in_force, agrees, off = run(ready(), work)
    entered = len(results.entries)
    console.print(f"{scored} de {entered} participantes tienen índice. SHA-256 {digest}")
    _tell_unverified(results, is_published=bool(in_force))
    if off:
        raise Failed(f"No se sigue de sus respuestas y dictámenes:\n{_differences_told(off)}")
    in_another_form, but_for_verdicts = agrees
    if in_another_form:
        console.print(
            "Cada puntaje y lugar coincide con la instantánea publicada, "
            f"{in_force}, que se escribió en una forma anterior."
        )
    elif but_for_verdicts:
        console.print(
            "Cada respuesta, dictamen vigente, puntaje y lugar coincide con la instantánea "
            f"publicada, {in_force}; después hubo dictámenes que no cambiaron nada.",
            soft_wrap=True,
        )
    elif in_force == digest:
        console.print("Coincide, byte por byte, con la instantánea publicada.")
    elif in_force:
        raise Failed(f"No coincide con lo publicado: {in_force}")


def _tell_unverified(results: Any, *, is_published: bool) -> None:
    """How much nobody verified and, once places are public, how far it could move them."""
    from indicators.firmness import unsettled_of, unverified_in

    counts = [count for count in unverified_in(results).values() if count]
    if not counts:
        return
    told = f"Sin verificar: {sum(counts):,} reactivos de {len(counts):,} participantes."
    unsettled = unsettled_of(results) if is_published else None
    if unsettled:
        shift = unsettled.robustness.mean_shift
        told += f" Como un no o como un sí moverían a cada uno {shift:.1f} lugares en promedio."
    console.print(told, soft_wrap=True)


@index.command("recompute")
@click.argument(
    "file", metavar="INSTANTÁNEA", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--to",
    metavar="ARCHIVO",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Dónde se escribe lo que salió.",
)
@click.option(
    "--sha256",
    metavar="SHA-256",
    help="El que está en la página del índice: se compara con el del archivo.",
)
def index_recompute(file: Path, to: Path | None, sha256: str | None) -> None:
    """Rehace una INSTANTÁNEA desde las respuestas que trae.

    Basta el archivo, en cualquier máquina: no usa la base de datos. Con la definición de la edición
    hace la del índice; con las respuestas y los dictámenes, el factor de cada reactivo; con ellos,
    cada puntaje, lugar y corrida. Dice si el documento que resulta es el mismo byte por byte; si
    no, las primeras diferencias, y termina en 1. De una forma anterior dice qué no pudo comprobar.

    La evidencia, los motivos, los cargos y las fechas no se siguen de nada: de ellos responde el
    SHA-256, que se compara con el que el observatorio publicó: dígalo con --sha256.
    """
    from indicators.canonical import canonical_bytes
    from indicators.rebuild import differences
    from server.imports.snapshots import (
        SnapshotInvalid,
        read_snapshot,
        rebuilt_from,
        written_again,
    )

    content = file.read_bytes()
    try:
        snapshot = read_snapshot(content)
        with working("Índice"):
            found = rebuilt_from(snapshot)
            document = written_again(snapshot, found)
    except SnapshotInvalid as error:
        raise Failed(f"{file}: {error}") from error
    made = canonical_bytes(document)
    if to is not None:
        to.write_bytes(made)
    console.print(f"Definición del índice: SHA-256 {document['index_sha256']}")
    _tell_doubts(found)
    _tell_bounds(snapshot["format"], found)
    digest = hashlib.sha256(content).hexdigest()
    if made != content:
        here = f"el archivo es {digest}, y lo que sale de él, {hashlib.sha256(made).hexdigest()}"
        off = _differences_told(differences(snapshot, document, DIFFERENCES_TOLD + 1))
        raise Failed(f"No coincide: {here}\n{off}")
    if sha256 is not None and sha256.strip().lower() != digest:
        raise Failed(f"No es la publicada: el SHA-256 del archivo es {digest}, no {sha256}")
    console.print(f"Coincide, byte por byte: SHA-256 {digest}")
    console.print(
        "Compare este SHA-256 con el de la página del índice."
        if sha256 is None
        else "Es el SHA-256 que usted dijo."
    )


def _tell_doubts(found: Any) -> None:
    """What had to be taken at its word."""
    from server.imports.snapshots import DOUBTS

    for doubt, count in found.doubts.items():
        if count:
            console.print(f"No se pudo comprobar: {count:,} {DOUBTS[doubt]}.", markup=False)


def _tell_bounds(version: str, found: Any) -> None:
    """By which rule the bounds of an earlier form are made again, where it matters."""
    from indicators.snapshot import bounded_otherwise

    count = bounded_otherwise(version, found.results)
    if count:
        console.print(
            f"Cotas (lower, upper) que serían otras con la regla de ahora: {count:,}. Se rehacen "
            f"con la de {version}, en la que todo lo que falta cuenta, en 0 y en 1.",
            markup=False,
            soft_wrap=True,
        )


def _differences_told(found: Sequence[Any]) -> str:
    """A line for each of the first."""
    from server.imports.snapshots import told

    if not found:
        return "Dice lo mismo, escrito de otra manera: no está en su forma canónica."
    more = ["y más"] if len(found) > DIFFERENCES_TOLD else []
    return "\n".join([*map(told, found[:DIFFERENCES_TOLD]), *more])


index.add_command(index_check)
