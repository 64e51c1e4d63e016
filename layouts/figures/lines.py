"""Lines over time, with bands, marks and shaded periods."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from layouts.figures.base import Figure, axis, layout, message
from layouts.theme import CATEGORIES, Look

ROW = 21
"""Pixels a row of marks, or of the legend, takes above the plot."""

USUAL_WIDTH = 880
"""Pixels the plot of a wide card has: marks closer than theirs are put in further rows."""

MOST_ROWS = 4
NARROW = 0.08
"""A shaded share of the plot too narrow for its text: it is then written upwards."""


def banded(
    table: pd.DataFrame,
    *,
    look: Look,
    empty: str,
    unit: str,
    marks: pd.DataFrame | None = None,
    shaded: Sequence[tuple[str, str, str]] = (),
    breaks: Sequence[tuple[str, str, str]] = (),
    rings: pd.DataFrame | None = None,
    form: str = "",
    floor: float | None = 0.0,
) -> Figure:
    """Draw one or several series with their intervals over periods.

    Parameters
    ----------
    table : `period` (label, in order), `series` (name), `colour`, `value`, `low`, `high` (NaN leaves a gap), `hover`,
        `custom` (what a click selects, or None).
    unit : what is counted.
    marks : `period`, `text`, `hover`: dated remarks, written above the plot as numbers that the hover text explains.
    shaded : first period, last period and text of what is shaded.
    breaks : period, text and hover text of dashed lines, each at the beginning of its period.
    rings : `period`, `value`, `hover`: points of the series that stand out.
    form : d3 format of the values.
    floor : where the value axis starts; None lets the data say.
    """
    if table.empty:
        return message(empty, look)
    order = list(dict.fromkeys(table["period"]))
    names = list(dict.fromkeys(table["series"]))
    traces: list[dict[str, Any]] = []
    for name in names:
        rows = table[table["series"] == name]
        traces += [*_band(rows), _line(rows, name, look)]
    ringed = [] if rings is None or rings.empty else [_rings(rings)]
    remarks, depth = _marks(marks, order, look)
    top = 12 + ROW * (depth + (-(-len(names) // 5) if len(names) > 1 else 0))
    drawn = _frame(order, look, top=top, several=len(names) > 1)
    drawn["shapes"] = [_shade(first, last, order, look) for first, last, _ in shaded]
    drawn["shapes"] += [_upright(period, order, look) for period, _, _ in breaks]
    drawn["annotations"] = [_shade_text(*each, order, look) for each in shaded] + remarks
    drawn["annotations"] += [_break_text(*each, order, look) for each in breaks]
    title = {"text": unit, "font": {"size": 12, "color": look.muted}}
    drawn["yaxis"] = axis(look, rangemode="tozero" if floor == 0.0 else "normal", tickformat=form, title=title)
    return {"data": [*traces, *ringed], "layout": drawn}


def _frame(order: list[str], look: Look, *, top: int, several: bool) -> dict[str, Any]:
    """Return the layout without its value axis and marks."""
    return layout(
        look,
        margin={"l": 52, "r": 12, "t": top, "b": 34},
        showlegend=several,
        legend={"orientation": "h", "x": 0, "yref": "container", "y": 1, "yanchor": "top", "font": {"size": 12}}
        | {"itemclick": False, "itemdoubleclick": False, "traceorder": "normal"},
        hovermode="closest",
        xaxis=_periods_axis(order, look),
    )


def _periods_axis(order: list[str], look: Look) -> dict[str, Any]:
    ends = {"type": "category", "categoryorder": "array", "categoryarray": order, "range": [-0.5, len(order) - 0.5]}
    return axis(look, nticks=12, tickangle=0, showgrid=False, **ends)


def _band(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the interval as two invisible lines with the ground between them shaded, one pair for each run.

    A run of one period has no ground: its interval is an upright.
    """
    told = rows["low"].notna() & rows["high"].notna()
    colour = str(rows["colour"].iloc[0])
    common = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "showlegend": False}
    bands: list[dict[str, Any]] = []
    for _, run in rows[told].groupby((~told).cumsum()[told]):
        periods, low, high = (run[name].tolist() for name in ("period", "low", "high"))
        quiet = common | {"x": periods, "line": {"width": 0}}
        ground = {"y": low, "fill": "tonexty", "fillcolor": faint(colour)}
        upright = {"x": periods * 2, "y": low + high, "line": {"width": 4, "color": faint(colour, 0.4)}}
        bands += [common | upright] if len(run) == 1 else [quiet | {"y": high}, quiet | ground]
    return bands


