"""Every fixture says where it comes from: in its first comment, or in the README beside it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIXTURES = sorted(
    path for path in (ROOT / "fixtures").rglob("*") if path.is_file() and path.name != "README.md"
)
WORDS = ("source", "own ", "invented", "results of", "from the ", "https://")


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_fixture_names_its_source(path: Path) -> None:
    text = _first_comment(path) or _readme_of(path)
    assert any(word in text.lower() for word in WORDS), "say where it comes from"


def _first_comment(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    comment = []
    for line in lines:
        if not line.startswith("#"):
            break
        comment.append(line.lstrip("# "))
    return " ".join(comment)


def _readme_of(path: Path) -> str:
    """What the README of the folder says, when it speaks of this file."""
    readme = path.parent / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.exists() else ""
    return text if path.name in text else ""
