"""What makes a template row doubtful though it can be taken in: quantities, dates, totals, places and coordinates."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from data.checking.recording import beyond_parts, quantity_columns, read_dates, read_numbers, stated_precision
from data.dimensions import FIREARM_FAMILIES, ITEM_UNITS
from data.geography.borders import COAST, admin1_at, degrees_away
from data.geography.gazetteer import Gazetteer
from data.vocabulary import Vocabulary

MOST: Mapping[str, float] = MappingProxyType(
    {
        # the largest diversion known in the region is 3,000 rifles (Otterloo, 2001); ten years of a national police
        # force fit in 10,000: more is a total of many seizures, or a quantity of rounds
        **dict.fromkeys(FIREARM_FAMILIES - {"light_weapon"}, 10_000),
        "light_weapon": 1_000,  # the largest is 39; whole armies hold a few thousand
        "ammunition": 20_000_000,  # the largest is 5 million rounds (Otterloo, 2001), eight containers would hold 20
        "parts_components": 50_000,  # magazines go with firearms: five to each of the most firearms
        "explosives": 20_000,  # grenades: the largest is 1,449; kilograms of explosive: a lorry carries 20 tonnes
        "not_a_firearm": 5_000_000,  # pyrotechnics come by the container
    }
)
"""Family of items → the quantity beyond which one seizure is doubted (pieces, rounds or kilograms)."""

OLDEST = pd.Timestamp(1950, 1, 1)
"""Seizures before are rather a mistyped year, or 1900 from an empty spreadsheet cell."""

COORDINATES = ["latitude", "longitude"]

ZONE = 3.34
"""Degrees of the exclusive economic zone: 200 nautical miles (UN Convention on the Law of the Sea, article 57)."""

AT_SEA = "point_at_sea_or_abroad"
"""The one remark on coordinates with which they are kept."""

PERIODS: Mapping[str, str] = MappingProxyType({"year": "Y", "month": "M", "day": "D"})

Remarks = list[pd.DataFrame]


def doubts(good: pd.DataFrame, located: pd.DataFrame, vocabulary: Vocabulary, gazetteer: Gazetteer) -> pd.DataFrame:
    """Return what is doubtful in rows that can be taken in.

    Parameters
    ----------
    good : a `complete` template, RangeIndex.
    located : what `resolve` says of the rows, same index.

    Returns
    -------
    `row`, `column`, `value`, `code`, `suggestion`.
    """
    found = [
        *_quantities(good, vocabulary),
        *_dates(good),
        _places(good, located, gazetteer),
        *_elsewhere(good, located, gazetteer),
    ]
    return pd.concat(found, ignore_index=True)


def _remarks(good: pd.DataFrame, mask: "pd.Series | np.ndarray", column: str, code: str) -> pd.DataFrame:
    rows = good.loc[np.asarray(mask, dtype=bool), column]
    table = {"row": rows.index.to_numpy(np.int64), "column": column, "value": rows.to_numpy()}
    return pd.DataFrame(table | {"code": code, "suggestion": ""})


def _quantities(good: pd.DataFrame, vocabulary: Vocabulary) -> Remarks:
    families = vocabulary.families("item_type")
    columns = quantity_columns(good, vocabulary)
    numbers = read_numbers(good[[*columns, "firearms_total"]])
    excess = beyond_parts(good, vocabulary)
    found = [
        _remarks(good, excess < 0, "firearms_total", "total_below_parts"),
        _remarks(
            good, numbers["firearms_total"] > MOST["firearm_unspecified"], "firearms_total", "quantity_implausible"
        ),
        _remarks(good, numbers["firearms_total"] % 1 > 0, "firearms_total", "count_fractional"),
    ]
    for column in columns:
        item = column.removeprefix("qty_")
        found.append(_remarks(good, numbers[column] > MOST[families[item]], column, "quantity_implausible"))
        if ITEM_UNITS.get(item) != "kg":
            found.append(_remarks(good, numbers[column] % 1 > 0, column, "count_fractional"))
    return found


def _dates(good: pd.DataFrame) -> Remarks:
    dates = read_dates(good["date"])
    stated = good["date_precision"]
    contradicted = stated.isin(["unknown", "reported", *PERIODS]) & (stated_precision(good, dates) != stated)
    found = [
        _remarks(good, dates["date"] < OLDEST, "date", "date_very_old"),
        _remarks(good, contradicted, "date_precision", "precision_contradicts_date"),
    ]
    for column in ("report_date", "source_date"):
        last = _last_day(read_dates(good[column]))
        found.append(_remarks(good, last < dates["date"], column, "reported_before_date"))
    return found


def _last_day(dates: pd.DataFrame) -> pd.Series:
    """Return the last day that a date of this precision can be."""
    first, last = dates["date"], dates["date"].copy()
    month, year = dates["precision"] == "month", dates["precision"] == "year"
    last[month] = (first[month] + pd.offsets.MonthEnd(0)).astype(last.dtype)
    last[year] = (first[year] + pd.offsets.YearEnd(0)).astype(last.dtype)
    return last


def _places(good: pd.DataFrame, located: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Return the gazetteer's notes; an unknown unit is no fault where it holds none of the country."""
    notes = located["note"].astype("str").fillna("")
    bordered = good["country"].isin(gazetteer.bordered)
    notes = notes.mask(notes == "country_unknown", "country_not_in_gazetteer")
    notes = notes.mask(~bordered & (notes == "admin1_unknown"), "admin1_not_in_gazetteer")
    notes = notes.mask(notes.isin(["coordinates_invalid", "point_outside_country"]), "")
    column = notes.str.extract("^(admin1|country)_", expand=False).fillna("place").to_numpy()
    values = np.select([column == "admin1", column == "country"], [good["admin1"], good["country"]], good["place"])
    table = pd.DataFrame({"row": good.index.to_numpy(np.int64), "column": column, "code": notes.to_numpy()})
    return table.assign(value=values, suggestion="")[(notes != "").to_numpy()]


