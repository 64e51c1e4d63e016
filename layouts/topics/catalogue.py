"""The catalogue of biases, whole: what is known to be wrong with the records."""

import pandas as pd
from dash import html

from data.biases import EVERY
from data.dimensions import base
from layouts.scene import Scene


def bias_table(scene: Scene) -> pd.DataFrame:
    """Return the whole catalogue of biases."""
    return scene.reference.biases


def biases_in_words(table: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the catalogue in the language: what is wrong, what it does to a finding, what it touches, its source."""
    say = scene.say
    ways = {
        "over": say("too high"),
        "under": say("too low"),
        "either": say("either way"),
        "none": say("misread"),
    }
    texts = {kind: table[f"{kind}_{say.language}"] for kind in ("name", "text", "effect")}
    touched = zip(table["measures"], table["dimensions"], strict=True)
    return pd.DataFrame(
        {
            say("Bias"): [html.B(name) for name in texts["name"]],
            say("What is wrong"): list(texts["text"]),
            say("What it does to a finding"): list(texts["effect"]),
            say("Direction"): [ways[effect] for effect in table["effect"]],
            say("Touches"): [_touched(scene, *codes) for codes in touched],
            say("Source"): [html.Span(source, lang="en", className="record-more") for source in table["source"]],
        },
        dtype=object,
    )


def _touched(scene: Scene, measures: str, dimensions: str) -> str:
    say = scene.say
    amounts = [] if measures == EVERY else [say.measure(name) for name in measures.split(";")]
    fields = [] if dimensions == EVERY else [say.name(base(name)) for name in dimensions.split(";")]
    return ", ".join(dict.fromkeys([*amounts, *fields])) or say("everything")
