"""Fallas: what the checks of a definition say of it, in the language of whoever reads.

The checks speak Spanish, as their files are read on the command line (`server.imports`). Their
sentences are listed here to be told on pages too; one that is not is told as it is.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from server.i18n import Lazy, lazy

SENTENCES: Final[tuple[Lazy, ...]] = (
    lazy("debe ser mayor que 0; donde no cabe «no aplica», lo dice cada reactivo"),
    lazy("los plazos corren desde la apertura: falta dates.open en edition.yaml"),
    lazy("debe ser una fecha con hora y zona, como 2026-09-01T00:00:00-06:00"),
    lazy("la tabla se detiene a más tardar al empezar la revisión (review)"),
    lazy("los días deben seguir el orden: shortlist, marks, publication"),
    lazy("los factores de la escala deben ir de 0 a 1, de menor a mayor"),
    lazy("el plazo termina después de que empieza la revisión (review)"),
    lazy("falta una opción exclusiva para «ninguno de los anteriores»"),
    lazy("exclusive solo corresponde a un reactivo de tipo multiple"),
    lazy("debe ser 1/2 o más: lo esperado queda entre los límites"),
    lazy("la tabla se detiene después de abrir la edición (open)"),
    lazy("los límites de población solo valen para municipios"),
    lazy("no corresponde a ningún tema de questionnaire.yaml"),
    lazy("«zeros: floor» y un piso mayor que cero van juntos"),
    lazy("solo corresponde a un reactivo de tipo percentage"),
    lazy("never solo corresponde a un reactivo sin puntaje"),
    lazy("las fechas deben seguir el orden de las etapas"),
    lazy("debe ser par: la mitad se otorga al responder"),
    lazy("no hay un pilar ni un tema con esta clave"),
    lazy("debe ser menos que 1: un peso sería cero"),
    lazy("no corresponde a un reactivo sin puntaje"),
    lazy("debe ser menos que en el plazo anterior"),
    lazy("debe ser texto; póngalo entre comillas"),
    lazy("deben ir de menor a mayor: low, medium, high"),
    lazy("deben ir de menor a mayor, sin repetir"),
    lazy("debe ser más que en el plazo anterior"),
    lazy("debe tener bands o linear, y solo uno"),
    lazy("debe ser una fecha, como 2026-03-01"),
    lazy("debe ser más que 0 y menos que 1/2"),
    lazy("la opción exclusiva debe valer 0"),
    lazy("debe ser un número mayor que 0"),
    lazy("es menor que population_from"),
    lazy("debe ser un grupo de campos"),
    lazy("debe ser mayor que least"),
    lazy("es anterior a valid_from"),
    lazy("from es mayor que up_to"),
    lazy("debe estar entre 0 y 1"),
    lazy("la clave está repetida"),
    lazy("no existe este archivo"),
    lazy("debe ser true o false"),
    lazy("es menor que minimum"),
    lazy("no puede estar vacío"),
    lazy("es anterior a first"),
    lazy("debe ser un número"),
    lazy("debe ser una fecha"),
    lazy("debe ser una lista"),
    lazy("falta from o up_to"),
    lazy("campo desconocido"),
    lazy("falta este campo"),
    lazy("«{word}» no es una clave: use letras sin acento, cifras y guiones, hasta 24"),
    lazy("{code}: el último rango de población no debe tener población máxima"),
    lazy("«{word}» es la dirección de la ronda final; use otra clave"),
    lazy("es menor que lo provisional, {share}: aceptar quitaría"),
    lazy("{code}: antes de su rango de población queda un hueco"),
    lazy("es más que window, {days}: nunca habría pronóstico"),
    lazy("ninguna liga recibe a participantes de tipo {kind}"),
    lazy("{code}: su rango de población se encima con otro"),
    lazy("falta este campo en una insignia de tipo {kind}"),
    lazy("falta este campo en un reactivo de tipo {kind}"),
    lazy("un nodo {method} no tiene regla para los ceros"),
    lazy("no corresponde a una insignia de tipo {kind}"),
    lazy("no corresponde a un reactivo de tipo {kind}"),
    lazy("de {days} días no queda ninguno que sacar"),
    lazy("«{word}» no existe en la edición anterior"),
    lazy("«{word}» no está en kinds de edition.yaml"),
    lazy("las partes deben sumar 1 y suman {total}"),
    lazy("los pesos deben sumar 1 y suman {total}"),
    lazy("«{word}» no es otra ley de este archivo"),
    lazy("{code} debe ser de tipo yes_no o scale"),
    lazy("«{word}» no está en questionnaire.yaml"),
    lazy("debe ser un número entero desde {low}"),
    lazy("debe decir {topic}, como el archivo"),
    lazy("«{word}» no es un reactivo anterior"),
    lazy("la clave {code} está repetida"),
    lazy("«{word}» no está en laws.yaml"),
    lazy("debe tener al menos {least}"),
    lazy("«{word}» no está en kinds"),
    lazy("debe ser uno de: {words}"),
    lazy("deben decir qué es {low} primero y qué es {high} al final"),
    lazy("debe ser un número entero desde {low} hasta {high}"),
    lazy("«{word}» no es una opción de {code}"),
    lazy("{share} de {points} puntos ({name}) no es un número entero"),
    lazy("«{word}» no es un identificador SPDX, como CC-BY-4.0"),
    lazy("«{word}» no es una dirección https://"),
)
_NAMED: Final = re.compile(r"\\{(\w+)\\}")


def flaw_text(why: str) -> str:
    """A sentence of the checks in the language that is spoken."""
    for sentence, shape in _shapes():
        found = shape.fullmatch(why)
        if found:
            facts: Mapping[str, str] = found.groupdict()
            return str(sentence).format(**facts)
    return why


@cache
def _shapes() -> tuple[tuple[Lazy, re.Pattern[str]], ...]:
    """The sentences by how much they say themselves: «from 1 to 9» comes before «from 1»."""
    ordered = sorted(SENTENCES, key=lambda each: -len(re.sub(r"\{\w+\}", "", each.message)))
    return tuple((each, _shape(each.message)) for each in ordered)


def _shape(message: str) -> re.Pattern[str]:
    return re.compile(_NAMED.sub(r"(?P<\1>.+?)", re.escape(message)))
