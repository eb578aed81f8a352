"""Verificación: verdicts, replies and threads."""

from collections.abc import Mapping

from server.i18n import lazy
from server.problems.sentence import Sentence, bad, not_now, not_you

SENTENCES: Mapping[str, Sentence] = {
    # Verificación
    "reason-too-long": bad(lazy("La razón es demasiado larga: hasta {limit} caracteres.")),
    "unknown-verdict": bad(lazy("Elija un dictamen: aceptar, devolver o rechazar.")),
    "own-state": not_you(lazy("Nadie verifica a los gobiernos de su propia entidad.")),
    "own-government": not_you(
        lazy("Nadie verifica a un gobierno en el que trabaja o por el que respondió.")
    ),
    "other-verifier-required": not_you(
        lazy("Lo resuelve una persona distinta de quien dio el dictamen anterior.")
    ),
    "reason-required": bad(lazy("Escriba la razón: quien la lea debe poder entenderla.")),
    "already-replied": not_now(lazy("El dictamen de {item} ya tiene la réplica de su gobierno.")),
    "not-signed": not_now(lazy("El nivel del reactivo {item} todavía no está firmado.")),
    "verdict-stale": not_now(
        lazy("El reactivo {item} cambió mientras lo leía. Vuelva a leerlo antes de decidir.")
    ),
    "not-applicable-capped": not_now(
        lazy(
            "Este nivel admite «no aplica» en {most} como máximo y ya se aceptó en {accepted}:"
            " en {item} no puede aceptarse."
        )
    ),
    "reply-empty": bad(lazy("Escriba la réplica al reactivo {item}.")),
    "nothing-to-reply": not_now(lazy("Este reactivo no tiene un dictamen que replicar.")),
    "being-mended": not_now(
        lazy("El gobierno todavía corrige esta respuesta: se decide cuando esté completa.")
    ),
    "not-asked": not_now(lazy("El reactivo {item} no se pregunta a este gobierno.")),
    "item-decided": not_now(lazy("El reactivo {item} ya tiene dictamen.")),
    # Hilos
    "no-thread": not_now(
        lazy("Este reactivo no tiene un hilo: se abre cuando se devuelve la respuesta.")
    ),
    "thread-resolved": not_now(
        lazy("El hilo ya se dio por resuelto. Se abre de nuevo si la respuesta se devuelve.")
    ),
    "entry-empty": bad(lazy("Escriba lo que quiere decir.")),
    "unknown-entry": bad(lazy("Elija qué hacer con el hilo.")),
}
