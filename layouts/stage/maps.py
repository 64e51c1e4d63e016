"""Maps on the stage: as wide as there is room, without marks that only the mouse explains."""

from typing import Any

from layouts.figures.base import Figure
from layouts.figures.flows import STUB

USUAL_ASPECT = 1.2
"""Width of the usual frame of a map for its height, as it is drawn."""


def widen(figure: Figure, width: int, height: int) -> None:
    """Let a map show more to the left and right where the stage is wider than its frame; its height stays."""
    layout = figure["layout"]
    frames = [name for name in layout if name.startswith("geo")]
    if len(frames) != 1 or "domain" in layout[frames[0]]:
        return
    bounds = layout[frames[0]].get("lonaxis", {}).get("range")
    if not bounds:
        return
    middle, half = (bounds[0] + bounds[1]) / 2, (bounds[1] - bounds[0]) / 2
    half *= max(width / height / USUAL_ASPECT, 1.0)
    layout[frames[0]]["lonaxis"] = layout[frames[0]]["lonaxis"] | {"range": [middle - half, middle + half]}


def drop_stubs(figure: Figure) -> None:
    """Leave out how many ends nobody stated at each place: the line of n tells how many there are in all."""
    figure["data"] = [trace for trace in figure["data"] if not _is_stub(trace)]


def _is_stub(trace: dict[str, Any]) -> bool:
    if trace.get("type") != "scattergeo":
        return False
    return STUB in {trace.get("textfont", {}).get("color"), trace.get("line", {}).get("color")}
