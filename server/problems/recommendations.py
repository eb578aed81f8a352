"""Recomendaciones: batches of them, edited and issued."""

from collections.abc import Mapping

from server.i18n import lazy
from server.problems.sentence import Sentence, bad, not_now, not_there

SENTENCES: Mapping[str, Sentence] = {
    "unknown-batch": not_there(lazy("No hay un lote de recomendaciones {batch}.")),
    "unknown-recommendation": not_there(lazy("No hay una recomendación {recommendation}.")),
    "batch-untitled": bad(lazy("Escriba el título del lote.")),
    "batch-most-unreadable": bad(
        lazy("Escriba cuántas para cada gobierno, como número de 1 a {most}.")
    ),
    "batch-issued": not_now(lazy("El lote ya se emitió y no cambia.")),
    "batch-changed": not_now(
        lazy("Alguien cambió estas recomendaciones mientras tanto. Ábralas de nuevo y repita.")
    ),
    "batch-empty": bad(
        lazy("No queda ninguna recomendación: nadie tiene una brecha sin compromiso.")
    ),
    "batch-too-large": bad(
        lazy("Serían más de {most} recomendaciones. Elija menos gobiernos o menos por cada uno.")
    ),
    "merge-two": bad(lazy("Marque dos o más para unirlas en una.")),
    "recommendation-answered": not_now(
        lazy("Su gobierno ya respondió esta recomendación con un compromiso.")
    ),
    "proposal-sent-before": not_now(
        lazy(
            "Esta hoja ya se propuso, con otro texto: es el compromiso {commitment}. Si es el"
            " mismo, modifíquelo ahí; si es otro, envíela otra vez."
        )
    ),
    "priority-unreadable": bad(lazy("Escriba la prioridad como número de 1 a {most}.")),
    "recommendation-text-missing": bad(lazy("Escriba qué se recomienda.")),
}
