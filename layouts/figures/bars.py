"""Bar charts: ranked bars, and stacked columns over time."""

from typing import Any

import pandas as pd

from layouts.figures.base import Figure, axis, layout, message, wrapped
from layouts.i18n import Speech
from layouts.theme import Look

LABELS = 172
"""Pixels kept for the labels of horizontal bars."""

FEW = 5
"""Up to this many, an axis shows whole numbers only."""

MINIMUM_BARS = 5
"""Room for at least this many bars: one bar alone isn't drawn as a block."""


def ranked(table: pd.DataFrame, *, look: Look, empty: str) -> Figure:
    """Draw labelled horizontal bars, the first row on top.

    Parameters
    ----------
    table : `label` (at most two lines), `detail` (a second, quiet line under the label; may be empty), `value`, `text`
        (what stands at the end of the bar), `hover`, `custom` (what a click selects, None for rows that can't be
        selected), `muted` (drawn grey).
    empty : what is said when there are no rows.
    """
    if table.empty:
        return message(empty, look)
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": table["value"].tolist(),
        "y": list(range(len(table))),
        "text": table["text"].tolist(),
        "hovertext": table["hover"].tolist(),
        "customdata": [custom if isinstance(custom, str) else None for custom in table["custom"]],
        "textposition": "outside",
        "textfont": {"color": look.muted, "size": 12},
        "cliponaxis": False,
        "hoverinfo": "text",
        "marker": {"color": [look.other if muted else look.accent for muted in table["muted"]]},
    }
    most = float(table["value"].max()) or 1.0
    room = 1.25 + 0.085 * max(len(text) for text in table["text"])
    labels = [_two_lines(label, detail, look) for label, detail in zip(table["label"], table["detail"], strict=True)]
    return {
        "data": [bars],
        "layout": layout(
            look,
            margin={"l": LABELS, "r": 8, "t": 4, "b": 8},
            bargap=0.34,
            xaxis=axis(look, range=[0, most * room], visible=False),
            yaxis=_label_axis(labels, look),
        ),
    }


def _two_lines(label: str, detail: str, look: Look) -> str:
    return f"{label}<br><span style='font-size:11px;color:{look.muted}'>{detail}</span>" if detail else label


def _label_axis(labels: list[str], look: Look) -> dict[str, Any]:
    """Return an axis with one label a bar, by position: two rows may bear the same label."""
    last = max(len(labels), MINIMUM_BARS)
    ticks = {"tickmode": "array", "tickvals": list(range(len(labels))), "ticktext": labels}
    text = {"tickfont": {"color": look.text, "size": 12.5}, "showgrid": False, "zeroline": False}
    return axis(look, range=[last - 0.5, -0.5], ticks="", **ticks, **text)


def stacked(table: pd.DataFrame, *, say: Speech, look: Look, empty: str, unit: str) -> Figure:
    """Draw columns over time, stacked by the values of a dimension.

    Parameters
    ----------
    table : `period`, `code`, `value`, `label` and `colour` (None for the accent), as a full grid.
    unit : name of what is counted, for the axis and the hover text.
    """
    if table.empty:
        return message(empty, look)
    traces = _stack(table, say, look, unit)
    few = table.groupby("period")["value"].sum().max() <= FEW
    several = len(traces) > 1
    rows = -(-len(traces) // 2)
    legend = {
        "orientation": "h",
        "x": 0,
        "yref": "container",
        "y": 1,
        "yanchor": "top",
        "font": {"size": 12},
        "traceorder": "normal",
    }
    return {
        "data": traces,
        "layout": layout(
            look,
            barmode="stack",
            bargap=0.18,
            showlegend=several,
            legend=legend | {"itemclick": False, "itemdoubleclick": False},
            margin={"l": 48, "r": 8, "t": 14 + 20 * rows if several else 12, "b": 32},
            xaxis=axis(look, type="category", nticks=12, tickangle=0, showgrid=False),
            yaxis=axis(
                look,
                rangemode="tozero",
                **({"dtick": 1} if few else {}),
                title={"text": unit, "font": {"size": 12, "color": look.muted}},
            ),
        ),
    }


def _stack(table: pd.DataFrame, say: Speech, look: Look, unit: str) -> list[dict[str, Any]]:
    """Return the columns of each value of the dimension."""
    traces = []
    for _, rows in table.groupby("code", sort=False):
        label = rows["label"].iloc[0]
        traces.append(
            {
                "type": "bar",
                "name": label or unit,
                "x": [say.period(period) for period in rows["period"]],
                "y": rows["value"].tolist(),
                "customdata": [_within(period) for period in rows["period"]],
                "marker": {"color": rows["colour"].iloc[0] or look.accent},
                "hovertemplate": f"%{{x}}<br>{label or unit}: %{{y:,}}<extra></extra>",
            }
        )
    return traces


def _within(period: str) -> str:
    """Return the query fragment of a period: `2024`, `2024-Q1` or `2024-03`."""
    year, _, part = period.partition("-")
    if part.startswith("Q"):
        last = int(part[1:]) * 3
        return f"from={year}-{last - 2:02d}&to={year}-{last:02d}"
    return f"from={period}&to={period}"


def shares(table: pd.DataFrame, *, look: Look, empty: str) -> Figure:
    """Draw, for each row, the part that is known and the part that isn't.

    Parameters
    ----------
    table : `label`, `known`, `seizures`, `text`.
    """
    if table.empty or not table["seizures"].iloc[0]:
        return message(empty, look)
    places, count = list(range(len(table))), int(table["seizures"].iloc[0])
    common = {"type": "bar", "orientation": "h", "y": places, "hoverinfo": "text", "hovertext": table["text"].tolist()}
    known = common | {"x": table["known"].tolist(), "marker": {"color": look.accent}}
    missing = common | {"x": (count - table["known"]).tolist(), "marker": {"color": look.absent}}
    notes = [
        {"x": count, "xanchor": "left", "xshift": 6, "y": place, "text": text, "showarrow": False}
        | {"font": {"size": 12, "color": look.muted}}
        for place, text in enumerate(table["text"])
    ]
    return {
        "data": [known, missing],
        "layout": layout(
            look,
            barmode="stack",
            bargap=0.42,
            annotations=notes,
            margin={"l": LABELS, "r": 66, "t": 4, "b": 8},
            xaxis=axis(look, range=[0, count], visible=False),
            yaxis=_label_axis([wrapped(label) for label in table["label"]], look),
        ),
    }
