"""The chart registry: every chart, with its table, its figure and how it is computed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from analytics.frequency import known
from data.dimensions import base
from layouts import cartography, drawing
from layouts.figures.base import Figure
from layouts.i18n import mark
from layouts.scene import Scene


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One chart.

    Attributes
    ----------
    name : its id; also the name of its CSV.
    title : what it answers.
    table : scene → the numbers, in codes; what the CSV holds.
    draw : numbers, scene → figure.
    method : how it is computed and how to read it.
    about : dimension whose share known is told; None for those that need none.
    base : how many of the seizures it can show, in words; empty for those that show all.
    foot : what stands below the chart.
    height : least height in pixels; the card may stretch it.
    map : whether it is a map (zoomable, with the boundary disclaimer).
    """

    name: str
    title: str
    table: Callable[[Scene], pd.DataFrame]
    draw: Callable[[pd.DataFrame, Scene], Figure]
    method: str
    about: Callable[[Scene], str | None] = lambda scene: None
    base: Callable[[Scene], str] = lambda scene: ""
    foot: str = ""
    height: int = 320
    map: bool = False

    def note(self, scene: Scene) -> str:
        """Return n, and the share of it in which the charted field is known."""
        say, count = scene.say, scene.view.seizures
        told = say.plural("n = 1 seizure", "n = {n} seizures", count)
        if fewer := self.base(scene):
            return f"{told} · {fewer}"
        dimension = self.about(scene)
        if dimension is None or not count:
            return told
        share = say.percent(known(scene.view, dimension), count)
        return f"{told} · " + say("{field} known in {share}", field=say.name(base(dimension)), share=share)


def _about(dimension: str) -> Callable[[Scene], str | None]:
    return lambda scene: dimension


def _frequency(name: str, dimension: str, title: str) -> Chart:
    return Chart(
        name=name,
        title=title,
        table=lambda scene: drawing.frequency_table(scene, dimension),
        draw=lambda table, scene: drawing.frequency_figure(table, scene, dimension),
        about=_about(dimension),
        method=mark(
            "Counts the seizures that have each value. A seizure with several values counts under each, so shares can "
            "add up to more than 100 %. Shares are of the seizures in which the field is known; records that don't "
            "state it are left out and counted in the line below the title."
        ),
    )


_REGISTRY = (
    Chart(
        name="areas",
        title=mark("Where were seizures recorded?"),
        table=cartography.area_table,
        draw=cartography.overview_map,
        about=cartography.area_level,
        height=440,
        map=True,
        method=mark(
            "Counts seizures by the province or department where they were made. Grey areas have no record in this "
            "selection, which does not mean no trafficking. The colour scale stays the same while filtering."
        ),
    ),
    Chart(
        name="explore-map",
        title=mark("Recorded seizures on the map"),
        table=cartography.map_table,
        draw=cartography.explorer_map,
        about=cartography.area_level,
        base=cartography.map_base,
        height=440,
        map=True,
        method=mark(
            "Areas are shaded by the measure chosen; rates are per 100,000 people, by country only, where a population "
            "is known. Circles stand for places and grow with the number of seizures; hollow circles are records known "
            "only to the province or country. Hexagons (H3) count records known to a place. The scale stays the same "
            "while filtering."
        ),
    ),
    Chart(
        name="map-by-period",
        title=mark("How did the map change?"),
        table=cartography.period_area_table,
        draw=cartography.period_maps,
        about=_about("admin1"),
        height=430,
        map=True,
        method=mark(
            "One small map for each group of years, all on the same colour scale. Differences reflect reporting as "
            "much as trafficking: recent years are covered by more outlets."
        ),
    ),
    Chart(
        name="trend",
        title=mark("How many seizures over time?"),
        table=drawing.trend_table,
        draw=drawing.trend_figure,
        about=drawing.trend_by,
        height=360,
        method=mark(
            "Counts seizures by period. Records dated less precisely than the period are left out. Changes reflect "
            "trafficking, detection, reporting and how easily old reports are found: recent periods are incomplete."
        ),
    ),
    _frequency("concealment", "concealment", mark("How was it hidden?")),
    _frequency("transport", "transport_mode", mark("How was it moved?")),
    Chart(
        name="items",
        title=mark("What was seized?"),
        table=drawing.item_table,
        draw=drawing.item_figure,
        about=_about("item_type"),
        method=mark(
            "Counts the seizures that held each type of goods, and gives the quantity stated beside it. Quantities are "
            "the sum of what sources state; a single large case can make most of it."
        ),
    ),
    Chart(
        name="routes",
        title=mark("Which routes are stated?"),
        table=drawing.route_table,
        draw=drawing.route_figure,
        about=_about("origin"),
        method=mark(
            "Counts seizures by stated country of origin, country of seizure and intended destination. An end that the "
            "source doesn't state is shown as “?”. Seizures that state neither end are left out."
        ),
        foot=mark("In bold: where it was seized. “?”: not stated."),
    ),
    Chart(
        name="completeness",
        title=mark("How much is known?"),
        table=drawing.completeness_table,
        draw=drawing.completeness_figure,
        height=360,
        method=mark(
            "Share of the selected seizures in which each field is known. What is missing isn't missing by chance: "
            "press reports name the hiding place when it is striking, and the route when a case reaches court."
        ),
    ),
)

CHARTS: Mapping[str, Chart] = MappingProxyType({chart.name: chart for chart in _REGISTRY})
