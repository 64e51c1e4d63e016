"""Profiles: how the columns and values of a known source map to ours, one TOML file a source."""

import csv
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from data.mapping.column_rules import (
    DATE_ORDERS,
    DECIMALS,
    GRAINS,
    KINDS,
    PROFILE_NAME,
    TARGETS,
    ColumnRule,
    Profile,
    ProfileError,
    targets,
    template_columns,
)
from data.mapping.values import PROFILES, value_key
from data.vocabulary import REFERENCE

__all__ = [
    "PROFILES",
    "ColumnRule",
    "Profile",
    "ProfileError",
    "bound",
    "by_key",
    "load_profiles",
    "read_profile",
    "recognise",
    "save_profile",
    "targets",
    "template_columns",
]


def load_profiles(*folders: Path) -> dict[str, Profile]:
    """Read the profiles of folders (the shipped ones if none is given); a later folder's profile replaces an earlier.

    Raises
    ------
    ProfileError
        If a file can't be used.
    """
    paths = [path for folder in folders or (PROFILES,) for path in sorted(folder.glob("*.toml"))]
    profiles = (read_profile(path) for path in paths)
    return {profile.name: profile for profile in profiles}


def read_profile(path: Path) -> Profile:
    """Read one profile.

    Raises
    ------
    ProfileError
        If the file isn't TOML, or a key or value isn't one a profile has.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError("toml_unreadable", path.name, "", error) from error
    columns = raw.get("columns", [])
    if not isinstance(columns, list) or not all(isinstance(column, dict) for column in columns):
        raise ProfileError("value_type", path.name, "columns", columns)
    rules = [_built(ColumnRule, column, path.name, f"columns[{place}].") for place, column in enumerate(columns)]
    profile = _built(Profile, raw | {"columns": [_with_aliases(rule, path.name) for rule in rules]}, path.name, "")
    _check(profile, path.name)
    return profile


def recognise(columns: Iterable[str], profiles: Mapping[str, Profile]) -> Profile | None:
    """Return the profile whose required columns are all there; of several, the one that knows most columns.

    Published totals are recognised only if the profile knows every column: another column means a list of incidents.
    """
    present = {value_key(column) for column in columns}
    known: dict[str, int] = {}
    for name, profile in profiles.items():
        needed = [rule for rule in profile.columns if rule.required]
        count = sum(not present.isdisjoint(rule.names) for rule in profile.columns)
        whole = profile.target != "published" or count == len(present)
        if needed and whole and all(not present.isdisjoint(rule.names) for rule in needed):
            known[name] = count
    return profiles[max(known, key=lambda name: known[name])] if known else None


def by_key(columns: Iterable[str]) -> dict[str, str]:
    """Return the columns of a file by the key they are compared by; of equal keys the first."""
    found: dict[str, str] = {}
    for column in columns:
        found.setdefault(value_key(column), column)
    return found


def bound(profile: Profile, columns: Iterable[str]) -> list[tuple[ColumnRule, str]]:
    """Return each rule of a profile with the column of a file it reads; rules without a column are left out."""
    present = by_key(columns)
    found = [(rule, next((present[name] for name in rule.names if name in present), "")) for rule in profile.columns]
    return [(rule, column) for rule, column in found if column]


def save_profile(profile: Profile, folder: Path) -> Path:
    """Write a profile as `<name>.toml`; `read_profile` of it returns an equal profile.

    Raises
    ------
    ProfileError
        If the profile can't be used; nothing is written.
    """
    path = folder / f"{profile.name}.toml"
    _check(profile, path.name)
    lines = [f"{key} = {_toml(value)}" for key, value in _stated(profile).items() if key != "columns"]
    rules = [f"  {_toml(_stated(rule))}," for rule in profile.columns]
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*lines, "columns = [", *rules, "]", ""]), encoding="utf-8", newline="\n")
    return path


def _stated(thing: Profile | ColumnRule) -> dict[str, Any]:
    values = {entry.name: getattr(thing, entry.name) for entry in fields(thing)}
    return {name: value for name, value in values.items() if value not in (None, "", (), frozenset(), {}, False)} | (
        {"day_first": False} if values.get("day_first") is False else {}
    )


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_text(key)} = {_toml(entry)}" for key, entry in value.items()) + " }"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _text(value)
    return "[" + ", ".join(map(_toml, sorted(value) if isinstance(value, frozenset) else value)) + "]"


def _text(text: str) -> str:
    """Return a TOML basic string; JSON's are the same but for DEL, which TOML wants escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _built(kind: type, raw: Mapping[str, Any], file: str, prefix: str) -> Any:
    """Return the dataclass of a TOML table, every key and type checked."""
    known = {entry.name: entry for entry in fields(kind)}
    for key in raw:
        if key not in known:
            raise ProfileError("key_unknown", file, f"{prefix}{key}")
    needed = ("name", "title", "columns") if kind is Profile else ("source", "target")
    for key in needed:
        if not raw.get(key):
            raise ProfileError("key_missing", file, f"{prefix}{key}")
    return kind(**{key: _typed(known[key].type, value, file, f"{prefix}{key}") for key, value in raw.items()})


