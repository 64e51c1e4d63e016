"""A beside B: what the page shows, recounted from the files; what it must not claim; and why it says nothing."""

import io
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from conftest import engine
from dash import html
from scipy.stats import beta, fisher_exact, poisson

from analytics.selection import Selection
from layouts.charts import CHARTS
from layouts.details import table_view
from layouts.panels import PANELS
from layouts.redraw import made
from layouts.sides import CHOICES, is_empty, name_of_b
from layouts.topics import displacement
from layouts.topics.contrasts import SPLITS

OWN = ("compare-maps", "compare-overall", "compare-trend", "compare-shares", "compare-differences")
REST, AGAINST = "country=PA&compare=rest", "country=PA&compare=country%3DHN"


@pytest.fixture(scope="module")
def records(client):
    """The records of a query as the file has them: seizures only."""

    def read(query=""):
        table = pd.read_csv(io.BytesIO(client.get(f"/api/v1/seizures.csv?{query}").data), keep_default_na=False)
        return table[table["event"] != "diverted"]

    return read


def drawn(seen, name):
    chart = CHARTS[name]
    return chart.figure(chart.make(seen), seen)


def texts(figure):
    return " ".join(note["text"].replace("<br>", " ") for note in figure["layout"].get("annotations", []))


def words(component):
    """Return every text in a component."""
    if isinstance(component, str):
        return component
    if isinstance(component, list | tuple):
        return " ".join(words(part) for part in component)
    return words(getattr(component, "children", None) or [])


def panel(seen, name="sides"):
    return words(PANELS[name](seen, "/compare"))


def buttons(seen):
    return {button.__dict__["data-compare"]: button for button in PANELS["sides"](seen, "/compare")[1].children}


def trace_of(figure, name):
    return next(trace for trace in figure["data"] if trace.get("name") == name)


# Without a B, or with one that says nothing


@pytest.mark.parametrize("name", OWN)
def test_without_a_b_each_chart_says_what_to_do(scene, name):
    seen, chart = scene("country=PA"), CHARTS[name]
    result = chart.make(seen)
    said = chart.why(result, seen) if chart.listing else texts(chart.figure(result, seen))
    assert "Choose what to compare with" in said and chart.numbers(result).empty
    assert not chart.figure(result, seen)["data"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("country=PA&compare=previous", "needs a period with a beginning and an end"),
        ("from=1000&to=1400&compare=previous", "no period of equal length before"),
        ("compare=rest", "B holds no seizure"),
        ("country=BZ&transport_mode=rail&compare=all", "A holds no seizure"),
        ("country=BZ&transport_mode=rail&compare=country%3DBZ%26transport_mode%3Drail", "Neither A nor B"),
    ],
)
def test_why_there_is_nothing_to_compare(scene, query, sentence):
    seen = scene(query)
    assert sentence in is_empty(seen)
    for name in OWN:
        chart = CHARTS[name]
        result = chart.make(seen)
        said = chart.why(result, seen) if chart.listing else texts(chart.figure(result, seen))
        assert sentence in said, name


def test_previous_cannot_be_pressed_without_a_closed_period(scene):
    assert buttons(scene("country=PA"))["previous"].disabled
    assert "fill in From and To" in panel(scene("country=PA"))
    assert not getattr(buttons(scene("from=2024&to=2024"))["previous"], "disabled", False)


def test_everything_else_cannot_become_a(scene):
    assert buttons(scene(REST))["swap"].disabled and "can't become A" in panel(scene(REST))
    assert not getattr(buttons(scene(AGAINST))["swap"], "disabled", False)


def test_the_period_before_can_become_a(scene):
    seen = scene("from=2024&to=2024&compare=previous")
    swap = buttons(seen)["swap"]
    assert (
        scene(swap.__dict__["data-with"]).view.seizures
        == seen.other.seizures
        == scene("from=2023&to=2023").view.seizures
    )


def test_every_button_is_there_and_the_one_in_force_is_marked(scene):
    found = buttons(scene(REST))
    assert list(found) == list(CHOICES)
    assert [name for name, button in found.items() if button.__dict__.get("aria-pressed") == "true"] == ["rest"]


