"""The chart of where records concentrate, on the map page."""

import pandas as pd

from analytics.density import Density
from analytics.hotspots import Concentration
from layouts.cartography import area_level
from layouts.chart import Chart
from layouts.i18n import mark
from layouts.scene import Scene
from layouts.topics.concentration import PERMUTATIONS, Found, Surface, concentration, level_of, numbers
from layouts.topics.hotmaps import concentration_map, kind_names


def told(found: Found, scene: Scene) -> str:
    """Return which records are in it, which are left out and why, and how it was made."""
    if found is None:
        return ""
    parts = _told_of_density(found.density, scene) if isinstance(found, Surface) else _told_of_units(found, scene)
    return " · ".join(part for part in parts if part)


def _told_of_density(found: Density, scene: Scene) -> list[str]:
    say = scene.say
    return [
        _in(scene, found.records, say.plural("1 place", "{n} places", found.places)),
        _left_out(scene, say("{n} not known to the place left out"), found.imprecise),
        _left_out(scene, say("{n} outside Central America left out"), found.outside),
        "" if found.reason else _width(found, scene),
    ]


def _width(found: Density, scene: Scene) -> str:
    return scene.say("bandwidth {km} km", km=scene.say.number(found.bandwidth_km))


def _told_of_units(found: Concentration, scene: Scene) -> list[str]:
    say = scene.say
    if level_of(scene) == "admin1":
        units, lacking = (
            say.plural("1 province", "{n} provinces", found.units),
            say("{n} with no known province left out"),
        )
    else:
        units, lacking = (
            say.plural("1 hexagon", "{n} hexagons", found.units),
            say("{n} not known to the place left out"),
        )
    test = say("q < 0.05 after false-discovery control, {n} permutations", n=say.number(PERMUTATIONS))
    return [
        _in(scene, found.records, units),
        _left_out(scene, lacking, found.unlocated),
        _left_out(scene, say("{n} outside the area studied left out"), found.outside),
        "" if found.reason else test,
    ]


def _in(scene: Scene, records: int, units: str) -> str:
    return scene.say("{records} in {units}", records=scene.say.plural("1 record", "{n} records", records), units=units)


def _left_out(scene: Scene, text: str, count: int) -> str:
    return text.format(n=scene.say.number(count)) if count else ""


def in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the numbers as a person reads them."""
    say = scene.say
    if "density" in table:
        titles = {"longitude": say("Longitude"), "latitude": say("Latitude"), "density": say("Records per 1,000 km²")}
        return pd.DataFrame({title: [f"{value:.3f}" for value in table[name]] for name, title in titles.items()})
    names = kind_names(scene)
    is_province = level_of(scene) == "admin1"
    places = [say.label("admin1", code) for code in table["code"]] if is_province else table["code"].tolist()
    return pd.DataFrame(
        {
            say.name("admin1") if is_province else say("Cell (H3)"): places,
            say.measure("seizures"): [say.number(count) for count in table["seizures"]],
            say("Finding"): [names[label] for label in table["label"]],
            say("q (false discoveries controlled)"): [f"{value:.3f}" for value in table["q"]],
            say("p (two-sided)"): [f"{value:.4f}" for value in table["p"]],
            say("z (standard deviations)"): [f"{value:.2f}" for value in table["z"]],
        }
    )


CHARTS: tuple[Chart, ...] = (
    Chart(
        name="concentration",
        title=mark("Do records concentrate more than chance would?"),
        result=concentration,
        numbers=numbers,
        draw=concentration_map,
        words=in_words,
        told=told,
        background=True,
        about=area_level,
        touches=("seizures", "admin1"),
        height=440,
        map=True,
        foot=mark(
            "Compares provinces, or hexagons if these are chosen at the top of the page. A concentration of records is "
            "trafficking, control and reporting together."
        ),
        method=mark(
            "Gi* (Ord and Getis 1995) asks whether a province or hexagon and its neighbours together hold more, or "
            "fewer, records than if the same counts were dealt out at random; local Moran (Anselin 1995) also finds a "
            "busy one amid quiet ones and the reverse. Both use 9,999 permutations; a unit is coloured where its false "
            "discovery rate q is under 0.05 (Benjamini and Hochberg 1995; Caldas de Castro and Singer 2006). One busy "
            "place among ordinary ones is no concentration, and none found doesn't mean none there: of eightfold "
            "concentrations planted in trials, 45% were found with 30 records and 75% with 50. Density is a round "
            "Gaussian kernel of 50 km on an equal-area map, only of records known to the place; the usual rules for "
            "its width suit one heap and would smear several into one. Densities under 1% of the highest aren't shown."
        ),
    ),
)
