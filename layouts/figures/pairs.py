"""Two sides in one figure: A a circle in the accent colour, B a diamond in a second one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from layouts.figures.bars import MINIMUM_BARS
from layouts.figures.base import Figure, axis, layout, message, wrapped
from layouts.theme import Look

SECOND = {"light": "#c04f00", "dark": "#e69f00"}
"""Colour of B: Okabe and Ito's vermilion, darkened until white letters are read on it, and their orange."""

SYMBOLS: Mapping[str, str] = MappingProxyType({"a": "circle", "b": "diamond"})
"""Shape of each side's marks: they are told apart without colour too."""

SIGNS: Mapping[str, str] = MappingProxyType({"a": "●", "b": "◆"})

LABELS, LETTERS = 264, 40
"""Pixels kept for the labels of rows, and letters that fit on one line of them."""

LEFT, RIGHT = (0.0, 0.6), (0.66, 1.0)
"""Parts of the width for the two sides, and for their difference."""


def colours(look: Look) -> dict[str, str]:
    """Return the colour of each side."""
    return {"a": look.accent, "b": SECOND[look.name]}


def dumbbells(table: pd.DataFrame, *, look: Look, empty: str, titles: tuple[str, str], form: str) -> Figure:
    """Draw both sides of each row on one axis and, where it can be told, their difference on another.

    Parameters
    ----------
    table : `label`, `detail` (a quiet line under it), `a`, `b`; `difference`, `low`, `high` (NaN where not told; all
        NaN leaves the second axis out); `strong` (the difference is reliable), `hover`, `custom` (what a click on A
        selects, or None).
    titles : what the two axes count.
    form : d3 format of the first axis.
    """
    if table.empty:
        return message(empty, look)
    places = list(range(len(table)))
    is_told = bool(table["difference"].notna().any())
    traces = [_bars(table, look), *(_side(table, side, look) for side in "ab")]
    axes = {
        "xaxis": axis(
            look,
            domain=list(LEFT) if is_told else [0, 1],
            rangemode="tozero",
            tickformat=form,
            nticks=6,
            title=_title(titles[0], look),
        )
    }
    if is_told:
        traces.append(_differences(table, places, look))
        axes["xaxis2"] = axis(look, domain=list(RIGHT), nticks=6, zeroline=False, title=_title(titles[1], look))
    labels = [_labelled(row.label, row.detail, look) for row in table.itertuples()]
    last = max(len(table), MINIMUM_BARS)
    rows = {"range": [last - 0.5, -0.5], "tickmode": "array", "tickvals": places, "ticktext": labels}
    ticks = {"ticks": "outside", "ticklen": 9, "tickcolor": "rgba(0,0,0,0)"}
    down = axis(look, showgrid=False, zeroline=False, tickfont={"color": look.text, "size": 12.5}, **rows, **ticks)
    zero = {"type": "line", "xref": "x2", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1}
    line = {"line": {"color": look.muted, "width": 1.5, "dash": "dot"}}
    return {
        "data": traces,
        "layout": layout(
            look,
            margin={"l": LABELS, "r": 12, "t": 30, "b": 46},
            shapes=[zero | line] if is_told else [],
            yaxis=down,
            **axes,
            **_legend(),
        ),
    }


def _title(text: str, look: Look) -> dict[str, Any]:
    return {"text": text, "font": {"size": 12, "color": look.muted}}


def _legend() -> dict[str, Any]:
    place = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "font": {"size": 12.5}}
    return {"showlegend": True, "legend": place | {"itemclick": False, "itemdoubleclick": False}}


def _labelled(label: str, detail: str, look: Look) -> str:
    quiet = f"<br><span style='font-size:11px;color:{look.muted}'>{detail}</span>" if detail else ""
    return wrapped(label, LETTERS) + quiet


def _bars(table: pd.DataFrame, look: Look) -> dict[str, Any]:
    """Return the lines that join both sides of each row."""
    x: list[float | None] = []
    y: list[int | None] = []
    for place, row in enumerate(table.itertuples()):
        x += [_number(row.a), _number(row.b), None]
        y += [place, place, None]
    line = {"color": look.absent, "width": 4}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip", "showlegend": False}


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _side(table: pd.DataFrame, side: str, look: Look) -> dict[str, Any]:
    customs = [custom if isinstance(custom, str) and side == "a" else None for custom in table["custom"]]
    return {
        "type": "scatter",
        "mode": "markers",
        "cliponaxis": False,
        "name": side.upper(),
        "x": [_number(value) for value in table[side]],
        "y": list(range(len(table))),
        "customdata": customs,
        "hovertext": table["hover"].tolist(),
        "hoverinfo": "text",
        "marker": {"size": 12, "color": colours(look)[side], "symbol": SYMBOLS[side]},
    }


