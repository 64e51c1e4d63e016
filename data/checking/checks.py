"""Template rows → accepted, flagged or refused, with the reasons; and the records of those that are taken in.

The pandera schema is generated from the registry and the vocabulary; `plausibility` adds what several columns say of
each other. Codes only: sentences are made in `layouts`.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.checking.gravity import NOTING, REFUSING
from data.checking.plausibility import AT_SEA, COORDINATES, astray, doubts
from data.checking.recording import (
    TEMPLATE_LISTS,
    build_records,
    complete,
    quantity_columns,
    read_dates,
    single_coded,
    split,
)
from data.checking.suggestions import suggest
from data.geography.gazetteer import Gazetteer
from data.geography.places import resolve
from data.schema import Records
from data.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandera.pandas as pa

__all__ = ["NOTING", "REFUSING", "REMARK_COLUMNS", "Checked", "Checker", "Rules", "check"]

REMARK_COLUMNS = ["row", "column", "value", "code", "suggestion"]


@dataclass(frozen=True)
class Rules:
    """What rows are checked against, and what their records bear.

    Attributes
    ----------
    vocabulary : the allowed codes.
    gazetteer : where places lie.
    agencies : type of each named agency, as `load_agencies` returns it.
    today : no seizure is later.
    dataset : code of the dataset the rows belong to.
    import_id : names this import in the store.
    """

    vocabulary: Vocabulary
    gazetteer: Gazetteer
    agencies: pd.DataFrame
    today: date
    dataset: str
    import_id: str


@dataclass(frozen=True)
class Checked:
    """The outcome of a check.

    Attributes
    ----------
    records : those of the rows taken in (accepted or flagged), in the order of the template.
    status : template row (index label) → `accepted`, `flagged` or `refused`.
    remarks : `row` (index label), `column`, `value`, `code`, `suggestion` (blank for none; several joined by `;`).
    ids : template row → `seizure_id` as stated.
    """

    records: Records
    status: pd.Series
    remarks: pd.DataFrame
    ids: pd.Series


@dataclass
class Checker:
    """Checks the chunks of one file; an id stays the first row's that bears it, in whichever chunk.

    Attributes
    ----------
    rules : what rows are checked against.
    """

    rules: Rules
    _seen: list[np.ndarray] = field(default_factory=list)

    def check(self, template: pd.DataFrame) -> Checked:
        """Return what becomes of each row of a chunk.

        Parameters
        ----------
        template : all columns text, blank = not stated; the columns of `reference/incidents.csv` and, optionally,
            `latitude`, `longitude`, `report_date`, `document_status`, `document_type`, `offence_context` and
            `sensitivity`. Every row gets exactly one status.

        Raises
        ------
        KeyError
            If a column that every template has (`seizure_id`, `date`, `country`) is missing.
        """
        text = complete(template).reset_index(drop=True)
        rules = self.rules
        found = pd.concat([failures(text, rules), self._repeated(text["seizure_id"])], ignore_index=True)
        refused = text.index.isin(found.loc[found["code"].isin(REFUSING), "row"])
        whole = text[~refused].reset_index(drop=True)
        wrong = astray(whole, rules.gazetteer)
        good = without_points(whole, wrong)
        located = resolve(good[["country", "admin1", "place", "latitude", "longitude"]], rules.gazetteer)
        more = pd.concat([doubts(good, located, rules.vocabulary, rules.gazetteer), wrong], ignore_index=True)
        more["row"] = np.flatnonzero(~refused)[more["row"].to_numpy(np.int64)]
        remarks = suggest(pd.concat([found, more], ignore_index=True), rules.vocabulary)
        status = pd.Series(_status(len(text), remarks), index=template.index, dtype="str")
        records = build_records(good, rules.vocabulary, rules.gazetteer, rules.agencies, located)
        seizures = records.seizures.assign(dataset=rules.dataset, import_id=rules.import_id)
        seizures = seizures.astype({"dataset": "str", "import_id": "str"})
        remarks = remarks.sort_values("row", kind="stable", ignore_index=True)
        remarks["row"] = template.index.to_numpy()[remarks["row"].to_numpy(np.int64)]
        remarks = remarks.astype(dict.fromkeys(REMARK_COLUMNS[1:], "str"))
        records = Records(seizures, records.lists, records.items, records.waypoints)
        return Checked(records, status, remarks, text["seizure_id"].set_axis(template.index))

    def _repeated(self, ids: pd.Series) -> pd.DataFrame:
        """Return a remark on each id that an earlier row of the file bears, and remember those of this chunk.

        Ids are kept as 64-bit hashes: among a million, two different ones meet once in 40 million files.
        """
        hashes = pd.util.hash_array(ids.to_numpy(dtype=object), categorize=False)
        repeated = ids.duplicated().to_numpy()
        for seen in self._seen:
            place = np.minimum(np.searchsorted(seen, hashes), len(seen) - 1)
            repeated = repeated | (seen[place] == hashes)
        stated = (ids != "").to_numpy()
        if stated.any():
            self._seen.append(np.unique(hashes[stated]))
        rows = np.flatnonzero(repeated & stated)
        return remarks_on(rows, "seizure_id", ids.iloc[rows], "id_repeated")


def check(template: pd.DataFrame, rules: Rules) -> Checked:
    """Return what becomes of each row of a whole template; see `Checker.check`."""
    return Checker(rules).check(template)


def without_points(good: pd.DataFrame, wrong: pd.DataFrame) -> pd.DataFrame:
    """Return rows without the coordinates that can't be right: their place or province locates them.

    Parameters
    ----------
    wrong : what `astray` says of the rows.
    """
    rows = wrong.loc[wrong["code"] != AT_SEA, "row"]
    return good.assign(**{name: good[name].mask(good.index.isin(rows), "") for name in COORDINATES})


def remarks_on(rows: "np.ndarray | pd.Index", column: str, values: pd.Series, code: str) -> pd.DataFrame:
    """Return one remark for each of these rows."""
    table = {"row": rows, "column": column, "value": values.to_numpy(), "code": code, "suggestion": ""}
    return pd.DataFrame(table, columns=REMARK_COLUMNS)


def failures(text: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Return what the schema finds in a `complete` template with a RangeIndex, as remarks without suggestions."""
    vocabulary = rules.vocabulary
    found = [_failure_cases(schema(list(text.columns), vocabulary, rules.today), text)]
    for column, name in TEMPLATE_LISTS.items():
        if name != "agency":
            codes = split(text[column])
            one = codes.set_index("row").rename(columns={"code": column})
            found.append(_failure_cases(_list_schema(column, vocabulary.listed(name)), one))
    return pd.concat(found, ignore_index=True)


