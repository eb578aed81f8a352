"""A small edition with an item of every kind, open to the states of the tests."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from game.editions import Stage
from server.db import Step, params, statement, write
from server.people import Person, Role
from server.queries.editions import EditionRules, Entry, entry_of, rules_of
from server.queries.participants import enter
from server.queries.stages import change_stage, keep_edition
from server.tables.reviews import VerdictRow
from tests.server.people import NOON, OAXACA, YUCATAN, three_states

EDITION = "2026"
ANA = Person(1, "Ana Ruiz", "ana@oaxaca.gob.mx", 1, Role.LEAD, OAXACA, None)
BETO = Person(2, "Beto Cruz", "beto@oaxaca.gob.mx", 2, Role.CONTRIBUTOR, OAXACA, None)
SOFIA = Person(3, "Sofía León", "sofia@oaxaca.gob.mx", 3, Role.SIGNER, OAXACA, None)
RITA = Person(5, "Rita Canul", "rita@observatorio.mx", 5, Role.VERIFIER, None, YUCATAN)

LICENCE = {
    "spdx": "CC-BY-4.0",
    "name": {"es": "Atribución", "en": "Attribution"},
    "url": "https://creativecommons.org/licenses/by/4.0/",
    "credit": {"es": "El observatorio", "en": "The observatory"},
}
GIVE_VERDICT = statement(VerdictRow.insert(params(VerdictRow)))


def words(es: str, en: str = "") -> dict[str, str]:
    """A text in both languages."""
    return {"es": es, "en": en or f"{es} (en)"}


def an_item(code: str, kind: str, **given: Any) -> dict[str, Any]:
    """An item as a definition holds it; evidence for whoever claims, nothing else unusual."""
    return {
        "code": code,
        "kind": kind,
        "text": words(f"¿Pregunta {code}?", f"Question {code}?"),
        "help": words(f"Qué cuenta en {code}.", f"What counts in {code}."),
        "example": words(f"Ejemplo de {code}.", f"Example of {code}."),
        "weight": "1",
        "options": [],
        "unit": None,
        "numerator": None,
        "denominator": None,
        "minimum": None,
        "maximum": None,
        "decimals": 0,
        "scoring": None,
        "audience": None,
        "asked_when": None,
        "not_applicable": None,
        "evidence": {"expected": "claim", "text": words(f"Qué prueba {code}.")},
        "legal": [{"law": "LGMR", "articles": "art. 5"}],
        "time_bound": False,
        "recommendation": words(f"Hacer {code}."),
        "effort": "low",
        "continues": None,
        **given,
    }


def an_option(code: str, factor: str, *, exclusive: bool = False) -> dict[str, Any]:
    return {
        "code": code,
        "text": words(f"Opción {code}"),
        "factor": factor,
        "exclusive": exclusive,
    }


def a_badge(code: str, kind: str, name: str, **given: Any) -> dict[str, Any]:
    """A badge as a definition holds it."""
    empty = dict.fromkeys(("levels", "reached", "pillar", "items", "working_days", "points"))
    told = {"name": words(name), "description": words(f"Por {name}.")}
    return {"code": code, "kind": kind, **empty, **told, **given}


def a_topic(code: str, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "code": code,
        "name": words(f"Tema {code}", f"Topic {code}"),
        "weight": "1",
        "minutes": 10,
        "items": list(items),
    }


#   P1-01  yes/no       opens P1-04 when "yes"
#   P1-02  scale        three steps, "no aplica" allowed
#   P1-03  several      two shares and an exclusive "none"
#   P1-04  number       asked when P1-01 is "yes"; at most 100
#   P1-05  text         unscored, needs no evidence
#   I1-01  percentage
#   I1-02  date
#   H1-01  yes/no       for municipalities alone: Oaxaca is not asked
P1 = a_topic(
    "P1",
    [
        an_item("P1-01", "yes_no", continues="A-01"),
        an_item(
            "P1-02",
            "scale",
            options=[an_option("none", "0"), an_option("half", "1/2"), an_option("full", "1")],
            not_applicable={"when": words("No hay casos."), "policy": "exclude"},
        ),
        an_item(
            "P1-03",
            "multiple",
            options=[
                an_option("a", "1/2"),
                an_option("b", "1/2"),
                an_option("none", "0", exclusive=True),
            ],
        ),
        an_item(
            "P1-04",
            "number",
            unit=words("días"),
            minimum="0",
            maximum="100",
            scoring={
                "bands": [{"from": None, "up_to": "10", "factor": "1"}],
                "linear": None,
            },
            asked_when={"item": "P1-01", "any_of": ["yes"]},
        ),
        an_item("P1-05", "text", evidence={"expected": "never", "text": words("Ninguna.")}),
    ],
)
I1 = a_topic(
    "I1",
    [
        an_item(
            "I1-01",
            "percentage",
            numerator=words("Con ficha"),
            denominator=words("En total"),
            scoring={"bands": [], "linear": "up"},
        ),
        an_item(
            "I1-02",
            "date",
            scoring={
                "bands": [{"from": "2018-05-18", "up_to": None, "factor": "1"}],
                "linear": None,
            },
        ),
    ],
)
H1 = a_topic(
    "H1",
    [
        an_item(
            "H1-01",
            "yes_no",
            audience={
                "kinds": ["municipality"],
                "population_from": None,
                "population_to": None,
            },
        )
    ],
)


def a_definition(
    code: str = EDITION,
    *,
    topics: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    continues: str | None = "2025",
) -> dict[str, Any]:
    """The whole definition of the small edition, the caller's own to change."""
    given = deepcopy(topics or {"P": [P1], "I": [I1], "H": [H1]})
    names = {"P": "Políticas", "I": "Instituciones", "H": "Herramientas"}
    return {
        "format": 1,
        "edition": {
            "code": code,
            "instrument": "liga",
            "name": words(f"Edición {code}", f"Edition {code}"),
            "note": None,
            "synthetic": False,
            "results": "public",
            "continues": continues,
            "kinds": ["state", "municipality"],
            "leagues": [
                {
                    "code": "states",
                    "name": words("Estados", "States"),
                    "kind": "state",
                    "population_from": None,
                    "population_to": None,
                    "members": None,
                }
            ],
            "dates": {
                "open": "2026-01-15T06:00:00+00:00",
                "review": "2026-06-15T06:00:00+00:00",
            },
            "no_answer": "exclude",
            "thresholds": {"topic": "1/2", "pillar": "2/3", "index": "3/4"},
        },
        "points": {"default": 10, "by_kind": {"text": 4}},
        "laws": [
            {
                "code": "LGMR",
                "name": words("Ley General de Mejora Regulatoria"),
                "valid_from": "2018-05-18",
                "valid_to": "2025-07-16",
            }
        ],
        "pillars": [
            {"code": pillar, "name": words(names[pillar]), "weight": "1", "topics": list(found)}
            for pillar, found in given.items()
        ],
    }


