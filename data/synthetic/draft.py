"""What every part of a synthetic record depends on: when, where, in which way and how carefully it was recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.geography.gazetteer import Gazetteer
from data.synthetic.draws import Floats, Generator, Ints, Urns, absent, drifting, filled, text, urns, weighted, zipf
from data.synthetic.patterns import KINDS, PATTERNS, STOCK
from data.vocabulary import Vocabulary

COUNTRIES = ("BZ", "CR", "GT", "HN", "NI", "PA", "SV")
"""Where synthetic seizures are made."""
COUNTRY_SKEW, PLACE_SKEW = 0.9, 1.1
"""Zipf exponents of countries and of the places of one kind in a country."""
COUNTRY_GROWTH = 0.5
"""Standard deviation of the change of a country's log weight over the period."""
COUNTRY_WAYS = 0.5
"""Standard deviation of the log weight of each pattern between countries."""

RATE_GROWTH = 0.4
"""Change of the log number of records a day from the first to the last."""
SEASON, SEASON_PEAK = 0.25, 75
"""Amplitude of the yearly wave in the number of records, and the day of the year it peaks on."""
DIVERTED = 0.08
"""Share of losses from lawful holders."""

AGENCY_CARE, RECORD_CARE = 0.6, 0.7
"""Standard deviations of care between agencies and between records, on the logistic scale."""
CARE_GROWTH = 1.2
"""Change of care over the period: older records say less."""
BACKGROUND = 0.003
"""Weight of every code that a pattern does not name: any two codes may meet."""
UNKNOWN_SAID = 0.5
"""Share of what is left out that is recorded as `unknown` where the vocabulary has that code, not left blank."""
PROGRESSING: Mapping[str, float] = {"disassembled": 1.5, "structured_small_lots": 1.2, "vehicle_tyre": -1.2}
"""Codes whose own log weight changes over the period, whatever the pattern."""


@dataclass(frozen=True)
class Sites:
    """Gazetteer places as arrays, those at a border once from each side.

    Attributes
    ----------
    table : `name`, `country`, `admin1`, `latitude`, `longitude`.
    countries : countries with places; an urn's group is country × kind.
    """

    table: pd.DataFrame
    countries: tuple[str, ...]
    urns: Urns

    def draw(self, country: Ints, kind: Ints, generator: Generator) -> Ints:
        """Return a place of a kind, else a town, for each position in `countries`; −1 where there is neither."""
        found = self.urns.draw(country * len(KINDS) + kind, generator)
        lacking = found < 0
        found[lacking] = self.urns.draw(country[lacking] * len(KINDS), generator)
        return found


@dataclass(frozen=True)
class Draft:
    """The backbone of the records.

    Attributes
    ----------
    day : days since 1970-01-01.
    year : years since the first.
    pattern, country : positions in `PATTERNS` and `COUNTRIES`.
    agency : position of the leading agency type in the vocabulary.
    care : how much is recorded, on the logistic scale; 0 is average.
    moments : each year between −0.5 and 0.5, times the drift.
    last_day : the last that a date may have, as days since 1970-01-01.
    """

    generator: Generator
    vocabulary: Vocabulary
    gazetteer: Gazetteer
    sites: Sites
    day: Ints
    year: Ints
    pattern: Ints
    country: Ints
    agency: Ints
    care: Floats
    moments: Floats
    last_day: int

    def __len__(self) -> int:
        return len(self.day)

    def by_pattern(self, name: str) -> Ints:
        """Return a code of the vocabulary list `name` for each record, as its pattern and year have it."""
        codes = self.vocabulary.listed(name)
        table = pattern_weights(name, codes)
        growth = np.array([PROGRESSING.get(code, 0.0) for code in codes])
        found = urns(drifting(table, growth, self.moments))
        return found.draw(self.pattern * len(self.moments) + self.year, self.generator)

    def coded(self, name: str, codes: Ints, base: float) -> pd.Series:
        """Return codes of a vocabulary list as text, some left out: blank, or `unknown` where there is that code."""
        values = self.vocabulary.listed(name)
        left_out = absent(base, self.care, self.generator)
        said = left_out & (self.generator.random(len(self)) < UNKNOWN_SAID)
        unknown = values.index("unknown") if "unknown" in values else -1
        return text(values, np.where(said, unknown, np.where(left_out, -1, codes)))

    def shared(self, name: str, shares: Mapping[str, float]) -> Ints:
        """Return a code of a vocabulary list for each record by shares that are the same for all."""
        table = weighted(shares, self.vocabulary.listed(name))[np.newaxis]
        return urns(table).draw(np.zeros(len(self), dtype=np.int64), self.generator)


