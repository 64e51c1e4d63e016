"""One seizure, typed in: form values ↔ one row of the template ← a record of the store.

Pure. A row is a mapping of template columns to text; what it lacks or leaves blank is not stated.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from data.checking.recording import ROUTE_ORDER, TEMPLATE_COLUMNS, TEMPLATE_LISTS, read_dates
from data.flat import flat_table
from data.schema import Records
from data.vocabulary import Vocabulary

Row = Mapping[str, str]

SOURCES = ("source_url", "source_url_2")
QUANTITY = "qty_"
SEVERAL = frozenset(TEMPLATE_LISTS)
"""Columns of several values."""


class Line(NamedTuple):
    """One line of goods, as it is typed."""

    item_type: str
    quantity: str


class Stop(NamedTuple):
    """One stop of a route, as it is typed."""

    country: str
    place: str


@dataclass(frozen=True)
class Form:
    """What a form holds.

    Attributes
    ----------
    values : column of the template → text, or several texts for the columns of `SEVERAL` and `source_url`.
    items : lines of goods.
    stops : `origin`, `transit`, `destination` → stops in their order.
    """

    values: Mapping[str, str | Sequence[str]]
    items: Sequence[Line] = ()
    stops: Mapping[str, Sequence[Stop]] = field(default_factory=dict)


def row_of(form: Form) -> dict[str, str]:
    """Return the row of the template that says what a form holds; what is blank is left out.

    Lines of one type of goods are added up. A quantity that is no number stays as it is typed, for the check to name.
    """
    row = {name: _joined(value, ";") for name, value in form.values.items() if name not in SOURCES}
    first, *others = [*_texts(form.values.get("source_url", "")), ""]
    row |= {"source_url": first, "source_url_2": "\n".join(filter(None, others))}
    for role, stops in form.stops.items():
        row[role] = ">".join(_stop_text(stop) for stop in stops if any(stop))
    quantities: dict[str, list[str]] = {}
    for line in form.items:
        if line.item_type:
            quantities.setdefault(QUANTITY + line.item_type, []).append(line.quantity.strip())
    row |= {name: _total(texts) for name, texts in quantities.items()}
    return {name: text for name, text in row.items() if text}


def form_of(row: Row) -> Form:
    """Return the form that a row fills in; the inverse of `row_of`."""
    plain = {name: text for name, text in row.items() if not name.startswith(QUANTITY) and name not in ROUTE_ORDER}
    values: dict[str, str | Sequence[str]] = {name: text for name, text in plain.items() if name not in SOURCES}
    values |= {name: _texts(plain[name], ";") for name in SEVERAL if plain.get(name)}
    if links := [link for name in SOURCES for link in _texts(row.get(name, ""))]:
        values["source_url"] = links
    goods = {name: text for name, text in row.items() if name.startswith(QUANTITY) and text}
    items = [Line(name.removeprefix(QUANTITY), text) for name, text in goods.items()]
    stops = {role: [_stop(text) for text in row[role].split(">")] for role in ROUTE_ORDER if row.get(role)}
    return Form(values, items, stops)


def row_in(records: Records, position: int, vocabulary: Vocabulary) -> dict[str, str]:
    """Return a record as the row of the template that it came from, and its `seizure_id`; blanks are left out.

    Coordinates are told where they were stated, not where a place's name led to them.
    """
    flat = flat_table(records, np.array([position]), vocabulary).iloc[0]
    columns = [name for name in flat.index if name in TEMPLATE_COLUMNS or name.startswith(QUANTITY)]
    row = {name: _text(flat[name]) for name in columns} | _listed(records, position)
    if flat["place_precision"] != "point":
        row |= {"latitude": "", "longitude": ""}
    if row["date_precision"] == _own_precision(row["date"]):
        row["date_precision"] = ""
    if row["report_date"] == _first_day(row["source_date"]):
        row["report_date"] = ""
    if row["sensitivity"] == "public":
        row["sensitivity"] = ""
    return {name: text for name, text in row.items() if text}


def table_of(row: Row, columns: Iterable[str] = TEMPLATE_COLUMNS) -> pd.DataFrame:
    """Return a row as a template of one row, all text."""
    names = dict.fromkeys([*columns, *row])
    return pd.DataFrame([{name: row.get(name, "") for name in names}], dtype="str")


def next_id(known: Iterable[str], country: str, date: str) -> str:
    """Return the id after the last of its country and year: `PA-2024-004` after `PA-2024-003`."""
    pattern = re.compile(rf"{re.escape(country)}-{re.escape(date[:4])}-([0-9]{{1,9}})")
    numbers = [int(found[1]) for text in known if (found := pattern.fullmatch(text))]
    return f"{country}-{date[:4]}-{max(numbers, default=0) + 1:03d}"


def position_of(records: Records, seizure_id: str, dataset: str | None = None) -> int | None:
    """Return where a record stands, the first of this id or the one of a dataset; None if there is none."""
    seizures = records.seizures
    found = seizures["seizure_id"] == seizure_id
    if dataset:
        found &= seizures["dataset"] == dataset
    places = np.flatnonzero(found.to_numpy())
    return int(places[0]) if len(places) else None


def number_text(value: float) -> str:
    """Return a number as it is typed: no `.0`, nothing rounded off."""
    return "" if pd.isna(value) else str(int(value)) if float(value).is_integer() else repr(float(value))


def _listed(records: Records, position: int) -> dict[str, str]:
    """Return the lists of a record as they are written in a row."""
    held = {name: table.loc[table["row"] == position, "code"] for name, table in records.lists.items()}
    lists = {column: ";".join(held[name]) for column, name in TEMPLATE_LISTS.items()}
    links = [str(link) for link in held["source_url"]]
    return lists | {"source_url": "".join(links[:1]), "source_url_2": "\n".join(links[1:])}


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return number_text(value) if isinstance(value, (int, float)) else ""


def _own_precision(date: str) -> str:
    return str(read_dates(pd.Series([date], dtype="str"))["precision"].iloc[0])


def _first_day(date: str) -> str:
    day = read_dates(pd.Series([date], dtype="str"))["date"].iloc[0]
    return "" if pd.isna(day) else f"{day:%Y-%m-%d}"


def _texts(value: str | Sequence[str], separator: str = "\n") -> list[str]:
    parts = value.split(separator) if isinstance(value, str) else value
    return [text for part in parts if (text := part.strip())]


def _joined(value: str | Sequence[str], separator: str) -> str:
    return value.strip() if isinstance(value, str) else separator.join(_texts(value))


def _stop_text(stop: Stop) -> str:
    """Return a stop as `CC:place`; the signs that part stops and countries can't stand in a place."""
    return f"{stop.country}:{stop.place.replace('>', ' ').strip()}"


def _stop(text: str) -> Stop:
    country, colon, place = text.partition(":")
    return Stop(country.strip(), place.strip()) if colon else Stop("", text.strip())


def _total(texts: Sequence[str]) -> str:
    if len(texts) == 1:
        return texts[0]
    numbers = pd.to_numeric(pd.Series(texts), errors="coerce")
    return "+".join(texts) if numbers.isna().any() else number_text(numbers.sum())