def a_final(**given: Any) -> dict[str, Any]:
    """A final round as a definition holds it: two places, two members, marks from 0 to 10."""
    return {
        "places": 2,
        "least_members": 2,
        "names": "shown",
        "scale": {"least": 0, "most": 10},
        "calendar": {
            "shortlist": "2026-03-01",
            "marks": "2026-03-20",
            "publication": "2026-04-01",
        },
        "criteria": [
            a_criterion("impact", "Impacto", "3/4"),
            a_criterion("lasting", "Permanencia", "1/4"),
        ],
        **given,
    }


def a_criterion(code: str, name: str, weight: str) -> dict[str, Any]:
    return {
        "code": code,
        "name": words(name),
        "text": words(f"Qué es {name.lower()}."),
        "weight": weight,
        "anchors": [
            {"mark": 0, "text": words("Nada se muestra.")},
            {"mark": 10, "text": words("Todo se muestra.")},
        ],
    }


EARLIER = a_definition(
    "2025",
    topics={"P": [a_topic("A", [an_item("A-01", "yes_no")])]},
    continues=None,
)


async def open_edition(
    definition: Mapping[str, Any] | None = None, stage: Stage = Stage.OPEN
) -> None:
    """The small edition, with Oaxaca and Yucatán entered, moved to a stage."""
    given = definition or a_definition()
    await three_states()
    await keep_edition(given)
    code = given["edition"]["code"]
    await enter(code, dict.fromkeys((OAXACA, YUCATAN), "states"))
    await move_to(stage, code)


async def move_to(stage: Stage, edition: str = EDITION) -> None:
    """Walk an edition forward to a stage before publication."""
    order = list(Stage)
    now = (await rules_of(edition)).stage
    for step in order[order.index(now) + 1 : order.index(stage) + 1]:
        await change_stage(edition, step, by=None, at=NOON)


async def here(participant: str = OAXACA) -> tuple[EditionRules, Entry]:
    """The edition and the entry of a participant, as a route has them."""
    return await rules_of(EDITION), await entry_of(EDITION, participant)


async def give_verdict(
    item: str,
    verdict: str,
    *,
    revision: int = 1,
    participant: str = OAXACA,
    edition: str = EDITION,
    reason: str = "Razón.",
) -> None:
    """Rita decides."""
    row = {
        "participant": participant,
        "edition": edition,
        "item": item,
        "revision": revision,
        "verdict": verdict,
        "reason": reason,
        "verifier": RITA.account,
        "verifier_name": RITA.name,
        "at": NOON,
        "seat": RITA.seat,
        "seat_title": "",
    }
    await write([Step(GIVE_VERDICT, row)])
