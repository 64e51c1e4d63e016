"""Quantities and dates far from the rest, and records against themselves: to be read again, never to be dropped."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.crossfilter import View
from data.dimensions import MEASURES, NOT_RECORDED, UNKNOWN
from data.geography.borders import admin1_at, load_borders
from data.vocabulary import REFERENCE

CUT = 3.5
"""Modified z-score beyond which Iglewicz and Hoaglin call a value a potential outlier."""

NORMAL_QUARTILE = 0.6745
"""Upper quartile of the standard normal: makes the median deviation comparable to a standard deviation."""

MINIMUM_GROUP = 10
"""Fewest records that state a quantity in a transport family; of fewer nothing is called unusual."""

EARLIEST = "1990-01-01"
"""Events before this day are told: the shipped records begin in 2000, so one is most likely a misread date."""

BORDERS = REFERENCE / "borders_admin1.geojson"
"""Admin-1 polygons that coordinates are checked against."""

POINT = ("place_precision", "latitude", "longitude")
"""Columns that say where a record lies, and how precisely."""

FEW_RECORDS, NO_SPREAD, NO_SOURCE_DATES = "few_records", "no_spread", "no_source_dates"
"""Why a check could not be made."""

TOLD = tuple(name for name, measure in MEASURES.items() if measure.additive and name != "seizures")


@dataclass(frozen=True)
class QuantityOutliers:
    """Unusual quantities, and where unusual can't be told.

    Attributes
    ----------
    table : `row`, `measure`, `transport_mode_family`, `value`, `score` (negative: unusually small), `share` (of the
        measure's total in the view); largest score first.
    groups : `measure`, `transport_mode_family`, `seizures` (that state more than zero), `median`, `outliers`,
        `reason`: empty; `few_records`, under 10; or `no_spread`, over half of them state the same quantity.
    """

    table: pd.DataFrame
    groups: pd.DataFrame


@dataclass(frozen=True)
class DateOutliers:
    """Unlikely dates.

    Attributes
    ----------
    table : `row`, `code` (`after_newest_source`, `before_1990`), `date` (first day the event may have been).
    newest : last day the newest source may have been published, NaT without any.
    reason : empty, or `no_source_dates`: then dates in the future were not looked for.
    """

    table: pd.DataFrame
    newest: pd.Timestamp
    reason: str


def quantity_outliers(view: View, measures: tuple[str, ...] = TOLD) -> QuantityOutliers:
    """Return counted records whose quantity is far from those moved in the same way.

    Modified z-score 0.6745 (x − median) / MAD of the natural logarithm, cut at 3.5 either way (Iglewicz and Hoaglin
    1993, How to Detect and Handle Outliers, ASQC volume 16). Only quantities above zero take part. Where MAD is zero
    nothing is scored: with most records at one firearm, any scale would call two of them unusual.

    Records whose transport is not known are one group, `not_recorded`: a mixture, whose scores say least.

    Parameters
    ----------
    measures : sums of goods, as `data.dimensions.MEASURES` names them.
    """
    column = view.columns.held["transport_mode_family"]
    known = [NOT_RECORDED if value in UNKNOWN else value for value in column.values]
    families = np.array(known, dtype=object)[column.codes[view.rows]]
    long = pd.concat(
        [
            pd.DataFrame(
                {
                    "row": view.rows,
                    "measure": measure,
                    "transport_mode_family": families,
                    "value": view.amounts(measure)[view.rows],
                }
            )
            for measure in measures
        ],
        ignore_index=True,
    ).astype({"measure": "str", "transport_mode_family": "str"})
    return _scored(long[long["value"] > 0].reset_index(drop=True))


def date_outliers(view: View) -> DateOutliers:
    """Return counted records dated after the newest source of the version, or before 1990.

    A date known to the month or year is an outlier only if all of it is.
    """
    newest = last_report_day(view.columns.records.seizures).max()
    first = pd.Series(pd.to_datetime(view.columns.first_day[view.rows].astype("int64"), unit="D", errors="coerce"))
    last = pd.Series(pd.to_datetime(view.columns.last_day[view.rows].astype("int64"), unit="D", errors="coerce"))
    known = view.columns.records.seizures["date"].iloc[view.rows].notna().to_numpy()
    late, early = (first > newest) & known, (last < pd.Timestamp(EARLIEST)) & known
    tables = [
        pd.DataFrame({"row": view.rows[mask], "code": code, "date": first[mask].to_numpy("datetime64[s]")})
        for code, mask in (("after_newest_source", late), ("before_1990", early))
    ]
    table = pd.concat(tables, ignore_index=True).astype({"code": "str"})
    return DateOutliers(table, newest, NO_SOURCE_DATES if pd.isna(newest) else "")


def contradictions(view: View, borders: Path = BORDERS) -> pd.DataFrame:
    """Return what counted records say against themselves.

    Parameters
    ----------
    borders : GeoJSON of admin-1 polygons; only countries in it are checked, and no seizure on the water.

    Returns
    -------
    `row`, `code`, `values` (the two that contradict each other, joined by ` / `), sorted by row:
    `total_below_parts` (firearms stated in total, and listed), `event_after_report` (first day of the event, last day
    of the report), `province_of_other_country`, `point_outside_country`, `route_ends_equal` (origin and destination
    are one place, or one country without a place), `open_and_concealed`.
    """
    seizures = _said(view)
    listed = pd.Series(view.columns.firearms[view.rows], index=view.rows)
    stated, report = seizures["firearms_stated"], last_report_day(seizures)
    province, country = seizures["admin1"].fillna(""), seizures["country"].fillna("")
    tables = [
        _told("total_below_parts", stated < listed, stated, listed),
        _told("event_after_report", seizures["date"] > report, seizures["date"], report),
        _told("province_of_other_country", (province != "") & (province.str[:2] != country), country, province),
        _outside(view, borders),
        _equal_ends(view),
        _open_and_concealed(view),
    ]
    table = pd.concat(tables, ignore_index=True).astype({"row": "int64", "code": "str", "values": "str"})
    return table.sort_values(["row", "code"], ignore_index=True)


def last_report_day(seizures: pd.DataFrame) -> pd.Series:
    """Return the last day each report may be of: a source dated to the month may be of any day of it.

    Parameters
    ----------
    seizures : `report_date` (first day), `source_date` (as written, `2024`, `2024-03` or `2024-03-05`).
    """
    day, written = seizures["report_date"].copy(), seizures["source_date"].fillna("")
    for length, form, end in ((7, "%Y-%m", pd.offsets.MonthEnd(0)), (4, "%Y", pd.offsets.YearEnd(0))):
        coarse = written.index[(written.str.len() == length) & day.notna()]
        same = coarse[(written[coarse] == day[coarse].dt.strftime(form)).to_numpy(bool)]
        day[same] = day[same] + end
    return day


def _said(view: View) -> pd.DataFrame:
    """Return what is checked of the counted records, by row."""
    columns = ["date", "report_date", "source_date", "country", "admin1", "firearms_stated", *POINT]
    return view.columns.records.seizures[columns].iloc[view.rows].set_axis(view.rows)


def _told(code: str, mask: pd.Series, one: pd.Series, other: pd.Series) -> pd.DataFrame:
    """Return the rows of a contradiction with its two values."""

    def text(values: pd.Series) -> pd.Series:
        chosen = values[mask]
        if pd.api.types.is_datetime64_any_dtype(chosen):
            return chosen.dt.strftime("%Y-%m-%d").astype("str")
        return chosen.map("{:g}".format).astype("str") if pd.api.types.is_float_dtype(chosen) else chosen.astype("str")

    return pd.DataFrame({"row": mask.index[mask], "code": code, "values": (text(one) + " / " + text(other)).to_numpy()})


def _outside(view: View, borders: Path) -> pd.DataFrame:
    """Return exact points that lie in no unit of their country; what the gazetteer places lies in it."""
    seizures = _said(view)
    column = view.columns.held["location_type_family"]
    wet = np.array(column.values)[column.codes[view.rows]] == "water"
    bordered = seizures["country"].isin(load_borders(borders)[0]["country"].unique())
    points = seizures[(seizures["place_precision"] == "point") & bordered & ~wet]
    points = points[["country", "latitude", "longitude"]].dropna()
    unique = points.drop_duplicates()
    units = admin1_at(unique, borders)
    strange = points.merge(unique[units.isna().to_numpy()], how="inner").drop_duplicates()
    found = points.reset_index(names="row").merge(strange)
    where = found[["latitude", "longitude"]].round(4).astype("str")
    values = found["country"].astype("str") + " / " + where["latitude"] + "," + where["longitude"]
    return pd.DataFrame({"row": found["row"], "code": "point_outside_country", "values": values})


def _equal_ends(view: View) -> pd.DataFrame:
    """Return routes that end where they begin; with several origins or destinations, the first ones are compared."""
    stops = view.columns.records.waypoints
    stops = stops[view.counted()[stops["row"].to_numpy()]]
    named = stops.assign(end=stops["country"].fillna("") + ":" + stops["place"].fillna(""))
    known = named[named["country"].notna()].drop_duplicates(["row", "role"]).set_index("row")
    origin = known.loc[known["role"] == "origin", "end"]
    destination = known.loc[known["role"] == "destination", "end"].reindex(origin.index)
    return _told("route_ends_equal", origin == destination, origin, destination)


def _open_and_concealed(view: View) -> pd.DataFrame:
    """Return records said to be both without concealment and concealed in some way."""
    concealment = view.columns.records.lists["concealment"]
    concealment = concealment[view.counted()[concealment["row"].to_numpy()] & ~concealment["code"].isin(UNKNOWN)]
    plain = concealment["code"] == "none_open"
    hidden = concealment[~plain].drop_duplicates("row").set_index("row")["code"]
    plain_rows = concealment.loc[plain].drop_duplicates("row").set_index("row")["code"].reindex(hidden.index)
    return _told("open_and_concealed", plain_rows.notna(), plain_rows, hidden)


def _scored(long: pd.DataFrame) -> QuantityOutliers:
    keys = ["measure", "transport_mode_family"]
    long = long.assign(size=np.log(long["value"]))
    middle = long.groupby(keys)["size"].transform("median")
    long = long.assign(away=long["size"] - middle, total=long.groupby("measure")["value"].transform("sum"))
    groups = long.assign(far=long["away"].abs()).groupby(keys, sort=True)
    summary = groups.agg(seizures=("row", "size"), median=("value", "median"), spread=("far", "median")).reset_index()
    few, flat = summary["seizures"] < MINIMUM_GROUP, summary["spread"] == 0
    summary["reason"] = pd.Series(np.select([few, flat], [FEW_RECORDS, NO_SPREAD], ""), dtype="str")
    told = long.merge(summary[summary["reason"] == ""][[*keys, "spread"]], on=keys)
    told["score"] = NORMAL_QUARTILE * told["away"] / told["spread"]
    told["share"] = told["value"] / told["total"]
    found = told[told["score"].abs() > CUT].sort_values(["score", "row"], ascending=[False, True], ignore_index=True)
    counts = found.groupby(keys).size().rename("outliers").reset_index()
    summary = summary.merge(counts, on=keys, how="left").fillna({"outliers": 0}).astype({"outliers": "int64"})
    return QuantityOutliers(
        found[["row", *keys, "value", "score", "share"]], summary[[*keys, "seizures", "median", "outliers", "reason"]]
    )
