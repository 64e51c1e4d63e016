"""A file nobody prepared for → a profile to confirm: by the names of its columns and by what is written in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

from data.geography.gazetteer import Gazetteer
from data.geography.toponyms import fold
from data.mapping.cells import TARGET_KINDS
from data.mapping.dates import day_comes_first
from data.mapping.evidence import PART_SENTINELS, SENTINELS, Column, distinct, names_of
from data.mapping.profiles import PROFILES, ColumnRule, Profile
from data.mapping.values import Lexicon, rows
from data.vocabulary import Vocabulary

COUNT_WORDS = frozenset(
    {
        *("cant", "cantidad", "cantidades", "no", "num", "numero", "nro", "total", "totales", "unidades"),
        *("qty", "quantity", "number", "count", "quantidade", "qtd", "de", "del", "las", "los", "of", "the"),
        *("incautadas", "incautados", "incautada", "decomisadas", "decomisados", "retenidas", "seized", "apreendidas"),
    }
)
DESCRIBING = frozenset(
    {"calibre", "cal", "caliber", "marca", "modelo", "make", "model", "tipo", "clase", "type", "serie"}
)
"""Words of headers that describe arms and count none."""

CODED = ("item_type", "concealment", "transport_mode", "location_type", "detection", "event", "diversion_source")
SHARED = frozenset({"other_goods", "summary", "ignore", "year", "month", "day"})
"""Targets that several columns may go to."""

HEADER_LIKE = 86.0
"""Likeness of two headers (0-100, `rapidfuzz.fuzz.token_sort_ratio`) from which one is taken for the other."""

CONTRADICTED = 0.2
"""A column of which fewer values fit is not what its header says."""

TELLING = 4
"""Distinct values below which unknown words say nothing against a header."""

ENOUGH = 0.6
"""Share of fitting values from which values alone tell what a column is."""


@dataclass(frozen=True)
class Guess:
    """A profile to confirm.

    Attributes
    ----------
    profile : named `guessed`.
    confidence : column of the file → 0 (nothing understood) to 1.
    why : column of the file → `header`, `header_like`, `header_item`, `header_ignored`, `values`,
        `date_given` (a whole date is in another column), `beside_goods`, `total_assumed` or `not_understood`.
    country : what was assumed of the country, where no column states it; None where one does.
    """

    profile: Profile
    confidence: Mapping[str, float]
    why: Mapping[str, str]
    country: "AssumedCountry | None" = None


@dataclass(frozen=True)
class AssumedCountry:
    """The country that a file without a column of countries was taken to be of.

    Attributes
    ----------
    code : ISO 3166-1 alpha-2; blank if none could be told.
    columns : columns of the file whose names of provinces and places told it.
    known : how many different names in them are provinces of that country.
    names : how many different names they hold.
    """

    code: str
    columns: tuple[str, ...]
    known: int
    names: int


@dataclass(frozen=True)
class Candidate:
    """One thing a column may be."""

    column: str
    target: str
    score: float
    why: str


def guess(head: pd.DataFrame, vocabulary: Vocabulary, gazetteer: Gazetteer) -> Guess:
    """Return the likeliest profile of a file.

    Parameters
    ----------
    head : first rows, all text.
    vocabulary : our codes and their labels.
    gazetteer : names of units and places; without a column of countries the one most units lie in is assumed.
    """
    lexicon = Lexicon(vocabulary)
    columns = [Column(name, distinct(head[name]), lexicon, gazetteer) for name in head.columns]
    candidates = [candidate for column in columns for candidate in _candidates(column)]
    chosen = _settled(_assigned(columns, candidates))
    rules = tuple(_rule(column, chosen[column.name].target) for column in columns)
    assumed = _country(columns, chosen, gazetteer)
    profile = Profile(
        name="guessed",
        title={"en": "guessed", "es": "guessed"},
        columns=rules,
        constants=_constants(chosen, assumed),
        sentinels=SENTINELS,
    )
    scores = {name: round(candidate.score, 2) for name, candidate in chosen.items()}
    why = {name: candidate.why for name, candidate in chosen.items()}
    return Guess(_grained(profile, head), scores, why, assumed)


def _candidates(column: Column) -> Iterable[Candidate]:
    named = _by_header(column)
    if named is not None:
        share = column.share(named.target)
        sure = named.target in {"place", "admin1", "origin", "transit", "destination"} or share is None
        if sure or share is None:
            yield named
        elif share >= CONTRADICTED or (named.target in CODED and len(column.values) < TELLING):
            yield replace(named, score=named.score * (0.6 + 0.4 * share))
    yield from _by_values(column)


def _by_header(column: Column) -> Candidate | None:
    from rapidfuzz import fuzz, process

    headers = _headers()
    exact = headers.get(column.key)
    if exact is not None:
        return Candidate(column.name, exact, 1.0, "header_ignored" if exact == "ignore" else "header")
    item = _counted_item(column)
    if item is not None:
        return Candidate(column.name, item, 0.95, "header_item")
    usable = {alias: target for alias, target in headers.items() if target != "ignore" and len(alias) > 3}
    like = process.extractOne(column.key, usable.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=HEADER_LIKE)
    if like is not None:
        return Candidate(column.name, usable[like[0]], 0.9 * like[1] / 100, "header_like")
    words = set(column.key.split())
    within = [alias for alias in usable if set(alias.split()) <= words]
    return Candidate(column.name, usable[max(within, key=len)], 0.7, "header_like") if within else None


def _counted_item(column: Column) -> str | None:
    """Return the quantity a header such as "Cant. armas cortas" or "Pistolas" counts, if its values are numbers."""
    share = column.share("quantity")
    plain = fold(column.name.partition("(")[0]) or column.key
    words = [word for word in plain.split() if word not in COUNT_WORDS]
    if not words or DESCRIBING & set(words) or (share is not None and share < ENOUGH):
        return None
    code = column.lexicon.coded("item_type", " ".join(words))
    if code.code or not code.value:
        return None
    return "firearms_total" if code.value == "firearm_unspecified" else f"qty_{code.value}"


def _by_values(column: Column) -> Iterable[Candidate]:
    digits = all(text.replace(".", "").isdigit() for text in column.values)
    targets = () if digits else ("date", "country", *CODED, "admin1", "place")
    for target in targets:
        share = column.share(target) or 0.0
        if share >= ENOUGH:
            yield Candidate(column.name, target, (0.4 if target == "place" else 0.6) * share, "values")


def _assigned(columns: Sequence[Column], candidates: Iterable[Candidate]) -> dict[str, Candidate]:
    """Give each column its best target, the surest first; a target that isn't shared is given once."""
    chosen: dict[str, Candidate] = {}
    taken: set[str] = set()
    for candidate in sorted(candidates, key=lambda one: -one.score):
        if candidate.column in chosen or candidate.target in taken:
            continue
        chosen[candidate.column] = candidate
        if candidate.target not in SHARED and not candidate.target.startswith("qty_"):
            taken.add(candidate.target)
    return {column.name: chosen.get(column.name, _nothing(column.name)) for column in columns}


