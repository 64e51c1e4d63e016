"""Records to be read again: pairs that may be of one event, contradictions, quantities and dates far from the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import dcc, html

from analytics.duplicates import Duplicates, duplicates
from analytics.intervals import MINIMUM_BASE
from analytics.outliers import (
    FEW_RECORDS,
    NO_SPREAD,
    DateOutliers,
    QuantityOutliers,
    contradictions,
    date_outliers,
    quantity_outliers,
)
from data.dimensions import MEASURES, base
from layouts.i18n import mark
from layouts.lines import record_path
from layouts.scene import Scene

MOST_ITEMS = 3
"""Kinds of goods named of a record."""

KINDS = {
    "possible_duplicate": mark("nothing stated differs"),
    "conflict": mark("one event, perhaps, told in two ways"),
}

CONTRADICTIONS = {
    "total_below_parts": mark("States {one} firearms in total, and lists {other}."),
    "event_after_report": mark("Happened on {one}, reported by {other}."),
    "province_of_other_country": mark("Lies in {one}, its province in another country: {other}."),
    "point_outside_country": mark("Lies in {one}, its coordinates outside: {other}."),
    "route_ends_equal": mark("Begins and ends in the same place: {one}."),
    "open_and_concealed": mark("Said to be “{one}” and “{other}”."),
}


@dataclass(frozen=True)
class Pairs:
    """Pairs of records with the ids of both: `table`, and what was `found` and not looked at."""

    table: pd.DataFrame
    found: Duplicates


@dataclass(frozen=True)
class Strange:
    """Unusual quantities and dates, both in `table`, and how they were looked for."""

    table: pd.DataFrame
    quantities: QuantityOutliers
    dates: DateOutliers


def named(table: pd.DataFrame, scene: Scene, columns: Sequence[str] = ("row",)) -> pd.DataFrame:
    """Return a table with the ids of its records in place of their rows."""
    ids = scene.view.columns.records.seizures["seizure_id"]
    new = {name: {"row": "seizure_id"}.get(name, f"{name}_id") for name in columns}
    return table.assign(**{name: ids.iloc[table[name]].to_numpy() for name in columns}).rename(columns=new)


def pairs_result(scene: Scene) -> Pairs:
    """Return pairs of records that may be of one event."""
    found = duplicates(scene.view)
    return Pairs(named(found.pairs, scene, ("first", "second")), found)


def pairs_told(pairs: Pairs, scene: Scene) -> str:
    """Return how many pairs were compared, and what was not."""
    say, found = scene.say, pairs.found
    told = [say.plural("1 pair compared", "{n} pairs compared", found.compared)]
    if found.not_compared:
        told.append(say("{n} pairs not compared (too many)", n=say.number(found.not_compared)))
    if found.unplaced:
        told.append(say("{n} without a province or place not compared", n=say.number(found.unplaced)))
    if found.undated:
        told.append(say("{n} without a date not compared", n=say.number(found.undated)))
    return " · ".join(told)


def no_pairs(pairs: Pairs, scene: Scene) -> str:
    """Return what was looked for in vain."""
    if not scene.view.seizures:
        return scene.say("No record matches these filters.")
    return scene.say(
        "No pair reads like one event. Looked for: two records of one country, at most three days apart, in one "
        "province or within 25 km, with the same kind of goods and quantities alike ({n} pairs compared).",
        n=scene.say.number(pairs.found.compared),
    )


def pairs_in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return pairs with both records side by side, and in which fields they agree and differ."""
    say = scene.say
    cells = record_cells([*table["first_id"], *table["second_id"]], scene)
    return pd.DataFrame(
        {
            say("One record"): [cells[name] for name in table["first_id"]],
            say("The other"): [cells[name] for name in table["second_id"]],
            say("Apart"): [_apart(scene, *row) for row in table[["days", "kilometres"]].itertuples(index=False)],
            say("They agree in"): [_fields(scene, text) for text in table["agreement"]],
            say("They differ in"): [_fields(scene, text) or "–" for text in table["conflicts"]],
            say("Why it is listed"): [say(KINDS[kind]) for kind in table["kind"]],
        },
        dtype=object,
    )


