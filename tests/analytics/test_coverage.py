"""What is known, who reports when: unknown, zero and not reported are three things."""

import pytest
from conftest import engine
from hypothesis import given
from hypothesis import strategies as st

from analytics.coverage import ASKED, REPORTERS, completeness_by, reporting, route_known
from analytics.frequency import OTHER
from analytics.selection import Selection
from data.dimensions import NOT_RECORDED

ALL = Selection()
NOBODY = Selection(filters=(("country", ("ZW",)),))


def states(table, code):
    rows = table[table["code"] == code]
    return dict(zip(rows["period"], rows["state"], strict=True))


def test_zero_within_its_span_is_not_silence_before_or_after():
    rows = [{"country": "PA", "date": day} for day in ("2018", "2022")]
    rows += [{"country": "HN", "date": day} for day in ("2019-05", "2021-05")]
    table = reporting(engine(*rows).view(ALL), "country")
    assert list(states(table, "HN").values()) == ["not_reported", "recorded", "zero", "recorded", "not_reported"]
    assert list(states(table, "PA").values()) == ["recorded", "zero", "zero", "zero", "recorded"]
    assert set(table.loc[table["code"] == "HN", ["first", "last"]].agg(tuple, axis=1)) == {("2019", "2021")}


def test_a_filter_makes_zeros_never_silence():
    rows = [{"date": "2019"}, {"date": "2020", "concealment": "parcel"}, {"date": "2021"}]
    selection = Selection(filters=(("concealment", ("parcel",)),))
    table = reporting(engine(*rows).view(selection), "country")
    assert states(table, "PA") == {"2019": "zero", "2020": "recorded", "2021": "zero"}


def test_a_month_of_a_year_only_date_is_undated_not_zero():
    rows = [{"date": "2020-01"}, {"date": "2020"}, {"date": "2021-02"}]
    found = states(reporting(engine(*rows).view(ALL), "country", "month"), "PA")
    assert found["2020-01"] == "recorded" and found["2020-02"] == found["2020-12"] == "undated"
    assert found["2021-01"] == "zero" and found["2021-02"] == "recorded" and len(found) == 14


def test_quarters_are_named_as_the_dimension_names_them():
    rows = [{"date": "2019-12-30"}, {"date": "2020-07-01"}]
    table = reporting(engine(*rows).view(ALL), "country", "quarter")
    assert table["period"].tolist() == ["2019-Q4", "2020-Q1", "2020-Q2", "2020-Q3"]
    assert table["seizures"].tolist() == [1, 0, 0, 1]


def test_the_period_of_the_selection_bounds_the_grid_and_losses_do_not_count():
    rows = [{"date": "2018"}, {"date": "2020"}, {"date": "2022"}, {"date": "2021", "event": "diverted"}]
    table = reporting(engine(*rows).view(Selection(start="2019", end="2021")), "country")
    assert states(table, "PA") == {"2019": "zero", "2020": "recorded", "2021": "zero"}


def test_the_rest_is_gathered_once_a_record_and_nobody_stays_nobody():
    rows = [{"agencies": "A"}] * 3 + [{"agencies": "B"}] * 2 + [{"agencies": "C;D"}, {"agencies": "E"}, {}]
    table = reporting(engine(*rows).view(ALL), "agency", top=2).set_index("code")
    assert table["seizures"].to_dict() == {"A": 3, "B": 2, OTHER: 2, NOT_RECORDED: 1}


@pytest.mark.parametrize("who", REPORTERS)
@pytest.mark.parametrize("grain", ["year", "quarter", "month"])
def test_every_reporter_is_laid_out_whole(reference_engine, who, grain):
    view = reference_engine.view(ALL)
    table = reporting(view, who, grain)
    codes, periods = table["code"].nunique(), table["period"].nunique()
    assert len(table) == codes * periods and not table.duplicated(["code", "period"]).any()
    assert ((table["seizures"] > 0) == (table["state"] == "recorded")).all()
    single = who not in {"agency", "agency_type"}
    assert table["seizures"].sum() >= view.seizures * (grain == "year")
    assert not (single and grain == "year") or table["seizures"].sum() == view.seizures == 204
    outside = (table["period"] < table["first"]) | (table["period"] > table["last"])
    assert (outside == (table["state"] == "not_reported")).all()


