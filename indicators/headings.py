"""Encabezados: the columns of the sheets that calculate, and the short words that stand in them."""

from collections.abc import Mapping

from game.questionnaire import Text

#: What a column is called, and what the dictionary says of it.
HEADINGS: Mapping[str, tuple[Text, Text]] = {
    "rule": (Text("Regla", "Rule"), Text("Regla de la edición", "Rule of the edition")),
    "rule_value": (
        Text("Valor", "Value"),
        Text(
            "Lo que rige en este libro; puede cambiarse", "What holds in this book; may be changed"
        ),
    ),
    "rule_choices": (
        Text("Qué admite", "What it takes"),
        Text("Los valores que entienden las fórmulas", "The values that formulas understand"),
    ),
    "option_kind": (
        Text("Qué es", "What it is"),
        Text("Opción o banda de valores", "Option, or band of values"),
    ),
    "option": (
        Text("Clave de la opción", "Option code"),
        Text("Como está en la hoja de respuestas", "As it stands on the sheet of answers"),
    ),
    "option_text": (
        Text("Texto", "Text"),
        Text("La opción como la lee quien responde", "The option as people read it"),
    ),
    "at_least": (
        Text("Desde", "From"),
        Text(
            "Límite inferior de la banda, que le pertenece; vacío si no lo hay",
            "Lower limit of the band, which belongs to it; empty where there is none",
        ),
    ),
    "at_most": (
        Text("Hasta", "To"),
        Text(
            "Límite superior de la banda, que le pertenece; vacío si no lo hay",
            "Upper limit of the band, which belongs to it; empty where there is none",
        ),
    ),
    "option_factor": (
        Text("Factor", "Factor"),
        Text(
            "Lo que vale, de 0 a 1; puede cambiarse",
            "What it is worth, from 0 to 1; may be changed",
        ),
    ),
    "alone": (
        Text("Excluye a las demás", "Excludes the others"),
        Text("1 si no puede elegirse con otra", "1 where it cannot be chosen with another"),
    ),
    "part": (Text("Qué es", "What it is"), Text("Nodo o reactivo", "Node or item")),
    "part_code": (
        Text("Clave", "Code"),
        Text("Clave del nodo o del reactivo", "Code of the node or of the item"),
    ),
    "part_name": (
        Text("Nombre", "Name"),
        Text("Índice, pilar, tema o pregunta", "Index, pillar, topic or question"),
    ),
    "parent": (
        Text("Es parte de", "Part of"),
        Text("Nodo del que es parte", "Node it is a part of"),
    ),
    "part_weight": (
        Text("Peso", "Weight"),
        Text(
            "Peso relativo entre las partes de su nodo; puede cambiarse",
            "Relative weight among the parts of its node; may be changed",
        ),
    ),
    "method": (
        Text("Cómo se hace", "How it is made"),
        Text(
            "Media de sus partes; de ella depende la forma de las fórmulas, y no se cambia aquí",
            "Mean of its parts; formulas are shaped by it, and it is not changed here",
        ),
    ),
    "zeros": (
        Text("Qué hace un cero", "What a zero does"),
        Text(
            "En medias geométricas y armónicas; puede cambiarse",
            "In geometric and harmonic means; may be changed",
        ),
    ),
    "floor": (
        Text("Piso", "Floor"),
        Text("Si los ceros suben a un piso, a cuál", "Where zeros are lifted, to what"),
    ),
    "least": (
        Text("Cobertura mínima", "Least coverage"),
        Text(
            "Bajo ella el nodo no tiene puntaje propio; puede cambiarse",
            "Below it the node has no score of its own; may be changed",
        ),
    ),
    "excuse_policy": (
        Text("No aplica", "Not applicable"),
        Text("Qué hace en la media; puede cambiarse", "What it does in the mean; may be changed"),
    ),
    "silence_policy": (
        Text("Sin respuesta", "No answer"),
        Text("Qué hace en la media; puede cambiarse", "What it does in the mean; may be changed"),
    ),
    "unsure_policy": (
        Text("No sabe", "Does not know"),
        Text("Qué hace en la media; puede cambiarse", "What it does in the mean; may be changed"),
    ),
    "asked": (
        Text("Se pregunta", "Asked"),
        Text(
            "Si se pregunta a este gobierno; viene dado y no sigue a la respuesta de que dependa",
            "Whether this government is asked; given, it does not follow what it depends on",
        ),
    ),
    "code_given": (
        Text("Clave elegida", "Code chosen"),
        Text(
            "Claves de las opciones, separadas por punto y coma; «no aplica»; ! si lo escrito no "
            "puede valorarse",
            "Codes of the options, separated by semicolons; “not applicable”; ! where what was "
            "written cannot be valued",
        ),
    ),
    "number_given": (
        Text("Número", "Number"),
        Text("El número, o el numerador de un porcentaje", "The number, or a percentage's part"),
    ),
    "denominator_given": (
        Text("Denominador", "Denominator"),
        Text("El total del que es parte", "The whole it is a part of"),
    ),
    "day_given": (Text("Fecha", "Date"), Text("La fecha, como fecha", "The date, as a date")),
    "item_state": (
        Text("Situación del reactivo", "Situation of the item"),
        Text(
            "Lo que se sabe de la respuesta; viene de la hoja de respuestas",
            "What is known of the answer; comes from the sheet of answers",
        ),
    ),
    "block_covered": (
        Text("Cobertura de un nodo", "Coverage of a node"),
        Text(
            "Peso cuya respuesta se conoce entre el peso preguntado, de 0 a 1",
            "Weight whose answer is known over the weight asked, from 0 to 1",
        ),
    ),
    "block_raw": (
        Text("Valor de un nodo", "Value of a node"),
        Text(
            "Media de lo que cuenta, haya o no cobertura bastante",
            "Mean of what counts, whether or not enough is known",
        ),
    ),
    "block_own": (
        Text("Puntaje de un nodo", "Score of a node"),
        Text(
            "Su valor, de 0 a 1, si alcanza la cobertura mínima",
            "Its value, from 0 to 1, where it has the least coverage",
        ),
    ),
    "block_enters": (
        Text("Lo que un nodo da arriba", "What a node gives above"),
        Text(
            "Su valor o, si la regla dice que sale bajo su umbral, su puntaje",
            "Its value or, where the rule is that it leaves under its threshold, its score",
        ),
    ),
    "block_low": (
        Text("Cota inferior de un nodo", "Lower bound of a node"),
        Text("Su valor con todo lo que falta en 0", "Its value with all that is missing at 0"),
    ),
    "block_high": (
        Text("Cota superior de un nodo", "Upper bound of a node"),
        Text("Su valor con todo lo que falta en 1", "Its value with all that is missing at 1"),
    ),
    "block_mass": (
        Text("Peso que cuenta en un nodo", "Weight that counts in a node"),
        Text("Suma de los pesos de las partes que cuentan", "Sum of the weights that count"),
    ),
    "block_share": (
        Text("Parte de un nodo en el índice", "Share of a node in the index"),
        Text(
            "Su peso efectivo en el índice de este gobierno; vacío si una media plana lo pasa",
            "Its effective weight in this government's index; empty where a flat mean goes past it",
        ),
    ),
    "block_in": (
        Text("Parte que entra", "Part that enters"),
        Text("La parte según la regla para los ceros", "The part by the rule for zeros"),
    ),
    "block_turned": (
        Text("Parte que se promedia", "Part that is averaged"),
        Text("Su logaritmo o su recíproco; x si es cero", "Its logarithm or reciprocal; x at zero"),
    ),
    "block_low_in": (
        Text("Parte que entra, cota inferior", "Part that enters, lower bound"),
        Text("Lo mismo, con lo que falta en 0", "The same, with what is missing at 0"),
    ),
    "block_low_turned": (
        Text("Parte que se promedia, cota inferior", "Part that is averaged, lower bound"),
        Text("Lo mismo, con lo que falta en 0", "The same, with what is missing at 0"),
    ),
    "block_high_in": (
        Text("Parte que entra, cota superior", "Part that enters, upper bound"),
        Text("Lo mismo, con lo que falta en 1", "The same, with what is missing at 1"),
    ),
    "block_high_turned": (
        Text("Parte que se promedia, cota superior", "Part that is averaged, upper bound"),
        Text("Lo mismo, con lo que falta en 1", "The same, with what is missing at 1"),
    ),
    "block_pull": (
        Text("Peso en una media geométrica o armónica", "Pull in a geometric or harmonic mean"),
        Text(
            "Su peso entre la media logarítmica de la parte y el todo, o entre la parte",
            "Its weight over the logarithmic mean of part and whole, or over the part",
        ),
    ),
    "exact_index": (
        Text("Índice sin redondear", "Index, not rounded"),
        Text("De 0 a 100, con todas sus cifras", "0 to 100, with all of its digits"),
    ),
    "order_key": (
        Text("Con qué se ordena", "Sorted by"),
        Text(
            "El índice, de 0 a 1, con doce decimales; -1 sin índice",
            "The index, 0 to 1, with twelve decimals; -1 without an index",
        ),
    ),
    "league_row": (
        Text("Renglón en Orden, por liga", "Row in Order, by league"),
        Text("Su posición en la lista ordenada por liga", "Where it is in the list by league"),
    ),
    "kind_row": (
        Text("Renglón en Orden, por ámbito", "Row in Order, by kind"),
        Text("Su posición en la lista ordenada por ámbito", "Where it is in the list by kind"),
    ),
    "order_pointer": (
        Text("Quién", "Who"),
        Text("Renglón del gobierno en Puntajes", "Row of the government in Scores"),
    ),
    "order_value": (Text("Índice", "Index"), Text("Su índice, de 0 a 1", "Its index, 0 to 1")),
    "order_gap": (
        Text("Empieza lugar", "Begins a place"),
        Text(
            "1 si difiere del de arriba en más de 0.000000001",
            "1 where it differs from the one above by more than 0.000000001",
        ),
    ),
    "order_best": (
        Text("Primero de su empate", "First of its tie"),
        Text("Lugar si el siguiente espera: 1, 2, 2, 4", "Place where the next waits: 1, 2, 2, 4"),
    ),
    "order_step": (
        Text("Puntajes hasta aquí", "Scores so far"),
        Text("Lugar si nadie espera: 1, 2, 2, 3", "Place where nobody waits: 1, 2, 2, 3"),
    ),
    "order_worst": (
        Text("Último de su empate", "Last of its tie"),
        Text("Hasta dónde llega el empate", "How far the tie goes"),
    ),
    "order_place": (
        Text("Lugar", "Place"),
        Text("Según la regla para los empates", "By the rule for ties"),
    ),
    "receipt_weight": (
        Text("Peso efectivo", "Effective weight"),
        Text("Parte del índice de este gobierno", "Share of this government's index"),
    ),
    "receipt_factor": (
        Text("Cuenta como", "Counts as"),
        Text(
            "El factor, según las reglas para lo que no aplica o no se respondió",
            "The factor, by the rules for what does not apply or was not answered",
        ),
    ),
    "chart": (Text("Gráfica", "Chart"), Text("A qué gráfica pertenece", "Which chart it is of")),
    "chart_name": (Text("Nombre", "Name"), Text("Pilar, o tramo del índice", "Pillar, or bracket")),
    "chart_value": (
        Text("Valor", "Value"),
        Text("Puntaje, o cuántos gobiernos", "Score, or how many governments"),
    ),
    "chart_peers": (
        Text("Media de su liga", "Mean of its league"),
        Text("De los que tienen puntaje ahí", "Of those that have a score there"),
    ),
    "government": (
        Text("Gobierno", "Government"),
        Text("Como se elige en el recibo", "As it is chosen on the receipt"),
    ),
    "before": (
        Text("Índice anterior", "Index before"),
        Text("El de la edición anterior", "That of the edition before"),
    ),
    "after": (Text("Índice", "Index"), Text("El de esta edición", "That of this edition")),
    "moved": (
        Text("Cambio", "Change"),
        Text("Uno menos el otro, en puntos", "The one less the other, in points"),
    ),
    "performance": (
        Text("Por desempeño", "By performance"),
        Text("Por lo que valen las respuestas", "By what the answers are worth"),
    ),
    "by_method": (
        Text("Por método", "By method"),
        Text("Por las reglas con que se cuentan", "By the rules they are counted by"),
    ),
    "by_coverage": (
        Text("Por cobertura", "By coverage"),
        Text("Por cuáles cuentan; los tres suman el cambio", "By which count; the three add up"),
    ),
    "shared": (
        Text("Cambio en lo común", "Change on what is shared"),
        Text("Con los reactivos de las dos ediciones", "On the items that both editions have"),
    ),
    "commitment": (Text("Clave", "Code"), Text("Clave del compromiso", "Code of the commitment")),
    "commitment_text": (
        Text("Compromiso", "Commitment"),
        Text("A qué se obliga", "What is promised"),
    ),
    "responsible": (
        Text("Responsable", "Responsible"),
        Text("Quién responde por él", "Who answers for it"),
    ),
    "status": (
        Text("Estado", "Status"),
        Text("El día que dice la hoja", "On the day that the sheet says"),
    ),
    "proposed_on": (
        Text("Propuesto", "Proposed"),
        Text("Día en que se propuso", "Day it was proposed"),
    ),
    "due": (Text("Fecha límite", "Due"), Text("Día en que vence", "Day it is due")),
    "progress": (
        Text("Avance", "Progress"),
        Text("Peso de sus hitos cumplidos", "Weight of the milestones that are done"),
    ),
    "long_cell": (Text("Celda", "Cell"), Text("Dónde está el principio", "Where it begins")),
    "piece": (Text("Parte", "Piece"), Text("Número de la parte", "Number of the piece")),
    "piece_text": (
        Text("Texto", "Text"),
        Text("Las partes de una celda, seguidas, son el texto entero", "Joined, they are the text"),
    ),
}