def _typed(kind: Any, value: Any, file: str, where: str) -> Any:
    wanted = str(kind)
    if "ColumnRule" in wanted:
        return tuple(value)
    if "Mapping" in wanted:
        good = isinstance(value, dict) and all(isinstance(entry, str) for entry in value.values())
    elif "tuple" in wanted or "frozenset" in wanted:
        good = isinstance(value, list) and all(isinstance(entry, str) for entry in value)
    else:
        good = isinstance(value, bool if "bool" in wanted else str)
    if not good:
        raise ProfileError("value_type", file, where, value)
    return tuple(value) if "tuple" in wanted else frozenset(value) if "frozenset" in wanted else value


def _with_aliases(rule: ColumnRule, file: str) -> ColumnRule:
    if not rule.values_from:
        return rule
    source, _, column = rule.values_from.partition("/")
    with (REFERENCE / "value_aliases.csv").open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table) if (row["source"], row["field"]) == (source, column)]
    if not rows:
        raise ProfileError("aliases_unknown", file, "values_from", rule.values_from)
    values = {row["raw_value"]: row["code"] for row in rows} | dict(rule.values)
    kept = {entry.name: getattr(rule, entry.name) for entry in fields(rule)}
    return ColumnRule(**kept | {"values": values})


def _check(profile: Profile, file: str) -> None:
    choices = {"target": TARGETS, "grain": GRAINS, "dates": DATE_ORDERS, "decimal": DECIMALS}
    for key, allowed in choices.items():
        if getattr(profile, key) not in allowed:
            raise ProfileError("value_not_allowed", file, key, getattr(profile, key))
    if not PROFILE_NAME.fullmatch(profile.name):
        raise ProfileError("value_not_allowed", file, "name", profile.name)
    if profile.grain == "item" and not profile.incident:
        raise ProfileError("key_missing", file, "incident")
    _check_columns(profile, file)
    given = {*profile.constants, *(key for rule in profile.columns for key in rule.fixed)}
    parts = ("year", "month", "day") if profile.target == "published" else ()
    for key in sorted(given - {*targets(profile.target), *parts}):
        raise ProfileError("target_unknown", file, f"constants.{key}", key)


def _check_columns(profile: Profile, file: str) -> None:
    allowed = targets(profile.target)
    named: dict[str, int] = {}
    for place, rule in enumerate(profile.columns):
        if rule.target not in allowed:
            raise ProfileError("target_unknown", file, f"columns[{place}].target", rule.target)
        if rule.kind not in ("", *KINDS):
            raise ProfileError("value_not_allowed", file, f"columns[{place}].kind", rule.kind)
        for name in rule.names:
            if named.setdefault(name, place) != place:
                raise ProfileError("column_repeated", file, f"columns[{place}].source", rule.source)
