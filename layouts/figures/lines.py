"""Lines over time, with bands, marks and shaded periods."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from layouts.figures.base import Figure, axis, layout, message
from layouts.theme import Look


def banded(
    table: pd.DataFrame,
    *,
    look: Look,
    empty: str,
    unit: str,
    marks: pd.DataFrame | None = None,
    shaded: Sequence[tuple[str, str, str]] = (),
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
    remarks = [] if marks is None or marks.empty else [_marks(marks, look)]
    return {
        "data": [*traces, *remarks],
        "layout": layout(
            look,
            margin={"l": 52, "r": 12, "t": 30 if len(names) > 1 or remarks else 12, "b": 34},
            showlegend=len(names) > 1,
            legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": {"size": 12}}
            | {"itemclick": False, "itemdoubleclick": False, "traceorder": "normal"},
            hovermode="closest",
            shapes=[_shade(first, last, order, look) for first, last, _ in shaded],
            annotations=[_shade_text(first, text, order, look) for first, _, text in shaded],
            xaxis=axis(
                look,
                type="category",
                categoryorder="array",
                categoryarray=order,
                nticks=12,
                tickangle=0,
                showgrid=False,
            ),
            yaxis=axis(
                look,
                rangemode="tozero" if floor == 0.0 else "normal",
                tickformat=form,
                title={"text": unit, "font": {"size": 12, "color": look.muted}},
            ),
            yaxis2={"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True},
        ),
    }


def _band(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the interval as shaded ground, apart for each run of periods that have one: a gap stays a gap."""
    told = rows["low"].notna() & rows["high"].notna()
    runs = rows[told].groupby((~told).cumsum()[told])
    return [trace for _, run in runs for trace in _run(run)]


def _run(told: pd.DataFrame) -> list[dict[str, Any]]:
    """Return one run as two invisible lines with the ground between them shaded; of a single period, an upright."""
    colour = str(told["colour"].iloc[0])
    common = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "showlegend": False}
    if len(told) == 1:
        ends = {"x": [told["period"].iloc[0]] * 2, "y": [told["low"].iloc[0], told["high"].iloc[0]]}
        return [common | ends | {"line": {"width": 4, "color": faint(colour, 0.35)}}]
    quiet = common | {"x": told["period"].tolist(), "line": {"width": 0}}
    return [
        quiet | {"y": told["high"].tolist()},
        quiet | {"y": told["low"].tolist(), "fill": "tonexty", "fillcolor": faint(colour)},
    ]


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
        "marker": {"size": 6, "color": rows["colour"].iloc[0]},
    }


def _marks(marks: pd.DataFrame, look: Look) -> dict[str, Any]:
    """Return numbered remarks along the top edge."""
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": marks["period"].tolist(),
        "y": [1.0] * len(marks),
        "yaxis": "y2",
        "text": marks["text"].tolist(),
        "textposition": "middle center",
        "textfont": {"size": 10.5, "color": look.surface},
        "hovertext": marks["hover"].tolist(),
        "hoverinfo": "text",
        "showlegend": False,
        "cliponaxis": False,
        "marker": {"size": 18, "color": look.muted, "symbol": "circle"},
    }


def _shade(first: str, last: str, order: list[str], look: Look) -> dict[str, Any]:
    ends = {"x0": order.index(first) - 0.5, "x1": order.index(last) + 0.5, "y0": 0, "y1": 1, "yref": "paper"}
    return {"type": "rect", "layer": "below", "fillcolor": look.absent, "opacity": 0.45, "line": {"width": 0}} | ends


def _shade_text(first: str, text: str, order: list[str], look: Look) -> dict[str, Any]:
    place = {"x": order.index(first) - 0.45, "y": 0.98, "yref": "paper", "xanchor": "left", "yanchor": "top"}
    return place | {"text": text, "showarrow": False, "font": {"size": 11.5, "color": look.muted}}


def faint(colour: str, share: float = 0.18) -> str:
    """Return a hexadecimal colour as one that lets the ground through."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"
