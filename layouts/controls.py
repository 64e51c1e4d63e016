"""The filter rail: every filterable dimension, its values with their counts, and the typed filters."""

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import html

from analytics.columns import Columns
from analytics.options import OPTIONS
from data.dimensions import DIMENSIONS, FILTERS, NOT_RECORDED, family_name
from data.geography.places import fold
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
    values = html.Ul([], id=ids.facet(name), className="facet-values", **{"aria-label": say.name(name)})
    return dmc.AccordionItem(
        [dmc.AccordionControl(title), dmc.AccordionPanel([search, values])],
        value=name,
    )


def segments(name: str, labels: Mapping[str, str], title: str, *, value: str | None = None) -> Any:
    """Return a view option as a row of segments; the first stands until another is chosen."""
    return dmc.SegmentedControl(
        id=ids.option(name),
        data=_options(labels),
        value=value or next(iter(labels)),
        size="xs",
        **{"aria-label": title},
    )


def choice(name: str, labels: Mapping[str, str], value: str, title: str, *, width: int = 170) -> Any:
    """Return a view option as a list to choose from."""
    return dmc.Select(
        id=ids.option(name),
        data=_options(labels),
        value=value,
        size="xs",
        w=width,
        allowDeselect=False,
        **{"aria-label": title},
    )


def _options(labels: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in labels.items()]


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
    known["kept"] = [*OPTIONS, "version"]
    known["years"] = [min(years, default=2000), max(years, default=2000)]
    return known


def facet_values(scene: Scene, name: str, find: str) -> list[Any]:
    """Return the values of a dimension as boxes to tick, families with their values, each with its count.

    Counts are what the selection would hold without this dimension's own filters. Values keep their place while
    filtering: they are sorted by their count over all records.
    """
    whole = scene.everything.by(name, free="event").set_index(name)["seizures"]
    now = scene.view.by(name, free=name).set_index(name)["seizures"]
    values = scene.view.columns.held[name].values
    chosen = _chosen(scene, name)
    ranked = sorted(values, key=lambda value: (value == NOT_RECORDED, -whole.get(value, 0), value))
    labels = {value: scene.say.label(name, value) for value in ranked}
    wanted = [
        value for value in ranked if fold(find) in fold(labels[value]) and (whole.get(value, 0) or value in chosen)
    ]
    kept = [value for place, value in enumerate(wanted) if place < MOST_VALUES or value in chosen]

    def box(codes: list[str], label: str, count: int) -> Any:
        return _box(name, codes, label, scene.say.number(count), [code in chosen for code in codes])

    leaves = {value: box([value], labels[value], int(now.get(value, 0))) for value in kept}
    groups = _groups(scene, name, kept)
    if groups is None:
        return [html.Li(leaf) for leaf in leaves.values()]
    totals = _group_counts(scene, name)
    every = [value for value in ranked if whole.get(value, 0) or value in chosen]
    whole_groups = {group: members for group, _, members in _groups(scene, name, every) or []}

    def family(group: str, title: str, members: list[str]) -> Any:
        if [labels[member] for member in members] == [title]:
            return html.Li(leaves[members[0]])
        handle = html.Summary("›", **{"aria-label": scene.say("Values of {family}", family=title)})
        inner = html.Details([handle, html.Ul([html.Li(leaves[value]) for value in members])], open=bool(find))
        return html.Li([box(whole_groups[group], title, totals.get(group, 0)), inner], className="facet-family")

    return [family(*group) for group in groups]


def _chosen(scene: Scene, name: str) -> set[str]:
    """Return the values of a dimension that its own filter and its family's filter let through."""
    selection, columns = scene.view.selection, scene.view.columns
    own, family = set(selection.values(name)), family_name(name)
    families = selection.values(family) if family else ()
    if not family or not families:
        return own
    parents = columns.parents[family]
    upper = columns.held[family].values
    members = {
        value for value, parent in zip(columns.held[name].values, parents, strict=True) if upper[parent] in families
    }
    return own & members if own else members


def _box(name: str, codes: list[str], label: str, count: str, on: list[bool]) -> Any:
    state = "true" if all(on) else "mixed" if any(on) else "false"
    parts = [
        html.Span(className="facet-box", **{"aria-hidden": "true"}),
        html.Span(label, className="facet-value"),
        html.Span(count, className="facet-number"),
    ]
    marks = {"data-filter": name, "data-codes": "|".join(codes), "aria-checked": state, "data-empty": str(count == "0")}
    return html.Button(parts, className="facet-row", role="checkbox", type="button", **marks)


def _group_counts(scene: Scene, name: str) -> dict[str, int]:
    """Return seizures by family, each seizure once; for provinces by country, those in a known province."""
    family = family_name(name)
    if family:
        return dict(scene.view.by(family, free=name).set_index(family)["seizures"])
    table = scene.view.by("country", name, free=name)
    counts = table[table[name] != NOT_RECORDED].groupby("country")["seizures"].sum().to_dict()
    return counts | {NOT_RECORDED: table.loc[table[name] == NOT_RECORDED, "seizures"].sum()}


def _groups(scene: Scene, name: str, values: list[str]) -> list[tuple[str, str, list[str]]] | None:
    """Return families (or countries of provinces) with their values, None for a dimension without families."""
    family = family_name(name)
    if name != "admin1" and not family:
        return None
    found: dict[str, list[str]] = {}
    for value in values:
        parent = NOT_RECORDED if value == NOT_RECORDED else scene.say.vocabulary.parent(name, value)
        found.setdefault(parent or NOT_RECORDED, []).append(value)
    titles = family or "country"
    return [(parent, scene.say.label(titles, parent), members) for parent, members in found.items()]
