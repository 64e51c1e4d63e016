"""Synthetic records: always labelled, made of known codes and places only, and silent where real ones are."""

import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest

from data.dimensions import DIMENSIONS
from data.geography.places import load_gazetteer
from data.schema import ITEM_COLUMNS, LIST_COLUMNS, SEIZURE_COLUMNS, WAYPOINT_COLUMNS, from_arrow, to_arrow
from data.synthetic.draft import COUNTRIES
from data.synthetic.draws import TAIL, filled, pareto, urns, weighted
from data.synthetic.records import synthetic
from data.vocabulary import REFERENCE, Vocabulary, load_vocabulary

VOCABULARY, GAZETTEER = load_vocabulary(), load_gazetteer(REFERENCE)
ROWS = 20_000
CODED = (
    *("date_precision", "event", "place_precision", "location_type", "detection", "transport_mode", "document_status"),
    *("document_type", "source_reliability", "dataset", "sensitivity"),
)
LISTS = ("agency_type", "concealment", "diversion_source", "offence_context")


def made(rows, seed=1, **options):
    return synthetic(rows, seed, vocabulary=VOCABULARY, gazetteer=GAZETTEER, **options)


@pytest.fixture(scope="module")
def records():
    return made(ROWS)


def same(one, other):
    pd.testing.assert_frame_equal(one.seizures, other.seizures, check_dtype=False)
    pd.testing.assert_frame_equal(one.items, other.items, check_dtype=False)
    pd.testing.assert_frame_equal(one.waypoints, other.waypoints, check_dtype=False)
    for name in LIST_COLUMNS:
        pd.testing.assert_frame_equal(one.lists[name], other.lists[name], check_dtype=False)


def test_equal_seeds_give_equal_records_and_others_do_not():
    same(made(300), made(300))
    assert not made(300, seed=2).seizures["date"].equals(made(300).seizures["date"])


def test_every_record_is_labelled_synthetic(records):
    seizures = records.seizures
    labels = {"dataset": "synthetic", "sensitivity": "public", "source_publisher": "Istmo, synthetic"}
    assert all((seizures[name] == label).all() for name, label in labels.items())
    assert seizures["seizure_id"].iloc[[0, -1]].tolist() == ["SYN-1-1", f"SYN-1-{ROWS}"]
    assert seizures["seizure_id"].is_unique and (seizures["import_id"] == "synthetic-1").all()
    assert not len(records.lists["agency"]) and not len(records.lists["source_url"])


def test_a_vocabulary_that_does_not_know_the_label_is_refused():
    terms = VOCABULARY.terms[VOCABULARY.terms["code"] != "synthetic"]
    with pytest.raises(ValueError, match="synthetic"):
        synthetic(1, 1, vocabulary=Vocabulary(terms, VOCABULARY.provinces), gazetteer=GAZETTEER)


@pytest.mark.parametrize("name", CODED)
def test_single_codes_are_in_the_vocabulary(records, name):
    assert set(records.seizures[name].dropna()) <= set(VOCABULARY.listed(name))


@pytest.mark.parametrize("name", LISTS)
def test_listed_codes_are_in_the_vocabulary_and_none_comes_twice(records, name):
    table = records.lists[name]
    assert set(table["code"]) <= set(VOCABULARY.listed(name))
    assert not table.duplicated().any() and table["row"].is_monotonic_increasing


def test_codes_of_goods_are_in_the_vocabulary(records):
    items = records.items
    for name in ("item_type", "marking_status", "tracing_status"):
        assert set(items[name].dropna()) <= set(VOCABULARY.listed(name))
    assert set(items["manufacture_country"].dropna()) <= set(VOCABULARY.codes("country"))
    assert not items.duplicated(["row", "item_type"]).any() and (items["quantity"] >= 1).all()
    units = items.drop_duplicates(["item_type", "unit"]).set_index("item_type")["unit"]
    assert units[["ammunition", "explosive", "pistol"]].tolist() == [
        "rounds",
        "kg",
        "pieces",
    ]


def test_every_value_of_a_pattern_s_dimensions_occurs():
    records = made(200_000)
    for name in ("location_type", "transport_mode", "detection"):
        assert set(records.seizures[name].dropna()) == set(VOCABULARY.codes(name))


