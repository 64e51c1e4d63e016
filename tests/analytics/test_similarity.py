"""Resemblance by rarity, on records whose scores can be worked out by hand."""

from math import log2

import numpy as np
import pytest
from conftest import engine
from hypothesis import given
from hypothesis import strategies as st

from analytics import similarity
from analytics.columns import Many
from analytics.selection import Selection
from analytics.similarity import COMPARED, NEVER_SHARED, compared, similar

ALL = Selection()


def test_the_score_is_lins_and_the_rare_value_weighs_more():
    rows = [
        {"concealment": "food", "transport_mode": "road_bus", "country": "PA"},
        {"concealment": "food", "transport_mode": "rail", "country": "CR"},
        {"concealment": "box", "transport_mode": "road_bus", "country": "HN"},
        {"transport_mode": "road_bus", "country": "GT"},
    ]
    table = similar(engine(*rows).view(ALL), 0).set_index("row")
    # worth: food 2 of 4 records, log2(5/2); road_bus 3 of 4, log2(5/3); box, rail and each country 1 of 4, log2(5)
    food, bus, once = log2(5 / 2), log2(5 / 3), log2(5)
    own = food + bus + once
    assert table.index.tolist() == [1, 3, 2]
    assert table.loc[1, "score"] == pytest.approx(2 * food / (own + food + 2 * once))
    assert table.loc[3, "score"] == pytest.approx(2 * bus / (own + bus + once))
    assert table.loc[2, "score"] == pytest.approx(2 * bus / (own + bus + 2 * once))
    assert table.loc[1, "shared"] == ("concealment=food",)


def test_the_same_statements_score_one_and_the_rarest_is_told_first():
    rows = [{"concealment": "food;box", "qty_pistol": "4"}, {"concealment": "box;food", "qty_pistol": "5"}, {}]
    table = similar(engine(*rows).view(ALL), 0)
    assert table["row"].tolist() == [1, 2] and table["score"][0] == pytest.approx(1)
    assert table["shared"][0][-1] == "country=PA" and table["shared"][1] == ("country=PA",)
    assert set(table["shared"][0]) == {
        *("concealment=box", "concealment=food", "firearms=3_5", "item_type=pistol", "country=PA")
    }


@pytest.mark.parametrize("code", ["unknown", "other", ""])
def test_what_is_not_known_never_matches(code):
    one = {"concealment": code, "transport_mode": "unknown", "country": "PA"}
    assert similar(engine(one, {**one, "country": "CR"}).view(ALL), 0).empty


def test_only_the_view_is_looked_through_and_losses_are_not_seizures():
    same = {"concealment": "food"}
    crossfilter = engine(same, same, {**same, "event": "diverted"}, {**same, "country": "CR"})
    assert similar(crossfilter.view(ALL), 0)["row"].tolist() == [1, 3]
    costa_rica = crossfilter.view(ALL.with_values("country", ["CR"]))
    assert similar(costa_rica, 0)["row"].tolist() == [3]
    assert sorted(similar(crossfilter.columns, 0)["row"]) == [1, 2, 3]


def test_top_and_ties_are_in_the_order_of_rows():
    assert similar(engine(*[{}] * 6).view(ALL), 3, top=2)["row"].tolist() == [0, 1]


def slowly(columns, row):
    """Return the score of every record, by plain sets."""
    size = columns.size
    stated: list[set[tuple[str, str]]] = [set() for _ in range(size)]
    for name in COMPARED:
        column = columns.held[name]
        rows = column.rows if isinstance(column, Many) else range(size)
        for place, code in zip(rows, column.codes, strict=True):
            if column.values[code] not in NEVER_SHARED:
                stated[place].add((name, column.values[code]))
    bounds = [1, 2, 5, 10, 25, 50, 100, 250]
    for place, firearms in enumerate(columns.firearms):
        if firearms > 0:
            stated[place].add(("firearms", str(sum(firearms > bound for bound in bounds))))
    counts: dict[tuple[str, str], int] = {}
    for each in stated:
        for pair in each:
            counts[pair] = counts.get(pair, 0) + 1

    def worth(pairs):
        return sum(log2((size + 1) / counts[pair]) for pair in pairs)

    return [2 * worth(each & stated[row]) / (worth(each) + worth(stated[row])) for each in stated]


@given(st.integers(0, 229), st.sampled_from([1, 8, 40]), st.sampled_from([1, 20, 5_000]))
def test_the_same_scores_as_by_plain_sets_however_few_are_scored_first(reference_engine, row, top, first):
    columns = reference_engine.columns
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(similarity, "FIRST_SCORED", first)
        table = similar(columns, row, top, fields=compared(columns))
    expected = np.array(slowly(columns, row))
    assert expected[row] == pytest.approx(1)
    expected[row] = 0
    assert table["score"].tolist() == pytest.approx(sorted(expected[expected > 0], reverse=True)[:top])
    assert expected[table["row"]] == pytest.approx(table["score"].to_numpy())
    assert (table["shared"].map(len) > 0).all() and row not in set(table["row"])


def test_one_record_resembles_none():
    view = engine({"concealment": "food"}).view(ALL)
    table = similar(view, 0)
    assert table.empty and table.columns.tolist() == ["row", "score", "shared"]
    with pytest.raises(IndexError):
        similar(view, 1)


def test_an_empty_view_has_no_resemblance():
    crossfilter = engine({"concealment": "food"}, {"concealment": "food"})
    assert similar(crossfilter.view(ALL.with_values("country", ["CR"])), 0).empty
