"""Leyes: what was abrogated, and answers that rest on it."""

from collections.abc import Mapping

from server.i18n import lazy
from server.problems.sentence import Sentence, bad, not_now, not_there

SENTENCES: Mapping[str, Sentence] = {
    "unknown-law": not_there(lazy("Ninguna edición nombra una ley {law}.")),
    "law-replaces-itself": bad(lazy("La ley {law} no puede sustituirse a sí misma.")),
    "successor-abrogated": not_now(
        lazy(
            "La ley {law} está abrogada desde el {since}: no puede sustituir a otra. Indique la"
            " que rige ahora."
        )
    ),
    "already-abrogated": not_now(
        lazy(
            "La ley {law} ya está abrogada, desde el {since}. Si fue un error, deshágalo con"
            " «liga law restore {law}»."
        )
    ),
    "law-ended-before": not_now(
        lazy(
            "Según su edición, la ley {law} estuvo vigente hasta el {last}: declárela abrogada"
            " con «--on {first}», o repita la orden con «--force» si la edición se equivoca."
        )
    ),
    "law-in-force": not_now(lazy("La ley {law} no está abrogada.")),
    "nothing-chosen": bad(
        lazy("No marcó ninguna respuesta. Marque las que siguen siendo ciertas.")
    ),
    "nothing-to-confirm": not_now(
        lazy("En el reactivo {item} ya no hay nada por revisar. Abra la página de nuevo.")
    ),
}
