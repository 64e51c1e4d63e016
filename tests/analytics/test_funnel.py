"""The funnel: limits against exact quantiles and the paper's formula, dispersion, false alarms by chance."""

import numpy as np
import pandas as pd
import pytest
from conftest import engine
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats.mstats import winsorize
from statsmodels.stats.multitest import multipletests

from analytics.funnel import SHARES, Chance, Funnel, funnel, rates, shares
from analytics.selection import Selection

ALL = Selection()


def table_of(seizures, base) -> pd.DataFrame:
    codes = [f"place-{place}" for place in range(len(seizures))]
    return pd.DataFrame({"code": codes, "seizures": seizures, "base": np.asarray(base, dtype=float)})


def published(tail: float, law) -> float:
    """Return the limit, in counts, of Spiegelhalter (2005), appendix A.1: r - (F(r) - p) / (F(r) - F(r - 1))."""
    count = law.ppf(tail)
    return count - (law.cdf(count) - tail) / (law.cdf(count) - law.cdf(count - 1))


@pytest.mark.parametrize("kind", ["rate", "share"])
@pytest.mark.parametrize("base", [10, 40, 200, 5000])
@pytest.mark.parametrize("level", [0.95, 0.998])
def test_limits_lie_within_a_count_above_the_papers(kind, base, level):
    law = stats.poisson(0.3 * base) if kind == "rate" else stats.binom(base, 0.3)
    for tail, limit in zip(
        [(1 - level) / 2, (1 + level) / 2], Chance(0.3, kind).limits(np.array([base]), level), strict=True
    ):
        theirs = max(0, published(tail, law))
        assert 0 <= limit[0] * base - theirs <= 1 or (kind == "share" and limit[0] == 1)


@pytest.mark.parametrize("kind", ["rate", "share"])
def test_limits_become_the_normal_ones(kind):
    low, high = Chance(0.3, kind).limits(np.array([1e6]), 0.95)
    error = np.sqrt(0.3 * (0.7 if kind == "share" else 1) / 1e6)
    assert [low[0], high[0]] == pytest.approx([0.3 - 1.96 * error, 0.3 + 1.96 * error], rel=1e-4)


@given(
    st.sampled_from(["rate", "share"]),
    st.integers(0, 60),
    st.integers(60, 400),
    st.floats(0.01, 0.6),
    st.floats(1, 9),
    st.floats(0, 0.2),
)
def test_a_place_is_outside_a_limit_if_its_p_is(kind, seizures, base, overall, phi, tau):
    chance, where = Chance(overall, kind, phi, tau), np.array([float(base)])
    p = chance.p(np.array([float(seizures)]), where)[0]
    for level in (0.95, 0.998):
        low, high = (end[0] for end in chance.limits(where, level))
        if min(abs(seizures / base - low), abs(seizures / base - high)) > 1e-9:
            assert (p < 1 - level) == (not low <= seizures / base <= high)


def test_p_is_the_mid_p_of_the_count():
    chance = Chance(0.1, "rate")
    p = chance.p(np.array([3.0, 0.0]), np.array([10.0, 10.0]))
    law = stats.poisson(1)
    assert p == pytest.approx([2 * (law.sf(3) + law.pmf(3) / 2), law.pmf(0)])


def test_places_alike_are_inside_and_one_apart_is_not():
    found = funnel(table_of([10, 20, 30, 40, 200], [100, 200, 300, 400, 500]), "rate", dispersion="none")
    assert found.overall == 0.2 and found.reason == "" and found.dispersion == "none"
    points = found.points.set_index("code")
    assert points["rate"].tolist() == [0.1, 0.1, 0.1, 0.1, 0.4]
    assert points["z"].round(2).tolist() == [-2.24, -3.16, -3.87, -4.47, 10.0]  # (rate - 0.2) / √(0.2 / base)
    assert points.loc["place-4", "outside_99_8"] and points.loc["place-0", "outside_95"]
    assert not points.loc["place-0", "outside_99_8"]
    assert points["p_adjusted"].tolist() == pytest.approx(list(multipletests(points["p"], method="fdr_bh")[1]))


def test_phi_and_tau_are_those_of_the_paper():
    # eleven places: the 10% quantiles are the second and the second to last, so winsorising replaces the outermost
    seizures, base = [50, 91, 102, 95, 110, 100, 85, 99, 104, 114, 150], [100.0] * 11
    found = funnel(table_of(seizures, base), "rate")
    overall = 100 / 100
    z = (np.array(seizures) - 100) / 10
    drawn = np.asarray(winsorize(z, limits=(0.1, 0.1)))
    phi = (drawn**2).sum() / 11
    assert found.overall == overall and found.phi == pytest.approx(phi)
    weight = 100.0  # 1 / s², s² = overall / base
    tau = np.sqrt((11 * phi - 10) / (11 * weight - weight)) if 11 * phi > 10 else 0
    assert found.tau == pytest.approx(tau) and found.threshold == pytest.approx(1 + 2 * np.sqrt(2 / 11))


def test_limits_widen_only_when_places_vary_by_more_than_chance():
    calm = funnel(table_of([48, 52, 50, 49, 51, 50], [100] * 6), "rate")
    assert calm.phi < calm.threshold and calm.dispersion == "none"
    wild = table_of([10, 90, 20, 80, 30, 70], [100] * 6)
    found = {name: funnel(wild, "rate", dispersion=name) for name in ("none", "multiplicative", "additive")}
    assert [each.dispersion for each in found.values()] == ["none", "multiplicative", "additive"]
    assert found["none"].points["outside_99_8"].sum() == 4
    for name in ("multiplicative", "additive"):
        assert not found[name].points["outside_95"].any()
        assert (found[name].limits["high_95"] > found["none"].limits["high_95"]).all()
    plain = found["none"].points["z"]
    assert found["multiplicative"].points["z"].tolist() == pytest.approx((plain / np.sqrt(found["none"].phi)).tolist())