def _nothing(column: str) -> Candidate:
    return Candidate(column, "ignore", 0.0, "not_understood")


def _settled(chosen: Mapping[str, Candidate]) -> dict[str, Candidate]:
    """Mend what makes no sense together: parts beside a whole date, a quantity of nothing."""
    held = {candidate.target for candidate in chosen.values()}
    settled = {}
    for name, candidate in chosen.items():
        if candidate.target in {"year", "month", "day"} and ("date" in held or "year" not in held):
            candidate = replace(candidate, target="ignore", why="date_given")
        if candidate.target == "quantity" and "item_type" not in held:
            beside = "other_goods" in held
            target, why = ("quantity_of_goods", "beside_goods") if beside else ("firearms_total", "total_assumed")
            taken = not beside and "firearms_total" in held
            candidate = _nothing(name) if taken else replace(candidate, target=target, why=why)
        settled[name] = candidate
    return settled


def _rule(column: Column, target: str) -> ColumnRule:
    needed = target != "ignore"
    if target in {"year", "month", "day"}:
        return ColumnRule(column.name, "date", target, sentinels=PART_SENTINELS, required=needed)
    if target == "quantity_of_goods":
        return ColumnRule(column.name, "other_goods", "number", required=needed)
    order = day_comes_first(column.values) if TARGET_KINDS.get(target) == "date" else None
    return ColumnRule(column.name, target, day_first=order, required=needed)


def _constants(chosen: Mapping[str, Candidate], assumed: AssumedCountry | None) -> dict[str, str]:
    held = {candidate.target for candidate in chosen.values()}
    constants = {} if "event" in held else {"event": "seized"}
    return constants | ({"country": assumed.code} if assumed and assumed.code else {})


def _country(columns: Sequence[Column], chosen: Mapping[str, Candidate], gazetteer: Gazetteer) -> AssumedCountry | None:
    """Return the country in which most names of provinces are known; none if they are too few, or a tie.

    Where no column states provinces or places nothing is told, and a column of countries leaves nothing to assume.
    """
    held = {candidate.target: name for name, candidate in chosen.items()}
    if "country" in held:
        return None
    telling = [column for column in columns if column.name in {held.get("admin1"), held.get("place")}]
    keys = [fold(text) for column in telling for text in column.values]
    known = [country for key in keys for country in names_of(gazetteer)["admin1"].get(key, ())]
    counts = pd.Series(known, dtype="str").value_counts()
    names = tuple(column.name for column in telling)
    if counts.empty or counts.iloc[0] * 3 < len(keys) or (len(counts) > 1 and counts.iloc[0] == counts.iloc[1]):
        return AssumedCountry("", names, 0, len(keys))
    return AssumedCountry(str(counts.index[0]), names, int(counts.iloc[0]), len(keys))


def _grained(profile: Profile, head: pd.DataFrame) -> Profile:
    """Take rows for items where the file names items and repeats its ids from row to row."""
    targets = {rule.target: rule.source for rule in profile.columns}
    if not {"seizure_id", "item_type"} <= targets.keys():
        return profile
    ids = head[targets["seizure_id"]]
    repeats = ((ids == ids.shift()) & (ids != "")).any()
    return replace(profile, grain="item", incident=(targets["seizure_id"],)) if repeats else profile


@lru_cache(maxsize=1)
def _headers() -> Mapping[str, str]:
    """Return folded header → template column, `year`, `month`, `day` or `ignore`."""
    aliases = {row["column"]: row["alias"].split("|") for row in rows(PROFILES / "headers.csv")}
    return {fold(alias): target for target, names in aliases.items() for alias in (target, *names)}
