"""What the trends page claims: counts, rates, slopes, breaks, months, delays, events, and the user's own files."""

import io
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from data.events import KINDS, BadCell
from data.store import Store
from layouts.charts import CHARTS
from layouts.details import listing
from layouts.i18n import speech
from layouts.library import Library
from layouts.redraw import Redraw, job_of
from layouts.refusals import MOST, REMEDIES, sentences
from layouts.topics import rates, timing
from layouts.topics.trends import CHARTS as MINE

NONE = "country=BZ&transport_mode=rail"
ONE = "text=Lázaro Cárdenas&country=MX&from=2011&to=2011"
DENOMINATORS = "series,country,period,value,source\n" + "".join(
    f"inspections,PA,{year},{value},Customs\n" for year, value in {2019: 1000, 2020: 500, 2021: 250, 2025: 2000}.items()
)
EVENTS = (
    "event_id,date,country,kind,title_en,title_es,source_title,source_url\n"
    "own,2024-08,PA,recording_change,Lists <every> seizure,Lista todo,Bulletin,https://example.org/3\n"
)


@pytest.fixture
def own(tmp_path, place):
    """A library whose user laid files beside the store."""

    def see(query="", language="en", **files):
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return Library(store).scene(query, speech(language))

    shutil.copytree(place, tmp_path / "store")
    store = Store(str(tmp_path / "store"))
    return see


@pytest.fixture
def records(client):
    """The counted records of a query, as the file of records holds them."""

    def read(query=""):
        table = pd.read_csv(io.BytesIO(client.get(f"/api/v1/seizures.csv?{query}").data), dtype=str)
        return table[table["event"] != "diverted"]

    return read


def made(name, seen):
    chart = CHARTS[name]
    result = chart.make(seen)
    return chart, result


def drawn(name, seen):
    chart, result = made(name, seen)
    return chart.figure(result, seen)


def text_of(figure):
    return " ".join(note["text"] for note in figure["layout"].get("annotations", [])).replace("<br>", " ")


def words_of(name, seen):
    chart, result = made(name, seen)
    return json.dumps(listing(chart, result, seen), default=lambda part: part.to_plotly_json(), ensure_ascii=False)


def line(figure):
    return next(trace for trace in figure["data"] if trace["mode"] == "lines+markers")


@pytest.mark.parametrize("query", ["", "country=PA", "transport_mode_family=sea"])
@pytest.mark.parametrize("grain", ["year", "month"])
def test_the_series_counts_the_records_of_each_period(scene, records, query, grain):
    length = {"year": 4, "month": 7}[grain]
    dates = records(query)["date"].dropna()
    expected = dates[dates.str.len() >= length].str[:length].value_counts()
    table = CHARTS["trend-counts"].table(scene(f"{query}&grain={grain}")).set_index("period")["seizures"]
    assert table[table > 0].to_dict() == expected.to_dict()
    assert list(table.index) == sorted(table.index)


def test_a_click_on_a_period_selects_what_it_shows(scene):
    for query in ("", "grain=quarter", "by=country", "by=item_type_family&grain=quarter", "country=PA&per=population"):
        figure = drawn("trend-counts", scene(query))
        counts = CHARTS["trend-counts"].table(scene(query))["seizures"].tolist()
        lines = [trace for trace in figure["data"] if trace["mode"] == "lines+markers"]
        fragments = [fragment for trace in lines for fragment in trace["customdata"]]
        if query == "by=country":
            assert any(fragments) and None in fragments
        chosen = [
            (fragment, count) for fragment, count in zip(fragments, _counts(query, scene), strict=True) if fragment
        ]
        assert chosen and sum(counts) >= sum(count for _, count in chosen)
        for fragment, count in chosen[::7]:
            kept = "&".join(part for part in query.split("&") if part.startswith("country="))
            assert scene(f"{kept}&{fragment}").view.seizures == count, (query, fragment)


