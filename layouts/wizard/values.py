"""Values of a file that were not understood: a person who knows says what they mean, once for all rows."""

import json
from collections.abc import Mapping
from typing import Any

from dash import html

from data.geography.toponyms import fold
from data.mapping.items import OTHER_GOODS
from data.mapping.profiles import Profile
from layouts.i18n import Speech
from layouts.wizard.draft import Draft, rules_by_column
from layouts.wizard.outcome import Report
from layouts.wizard.parts import Options, button, lazy_choice, shared, short, table
from layouts.wizard.settings import NEAR

LEAVE_OUT = "-"
"""Choice for a value that is left out; a blank choice leaves it as it is."""


def values_part(report: Report, profile: Profile, columns: tuple[str, ...], say: Speech) -> list[Any]:
    """Return the list of values that were not understood, most frequent first, each with what it may mean.

    Parameters
    ----------
    report : what the check found.
    profile : how the file was read.
    columns : those of the file.
    """
    asked = assignable(report, profile, columns, say)
    if not asked:
        return []
    rows = []
    for place, column, value, target in asked:
        label = say("What “{value}” means", value=short(value))
        chosen = lazy_choice("", label, ("", say("– as it is –")), name=str(place), options=_name(target))
        rows.append([short(value), column, say.number(int(report.unknown["count"][place])), chosen])
    heads = [say("Value"), say("Column"), say("How often"), say("Means")]
    title = say("Values that were not understood")
    told = say(
        "Do you know what they mean? Choose it once: it holds for all rows, and for the next file like this one."
    )
    go = button("values", say("Apply and check again"))
    lists = [shared(_name(target), meanings(target, profile, say)) for target in sorted({row[3] for row in asked})]
    parts = [*lists, table(heads, rows, name=title, whole=True), html.Div(go, className="doing")]
    return [html.H3(title, className="sub"), html.P(told), html.Div(parts, className="gather")]


def assignable(
    report: Report, profile: Profile, columns: tuple[str, ...], say: Speech
) -> list[tuple[int, str, str, str]]:
    """Return place in the report, column, value and target of the values that can be given a meaning."""
    targets = {column: rule.target for column, rule in rules_by_column(profile, columns).items()}
    rows = zip(report.unknown["column"], report.unknown["value"], strict=True)
    found = [(place, column, value, targets.get(column, "")) for place, (column, value) in enumerate(rows)]
    offered = {target: bool(meanings(target, profile, say)) for target in {row[3] for row in found}}
    return [row for row in found if offered[row[3]]]


def meanings(target: str, profile: Profile, say: Speech) -> dict[str, Options]:
    """Return title of a group → the codes that a value of this column may stand for; none if it holds no codes."""
    first = ("", say("– as it is –"))
    last = (LEAVE_OUT, say("– leave it out –"))
    if target == "admin1":
        return {"": [first, last], **_provinces(profile.constants.get("country", ""), say)}
    codes = say.vocabulary.listed(target)
    if not codes or target == "dataset":
        return {}
    named: Options = [(code, say.label(target, code)) for code in codes]
    if target == "country":
        named = sorted(named, key=lambda option: fold(option[1]))
    goods = [(OTHER_GOODS, say("Other goods: kept as text"))] if target == "item_type" else []
    return {"": [first, last, *goods, *named]}


def _provinces(country: str, say: Speech) -> dict[str, Options]:
    owners = say.vocabulary.province_country()
    wanted = [country] if country else NEAR
    return {
        say.label("country", owner): sorted(
            ((code, say.label("admin1", code)) for code, of in owners.items() if of == owner),
            key=lambda option: fold(option[1]),
        )
        for owner in wanted
    }


def _name(target: str) -> str:
    """Return the id of what holds the meanings of a column."""
    return f"import-meanings-{target.replace('_', '-')}"


def assigned(
    draft: Draft, told: str, report: Report, profile: Profile, columns: tuple[str, ...], say: Speech
) -> Mapping[str, Mapping[str, str]]:
    """Return the meanings decided so far and those that a browser sends; what makes no sense is left out.

    Parameters
    ----------
    told : JSON: place in the report → code.
    """
    try:
        sent = json.loads(told)
    except ValueError:
        sent = {}
    chosen = sent if isinstance(sent, dict) else {}
    values = {column: dict(held) for column, held in draft.values.items()}
    for place, column, value, target in assignable(report, profile, columns, say):
        code = chosen.get(str(place))
        allowed = {code for options in meanings(target, profile, say).values() for code, _ in options} - {""}
        if code in allowed:
            values.setdefault(column, {})[value] = "" if code == LEAVE_OUT else str(code)
    return values
