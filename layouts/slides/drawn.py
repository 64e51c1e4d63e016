"""Native charts put on a slide."""

from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from layouts.slides.canvas import FONT, LETTER, LOOK, Box, colour, describe
from layouts.slides.native import Native, Scale, Series
from layouts.theme import CATEGORIES

TYPES = {
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "bar_stacked": XL_CHART_TYPE.BAR_STACKED,
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "column_stacked": XL_CHART_TYPE.COLUMN_STACKED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
    "scatter": XL_CHART_TYPE.XY_SCATTER_LINES,
}
SIDES = {
    "end": XL_LABEL_POSITION.OUTSIDE_END,
    "left": XL_LABEL_POSITION.LEFT,
    "right": XL_LABEL_POSITION.RIGHT,
    "above": XL_LABEL_POSITION.ABOVE,
}
SIZE = 12
"""Points of the type of a chart."""

FEW, SMALL = 10, 10.5
"""More rows than these get smaller type."""

CLEAR = "\u00a0" * 3
STRONG = 2.25
AFTER_ERRORS = ("c:cat", "c:val", "c:xVal", "c:yVal", "c:smooth", "c:shape", "c:extLst")


def add_chart(slide: Any, box: Box, chart: Native, alternative: str) -> Any:
    """Add a native chart with the text that stands for it."""
    frame = slide.shapes.add_chart(TYPES[chart.kind], *box.emu, _data(chart))
    drawn = frame.chart
    drawn.font.size, drawn.font.name, drawn.font.color.rgb = Pt(SIZE), FONT, colour(LOOK.text)
    drawn.has_title = False
    _leave_gaps(drawn._chartSpace)
    for place, (series, shape) in enumerate(zip(chart.series, drawn.plots[0].series, strict=True)):
        _format(shape, series, chart.kind, CATEGORIES[place % len(CATEGORIES)])
    _key(drawn, chart)
    _axes(drawn, chart)
    _room(drawn, chart, box)
    _thin_out(drawn, chart, box)
    describe(frame, alternative)
    return frame


def _data(chart: Native) -> Any:
    if chart.kind == "scatter":
        pairs = XyChartData()
        for place, series in enumerate(chart.series):
            held = pairs.add_series(series.name or f"({place + 1})")
            for across, up in zip(series.across, series.values, strict=True):
                if series.line or (across is not None and up is not None):
                    held.add_data_point(across, up)
        return pairs
    data = CategoryChartData()
    data.categories = chart.categories
    for place, series in enumerate(chart.series):
        data.add_series(series.name or f"({place + 1})", series.values)
    return data


def _leave_gaps(space: Any) -> None:
    """Take out the points that aren't there: a line is broken at them."""
    for point in space.xpath("//c:pt[c:v='None']"):
        point.getparent().remove(point)
    for blanks in space.xpath("c:chart/c:dispBlanksAs"):
        blanks.set("val", "gap")


def _told(series: Series) -> list[int]:
    """Return which points of a series are there."""
    across = series.across or (0.0,) * len(series.values)
    return [
        place
        for place, (value, at) in enumerate(zip(series.values, across, strict=True))
        if value is not None and at is not None
    ]


def _format(shape: Any, series: Series, kind: str, fallback: str) -> None:
    shade = series.colours[0] if series.colours else (LOOK.accent if not series.name else fallback)
    if kind in {"line", "scatter"}:
        shape.smooth = False
        _format_line(shape, series, shade)
    else:
        shape.invert_if_negative = False
        _fill(shape.format.fill, shade)
    if len(series.colours) > 1:
        _paint_points(shape, series, kind)
    if series.texts:
        _write_labels(shape, series, kind)
    if any(series.more) or any(series.less):
        _add_intervals(shape, series, kind)


def _fill(fill: Any, shade: str) -> None:
    fill.solid()
    fill.fore_color.rgb = colour(shade)


