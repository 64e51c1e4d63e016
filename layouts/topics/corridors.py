"""Corridors, ends and nodes of routes: tables → what the routes page draws."""

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd
from dash import html

from analytics.flows import matrix, node_totals
from analytics.routes import comparison, corridor_table, corridor_years
from data.dimensions import NOT_RECORDED
from layouts.drawing import nothing, route_label
from layouts.figures import matrices, sankeys
from layouts.figures.base import Figure, message
from layouts.scene import Scene
from layouts.topics.flowmap import level_of, node_name

SHOWN_NODES = 15
SHOWN_CORRIDORS = 12
STOPS = ["origin", "country", "destination"]
NODE = ["node", "name", "country", "precision"]


def place_name(scene: Scene, code: str) -> str:
    """Return a country's name, or that it isn't stated."""
    return scene.say("Not stated") if code == NOT_RECORDED else scene.say.label("country", code)


def corridor_result(scene: Scene) -> pd.DataFrame:
    """Return every corridor, most frequent first."""
    return corridor_table(scene.view)


def matrix_table(scene: Scene) -> pd.DataFrame:
    """Return seizures by country of origin and of intended destination, in long form."""
    table = matrix(scene.view).stack().rename("seizures").reset_index()
    return table.astype({"origin": "str", "destination": "str"})


def matrix_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw origins against destinations; neither stated is told in words, else it would outshine everything."""
    say = scene.say
    neither = (table["origin"] == NOT_RECORDED) & (table["destination"] == NOT_RECORDED)
    shown = table[~neither & (table["seizures"] > 0)]
    if shown.empty:
        return message(nothing(scene), scene.look)
    rows = list(shown.groupby("origin")["seizures"].sum().sort_values(ascending=False).index)
    columns = list(shown.groupby("destination")["seizures"].sum().sort_values(ascending=False).index)
    last = {NOT_RECORDED}
    rows, columns = ([*(code for code in codes if code not in last), *(last & {*codes})] for codes in (rows, columns))
    labelled = pd.DataFrame(
        {
            "row": [place_name(scene, code) for code in shown["origin"]],
            "column": [place_name(scene, code) for code in shown["destination"]],
            "value": shown["seizures"].astype("float64"),
            "text": [say.number(count) for count in shown["seizures"]],
            "custom": "origin=" + shown["origin"] + "&destination=" + shown["destination"],
        }
    )
    labelled["hover"] = labelled["row"] + " → " + labelled["column"] + ": " + labelled["text"]
    known = shown[(shown["origin"] != NOT_RECORDED) & (shown["destination"] != NOT_RECORDED)]
    return matrices.matrix(
        labelled,
        rows=[place_name(scene, code) for code in rows],
        columns=[place_name(scene, code) for code in columns],
        look=scene.look,
        empty=nothing(scene),
        most=float((known if len(known) else shown)["seizures"].max()),
        names=(say("From"), say("Intended destination")),
    )


def unstated(scene: Scene) -> str:
    """Return how many seizures state neither end."""
    table = matrix_table(scene)
    both = table[(table["origin"] == NOT_RECORDED) & (table["destination"] == NOT_RECORDED)]["seizures"].sum()
    return scene.say("{n} state neither origin nor destination", n=scene.say.number(int(both)))


def sankey_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw origin, country of seizure and intended destination as three columns."""
    say = scene.say
    nodes: list[dict[str, Any]] = []
    places: dict[tuple[str, str], int] = {}
    for stop in STOPS:
        ranked = table.groupby(stop)["seizures"].sum().sort_values(ascending=False)
        for code in sorted(ranked.index, key=lambda code: (code == NOT_RECORDED, -ranked[code])):
            places[stop, code] = len(nodes)
            nodes.append({"label": place_name(scene, code), "muted": code == NOT_RECORDED})
    links = []
    for first, second in (STOPS[:2], STOPS[1:]):
        pairs = table.groupby([first, second])["seizures"].sum().reset_index()
        for one, other, count in pairs.itertuples(index=False):
            hover = f"{place_name(scene, one)} → {place_name(scene, other)}: {say.number(count)}"
            muted = NOT_RECORDED in (one, other)
            ends = {"source": places[first, one], "target": places[second, other]}
            links.append({**ends, "value": int(count), "hover": hover, "muted": muted})
    columns = ["source", "target", "value", "hover", "muted"]
    drawn = pd.DataFrame(links, columns=columns)
    return sankeys.sankey(pd.DataFrame(nodes), drawn, look=scene.look, empty=nothing(scene))