def _differences(table: pd.DataFrame, places: list[int], look: Look) -> dict[str, Any]:
    shades = [look.text if strong else look.other for strong in table["strong"]]
    return {
        "type": "scatter",
        "mode": "markers",
        "cliponaxis": False,
        "xaxis": "x2",
        "x": [_number(value) for value in table["difference"]],
        "y": places,
        "customdata": [None] * len(table),
        "hovertext": table["hover"].tolist(),
        "hoverinfo": "text",
        "showlegend": False,
        "marker": {"size": 10, "symbol": "square", "color": shades},
        "error_x": _interval(table, "difference", look),
    }


def _interval(table: pd.DataFrame, middle: str, look: Look) -> dict[str, Any]:
    """Return the whiskers of a column from `low` and `high`, none where they aren't told."""
    values = table[middle].to_numpy(np.float64)
    up, down = (np.nan_to_num(np.abs(table[end].to_numpy(np.float64) - values)).tolist() for end in ("high", "low"))
    ends = {"type": "data", "symmetric": False, "array": up, "arrayminus": down}
    return ends | {"color": look.muted, "thickness": 2, "width": 5}


def panels(table: pd.DataFrame, *, look: Look, empty: str) -> Figure:
    """Draw one small axis for each measure, with A above B and what is told of them at the right edge.

    Parameters
    ----------
    table : `panel` (title), `side`, `value`, `low`, `high` (NaN where not told), `text`, `hover`; the rows of a panel
        stand together.
    """
    if table.empty:
        return message(empty, look)
    names = list(dict.fromkeys(table["panel"]))
    traces, notes, axes = [], [], {}
    for place, name in enumerate(names):
        mark = "" if place == 0 else str(place + 1)
        rows = table[table["panel"] == name]
        bottom = 1 - (place + 1) / len(names)
        domain = [bottom + 0.09, bottom + 0.78 / len(names)]
        traces.append(_estimates(rows, mark, look))
        notes += [_heading(name, bottom + 1 / len(names), look), *_told(rows, mark, look)]
        axes[f"xaxis{mark}"] = axis(look, rangemode="tozero", anchor=f"y{mark}", nticks=6)
        ticks = {"tickmode": "array", "tickvals": [0, 1], "ticktext": [f"<b>{side.upper()}</b>" for side in "ab"]}
        axes[f"yaxis{mark}"] = axis(look, domain=domain, range=[1.6, -0.6], showgrid=False, zeroline=False, **ticks)
        axes[f"yaxis{mark}"]["tickfont"] = {"size": 13, "color": look.text}
    margin = {"l": 34, "r": 14 + 6.3 * max(len(text) for text in table["text"]), "t": 4, "b": 8}
    return {"data": traces, "layout": layout(look, margin=margin, annotations=notes, **axes)}


def _estimates(rows: pd.DataFrame, mark: str, look: Look) -> dict[str, Any]:
    sides = [str(side) for side in rows["side"]]
    shades = [colours(look)[side] for side in sides]
    return {
        "type": "scatter",
        "mode": "markers",
        "cliponaxis": False,
        "xaxis": f"x{mark}",
        "yaxis": f"y{mark}",
        "x": [_number(value) for value in rows["value"]],
        "y": ["ab".index(side) for side in sides],
        "customdata": [None] * len(rows),
        "hovertext": rows["hover"].tolist(),
        "hoverinfo": "text",
        "marker": {"size": 12, "color": shades, "symbol": [SYMBOLS[side] for side in sides]},
        "error_x": _interval(rows, "value", look),
    }


def _heading(text: str, top: float, look: Look) -> dict[str, Any]:
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": top, "yref": "paper", "yanchor": "top"}
    return place | {"text": f"<b>{text}</b>", "showarrow": False, "font": {"size": 13, "color": look.text}}


def _told(rows: pd.DataFrame, mark: str, look: Look) -> list[dict[str, Any]]:
    common = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 8, "showarrow": False, "yref": f"y{mark}"}
    font = {"font": {"size": 12, "color": look.muted}}
    return [common | font | {"y": "ab".index(row.side), "text": row.text} for row in rows.itertuples()]