# Both sides in numbers


def test_a_and_everything_else_are_all(scene, records):
    seen = scene(REST)
    a, every = len(records("country=PA")), len(records())
    assert (seen.view.seizures, seen.other.seizures) == (a, every - a)
    for name in OWN:
        assert f"n = {a} seizures · these are A; B has {every - a} (Everything else)" in CHARTS[name].note(seen)
    assert f"{a} seizures" in panel(seen) and f"{every - a} seizures" in panel(seen)


def test_b_is_named_by_its_own_filters(scene):
    assert "Honduras" in name_of_b(scene(AGAINST)) and "Honduras" in CHARTS["compare-maps"].note(scene(AGAINST))
    assert "Honduras" in panel(scene(AGAINST, "es")) and "Panamá" in panel(scene(AGAINST, "es"))


def test_the_ratio_and_its_interval(scene, records):
    a, b = len(records("country=PA")), len(records("country=HN"))
    low, high = beta.ppf([0.025, 0.975], [a, a + 1], [b + 1, b])  # Clopper-Pearson
    said = panel(scene(AGAINST))
    assert f"A has {a / b:.2f} times as many records as B" in said
    assert f"{low / (1 - low):.2f} to {high / (1 - high):.2f}" in said
    assert "taken to cover the same time" in said


def test_a_ratio_names_the_days(scene, records):
    seen = scene("from=2025&to=2025&compare=from%3D2009%26to%3D2010")
    a, b = len(records("from=2025&to=2025")), len(records("from=2009&to=2010"))
    assert f"Per day, A has {(a / 365) / (b / 730):.2f} times" in panel(seen)
    assert "A 365 days, B 730 days" in panel(seen)


def test_a_year_that_is_not_over_is_no_decline(scene):
    assert "reaches past the last dated record" in panel(scene("from=2026&to=2026&compare=previous"))
    assert "reaches past" not in panel(scene("from=2024&to=2024&compare=previous"))


def test_few_records_give_no_ratio(scene):
    seen = scene("from=2024&to=2024&compare=previous")
    assert min(seen.view.seizures, seen.other.seizures) < 10
    assert "a ratio needs 10 records in each" in panel(seen) and "times as many" not in panel(seen)


def test_unknown_lengths_of_time_give_no_p(scene):
    seen = scene("country=PA&from=2000&to=2010&compare=country%3DHN")
    assert "numbers are compared, not numbers a day" in panel(seen) and "p =" not in panel(seen)


def test_shared_records_are_told_and_nothing_is_tested(scene, records):
    seen = scene("country=PA&compare=all")
    assert f"{len(records('country=PA'))} records are in both" in panel(seen) and "times as many" not in panel(seen)
    table = CHARTS["compare-shares"].table(seen)
    assert table[["low", "high", "p"]].isna().all(axis=None) and not table["reliable"].any()
    chart = CHARTS["compare-differences"]
    assert "share records" in chart.why(chart.make(seen), seen)


def test_totals_name_the_largest_case(scene, records):
    seen = scene(REST)
    figure, mine = drawn(seen, "compare-overall"), pd.to_numeric(records("country=PA")["firearms"])
    table = CHARTS["compare-overall"].table(seen).set_index(["side", "measure"])
    total = table.loc[("a", "firearms")]
    assert (total["value"], total["largest"], total["stated"]) == (mine.sum(), mine.max(), (mine > 0).sum())
    assert f"largest {mine.max():.0f}" in texts(figure)
    count = table.loc[("a", "seizures")]
    low, high = poisson.cdf(count["value"], count["high"]), poisson.sf(count["value"] - 1, count["low"])
    assert (low, high) == pytest.approx((0.025, 0.025))
    assert table.loc[("a_to_b", "seizures"), "value"] == pytest.approx(seen.view.seizures / seen.other.seizures)


