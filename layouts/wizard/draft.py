"""What a person has decided of a file that is being taken in: kept in its work folder, so that a reload finds it."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from data.geography.toponyms import fold
from data.mapping.profiles import ColumnRule, Profile, targets
from data.mapping.values import value_key
from data.plans import Plan
from layouts.wizard.files import Upload, read_json, write_json

DATASETS = ("agency", "public", "synthetic")
MOST_NAMING = 3
"""Columns that may name a seizure together."""

DATE_PARTS = ("date:year", "date:month", "date:day")
"""Choices beyond the columns of the template: a date in three columns."""

GRAINS = frozenset({"", "seizure", "item"})
SHAPE = ("sheet", "encoding", "delimiter", "header")
ENCODINGS = ("utf-8", "cp1252", "iso-8859-1", "utf-16", "cp850")
DELIMITERS = (",", ";", "\t", "|")
LAST_HEADER = 40
LONGEST_TITLE = 80
FIRST_YEAR = 1900


@dataclass(frozen=True)
class Draft:
    """The decisions.

    Attributes
    ----------
    sheet, encoding, delimiter, header : what overrules the form found; blank: as found.
    profile : name of the profile chosen; blank: recognised or guessed.
    targets : column of the file → what it was changed to: `target`, or `target:kind`.
    grain : blank: as the profile says; `seizure`: a row is one; `item`: a row is an item of one.
    incident : columns that name the seizure of an item; none: as the profile says, or as likely.
    values : column of the file → value in it → the code it stands for; blank: it is left out.
    constants : target → what holds for all rows.
    dataset : the dataset the records will belong to.
    title : what people will call the source.
    keeps : whether the mapping is kept as a profile.
    asked : stamp of the decisions the check was asked for with; blank: not asked.
    confirmed : whether the records are being, or were, taken in.
    version : the version that took them in.
    unkept : whether the mapping was to be kept and could not be.
    unfolded : whether the columns that are blank or left out are shown.
    """

    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    header: str = ""
    profile: str = ""
    targets: Mapping[str, str] = field(default_factory=dict)
    grain: str = ""
    incident: Sequence[str] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    dataset: str = DATASETS[0]
    title: str = ""
    keeps: bool = True
    asked: str = ""
    confirmed: bool = False
    version: int | None = None
    unkept: bool = False
    unfolded: bool = False

    @property
    def shape(self) -> dict[str, Any]:
        """What overrules the form found."""
        said = {name: getattr(self, name) for name in SHAPE if getattr(self, name)}
        return said | ({"header": int(self.header)} if self.header else {})

    @property
    def is_mapped(self) -> bool:
        """Whether anything was decided of the mapping."""
        return bool(self.targets or self.grain or self.incident or self.values or self.constants)

    @property
    def stamp(self) -> str:
        """What the outcome of a check depends on, shortened."""
        kept = {key: value for key, value in asdict(self).items() if key not in _NOT_CHECKED}
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def is_asked(self) -> bool:
        """Whether a check was asked for with these very decisions."""
        return self.asked == self.stamp


_SWITCHES = {"keeps": "keeps", "unfold": "unfolded"}
"""Decision → the attribute it switches."""

_NOT_CHECKED = {"title", "keeps", "asked", "confirmed", "version", "unkept", "unfolded"}


def load(upload: Upload) -> Draft:
    """Return the decisions on an upload; the first ones if there are none yet."""
    told = read_json(upload.folder / "draft.json")
    return Draft(**told) if told else Draft(title=_title_of(upload.name))


def save(upload: Upload, draft: Draft) -> None:
    """Keep the decisions."""
    write_json(upload.folder / "draft.json", asdict(draft))


def _title_of(name: str) -> str:
    stem = name.rpartition(".")[0] or name
    return re.sub(r"[_\s]+", " ", stem).strip()[:LONGEST_TITLE]


def decided(draft: Draft, what: str, name: str, value: str, plan: Plan | None) -> Draft:
    """Return the decisions after one more; what makes no sense changes nothing.

    Parameters
    ----------
    what : `shape`, `reset`, `profile`, `target`, `constant`, `grain`, `incident`, `dataset`, `title`,
        `keeps` or `unfold`.
    name : part of the form, place of the column, or target of a constant.
    """
    if draft.confirmed:
        return draft
    if what == "shape" and name in SHAPE and _is_shape(name, value):
        return replace(_reread(draft), **{name: value})  # type: ignore[arg-type]
    if what == "reset":
        return replace(_reread(draft), profile="", sheet="", encoding="", delimiter="", header="")
    if what == "profile":
        return replace(_reread(draft), profile=value)
    if what == "dataset" and value in DATASETS:
        return replace(draft, dataset=value)
    if what == "title":
        return replace(draft, title=value.strip()[:LONGEST_TITLE] or draft.title)
    if what in {"keeps", "unfold"}:
        return replace(draft, **{_SWITCHES[what]: value == "true"})  # type: ignore[arg-type]
    return _mapped(draft, what, name, value, plan) if plan else draft


def _reread(draft: Draft) -> Draft:
    """Return the decisions without those on the mapping: the columns may be others."""
    return replace(draft, targets={}, grain="", incident=(), values={}, constants={})


def _mapped(draft: Draft, what: str, name: str, value: str, plan: Plan) -> Draft:
    """Return the decisions after one on the mapping."""
    columns = plan.source.shape.columns
    if plan.profile.target == "published" and what != "constant":
        return draft
    if what == "target" and name.isdigit() and int(name) < len(columns) and value in choices():
        return replace(draft, targets={**draft.targets, columns[int(name)]: value})
    if what == "grain" and value in GRAINS:
        return replace(draft, grain=value, incident=())
    if what == "incident" and name.isdigit() and int(name) < MOST_NAMING and value in {"", *columns}:
        return _naming(draft, int(name), value, edited(plan.profile, draft, columns))
    if what == "constant" and _is_constant(name, value.strip(), plan.profile):
        return replace(draft, constants={**draft.constants, name: value.strip()})
    return draft


def _is_constant(name: str, value: str, profile: Profile) -> bool:
    """Tell whether a value may hold for all rows; a year only for totals, whose columns may not give it."""
    if name == "year" and profile.target == "published":
        return not value or bool(re.fullmatch("[0-9]{4}", value) and FIRST_YEAR <= int(value) <= date.today().year)
    return name == "country" and bool(re.fullmatch("([A-Z]{2})?", value))


def _is_shape(name: str, value: str) -> bool:
    allowed = {"encoding": ENCODINGS, "delimiter": DELIMITERS}
    if name == "header":
        return not value or (value.isdigit() and 1 <= int(value) <= LAST_HEADER)
    return not value or name == "sheet" or value in allowed[name]


def choices() -> tuple[str, ...]:
    """Return what a column may be mapped to: targets, the three parts of a date, and `ignore`."""
    return (*targets("seizures"), *DATE_PARTS)


def choice_of(rule: ColumnRule) -> str:
    """Return the choice a rule stands for."""
    part = f"{rule.target}:{rule.kind}"
    return part if part in DATE_PARTS else rule.target


def rules_by_column(profile: Profile, columns: tuple[str, ...]) -> dict[str, ColumnRule]:
    """Return column of the file → the rule that reads it; columns no rule knows are not in it."""
    named = {name: rule for rule in reversed(profile.columns) for name in reversed(rule.names)}
    return {column: named[value_key(column)] for column in columns if value_key(column) in named}


def edited(profile: Profile, draft: Draft, columns: tuple[str, ...]) -> Profile:
    """Return a profile with what was decided of it."""
    found = rules_by_column(profile, columns)
    changed = {column: _rule(found.get(column), column, value) for column, value in draft.targets.items()}
    gone = [found[column] for column in changed if column in found]
    rules = [rule for rule in profile.columns if rule not in gone]
    rules = [_with_values(rule, draft.values) for rule in (*rules, *changed.values())]
    constants = {**profile.constants, **{key: value for key, value in draft.constants.items() if value}}
    new = replace(profile, columns=tuple(rules), constants=constants)
    if draft.grain == "seizure":
        return replace(new, grain="seizure", incident=())
    naming = tuple(draft.incident) or new.incident or _likely(found)
    is_item = (draft.grain or profile.grain) == "item" and naming
    return replace(new, grain="item", incident=naming) if is_item else new


def _likely(rules: Mapping[str, ColumnRule]) -> tuple[str, ...]:
    """Return the columns that most likely name a seizure: its number, else its date and place."""
    by_target = {rule.target: column for column, rule in reversed([*rules.items()])}
    if "seizure_id" in by_target:
        return (by_target["seizure_id"],)
    told = [by_target[name] for name in ("date", "place", "admin1", "agencies") if name in by_target]
    return tuple(told[:MOST_NAMING] or [*rules][:1])


def _naming(draft: Draft, place: int, column: str, profile: Profile) -> Draft:
    """Return the decisions with another column among those that name a seizure; one of them at least."""
    names = [*profile.incident, *[""] * MOST_NAMING][:MOST_NAMING]
    names[place] = column
    kept = tuple(dict.fromkeys(name for name in names if name))
    return replace(draft, incident=kept) if profile.grain == "item" and kept else draft


def _with_values(rule: ColumnRule, values: Mapping[str, Mapping[str, str]]) -> ColumnRule:
    """Return a rule with the meanings that were decided for values of its column."""
    own = [held for column, held in values.items() if value_key(column) in rule.names]
    found = {value: code for held in own for value, code in held.items()}
    return replace(rule, values={**rule.values, **found}) if found else rule


def _rule(old: ColumnRule | None, column: str, value: str) -> ColumnRule:
    target, _, kind = value.partition(":")
    if old and choice_of(old) == value:
        return old
    return ColumnRule(source=column, target=target, kind=kind)


def stated(profile: Profile, columns: tuple[str, ...]) -> set[str]:
    """Return the targets some column or constant of a file gives."""
    return {rule.target for rule in rules_by_column(profile, columns).values()} | {*profile.constants}


def to_keep(profile: Profile, draft: Draft, taken: Mapping[str, Profile]) -> Profile:
    """Return a profile under a name of its own, that knows files like this one again by the columns it maps."""
    stem = re.sub(r"[^a-z0-9]+", "_", fold(draft.title)).strip("_") or "profile"
    names = (stem, *(f"{stem}_{number}" for number in range(2, 1000)))
    name = next(name for name in names if name not in taken)
    rules = tuple(replace(rule, required=rule.target != "ignore") for rule in profile.columns)
    return replace(profile, name=name, title=dict.fromkeys(("en", "es"), draft.title), columns=rules)
