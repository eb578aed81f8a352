"""Gráficas: charts of the spreadsheet's own, over ranges that follow the formulas."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.legend import Legend
from openpyxl.chart.series import Series
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
)
from openpyxl.worksheet.worksheet import Worksheet

LINE = "D5DBE3"
# Centimetres.
WIDTH = 16


@dataclass(frozen=True, slots=True)
class Drawn:
    """A range of values with what it is called in the legend, and its colour."""

    values: str
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars. `at`: the cell of its upper left corner. `names`: of the values.

    `is_lying`: the bars lie, the first on top. `top`: the most that the axis shows, where that is
    known. `height`: centimetres.
    """

    title: str
    names: str
    series: tuple[Drawn, ...]
    at: str
    height: int = 9
    is_lying: bool = False
    top: float | None = None


def drawn(charts: Sequence[Chart]) -> Callable[[Worksheet], None]:
    """Puts the charts onto a sheet."""

    def finish(page: Worksheet) -> None:
        for chart in charts:
            page.add_chart(_made(chart), chart.at)

    return finish


def _made(chart: Chart) -> BarChart:
    made = BarChart()
    made.type = "bar" if chart.is_lying else "col"
    made.gapWidth = 40
    made.dataLabels = DataLabelList(
        showVal=True,
        showSerName=False,
        showCatName=False,
        showLegendKey=False,
        showPercent=False,
    )
    for each in chart.series:
        made.series.append(_series(each))
    made.set_categories(Reference(range_string=chart.names))
    made.title, made.width, made.height = _titled(chart.title), WIDTH, chart.height
    made.legend = None if len(chart.series) == 1 else Legend(legendPos="b", overlay=False)
    made.roundedCorners = False
    _set_axes(made, chart)
    return made


def _titled(title: str) -> Title:
    """Not as large as it would be, and not over the bars."""
    look = CharacterProperties(sz=1200, b=True)
    line = Paragraph(pPr=ParagraphProperties(defRPr=look), r=[RegularTextRun(rPr=look, t=title)])
    return Title(tx=Text(rich=RichText(p=[line])), overlay=False)


def _series(told: Drawn) -> Series:
    made: Series = SeriesFactory(Reference(range_string=told.values), title=told.name)
    made.graphicalProperties = GraphicalProperties(solidFill=told.colour)
    made.invertIfNegative = False
    return made


def _set_axes(made: BarChart, chart: Chart) -> None:
    """Axes are left out unless one says that they are not."""
    made.x_axis.delete = made.y_axis.delete = False
    look = GraphicalProperties(ln=LineProperties(solidFill=LINE))
    made.y_axis.majorGridlines = ChartLines(spPr=look)
    made.y_axis.scaling.min = 0
    made.y_axis.numFmt = "0"
    made.x_axis.tickLblSkip = 1
    if chart.top is not None:
        made.y_axis.scaling.max = chart.top
    if chart.is_lying:
        made.x_axis.scaling.orientation = "maxMin"
        made.y_axis.crosses = "max"
