"""The catalogue of biases is whole, and each chart is told of those that are its own."""

import pytest

from data.biases import EFFECTS, EVERY, applying, load_biases, problems
from data.dimensions import DIMENSIONS, MEASURES


@pytest.fixture(scope="module")
def catalogue():
    return load_biases()


def test_the_shipped_catalogue_has_no_problems(catalogue):
    assert problems(catalogue) == () and 14 <= len(catalogue) <= 20
    assert set(catalogue["effect"]) == set(EFFECTS)


def test_the_two_languages_say_it_apart(catalogue):
    for kind in ("text", "effect"):
        assert (catalogue[f"{kind}_en"] != catalogue[f"{kind}_es"]).all()
        assert catalogue[f"{kind}_en"].str.endswith(".").all() and catalogue[f"{kind}_es"].str.endswith(".").all()


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("id", "heavy_tail", "id_repeated:heavy_tail"),
        ("text_es", " ", "text_missing:press_selection"),
        ("effect_en", "x" * 141, "text_too_long:press_selection"),
        ("source", "", "source_missing:press_selection"),
        ("measures", "weight", "measure_unknown:press_selection"),
        ("dimensions", "country;weather", "dimension_unknown:press_selection"),
        ("dimensions", "", "dimension_unknown:press_selection"),
        ("effect", "more", "effect_unknown:press_selection"),
    ],
)
def test_each_problem_is_found(catalogue, column, value, problem):
    broken = catalogue.copy()
    broken.loc[broken["id"] == "press_selection", column] = value
    assert problem in problems(broken)


def test_a_catalogue_without_anything_general_is_told(catalogue):
    own = catalogue[(catalogue["measures"] != EVERY) | (catalogue["dimensions"] != EVERY)]
    assert problems(own) == ("nothing_general:",)


def test_a_broken_file_is_refused(catalogue, tmp_path):
    catalogue.assign(effect="more").to_csv(tmp_path / "biases.csv", index=False)
    with pytest.raises(ValueError, match="effect_unknown"):
        load_biases(tmp_path)


@pytest.mark.parametrize(
    ("measures", "dimensions", "expected"),
    [
        (["seizures"], ["concealment"], ["concealment_missing", "several_values", "press_selection"]),
        (["firearms"], ["year"], ["recent_incomplete", "heavy_tail", "outlet_growth"]),
        (["seizures"], ["month"], ["date_precision", "recent_incomplete", "outlet_growth"]),
        (["firearms"], ["item_type"], ["stated_totals", "several_values", "heavy_tail"]),
        (["seizures"], ["admin1"], ["place_precision", "country_publication", "transit_interdiction"]),
        ([], [], ["press_selection", "duplicate_reports"]),
    ],
)
def test_the_most_specific_come_first(catalogue, measures, dimensions, expected):
    assert applying(catalogue, measures, dimensions)["id"].tolist() == expected


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("measure", MEASURES)
def test_every_chart_is_told_of_one_to_three(catalogue, measure, dimension):
    found = applying(catalogue, [measure], [dimension])
    assert 1 <= len(found) <= 3 and list(found) == list(catalogue) and found["id"].is_unique
    for row in found.itertuples():
        assert row.measures == EVERY or measure in row.measures.split(";")
        assert row.dimensions == EVERY or dimension in row.dimensions.split(";")
    assert found.equals(applying(catalogue, [measure], [dimension]))


def test_how_many_is_for_the_chart_to_say(catalogue):
    assert len(applying(catalogue, ["seizures"], ["year"], most=1)) == 1
