"""YAML: one file read safely and fast; a key given twice is an error, not a surprise."""

from pathlib import Path
from typing import Any, Final

import yaml

from server.imports.shapes import Where

# A questionnaire needs seven.
DEEPEST: Final = 30


class _Loader(yaml.CSafeLoader):
    """Notes the keys that are repeated, with their line."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.repeated: list[tuple[int, str]] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        scalars = [key for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        for key in scalars:
            if key.value in seen:
                self.repeated.append((key.start_mark.line + 1, key.value))
            seen.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            told = f"«{node.value}» no se puede leer; entre comillas sería texto ({error})"
            raise yaml.constructor.ConstructorError(None, None, told, node.start_mark) from error


def read_yaml(path: Path, where: Where) -> Any:
    """The document of a file; None, and a problem noted, where there is none."""
    try:
        text = path.read_text("utf-8")
        if _depth(text) > DEEPEST:
            where.say(f"tiene más de {DEEPEST} niveles de anidación")
            return None
        loader = _Loader(text)
    except FileNotFoundError:
        where.say("no existe este archivo")
        return None
    except (UnicodeDecodeError, yaml.reader.ReaderError) as error:
        where.say(f"no es texto UTF-8 legible: {error}")
        return None
    except yaml.YAMLError as error:
        where.say(f"no es YAML válido: {' '.join(str(error).split())}")
        return None
    try:
        document = loader.get_single_data()
    except yaml.YAMLError as error:
        where.say(f"no es YAML válido: {' '.join(str(error).split())}")
        return None
    finally:
        loader.dispose()
    for line, key in loader.repeated:
        where.say(f"línea {line}: el campo «{key}» está repetido")
    return document


def _depth(text: str) -> int:
    """How deep a document nests: reading one that is too deep would end the program."""
    deepest = depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            deepest = max(deepest, depth)
            if deepest > DEEPEST:
                break
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return deepest
