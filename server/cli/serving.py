"""Sitio: serve it, once it is certain that one can listen there."""

import errno
import socket

import click

from server.cli.database import ready
from server.cli.orders import Failed, Order
from server.cli.terminal import console
from server.settings import Settings


@click.command(cls=Order)
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
    serve_site(ready(), workers)


def serve_site(settings: Settings, workers: int) -> None:
    """Serve until somebody ends it."""
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
