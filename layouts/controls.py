"""The filter rail: every filterable dimension, its values with their counts, and the typed filters."""

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html

from analytics.columns import Columns
from data.dimensions import DIMENSIONS, FILTERS, NOT_RECORDED
from data.places import fold
from layouts import ids
from layouts.i18n import Speech, mark
from layouts.scene import Scene

SECTIONS = {
    "where": mark("Where"),
    "how": mark("How"),
    "what": mark("What"),
    "who": mark("Who and with which papers"),
    "record": mark("Record"),
}
MOST_VALUES = 60
"""Values shown at once; the search box finds the others."""

SEARCHED_FROM = 12
"""A list this long has a search box."""

FACETS = tuple(name for name in FILTERS if not DIMENSIONS[name].family_of)


def rail(say: Speech, columns: Columns) -> list[Any]:
    """Return the filter rail."""
    fields = [
        _field("text", say("Search in places and summaries"), say("e.g. Puerto Cortés")),
        dmc.Group(
            [
                _field("from", say("From"), say("e.g. 2019-03")),
                _field("to", say("To"), say("e.g. 2024")),
            ],
            grow=True,
            gap="xs",
        ),
        dmc.Group(
            [
                _field("min_firearms", say("Firearms, at least"), ""),
                _field("max_firearms", say("at most"), ""),
            ],
            grow=True,
            gap="xs",
            align="end",
        ),
    ]
    groups: list[Any] = []
    for section, title in SECTIONS.items():
        names = [name for name in FACETS if DIMENSIONS[name].section == section]
        groups.append(html.H3(say(title), className="rail-section"))
        groups += [_section(name, say, len(columns.held[name].values)) for name in names]
    heading = dmc.Group(
        [
            html.H2(say("Filters"), className="rail-title"),
            dmc.Button(say("Clear all"), id=ids.clear("rail"), variant="subtle", size="compact-sm"),
        ],
        justify="space-between",
    )
    accordion = dmc.Accordion(
        groups,
        id=ids.facets("rail"),
        multiple=True,
        value=[],
        variant="default",
        chevronPosition="left",
        chevronSize=16,
        className="rail-facets",
        order=4,
    )
    return [heading, dmc.Stack(fields, gap="xs"), accordion]


def _field(name: str, label: str, example: str) -> Any:
    return dmc.TextInput(
        id=ids.field(name), label=label, placeholder=example, size="xs", value="", debounce=500, className="rail-field"
    )


def _section(name: str, say: Speech, count: int) -> Any:
    title = html.Span(
        [html.Span(say.name(name)), html.Span("", id=ids.facet_count(name), className="facet-active")],
        className="facet-title",
    )
    search = dmc.TextInput(
        id=ids.facet_find(name),
        placeholder=say("Find a value"),
        size="xs",
        value="",
        debounce=250,
        display="block" if count > SEARCHED_FROM else "none",
        **{"aria-label": say("Find a value of {dimension}", dimension=say.name(name))},
    )
    tree = dmc.Tree(
        id=ids.facet(name),
        data=[],
        checked=[],
        checkboxes=True,
        checkOnSpace=True,
        expandOnClick=True,
        levelOffset=18,
        className="facet-tree",
        selectOnClick=False,
    )
    return dmc.AccordionItem(
        [dmc.AccordionControl(title), dmc.AccordionPanel([search, tree])],
        value=name,
    )


def trees(columns: Columns) -> Mapping[str, Any]:
    """Return, for the browser, the values of each filter and which families they roll up to."""
    known: dict[str, Any] = {}
    for name in FACETS:
        values = columns.held[name].values
        family = next((other for other in columns.parents if DIMENSIONS[other].family_of == name), None)
        families: dict[str, list[str]] = {}
        if family:
            parents = columns.held[family].values
            for value, parent in zip(values, columns.parents[family], strict=True):
                families.setdefault(parents[parent], []).append(value)
        known[name] = {"leaves": list(values), "families": families, "canRoll": family is not None}
    years = [int(year) for year in columns.held["year"].values if year != NOT_RECORDED]
    known["years"] = [min(years, default=2000), max(years, default=2000)]
    return known


def facet_nodes(scene: Scene, name: str, find: str) -> list[dict[str, Any]]:
    """Return the nodes of a dimension's tree: families with their values, each with its count.

    Counts are what the selection would hold without this dimension's own filters. Values keep their place while
    filtering: they are sorted by their count over all records.
    """
    whole = scene.everything.by(name, free="event").set_index(name)["seizures"]
    now = scene.view.by(name, free=name).set_index(name)["seizures"]
    chosen = scene.view.selection.values(name)
    values = pd.Series(scene.view.columns.held[name].values)
    ranked = sorted(values, key=lambda value: (value == NOT_RECORDED, -whole.get(value, 0), value))
    labels = {value: scene.say.label(name, value) for value in ranked}
    wanted = [value for value in ranked if fold(find) in fold(labels[value]) and (whole.get(value, 0) or value in chosen)]
    kept = [value for place, value in enumerate(wanted) if place < MOST_VALUES or value in chosen]
    leaves = {value: _leaf(value, labels[value], int(now.get(value, 0)), scene) for value in kept}
    groups = _groups(scene, name, kept)
    if groups is None:
        return list(leaves.values())
    return [
        {
            "value": f"family:{group}",
            "label": _label(title, sum(int(now.get(value, 0)) for value in members) if name == "admin1" else None, scene),
            "children": [leaves[value] for value in members],
        }
        for group, title, members in groups
    ]


def _groups(scene: Scene, name: str, values: list[str]) -> list[tuple[str, str, list[str]]] | None:
    """Return families (or countries of provinces) with their values, None for a dimension without families."""
    family = f"{name}_family"
    if name != "admin1" and family not in DIMENSIONS:
        return None
    found: dict[str, list[str]] = {}
    for value in values:
        parent = NOT_RECORDED if value == NOT_RECORDED else scene.say.vocabulary.parent(name, value)
        found.setdefault(parent or NOT_RECORDED, []).append(value)
    titles = family if name != "admin1" else "country"
    return [(parent, scene.say.label(titles, parent), members) for parent, members in found.items()]


def _leaf(value: str, label: str, count: int, scene: Scene) -> dict[str, Any]:
    return {"value": value, "label": _label(label, count, scene)}


def _label(text: str, count: int | None, scene: Scene) -> Any:
    number = [] if count is None else [html.Span(scene.say.number(count), className="count")]
    return html.Span([html.Span(text, className="value"), *number], className="facet-label", **{"data-empty": str(count == 0)})
