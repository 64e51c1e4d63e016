"""The coverage page: unknown, zero and not reported are told apart, and nothing is said of too few records."""

import io
import re
from dataclasses import replace

import pandas as pd
import pytest
from dash import dcc

from layouts.charts import CHARTS
from layouts.figures import lines
from layouts.figures.states import SHADED, Kind, cells
from layouts.i18n import speech
from layouts.pages.coverage import PAGE
from layouts.theme import LOOKS, look
from layouts.topics import coverage, quality

NAMES = ("reporting", "field-completeness", "route-known", "interdiction")
LISTED = ("possible-duplicates", "contradictions", "outliers", "biases")


@pytest.fixture(scope="module")
def seizures(client) -> pd.DataFrame:
    """Every shipped seizure as its file has it: losses left out."""
    table = pd.read_csv(io.BytesIO(client.get("/api/v1/seizures.csv").data), dtype=str)
    table = table[table["event"] != "diverted"]
    return table.assign(year=table["date"].str[:4])


def figure(name, seen):
    chart = CHARTS[name]
    return chart.figure(chart.make(seen), seen)


def message_of(drawn):
    return drawn["layout"]["annotations"][0]["text"].replace("<br>", " ")


def told(drawn):
    """Return place → (text, hover, custom) of every cell that some trace holds, and check that only one does."""
    found = {}
    for trace in drawn["data"]:
        for y, line in enumerate(trace.get("z", [])):
            for x, value in enumerate(line):
                if value is not None:
                    assert (y, x) not in found
                    text = trace["text"][y][x] if "text" in trace else None
                    found[y, x] = (text, trace["hovertext"][y][x], trace["customdata"][y][x])
    return found


def words_of(cell):
    """Return the text of a cell of a listing, with the addresses it links to."""
    if isinstance(cell, str) or cell is None:
        return cell or ""
    children = cell.children if isinstance(cell.children, list) else [cell.children]
    link = f" {cell.href}" if isinstance(cell, dcc.Link) else ""
    return " ".join(words_of(child) for child in children) + link


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_holds_every_chart_of_its_topic(library, language):
    page = repr(PAGE.body(speech(language), library))
    assert not [name for name in (*NAMES, *LISTED) if f"'{name}'" not in page]
    assert {chart.name for chart in coverage.CHARTS} == {*NAMES, *LISTED}


def test_counts_by_country_and_year_are_those_of_the_file(scene, seizures):
    table = CHARTS["reporting"].table(scene())
    found = table[table["seizures"] > 0].set_index(["country", "period"])["seizures"]
    assert found.to_dict() == seizures.groupby(["country", "year"]).size().to_dict()


def test_a_zero_lies_between_records_and_what_is_not_reported_outside(scene, seizures):
    table = CHARTS["reporting"].table(scene())
    years = seizures.groupby("country")["year"].agg(["min", "max"])
    spans = table["country"].map(years["min"]), table["country"].map(years["max"])
    inside = (table["period"] > spans[0]) & (table["period"] < spans[1])
    assert inside[table["state"] == "zero"].all()
    assert not inside[table["state"] == "not_reported"].any()
    assert set(table["state"]) == {"recorded", "zero", "not_reported"}


def test_a_record_dated_to_its_year_makes_its_quarters_uncertain_not_zero(scene, seizures):
    table = CHARTS["reporting"].table(scene("grain=quarter"))
    coarse = seizures[seizures["date_precision"] == "year"]
    cells_of = table.set_index(["country", "period"])["state"]
    for country, year in zip(coarse["country"], coarse["year"], strict=True):
        states = {cells_of[country, f"{year}-Q{quarter}"] for quarter in range(1, 5)}
        assert states <= {"recorded", "undated"} and len(coarse)


@pytest.mark.parametrize("theme", LOOKS)
def test_four_states_have_four_colours_four_texts_and_four_entries_in_words(scene, theme):
    seen = scene("grain=quarter&from=2014&to=2020", theme=theme)
    drawn = figure("reporting", seen)
    table = CHARTS["reporting"].table(seen)
    assert set(table["state"]) == {"recorded", "zero", "undated", "not_reported"}
    swatches = [trace for trace in drawn["data"] if trace["type"] == "scatter"]
    assert len({trace["marker"]["color"] for trace in swatches}) == len({trace["name"] for trace in swatches}) == 4
    flat, *shaded = [trace for trace in drawn["data"] if trace["type"] == "heatmap"]
    grounds = {colour for _, colour in flat["colorscale"]}
    assert grounds == {trace["marker"]["color"] for trace in swatches[1:]}
    assert not grounds & {colour for trace in shaded for _, colour in trace["colorscale"]}
    texts = {text if not text.isdigit() or text == "0" else "n" for text, _, _ in told(drawn).values()}
    assert texts == {"n", "0", "?", ""}
    assert len(told(drawn)) == len(table)


