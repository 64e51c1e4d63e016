"""Hot spots, against the papers' formulas and against noise in which there is nothing to find."""

from dataclasses import replace
from itertools import pairwise

import geopandas
import numpy as np
import pandas as pd
import pytest
from conftest import engine, imported
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph
from shapely import box

from analytics.areas import points
from analytics.columns import build_columns
from analytics.crossfilter import Crossfilter
from analytics.hotspots import (
    COLUMNS,
    LEVELS,
    MINIMUM_RECORDS,
    MINIMUM_UNITS,
    STATISTICS,
    local_concentration,
    local_statistics,
)
from analytics.neighbours import CORE, contiguity, hexagons, provinces
from analytics.selection import Selection
from data.dimensions import NOT_RECORDED
from data.vocabulary import load_vocabulary

pytestmark = pytest.mark.filterwarnings("ignore:The alternative hypothesis:DeprecationWarning")

ALL = Selection()
BELIZE = {"country": "BZ", "place": "Belize City"}


@pytest.fixture(scope="module")
def core():
    return provinces(ALL)


def chain(*names):
    """Return units in a row, each the neighbour of the next."""
    pairs = list(pairwise(names))
    both = pairs + [(right, left) for left, right in pairs]
    matrix = pd.crosstab(pd.Series([a for a, _ in both]), pd.Series([b for _, b in both]))
    return Graph.from_sparse(_sparse(matrix.loc[list(names), list(names)]), ids=list(names))


def _sparse(matrix):
    from scipy.sparse import csr_array

    return csr_array(matrix.to_numpy(np.float64))


def noise(area, records, generator):
    """Return records scattered evenly: each unit is as likely as any other."""
    size = len(area.codes)
    return pd.Series(generator.multinomial(records, [1 / size] * size), index=list(area.codes))


def planted(area, centre, records, generator):
    """Return records of which one unit and its neighbours draw eight times their part, and which units those are."""
    near = area.weights.sparse.toarray()[area.codes.index(centre)] + (np.array(area.codes) == centre) > 0
    weight = np.where(near, 8, 1)
    return pd.Series(generator.multinomial(records, weight / weight.sum()), index=list(area.codes)), near


def flagged(area, records, maps, permutations, statistic="gi"):
    """Return how many units each of several maps of noise flags."""
    generator = np.random.default_rng(7)
    tables = (
        local_statistics(
            noise(area, records, generator), area.weights, statistic=statistic, permutations=permutations, seed=number
        )
        for number in range(maps)
    )
    return np.array([(table["label"] != "").sum() for table in tables])


def test_gi_is_the_formula_of_ord_and_getis(core):
    counts = noise(core, 200, np.random.default_rng(1))
    found = local_statistics(counts, core.weights, permutations=9)
    # Ord and Getis (1995), equation 14: weights with the unit itself
    x, n = counts.to_numpy(float), len(counts)
    w = core.weights.sparse.toarray() + np.eye(n)
    mean, s = x.mean(), np.sqrt((x**2).mean() - x.mean() ** 2)
    total, square = w.sum(axis=1), (w**2).sum(axis=1)
    expected = (w @ x - total * mean) / (s * np.sqrt((n * square - total**2) / (n - 1)))
    assert found["z"].to_numpy() == pytest.approx(expected)


def test_moran_is_the_formula_of_anselin_with_conditional_moments(core):
    counts = noise(core, 200, np.random.default_rng(2))
    found = local_statistics(counts, core.weights, statistic="moran", permutations=9)
    # Anselin (1995), equation 12, less its mean given the unit's own value, over its deviation: the mean of k
    # neighbours drawn without replacement from the n - 1 others
    x, n = counts.to_numpy(float), len(counts)
    w = core.weights.sparse.toarray()
    k, z = w.sum(axis=1), x - x.mean()
    own = z * (w @ z) / k
    others = np.array([np.delete(z, unit) for unit in range(n)])
    spread = others.std(axis=1, ddof=1) * np.sqrt(1 / k - 1 / (n - 1))
    assert found["z"].to_numpy() == pytest.approx((own - z * others.mean(axis=1)) / (np.abs(z) * spread))


def test_p_values_are_those_of_every_permutation_and_two_sided():
    # five units in a row, all others drawn anew: the end's one neighbour holds 9, as one of its four others does
    counts = pd.Series([8, 9, 0, 1, 2], index=list("abcde"))
    found = local_statistics(counts, chain(*"abcde"), permutations=20_000).set_index("code")
    assert found["p"]["a"] == pytest.approx(2 / 4, abs=0.02)
    assert found["p"]["e"] == pytest.approx(2 * 2 / 4, abs=0.02)  # its neighbour is the second least of four


def test_an_empty_neighbourhood_among_many_empty_ones_is_not_cold(core):
    # ties belong to both tails; esda's own p-value of such a unit is 1 / (permutations + 1)
    counts = pd.Series(0, index=list(core.codes))
    counts.iloc[::5] = 3
    found = local_statistics(counts, core.weights, permutations=999)
    empty = core.weights.sparse @ counts.to_numpy() == 0
    assert empty.sum() >= 10 and found["p"][empty].min() > 0.3


