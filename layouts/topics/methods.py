"""The charts of the page on methods of concealment."""

from layouts.chart import Chart, about
from layouts.i18n import mark
from layouts.topics import mixes, ways

CHARTS: tuple[Chart, ...] = (
    Chart(
        name="methods-frequency",
        title=mark("How was it hidden, and how sure is that?"),
        result=ways.method_table,
        draw=ways.method_figure,
        words=ways.methods_in_words,
        about=about("concealment"),
        height=440,
        foot=mark("Line: 95% interval. Shares may add up to more than 100%: a seizure may state several methods."),
        method=mark(
            "Counts the seizures that state each method. Shares are of the seizures that state any, with Wilson's "
            "95% interval; a seizure with several methods counts under each. What is not stated is not “not "
            "concealed”: reports name the hiding place when it is striking."
        ),
    ),
    Chart(
        name="methods-matrix",
        title=mark("Which method goes with what?"),
        result=ways.matrix_table,
        draw=ways.matrix_figure,
        words=ways.matrix_in_words,
        base=ways.matrix_base,
        background=True,
        touches=("seizures", "concealment", "transport_mode"),
        height=440,
        foot=mark("Numbers are seizures; the share of the row, with its interval, is shown when you point at a cell."),
        method=mark(
            "Counts seizures that state both, the twelve most frequent of each; the rest is gathered. The share is of "
            "the seizures with this method that state the other field, with Wilson's 95% interval; none on a base "
            "under 10. A seizure may be in several cells. The colour scale is that of all records."
        ),
    ),
    Chart(
        name="methods-mix",
        title=mark("How did the mix of methods change?"),
        result=mixes.mix_table,
        draw=mixes.mix_figure,
        words=mixes.mix_in_words,
        told=mixes.mix_told,
        about=about("concealment"),
        background=True,
        touches=("seizures", "concealment", "year"),
        height=540,
        foot=mark("Line: 95% interval. Neighbouring years are joined until each group has 10 seizures that state it."),
        method=mark(
            "Share of the seizures of each group of years that state the group of methods, among those that state any, "
            "with Wilson's 95% interval. Neighbouring years are joined until a group has 10 such seizures. Shares may "
            "add up to more than 100%. Overlapping intervals don't show that nothing changed; the chart of changes "
            "tests it."
        ),
    ),
    Chart(
        name="methods-shift",
        title=mark("Is the change more than chance?"),
        result=mixes.shift_table,
        draw=mixes.shift_figure,
        words=mixes.shift_in_words,
        told=mixes.shift_told,
        about=about("concealment"),
        background=True,
        touches=("seizures", "concealment", "year"),
        height=340,
        foot=mark(
            "Grey band: what chance alone gives, in 90 of 100 shuffles. Dot: what was seen; coloured only if beyond "
            "chance. Read each against its own band. A change may come from recording."
        ),
        method=mark(
            "Jensen–Shannon divergence between the mixes of two neighbouring periods (Lin 1991), in bits. The band "
            "holds the middle 90% of the scores when whole seizures are dealt out at random 999 times; p-values are "
            "adjusted for the number of changes (Benjamini and Hochberg 1995). Under 300 seizures in either period "
            "methods are joined to groups: rows compared by group and by method are on different scales. A shift may "
            "come from what is recorded as well as from what is done."
        ),
    ),
    Chart(
        name="methods-pairs",
        title=mark("Which methods are used together?"),
        result=ways.pair_result,
        numbers=lambda found: found.table,
        words=ways.pairs_in_words,
        told=ways.pairs_told,
        listing=True,
        why=ways.why_no_pairs,
        about=about("concealment"),
        background=True,
        touches=("seizures", "concealment"),
        height=340,
        foot=mark("Expected and tested among the seizures that state how it was hidden."),
        method=mark(
            "Pairs stated by 5 seizures or more. Expected is what independence would give among the seizures that "
            "state any method; Fisher's exact test, adjusted for the number of pairs (false discovery rate). The test "
            "is repeated within types of agency (Cochran–Mantel–Haenszel): an agency that always writes the same two "
            "makes a false pair. A pair that isn't shown within agencies may be such a habit, or there are too few "
            "seizures to show it."
        ),
    ),
    Chart(
        name="method-list",
        title=mark("The profile of each method"),
        result=ways.method_table,
        words=ways.methods_in_words,
        listing=True,
        about=about("concealment"),
        touches=("seizures", "concealment", "year"),
        height=340,
        foot=mark("Choose a method to see where, when and with what it was used."),
        method=mark(
            "Every method the selection states, most frequent first, with Wilson's 95% interval of its share among "
            "the seizures that state any. Years are the first and last in which a record states it."
        ),
    ),
)
