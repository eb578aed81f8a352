"""Encabezados: the columns of the sheets that calculate, and the short words that stand in them."""

from collections.abc import Mapping

from game.questionnaire import Text

#: What a column is called, and what the dictionary says of it.
HEADINGS: Mapping[str, tuple[Text, Text]] = {
    "rule": (Text("Regla", "Rule"), Text("Regla de la edición", "Rule of the edition")),
    "rule_value": (
        Text("Valor", "Value"),
        Text("Lo que rige en este libro; puede cambiarse", "What holds in this book; may be changed"),
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
    "parent": (Text("Es parte de", "Part of"), Text("Nodo del que es parte", "Node it is a part of")),
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
        Text("Si se pregunta a este gobierno", "Whether this government is asked"),
    ),
    "code_given": (
        Text("Clave elegida", "Code chosen"),
        Text(
            "Claves de las opciones, separadas por punto y coma; «no aplica»; ? si lo escrito no "
            "puede valorarse",
            "Codes of the options, separated by semicolons; “not applicable”; ? where what was "
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
}
