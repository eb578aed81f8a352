"""Seguimiento: an address that follows a government or a commitment."""

from collections.abc import Mapping
from http import HTTPStatus

from server.i18n import lazy
from server.problems.sentence import Sentence, bad, not_there

SENTENCES: Mapping[str, Sentence] = {
    "follow-unknown": not_there(lazy("No hay nada así que seguir. Elija entre lo que hay.")),
    "follow-email-invalid": bad(lazy("Escriba una dirección de correo, como ana@example.mx.")),
    "follow-too-often": Sentence(
        HTTPStatus.TOO_MANY_REQUESTS,
        lazy("Se pidieron demasiadas confirmaciones. Pruebe de nuevo en {minutes} min."),
    ),
    "follow-link-wrong": not_there(
        lazy("El vínculo está incompleto. Cópielo entero del correo que recibió.")
    ),
    "follow-link-gone": not_there(
        lazy(
            "El vínculo ya se usó o venció. Si quiere seguir compromisos, pídalo de nuevo en la"
            " página de Compromisos."
        )
    ),
    "follow-stopped": not_there(lazy("Esta dirección ya no sigue nada: no le escribiremos más.")),
}
