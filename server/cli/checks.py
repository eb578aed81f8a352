"""Revisión: what is wrong with the installation, before anybody finds out."""

import click
from rich.table import Table

from server.cli.database import now, ready, run
from server.cli.orders import Failed, Order
from server.cli.terminal import console


@click.command(cls=Order)
def check() -> None:
    """Revisa la instalación y dice qué está mal.

    Mira los ajustes, la base, los recursos del navegador, la bitácora de puntos, los compromisos
    contra su historia, las firmas y lo publicado. Lee la base como está en un solo momento: lo que
    se guarda mientras tanto no se ve a medias.
    """
    from server.checks import findings
    from server.days import today_of

    settings = ready()
    table = Table("Qué", "Cómo está", box=None)
    wrong = 0
    for finding in run(settings, lambda: findings(settings, today_of(now())), at_once=True):
        wrong += not finding.is_good
        table.add_row(finding.subject, finding.text, style="" if finding.is_good else "red")
    console.print(table)
    if wrong:
        raise Failed("Falta arreglar una cosa." if wrong == 1 else f"Faltan {wrong} por arreglar.")
