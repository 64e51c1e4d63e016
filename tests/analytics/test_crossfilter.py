"""The engine gives what plain pandas gives, by another route."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from conftest import engine
from hypothesis import given
from hypothesis import strategies as st

from analytics.crossfilter import Recent
from analytics.selection import Selection, read_query
from data.dimensions import DIMENSIONS, NOT_RECORDED
from data.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()
SINGLE = ("country", "location_type", "transport_mode", "detection", "event")
MANY = ("concealment", "diversion_source")


def view_of(crossfilter, query):
    return crossfilter.view(read_query(query, VOCABULARY).selection)


def plain(incidents: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """Return the rows a reader of the CSV would find, with plain pandas and the file's own columns."""
    rows = pd.Series(True, index=incidents.index)
    for name, values in selection.filters:
        base = DIMENSIONS[name].family_of or name
        families = VOCABULARY.families(base)
        codes = incidents[base].str.split(";")
        if DIMENSIONS[name].family_of:
            codes = codes.map(lambda found, families=families: [families.get(code, "") for code in found])
        rows &= codes.map(lambda found, values=values: bool(set(found) & set(values)))
    start = incidents["date"].str.pad(10, "right", "~")
    if selection.start:
        rows &= incidents["date"].str[:4] >= selection.start
    if selection.end:
        rows &= start.str[:4] <= selection.end
    return incidents[rows]


@st.composite
def selections(draw) -> Selection:
    years = st.sampled_from(["", "2005", "2012", "2016", "2020", "2024"])
    selection = Selection(start=draw(years), end=draw(years))
    names = [*SINGLE, *MANY, "transport_mode_family", "concealment_family", "location_type_family"]
    for name in draw(st.lists(st.sampled_from(names), max_size=3, unique=True)):
        selection = selection.with_values(name, draw(st.lists(st.sampled_from(VOCABULARY.codes(name)), max_size=6)))
    return selection


@given(selections())
def test_the_same_records_as_plain_pandas(reference_engine, incidents, selection):
    view = reference_engine.view(selection)
    ids = view.columns.records.seizures["seizure_id"][view.records()]
    assert set(ids) == set(plain(incidents, selection)["seizure_id"])


@given(selections())
def test_the_same_counts_and_sums_as_plain_pandas(reference_engine, incidents, selection):
    view, rows = reference_engine.view(selection), plain(incidents, selection)
    if not selection.values("event"):
        rows = rows[rows["event"] != "diverted"]
    assert view.seizures == len(rows)
    by_country = view.by("country").set_index("country")["seizures"]
    assert by_country.to_dict() == rows["country"].value_counts().to_dict()
    rounds = pd.to_numeric(rows["qty_ammunition"]).sum()
    assert view.total("ammunition") == rounds
    wanted = rows.assign(n=pd.to_numeric(rows["qty_ammunition"]).fillna(0)).groupby("country")["n"].sum()
    assert view.by("country", measure="ammunition").set_index("country")["value"].to_dict() == wanted.to_dict()


@given(selections(), st.sampled_from(sorted(DIMENSIONS)))
def test_every_summary_conserves_the_total_and_keeps_every_category(reference_engine, selection, name):
    view = reference_engine.view(selection)
    table = view.by(name)
    if DIMENSIONS[name].is_many:
        assert table["seizures"].sum() >= view.seizures
        assert (table["seizures"] <= view.seizures).all()
    else:
        assert table["seizures"].sum() == view.seizures
    assert not table[name].duplicated().any()


@given(selections())
def test_two_dimensions_add_up_to_one(reference_engine, selection):
    view = reference_engine.view(selection)
    cells = view.by("country", "year", measure="firearms")
    assert cells["value"].sum() == pytest.approx(view.total("firearms"))
    assert cells["seizures"].sum() == view.seizures


@given(selections(), st.sampled_from(SINGLE))
def test_all_but_own_is_the_selection_without_that_filter(reference_engine, selection, name):
    view = reference_engine.view(selection)
    without = reference_engine.view(selection.with_values(name, []).with_values(f"{name}_family", []))
    if name != "event" and not selection.values(f"{name}_family"):
        pd.testing.assert_frame_equal(view.by(name, free=name), without.by(name))


def test_several_values_of_one_record_count_under_each_and_once_in_the_total():
    view = engine({"concealment": "wrapping;food"}, {"concealment": "food"}).view(Selection())
    assert view.by("concealment").set_index("concealment")["seizures"].to_dict() == {"wrapping": 1, "food": 2}
    assert view.seizures == 2


