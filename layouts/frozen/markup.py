"""Components of a page → HTML that needs no server: what only a server could answer is left out."""

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from dash.development.base_component import Component

Fill = Callable[[Component], Any]
"""Component → what stands in its place: another component, `Raw`, None for nothing, or itself."""

VOID = frozenset({"img", "br", "hr", "input"})
NAMES = {"className": "class", "htmlFor": "for", "tabIndex": "tabindex", "colSpan": "colspan", "rowSpan": "rowspan"}
PLAIN = {"Link": "a", "Anchor": "a", "Alert": "div", "Stack": "div", "Group": "div"}
"""Components of other libraries → the element that says the same."""

NOT_HTML = frozenset({"children", "underline", "refresh", "color", "variant", "n_clicks", "size", "gap"})


class Raw(str):
    """HTML as it is."""


def markup(part: Any, fill: Fill) -> str:
    """Return a component, or several, as HTML.

    Parameters
    ----------
    fill : what stands in the place of a component; asked for each.
    """
    if part is None or isinstance(part, bool):
        return ""
    if isinstance(part, Raw):
        return part
    if isinstance(part, Component):
        given = fill(part)
        return _element(given, fill) if isinstance(given, Component) else markup(given, fill)
    if isinstance(part, Iterable) and not isinstance(part, str):
        return "".join(markup(each, fill) for each in part)
    return escape(str(part))


def _element(part: Component, fill: Fill) -> str:
    kind = str(getattr(part, "_type", ""))
    is_html = getattr(part, "_namespace", "") == "dash_html_components"
    if not is_html and kind not in PLAIN:
        return ""  # a control: it would need a server
    tag = PLAIN.get(kind) or kind.lower()
    attributes = "".join(_attributes(part, is_html))
    if tag in VOID:
        return f"<{tag}{attributes}>"
    return f"<{tag}{attributes}>{markup(getattr(part, 'children', None), fill)}</{tag}>"


def _attributes(part: Component, is_html: bool) -> Iterable[str]:
    for name, value in part.to_plotly_json()["props"].items():
        if name in NOT_HTML or value is None or value is False or (isinstance(value, dict) and name == "id"):
            continue
        if not is_html and name not in {"href", "className", "title", "id"} and "-" not in name:
            continue
        key = NAMES.get(name, name)
        if value is True and "-" not in key:
            yield f" {key}"
        else:
            text = _style(value) if name == "style" else value
            yield f' {key}="{escape(str(text).lower() if isinstance(text, bool) else str(text))}"'


def _style(rules: dict[str, Any]) -> str:
    return ";".join(f"{_dashed(name)}:{value}" for name, value in rules.items())


def _dashed(name: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
