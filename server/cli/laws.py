"""Leyes: what is in force, what was abrogated, and which answers that touches."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from game.days import today_of
from game.rules import RuleBroken
from server.cli.database import now, ready, run
from server.cli.editions import AUTHOR
from server.cli.orders import Orders
from server.cli.terminal import console, counted


@click.group(cls=Orders)
def law() -> None:
    """Leyes del fundamento: cuáles se abrogaron y a qué respuestas toca."""


@law.command("list")
def law_list() -> None:
    """Enumera las leyes que nombran las ediciones, y si siguen vigentes."""
    from server.attention import abrogated_now
    from server.pages.legal import validity_text
    from server.queries.laws import known_laws

    async def work() -> Any:
        return await known_laws(), await abrogated_now()

    known, abrogated = run(ready(), work)
    for code, each in sorted(known.items()):
        validity = validity_text(each, abrogated.get(code)) or "no se conoce su vigencia"
        style = "yellow" if code in abrogated else ""
        console.print(f"{code}: {each.name.es}; {validity}", style=style, markup=False)
    if not known:
        console.print("Ninguna edición nombra leyes: cargue una antes.")


@law.command("abrogate")
@click.argument("code", metavar="LEY")
@click.option("--on", metavar="FECHA", required=True, help="Desde cuándo, como 2026-12-01.")
@click.option("--replaced-by", metavar="LEY", default="", help="Clave de la que la sustituye.")
@click.option("--note", metavar="TEXTO", default="", help="Qué deben saber los gobiernos.")
@click.option("--by", metavar="NOMBRE", default="", help="Quién lo declara; queda en la bitácora.")
@click.option("--force", is_flag=True, help="Aunque la edición conozca otra fecha.")
def law_abrogate(code: str, on: str, replaced_by: str, note: str, by: str, *, force: bool) -> None:
    """Declara abrogada una LEY.

    Cada respuesta que se funda en ella, en las ediciones sin publicar, y cada documento que esa
    respuesta cita quedan por revisar desde esa fecha, hasta que su gobierno los confirma o los
    cambia. Ni los puntos ni el índice se mueven. Al enlace de cada gobierno al que toca se le avisa
    por correo. Si la edición conoce ya qué ley la sustituye, no hace falta repetirlo.
    """
    from server.notices import law_notices
    from server.queries.laws import abrogate

    try:
        since = date.fromisoformat(on)
    except ValueError as error:
        told = f"«{on}» no es una fecha; escríbala como 2026-12-01"
        raise click.BadParameter(told, param_hint="--on") from error
    author = by.strip()[:AUTHOR]
    settings = ready()
    tell = law_notices(f"{settings.public_url}/mi-liga")

    async def work() -> int:
        return await abrogate(
            code,
            since,
            replaced_by,
            note.strip(),
            author=author,
            is_forced=force,
            at=now(),
            told=tell,
        )

    told = run(settings, work)
    console.print(f"La ley {code} queda abrogada desde el {since}.")
    console.print(f"Avisos por correo a enlaces: {told}.")


@law.command("restore")
@click.argument("code", metavar="LEY")
@click.option("--note", metavar="TEXTO", default="", help="Por qué.")
@click.option("--by", metavar="NOMBRE", default="", help="Quién lo declara; queda en la bitácora.")
def law_restore(code: str, note: str, by: str) -> None:
    """Deshace una abrogación que fue un error.

    Lo que estaba por revisar deja de estarlo; lo confirmado se conserva en la bitácora.
    """
    from server.queries.laws import restore

    author = by.strip()[:AUTHOR]
    run(ready(), lambda: restore(code, note.strip(), author=author, at=now()))
    console.print(f"La ley {code} vuelve a estar vigente.")


@law.command("affected")
@click.argument("code", metavar="LEY")
@click.option(
    "--csv",
    "file",
    metavar="ARCHIVO",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Dónde se escribe la lista.",
)
def law_affected(code: str, file: Path) -> None:
    """Escribe en un CSV a qué respuestas toca una LEY abrogada.

    Una por línea: gobierno, reactivo, si está por revisar, y quién la revisó y cuándo. No dice qué
    responde ni qué documentos cita: mientras no se firma, eso es de su gobierno.
    """
    from server.attention import affected_csv
    from server.queries.laws import known_laws

    if not file.parent.is_dir():
        raise click.BadParameter(f"no existe la carpeta {file.parent}", param_hint="--csv")

    async def work() -> bytes:
        laws = await known_laws()
        if code not in laws:
            raise RuleBroken("unknown-law", law=code)
        return await affected_csv(today_of(now()), laws, law=code)

    content: bytes = run(ready(), work)
    file.write_bytes(content)
    rows = content.count(b"\r\n") - 1
    console.print(f"{file}: {counted(rows, 'respuesta', 'respuestas')}")
