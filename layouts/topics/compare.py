"""The charts of the compare page: A beside B, places on a funnel, displacement."""

from layouts.chart import Chart
from layouts.i18n import mark
from layouts.sides import both
from layouts.topics import alignment, contrasts, displacement, funnel

CHARTS: tuple[Chart, ...] = (
    Chart(
        name="compare-maps",
        title=mark("Where was each side recorded?"),
        result=alignment.map_table,
        draw=alignment.map_figure,
        words=alignment.map_words,
        base=both,
        touches=("seizures", "admin1"),
        height=420,
        map=True,
        foot=mark(
            "One colour scale, that of all records, for both maps. They move together. A click on A filters A; B is "
            "only shown."
        ),
        method=mark(
            "Counts the seizures of each side by the province or department where they were made. Both maps use one "
            "fixed colour scale, so equal colours are equal numbers, also where the lengths of time differ. Areas "
            "without colour have no record, which does not mean no trafficking."
        ),
    ),
    Chart(
        name="compare-overall",
        title=mark("Which side has more, and larger, seizures?"),
        result=contrasts.overall_result,
        numbers=contrasts.overall_numbers,
        draw=contrasts.overall_figure,
        words=contrasts.overall_words,
        base=both,
        touches=("seizures", "firearms", "median_consignment"),
        height=330,
        foot=mark("Lines: 95% intervals. That of firearms is too narrow where a few large cases hold most of them."),
        method=mark(
            "Numbers of seizures have Garwood's exact Poisson interval (1936), medians a bootstrap interval, totals of "
            "firearms that of a Poisson bootstrap (Hanley and MacGibbon 2006). In a heavy tail the last is too narrow: "
            "read it with the largest case. The ratio of seizures a day is exact given their sum (Przyborowski and "
            "Wilenski 1940); it is told where both sides have ten or more and share none."
        ),
    ),
    Chart(
        name="compare-trend",
        title=mark("How did both sides change over time?"),
        result=alignment.trend_table,
        draw=alignment.trend_figure,
        words=alignment.trend_words,
        base=alignment.trend_base,
        touches=("seizures", "year"),
        height=330,
        foot=mark("Bands: 95% interval of each count. Two closed periods that don't touch are laid over each other."),
        method=mark(
            "Counts seizures by period with Garwood's exact Poisson interval (1936). Where both sides have a closed "
            "period and the two don't overlap, they are aligned by their beginnings: year 1 is the first of each. "
            "Else both stand on the calendar. A side has a zero only within its own period."
        ),
    ),
    Chart(
        name="compare-shares",
        title=mark("Where do their shares differ?"),
        result=contrasts.shares_table,
        draw=contrasts.shares_figure,
        words=contrasts.shares_words,
        base=contrasts.shares_base,
        about=contrasts.split_of,
        touches=("seizures",),
        height=460,
        foot=mark(
            "Strong squares: differences that hold after adjusting for all values shown. Pale: may be chance. A "
            "seizure with several values counts under each. At most ten values are drawn."
        ),
        method=mark(
            "Shares are of the seizures in which the field is known. The interval of a difference is Newcombe's (1998, "
            "method 10); a difference is called reliable where Fisher's exact test, adjusted for all values tested "
            "(Benjamini and Hochberg 1995), is under 0.05 and the interval leaves out zero. On a base under ten only "
            "counts are shown; where A and B share records, no interval is."
        ),
    ),
    Chart(
        name="compare-differences",
        title=mark("Which differences hold over all fields?"),
        result=contrasts.difference_result,
        numbers=contrasts.difference_numbers,
        words=contrasts.difference_words,
        why=contrasts.difference_reason,
        listing=True,
        background=True,
        base=both,
        touches=("seizures",),
        height=420,
        foot=mark(
            "A finding may only restate the filters: seizures in Panama go to Panama more often. Fields by which A and "
            "B themselves differ are left out."
        ),
        method=mark(
            "Every value of every field is tested with Fisher's exact test; p is adjusted over all of them (false "
            "discovery rate, Benjamini and Hochberg 1995), and only differences under 0.05 whose interval (Newcombe "
            "1998) leaves out zero are listed, largest first. The rarer values of a field are not tested."
        ),
    ),
    Chart(
        name="funnel",
        title=mark("Which places differ by more than chance?"),
        result=funnel.funnel_result,
        numbers=funnel.funnel_numbers,
        draw=funnel.funnel_figure,
        words=funnel.funnel_words,
        base=funnel.funnel_base,
        touches=("seizures", "country"),
        height=380,
        foot=mark(
            "A only. Dashes and lines: 95% and 99.8% limits; dots: all places together. Only places outside are "
            "named. It is no ranking: what places vary by includes how evenly they are covered."
        ),
        method=mark(
            "Spiegelhalter's funnel plot (2005): limits are those of chance around the rate of all places, narrower "
            "the larger the place. Where places vary by more than chance, limits are widened by the square root of "
            "the over-dispersion, which holds differences in coverage as much as in trafficking. Rates are of the "
            "whole selection, not a year, for the seven countries of Central America; shares need ten seizures a "
            "place that tell. Consignments of two firearms or fewer, or of parts alone, are small."
        ),
    ),
    Chart(
        name="displacement",
        title=mark("Did it move next door?"),
        result=displacement.question,
        numbers=displacement.displacement_table,
        words=displacement.displacement_words,
        why=displacement.why_nothing,
        listing=True,
        touches=("seizures", "country", "month"),
        height=420,
        method=mark(
            "The weighted displacement quotient (Bowers and Johnson 2003) sets the change beside the target against "
            "the change in the target, both relative to a control area: above 0 both fell, under 0 the areas beside "
            "it rose, under −1 by more than the target fell. Its interval is a parametric bootstrap of the six "
            "counts. It is told only where the target fell and the counts are ten or more."
        ),
    ),
)
