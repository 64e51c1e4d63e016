"""What cites a page: the button that copies a citation, and the notice that an older version is looked at."""

from dataclasses import replace
from typing import Any

from dash import dcc, html

from layouts.i18n import Speech, mark
from layouts.scene import Scene

COUNTED = (
    (mark("1 record added"), mark("{n} records added")),
    (mark("1 record changed"), mark("{n} records changed")),
    (mark("1 record removed"), mark("{n} records removed")),
)


def cite_button(say: Speech) -> Any:
    """Return the button that copies how to cite what the page shows, with a link that keeps its version."""
    title = say("Filters, n, data version, date and a link that keeps showing these records")
    return html.Button(say("Copy citation"), type="button", className="plain cite", title=title, **{"data-cite": ""})


def announcer(say: Speech) -> Any:
    """Return where it is said, aloud too, what became of a copy; it holds the words for it."""
    words = {
        "data-copied": say("Copied"),
        "data-working": say("The citation is being prepared: its records are counted and hashed."),
        "data-failed": say("The citation could not be prepared."),
        "data-by-hand": say("The browser doesn't allow copying. The text is selected: copy it by hand."),
        "data-close": say("Close"),
    }
    return html.Div("", id="announcer", className="announcer", role="status", **words)


def older_version(scene: Scene, path: str) -> list[Any]:
    """Return the notice that newer versions exist; nothing on the newest."""
    newer = scene.newer()
    if newer is None:
        return []
    say, made = scene.say, scene.committed()
    looking = say("You are looking at version {version} of {day}.", version=scene.version, day=say.date(made))
    if made is None:
        looking = say("You are looking at version {version}.", version=scene.version)
    if newer.counts is None:
        since = say("Newer ones exist.")
    else:
        told = [say.plural(*words, count) for words, count in zip(COUNTED, newer.counts, strict=True) if count]
        since = say("Newer ones exist: {changes} since.", changes=", ".join(told) or say("no record changed"))
    unpinned = replace(scene.query, selection=replace(scene.view.selection, version=None)).to_query()
    newest = dcc.Link(say("See the newest"), href=f"{path}?{unpinned}" if unpinned else path)
    changed = html.A(say("What changed"), href=f"/data?lang={say.language}#compare={scene.version},{newer.version}")
    return [html.P([looking, " ", since, " ", newest, html.Span(" · "), changed], className="older-version")]
