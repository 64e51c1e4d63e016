"""The buttons of the stage and the list of its keys."""

from typing import Any

from dash import html

from layouts.i18n import Speech, mark

BUTTONS = (
    ("previous", "←", mark("Previous slide")),
    ("next", "→", mark("Next slide")),
    ("reveal", "R", mark("Reveal the answer")),
    ("blank", "B", mark("Blank the screen")),
    ("notes", "N", mark("Notes in a second window")),
    ("language", "L", mark("The other language")),
    ("full", "F", mark("Full screen")),
    ("explore", "E", mark("Explore from here")),
    ("help", "?", mark("Keys")),
    ("end", "Esc", mark("End presentation")),
)
"""What a button does, its key as written on it, and its name."""

KEYS = (
    ("→  ↓  Page Down  Space", mark("Next slide; first the answer of a question")),
    ("←  ↑  Page Up", mark("Previous slide")),
    ("Home  End", mark("First and last slide")),
    ("R  Enter", mark("Reveal the answer, or hide it")),
    ("B", mark("Blank the screen, and back")),
    ("N", mark("Notes, next title and clock in a second window")),
    ("L", mark("The other language")),
    ("F", mark("Full screen, and back")),
    ("E", mark("Explore the chart on its page; E again returns")),
    ("?", mark("Show or hide these keys")),
    ("Esc", mark("End, and return to the page")),
)


def bar(say: Speech, *, has_answer: bool, has_page: bool) -> Any:
    """Return the buttons, seen when the mouse moves or one of them has the focus."""
    left_out = {name for name, is_there in (("reveal", has_answer), ("explore", has_page)) if not is_there}
    buttons = [
        html.Button(key, type="button", title=say(name), **{"data-stage": what, "aria-label": f"{say(name)} ({key})"})
        for what, key, name in BUTTONS
        if what not in left_out
    ]
    return html.Div(buttons, className="stage-bar", role="toolbar", **{"aria-label": say("Buttons")})


def keys(say: Speech) -> Any:
    """Return the list of keys, unseen until it is asked for."""
    rows = [part for key, told in KEYS for part in (html.Dt(key), html.Dd(say(told)))]
    blocked = html.P(
        say("The browser blocked the second window: allow pop-up windows of this address, then press N again."),
        className="stage-blocked",
        role="alert",
    )
    return html.Div([html.H3(say("Keys")), html.Dl(rows), blocked], className="stage-keys")
