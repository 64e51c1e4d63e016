"""Routes stated in the records."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.columns import Floats
from analytics.crossfilter import View
from analytics.intervals import LEVEL, MINIMUM_BASE, wilson
from data.dimensions import NOT_RECORDED, UNKNOWN

ENDS = ["origin", "country", "destination"]
MINIMUM_ROUTES = 10
"""Dated routes each of two periods must hold before a corridor's coming or going is judged."""


@dataclass(frozen=True)
class Comparison:
    """The two periods in which corridors are compared.

    Attributes
    ----------
    first, cut, last : years: the earlier period is `first` to `cut - 1`, the later one `cut` to `last`; zeros where
        no route is dated.
    before, after : dated seizures stating an end in each.
    undated : seizures stating an end whose year isn't known: they are in neither.
    reason : `few_records` where either period has fewer than `MINIMUM_ROUTES`, else empty.
    """

    first: int
    cut: int
    last: int
    before: int
    after: int
    undated: int
    reason: str


def corridors(view: View, *, top: int | None = None) -> pd.DataFrame:
    """Return routes between countries: stated origin, country of seizure, intended destination.

    Only counted records that state an origin or a destination are in it; the end they don't state stays
    `not_recorded`.

    Returns
    -------
    `origin`, `country`, `destination`, `seizures`; most frequent first.
    """
    stated = _stating(view)
    table = stated.groupby(ENDS).size().rename("seizures").reset_index()
    table = table.sort_values(["seizures", *ENDS], ascending=[False, True, True, True], ignore_index=True)
    return table if top is None else table.head(top)


def route_ends(view: View) -> pd.DataFrame:
    """Return `origin`, `country` and `destination` (country codes, `not_recorded`) of every counted record.

    Of several origins or destinations of one record the first that has a country is taken: each record has one route.
    """
    records = view.columns.records
    waypoints = records.waypoints
    ends = {"country": known_countries(records.seizures["country"].iloc[view.rows]).fillna(NOT_RECORDED)}
    for role in ("origin", "destination"):
        stated = waypoints.loc[waypoints["role"] == role, ["row", "country"]]
        stated = stated.assign(country=known_countries(stated["country"])).dropna()
        first = stated.drop_duplicates("row").set_index("row")["country"]
        ends[role] = first.reindex(view.rows).fillna(NOT_RECORDED)
    return pd.DataFrame(ends)


def known_countries(codes: pd.Series) -> pd.Series:
    """Return country codes, NaN for those that name no country."""
    return codes.mask(codes.isin(["", *UNKNOWN]))


def corridor_table(view: View, top: int | None = None, *, recent: int | None = None) -> pd.DataFrame:
    """Return the corridors with their share, the years they were seen in and whether they came or went.

    A corridor counts as having entered or left only where it is absent from one of two periods and Fisher's exact
    test (Fisher 1935, The Design of Experiments; hypergeometric, the smaller tail doubled), adjusted over all
    corridors frequent enough to be judged (Gilbert 2005, JRSS C 54:143), says that this isn't chance. It is about
    records: a corridor may also come or go because somebody began or ceased to look, or to tell.

    Parameters
    ----------
    top : how many corridors are returned; shares and tests are of all.
    recent : compare the last so many years with those before; None compares the two halves of the period.

    Returns
    -------
    `origin`, `country`, `destination`, `seizures`; `share` of the seizures that state an end with `low` and `high`
    (Wilson), NaN where those are fewer than 10; `first` and `last` year (missing if undated); `before` and `after`
    (dated seizures in each period of `comparison`); `chance` (adjusted p, NaN where not judged); `status`: `present`
    (in both), `entered`, `left` or `cannot_be_determined`, then with a `reason`: `few_records` (see `comparison`),
    `chance` (absent from one period, but so may be a corridor as rare as this), `undated`.
    """
    table = corridors(view)
    base = int(table["seizures"].sum())
    enough = base >= MINIMUM_BASE
    bounds = wilson(table["seizures"], base if enough else 0).set_axis(table.index)
    table = table.assign(share=table["seizures"] / base if enough else np.nan, **bounds)
    periods, dated = comparison(view, recent=recent), _dated(view)
    later = dated["year"] >= periods.cut
    years = dated.groupby(ENDS)["year"].agg(first="min", last="max").astype("Int64")
    parts = {"before": dated[~later], "after": dated[later]}
    counts = pd.DataFrame({name: part.groupby(ENDS).size() for name, part in parts.items()})
    table = table.merge(years.join(counts), how="left", left_on=ENDS, right_index=True)
    table[["before", "after"]] = table[["before", "after"]].fillna(0).astype("int64")
    table = _with_status(table, periods)
    return table if top is None else table.head(top)


