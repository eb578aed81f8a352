"""Línea de órdenes: everything an operator does without the site.

Exit codes: 0 done, 1 refused or failed (the message says what to do), 2 wrong use.
"""

import asyncio
import errno
import hashlib
import json
import os
import socket
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from game.days import today_of
from game.rules import RuleBroken
from server.cli_words import speak_spanish
from server.settings import Settings, SettingsError

PULSE = "3"
# Places, accounts, the published edition, the open one, the commitments.
DEMO_STEPS = 5
PLACES_AT_ONCE = 250
MISMATCHES_TOLD = 20
DIFFERENCES_TOLD = 10
# What a form of others is completed from, where nothing else is said.
REFERENCE = Path(__file__).parents[1] / "fixtures" / "editions" / "2026"
# The longest name of who decides something.
AUTHOR = 160

speak_spanish()
console = Console(highlight=False, soft_wrap=True)
complaints = Console(stderr=True, highlight=False, soft_wrap=True)


class Failed(Exception):
    """Something the operator can mend, in words."""


class Order(click.Command):
    """One order, with its usage in Spanish."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[OPCIONES]", **given})


class Orders(click.Group):
    """Turns every refusal into readable lines and exit code 1."""

    command_class = Order
    group_class = type

    def __init__(self, *args: Any, **given: Any) -> None:
        words = {"options_metavar": "[OPCIONES]", "subcommand_metavar": "ORDEN [ARGUMENTOS]..."}
        super().__init__(*args, **{**words, **given})

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except EXPECTED as error:
            for line in _told(error):
                complaints.print(line, style="red", markup=False)
        sys.exit(1)


@click.group(cls=Orders, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="liga", prog_name="liga")
def main() -> None:
    """Liga: la liga, el índice y los compromisos de mejora regulatoria.

    Los ajustes vienen del entorno: LIGA_HOST, LIGA_PORT, LIGA_DATABASE_URL, LIGA_DATA_DIR,
    LIGA_PUBLIC_URL, LIGA_DEMO_PULSE...; el README los explica todos.
    """


@main.command()
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Procesos que atienden.",
)
def serve(workers: int) -> None:
    """Sirve el sitio."""
    _serve(_ready(), workers)


@main.command()
@click.option("--serve", "then_serve", is_flag=True, help="Después de cargarla, sirve el sitio.")
def demo(then_serve: bool) -> None:
    """Carga la demostración, con datos sintéticos.

    Todos los gobiernos, dos ediciones y cuentas para entrar.

    Con --serve, funcionarios simulados siguen respondiendo cada 3 segundos; LIGA_DEMO_PULSE dice
    otro ritmo, y 0 los apaga.
    """
    if then_serve:
        os.environ.setdefault("LIGA_DEMO_PULSE", PULSE)
    settings = _ready()
    with _working("Demostración", DEMO_STEPS) as tell:
        found, accounts = _run(settings, lambda: _load_demo(tell))
    if not found:
        console.print("Demostración cargada: todo lo que responden los gobiernos es sintético.")
    elif accounts:
        console.print("La base ya tiene la demostración; se deja como está.")
    else:
        console.print(
            f"La base ya tiene ediciones que no son de la demostración ({', '.join(found)}); se "
            "deja como está. La demostración solo se carga en una base vacía: elija otra con "
            "LIGA_DATA_DIR o LIGA_DATABASE_URL."
        )
    if accounts:
        _show_accounts(accounts)
    if then_serve:
        _serve(settings, 1)


@main.command()
def migrate() -> None:
    """Lleva la base de datos a la forma que pide esta versión."""
    done = _migrate(_settings())
    console.print(f"Migraciones aplicadas: {', '.join(done)}." if done else "Nada que migrar.")


@main.group()
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

    settings = _ready()
    steps = -(-len(found) // PLACES_AT_ONCE)
    with _working(f"{len(found):,} lugares", steps) as tell:
        states, municipalities = _run(settings, work)
    console.print(
        f"Hay {_counted(states, 'estado', 'estados')} y "
        f"{_counted(municipalities, 'municipio', 'municipios')}."
    )


@main.group()
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
    unknown = set(editorial) - _item_codes(definition) - laws
    if unknown:
        raise click.BadParameter(
            f"no hay un reactivo ni una ley {min(unknown)} en {folder}", param_hint="--editorial"
        )

    async def work() -> Any:
        if dry_run:
            return await compare(definition, editorial, at=_now())
        return await load_changes(definition, editorial, author=by.strip()[:AUTHOR], at=_now())

    _tell_load(_run(_ready(), work), len(_item_codes(definition)), dry_run=dry_run)


def _item_codes(definition: Any) -> set[str]:
    topics = (topic for pillar in definition["pillars"] for topic in pillar["topics"])
    return {item["code"] for topic in topics for item in topic["items"]}


def _tell_load(found: Any, items: int, *, dry_run: bool) -> None:
    """What was loaded, or would be: the changes one by one, and what became of them."""
    from game.editions import Stage
    from server.pages.changes import ADVICE, change_text, wants_mark

    refused = {id(each) for each in found.refused}
    for each in found.changes:
        told = change_text(each.change, each.hits if id(each) in refused else None)
        console.print(told, style="red" if id(each) in refused else "", markup=False)
    named = f"Edición {found.edition}: {_counted(items, 'reactivo', 'reactivos')}"
    if found.stage not in {None, Stage.DRAFT, Stage.OPEN} and not found.is_same:
        raise RuleBroken("edition-in-use", edition=found.edition)
    if refused:
        count = _counted(len(refused), "cambio crítico", "cambios críticos")
        advice = f" {ADVICE}" if any(wants_mark(each.change) for each in found.refused) else ""
        raise Failed(f"{named}. {count}: no se guardó nada.{advice}")
    if found.is_same:
        console.print(f"{named}, ya estaba, sin cambios.")
    elif dry_run:
        console.print(f"{named}. Es un ensayo: no se guardó nada.")
    elif found.stage is Stage.OPEN:
        counted = _counted(len(found.changes), "cambio", "cambios")
        console.print(f"{named}, {counted} en una versión nueva, que ya se muestra.")
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

    _run(_ready(), lambda: move_on(code, Stage(to), by=None, at=_now()))
    console.print(f"La edición {code} pasó a la etapa «{to}».")


@edition.command("export")
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
    items = _counted(len(_item_codes(definition)), "reactivo", "reactivos")
    console.print(f"{file}: {items}, {len(content):,} bytes", markup=False)


@edition.command("import")
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
    console.print(f"{folder}: {_counted(len(files), 'archivo', 'archivos')}", markup=False)


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
    found = _run(_ready(), lambda: definition_of(edition))
    if found is None:
        raise RuleBroken("unknown-edition", edition=edition)
    return found


@main.group()
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

    known, abrogated = _run(_ready(), work)
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
    settings = _ready()
    tell = law_notices(f"{settings.public_url}/mi-liga")

    async def work() -> int:
        return await abrogate(
            code,
            since,
            replaced_by,
            note.strip(),
            author=author,
            is_forced=force,
            at=_now(),
            told=tell,
        )

    told = _run(settings, work)
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
    _run(_ready(), lambda: restore(code, note.strip(), author=author, at=_now()))
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
        return await affected_csv(today_of(_now()), laws, law=code)

    content: bytes = _run(_ready(), work)
    file.write_bytes(content)
    rows = content.count(b"\r\n") - 1
    console.print(f"{file}: {_counted(rows, 'respuesta', 'respuestas')}")


@main.group()
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

    with _working("Índice"):
        results, scored, digest, in_force, agrees, off = _run(_ready(), work)
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
        with _working("Índice"):
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


@index.command("check")
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
        click.echo(_check_json(folder, checks))
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
    values, ranks = sum(each.compared for each in checks), sum(each.ranks for each in checks)
    scores_off = sum(each.scores_off for each in checks)
    largest = max((each.largest for each in checks), default=0.0)
    console.print(
        f"{folder}: {values:,} valores, mayor diferencia {largest:.2e}, {scores_off:,} distintos; "
        f"{ranks:,} lugares, {len(off) - scores_off:,} distintos.",
        markup=False,
    )


def _check_json(folder: Path, checks: Sequence[Any]) -> str:
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
    return json.dumps({"folder": str(folder), "nodes": nodes}, ensure_ascii=False)


@main.command()
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
    with _working(f"Libro de {code}"):
        content = _run(_ready(), lambda: results_workbook(code, locale, today_of(_now())))
    file.write_bytes(content)
    console.print(f"{file}: {len(content):,} bytes")


def _write_answers(code: str, file: Path, locale: str) -> None:
    """All answers of an edition, as they are at one moment."""
    from server.answer_exports.making import write_book
    from server.answer_exports.orders import Order, Progress

    settings, order = _ready(), Order("", code, locale, today_of(_now()))
    with _working(f"Respuestas de {code}") as tell, _database_of(settings):

        def step(progress: Progress) -> None:
            tell(f"{progress.read:,} de {progress.total:,} respuestas")

        done = asyncio.run(write_book(settings, order, file, step))
    console.print(f"{file}: {done.written:,} respuestas, {file.stat().st_size:,} bytes")


@main.command()
@click.argument("email", metavar="CORREO")
@click.option(
    "--role",
    metavar="CARGO",
    required=True,
    help="admin, publisher, coordinator, auditor, verifier, lead, contributor, signer u observer.",
)
@click.option("--participant", metavar="CLAVE", help="Clave del gobierno, para sus cargos.")
@click.option("--state", metavar="NN", help="Entidad propia de quien verifica, dos dígitos.")
@click.option("--title", metavar="TEXTO", default="", help="Nombre del puesto.")
def invite(email: str, role: str, participant: str | None, state: str | None, title: str) -> None:
    """Crea un cargo e imprime la liga que invita a CORREO a ocuparlo."""
    from server.mailboxes import is_mailbox
    from server.people import GOVERNMENT, Role
    from server.queries.accounts import add_seat
    from server.queries.accounts import invite as keep_invitation
    from server.security import new_token

    if role not in set(Role):
        raise click.BadParameter(f"elija entre {', '.join(Role)}", param_hint="--role")
    if not is_mailbox(email):
        raise click.BadParameter("escriba un correo completo", param_hint="CORREO")
    if participant and role not in {*GOVERNMENT, Role.OBSERVER}:
        raise click.BadParameter(
            f"el cargo {role} no es de un gobierno", param_hint="--participant"
        )
    if not participant and role in GOVERNMENT:
        raise click.BadParameter(
            f"falta: el cargo {role} es de un gobierno, y esta es su clave, como 20 o 20067",
            param_hint="--participant",
        )
    if not state and role == Role.VERIFIER:
        raise click.BadParameter(
            "falta: es la entidad de quien verifica, como 20; no dictamina a la suya",
            param_hint="--state",
        )
    if state and role != Role.VERIFIER:
        raise click.BadParameter("solo quien verifica tiene entidad propia", param_hint="--state")
    settings = _ready()
    token = new_token()

    async def work() -> None:
        seat = await add_seat(
            Role(role), participant=participant, state=state, title=title, now=_now()
        )
        await keep_invitation(seat, email=email, name="", token=token, now=_now())

    _run(settings, work)
    console.print(f"{settings.public_url}/invitacion/{token}")


@main.command()
def check() -> None:
    """Revisa la instalación y dice qué está mal.

    Mira los ajustes, la base, los recursos del navegador y la bitácora de puntos.
    """
    from server.checks import findings

    settings = _ready()
    table = Table("Qué", "Cómo está", box=None)
    wrong = 0
    for finding in _run(settings, lambda: findings(settings)):
        wrong += not finding.is_good
        table.add_row(finding.subject, finding.text, style="" if finding.is_good else "red")
    console.print(table)
    if wrong:
        raise Failed("Falta arreglar una cosa." if wrong == 1 else f"Faltan {wrong} por arreglar.")


def _settings() -> Settings:
    return Settings.from_environ(os.environ)


def _ready() -> Settings:
    """The settings, on a database that has every migration."""
    settings = _settings()
    _migrate(settings)
    return settings


def _migrate(settings: Settings) -> tuple[str, ...]:
    from server.schema import SchemaError
    from server.schema import migrate as run_migrations

    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failed(
            f"No se puede escribir en {settings.data_dir} ({error.strerror}). "
            "Elija otra carpeta: LIGA_DATA_DIR=./var"
        ) from error
    try:
        with _database_of(settings):
            return asyncio.run(run_migrations(settings))
    except SchemaError as error:
        raise Failed(str(error)) from error


def _run(settings: Settings, work: Callable[[], Awaitable[Any]]) -> Any:
    """Do the work on the open database."""
    from server import db

    async def whole() -> Any:
        with _database_of(settings):
            await db.connect(settings)
        try:
            with _database_of(settings, is_opening=False):
                return await work()
        finally:
            await db.close()

    return asyncio.run(whole())


@contextmanager
def _database_of(settings: Settings, *, is_opening: bool = True) -> Iterator[None]:
    """Tell in words what keeps the database from being used."""
    try:
        yield
    except Exception as error:
        from server.db_problems import database_problem

        problem = database_problem(settings, error, is_opening=is_opening)
        if problem is None:
            raise
        raise Failed(problem) from error


async def _load_demo(
    tell: Callable[[str], None],
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Fill an empty database; give the editions it had, and a row for each demo account in it."""
    # Heavy, and only needed once.
    from server.demo import accounts_there, load_demo
    from server.queries.site import edition_codes

    found = await edition_codes()
    if not found:
        await load_demo(_now(), tell)
    there = await accounts_there()
    return found, tuple((each.email, each.password, each.role, each.where) for each in there)


