"""Acuerdos: what several governments sign together."""

from collections.abc import Mapping

from server.i18n import lazy
from server.problems.sentence import Sentence, bad, not_now, not_there

SENTENCES: Mapping[str, Sentence] = {
    "unknown-agreement": not_there(lazy("No hay un acuerdo {agreement}.")),
    "agreement-untitled": bad(lazy("Escriba el título del acuerdo.")),
    "meeting-missing": bad(lazy("Escriba en qué reunión se acordó.")),
    "invited-missing": bad(lazy("Elija al menos un gobierno.")),
    "meeting-to-come": bad(lazy("La reunión no ha ocurrido: escriba el día en que fue.")),
    "due-before-signing": bad(
        lazy("La fecha comprometida debe quedar después del último día para firmar, {sign_by}.")
    ),
    "agreement-not-invited": not_there(lazy("Su gobierno no está entre quienes lo firman.")),
    "agreement-signed": not_now(
        lazy("Su gobierno ya lo firmó: lo que siga se hace en su compromiso.")
    ),
    "agreement-closed": not_now(lazy("Se podía firmar o declinar hasta el {sign_by}.")),
    "agreement-invited": not_now(
        lazy("Alguien invitó mientras tanto a uno de ellos. Abra de nuevo la página y repita.")
    ),
    "agreement-answered": not_now(
        lazy("Alguien de su gobierno respondió mientras tanto. Abra de nuevo el acuerdo.")
    ),
}
