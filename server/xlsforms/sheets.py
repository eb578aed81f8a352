"""Hojas: the definition of an edition as the sheets of a workbook in XLSForm's shape. Pure.

Groups are the pillars, and in them the topics; a question is an item. Who answers is asked first,
so that a form can tell which items are not for them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from game.participants import MUNICIPALITY, STATE
from game.questionnaire import YES_NO_OPTIONS, Kind, Text
from server.imports.definitions import version_of
from server.xlsforms import columns as c
from server.xlsforms.documents import PART_FILES, documents_of, leaves_of
from server.xlsforms.expressions import (
    KIND_NAME,
    POPULATION_NAME,
    audience_text,
    bounds_text,
    condition_text,
    name_of,
)

YES_NO: Final = "yes_no"
WHO: Final = "liga_participant"
KINDS: Final = "liga_kinds"
PILLAR: Final = "pillar_"
TOPIC: Final = "topic_"
NUMERATOR: Final = "_numerator"
DENOMINATOR: Final = "_denominator"
WORDS: Final = {
    WHO: Text("Quién responde", "Who answers"),
    KIND_NAME: Text("¿De qué tipo es?", "Of what kind?"),
    POPULATION_NAME: Text("¿Cuántos habitantes tiene?", "How many people live there?"),
}
KIND_WORDS: Final = {
    STATE: Text("Estado", "State"),
    MUNICIPALITY: Text("Municipio", "Municipality"),
}
GUIDE_LINES: Final = (
    (
        (
            "Este libro es el cuestionario completo de una edición: se puede cambiar aquí y "
            "traerse de vuelta. «survey», «choices» y «settings» tienen la forma de XLSForm."
        ),
        (
            "This workbook is the whole questionnaire of an edition: it can be changed here and "
            "brought back. “survey”, “choices” and “settings” have the shape of XLSForm."
        ),
    ),
    (
        (
            "Los grupos de «survey» son los pilares y, en ellos, los temas; cada pregunta es un "
            "reactivo. Las columnas después de «constraint» son de Liga."
        ),
        (
            "The groups of “survey” are the pillars and, in them, the topics; each question is an"
            " item. The columns after “constraint” are Liga’s own."
        ),
    ),
    (
        (
            "Se leen de otras celdas y aquí solo se repiten: type, required, pillar y topic. Lo "
            "que se escriba distinto en ellas se dice al traer el libro."
        ),
        (
            "Read from other cells and only repeated here: type, required, pillar and topic. What"
            " is written otherwise in them is told when the workbook is brought back."
        ),
    ),
    (
        (
            "relevant dice cuándo se pregunta: con qué respuestas de un reactivo anterior, y a "
            "quién; a quién lo deciden audience, population_from y population_to, que deben decir"
            " lo mismo."
        ),
        (
            "relevant says when an item is asked: with which answers to an earlier one, and of "
            "whom; of whom is decided by audience, population_from and population_to, which must "
            "agree."
        ),
    ),
    (
        "constraint guarda el número menor y el mayor: «. >= 0 and . <= 100».",
        "constraint holds the smallest and the largest number: “. >= 0 and . <= 100”.",
    ),
    (
        (
            "scoring: «linear up», «linear down» o una banda por renglón, como «0..10 = 1» y "
            "«11.. = 1/2»; vale la primera que contiene el valor."
        ),
        (
            "scoring: “linear up”, “linear down” or one band per line, as “0..10 = 1” and “11.. ="
            " 1/2”; the first that holds the value counts."
        ),
    ),
    (
        ("legal_basis: un fundamento por renglón, «CLAVE: artículos»; las claves están en «laws»."),
        "legal_basis: one per line, “CODE: articles”; the codes are in “laws”.",
    ),
    (
        (
            "lineage es el reactivo de la edición anterior que este continúa. scored «no»: no da "
            "puntaje."
        ),
        (
            "lineage is the item of the last edition that this one continues. scored “no”: it "
            "gives no score."
        ),
    ),
    (
        (
            "«rules» guarda lo que no es pregunta: ligas, fechas, puntos, insignias, ronda final,"
            " seguimiento e índice, un valor por renglón."
        ),
        (
            "“rules” holds what is no question: leagues, dates, points, badges, final round, "
            "follow-up and index, one value per row."
        ),
    ),
)

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with its columns, and its rows as what is in each."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def sheets_of(definition: Mapping[str, Any]) -> tuple[Sheet, ...]:
    """The whole workbook of a checked definition."""
    return (
        Sheet(c.SURVEY, c.SURVEY_HEADS, tuple(_survey(definition))),
        Sheet(c.CHOICES, c.CHOICES_HEADS, tuple(_choices(definition))),
        Sheet(c.SETTINGS, c.SETTINGS_HEADS, (_settings(definition),)),
        Sheet(c.LAWS, c.LAWS_HEADS, tuple(map(_law, definition["laws"]))),
        Sheet(c.RULES, c.RULES_HEADS, tuple(_rules(definition))),
        Sheet(c.GUIDE, ("es", "en"), tuple({"es": es, "en": en} for es, en in GUIDE_LINES)),
    )


def _survey(definition: Mapping[str, Any]) -> Iterator[Row]:
    yield from _who(definition["edition"]["kinds"])
    for pillar in definition["pillars"]:
        name = f"{PILLAR}{pillar['code']}"
        yield _group(name, pillar) | {"pillar": pillar["code"]}
        for topic in pillar["topics"]:
            yield from _topic(topic, pillar["code"])
        yield {"type": "end_group", "name": name}


def _who(kinds: Sequence[str]) -> Iterator[Row]:
    yield {"type": "begin_group", "name": WHO, **_words("label", _both(WORDS[WHO]))}
    yield {
        "type": f"select_one {KINDS}",
        "name": KIND_NAME,
        "required": "yes",
        **_words("label", _both(WORDS[KIND_NAME])),
    }
    if MUNICIPALITY in kinds:
        yield {
            "type": "integer",
            "name": POPULATION_NAME,
            "relevant": f"${{{KIND_NAME}}} = '{MUNICIPALITY}'",
            **_words("label", _both(WORDS[POPULATION_NAME])),
        }
    yield {"type": "end_group", "name": WHO}


def _topic(topic: Mapping[str, Any], pillar: str) -> Iterator[Row]:
    name = f"{TOPIC}{topic['code']}"
    place = {"pillar": pillar, "topic": topic["code"]}
    yield _group(name, topic) | place | {"minutes": str(topic["minutes"])}
    for item in topic["items"]:
        yield from _item(item, place)
    yield {"type": "end_group", "name": name}


def _group(name: str, part: Mapping[str, Any]) -> dict[str, str]:
    return {
        "type": "begin_group",
        "name": name,
        "weight": part["weight"],
        **_words("label", part["name"]),
    }


def _item(item: Mapping[str, Any], place: Row) -> Iterator[Row]:
    kind = Kind(item["kind"])
    about = {
        "type": type_of(item),
        "name": name_of(item["code"]),
        **_words("label", item["text"]),
        "relevant": relevant_of(item),
        **place,
        **_scores(item),
        **_proves(item),
    }
    asks = {
        "required": "no" if item["not_applicable"] else "yes",
        **_words("hint", item["help"]),
        **_words("guidance_hint", item["example"]),
    }
    if kind is not Kind.PERCENTAGE:
        yield about | asks | {"constraint": constraint_of(item)}
        return
    number = {"type": "decimal" if item["decimals"] else "integer", **place}
    yield about
    above, below = (f"{about['name']}{part}" for part in (NUMERATOR, DENOMINATOR))
    yield {**number, "name": above, **_words("label", item["numerator"]), **asks}
    limit = {"required": asks["required"], "constraint": ". > 0"}
    yield {**number, "name": below, **_words("label", item["denominator"]), **limit}
    yield {"type": "end_group", "name": about["name"]}


def type_of(item: Mapping[str, Any]) -> str:
    """The type of XLSForm that asks an item; of a percentage, of the group of its two numbers."""
    match Kind(item["kind"]):
        case Kind.YES_NO:
            return f"select_one {YES_NO}"
        case Kind.SCALE:
            return f"select_one {item['code']}"
        case Kind.MULTIPLE:
            return f"select_multiple {item['code']}"
        case Kind.NUMBER:
            return "decimal" if item["decimals"] else "integer"
        case Kind.PERCENTAGE:
            return "begin_group"
        case kind:
            return kind.value


def relevant_of(item: Mapping[str, Any]) -> str:
    """With which answers, and of whom, an item is asked."""
    parts = (
        condition_text(item["asked_when"]),
        audience_text(item["audience"], MUNICIPALITY),
    )
    return " and ".join(part for part in parts if part)


def constraint_of(item: Mapping[str, Any]) -> str:
    """The limits of a number; of a list, that what excludes the others stands alone."""
    alone = [option["code"] for option in item["options"] if option["exclusive"]]
    told = [f"not(selected(., '{code}') and count-selected(.) > 1)" for code in alone]
    return " and ".join(told) or bounds_text(item["minimum"], item["maximum"])


def _scores(item: Mapping[str, Any]) -> dict[str, str]:
    audience = item["audience"] or {}
    is_number = item["kind"] in {Kind.NUMBER, Kind.PERCENTAGE}
    return {
        "kind": item["kind"],
        "weight": item["weight"],
        **_own("unit", item["unit"]),
        "decimals": str(item["decimals"]) if is_number else "",
        "scoring": scoring_text(item["scoring"]),
        "audience": " ".join(audience.get("kinds", ())),
        **{name: _number(audience.get(name)) for name in ("population_from", "population_to")},
        "scored": "no" if item.get("scored") is False else "",
    }


def _proves(item: Mapping[str, Any]) -> dict[str, str]:
    excuse = item["not_applicable"] or {}
    return {
        **_own("na_when", excuse.get("when")),
        "na_policy": excuse.get("policy", ""),
        "evidence": item["evidence"]["expected"],
        **_own("evidence", item["evidence"]["text"]),
        "legal_basis": "\n".join(f"{b['law']}: {_flat(b['articles'])}" for b in item["legal"]),
        "time_bound": "yes" if item["time_bound"] else "no",
        "lineage": item["continues"] or "",
        **_own("recommendation", item["recommendation"]),
        "effort": item["effort"],
    }


def scoring_text(scoring: Mapping[str, Any] | None) -> str:
    """How a value becomes a factor, in lines."""
    if scoring is None:
        return ""
    if scoring["linear"]:
        return f"linear {scoring['linear']}"
    return "\n".join(
        f"{band['from'] or ''}..{band['up_to'] or ''} = {band['factor']}"
        for band in scoring["bands"]
    )


def _choices(definition: Mapping[str, Any]) -> Iterator[Row]:
    for kind in definition["edition"]["kinds"]:
        words = _both(KIND_WORDS.get(kind, Text(kind, kind)))
        yield {"list_name": KINDS, "name": kind, **_words("label", words)}
    for option in YES_NO_OPTIONS:
        words = _both(option.text)
        yield {"list_name": YES_NO, "name": option.code, **_words("label", words)}
    for item in items_of(definition):
        is_scored = item.get("scored", True)
        for option in item["options"]:
            yield {
                "list_name": item["code"],
                "name": option["code"],
                **_words("label", option["text"]),
                "factor": option["factor"] if is_scored else "",
                "exclusive": "yes" if option["exclusive"] else "",
            }


def items_of(definition: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every item, in order."""
    for pillar in definition["pillars"]:
        for topic in pillar["topics"]:
            yield from topic["items"]


