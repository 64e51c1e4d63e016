"""Where records concentrate: what the map shades, what it says, and what it must not claim."""

import io
import json
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import pairwise

import h3
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from dash import html
from shapely import Point
from shapely.geometry import shape

from layouts.charts import CHARTS
from layouts.figures.contours import bands, steps
from layouts.i18n import speech
from layouts.pages.map import PAGE
from layouts.topics import concentration, hotmaps
from layouts.topics.hotmaps import COLOURS, NAMES, concentration_map

CHART = CHARTS["concentration"]
CORE = ["BZ", "CR", "GT", "HN", "NI", "PA", "SV"]
METHODS = ("none", "gi", "moran", "density")
pytestmark = pytest.mark.filterwarnings("ignore:The alternative hypothesis:DeprecationWarning")


@pytest.fixture(autouse=True)
def _few_permutations(monkeypatch):
    monkeypatch.setattr(concentration, "PERMUTATIONS", 199)


@pytest.fixture(scope="module")
def computed(library):
    """What each query finds, once; it is the same in every language and theme."""
    return cache(lambda query: CHART.make(library.scene(query, speech("en"))))


@pytest.fixture
def shown(scene, computed):
    """What a query sees, finds and draws."""

    def show(query, **more):
        seen = scene(query, **more)
        return seen, computed(query), CHART.figure(computed(query), seen)

    return show


@pytest.fixture(scope="module")
def seizures(client):
    """Every seizure, losses apart, by the files that anybody can download."""

    def read(query=""):
        return pd.read_csv(io.BytesIO(client.get(f"/api/v1/seizures.csv?event=seized&{query}").data))

    return read


def said(figure):
    return " ".join(note["text"] for note in figure["layout"]["annotations"]).replace("<br>", " ")


def filled(figure):
    return next(
        trace for trace in figure["data"] if trace["type"] in {"choroplethmap", "choropleth"} and "hovertext" in trace
    )


def keys(figure):
    return {trace["name"]: trace["marker"]["color"] for trace in figure["data"] if trace.get("showlegend")}


@pytest.mark.parametrize(("webgl", "language", "theme"), [(True, "en", "light"), (False, "es", "dark")])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("query", ["", "level=hexagon", "country=BZ&transport_mode=rail"])
def test_it_is_a_figure_plotly_accepts_in_every_language_and_theme(shown, webgl, language, theme, method, query):
    seen, found, figure = shown(f"hotspots={method}&{query}".rstrip("&"), language=language, theme=theme, webgl=webgl)
    go.Figure(figure)
    json.dumps(figure, allow_nan=False)
    assert said(figure) and CHART.note(seen, found)
    assert CHART.words and len(CHART.words(CHART.numbers(found), seen)) == len(CHART.numbers(found))


def test_off_computes_nothing_and_says_what_to_do(shown):
    seen, found, figure = shown("")
    assert found is None and not figure["data"] and "Choose a method" in said(figure)
    assert list(CHART.numbers(found).columns) == ["code", "seizures", "z", "p", "q", "label"]
    assert "records in" not in CHART.note(seen, found)


def test_the_provinces_hold_the_records_of_the_file_and_the_note_accounts_for_all(shown, seizures):
    seen, found, figure = shown("hotspots=gi")
    table = seizures()
    core = table[table["country"].isin(CORE)]
    expected = core["admin1"].value_counts()
    counted = CHART.numbers(found).set_index("code")["seizures"]
    assert counted[counted > 0].sort_index().to_dict() == expected.sort_index().to_dict()
    nowhere = int(table["admin1"].isna().sum())
    outside = len(table) - nowhere - int(expected.sum())
    note = CHART.note(seen, found)
    assert f"n = {len(table)} seizures · {expected.sum()} records in {len(counted)} provinces" in note
    assert f"{nowhere} with no known province" in note and f"{outside} outside the area studied" in note
    assert "9,999 permutations" in note and "q < 0.05" in note
    assert sorted(filled(figure)["locations"]) == sorted(counted.index)


def test_the_hexagons_hold_the_precise_records_of_the_file(shown, seizures):
    _, found, figure = shown("hotspots=gi&level=hexagon")
    table = seizures()
    precise = table[table["place_precision"].isin(["point", "place"]) & table["country"].isin(CORE)]
    cells = pd.Series([h3.latlng_to_cell(*where, 4) for where in precise[["latitude", "longitude"]].to_numpy()])
    counted = CHART.numbers(found).set_index("code")["seizures"]
    assert counted[counted > 0].to_dict() == cells.value_counts().to_dict()
    drawn = {feature["id"]: shape(feature["geometry"]) for feature in filled(figure)["geojson"]["features"]}
    assert sorted(drawn) == sorted(counted.index)
    assert all(drawn[cell].contains(Point(h3.cell_to_latlng(cell)[::-1])) for cell in counted.index)