def _counts(query, scene):
    """Return the counts in the order in which the lines draw them."""
    table = CHARTS["trend-counts"].table(scene(query))
    split = next((name for name in timing.SPLITS if name in table), None)
    parts = [table] if split is None else [rows for _, rows in table.groupby(split, sort=False)]
    return [count for rows in parts for count in rows["seizures"]]


def test_a_period_the_selection_cuts_is_not_clickable(scene):
    figure = drawn("trend-counts", scene("from=2015-06&to=2020"))
    fragments = dict(zip(line(figure)["x"], line(figure)["customdata"], strict=True))
    assert fragments["2015"] is None and fragments["2018"] == "from=2018&to=2018"


def test_bands_are_drawn_for_three_series_at_most(scene):
    def bands(query):
        return sum("fill" in trace for trace in drawn("trend-counts", scene(query))["data"])

    assert bands("") == 1
    assert bands("by=country") == 0
    assert bands("by=country&country=PA&country=CR") == 2


def test_breaks_rings_and_incomplete_periods_are_marked(scene):
    figure = drawn("trend-counts", scene())
    table = CHARTS["breaks"].table(scene())
    dashed = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "line"]
    assert len(dashed) == len(table) > 0
    assert "possible break" in text_of(figure) and "incomplete" in text_of(figure)
    rings = drawn("trend-counts", scene("grain=month"))["data"][-1]
    unusual = CHARTS["anomalies"].table(scene("grain=month"))
    assert len(rings["x"]) == unusual["exceeds"].sum() > 0
    split = drawn("trend-counts", scene("by=country"))
    assert not [shape for shape in split["layout"]["shapes"] if shape["type"] == "line"]


def test_events_are_numbered_as_their_list_is(scene):
    seen = scene("country=PA")
    figure, table = drawn("trend-counts", seen), CHARTS["trend-events"].table(seen)
    notes = {note["text"]: note["hovertext"] for note in figure["layout"]["annotations"] if "hovertext" in note}
    assert set(table["country"]) <= {"PA", ""} and "PA" in set(table["country"])
    numbered = table.dropna(subset=["number"])
    assert {str(number) for number in numbered["number"]} <= set(notes)
    for row in numbered.itertuples():
        assert row.title_en in notes[str(row.number)]


def test_an_event_dated_to_a_year_marks_no_month(scene):
    table = CHARTS["trend-events"].table(scene("grain=month")).set_index("event_id")
    assert pd.isna(table.loc["pa-import-ban-2010", "number"])
    assert CHARTS["trend-events"].table(scene()).set_index("event_id").loc["pa-import-ban-2010", "number"] > 0


def test_a_rate_is_of_the_people_of_2019(scene):
    seen = scene("country=PA&per=population")
    table = CHARTS["trend-counts"].table(seen)
    assert table["rate"].tolist() == pytest.approx((table["seizures"] / 4_246_439 * 100_000).tolist())
    chart, result = made("trend-counts", seen)
    assert "2019" in chart.note(seen, result)


def test_a_rate_of_the_region_counts_the_region_only(scene):
    seen = scene("per=population")
    chart, result = made("trend-counts", seen)
    central = scene("country=BZ,CR,GT,HN,NI,PA,SV").view.seizures
    assert 0 < central < scene().view.seizures
    assert f"n = {central} seizures" in chart.note(seen, result) and "only seizures" in chart.note(seen, result)
    assert not any(line(chart.figure(result, seen))["customdata"])


def test_a_rate_by_country_is_of_each_ones_own_people(scene):
    table = CHARTS["trend-counts"].table(scene("per=population&by=country"))
    people = scene().reference.population
    own = table[table["country"].isin(people.index)]
    assert own["exposure"].tolist() == [people[code] for code in own["country"]]
    assert table.loc[table["country"] == "other", "rate"].isna().all()


def test_a_period_without_a_figure_has_no_rate_and_says_so(own):
    seen = own("country=PA&per=inspections&from=2018", denominators=DENOMINATORS)
    table = CHARTS["trend-counts"].table(seen).set_index("period")
    assert table["rate"].notna().sum() == sum(period in {"2019", "2020", "2021", "2025"} for period in table.index)
    assert table.loc["2020", "rate"] == pytest.approx(table.loc["2020", "seizures"] / 500 * 1000)
    chart, result = made("trend-counts", seen)
    assert "no figure, so no rate" in chart.note(seen, result)


