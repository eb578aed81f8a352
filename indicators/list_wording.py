"""Palabras de la lista: what the book of all answers says beside its rows, in both languages."""

from collections.abc import Mapping

from game.questionnaire import Text
from indicators.wording import COLUMNS

TITLE = Text("Todas las respuestas", "All answers")

#: What a column is called, and what the first sheet says of it. The rest are those of every book.
LISTED: Mapping[str, tuple[Text, Text]] = {
    **COLUMNS,
    "pillar_name": (Text("Nombre del pilar", "Pillar name"), Text("Su nombre", "Its name")),
    "condition": (
        Text("Estado de la respuesta", "Condition of the answer"),
        Text(
            "Lo que se respondió: respondido, no aplica, sin respuesta (se vació) o no preguntado "
            "(otra respuesta hizo que ya no se pregunte)",
            "What was answered: answered, not applicable, no answer (it was emptied) or not asked "
            "(another answer made it no longer asked)",
        ),
    ),
    "chosen": (
        Text("Claves de las opciones", "Option codes"),
        Text("Las opciones elegidas, por su clave", "The options chosen, by their codes"),
    ),
    "given_number": (
        Text("Número", "Number"),
        Text(
            "El número, o el numerador de un porcentaje; como texto si no se lee como número",
            "The number, or the numerator of a percentage; as text where it reads as no number",
        ),
    ),
    "given_total": (
        Text("Total", "Total"),
        Text("El denominador de un porcentaje", "The denominator of a percentage"),
    ),
    "given_day": (Text("Fecha", "Date"), Text("La fecha respondida", "The date answered")),
    "given_reason": (
        Text("Motivo", "Reason"),
        Text("Por qué no se tiene o no aplica", "Why it is missing or does not apply"),
    ),
    "plan": (Text("Plan", "Plan"), Text("Qué se hará", "What will be done")),
    "plan_by": (Text("Plan, fecha", "Plan, date"), Text("Para cuándo", "By when")),
    "decided_on": (
        Text("Fecha del dictamen", "Date of the verdict"),
        Text("Día en que se dictaminó", "Day of the verdict"),
    ),
    "decider_seat": (
        Text("Cargo que verificó", "Verified from"),
        Text("Cargo desde el que se dictaminó", "Seat from which the verdict was given"),
    ),
    "evidence_count": (
        Text("Documentos", "Documents"),
        Text("Cuántos documentos la prueban", "How many documents prove it"),
    ),
    "revision": (
        Text("Revisión", "Revision"),
        Text("Cuántas veces se había guardado", "How often it had been saved"),
    ),
    "saved_on": (
        Text("Guardada", "Saved"),
        Text("Día en que se guardó", "Day on which it was saved"),
    ),
}

CONTAINS: Mapping[bool, Text] = {
    False: Text(
        "Un renglón por cada respuesta en vigor que su gobierno firmó tal como está. Lo que nadie "
        "ha firmado es un borrador de su gobierno y no está aquí.",
        "A row for each answer in force that its government signed as it stands. What nobody has "
        "signed is a draft of its government, and is not here.",
    ),
    True: Text(
        "Un renglón por cada respuesta publicada, con el dictamen que la sostiene, como está en la "
        "instantánea de esa huella.",
        "A row for each published answer, with the verdict it stands on, as it is in the snapshot "
        "of that SHA-256.",
    ),
}
NO_RESULTS = Text(
    "El factor de cada respuesta se dice cuando la edición se publica; hasta entonces su columna "
    "está vacía, y ningún total ni lugar se calcula.",
    "The factor of each answer is told when the edition is published; until then its column is "
    "empty, and no total or place is computed.",
)

FACTS: Mapping[str, Text] = {
    "contains": Text("Qué contiene", "What it holds"),
    "rows": Text("Respuestas en este libro", "Answers in this book"),
    "drafts": Text("Respuestas sin firmar, que no están", "Unsigned answers, left out"),
    "results": Text("Resultados", "Results"),
    "taken_on": Text("Datos al", "Data as of"),
    "column": Text("Columna", "Column"),
}
