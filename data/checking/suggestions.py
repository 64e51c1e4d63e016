"""The closest codes to a word that is not in the vocabulary, by its codes and its labels in every language."""

from collections.abc import Mapping

import pandas as pd

from data.checking.recording import TEMPLATE_LISTS
from data.geography.toponyms import fold
from data.vocabulary import LANGUAGES, Vocabulary, place_label

CLOSE = 75.0
"""Least likeness (0 to 100, rapidfuzz's token set ratio) of a word to a code or label that is worth suggesting."""

MOST_CODES = 3
MOST_WORDS = 500
"""Different words of a column and chunk that suggestions are sought for: free text in a coded column has thousands."""

CODED = {"code_unknown", "country_unknown", "event_unknown"}


def suggest(remarks: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return remarks (`column`, `value`, `code`, `suggestion`) with the closest codes to unknown ones."""
    coded = remarks["code"].isin(CODED)
    columns = remarks["code"] == "column_unknown"
    if not (coded | columns).any():
        return remarks
    wanted = remarks[coded | columns]
    words = wanted["value"].mask(columns, wanted["column"].str.removeprefix("qty_"))
    lists = wanted["column"].mask(columns, "item_type").replace(TEMPLATE_LISTS)
    pairs = pd.DataFrame({"list": lists, "word": words})
    distinct = pairs.drop_duplicates()
    distinct = distinct[distinct.groupby("list").cumcount() < MOST_WORDS]
    names = {name: known_names(name, vocabulary) for name in distinct["list"].unique()}
    found = {
        (name, word): ";".join(closest(word, names[name]))
        for name, word in zip(distinct["list"], distinct["word"], strict=True)
    }
    told = [found.get(pair, "") for pair in zip(pairs["list"], pairs["word"], strict=True)]
    prefixed = [
        "qty_" + text if text and column else text for text, column in zip(told, columns[pairs.index], strict=True)
    ]
    suggestion = remarks["suggestion"].copy()
    suggestion[pairs.index] = prefixed
    return remarks.assign(suggestion=suggestion)


def closest(word: str, names: Mapping[str, str]) -> list[str]:
    """Return up to three codes that a word may stand for, the closest first; `names` as `known_names` returns them."""
    from rapidfuzz import fuzz, process

    text = fold(word)
    found = process.extract(text, names.keys(), scorer=fuzz.token_set_ratio, score_cutoff=CLOSE, limit=None)
    # a word that is one of several of a label scores 100: among those, the label it makes up most of comes first
    ranked = sorted((name for name, _, _ in found), key=lambda name: -fuzz.ratio(text, name))
    codes = dict.fromkeys(names[name] for name in ranked)
    return list(codes)[:MOST_CODES]


def known_names(name: str, vocabulary: Vocabulary) -> Mapping[str, str]:
    """Return folded code or label → code, for a list of the vocabulary such as `transport_mode` or `country`."""
    codes = vocabulary.listed(name)
    names = {fold(code): code for code in codes}
    for language in LANGUAGES:
        for code in codes:
            label = place_label(code, language) if name == "country" else vocabulary.label(name, code, language)
            names.setdefault(fold(label), code)
    return names
