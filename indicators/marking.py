"""Marcas: what the cells of a book look like by what is in them."""

from openpyxl.formatting.rule import ColorScale, DataBar, FormatObject, Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.styles.differential import DifferentialStyle

from indicators.formulas import Words, text

Mark = tuple[str, Rule]

GOOD = "D8F0E0"
WEAK = "FBE3D6"
EMPTY = "ECEFF3"
DOUBT = "FFF1C2"
QUIET = "6B7785"
FROM_ZERO_TO_ONE = ((0, "F7C9B4"), (0.5, "FFF3CF"), (1, "BFE5CC"))


def filled(cells: str, word: str, colour: str) -> Mark:
    """Cells that hold a word."""
    return cells, _equal(word, DifferentialStyle(fill=PatternFill(bgColor=colour)))


def word_marks(cells: str, words: Words) -> tuple[Mark, ...]:
    """What is known of answers: what is not asked fades, what is missing stands out."""
    return (
        (cells, _equal(words.not_asked, DifferentialStyle(font=Font(color=QUIET)))),
        filled(cells, words.not_applicable, EMPTY),
        filled(cells, words.no_answer, WEAK),
        filled(cells, words.undecided, DOUBT),
        filled(cells, words.unknown, DOUBT),
    )


def between_colours(cells: str) -> tuple[Mark, ...]:
    """From zero to one; words stay as they are."""
    scale = ColorScale(
        cfvo=[FormatObject(type="num", val=at) for at, _ in FROM_ZERO_TO_ONE],
        color=[Color(rgb=f"FF{colour}") for _, colour in FROM_ZERO_TO_ONE],
    )
    return ((cells, Rule(type="colorScale", colorScale=scale)),)


def bars(cells: str, colour: str) -> tuple[Mark, ...]:
    """A bar of a hundred in each cell."""
    ends = [FormatObject(type="num", val=at) for at in (0, 100)]
    bar = DataBar(cfvo=ends, color=Color(rgb=f"FF{colour}"), showValue=True)
    return ((cells, Rule(type="dataBar", dataBar=bar)),)


def _equal(word: str, look: DifferentialStyle) -> Rule:
    return Rule(type="cellIs", operator="equal", formula=[text(word)], dxf=look)