def comparison(view: View, *, recent: int | None = None) -> Comparison:
    """Return the two periods of `corridor_table`: the halves, or the last `recent` years and those before."""
    years = _dated(view)["year"]
    undated = len(_stating(view)) - len(years)
    if years.empty:
        return Comparison(0, 0, 0, 0, 0, undated, "few_records")
    first, last = int(years.min()), int(years.max())
    cut = first + (last - first + 2) // 2 if recent is None else last - recent + 1
    after = int((years >= cut).sum())
    before = len(years) - after
    reason = "few_records" if min(before, after) < MINIMUM_ROUTES else ""
    return Comparison(first, cut, last, before, after, undated, reason)


def corridor_years(view: View, top: int | None = None) -> pd.DataFrame:
    """Return the seizures of the `top` corridors by year.

    Returns
    -------
    `origin`, `country`, `destination`, `year` (text; `not_recorded` where any is undated), `seizures`: every year
    between the first and the last in which any route is recorded, zero where none of this corridor is.
    """
    table = corridors(view, top=top)
    stated = _stating(view)
    years = pd.to_numeric(stated["year"], errors="coerce").dropna().astype(int)
    span = [str(year) for year in range(years.min(), years.max() + 1)] if len(years) else []
    names = [*span, NOT_RECORDED] if len(years) < len(stated) else span
    grid = table[ENDS].merge(pd.DataFrame({"year": pd.Series(names, dtype="str")}), how="cross")
    counts = stated.groupby([*ENDS, "year"]).size().rename("seizures").reset_index()
    grid = grid.merge(counts, how="left", on=[*ENDS, "year"])
    return grid.assign(seizures=grid["seizures"].fillna(0).astype("int64"))


def _stating(view: View) -> pd.DataFrame:
    """Return the ends and `year` (text) of the counted records that state an origin or a destination."""
    column = view.columns.held["year"]
    ends = route_ends(view).assign(year=np.array(column.values, dtype=object)[column.codes[view.rows]])
    ends = ends.astype({"year": "str"})
    return ends[(ends["origin"] != NOT_RECORDED) | (ends["destination"] != NOT_RECORDED)]


def _dated(view: View) -> pd.DataFrame:
    stated = _stating(view)
    dated = stated[stated["year"] != NOT_RECORDED]
    return dated.assign(year=dated["year"].astype("int64"))


def _with_status(table: pd.DataFrame, periods: Comparison) -> pd.DataFrame:
    both = (table["before"] > 0) & (table["after"] > 0)
    chance = _chance(table, periods)
    judged = both | (chance <= 1 - LEVEL)
    undated = table["before"] + table["after"] == 0
    reasons = [np.full(len(table), bool(periods.reason)), undated, ~judged]
    reason = np.select(reasons, [periods.reason, "undated", "chance"], default="")
    seen = np.select([both, table["after"] > 0], ["present", "entered"], default="left")
    status = np.where(reason == "", seen, "cannot_be_determined")
    return table.assign(chance=chance, status=status, reason=reason)


def _chance(table: pd.DataFrame, periods: Comparison) -> Floats:
    """Return how likely a corridor falls on the periods at least as unevenly, if all keep their shares.

    Corridors too rare ever to reach the level are not part of the adjustment and keep their own p.
    """
    from scipy.stats import false_discovery_control, hypergeom

    if periods.reason:
        return np.full(len(table), np.nan)
    seizures, after = ((table["before"] + table["after"]).to_numpy(), table["after"].to_numpy())
    spread = hypergeom(periods.before + periods.after, periods.after, seizures)
    found = np.minimum(2 * np.minimum(spread.cdf(after), spread.sf(after - 1)), 1.0)
    testable = 2 * np.minimum(spread.pmf(0), spread.pmf(seizures)) <= 1 - LEVEL
    if testable.any():
        found[testable] = false_discovery_control(found[testable])
    return found


def legs(view: View) -> pd.DataFrame:
    """Return the legs of counted records whose two ends have coordinates.

    Returns
    -------
    `row`, `start_longitude`, `start_latitude`, `end_longitude`, `end_latitude`, `role` (of the end).
    """
    stops = view.columns.records.waypoints
    stops = stops[stops["row"].isin(view.rows)]
    following = stops.groupby("row")[["longitude", "latitude", "role"]].shift(-1)
    table = pd.DataFrame(
        {
            "row": stops["row"],
            "start_longitude": stops["longitude"],
            "start_latitude": stops["latitude"],
            "end_longitude": following["longitude"],
            "end_latitude": following["latitude"],
            "role": following["role"],
        }
    )
    return table.dropna(ignore_index=True)