@pytest.mark.parametrize(("statistic", "label"), [("gi", "high"), ("moran", "high_high")])
def test_a_planted_cluster_is_found(core, statistic, label):
    counts, near = planted(core, "HN-YO", 400, np.random.default_rng(3))
    found = local_statistics(counts, core.weights, statistic=statistic)
    assert found.loc[near, "label"].eq(label).sum() >= 3
    assert found.loc[~near, "label"].eq(label).sum() <= near.sum()  # neighbours of the cluster touch it too


def test_high_beside_low_is_told_apart(core):
    size = len(core.codes)
    counts = pd.Series(5, index=list(core.codes)) + np.arange(size) % 3
    near = core.weights.sparse.toarray()[core.codes.index("HN-YO")] > 0
    counts[near] = 0
    counts["HN-YO"] = 20
    moran = local_statistics(counts, core.weights, statistic="moran").set_index("code")
    assert moran["label"]["HN-YO"] == "high_low"
    gi = local_statistics(counts, core.weights).set_index("code")
    assert gi["label"]["HN-YO"] in {"", "low"} and gi["label"]["HN-YO"] != "high"


@pytest.mark.parametrize("statistic", STATISTICS)
def test_noise_is_not_told(core, statistic):
    found = flagged(core, 200, 8, 1_999, statistic)
    assert found.mean() < 0.5 and (found > 0).sum() <= 1


def test_without_control_of_false_discoveries_noise_flags_some_units_in_every_map(core):
    from esda import G_Local

    generator = np.random.default_rng(4)
    ours, theirs = [], []
    for number in range(8):
        counts = noise(core, 500, generator)
        ours.append((local_statistics(counts, core.weights, permutations=999, seed=number)["p"] < 0.05).sum())
        own = G_Local(counts.to_numpy(float), core.weights, transform="B", star=True, n_jobs=1, seed=number)
        theirs.append((own.p_sim < 0.05).sum())
    assert 2 <= np.mean(ours) <= 6  # 5% of 97, a little less for ties
    assert 7 <= np.mean(theirs) <= 14  # one-sided: 10%, the nine in ninety of methods.md


@pytest.mark.slow
@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize("records", [MINIMUM_RECORDS, 200])
def test_noise_is_not_told_in_many_maps(core, statistic, records):
    found = flagged(core, records, 200, 9_999, statistic)
    assert found.mean() < 0.5 and (found > 0).mean() <= 0.07


@pytest.mark.slow
def test_the_minimum_is_where_a_strong_cluster_begins_to_be_found(core):
    generator = np.random.default_rng(5)
    share = {}
    for records in (10, MINIMUM_RECORDS, 200):
        found = []
        for number in range(60):
            counts, near = planted(core, generator.choice(core.codes), records, generator)
            table = local_statistics(counts, core.weights, seed=number)
            found.append(table.loc[near, "label"].eq("high").any())
        share[records] = np.mean(found)
    assert share[10] < 0.15 < share[MINIMUM_RECORDS] < 0.6 < share[200]


def test_seeds_repeat_and_progress_moves_and_may_cancel(reference_engine):
    steps = []
    view = reference_engine.view(ALL)
    first = local_concentration(view, permutations=2_500, progress=steps.append)
    assert first.table.equals(local_concentration(view, permutations=2_500).table)
    assert not first.table["p"].equals(local_concentration(view, permutations=2_500, seed=1).table["p"])
    assert steps == sorted(steps) and steps[0] == 0 and steps[-1] == 1 and len(steps) == 5

    def stop(done):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        local_concentration(view, progress=stop)


def test_nothing_given_is_changed(core):
    counts = noise(core, 100, np.random.default_rng(6))
    copy, before = counts.copy(), core.weights.sparse.toarray()
    for statistic in STATISTICS:
        local_statistics(counts, core.weights, statistic=statistic, permutations=9)
    assert counts.equals(copy) and (core.weights.sparse.toarray() == before).all()


@pytest.mark.parametrize("level", LEVELS)
def test_every_record_is_in_a_unit_or_told_to_be_left_out(reference_engine, level):
    for selection in (ALL, ALL.with_values("country", ("HN", "US")), Selection(bbox=(-90.0, 12.0, -83.0, 17.0))):
        view = reference_engine.view(selection)
        found = local_concentration(view, level, permutations=9)
        assert found.records + found.unlocated + found.outside == view.seizures
        assert found.outside >= 0 and found.occupied <= found.units
        if not found.reason:
            assert found.table["seizures"].sum() == found.records and len(found.table) == found.units
            assert found.table["code"].is_unique and tuple(found.table.columns) == COLUMNS
            assert found.table[["z", "p", "q"]].notna().all(axis=None)


