"""One method of concealment: its numbers, and what its seizures state: tables → figures, heading and examples."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from dash import dcc, html

from analytics.consignments import MODE, consignments
from analytics.crossfilter import View
from analytics.modus_operandi import Profile, profile, stated
from analytics.parts import Part
from analytics.trends import series, undated
from data.dimensions import UNKNOWN
from layouts import drawing
from layouts.figures import bars
from layouts.figures.base import Figure, message, wrapped
from layouts.lines import lines
from layouts.scene import Scene
from layouts.topics.mixes import share_in_words
from layouts.topics.ways import METHOD, years_in_words

SHARE = ["seizures", "share", "low", "high", "known"]


class Within(Part):
    """The seizures of a view that state one method.

    Attributes
    ----------
    whole : the view.
    code : the method; empty for none, of which no seizure is.
    """

    def __init__(self, whole: View, code: str) -> None:
        self.whole, self.code = whole, code
        column = whole.columns.held[METHOD]
        inside = np.zeros(whole.columns.size, dtype=bool)
        inside[column.rows[np.array(column.values)[column.codes] == code]] = bool(code)  # type: ignore[union-attr]
        super().__init__(whole, inside)


def chosen(scene: Scene) -> str:
    """Return the method the address names; empty where it names none."""
    code = scene.option("method")
    return code if code in scene.say.vocabulary.codes(METHOD) and code not in UNKNOWN else ""


def of_method(scene: Scene) -> Scene:
    """Return the scene with only the seizures that state the method."""
    return replace(scene, view=within(scene.view, chosen(scene)))


@lru_cache(maxsize=8)
def within(view: View, code: str) -> Within:
    """Return the seizures of a view that state a method; the same object while it is remembered."""
    return Within(view, code)


@lru_cache(maxsize=8)
def profile_of(view: View, code: str) -> Profile:
    """Return a method's profile; all charts of its page are drawn from one."""
    return profile(view, METHOD, code)


def profile_here(scene: Scene) -> Profile | None:
    """Return the profile of the method a narrowed scene shows, None where none is chosen."""
    view = scene.view
    return profile_of(view.whole, view.code) if isinstance(view, Within) and view.code else None


def told(dimension: str) -> Callable[[Scene], pd.DataFrame]:
    """Return what makes the table of one dimension of the profile; the method itself is not told of itself."""

    def table(scene: Scene) -> pd.DataFrame:
        found = profile_here(scene)
        if found is None:
            return pd.DataFrame(columns=[dimension, *SHARE])
        rows = found.tables[dimension]
        return rows[rows["code"] != found.code].rename(columns={"code": dimension}).reset_index(drop=True)

    return table


def told_figure(dimension: str) -> Callable[[pd.DataFrame, Scene], Figure]:
    """Return what draws the table of one dimension."""

    def draw(table: pd.DataFrame, scene: Scene) -> Figure:
        say = scene.say
        labels = [say.label(dimension, code) for code in table[dimension]]
        shown = pd.DataFrame(
            {
                "label": [wrapped(label) for label in labels],
                "detail": "",
                "value": table["seizures"].astype("float64"),
                "text": [_text(scene, row) for row in table.itertuples()],
                "hover": [
                    f"{label}<br>{share_in_words(scene, *row)}"
                    for label, row in zip(labels, table[SHARE].to_numpy(), strict=True)
                ],
                "custom": f"{dimension}=" + table[dimension].astype("str"),
                "muted": False,
            }
        )
        return bars.ranked(shown, look=scene.look, empty=nothing_stated(scene))

    return draw


def _text(scene: Scene, row: Any) -> str:
    count = scene.say.number(row.seizures)
    return f"{count} · {scene.say.percent(row.share * 100, 100)}" if np.isfinite(row.share) else count


def told_in_words(dimension: str) -> Callable[[pd.DataFrame, Scene], pd.DataFrame]:
    """Return what puts the table of one dimension in words."""

    def words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
        say = scene.say
        return pd.DataFrame(
            {
                say.name(dimension): [say.label(dimension, code) for code in table[dimension]],
                say.measure("seizures"): [say.number(count) for count in table["seizures"]],
                say("Share (95% interval)"): [say.between(*row) for row in table[["share", "low", "high"]].to_numpy()],
                say("Of seizures that state it"): [say.number(count) for count in table["known"]],
            }
        )

    return words


def nothing_stated(scene: Scene) -> str:
    """Return what a chart of a method says where nothing is stated."""
    say, count = scene.say, scene.view.seizures
    if not isinstance(scene.view, Within) or not scene.view.code:
        return say("No method is chosen.")
    if not count:
        return say("No seizure in this selection states this method.")
    return say.plural(
        "The one seizure with this method doesn't state this.",
        "None of the {n} seizures with this method states this.",
        count,
    )


def company_base(scene: Scene) -> str:
    """Return how many seizures of the method state another one too."""
    several = int(np.count_nonzero(np.bincount(stated(scene.view, METHOD).places) > 1))
    return scene.say.plural("1 states another method too", "{n} state another method too", several)


