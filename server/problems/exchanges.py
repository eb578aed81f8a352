"""Intercambios: what governments ask of each other and tell."""

from collections.abc import Mapping

from server.i18n import lazy
from server.problems.sentence import Sentence, bad, not_now, not_there

SENTENCES: Mapping[str, Sentence] = {
    "unknown-message": not_there(lazy("Ese mensaje no existe.")),
    "message-hidden": not_now(lazy("Ese mensaje ya se ocultó.")),
    "help-not-needed": not_now(
        lazy("Su gobierno la tiene verificada: no hace falta que pida ayuda.")
    ),
    "help-asked": not_now(lazy("Su gobierno ya pidió ayuda con esta práctica: se pide una vez.")),
    "help-not-asked": not_now(lazy("Su gobierno no ha pedido ayuda con esta práctica.")),
    "help-thanked": not_now(lazy("Su gobierno ya dijo quién le ayudó con esta práctica.")),
    "help-self": bad(lazy("Elija a otro gobierno: nadie se ayuda a sí mismo.")),
    "help-stranger": bad(
        lazy("Elija a un gobierno que la tenga verificada o que haya escrito aquí.")
    ),
    "contact-own": not_now(lazy("Es su propio gobierno: escriba a su equipo.")),
    "contact-nobody": not_there(lazy("Nadie ocupa ahora el cargo que contesta ahí.")),
}
