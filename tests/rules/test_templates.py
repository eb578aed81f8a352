"""Templates show and repeat; deciding and computing happen before them. And each is used."""

import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, nodes

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "templates"
ENVIRONMENT = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, extensions=["jinja2.ext.i18n"]
)
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
SUMS = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow)
# Macros are asked for a look by name ("radio", "danger"): choosing it there is their whole work.
NAMED_LOOKS = frozenset({"macros/forms.html", "macros/tables.html", "macros/marks.html"})
# What the CSP would stop, or what would run a string as a program. A block of data is neither.
FORBIDDEN = re.compile(
    r"\sstyle=|\son[a-z]+=|\shx-on|\bjs:|javascript:|<style"
    r'|<script(?! type="application/ld\+json">{{ [\w.]+ \| tojson }}</script>|[^>]*\ssrc=)'
)
SAID = re.compile(r"""["']([\w/]+\.html)["']""")


@cache
def source_of(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@cache
def tree_of(name: str) -> nodes.Template:
    return ENVIRONMENT.parse(source_of(name), name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_computes_nothing(name: str) -> None:
    sums = [node.lineno for node in tree_of(name).find_all(SUMS)]
    assert not sums, f"{name} does arithmetic in lines {sums}: give it a finished number"


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_decides_nothing(name: str) -> None:
    for compare in tree_of(name).find_all(nodes.Compare):
        constants = [each.value for each in compare.find_all(nodes.Const)]
        if name in NAMED_LOOKS and all(isinstance(each, str) for each in constants):
            continue
        assert not constants, f"{name}:{compare.lineno} compares with {constants}: name the fact"


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_holds_no_script_and_no_style(name: str) -> None:
    found = [match[0].strip() for match in FORBIDDEN.finditer(source_of(name))]
    assert not found, f"{name}: {found}"


@pytest.mark.parametrize("name", [each for each in TEMPLATES if not each.startswith("macros/")])
def test_template_says_first_what_it_needs(name: str) -> None:
    first = source_of(name).lstrip()
    comment = first[2 : first.index("#}")] if first.startswith("{#") else ""
    assert re.search(r"needs|context|Needs", comment), f"{name} does not say what it needs"


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_is_used(name: str) -> None:
    assert name in used(), f"nothing shows {name}: use it or take it away"


@cache
def used() -> frozenset[str]:
    """Every template that another one or the server names, and those drawn by a made name."""
    # server/frames.py, by topic
    made = ["partials/board.html", "partials/coordination.html", "partials/presence.html"]
    places = (*FOLDER.rglob("*.html"), *(ROOT / "server").rglob("*.py"))
    named = (name for path in places for name in SAID.findall(path.read_text(encoding="utf-8")))
    return frozenset((*named, *made))


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_a_template_names_is_there(name: str) -> None:
    missing = [each for each in SAID.findall(source_of(name)) if each not in TEMPLATES]
    assert not missing
