"""Palabras del libro: sheets, columns and terms of the workbook, in both languages."""

from collections.abc import Mapping

from game.questionnaire import Effort, Expected, Kind, Text
from game.reviews import Verdict
from indicators.headings import HEADINGS
from indicators.matrix import AnswerState
from indicators.ranks import Ties
from indicators.tree import Excuse, Method, Silence, ThinNode, Zeros

SHEETS: Mapping[str, Text] = {
    "readme": Text("Léame", "README"),
    "items": Text("Reactivos", "Items"),
    "options": Text("Opciones", "Options"),
    "rules": Text("Reglas", "Rules"),
    "weights": Text("Pesos", "Weights"),
    "answers": Text("Respuestas", "Answers"),
    "states": Text("Situaciones", "Situations"),
    "factors": Text("Factores", "Factors"),
    "calculation": Text("Cálculo", "Calculation"),
    "scores": Text("Puntajes", "Scores"),
    "order": Text("Orden", "Order"),
    "places": Text("Lugares", "Places"),
    "bands": Text("Bandas", "Bands"),
    "receipt": Text("Recibo", "Receipt"),
    "charts": Text("Gráficas", "Charts"),
    "change": Text("Cambio", "Change"),
    "commitments": Text("Compromisos", "Commitments"),
    "long": Text("Textos largos", "Long texts"),
    "lists": Text("Listas", "Lists"),
    "dictionary": Text("Diccionario", "Dictionary"),
}

SYNTHETIC = Text("DATOS SINTÉTICOS", "SYNTHETIC DATA")
CUT = Text(
    " … [entero, de {length} caracteres, en la hoja Textos largos]",
    " … [in full, {length} characters, on the sheet Long texts]",
)
INDEX = Text("Índice", "Index")
LAW_MARK = Text("(por validar)", "(to be validated)")

