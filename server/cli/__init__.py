"""Línea de órdenes: everything an operator does without the site.

Exit codes: 0 done, 1 refused or failed (the message says what to do), 2 wrong use.
"""

import click

from server.cli import (
    accounts,
    checks,
    database,
    demo,
    editions,
    exports,
    laws,
    places,
    results,
    serving,
)
from server.cli.orders import Orders


@click.group(cls=Orders, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="liga", prog_name="liga")
def main() -> None:
    """Liga: la liga, el índice y los compromisos de mejora regulatoria.

    Los ajustes vienen del entorno: LIGA_HOST, LIGA_PORT, LIGA_DATABASE_URL, LIGA_DATA_DIR,
    LIGA_PUBLIC_URL, LIGA_DEMO_PULSE...; el README los explica todos.
    """


ORDERS = (
    serving.serve,
    demo.demo,
    database.migrate,
    places.places,
    editions.edition,
    laws.law,
    results.index,
    exports.export,
    accounts.invite,
    checks.check,
)
for each in ORDERS:
    main.add_command(each)
