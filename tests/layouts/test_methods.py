"""Modus operandi: its claims, what it says where it may claim nothing, and the same numbers by another way."""

import io
import json

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from analytics.frequency import OTHER
from data.dimensions import UNKNOWN
from data.vocabulary import load_vocabulary
from layouts.charts import CHARTS
from layouts.details import listing
from layouts.panels import PANELS
from layouts.topics import modes, profile

FAMILIES = load_vocabulary().families("transport_mode")


def figure(name, seen):
    chart = CHARTS[name]
    return chart.figure(chart.make(seen), seen)


def words(component):
    """Every text of a component tree."""
    return json.dumps(component, default=lambda part: part.to_plotly_json(), ensure_ascii=False)


def said(drawn):
    """The message of a figure without marks."""
    assert not drawn["data"]
    return drawn["layout"]["annotations"][0]["text"].replace("<br>", " ")


@pytest.fixture(scope="module")
def downloaded(client):
    """What is stated, read with plain pandas from the file people download."""

    def read(query=""):
        table = pd.read_csv(io.BytesIO(client.get(f"/api/v1/seizures.csv?{query}").data), keep_default_na=False)
        return table[table["event"] != "diverted"].reset_index(drop=True)

    return read


def stated(table, name):
    lists = table[name].map(lambda text: {part.strip() for part in str(text).split(";")} - {"", *UNKNOWN})
    return lists


@pytest.mark.parametrize("query", ["", "country=PA", "from=2015&to=2020"])
def test_frequencies_are_those_of_the_file(scene, downloaded, query):
    lists = stated(downloaded(query), "concealment")
    known = int(lists.map(bool).sum())
    counts = pd.Series([code for each in lists for code in each]).value_counts()
    table = CHARTS["methods-frequency"].table(scene(query)).set_index("concealment")
    assert table["seizures"].to_dict() == counts.to_dict()
    assert set(table["known"]) == {known}
    low, high = proportion_confint(counts.iloc[0], known, method="wilson")
    assert table.loc[counts.index[0], ["low", "high"]].tolist() == pytest.approx([low, high])


def test_shares_of_several_methods_may_add_up_to_more_than_one(scene):
    assert CHARTS["methods-frequency"].table(scene())["share"].sum() > 1
    assert "100%" in CHARTS["methods-frequency"].foot


@pytest.mark.parametrize("name", ["methods-frequency", "methods-mix"])
def test_a_small_base_gives_counts_only(scene, name):
    seen = scene("country=PA&from=2024")
    assert 0 < CHARTS["methods-frequency"].table(seen)["known"].iloc[0] < 10
    drawn = figure(name, seen)
    assert "%" not in json.dumps(drawn["data"]) and drawn["data"][0]["type"] == "bar"


@pytest.mark.parametrize("across", ["transport_mode", "location_type", "country", "year"])
def test_a_cell_selects_what_it_counts(scene, across):
    seen = scene(f"across={across}")
    heat = figure("methods-matrix", seen)["data"][0]
    cells = zip(np.ravel(heat["z"]), np.ravel(heat["customdata"]), strict=True)
    told = [(value, fragment) for value, fragment in cells if fragment]
    assert len(told) > 10
    for value, fragment in told[::4]:
        after = scene(fragment)
        assert not after.problems and after.view.seizures == value, fragment
    assert not any(OTHER in (fragment or "") for _, fragment in told)


def test_the_colours_of_the_matrix_stay_while_filtering(scene):
    tops = {figure("methods-matrix", scene(query))["data"][0]["zmax"] for query in ("", "country=PA", "from=2020")}
    assert len(tops) == 1


def test_the_matrix_tells_what_is_not_stated(scene, downloaded):
    table = downloaded()
    both = (stated(table, "concealment").map(bool) & stated(table, "transport_mode").map(bool)).sum()
    assert f"{both} state both, {len(table) - both} don't" in CHARTS["methods-matrix"].note(scene())


def test_every_group_of_the_mix_has_ten_that_state_it(scene, downloaded):
    table = CHARTS["methods-mix"].table(scene())
    assert table["known"].min() >= 10
    rows = downloaded()
    lists = stated(rows, "concealment")
    year = pd.to_numeric(rows["date"].astype("str").str[:4], errors="coerce")
    for period, known in table.drop_duplicates("period")[["period", "known"]].to_numpy():
        first, _, last = period.partition("/")
        assert known == (lists.map(bool) & year.between(int(first), int(last or first))).sum()


