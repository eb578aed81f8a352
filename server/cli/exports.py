"""Libros que se llevan: the results of an edition, or all of its answers."""

import asyncio
from pathlib import Path

import click

from game.days import today_of
from server.cli.database import database_of, now, ready, run
from server.cli.orders import Order
from server.cli.terminal import console, working


@click.command(cls=Order)
@click.argument("code", metavar="EDICIÓN")
@click.argument(
    "file", metavar="ARCHIVO", type=click.Path(dir_okay=False, writable=True, path_type=Path)
)
@click.option(
    "--locale",
    type=click.Choice(["es", "en"]),
    default="es",
    show_default=True,
    help="Idioma del libro.",
)
@click.option(
    "--answers",
    is_flag=True,
    help="En su lugar, todas las respuestas firmadas, una por renglón; también sin publicar.",
)
def export(code: str, file: Path, locale: str, answers: bool) -> None:
    """Escribe el libro de resultados en ARCHIVO, que termina en .xlsx.

    EDICIÓN es la clave de una edición publicada.
    """
    from server.exports import results_workbook

    if file.suffix.lower() != ".xlsx":
        raise click.BadParameter(
            f"el libro es de Excel; dele un nombre que termine en .xlsx, como {file.stem}.xlsx",
            param_hint="ARCHIVO",
        )
    if not file.parent.is_dir():
        raise click.BadParameter(f"no existe la carpeta {file.parent}", param_hint="ARCHIVO")
    if answers:
        _write_answers(code, file, locale)
        return
    with working(f"Libro de {code}"):
        content = run(ready(), lambda: results_workbook(code, locale, today_of(now())))
    file.write_bytes(content)
    console.print(f"{file}: {len(content):,} bytes")


def _write_answers(code: str, file: Path, locale: str) -> None:
    """All answers of an edition, as they are at one moment."""
    from server.answer_exports.making import write_book
    from server.answer_exports.orders import Order as BookOrder
    from server.answer_exports.orders import Progress

    settings, order = ready(), BookOrder("", code, locale, today_of(now()))
    with working(f"Respuestas de {code}") as tell, database_of(settings):

        def step(progress: Progress) -> None:
            tell(f"{progress.read:,} de {progress.total:,} respuestas")

        done = asyncio.run(write_book(settings, order, file, step))
    console.print(f"{file}: {done.written:,} respuestas, {file.stat().st_size:,} bytes")