def pattern_weights(name: str, codes: Sequence[str]) -> Floats:
    """Return the weight of each code in each pattern."""
    return np.array([weighted(getattr(pattern, name), codes, background=BACKGROUND) for pattern in PATTERNS])


def drafted(
    rows: int,
    generator: Generator,
    vocabulary: Vocabulary,
    gazetteer: Gazetteer,
    *,
    drift: float,
    years: tuple[int, int],
) -> Draft:
    """Draw the backbone of so many records."""
    first, after = np.datetime64(f"{years[0]}-01-01", "D"), np.datetime64(f"{years[1] + 1}-01-01", "D")
    day = np.sort(_days(rows, np.arange(first, after), drift, generator))
    month = (day.astype("datetime64[M]") - first.astype("datetime64[M]")).astype(np.int64)
    count = 12 * (years[1] - years[0] + 1)
    moments = drift * (np.arange(count) / (count - 1) - 0.5)
    country = _countries(month, moments, generator)
    pattern = _patterns(month, country, moments, generator)
    agencies = vocabulary.listed("agency_type")
    agency = urns(pattern_weights("agency_type", agencies)).draw(pattern, generator)
    own = generator.normal(0, AGENCY_CARE, len(agencies))[agency]
    care = own + CARE_GROWTH * moments[month] + generator.normal(0, RECORD_CARE, rows)
    return Draft(
        generator=generator,
        vocabulary=vocabulary,
        gazetteer=gazetteer,
        sites=sites(gazetteer, generator),
        day=day.astype(np.int64),
        year=month // 12,
        pattern=pattern,
        country=country,
        agency=agency,
        care=care,
        moments=moments.reshape(-1, 12).mean(axis=1),
        last_day=int(after.astype(np.int64)) - 1,
    )


def _days(rows: int, days: np.ndarray, drift: float, generator: Generator) -> np.ndarray:
    """Return the day of each record, by a rate that grows and has a season."""
    through = np.linspace(-0.5, 0.5, len(days))
    of_year = (days - days.astype("datetime64[Y]")).astype(np.int64)
    wave = np.cos(2 * np.pi * (of_year - SEASON_PEAK) / 365.25)
    rate = np.exp(drift * RATE_GROWTH * through) * np.maximum(1 + drift * SEASON * wave, 0)
    place = urns(rate[np.newaxis]).draw(np.zeros(rows, dtype=np.int64), generator)
    return days[place]


def _countries(month: Ints, moments: Floats, generator: Generator) -> Ints:
    weights = zipf(len(COUNTRIES), COUNTRY_SKEW, generator)[np.newaxis]
    growth = generator.normal(0, COUNTRY_GROWTH, len(COUNTRIES))
    return urns(drifting(weights, growth, moments)).draw(month, generator)


def _patterns(month: Ints, country: Ints, moments: Floats, generator: Generator) -> Ints:
    """Return the pattern of each record; losses at their own steady rate."""
    weights = np.array([pattern.weight for pattern in PATTERNS])
    growth = np.array([pattern.growth for pattern in PATTERNS])
    by_country = weights * np.exp(generator.normal(0, COUNTRY_WAYS, (len(COUNTRIES), len(PATTERNS))))
    drawn = urns(drifting(by_country, growth, moments)).draw(country * len(moments) + month, generator)
    return np.where(generator.random(len(month)) < DIVERTED, PATTERNS.index(STOCK), drawn)


def sites(gazetteer: Gazetteer, generator: Generator) -> Sites:
    """Return the places that records may lie at, each country's and kind's with Zipf weights in random order."""
    own = gazetteer.places
    far = own[own["other_country"] != ""].drop(columns=["country", "admin1"])
    far = far.rename(columns={"other_country": "country", "other_admin1": "admin1"})
    table = pd.concat([own, far], ignore_index=True)[["name", "kind", "country", "admin1", "latitude", "longitude"]]
    countries = tuple(sorted(set(table["country"])))
    group = pd.Categorical(table["country"], countries).codes.astype(np.int64) * len(KINDS)
    group += pd.Categorical(table["kind"], KINDS).codes
    order = np.argsort(group, kind="stable")
    count = len(countries) * len(KINDS)
    weights = [zipf(size, PLACE_SKEW, generator) for size in np.bincount(group, minlength=count)]
    return Sites(table, countries, filled(group[order], order, np.concatenate(weights), count))