def test_provinces_belong_to_their_country(records):
    for table in (records.seizures, records.waypoints):
        known = table[table["admin1"].notna()]
        assert known["admin1"].map(VOCABULARY.province_country()).equals(known["country"])
    assert set(records.seizures["country"]) == set(COUNTRIES)


def test_nothing_lies_outside_the_gazetteer(records):
    sides = [
        GAZETTEER.places,
        GAZETTEER.places.drop(columns=["country", "admin1"]).rename(
            columns={"other_country": "country", "other_admin1": "admin1"}
        ),
    ]
    keys = ["name", "country", "latitude", "longitude"]
    places = set(pd.concat(sides)[keys].itertuples(index=False, name=None))
    units = {(latitude, longitude) for latitude, longitude in GAZETTEER.points.values()}
    for table in (records.seizures, records.waypoints):
        named = table[table["place"].notna()].rename(columns={"place": "name"})
        assert set(named[keys].itertuples(index=False, name=None)) <= places
        unnamed = table.loc[table["place"].isna(), ["latitude", "longitude"]]
        assert set(unnamed.itertuples(index=False, name=None)) <= units


def test_the_tables_are_those_of_the_schema_and_survive_storage(records):
    assert list(records.seizures) == list(SEIZURE_COLUMNS)
    assert list(records.items) == ["row", *ITEM_COLUMNS] and list(records.waypoints) == ["row", *WAYPOINT_COLUMNS]
    same(from_arrow(to_arrow(records)), records)


@pytest.mark.parametrize("rows", [0, 1])
def test_none_and_one(rows):
    records = made(rows)
    assert len(records) == rows
    same(from_arrow(to_arrow(records)), records)


def test_routes_run_from_origin_over_transits_and_seizure_to_destination(records):
    stops = records.waypoints
    order = stops["role"].map({"origin": 0, "transit": 1, "seizure": 2, "destination": 3})
    assert (order.groupby(stops["row"]).diff().dropna() >= 0).all()
    assert (stops["sequence"] == stops.groupby("row").cumcount()).all()
    assert (stops.groupby("row").size() >= 2).all(), "a seizure alone is no route"
    roles = stops["role"].value_counts()
    assert roles["seizure"] == stops["row"].nunique() < ROWS
    assert roles["origin"] < roles["seizure"] and roles["destination"] < roles["seizure"]
    here = stops[stops["role"] == "seizure"].set_index("row")
    columns = ["country", "admin1", "place", "latitude", "longitude"]
    own = records.seizures.loc[here.index, columns]
    pd.testing.assert_frame_equal(here[columns], own, check_names=False)


MAY_BE_BLANK = (
    *("admin1", "place", "report_date", "location_type", "detection", "transport_mode", "document_status"),
    *("document_type", "firearms_stated", "other_goods", "source_date", "source_reliability"),
)


@pytest.mark.parametrize("name", MAY_BE_BLANK)
def test_fields_that_reports_leave_out_are_left_out_sometimes(records, name):
    assert 0 < records.seizures[name].isna().mean() < 0.95


def test_lists_items_and_routes_are_left_out_sometimes(records):
    for table in (*(records.lists[name] for name in LISTS), records.items, records.waypoints):
        assert 0 < table["row"].nunique() < ROWS
    for name in ("admin1", "place"):
        assert records.waypoints[name].isna().any()


def test_both_ways_of_not_knowing_occur(records):
    for name in ("location_type", "transport_mode", "detection", "document_status"):
        assert (records.seizures[name] == "unknown").any() and DIMENSIONS[name]
    assert (records.lists["concealment"]["code"] == "unknown").any()


def test_what_is_missing_depends_on_the_year_and_on_the_agency(records):
    blank = records.seizures["transport_mode"].isin(["unknown"]) | records.seizures["transport_mode"].isna()
    year = records.seizures["date"].dt.year
    assert blank[year <= 2014].mean() > blank[year >= 2022].mean() + 0.1
    leading = records.lists["agency_type"].drop_duplicates("row").set_index("row")["code"]
    by_agency = blank.groupby(leading.reindex(blank.index)).agg(["mean", "size"])
    common = by_agency.loc[by_agency["size"] > 500, "mean"]
    assert common.max() - common.min() > 0.1


