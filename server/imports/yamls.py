"""YAML: one file read safely and fast; a key given twice is an error, not a surprise."""

from pathlib import Path
from typing import Any

import yaml

from server.imports.shapes import Where


class _Loader(yaml.CSafeLoader):
    """Notes the keys that are repeated, with their line."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.repeated: list[tuple[int, str]] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                self.repeated.append((key.start_mark.line + 1, key.value))
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path, where: Where) -> Any:
    """The document of a file; None, and a problem noted, where there is none."""
    try:
        loader = _Loader(path.read_text("utf-8"))
    except FileNotFoundError:
        where.say("no existe este archivo")
        return None
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        where.say(f"no es texto UTF-8 legible: {error}")
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
