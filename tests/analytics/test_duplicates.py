"""Records that may be of one event."""

from itertools import combinations

import numpy as np
import pytest
from conftest import engine

from analytics import duplicates as module
from analytics.duplicates import contradictions, duplicates
from analytics.selection import Selection

ALL = Selection()
FIRST = {
    "date": "2024-03-05",
    "place": "Colón",
    "qty_pistol": "10",
    "transport_mode": "sea_container",
    "location_type": "seaport",
    "agencies": "Policía Nacional",
}


def pairs(*rows):
    return duplicates(engine(*rows).view(ALL)).pairs


def test_the_same_event_twice_is_a_possible_duplicate():
    table = pairs(FIRST, FIRST | {"date": "2024-03-07", "qty_pistol": "12"})
    assert table[["first", "second", "days", "kind"]].iloc[0].tolist() == [0, 1, 2, "possible_duplicate"]
    assert table["kilometres"].iloc[0] == 0 and table["conflicts"].iloc[0] == ""
    agreed = "place;admin1;item_type_family;transport_mode_family;location_type_family;agency_type;firearms"
    assert table["agreement"].iloc[0] == agreed


def test_one_event_with_differing_quantities_or_fields_is_a_conflict():
    table = pairs(FIRST, FIRST | {"qty_pistol": "13"})
    assert table[["conflicts", "kind"]].iloc[0].tolist() == ["firearms", "conflict"]
    table = pairs(FIRST, FIRST | {"transport_mode": "road_bus"})
    assert table[["conflicts", "kind"]].iloc[0].tolist() == ["transport_mode_family", "conflict"]


@pytest.mark.parametrize(
    "other",
    [
        {"date": "2024-03-09"},
        {"country": "HN", "place": "Puerto Cortés"},
        {"place": "David"},
        {"qty_pistol": "", "qty_ammunition": "500"},
        {"place": ""},
        {"qty_pistol": "90", "place": "", "admin1": "Colón"},
        {"event": "diverted"},
    ],
)
def test_what_is_apart_in_days_place_or_goods_is_no_pair(other):
    assert pairs(FIRST, FIRST | other).empty


def test_twenty_per_cent_is_of_the_larger_quantity():
    bare = {"date": "2024-03-05", "place": "Colón"}
    assert len(pairs(bare | {"qty_pistol": "8"}, bare | {"qty_pistol": "10"})) == 1
    assert pairs(bare | {"qty_pistol": "7"}, bare | {"qty_pistol": "10"}).empty


def test_a_date_known_to_the_month_may_be_any_day_of_it():
    assert pairs(FIRST, FIRST | {"date": "2024-03"})["days"].tolist() == [0]
    assert pairs(FIRST | {"date": "2024-04-03"}, FIRST | {"date": "2024-03"})["days"].tolist() == [3]
    assert pairs(FIRST | {"date": "2024-04-04"}, FIRST | {"date": "2024-03"}).empty
    assert pairs(FIRST | {"date": "2024"}, FIRST)["days"].tolist() == [0]


def test_places_near_each_other_in_two_provinces_are_compared():
    # Panamá (PA-8) and Arraiján (PA-10) lie about 15 km apart
    table = pairs(FIRST | {"place": "Ciudad de Panamá"}, FIRST | {"place": "Arraiján"})
    assert len(table) == 1 and 5 < table["kilometres"].iloc[0] < 25
    assert "admin1" not in table["agreement"].iloc[0].split(";")


def test_what_has_no_place_is_counted_not_compared():
    found = duplicates(engine(FIRST, FIRST | {"place": ""}).view(ALL))
    assert (found.compared, found.not_compared, found.unplaced, found.undated) == (0, 0, 1, 0)


def test_where_records_crowd_the_rest_is_counted():
    rows = [FIRST] * 6 + [{**FIRST, "country": "HN", "place": "Puerto Cortés"}] * 2
    whole = duplicates(engine(*rows).view(ALL))
    assert (whole.compared, whole.not_compared, len(whole.pairs)) == (16, 0, 16)
    part = duplicates(engine(*rows).view(ALL), most_pairs=4)
    assert part.compared == len(part.pairs) == 4 and part.not_compared == 12
    assert {6, 7} <= set(part.pairs["first"]) | set(part.pairs["second"])  # the lonely pair comes first


def test_chunks_change_nothing(monkeypatch):
    rows = [FIRST | {"date": f"2024-03-{day:02d}"} for day in range(1, 20)]
    view = engine(*rows).view(ALL)
    whole = duplicates(view)
    monkeypatch.setattr(module, "CHUNK", 3)
    again = duplicates(view)
    assert again.pairs.equals(whole.pairs) and again.compared == whole.compared == 18 + 17 + 16


def test_every_pair_is_found_once_as_looking_at_all_of_them_finds_it():
    draw = np.random.default_rng(0)
    places = ("Colón", "David", "Ciudad de Panamá", "Arraiján", "")
    dates = ("2024-01-30", "2024-01", "2024-02-01", "2024-02-04", "2024-02-05", "2024", "2023-12-29")
    drawn = [(str(draw.choice(places)), str(draw.choice(dates)), int(draw.integers(1, 4))) for _ in range(60)]
    rows = [{"place": place, "date": date, "qty_pistol": str(number)} for place, date, number in drawn]
    view = engine(*rows).view(ALL)
    first, last = view.columns.first_day.tolist(), view.columns.last_day.tolist()
    beside = {"Ciudad de Panamá", "Arraiján"}

    def alike(one, other):
        near = (drawn[one][0] and drawn[one][0] == drawn[other][0]) or {drawn[one][0], drawn[other][0]} == beside
        gap = max(first[one] - last[other], first[other] - last[one])
        return near and gap <= 3 and drawn[one][2] == drawn[other][2]

    expected = {pair for pair in combinations(range(60), 2) if alike(*pair)}
    table = duplicates(view).pairs
    found = table.loc[table["kind"] == "possible_duplicate", ["first", "second"]].agg(tuple, axis=1).tolist()
    assert sorted(found) == sorted(expected) and len(expected) > 50


def test_distance_is_the_haversine():
    view = engine({"place": "Colón"}, {"place": "David"}).view(ALL)
    fields = module._fields(view)
    one, other = np.array([0]), np.array([1])
    south, north = np.radians(fields.latitude)
    west, east = np.radians(fields.longitude)
    cosine = np.sin(south) * np.sin(north) + np.cos(south) * np.cos(north) * np.cos(east - west)
    # the spherical law of cosines is the reference
    assert module._kilometres(fields, one, other)[0] == pytest.approx(6371.0088 * np.arccos(cosine), rel=1e-6)


def test_none_one_and_all_unknown():
    for rows in ([{"event": "diverted"}], [{}], [{}] * 5):
        found = duplicates(engine(*rows).view(ALL))
        assert found.pairs.empty and found.compared == 0
    assert list(found.pairs) == ["first", "second", "days", "kilometres", "agreement", "conflicts", "kind"]
    assert found.unplaced == 5


def test_the_shipped_records_are_all_looked_at(reference_engine):
    found = duplicates(reference_engine.view(ALL))
    assert found.not_compared == found.undated == 0 and found.compared >= len(found.pairs)
    assert contradictions(reference_engine.view(ALL)).empty