def test_shipped_provinces_are_counted_as_the_summary_counts_them(reference_engine):
    view = reference_engine.view(ALL)
    found = local_concentration(view, permutations=9)
    table = view.by("admin1").set_index("admin1")["seizures"]
    assert found.units == 97 and found.unlocated == table[NOT_RECORDED]
    assert found.table.set_index("code")["seizures"]["HN-CR"] == table["HN-CR"]
    hexes = local_concentration(view, "hexagon", permutations=9)
    assert hexes.unlocated == view.seizures - points(view)["precise"].sum()
    assert hexes.units > 300 and hexes.occupied < 0.2 * hexes.units  # empty cells are compared too


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([{"event": "diverted"}], "few_records"),
        ([BELIZE], "few_records"),
        ([{}] * 40, "few_records"),
        ([BELIZE] * (MINIMUM_RECORDS - 1), "few_records"),
        ([BELIZE] * MINIMUM_RECORDS, "few_units"),
    ],
)
def test_too_little_is_told_as_such(level, rows, reason):
    found = local_concentration(engine(*rows).view(ALL), level)
    assert found.reason == reason and found.table.empty and tuple(found.table.columns) == COLUMNS
    assert found.minimum == (MINIMUM_RECORDS if reason == "few_records" else MINIMUM_UNITS)
    assert found.units >= 97


def test_as_many_everywhere_is_no_concentration():
    codes = provinces(ALL.with_values("country", ("SV",))).codes[:10]
    rows = [{"country": "SV", "admin1": code} for code in codes] * 3
    found = local_concentration(engine(*rows).view(ALL.with_values("admin1", codes)))
    assert (found.reason, found.units, found.records) == ("no_variation", 10, 30) and found.table.empty


@pytest.mark.parametrize("wrong", [{"level": "country"}, {"statistic": "kde"}, {"permutations": 0}])
def test_what_is_not_offered_is_refused(wrong):
    with pytest.raises(ValueError, match=str(next(iter(wrong.values())))):
        local_concentration(engine({}).view(ALL), **wrong)


def test_a_seizure_at_sea_is_in_the_area_studied_and_one_abroad_is_not():
    records = imported({"country": "PA"}, {"country": "US"}, BELIZE).records
    seizures = records.seizures.copy()
    seizures.loc[:1, ["latitude", "longitude"]] = [(6.0, -80.5), (29.7, -95.3)]
    seizures.loc[:1, "place_precision"] = "point"
    columns = build_columns(replace(records, seizures=seizures), load_vocabulary())
    found = local_concentration(Crossfilter(columns).view(ALL), "hexagon")
    assert (found.records, found.outside, found.unlocated) == (2, 1, 0)
    assert found.units == len(hexagons(ALL).codes) + 1


def test_the_area_follows_the_places_selected():
    assert {code[:2] for code in provinces(ALL).codes} == set(CORE)
    assert len(provinces(ALL.with_values("country", ("HN",))).codes) == 18
    assert provinces(ALL.with_values("admin1", ("MX-CHP", "GT-13"))).codes == ("GT-13", "MX-CHP")
    assert provinces(ALL.with_values("country", ("US",))).codes == ()
    boxed = provinces(Selection(bbox=(-89.5, 15.0, -87.0, 19.0))).codes
    assert "BZ-BZ" in boxed and "PA-8" not in boxed
    assert set(hexagons(Selection(bbox=(-89.5, 15.0, -87.0, 19.0))).codes) < set(hexagons(ALL).codes)
    assert hexagons(ALL.with_values("country", ("US",))).codes == ()


@pytest.mark.parametrize("area", [provinces(ALL), hexagons(ALL)], ids=LEVELS)
def test_every_unit_has_neighbours_both_ways(area):
    matrix = area.weights.sparse.toarray()
    assert tuple(area.weights.unique_ids) == area.codes
    assert (matrix == matrix.T).all() and set(np.unique(matrix)) == {0, 1}
    assert matrix.sum(axis=1).min() >= 1 and not matrix.diagonal().any()


def test_an_island_is_beside_the_nearest_coast(core):
    matrix = core.weights.sparse.toarray()
    islands = matrix[core.codes.index("HN-IB")] > 0
    assert set(np.array(core.codes)[islands]) == {"HN-AT"}


def test_borders_that_nearly_match_touch_and_others_do_not():
    # squares of a degree: the second 300 m off the first, the third far off
    squares = [box(0, 0, 1, 1), box(1.003, 0, 2, 1), box(5, 0, 6, 1)]
    units = geopandas.GeoSeries(squares, index=["a", "b", "c"], crs="EPSG:4326").translate(-85, 13)
    matrix = contiguity(units).sparse.toarray()
    assert matrix.tolist() == [[0, 1, 0], [1, 0, 1], [0, 1, 0]]  # c is an island: b is nearest


@settings(max_examples=8)
@given(st.lists(st.integers(0, 9), min_size=12, max_size=12).filter(lambda counts: len(set(counts)) > 1))
def test_any_counts_give_whole_tables(counts):
    names = list("abcdefghijkl")
    for statistic in STATISTICS:
        table = local_statistics(pd.Series(counts, index=names), chain(*names), statistic=statistic, permutations=49)
        assert table["seizures"].tolist() == counts and table["code"].tolist() == names
        assert table["p"].between(0, 1).all() and (table["q"] >= table["p"] - 1e-12).all()
        assert np.isfinite(table["z"]).all()
