"""Recompute, with nothing but pandas, what Istmo's Overview shows of the records of this package, and compare.

    python reproduce.py [--json FILE]

Reads data.csv, items.csv, waypoints.csv, codes.csv and query.json, which lie beside it; compares with expected.json,
which Istmo wrote from its charts. Prints every table; exits with 1 if a number differs. With --json, what was
recomputed is written to a file.
"""

import json
import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

Rows = list[dict[str, Any]]

KEY = ["seizure_id", "dataset"]
SILENT = "not_recorded"
OTHERS = "other_values"
UNKNOWN = {SILENT, "unknown", "unspecified"}
LOSSES = {"diverted"}
FIREARMS = {"handgun", "long_gun", "automatic", "light_weapon", "irregular_firearm", "firearm_unspecified"}
PRECISE = {"month", "day", "reported"}
LISTS = {"concealment", "agency_type", "diversion_source"}
ROUTE = {"origin": "origin", "via": "transit", "destination": "destination"}
FIELDS = [
    *("admin1", "location_type", "transport_mode", "concealment", "origin", "via", "destination"),
    *("diversion_source", "document_status", "agency_type"),
]
GRAINS = {"year": ("Y", "%Y"), "quarter": ("Q", "%Y-Q%q"), "month": ("M", "%Y-%m")}
SERIES, BARS, ROUTES = 5, 8, 10
"""Series of the trend, bars of a frequency, routes: what lies beyond is gathered or left to the table."""
TOLERANCE = 1e-9