def test_goods_by_sea_container_are_found_at_ports_among_parcels(records):
    seizures, concealment = records.seizures, records.lists["concealment"]
    by_container = seizures["transport_mode"] == "sea_container"
    at_port = seizures.loc[by_container, "location_type"].isin(["seaport", "customs_depot", "free_zone"])
    assert at_port.mean() > 0.7
    hidden = set(concealment.loc[concealment["code"] == "parcel_in_container", "row"])
    assert by_container.reindex(sorted(hidden)).mean() > 0.5 > by_container.mean()


def test_diverted_is_about_eight_in_a_hundred(records):
    share = (records.seizures["event"] == "diverted").mean()
    assert share == pytest.approx(0.08, abs=4 * np.sqrt(0.08 * 0.92 / ROWS))


def test_reports_follow_the_event(records):
    exact = records.seizures[records.seizures["date_precision"] == "day"]
    delay = (exact["report_date"] - exact["date"]).dt.days.dropna()
    assert delay.min() >= 0 and delay.max() <= 365 and 1 <= delay.median() <= 5
    assert set(records.seizures["date_precision"]) == {"day", "month", "year", "reported"}
    assert records.seizures["date"].dt.year.agg(["min", "max"]).tolist() == [2012, 2024]


def test_quantities_have_a_tail_of_the_index_stated():
    drawn = pareto(np.ones(400_000), np.random.default_rng(3))
    above = [np.mean(drawn >= least) for least in (10, 100)]
    assert np.log10(above[0] / above[1]) == pytest.approx(TAIL, abs=0.1)


def test_without_drift_rates_mix_and_completeness_stay_as_they_are():
    still, moving = made(60_000, drift=0.0), made(60_000)
    assert _change(still) < 0.02 < _change(moving)
    months = still.seizures.loc[still.seizures["date_precision"] == "day", "date"].dt.month.value_counts()
    assert months.max() / months.min() < 1.2


def _change(records) -> float:
    """Return the largest change of a share from the first to the second half of the years."""
    seizures = records.seizures
    late = seizures["date"].dt.year > 2018
    tables = {"late": late.astype(float)} | {
        name: pd.get_dummies(seizures[name], dummy_na=True) for name in ("country", "detection", "transport_mode")
    }
    mixes = [table for name, table in tables.items() if name != "late"]
    halves = abs(late.mean() - 6 / 13)
    return max(halves, *((mix[late].mean() - mix[~late].mean()).abs().max() for mix in mixes))


def test_draws_follow_their_weights_and_empty_urns_give_nothing():
    drawn = urns(np.array([[0.0, 1.0, 3.0], [1.0, 0.0, 0.0]])).draw(
        np.repeat([0, 1], [40_000, 100]), np.random.default_rng(1)
    )
    assert set(drawn[:40_000]) == {1, 2} and set(drawn[40_000:]) == {0}
    assert np.mean(drawn[:40_000] == 2) == pytest.approx(0.75, abs=0.01)
    sparse = filled(np.array([1]), np.array([7]), np.array([2.0]), 3)
    assert sparse.draw(np.array([0, 1, 2]), np.random.default_rng(1)).tolist() == [-1, 7, -1]


def test_a_share_of_something_that_is_no_code_is_refused():
    with pytest.raises(ValueError, match="balloon"):
        weighted({"balloon": 1.0}, VOCABULARY.codes("transport_mode"))


def test_twenty_thousand_in_two_seconds():
    start = time.process_time()
    made(ROWS, seed=4)
    assert time.process_time() - start < 2


MILLION = """
import resource, time
from data.geography.gazetteer import load_gazetteer
from data.synthetic.records import synthetic
from data.vocabulary import REFERENCE, load_vocabulary
vocabulary, gazetteer, start = load_vocabulary(), load_gazetteer(REFERENCE), time.process_time()
records = synthetic(1_000_000, 4, vocabulary=vocabulary, gazetteer=gazetteer)
print(len(records), time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
"""Run in a process of its own, whose memory is the records' only."""


@pytest.mark.slow
def test_a_million_in_thirty_seconds_and_three_gigabytes():
    call = [sys.executable, "-c", MILLION]
    done = subprocess.run(call, cwd=REFERENCE.parent.parent, capture_output=True, text=True, check=True)
    rows, seconds, kilobytes = (float(part) for part in done.stdout.split())
    assert rows == 1_000_000 and seconds < 30 and kilobytes < 3_000_000