def _apart(scene: Scene, days: int, kilometres: float) -> str:
    say = scene.say
    told = say.plural("1 day", "{n} days", days) if days else say("perhaps the same day")
    return told if pd.isna(kilometres) else f"{told}, " + say("{n} km", n=say.number(kilometres))


def _fields(scene: Scene, text: str) -> str:
    """Return the names of fields joined by `;`."""
    say = scene.say
    own = {"date": say("Date"), "place": say("Place")}

    def name(field: str) -> str:
        if field in own:
            return own[field]
        return say.measure(field) if field in MEASURES else say.name(base(field))

    return ", ".join(name(field) for field in text.split(";") if field)


def contradiction_table(scene: Scene) -> pd.DataFrame:
    """Return what records say against themselves."""
    return named(contradictions(scene.view), scene)


def contradictions_in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return contradictions as sentences beside a link to the record."""
    cells = record_cells(table["seizure_id"], scene)
    told = zip(table["code"], table["values"], strict=True)
    return pd.DataFrame(
        {
            scene.say("Record"): [cells[name] for name in table["seizure_id"]],
            scene.say("What contradicts what"): [_contradiction(scene, code, text) for code, text in told],
        },
        dtype=object,
    )


def _contradiction(scene: Scene, code: str, text: str) -> str:
    one, _, other = text.partition(" / ")
    parts = {"one": _value(scene, one), "other": _value(scene, other)}
    return scene.say(CONTRADICTIONS[code]).format(**parts)


def _value(scene: Scene, text: str) -> str:
    """Return one of two values that contradict each other as a person reads it."""
    say = scene.say
    country, colon, place = text.partition(":")
    if colon:
        return ", ".join(part for part in (place, say.label("country", country)) if part)
    if len(text) == 10 and text[4:5] == "-":
        return say.date(pd.Timestamp(text))
    for name in ("country", "admin1", "concealment"):
        if (label := say.label(name, text)) != text:
            return label
    return text


def no_contradiction(table: pd.DataFrame, scene: Scene) -> str:
    """Return what was looked for in vain."""
    say, count = scene.say, scene.view.seizures
    if not count:
        return say("No record matches these filters.")
    return say.plural(
        "The one record says nothing against itself. Looked for: totals below their parts, events after their report, "
        "places outside their country, routes that end where they begin, and goods said to be open and concealed.",
        "None of {n} records says anything against itself. Looked for: totals below their parts, events after their "
        "report, places outside their country, routes that end where they begin, and goods said to be open and "
        "concealed.",
        count,
    )


def strange_result(scene: Scene) -> Strange:
    """Return quantities and dates far from the rest."""
    quantities, dates = quantity_outliers(scene.view), date_outliers(scene.view)
    scene.progress(0.8)
    of = quantities.groups[["measure", "transport_mode_family", "seizures", "median"]]
    amounts = quantities.table.merge(of, on=["measure", "transport_mode_family"], how="left").assign(code="quantity")
    table = pd.concat([amounts, dates.table], ignore_index=True) if len(dates.table) else amounts.assign(date=pd.NaT)
    order = ["seizure_id", "code", "measure", "transport_mode_family", "value", "median", "seizures", "share", "score"]
    return Strange(named(table, scene)[[*order, "date"]], quantities, dates)


def strange_told(strange: Strange, scene: Scene) -> str:
    """Return in how many groups a quantity could be called unusual, and where it couldn't."""
    say, reasons = scene.say, strange.quantities.groups["reason"]
    told = [say.plural("1 group checked", "{n} groups checked", int((reasons == "").sum()))]
    if few := int((reasons == FEW_RECORDS).sum()):
        told.append(say("groups of fewer than {least} records not checked: {n}", n=say.number(few), least=MINIMUM_BASE))
    if flat := int((reasons == NO_SPREAD).sum()):
        told.append(say("groups of mostly one quantity not checked: {n}", n=say.number(flat)))
    if strange.dates.reason:
        told.append(say("late dates not looked for: no source has a date"))
    return " · ".join(told)


