"""Palabras de YAML: whatever is wrong with a file is told in Spanish, with its line and column."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from server.imports.shapes import Where
from server.imports.yaml_words import KINDS, LOST, SIGN, flaw_of
from server.imports.yamls import read_yaml

SOURCE = Path(yaml.__file__).parent
# What is shared by both languages, and is no English.
NAMES = {"yaml", "binary", "base64"}
# What says nothing without what was being read, or is never said of plain values.
VAGUE = re.compile(r"an? %s/|alphabetic|^/did not find expected (whitespace|digit)|blacklisted")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            "a:\n\tb: 1",
            "2, columna 1: no es YAML válido: un valor no puede empezar con un tabulador",
            id="a tab",
        ),
        pytest.param("a: |\n\t\n   b", "la sangría lleva un tabulador", id="a tab in a text"),
        pytest.param(
            'a: 1\nb: "dos',
            "2, columna 4: no es YAML válido: no se cierran estas comi",
            id="quotes that nobody closes",
        ),
        pytest.param(
            'a: "x\n---\n',
            "1, columna 4: no es YAML válido: no se cierran estas comil",
            id="quotes open at the end of a document",
        ),
        pytest.param(
            "a: Ley: 2018",
            "1, columna 7: no es YAML válido: aquí no puede ir «:»",
            id="a colon in a text",
        ),
        pytest.param(
            "a: 1\n  b: 2",
            "2, columna 4: no es YAML válido: aquí no puede ir «:»",
            id="a field further in",
        ),
        pytest.param(
            "a:\n  b: 1\n c: 2",
            "3, columna 2: no es YAML válido: se espera el nombre",
            id="a field between two indentations",
        ),
        pytest.param(
            "a:\n  - 1\n  b: 2",
            "3, columna 3: no es YAML válido: se espera «-» y otro",
            id="a field in a list",
        ),
        pytest.param(
            "a: - b",
            "1, columna 4: no es YAML válido: aquí no puede empezar una lista",
            id="a list on a line of its field",
        ),
        pytest.param(
            "a: ? b",
            "1, columna 4: no es YAML válido: aquí no puede empezar un campo",
            id="a field on a line of another one",
        ),
        pytest.param(
            "a: 1\nb\nc: 2",
            "3, columna 1: no es YAML válido: falta «:» tras el nombre",
            id="a field without its colon",
        ),
        pytest.param(
            "a: [1, 2\nb: 3",
            "2, columna 2: no es YAML válido: falta «,» o «]»",
            id="a list that is not closed",
        ),
        pytest.param(
            "a: {b: 1\nc: 3",
            "2, columna 2: no es YAML válido: falta «,» o «}»",
            id="a group that is not closed",
        ),
        pytest.param(
            'a: "\\q"',
            "1, columna 5: no es YAML válido: entre comillas dobles, «\\»",
            id="an unknown escape",
        ),
        pytest.param('a: "\\xZZ"', "entre comillas dobles, «\\»", id="an escape cut short"),
        pytest.param(
            "a: &uno 1\nb: &uno 2",
            "2, columna 4: no es YAML válido: otro valor ya se",
            id="a name given to two values",
        ),
        pytest.param(
            "a: *uno",
            "1, columna 4: no es YAML válido: nada antes se llama así",
            id="a name that nothing has",
        ),
        pytest.param("a: * nota", "tras «&» o «*» se espera un nombre", id="a star in a text"),
        pytest.param(
            "a: 1\nb: @x",
            "2, columna 4: no es YAML válido: un valor no puede empezar con «@»",
            id="a sign that begins nothing",
        ),
        pytest.param(
            "a: %x",
            "1, columna 4: no es YAML válido: un valor no puede empezar con «%»",
            id="a per cent sign",
        ),
        pytest.param("%uno\na: 1", "una línea que empieza con «%»", id="an unknown directive"),
        pytest.param("a: !x!y 1", "lo que empieza con «!» es una etiqueta", id="a tag of nowhere"),
        pytest.param(
            "a: !!python/name:os.system x",
            "1, columna 4: no es YAML válido: no se conoce esta etiqueta",
            id="a tag of Python's",
        ),
        pytest.param(
            "a: !!map x",
            "la etiqueta que empieza con «!» no es de un valor como este",
            id="a tag of another kind",
        ),
        pytest.param(
            "a: !!int uno",
            "1, columna 4: no es YAML válido: «uno» no es una fecha ni un número",
            id="a number that is none",
        ),
        pytest.param("a: !!bool uno", "«uno» no es una fecha ni un número", id="no yes and no no"),
        pytest.param("a: !!int ''", "«» no es una fecha ni un número", id="an empty number"),
        pytest.param("a: !!timestamp x", "«x» no es una fecha ni un número", id="no date"),
        pytest.param(
            "a: 2026-02-30",
            "1, columna 4: no es YAML válido: «2026-02-30» no es una f",
            id="a day that does not exist",
        ),
        pytest.param("a: !!binary ñ", "lo que lleva «!!binary» no es base64", id="no base64"),
        pytest.param(
            "? [a]\n: 1",
            "1, columna 3: no es YAML válido: el nombre de un campo no pu",
            id="a list for a name",
        ),
        pytest.param(
            "a:\n  <<: 1",
            "2, columna 7: no es YAML válido: «<<» solo puede traer",
            id="a merge of a number",
        ),
        pytest.param(
            "a: 1\n---\nb: 2",
            "2, columna 1: no es YAML válido: el documento ya termin",
            id="a second document",
        ),
        pytest.param("'a'\nb: 1", "2, columna", id="a text before the fields"),
        pytest.param("a: |0\n  b", "tras «|» o «>» solo va la sangría", id="no indentation"),
        pytest.param("a: | b\n", "tras «|» o «>» solo puede seguir un comentario", id="no text"),
        pytest.param(
            "a: 1\nbé: \x07",
            "2, columna 5: no es YAML válido: trae un carácter que no se ve (U+0007)",
            id="a character that nobody sees",
        ),
    ],
)
def test_a_flaw_is_told_in_spanish_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    [said] = problems(tmp_path, text.encode())
    assert re.match(r"a\.yaml, línea [0-9]+, columna [0-9]+: no es YAML válido: ", said)
    assert told in said
    assert LOST not in said


def test_another_encoding_is_told_with_its_byte(tmp_path: Path) -> None:
    [said] = problems(tmp_path, "é: 1\nmás: n".encode()[:-1] + "ñ".encode("latin-1"))
    assert said == (
        "a.yaml, línea 2, columna 6: no es texto UTF-8: el byte 0xF1 no es de UTF-8; "
        "guárdelo como UTF-8"
    )


def problems(folder: Path, content: bytes) -> list[str]:
    path, told = folder / "a.yaml", list[str]()
    path.write_bytes(content)
    assert read_yaml(path, Where(told, path.name)) is None
    return told


@pytest.mark.parametrize("library", ["in Python", "in C"])
def test_nothing_that_pyyaml_says_is_shown_in_english(library: str) -> None:
    found = [*(_said_in_python() if library == "in Python" else _said_in_c())]
    assert len(found) > 30
    ours = {kind.told.replace(SIGN, "este signo") for kind in KINDS}
    for context, problem in found:
        told = flaw_of(yaml.MarkedYAMLError(context, None, problem, None), "").told
        assert told in ours or VAGUE.search(f"{context}/{problem}"), (context, problem)
        assert told in {*ours, LOST}
        english = {*re.findall(r"[a-z]{4,}", f"{context} {problem}".lower())} - NAMES
        assert not english & {*re.findall(r"\w{4,}", told.lower())}, (problem, told)


def test_what_a_later_version_may_say_is_not_shown_either() -> None:
    assert flaw_of(yaml.MarkedYAMLError("while dreaming", None, "woke up"), "").told == LOST
    assert flaw_of(yaml.YAMLError("no parser error"), "").told == LOST


def _said_in_python() -> Iterator[tuple[str, str]]:
    """What its modules raise: while doing what, and what was wrong."""
    for name in ("scanner", "parser", "composer", "constructor"):
        for node in ast.walk(ast.parse((SOURCE / f"{name}.py").read_text("utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                match node.exc.args:
                    case [context, _, problem, *_]:
                        yield _text(context), _text(problem)


def _text(node: ast.expr) -> str:
    """The constant that a text is made of, with its places left as they are."""
    constants = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
    return next((each for each in constants if isinstance(each, str)), "")


def _said_in_c() -> Iterator[tuple[str, str]]:
    """What its library may say was wrong, without what it was doing."""
    for library in SOURCE.glob("_yaml*.so"):
        for each in {*re.findall(rb"(?<=\0)[ -~]{6,90}(?=\0)", library.read_bytes())}:
            text = each.decode()
            if re.match(r"(block|mapping|sequence) .*not allowed|(found|did not|could not) ", text):
                yield "", text
