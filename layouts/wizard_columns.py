"""Step 3 of the wizard, "How its columns map": each column of the file, what is in it, what it becomes, and why."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import html

from data.codebook import SECTIONS
from data.intake import Plan
from data.mapping.profiles import Profile
from layouts.codebook import SECTION_TITLES
from layouts.i18n import Speech, mark
from layouts.wizard_draft import (
    DATASETS,
    DATE_PARTS,
    Draft,
    choice_of,
    choices,
    rules_by_column,
    stated,
)
from layouts.wizard_parts import Options, alert, bare_choice, button, card, choose, short, table

EXAMPLES = 3
MOST_ROWS = 80
NEAR = ("CR", "SV", "GT", "HN", "NI", "PA", "BZ", "MX", "CO")
"""Countries named first where one holds for all rows."""

NAMES: Mapping[str, str] = {
    "seizure_id": mark("Number of the seizure"),
    "date": mark("Date"),
    "date_precision": mark("How exactly the date is known"),
    "date:year": mark("Date: year only"),
    "date:month": mark("Date: month only"),
    "date:day": mark("Date: day only"),
    "event": mark("Event"),
    "country": mark("Country"),
    "admin1": mark("Province or department"),
    "place": mark("Place"),
    "latitude": mark("Latitude"),
    "longitude": mark("Longitude"),
    "place_precision": mark("How exactly the place is known"),
    "location_type": mark("Type of location"),
    "detection": mark("How it was detected"),
    "agencies": mark("Agencies"),
    "agency_type": mark("Types of agency"),
    "transport_mode": mark("Transport"),
    "concealment": mark("Concealment"),
    "diversion_source": mark("Source of diversion"),
    "document_status": mark("Documents"),
    "document_type": mark("Kind of document"),
    "offence_context": mark("Offence"),
    "origin": mark("Origin"),
    "transit": mark("Transit"),
    "destination": mark("Intended destination"),
    "item_type": mark("Type of goods, one a row"),
    "quantity": mark("How many of them"),
    "firearms_total": mark("All firearms together"),
    "other_goods": mark("Other goods"),
    "summary": mark("Summary"),
    "source_url": mark("Web address of the source"),
    "source_url_2": mark("Second web address"),
    "source_publisher": mark("Published by"),
    "source_date": mark("Date of the source"),
    "source_reliability": mark("Kind of source"),
    "report_date": mark("Date it was reported"),
    "sensitivity": mark("Who may see it"),
    "ignore": mark("– leave it out –"),
}
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
DATASET_NAMES = {
    "agency": mark("Our institution's records"),
    "public": mark("Public reports (press, web)"),
    "synthetic": mark("Made-up records for training"),
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
    rows = _rows(plan, profile, say)
    heads = [say("Column of your file"), say("Examples"), say("Becomes"), say("Why")]
    left = len(rows) - MOST_ROWS
    parts = [
        html.P(_origin(plan, profile, say), className="found"),
        *(alert(say(REQUIRED[name])) for name in missing),
        html.Div(_settings(plan, profile, draft, known, say), className="asks"),
        table(heads, rows[:MOST_ROWS], name=say("How the columns map"), row_heads=True),
        *([html.P(say("{n} more columns are read as they were recognised.", n=say.number(left)))] if left > 0 else []),
        _bottom(draft, bool(missing), say),
    ]
    note = say("Look at the examples: is each column what stands beside it? Change what isn't.")
    return card("3", say("How its columns map"), parts, note=note)


def unmapped(plan: Plan, profile: Profile) -> list[str]:
    """Return the columns every record needs that nothing in the file gives."""
    given = stated(profile, plan.source.shape.columns)
    return [name for name in REQUIRED if name not in given]


def title_of(profile: Profile, say: Speech) -> str:
    """Return what people call a source, in a language it has."""
    return profile.title.get(say.language) or next(iter(profile.title.values()), profile.name)


def _origin(plan: Plan, profile: Profile, say: Speech) -> str:
    if plan.guess is None:
        return say("Recognised: {title}.", title=title_of(plan.profile, say))
    named = rules_by_column(profile, plan.source.shape.columns).values()
    mapped = sum(rule.target != "ignore" for rule in named)
    told = say("No profile knows these columns: {n} of {total} were matched by their names and values.")
    return told.format(n=say.number(mapped), total=say.number(len(plan.source.shape.columns)))


def _settings(plan: Plan, profile: Profile, draft: Draft, known: Mapping[str, Profile], say: Speech) -> list[Any]:
    """Return what is asked of the file as a whole."""
    found = ("", say("as recognised"))
    profiles: Options = [found, *((name, title_of(held, say)) for name, held in known.items())]
    sets: Options = [(name, say(DATASET_NAMES[name])) for name in DATASETS]
    asked = [
        choose("dataset", say("These are"), sets, draft.dataset),
        choose("profile", say("Profile"), profiles, draft.profile),
    ]
    grains: Options = [("", say("as recognised")), ("seizure", say("one seizure"))]
    items = {say("an item of the seizure named by"): [(f"item:{name}", name) for name in plan.source.shape.columns]}
    asked.append(choose("grain", say("One row is"), grains, draft.grain, groups=items))
    has_country = any(rule.target == "country" for rule in rules_by_column(profile, plan.source.shape.columns).values())
    if not has_country:
        asked.append(_country(profile, say))
    return asked


def _country(profile: Profile, say: Speech) -> Any:
    codes = [
        *NEAR,
        *sorted(set(say.vocabulary.listed("country")) - {*NEAR}, key=lambda code: say.label("country", code)),
    ]
    options: Options = [("", say("– choose –")), *((code, say.label("country", code)) for code in codes)]
    return choose("constant", say("Country of all rows"), options, profile.constants.get("country", ""), name="country")


def _rows(plan: Plan, profile: Profile, say: Speech) -> list[list[Any]]:
    """Return a row for each column of the file: name, examples, what it becomes, why."""
    head = plan.source.head()
    columns = plan.source.shape.columns
    rules = rules_by_column(profile, columns)
    first = rules_by_column(plan.profile, columns)
    groups = target_groups(say)
    rows = []
    for place, column in enumerate(columns):
        if column in plan.personal:
            kind = say(KINDS.get(plan.personal[column], "personal data"))
            rows.append([column, "•••", html.Em(say("left out")), say("personal data: {kind}", kind=kind)])
            continue
        choice = choice_of(rules[column]) if column in rules else "ignore"
        was = choice_of(first[column]) if column in first else "ignore"
        label = say("What “{column}” becomes", column=column)
        loose = [("ignore", say(NAMES["ignore"]))]
        chooser = bare_choice("target", label, loose, choice, name=str(place), groups=groups)
        why = say("chosen by you") if choice != was else _why(plan, column, choice, say)
        rows.append([column, _examples(head[column]), chooser, why])
    return rows


def _examples(values: pd.Series) -> str:
    kept = values[values != ""].drop_duplicates().head(EXAMPLES)
    return " · ".join(short(value) for value in kept) or "–"


def _why(plan: Plan, column: str, choice: str, say: Speech) -> str:
    if plan.guess is None:
        return say("by the profile") if choice != "ignore" else say("not in the profile")
    code = plan.guess.why.get(column, "not_understood")
    reason = say(REASONS.get(code, code))
    if code in UNSURE:
        return reason
    sure = say.percent(plan.guess.confidence.get(column, 0.0) * 100, 100)
    return say("{reason}, {percent} sure", reason=reason, percent=sure)


def target_groups(say: Speech) -> dict[str, Options]:
    """Return title of a group → the choices in it, in words."""
    allowed = [choice for choice in choices() if choice != "ignore"]
    section = {name: key for key, names in SECTIONS.items() for name in names}
    titles = {key: say(title) for key, title in SECTION_TITLES.items()}
    grouped: dict[str, list[tuple[str, str]]] = {title: [] for title in titles.values()}
    for choice in allowed:
        is_goods = choice.startswith("qty_") or choice in {"item_type", "quantity"}
        key = "what" if is_goods else "record" if choice in DATE_PARTS else section.get(choice, "source")
        grouped[titles[key]].append((choice, name_of(choice, say)))
    return dict(grouped)


def name_of(choice: str, say: Speech) -> str:
    """Return what a choice is called."""
    if choice.startswith("qty_"):
        return say("Number: {item}", item=say.label("item_type", choice.removeprefix("qty_")))
    return say(NAMES[choice]) if choice in NAMES else choice


def _bottom(draft: Draft, is_missing: bool, say: Speech) -> Any:
    """Return what leads on to the check."""
    go = button("check", say("Check the file"), main=True, disabled=is_missing or draft.confirmed)
    return html.Div([go, button("discard", say("Choose another file"))], className="doing")
