"""What a check of the form found, what would be saved, and what was saved."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import dash_mantine_components as dmc
import numpy as np
import pandas as pd
from dash import html

from data.checking.checks import NOTING, REFUSING
from data.drafts import Draft, Original
from data.entering import form_of, number_text
from data.flat import flat_table
from layouts.entry.fields import TITLES, anchor, title
from layouts.entry.saving import Saved
from layouts.entry.typed import DATES
from layouts.i18n import Speech, mark
from layouts.sentences import sentence

UNSAID = frozenset({"seizure_id", "date_precision", "report_date"})
"""Columns of a record that the preview leaves out: they say nothing that others don't."""

NAMES: Mapping[str, str] = {
    "admin1": mark("Province or department"),
    "place_precision": mark("Position known to"),
    "agency_type": mark("Types of agency"),
    "transit": mark("Transit"),
    "source_urls": TITLES["source_url"],
    "firearms_total": TITLES["firearms_total"],
}
PLACES = {"items": mark("Goods"), "route": mark("Route")}
ROUTE = ("origin", "transit", "destination")


def field_errors(draft: Draft, say: Speech) -> dict[str, str]:
    """Return column → what is wrong with it, for what keeps the form from being saved; quantities as `qty_…`."""
    wrong = draft.remarks[draft.remarks["code"].isin(REFUSING)]
    told: dict[str, list[str]] = {}
    for name, text in _sentences(wrong, say):
        told.setdefault(name, []).append(text)
    return {name: " ".join(texts) for name, texts in told.items()}


def _sentences(remarks: pd.DataFrame, say: Speech) -> list[tuple[str, str]]:
    """Return column and sentence of each remark; the sentence stands beside the field and needn't name it."""
    rows = remarks[["column", "code", "suggestion"]].drop_duplicates().itertuples(index=False, name=None)
    told = [(str(name), sentence("", "", code, suggestion, say)) for name, code, suggestion in rows]
    return [*dict.fromkeys(told)]


def refusal(errors: Mapping[str, str], say: Speech) -> Any:
    """Return the list of what is to be mended first, each line leading to its field."""
    entries = [html.Li([_to_field(name, say), f": {text}"]) for name, text in errors.items()]
    head = say.plural(
        "This can't be saved yet. Mend one field:", "This can't be saved yet. Mend {n} fields:", len(errors)
    )
    return dmc.Alert(html.Ul(entries, className="entry-list"), title=head, color="red", variant="light")


def _to_field(name: str, say: Speech) -> Any:
    if name in PLACES:
        return html.A(say(PLACES[name]), href=f"#entry-{name}")
    if name.startswith("qty_"):
        return html.A(say.label("item_type", name.removeprefix("qty_")), href="#entry-items")
    return html.A(title(name, say), href=f"#{anchor(name)}")


def preview(draft: Draft, original: Original | None, say: Speech) -> list[Any]:
    """Return what is doubtful, what may be recorded already, and what would be saved."""
    parts = [_doubts(draft, say), _twins(draft, say), *_content(draft, original, say)]
    return [part for part in parts if part is not None]


def _doubts(draft: Draft, say: Speech) -> Any:
    doubtful = draft.remarks[~draft.remarks["code"].isin(NOTING)]
    if doubtful.empty:
        return None
    entries = [html.Li([_to_field(name, say), f": {text}"]) for name, text in _sentences(doubtful, say)]
    head = say("Please look at this again; it can be saved all the same.")
    return dmc.Alert(html.Ul(entries, className="entry-list"), title=head, color="yellow", variant="light")


def _twins(draft: Draft, say: Speech) -> Any:
    if draft.twins.empty:
        return None
    others = [str(name) for name in dict.fromkeys(draft.twins["other_id"])]
    links = [
        html.Li(html.A(name, href=f"/records/{quote(name, safe='')}?lang={say.language}", target="_blank"))
        for name in others[:10]
    ]
    head = say("This seizure may be recorded already: same goods, about the same day and place. Compare before saving:")
    return dmc.Alert(html.Ul(links, className="entry-list"), title=head, color="yellow", variant="light")


