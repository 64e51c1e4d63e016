"""What a person has decided of a file that is being taken in: kept in its work folder, so that a reload finds it."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from data.geography.toponyms import fold
from data.intake import Plan
from data.mapping.profiles import ColumnRule, Profile, targets
from layouts.wizard_files import Upload, read_json, write_json

DATASETS = ("agency", "public", "synthetic")
DATE_PARTS = ("date:year", "date:month", "date:day")
"""Choices beyond the columns of the template: a date in three columns."""

SHAPE = ("sheet", "encoding", "delimiter", "header")
ENCODINGS = ("utf-8", "cp1252", "iso-8859-1", "utf-16", "cp850")
DELIMITERS = (",", ";", "\t", "|")
LAST_HEADER = 40
LONGEST_TITLE = 80


@dataclass(frozen=True)
class Draft:
    """The decisions.

    Attributes
    ----------
    sheet, encoding, delimiter, header : what overrules the form found; blank: as found.
    profile : name of the profile chosen; blank: recognised or guessed.
    targets : column of the file → what it was changed to: `target`, or `target:kind`.
    grain : blank: as the profile says; `seizure`: a row is one; `item:<column>`: a row is an item of the one it names.
    constants : target → what holds for all rows.
    dataset : the dataset the records will belong to.
    title : what people will call the source.
    keeps : whether the mapping is kept as a profile.
    asked : stamp of the decisions the check was asked for with; blank: not asked.
    confirmed : whether the records are being, or were, taken in.
    version : the version that took them in.
    """

    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    header: str = ""
    profile: str = ""
    targets: Mapping[str, str] = field(default_factory=dict)
    grain: str = ""
    constants: Mapping[str, str] = field(default_factory=dict)
    dataset: str = DATASETS[0]
    title: str = ""
    keeps: bool = True
    asked: str = ""
    confirmed: bool = False
    version: int | None = None

    @property
    def shape(self) -> dict[str, Any]:
        """What overrules the form found."""
        said = {name: getattr(self, name) for name in SHAPE if getattr(self, name)}
        return said | ({"header": int(self.header)} if self.header else {})

    @property
    def stamp(self) -> str:
        """What the outcome of a check depends on, shortened."""
        kept = {key: value for key, value in asdict(self).items() if key not in _NOT_CHECKED}
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def is_asked(self) -> bool:
        """Whether a check was asked for with these very decisions."""
        return self.asked == self.stamp


_NOT_CHECKED = {"title", "keeps", "asked", "confirmed", "version"}


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
    what : `shape`, `reset`, `profile`, `target`, `constant`, `grain`, `dataset`, `title` or `keeps`.
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
    if what == "keeps":
        return replace(draft, keeps=value == "true")
    return _mapped(draft, what, name, value, plan) if plan else draft


def _reread(draft: Draft) -> Draft:
    """Return the decisions without those on the mapping: the columns may be others."""
    return replace(draft, targets={}, grain="", constants={})


def _mapped(draft: Draft, what: str, name: str, value: str, plan: Plan) -> Draft:
    """Return the decisions after one on the mapping."""
    columns = plan.source.shape.columns
    if what == "target" and name.isdigit() and int(name) < len(columns) and value in choices():
        return replace(draft, targets={**draft.targets, columns[int(name)]: value})
    if what == "grain" and (value in {"", "seizure"} or value.removeprefix("item:") in columns):
        return replace(draft, grain=value)
    if what == "constant" and name == "country" and re.fullmatch(r"([A-Z]{2})?", value):
        return replace(draft, constants={**draft.constants, name: value})
    return draft


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
    return {column: named[fold(column)] for column in columns if fold(column) in named}


def edited(profile: Profile, draft: Draft, columns: tuple[str, ...]) -> Profile:
    """Return a profile with what was decided of it."""
    found = rules_by_column(profile, columns)
    changed = {column: _rule(found.get(column), column, value) for column, value in draft.targets.items()}
    gone = [found[column] for column in changed if column in found]
    rules = [rule for rule in profile.columns if rule not in gone]
    constants = {**profile.constants, **{key: value for key, value in draft.constants.items() if value}}
    new = replace(profile, columns=(*rules, *changed.values()), constants=constants)
    if draft.grain == "seizure":
        return replace(new, grain="seizure", incident=())
    if draft.grain:
        return replace(new, grain="item", incident=(draft.grain.removeprefix("item:"),))
    return new


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