def astray(good: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Return remarks on coordinates that are no point on Earth, or not one of the stated country.

    Returns
    -------
    `row`, `column`, `value`, `code`, `suggestion`. Only points at sea, within the exclusive economic zone of the
    country, may stand; every other one that is remarked on is in the wrong place.
    """
    stated = (good[COORDINATES] != "").any(axis=1)
    spots = good.loc[stated, ["country", *COORDINATES]]
    if spots.empty:
        return pd.DataFrame(columns=["row", "column", "value", "code", "suggestion"]).astype({"row": "int64"})
    distinct = spots.drop_duplicates(ignore_index=True)
    judged = _judged(distinct, gazetteer)
    number = spots.groupby(["country", *COORDINATES], sort=False).ngroup().to_numpy()
    table = judged.iloc[number].set_axis(spots.index).assign(row=spots.index.to_numpy(np.int64), value=_written(spots))
    return table[table["code"] != ""].assign(column="latitude")[["row", "column", "value", "code", "suggestion"]]


def _written(spots: pd.DataFrame) -> pd.Series:
    return spots["latitude"] + "," + spots["longitude"]


def _judged(spots: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Return `code` and `suggestion` for each spot (`country`, `latitude`, `longitude` as text)."""
    numbers = read_numbers(spots[COORDINATES])
    latitude, longitude = numbers["latitude"], numbers["longitude"]
    valid = _on_earth(latitude, longitude)
    bordered = spots["country"].isin(gazetteer.bordered)
    outside = ~_inside(spots["country"], latitude, longitude, gazetteer) & bordered
    foreign = _inside(pd.Series("", index=spots.index), latitude, longitude, gazetteer)
    spot = numbers.assign(within=spots["country"])[valid & outside & ~foreign]
    near = (degrees_away(spot, gazetteer.borders) <= ZONE).reindex(spots.index, fill_value=False)
    code = np.where(outside & near, AT_SEA, np.where(outside | (foreign & ~bordered), "point_outside_country", ""))
    code = pd.Series(np.where(valid, code, "coordinates_invalid"), index=spots.index)
    suggestion = pd.Series("", index=spots.index)
    for name, (other_latitude, other_longitude) in {
        "coordinates_sign": (latitude, -longitude),
        "coordinates_swapped": (longitude, latitude),
        "coordinates_swapped_and_sign": (-longitude, latitude),
    }.items():
        fits = outside & (suggestion == "") & _inside(spots["country"], other_latitude, other_longitude, gazetteer)
        texts = other_latitude.map("{:.10g}".format) + ", " + other_longitude.map("{:.10g}".format)
        suggestion = suggestion.mask(fits, texts)
        code = code.mask(fits & valid, name)
    return pd.DataFrame({"code": code, "suggestion": suggestion})


def _elsewhere(good: pd.DataFrame, located: pd.DataFrame, gazetteer: Gazetteer) -> Remarks:
    """Return a remark on each point that lies in another unit than the stated one."""
    stated = (good["admin1"] != "") & (located["place_precision"] == "point").fillna(False) & located["admin1"].notna()
    spots = located.loc[stated.to_numpy(bool), ["admin1", *COORDINATES]].rename(columns={"admin1": "within"})
    if spots.empty:
        return []
    distinct = spots.drop_duplicates(ignore_index=True)
    outside = distinct[degrees_away(distinct, gazetteer.borders) > COAST]
    own = outside.assign(country=outside["within"].str[:2])
    units = admin1_at(own, gazetteer.borders)
    away = own[units.notna()].assign(suggestion=units.dropna().astype("str"))
    told = spots.assign(row=spots.index).merge(away, on=["within", *COORDINATES])
    value = _written(good.loc[told["row"]]).to_numpy()
    table = told.assign(column="latitude", value=value, code="point_outside_admin1")
    return [table[["row", "column", "value", "code", "suggestion"]].sort_values("row")]


def _on_earth(latitude: pd.Series, longitude: pd.Series) -> pd.Series:
    """Tell which are a point; 0, 0 is what programs write for nothing."""
    return latitude.abs().le(90) & longitude.abs().le(180) & (latitude.ne(0) | longitude.ne(0))


def _inside(country: pd.Series, latitude: pd.Series, longitude: pd.Series, gazetteer: Gazetteer) -> pd.Series:
    """Tell which points lie in a unit of their country, or of any country where it is blank."""
    points = pd.DataFrame({"country": country, "latitude": latitude, "longitude": longitude})
    points = points[_on_earth(latitude, longitude)]
    codes = admin1_at(points, gazetteer.borders) if len(points) else pd.Series(dtype="string")
    return codes.notna().reindex(country.index, fill_value=False)