def test_a_dot_of_the_mix_selects_its_seizures(scene):
    seen, checked = scene("to=2024-06"), 0
    table = CHARTS["methods-mix"].table(seen)
    counts = table.set_index(["concealment_family", "period"])["seizures"]
    for trace in figure("methods-mix", seen)["data"]:
        for fragment, share, known in zip(
            trace["customdata"], trace["y"], table.drop_duplicates("period")["known"], strict=True
        ):
            if fragment:
                assert scene(fragment).view.seizures == round(share * known), fragment
                checked += 1
    named = counts[counts.index.get_level_values(0) != OTHER]
    assert checked == int((named > 0).sum()) > 20


def test_every_score_stands_in_its_band_and_none_is_called_a_change(scene):
    seen = scene()
    table = CHARTS["methods-shift"].table(seen)
    drawn = figure("methods-shift", seen)
    bands = [shape for shape in drawn["layout"]["shapes"] if shape["type"] == "rect"]
    assert [(band["x0"], band["x1"]) for band in bands] == list(zip(table["low"], table["high"], strict=True))
    assert set(drawn["data"][0]["marker"]["color"]) == {seen.look.muted}
    assert "none of the 6 changes compared is larger than chance gives" in CHARTS["methods-shift"].note(
        seen, CHARTS["methods-shift"].make(seen)
    )


def test_only_a_change_beyond_chance_after_adjustment_is_coloured(scene):
    seen, chart = scene(), CHARTS["methods-shift"]
    table = chart.make(seen)
    table = table.assign(p=0.04, adjusted_p=[0.06] * (len(table) - 1) + [0.04])
    colours = chart.figure(table, seen)["data"][0]["marker"]["color"]
    assert colours == [seen.look.muted] * (len(table) - 1) + [seen.look.accent]
    assert chart.told(table, seen) == "1 of 6 changes larger than chance gives: 2024 → 2025–26"


def test_too_few_to_tell_a_change_is_not_called_stable(scene):
    text = said(figure("methods-shift", scene("country=PA")))
    assert "cannot be determined" in text and "10 seizures" in text and "15" in text


def test_the_pair_is_the_one_of_the_file(scene, downloaded):
    from scipy.stats import fisher_exact

    lists = stated(downloaded(), "concealment")
    lists = lists[lists.map(bool)]
    row = CHARTS["methods-pairs"].table(scene()).iloc[0]
    one, other = (lists.map(lambda each, code=row[side]: code in each) for side in ("first", "second"))
    assert row["both"] == (one & other).sum() and row["expected"] == one.sum() * other.sum() / len(lists)
    assert row["p"] == pytest.approx(fisher_exact(pd.crosstab(one, other)).pvalue)


def test_pairs_not_tested_are_told_and_their_absence_explained(scene):
    chart, seen, few = CHARTS["methods-pairs"], scene(), scene("country=PA")
    assert chart.note(seen, chart.make(seen)).endswith("1 pair tested · 14 too rare to test")
    assert "coding habit" in words(listing(chart, chart.make(seen), seen))
    assert "by 5 seizures or more; 4 pairs" in words(listing(chart, chart.make(few), few))
    assert "Pairs need 10" in words(listing(chart, chart.make(scene("country=BZ&transport_mode=rail")), few))


def test_no_sizes_of_different_modes_are_put_together(scene, downloaded):
    table = downloaded()
    family = table["transport_mode"].map(FAMILIES)
    for mode in ("road", "sea", "not_in_transit"):
        seen = scene(f"mode={mode}")
        assert CHARTS["consignment-sizes"].seen(seen).view.seizures == (family == mode).sum()
        assert set(CHARTS["consignment-sizes"].table(seen)["transport_mode_family"]) == {mode}
        for name in ("consignment-sizes", "consignment-medians", "small-consignments"):
            assert seen.say.label("transport_mode_family", mode) in CHARTS[name].note(seen)
    assert "not_recorded" in set(CHARTS["consignments"].table(scene())["transport_mode_family"])
    mixed = CHARTS["consignments"].table(scene()).set_index("transport_mode_family").loc["not_recorded"]
    assert np.isnan(mixed["median"]) and mixed["reason"] == "mode_unknown"


def test_without_a_choice_it_is_the_mode_of_most_seizures_in_transit(scene):
    assert modes.chosen_mode(scene()) == "road"
    assert modes.chosen_mode(scene("transport_mode=not_applicable")) == "not_in_transit"
    assert modes.chosen_mode(scene("mode=nonsense")) == "road"
    assert "within one mode only" in said(figure("consignment-sizes", scene("country=BZ&transport_mode=rail")))


