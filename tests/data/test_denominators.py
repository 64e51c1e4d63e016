"""Denominators: read strictly, added up exactly, never interpolated."""

import pytest

from data.denominators import DENOMINATOR_COLUMNS, exposure, load_denominators, population
from data.events import BadTable

HEADER = ",".join(DENOMINATOR_COLUMNS)
MONTHS = [f"inspections,PA,2024-{month:02d},{month},customs" for month in range(1, 13)]


def write(folder, *lines):
    path = folder / "denominators.csv"
    path.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    return path


def refused(path):
    with pytest.raises(BadTable) as caught:
        load_denominators(path)
    return [(cell.file, cell.row, cell.column, cell.remedy) for cell in caught.value.cells]


def test_figures_are_aligned_to_periods(tmp_path):
    table = load_denominators(write(tmp_path, "inspections,PA,2023,50,customs", *MONTHS))
    assert exposure(table, "inspections", ["PA"], ["2024-02", "2024-01"]).values.to_dict() == {
        "2024-02": 2,
        "2024-01": 1,
    }
    assert exposure(table, "inspections", ["PA"], ["2024-Q2"]).values.tolist() == [4 + 5 + 6]
    assert exposure(table, "inspections", ["PA"], ["2023", "2024"]).values.tolist() == [50, 78]


def test_countries_are_added_up_only_where_all_are_known(tmp_path):
    table = load_denominators(write(tmp_path, "patrols,PA,2023,5,a", "patrols,CR,2023,7,b", "patrols,PA,2024,6,a"))
    assert exposure(table, "patrols", ["PA", "CR"], ["2023"]).values.tolist() == [12]
    found = exposure(table, "patrols", ["PA", "CR"], ["2023", "2024"])
    assert (found.reason, found.missing) == ("period_missing", ("CR 2024",)) and found.values.empty


def test_nothing_is_interpolated(tmp_path):
    table = load_denominators(write(tmp_path, "patrols,,2022,5,a", "patrols,,2024,7,a", *MONTHS[:11]))
    assert exposure(table, "patrols", [], ["2022", "2023", "2024"]).missing == (" 2023",)
    assert exposure(table, "patrols", [], ["2022-01"]).reason == "period_missing"  # a year's patrols aren't a month's
    assert exposure(table, "inspections", ["PA"], ["2024"]).reason == "period_missing"  # December is not there
    assert exposure(table, "inspections", ["PA"], ["2024-Q4"]).reason == "period_missing"
    assert exposure(table, "scans", ["PA"], ["2024"]).reason == "series_unknown"


def test_no_effort_has_no_rate(tmp_path):
    table = load_denominators(write(tmp_path, "patrols,PA,2022,0,a", "patrols,PA,2023,4,a"))
    found = exposure(table, "patrols", ["PA"], ["2022", "2023"])
    assert (found.reason, found.missing) == ("exposure_zero", ("2022",))


def test_the_shipped_population_is_of_2019_only():
    found = exposure(population(), "population", ["PA", "BZ"], ["2019", "2019-Q1", "2019-03"])
    assert found.values.tolist() == [4246439 + 390353] * 3
    assert exposure(population(), "population", ["PA"], ["2018", "2019"]).missing == ("PA 2018",)


@pytest.mark.parametrize(
    ("line", "column", "remedy"),
    [
        ("Inspections,PA,2024,1,a", "series", "use_lower_case_and_underscores"),
        ("inspections,Panama,2024,1,a", "country", "use_country_code_or_blank"),
        ("inspections,PA,2024-13,1,a", "period", "use_year_or_month"),
        ("inspections,PA,2024-Q1,1,a", "period", "use_year_or_month"),
        ('inspections,PA,2024,"1,200",a', "value", "use_plain_number"),
        ("inspections,PA,2024,-1,a", "value", "use_plain_number"),
        ("inspections,PA,2024,nan,a", "value", "use_plain_number"),
        ("inspections,PA,2024,,a", "value", "use_plain_number"),
        ("inspections,PA,2024,1,", "source", "name_the_source"),
    ],
)
def test_a_bad_cell_is_named(tmp_path, line, column, remedy):
    assert refused(write(tmp_path, MONTHS[0], line)) == [("denominators.csv", 3, column, remedy)]


def test_two_figures_for_one_period_are_refused(tmp_path):
    assert refused(write(tmp_path, MONTHS[0], MONTHS[0]))[0][1:] == (3, "period", "make_unique")


def test_an_empty_table_knows_no_series(tmp_path):
    table = load_denominators(write(tmp_path))
    assert table.empty and exposure(table, "inspections", ["PA"], ["2024"]).reason == "series_unknown"
