"""Lo preguntado: the tables of what an edition asks and by which rules, from its definition."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from game.questionnaire import YES_NO_OPTIONS, Kind, Text
from indicators.canonical import Json
from indicators.open_data.tables import Reference, Row, Table, column, exact, words_of
from indicators.wording import EFFORTS, EXCUSES, EXPECTED, INDEX, KINDS, METHODS, ZEROS

NODE_KINDS = {
    "index": Text("el índice", "the index"),
    "pillar": Text("pilar", "pillar"),
    "topic": Text("tema", "topic"),
}
DIRECTIONS = {
    "up": Text("a más, más puntaje", "the more, the higher the score"),
    "down": Text("a más, menos puntaje", "the more, the lower the score"),
}
#: Stands between codes of one cell; no code has it.
BETWEEN = "|"


def items_in(definition: Json) -> Iterator[tuple[str, str, Json]]:
    """Pillar, topic and item, in the order of the questionnaire."""
    for pillar in definition["pillars"]:
        for topic in pillar["topics"]:
            for item in topic["items"]:
                yield pillar["code"], topic["code"], item


def asked_tables(definition: Json, index: Json) -> tuple[Table, ...]:
    """Leagues, nodes, items, options and bands."""
    return (
        _leagues(definition),
        _nodes(definition, index["tree"]),
        _items(definition, index["tree"]),
        _options(definition),
        _bands(definition),
    )


def _leagues(definition: Json) -> Table:
    rows = (
        (
            each["code"],
            *_both(each["name"]),
            each["kind"],
            each["population_from"],
            each["population_to"],
        )
        for each in definition["edition"]["leagues"]
    )
    return Table(
        "ligas",
        Text("Ligas", "Leagues"),
        Text("Los grupos de pares que se comparan entre sí.", "Groups of peers that are compared."),
        (
            column("liga", "string", "Clave de la liga", "Code of the league", required=True),
            column("nombre_es", "string", "Nombre en español", "Name in Spanish", required=True),
            column("nombre_en", "string", "Nombre en inglés", "Name in English", required=True),
            column("tipo", "string", "Tipo de participante", "Kind of participant", required=True),
            column(
                "poblacion_desde",
                "integer",
                "Población mínima, incluida; vacía si no la hay",
                "Least population, which belongs to it; empty where there is none",
                minimum=0,
            ),
            column(
                "poblacion_hasta",
                "integer",
                "Población máxima, incluida; vacía si no la hay",
                "Largest population, which belongs to it; empty where there is none",
                minimum=0,
            ),
        ),
        ("liga",),
        tuple(rows),
    )


def _nodes(definition: Json, tree: Json) -> Table:
    names = {tree["code"]: {"es": INDEX.es, "en": INDEX.en}}
    kinds = {tree["code"]: "index"}
    for pillar in definition["pillars"]:
        names[pillar["code"]], kinds[pillar["code"]] = pillar["name"], "pillar"
        for topic in pillar["topics"]:
            names[topic["code"]], kinds[topic["code"]] = topic["name"], "topic"
    rows = (
        (
            node["code"],
            kinds[node["code"]],
            parent,
            *_both(names[node["code"]]),
            *exact(node["weight"]),
            node["method"],
            node["zeros"],
            *exact(node["threshold"]),
        )
        for node, parent in _walk(tree, None)
    )
    return Table(
        "nodos",
        Text("Índice, pilares y temas", "Index, pillars and topics"),
        Text(
            "El árbol del índice: cada nodo se calcula con sus partes.",
            "The tree of the index: each node is computed from its parts.",
        ),
        (
            column("nodo", "string", "Clave del nodo", "Code of the node", required=True),
            column("tipo", "string", "Qué es", "What it is", required=True, codes=NODE_KINDS),
            column("padre", "string", "Nodo del que es parte", "Node that it is a part of"),
            column("nombre_es", "string", "Nombre en español", "Name in Spanish", required=True),
            column("nombre_en", "string", "Nombre en inglés", "Name in English", required=True),
            *_weight(),
            column(
                "metodo",
                "string",
                "Cómo se calcula con sus partes",
                "How it is made of its parts",
                required=True,
                codes=words_of(METHODS),
            ),
            column(
                "ceros",
                "string",
                "Qué hace una parte en cero a una media geométrica o armónica",
                "What a part at zero does to a geometric or harmonic mean",
                required=True,
                codes=words_of(ZEROS),
            ),
            column(
                "umbral",
                "number",
                "Cobertura mínima, de 0 a 1, para tener puntaje; vacía: la de la edición",
                "Least coverage, 0 to 1, for a score; empty: that of the edition",
                minimum=0,
                maximum=1,
            ),
            column("umbral_exacto", "string", "El mismo como fracción", "The same as a fraction"),
        ),
        ("nodo",),
        tuple(rows),
        (Reference(("padre",), "nodos", ("nodo",)),),
    )


def _walk(node: Json, parent: str | None) -> Iterator[tuple[Json, str | None]]:
    yield node, parent
    for child in node["children"]:
        yield from _walk(child, node["code"])


def _items(definition: Json, tree: Json) -> Table:
    scored = {leaf["item"] for node, _ in _walk(tree, None) for leaf in node["leaves"]}
    rows = (
        (
            item["code"],
            number,
            pillar,
            topic,
            item["kind"],
            *_both(item["text"]),
            *_both(item["help"]),
            item["code"] in scored,
            *exact(item["weight"]),
            (item["scoring"] or {}).get("linear"),
            *_both(item["unit"]),
            *_both(item["numerator"]),
            *_both(item["denominator"]),
            item["decimals"],
            item["minimum"],
            item["maximum"],
            _listed((item["audience"] or {}).get("kinds")),
            (item["audience"] or {}).get("population_from"),
            (item["audience"] or {}).get("population_to"),
            (item["asked_when"] or {}).get("item"),
            _listed((item["asked_when"] or {}).get("any_of")),
            (item["not_applicable"] or {}).get("policy"),
            item["evidence"]["expected"],
            *_both(item["evidence"]["text"]),
            *_both(item["recommendation"]),
            item["effort"],
            item["continues"],
        )
        for number, (pillar, topic, item) in enumerate(items_in(definition), start=1)
    )
    return Table(
        "reactivos",
        Text("Reactivos", "Items"),
        Text(
            "Cada pregunta del cuestionario, con su lugar en el árbol y sus reglas.",
            "Each question of the questionnaire, with its place in the tree and its rules.",
        ),
        (*_item_texts(), *_item_rules()),
        ("reactivo",),
        tuple(rows),
        (
            Reference(("pilar",), "nodos", ("nodo",)),
            Reference(("tema",), "nodos", ("nodo",)),
            Reference(("depende_de",), "reactivos", ("reactivo",)),
        ),
    )


def _item_texts() -> Sequence[Any]:
    return (
        column("reactivo", "string", "Clave del reactivo", "Code of the item", required=True),
        column(
            "orden", "integer", "Lugar en el cuestionario", "Position", required=True, minimum=1
        ),
        column("pilar", "string", "Pilar en que está", "Pillar it is in", required=True),
        column("tema", "string", "Tema en que está", "Topic it is in", required=True),
        column(
            "tipo",
            "string",
            "Cómo se responde",
            "How it is answered",
            required=True,
            codes=words_of(KINDS),
        ),
        column("texto_es", "string", "La pregunta en español", "In Spanish", required=True),
        column("texto_en", "string", "La pregunta en inglés", "In English", required=True),
        column("ayuda_es", "string", "Qué cuenta, en español", "What counts, in Spanish"),
        column("ayuda_en", "string", "Qué cuenta, en inglés", "What counts, in English"),
    )


def _item_rules() -> Sequence[Any]:
    return (
        column("puntua", "boolean", "Si cuenta en el índice", "If it is scored", required=True),
        *_weight(),
        column(
            "lineal",
            "string",
            "Si la parte misma es el factor, hacia dónde; vacío si no",
            "Where the share itself is the factor, which way; empty otherwise",
            codes=DIRECTIONS,
        ),
        column("unidad_es", "string", "Unidad del número, en español", "Unit, in Spanish"),
        column("unidad_en", "string", "Unidad del número, en inglés", "Unit, in English"),
        column("parte_es", "string", "Qué cuenta la parte, en español", "Part, in Spanish"),
        column("parte_en", "string", "Qué cuenta la parte, en inglés", "Part, in English"),
        column("total_es", "string", "Qué cuenta el total, en español", "Whole, in Spanish"),
        column("total_en", "string", "Qué cuenta el total, en inglés", "Whole, in English"),
        column("decimales", "integer", "Decimales que admite", "Decimals it takes", minimum=0),
        column("minimo", "number", "Menor número que admite", "Least number it takes"),
        column("maximo", "number", "Mayor número que admite", "Largest number it takes"),
        column(
            "se_pregunta_a",
            "string",
            f"Tipos de participante, separados por «{BETWEEN}»; vacío: a todos",
            f"Kinds of participant, with “{BETWEEN}” between; empty: everybody",
        ),
        column(
            "poblacion_desde",
            "integer",
            "Población mínima de municipios",
            "Least population of municipalities",
            minimum=0,
        ),
        column(
            "poblacion_hasta",
            "integer",
            "Población máxima de municipios",
            "Largest population of municipalities",
            minimum=0,
        ),
        column(
            "depende_de",
            "string",
            "Reactivo cuya respuesta decide si se pregunta",
            "Item whose answer decides whether it is asked",
        ),
        column(
            "depende_opciones",
            "string",
            f"Opciones de aquél con que se pregunta, separadas por «{BETWEEN}»",
            f"Options of that one with which it is asked, with “{BETWEEN}” between",
        ),
        column(
            "no_aplica",
            "string",
            "Qué hace «no aplica»; vacío: no se admite",
            "What “not applicable” does; empty: it is not taken",
            codes=words_of(EXCUSES),
        ),
        column(
            "evidencia",
            "string",
            "Cuándo se pide evidencia",
            "When evidence is asked for",
            required=True,
            codes=words_of(EXPECTED),
        ),
        column("evidencia_es", "string", "Qué evidencia, en español", "Evidence, in Spanish"),
        column("evidencia_en", "string", "Qué evidencia, en inglés", "Evidence, in English"),
        column(
            "recomendacion_es", "string", "Qué se recomienda, en español", "Recommended, in Spanish"
        ),
        column(
            "recomendacion_en", "string", "Qué se recomienda, en inglés", "Recommended, in English"
        ),
        column(
            "esfuerzo",
            "string",
            "Lo que toma cerrar la brecha",
            "What closing the gap takes",
            required=True,
            codes=words_of(EFFORTS),
        ),
        column(
            "continua",
            "string",
            "Reactivo de la edición anterior al que continúa",
            "Item of the previous edition that it continues",
        ),
    )


def _options(definition: Json) -> Table:
    rows = (
        (item["code"], number, *option)
        for _, _, item in items_in(definition)
        for number, option in enumerate(_options_of(item), start=1)
    )
    return Table(
        "opciones",
        Text("Opciones", "Options"),
        Text(
            "Lo que puede elegirse en cada reactivo y lo que vale una vez aceptado.",
            "What can be chosen in each item, and what it is worth once accepted.",
        ),
        (
            column("reactivo", "string", "Clave del reactivo", "Code of the item", required=True),
            column(
                "orden", "integer", "Lugar entre las opciones", "Position", required=True, minimum=1
            ),
            column("opcion", "string", "Clave de la opción", "Code of the option", required=True),
            column("texto_es", "string", "La opción en español", "In Spanish", required=True),
            column("texto_en", "string", "La opción en inglés", "In English", required=True),
            column(
                "factor",
                "number",
                "Lo que vale, de 0 a 1; donde caben varias, lo que suma",
                "What it is worth, 0 to 1; where several can be chosen, what it adds",
                required=True,
                minimum=0,
                maximum=1,
            ),
            column(
                "factor_exacto", "string", "El mismo como fracción", "As a fraction", required=True
            ),
            column(
                "excluye",
                "boolean",
                "Si no puede elegirse con otra",
                "Whether it cannot be chosen with another",
                required=True,
            ),
        ),
        ("reactivo", "opcion"),
        tuple(rows),
        (Reference(("reactivo",), "reactivos", ("reactivo",)),),
    )


def _options_of(item: Json) -> Iterator[Row]:
    if item["kind"] == Kind.YES_NO:
        for each in YES_NO_OPTIONS:
            yield each.code, each.text.es, each.text.en, *exact(str(each.factor)), each.exclusive
    for each in item["options"]:
        yield each["code"], *_both(each["text"]), *exact(each["factor"]), each["exclusive"]


def _bands(definition: Json) -> Table:
    rows = (
        (item["code"], number, band["from"], band["up_to"], *exact(band["factor"]))
        for _, _, item in items_in(definition)
        for number, band in enumerate((item["scoring"] or {}).get("bands") or (), start=1)
    )
    return Table(
        "bandas",
        Text("Bandas", "Bands"),
        Text(
            "Lo que valen números, porcentajes y fechas; vale la primera banda que cabe.",
            "What numbers, percentages and dates are worth; the first band that fits counts.",
        ),
        (
            column("reactivo", "string", "Clave del reactivo", "Code of the item", required=True),
            column(
                "orden",
                "integer",
                "En qué orden se prueba",
                "In which order",
                required=True,
                minimum=1,
            ),
            column(
                "desde",
                "string",
                "Límite inferior, incluido: número o fecha; vacío si no lo hay",
                "Lower limit, which belongs to it: number or date; empty where there is none",
            ),
            column(
                "hasta",
                "string",
                "Límite superior, incluido: número o fecha; vacío si no lo hay",
                "Upper limit, which belongs to it: number or date; empty where there is none",
            ),
            column(
                "factor",
                "number",
                "Lo que vale, de 0 a 1",
                "What it is worth, 0 to 1",
                required=True,
                minimum=0,
                maximum=1,
            ),
            column(
                "factor_exacto", "string", "El mismo como fracción", "As a fraction", required=True
            ),
        ),
        ("reactivo", "orden"),
        tuple(rows),
        (Reference(("reactivo",), "reactivos", ("reactivo",)),),
    )


def _weight() -> Sequence[Any]:
    return (
        column(
            "peso",
            "number",
            "Peso entre sus hermanos",
            "Weight among its siblings",
            required=True,
            minimum=0,
        ),
        column(
            "peso_exacto",
            "string",
            "El mismo como fracción",
            "The same as a fraction",
            required=True,
        ),
    )


def _both(text: Mapping[str, str] | None) -> tuple[str | None, str | None]:
    return (None, None) if text is None else (text["es"], text["en"])


def _listed(codes: Iterable[str] | None) -> str | None:
    return None if codes is None else BETWEEN.join(codes)
