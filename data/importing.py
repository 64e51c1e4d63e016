"""The contributors' template → records, with a reason for every row that can't be taken.

Pure: a text table in, records and a table of remarks out. Nothing is guessed and nothing dropped: a row is accepted
or refused, and what was not understood in an accepted row is remarked on.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.agencies import agency_types
from data.dimensions import DIMENSIONS, FIREARM_FAMILIES, ITEM_UNITS
from data.places import Gazetteer, resolve, waypoints
from data.schema import ITEM_COLUMNS, LIST_COLUMNS, SEIZURE_COLUMNS, WAYPOINT_COLUMNS, Records
from data.vocabulary import Vocabulary

DATE_FORMATS = {"year": ("%Y", 4), "month": ("%Y-%m", 7), "day": ("%Y-%m-%d", 10)}
LOCATED = ["admin1", "latitude", "longitude"]
ROUTE_ORDER = {"origin": 0, "transit": 1, "destination": 3}
SEIZURE_ORDER = 2
"""A seizure lies after the transits that are stated and before the intended destination."""

TEMPLATE_LISTS = {"agencies": "agency", "concealment": "concealment", "diversion_source": "diversion_source"}


@dataclass(frozen=True)
class Imported:
    """The outcome of an import.

    Attributes
    ----------
    records : the accepted rows.
    refused : the refused rows as they came, with a column `reason` (codes joined by `;`).
    remarks : `seizure_id`, `column`, `value`, `code`: what was not understood in accepted rows.
    """

    records: Records
    refused: pd.DataFrame
    remarks: pd.DataFrame


def import_template(
    raw: pd.DataFrame,
    vocabulary: Vocabulary,
    gazetteer: Gazetteer,
    agencies: pd.DataFrame,
    *,
    dataset: str,
    import_id: str,
) -> Imported:
    """Turn rows of the template into records.

    Parameters
    ----------
    raw : all columns text, blank = not stated; the columns of `reference/incidents.csv`.
    vocabulary : the allowed codes.
    gazetteer : where places lie.
    agencies : type of each named agency, as `load_agencies` returns it.
    dataset : code of the dataset the rows belong to.
    import_id : names this import in the store.

    Raises
    ------
    KeyError
        If a column that every template has (`seizure_id`, `date`, `country`) is missing.
    """
    reasons = _reasons(raw, vocabulary)
    good = raw[reasons == ""].reset_index(drop=True)
    refused = raw[reasons != ""].assign(reason=reasons[reasons != ""])
    located = resolve(good[["country", "admin1", "place"]], gazetteer)
    waypoints = _waypoints(good, located, gazetteer)
    lists = _lists(good, vocabulary, agencies)
    items = _items(good, vocabulary)
    seizures = _seizures(good, located, vocabulary).assign(dataset=dataset, sensitivity="public", import_id=import_id)
    remarks = [
        _remark(good, "place", located["note"]),
        _unknown_codes(good, vocabulary),
        _remark(good, "firearms_total", _total_conflicts(good, vocabulary)),
    ]
    return Imported(Records(_typed(seizures), lists, items, waypoints), refused, pd.concat(remarks, ignore_index=True))


def _reasons(raw: pd.DataFrame, vocabulary: Vocabulary) -> pd.Series:
    checks = {
        "id_missing": raw["seizure_id"] == "",
        "id_repeated": raw["seizure_id"].duplicated(keep=False) & (raw["seizure_id"] != ""),
        "date_unreadable": _dates(raw["date"])["date"].isna(),
        "country_unknown": ~raw["country"].isin(vocabulary.codes("country")),
        "event_unknown": ~raw["event"].isin(vocabulary.codes("event")),
    }
    for column in _quantity_columns(raw):
        number = pd.to_numeric(raw[column], errors="coerce")
        checks[f"{column}_not_a_number"] = (raw[column] != "") & ~((number >= 0) & (number < np.inf))
    flags = pd.DataFrame(checks)
    codes = np.array(flags.columns)
    return pd.Series([";".join(codes[row]) for row in flags.to_numpy()], index=raw.index, dtype="str")


def _quantity_columns(raw: pd.DataFrame) -> list[str]:
    return [name for name in raw.columns if name.startswith("qty_") or name == "firearms_total"]


def _dates(text: pd.Series) -> pd.DataFrame:
    """Return first day and precision of `YYYY`, `YYYY-MM` and `YYYY-MM-DD`; NaT for anything else."""
    dates = pd.DataFrame({"date": pd.NaT, "precision": ""}, index=text.index)
    dates["date"] = dates["date"].astype("datetime64[s]")
    for precision, (form, length) in DATE_FORMATS.items():
        rows = text.str.len() == length
        parsed = pd.to_datetime(text[rows], format=form, errors="coerce")
        dates.loc[rows, "date"] = parsed.astype("datetime64[s]")
        dates.loc[rows, "precision"] = precision
    return dates


def _seizures(good: pd.DataFrame, located: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    dates = _dates(good["date"])
    frame = good.reindex(columns=list(SEIZURE_COLUMNS)).mask(lambda table: table == "")
    for name in _single_coded(good):
        frame[name] = frame[name].where(frame[name].isin(vocabulary.codes(name)))
    own = ["admin1", "latitude", "longitude", "place_precision"]
    total = _numbers(good.reindex(columns=["firearms_total"], fill_value=""))["firearms_total"]
    return frame.assign(
        date=dates["date"],
        date_precision=dates["precision"],
        report_date=_dates(good.get("report_date", good["source_date"]))["date"],
        firearms_stated=total,
        **{name: located[name] for name in own},
    )


def _typed(seizures: pd.DataFrame) -> pd.DataFrame:
    numbers = {"latitude", "longitude", "firearms_stated"}
    dates = {"date", "report_date"}
    kinds = {
        name: "float64" if name in numbers else "datetime64[s]" if name in dates else "str" for name in SEIZURE_COLUMNS
    }
    return seizures[list(SEIZURE_COLUMNS)].astype(kinds)


def _split(column: pd.Series, separator: str = ";") -> pd.DataFrame:
    parts = column[column != ""].str.split(separator).explode().str.strip()
    parts = parts[parts.fillna("") != ""]
    return pd.DataFrame({"row": parts.index.to_numpy(np.int64), "code": parts.to_numpy()}).astype({"code": "str"})


def _lists(good: pd.DataFrame, vocabulary: Vocabulary, agencies: pd.DataFrame) -> dict[str, pd.DataFrame]:
    lists = {name: _split(pd.Series("", index=good.index)) for name in LIST_COLUMNS}
    for column, name in TEMPLATE_LISTS.items():
        codes = _split(good[column])
        lists[name] = codes if name == "agency" else codes[codes["code"].isin(vocabulary.codes(name))]
    lists["agency_type"] = agency_types(lists["agency"], good["country"], agencies)
    second = good.get("source_url_2", pd.Series("", index=good.index))
    lists["source_url"] = _split(good["source_url"].str.cat(second, sep="\n"), "\n")
    return {name: table.drop_duplicates(ignore_index=True) for name, table in lists.items()}


def _items(good: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """One line for each stated quantity; what a stated total holds beyond its parts is `firearm_unspecified`."""
    columns = [name for name in _quantity_columns(good) if name != "firearms_total"]
    wide = _numbers(good[columns])
    wide.columns = wide.columns.str.removeprefix("qty_")
    excess = _excess(good, vocabulary).where(lambda value: value > 0)
    if "firearm_unspecified" not in wide:
        wide["firearm_unspecified"] = np.nan
    wide["firearm_unspecified"] = wide["firearm_unspecified"].add(excess, fill_value=0)
    long = wide.stack().dropna().rename("quantity").rename_axis(["row", "item_type"]).reset_index()
    long["unit"] = long["item_type"].map(dict(ITEM_UNITS)).fillna("pieces")
    table = long.reindex(columns=["row", *ITEM_COLUMNS])
    return table.astype({name: "str" for name in ITEM_COLUMNS if name != "quantity"})


def _excess(good: pd.DataFrame, vocabulary: Vocabulary) -> pd.Series:
    """Return stated total minus the sum of its stated parts; NaN where no total is stated."""
    families = vocabulary.families("item_type")
    parts = [name for name in _quantity_columns(good) if families.get(name.removeprefix("qty_")) in FIREARM_FAMILIES]
    total = good.reindex(columns=["firearms_total"], fill_value="")
    return _numbers(total)["firearms_total"] - _numbers(good[parts]).sum(axis=1)


def _numbers(text: pd.DataFrame) -> pd.DataFrame:
    """Return numbers, NaN where nothing or something else is written; of one type even without rows."""
    return text.apply(pd.to_numeric, errors="coerce").astype("float64")


def _total_conflicts(good: pd.DataFrame, vocabulary: Vocabulary) -> pd.Series:
    return pd.Series(np.where(_excess(good, vocabulary) < 0, "total_below_parts", ""), index=good.index, dtype="str")


def _waypoints(good: pd.DataFrame, located: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Return origin, transits, place of seizure and destination of the rows that state any route end."""
    ends = [waypoints(good[role]).assign(role=role, order=order) for role, order in ROUTE_ORDER.items()]
    stated = pd.concat(ends).rename_axis("row").reset_index().assign(admin1="")
    found = resolve(stated[["country", "admin1", "place"]], gazetteer)
    stated["place"] = found["place_name"].fillna(stated["place"].mask(stated["place"] == ""))
    stated[LOCATED] = found[LOCATED]
    rows = stated["row"].unique()
    here = located.loc[rows, LOCATED].assign(row=rows, role="seizure", order=SEIZURE_ORDER)
    here[["country", "place"]] = good.loc[rows, ["country", "place"]]
    table = pd.concat([stated, here], ignore_index=True).sort_values(["row", "order", "sequence"], ignore_index=True)
    order = table["row"].to_numpy(np.int64)
    table["sequence"] = np.arange(len(table)) - np.searchsorted(order, order)
    kinds = dict.fromkeys(("role", "country", "admin1", "place"), "str") | {"row": "int64", "sequence": "int16"}
    numbers = {"latitude": "float64", "longitude": "float64"}
    return table.assign(documented=True)[["row", *WAYPOINT_COLUMNS]].astype(kinds | numbers)