def _line(rows: pd.DataFrame, name: str, look: Look) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": rows["period"].tolist(),
        "y": [None if pd.isna(value) else value for value in rows["value"]],
        "customdata": [custom if isinstance(custom, str) else None for custom in rows["custom"]],
        "hovertext": rows["hover"].tolist(),
        "hoverinfo": "text",
        "connectgaps": False,
        "line": {"color": rows["colour"].iloc[0], "width": 2.5},
        "marker": {"size": 6 if len(rows) <= 60 else 4, "color": rows["colour"].iloc[0]},
    }


def _rings(rings: pd.DataFrame) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": rings["period"].tolist(),
        "y": rings["value"].tolist(),
        "hovertext": rings["hover"].tolist(),
        "hoverinfo": "text",
        "showlegend": False,
        "cliponaxis": False,
        "marker": {"size": 16, "symbol": "circle-open", "color": CATEGORIES[5], "line": {"width": 2.5}},
    }


def _marks(marks: pd.DataFrame | None, order: list[str], look: Look) -> tuple[list[dict[str, Any]], int]:
    """Return numbered remarks above the plot, in as many rows as keep them apart, and how many rows those are."""
    if marks is None or marks.empty:
        return [], 0
    ends: list[float] = []
    notes = []
    for mark in sorted(marks.to_dict("records"), key=lambda mark: order.index(mark["period"])):
        place = order.index(mark["period"])
        left = place / len(order) * USUAL_WIDTH
        free = next((row for row, end in enumerate(ends) if end <= left), len(ends))
        free = min(free, MOST_ROWS - 1)
        ends[free : free + 1] = [left + ROW + 2]
        notes.append(
            {"x": place, "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 3 + ROW * free, "showarrow": False}
            | {"text": mark["text"], "hovertext": mark["hover"], "bgcolor": look.muted, "borderpad": 2, "width": 14}
            | {"font": {"size": 11, "color": look.surface}, "align": "center", "xanchor": "center"}
            | {"hoverlabel": {"bgcolor": look.surface, "font": {"color": look.text, "size": 13}}}
        )
    return notes, len(ends)


def _upright(period: str, order: list[str], look: Look) -> dict[str, Any]:
    place = order.index(period) - 0.5
    line = {"color": look.text, "width": 2, "dash": "dash"}
    return {"type": "line", "x0": place, "x1": place, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def _break_text(period: str, text: str, hover: str, order: list[str], look: Look) -> dict[str, Any]:
    place = order.index(period) - 0.5
    side = "right" if place > len(order) / 5 else "left"
    ends = {"x": place, "xanchor": side, "xshift": -5 if side == "right" else 5, "y": 0.98, "yref": "paper"}
    font = {"font": {"size": 12, "color": look.text}, "hovertext": hover}
    return ends | font | {"yanchor": "top", "text": text, "showarrow": False}


def _shade(first: str, last: str, order: list[str], look: Look) -> dict[str, Any]:
    ends = {"x0": order.index(first) - 0.5, "x1": order.index(last) + 0.5, "y0": 0, "y1": 1, "yref": "paper"}
    return {"type": "rect", "layer": "below", "fillcolor": look.absent, "opacity": 0.45, "line": {"width": 0}} | ends


def _shade_text(first: str, last: str, text: str, order: list[str], look: Look) -> dict[str, Any]:
    width = (order.index(last) - order.index(first) + 1) / len(order)
    font = {"text": text, "showarrow": False, "font": {"size": 12, "color": look.text}}
    if width < NARROW:
        middle = (order.index(first) + order.index(last)) / 2
        return {"x": middle, "y": 0.98, "yref": "paper", "yanchor": "top", "textangle": -90} | font
    place = {"x": order.index(first) - 0.45, "y": 0.98, "yref": "paper", "xanchor": "left", "yanchor": "top"}
    return place | font


def faint(colour: str, share: float = 0.18) -> str:
    """Return a hexadecimal colour as one that lets the ground through."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"
