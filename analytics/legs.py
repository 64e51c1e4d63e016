"""The stated routes as one table to pass on: every leg, and every end that nobody knows."""

import pandas as pd

from analytics.crossfilter import View
from analytics.flows import flows, stubs
from analytics.itineraries import INTENDED, TRAVELLED, Level
from data.dimensions import NOT_RECORDED

SIDES = ("start", "end")
PLACE = ("name", "country", "latitude", "longitude", "precision")
LEG, UNKNOWN_START, UNKNOWN_END = "leg", "unknown_start", "unknown_end"
LEG_TABLE = (
    "kind",
    *(name for side in SIDES for name in (side, *(f"{side}_{part}" for part in PLACE))),
    *("stage", "evidence", "seizures", "mode", "mode_known"),
)


def leg_table(view: View, level: Level = "country") -> pd.DataFrame:
    """Return the directed legs of the counted seizures and the ends that aren't known.

    Returns
    -------
    The columns `LEG_TABLE`. `kind`: `leg`; `unknown_start` (the seizure's origin isn't stated: `end` is the first stop
    known of it) and `unknown_end` (no destination is stated: `start` is the last stop known). The unknown side is
    `not_recorded`, its place blank. `evidence` of a leg: `documented`, or `inferred` where either end is; blank for
    unknown ends. `seizures`: distinct; one seizure is in each leg it travelled. `mode` and `mode_known` as `flows`
    returns them; blank and missing for unknown ends.
    """
    legs = flows(view, level)
    legs["evidence"] = legs["documented"].map({True: "documented", False: "inferred"}).astype("str")
    whole = [legs.assign(kind=LEG)]
    ends = stubs(view, level)
    for kind, direction, stage in ((UNKNOWN_START, "in", TRAVELLED), (UNKNOWN_END, "out", INTENDED)):
        mine = ends[ends["direction"] == direction]
        whole.append(_end(mine, kind, "end" if direction == "in" else "start").assign(stage=stage))
    table = pd.concat([part for part in whole if len(part)] or whole[:1], ignore_index=True)
    table = table.reindex(columns=list(LEG_TABLE))
    return table.astype({"seizures": "int64", "mode_known": "Int64"})


def _end(table: pd.DataFrame, kind: str, known: str) -> pd.DataFrame:
    """Return the seizures of unknown ends as legs whose one side is known."""
    unknown = "start" if known == "end" else "end"
    names = {"node": known} | {name: f"{known}_{name}" for name in PLACE}
    return table.rename(columns=names).assign(**{"kind": kind, unknown: NOT_RECORDED})