SAID: Mapping[str, Text] = {
    "yes": Text("sí", "yes"),
    "no": Text("no", "no"),
    "accepted": Text("aceptada", "accepted"),
    "node": Text("nodo", "node"),
    "item": Text("reactivo", "item"),
    "option": Text("opción", "option"),
    "band": Text("banda", "band"),
    "otherwise": Text("otro valor = 0", "any other = 0"),
    "policy_weight": Text("Peso", "Weight"),
    "policy_excuse": Text("No aplica cuenta", "Not applicable counts"),
    "policy_silence": Text("Sin respuesta cuenta", "No answer counts"),
    "policy_unsure": Text("No sabe cuenta", "Does not know counts"),
    "block_covered": Text("Cobertura", "Coverage"),
    "block_raw": Text("Valor", "Value"),
    "block_own": Text("Puntaje", "Score"),
    "block_enters": Text("Da arriba", "Gives above"),
    "block_low": Text("Cota inferior", "Lower bound"),
    "block_high": Text("Cota superior", "Upper bound"),
    "block_mass": Text("Peso que cuenta", "Weight that counts"),
    "block_share": Text("Parte del índice", "Share of the index"),
    "block_in": Text("Entra", "Enters"),
    "block_turned": Text("Se promedia", "Averaged"),
    "block_low_in": Text("Entra, inferior", "Enters, lower"),
    "block_low_turned": Text("Se promedia, inferior", "Averaged, lower"),
    "block_high_in": Text("Entra, superior", "Enters, upper"),
    "block_high_turned": Text("Se promedia, superior", "Averaged, upper"),
    "block_pull": Text("Peso del todo", "Pull"),
    "rule_thin": Text("Nodo bajo su cobertura mínima", "Node under its least coverage"),
    "rule_ties": Text("Lugares con empate", "Places with ties"),
    "rule_decimals": Text("Decimales que se muestran", "Decimals shown"),
    "rule_bounds": Text("Cotas", "Bounds"),
    "bounds_live": Text("se recalculan", "worked out"),
    "bounds_none": Text("no se calculan con estas reglas", "not worked out by these rules"),
    "bounds_kept": Text("son las publicadas", "as published"),
    "bounds_why": Text(
        "Fórmulas mientras lo que no alcanza su cobertura cuente más arriba y un cero anule",
        "Formulas while what lacks coverage counts above and a zero makes it zero",
    ),
    "order_pointer": Text("Quién", "Who"),
    "order_value": Text("Índice", "Index"),
    "order_gap": Text("Empieza", "Begins"),
    "order_best": Text("Primero", "First"),
    "order_step": Text("Puntajes", "Scores"),
    "order_worst": Text("Último", "Last"),
    "order_place": Text("Lugar", "Place"),
    "choose": Text("Elija un gobierno ▸", "Choose one ▸"),
    "league": Text("Liga", "League"),
    "index": Text("Índice", "Index"),
    "coverage": Text("Cobertura", "Coverage"),
    "lower": Text("Cota inferior", "Lower bound"),
    "upper": Text("Cota superior", "Upper bound"),
    "league_place": Text("Lugar en su liga", "Place in its league"),
    "row": Text("Renglón en Puntajes", "Row in Scores"),
    "sum": Text("Suma de las aportaciones", "Sum of the contributions"),
    "lift": Text("Lo que dan las reglas para los ceros", "What the rules for zeros give"),
    "exact_index": Text("Índice sin redondear", "Index, not rounded"),
    "rest": Text("Diferencia", "Difference"),
    "pillars": Text("Pilares", "Pillars"),
    "chosen": Text("Gobierno elegido", "Chosen government"),
    "distribution": Text("Distribución", "Distribution"),
    "governments": Text("Gobiernos", "Governments"),
    "bracket": Text("{low} a {high}", "{low} to {high}"),
    "firm": Text(
        "Valores y no fórmulas: salen de miles de corridas que una hoja de cálculo no repite.",
        "Values and no formulas: they come from thousands of runs that no spreadsheet repeats.",
    ),
    "since": Text(
        "Respecto de {edition}. Valores y no fórmulas: la otra edición no está en este libro.",
        "Since {edition}. Values and no formulas: the other edition is not in this book.",
    ),
    "on": Text("Como estaban el día", "As they stood on"),
    "name_governments": Text("gobiernos", "governments"),
    "name_chosen": Text("gobierno_elegido", "chosen_government"),
    "name_weights": Text("pesos", "weights"),
    "name_factors": Text("factores_de_opciones", "option_factors"),
    "name_verdicts": Text("dictamenes", "verdicts"),
    "name_index": Text("indice", "index_values"),
    "name_places": Text("lugares", "places"),
    "name_thin": Text("regla_cobertura", "rule_coverage"),
    "name_ties": Text("regla_empates", "rule_ties"),
    "name_decimals": Text("regla_decimales", "rule_decimals"),
}