def test_two_values_of_one_family_count_once_under_the_family():
    view = engine({"concealment": "food;cargo_legit"}).view(Selection())
    assert view.by("concealment_family").set_index("concealment_family")["seizures"].to_dict() == {"cargo": 1}


def test_an_item_filter_keeps_seizures_with_such_an_item_and_counts_those_items_only():
    crossfilter = engine({"qty_pistol": "2", "qty_rifle": "5"}, {"qty_rifle": "7"}, {"qty_ammunition": "100"})
    view = view_of(crossfilter, "item_type=pistol")
    assert (view.seizures, view.total("firearms"), view.total("ammunition")) == (1, 2, 0)
    families = view_of(crossfilter, "item_type_family=long_gun")
    assert (families.seizures, families.total("firearms")) == (2, 12)
    assert view.by("item_type", measure="firearms").set_index("item_type")["value"].to_dict() == {"pistol": 2}


def test_items_of_a_family_add_up():
    view = engine({"qty_pistol": "2", "qty_revolver": "3", "qty_rifle": "5"}).view(Selection())
    table = view.by("item_type_family", measure="firearms").set_index("item_type_family")
    assert table["value"].to_dict() == {"handgun": 5, "long_gun": 5}
    assert table["seizures"].to_dict() == {"handgun": 1, "long_gun": 1}


def test_losses_count_only_where_they_are_asked_for():
    crossfilter = engine({}, {"event": "diverted", "qty_pistol": "9"})
    everything, losses = view_of(crossfilter, ""), view_of(crossfilter, "event=diverted")
    assert (everything.seizures, everything.total("firearms")) == (1, 0)
    assert (losses.seizures, losses.total("firearms")) == (1, 9)
    assert view_of(crossfilter, "").records().sum() == 2


def test_what_is_not_recorded_can_be_counted_and_asked_for():
    crossfilter = engine({"origin": "US:"}, {})
    assert view_of(crossfilter, f"origin={NOT_RECORDED}").seizures == 1
    assert view_of(crossfilter, "origin=US").seizures == 1


def test_an_origin_matches_by_country_and_by_place():
    crossfilter = engine({"origin": "US:Miami, Florida"}, {"origin": "US:"})
    place = next(value for value in crossfilter.columns.held["origin"].values if "Miami" in value)
    assert view_of(crossfilter, f"origin={place}").seizures == 1
    assert view_of(crossfilter, "origin=US").seizures == 2


def test_a_free_text_value_that_nothing_has_is_named():
    crossfilter = engine({"origin": "US:"})
    selection = read_query("origin=Atlantis&origin=FR", VOCABULARY).selection
    assert [problem.value for problem in crossfilter.unknown_values(selection, VOCABULARY)] == ["Atlantis"]


def test_a_record_dated_less_precisely_is_in_a_period_only_if_all_of_it_is():
    crossfilter = engine({"date": "2024"}, {"date": "2024-03"}, {"date": "2024-03-05"})
    assert view_of(crossfilter, "from=2024&to=2024").seizures == 3
    assert view_of(crossfilter, "from=2024-03&to=2024-03").seizures == 2
    assert view_of(crossfilter, "from=2024-03-05&to=2024-03-05").seizures == 1


def test_text_is_found_without_regard_to_accents_and_case():
    assert view_of(engine({"place": "Puerto Cortés"}, {}), "text=CORTES puerto").seizures == 1


def test_bounds_on_firearms_leave_out_records_that_state_none():
    crossfilter = engine({"qty_pistol": "2"}, {"qty_pistol": "0"}, {})
    assert view_of(crossfilter, "max_firearms=5").seizures == 1
    assert view_of(crossfilter, "min_firearms=3").seizures == 0


def test_the_median_is_over_records_that_state_firearms():
    view = engine({"qty_pistol": "2"}, {"qty_pistol": "4", "qty_rifle": "6"}, {}).view(Selection())
    assert view.total("median_consignment") == 6
    assert view.by("country", measure="median_consignment")["value"].tolist() == [6]


def test_an_empty_view_has_empty_tables():
    view = view_of(engine({}), "country=CR")
    assert view.seizures == 0 and view.by("country", "concealment").empty
    assert np.isnan(view.total("median_consignment"))


def test_quantities_stay_exact_when_they_are_huge():
    view = engine({"qty_ammunition": "900000000000001"}, {"qty_ammunition": "1"}).view(Selection())
    assert view.total("ammunition") == 900_000_000_000_002


def test_the_memory_of_results_can_be_shared_by_threads():
    memory: Recent[int, int] = Recent(4)

    def work(seed):
        for step in range(3_000):
            key = (step * seed) % 7
            assert memory.get(key, lambda key=key: key * 2) == key * 2

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(1, 9)))