def test_a_filter_makes_zeros_never_silence(scene):
    whole = CHARTS["reporting"].table(scene("country=GT"))
    some = CHARTS["reporting"].table(scene("country=GT&transport_mode_family=sea")).set_index("period")["state"]
    assert len(some) and not [
        period
        for period, state in whole.set_index("period")["state"].items()
        if state in {"recorded", "zero"} and some[period] == "not_reported"
    ]


@pytest.mark.parametrize("query", ["", "grain=quarter", "who=agency_type", "who=agency_type&grain=month"])
def test_a_click_on_a_recorded_cell_selects_just_its_records(scene, query):
    seen = scene(query)
    table, found = CHARTS["reporting"].table(seen), told(figure("reporting", seen))
    width = table["period"].nunique()
    cells_of = [(table.iloc[row * width + column], custom) for (row, column), (_, _, custom) in found.items()]
    assert all((custom is None) == (cell["state"] != "recorded") for cell, custom in cells_of)
    for cell, custom in [each for each in cells_of if each[1]][::9]:
        after = scene(custom)
        assert not after.problems and after.view.seizures == cell["seizures"], custom


def test_agencies_and_outlets_have_no_filter_and_so_no_click(scene):
    for who in ("agency", "source_publisher"):
        assert not [custom for _, _, custom in told(figure("reporting", scene(f"who={who}"))).values() if custom]


def test_the_shades_of_counts_stay_while_filtering(scene):
    tops = {figure("reporting", scene(query))["data"][1]["zmax"] for query in ("", "country=PA", "from=2024")}
    assert len(tops) == 1


def test_what_a_field_leaves_unsaid_is_what_the_file_leaves_blank(scene, seizures):
    table = CHARTS["field-completeness"].table(scene()).set_index(["field", "country"])
    stated = seizures["origin"].fillna("").str.contains(r"[A-Z]{2}:")
    expected = stated.groupby(seizures["country"]).agg(["sum", "size"])
    found = table.loc["origin"]
    assert found["known"].to_dict() == expected["sum"].to_dict()
    assert found["seizures"].to_dict() == expected["size"].to_dict()


@pytest.mark.parametrize("by", ["country", "year", "agency_type", "source_reliability"])
def test_no_cell_of_fewer_than_ten_seizures_has_a_percentage(scene, by):
    seen = scene(f"quality={by}")
    table = CHARTS["field-completeness"].table(seen)
    texts = [text for text, _, _ in told(figure("field-completeness", seen)).values()]
    assert len(texts) == len(table)
    assert sum("%" in text for text in texts) == (table["seizures"] >= 10).sum()
    assert sum(" of " in text for text in texts) == (table["seizures"] < 10).sum() > 0


def test_the_share_of_routes_known_is_that_of_the_file(scene, seizures):
    table = CHARTS["route-known"].table(scene()).set_index(["part", "period"])
    ends = {end: seizures[end].fillna("").str.contains(r"[A-Z]{2}:") for end in ("origin", "destination")}
    masks = ends | {"both": ends["origin"] & ends["destination"], "neither": ~(ends["origin"] | ends["destination"])}
    sizes = seizures.groupby("year").size()
    for part, mask in masks.items():
        expected = (mask.groupby(seizures["year"]).sum() / sizes)[sizes >= 10]
        shares = table.loc[part, "share"].dropna()
        assert shares.to_dict() == pytest.approx(expected.to_dict()) and len(shares) >= 5
        bounds = table.loc[part].loc[shares.index]
        assert ((bounds["low"] <= shares) & (shares <= bounds["high"])).all()


def test_where_no_period_has_ten_seizures_the_fullest_is_told(scene, seizures):
    seen = scene("country=PA")
    fullest = seizures[seizures["country"] == "PA"].groupby("year").size().max()
    said = message_of(figure("route-known", seen))
    assert fullest < 10 and f"needs 10 seizures in a year; the fullest year of this selection has {fullest}" in said


def test_a_click_on_neither_known_selects_those_and_no_other_line_can_be_clicked(scene):
    seen = scene()
    table = CHARTS["route-known"].table(seen)
    counts = table[table["part"] == "neither"].set_index("period")["known"]
    told = list(table.loc[table["share"].notna(), "period"].drop_duplicates())
    panels = figure("route-known", seen)["data"]
    assert len(panels) == 4 and not any(custom for trace in panels[:3] for custom in trace["customdata"])
    for place, custom in zip(panels[3]["x"], panels[3]["customdata"], strict=True):
        assert scene(custom).view.seizures == counts[told[place]]


