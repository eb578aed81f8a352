"""Declaraciones públicas: what a head declares, renews and revokes."""

from collections.abc import Mapping

from server.i18n import lazy
from server.problems.sentence import Sentence, not_now, not_there

SENTENCES: Mapping[str, Sentence] = {
    "unknown-declaration": not_there(lazy("No hay una declaración {declaration}.")),
    "declaration-none": not_now(lazy("Ninguna edición tiene todavía un texto que declarar.")),
    "declaration-in-force": not_now(
        lazy("Su declaración vale hasta el {until}: se renueva desde el {first}.")
    ),
    "declaration-stale": not_now(
        lazy("El texto cambió desde que lo abrió. Léalo de nuevo abajo antes de firmar.")
    ),
    "declaration-changed": not_now(
        lazy("Esta declaración se firmó o se revocó mientras tanto. Ábrala de nuevo.")
    ),
    "declaration-revoked": not_now(lazy("Esta declaración ya se revocó.")),
}
