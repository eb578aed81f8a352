"""Encargos y recordatorios: who is asked to do what, and reminded of it."""

from collections.abc import Mapping

from server.i18n import lazy
from server.problems.sentence import Sentence, bad, not_now, not_there

SENTENCES: Mapping[str, Sentence] = {
    "unknown-assignment": not_there(lazy("No hay un encargo {assignment} en su gobierno.")),
    "assignee-unknown": bad(lazy("Elija a quién de su equipo se lo encarga.")),
    "assignee-cannot-answer": bad(
        lazy("Ese cargo firma, no responde. Elija un cargo de enlace o de colaboración.")
    ),
    "due-required": bad(lazy("Escriba para cuándo, como 31/12/2026.")),
    "assignment-forbids": not_now(
        lazy("El encargo no admite este paso en la situación en que está.")
    ),
    "assignment-changed": not_now(
        lazy("Alguien cambió este encargo mientras tanto. Abra de nuevo el equipo y repita.")
    ),
    "nobody-to-remind": not_now(
        lazy("A nadie más se le puede recordar: el cargo está vacío o es el suyo.")
    ),
    "nobody-chosen": bad(lazy("Marque al menos un gobierno.")),
    "nobody-to-write-to": not_now(
        lazy(
            "Este gobierno no tiene enlace ni equipo con cuenta: no hay a quién escribir. Llame"
            " o invite a alguien a su cargo."
        )
    ),
    "not-held-up": not_now(
        lazy("Este gobierno ya no está rezagado: no hace falta recordarle nada.")
    ),
    "reminded-already": not_now(
        lazy("Otra persona se lo recordó en este momento: el recordatorio no salió dos veces.")
    ),
    "reminded-lately": not_now(
        lazy("{author} ya se lo recordó. Puede recordarle de nuevo desde el {again}.")
    ),
    "reminded-today": not_now(lazy("Ya se le recordó hoy. Puede recordarle mañana.")),
}
