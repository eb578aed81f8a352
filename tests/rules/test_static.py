"""Styles and scripts stay small enough to be read whole."""

from pathlib import Path

STATIC = Path(__file__).parents[2] / "static"
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