def schema(columns: list[str], vocabulary: Vocabulary, today: date) -> "pa.DataFrameSchema":
    """Return what each column of a template may hold, by the registry and the vocabulary.

    The error of each check is the code of its remark; a blank passes every check but those for what every row states.
    """
    import pandera.pandas as pa

    def one_of(codes: tuple[str, ...], error: str, *, blank: bool = True) -> "pa.Check":
        allowed = {*codes, ""} if blank else set(codes)
        return pa.Check(lambda column: column.isin(allowed), error=error)

    def number(column: pd.Series) -> pd.Series:
        value = pd.to_numeric(column, errors="coerce")
        return (column == "") | (value >= 0) & (value < np.inf)

    quantities = pa.Check(number, error="quantity_not_a_number")
    checks = {name: [one_of(vocabulary.listed(values), "code_unknown")] for name, values in single_coded().items()}
    checks |= {
        "seizure_id": [pa.Check(lambda column: column != "", error="id_missing")],
        "date": _date_checks(today, required=True),
        "report_date": _date_checks(today, required=False),
        "country": [
            pa.Check(lambda column: column != "", error="country_missing"),
            one_of(vocabulary.listed("country"), "country_unknown"),
        ],
        "event": [one_of(vocabulary.listed("event"), "event_unknown", blank=False)],
        "date_precision": [one_of(vocabulary.listed("date_precision"), "code_unknown")],
        "sensitivity": [one_of(vocabulary.listed("sensitivity"), "code_unknown")],
        **{key: [quantities] for key in [*_quantities(columns, vocabulary), "firearms_total"]},
        **{key: [one_of((), "column_unknown")] for key in _unknown_quantities(columns, vocabulary)},
    }
    return pa.DataFrameSchema({name: pa.Column(checks=list(each)) for name, each in checks.items()})


def _quantities(columns: list[str], vocabulary: Vocabulary) -> list[str]:
    return quantity_columns(pd.DataFrame(columns=columns), vocabulary)


def _unknown_quantities(columns: list[str], vocabulary: Vocabulary) -> list[str]:
    known = set(_quantities(columns, vocabulary))
    return [name for name in columns if name.startswith("qty_") and name not in known]


def _date_checks(today: date, *, required: bool) -> "list[pa.Check]":
    """Return the checks of a date column; a date that need not be there has codes that don't refuse the row."""
    import pandera.pandas as pa

    last = pd.Timestamp(today)
    word = "date" if required else "report_date"
    checks = [
        pa.Check(lambda column: (column == "") | read_dates(column)["date"].notna(), error=f"{word}_unreadable"),
        pa.Check(lambda column: ~(read_dates(column)["date"] > last), error=f"{word}_future"),
    ]
    return [pa.Check(lambda column: column != "", error="date_missing"), *checks] if required else checks


def _list_schema(column: str, codes: tuple[str, ...]) -> "pa.DataFrameSchema":
    import pandera.pandas as pa

    return pa.DataFrameSchema({column: pa.Column(checks=pa.Check.isin(codes, error="code_unknown"))})


def _failure_cases(rules: "pa.DataFrameSchema", table: pd.DataFrame) -> pd.DataFrame:
    import pandera.pandas as pa

    try:
        rules.validate(table, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        renamed = cases.rename(columns={"index": "row", "failure_case": "value", "check": "code"})
        return renamed.assign(suggestion="").reindex(columns=REMARK_COLUMNS).astype({"row": "int64", "value": "str"})
    return pd.DataFrame(columns=REMARK_COLUMNS, dtype="str").astype({"row": "int64"})


def _status(count: int, remarks: pd.DataFrame) -> np.ndarray:
    """Return the status of each row by the gravest of its remarks."""
    status = np.full(count, "accepted", dtype=object)
    rows, codes = remarks["row"].to_numpy(np.int64), remarks["code"]
    status[rows[~codes.isin(NOTING).to_numpy(bool)]] = "flagged"
    status[rows[codes.isin(REFUSING).to_numpy(bool)]] = "refused"
    return status
