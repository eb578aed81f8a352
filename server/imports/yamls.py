"""YAML: one file read safely and fast; a key given twice is an error, not a surprise."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from server.imports.shapes import Where
from server.imports.yaml_words import Flaw, Unreadable, flaw_of, undecoded

# Where a key stands, by the keys it stands in.
Lines = Mapping[tuple[str, ...], int]

# A questionnaire needs seven.
DEEPEST: Final = 30


STRING: Final = "tag:yaml.org,2002:str"
MERGE: Final = "tag:yaml.org,2002:merge"


class _Loader(yaml.CSafeLoader):
    """Notes the keys that are repeated, with their line."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.repeated: list[tuple[int, str]] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        scalars = [key for key, _ in pairs if isinstance(key, yaml.ScalarNode)]
        for key in scalars:
            if key.value in seen:
                self.repeated.append((key.start_mark.line + 1, key.value))
            seen.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError, AttributeError) as error:
            if not isinstance(node, yaml.ScalarNode):
                raise
            raise Unreadable(node.value, node.start_mark) from error


class _AsWritten(_Loader):
    """Leaves every key as it is written: 1.10 is not 1.1, 01 not 1, and `on` no yes."""

    def construct_document(self, node: yaml.Node) -> Any:
        waiting, seen = [node], set[int]()
        while waiting:
            here = waiting.pop()
            if id(here) in seen or not isinstance(here, yaml.CollectionNode):
                continue
            seen.add(id(here))
            pairs = here.value if isinstance(here, yaml.MappingNode) else ()
            for key, _ in pairs:
                if isinstance(key, yaml.ScalarNode) and key.tag != MERGE:
                    key.tag = STRING
            waiting += [value for _, value in pairs] if pairs else here.value
        return super().construct_document(node)


def read_yaml(path: Path, where: Where, *, as_written: bool = False) -> Any:
    """The document of a file; None, and a problem noted, where there is none.

    `as_written`: its keys are the text that stands there, and never numbers, days or a yes.
    """
    text = _text_of(path, where)
    if text is None:
        return None
    try:
        if _depth(text) > DEEPEST:
            where.say(f"tiene más de {DEEPEST} niveles de anidación")
            return None
        loader = (_AsWritten if as_written else _Loader)(text)
        try:
            document = loader.get_single_data()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        _say(where, flaw_of(error, text), "no es YAML válido")
        return None
    for line, key in loader.repeated:
        where.say(f"línea {line}: el campo «{key}» está repetido")
    return document


def _text_of(path: Path, where: Where) -> str | None:
    try:
        return path.read_text("utf-8")
    except (FileNotFoundError, IsADirectoryError):
        where.say("no existe este archivo")
    except UnicodeDecodeError as error:
        _say(where, undecoded(error), "no es texto UTF-8")
    return None


def lines_of(path: Path) -> Lines:
    """The line of every key of a file that could be read."""
    root = yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return dict(_lines_below(root, ()))


def _lines_below(
    node: yaml.Node | None, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], int]]:
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode):
            yield (*path, key.value), key.start_mark.line + 1
            yield from _lines_below(value, (*path, key.value))


def _say(where: Where, flaw: Flaw, what: str) -> None:
    """At the line and the column of it, where they are known."""
    place = f"línea {flaw.line}, columna {flaw.column}" if flaw.line else ""
    where.within(place).say(f"{what}: {flaw.told}")


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