def _content(draft: Draft, original: Original | None, say: Speech) -> list[Any]:
    new = shown(draft, say)
    if original is None:
        pairs = [part for name, text in new.items() for part in (html.Dt(name), html.Dd(text))]
        return [
            html.H3(say("This will be saved"), className="entry-title"),
            html.Dl(pairs, className="fields entry-preview"),
        ]
    old = shown(original, say)
    names = [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name)]
    if not names:
        return [html.P(say("Nothing is changed yet: there is nothing to save."), className="empty")]
    head = html.Tr([html.Th(text, scope="col") for text in (say("Field"), say("Now"), say("After saving"))])
    absent = html.Span(say("not stated"), className="absent")
    rows = [
        html.Tr([html.Th(name, scope="row"), *(html.Td(side.get(name) or absent) for side in (old, new))])
        for name in names
    ]
    table = html.Table([html.Thead(head), html.Tbody(rows)], className="table")
    return [html.H3(say("This will change"), className="entry-title"), table]


def is_changed(draft: Draft, original: Original, say: Speech) -> bool:
    """Tell whether a correction changes anything that is shown."""
    return shown(draft, say) != shown(original, say)


def shown(held: Draft | Original, say: Speech) -> dict[str, str]:
    """Return name of a column → what a record says there, in words; what it doesn't say is left out."""
    position = held.position if isinstance(held, Original) else 0
    flat = flat_table(held.records, np.array([position]), say.vocabulary).iloc[0]
    offences = held.records.lists["offence_context"]
    listed = {"offence_context": ";".join(offences.loc[offences["row"] == position, "code"])}
    texts = {str(name): _text(value) for name, value in flat.items()} | listed
    return {_name(name, say): _words(name, text, say) for name, text in texts.items() if text and name not in UNSAID}


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return number_text(round(value, 5)) if isinstance(value, (int, float)) else ""


def _name(name: str, say: Speech) -> str:
    if name.startswith("qty_"):
        return say.label("item_type", name.removeprefix("qty_"))
    if name == "firearms":
        return say.measure(name)
    return say(NAMES[name]) if name in NAMES else title(name, say)


def _words(name: str, text: str, say: Speech) -> str:
    if name in ROUTE:
        return " → ".join(_stop(stop.country, stop.place, say) for stop in form_of({name: text}).stops[name])
    if name == "source_urls":
        return text.replace(";", ", ")
    if name == "agencies":
        return text.replace(";", ", ")
    if name in DATES:
        return _day(text, say)
    known = {*say.vocabulary.listed(name)}
    parts = text.split(";")
    return ", ".join(say.label(name, part) for part in parts) if known.issuperset(parts) else text


def _day(text: str, say: Speech) -> str:
    """Return a date in words, as precise as it is written: that is how what was typed was understood."""
    day = pd.to_datetime(text, errors="coerce", format="ISO8601")
    precision = {4: "year", 7: "month"}.get(len(text), "day")
    return text if pd.isna(day) else say.date(day, precision)


def _stop(country: str, place: str, say: Speech) -> str:
    name = say.label("country", country) if country else ""
    return ", ".join(filter(None, (place, name)))


def saved(done: Saved, say: Speech) -> Any:
    """Return what was saved, and how to undo it."""
    told = say("{record} is saved in version {version}.", record=done.seizure_id, version=done.version)
    if done.again:
        told = say("{record} was saved already, in version {version}.", record=done.seizure_id, version=done.version)
    undo = say(
        "To undo it, restore version {before} on the Data page.",
        before=done.version - 1,
    )
    path = quote(done.seizure_id, safe="")
    links = html.P(
        [
            html.A(say("Open the record"), href=f"/records/{path}?lang={say.language}"),
            html.A(say("Enter another seizure"), href=f"/enter?lang={say.language}"),
            html.A(say("Versions on the Data page"), href=f"/data?lang={say.language}#history-versions"),
        ],
        className="entry-links",
    )
    body = [html.P(undo), links]
    return dmc.Alert(body, title=told, color="teal", variant="light")
