"""Styles and scripts stay small enough to be read whole."""

import re
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
SHEETS = ("tokens", "base", "layout", "components", "print")
MOST_STYLE = 60 * 1024
MOST_LINES = 1_420


def test_there_are_five_sheets_in_their_layers() -> None:
    assert {path.stem for path in (STATIC / "css").glob("*.css")} == set(SHEETS)
    declared = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    assert f"@layer {', '.join(SHEETS)};" in declared
    for sheet in SHEETS:
        assert f"@layer {sheet} {{" in (STATIC / "css" / f"{sheet}.css").read_text(encoding="utf-8")


def test_styles_weigh_little() -> None:
    weight = sum(path.stat().st_size for path in (STATIC / "css").glob("*.css"))
    assert weight <= MOST_STYLE, f"{weight} bytes of styles: what can go?"


def test_our_own_scripts_are_short() -> None:
    lines = sum(
        len(path.read_text(encoding="utf-8").splitlines()) for path in STATIC.glob("js/**/*.js")
    )
    assert lines <= MOST_LINES, f"{lines} lines of script: the server can do more of it"


def test_scripts_run_no_text_as_a_program() -> None:
    for path in STATIC.glob("js/**/*.js"):
        text = path.read_text(encoding="utf-8")
        assert not any(word in text for word in ("eval(", "new Function", "innerHTML")), path.name


QUOTED = re.compile(r"""["']([\w -]+)["']""")


def read(*folders: str) -> str:
    """Every template, page value or script there is, one after the other."""
    return "\n".join(
        path.read_text(encoding="utf-8")
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.*"))
        if path.suffix in {".html", ".py", ".js"}
    )


def classes_in(styles: str) -> set[str]:
    """The classes that rules are written for."""
    bare = re.sub(r"/\*.*?\*/", "", styles, flags=re.DOTALL)
    selectors = re.findall(r"([^{};]+)\{", bare)
    return {name for each in selectors for name in re.findall(r"\.([a-zA-Z][\w-]*)", each)}


def drawn() -> Callable[[str], bool]:
    """Whether a class can come to stand in a page.

    Whole in a template or in a string of a script; or, where a template finishes it
    (`medal-{{ code }}`), with an end that some template, page or rule names as a code.
    """
    templates, scripts = read("templates"), read("static/js")
    codes = set(QUOTED.findall(read("templates", "server", "game")))
    whole = {name for text in QUOTED.findall(scripts) for name in text.split()}
    begun: set[str] = set()
    for written in re.findall(r'class="((?:\{\{.*?\}\}|\{%.*?%\}|[^"{])*)"', templates):
        whole.update(name for text in QUOTED.findall(written) for name in text.split())
        for name in re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "*", written).split():
            start = name.partition("*")[0]
            (begun if start.endswith("-") else whole).add(start)
    # The kind of a column is the second of its pair.
    whole.update(re.findall(r""",\s*["']([\w-]+)["'][\])]""", read("templates", "server/pages")))
    return lambda name: (
        name in whole
        or any(name.startswith(start) and name.removeprefix(start) in codes for start in begun)
    )


def styled() -> set[str]:
    return classes_in(
        "\n".join(path.read_text(encoding="utf-8") for path in STATIC.glob("css/*.css"))
    )


def test_each_class_of_the_styles_is_drawn_somewhere() -> None:
    is_drawn = drawn()
    idle = sorted(name for name in styled() if not is_drawn(name))
    assert not idle, f"no template and no script draws {idle}: the rules can go"


def test_a_class_that_nobody_draws_is_told() -> None:
    is_drawn = drawn()
    found = classes_in(".button-primary, .medal-first > .never-drawn::before { } .medal-fourth {}")
    assert {name for name in found if not is_drawn(name)} == {"never-drawn", "medal-fourth"}


def test_the_list_of_components_names_what_there_is() -> None:
    listed = (STATIC / "README.md").read_text(encoding="utf-8")
    cells = [line.split("|")[1] for line in listed.splitlines() if line.startswith("|")]
    named = {name for cell in cells for name in re.findall(r"\.([a-zA-Z][\w-]*)", cell)}
    is_drawn = drawn()
    assert named
    assert {name for name in named - styled() if not is_drawn(name)} == set()
