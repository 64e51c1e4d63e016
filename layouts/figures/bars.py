"""Bar charts: ranked bars, and stacked columns over time."""

import pandas as pd

from layouts.figures.base import Figure, axis, layout, message, wrapped
from layouts.i18n import Speech
from layouts.theme import CATEGORIES, Look


def ranked(table: pd.DataFrame, *, look: Look, empty: str) -> Figure:
    """Draw labelled horizontal bars, the first row on top.

    Parameters
    ----------
    table : `label`, `value`, `text` (what stands at the end of the bar), `hover`, `custom` (what a click selects,
        None for rows that can't be selected), `muted` (drawn grey).
    empty : what is said when there are no rows.
    """
    if table.empty:
        return message(empty, look)
    colours = [look.other if muted else look.accent for muted in table["muted"]]
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": table["value"].tolist(),
        "y": [wrapped(label) for label in table["label"]],
        "text": table["text"].tolist(),
        "hovertext": table["hover"].tolist(),
        "customdata": table["custom"].tolist(),
        "textposition": "outside",
        "textfont": {"color": look.muted, "size": 12},
        "cliponaxis": False,
        "hoverinfo": "text",
        "marker": {"color": colours},
    }
    most = float(table["value"].max()) or 1.0
    return {
        "data": [bars],
        "layout": layout(
            look,
            margin={"l": 178, "r": 12, "t": 4, "b": 8},
            bargap=0.32,
            xaxis=axis(look, range=[0, most * 1.32], visible=False),
            yaxis=axis(look, autorange="reversed", type="category", tickfont={"color": look.text, "size": 12.5}),
        ),
    }


def stacked(table: pd.DataFrame, *, say: Speech, look: Look, empty: str, unit: str) -> Figure:
    """Draw columns over time, stacked by the values of a dimension.

    Parameters
    ----------
    table : `period`, `code`, `value`, `label` and `unknown` (whether the code answers nothing), as a full grid.
    unit : name of what is counted, for the axis and the hover text.
    """
    if table.empty:
        return message(empty, look)
    traces = []
    for place, (code, rows) in enumerate(table.groupby("code", sort=False)):
        grey = look.absent if rows["unknown"].iloc[0] else look.other if code == "other_values" else None
        label = rows["label"].iloc[0]
        traces.append(
            {
                "type": "bar",
                "name": label or unit,
                "x": [say.period(period) for period in rows["period"]],
                "y": rows["value"].tolist(),
                "customdata": [_within(period) for period in rows["period"]],
                "marker": {"color": grey or (CATEGORIES[place % len(CATEGORIES)] if label else look.accent)},
                "hovertemplate": f"%{{x}}<br>{label or unit}: %{{y:,}}<extra></extra>",
            }
        )
    several = len(traces) > 1
    legend = {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": {"size": 12}, "traceorder": "normal"}
    return {
        "data": traces,
        "layout": layout(
            look,
            barmode="stack",
            bargap=0.18,
            showlegend=several,
            legend=legend | {"itemclick": False, "itemdoubleclick": False},
            margin={"l": 48, "r": 8, "t": 62 if several else 12, "b": 32},
            xaxis=axis(look, type="category", nticks=12, tickangle=0, showgrid=False),
            yaxis=axis(look, rangemode="tozero", title={"text": unit, "font": {"size": 12, "color": look.muted}}),
        ),
    }


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
    labels = [wrapped(label) for label in table["label"]]
    common = {"type": "bar", "orientation": "h", "y": labels, "hoverinfo": "text", "hovertext": table["text"].tolist()}
    known = common | {"x": table["known"].tolist(), "marker": {"color": look.accent}}
    missing = common | {
        "x": (table["seizures"] - table["known"]).tolist(),
        "marker": {"color": look.absent},
        "text": table["text"].tolist(),
        "textposition": "none",
    }
    notes = [
        {
            "x": 1.0,
            "xref": "paper",
            "xanchor": "right",
            "xshift": 84,
            "y": label,
            "text": text,
            "showarrow": False,
            "font": {"size": 12, "color": look.muted},
        }
        for label, text in zip(labels, table["text"], strict=True)
    ]
    return {
        "data": [known, missing],
        "layout": layout(
            look,
            barmode="stack",
            bargap=0.4,
            annotations=notes,
            margin={"l": 178, "r": 92, "t": 4, "b": 8},
            xaxis=axis(look, visible=False),
            yaxis=axis(look, autorange="reversed", type="category", tickfont={"color": look.text, "size": 12.5}),
        ),
    }
