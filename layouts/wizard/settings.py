"""What step 3 of the wizard asks of a file as a whole: whose records, which profile, what a row is, the country."""

from collections.abc import Mapping
from typing import Any

from dash import html

from data.mapping.profiles import Profile
from data.plans import Plan
from layouts.i18n import Speech
from layouts.wizard.draft import DATASETS, MOST_NAMING, Draft, rules_by_column
from layouts.wizard.parts import Options, choose, labelled, lazy_choice, shared

NEAR = ("CR", "SV", "GT", "HN", "NI", "PA", "BZ", "MX", "CO")
"""Countries named first where one holds for all rows."""

COUNTRIES, COLUMNS = "import-countries", "import-file-columns"
"""Ids of what holds the countries, and the columns of the file."""


def settings(plan: Plan, profile: Profile, draft: Draft, known: Mapping[str, Profile], say: Speech) -> list[Any]:
    """Return what is asked, and what was assumed of it.

    Parameters
    ----------
    plan : how the file is read.
    profile : its profile with what was decided of it.
    known : the profiles there are.
    """
    sets: Options = [(name, say.label("dataset", name)) for name in DATASETS]
    asked = [choose("dataset", say("These are"), sets, draft.dataset), chosen_profile(draft, known, say)]
    asked += _grain(plan, profile, draft, say)
    if not any(rule.target == "country" for rule in rules_by_column(profile, plan.source.shape.columns).values()):
        asked.append(chosen_country(profile, say))
    told = assumed_country(plan, profile, say)
    return [html.Div(asked, className="asks"), *([html.P(told, className="found")] if told else [])]


def chosen_profile(draft: Draft, known: Mapping[str, Profile], say: Speech) -> Any:
    """Return the list of the profiles there are."""
    profiles: Options = [("", say("as recognised")), *((name, title_of(held, say)) for name, held in known.items())]
    return choose("profile", say("Profile"), profiles, draft.profile)


def title_of(profile: Profile, say: Speech) -> str:
    """Return what people call a source, in a language it has."""
    return profile.title.get(say.language) or next(iter(profile.title.values()), profile.name)


def chosen_country(profile: Profile, say: Speech) -> Any:
    """Return the list of the countries that may hold for all rows."""
    names = {code: say.label("country", code) for code in say.vocabulary.listed("country")}
    others = sorted(set(names) - {*NEAR}, key=lambda code: names[code])
    none = ("", say("– choose –"))
    options = [none, *((code, names[code]) for code in (*NEAR, *others))]
    code = profile.constants.get("country", "")
    label = say("Country of all rows")
    chosen = (code, names.get(code, code)) if code else none
    choice = lazy_choice("constant", label, chosen, name="country", options=COUNTRIES)
    return html.Div([shared(COUNTRIES, {"": options}), labelled(label, choice)])


def assumed_country(plan: Plan, profile: Profile, say: Speech) -> str:
    """Return which country was assumed and what told it; nothing where none was, or another one was chosen."""
    assumed = plan.guess.country if plan.guess else None
    if assumed is None or not assumed.code or profile.constants.get("country") != assumed.code:
        return ""
    return say(
        "No column names the country. {country} was assumed, because {known} of the {names} different names in "
        "{columns} are its provinces or departments. Choose another one if that is wrong.",
        country=say.label("country", assumed.code),
        known=say.number(assumed.known),
        names=say.number(assumed.names),
        columns=", ".join(assumed.columns),
    )


def _grain(plan: Plan, profile: Profile, draft: Draft, say: Speech) -> list[Any]:
    """Return what a row is, and, where it is an item, the columns that name its seizure."""
    found = _row_is(plan.profile, say)
    grains: Options = [
        ("", say("as recognised: {what}", what=found)),
        ("seizure", say("one seizure")),
        ("item", say("one item (one gun, say) of a seizure")),
    ]
    asked = [choose("grain", say("One row is"), grains, draft.grain)]
    if profile.grain != "item":
        return asked
    none = ("", say("– none –"))
    columns = [name for name in plan.source.shape.columns if name not in plan.personal]
    asked.append(shared(COLUMNS, {"": [none, *((name, name) for name in columns)]}))
    named = [*profile.incident, ""][:MOST_NAMING]
    for place, name in enumerate(named):
        label = say("and by") if place else say("Its seizure is named by")
        choice = lazy_choice("incident", label, (name, name) if name else none, name=str(place), options=COLUMNS)
        asked.append(labelled(label, choice))
    return asked


def _row_is(profile: Profile, say: Speech) -> str:
    if profile.grain != "item":
        return say("one seizure")
    return say("an item of the seizure named by {columns}", columns=", ".join(profile.incident))
