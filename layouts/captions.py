"""What goes with every chart that leaves the page: title, filters, n, source, version, caveat and licence, in words."""

from dataclasses import dataclass
from typing import Any

from analytics.comparison import Rest
from layouts.cautions import biases_of
from layouts.chart import Chart
from layouts.i18n import Speech, mark
from layouts.scene import Scene


@dataclass(frozen=True)
class Licence:
    """A licence: in short, as SPDX names it, in full, and where it is written."""

    short: str
    name: str
    title: str
    path: str


_CREATIVE = "https://creativecommons.org"
LICENCES = {
    "public": Licence("CC BY 4.0", "CC-BY-4.0", "Creative Commons Attribution 4.0", f"{_CREATIVE}/licenses/by/4.0/"),
    "synthetic": Licence("CC0", "CC0-1.0", "CC0 1.0 Universal", f"{_CREATIVE}/publicdomain/zero/1.0/"),
}
"""Datasets that ship with Istmo or are made by it → their licence; an agency's own records bear none of ours."""

OWN_RECORDS = mark("records of the institution: ask it before passing them on")
SYNTHETIC = mark("SYNTHETIC: made for training, calibrated to nothing real")


@dataclass(frozen=True)
class Caption:
    """The words of one chart.

    Attributes
    ----------
    title : what it answers.
    filters : the selection as a sentence; for a comparison both.
    note : n, and the share of it in which the charted field is known.
    source : datasets and data version.
    licence : who may pass it on.
    caveat : the foremost bias, in one line; blank for none.
    warning : that records are synthetic; blank if none is.
    """

    title: str
    filters: str
    note: str
    source: str
    licence: str
    caveat: str
    warning: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The words below a chart, each on a line of its own."""
        source = f"Istmo · {self.source} · {self.licence}"
        return tuple(text for text in (self.warning, self.filters, self.note, self.caveat, source) if text)


def caption(chart: Chart, scene: Scene, result: Any = None) -> Caption:
    """Return the words of a chart.

    Parameters
    ----------
    result : what the chart made of the scene; None where it is not there yet.
    """
    say = scene.say
    biases = biases_of(chart.touched, 1)[f"name_{say.language}"]
    return Caption(
        title=say(chart.title),
        filters=filters(scene),
        note=chart.note(scene, result),
        source=source(scene),
        licence=licence(scene),
        caveat=say("Bear in mind: {bias}.", bias=biases.iloc[0]) if len(biases) else "",
        warning=say(SYNTHETIC) if scene.is_synthetic else "",
    )


def filters(scene: Scene) -> str:
    """Return the selection as a sentence; of a comparison both, A and B."""
    say = scene.say
    told = scene.view.selection.describe(say.language, say.vocabulary)
    return told if scene.other is None else f"A: {told} · B: {other_filters(scene)}"


def other_filters(scene: Scene) -> str:
    """Return what the selection is compared with as a sentence."""
    say, other = scene.say, scene.other
    if other is None or isinstance(other, Rest):
        return say("Everything else: all records that A doesn't hold")
    return other.selection.describe(say.language, say.vocabulary)


def datasets(scene: Scene) -> tuple[str, ...]:
    """Return the datasets that the selected records belong to."""
    held = scene.view.by("dataset", free=None)
    return tuple(code for code in held["dataset"] if code != "not_recorded")


def source(scene: Scene) -> str:
    """Return which records, of which version, a selection rests on."""
    say = scene.say
    names = ", ".join(say.label("dataset", code) for code in datasets(scene)) or say("no records")
    return say("{datasets}, data version {version}", datasets=names, version=scene.version)


def licence(scene: Scene) -> str:
    """Return the licence of the selected records."""
    say: Speech = scene.say
    told = [LICENCES[code].short if code in LICENCES else say(OWN_RECORDS) for code in datasets(scene)]
    return "; ".join(dict.fromkeys(told)) or LICENCES["public"].short