@pytest.mark.parametrize("query", ["", "mode=sea", "max_firearms=40&mode=sea", "from=2015"])
def test_a_column_of_sizes_selects_its_seizures(scene, query):
    bars = figure("consignment-sizes", scene(query))["data"][0]
    for count, fragment in zip(bars["y"], bars["customdata"], strict=True):
        assert bool(fragment) == bool(count)
        if fragment:
            other = "from=2015&" if query.startswith("from") else ""
            assert scene(other + fragment).view.seizures == count, fragment


def test_sizes_under_a_filter_on_goods_select_nothing(scene):
    bars = figure("consignment-sizes", scene("item_type=rifle"))["data"][0]
    assert sum(bars["y"]) and not any(bars["customdata"])


def test_small_consignments_by_period_have_ten_or_are_not_drawn(scene):
    table = CHARTS["small-consignments"].table(scene())
    assert (table["stated"] >= 10).all() and len(table) > 2
    assert "requires" not in said(figure("small-consignments", scene("country=PA")))
    assert "needs 10 seizures of the mode" in said(figure("consignment-medians", scene("country=PA")))


def test_the_profile_is_that_of_the_file(scene, downloaded):
    table = downloaded("concealment=wrapping")
    seen = scene("method=wrapping")
    counts = table.loc[~table["country"].isin(UNKNOWN), "country"].value_counts()
    told = CHARTS["method-countries"].table(seen).set_index("country")["seizures"]
    assert told.to_dict() == counts.reindex(told.index).to_dict() and told.iloc[0] == counts.iloc[0]
    assert f"n = {len(table)} seizures" in CHARTS["method-countries"].note(seen)
    text = words(PANELS["method"](seen, "/method"))
    assert str(len(table)) in text and "Foil, newspaper, sacking" in text and "20% to 39%" in text
    assert "within one mode only" in text


def test_a_method_is_not_listed_in_its_own_company(scene):
    table = CHARTS["method-company"].table(scene("method=wrapping"))
    assert len(table) and "wrapping" not in set(table["concealment"])


@pytest.mark.parametrize("name", ["method-countries", "method-transport", "method-goods", "method-company"])
def test_a_bar_of_the_profile_selects_its_seizures_of_the_method(scene, name):
    bars = figure(name, scene("method=wrapping"))["data"][0]
    for count, fragment in zip(bars["x"], bars["customdata"], strict=True):
        assert profile.of_method(scene(f"method=wrapping&{fragment}")).view.seizures == count


def test_a_profile_under_a_filter_on_concealment_says_so(scene):
    filtered = words(PANELS["method"](scene("method=wrapping&concealment=wrapping"), "/method"))
    assert "filter on concealment" in filtered
    assert "filter on concealment" not in words(PANELS["method"](scene("method=wrapping"), "/method"))


@pytest.mark.parametrize("query", ["", "method=unknown", "method=nonsense"])
def test_without_a_method_there_is_a_list_whose_links_keep_the_filters(scene, query):
    seen = scene(f"{query}&country=PA&lang=es")
    assert "no-method" in words(PANELS["method"](seen, "/method"))
    assert said(figure("method-countries", seen)) == "No method is chosen."
    chart = CHARTS["method-list"]
    links = words(listing(chart, chart.make(seen), seen))
    assert "/method?country=PA&lang=es&method=wrapping" in links


def test_a_method_nobody_states_says_so(scene):
    seen = scene("method=drum_tank")
    assert said(figure("method-countries", seen)) == "No seizure in this selection states this method."
    assert "No seizure in this selection" in words(PANELS["method-examples"](seen, "/method"))


def test_examples_link_to_records_that_state_the_method_and_keep_the_query(scene):
    seen = scene("method=wrapping&from=2010")
    text = words(PANELS["method-examples"](seen, "/method"))
    rows = profile.profile_of(seen.view, "wrapping").examples
    names = seen.view.columns.records.seizures["seizure_id"].iloc[rows]
    assert len(names) and all(f"/records/{name}?from=2010&method=wrapping" in text for name in names)


def test_similar_cases_tell_how_much_and_what_is_shared(scene):
    text = words(PANELS["record"](scene("country=PA"), "/records/BZ-2014-002"))
    assert text.count("% in common") == 8
    assert "80% in common" in text and "Concealment: Wrapped" in text and "?country=PA" in text
    assert "Alike doesn't mean linked" in text


def test_a_record_that_states_nothing_has_no_similar_case(scene, monkeypatch):
    nothing = pd.DataFrame({"row": [], "score": [], "shared": []})
    monkeypatch.setattr("layouts.similar.similar", lambda *more, **named: nothing)
    text = words(PANELS["record"](scene(), "/records/BZ-2014-002"))
    assert "No other record shares" in text
