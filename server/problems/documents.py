"""Evidencia: documents, their addresses and the pages cited of them."""

from collections.abc import Mapping

from server.i18n import lazy
from server.problems.sentence import Sentence, bad, not_now, not_there

SENTENCES: Mapping[str, Sentence] = {
    # Evidencia
    "evidence-one-at-a-time": bad(
        lazy(
            "Adjunte una sola cosa a la vez: un archivo, una dirección o un documento que ya está."
        )
    ),
    "evidence-date-invalid": bad(lazy("Escriba una fecha, como 31/12/2026.")),
    "validity-reversed": bad(
        lazy("La vigencia no puede terminar antes del {first}, día en que empieza.")
    ),
    "document-unchanged": bad(
        lazy(
            "Es lo mismo que ya está como versión de «{title}»: no hay nada que sustituir. Si"
            " lo que cambia es su título o sus fechas, están en «Corregir título y fechas»."
        )
    ),
    "document-known": bad(
        lazy(
            "Ya está entre los documentos de su gobierno como «{title}». Cite ese, o elija otro"
            " archivo."
        )
    ),
    "document-replaced": not_now(
        lazy(
            "Alguien subió otra versión mientras tanto. Abra de nuevo el documento y revise"
            " cuál es la que vale."
        )
    ),
    "document-changed": not_now(
        lazy(
            "Alguien corrigió estos datos mientras tanto. Aquí sigue lo que escribió, junto a"
            " lo que está guardado: guarde de nuevo para que quede lo suyo."
        )
    ),
    "document-twice": not_now(
        lazy(
            "Alguien de su gobierno subía el mismo archivo en ese momento. Envíelo de nuevo:"
            " se citará el que ya está."
        )
    ),
    "document-judged": not_now(
        lazy(
            "El reactivo {item} cita este documento y ya se verificó: ahí queda como se leyó."
            " Para los demás, sustitúyalo por una versión nueva con los datos correctos. Si es"
            " el mismo archivo, guárdelo antes otra vez como PDF: uno idéntico no se sube dos"
            " veces."
        )
    ),
    "document-signed": not_now(
        lazy(
            "El reactivo {item} cita este documento y ya no puede firmarse de nuevo: ahí queda"
            " como se firmó. Para los demás, sustitúyalo por una versión nueva con los datos"
            " correctos. Si es el mismo archivo, guárdelo antes otra vez como PDF: uno idéntico"
            " no se sube dos veces."
        )
    ),
    "citation-gone": bad(
        lazy("Alguien quitó esa cita mientras tanto. Si hace falta, cite aquí la versión nueva.")
    ),
    "document-vouched": not_now(
        lazy(
            "El compromiso {commitment} cita este documento y ya se dictaminó: ahí queda como"
            " se leyó. Para lo demás, sustitúyalo por una versión nueva con los datos"
            " correctos. Si es el mismo archivo, guárdelo antes otra vez como PDF: uno idéntico"
            " no se sube dos veces."
        )
    ),
    "title-missing": bad(lazy("Escriba el título del documento.")),
    "evidence-date-late": bad(lazy("La fecha {dated} todavía no llega.")),
    "evidence-empty": bad(lazy("Elija un archivo o escriba la dirección de una página.")),
    "evidence-required": bad(lazy("Adjunte la evidencia que lo demuestra.")),
    "unknown-document": not_there(lazy("Ese documento no existe o no es de su gobierno.")),
    # Direcciones y páginas
    "link-invalid": bad(
        lazy("Escriba la dirección completa de la página, como oaxaca.gob.mx/gaceta.")
    ),
    "link-scheme-refused": bad(
        lazy("Una dirección «{scheme}:» no se acepta. Dé la de una página, con https://")
    ),
    "link-with-name": bad(
        lazy("La dirección no lleva usuario ni contraseña: quite lo que está antes de la arroba.")
    ),
    "link-private": bad(
        lazy("«{host}» solo existe en su equipo o en su red. Dé una dirección que abra cualquiera.")
    ),
    "page-too-long": bad(
        lazy("La página o el artículo es demasiado largo: hasta {limit} caracteres.")
    ),
    "page-missing": bad(lazy("Falta la página o el artículo.")),
    "link-too-long": bad(lazy("La dirección es demasiado larga: hasta {limit} caracteres.")),
}
