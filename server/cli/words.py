"""Palabras de la línea de órdenes: what click itself says, in Spanish.

Click asks gettext for each of its messages. A compiled catalogue of its own would have to be
installed beside the program, and the language of a terminal says nothing of who operates it.
"""

from collections.abc import Mapping
from types import ModuleType

from click import core, decorators, exceptions, formatting, parser, types

SPOKEN: Mapping[str, str] = {
    "Usage:": "Uso:",
    "Options": "Opciones",
    "Commands": "Órdenes",
    "Positional arguments": "Argumentos",
    "Show this message and exit.": "Muestra esta ayuda.",
    "Show the version and exit.": "Muestra la versión.",
    "%(prog)s, version %(version)s": "%(prog)s, versión %(version)s",
    "required": "obligatoria",
    "default: {default}": "si no se dice: {default}",
    "Aborted!": "Interrumpido.",
    "Error: {message}": "Error: {message}",
    "Try '{command} {option}' for help.": "Pruebe «{command} {option}».",
    "Invalid value: {message}": "Valor incorrecto: {message}",
    "Invalid value for {param_hint}: {message}": "Valor incorrecto de {param_hint}: {message}",
    "Missing command.": "Falta la orden.",
    "Missing argument": "Falta el argumento",
    "Missing option": "Falta la opción",
    "Missing parameter": "Falta el parámetro",
    "Choose from:\n\t{choices}": "Elija entre:\n\t{choices}",
    "No such option {name!r}.": "No hay una opción {name}.",
    "No such command {name!r}.": "No hay una orden {name}.",
    "Option {name!r} does not take a value.": "La opción {name} no lleva valor.",
    "{value!r} is not a valid {number_type}.": "«{value}» no es un número.",
    "{value} is not in the range {range}.": "{value} no está en el intervalo {range}.",
    "{name} {filename!r} does not exist.": "No existe: {filename}.",
    "{name} {filename!r} is a file.": "Es un archivo: {filename}.",
    "{name} {filename!r} is a directory.": "Es una carpeta: {filename}.",
    "{name} {filename!r} is not readable.": "No se puede leer: {filename}.",
    "{name} {filename!r} is not writable.": "No se puede escribir: {filename}.",
    "Could not open file {filename!r}: {message}": "No se pudo abrir {filename}: {message}",
}
SPEAKERS: tuple[ModuleType, ...] = (core, decorators, exceptions, formatting, parser, types)
# Some messages choose between one and many before they are said.
SPOKEN_MANY: Mapping[str, str] = {
    "{value!r} is not {choice}.": "«{value}» no es {choice}.",
    "{value!r} is not one of {choices}.": "«{value}» no es ninguno de {choices}.",
    "Did you mean {possibility}?": "¿Quiso decir {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(¿Quiso decir una de {possibilities}?)",
    "Got unexpected extra argument ({args})": "Sobra un argumento ({args})",
    "Got unexpected extra arguments ({args})": "Sobran argumentos ({args})",
    "Option {name!r} requires an argument.": "La opción {name} lleva un valor.",
    "Option {name!r} requires {nargs} arguments.": "La opción {name} lleva {nargs} valores.",
}


def speak_spanish() -> None:
    """Put these words in the mouth of click, for this process."""
    for module in SPEAKERS:
        for name, said in (("_", _one), ("ngettext", _many)):
            if hasattr(module, name):
                setattr(module, name, said)


def _one(message: str) -> str:
    return SPOKEN.get(message, message)


def _many(single: str, several: str, count: int) -> str:
    message = single if count == 1 else several
    return SPOKEN_MANY.get(message, message)