#: What a column is called, and what the dictionary says of it.
COLUMNS: dict[str, tuple[Text, Text]] = {
    "subject": (
        Text("Concepto", "Subject"),
        Text("Regla, dato o peso que se declara", "Rule, fact or weight that is declared"),
    ),
    "code": (
        Text("Clave", "Code"),
        Text("Clave del pilar o tema, cuando lo hay", "Code of the pillar or topic, if any"),
    ),
    "value": (Text("Valor", "Value"), Text("Lo que se declara", "What is declared")),
    "node_weight": (
        Text("Peso", "Weight"),
        Text("Peso relativo entre sus hermanos", "Relative weight among its siblings"),
    ),
    "threshold": (
        Text("Cobertura mínima", "Minimum coverage"),
        Text(
            "Cobertura, en porcentaje, bajo la cual el nodo no tiene puntaje",
            "Coverage, in per cent, below which the node has no score",
        ),
    ),
    "item": (
        Text("Reactivo", "Item"),
        Text("Clave del reactivo, como texto", "Code of the item, as text"),
    ),
    "pillar": (Text("Pilar", "Pillar"), Text("Clave del pilar", "Code of the pillar")),
    "topic": (Text("Tema", "Topic"), Text("Clave del tema", "Code of the topic")),
    "topic_name": (Text("Nombre del tema", "Topic name"), Text("Nombre del tema", "Topic name")),
    "question": (
        Text("Pregunta", "Question"),
        Text("Texto que leyó quien respondió", "Wording read by the person who answered"),
    ),
    "kind": (Text("Tipo", "Kind"), Text("Cómo se responde", "How it is answered")),
    "scale": (
        Text("Escala", "Scale"),
        Text(
            "Lo que vale cada respuesta aceptada, de 0 a 1: su factor",
            "What each accepted answer is worth, from 0 to 1: its factor",
        ),
    ),
    "weight": (
        Text("Peso", "Weight"),
        Text("Peso relativo dentro de su tema", "Relative weight inside its topic"),
    ),
    "excuse": (
        Text("Si no aplica", "If not applicable"),
        Text(
            "Qué hace con el índice una respuesta «no aplica»; vacío si no se admite",
            "What a “not applicable” answer does to the index; empty where it is not allowed",
        ),
    ),
    "evidence": (
        Text("Evidencia esperada", "Expected evidence"),
        Text("Qué prueba la respuesta y cuándo se pide", "What proves the answer, and when"),
    ),
    "legal": (
        Text("Fundamento", "Legal basis"),
        Text("Ley y artículos, por validar", "Law and articles, to be validated"),
    ),
    "effort": (
        Text("Esfuerzo", "Effort"),
        Text("Dificultad de cerrar la brecha", "How hard the gap is to close"),
    ),
    "recommendation": (
        Text("Recomendación", "Recommendation"),
        Text("Qué hacer si falta", "What to do where it is missing"),
    ),
    "continues": (
        Text("Continúa a", "Continues"),
        Text("Reactivo de la edición anterior", "Item of the previous edition"),
    ),
    "participant": (
        Text("Participante", "Participant"),
        Text("Clave del INEGI, como texto", "INEGI code, as text"),
    ),
    "name": (Text("Nombre", "Name"), Text("Nombre del participante", "Name of the participant")),
    "participant_kind": (
        Text("Ámbito", "Participant kind"),
        Text("Clase de participante", "Kind of participant"),
    ),
    "league": (
        Text("Liga", "League"),
        Text("Grupo de pares con el que compite", "Peers it competes with"),
    ),
    "state": (
        Text("Entidad federativa", "State"),
        Text("Entidad a la que pertenece el gobierno", "State that the government belongs to"),
    ),
    "answer_state": (
        Text("Estado de la respuesta", "Condition of the answer"),
        Text(
            "Después de la verificación: respondido, no aplica, sin dictamen (se respondió y no "
            "se llegó a verificar), sin respuesta, no preguntado o aún no se sabe si se pregunta "
            "(depende de una respuesta sin verificar)",
            "After verification: answered, not applicable, no verdict (answered and never "
            "verified), no answer, not asked, or not known yet whether asked (it depends on an "
            "unverified answer)",
        ),
    ),
    "given": (
        Text("Respuesta", "Answer"),
        Text(
            "Lo que respondió el participante; donde es una fórmula, sigue a lo que se cambie en "
            "su renglón",
            "What the participant answered; where it is a formula, it follows what is changed in "
            "its row",
        ),
    ),
    "evidence_title": (
        Text("Evidencia citada", "Evidence cited"),
        Text(
            "Título de los documentos que prueban la respuesta, uno por línea",
            "Title of the documents that prove the answer, one a line",
        ),
    ),
    "evidence_place": (
        Text("Archivo o dirección", "File or address"),
        Text(
            "Nombre del archivo o dirección de la página de cada documento, en las mismas líneas",
            "File name or web address of each document, on the same lines",
        ),
    ),
    "evidence_page": (
        Text("Página o artículo", "Page or article"),
        Text(
            "Dónde lo prueba cada documento, en las mismas líneas; — si no se dijo",
            "Where each document proves it, on the same lines; — where nobody said",
        ),
    ),
    "verdict": (
        Text("Dictamen", "Verdict"),
        Text("Lo que resolvió quien verificó", "What the verifier decided"),
    ),
    "verdict_reason": (
        Text("Razón del dictamen", "Reason for the verdict"),
        Text("Lo que escribió quien verificó", "What the verifier wrote"),
    ),
    "verifier": (
        Text("Verificó", "Verified by"),
        Text("Nombre de quien dio el dictamen", "Name of whoever gave the verdict"),
    ),
    "factor": (
        Text("Factor", "Factor"),
        Text("Valor verificado de la respuesta, de 0 a 1", "Verified worth of the answer, 0 to 1"),
    ),
    "effective_weight": (
        Text("Peso efectivo", "Effective weight"),
        Text(
            "Parte del índice de este participante; suman 1",
            "Share of this participant's index; they sum to 1",
        ),
    ),
    "contribution": (
        Text("Aportación", "Contribution"),
        Text(
            "Factor por peso efectivo, en puntos del índice de 0 a 100; suman el índice",
            "Factor times effective weight, in index points 0 to 100; they sum to the index",
        ),
    ),
    "index": (INDEX, Text("De 0 a 100; vacío sin cobertura", "0 to 100; empty without coverage")),
    "coverage": (
        Text("Cobertura", "Coverage"),
        Text(
            "Porcentaje del peso preguntado cuya respuesta se conoce",
            "Percentage of the weight asked whose answer is known",
        ),
    ),
    "lower": (
        Text("Cota inferior", "Lower bound"),
        Text("Puntaje si todo lo que falta fuera 0", "Score if all that is missing were 0"),
    ),
    "upper": (
        Text("Cota superior", "Upper bound"),
        Text("Puntaje si todo lo que falta fuera 1", "Score if all that is missing were 1"),
    ),
    "league_place": (
        Text("Lugar en su liga", "Place in its league"),
        Text("Los empates comparten lugar: 1, 2, 2, 4", "Ties share a place: 1, 2, 2, 4"),
    ),
    "kind_place": (
        Text("Lugar en su ámbito", "Place among its kind"),
        Text("Entre todos los de su clase", "Among all of its kind"),
    ),
    "band": (
        Text("Banda", "Band"),
        Text(
            "Gobiernos enlazados por intervalos que se tocan, por número desde la mejor",
            "Governments linked by intervals that touch, by number from the best",
        ),
    ),
    "median_place": (
        Text("Mediana de lugares", "Median place"),
        Text(
            "La mitad de las corridas dio este lugar o uno mejor",
            "Half of the runs gave this place or a better one",
        ),
    ),
    "low_place": (
        Text("Intervalo, desde", "Interval, from"),
        Text(
            "Primer lugar del intervalo: antes queda a lo más la parte que dice la edición",
            "First place of the interval: at most the share that the edition says is before it",
        ),
    ),
    "high_place": (
        Text("Intervalo, hasta", "Interval, to"),
        Text(
            "Último lugar del intervalo: después queda a lo más la parte que dice la edición",
            "Last place of the interval: at most the share that the edition says is behind it",
        ),
    ),
    "top_share": (
        Text("Entre los primeros", "Among the first"),
        Text(
            "Porcentaje de corridas entre los primeros, cuantos diga la edición",
            "Per cent of the runs among the first, as many as the edition says",
        ),
    ),
    "place_shift": (
        Text("Desplazamiento medio", "Mean shift"),
        Text(
            "Lugares entre una corrida y el lugar publicado, en promedio",
            "Places between a run and the published place, on average",
        ),
    ),
    "frequency": (
        Text("Lugares y corridas", "Places and runs"),
        Text(
            "Cada lugar que tuvo y en cuántas corridas",
            "Each place that it had, and in how many runs",
        ),
    ),
    "node": (
        Text("Nodo", "Node"),
        Text("Clave del índice, del pilar o del tema", "Code of the index, pillar or topic"),
    ),
    "node_name": (
        Text("Nombre del nodo", "Node name"),
        Text("Índice, pilar o tema", "Index, pillar or topic"),
    ),
    "node_score": (
        Text("Puntaje", "Score"),
        Text(
            "Puntaje de cada pilar y tema, de 0 a 100; vacío sin cobertura",
            "Score of each pillar and topic, 0 to 100; empty without coverage",
        ),
    ),
    "item_factor": (
        Text("Factor del reactivo", "Factor of the item"),
        Text(
            "Factor de 0 a 1, o la palabra que dice por qué no lo hay: no aplica, sin dictamen "
            "(se respondió y no se llegó a verificar), sin respuesta, no preguntado o aún no se "
            "sabe si se pregunta",
            "Factor from 0 to 1, or the word that says why there is none: not applicable, no "
            "verdict (answered and never verified), no answer, not asked, or not known yet "
            "whether asked",
        ),
    ),
    "sheet": (Text("Hoja", "Sheet"), Text("Hoja de este libro", "Sheet of this workbook")),
    "column": (Text("Columna", "Column"), Text("Encabezado", "Header")),
    "meaning": (Text("Significado", "Meaning"), Text("Qué contiene", "What it holds")),
    **HEADINGS,
}

