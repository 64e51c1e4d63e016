"""The law-enforcement ratio, on routes a reader can count in the head."""

import pytest
from conftest import engine

from analytics.interdiction import interdiction
from analytics.intervals import wilson
from analytics.selection import Selection

ALL = Selection()
ROWS = (
    *[{"country": "PA"}] * 6,
    *[{"country": "PA", "origin": "US:", "destination": "CR:"}] * 3,
    *[{"country": "CR", "transit": "PA:>PA:Colón"}] * 3,
    {"country": "CR", "origin": "PA:", "destination": "PA:"},
)


@pytest.fixture(scope="module")
def crossfilter():
    return engine(*ROWS)


def test_made_here_over_all_that_touch_it(crossfilter):
    table = interdiction(crossfilter.view(ALL)).set_index("code")
    panama = table.loc["PA"]
    assert (panama["made"], panama["elsewhere"], panama["touching"], panama["routed"]) == (9, 4, 13, 3)
    assert panama["share"] == pytest.approx(9 / 13) and panama["reason"] == ""
    assert [panama["low"], panama["high"]] == pytest.approx(wilson(9, 13).iloc[0].tolist())


def test_few_are_counted_without_a_share_and_those_not_covered_are_not_zero(crossfilter):
    table = interdiction(crossfilter.view(ALL)).set_index("code")
    assert (table.loc["CR", "touching"], table.loc["CR", "reason"]) == (7, "few_records")
    assert (table.loc["US", "made"], table.loc["US", "reason"]) == (0, "not_reported")
    assert table.loc[["CR", "US"], ["share", "low", "high"]].isna().all(axis=None)


def test_it_is_no_ranking(reference_engine):
    codes = interdiction(reference_engine.view(ALL))["code"]
    assert codes.tolist() == sorted(codes)


def test_its_own_country_filter_is_left_out_and_a_province_filter_is_told(crossfilter):
    chosen = interdiction(crossfilter.view(Selection(filters=(("country", ("PA",)),))))
    assert chosen.equals(interdiction(crossfilter.view(ALL)))
    placed = interdiction(crossfilter.view(Selection(bbox=(-180.0, -90.0, 180.0, 90.0))))
    assert (placed["reason"] == "place_filtered").all() and placed["share"].isna().all()


def test_seizures_made_add_up_to_the_view(reference_engine):
    view = reference_engine.view(ALL)
    table = interdiction(view)
    assert table["made"].sum() == view.seizures and (table["made"] + table["elsewhere"] == table["touching"]).all()


def test_none_one_and_no_route():
    assert interdiction(engine({"event": "diverted"}).view(ALL)).empty
    table = interdiction(engine({}).view(ALL))
    assert table[["code", "touching", "reason"]].iloc[0].tolist() == ["PA", 1, "few_records"]
    whole = interdiction(engine(*[{}] * 12).view(ALL))
    assert whole["share"].tolist() == [1.0] and whole["routed"].tolist() == [0] and whole["low"].iloc[0] < 0.8