def _format_line(shape: Any, series: Series, shade: str) -> None:
    if series.line:
        shape.format.line.width = Pt(STRONG if series.line == "solid" else 1.25)
        shape.format.line.color.rgb = colour(shade)
        if series.line == "dotted":
            shape.format.line.dash_style = MSO_LINE.ROUND_DOT
    else:
        shape.format.line.fill.background()
    shape.marker.style = XL_MARKER_STYLE.CIRCLE if series.marks else XL_MARKER_STYLE.NONE
    if series.marks:
        shape.marker.size = int(min(max(series.marks, 4), 20))
        _fill(shape.marker.format.fill, shade)
        shape.marker.format.line.fill.background()


def _paint_points(shape: Any, series: Series, kind: str) -> None:
    shades = [series.colours[place] for place in _told(series)] if kind == "scatter" else series.colours
    for place, shade in enumerate(shades):
        if shade == series.colours[0]:
            continue
        point = shape.points[place]
        if kind in {"line", "scatter"}:
            point.marker.style, point.marker.size = XL_MARKER_STYLE.CIRCLE, int(min(max(series.marks, 4), 20))
            _fill(point.marker.format.fill, shade)
            point.marker.format.line.fill.background()
        else:
            _fill(point.format.fill, shade)


def _write_labels(shape: Any, series: Series, kind: str) -> None:
    texts = [series.texts[place] for place in _told(series)] if kind == "scatter" else series.texts
    stacked, size = kind.endswith("stacked"), SIZE if len(texts) <= FEW else SMALL
    for place, text in enumerate(texts):
        if not text:
            continue
        label = shape.points[place].data_label
        label.position = XL_LABEL_POSITION.CENTER if stacked else SIDES[series.where]
        frame = label.text_frame
        frame._txBody.bodyPr.set("wrap", "none")
        for row, line in enumerate(text.split("\n")):
            paragraph = frame.paragraphs[0] if row == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = _spaced(line, series)
            paragraph.alignment = PP_ALIGN.LEFT if series.where == "right" else None
            run.font.size, run.font.name, run.font.color.rgb = Pt(size), FONT, colour(LOOK.text)


def _spaced(text: str, series: Series) -> str:
    """Return the text of an unseen point at the edge of the plot, kept clear of the marks there."""
    if series.marks:
        return text
    return {"left": f"{text}{CLEAR}", "right": f"{CLEAR}{text}"}.get(series.where, text)


def _add_intervals(shape: Any, series: Series, kind: str) -> None:
    """Add the intervals as error bars, where the schema wants them."""
    told = _told(series) if kind == "scatter" else range(len(series.values))
    more, less = ([lengths[place] for place in told] for lengths in (series.more, series.less))
    across = "x" if kind == "scatter" else "y"
    shade = LOOK.muted.lstrip("#").upper()
    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errDir val="{across}"/><c:errBarType val="both"/>'
        f'<c:errValType val="cust"/><c:noEndCap val="0"/>{_numbers("plus", more)}{_numbers("minus", less)}'
        f'<c:spPr><a:ln w="15875"><a:solidFill><a:srgbClr val="{shade}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    held = shape._element
    after = next(child for child in held if child.tag in {_qualified(name) for name in AFTER_ERRORS})
    after.addprevious(bars)


def _qualified(name: str) -> str:
    return "{http://schemas.openxmlformats.org/drawingml/2006/chart}" + name.removeprefix("c:")


def _numbers(name: str, values: list[float]) -> str:
    points = "".join(f'<c:pt idx="{place}"><c:v>{value}</c:v></c:pt>' for place, value in enumerate(values))
    held = f'<c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{points}'
    return f"<c:{name}><c:numLit>{held}</c:numLit></c:{name}>"