def _unknown_codes(good: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """Remark on list values that are not in the vocabulary: they are left out of the record."""
    found = []
    for name in ("concealment", "diversion_source"):
        codes = _split(good[name])
        unknown = codes[~codes["code"].isin(vocabulary.codes(name))]
        ids = good["seizure_id"].iloc[unknown["row"]].to_numpy()
        found.append(pd.DataFrame({"seizure_id": ids, "column": name, "value": unknown["code"].to_numpy()}))
    for name in _single_coded(good):
        unknown_rows = good[(good[name] != "") & ~good[name].isin(vocabulary.codes(name))]
        found.append(
            pd.DataFrame({"seizure_id": unknown_rows["seizure_id"], "column": name, "value": unknown_rows[name]})
        )
    return pd.concat(found, ignore_index=True).assign(code="code_unknown")


def _single_coded(good: pd.DataFrame) -> Iterable[str]:
    held = (name for name, dimension in DIMENSIONS.items() if dimension.holder == "seizure" and not dimension.family_of)
    return [name for name in held if name in good and name not in {"country", "admin1"}]


def _remark(good: pd.DataFrame, column: str, notes: pd.Series) -> pd.DataFrame:
    rows = good[notes.fillna("") != ""]
    values = rows[column]
    return pd.DataFrame(
        {"seizure_id": rows["seizure_id"], "column": column, "value": values, "code": notes[rows.index]}
    )
