"""Sentences are written where what gathers them for translation can see them."""

import ast
from pathlib import Path

import pytest

SERVER = Path(__file__).parents[2] / "server"
SAYING = frozenset({"_", "gettext", "ngettext", "lazy"})


@pytest.mark.parametrize("path", sorted(SERVER.rglob("*.py")), ids=lambda path: path.name)
def test_no_sentence_hides_inside_another_string(path: Path) -> None:
    """An f-string is one piece to whoever gathers: a sentence in it would stay Spanish."""
    hidden = [
        f"{path.name}:{call.lineno}"
        for joined in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(joined, ast.JoinedStr)
        for call in ast.walk(joined)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in SAYING
    ]
    assert not hidden
