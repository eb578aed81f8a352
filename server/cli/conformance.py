"""Conformidad: an index that others published, compared with what we compute of its answers."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from server.cli.orders import Failed, Order
from server.cli.terminal import console

MISMATCHES_TOLD = 20


@click.command("check", cls=Order)
@click.argument(
    "folder", metavar="CARPETA", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="Lo mismo para un programa.")
def index_check(folder: Path, *, as_json: bool) -> None:
    """Compara un índice publicado por otros.

    CARPETA trae su árbol, sus reactivos, sus opciones, sus respuestas y lo publicado; el README
    dice cómo. Se dice por edición y nodo cuántos valores se compararon, la mayor diferencia antes
    de redondear, y cuántos puntajes y lugares no son los publicados. Termina en 1 si alguno no lo
    es, o si los archivos no se entienden. No usa la base de datos.
    """
    from indicators.conformance import check as compared
    from server.imports.published import FolderInvalid, read_folder

    try:
        found = read_folder(folder)
    except FolderInvalid as error:
        raise Failed(str(error)) from error
    checks = compared(found.case)
    if as_json:
        click.echo(_check_json(folder, checks, found))
    else:
        _tell_check(folder, checks, found)
    if any(each.mismatches for each in checks):
        sys.exit(1)


def _tell_check(folder: Path, checks: Sequence[Any], found: Any) -> None:
    """A row for each node of each edition, the totals, and the first figures that differ."""
    table = Table(box=None, pad_edge=False)
    table.add_column("Edición")
    table.add_column("Nodo", overflow="fold")
    for title in ("Valores", "Mayor diferencia", "Distintos", "Lugares", "Distintos"):
        table.add_column(title, justify="right")
    for each in checks:
        figures = (each.compared, each.largest, each.scores_off, each.ranks, each.ranks_off)
        told = (f"{n:.2e}" if isinstance(n, float) else f"{n:,}" for n in figures)
        names = (escape(each.edition), escape(each.node))
        table.add_row(*names, *told, style="red" if each.mismatches else "")
    console.print(table)
    off = [mismatch for each in checks for mismatch in each.mismatches]
    for each in off[:MISMATCHES_TOLD]:
        theirs = each.published.rank if each.is_rank else each.published.score
        console.print(
            f"published.csv, línea {each.published.line}: {each.published.unit}, "
            f"{each.published.node} ({each.published.edition}): "
            f"{'lugar ' if each.is_rank else ''}publicado {theirs}, "
            f"aquí {'sin valor' if each.ours is None else each.ours}",
            style="red",
            markup=False,
        )
    if len(off) > MISMATCHES_TOLD:
        console.print(f"y {len(off) - MISMATCHES_TOLD:,} más", style="red")
    if found.unused:
        console.print(f"Columnas que no se usan: {', '.join(found.unused)}", markup=False)
    if found.empty:
        console.print(f"Celdas vacías de published.csv, que no se comparan: {found.empty:,}")
    _tell_places("published.csv", found.silent, "no tiene ninguna respuesta: todo le falta")
    _tell_places("answers.csv", found.unpublished, "no tiene nada publicado")
    if found.untold:
        editions = ", ".join(f"«{edition}»" for edition in found.untold)
        console.print(
            f"Ediciones de answers.csv sin nada publicado: {editions}", markup=False, soft_wrap=True
        )
    values, ranks = sum(each.compared for each in checks), sum(each.ranks for each in checks)
    scores_off = sum(each.scores_off for each in checks)
    largest = max((each.largest for each in checks), default=0.0)
    console.print(
        f"{folder}: {values:,} valores, mayor diferencia {largest:.2e}, {scores_off:,} distintos; "
        f"{ranks:,} lugares, {len(off) - scores_off:,} distintos.",
        markup=False,
    )


def _tell_places(file: str, places: Sequence[Any], what: str) -> None:
    """The units that only one of two files knows."""
    for each in places[:MISMATCHES_TOLD]:
        told = f"{file}, línea {each.line}: la unidad {each.unit} ({each.edition}) {what}"
        console.print(told, markup=False)
    if len(places) > MISMATCHES_TOLD:
        console.print(f"{file}: y {len(places) - MISMATCHES_TOLD:,} unidades más")


def _check_json(folder: Path, checks: Sequence[Any], found: Any) -> str:
    nodes = [
        {
            "edition": each.edition,
            "node": each.node,
            "values": each.compared,
            "largest_difference": each.largest,
            "score_mismatches": each.scores_off,
            "ranks": each.ranks,
            "rank_mismatches": each.ranks_off,
        }
        for each in checks
    ]
    mismatches = [
        {
            "line": each.published.line,
            "unit": each.published.unit,
            "edition": each.published.edition,
            "node": each.published.node,
            "figure": "rank" if each.is_rank else "score",
            "published": str(each.published.rank if each.is_rank else each.published.score),
            "ours": None if each.ours is None else str(each.ours),
        }
        for check in checks
        for each in check.mismatches
    ]
    told = {
        "folder": str(folder),
        "nodes": nodes,
        "mismatches": mismatches,
        "unused_columns": found.unused,
        "empty_cells": found.empty,
        "units_without_answers": [asdict(each) for each in found.silent],
        "units_without_figures": [asdict(each) for each in found.unpublished],
        "editions_without_figures": found.untold,
    }
    return json.dumps(told, ensure_ascii=False)
