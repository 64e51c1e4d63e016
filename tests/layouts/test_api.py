"""What scripts get: the same rows as plain pandas, and a plain refusal for what isn't understood."""

import io

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def table(answer, **options):
    return pd.read_csv(io.BytesIO(answer.data), keep_default_na=False, dtype=str, **options)


def test_the_rows_of_a_query_are_what_plain_pandas_finds(client, incidents):
    answer = client.get("/api/v1/seizures.csv?country=PA")
    rows = table(answer)
    plain = incidents[incidents["country"] == "PA"]
    assert sorted(rows["seizure_id"]) == sorted(plain["seizure_id"])
    assert answer.headers["X-Istmo-Rows"] == str(len(plain))
    both = rows.merge(plain, on="seizure_id", suffixes=("", "_plain"), validate="one_to_one")
    for column in ("date", "event", "place", "location_type", "transport_mode", "detection", "summary"):
        assert (both[column] == both[f"{column}_plain"]).all(), column
    filled = {"qty_firearm_unspecified"}  # holds what a stated total has beyond its parts
    for column in (name for name in plain if name.startswith("qty_") and name in rows and name not in filled):
        assert (pd.to_numeric(both[column]).fillna(-1) == pd.to_numeric(both[f"{column}_plain"]).fillna(-1)).all(), (
            column
        )


def test_without_a_query_every_record_is_there(client, incidents):
    assert len(table(client.get("/api/v1/seizures.csv"))) == len(incidents)


def test_aggregates_are_what_plain_pandas_counts(client, incidents):
    answer = client.get("/api/v1/aggregate.csv?by=country,year&measure=seizures&from=2010")
    rows = table(answer)
    plain = incidents[(incidents["event"] != "diverted") & (incidents["date"].str[:4] >= "2010")]
    expected = plain.groupby(["country", plain["date"].str[:4]]).size()
    found = rows.set_index(["country", "year"])["seizures"].astype(int)
    assert found[found > 0].sort_index().to_dict() == expected.to_dict()
    as_json = client.get("/api/v1/aggregate.json?by=country").get_json()
    assert as_json["by"] == ["country"] and as_json["rows"]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("contry=PA", "contry"),
        ("country=XX", "XX"),
        ("from=soon", "soon"),
        ("bbox=1,2", "1,2"),
        ("origin=Atlantis", "Atlantis"),
    ],
)
@pytest.mark.parametrize("path", ["seizures.csv", "seizures.xlsx", "aggregate.csv", "charts/transport.csv"])
def test_what_is_not_understood_is_refused_by_name(client, path, query, named):
    answer = client.get(f"/api/v1/{path}?by=country&{query}")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert named in answer.get_json()["detail"]


@pytest.mark.parametrize("path", ["seizures.exe", "aggregate.xml", "charts/none.csv"])
def test_an_address_that_is_not_there(client, path):
    assert client.get(f"/api/v1/{path}").status_code == 404


def test_a_version_that_is_not_there(client):
    answer = client.get("/api/v1/seizures.csv?version=99&lang=es")
    assert answer.status_code == 404 and "99" in answer.get_json()["detail"]


def test_every_answer_names_its_version_and_is_not_sent_twice(client):
    first = client.get("/api/v1/seizures.csv?country=PA")
    again = client.get("/api/v1/seizures.csv?country=PA", headers={"If-None-Match": first.headers["ETag"]})
    assert first.headers["X-Istmo-Version"] == "0" and again.status_code == 304


def test_versions_and_health(client):
    assert client.get("/api/v1/versions.json").get_json()["versions"][0]["action"] == "load reference"
    assert client.get("/healthz").get_json() == {"status": "ok", "version": 0, "records": 230}


def test_excel_opens_what_it_is_given(client):
    assert client.get("/api/v1/seizures.csv-excel").data.startswith(b"\xef\xbb\xbf")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/v1/seizures.xlsx?country=PA").data))
    heading, *rows = book["seizures"].values
    firearms = [row[heading.index("firearms")] for row in rows]
    assert all(value is None or isinstance(value, int | float) for value in firearms)
    assert not [cell for row in rows for cell in row if isinstance(cell, str) and cell.startswith("=")]


@given(st.text(max_size=60))
@settings(max_examples=50)
def test_any_text_is_an_answer_or_a_refusal(client, text):
    answer = client.get("/api/v1/aggregate.csv", query_string={"by": "country", "text": text})
    assert answer.status_code == 200
    raw = client.get("/api/v1/seizures.csv?" + text.encode("utf-8", "replace").decode("latin-1").replace("#", ""))
    assert raw.status_code in {200, 400, 404}


def test_borders_come_from_here_and_nothing_else_does(client):
    assert client.get("/geography/borders_admin1.geojson").status_code == 200
    assert client.get("/geography/incidents.csv").status_code == 404
    assert "PA-2001-001" not in client.get("/geography/../reference/incidents.csv").text