def strange_in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return what is unusual of each record, and how much of the total it makes."""
    say = scene.say
    cells = record_cells(table["seizure_id"], scene)
    rows = table.to_dict("records")
    return pd.DataFrame(
        {
            say("Record"): [cells[row["seizure_id"]] for row in rows],
            say("What is unusual"): [_unusual(scene, row) for row in rows],
            say("Share of the total"): [_of_total(scene, row) for row in rows],
        },
        dtype=object,
    )


def _unusual(scene: Scene, row: dict[Any, Any]) -> str:
    say = scene.say
    if row["code"] == "before_1990":
        return say("Dated before 1990: {date}", date=say.date(row["date"]))
    if row["code"] == "after_newest_source":
        return say("Dated after the newest source: {date}", date=say.date(row["date"]))
    return say(
        "{measure}: {value}. The median of {n} seizures of this transport ({family}) is {median}.",
        measure=say.measure(row["measure"]),
        value=say.number(row["value"]),
        n=say.number(row["seizures"]),
        family=say.label("transport_mode_family", row["transport_mode_family"]),
        median=say.number(row["median"]),
    )


def _of_total(scene: Scene, row: dict[Any, Any]) -> str:
    return "–" if pd.isna(row["share"]) else scene.say.percent(row["share"] * 100, 100)


def nothing_strange(strange: Strange, scene: Scene) -> str:
    """Return what was looked for in vain, and what could not be looked for."""
    say, groups, least = scene.say, strange.quantities.groups, MINIMUM_BASE
    if not scene.view.seizures:
        return say("No record matches these filters.")
    few = say("No quantity can be judged: that needs {n} seizures, moved in the same way, that state it.", n=least)
    none = say("No quantity lies far from the others moved in the same way, where there are {n} or more.", n=least)
    early = say("No date lies before 1990; without a dated source, dates in the future can't be told.")
    dates = early if strange.dates.reason else say("No date lies before 1990 or after the newest source.")
    return f"{none if (groups['reason'] == '').any() else few} {dates}"


def record_cells(wanted: Sequence[str] | pd.Series, scene: Scene) -> dict[str, Any]:
    """Return id → a record in short: where, linked, when, what goods, and who published it."""
    records = scene.view.columns.records
    found = records.seizures[records.seizures["seizure_id"].isin(set(wanted))]
    items = records.items[records.items["row"].isin(found.index)]
    goods = {row: _goods(scene, mine) for row, mine in items.groupby("row")}
    return {
        str(record["seizure_id"]): _record_cell(scene, record, goods.get(row, scene.say("No quantity is stated.")))
        for row, record in found.iterrows()
    }


def _record_cell(scene: Scene, record: pd.Series, goods: str) -> Any:
    say = scene.say
    where = [record["place"]] if isinstance(record["place"], str) else []
    where.append(say.label("country", record["country"]))
    link = dcc.Link(", ".join(where), href=record_path(scene, record["seizure_id"]))
    when = say.date(record["date"], record["date_precision"])
    by = [record["source_publisher"]] if isinstance(record["source_publisher"], str) else []
    return html.Div([link, html.Div(" · ".join([when, goods, *by]), className="record-more")])


def _goods(scene: Scene, items: pd.DataFrame) -> str:
    """Return the goods of a record, the largest quantities first."""
    say = scene.say
    totals = items.groupby("item_type")["quantity"].sum(min_count=1).sort_values(ascending=False)
    shown = [f"{say.label('item_type', code)} {say.number(total)}" for code, total in totals.head(MOST_ITEMS).items()]
    return ", ".join(shown) + (" …" if len(totals) > MOST_ITEMS else "")