def test_a_period_without_a_share_is_not_drawn(scene):
    seen = scene()
    table = CHARTS["route-known"].table(seen)
    told = table.loc[table["share"].notna(), "period"].nunique()
    assert told < table["period"].nunique()
    assert [len(trace["x"]) for trace in figure("route-known", seen)["data"]] == [told] * 4


def test_a_period_between_gaps_keeps_its_interval():
    table = pd.DataFrame({"period": ["1", "2", "3"], "series": "a", "colour": "#000000", "value": [None, 0.5, None]})
    table = table.assign(low=[None, 0.3, None], high=[None, 0.8, None], hover="", custom=None)
    upright = lines.banded(table, look=look("light"), empty="", unit="")["data"][0]
    assert upright["x"] == ["2", "2"] and upright["y"] == [0.3, 0.8] and upright["line"]["width"] > 0


def test_the_ratio_of_a_country_is_that_of_the_file(scene, seizures):
    table = CHARTS["interdiction"].table(scene()).set_index("country")
    stops = seizures[["origin", "transit", "destination"]].fillna("").agg(";".join, axis=1)
    for code in ("PA", "HN", "US"):
        made = seizures["country"] == code
        touching = made | stops.str.contains(rf"\b{code}:")
        assert (table.loc[code, "made"], table.loc[code, "touching"]) == (made.sum(), touching.sum())


@pytest.mark.parametrize("language", ["en", "es"])
def test_countries_stand_by_name_and_small_ones_have_counts_only(scene, language):
    seen = scene("transport_mode_family=road", language)
    drawn = figure("interdiction", seen)
    labels = [label.replace("<br>", " ") for label in drawn["layout"]["yaxis"]["ticktext"]]
    assert labels == sorted(labels) and len(labels) > 5
    texts = [note["text"] for note in drawn["layout"]["annotations"]]
    few = [place for place, x in enumerate(drawn["data"][0]["x"]) if x is None]
    assert few and len(few) < len(texts)
    assert not [texts[place] for place in few if "%" in texts[place]]
    assert all(int(re.findall(r"\d+", texts[place])[-1]) < 10 for place in few)


def test_a_place_filter_leaves_no_ratio_and_a_country_filter_is_told_to_be_left_out(scene):
    assert "no ratio can be told" in message_of(figure("interdiction", scene("admin1=PA-8")))
    seen = scene("country=PA")
    chart = CHARTS["interdiction"]
    assert f"left out here: n = {scene().view.seizures}" in chart.note(seen, chart.make(seen))
    assert "too high" in chart.foot and "not by rank" in chart.foot


@pytest.mark.parametrize("language", ["en", "es"])
def test_pairs_show_both_records_and_are_never_called_duplicates(scene, language):
    seen, chart = scene("country=BZ,HN", language), CHARTS["possible-duplicates"]
    pairs = chart.make(seen)
    assert len(pairs.table)
    shown = chart.words(pairs.table, seen)
    for row, record in zip(shown.itertuples(index=False), pairs.table.itertuples(), strict=True):
        for cell, name in ((row[0], record.first_id), (row[1], record.second_id)):
            assert f"/records/{name}?country=BZ&country=HN" in words_of(cell)
    said = " ".join([words_of(cell) for cell in shown.to_numpy().ravel()] + [*shown.columns, seen.say(chart.title)])
    assert not re.search("duplic", said + seen.say(chart.foot), re.I)
    assert not re.search("_family|item_type", said)


def test_pairs_not_compared_are_told(scene):
    seen, chart = scene(), CHARTS["possible-duplicates"]
    pairs = chart.make(seen)
    assert "not compared (too many)" not in chart.note(seen, pairs)
    many = replace(pairs, found=replace(pairs.found, not_compared=1234))
    assert "1,234 pairs not compared (too many)" in chart.note(seen, many)
    assert f"{pairs.found.compared} pairs compared" in chart.note(seen, many)


