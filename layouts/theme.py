"""Colours and type of charts, light and dark: the same tokens as `assets/istmo.css`."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

FONT = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"

CATEGORIES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
"""Okabe and Ito (2008), told apart by colour-blind eyes; for at most six categories."""


@dataclass(frozen=True)
class Look:
    """What a chart is drawn with.

    Attributes
    ----------
    text, muted, line, surface : colours of text, secondary text, hairlines and the card.
    accent : the one accent colour.
    other, absent : greys of the gathered rest, and of what is not known.
    land, sea, border : colours of the map.
    magnitude : pale to strong, for amounts; cividis turned so that more is darker on light, brighter on dark.
    """

    name: str
    text: str
    muted: str
    line: str
    surface: str
    accent: str
    other: str
    absent: str
    land: str
    sea: str
    border: str
    magnitude: tuple[str, ...]


LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        "light": Look(
            name="light",
            text="#1c2430",
            muted="#56606e",
            line="#e4e7eb",
            surface="#ffffff",
            accent="#0b6b75",
            other="#98a1ad",
            absent="#d3d8de",
            land="#f1f2f0",
            sea="#dfe8ee",
            border="#ffffff",
            magnitude=("#e6eef0", "#b7d3d6", "#7fb2b8", "#418f98", "#0b6b75", "#04454d"),
        ),
        "dark": Look(
            name="dark",
            text="#e8ebef",
            muted="#a3adba",
            line="#303a47",
            surface="#1b222c",
            accent="#4fb8c2",
            other="#7d8896",
            absent="#4a5563",
            land="#2a323d",
            sea="#151b23",
            border="#151b23",
            magnitude=("#243a42", "#245660", "#2a7781", "#3d9aa4", "#6cc0c8", "#b5e6ea"),
        ),
    }
)


def look(name: str | None) -> Look:
    """Return the look of a theme, light for a name that isn't one."""
    return LOOKS.get(name or "light", LOOKS["light"])


def colour_scale(colours: tuple[str, ...]) -> list[list[float | str]]:
    """Return colours as evenly spaced stops."""
    last = len(colours) - 1
    return [[place / last, colour] for place, colour in enumerate(colours)]
