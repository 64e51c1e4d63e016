"""Aggregates and routes are what plain pandas counts from the downloaded rows."""

import io
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from analytics.crossfilter import View
from analytics.legs import LEG_TABLE, leg_table
from data.dimensions import NOT_RECORDED

COUNTED = "event=seized&event=found&event=surrendered&event=customs_retained"
MANY = {"concealment": "concealment", "agency_type": "agency_type", "diversion_source": "diversion_source"}
FAMILIES = ("handgun", "long_gun", "automatic", "light_weapon", "irregular_firearm", "firearm_unspecified")


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return pd.read_csv(io.BytesIO(answer.data), dtype=str, keep_default_na=False), answer


@pytest.fixture(scope="module")
def seizures(client):
    """Every record that counts as a seizure, with a column a dimension, as plain pandas makes it."""
    table, _ = read(client, "/api/v1/seizures.csv")
    table = table[table["event"] != "diverted"].reset_index(drop=True)
    table["year"] = table["date"].str[:4]
    table["month"] = table["date"].str[:7].where(table["date"].str.len() >= 7, NOT_RECORDED)
    for name in ("country", "transport_mode", "location_type", "detection", "event", "document_status", "admin1"):
        table[name] = table[name].replace("", NOT_RECORDED)
    for name in MANY:
        table[name] = table[name].map(lambda text: text.split(";") if text else [NOT_RECORDED])
    return table


def plainly(table, names):
    """Count records by dimensions, one in every combination of its values."""
    for name in names:
        if name in MANY:
            table = table.explode(name)
    return table.drop_duplicates(["seizure_id", *names]).groupby(names).size()


TRIPLES = [
    ["country"],
    ["country", "year"],
    ["country", "year", "event"],
    ["transport_mode", "concealment", "country"],
    ["concealment", "agency_type", "year"],
    ["diversion_source", "concealment", "agency_type"],
    ["month", "location_type", "detection"],
    ["admin1", "document_status", "concealment"],
]


@pytest.mark.parametrize("names", TRIPLES, ids=" ".join)
def test_an_aggregate_is_what_plain_pandas_counts(client, seizures, names):
    rows, answer = read(client, f"/api/v1/aggregate.csv?by={','.join(names)}")
    found = rows.astype({"seizures": int}).set_index(names)["seizures"]
    assert found[found > 0].sort_index().to_dict() == plainly(seizures, names).sort_index().to_dict()
    assert answer.headers["X-Istmo-Rows"] == str(len(rows))
    assert answer.headers["X-Istmo-Base"] == str(len(seizures))


@pytest.mark.parametrize("measure", ["firearms", "ammunition"])
@pytest.mark.parametrize("names", [["country", "year"], ["concealment", "country", "transport_mode"]], ids=" ".join)
def test_a_measure_is_what_plain_pandas_adds_up(client, seizures, names, measure):
    rows, _ = read(client, f"/api/v1/aggregate.csv?by={','.join(names)}&measure={measure}")
    column = {"firearms": "firearms", "ammunition": "qty_ammunition"}[measure]
    table = seizures.assign(amount=pd.to_numeric(seizures[column]).fillna(0))
    for name in names:
        if name in MANY:
            table = table.explode(name)
    expected = table.drop_duplicates(["seizure_id", *names]).groupby(names)["amount"].sum()
    found = rows.astype({"value": float}).set_index(names)["value"]
    assert np.allclose(found.sort_index(), expected.reindex(found.sort_index().index))
    assert len(found) == len(expected)


def test_an_aggregate_tells_what_it_rests_on(client, seizures):
    told = client.get("/api/v1/aggregate.json?by=concealment,country&measure=firearms&country=PA").get_json()
    mine = seizures[seizures["country"] == "PA"]
    known = mine["concealment"].map(lambda codes: bool({*codes} - {NOT_RECORDED, "unknown", "unspecified"}))
    assert told["base"] == len(mine) and told["known"] == {"concealment": int(known.sum()), "country": len(mine)}
    assert told["overlapping"] == ["concealment"] and told["unit"] == "pieces"
    assert told["total"] == pd.to_numeric(mine["firearms"]).sum() and told["query"] == "country=PA"
    assert told["stated"] == pd.to_numeric(mine["firearms"]).notna().sum()


def test_a_median_that_is_not_known_is_null(client):
    told = client.get("/api/v1/aggregate.json?by=country,year&measure=median_consignment").get_json()
    assert any(row["value"] is None for row in told["rows"]) and any(row["value"] for row in told["rows"])


@pytest.mark.parametrize("query", ["", "by=", "by=country,year,event,detection", "by=colour", "by=country&measure=joy"])
def test_an_aggregate_without_sense_is_refused(client, query):
    assert client.get(f"/api/v1/aggregate.json?{query}").status_code == 400


