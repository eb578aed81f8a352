"""Entregas: a seat that passes to somebody else."""

from collections.abc import Mapping
from http import HTTPStatus

from server.i18n import lazy
from server.problems.sentence import Sentence, bad, not_now, not_you

SENTENCES: Mapping[str, Sentence] = {
    "seat-occupied": bad(
        lazy(
            "Este cargo ya es o fue de alguien: pasa a otra persona con «Entregar a otra"
            " persona», que levanta un acta."
        )
    ),
    "seat-not-held": not_now(lazy("Nadie ocupa ya este cargo, o es el suyo.")),
    "handover-open": not_now(
        lazy("Este cargo ya se está entregando. Espere a que se reciba o cancele la entrega.")
    ),
    "handover-not-yours": not_you(
        lazy("Esta entrega la cancela quien la inició o la administración de cuentas.")
    ),
    "handover-closed": not_now(lazy("Esta entrega ya terminó: el cargo se recibió o se canceló.")),
    "handover-stale": not_now(
        lazy("El cargo cambió de manos mientras tanto. Abra de nuevo la entrega.")
    ),
    "handover-busy": Sentence(
        HTTPStatus.SERVICE_UNAVAILABLE,
        lazy("El equipo guardaba algo en ese momento y el acta quedaría atrás. Acepte de nuevo."),
    ),
    "handover-to-holder": bad(lazy("Ese correo es de quien ya ocupa el cargo.")),
    "handover-name-missing": bad(lazy("Escriba el nombre de quien recibe.")),
    "handover-reason-missing": bad(
        lazy("Escriba por qué se entrega, como «cambio de administración».")
    ),
    "handover-date-missing": bad(lazy("Escriba la fecha de efecto, como 31/12/2026.")),
    "handover-date-outside": bad(lazy("La fecha de efecto es hoy o antes, sin pasar de un año.")),
    "handover-no-administration": bad(
        lazy("Una nueva administración llega con el cargo que firma, no con este.")
    ),
}
