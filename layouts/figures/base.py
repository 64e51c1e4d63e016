"""What every figure shares: figures are plain dictionaries, which cost a hundredth of `go.Figure`."""

from textwrap import wrap
from typing import Any

from layouts.theme import FONT, Look

Figure = dict[str, Any]

MESSAGE_WIDTH = 40
"""Letters of a message in one line: what the narrowest card holds."""


def layout(look: Look, **more: Any) -> dict[str, Any]:
    """Return a figure layout: no surprises, explicit margins, transparent ground."""
    return {
        "font": {"family": FONT, "size": 13, "color": look.text},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 48, "r": 16, "t": 8, "b": 36},
        "showlegend": False,
        "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
        "separators": ".,",
        "dragmode": False,
        **more,
    }


def axis(look: Look, **more: Any) -> dict[str, Any]:
    """Return a quiet axis that doesn't zoom."""
    return {
        "fixedrange": True,
        "automargin": False,
        "ticklabeloverflow": "allow",  # anything else measures every label at every drawing
        "gridcolor": look.line,
        "zerolinecolor": look.line,
        "linecolor": look.line,
        "tickfont": {"color": look.muted, "size": 12},
        **more,
    }


def message(text: str, look: Look) -> Figure:
    """Return a figure that says in words why there is nothing to draw."""
    hidden = {"visible": False, "fixedrange": True}
    note = {
        "text": "<br>".join(wrap(text, MESSAGE_WIDTH)),
        "showarrow": False,
        "x": 0.5,
        "y": 0.5,
        "xref": "paper",
        "yref": "paper",
        "font": {"size": 14, "color": look.muted},
    }
    return {"data": [], "layout": layout(look, xaxis=hidden, yaxis=hidden, annotations=[note])}


def wrapped(text: str, width: int = 26) -> str:
    """Return a label broken into at most two lines for an axis."""
    if len(text) <= width:
        return text
    cut = text.rfind(" ", 0, width)
    head, tail = (text[:cut], text[cut + 1 :]) if cut > 0 else (text[:width], text[width:])
    return f"{head}<br>{tail if len(tail) <= width else tail[: width - 1] + '…'}"
