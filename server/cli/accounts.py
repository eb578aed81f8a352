"""Cuentas: a seat, and the link that invites somebody to it."""

import click

from server.cli.database import now, ready, run
from server.cli.orders import Order
from server.cli.terminal import console


@click.command(cls=Order)
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
    """Crea un cargo e imprime el vínculo que invita a CORREO a ocuparlo."""
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
    settings = ready()
    token = new_token()

    async def work() -> None:
        seat = await add_seat(
            Role(role), participant=participant, state=state, title=title, now=now()
        )
        await keep_invitation(seat, email=email, name="", token=token, now=now())

    run(settings, work)
    console.print(f"{settings.public_url}/invitacion/{token}")