def test_an_empty_listing_says_what_was_looked_for(scene):
    seen = scene("country=CO")
    for name in ("possible-duplicates", "contradictions", "outliers"):
        chart = CHARTS[name]
        result = chart.make(seen)
        assert chart.numbers(result).empty
        assert len(chart.why(result, seen)) > 60
    strange = CHARTS["outliers"]
    assert "No quantity can be judged" in strange.why(strange.make(seen), seen)
    nobody = scene("country=BZ&transport_mode=rail")
    for name in ("possible-duplicates", "contradictions", "outliers"):
        chart = CHARTS[name]
        assert chart.why(chart.make(nobody), nobody) == "No record matches these filters."


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_contradiction_is_a_sentence_with_its_two_values(scene, language):
    seen = scene("", language)
    name = seen.view.columns.records.seizures["seizure_id"].iloc[0]
    values = {
        "total_below_parts": ("3 / 5", "3", "5"),
        "event_after_report": ("2020-05-02 / 2020-05-01", "2 may 2020" if language == "es" else "2 May 2020", "2020"),
        "province_of_other_country": ("PA / HN-CR", "Panam", "Cort"),
        "point_outside_country": ("PA / 1.5,-79.5", "Panam", "1.5,-79.5"),
        "route_ends_equal": ("PA:Colón / PA:Colón", "Colón", "Panam"),
        "open_and_concealed": ("none_open / vehicle_seat", "", ""),
    }
    assert set(values) == set(quality.CONTRADICTIONS)
    table = pd.DataFrame({"seizure_id": name, "code": list(values), "values": [text for text, _, _ in values.values()]})
    for cell, (_, one, other) in zip(
        quality.contradictions_in_words(table, seen).iloc[:, 1], values.values(), strict=True
    ):
        assert one in cell and other in cell and "{" not in cell and "_" not in cell


def test_an_unusual_quantity_is_told_with_its_share_of_the_total(scene, seizures):
    seen, chart = scene(), CHARTS["outliers"]
    table = chart.table(seen)
    grenades = table[table["measure"] == "grenades"]
    amounts = pd.to_numeric(seizures["qty_grenade"]).fillna(0)
    row = grenades.iloc[0]
    own = amounts[seizures["seizure_id"] == row["seizure_id"]].iloc[0]
    assert len(grenades) and row["value"] == own
    assert row["share"] == pytest.approx(own / amounts.sum())
    shown = chart.words(table, seen)
    assert f"{own:,.0f}" in shown.iloc[0, 1] and shown.iloc[0, 2] == seen.say.percent(row["share"] * 100, 100)
    assert f"/records/{row['seizure_id']}" in words_of(shown.iloc[0, 0])


def test_a_date_before_1990_is_told_as_such(scene):
    seen = scene()
    name = seen.view.columns.records.seizures["seizure_id"].iloc[0]
    dated = pd.DataFrame({"seizure_id": [name], "code": "before_1990", "date": pd.Timestamp("1985-03-02")})
    table = pd.concat([CHARTS["outliers"].table(seen), dated], ignore_index=True)
    shown = quality.strange_in_words(table, seen)
    assert "before 1990: 2 Mar 1985" in shown.iloc[-1, 1] and shown.iloc[-1, 2] == "–"


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_whole_catalogue_of_biases_is_told_in_the_language(scene, language):
    seen, chart = scene("country=PA", language), CHARTS["biases"]
    table = chart.table(seen)
    shown = chart.words(table, seen)
    assert len(shown) == len(seen.reference.biases) >= 20
    assert list(shown.iloc[:, 1]) == list(seen.reference.biases[f"text_{language}"])
    assert [words_of(cell) for cell in shown.iloc[:, 5]] == list(seen.reference.biases["source"])
    assert not shown.iloc[:, 4].str.contains("[*_]").any() and (shown.iloc[:, 4] != "").all()


@pytest.mark.parametrize("name", NAMES)
def test_the_table_of_a_chart_is_in_words(scene, name):
    seen = scene("grain=quarter&who=agency&quality=source_reliability", "es")
    shown = CHARTS[name].words(CHARTS[name].table(seen), seen)
    assert len(shown) == len(CHARTS[name].table(seen))
    assert not shown.astype(str).apply(lambda column: column.str.contains("not_re|_known")).any(axis=None)
    spanish = set(speech("es").catalogue.values())
    assert {*shown.columns} & spanish


def test_cells_of_few_rows_are_no_blocks():
    seen = look("light")
    table = pd.DataFrame(
        [{"row": 0, "column": 0, "kind": SHADED, "value": 1.0, "text": "1", "hover": "", "custom": None}]
    )
    kinds = {SHADED: Kind("#000000", "number"), "none": Kind("#ffffff", "none")}
    drawn = cells(table, rows=["a"], ticks={0: "b"}, kinds=kinds, look=seen, empty="", most=1.0)
    for axis in ("xaxis", "yaxis"):
        low, high = sorted(drawn["layout"][axis]["range"])
        assert high - low >= 8
