"""The charts of the overview and the map page."""

from layouts import cartography, drawing
from layouts.chart import Chart, about
from layouts.i18n import mark


def _frequency(name: str, dimension: str, title: str) -> Chart:
    return Chart(
        name=name,
        title=title,
        result=lambda scene: drawing.frequency_table(scene, dimension),
        draw=lambda table, scene: drawing.frequency_figure(table, scene, dimension),
        about=about(dimension),
        method=mark(
            "Counts the seizures that have each value. A seizure with several values counts under each, so shares can "
            "add up to more than 100%. Shares are of the seizures in which the field is known; records that don't "
            "state it are left out and counted in the line below the title."
        ),
    )


CHARTS: tuple[Chart, ...] = (
    Chart(
        name="areas",
        title=mark("Where were seizures recorded?"),
        result=cartography.area_table,
        draw=cartography.overview_map,
        about=cartography.area_level,
        touches=("seizures", "admin1"),
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
        result=cartography.map_table,
        draw=cartography.explorer_map,
        about=cartography.area_level,
        touches=("seizures", "admin1"),
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
        result=cartography.period_area_table,
        draw=cartography.period_maps,
        about=about("admin1"),
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
        result=drawing.trend_table,
        draw=drawing.trend_figure,
        about=drawing.trend_by,
        touches=("seizures", "year"),
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
        result=drawing.item_table,
        draw=drawing.item_figure,
        about=about("item_type"),
        method=mark(
            "Counts the seizures that held each type of goods, and gives the quantity stated beside it. Quantities are "
            "the sum of what sources state; a single large case can make most of it."
        ),
    ),
    Chart(
        name="routes",
        title=mark("Which routes are stated?"),
        result=drawing.route_table,
        draw=drawing.route_figure,
        about=about("origin"),
        method=mark(
            "Counts seizures by stated country of origin, country of seizure and intended destination. An end that the "
            "source doesn't state is shown as “?”. Seizures that state neither end are left out."
        ),
        foot=mark("In bold: where it was seized. “?”: not stated."),
    ),
    Chart(
        name="completeness",
        title=mark("How much is known?"),
        result=drawing.completeness_table,
        draw=drawing.completeness_figure,
        height=360,
        method=mark(
            "Share of the selected seizures in which each field is known. What is missing isn't missing by chance: "
            "press reports name the hiding place when it is striking, and the route when a case reaches court."
        ),
    ),
)
