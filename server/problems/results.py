"""Resultados: what is published, and what puts it right."""

from collections.abc import Mapping

from server.i18n import lazy
from server.problems.sentence import Sentence, not_now, not_there

SENTENCES: Mapping[str, Sentence] = {
    "nothing-published": not_there(
        lazy("Todavía no hay resultados publicados. Mientras tanto, siga las ligas en vivo.")
    ),
    "not-published": not_there(
        lazy("Los resultados de {edition} se verán cuando se publiquen, no antes.")
    ),
    "already-proposed": not_now(
        lazy("La publicación ya está propuesta; falta que otra persona la confirme.")
    ),
    "erratum-none": not_now(
        lazy("Lo publicado solo se revisa con una fe de erratas abierta, y no hay ninguna.")
    ),
    "erratum-open": not_now(lazy("Ya hay una fe de erratas abierta de esta edición.")),
    "erratum-empty": not_now(
        lazy("Nada de lo publicado cambia: no hay qué corregir con una fe de erratas.")
    ),
    "erratum-proposed": not_now(
        lazy("La fe de erratas ya está propuesta; falta que otra persona la confirme.")
    ),
    "erratum-unproposed": not_now(lazy("Nadie ha propuesto publicar la fe de erratas.")),
    "erratum-changes": not_now(
        lazy(
            "Hay dictámenes que cambian lo publicado: publique la fe de erratas, o que se"
            " vuelva a dictaminar lo anterior."
        )
    ),
    "unknown-snapshot": not_there(
        lazy("No hay una publicación n.º {number} del índice {edition}.")
    ),
    "not-proposed": not_now(lazy("Nadie ha propuesto publicar esta edición.")),
}
