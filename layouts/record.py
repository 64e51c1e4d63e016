"""One record: all its fields, its items, its route on the map, its sources."""

from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pandas as pd
from dash import dcc, html

from data.dimensions import DIMENSIONS, NOT_SEIZURES
from data.schema import Records
from layouts.cards import BOUNDARIES, config
from layouts.figures import maps
from layouts.i18n import mark
from layouts.scene import Scene
from layouts.similar import similar_cases

FIELDS = {
    "event": mark("Event"),
    "place": mark("Place"),
    "admin1": mark("Province or department"),
    "country": mark("Country"),
    "place_precision": mark("Position known to"),
    "location_type": mark("Type of location"),
    "detection": mark("How it was detected"),
    "transport_mode": mark("Transport"),
    "concealment": mark("Concealment"),
    "diversion_source": mark("Source of diversion"),
    "document_status": mark("Documents"),
    "agency": mark("Agencies"),
    "agency_type": mark("Types of agency"),
    "other_goods": mark("Other goods"),
    "source_publisher": mark("Published by"),
    "source_reliability": mark("Kind of source"),
    "dataset": mark("Dataset"),
}
LOSS_PLACE = mark("Place of the loss")

ROLES = {
    "origin": mark("Origin"),
    "transit": mark("Transit"),
    "seizure": mark("Place of seizure"),
    "destination": mark("Intended destination"),
}


def record(scene: Scene, path: str) -> Any:
    """Return the record that the path names, of the version the query names."""
    say, records = scene.say, scene.view.columns.records
    wanted = unquote(path.rpartition("/")[2])
    found = records.seizures.index[records.seizures["seizure_id"] == wanted]
    query = scene.query.to_query()
    back = dcc.Link(say("← All records"), href="/records" + (f"?{query}" if query else ""), className="back")
    if not len(found):
        gone = say("There is no record {name} in version {version}.", name=wanted[:60], version=scene.version)
        return [back, html.H1(say("Record not found"), className="page-title"), html.P(gone)]
    row = int(found[0])
    seizure = records.seizures.iloc[row]
    title = say("Record {name}", name=wanted)
    when = say.date(seizure["date"], seizure["date_precision"])
    summary = html.P(seizure["summary"], lang="en", className="lead") if isinstance(seizure["summary"], str) else None
    correct = dcc.Link(
        say("Correct this record"), href=f"/enter/{quote(wanted, safe='')}?lang={say.language}", className="correct"
    )
    left = [_fields(scene, records, row), _sources(scene, records, row)]
    right = [_items(scene, records, row), _route(scene, records, row)]
    columns = [html.Div(part, className="span-6") for part in (left, right)]
    return [
        back,
        html.H1([title, html.Span(when, className="title-note")], className="page-title"),
        correct,
        summary,
        html.Div(columns, className="grid"),
        similar_cases(scene, row),
    ]


def _card(title: str, content: Any) -> Any:
    head = html.Div(html.H2(title, className="card-title"), className="card-head")
    return html.Section([head, *content], className="card")


def _fields(scene: Scene, records: Records, row: int) -> Any:
    pairs = []
    for name, title in FIELDS.items():
        text = _text(scene, records, row, name)
        empty = scene.say.vocabulary.label("event", "not_recorded", scene.say.language)
        value = html.Dd(text) if text else html.Dd(empty, className="absent")
        pairs += [html.Dt(scene.say(title)), value]
    return _card(scene.say("What is recorded"), [html.Dl(pairs, className="fields")])


def _text(scene: Scene, records: Records, row: int, name: str) -> str:
    if name in records.lists:
        table = records.lists[name]
        codes = list(table.loc[table["row"] == row, "code"])
    else:
        value = records.seizures.iloc[row][name]
        codes = [value] if isinstance(value, str) else []
    is_coded = name in DIMENSIONS or name == "place_precision"
    return ", ".join(scene.say.label(name, code) if is_coded else code for code in codes)


def _items(scene: Scene, records: Records, row: int) -> Any:
    say = scene.say
    table = records.items[records.items["row"] == row]
    if table.empty:
        return _card(say("Goods"), [html.P(say("No quantity is stated."), className="empty")])
    units = {"pieces": say("pieces"), "rounds": say("rounds"), "kg": say("kg")}
    lines = [
        html.Tr(
            [
                html.Td(say.label("item_type", item.item_type)),
                html.Td(say.number(item.quantity)),
                html.Td(units.get(item.unit, item.unit)),
            ]
        )
        for item in table.itertuples()
    ]
    head = html.Thead(
        html.Tr([html.Th(text, scope="col") for text in (say("Type of goods"), say("Quantity"), say("Unit"))])
    )
    return _card(say("Goods"), [html.Table([head, html.Tbody(lines)], className="table")])


def _sources(scene: Scene, records: Records, row: int) -> Any:
    table = records.lists["source_url"]
    links = []
    for url in table.loc[table["row"] == row, "code"]:
        host = _host(url)
        link = html.A([host, html.Span(url, className="url")], href=url, target="_blank", rel="noopener noreferrer")
        links.append(html.Li(link if host else url))
    published = records.seizures.iloc[row]["source_date"]
    note = (
        [html.P(scene.say("Published {date}", date=published), className="card-note")]
        if isinstance(published, str)
        else []
    )
    return _card(scene.say("Sources"), [*note, html.Ul(links, className="sources")])


def _host(url: str) -> str:
    """Return the host of a web address, nothing for any other text: only web addresses become links."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.netloc.removeprefix("www.") if parts.scheme in {"http", "https"} else ""


def _route(scene: Scene, records: Records, row: int) -> Any:
    say = scene.say
    stops = records.waypoints[records.waypoints["row"] == row]
    seizure = records.seizures.iloc[row]
    if stops.empty:
        stops = pd.DataFrame([{"role": "seizure", **seizure[["country", "place", "latitude", "longitude"]].to_dict()}])
    roles = ROLES | ({"seizure": LOSS_PLACE} if seizure["event"] in NOT_SEIZURES else {})
    named = [_stop_name(scene, stop) for stop in stops.itertuples()]
    listed = [
        html.Li([html.Strong(say(roles[role]) + ": "), name]) for role, name in zip(stops["role"], named, strict=True)
    ]
    missing = {"origin": say("origin not recorded"), "destination": say("destination not recorded")}
    gaps = [html.Li(text) for role, text in missing.items() if role not in set(stops["role"])]
    drawn = stops.assign(hover=named).dropna(subset=["latitude", "longitude"])
    figure = maps.route(drawn, look=scene.look)
    graph = dcc.Graph(
        figure=figure, config=config(say.language, zoomable=False), style={"height": "340px"}, responsive=True
    )
    foot = html.P(say(BOUNDARIES), className="card-foot")
    lines = html.P(say("Lines join the places stated; they are not the path taken."), className="card-foot")
    return _card(
        say("Route"),
        [
            html.Ol(listed, className="stops"),
            html.Ul(gaps, className="stops absent"),
            html.Div(graph, className="card-body"),
            lines,
            foot,
        ],
    )


def _stop_name(scene: Scene, stop: Any) -> str:
    country = scene.say.label("country", stop.country) if isinstance(stop.country, str) else ""
    return f"{stop.place}, {country}" if isinstance(stop.place, str) and stop.place else country