def test_a_total_stated_by_few_has_no_interval(scene):
    seen = scene("country=PA&from=2015&to=2024&compare=rest")
    table = CHARTS["compare-overall"].table(seen).set_index(["side", "measure"])
    assert table.loc[("a", "firearms"), "stated"] < 5 and np.isnan(table.loc[("a", "firearms"), "low"])
    assert "stated in 2 only" in texts(drawn(seen, "compare-overall"))


# Maps and time


@pytest.mark.parametrize("webgl", [True, False])
def test_both_maps_have_one_scale_and_only_a_selects(scene, webgl):
    tops = set()
    for query in (REST, AGAINST, "from=2024&to=2024&compare=previous"):
        seen = scene(query, webgl=webgl)
        areas = [trace for trace in drawn(seen, "compare-maps")["data"] if "customdata" in trace]
        assert len(areas) == 2 and sum(trace["showscale"] is not False for trace in areas if "showscale" in trace) <= 1
        tops |= {(trace["zmin"], trace["zmax"]) for trace in areas}
        for fragment, count in zip(areas[0]["customdata"], areas[0]["z"], strict=True):
            own = seen.view.selection.to_query()
            assert scene(f"{own}&{fragment}").view.seizures == count
        assert not any(areas[1]["customdata"])
        assert sum(areas[1]["z"]) <= seen.other.seizures
    assert len(tops) == 1


def test_the_maps_are_a_pair_that_the_browser_moves_together(scene):
    assert {"map", "map2"} <= set(drawn(scene(REST), "compare-maps")["layout"])
    assert {"geo", "geo2"} <= set(drawn(scene(REST, webgl=False), "compare-maps")["layout"])


def test_periods_apart_are_aligned_by_their_beginnings(scene, records):
    seen = scene("from=2020&to=2022&compare=from%3D2010%26to%3D2012")
    table = CHARTS["compare-trend"].table(seen)
    assert table.groupby("side")["position"].apply(list).tolist() == [[1, 2, 3], [1, 2, 3]]
    assert table["period"].tolist() == ["2020", "2021", "2022", "2010", "2011", "2012"]
    years = records("from=2010&to=2012")["date"].str[:4].value_counts()
    assert table.set_index("period")["seizures"][["2010", "2011", "2012"]].to_dict() == years.to_dict()
    assert list(trace_of(drawn(seen, "compare-trend"), "B")["x"]) == ["Year 1", "Year 2", "Year 3"]


def test_other_periods_stand_on_the_calendar(scene):
    seen = scene("from=2020&to=2024&compare=country%3DPA")
    table = CHARTS["compare-trend"].table(seen)
    mine = table[table["side"] == "a"]
    assert mine["period"].tolist() == [str(year) for year in range(2020, 2025)]  # no zero where A has no time
    assert table[table["side"] == "b"]["period"].iloc[0] < "2010"
    same = table.groupby("period")["position"].nunique()
    assert (same == 1).all()


@pytest.mark.parametrize("grain", ["year", "quarter", "month"])
def test_a_click_on_the_trend_selects_what_it_shows(scene, grain):
    query = "country=CR&from=2012-02&to=2024"
    seen = scene(f"{query}&compare=country%3DHN&grain={grain}")
    figure, table = drawn(seen, "compare-trend"), CHARTS["compare-trend"].table(seen)
    line = trace_of(figure, "A")
    assert not any(trace_of(figure, "B")["customdata"])
    assert line["y"] == table[table["side"] == "a"]["seizures"].tolist()
    clicked = [(fragment, count) for fragment, count in zip(line["customdata"], line["y"], strict=True) if fragment]
    assert clicked and (line["customdata"][0] is None) == (grain != "month")  # A begins within 2012 and its Q1
    for fragment, count in clicked[-8:]:
        assert scene(f"country=CR&{fragment}").view.seizures == count


# Shares and differences


def newcombe(a, b):
    """Return the interval of a difference of shares (Newcombe 1998, method 10), from its formula."""
    shares, ends = [], []
    for part, whole in (a, b):
        share, z = part / whole, 1.959964
        middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
        half = z * np.sqrt(share * (1 - share) / whole + z * z / (4 * whole**2)) / (1 + z * z / whole)
        shares.append(share)
        ends.append((middle - half, middle + half))
    difference = shares[0] - shares[1]
    down = np.hypot(shares[0] - ends[0][0], ends[1][1] - shares[1])
    up = np.hypot(ends[0][1] - shares[0], shares[1] - ends[1][0])
    return difference, difference - down, difference + up


