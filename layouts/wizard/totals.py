"""Files of totals in the wizard: what each column becomes and what all rows need, and the first figures, in words."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
from babel.dates import get_month_names
from dash import html

from data.mapping.profiles import ColumnRule, Profile, bound
from data.plans import Plan
from layouts.i18n import Speech, mark
from layouts.wizard.columns import bottom, examples, left_out, personal_row
from layouts.wizard.draft import Draft
from layouts.wizard.head import shown_head
from layouts.wizard.parts import alert, card, short, table, typed
from layouts.wizard.settings import chosen_country, chosen_profile, title_of

PREVIEWED = 8
WHOLE = "all"
"""Category of a figure that isn't split by one."""

NAMES: Mapping[str, str] = {
    "country": mark("Country"),
    "place": mark("Province or department"),
    "period": mark("Period"),
    "date": mark("Date"),
    "year": mark("Year"),
    "month": mark("Month"),
    "day": mark("Day"),
    "series": mark("Series"),
    "measure": mark("Measure"),
    "category": mark("Category of goods"),
    "value": mark("Figure"),
    "unit": mark("Unit"),
    "source_title": mark("Source"),
    "source_url": mark("Web address of the source"),
    "note": mark("Note"),
}
"""Targets of a profile of totals, and parts of a date → what they are called."""

REQUIRED = {
    "value": mark("No column holds figures as this profile knows them. Choose another profile below."),
    "country": mark("No column says which country the figures are of. Choose it below."),
    "year": mark(
        "No column says which year the figures are of. Type it below: four digits, from 1900 to the present year."
    ),
}
YEARLY = frozenset({"year", "date", "period"})
"""What gives the year of a figure."""


def totals_step(plan: Plan, profile: Profile, draft: Draft, known: Mapping[str, Profile], say: Speech) -> Any:
    """Return step 3 for a file of totals: told, not asked, but for what holds for all rows.

    Parameters
    ----------
    plan : how the file is read.
    profile : its profile, of target `published`, with what was decided of it.
    known : the profiles there are.
    """
    missing = lacking(profile, plan)
    told = say(
        "This file holds totals, not single seizures: they go to the published figures and are never added to the "
        "records."
    )
    given = given_by(plan.profile, plan)
    asked = [chosen_profile(draft, known, say)]
    if "country" not in given:
        asked.append(chosen_country(profile, say))
    if not YEARLY & given:
        year = profile.constants.get("year", "")
        asked.append(typed("constant", say("Year of all rows"), year, name="year", is_short=True))
    heads = [say("Column of your file"), say("Examples"), say("Becomes"), say("Why")]
    parts = [
        html.P(say("Recognised: {title}.", title=title_of(plan.profile, say)), className="found"),
        alert(told, "blue"),
        *(alert(say(REQUIRED[name])) for name in missing),
        html.Div(asked, className="asks"),
        table(heads, _rows(plan, profile, say), name=say("How the columns map"), row_heads=True, whole=True),
        bottom(draft, bool(missing), say),
    ]
    note = say("Look at the examples: is each column what stands beside it? If not, choose another profile.")
    return card("3", say("How its columns map"), parts, note=note)


def given_by(profile: Profile, plan: Plan) -> set[str]:
    """Return what the columns of a file give; a part of a date by its own name."""
    rules = (rule for rule, column in bound(profile, plan.source.shape.columns) if column not in plan.personal)
    return {_slot(rule) for rule in rules}


def lacking(profile: Profile, plan: Plan) -> list[str]:
    """Return what every figure needs and nothing in the file, or said of all its rows, gives."""
    given = given_by(profile, plan) | {name for name, text in profile.constants.items() if text}
    return [name for name in REQUIRED if not ({name} if name != "year" else YEARLY) & given]


def _slot(rule: ColumnRule) -> str:
    return rule.kind if rule.target == "date" and rule.kind in {"year", "month", "day"} else rule.target


def _rows(plan: Plan, profile: Profile, say: Speech) -> list[list[Any]]:
    """Return a row for each column of the file: name, examples, what it becomes, why."""
    head = shown_head(plan)
    rules = {column: rule for rule, column in reversed(bound(profile, plan.source.shape.columns))}
    rows = []
    for column in plan.source.shape.columns:
        if column in plan.personal:
            rows.append(personal_row(plan, column, say))
            continue
        words = becomes(rules[column], say) if column in rules else left_out(say)
        why = say("by the profile") if column in rules else say("not in the profile")
        rows.append([column, examples(head[column]), words, why])
    return rows


def becomes(rule: ColumnRule, say: Speech) -> Any:
    """Return what a column of totals becomes, in words."""
    if rule.target == "ignore":
        return left_out(say)
    if rule.target == "value" and rule.fixed:
        fixed = (_fixed(name, text, say) for name, text in rule.fixed.items())
        return say("Figure of {what}", what=", ".join(fixed))
    return name_of_figure(_slot(rule), say)


def _fixed(name: str, text: str, say: Speech) -> str:
    if name == "month" and text.isdigit() and 1 <= int(text) <= 12:
        return str(get_month_names("wide", "stand-alone", say.locale)[int(text)])
    return text


def name_of_figure(target: str, say: Speech) -> str:
    """Return what a part of a figure is called."""
    return say(NAMES[target]) if target in NAMES else target


def place_of(code: str, say: Speech) -> str:
    """Return a country, or a province and its country, in words."""
    country, dash, _ = code.partition("-")
    name = say.label("country", country)
    return f"{say.label('admin1', code)}, {name}" if dash else name


def period_of(period: str, say: Speech) -> str:
    """Return a year, a month, a day or a span of them (`2006/2009`) in words."""
    return " – ".join(map(partial(_moment, say=say), period.split("/")))


def _moment(text: str, say: Speech) -> str:
    if text.count("-") < 2:
        return say.period(text)
    day = pd.to_datetime(text, errors="coerce")
    return text if pd.isna(day) else say.date(day)


def category_of(category: str, say: Speech) -> str:
    """Return the goods a figure is of: as its source names them."""
    return say("all together") if category == WHOLE else category


def figures_preview(staged: Path, say: Speech) -> list[Any]:
    """Return the first figures as they will stand, and how many there are."""
    file = pq.ParquetFile(staged)
    batch = next(file.iter_batches(batch_size=PREVIEWED), None)
    if batch is None or not batch.num_rows:
        return []
    rows = [
        [
            place_of(row["place"], say),
            period_of(row["period"], say),
            category_of(row["category"], say),
            say.number(row["value"]),
            say.measure("firearms") if row["unit"] == "firearms" else row["unit"] or "–",
            short(row["source_title"]),
        ]
        for row in batch.to_pylist()
    ]
    heads = [say("Place"), say("Period"), say("Category of goods"), say("Figure"), say("Unit"), say("Source")]
    title = say("First figures as they will stand")
    told = say.plural("The accepted rows hold 1 figure.", "The accepted rows hold {n} figures.", file.metadata.num_rows)
    return [html.H3(title, className="sub"), html.P(told, className="found"), table(heads, rows, name=title)]
