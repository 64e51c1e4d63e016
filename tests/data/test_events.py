"""Lists of events: what ships, what a user adds, and how a bad file is refused."""

import pandas as pd
import pytest

from data.events import EVENT_COLUMNS, KINDS, BadTable, load_events, relevant
from data.vocabulary import REFERENCE

HEADER = ",".join(EVENT_COLUMNS)
GOOD = "our-form,2021-06,PA,recording_change,New form,Formulario nuevo,Our notes,https://example.org/a"


def write(folder, *lines, encoding="utf-8"):
    path = folder / "events.csv"
    path.write_text("\n".join(lines), encoding=encoding)
    return path


def refused(path):
    with pytest.raises(BadTable) as caught:
        load_events([path])
    return [(cell.row, cell.column, cell.remedy) for cell in caught.value.cells]


def test_what_ships_is_cited_and_dated():
    table = load_events()
    assert len(table) >= 15 and set(table["kind"]) <= set(KINDS) and "recording_change" in set(table["kind"])
    assert table["event_id"].is_unique and table["source_url"].str.startswith("http").all()
    assert table["start"].is_monotonic_increasing and (table["start"] <= table["end"]).all()


def test_a_date_spans_what_it_may_mean(tmp_path):
    row = load_events([write(tmp_path, HEADER, GOOD)]).iloc[0]
    assert (row["start"], row["end"]) == (pd.Timestamp("2021-06-01"), pd.Timestamp("2021-06-30"))
    assert (row["date"], row["precision"]) == ("2021-06", "month")


def test_a_users_file_extends_the_shipped_one(tmp_path):
    paths = (REFERENCE / "events.csv", write(tmp_path, HEADER, GOOD, encoding="utf-8-sig"))
    table = load_events(paths)
    assert len(table) == len(load_events()) + 1 and "our-form" in set(table["event_id"])


def test_a_repeated_id_is_refused(tmp_path):
    assert refused(write(tmp_path, HEADER, GOOD, "", GOOD)) == [(4, "event_id", "make_unique")]


def test_every_bad_cell_is_named_with_its_remedy(tmp_path):
    bad = "Our Form,2021-02-30,Panama,rumour,,x,y,javascript:alert(1)"
    assert set(refused(write(tmp_path, HEADER, GOOD, bad))) == {
        (3, "event_id", "use_lower_case_and_hyphens"),
        (3, "date", "use_iso_date"),
        (3, "country", "use_country_code_or_blank"),
        (3, "kind", "use_known_kind"),
        (3, "title_en", "fill_in"),
        (3, "source_url", "use_web_address"),
    }


@pytest.mark.parametrize("date", ["", "21", "2021-13", "2021-6", "06/2021", "2021-06-1", "2021-00", "0000"])
def test_only_iso_dates_are_read(tmp_path, date):
    assert refused(write(tmp_path, HEADER, GOOD.replace("2021-06", date))) == [(2, "date", "use_iso_date")]


def test_a_wrong_shape_is_refused(tmp_path):
    assert refused(write(tmp_path, HEADER, f"{GOOD},more")) == [(2, "", "match_header")]
    assert refused(write(tmp_path, HEADER.replace("kind", "type"), GOOD)) == [
        (1, "kind", "add_column"),
        (1, "type", "remove_column"),
    ]
    assert len(refused(write(tmp_path, ""))) == len(EVENT_COLUMNS)
    assert refused(write(tmp_path, HEADER, GOOD.replace("New", "Añadido"), encoding="latin-1")) == [
        (0, "", "save_as_utf8")
    ]


def test_no_rows_are_no_events(tmp_path):
    assert load_events([write(tmp_path, HEADER)]).empty and load_events([]).empty


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_events([tmp_path / "events.csv"])


def test_events_of_a_country_are_its_own_and_the_regions():
    assert set(relevant(load_events(), ["PA"])["country"]) == {"", "PA"}
    assert len(relevant(load_events(), [])) == len(load_events())