def test_shares_are_those_of_the_file(scene, records):
    seen = scene(f"{AGAINST}&by=detection")
    table = CHARTS["compare-shares"].table(seen).set_index("detection")
    found = [records(query)["detection"] for query in ("country=PA", "country=HN")]
    known = [column[~column.isin(["", "unknown", "unspecified"])] for column in found]
    for code, row in table[table.index != "other_values"].iterrows():
        counts = [(int((column == code).sum()), len(column)) for column in known]
        assert [(row["a"], row["a_known"]), (row["b"], row["b_known"])] == counts
        assert (row["difference"], row["low"], row["high"]) == pytest.approx(newcombe(*counts), abs=1e-5)
        p = fisher_exact([[part, whole - part] for part, whole in counts]).pvalue
        assert row["p"] == pytest.approx(p) and row["p_adjusted"] >= p - 1e-12


def test_a_difference_is_strong_only_if_it_holds(scene):
    seen = scene(f"{AGAINST}&by=destination")
    table, figure = CHARTS["compare-shares"].table(seen), drawn(seen, "compare-shares")
    shades = figure["data"][-1]["marker"]["color"]
    strong = [shade == seen.look.text for shade in shades]
    kept = table[table["destination"] != "other_values"]
    assert strong == kept["reliable"].tolist() and any(strong) and not all(strong)
    assert (kept[kept["reliable"]]["p_adjusted"] < 0.05).all()


def test_a_difference_that_holds_only_by_itself_is_pale(scene):
    seen = scene(f"{AGAINST}&by=item_type_family")
    table, figure = CHARTS["compare-shares"].table(seen), drawn(seen, "compare-shares")
    by_chance = ((table["p"] < 0.05) & (table["p_adjusted"] > 0.05)).to_numpy()
    shades = figure["data"][-1]["marker"]["color"]
    assert by_chance.any() and not any(shades[place] == seen.look.text for place in np.flatnonzero(by_chance))


def test_a_field_that_the_filters_choose_by_is_named(scene):
    assert "chosen by this field" in CHARTS["compare-shares"].note(scene(f"{REST}&by=country"))
    assert "chosen by this field" not in CHARTS["compare-shares"].note(scene(f"{REST}&by=detection"))


def test_a_base_under_ten_gives_no_shares(scene):
    seen = scene("from=2024&to=2024&compare=previous")
    assert CHARTS["compare-shares"].table(seen)["b_known"].iloc[0] < 10
    figure = drawn(seen, "compare-shares")
    assert not figure["data"] and "Shares need 10 seizures" in texts(figure)


@pytest.mark.parametrize("by", SPLITS)
def test_a_click_on_a_share_selects_a_s_records(scene, by):
    seen = scene(f"{REST}&by={by}")
    figure, table = drawn(seen, "compare-shares"), CHARTS["compare-shares"].table(seen).set_index(by)
    if table[["a_known", "b_known"]].min(axis=None) < 10:
        assert not figure["data"] and "Shares need 10" in texts(figure)
        return
    line = trace_of(figure, "A")
    for fragment, count in zip(line["customdata"], table["a"], strict=False):
        assert (fragment is None) == (count == 0)
        if fragment and by != "country":
            assert scene(f"country=PA&{fragment}").view.seizures == count


def test_only_differences_that_hold_are_listed(scene):
    seen, chart = scene(AGAINST), CHARTS["compare-differences"]
    table = chart.table(seen)
    assert len(table) and (table["p_adjusted"] < 0.05).all() and ((table["low"] > 0) | (table["high"] < 0)).all()
    assert table["difference"].abs().is_monotonic_decreasing and "country" not in set(table["dimension"])
    told = chart.words(table, seen)
    assert f"p, adjusted for {table['tested'].iloc[0]} tests" in told.columns
    assert told.iloc[0]["In A"].startswith(f"{table['a'].iloc[0]:.0f} of {table['a_known'].iloc[0]:.0f}")