def _settings(definition: Mapping[str, Any]) -> Row:
    edition = definition["edition"]
    return {
        "form_title": edition["name"]["es"],
        "form_id": f"{edition['instrument']}-{edition['code']}",
        "version": version_of(definition)[:16],
        "default_language": c.SPANISH,
    }


def _law(law: Mapping[str, Any]) -> Row:
    ends = {name: law.get(name) or "" for name in ("valid_from", "valid_to", "replaced_by")}
    return {"code": law["code"], **_own("name", law["name"]), **ends}


def _rules(definition: Mapping[str, Any]) -> Iterator[Row]:
    yield {"part": "liga", "path": "format", "value": c.FORMAT, "kind": "text"}
    documents = documents_of(definition)
    for part, file in PART_FILES.items():
        for leaf in leaves_of(documents[file]) if file in documents else ():
            yield {"part": part, "path": leaf.path, "value": leaf.value, "kind": leaf.kind}


def _words(column: str, text: Mapping[str, str]) -> dict[str, str]:
    return {c.translated(column, language): text[language] for language in c.LANGUAGES}


def _own(column: str, text: Mapping[str, str] | None) -> dict[str, str]:
    return {c.own(column, language): (text or {}).get(language, "") for language in c.LANGUAGES}


def _both(text: Text) -> dict[str, str]:
    return {"es": text.es, "en": text.en}


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _flat(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")
