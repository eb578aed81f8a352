"""Marcas: what the cells of a book look like by what is in them."""

from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, DataBarRule, FormulaRule, Rule
from openpyxl.styles import Font, PatternFill

from indicators.formulas import Words, text

Mark = tuple[str, Rule]

GOOD = "D8F0E0"
WEAK = "FBE3D6"
EMPTY = "ECEFF3"
DOUBT = "FFF1C2"
QUIET = "6B7785"


def filled(cells: str, word: str, colour: str) -> Mark:
    """Cells that hold a word."""
    fill = PatternFill("solid", bgColor=colour)
    return cells, CellIsRule(operator="equal", formula=[text(word)], fill=fill)


def word_marks(cells: str, words: Words) -> tuple[Mark, ...]:
    """What is known of answers: what is not asked fades, what is missing stands out."""
    return (
        (cells, CellIsRule(operator="equal", formula=[text(words.not_asked)], font=_quiet())),
        filled(cells, words.not_applicable, EMPTY),
        filled(cells, words.no_answer, WEAK),
        filled(cells, words.undecided, DOUBT),
        filled(cells, words.unknown, DOUBT),
    )


def between_colours(cells: str) -> tuple[Mark, ...]:
    """From zero to one; words stay as they are."""
    rule = ColorScaleRule(
        start_type="num",
        start_value=0,
        start_color="F7C9B4",
        mid_type="num",
        mid_value=0.5,
        mid_color="FFF3CF",
        end_type="num",
        end_value=1,
        end_color="BFE5CC",
    )
    return ((cells, rule),)


def bars(cells: str, colour: str) -> tuple[Mark, ...]:
    """A bar of a hundred in each cell."""
    rule = DataBarRule("num", 0, "num", 100, color=colour, showValue=True)
    return ((cells, rule),)


def told(cells: str, formula: str, colour: str) -> Mark:
    """Rows of which a formula is true."""
    return cells, FormulaRule(formula=[formula], fill=PatternFill("solid", bgColor=colour))


def _quiet() -> Font:
    return Font(color=QUIET)