def test_a_missing_denominator_is_told(own):
    told = text_of(drawn("trend-counts", own("per=inspections", denominators=DENOMINATORS)))
    assert "no figure for the region" in told
    told = text_of(drawn("trend-counts", own("per=patrols", denominators=DENOMINATORS)))
    assert "patrols" in told and "inspections" in told


def test_the_model_of_a_rate_rests_on_neighbouring_periods(own):
    seen = own("country=PA&per=inspections", denominators=DENOMINATORS)
    every = [str(year) for year in range(2018, 2027)]
    assert rates.run_of(rates.denominator(seen, every), every) == ["2019", "2020", "2021"]
    table = CHARTS["trend-slopes"].table(seen)
    assert table["n_periods"].iloc[0] == 3 and table["verdict"].iloc[0] == "undetermined"


def test_slopes_name_all_then_each_value_and_verdicts_in_words(scene):
    chart, result = made("trend-slopes", scene())
    table = chart.numbers(result)
    assert table["code"].iloc[0] == "all" and set(table["dimension"].iloc[1:]) == {"country"}
    assert table["total"].iloc[1:].sum() <= scene().view.seizures
    told = text_of(chart.figure(result, scene()))
    assert "rises" in told and "cannot be determined" in told and "stable" not in told
    assert "needs 20 seizures, has" in told


def test_too_few_years_have_no_trend(scene):
    told = text_of(drawn("trend-slopes", scene("from=2021")))
    assert "cannot be determined" in told and "needs 8 complete years" in told
    assert "no puede determinarse" in text_of(drawn("trend-slopes", scene("from=2021", "es")))


def test_with_people_a_slope_is_a_ratio(scene):
    figure = drawn("trend-slopes", scene("per=population"))
    assert figure["layout"]["shapes"][0]["x0"] == 1.0
    table = CHARTS["trend-slopes"].table(scene("per=population"))
    tested = table[table["verdict"] != "undetermined"]
    assert (tested["low"] > 0).all() and set(tested["exposure"]) == {"population"}


def test_sizes_part_the_largest_case_from_the_others(scene, records):
    figure = drawn("trend-sizes", scene("country=PA"))
    others, largest = (trace for trace in figure["data"] if trace.get("xaxis") == "x2")
    stated = records("country=PA").assign(n=lambda table: pd.to_numeric(table["firearms_total"], errors="coerce"))
    assert max(largest["y"]) >= stated["n"].max()
    total = scene("country=PA").view.total("firearms")
    assert sum(others["y"]) + sum(largest["y"]) == total
    for trace in figure["data"][:1]:
        for fragment, count in zip(trace["customdata"], trace["y"], strict=True):
            assert scene(f"country=PA&{fragment}").view.seizures == count


def test_months_of_the_year_are_not_told_from_few(scene):
    chart, result = made("seasonality", scene())
    assert "No evidence" in chart.note(scene(), result)
    assert len(chart.figure(result, scene())["data"][0]["x"]) == 12
    assert "cannot be determined" in text_of(drawn("seasonality", scene(ONE)))
    assert "153 of its 305 months" in text_of(drawn("decomposition", scene()))


def test_breaks_list_changes_in_recording_first(own):
    text = words_of("breaks", own("", events=EVENTS))
    table = CHARTS["breaks"].table(own("", events=EVENTS)).set_index("period")
    assert table.loc["2022", "explained"].split("; ")[0] == "own"
    assert "Lists <every> seizure" in text and "https://example.org/3" in text
    assert "nearness, not cause" in text


