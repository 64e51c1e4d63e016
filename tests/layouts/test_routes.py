"""The routes and the place page, against the downloaded records counted by plain pandas."""

import io
import json

import pandas as pd
import plotly.graph_objects as go
import pytest

from layouts.charts import CHARTS
from layouts.topics.flowmap import flow_map

PLACE = "hn-pcr-seaport"


@pytest.fixture(scope="module")
def seizures(client):
    """The downloaded seizures, losses left out, with the first country of each end."""
    table = pd.read_csv(io.BytesIO(client.get("/api/v1/seizures.csv").data), dtype=str, keep_default_na=False)
    table = table[table["event"] != "diverted"]
    for name in ("origin", "destination"):
        table[name] = table[name].str.split(">").str[0].str.split(":").str[0].replace("", "not_recorded")
    return table


def made(scene, name, query="", **more):
    seen = scene(query, **more)
    return CHARTS[name], CHARTS[name].make(seen), seen


def test_corridors_are_those_of_the_downloaded_file(scene, seizures):
    _, table, _ = made(scene, "corridors")
    stated = seizures[(seizures["origin"] != "not_recorded") | (seizures["destination"] != "not_recorded")]
    expected = stated.groupby(["origin", "country", "destination"]).size().to_dict()
    assert table.set_index(["origin", "country", "destination"])["seizures"].to_dict() == expected
    assert table["share"].iloc[0] == pytest.approx(max(expected.values()) / len(stated))


def test_the_matrix_holds_every_seizure_once(scene, seizures):
    _, table, _ = made(scene, "route-matrix")
    assert table["seizures"].sum() == len(seizures)
    neither = table[(table["origin"] == "not_recorded") & (table["destination"] == "not_recorded")]
    both = (seizures["origin"] == "not_recorded") & (seizures["destination"] == "not_recorded")
    assert neither["seizures"].item() == both.sum()
    chart, table, seen = made(scene, "route-matrix")
    assert f"{both.sum()} state neither" in chart.note(seen)


def test_ends_nobody_stated_are_counted_never_dropped(scene, seizures):
    shown = flow_map(scene())
    counted = shown.ends.groupby("direction")["seizures"].sum()
    assert counted["in"] == (seizures["origin"] == "not_recorded").sum()
    assert counted["out"] == (seizures["destination"] == "not_recorded").sum()


def test_a_map_of_fewer_flows_says_how_many_it_leaves_out(scene):
    whole = flow_map(scene("nodes=place&top=300")).kept.flows
    chart, shown, seen = made(scene, "flow-map", "nodes=place&top=20&least=2")
    assert len(shown.kept.flows) <= 20 and shown.kept.flows["seizures"].min() >= 2
    assert f"{len(whole) - len(shown.kept.flows)} left out" in chart.note(seen)


def test_flows_are_as_wide_whatever_is_filtered(scene):
    assert flow_map(scene("country=PA")).most == flow_map(scene()).most


@pytest.mark.parametrize("webgl", [True, False])
@pytest.mark.parametrize("nodes", ["country", "place"])
def test_the_flow_map_with_and_without_webgl(scene, webgl, nodes):
    chart, shown, seen = made(scene, "flow-map", f"nodes={nodes}", webgl=webgl)
    figure = chart.figure(shown, seen)
    go.Figure(figure)
    text = json.dumps(figure)
    assert "NaN" not in text and "Honduras" in text


def test_a_click_on_the_matrix_selects_what_the_cell_shows(scene):
    chart, table, seen = made(scene, "route-matrix")
    trace = chart.figure(table, seen)["data"][0]
    cells = [
        (fragment, value)
        for fragments, values in zip(trace["customdata"], trace["z"], strict=True)
        for fragment, value in zip(fragments, values, strict=True)
        if fragment
    ]
    assert len(cells) > 20
    for fragment, value in cells[:25]:
        assert scene(fragment).view.seizures == value, fragment


def test_too_few_routes_give_a_sentence_not_a_ranking(scene):
    for name in ("chokepoints", "link-chokepoints"):
        chart, ranking, seen = made(scene, name, "country=PA")
        assert ranking.reason == "few_records"
        text = chart.figure(ranking, seen)["layout"]["annotations"][0]["text"].replace("<br>", " ")
        assert "needs 20 seizures" in text
    chart, table, seen = made(scene, "cut-sets", "country=PA")
    assert table.empty and "20 seizures" in chart.why(table, seen)


def test_a_ranking_shows_its_intervals(scene):
    chart, ranking, seen = made(scene, "chokepoints")
    trace = chart.figure(ranking, seen)["data"][0]
    assert max(trace["error_x"]["array"]) > 0 and trace["x"] == sorted(trace["x"])


def test_a_cut_is_as_strong_as_its_legs(scene):
    _, table, _ = made(scene, "cut-sets")
    assert (
        len(table)
        and (table.groupby("destination")["seizures"].sum() == table.groupby("destination")["cut"].first()).all()
    )


def test_a_place_counts_only_what_states_it(scene, seizures):
    _, table, seen = made(scene, "place-relations", f"place={PLACE}")
    counts = table.set_index("relation")["seizures"]
    named = seizures["place"].str.contains("Puerto Cort", regex=False)
    assert counts["seized"] == named.sum() == 10
    chart = CHARTS["place-years"]
    assert chart.seen(seen).view.seizures == counts[["seized", "passed", "bound"]].sum()
    years = chart.make(seen)
    assert years["seizures"].sum() == counts[["seized", "passed", "bound"]].sum()
    assert "Puerto Cortés" in chart.note(seen)


@pytest.mark.parametrize("query", ["", "place=no-such-place"])
def test_without_a_place_the_page_says_what_to_do(scene, query):
    seen = scene(query)
    for name in ("place-relations", "place-years", "place-goods"):
        figure = CHARTS[name].figure(CHARTS[name].make(seen), seen)
        text = figure["layout"]["annotations"][0]["text"]
        assert "Choose a crossing" in text or text == "No place is chosen."
    assert [problem.value for problem in seen.problems] == ([query.partition("=")[2]] if query else [])


def test_two_entries_of_one_port_are_listed_once(scene):
    names = list(made(scene, "busiest-places")[1]["name"])
    assert len([name for name in names if "Haina" in name]) == 1 and "Puerto Cortés" in names


def test_a_far_country_is_drawn_nearer_but_told_where_it_is(scene):
    chart, shown, seen = made(scene, "flow-map")
    from_there = shown.kept.flows[shown.kept.flows["start"] == "US"]
    assert (from_there["start_latitude"] > 35).all() and len(from_there)
    drawn = json.dumps(chart.figure(shown, seen))
    assert "29.9" in drawn and str(from_there["start_latitude"].iloc[0]) not in drawn


def test_a_place_in_the_list_is_a_link_that_keeps_the_filters(scene):
    chart, table, seen = made(scene, "busiest-places", "country=HN")
    links = chart.words(table, seen)["Place"]
    assert links.iloc[0].href == f"/place?country=HN&place={table['place_id'].iloc[0]}"