def years(scene: Scene) -> pd.DataFrame:
    """Return the seizures of the method by year."""
    return series(scene.view, "year")


def year_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw the seizures of the method by year."""
    shown = table.assign(label="", colour=scene.look.accent)
    unit = scene.say.measure("seizures")
    return bars.stacked(shown, say=scene.say, look=scene.look, empty=nothing_stated(scene), unit=unit)


def year_base(scene: Scene) -> str:
    """Return how many seizures have no year."""
    gone = undated(scene.view, "year")
    return scene.say("{n} without a year", n=scene.say.number(gone)) if gone else ""


def routes(scene: Scene) -> pd.DataFrame:
    """Return the most stated routes of the method."""
    found = profile_here(scene)
    return found.corridors if found else pd.DataFrame(columns=["origin", "country", "destination", "seizures"])


def route_figure(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw the most stated routes of the method."""
    if table.empty:
        return message(nothing_stated(scene), scene.look)
    return drawing.route_figure(table, scene)


def sizes(scene: Scene) -> pd.DataFrame:
    """Return the sizes of the method's consignments, by mode of transport."""
    return consignments(scene.view).rename(columns={"mode": MODE})


def heading(scene: Scene, path: str) -> Any:
    """Return the name of the method, what it is, and its numbers."""
    say, code = scene.say, chosen(scene)
    if not code:
        title = html.H1(say("The profile of one method"), className="page-title")
        return html.Div([title, html.P(say("Choose a method above, or in the list."))], className="no-method")
    found = profile_of(scene.view, code)
    filtered = scene.view.selection.values(METHOD) or scene.view.selection.values(f"{METHOD}_family")
    warned = say("A filter on concealment is in force: shares are among the seizures it lets through.")
    mixed = say("The median is of all modes of transport together: compare sizes within one mode only, below.")
    return [
        html.H1(say.label(METHOD, code), className="page-title"),
        *([html.P(text, className="lead")] if (text := definition(scene, code)) else []),
        *([html.P(warned, className="hint")] if filtered else []),
        html.Div(_tiles(found, scene), className="tiles profile-tiles"),
        *([html.P(mixed, className="hint")] if np.isfinite(found.median[0]) else []),
        html.P(_all_records(scene, code), className="hint"),
    ]


def definition(scene: Scene, code: str) -> str:
    """Return what a method is, and which group it belongs to."""
    say = scene.say
    terms = say.vocabulary.terms
    row = terms[(terms["dimension"] == METHOD) & (terms["code"] == code)].iloc[0]
    family = say.label(f"{METHOD}_family", row["family"])
    text = row[f"definition_{say.language}"]
    return " · ".join(part for part in (text, say("Group: {name}", name=family)) if part)


def _tiles(found: Profile, scene: Scene) -> list[Any]:
    say = scene.say
    of = say("of {n} that state how it was hidden", n=say.number(found.known))
    share = say.percent(found.share * 100, 100) if np.isfinite(found.share) else "–"
    bounds = [say.percent(bound * 100, 100) for bound in (found.low, found.high)]
    interval = (
        say("{low} to {high}", low=bounds[0], high=bounds[1]) if np.isfinite(found.low) else say("too few for a share")
    )
    middle, low, high = found.median
    enough = np.isfinite(middle)
    between = say("{low} to {high}", low=say.number(low), high=say.number(high)) + " · " if enough else ""
    sized = say("stated in {n} seizures", n=say.number(found.stated))
    lacking = say("needs {least} sizes; {n} are stated", least=found.minimum, n=say.number(found.stated))
    return [
        _tile(say.measure("seizures"), say.number(found.seizures), of),
        _tile(say("Share"), share, interval),
        _tile(say("Years seen"), years_in_words(*found.years) if found.years else "–", say("first and last")),
        _tile(say("Median firearms"), say.number(middle) if enough else "–", between + sized if enough else lacking),
    ]


def _tile(name: str, number: str, note: str) -> Any:
    parts = [html.Div(name, className="tile-name"), html.Div(number, className="tile-number")]
    return html.Div([*parts, html.Div(note, className="tile-note")], className="tile")


def _all_records(scene: Scene, code: str) -> list[Any]:
    say = scene.say
    selection = scene.query.selection.with_values(METHOD, [code])
    records = "/records?" + replace(scene.query, selection=selection).to_query()
    query = scene.query.to_query()
    return [
        dcc.Link(say("All records with this method"), href=records),
        " · ",
        dcc.Link(say("All methods"), href="/methods" + (f"?{query}" if query else "")),
    ]


def examples(scene: Scene, path: str) -> Any:
    """Return cases of the method as lines that link to them."""
    code = chosen(scene)
    if not code or not len(rows := profile_of(scene.view, code).examples):
        return html.P(nothing_stated(of_method(scene)), className="empty")
    return lines(scene, rows)