def test_no_difference_is_not_called_alike(scene):
    seen, chart = scene("from=2026&to=2026&compare=previous"), CHARTS["compare-differences"]
    result = chart.make(seen)
    assert chart.numbers(result).empty and f"None of {result.tested} shares" in chart.why(result, seen)
    assert "not the same as being alike" in chart.why(result, seen)


# Places


def test_rates_are_of_central_america_alone(scene, records):
    seen = scene("")
    table = CHARTS["funnel"].table(seen)
    assert table["code"].tolist() == ["BZ", "CR", "GT", "HN", "NI", "PA", "SV"]  # by code: no ranking
    assert table.set_index("code")["seizures"].to_dict() == records().groupby("country").size()[table["code"]].to_dict()


@pytest.mark.parametrize("kind", ["rate", "route_known", "concealed", "small_consignment"])
def test_only_places_outside_the_limits_are_named(scene, kind):
    one_mode = "&transport_mode_family=road" if kind == "small_consignment" else ""
    seen = scene(f"funnel={kind}{one_mode}")
    found, figure = CHARTS["funnel"].make(seen), drawn(seen, "funnel")
    if found.reason:
        assert "places" in texts(figure) and not figure["data"]
        return
    told = found.points[found.points["rate"].notna()]
    assert [bool(name) for name in figure["data"][-1]["text"]] == told["outside_95"].tolist()
    for fragment, count in zip(figure["data"][-1]["customdata"], told["seizures"], strict=True):
        if kind == "rate" and fragment:
            assert scene(fragment).view.seizures == count
        assert fragment is None or kind in {"rate", "route_known"}


def test_sizes_are_compared_within_one_mode_only(scene):
    seen = scene("funnel=small_consignment")
    assert "one mode of transport" in texts(drawn(seen, "funnel")) and not drawn(seen, "funnel")["data"]


def test_widened_limits_are_told(scene):
    seen = scene("")
    found = CHARTS["funnel"].make(seen)
    assert found.dispersion == "multiplicative"
    assert f"variance {found.phi:.1f} times that of chance, uneven coverage included" in CHARTS["funnel"].note(seen)


def test_one_country_has_no_funnel_of_countries(scene):
    assert "this selection has 1" in texts(drawn(scene("country=PA"), "funnel"))
    table = CHARTS["funnel"].table(scene("country=PA&funnel=route_known"))
    assert table["code"].str.startswith("PA-").all() and len(table)


# Displacement


def moved(scene, query, **counts):
    """Return what a query sees over made-up seizures: `pa=(before, after)` around 2020."""
    rows = []
    for country, (before, after) in counts.items():
        rows += [{"country": country.upper(), "date": "2019-06-15"}] * before
        rows += [{"country": country.upper(), "date": "2020-06-15"}] * after
    rows += [{"country": "DO", "date": day} for day in ("2018-12-01", "2021-02-01")]
    return replace(scene(query), view=engine(*rows).view(Selection()))


QUERY = "around=2020&target=PA&buffer=CR&control=GT"


def test_the_six_counts_and_the_quotient(scene):
    seen = moved(scene, QUERY, pa=(100, 60), cr=(50, 58), gt=(100, 100))
    table = CHARTS["displacement"].table(seen).set_index("area")
    assert table[["before", "after"]].to_numpy().tolist() == [[100, 60], [50, 58], [100, 100]]
    assert table["quotient"].tolist() == pytest.approx([-0.2] * 3)  # 0.08 / -0.4
    said = panel(seen, "displaced")
    assert "quotient: −0.20" in said and "cannot be determined" in said
    assert "12 months before and 12 months after 1 Jan 2020: 1 Jan 2019 to 31 Dec 2020" in said
    told = CHARTS["displacement"].words(CHARTS["displacement"].table(seen), seen)
    assert told.iloc[0].tolist()[1:] == ["100", "60", "−40%"]


