"""Pairs against R's worked examples and by simulation: one agency's habit makes no pair."""

import numpy as np
import pandas as pd
import pytest
from conftest import engine

from analytics import cooccurrence
from analytics.cooccurrence import STRATA, pairs
from analytics.selection import Selection

ALL = Selection()


def records(*groups, **shared):
    """Return rows of (how many, concealment)."""
    return [{**shared, "concealment": codes} for count, codes in groups for _ in range(count)]


def table_of(*rows, **options):
    return pairs(engine(*rows).view(ALL), **options)


def test_counts_expectation_and_lift_are_those_of_the_head():
    told = table_of(*records((6, "wrapping;baggage"), (4, "wrapping"), (2, "baggage"), (8, "food")), {})
    row = told.table.iloc[0]
    assert (row["first"], row["second"], row["both"]) == ("wrapping", "baggage", 6)
    assert (row["first_seizures"], row["second_seizures"], row["expected"]) == (10, 8, 4.0)
    assert row["lift"] == 1.5 and (told.seizures, told.unknown, told.tested, told.not_tested) == (20, 1, 1, 0)


def test_the_exact_test_is_fishers_tea_tasting():
    # Fisher (1935), The Design of Experiments, ch. 2: 3 of 4 cups right either way, two-sided p = 0.4857
    assert cooccurrence._fisher(np.array([[[3, 1], [1, 3]]]))[0] == pytest.approx(0.4857, abs=1e-4)


def test_the_stratified_test_is_rs_worked_example():
    # R, ?mantelhaen.test: UCBAdmissions, common odds ratio 0.9046968, X-squared 1.4269, p 0.2323
    departments = [
        [[512, 313], [89, 19]],
        [[353, 207], [17, 8]],
        [[120, 205], [202, 391]],
        [[138, 279], [131, 244]],
        [[53, 138], [94, 299]],
        [[22, 351], [24, 317]],
    ]
    odds, p, strata, reason = cooccurrence._within(np.array(departments))
    assert (odds, p) == (pytest.approx(0.9046968, abs=1e-6), pytest.approx(0.2323, abs=5e-5))
    assert (strata, reason) == (6, "")


def test_adjusted_values_are_benjamini_and_hochbergs():
    # by hand: 4 tests, p × 4 / rank, made monotone from the end; what was not tested does not count
    found = cooccurrence._adjusted(pd.Series([0.01, 0.04, np.nan, 0.03, 0.5]))
    assert found[[0, 1, 3, 4]] == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5]) and np.isnan(found[2])


def test_a_habit_of_one_agency_is_not_an_association():
    # within each country the two are independent; one country writes both often, the other seldom
    here = records((64, "wrapping;box"), (16, "wrapping;food"), (16, "box;food"), (4, "food"), country="PA")
    there = records((4, "wrapping;box"), (16, "wrapping;food"), (16, "box;food"), (64, "food"), country="CR")
    row = table_of(*here, *there, strata="country").table.set_index(["first", "second"])
    row = row.loc[("wrapping", "box") if ("wrapping", "box") in row.index else ("box", "wrapping")]
    assert row["adjusted_p"] < 0.001 and row["finding"] == "crude_only"
    assert row["stratified_odds"] == pytest.approx(1) and row["strata"] == 2


def test_values_that_avoid_each_other_in_every_stratum_are_not_associated_by_the_sum():
    here = records((200, "wrapping;box"), (30, "wrapping"), (30, "box"), country="PA")
    there = records((200, "food"), (30, "wrapping"), (30, "box"), country="CR")
    row = table_of(*here, *there, strata="country").table.iloc[0]
    assert row["lift"] > 1 and row["stratified_odds"] < 1 and row["stratified_adjusted_p"] < 0.05
    assert row["finding"] == "crude_only"


def test_an_association_in_every_stratum_is_told():
    groups = ((20, "wrapping;box"), (5, "wrapping;food"), (5, "box;food"), (20, "food"))
    told = table_of(*records(*groups, country="PA"), *records(*groups, country="CR"), strata="country")
    row = told.table[told.table["both"] == 40].iloc[0]
    assert row["finding"] == "associated" and row["stratified_odds"] == pytest.approx(16)
    assert told.stratified == 100


