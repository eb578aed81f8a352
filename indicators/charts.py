"""Gráficas: charts of the spreadsheet's own, over ranges that follow the formulas."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from openpyxl.chart import BarChart, RadarChart, Reference, Series
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.worksheet.worksheet import Worksheet

LINE = "D5DBE3"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A range of values with what it is called in the legend, and its colour."""

    values: str
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`at`: the cell of its upper left corner; sizes are centimetres. `names`: of the values.

    `shape`: "bar" lies, the first on top; "column" stands; "radar" goes round. `top`: the most that
    its axis shows, where that is known.
    """

    title: str
    names: str
    series: tuple[Drawn, ...]
    at: str
    shape: str = "bar"
    width: float = 16
    height: float = 9
    top: float | None = None


def drawn(charts: Sequence[Chart]) -> Callable[[Worksheet], None]:
    """Puts the charts onto a sheet."""

    def finish(page: Worksheet) -> None:
        for chart in charts:
            page.add_chart(_made(chart), chart.at)

    return finish


def _made(chart: Chart) -> BarChart | RadarChart:
    made: BarChart | RadarChart
    if chart.shape == "radar":
        made = RadarChart()
        made.style = None
        made.type = "marker"
    else:
        made = BarChart()
        made.type = "bar" if chart.shape == "bar" else "col"
        made.gapWidth = 40
        if len(chart.series) == 1:
            made.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False)
            made.dataLabels.showLegendKey = made.dataLabels.showPercent = False
    for each in chart.series:
        made.series.append(_series(each, chart.shape))
    made.set_categories(Reference(range_string=chart.names))
    made.title, made.width, made.height = chart.title, chart.width, chart.height
    _axes(made, chart)
    if len(chart.series) == 1:
        made.legend = None
    else:
        made.legend.position = "b"
    return made


def _series(told: Drawn, shape: str) -> Series:
    made = Series(Reference(range_string=told.values), title=told.name)
    look = GraphicalProperties()
    if shape == "radar":
        look.line.solidFill = told.colour
        look.line.width = 28_575
        made.marker.symbol = "circle"
        made.marker.graphicalProperties = GraphicalProperties(solidFill=told.colour)
        made.smooth = False
    else:
        look.solidFill = told.colour
        made.invertIfNegative = False
    made.graphicalProperties = look
    return made


def _axes(made: BarChart | RadarChart, chart: Chart) -> None:
    """openpyxl leaves the axes out unless it is told not to."""
    made.x_axis.delete = made.y_axis.delete = False
    made.y_axis.majorGridlines = ChartLines(
        spPr=GraphicalProperties(ln=GraphicalProperties(solidFill=LINE).line)
    )
    made.y_axis.majorGridlines.spPr.line.solidFill = LINE
    made.y_axis.scaling.min = 0
    made.y_axis.numFmt = "0"
    if chart.top is not None:
        made.y_axis.scaling.max = chart.top
    if chart.shape != "radar":
        made.x_axis.tickLblSkip = 1
    if chart.shape == "bar":
        made.x_axis.scaling.orientation = "maxMin"
        made.y_axis.crosses = "max"
