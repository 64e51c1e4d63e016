"""Ids of components that callbacks speak to. Those with a type come in any number, or none."""

URL = "url"
THEME = "theme"
WEBGL = "webgl"
TREES = "trees"
PROVIDER = "provider"
POLL = "poll"
COMMAND = "command"
MOVES = "moves"
DRAWN = "drawn"

Id = dict[str, str]


def chart(name: str) -> Id:
    """Id of a chart's graph."""
    return {"type": "chart", "name": name}


def note(name: str) -> Id:
    """Id of the line under a chart's title."""
    return {"type": "note", "name": name}


def listing(name: str) -> Id:
    """Id of the table of a chart that is shown as one."""
    return {"type": "listing", "name": name}


def working(name: str) -> Id:
    """Id of the progress of a chart that takes long."""
    return {"type": "working", "name": name}


def panel(name: str) -> Id:
    """Id of a part of the page that is redrawn with the charts but isn't one."""
    return {"type": "panel", "name": name}


def facet(name: str) -> Id:
    """Id of the tree of a dimension's values."""
    return {"type": "facet", "name": name}


def facet_find(name: str) -> Id:
    """Id of the box that searches a dimension's values."""
    return {"type": "facet-find", "name": name}


def facet_count(name: str) -> Id:
    """Id of the number of active values of a dimension."""
    return {"type": "facet-count", "name": name}


def field(name: str) -> Id:
    """Id of a filter that is typed: `from`, `to`, `text`, …"""
    return {"type": "field", "name": name}


def option(name: str) -> Id:
    """Id of a view option."""
    return {"type": "option", "name": name}


def years(name: str) -> Id:
    """Id of a slider of years."""
    return {"type": "years", "name": name}


def clear(name: str) -> Id:
    """Id of a button that clears all filters."""
    return {"type": "clear", "name": name}


def link(path: str) -> Id:
    """Id of a link that keeps the query."""
    return {"type": "link", "path": path}


def language(name: str) -> Id:
    """Id of a link to this page in another language."""
    return {"type": "language", "name": name}


def opener(name: str, what: str) -> Id:
    """Id of the menu entry that opens a chart's table or method."""
    return {"type": "open", "name": name, "what": what}


def status(name: str) -> Id:
    """Id of a part of the status line: the `sentence` of active filters, or `notices`."""
    return {"type": "status", "name": name}


def facets(name: str) -> Id:
    """Id of the list of dimensions that open and close."""
    return {"type": "facets", "name": name}


def theme_switch(name: str) -> Id:
    """Id of a button that changes between light and dark."""
    return {"type": "theme-switch", "name": name}


def player(name: str) -> Id:
    """Id of the button that plays the years."""
    return {"type": "player", "name": name}


def ticker(name: str) -> Id:
    """Id of the clock that moves the years on."""
    return {"type": "ticker", "name": name}


def grid(name: str) -> Id:
    """Id of a table of records."""
    return {"type": "grid", "name": name}


def drawer(part: str) -> Id:
    """Id of the drawer with a chart's details (`frame`) or of its content (`content`)."""
    return {"type": f"drawer-{part}", "name": "details"}