def test_strata_too_small_to_tell_say_so():
    rows = records((6, "wrapping;box"), (9, "food"))
    told = table_of(*rows, strata="source_publisher")
    row = told.table.iloc[0]
    assert (row["stratified_reason"], row["finding"], told.stratified) == ("few_strata", "unstratified", 0)
    assert np.isnan(row["stratified_p"])
    thin = table_of(*rows, strata="country").table.iloc[0]
    assert (thin["stratified_reason"], thin["strata"]) == ("few_records", 1)


def test_each_combination_of_agencies_is_a_stratum():
    police, both = {"agencies": "Policía Nacional"}, {"agencies": "Policía Nacional;Aduanas"}
    rows = [{**agencies, "concealment": "box"} for agencies in [police] * 10 + [both] * 9 + [{}] * 12]
    assert pairs(engine(*rows).view(ALL)).stratified == 10


def test_pairs_across_dimensions_are_of_seizures_that_state_both():
    rows = [{"transport_mode": "road_bus", "concealment": "baggage"}] * 6
    rows += [{"transport_mode": "sea_container", "concealment": "box"}] * 7 + records((9, "food"))
    told = table_of(*rows, first="concealment", second="transport_mode")
    assert (told.seizures, told.unknown, told.tested) == (13, 9, 2)
    assert told.table["lift"].tolist() == pytest.approx([13 / 7, 13 / 6]) and (told.table["p"] < 0.001).all()


def test_pairs_under_the_support_are_counted_not_tested():
    told = table_of(*records((4, "wrapping;box"), (8, "food")))
    assert (told.reason, told.minimum, told.tested, told.not_tested) == ("no_support", 5, 0, 1)
    assert told.table.empty and "stratified_adjusted_p" in told.table


def test_every_pair_is_tested_or_counted(reference_engine):
    view = reference_engine.view(ALL)
    for second in (None, "transport_mode", "item_type_family"):
        told = pairs(view, "concealment", second)
        assert told.tested == len(told.table) and (told.table["both"] >= 5).all()
        crossed = view.by("concealment", second or "country")
        assert told.seizures + told.unknown == view.seizures and len(crossed)
        assert (told.table["both"] <= told.table[["first_seizures", "second_seizures"]].min(axis=1)).all()


@pytest.mark.parametrize("rows", [(), ({},), ({"concealment": "box;food"},), ({"concealment": "unknown"},) * 12])
def test_few_or_no_records_say_so(rows):
    view = engine(*(rows or ({},))).view(ALL if rows else ALL.with_values("country", ["CR"]))
    for strata in STRATA:
        told = pairs(view, strata=strata)
        assert (told.reason, told.minimum, told.tested) == ("few_records", 10, 0) and told.table.empty
        assert pairs(view, "concealment", "transport_mode", strata=strata).reason == "few_records"


def test_what_cannot_be_paired_is_refused():
    view = engine({}).view(ALL)
    for options in ({"first": "country"}, {"first": "origin"}, {"strata": "place"}, {"second": "concealment_family"}):
        with pytest.raises(ValueError):
            pairs(view, **options)


def false_pairs(runs):
    """Return in what share of runs any pair is called associated, where two agencies differ and values don't."""
    generator, alarms = np.random.default_rng(2), 0
    codes = np.array(["wrapping", "box", "food"])
    for _ in range(runs):
        rows = []
        for country, habit in (("PA", 0.75), ("CR", 0.25)):
            held = generator.random((60, 3)) < habit
            rows += [{"country": country, "concealment": ";".join([*codes[each], "baggage"])} for each in held]
        alarms += (table_of(*rows, strata="country").table["finding"] == "associated").any()
    return alarms / runs


@pytest.mark.slow
def test_habits_alone_seldom_make_a_pair():
    assert false_pairs(80) < 0.1
