"""Observaciones: what businesses and citizens report, and what is decided of it."""

from collections.abc import Mapping
from http import HTTPStatus

from server.i18n import lazy
from server.problems.sentence import Sentence, bad, not_now, not_there, not_you

SENTENCES: Mapping[str, Sentence] = {
    "unknown-report": not_there(lazy("Esa observación no existe o no está publicada.")),
    "link-unknown": not_there(
        lazy("Ese vínculo no existe o ya se borró lo que llevaba. Revise que esté completo.")
    ),
    "report-closed": not_now(lazy("Quien la hizo ya dio por cerrada esta observación.")),
    "report-forbids": not_now(lazy("La observación ya no está en ese paso. Ábrala de nuevo.")),
    "report-changed": not_now(
        lazy("Alguien más decidió sobre esta observación. Ábrala para ver cómo quedó.")
    ),
    "report-answered-again": not_now(
        lazy(
            "El gobierno contestó de nuevo después de que usted abrió esta página. Lea su respuesta"
            " en la historia; lo que escribió sigue aquí y puede enviarlo otra vez."
        )
    ),
    "report-reasons-full": not_now(
        lazy(
            "Ya esperan {most} razones suyas: esta no se guardó. Cópiela y envíela cuando el"
            " observatorio haya leído las otras."
        )
    ),
    "report-reason-added": not_now(
        lazy(
            "Mientras leía, quien observó escribió otra razón: está arriba. Lo que usted escribió"
            " sigue aquí; decida sobre todas."
        )
    ),
    "report-text-required": bad(lazy("Escriba el texto: no puede quedar vacío.")),
    "none-chosen": bad(lazy("Marque al menos una.")),
    "report-words-added": bad(
        lazy(
            "Solo se quita u oculta: cada palabra que se publica está en lo que se envió, en el"
            " mismo orden. No está ahí: {word}."
        )
    ),
    "own-government-report": bad(
        lazy(
            "Esta es la voz de empresas y ciudadanía: una cuenta de ese gobierno no observa lo"
            " suyo. Lo que el gobierno dice va en el compromiso o en su respuesta."
        )
    ),
    "own-government-support": not_you(
        lazy(
            "«También me pasa» es la voz de empresas y ciudadanía: su cuenta es de ese gobierno."
            " Lo que el gobierno dice va en su respuesta a la observación."
        )
    ),
    "merge-elsewhere": bad(
        lazy(
            "Dé el número de otra observación publicada y abierta del mismo gobierno, que diga lo"
            " mismo del mismo compromiso."
        )
    ),
    "own-verdict": not_you(
        lazy("Usted dictaminó este compromiso: la observación la lee otra persona.")
    ),
    "second-verifier": not_you(
        lazy("Usted ya dictaminó este compromiso: lo verifica de nuevo otra persona.")
    ),
    "topic-missing": bad(lazy("Elija el tema al que se parece más.")),
    "bearing-missing": bad(lazy("Elija qué dice del compromiso.")),
    "asked-missing": bad(lazy("Escriba qué trámite, servicio o acción se pidió.")),
    "story-missing": bad(lazy("Cuente qué pasó.")),
    "happened-later": bad(lazy("Esa fecha todavía no llega.")),
    "happened-too-early": bad(lazy("Escriba el año completo, desde {year}.")),
    "reporter-email-invalid": bad(
        lazy("Escriba un correo completo, como nombre@ejemplo.com: ahí llega la confirmación.")
    ),
    "too-many-links": bad(lazy("Deje a lo más {most} direcciones de páginas.")),
    "too-many-reports": Sentence(
        HTTPStatus.TOO_MANY_REQUESTS,
        lazy("Desde aquí ya se enviaron muchas. Lo que escribió sigue: envíelo en {minutes} min."),
    ),
    "looks-automatic": bad(
        lazy("Parece un envío automático. Espere {seconds} segundos y envíelo otra vez.")
    ),
}