def _serve(settings: Settings, workers: int) -> None:
    import uvicorn

    _check_port(settings)
    console.print(f"Liga en {settings.public_url} (Ctrl-C para terminar)")
    uvicorn.run(
        "server.serving:app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=workers,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=5,
        server_header=False,
        proxy_headers=settings.trust_proxy,
    )


def _check_port(settings: Settings) -> None:
    """Say that one cannot listen there before saying that the site is there."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except (OSError, UnicodeError) as error:  # a name that can be none is no OSError
            raise Failed(_why_not_there(settings, error)) from error


def _why_not_there(settings: Settings, error: OSError | UnicodeError) -> str:
    where = f"{settings.host}:{settings.port}"
    reason = getattr(error, "strerror", None) or str(error)
    match error:
        case socket.gaierror() | UnicodeError():
            advice = (
                "Ese nombre no lleva a ninguna dirección: corrija LIGA_HOST, o escriba 127.0.0.1"
                " para esta máquina sola o 0.0.0.0 para todas sus direcciones"
            )
        case OSError(errno=errno.EADDRNOTAVAIL):
            advice = (
                "Esa dirección no es de esta máquina: dé en LIGA_HOST una que lo sea, o 0.0.0.0"
                " para todas las suyas"
            )
        case PermissionError():
            advice = (
                "El sistema reserva ese puerto: elija otro, de 1024 en adelante: LIGA_PORT=8001"
            )
        case _:
            advice = "Termine el otro programa o elija otro puerto: LIGA_PORT=8001"
    return f"No se puede escuchar en {where} ({reason}). {advice}"


def _show_accounts(accounts: Iterable[tuple[str, ...]]) -> None:
    table = Table("Correo", "Contraseña", "Cargo", "Gobierno o estado", box=None)
    for account in accounts:
        table.add_row(*account)
    console.print(table)


EXPECTED = (SettingsError, RuleBroken, Failed, OSError)


def _told(error: Exception) -> tuple[str, ...]:
    """What went wrong, a line for each thing."""
    if isinstance(error, SettingsError):
        return error.problems
    if not isinstance(error, RuleBroken):
        return tuple(str(error).splitlines())
    from server.problems import SENTENCES, sentence_of

    known = error.code in SENTENCES
    return (sentence_of(error.code, error.facts) if known else str(error),)


def _counted(n: int, one: str, many: str) -> str:
    return f"{n:,} {one if n == 1 else many}"


@contextmanager
def _working(what: str, steps: int | None = None) -> Iterator[Callable[[str], None]]:
    """Show on a terminal how far the work has come; the function given begins the next step.

    Work that cannot tell its steps shows that it goes on.
    """
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn() if steps else TextColumn(""),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=complaints, transient=True) as progress:
        task = progress.add_task(what, total=steps, completed=-1 if steps else 0)
        yield lambda text: progress.update(task, description=text, advance=1)


def _now() -> datetime:
    return datetime.now(UTC)
