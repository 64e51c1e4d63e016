"""The goods of synthetic records: heavy-tailed quantities of what its pattern carries."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from data.dimensions import ITEM_UNITS
from data.schema import ITEM_COLUMNS
from data.synthetic.draft import Draft
from data.synthetic.draws import Floats, Ints, absent, drifting, pareto, text, urns, weighted
from data.synthetic.patterns import PATTERNS

FIREARMS: Mapping[str, float] = {
    **{"pistol": 0.42, "revolver": 0.12, "rifle": 0.1, "assault_rifle": 0.09, "carbine": 0.03, "shotgun": 0.1},
    **{"smg": 0.02, "machine_gun": 0.005, "craft": 0.03, "converted": 0.01, "pmf_parts": 0.02, "launcher": 0.003},
    **{"firearm_unspecified": 0.04, "handgun_unspecified": 0.02, "long_gun_unspecified": 0.01},
}
GOODS: Mapping[str, Mapping[str, float]] = {
    "firearm": FIREARMS,
    "ammunition": {"ammunition": 0.93, "ammo_component": 0.05, "spent_case": 0.02},
    "parts": {
        **{"magazine": 0.45, "part_barrel": 0.1, "part_frame_receiver": 0.1, "part_slide_cylinder": 0.08},
        **{"part_bolt": 0.04, "silencer": 0.05, "part_other": 0.13, "conversion_device": 0.05},
    },
    "grenade": {"grenade": 0.9, "rocket": 0.1},
    "explosive": {"explosive": 1.0},
    "accessory": {"optic": 0.4, "accessory": 0.3, "body_armour": 0.2, "air_pellet": 0.1},
}
"""Kind of goods → weights of the item types it may be."""
GROWTH: Mapping[str, float] = {"pmf_parts": 1.8, "conversion_device": 1.8, "craft": -1.0, "revolver": -0.8}
"""Change of the log weight of an item type over the period."""
MORE_TYPES = (0.3, 0.1)
"""Chance of a second and of a third type of firearm in a record that has one."""
AMOUNT: Mapping[str, float] = {"ammunition": 15.0, "parts": 2.0, "explosive": 0.5}
"""Smallest amount of a line before flooring, for kinds of goods that come in more than ones."""

QUANTITY_ABSENT = 0.07
"""Chance at average care that a quantity isn't stated, so that there is no line."""
MARKING_ABSENT, TRACING_ABSENT, MANUFACTURE_ABSENT = 0.7, 0.75, 0.8
MARKING: Mapping[str, float] = {
    **{"complete": 0.55, "serial_obliterated": 0.25, "serial_missing": 0.1, "import_mark_present": 0.03},
    **{"state_property_mark": 0.03, "not_examined": 0.04},
}
MANUFACTURERS: Mapping[str, float] = {
    **{"US": 0.4, "AT": 0.1, "BR": 0.1, "CZ": 0.08, "TR": 0.1, "IT": 0.07, "RU": 0.05, "CN": 0.05, "IL": 0.05},
}


def goods(draft: Draft) -> pd.DataFrame:
    """Return the item lines of the records, as `Records.items` holds them; each type once a record."""
    rows, codes, amounts = _merged(*_lines(draft), len(draft.vocabulary.listed("item_type")))
    stated = ~absent(QUANTITY_ABSENT, draft.care[rows], draft.generator)
    rows, codes, amounts = rows[stated], codes[stated], amounts[stated]
    values = draft.vocabulary.listed("item_type")
    units = ("pieces", *sorted(set(ITEM_UNITS.values())))
    unit_codes = np.array([units.index(ITEM_UNITS.get(value, "pieces")) for value in values])
    table = {"row": rows, "item_type": text(values, codes), "quantity": amounts}
    table |= {"unit": text(units, unit_codes[codes]), "calibre": _blank(len(rows)), "make": _blank(len(rows))}
    table |= _details(draft, rows, np.isin(np.array(values)[codes], list(FIREARMS)))
    return pd.DataFrame(table)[["row", *ITEM_COLUMNS]]


def _lines(draft: Draft) -> tuple[Ints, Ints, Floats]:
    """Return row, item type and amount of every line; a type may come twice in a record."""
    random = draft.generator.random
    found = []
    for kind in GOODS:
        chance = np.array([pattern.goods.get(kind, 0.0) for pattern in PATTERNS])
        rows = np.flatnonzero(random(len(draft)) < chance[draft.pattern])
        found.append(_of_kind(draft, rows, kind))
        for further in MORE_TYPES if kind == "firearm" else ():
            found.append(_of_kind(draft, rows[random(len(rows)) < further], kind))
    rows, codes, amounts = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return rows, codes, amounts


def _of_kind(draft: Draft, rows: Ints, kind: str) -> tuple[Ints, Ints, Floats]:
    values = draft.vocabulary.listed("item_type")
    growth = np.array([GROWTH.get(value, 0.0) for value in values])
    types = urns(drifting(weighted(GOODS[kind], values)[np.newaxis], growth, draft.moments))
    codes = types.draw(draft.year[rows], draft.generator)
    scale = np.array([pattern.scale for pattern in PATTERNS])[draft.pattern[rows]]
    return rows, codes, pareto(scale * AMOUNT.get(kind, 1.0), draft.generator)


def _merged(rows: Ints, codes: Ints, amounts: Floats, types: int) -> tuple[Ints, Ints, Floats]:
    """Return lines sorted by row and type, those of one type in one record added up."""
    key, place = np.unique(rows * types + codes, return_inverse=True)
    summed = np.bincount(place, weights=amounts, minlength=len(key)).astype(np.float64)
    return key // types, key % types, summed


def _details(draft: Draft, rows: Ints, is_firearm: np.ndarray) -> dict[str, pd.Series]:
    """Return marking, tracing and country of manufacture of firearm lines, mostly not recorded."""
    care, marking = draft.care[rows], draft.vocabulary.listed("marking_status")
    tracing, makers = draft.vocabulary.listed("tracing_status"), draft.vocabulary.codes("country")
    weights = {
        "marking_status": (marking, weighted(MARKING, marking), MARKING_ABSENT),
        "tracing_status": (tracing, np.ones(len(tracing)), TRACING_ABSENT),
        "manufacture_country": (makers, weighted(MANUFACTURERS, makers), MANUFACTURE_ABSENT),
    }
    details = {}
    for name, (values, table, base) in weights.items():
        drawn = urns(table[np.newaxis]).draw(np.zeros(len(rows), dtype=np.int64), draft.generator)
        shown = is_firearm & ~absent(base, care, draft.generator)
        details[name] = text(values, np.where(shown, drawn, -1))
    return details


def _blank(size: int) -> pd.Series:
    return text(("",), np.full(size, -1))