class Package:
    """The tables of a package.

    Parameters
    ----------
    folder : where its files lie.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.query = json.loads((folder / "query.json").read_text(encoding="utf-8"))
        self.chosen = {name: set(values) for name, values in self.query["filters"].items()}
        self.codes = self.read("codes.csv")
        self.data = self.read("data.csv").reset_index(names="row")
        is_loss = self.data["event"].isin(LOSSES) & ("event" not in self.chosen)
        self.rows = set(self.data.loc[~is_loss, "row"])
        self.waypoints = self.joined("waypoints.csv")

    def read(self, name: str) -> pd.DataFrame:
        """Return a table, all text; a blank is not stated ("NA" is Namibia)."""
        return pd.read_csv(self.folder / name, dtype=str, keep_default_na=False)

    def joined(self, name: str) -> pd.DataFrame:
        """Return items or waypoints with the row of their seizure."""
        return self.data[["row", *KEY]].merge(self.read(name), on=KEY, sort=False)

    def told(self, name: str, column: str) -> dict[str, str]:
        """Return code → family or unit of a list of codes."""
        held = self.codes[(self.codes["list"] == name) & (self.codes[column] != "")]
        return dict(zip(held["code"], held[column], strict=True))

    @cached_property
    def goods(self) -> pd.DataFrame:
        """One line a type of goods of a seizure; a line of zero is none, a line without a quantity is some."""
        lines = self.joined("items.csv")
        lines = lines.assign(quantity=pd.to_numeric(lines["quantity"]))
        lines = lines[lines["quantity"].isna() | (lines["quantity"] > 0)]
        lines = lines.groupby(["row", "item_type"], as_index=False)["quantity"].sum()
        return lines.assign(family=lines["item_type"].map(self.told("item_type", "family")).fillna(SILENT))

    @property
    def is_of_goods(self) -> bool:
        """Whether the selection asks for goods."""
        return bool({"item_type", "item_type_family"} & set(self.chosen))

    def wanted(self, lines: pd.DataFrame) -> pd.DataFrame:
        """Return the lines of the goods that the selection asks for: under an item filter only those count."""
        for name, column in {"item_type": "item_type", "item_type_family": "family"}.items():
            if name in self.chosen:
                lines = lines[lines[column].isin(self.chosen[name])]
        return lines

    def values(self, name: str) -> pd.DataFrame:
        """Return row and code of every value of a dimension that a seizure has; "not_recorded" where it has none."""
        base = name.removesuffix("_family")
        if base == "item_type":
            column = "item_type" if name == base else "family"
            found = named(self.wanted(self.goods), column)
            return found if self.is_of_goods else self.filled(found)
        if name in ROUTE:
            stops = self.waypoints[self.waypoints["role"] == ROUTE[name]]
            found = pd.concat([named(stops, part) for part in ("country", "place")])
        else:
            found = named(self.data, base)
            if base in LISTS:
                found = found.assign(code=found["code"].str.split(";")).explode("code")
        found = found[found["code"] != ""]
        if name != base:
            found = found.assign(code=found["code"].map(self.told(base, "family")).fillna(SILENT))
        return self.filled(found.drop_duplicates())

    def filled(self, found: pd.DataFrame) -> pd.DataFrame:
        """Add the rows that have no value."""
        silent = self.data.loc[~self.data["row"].isin(found["row"]), ["row"]].assign(code=SILENT)
        return pd.concat([found, silent], ignore_index=True)

    def counted(self, found: pd.DataFrame) -> pd.DataFrame:
        """Keep what belongs to counted seizures: losses count only where the selection asks for events."""
        return found[found["row"].isin(self.rows)]

    def known(self, found: pd.DataFrame) -> int:
        """Return how many counted seizures have a value that answers something."""
        answers = self.counted(found)
        return int(answers.loc[~answers["code"].isin(UNKNOWN), "row"].nunique())

    def amounts(self, measure: str) -> pd.Series:
        """Return the quantity of each counted seizure that states any."""
        members = {
            "firearms": self.goods["family"].isin(FIREARMS),
            "ammunition": self.goods["item_type"] == "ammunition",
            "parts": self.goods["family"] == "parts_components",
            "grenades": self.goods["item_type"].isin({"grenade", "rocket"}),
        }
        return self.counted(self.wanted(self.goods[members[measure]])).groupby("row")["quantity"].sum()

    def headline(self) -> Rows:
        """Return the totals in the tiles."""
        told: dict[str, Any] = {"seizures": len(self.rows), "losses": len(self.data) - len(self.rows)}
        for measure in ("firearms", "ammunition", "parts", "grenades"):
            found = self.amounts(measure)
            told |= {measure: float(found.sum()), f"{measure}_stated": len(found)}
        firearms = self.amounts("firearms")
        firearms = firearms[firearms > 0]
        largest = firearms.idxmax() if len(firearms) else None
        told["largest"] = None if largest is None else self.data.set_index("row").at[largest, "seizure_id"]
        told["largest_firearms"] = None if largest is None else float(firearms[largest])
        return [{"number": name, "value": value} for name, value in told.items()]

    def frequency(self, name: str, top: int | None = None) -> Rows:
        """Return the values of a dimension, the most frequent first; what lies beyond `top` in one row."""
        found = self.values(name)
        counts = self.counted(found).groupby("code")["row"].nunique().drop(list(UNKNOWN), errors="ignore")
        table = counts.rename("seizures").rename_axis(name).reset_index()
        table = table.sort_values(["seizures", name], ascending=[False, True], ignore_index=True)
        base = self.known(named(self.goods, "family") if "item_type" in name else found)
        table = table.assign(value=table["seizures"], share=table["seizures"] / base if base else float("nan"))
        if top is None or len(table) <= top + 1:
            return records(table)
        rest = {name: OTHERS, "seizures": None, "value": int(table["value"][top:].sum()), "share": None}
        return [*records(table[:top]), rest]

    def items(self) -> Rows:
        """Return the families of goods, with their quantities each in its own unit."""
        lines = self.counted(self.wanted(self.goods))
        units = lines["item_type"].map(self.told("item_type", "unit")).rename("unit")
        sums = lines.groupby(["family", units])["quantity"].sum().to_dict()
        rows = self.frequency("item_type_family")
        parts = ("pieces", "rounds", "kg")
        return [row | {unit: sums.get((row["item_type_family"], unit), 0.0) for unit in parts} for row in rows]

    def areas(self) -> Rows:
        """Return the seizures of each province."""
        counts = self.counted(self.values("admin1")).groupby("code")["row"].nunique().drop(SILENT, errors="ignore")
        return [{"admin1": code, "seizures": n, "value": n, "shown": n} for code, n in counts.items()]

    def periods(self) -> pd.DataFrame:
        """Return row and period of every seizure dated precisely enough."""
        grain = self.query["grain"]
        dated = self.data[self.data["date"] != ""]
        if grain == "year":
            return dated[["row"]].assign(period=dated["date"].str[:4])
        dated = dated[dated["date_precision"].isin(PRECISE)]
        if grain == "month":
            return dated[["row"]].assign(period=dated["date"].str[:7])
        quarter = (dated["date"].str[5:7].astype(int) + 2) // 3
        return dated[["row"]].assign(period=dated["date"].str[:4] + "-Q" + quarter.astype(str))

    def trend(self) -> Rows:
        """Return seizures by period and the dimension they are split by: five values, the others together."""
        by, grain = self.query["by"], self.query["grain"]
        table = self.counted(self.values(by)).merge(self.periods(), on="row")
        if table.empty:
            return []
        counts = table.groupby(["period", "code"])["row"].nunique().reset_index(name="seizures")
        counts["code"] = counts["code"].where(~counts["code"].isin(UNKNOWN), SILENT)
        ranked = counts[counts["code"] != SILENT].groupby("code")["seizures"].sum().sort_index()
        ranked = ranked.sort_values(ascending=False, kind="stable")
        kept = list(ranked.index[: SERIES if len(ranked) > SERIES + 1 else len(ranked)])
        counts["code"] = counts["code"].where(counts["code"].isin([*kept, SILENT]), OTHERS)
        sums = counts.groupby(["period", "code"])["seizures"].sum()
        codes = [code for code in [*kept, OTHERS, SILENT] if code in set(counts["code"])]
        frequency, form = GRAINS[grain]
        ends = [text.replace("-Q", "Q") for text in self.query["periods"]]
        names = pd.period_range(*ends, freq=frequency).strftime(form)
        cells = [(period, code, int(sums.get((period, code), 0))) for period in names for code in codes]
        return [{"period": period, by: code, "seizures": n, "value": n} for period, code, n in cells]

    def routes(self) -> Rows:
        """Return the routes stated most: first origin, country of seizure, first destination."""
        table = self.data[["row", "country"]].replace({"country": dict.fromkeys(["", *UNKNOWN], SILENT)})
        for role in ("origin", "destination"):
            stops = self.waypoints[self.waypoints["role"] == role]
            first = stops[~stops["country"].isin({"", *UNKNOWN})].drop_duplicates("row").set_index("row")["country"]
            table[role] = table["row"].map(first).fillna(SILENT)
        table = self.counted(table)
        table = table[(table["origin"] != SILENT) | (table["destination"] != SILENT)]
        ends = ["origin", "country", "destination"]
        counts = table.groupby(ends).size().reset_index(name="seizures")
        return records(counts.sort_values(["seizures", *ends], ascending=[False, True, True, True])[:ROUTES])

    def completeness(self) -> Rows:
        """Return in how many seizures each field is known."""
        counts = {name: self.known(self.values(name)) for name in FIELDS}
        precise = self.data[(self.data["date"] != "") & self.data["date_precision"].isin(PRECISE)]
        counts |= {"month": len(self.counted(precise)), "firearms": len(self.amounts("firearms"))}
        total = len(self.rows)
        order = sorted(counts, key=lambda name: (-counts[name], name))
        return [
            {"field": name, "known": counts[name], "seizures": total, "share": counts[name] / total if total else None}
            for name in order
        ]


TABLES: Mapping[str, Callable[[Package], Rows]] = {
    "headline": Package.headline,
    "areas": Package.areas,
    "trend": Package.trend,
    "concealment": lambda package: package.frequency("concealment", BARS),
    "transport": lambda package: package.frequency("transport_mode", BARS),
    "items": Package.items,
    "routes": Package.routes,
    "completeness": Package.completeness,
}


def named(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return row and code, each pair once."""
    return table[["row", column]].set_axis(["row", "code"], axis=1).drop_duplicates()


