"""Rows of the contributors' template → record tables.

Pure: rows that a check let through come in as text, tables come out. What is not understood is left blank here and
remarked on by `data.checking.checks`.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from data.agencies import agency_types
from data.dimensions import DIMENSIONS, FIREARM_FAMILIES, ITEM_UNITS
from data.geography.places import Gazetteer, resolve, waypoints
from data.schema import ITEM_COLUMNS, LIST_COLUMNS, SEIZURE_COLUMNS, WAYPOINT_COLUMNS, Records
from data.vocabulary import Vocabulary

DATE_FORMATS = {"year": ("%Y", 4), "month": ("%Y-%m", 7), "day": ("%Y-%m-%d", 10)}
DATE_TEXT = r"[0-9]{4}(?:-[0-9]{2}){0,2}"
REQUIRED = ("seizure_id", "date", "country")
LOCATED = ["admin1", "latitude", "longitude"]
ROUTE_ORDER = {"origin": 0, "transit": 1, "destination": 3}
SEIZURE_ORDER = 2
"""A seizure lies after the transits that are stated and before the intended destination."""

TEMPLATE_LISTS = {
    "agencies": "agency",
    "concealment": "concealment",
    "diversion_source": "diversion_source",
    "offence_context": "offence_context",
}
"""Column of the template → list of the record: several values, separated by `;`."""

TEMPLATE_COLUMNS = (
    *(name for name in SEIZURE_COLUMNS if name not in {"firearms_stated", "dataset", "import_id", "place_precision"}),
    *TEMPLATE_LISTS,
    *ROUTE_ORDER,
    *("firearms_total", "source_url", "source_url_2"),
)
"""Columns a template may have beside its quantities."""


def complete(raw: pd.DataFrame) -> pd.DataFrame:
    """Return a template with every column it may have, blank where it lacked one, without surrounding blanks.

    Raises
    ------
    KeyError
        If a column that every template has (`seizure_id`, `date`, `country`) is missing.
    """
    missing = [name for name in REQUIRED if name not in raw]
    if missing:
        raise KeyError(", ".join(missing))
    text = raw.fillna("").astype("str").apply(lambda column: column.str.strip())
    return text.assign(**{name: "" for name in TEMPLATE_COLUMNS if name not in raw}).astype("str")


def quantity_columns(template: pd.DataFrame, vocabulary: Vocabulary) -> list[str]:
    """Return the `qty_` columns of known item types."""
    known = {f"qty_{code}" for code in vocabulary.codes("item_type")}
    return [name for name in template.columns if name in known]


def read_dates(text: pd.Series) -> pd.DataFrame:
    """Return first day (`date`) and `precision` of `YYYY`, `YYYY-MM` and `YYYY-MM-DD`; NaT for anything else."""
    distinct = pd.Series(text.unique(), dtype="str")
    days = pd.Series(pd.NaT, index=distinct.index, dtype="datetime64[s]")
    precisions = pd.Series("", index=distinct.index, dtype="str")
    readable = distinct.str.fullmatch(DATE_TEXT)
    for precision, (form, length) in DATE_FORMATS.items():
        rows = readable & (distinct.str.len() == length)
        days[rows] = pd.to_datetime(distinct[rows], format=form, errors="coerce").astype("datetime64[s]")
        precisions[rows] = precision
    table = pd.DataFrame({"date": days, "precision": precisions}).set_axis(pd.Index(distinct))
    return table.reindex(text).set_axis(text.index)


def read_numbers(text: pd.DataFrame) -> pd.DataFrame:
    """Return numbers, NaN where nothing or something else is written; of one type even without rows."""
    return text.apply(pd.to_numeric, errors="coerce").astype("float64")


def beyond_parts(template: pd.DataFrame, vocabulary: Vocabulary) -> pd.Series:
    """Return stated total of firearms minus the sum of its stated parts; NaN where no total is stated."""
    families = vocabulary.families("item_type")
    columns = quantity_columns(template, vocabulary)
    parts = [name for name in columns if families.get(name.removeprefix("qty_")) in FIREARM_FAMILIES]
    return read_numbers(template[["firearms_total"]])["firearms_total"] - read_numbers(template[parts]).sum(axis=1)


def stated_precision(template: pd.DataFrame, dates: pd.DataFrame) -> pd.Series:
    """Return the precision of each date: the stated one where the text can bear it, else the text's own.

    2024-03-01 may be a month that a program wrote as its first day; 2024-03-17 can't be, nor can 2024-03 be a day.
    """
    stated, own, day = template["date_precision"], dates["precision"], dates["date"]
    month = (stated == "month") & (own == "day") & (day.dt.day == 1)
    year = (stated == "year") & (own != "year") & (day.dt.day == 1) & (day.dt.month == 1)
    return own.mask(month | year | (stated == "reported") & (own == "day"), stated)


def single_coded() -> Mapping[str, str]:
    """Return template column → list of the vocabulary, for columns of one code a seizure."""
    held = (name for name, dimension in DIMENSIONS.items() if dimension.holder == "seizure" and not dimension.family_of)
    names = [name for name in held if name not in {"country", "admin1", "dataset", "event"}]
    return {name: str(DIMENSIONS[name].values) for name in names} | {"document_type": "document_type"}


def split(column: pd.Series, separator: str = ";") -> pd.DataFrame:
    """Return the values written in each cell, one a line: `row` (index label) and `code`."""
    parts = column[column != ""].str.split(separator).explode().str.strip()
    parts = parts[parts.fillna("") != ""]
    return pd.DataFrame({"row": parts.index.to_numpy(np.int64), "code": parts.to_numpy()}).astype({"code": "str"})


def build_records(
    good: pd.DataFrame, vocabulary: Vocabulary, gazetteer: Gazetteer, agencies: pd.DataFrame, located: pd.DataFrame
) -> Records:
    """Return the records of template rows that can be taken, in their order; `dataset` and `import_id` are blank.

    Parameters
    ----------
    good : a `complete` template, RangeIndex.
    agencies : type of each named agency, as `load_agencies` returns it.
    located : what `resolve` says of the rows, RangeIndex.
    """
    lists = _lists(good, vocabulary, agencies)
    seizures = _typed(_seizures(good, located, vocabulary))
    return Records(seizures, lists, _items(good, vocabulary), _waypoints(good, located, gazetteer))


def _seizures(good: pd.DataFrame, located: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    dates = read_dates(good["date"])
    frame = good.reindex(columns=list(SEIZURE_COLUMNS))
    frame = frame.mask(frame == "")
    for name, values in single_coded().items():
        frame[name] = frame[name].where(frame[name].isin(vocabulary.listed(values)))
    private = (good["sensitivity"] != "") & (good["sensitivity"] != "public")
    own = ["admin1", "latitude", "longitude", "place_precision"]
    return frame.assign(
        date=dates["date"],
        date_precision=stated_precision(good, dates),
        report_date=read_dates(good["report_date"].where(good["report_date"] != "", good["source_date"]))["date"],
        firearms_stated=read_numbers(good[["firearms_total"]])["firearms_total"],
        # an unknown word for how sensitive a record is must not make it public
        sensitivity=np.where(private, "restricted", "public"),
        **{name: located[name] for name in own},
    )


def _typed(seizures: pd.DataFrame) -> pd.DataFrame:
    numbers = {"latitude", "longitude", "firearms_stated"}
    dates = {"date", "report_date"}
    kinds = {
        name: "float64" if name in numbers else "datetime64[s]" if name in dates else "str" for name in SEIZURE_COLUMNS
    }
    return seizures[list(SEIZURE_COLUMNS)].astype(kinds)


def _lists(good: pd.DataFrame, vocabulary: Vocabulary, agencies: pd.DataFrame) -> dict[str, pd.DataFrame]:
    lists = {name: split(pd.Series("", index=good.index)) for name in LIST_COLUMNS}
    for column, name in TEMPLATE_LISTS.items():
        codes = split(good[column])
        lists[name] = codes if name == "agency" else codes[codes["code"].isin(vocabulary.listed(name))]
    lists["agency_type"] = agency_types(lists["agency"], good["country"], agencies)
    lists["source_url"] = split(good["source_url"].str.cat(good["source_url_2"], sep="\n"), "\n")
    return {name: table.drop_duplicates(ignore_index=True) for name, table in lists.items()}


def _items(good: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """One line for each stated quantity; what a stated total holds beyond its parts is `firearm_unspecified`."""
    wide = read_numbers(good[quantity_columns(good, vocabulary)])
    wide.columns = wide.columns.str.removeprefix("qty_")
    excess = beyond_parts(good, vocabulary).where(lambda value: value > 0)
    if "firearm_unspecified" not in wide:
        wide["firearm_unspecified"] = np.nan
    wide["firearm_unspecified"] = wide["firearm_unspecified"].add(excess, fill_value=0)
    long = wide.stack().dropna().rename("quantity").rename_axis(["row", "item_type"]).reset_index()
    long["unit"] = long["item_type"].map(dict(ITEM_UNITS)).fillna("pieces")
    table = long.reindex(columns=["row", *ITEM_COLUMNS])
    return table.astype({name: "str" for name in ITEM_COLUMNS if name != "quantity"})


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