def test_months_above_their_bound_come_with_false_alarms(scene):
    chart, result = made("anomalies", scene())
    table = chart.numbers(result)
    assert (table["seizures"] > table["upper"]).tolist() == table["exceeds"].tolist()
    assert "0.01 false alarms a month" in chart.note(scene(), result)
    split, by_country = made("anomalies", scene("by=country"))
    assert by_country.series == by_country.false_alarms == 0  # no country has five in a month: none is tested
    assert "0 of 264 months tested" in split.note(scene("by=country"), by_country)


def test_delays_are_those_of_the_days_known(scene, records):
    table = records("")
    row = CHARTS["reporting-delay"].table(scene()).iloc[0]
    assert row["known"] + row["left_out"] == len(table)
    text = words_of("reporting-delay", scene())
    assert f"{row['known']} of {len(table)}" in text
    assert "newest date in the records" in text and "2026" in text
    assert "cannot be determined: needs 20" in words_of("reporting-delay", scene(ONE))


def test_every_event_is_listed_with_its_source(scene, own):
    shipped = scene().reference.events
    assert set(CHARTS["events"].table(scene())["event_id"]) == set(shipped["event_id"])
    text = words_of("events", scene("", "es"))
    assert all(title in text for title in shipped["title_es"])
    assert "Bulletin" in words_of("events", own("", events=EVENTS))


@pytest.mark.parametrize("query", [NONE, ONE])
def test_nothing_and_one_are_told_in_words(scene, query):
    seen = scene(query)
    for chart in MINE:
        result = chart.make(seen)
        if chart.listing:
            assert len(json.dumps(listing(chart, result, seen), default=lambda part: part.to_plotly_json())) > 60
        else:
            figure = chart.figure(result, seen)
            assert figure["data"] or len(text_of(figure)) > 30, chart.name


def test_a_bad_cell_is_told_on_every_page(own):
    bad = EVENTS.replace("2024-08", "2024-13")
    seen = own("", events=bad)
    page = Redraw(scene=seen, tasks=None, path="/about")
    alerts = [alert.children for alert in page.part("status", "notices")]
    assert len(alerts) == 1
    assert all(part in alerts[0] for part in ("events.csv", "row 2", "date", "2024-13", "2024-03-15"))
    assert "own" not in set(seen.reference.events["event_id"])


def test_many_bad_cells_are_counted_not_listed():
    cells = [BadCell("events.csv", row, "kind", "x", "use_known_kind") for row in range(2, 22)]
    for language in ("en", "es"):
        told = sentences(cells, speech(language))
        assert len(told) == MOST + 1 and str(20 - MOST) in told[-1]
        assert all(kind in told[0] for kind in KINDS)


def test_every_remedy_has_a_sentence():
    source = "".join(Path(f"data/{name}.py").read_text(encoding="utf-8") for name in ("events", "denominators"))
    codes = set(re.findall(r'"((?:use|save_as|add|remove|match|make|fill|name_the)_[a-z_0-9]+)"', source))
    assert codes == set(REMEDIES)
    for remedy in REMEDIES:
        assert sentences([BadCell("events.csv", 0, "", "", remedy)], speech("es"))


def test_a_changed_file_of_the_user_is_computed_anew(own):
    before = own("", events=EVENTS)
    after = own("", events=EVENTS.replace("Lists", "Writes out and lists"))
    chart = CHARTS["breaks"]
    assert job_of(chart, before).key != job_of(chart, after).key


def test_the_page_offers_the_users_own_series(own, client):
    assert client.get("/trends").status_code == 200
    seen = own("country=PA&per=inspections", denominators=DENOMINATORS)
    assert rates.names(seen.reference) == ["inspections"]


def test_the_examples_of_the_readme_are_read(own):
    events, denominators = re.findall(r"```csv\n(.*?)```", Path("README.md").read_text(encoding="utf-8"), re.DOTALL)
    seen = own("per=patrols&from=2023", events=events, denominators=denominators)
    assert not seen.reference.refused and rates.names(seen.reference) == ["inspections", "patrols"]
    table = CHARTS["trend-counts"].table(seen).set_index("period")
    assert table.loc["2024", "rate"] == pytest.approx(table.loc["2024", "seizures"] / 310 * 1000)