def corridors_in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return corridors as a person reads them."""
    say = scene.say
    periods = comparison(scene.view)
    early = f"{periods.first}–{periods.cut - 1}"
    late = f"{periods.cut}–{periods.last}"
    states = {
        "present": say("in both periods"),
        "entered": say("only since {year}", year=periods.cut),
        "left": say("not since {year}", year=periods.cut - 1),
        "cannot_be_determined": say("can't be told"),
    }
    return pd.DataFrame(
        {
            say("Route"): [_stops(scene, *row) for row in table[STOPS].itertuples(index=False)],
            say.measure("seizures"): [say.number(count) for count in table["seizures"]],
            say("Share of stated routes (95% interval)"): [
                say.between(*row) for row in table[["share", "low", "high"]].to_numpy()
            ],
            say("Years seen"): [_years(*row) for row in table[["first", "last"]].itertuples(index=False)],
            early: [say.number(count) for count in table["before"]],
            late: [say.number(count) for count in table["after"]],
            say("Came or went"): [states[status] for status in table["status"]],
        }
    )


def _stops(scene: Scene, origin: str, country: str, destination: str) -> list[Any]:
    """Return a corridor as its three stops, the country of seizure in bold."""
    names = ["?" if code == NOT_RECORDED else place_name(scene, code) for code in (origin, country, destination)]
    return [names[0], " → ", html.B(names[1]), " → ", names[2]]


def _years(first: Any, last: Any) -> str:
    if pd.isna(first):
        return "–"
    return str(first) if first == last else f"{first}–{last}"


def corridor_year_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw in which years each corridor was recorded."""
    say = scene.say
    if table.empty:
        return message(nothing(scene), scene.look)
    dated = table[table["year"] != NOT_RECORDED]
    names = [route_label(scene, *row) for row in dated[STOPS].itertuples(index=False)]
    shown = pd.DataFrame(
        {
            "row": names,
            "column": dated["year"].to_numpy(),
            "value": dated["seizures"].where(dated["seizures"] > 0).to_numpy(np.float64),
            "text": [say.number(count) if count else "" for count in dated["seizures"]],
            "custom": [_year_fragment(*row) for row in dated[[*STOPS, "year"]].itertuples(index=False)],
        }
    )
    shown["hover"] = shown["row"] + ", " + shown["column"] + ": " + shown["text"]
    years = list(dict.fromkeys(shown["column"]))
    most = float(dated["seizures"].max() or 1)
    rows = list(dict.fromkeys(shown["row"]))
    return matrices.matrix(shown, rows=rows, columns=years, look=scene.look, empty=nothing(scene), most=most, left=210)


def _year_fragment(origin: str, country: str, destination: str, year: str) -> str:
    return f"origin={origin}&country={country}&destination={destination}&from={year}&to={year}"


def corridor_year_table(scene: Scene) -> pd.DataFrame:
    """Return the seizures of the most frequent corridors by year."""
    return corridor_years(scene.view, SHOWN_CORRIDORS)


def in_out_table(scene: Scene) -> pd.DataFrame:
    """Return what was recorded at each node, busiest first."""
    table = node_totals(scene.view, level_of(scene))
    roles = ["origin", "transit", "seized", "destination"]
    order = table[roles].sum(axis=1).sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def in_out_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw in which role each node is named."""
    say = scene.say
    roles = {
        "origin": say("Origin"),
        "transit": say("Transit"),
        "seized": say("Seized there"),
        "destination": say("Intended destination"),
    }
    top = table.head(SHOWN_NODES)
    names = [node_name(scene, *row) for row in top[NODE].itertuples(index=False)]
    cells = [
        {"row": name, "column": title, "value": float(count) if count else np.nan, "text": say.number(count)}
        | {"hover": f"{name} · {title}: {say.number(count)}", "custom": _role_fragment(role, row)}
        for row, name in zip(top.to_dict("records"), names, strict=True)
        for role, title in roles.items()
        if (count := row[role])
    ]
    most = float(table[[*roles]].max(axis=None)) if len(table) else 1.0
    columns = ["row", "column", "value", "text", "hover", "custom"]
    return matrices.matrix(
        pd.DataFrame(cells, columns=columns),
        rows=list(dict.fromkeys(names)),
        columns=list(roles.values()),
        look=scene.look,
        empty=nothing(scene),
        most=most,
        left=190,
    )


def _role_fragment(role: str, row: dict[Hashable, Any]) -> str | None:
    """Return what a click on a role filters by: countries only, places may be named in several ways."""
    if row["precision"] != "country" or len(row["node"]) != 2:
        return None
    names = {"origin": "origin", "transit": "via", "seized": "country", "destination": "destination"}
    return f"{names[role]}={row['node']}"