SUBJECTS: Mapping[str, Text] = {
    "title": Text("Título", "Title"),
    "edition": Text("Edición", "Edition"),
    "version": Text("Versión del cuestionario", "Version of the questionnaire"),
    "made_on": Text("Fecha de los datos", "Date of the data"),
    "sha256": Text("Huella SHA-256 de lo publicado", "SHA-256 of what was published"),
    "definition": Text("Huella SHA-256 de la definición", "SHA-256 of the definition"),
    "note": Text("Nota", "Note"),
    "licence": Text("Licencia", "Licence"),
    "assessed": Text("Qué se pregunta", "What is asked about"),
    "participants": Text("Participantes", "Participants"),
    "items": Text("Reactivos con puntaje", "Scored items"),
    "how": Text("Cómo se calcula", "How it is computed"),
    "silence": Text("Sin respuesta o sin dictamen", "No answer or no verdict"),
    "thin": Text("Nodo bajo su umbral", "Node under its threshold"),
    "ties": Text("Lugares", "Places"),
    "rounding": Text("Redondeo", "Rounding"),
    "read": Text("Cómo se lee", "How to read it"),
    "try": Text("Cómo se prueba", "How to try it"),
    "formulas": Text("Fórmulas", "Formulas"),
    "protection": Text("Protección", "Protection"),
    "sheet": Text("Hoja", "Sheet"),
}

