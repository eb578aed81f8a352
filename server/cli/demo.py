"""Demostración: invented editions and accounts, in an empty database."""

import os
from collections.abc import Callable, Iterable

import click
from rich.table import Table

from server.cli.database import now, ready, run
from server.cli.orders import Order
from server.cli.serving import serve_site
from server.cli.terminal import console, working

PULSE = "3"
# Places, accounts, the published edition, the open one, the commitments.
DEMO_STEPS = 5


@click.command(cls=Order)
@click.option("--serve", "then_serve", is_flag=True, help="Después de cargarla, sirve el sitio.")
def demo(then_serve: bool) -> None:
    """Carga la demostración, con datos sintéticos.

    Todos los gobiernos, dos ediciones y cuentas para entrar.

    Con --serve, funcionarios simulados siguen respondiendo cada 3 segundos; LIGA_DEMO_PULSE dice
    otro ritmo, y 0 los apaga.
    """
    if then_serve:
        os.environ.setdefault("LIGA_DEMO_PULSE", PULSE)
    settings = ready()
    with working("Demostración", DEMO_STEPS) as tell:
        found, accounts = run(settings, lambda: _load_demo(tell))
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
        serve_site(settings, 1)


async def _load_demo(
    tell: Callable[[str], None],
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Fill an empty database; give the editions it had, and a row for each demo account in it."""
    # Heavy, and only needed once.
    from server.demo import accounts_there, load_demo
    from server.queries.site import edition_codes

    found = await edition_codes()
    if not found:
        await load_demo(now(), tell)
    there = await accounts_there()
    return found, tuple((each.email, each.password, each.role, each.where) for each in there)


def _show_accounts(accounts: Iterable[tuple[str, ...]]) -> None:
    table = Table("Correo", "Contraseña", "Cargo", "Gobierno o estado", box=None)
    for account in accounts:
        table.add_row(*account)
    console.print(table)