@pytest.mark.parametrize(("query", "unit"), [("", "province"), ("level=hexagon", "hexagon")])
@pytest.mark.parametrize("method", ["gi", "moran"])
def test_where_nothing_stands_out_the_area_is_drawn_grey_and_the_result_is_said(shown, query, unit, method):
    _, found, figure = shown(f"hotspots={method}&{query}")
    assert (found.table["label"] == "").all()
    trace, grey = filled(figure), COLOURS["light"][""]
    assert len(trace["locations"]) == found.units and {colour_of(trace, place) for place in range(found.units)} == {
        grey
    }
    assert f"No {unit} stands out from what chance would give" in said(figure)
    assert "doesn't mean" in said(figure)


def colour_of(trace, place):
    stops = dict(trace["colorscale"])
    return stops[trace["z"][place] / trace["zmax"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("webgl", [True, False])
@pytest.mark.parametrize("method", ["gi", "moran"])
def test_each_finding_has_its_colour_and_its_words_in_the_key(shown, method, webgl, theme):
    seen, found, _ = shown(f"hotspots={method}", webgl=webgl, theme=theme)
    labels = [*NAMES[method]]
    table = found.table.assign(label=[labels[place % len(labels)] for place in range(len(found.table))])
    figure = concentration_map(replace(found, table=table), seen)
    key, trace = keys(figure), filled(figure)
    assert len(set(key.values())) == len(key) == len(labels)
    for place, label in enumerate(table["label"]):
        name = f"{NAMES[method][label]}: {(table['label'] == label).sum()}"
        assert colour_of(trace, place) == key[name]
        assert NAMES[method][label] in trace["hovertext"][place]
    flagged = (table["label"] != "").sum()
    assert f"Provinces that stand out from what chance would give: {flagged} of {len(table)}" in said(figure)
    assert figure["layout"]["legend"]["title"]["text"] == "<b>Concentration of records</b>"


def test_no_text_calls_it_a_hot_spot_or_more_trafficking():
    texts = json.dumps([CHART.title, CHART.method, CHART.foot, NAMES, hotmaps.FLAGGED, hotmaps.NOTHING]).lower()
    assert "hot spot" not in texts and "hotspot" not in texts and "more trafficking" not in texts


@pytest.mark.parametrize(
    ("query", "minimum", "held"),
    [
        ("hotspots=gi&country=PA", 10, "here 8 do"),
        ("hotspots=moran&country=PA&level=hexagon", 30, "there are 24 here"),
        ("hotspots=gi&country=BZ&transport_mode=rail", 30, "there are 0 here"),
        ("hotspots=density&country=PA", 30, "there are 24 here"),
        ("hotspots=density&text=Lázaro Cárdenas&country=MX&from=2011&to=2011", 30, "there are 0 here"),
    ],
)
def test_too_little_is_told_in_a_sentence_with_its_minimum(shown, query, minimum, held):
    seen, found, figure = shown(query)
    assert not figure["data"] and f"fewer than {minimum}" in said(figure) and held in said(figure)
    assert CHART.numbers(found).empty and "permutations" not in CHART.note(seen, found)


def test_too_few_places_are_told_too(shown, scene, computed):
    seen, found, _ = shown("hotspots=density")
    few = replace(found, density=replace(found.density, reason="few_places", minimum=10, places=4))
    assert "fewer than 10 different places; there are 4" in said(concentration_map(few, seen))
    units = computed("hotspots=gi")
    assert "same number" in said(concentration_map(replace(units, reason="no_variation"), scene("hotspots=gi")))


def test_a_click_on_a_province_selects_the_records_it_shows(shown, scene):
    _, found, figure = shown("hotspots=gi")
    trace, counts = filled(figure), found.table.set_index("code")["seizures"]
    for code, fragment in zip(trace["locations"], trace["customdata"], strict=True):
        assert (fragment is None) == (counts[code] == 0)
        if fragment:
            assert scene(fragment).view.seizures == counts[code]
    assert set(filled(shown("hotspots=gi&level=hexagon")[2])["customdata"]) == {None}


def test_a_density_says_n_and_bandwidth_and_leaves_imprecise_records_out(shown, seizures):
    seen, found, _ = shown("hotspots=density")
    table = seizures()
    precise = table[table["place_precision"].isin(["point", "place"])]
    inside = precise[precise["longitude"].between(-93.2, -76.6) & precise["latitude"].between(5.9, 19.6)]
    note = CHART.note(seen, found)
    assert f"{len(inside)} records in {len(inside[['longitude', 'latitude']].drop_duplicates())} places" in note
    assert f"{len(table) - len(precise)} not known to the place" in note
    assert f"{len(precise) - len(inside)} outside Central America" in note and "bandwidth 50 km" in note


def test_each_band_of_a_density_holds_the_nodes_of_its_values(shown):
    _, found, figure = shown("hotspots=density")
    grid, edges = found.density.table, [*found.steps, np.inf]
    shapes = {feature["id"]: shape(feature["geometry"]) for feature in filled(figure)["geojson"]["features"]}
    assert len(shapes) == len(keys(figure)) == len(found.steps)
    for row in grid[grid["density"] > 0].iloc[::7].itertuples():
        place = Point(row.longitude, row.latitude)
        band = [code for code, area in shapes.items() if area.contains(place)]
        wanted = [str(n) for n, (low, high) in enumerate(pairwise(edges)) if low < row.density <= high]
        near = min(shapes[code].boundary.distance(place) for code in shapes)
        assert band == wanted or near < 0.002


def test_the_scale_of_a_density_stays_while_filtering_unless_it_would_show_nothing(scene, computed):
    whole, part = computed("hotspots=density"), computed("hotspots=density&country=HN,GT")
    assert part.steps == whole.steps and part.is_fixed
    seen = scene("hotspots=density&country=HN,GT")
    assert "scale is that of this selection" not in said(concentration_map(part, seen))
    assert "scale is that of this selection" in said(concentration_map(replace(part, is_fixed=False), seen))


def test_the_file_of_the_chart_holds_the_table(client, computed):
    answer = client.get("/api/v1/charts/concentration.csv?hotspots=gi")
    table = pd.read_csv(io.BytesIO(answer.data))
    assert list(table.columns) == ["code", "seizures", "z", "p", "q", "label"]
    assert len(table) == computed("hotspots=gi").units and table["q"].is_monotonic_increasing
    nodes = pd.read_csv(io.BytesIO(client.get("/api/v1/charts/concentration.csv?hotspots=density").data))
    assert list(nodes.columns) == ["longitude", "latitude", "density"] and (nodes["density"] > 0).all()


@pytest.mark.parametrize("method", ["gi", "density"])
def test_progress_moves_from_the_start_and_what_it_raises_ends_the_work(scene, method):
    told = []
    CHART.make(replace(scene(f"hotspots={method}"), progress=told.append))
    assert 0 < told[0] < 0.1 and told == sorted(told) and len(told) > 5 and told[-1] <= 1

    def stop(done):
        if done > 0.5:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        CHART.make(replace(scene(f"hotspots={method}"), progress=stop))


def test_the_statistics_are_not_loaded_before_they_are_asked_for():
    heavy = ("esda", "libpysal", "scipy", "sklearn", "statsmodels", "geopandas", "pyproj")
    code = f"import app, layouts.callbacks, sys; print([name for name in {heavy} if name in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_rates_are_offered_by_country_only(library):
    def walk(part):
        if isinstance(part, list | tuple):
            return [found for child in part for found in walk(child)]
        return [part, *walk(getattr(part, "children", None))] if hasattr(part, "to_plotly_json") else []

    parts = walk(html.Div(PAGE.body(speech("en"), library)))
    named = {
        part.id["name"]: part
        for part in parts
        if isinstance(getattr(part, "id", None), dict) and part.id["type"] == "option"
    }
    assert {entry["value"]: entry["disabled"] for entry in named["scale"].data} == {
        "count": False,
        "rate": True,
        "share": False,
    }
    assert [entry["value"] for entry in named["hotspots"].data] == [*METHODS]


def test_steps_are_round_and_bands_cut_a_slope_where_it_passes_them():
    assert steps(1.16, 5) == [0.05, 0.1, 0.2, 0.5, 1.0] and steps(0.5, 2) == [0.2, 0.5]
    assert steps(0.0, 3) == steps(float("nan"), 3) == []
    east, north = (axis.ravel() for axis in np.meshgrid(np.arange(5.0), np.arange(3.0)))
    areas = [shape(band).area for band in bands(east, north, east, [0.5, 2.5])]  # as high as it lies far east
    assert areas == pytest.approx([2 * 2.0, 2 * 1.5])
    assert not shape(bands(east, north, east, [9.0])[0]).area


def test_what_vector_maps_fill_runs_clockwise(shown):
    for query in ("hotspots=gi&level=hexagon", "hotspots=density"):
        for feature in filled(shown(query, webgl=False)[2])["geojson"]["features"]:
            parts = getattr(shape(feature["geometry"]), "geoms", [shape(feature["geometry"])])
            assert not any(part.exterior.is_ccw for part in parts)