SENTENCES: Mapping[str, Text] = {
    "licence": Text(
        "El programa que hizo este libro es libre (licencia MIT). De los datos responde quien los "
        "publica: cite el título, la edición y la huella.",
        "The program that made this book is free (MIT licence). Whoever publishes the data answers "
        "for them: cite the title, the edition and the SHA-256.",
    ),
    "how": Text(
        "Cada respuesta verificada vale un factor de 0 a 1. Cada tema es una media de sus "
        "reactivos, cada pilar de sus temas y el índice de sus pilares, como dice la hoja Pesos; "
        "todo por 100.",
        "Each verified answer is worth a factor from 0 to 1. Each topic is a mean of its items, "
        "each pillar of its topics and the index of its pillars, as the sheet Weights says; all "
        "times 100.",
    ),
    "ties": Text(
        "Puntajes que difieren en menos de 0.000000001 comparten lugar, y los siguientes se "
        "cuentan así: {rule}.",
        "Scores that differ by less than 0.000000001 share a place, and the next ones are "
        "counted so: {rule}.",
    ),
    "rounding": Text(
        "Las celdas calculan con todas sus cifras; lo que se muestra se redondea al final, y la "
        "mitad sube.",
        "Cells compute with all of their digits; what is shown is rounded last, halves up.",
    ),
    "read": Text(
        "De la respuesta al lugar: Respuestas da el factor de cada una según Opciones; Situaciones "
        "y Factores los ponen en un renglón por gobierno; Cálculo los promedia con los pesos de "
        "Pesos; Puntajes los muestra; Orden y Lugares los ordenan. Recibo recorre el camino de "
        "vuelta: de un puntaje a cada respuesta, su dictamen y su evidencia.",
        "From the answer to the place: Answers gives the factor of each by Options; Situations and "
        "Factors put them in one row for each government; Calculation averages them with the "
        "weights of Weights; Scores shows them; Order and Places sort them. Receipt goes the way "
        "back: from a score to every answer, its verdict and its evidence.",
    ),
    "try": Text(
        "Lo que está sobre amarillo puede cambiarse: un peso, el factor de una opción, una "
        "respuesta, un dictamen, una regla. Lo demás se recalcula solo. Si se pregunta un reactivo "
        "no se recalcula: donde depende de otra respuesta que cambie, cámbielo también. En Recibo "
        "se elige el gobierno en la celda amarilla.",
        "Whatever stands on yellow may be changed: a weight, the factor of an option, an answer, a "
        "verdict, a rule. All the rest is worked out anew. Whether an item is asked is not: where "
        "it depends on another answer that you change, change it too. On Receipt the government is "
        "chosen in the yellow cell.",
    ),
    "live": Text(
        "Todo número de Respuestas a Recibo es una fórmula, con el valor publicado guardado en la "
        "celda para los programas que no calculan. Una respuesta que no puede valorarse desde este "
        "libro lleva su factor como valor.",
        "Every number from Answers to Receipt is a formula, with the published value kept in the "
        "cell for programs that do not calculate. An answer that cannot be valued from this book "
        "has its factor as a value.",
    ),
    "still": Text(
        "Son más de cien mil respuestas: en Respuestas los factores son valores; de Situaciones en "
        "adelante todo es fórmula.",
        "There are more than a hundred thousand answers: on Answers the factors are values; from "
        "Situations on all are formulas.",
    ),
    "protection": Text(
        "Las hojas con fórmulas están protegidas sin contraseña, para no borrar una por descuido; "
        "cualquiera puede quitarla.",
        "Sheets with formulas are protected without a password, so that none is lost by accident; "
        "anybody can lift it.",
    ),
}

