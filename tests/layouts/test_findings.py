"""Sentences: each template is filled in both languages, with numbers that plain pandas finds."""

import io
import re

import pandas as pd
import pytest

from analytics import findings
from layouts.charts import CHARTS
from layouts.i18n import speech
from layouts.topics.findings import SENTENCES, Finding, numbers, sentence, words

VALUES = {
    "p": 0.03,
    **{"before": "2019", "after": "2020", "first": 5, "second": 12, "ratio": 2.4, "low": 0.8, "high": 8.6},
    "values": 4,
    **{"last": "2020", "per_year": 0.5, "years": 4, "minimum": 8, "code": "PA", "count": 5, "known": 20, "share": 0.25},
    **{
        "largest": 900.0,
        "total": 3000.0,
        "median": 6.0,
        "stated": 9,
        "n": 20,
        "a": 5,
        "a_known": 20,
        "b": 7,
        "b_known": 90,
    },
}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", SENTENCES)
def test_every_sentence_can_be_said(kind, language):
    reasons = {"few_periods", "few_records", "mostly_zero"}
    values = VALUES | ({"reason": kind} if kind in reasons else {})
    finding = Finding("trend_undetermined" if kind in reasons else kind, values, 20, "country")
    text = sentence(finding, speech(language))
    assert not re.search(r"[{}]|nan", text) and text.endswith(".")
    assert text != sentence(finding, speech("en" if language == "es" else "es"))


def test_the_brief_of_the_overview_is_what_the_file_says(scene, client):
    file = pd.read_csv(io.BytesIO(client.get("/api/v1/seizures.csv").data), dtype=str, keep_default_na=False)
    file = file[file["event"] != "diverted"]
    years = file["date"].str[:4].value_counts()
    chart, seen = CHARTS["findings"], scene()
    told = " ".join(str(cell) for cell in chart.words(chart.table(seen), seen).iloc[:, 0])
    assert f"from {years['2024']} in 2024 to {years['2025']} in 2025" in told
    hidden = file["concealment"].str.split(";").explode()
    hidden = hidden[~hidden.isin(["", "unknown", "unspecified"])]
    known, (name, count) = hidden.index.nunique(), next(iter(hidden.value_counts().items()))
    assert name == "wrapping" and f"“Wrapped” is stated most, in {count} of {known} that state it" in told
    moved = file.loc[~file["transport_mode"].isin(["", "unknown", "not_applicable"]), "transport_mode"]
    assert f"in {moved.value_counts().iloc[0]} of {len(moved)} that state it" in told
    routed = file[(file["origin"] != "") | (file["destination"] != "")]
    assert f"{len(routed)} of {len(file)} seizures state an origin or a destination" in told


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "“Belize District” and “Cayo” are stated equally often, in 9 of 22 each."),
        ("es", "“Distrito de Belice” y “Cayo” se declaran por igual, en 9 de 22 cada uno."),
    ],
)
def test_a_tie_is_told_as_one(scene, language, told):
    seen = scene("country=BZ", language)
    found = findings.most_frequent(seen.view, "admin1")
    table = numbers(found)
    assert told in sentence(found[0], seen.say)
    assert told in str(words(table, seen).iloc[0, 0])


@pytest.mark.parametrize("name", [name for name in CHARTS if name.startswith("findings")])
@pytest.mark.parametrize("query", ["", "country=PA", "country=NI", "text=Lázaro Cárdenas&country=MX"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_percentage_stands_on_fewer_than_ten(scene, name, query, language):
    seen, chart = scene(query, language), CHARTS[name]
    for row in chart.table(seen).to_dict("records"):
        finding = Finding(
            row["kind"], {key: value for key, value in row.items() if value == value}, row["n"], row["dimension"]
        )
        assert row["n"] >= 10 or "%" not in sentence(finding, speech(language))


def test_nothing_to_say_is_said(scene):
    seen, chart = scene("country=BZ&transport_mode=rail"), CHARTS["findings"]
    assert chart.make(seen) == [] and "nothing to say" in chart.why([], seen)
