"""Lo respondido: who takes part, what each answered, what proves it, and every verdict on it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from game.questionnaire import Text
from game.typed import date_of, number_of
from indicators.canonical import Json
from indicators.given import PublishedAnswer
from indicators.matrix import AnswerState
from indicators.open_data.asked import BETWEEN, items_in
from indicators.open_data.tables import Reference, Row, Table, column, words_of
from indicators.snapshot import STATES, published_answers
from indicators.wording import STATES as STATE_WORDS
from indicators.wording import VERDICTS

#: A text that is not scored: it was answered, and no state of the index is told of it.
TOLD = "told"
ANSWER = ("participante", "reactivo")
TO_ANSWER = Reference(ANSWER, "respuestas", ANSWER)
CODES = {
    **{state.word: STATE_WORDS[state] for state in AnswerState},
    TOLD: Text("respondido; texto libre, sin puntaje", "answered; free text, not scored"),
}


def answered_tables(snapshot: Json) -> tuple[Table, ...]:
    """Participants, answers, evidence and verdicts."""
    rows: dict[str, dict[str, list[Any]]] = {
        each["code"]: {"answers": [], "verdicts": []} for each in snapshot["participants"]
    }
    for part in ("answers", "verdicts"):
        for row in snapshot[part]:
            if row["participant"] in rows:
                rows[row["participant"]][part].append(row)
    given = {code: published_answers(own["answers"], own["verdicts"]) for code, own in rows.items()}
    verdicts = {code: own["verdicts"] for code, own in rows.items()}
    return (
        _participants(snapshot),
        _answers(snapshot, given),
        _evidence(snapshot, given),
        _verdicts(snapshot, given, verdicts),
    )


def _participants(snapshot: Json) -> Table:
    rows = (
        (each["code"], each["name"], each["kind"], each["league"], each.get("population"))
        for each in snapshot["participants"]
    )
    return Table(
        "participantes",
        Text("Participantes", "Participants"),
        Text("Quiénes están en la edición.", "Who is in the edition."),
        (
            column(
                "participante",
                "string",
                "Clave; de estados y municipios, la del INEGI: texto con sus ceros",
                "Code; of states and municipalities that of INEGI: text with its zeros",
                required=True,
            ),
            column("nombre", "string", "Nombre", "Name", required=True),
            column("tipo", "string", "Tipo de participante", "Kind of participant", required=True),
            column("liga", "string", "Liga en que está", "League it is in", required=True),
            column(
                "poblacion",
                "integer",
                "Población con que se decidió qué se le pregunta; vacía si no la hay",
                "Population by which it was decided what it is asked; empty where there is none",
                minimum=0,
            ),
        ),
        ("participante",),
        tuple(rows),
        (Reference(("liga",), "ligas", ("liga",)),),
    )


def _answers(snapshot: Json, given: Mapping[str, Mapping[str, PublishedAnswer]]) -> Table:
    return Table(
        "respuestas",
        Text("Respuestas", "Answers"),
        Text(
            "Cada reactivo de cada participante, como se publicó: lo que respondió, el dictamen en "
            "pie y el factor que cuenta. Hay renglón también donde no hay respuesta; de los textos "
            "libres, solo donde la hay.",
            "Each item of each participant as it was published: what was answered, the verdict "
            "that stands and the factor that counts. There is a row also without an answer; of "
            "free texts only where there is one.",
        ),
        (
            column("participante", "string", "Clave de quien responde", "Code", required=True),
            column("reactivo", "string", "Clave del reactivo", "Code of the item", required=True),
            column(
                "estado",
                "string",
                "Lo que sabe el índice de este reactivo",
                "What the index knows of this item",
                required=True,
                codes=CODES,
            ),
            column(
                "factor",
                "number",
                "Lo que vale en el índice, de 0 a 1; vacío donde no hay respuesta que cuente",
                "What it is worth in the index, 0 to 1; empty where no answer counts",
                minimum=0,
                maximum=1,
            ),
            *_said(),
            column(
                "dictamen",
                "string",
                "El que está en pie; vacío: nadie decidió",
                "The one that stands; empty: nobody decided",
                codes=words_of(VERDICTS),
            ),
            column("dictamen_razon", "string", "Razón del dictamen", "Reason of the verdict"),
        ),
        ANSWER,
        tuple(_answer_rows(snapshot, given)),
        (
            Reference(("participante",), "participantes", ("participante",)),
            Reference(("reactivo",), "reactivos", ("reactivo",)),
        ),
    )


def _said() -> Sequence[Any]:
    """The columns of what was typed: numbers and dates as they are read, and as they were typed."""
    return (
        column("revision", "integer", "Número de la respuesta guardada", "Revision", minimum=0),
        column(
            "opciones",
            "string",
            f"Claves de lo elegido, separadas por «{BETWEEN}»",
            f"Codes of what was chosen, with “{BETWEEN}” between",
        ),
        column("numero", "number", "Número, o la parte del porcentaje", "Number, or the part"),
        column("total", "number", "Total del porcentaje", "Whole of the percentage"),
        column("fecha", "date", "Fecha", "Date"),
        column("texto", "string", "Texto libre, tal cual", "Free text, as it was typed"),
        column("numero_escrito", "string", "Como se tecleó", "As it was typed"),
        column("total_escrito", "string", "Como se tecleó", "As it was typed"),
        column("fecha_escrita", "string", "Como se tecleó", "As it was typed"),
        column("no_aplica", "boolean", "Si respondió «no aplica»", "Whether “not applicable”"),
        column("razon", "string", "Razón que dio", "The reason it gave"),
        column("plan", "string", "Qué va a hacer, si dijo que no", "The plan of a no"),
        column("plan_para", "string", "Para cuándo, como se tecleó", "By when, as it was typed"),
        column("copiada_de", "string", "Edición de que se copió", "Edition it was copied from"),
    )


def _answer_rows(
    snapshot: Json, given: Mapping[str, Mapping[str, PublishedAnswer]]
) -> Iterator[Row]:
    columns = {item: at for at, item in enumerate(snapshot["items"])}
    items = [item["code"] for _, _, item in items_in(snapshot["definition"])]
    for entry, factors in zip(snapshot["participants"], snapshot["factors"], strict=True):
        own = given[entry["code"]]
        for item in items:
            answer = own.get(item)
            if item not in columns and answer is None:
                continue
            packed = factors[columns[item]] if item in columns else TOLD
            state, factor = _read(packed)
            yield (
                *(entry["code"], item, state, factor),
                *(_said_in(answer) if answer else (None,) * len(_SAID)),
                *((answer.verdict, answer.reason) if answer else (None, None)),
            )


_SAID = _said()


def _read(packed: str) -> tuple[str, str | None]:
    """What the text of a factor says: its state, and the number of one that was answered."""
    if packed in STATES or packed == TOLD:
        return packed, None
    return AnswerState.ANSWERED.word, packed


def _said_in(published: PublishedAnswer) -> Row:
    answer = published.answer
    number, whole = number_of(answer.number), number_of(answer.denominator)
    day = date_of(answer.date)
    return (
        published.revision,
        BETWEEN.join(answer.chosen),
        None if number is None else format(number, "f"),
        None if whole is None else format(whole, "f"),
        None if day is None else day.isoformat(),
        answer.text,
        answer.number,
        answer.denominator,
        answer.date,
        answer.not_applicable,
        answer.reason,
        answer.plan,
        answer.plan_by,
        answer.copied_from,
    )


def _evidence(snapshot: Json, given: Mapping[str, Mapping[str, PublishedAnswer]]) -> Table:
    rows = (
        (code, item, number, each.title, each.page, each.sha256, each.url, each.by_reply)
        for code, item, answer in _everything(snapshot, given)
        for number, each in enumerate(answer.evidence, start=1)
    )
    return Table(
        "evidencias",
        Text("Evidencias", "Evidence"),
        Text(
            "Los documentos que cita cada respuesta, con su página; sin los archivos.",
            "The documents that each answer cites, with their page; no file is in the package.",
        ),
        (
            column("participante", "string", "Clave de quien la cita", "Code", required=True),
            column("reactivo", "string", "Clave del reactivo", "Code of the item", required=True),
            column(
                "orden", "integer", "Lugar entre las citas", "Position", required=True, minimum=1
            ),
            column("titulo", "string", "Título del documento", "Title of the document"),
            column("pagina", "string", "Página o artículo que lo prueba", "Page that proves it"),
            column(
                "sha256",
                "string",
                "Huella del archivo; vacía si es un enlace",
                "SHA-256 of the file; empty where it is a link",
                pattern="[0-9a-f]{64}",
            ),
            column("direccion", "string", "Dirección del enlace", "Address of the link"),
            column(
                "por_replica",
                "boolean",
                "Si llegó con la réplica y no con la respuesta",
                "Whether it came with the reply and not with the answer",
                required=True,
            ),
        ),
        (*ANSWER, "orden"),
        tuple(rows),
        (TO_ANSWER,),
    )


def _verdicts(
    snapshot: Json,
    given: Mapping[str, Mapping[str, PublishedAnswer]],
    verdicts: Mapping[str, Sequence[Mapping[str, Any]]],
) -> Table:
    return Table(
        "dictamenes",
        Text("Dictámenes", "Verdicts"),
        Text(
            "Todos los dictámenes, en el orden en que se dieron; no nombran a nadie.",
            "All verdicts, in the order they were given; they name nobody.",
        ),
        (
            column("participante", "string", "Clave de quien respondió", "Code", required=True),
            column("reactivo", "string", "Clave del reactivo", "Code of the item", required=True),
            column("orden", "integer", "Cuántos van", "Which one it is", required=True, minimum=1),
            column("revision", "integer", "Respuesta que se dictaminó", "Revision it is on"),
            column(
                "dictamen",
                "string",
                "Lo que se decidió",
                "What was decided",
                required=True,
                codes=words_of(VERDICTS),
            ),
            column("razon", "string", "Por qué", "Why"),
            column("cargo", "integer", "Número del cargo que decidió", "Seat that decided"),
            column("cargo_nombre", "string", "Nombre del cargo", "Title of the seat"),
            column("fecha", "string", "Cuándo, con su huso (ISO 8601)", "When (ISO 8601)"),
        ),
        (*ANSWER, "orden"),
        tuple(_verdict_rows(snapshot, verdicts)),
        (
            Reference(("participante",), "participantes", ("participante",)),
            Reference(("reactivo",), "reactivos", ("reactivo",)),
        ),
    )


def _verdict_rows(
    snapshot: Json, verdicts: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Iterator[Row]:
    for entry in snapshot["participants"]:
        counted: dict[str, int] = {}
        for row in verdicts[entry["code"]]:
            item = row["item"]
            counted[item] = counted.get(item, 0) + 1
            yield (
                *(entry["code"], item, counted[item], row.get("revision"), row["verdict"]),
                *(row["reason"], row.get("seat"), row.get("seat_title"), row["at"]),
            )


def _everything(
    snapshot: Json, given: Mapping[str, Mapping[str, PublishedAnswer]]
) -> Iterator[tuple[str, str, PublishedAnswer]]:
    """Every answer there is, in the order of the answers' own table."""
    items = [item["code"] for _, _, item in items_in(snapshot["definition"])]
    for entry in snapshot["participants"]:
        own = given[entry["code"]]
        yield from ((entry["code"], item, own[item]) for item in items if item in own)
