"""The charts of the sizes of consignments, within one mode of transport."""

from layouts.chart import Chart
from layouts.i18n import mark
from layouts.topics import modes

SMALL_METHOD = mark(
    "A small consignment holds 2 firearms or fewer, or nothing but parts, whatever their quantity. Its share is of the "
    "seizures that state their firearms, or nothing but parts, with Wilson's 95% interval. Many small consignments "
    "are what ant trafficking (“hormiga”) looks like, but also what small searches find."
)
SIZE_METHOD = mark(
    "Firearms of each seizure that states any; a container and a bus don't carry the same, so that only seizures of "
    "one mode of transport are together. Medians have a bootstrap interval and need 10 seizures."
)

CHARTS: tuple[Chart, ...] = (
    Chart(
        name="consignment-sizes",
        title=mark("How large are consignments?"),
        seen=modes.in_mode,
        result=modes.size_table,
        draw=modes.size_figure,
        words=modes.sizes_in_words,
        base=modes.mode_base,
        touches=("firearms", "transport_mode"),
        height=320,
        foot=mark("One mode of transport only: sizes of different modes aren't comparable."),
        method=SIZE_METHOD,
    ),
    Chart(
        name="consignment-medians",
        title=mark("Did the usual consignment change?"),
        seen=modes.in_mode,
        result=modes.period_table,
        draw=modes.median_figure,
        words=modes.periods_in_words,
        base=modes.mode_base,
        background=True,
        touches=("firearms", "transport_mode", "year"),
        height=320,
        foot=mark("Line: 95% interval. Neighbouring years are joined until each group has 10 sizes."),
        method=SIZE_METHOD,
    ),
    Chart(
        name="small-consignments",
        title=mark("Are consignments getting smaller (“hormiga”)?"),
        seen=modes.in_mode,
        result=modes.period_table,
        draw=modes.small_figure,
        words=modes.periods_in_words,
        base=modes.mode_base,
        background=True,
        touches=("firearms", "transport_mode", "year"),
        height=320,
        foot=mark("Small: 2 firearms or fewer, or nothing but parts, whatever their quantity. Line: 95% interval."),
        method=SMALL_METHOD,
    ),
    Chart(
        name="consignments",
        title=mark("Sizes by mode of transport"),
        result=modes.mode_table,
        words=modes.modes_in_words,
        listing=True,
        background=True,
        touches=("firearms", "transport_mode"),
        height=320,
        foot=mark(
            "Read each row by itself: compare only within one mode. Gini: 0 all alike, 1 one has everything; its "
            "interval is too narrow, for the largest cases may not have been seized. * Mixed modes: counts only."
        ),
        method=SMALL_METHOD,
    ),
)
