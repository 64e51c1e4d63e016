"""Every chart, for any selection and option: a figure that plotly accepts, in words of the language."""

import io
import json

import pandas as pd
import plotly.graph_objects as go
import pytest

from analytics.options import OPTIONS
from data.dimensions import MEASURES
from layouts.chart import Chart
from layouts.charts import CHARTS
from layouts.redraw import draw, made

SELECTIONS = {
    "all": "",
    "panama": "country=PA",
    "one": "text=Lázaro Cárdenas&country=MX&from=2011&to=2011",
    "none": "country=BZ&transport_mode=rail",
    "losses": "event=diverted",
}


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("query", SELECTIONS.values(), ids=SELECTIONS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_chart_is_a_figure_plotly_accepts(scene, name, query, language):
    seen, chart = scene(query, language), CHARTS[name]
    figure = chart.figure(chart.make(seen), seen)
    go.Figure(figure)
    json.dumps(figure)
    assert chart.note(seen)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chart_has_a_dark_and_a_light_face(scene, theme):
    seen = scene("", theme=theme)
    for chart in CHARTS.values():
        go.Figure(chart.figure(chart.make(seen), seen))


@pytest.mark.parametrize("webgl", [True, False])
@pytest.mark.parametrize("level", OPTIONS["level"].values)
@pytest.mark.parametrize("scale", OPTIONS["scale"].values)
@pytest.mark.parametrize("query", ["", "country=BZ&transport_mode=rail", "country=PA"])
def test_the_map_at_every_level_and_scale(scene, webgl, level, scale, query):
    chart = CHARTS["explore-map"]
    for measure in MEASURES:
        layers = "layers=" + ",".join(OPTIONS["layers"].values)
        seen = scene(f"{query}&level={level}&scale={scale}&measure={measure}&{layers}", webgl=webgl)
        go.Figure(chart.figure(chart.make(seen), seen))


def test_the_points_under_clusters_are_as_many_as_the_seizures(scene):
    seen = scene("level=cluster&country=PA")
    chart = CHARTS["explore-map"]
    trace = chart.figure(chart.make(seen), seen)["data"][0]
    assert len(trace["lon"]) == len(trace["customdata"]) == seen.view.seizures
    assert f"{seen.view.seizures} shown" in chart.note(seen)


@pytest.mark.parametrize("grain", OPTIONS["grain"].values)
@pytest.mark.parametrize("by", ["transport_mode_family", "country", "item_type_family"])
def test_the_trend_conserves_the_total(scene, grain, by):
    seen = scene(f"grain={grain}&by={by}&country=PA")
    table = CHARTS["trend"].table(seen)
    dated = seen.view.by(grain)
    expected = dated.loc[dated[grain] != "not_recorded", "seizures"].sum()
    counted = table.groupby("period")["seizures"].sum().sum()
    assert counted >= expected if by == "item_type_family" else counted == expected


def test_a_small_base_gives_no_percentage(scene):
    seen = scene("country=PA&transport_mode=sea_small_craft")
    assert 0 < seen.view.seizures < 10
    assert "%" not in CHARTS["concealment"].note(seen)
    for name in ("concealment", "transport", "completeness"):
        chart = CHARTS[name]
        assert "%" not in json.dumps(chart.figure(chart.make(seen), seen)["data"])


def test_the_scale_of_a_map_is_the_same_whatever_is_filtered(scene):
    chart, tops = CHARTS["areas"], set()
    for query in ("", "country=PA", "from=2020"):
        seen = scene(query)
        tops.add(next(t["zmax"] for t in chart.figure(chart.make(seen), seen)["data"] if t.get("showscale", True)))
    assert len(tops) == 1


def test_a_category_has_one_colour_whatever_is_filtered(scene):
    colours: dict[str, set[str]] = {}
    chart = CHARTS["trend"]
    for query in ("", "country=PA", "country=HN", "transport_mode_family=sea"):
        seen = scene(query)
        for trace in chart.figure(chart.make(seen), seen)["data"]:
            colours.setdefault(trace["name"], set()).add(trace["marker"]["color"])
    assert all(len(found) == 1 for found in colours.values()), colours


def test_a_click_on_any_mark_selects_what_it_shows(scene):
    seen = scene()
    for name in ("transport", "concealment", "items", "routes", "trend"):
        chart = CHARTS[name]
        for trace in chart.figure(chart.make(seen), seen)["data"]:
            for fragment, value in zip(trace["customdata"], trace.get("x" if name != "trend" else "y"), strict=True):
                if fragment is None or name == "trend":
                    continue
                after = scene(fragment)
                assert not after.problems
                assert after.view.seizures == value, (name, fragment)


def test_a_chart_that_fails_says_so_and_the_others_stand(scene):
    def fail(_):
        raise ZeroDivisionError

    broken = Chart(name="broken", title="x", result=fail, draw=lambda table, seen: {}, method="x")
    seen = scene()
    figure = draw(broken, made(broken, seen), seen)
    assert "could not be drawn" in figure["layout"]["annotations"][0]["text"]


def test_a_table_of_a_chart_is_its_file(scene, client):
    for name, chart in CHARTS.items():
        answer = client.get(f"/api/v1/charts/{name}.csv?country=PA")
        table = pd.read_csv(io.BytesIO(answer.data))
        assert answer.status_code == 200 and len(table) == len(chart.table(scene("country=PA")))
