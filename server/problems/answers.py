"""Niveles y respuestas: filled in, copied, handed in and signed."""

from collections.abc import Mapping
from http import HTTPStatus

from server.i18n import lazy
from server.problems.sentence import Sentence, bad, not_now, not_there, not_you

SENTENCES: Mapping[str, Sentence] = {
    # Niveles y respuestas
    "unknown-item": not_there(lazy("No hay un reactivo {item} en esta edición.")),
    "unknown-note": not_there(lazy("No hay una nota así en el reactivo {item}.")),
    "edition-passed": not_now(
        lazy(
            "Esto se escribió para la edición {edition}, que ya no se responde. Aquí está, por"
            " si le sirve en la de ahora."
        )
    ),
    "unknown-topic": not_there(lazy("No hay un nivel {topic} en esta edición.")),
    "text-too-long": bad(lazy("El texto es demasiado largo: hasta {limit} caracteres.")),
    "text-has-markup": bad(lazy("Escriba solo texto: las etiquetas como <a> o <b> no se aceptan.")),
    "too-busy": Sentence(
        HTTPStatus.SERVICE_UNAVAILABLE,
        lazy("Varias personas guardan este reactivo a la vez. Guarde de nuevo."),
    ),
    "level-locked": not_now(lazy("El nivel {level} ya se envió y no admite cambios.")),
    "level-empty": not_now(lazy("El nivel {level} no tiene reactivos para su gobierno.")),
    "level-incomplete": bad(lazy("Al nivel {level} le falta algo en estos reactivos: {items}.")),
    "not-submitted": not_now(lazy("El nivel {level} todavía no se envía.")),
    "signature-stale": not_now(
        lazy(
            "Una respuesta del nivel {level}, un documento que cita o una pregunta cambió"
            " mientras lo leía, y no se firmó nada."
        )
    ),
    "signature-voided": not_now(
        lazy(
            "La firma de este nivel quedó sin efecto por un cambio: se decide cuando se firme"
            " de nuevo."
        )
    ),
    "mended-unsigned": not_now(
        lazy("Lo corregido nunca se firmó: puede rechazarse con su razón, no aceptarse.")
    ),
    "level-decided": not_now(
        lazy("Todo el nivel {level} tiene dictamen: no queda nada que cambiar en él.")
    ),
    "reason-short": bad(lazy("Escriba la razón, que será pública: al menos {least} caracteres.")),
    "already-signed": not_now(lazy("El nivel {level} ya está firmado.")),
    "signer-filled": not_you(
        lazy("El nivel {level} lo firma una persona distinta de quien lo respondió.")
    ),
    # Copias
    "copy-answered": not_now(
        lazy("El reactivo {item} ya tiene respuesta: no se copió nada encima.")
    ),
    "copy-impossible": not_now(
        lazy("Esta respuesta no se puede copiar en {item}: junto a la pregunta dice por qué.")
    ),
    "copy-moved": not_now(
        lazy(
            "Alguien cambió la copia de {item} mientras la leía y no se confirmó. Léala como"
            " quedó y confirme entonces."
        )
    ),
    "copy-outdated": not_now(
        lazy("La copia de {item} no se confirma tal cual: corrija lo que se indica y guárdela.")
    ),
    "nothing-to-copy": not_there(
        lazy("Su gobierno no tiene una edición anterior de la que copiar.")
    ),
    "prefill-answered": not_now(
        lazy("El reactivo {item} ya tiene respuesta: el compromiso no se puso encima.")
    ),
    "prefill-impossible": not_now(
        lazy("Ningún compromiso verificado responde por el reactivo {item}.")
    ),
}
