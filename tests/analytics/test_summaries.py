"""What each chart counts, on a handful of records a reader can count in the head."""

import math

import pandas as pd
import pytest
from conftest import engine

from analytics.areas import areas, hexagon_outlines, hexagons, points
from analytics.coverage import completeness
from analytics.frequency import OTHER, frequency, known
from analytics.headline import headline
from analytics.items import quantities
from analytics.routes import corridors
from analytics.selection import Selection
from analytics.trends import periods, series, undated
from data.dimensions import NOT_RECORDED

ALL = Selection()
RECORDS = (
    {"date": "2020-01-05", "transport_mode": "road_bus", "concealment": "wrapping;baggage", "qty_pistol": "2"},
    {"date": "2020-12", "transport_mode": "road_bus", "concealment": "wrapping", "qty_ammunition": "500"},
    {"date": "2022", "transport_mode": "unknown", "country": "HN", "origin": "US:", "firearms_total": "7"},
    {"date": "2022-03-01", "transport_mode": "sea_container", "event": "diverted", "qty_pistol": "90"},
)


@pytest.fixture(scope="module")
def view():
    return engine(*RECORDS).view(ALL)


def test_losses_are_kept_apart_from_seizures(view):
    told = headline(view)
    assert (told.seizures, told.losses) == (3, 1)
    assert told.totals["firearms"] == 9 and told.stated["firearms"] == 2
    assert told.totals["ammunition"] == 500 and told.stated["ammunition"] == 1
    assert told.largest["seizure_id"] == "T-3" and told.largest_firearms == 7


def test_nothing_stated_has_no_largest_case():
    told = headline(engine({}).view(ALL))
    assert told.largest is None and math.isnan(told.largest_firearms)


def test_a_record_with_two_values_counts_under_each_and_shares_are_of_those_known(view):
    table = frequency(view, "concealment").set_index("code")
    assert table["seizures"].to_dict() == {"wrapping": 2, "baggage": 1}
    assert table["share"].to_dict() == {"wrapping": 1.0, "baggage": 0.5}
    assert known(view, "concealment") == 2 and known(view, "transport_mode") == 2


def test_what_is_beyond_the_top_is_one_row_and_nothing_is_lost():
    codes = ["road_bus"] * 3 + ["rail"] * 2 + ["drone", "river", "animal"]
    table = frequency(engine(*({"transport_mode": code} for code in codes)).view(ALL), "transport_mode", top=2)
    assert table["code"].tolist() == ["road_bus", "rail", OTHER] and table["value"].sum() == len(codes)


def test_a_series_has_every_year_and_zero_is_a_number(view):
    table = series(view, "year")
    assert dict(zip(table["period"], table["value"], strict=True)) == {"2020": 2, "2021": 0, "2022": 1}


def test_a_series_conserves_its_total_and_leaves_out_what_is_not_dated_so_precisely(view):
    table = series(view, "month", by="transport_mode")
    assert table["seizures"].sum() == 2 and undated(view, "month") == 1
    assert undated(view, "year") == 0


@pytest.mark.parametrize(
    ("grain", "found", "expected"),
    [
        ("year", ["2019", "2021"], ["2019", "2020", "2021"]),
        ("quarter", ["2019-Q4", "2020-Q2"], ["2019-Q4", "2020-Q1", "2020-Q2"]),
        ("month", ["2019-12", "2020-01"], ["2019-12", "2020-01"]),
    ],
)
def test_periods_between_two(grain, found, expected):
    assert periods(found, grain) == expected


def test_an_end_that_is_not_stated_stays_unknown(view):
    table = corridors(view)
    assert table.to_dict("records") == [{"origin": "US", "country": "HN", "destination": NOT_RECORDED, "seizures": 1}]


def test_goods_are_added_in_their_own_units(view):
    table = quantities(view).set_index("item_type_family")
    assert table.loc["handgun", "pieces"] == 2 and table.loc["ammunition", "rounds"] == 500
    assert table.loc["firearm_unspecified", "pieces"] == 7


def test_completeness_counts_the_known(view):
    table = completeness(view).set_index("field")
    assert table.loc["firearms", "known"] == 2 and table.loc["month", "known"] == 2
    assert table.loc["origin", "known"] == 1 and (table["seizures"] == 3).all()


def test_rates_need_a_population_and_shares_a_base(view):
    table = areas(view, "country", scale="rate", population=pd.Series({"PA": 4_000_000.0})).set_index("code")
    assert table.loc["PA", "shown"] == pytest.approx(0.05) and math.isnan(table.loc["HN", "shown"])
    assert areas(view, "country", scale="share")["shown"].isna().all()
    assert areas(view, "country")["shown"].sum() == 3


def test_points_tell_the_precise_from_the_rest_and_only_those_are_binned():
    crossfilter = engine({"place": "Paso Canoas"}, {"place": "Paso Canoas"}, {"admin1": "Colón"}, {})
    table = points(crossfilter.view(ALL))
    assert table["precise"].tolist() == [True, True, False, False]
    cells = hexagons(crossfilter.view(ALL), resolution=4)
    assert cells["seizures"].tolist() == [2]
    ring = hexagon_outlines(cells["code"])[0]
    assert ring[0] == ring[-1] and min(x for x, _ in ring) < -82.8 < max(x for x, _ in ring)


def test_a_dimension_and_its_family_are_counted_from_the_same_values():
    view = engine({"qty_pistol": "2", "qty_rifle": "3", "concealment": "wrapping;baggage"}, {"qty_pistol": "1"}).view(
        ALL
    )
    table = view.by("item_type_family", "item_type", measure="firearms")
    found = {(row.item_type_family, row.item_type): (row.seizures, row.value) for row in table.itertuples()}
    assert found == {("handgun", "pistol"): (2, 3.0), ("long_gun", "rifle"): (1, 3.0)}
    turned = view.by("item_type", "item_type_family", measure="firearms")
    assert turned["value"].sum() == view.total("firearms")
    pairs = view.by("concealment_family", "concealment")
    assert set(pairs["concealment"]) == {"wrapping", "baggage", NOT_RECORDED} and len(pairs) == 3


def test_a_share_is_of_those_who_state_the_measure_in_a_known_area():
    stating = [{"admin1": "Colón", "qty_pistol": "1"}] * 9
    silent = [{"admin1": "Panamá"}] * 5
    assert areas(engine(*stating, *silent).view(ALL), "admin1", measure="firearms", scale="share")["shown"].isna().all()
    enough = areas(engine(*stating, {"admin1": "Panamá", "qty_pistol": "1"}).view(ALL), "admin1", scale="share")
    assert enough["shown"].tolist() == [0.9, 0.1]
    view = engine(*stating, *stating).view(ALL)
    assert areas(view, "country", measure="median_consignment", scale="share")["shown"].isna().all()
