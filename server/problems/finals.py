"""Ronda final: the shortlist, the panel and its marks."""

from collections.abc import Mapping

from server.i18n import lazy
from server.problems.sentence import Sentence, bad, not_now, not_there, not_you

SENTENCES: Mapping[str, Sentence] = {
    "no-final": not_there(lazy("No hay una ronda final que ver de la edición {edition}.")),
    "unknown-finalist": not_there(lazy("Ese gobierno no es finalista.")),
    "not-on-panel": not_there(lazy("No hay aquí nada que usted califique.")),
    "no-shortlist": not_now(lazy("Primero saque la lista de finalistas.")),
    "already-shortlisted": not_now(
        lazy("Alguien sacó la lista de finalistas mientras tanto. Abra la página de nuevo.")
    ),
    "already-marked": not_now(
        lazy("Ya hay calificaciones: la lista de finalistas no se saca de nuevo.")
    ),
    "shortlist-empty": not_now(lazy("Ningún gobierno tiene todavía puntos firmes.")),
    "finalist-withdrew": not_now(lazy("Ese finalista se retiró de la ronda final.")),
    "finalist-own-state": not_you(lazy("Nadie califica a los gobiernos de su propio estado.")),
    "account-unknown": bad(
        lazy("Nadie tiene una cuenta con ese correo. La administración de cuentas la crea.")
    ),
    "panel-not-eligible": bad(
        lazy(
            "Del jurado es quien verifica, audita u observa y no coordina, publica, administra"
            " ni responde por un gobierno. Esa cuenta no puede."
        )
    ),
    "panel-state-missing": bad(lazy("Elija su estado, o que no es de ninguno.")),
    "already-on-panel": bad(lazy("Esa persona ya es del jurado.")),
    "member-has-marked": not_now(lazy("Esa persona ya calificó o se excusó: sigue en el jurado.")),
    "already-recused": not_now(lazy("Usted se excusó de calificar a este finalista.")),
    "sheet-incomplete": bad(lazy("Para entregar falta lo que se señala; nada se perdió.")),
    "sheet-too-long": bad(lazy("Una calificación o una razón es demasiado larga.")),
    "nothing-marked": not_now(lazy("Nadie ha entregado calificaciones todavía.")),
    "marking-open": not_now(lazy("Primero se cierran las calificaciones.")),
    "marking-closed": not_now(lazy("Las calificaciones ya se cerraron.")),
    "final-published": not_now(lazy("La ronda final ya se publicó y no cambia.")),
    "final-frozen": not_now(
        lazy("La tabla pública está detenida: la ronda final se publica cuando se reanude.")
    ),
}