def test_a_clear_move_is_called_one_that_may_be(scene):
    seen = moved(scene, QUERY, pa=(400, 200), cr=(250, 330), gt=(400, 400))
    said = panel(seen, "displaced")
    assert "part of it may have moved" in said and "more controls beside the target would look the same" in said


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({"pa": (50, 20), "cr": (50, 50), "gt": (50, 9)}, "the control needs 10 seizures before and 10 after"),
        ({"pa": (9, 2), "cr": (50, 50), "gt": (50, 50)}, "the target needs 10 seizures before"),
        ({"pa": (50, 20), "cr": (4, 5), "gt": (50, 50)}, "the areas beside it need 10 seizures"),
        ({"pa": (50, 50), "cr": (50, 20), "gt": (50, 50)}, "The target did not fall"),
        ({"pa": (40, 50), "cr": (40, 50), "gt": (40, 120)}, "The target did not fall"),
    ],
)
def test_why_displacement_cannot_be_told(scene, counts, sentence):
    seen = moved(scene, QUERY, **counts)
    assert sentence in panel(seen, "displaced") and "quotient" not in panel(seen, "displaced")
    assert len(CHARTS["displacement"].table(seen)) == 3  # the counts are shown all the same


def test_a_small_base_is_told_in_words(scene):
    seen = moved(scene, QUERY, pa=(50, 20), cr=(4, 5), gt=(50, 50))
    told = CHARTS["displacement"].words(CHARTS["displacement"].table(seen), seen)
    assert told.iloc[1].iloc[-1] == "from 4 to 5" and "%" in told.iloc[0].iloc[-1]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "Choose a date and a target"),
        ("around=2020", "Choose a date and a target"),
        ("around=2020-13&target=PA", "“2020-13” is not a date"),
        ("around=2020&target=PA&buffer=CR&control=CR", "in two of the three sets"),
        ("around=2020&target=PA&buffer=PA-8&control=CR", "in two of the three sets"),
        ("around=1950&target=PA", "don't reach one whole month"),
    ],
)
def test_what_a_displacement_still_needs(scene, query, sentence):
    seen, chart = scene(query), CHARTS["displacement"]
    result = chart.make(seen)
    assert chart.numbers(result).empty and sentence in chart.why(result, seen)


def test_neighbours_and_all_others_are_suggested(scene):
    asked = CHARTS["displacement"].make(scene("around=2020&target=PA"))
    assert asked.day == date(2020, 1, 1) and asked.suggested == {"buffer", "control"}
    assert asked.sets == (("PA",), ("CO", "CR"), ("BZ", "GT", "HN", "NI", "SV"))
    assert "suggested: neighbours on the map): Colombia, Costa Rica" in panel(
        scene("around=2020&target=PA"), "displaced"
    )
    chosen = CHARTS["displacement"].make(scene("around=2020&target=PA&buffer=CR"))
    assert chosen.suggested == {"control"} and "CO" not in chosen.sets[1]


def test_neighbours_of_a_province_are_provinces():
    assert displacement.beside(["HN-CR"]) and all("-" in code for code in displacement.beside(["HN-CR"]))
    assert "HN" not in displacement.beside(["GT", "HN-CR"])  # a country that holds a target is no neighbour of it


def test_filters_of_place_are_told(scene):
    seen = replace(moved(scene, QUERY, pa=(50, 20), cr=(50, 50), gt=(50, 50)))
    assert "filters of place" not in panel(seen, "displaced")
    assert "filters of place hold here too" in panel(scene("country=PA&around=2015&target=PA"), "displaced")


# Everything as files and as tables


@pytest.mark.parametrize("name", [*OWN, "funnel", "displacement"])
@pytest.mark.parametrize("query", [REST, QUERY])
def test_files_and_tables_in_words(scene, client, name, query):
    seen, chart = scene(query, "es"), CHARTS[name]
    outcome = made(chart, seen)
    table = chart.numbers(outcome.result)
    assert client.get(f"/api/v1/charts/{name}.csv?{query}").status_code == 200
    assert isinstance(table_view(chart, table, seen), html.Div)
    if len(table):
        assert not {"low", "high", "code", "side"} & set(chart.words(table, seen).columns)
