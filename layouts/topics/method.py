"""The charts of the profile of one method."""

from collections.abc import Callable

from layouts.chart import Chart, about
from layouts.i18n import mark
from layouts.scene import Scene
from layouts.topics import profile
from layouts.topics.consignments import SMALL_METHOD
from layouts.topics.modes import modes_in_words
from layouts.topics.profile import of_method

TOLD_METHOD = mark(
    "Counts the seizures of this method that state each value, the eight most frequent. Shares are of the seizures of "
    "this method that state the field, with Wilson's 95% interval, shown when you point at a bar; none on a base "
    "under 10. A seizure may state several values."
)


def _told(name: str, dimension: str, title: str, base: Callable[[Scene], str] = lambda scene: "") -> Chart:
    return Chart(
        name=name,
        title=title,
        seen=of_method,
        result=profile.told(dimension),
        draw=profile.told_figure(dimension),
        words=profile.told_in_words(dimension),
        about=about(dimension),
        base=base,
        background=True,
        touches=("seizures", "concealment"),
        height=290,
        method=TOLD_METHOD,
    )


CHARTS: tuple[Chart, ...] = (
    _told("method-countries", "country", mark("In which countries was it found?")),
    Chart(
        name="method-years",
        title=mark("In which years was it found?"),
        seen=of_method,
        result=profile.years,
        draw=profile.year_figure,
        base=profile.year_base,
        touches=("seizures", "concealment", "year"),
        height=290,
        method=mark(
            "Counts the seizures that state the method by year. A year without any may be one in which nobody wrote "
            "down how goods were hidden."
        ),
    ),
    _told("method-goods", "item_type", mark("What was hidden this way?")),
    _told("method-transport", "transport_mode", mark("How was it moved?")),
    _told("method-locations", "location_type", mark("In what kind of place was it found?")),
    _told("method-detection", "detection", mark("How was it detected?")),
    _told("method-company", "concealment", mark("With which other methods?"), profile.company_base),
    Chart(
        name="method-routes",
        title=mark("Along which routes?"),
        seen=of_method,
        result=profile.routes,
        draw=profile.route_figure,
        about=about("origin"),
        background=True,
        touches=("seizures", "concealment", "origin"),
        height=290,
        foot=mark("In bold: where it was seized. “?”: not stated."),
        method=mark(
            "Counts the seizures of this method by stated country of origin, country of seizure and intended "
            "destination; the eight most frequent. Seizures that state neither end are left out."
        ),
    ),
    Chart(
        name="method-sizes",
        title=mark("How large, by mode of transport?"),
        seen=of_method,
        result=profile.sizes,
        words=modes_in_words,
        listing=True,
        why=lambda table, scene: profile.nothing_stated(scene),
        background=True,
        touches=("firearms", "concealment", "transport_mode"),
        height=290,
        foot=mark("Read each row by itself: compare only within one mode of transport. * Mixed modes: counts only."),
        method=SMALL_METHOD,
    ),
)
