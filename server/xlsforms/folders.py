"""Carpetas: the definition of an edition written out as the YAML files that it can be read from."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from server.xlsforms.documents import documents_of

WIDTH = 100


def write_folder(definition: Mapping[str, Any], folder: Path) -> tuple[str, ...]:
    """Write the files into a folder that is made for them; their names."""
    (folder / "items").mkdir(parents=True)
    documents = documents_of(definition)
    for name, document in documents.items():
        text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=WIDTH)
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(documents)