def records(table: pd.DataFrame) -> Rows:
    """Return rows as mappings, None where there is no number."""
    return table.astype(object).where(table.notna(), None).to_dict("records")  # type: ignore[return-value]


def equal(first: Any, second: Any) -> bool:
    """Tell whether two cells hold the same."""
    if isinstance(first, str) or isinstance(second, str) or first is None or second is None:
        return bool(first == second)
    return bool(abs(first - second) <= TOLERANCE * max(1, abs(first), abs(second)))


def differences(expected: Rows, found: Rows) -> list[str]:
    """Return what differs between two tables, row by row; areas, which a map does not order, by their code."""
    if len(expected) != len(found):
        return [f"{len(expected)} rows expected, {len(found)} recomputed"]
    if expected and "admin1" in expected[0]:
        expected, found = (sorted(rows, key=lambda row: str(row["admin1"])) for rows in (expected, found))
    pairs = zip(expected, found, strict=True)
    return [
        f"{a} expected, {b} recomputed"
        for a, b in pairs
        if set(a) != set(b) or not all(equal(a[name], b[name]) for name in a)
    ]


def main(folder: Path, arguments: list[str]) -> int:
    """Recompute, print and compare; return the exit code."""
    package = Package(folder)
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    found = {name: make(package) for name, make in TABLES.items()}
    wrong = {name: differences(expected[name], found[name]) for name in TABLES}
    for name, rows in found.items():
        print(f"\n{name}: {'DIFFERS' if wrong[name] else 'as on the page'}")
        print(pd.DataFrame(rows).to_string(index=False) if rows else "(no rows)")
        print("".join(f"  {line}\n" for line in wrong[name]), end="")
    if "--json" in arguments:
        file = Path(arguments[arguments.index("--json") + 1])
        file.write_text(json.dumps(found, default=float), encoding="utf-8")
    count = sum(map(len, wrong.values()))
    print(f"\n{count} differences" if count else "\nEvery number is as on the page.")
    return 1 if count else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main(Path(__file__).resolve().parent, sys.argv[1:]))
