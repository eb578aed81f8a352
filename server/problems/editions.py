"""Ediciones: their stages, their leagues and whoever takes part in them."""

from collections.abc import Mapping

from server.i18n import lazy
from server.problems.sentence import Sentence, bad, not_now, not_there

SENTENCES: Mapping[str, Sentence] = {
    # Etapas y ediciones
    "stage-forbids": not_now(lazy("La etapa en que está la edición ya no permite esto.")),
    "freeze-came": not_now(
        lazy("La tabla ya está detenida: esa fecha no se mueve. Puede reanudarla.")
    ),
    "freeze-none": not_now(lazy("La tabla de esta edición no está detenida ni por detenerse.")),
    "no-ceremony": not_there(
        lazy("La tabla de esta edición no se ha detenido, o esa liga no existe.")
    ),
    "ceremony-moment": bad(
        lazy("Ese momento no es de esta ceremonia. Empiece la ceremonia de nuevo.")
    ),
    "freeze-past": bad(lazy("Elija un momento que todavía no llega.")),
    "freeze-order": bad(
        lazy(
            "La tabla se detiene después de abrir la edición y a más tardar al empezar la revisión."
        )
    ),
    "freeze-unreadable": bad(lazy("Escriba la fecha y la hora, por ejemplo 2026-12-13 00:00.")),
    "stage-order": not_now(lazy("La edición solo puede pasar a la etapa que sigue.")),
    "two-publishers-required": not_now(
        lazy("Publicar pide dos personas: quien propone y otra que confirma.")
    ),
    "already-confirmed": not_now(lazy("La publicación ya estaba confirmada.")),
    "publication-changed": not_now(
        lazy(
            "Los dictámenes u otros datos cambiaron desde la propuesta, que queda sin efecto."
            " Revise cómo quedaron y proponga de nuevo."
        )
    ),
    "replies-unanswered": not_now(
        lazy(
            "No se publica con réplicas sin resolver ({n}). Son las de la lista: las resuelve"
            " otra persona verificadora."
        )
    ),
    "no-league": not_now(lazy("El participante {participant} no cae en ninguna liga.")),
    "several-leagues": not_now(
        lazy("El participante {participant} cae en varias ligas: {leagues}.")
    ),
    "unknown-edition": not_there(lazy("No hay una edición {edition}.")),
    "edition-in-use": not_now(
        lazy("La edición {edition} ya no se responde: su cuestionario no cambia.")
    ),
    # Lo que no hay
    "not-entered": not_there(lazy("Ese gobierno no participa en la edición {edition}.")),
    "unknown-league": not_there(lazy("No hay una liga {league} en la edición {edition}.")),
    "no-improvement": not_there(
        lazy("La edición {edition} no continúa otra cuyos puntos estén aquí.")
    ),
    "unknown-participant": not_there(lazy("No hay un gobierno con la clave {participant}.")),
    "nothing-open": not_there(
        lazy("Todavía no hay una edición abierta. Su método se verá aquí cuando abra.")
    ),
}
