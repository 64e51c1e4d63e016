"""Bars and columns of a figure as a native chart."""

from collections.abc import Sequence
from typing import Any

from layouts.slides.native import Native, Scale, Series, beside, colours, number, scale, texts, ticks
from layouts.slides.plain import line, plain


def chart(traces: Sequence[dict[str, Any]], layout: dict[str, Any]) -> Native | None:
    """Return bars or columns, side by side or stacked; None for those that overlap otherwise."""
    lying = [trace.get("orientation") == "h" for trace in traces]
    if any(lying) != all(lying) or (len(traces) > 1 and layout.get("barmode") not in {"stack", "group", None}):
        return None
    places, lengths = ("y", "x") if all(lying) else ("x", "y")
    at = layout.get(f"{places}axis", {})
    order = _order(traces, places, at)
    kind = ("bar" if all(lying) else "column") + ("_stacked" if layout.get("barmode") == "stack" else "")
    series = tuple(_series(trace, places, lengths, order, len(traces)) for trace in traces)
    if not order or all(value is None for each in series for value in each.values):
        return None
    return Native(
        kind, _names(order, at, layout), series, scale(at), _lengths(layout.get(f"{lengths}axis", {}), all(lying))
    )


def _lengths(axis: dict[str, Any], lying: bool) -> Scale:
    """Return the axis of the lengths: from zero; room for texts is left to PowerPoint."""
    told = scale(axis)
    return Scale(told.title, 0 if told.base is None else None, None, told.form, told.base, told.visible)


def _order(traces: Sequence[dict[str, Any]], places: str, axis: dict[str, Any]) -> list[Any]:
    """Return the places in the order drawn, top to bottom or left to right."""
    found = list(dict.fromkeys(place for trace in traces for place in trace.get(places) or ()))
    if given := axis.get("categoryarray"):
        return [place for place in given if place in set(found)] or found
    return sorted(found) if found and all(isinstance(place, int | float) for place in found) else found


def _names(order: Sequence[Any], axis: dict[str, Any], layout: dict[str, Any]) -> tuple[str, ...]:
    told, aside = ticks(axis), beside(layout)
    names = []
    for place in order:
        row = number(place)
        name = line(told.get(row, place) if row is not None else place)
        names.append(f"{name} ({aside[row]})" if row is not None and aside.get(row) else name)
    return tuple(names)


def _series(trace: dict[str, Any], places: str, lengths: str, order: Sequence[Any], several: int) -> Series:
    values: dict[Any, float | None] = {
        place: number(value) for place, value in zip(trace[places], trace[lengths], strict=True)
    }
    written = texts(trace.get("text"), len(trace[places]))
    told = dict(zip(trace[places], written, strict=True)) if written else {}
    shades = colours((trace.get("marker") or {}).get("color"), len(trace[places]))
    shade = dict(zip(trace[places], shades, strict=True)) if len(shades) > 1 else {}
    return Series(
        name=plain(trace.get("name")) if several > 1 else "",
        values=tuple(values.get(place) for place in order),
        colours=tuple(shade.get(place, shades[0]) for place in order) if shade else shades,
        texts=tuple(told.get(place, "") for place in order) if told else (),
    )
