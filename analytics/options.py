"""View options: what lives in an address beside the filters. They change how records are shown, never which."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from data.dimensions import DIMENSIONS, MEASURES
from data.vocabulary import LANGUAGES


@dataclass(frozen=True, kw_only=True)
class Option:
    """One view option.

    Attributes
    ----------
    values : what it may be; empty where `pattern` tells.
    pattern : a regular expression that its whole value matches.
    several : whether it takes several values, separated by commas.
    default : what it is where the address doesn't say; such a value is left out of addresses.
    """

    values: tuple[str, ...] = ()
    pattern: str = ""
    several: bool = False
    default: str = ""

    def allows(self, value: str) -> bool:
        """Tell whether a value may stand in a query."""
        if value in self.values:
            return True
        return bool(self.pattern) and re.fullmatch(self.pattern, value, re.DOTALL) is not None


def _one_of(*values: str) -> Option:
    return Option(values=values, default=values[0])


_AREAS = Option(pattern=r"[A-Z]{2}(-[A-Z0-9]{1,3})?", several=True)
_NUMBER = r"[1-9]\d{0,2}"

OPTIONS: Mapping[str, Option] = MappingProxyType(
    {
        "measure": _one_of(*MEASURES),
        "by": Option(values=tuple(DIMENSIONS), several=True),
        "grain": _one_of("year", "quarter", "month"),
        "scale": _one_of("count", "rate", "share"),
        "level": _one_of("admin1", "country", "point", "cluster", "hexagon"),
        "layers": Option(values=("land_crossing", "seaport", "airport"), several=True),
        "hotspots": _one_of("none", "gi", "moran", "density"),
        "nodes": _one_of("country", "place"),
        "top": Option(pattern=_NUMBER, default="60"),
        "least": Option(pattern=_NUMBER, default="1"),
        "place": Option(pattern=r"[a-z0-9-]{1,80}"),
        "per": Option(pattern=r"[\w .()-]{1,60}"),
        "method": Option(pattern=r"[a-z_]{1,40}"),
        "across": _one_of("transport_mode", "location_type", "country", "year"),
        "mode": Option(pattern=r"[a-z_]{1,40}"),
        "compare": Option(values=("previous", "rest", "all"), pattern=r"[a-z0-9_]+=.+"),
        "around": Option(pattern=r"\d{4}(-\d{2}){0,2}"),
        "target": _AREAS,
        "buffer": _AREAS,
        "control": _AREAS,
        "months": _one_of("12", "6", "24", "36"),
        "funnel": _one_of("rate", "route_known", "concealed", "small_consignment"),
        "quality": _one_of("country", "year", "agency_type", "source_reliability"),
        "who": _one_of("country", "agency_type", "agency", "source_publisher"),
        "webgl": _one_of("auto", "off"),
        "lang": _one_of(*LANGUAGES),
    }
)
"""Name → option. `by`, `layers` and the areas are none by default; `compare` is a name or the other query."""