def _key(drawn: Any, chart: Native) -> None:
    """Name the series above the plot; those without a name are left out of the key."""
    drawn.has_legend = chart.named > 1
    if not drawn.has_legend:
        return
    drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    drawn.legend.font.size = Pt(SIZE)
    for place, series in enumerate(chart.series):
        if not series.name:
            entry = parse_xml(
                f'<c:legendEntry {nsdecls("c")}><c:idx val="{place}"/><c:delete val="1"/></c:legendEntry>'
            )
            drawn.legend._element.xpath("c:legendPos")[0].addnext(entry)


def _axes(drawn: Any, chart: Native) -> None:
    lying = chart.kind.startswith("bar")
    across, up = drawn.category_axis, drawn.value_axis
    _axis(across, chart.across)
    _axis(up, chart.up)
    across.has_major_gridlines = chart.kind == "scatter" and chart.across.visible
    up.has_major_gridlines = chart.up.visible and not lying
    for axis in (across, up):
        if axis.has_major_gridlines:
            axis.major_gridlines.format.line.color.rgb = colour(LOOK.line)
    if chart.kind == "scatter":
        across.tick_label_position = up.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        return
    across.reverse_order = lying
    if chart.kind != "line":
        drawn.plots[0].gap_width = 45
    if chart.kind.endswith("stacked"):
        drawn.plots[0].overlap = 100


def _axis(axis: Any, scale: Scale) -> None:
    axis.visible = scale.visible
    axis.format.line.color.rgb = colour(LOOK.line)
    axis.tick_labels.font.size = Pt(SIZE)
    if hasattr(axis, "minimum_scale") and (scale.low is not None or scale.high is not None):
        axis.minimum_scale, axis.maximum_scale = scale.low, scale.high
        axis.major_unit = scale.step
    if scale.form != "General":
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = scale.form, False
    if scale.base:
        scaling = axis._element.xpath("c:scaling")[0]
        scaling.insert(0, parse_xml(f'<c:logBase {nsdecls("c")} val="{scale.base:g}"/>'))
    axis.has_title = bool(scale.title)
    if scale.title:
        frame = axis.axis_title.text_frame
        frame.text = scale.title
        font = frame.paragraphs[0].runs[0].font
        font.size, font.bold, font.color.rgb = Pt(SIZE), False, colour(LOOK.muted)


def _room(drawn: Any, chart: Native, box: Box) -> None:
    """Keep room beside the rows for their names and texts."""
    if not chart.rows:
        return
    longest = {side: _longest(chart, side) for side in ("left", "right")}
    inches = {side: 0.15 + min(letters, 34) * 0.092 for side, letters in longest.items()}
    left, right = (min(inches[side] / box.width, 0.4) for side in ("left", "right"))
    top = 0.10 if chart.named > 1 else 0.02
    foot = 0.16 if chart.across.title else 0.10
    held = parse_xml(
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
        f'<c:yMode val="edge"/><c:x val="{left:.4f}"/><c:y val="{top}"/><c:w val="{1 - left - right:.4f}"/>'
        f'<c:h val="{1 - top - foot}"/></c:manualLayout></c:layout>'
    )
    area = drawn._chartSpace.xpath("c:chart/c:plotArea")[0]
    for old in area.xpath("c:layout"):
        area.remove(old)
    area.insert(0, held)


def _thin_out(drawn: Any, chart: Native, box: Box) -> None:
    """Write every second or third name where all would touch each other."""
    if chart.kind not in {"line", "column", "column_stacked"}:
        return
    needed = 0.16 + max(map(len, chart.categories), default=0) * SIZE * LETTER
    step = -(-int(needed * len(chart.categories) * 100) // int((box.width - 0.8) * 100))
    for name in ("tickLblSkip", "tickMarkSkip") if step > 1 else ():
        held = parse_xml(f'<c:{name} {nsdecls("c")} val="{step}"/>')
        drawn.category_axis._element.xpath("c:noMultiLvlLbl")[0].addprevious(held)


def _longest(chart: Native, side: str) -> int:
    texts = [text for series in chart.series if series.where == side for text in series.texts if not series.marks]
    return max((len(line) for text in texts for line in text.split("\n")), default=0)