def test_limit_curves_cover_the_places_and_narrow():
    limits = funnel(table_of([3, 6, 9, 12, 150], [20, 30, 60, 90, 800]), "share").limits
    assert limits["base"].min() <= 20 and limits["base"].max() >= 800 and limits["base"].is_monotonic_increasing
    assert (limits["low_99_8"] <= limits["low_95"]).all() and (limits["high_95"] <= limits["high_99_8"]).all()
    assert limits["high_95"].iloc[0] - limits["low_95"].iloc[0] > limits["high_95"].iloc[-1] - limits["low_95"].iloc[-1]
    assert limits.drop(columns="base").stack().between(0, 1).all()


def test_a_share_of_under_ten_is_neither_told_nor_tested():
    points = funnel(table_of([9, 5, 5, 5, 5, 5], [9, 10, 10, 10, 10, 10]), "share").points
    assert points["reason"].tolist() == ["few_records", "", "", "", "", ""]
    assert np.isnan(points.loc[0, "rate"]) and np.isnan(points.loc[0, "p"]) and points["p"].iloc[1:].notna().all()


@pytest.mark.parametrize(
    ("table", "kind", "reason"),
    [
        (table_of([], []), "rate", "few_places"),
        (table_of([1], [10]), "share", "few_places"),
        (table_of([5, 5, 5, 5], [10] * 4), "share", "few_places"),
        (table_of([5, 5, 5, 5, 5], [10, 10, 10, 10, 9]), "share", "few_places"),
        (table_of([0] * 5, [10] * 5), "rate", "no_variation"),
        (table_of([10] * 5, [10] * 5), "share", "no_variation"),
    ],
)
def test_no_funnel_says_so(table, kind, reason):
    found = funnel(table, kind)
    assert isinstance(found, Funnel) and found.reason == reason and found.phi is None and found.limits.empty
    assert found.points["code"].tolist() == table["code"].tolist() and not found.points["outside_95"].any()


def test_rates_leave_out_places_where_nothing_was_ever_recorded():
    crossfilter = engine(
        {"country": "PA"}, {"country": "PA"}, {"country": "HN", "date": "2020-01-01"}, {"country": "CR"}
    )
    people = pd.Series({"PA": 4.0, "HN": 10.0, "GT": 17.0})
    table = rates(crossfilter.view(Selection(start="2024")), "country", people)
    assert table.to_dict("list") == {"code": ["HN", "PA"], "seizures": [0, 2], "base": [10.0, 4.0]}
    chosen = crossfilter.view(ALL.with_values("country", ["PA"]))
    assert rates(chosen, "country", people)["code"].tolist() == ["PA"]


def test_shares_are_of_those_that_tell():
    view = engine(
        {"origin": "US:", "concealment": "wrapping", "qty_pistol": "2"},
        {"destination": "MX:", "concealment": "none_open", "qty_pistol": "1", "qty_rifle": "2"},
        {"concealment": "unknown", "qty_magazine": "9"},
        {"qty_magazine": "9", "qty_pistol": "7"},
        {"qty_ammunition": "500"},
        {"event": "diverted", "qty_pistol": "1", "origin": "US:"},
    ).view(ALL)
    told = {name: shares(view, "country", name)[["seizures", "base"]].iloc[0].tolist() for name in SHARES}
    assert told == {"route_known": [2, 5], "concealed": [1, 2], "small_consignment": [2, 4]}
    assert shares(view, "admin1", "route_known").empty


@pytest.mark.parametrize("rows", [(), ({},), ({"concealment": "unknown"},) * 2])
def test_nothing_one_and_unknown(rows):
    view = engine(*rows).view(ALL)
    for name in SHARES:
        assert funnel(shares(view, "country", name), "share").reason == "few_places"
    assert funnel(rates(view, "country", pd.Series({"PA": 4e6})), "rate").reason == "few_places"


def test_shipped_records_keep_their_total(reference_engine):
    view = reference_engine.view(ALL)
    table = shares(view, "country", "route_known")
    assert table["base"].sum() == view.seizures == 204
    people = pd.Series(1.0, index=view.by("country")["country"])
    assert rates(view, "country", people)["seizures"].sum() == view.seizures


def alarms(kind: str, runs: int, places: int = 20) -> tuple[float, float, float]:
    """Return which share of places lies outside 95 and 99.8%, and how often any is reliable, by chance alone."""
    rng, found = np.random.default_rng(0), []
    for _ in range(runs):
        base = rng.integers(10, 120, places)
        seizures = rng.poisson(base * 0.1) if kind == "rate" else rng.binomial(base, 0.3)
        points = funnel(table_of(seizures, base), kind).points
        found.append([points["outside_95"].mean(), points["outside_99_8"].mean(), points["reliable"].any()])
    return tuple(np.mean(found, axis=0))


@pytest.mark.parametrize("kind", ["rate", "share"])
def test_chance_is_outside_as_often_as_the_limits_say(kind):
    outside, far, reliable = alarms(kind, 100)
    assert 0.02 < outside < 0.07 and far < 0.008 and reliable < 0.12


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["rate", "share"])
def test_chance_is_outside_as_often_as_the_limits_say_in_full(kind):
    outside, far, reliable = alarms(kind, 1000)
    assert 0.03 < outside < 0.055 and 0.0003 < far < 0.003 and reliable < 0.055