CONTENTS: Mapping[str, Text] = {
    "items": Text("Qué se preguntó, y por qué", "What was asked, and why"),
    "options": Text("Lo que vale cada opción o banda", "What each option or band is worth"),
    "rules": Text("Empates, decimales y coberturas", "Ties, decimals and coverage"),
    "weights": Text(
        "Pesos y reglas de cada nodo y reactivo", "Weights and rules of every node and item"
    ),
    "answers": Text(
        "Lo que respondió cada gobierno, con su evidencia y su dictamen",
        "What each government answered, with its evidence and its verdict",
    ),
    "states": Text("Qué se sabe de cada respuesta", "What is known of every answer"),
    "factors": Text("Lo que cuenta cada reactivo", "What every item counts as"),
    "calculation": Text(
        "Cobertura, valor, cotas y parte de cada nodo",
        "Coverage, value, bounds and share of every node",
    ),
    "scores": Text(
        "Índice, pilares y temas, con su lugar", "Index, pillars and topics, with places"
    ),
    "order": Text(
        "Las listas ordenadas de las que salen los lugares", "Sorted lists behind places"
    ),
    "places": Text("La clasificación, liga por liga", "The ranking, league by league"),
    "bands": Text("Qué tan firme es cada lugar", "How firm each place is"),
    "receipt": Text(
        "Un gobierno, del puntaje a la evidencia", "One government, from its score to the evidence"
    ),
    "charts": Text(
        "Clasificación, pilares y distribución, en vivo", "Ranking, pillars and distribution, live"
    ),
    "change": Text("Qué movió el índice de cada uno", "What moved the index of each"),
    "commitments": Text(
        "Lo que cada gobierno se obligó a hacer", "What each government promised to do"
    ),
    "lists": Text("Los gobiernos que se eligen en el recibo", "The governments to choose from"),
    "long": Text("Los textos que no caben en una celda", "Texts that no cell holds"),
    "dictionary": Text("Qué es cada columna", "What every column is"),
}

STATES: Mapping[AnswerState, Text] = {
    AnswerState.ANSWERED: Text("respondido", "answered"),
    AnswerState.NOT_APPLICABLE: Text("no aplica", "not applicable"),
    AnswerState.NO_ANSWER: Text("sin respuesta", "no answer"),
    AnswerState.NOT_ASKED: Text("no preguntado", "not asked"),
    AnswerState.UNKNOWN: Text("no sabe", "does not know"),
    AnswerState.OPEN: Text("aún no se sabe si se pregunta", "not known yet whether asked"),
}

