"""Palabras de YAML: what is wrong with a file that is no YAML, in words of our own.

PyYAML says it in English, in one way where it reads in C and in another where in Python. A kind is
told by what is said of it, sometimes by what was being read; whatever is said, none of it is shown.
"""

import re
from dataclasses import dataclass
from typing import Final

import yaml

QUOTED: Final = "un texto que empieza así va entre comillas"
# Where a sentence names the sign that was found.
SIGN: Final = "SIGNO"
LOST: Final = "no se entiende lo que sigue; revise la sangría y las comillas"
UNREADABLE: Final = "no es una fecha ni un número que exista; entre comillas sería texto"


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong, and where, both counted from one; a line of 0 is not known."""

    line: int
    column: int
    told: str


@dataclass(frozen=True, slots=True)
class _Kind:
    """`pattern`: of what was being read, a slash and what is said. `begins`: told of its begin."""

    pattern: re.Pattern[str]
    told: str
    begins: bool = False


def _kind(pattern: str, told: str, *, begins: bool = False) -> _Kind:
    return _Kind(re.compile(pattern), told, begins)


# The first that fits tells.
KINDS: Final = (
    _kind(
        r"directive|%YAML|%TAG|YAML (directive|document)|duplicate tag handle|version number",
        "una línea que empieza con «%» es una orden para YAML, y esta no se entiende; " + QUOTED,
    ),
    _kind(
        r"tag handle|(parsing|scanning) a tag|URI|octet|expected '!'|'>'",
        "lo que empieza con «!» es una etiqueta de YAML, y esta no se entiende; " + QUOTED,
    ),
    _kind(
        r"(anchor|alias)/.*expected alphabetic",
        "tras «&» o «*» se espera un nombre de letras y cifras; " + QUOTED,
    ),
    _kind(r"undefined alias", "nada antes se llama así para repetirlo con «*»; " + QUOTED),
    _kind(r"duplicate anchor", "otro valor ya se llama así con «&»; cada nombre se usa una vez"),
    _kind(
        r"but found another document|<document start>|<stream-start>",
        "el documento ya terminó, y aquí sigue algo más; revise la sangría, y que no haya «---»",
    ),
    _kind(r"end of stream", "no se cierran estas comillas", begins=True),
    _kind(
        r"document (indicator|separator)",
        "no se cierran estas comillas antes de una línea «---» o «...»",
        begins=True,
    ),
    _kind(
        r"unknown escape|parsing a quoted scalar|hexadecimal numbers|hexdecimal|Unicode character",
        "entre comillas dobles, «\\» no puede ir antes de esto; escriba «\\\\», o comillas simples",
    ),
    _kind(r"tab character", "la sangría lleva un tabulador; debe llevar espacios"),
    _kind(r"cannot start any token", "un valor no puede empezar con " + SIGN + "; " + QUOTED),
    _kind(
        r"mapping values are not allowed|unexpected ':'",
        "aquí no puede ir «:»; revise la sangría, o ponga entre comillas el texto que lo lleva",
    ),
    _kind(r"mapping keys are not allowed", "aquí no puede empezar un campo; revise la sangría"),
    _kind(
        r"sequence entries are not allowed",
        "aquí no puede empezar una lista con «-»; revise la sangría",
    ),
    _kind(r"simple key/|expected ':'", "falta «:» tras el nombre de un campo"),
    _kind(r"',' or '\]'|flow sequence", "falta «,» o «]» en la lista que empieza con «[»"),
    _kind(r"',' or '}'|flow mapping", "falta «,» o «}» en el grupo que empieza con «{»"),
    _kind(
        r"'-' indicator|block (collection|sequence)|<block end>.*'-'",
        "se espera «-» y otro elemento de la lista; revise la sangría",
    ),
    _kind(
        r"expected key|block mapping|<block end>",
        "se espera el nombre de un campo; revise la sangría, y dónde se cierran las comillas",
    ),
    _kind(r"node content|(block|flow) node", "se espera un valor; " + QUOTED),
    _kind(r"indentation indicator", "tras «|» o «>» solo va la sangría, de 1 a 9, y «+» o «-»"),
    _kind(
        r"block scalar|comment or (a )?line break",
        "tras «|» o «>» solo puede seguir un comentario, y el texto va en la línea siguiente",
    ),
    _kind(
        r"unhashable key|constructing a mapping/.*(acceptable|hashable)",
        "el nombre de un campo no puede ser una lista ni un grupo",
    ),
    _kind(r"for merging", "«<<» solo puede traer un grupo de campos, o una lista de ellos"),
    _kind(r"recursive", "un valor no puede contenerse a sí mismo"),
    _kind(r"base64", "lo que lleva «!!binary» no es base64"),
    _kind(
        r"determine a constructor|Python (module|object|name|instance)",
        "no se conoce esta etiqueta, que empieza con «!»; " + QUOTED,
    ),
    _kind(
        r"ordered map|constructing pairs|expected a (scalar|sequence|mapping)",
        "la etiqueta que empieza con «!» no es de un valor como este; quítela",
    ),
)
INVISIBLE: Final = yaml.reader.Reader.NON_PRINTABLE


def flaw_of(error: yaml.YAMLError, text: str) -> Flaw:
    """What an error of reading a text says."""
    if isinstance(error, yaml.reader.ReaderError):
        return _invisible(text)
    if not isinstance(error, yaml.MarkedYAMLError):
        return Flaw(0, 0, LOST)
    said = f"{error.context or ''}/{error.problem or ''}"
    kind = next((kind for kind in KINDS if kind.pattern.search(said)), None)
    begins = kind is not None and kind.begins
    marks = (error.context_mark, error.problem_mark)
    mark = next((mark for mark in (marks if begins else marks[::-1]) if mark), None)
    line, column = (mark.line, mark.column) if mark else (-1, -1)
    if isinstance(error, Unreadable):
        return Flaw(line + 1, column + 1, f"«{error.value}» {UNREADABLE}")
    told = kind.told.replace(SIGN, _sign(text, line, column)) if kind else LOST
    return Flaw(line + 1, column + 1, told)


class Unreadable(yaml.constructor.ConstructorError):
    """A value that looks like a day or a number and is none."""

    def __init__(self, value: str, mark: yaml.Mark) -> None:
        super().__init__(None, None, "", mark)
        self.value = value


def undecoded(error: UnicodeDecodeError) -> Flaw:
    """Where a file of another encoding stops being UTF-8."""
    before = error.object[: error.start].decode("utf-8", "replace")
    line, column = _place(before)
    byte = error.object[error.start]
    return Flaw(line, column, f"el byte 0x{byte:02X} no es de UTF-8; guárdelo como UTF-8")


def _invisible(text: str) -> Flaw:
    """The first character that no YAML may have."""
    found = INVISIBLE.search(text)
    if found is None:
        return Flaw(0, 0, LOST)
    line, column = _place(text[: found.start()])
    code = f"U+{ord(found.group()):04X}"
    return Flaw(line, column, f"trae un carácter que no se ve ({code}); quítelo")


def _place(before: str) -> tuple[int, int]:
    """The line and the column after a text."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _sign(text: str, line: int, column: int) -> str:
    """The character of a place; a tab has a name."""
    lines = text.splitlines()
    sign = lines[line][column : column + 1] if 0 <= line < len(lines) else ""
    return "un tabulador" if sign == "\t" else f"«{sign}»" if sign else "este signo"
