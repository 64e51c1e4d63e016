"""Made-up records for training, demonstrations and tests of speed: any number of them, always labelled so.

They look like seizure records – skewed, heavy-tailed, seasonal, drifting, and silent where real ones are – and are
calibrated to nothing: the order of countries, places and agencies is drawn anew from each seed.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from data.geography.gazetteer import Gazetteer
from data.schema import LIST_COLUMNS, SEIZURE_COLUMNS, Records
from data.synthetic.draft import Draft, drafted
from data.synthetic.draws import Ints, absent, text
from data.synthetic.goods import FIREARMS, goods
from data.synthetic.patterns import PATTERNS, STOCK
from data.synthetic.routes import PRECISIONS, Located, located, named, routes
from data.vocabulary import Vocabulary

DATASET, PUBLISHER, SUMMARY = "synthetic", "Istmo, synthetic", "Synthetic record: nothing of this happened."
YEARS = (2012, 2024)
"""First and last year of synthetic records."""

DATE_PRECISIONS = ("day", "month", "year", "reported")
COARSE_DATE, YEAR_ONLY, REPORTED = 0.25, 0.2, 0.2
"""Chance at average care that the date isn't known to the day; then the shares of year only and of report date only."""
DELAY_MEDIAN, DELAY_SPREAD, LONGEST_DELAY = 3.0, 1.6, 365
"""Days from event to report: log-normal median, spread of its logarithm, and the most."""

ABSENT: Mapping[str, float] = {
    **{"location_type": 0.12, "detection": 0.08, "transport_mode": 0.25, "concealment": 0.5, "document_status": 0.6},
    **{"diversion_source": 0.75, "offence_context": 0.4, "agency_type": 0.06, "source_reliability": 0.04},
    **{"report_date": 0.2, "firearms_stated": 0.25, "other_goods": 0.65},
}
"""Chance at average care that a field is left out."""

FURTHER = (0.35, 0.1)
"""Chance of a second and of a third value in a list that has a first."""
EVENTS: Mapping[str, float] = {"seized": 0.88, "found": 0.07, "surrendered": 0.02, "retained_customs": 0.03}
SOURCES: Mapping[str, float] = {
    **{"official_record": 0.2, "official_statement": 0.25, "court": 0.03, "press_multi": 0.2, "press_single": 0.27},
    **{"low": 0.05},
}
DOCUMENTS: Mapping[str, float] = {
    **{"valid": 0.05, "none": 0.5, "expired": 0.05, "forged": 0.1, "altered": 0.05, "misdeclared": 0.2, "misused": 0.05}
}
DIVERSIONS: Mapping[str, float] = {
    **{"state_stockpile": 0.3, "civilian_theft": 0.2, "straw_purchase": 0.2, "dealer_diversion": 0.1},
    **{"private_security": 0.05, "import_diversion": 0.05, "online_parts": 0.05, "craft_assembly": 0.05},
}
OFFENCES: Mapping[str, float] = {
    **{"illicit_trafficking": 0.3, "smuggling_customs": 0.2, "illegal_possession": 0.25, "illegal_carrying": 0.1},
    **{"drug_trafficking": 0.1, "organized_crime_gang": 0.05},
}
PARTNERS: Mapping[str, float] = {"prosecutor": 0.4, "police": 0.25, "joint": 0.1, "antidrug": 0.15, "military": 0.1}
"""Agencies that take part beside the leading one."""
OTHER_GOODS = ("cash", "cocaine", "cannabis", "vehicle", "radios", "uniforms", "mobile phones", "vehicle; cash")


def synthetic(
    rows: int,
    seed: int,
    *,
    vocabulary: Vocabulary,
    gazetteer: Gazetteer,
    drift: float = 1.0,
    years: tuple[int, int] = YEARS,
) -> Records:
    """Return made-up records, sorted by the day they are said to have happened.

    Parameters
    ----------
    seed : equal seeds give equal records; ids are `SYN-<seed>-<n>`, n from 1.
    vocabulary, gazetteer : every code, place and coordinate is one of theirs.
    drift : factor on all that changes over time; with 0 rates, mix and completeness are constant and there is no
        season, as simulations of "no change" need.
    years : first and last year.

    Raises
    ------
    ValueError
        If the vocabulary lacks a code that is needed.
    """
    if DATASET not in vocabulary.listed("dataset"):
        raise ValueError(f"not in the vocabulary: {DATASET!r}")
    generator = np.random.default_rng(seed)
    draft = drafted(rows, generator, vocabulary, gazetteer, drift=drift, years=years)
    here = located(draft)
    items = goods(draft)
    seizures = _seizures(draft, here, items).assign(
        seizure_id=[f"SYN-{seed}-{number}" for number in range(1, rows + 1)],
        import_id=_always(f"synthetic-{seed}", rows),
    )
    kinds = dict.fromkeys(("seizure_id", "import_id"), "str")
    ordered = seizures[list(SEIZURE_COLUMNS)].astype(kinds)
    return Records(ordered, _lists(draft), items, routes(draft, here))