# An answer that nobody decided on: the index knows it as little as none.
UNDECIDED = Text("sin dictamen", "no verdict")

VERDICTS: Mapping[Verdict, Text] = {
    Verdict.ACCEPTED: Text("aceptada", "accepted"),
    Verdict.RETURNED: Text("devuelta", "returned"),
    Verdict.REJECTED: Text("rechazada", "rejected"),
}

KINDS: Mapping[Kind, Text] = {
    Kind.YES_NO: Text("sí o no", "yes or no"),
    Kind.SCALE: Text("escala", "scale"),
    Kind.MULTIPLE: Text("varias opciones", "several options"),
    Kind.NUMBER: Text("número", "number"),
    Kind.PERCENTAGE: Text("porcentaje", "percentage"),
    Kind.DATE: Text("fecha", "date"),
    Kind.TEXT: Text("texto libre", "free text"),
}

EFFORTS: Mapping[Effort, Text] = {
    Effort.LOW: Text("bajo", "low"),
    Effort.MEDIUM: Text("medio", "medium"),
    Effort.HIGH: Text("alto", "high"),
}

EXPECTED: Mapping[Expected, Text] = {
    Expected.CLAIM: Text("si se afirma", "if claimed"),
    Expected.ALWAYS: Text("siempre", "always"),
    Expected.NEVER: Text("no se pide", "not asked for"),
}

EXCUSES: Mapping[Excuse, Text] = {
    Excuse.EXCLUDE: Text("sale de la media", "left out of the mean"),
    Excuse.FULL: Text("cuenta como 1", "counts as 1"),
    Excuse.ZERO: Text("cuenta como 0", "counts as 0"),
}

SILENCES: Mapping[Silence, Text] = {
    Silence.EXCLUDE: Text("sale de la media", "left out of the mean"),
    Silence.ZERO: Text("cuenta como 0", "counts as 0"),
}

THIN: Mapping[ThinNode, Text] = {
    ThinNode.COUNTS: Text(
        "no tiene puntaje propio; lo que se sabe de él cuenta más arriba",
        "has no score of its own; what is known of it counts above",
    ),
    ThinNode.LEAVES: Text(
        "no tiene puntaje y sale de la media de más arriba",
        "has no score and is left out of the mean above",
    ),
}

METHODS: Mapping[Method, Text] = {
    Method.MEAN: Text("media ponderada", "weighted mean"),
    Method.GEOMETRIC: Text("media geométrica ponderada", "weighted geometric mean"),
    Method.HARMONIC: Text("media armónica ponderada", "weighted harmonic mean"),
    Method.LEAF_MEAN: Text("media de todos sus reactivos", "mean of all its items"),
    Method.POINTS: Text("puntos entre el máximo", "points over the maximum"),
}

THIN_WORDS: Mapping[ThinNode, Text] = {
    ThinNode.COUNTS: Text("cuenta más arriba", "counts above"),
    ThinNode.LEAVES: Text("sale de la media", "left out of the mean"),
}

ZEROS: Mapping[Zeros, Text] = {
    Zeros.STRICT: Text("un cero lo anula", "a zero makes it zero"),
    Zeros.FLOOR: Text("sube al piso", "lifted to the floor"),
    Zeros.SHIFT: Text("entra como 0.01 + 0.99 x", "enters as 0.01 + 0.99 x"),
}

TIES: Mapping[Ties, Text] = {
    Ties.COMPETITION: Text("1 2 2 4", "1 2 2 4"),
    Ties.DENSE: Text("1 2 2 3", "1 2 2 3"),
    Ties.AVERAGE: Text("1 2.5 2.5 4", "1 2.5 2.5 4"),
}