def test_an_aggregate_of_nothing_is_empty_and_says_so(client):
    told = client.get("/api/v1/aggregate.json?by=country,year&text=zzzz&measure=firearms").get_json()
    assert (told["rows"], told["base"]) == ([], 0)


def test_ends_that_nobody_knows_are_counted(client, seizures):
    rows, answer = read(client, "/api/v1/routes.csv")
    rows = rows.astype({"seizures": int})
    known = {name: seizures[name].str.contains(r"^[A-Z]{2}:").sum() for name in ("origin", "destination")}
    unknown = rows.groupby("kind")["seizures"].sum()
    assert unknown["unknown_start"] == len(seizures) - known["origin"]
    assert unknown["unknown_end"] == len(seizures) - known["destination"]
    assert answer.headers["X-Istmo-Base"] == str(len(seizures))
    ends = rows[rows["kind"] == "unknown_start"]
    assert (ends["start"] == NOT_RECORDED).all() and (ends["start_country"] == "").all()
    assert set(rows["evidence"]) <= {"documented", "inferred", ""}


def plain_legs(view: View) -> dict[tuple[str, str, str, bool], int]:
    """Count the legs of a view by walking along each record's stops: slow, and easy to follow."""
    records, found = view.columns.records, {}
    for row in view.rows:
        stops = records.waypoints[records.waypoints["row"] == row].sort_values("sequence")
        stops = [(stop.role, stop.country, bool(stop.documented)) for stop in stops.itertuples()]
        if all(role != "seizure" for role, *_ in stops):
            place = next((i for i, (role, *_) in enumerate(stops) if role == "destination"), len(stops))
            stops.insert(place, ("seizure", records.seizures["country"].iloc[row], True))
        stops = [stop for stop in stops if isinstance(stop[1], str) and stop[1] not in {"", NOT_RECORDED, "unknown"}]
        after, legs = False, set()
        for (role, start, known), (_, end, sure) in pairwise(stops):
            after = after or role == "seizure"
            legs.add(("intended" if after else "travelled", start, end, known and sure))
        for leg in legs:
            found[leg] = found.get(leg, 0) + 1
    return found


@pytest.mark.parametrize("query", ["", "country=PA", "transport_mode_family=sea", "from=2015"])
def test_legs_are_those_of_a_walk_along_every_record(scene, query):
    table = leg_table(scene(query).view)
    legs = table[table["kind"] == "leg"]
    keys = zip(legs["stage"], legs["start"], legs["end"], legs["evidence"] == "documented", strict=True)
    assert dict(zip(keys, legs["seizures"], strict=True)) == plain_legs(scene(query).view)


def test_routes_on_a_map_are_the_same_rows(client):
    for nodes in ("country", "place"):
        rows, _ = read(client, f"/api/v1/routes.csv?nodes={nodes}")
        told = client.get(f"/api/v1/routes.geojson?nodes={nodes}").get_json()
        assert len(told["features"]) == len(rows) and set(told["features"][0]["properties"]) == set(LEG_TABLE)
        assert sum(each["properties"]["seizures"] for each in told["features"]) == rows["seizures"].astype(int).sum()
        for feature in told["features"]:
            shape, row = feature["geometry"], feature["properties"]
            if shape and shape["type"] == "LineString":
                assert shape["coordinates"][0] == [row["start_longitude"], row["start_latitude"]]
            assert (
                shape is not None
                or row["start"] == row["end"] == NOT_RECORDED
                or None
                in (
                    row["start_latitude"],
                    row["end_latitude"],
                )
            )


def test_no_record_is_no_leg(scene):
    table = leg_table(scene("text=zzzz").view)
    assert table.empty and list(table.columns) == list(LEG_TABLE)


COUNTED = ("aggregate.csv?by=country", "aggregate.json?by=country", "routes.csv", "routes.geojson", "charts/trend.csv")


@pytest.mark.parametrize("path", COUNTED)
def test_counts_of_synthetic_records_say_so(client, monkeypatch, path):
    from layouts.scene import Scene

    real = client.get(f"/api/v1/{path}")
    assert "X-Istmo-Synthetic" not in real.headers and real.headers["X-Istmo-Licence"] == "CC BY 4.0"
    monkeypatch.setattr(Scene, "is_synthetic", True)
    answer = client.get(f"/api/v1/{path}")
    assert answer.headers["X-Istmo-Synthetic"] == "true"
    if "json" in path:
        told = answer.get_json(force=True)
        assert told["synthetic"] is True and told["licence"] == "CC BY 4.0" and told["source"]
    if "json?" not in path:
        assert "-synthetic." in answer.headers["Content-Disposition"]