@given(st.integers(0, 20), st.sampled_from(["source_publisher", "country", "agency"]))
def test_no_record_is_lost_however_many_codes_are_kept(reference_engine, top, who):
    view = reference_engine.view(ALL)
    table = reporting(view, who, top=top)
    assert table["seizures"].sum() >= view.seizures
    assert who == "agency" or table["seizures"].sum() == view.seizures
    kept = set(table["code"]) - {OTHER, NOT_RECORDED}
    assert len(kept) == top if OTHER in set(table["code"]) else len(kept) <= top + 1


def test_an_unknown_reporter_is_refused():
    with pytest.raises(ValueError, match="weather"):
        reporting(engine({}).view(ALL), "weather")


def test_completeness_by_counts_in_each_value_and_tells_no_share_on_few():
    rows = [{"country": "PA", "concealment": "parcel"}] * 6 + [{"country": "PA"}] * 6 + [{"country": "HN"}]
    table = completeness_by(engine(*rows).view(ALL), "country").set_index(["field", "code"])
    panama = table.loc[("concealment", "PA")]
    assert (panama["known"], panama["seizures"], panama["share"]) == (6, 12, 0.5)
    assert table.loc[("concealment", "HN"), "known"] == 0 and table.loc[("concealment", "HN")].isna()["share"]
    assert set(table.index.get_level_values("field")) == {*ASKED, "month", "firearms"}


def test_completeness_by_agency_type_keeps_those_without_one_last():
    rows = [{"agencies": "Policía Nacional;Ministerio Público", "qty_pistol": "1"}, {}]
    table = completeness_by(engine(*rows).view(ALL), "agency_type")
    firearms = table[table["field"] == "firearms"]
    assert firearms["code"].tolist() == ["police", "prosecutor", NOT_RECORDED]
    assert firearms["known"].tolist() == [1, 1, 0] and firearms["seizures"].tolist() == [1, 1, 1]


def test_route_ends_known_by_year_with_wilsons_interval():
    rows = [{"date": "2020", "origin": "US:"}] * 3 + [{"date": "2020", "origin": "US:", "destination": "MX:"}] * 2
    rows += [{"date": "2020"}] * 5 + [{"date": "2022"}]
    table = route_known(engine(*rows).view(ALL)).set_index(["period", "part"])
    assert table.loc["2020", "known"].to_dict() == {"origin": 5, "destination": 2, "both": 2, "neither": 5}
    # by hand: (5 + 1.9207 ± 1.96 √(2.5 + 0.9604)) / 13.8415
    assert table.loc[("2020", "origin"), ["share", "low", "high"]].round(4).tolist() == [0.5, 0.2366, 0.7634]
    assert table.loc["2021", "seizures"].tolist() == [0] * 4 and table.loc["2021", "share"].isna().all()
    assert table.loc[("2022", "neither"), "known"] == 1 and table.loc["2022", ["share", "low"]].isna().all(axis=None)


def test_ends_known_and_unknown_make_the_whole(reference_engine):
    wide = route_known(reference_engine.view(ALL)).pivot(index="period", columns="part", values="known")
    total = reference_engine.view(ALL).by("year").set_index("year")["seizures"].reindex(wide.index, fill_value=0)
    assert (wide["origin"] + wide["destination"] - wide["both"] + wide["neither"] == total).all()


@pytest.mark.parametrize("selection", [ALL, NOBODY])
def test_one_record_or_none_is_told_without_fuss(selection):
    view = engine({"date": "2020"}).view(selection)
    assert len(reporting(view, "agency")) == len(reporting(view, "source_publisher", "year")) == view.seizures
    assert len(route_known(view)) == 4 * view.seizures
    assert len(completeness_by(view, "year")) == (len(ASKED) + 2) * view.seizures
    assert route_known(view, "month").empty