def _seizures(draft: Draft, here: Located, items: pd.DataFrame) -> pd.DataFrame:
    """Return all columns of `SEIZURE_COLUMNS` but the ids."""
    stated = draft.shared("document_status", DOCUMENTS)
    loss = draft.pattern == PATTERNS.index(STOCK)
    events = draft.vocabulary.listed("event")
    event = np.where(loss, events.index("diverted"), draft.shared("event", EVENTS))
    table = _dates(draft) | named(draft, here)
    table |= {"event": text(events, event), "place_precision": text(PRECISIONS, here.precision)}
    for name in ("location_type", "detection", "transport_mode"):
        table[name] = draft.coded(name, draft.by_pattern(name), ABSENT[name])
    table["document_status"] = draft.coded("document_status", stated, ABSENT["document_status"])
    table["document_type"] = _document_types(draft, table["document_status"])
    table["firearms_stated"] = _firearms_stated(draft, items)
    table["other_goods"] = _other_goods(draft)
    sources = draft.shared("source_reliability", SOURCES)
    table["source_reliability"] = draft.coded("source_reliability", sources, ABSENT["source_reliability"])
    table |= {"summary": _always(SUMMARY, len(draft)), "source_publisher": _always(PUBLISHER, len(draft))}
    table |= {"dataset": _always(DATASET, len(draft)), "sensitivity": _always("public", len(draft))}
    return pd.DataFrame(table)


def _dates(draft: Draft) -> dict[str, pd.Series]:
    """Return when it happened, as precisely as that is known, and when it was reported."""
    random, days = draft.generator.random, draft.day.astype("datetime64[D]")
    share = random(len(draft))
    other = np.where(share < YEAR_ONLY, 2, np.where(share < YEAR_ONLY + REPORTED, 3, 1))
    precision = np.where(absent(COARSE_DATE, draft.care, draft.generator), other, 0)
    spread = draft.generator.lognormal(np.log(DELAY_MEDIAN), DELAY_SPREAD, len(draft))
    report = days + np.minimum(spread, LONGEST_DELAY).astype(np.int64)
    late = report.astype(np.int64) > draft.last_day
    precision = np.where((precision == 3) & late, 1, precision)
    hidden = absent(ABSENT["report_date"], draft.care, draft.generator) & (precision != 3)
    starts = [days, days.astype("datetime64[M]"), days.astype("datetime64[Y]"), report]
    date = np.choose(precision, [start.astype("datetime64[D]").astype(np.int64) for start in starts])
    return {
        "date": pd.Series(date.astype("datetime64[D]").astype("datetime64[s]")),
        "date_precision": text(DATE_PRECISIONS, precision),
        "report_date": pd.Series(np.where(hidden, np.datetime64("NaT"), report).astype("datetime64[s]")),
        "source_date": _day_texts(report, hidden),
    }


def _day_texts(days: np.ndarray, hidden: np.ndarray) -> pd.Series:
    """Return days as `YYYY-MM-DD`; each distinct day is written once."""
    distinct, codes = np.unique(days, return_inverse=True)
    return text(np.datetime_as_string(distinct).tolist(), np.where(hidden, -1, codes))


def _document_types(draft: Draft, status: pd.Series) -> pd.Series:
    """Return a type of document where one was shown."""
    values = draft.vocabulary.listed("document_type")
    shown = ~status.isin(["none", "unknown"]).to_numpy() & status.notna().to_numpy()
    return text(values, np.where(shown, draft.generator.integers(len(values), size=len(draft)), -1))


def _firearms_stated(draft: Draft, items: pd.DataFrame) -> pd.Series:
    mine = items["item_type"].isin(list(FIREARMS)).to_numpy()
    rows = items["row"].to_numpy()[mine]
    total = np.bincount(rows, weights=items["quantity"].to_numpy()[mine], minlength=len(draft))
    left_out = absent(ABSENT["firearms_stated"], draft.care, draft.generator)
    return pd.Series(np.where(left_out | (total == 0), np.nan, total))


def _other_goods(draft: Draft) -> pd.Series:
    left_out = absent(ABSENT["other_goods"], draft.care, draft.generator)
    found = draft.generator.integers(len(OTHER_GOODS), size=len(draft))
    return text(OTHER_GOODS, np.where(left_out, -1, found))


def _lists(draft: Draft) -> dict[str, pd.DataFrame]:
    """Return the lists; names of agencies and addresses stay empty: no real body or page did any of this."""
    drawn = {
        "agency_type": [draft.agency, *(draft.shared("agency_type", PARTNERS) for _ in FURTHER)],
        "concealment": [draft.by_pattern("concealment") for _ in range(1 + len(FURTHER))],
        "diversion_source": [draft.shared("diversion_source", DIVERSIONS)],
        "offence_context": [draft.shared("offence_context", OFFENCES) for _ in range(1 + len(FURTHER))],
    }
    lists = {name: _list(draft, name, codes) for name, codes in drawn.items()}
    empty = pd.DataFrame({"row": np.zeros(0, dtype=np.int64), "code": text(("",), np.zeros(0, dtype=np.int64))})
    return {name: lists.get(name, empty) for name in LIST_COLUMNS}


def _list(draft: Draft, name: str, choices: list[Ints]) -> pd.DataFrame:
    """Return `row` and `code`: the first value as it is recorded, then further ones, none twice in a record."""
    values = draft.vocabulary.listed(name)
    codes = pd.Index(values)
    first = codes.get_indexer(draft.coded(name, choices[0], ABSENT[name]))
    unknown = codes.get_indexer(["unknown"])[0]
    rows, found = [np.flatnonzero(first >= 0)], [first[first >= 0]]
    for chance, choice in zip(FURTHER, choices[1:], strict=False):
        more = (first >= 0) & (first != unknown) & (draft.generator.random(len(draft)) < chance)
        rows.append(np.flatnonzero(more))
        found.append(choice[more])
    table = pd.DataFrame({"row": np.concatenate(rows), "code": np.concatenate(found)})
    table = table.drop_duplicates().sort_values("row", kind="stable", ignore_index=True)
    return table.assign(code=text(values, table["code"].to_numpy()))


def _always(value: str, size: int) -> pd.Series:
    return text((value,), np.zeros(size, dtype=np.int64))
