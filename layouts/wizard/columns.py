"""Step 3 of the wizard, "How its columns map": each column of the file, what is in it, what it becomes, and why."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import html

from data.mapping.profiles import Profile
from data.plans import Plan
from layouts.i18n import Speech, mark
from layouts.wizard.choices import shared_targets, target_choice
from layouts.wizard.draft import Draft, choice_of, rules_by_column, stated
from layouts.wizard.head import MASKED, shown_head
from layouts.wizard.parts import alert, button, card, short, table
from layouts.wizard.settings import settings, title_of

EXAMPLES = 3
MOST_ROWS = 80
NO_EXAMPLE = "–"
MORE = mark("Show {n} more columns: they are blank or left out")
REQUIRED = {
    "date": mark("No column holds the date of the seizure. Choose it below: without a date every row is refused."),
    "country": mark(
        "No column holds the country. Choose its column below, or the one country that holds for all rows: without a "
        "country every row is refused."
    ),
}
REASONS = {
    "header": mark("by its name"),
    "header_like": mark("by a similar name"),
    "header_item": mark("a number of goods, by its name"),
    "header_ignored": mark("nothing Istmo keeps"),
    "values": mark("by its values"),
    "date_given": mark("the whole date is in another column"),
    "beside_goods": mark("goes with the other goods"),
    "total_assumed": mark("taken for the total: check it"),
    "not_understood": mark("not understood: choose, or leave it out"),
}
"""Codes of a guess → why a column became what it did."""

UNSURE = frozenset({"header_ignored", "date_given", "not_understood"})
"""Reasons that speak of no choice, so that no certainty goes with them."""

KINDS = {
    "name": mark("names of persons"),
    "identity_number": mark("identity numbers"),
    "plate": mark("number plates"),
    "serial_number": mark("serial numbers"),
    "phone": mark("telephone numbers"),
    "email": mark("e-mail addresses"),
}


def columns_step(plan: Plan, profile: Profile, draft: Draft, known: Mapping[str, Profile], say: Speech) -> Any:
    """Return the step.

    Parameters
    ----------
    plan : how the file is read.
    profile : its profile with what was decided of it.
    known : the profiles there are.
    """
    missing = unmapped(plan, profile)
    heads = [say("Column of your file"), say("Examples"), say("Becomes"), say("Why")]
    rows, aside = _rows(plan, profile, draft, say)
    left = len(rows) - MOST_ROWS
    parts = [
        html.P(_origin(plan, profile, say), className="found"),
        *(alert(say(REQUIRED[name])) for name in missing),
        *settings(plan, profile, draft, known, say),
        shared_targets(say),
        table(heads, rows[:MOST_ROWS], name=say("How the columns map"), row_heads=True, whole=True),
        *([html.P(say("{n} more columns are read as they were recognised.", n=say.number(left)))] if left > 0 else []),
        *_aside(aside, say),
        bottom(draft, bool(missing), say),
    ]
    note = say("Look at the examples: is each column what stands beside it? Change what isn't.")
    return card("3", say("How its columns map"), parts, note=note)


def unmapped(plan: Plan, profile: Profile) -> list[str]:
    """Return the columns every record needs that nothing in the file gives."""
    given = stated(profile, plan.source.shape.columns)
    return [name for name in REQUIRED if name not in given]


def _origin(plan: Plan, profile: Profile, say: Speech) -> str:
    if plan.guess is None:
        return say("Recognised: {title}.", title=title_of(plan.profile, say))
    named = rules_by_column(profile, plan.source.shape.columns).values()
    mapped = sum(rule.target != "ignore" for rule in named)
    told = say("No profile knows these columns: {n} of {total} were matched by their names and values.")
    return told.format(n=say.number(mapped), total=say.number(len(plan.source.shape.columns)))


def _rows(plan: Plan, profile: Profile, draft: Draft, say: Speech) -> tuple[list[list[Any]], int]:
    """Return a row for each column of the file: name, examples, what it becomes, why; and how many are set aside.

    Set aside are columns that are blank in the first rows or left out, until somebody asks for them.
    """
    head, columns = shown_head(plan), plan.source.shape.columns
    rules, first = rules_by_column(profile, columns), rules_by_column(plan.profile, columns)
    rows = []
    for place, column in enumerate(columns):
        if column in plan.personal:
            rows.append(personal_row(plan, column, say))
            continue
        choice = choice_of(rules[column]) if column in rules else "ignore"
        was = choice_of(first[column]) if column in first else "ignore"
        told = examples(head[column])
        is_aside = told == NO_EXAMPLE or (choice == "ignore" and plan.guess is None)
        if is_aside and not draft.unfolded and column not in draft.targets:
            continue
        label = say("What “{column}” becomes", column=column)
        why = say("chosen by you") if choice != was else _why(plan, column, choice, say)
        rows.append([column, told, target_choice(label, place, choice, say), why])
    return rows, len(columns) - len(rows)


def _aside(count: int, say: Speech) -> list[Any]:
    """Return what shows the columns that were set aside."""
    if not count:
        return []
    label = say.plural("Show 1 more column: it is blank or left out", MORE, count)
    return [html.Div(button("unfold", label, value="true"), className="doing")]


def personal_row(plan: Plan, column: str, say: Speech) -> list[Any]:
    """Return the row of a column of personal data; none of its values."""
    kind = say(KINDS.get(plan.personal[column], "personal data"))
    return [column, MASKED, left_out(say), say("personal data: {kind}", kind=kind)]


def left_out(say: Speech) -> Any:
    """Return that a column becomes nothing."""
    return html.Em(say("left out"))


def examples(values: pd.Series) -> str:
    """Return the first different values of a column."""
    kept = values[values != ""].drop_duplicates().head(EXAMPLES)
    return " · ".join(short(value) for value in kept) or NO_EXAMPLE


def _why(plan: Plan, column: str, choice: str, say: Speech) -> str:
    if plan.guess is None:
        return say("by the profile") if choice != "ignore" else say("not in the profile")
    code = plan.guess.why.get(column, "not_understood")
    reason = say(REASONS.get(code, code))
    if code in UNSURE:
        return reason
    sure = say.percent(plan.guess.confidence.get(column, 0.0) * 100, 100)
    return say("{reason}, {percent} sure", reason=reason, percent=sure)


def bottom(draft: Draft, is_missing: bool, say: Speech) -> Any:
    """Return what leads on to the check."""
    go = button("check", say("Check the file"), main=True, disabled=is_missing or draft.confirmed)
    return html.Div([go, button("discard", say("Choose another file"))], className="doing")
