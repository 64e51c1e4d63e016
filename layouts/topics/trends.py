"""The charts of the trends page."""

from layouts.chart import Chart
from layouts.i18n import mark
from layouts.topics import changes, counts, curve, dated, seasons, sizes, slopes
from layouts.topics.rates import in_region

HOW_SEARCHED = mark("A rise, a break or an unusual month may come from how hard the press was searched.")


CHARTS: tuple[Chart, ...] = (
    Chart(
        name="trend-counts",
        title=mark("How many seizures were recorded over time?"),
        seen=in_region,
        result=counts.trend,
        numbers=counts.numbers,
        words=counts.words,
        draw=curve.figure,
        told=counts.told,
        background=True,
        touches=("seizures", "year", "month"),
        height=400,
        foot=mark(
            "Band: 95% interval. Boxed numbers: dated events, listed below. Dashes: possible break. Orange ring: "
            "month above its bound. Grey: reports still coming in. Breaks and rings need no split and no denominator."
        ),
        method=mark(
            "Counts by period with Garwood's exact Poisson interval (1936); for at most three series it is drawn. "
            "Five values of a split are shown, the rest gathered. Possible breaks: PELT (Killick, Fearnhead and "
            "Eckley 2012) on Anscombe's transform of complete periods. Unusual months: Farrington's bound. A rate "
            "divides counts and bounds by the figure of the period, which is taken as exact; the population is that "
            "of 2019 in every period; periods without a figure have no rate, none is filled in."
        ),
    ),
    Chart(
        name="trend-events",
        title=mark("Events marked in the chart"),
        result=dated.shown_events,
        words=dated.event_words,
        listing=True,
        why=lambda table, scene: scene.say(
            "No listed event of these countries or of the region lies in the periods shown."
        ),
        touches=("seizures", "year"),
        height=220,
        foot=mark("An event near a change is near it: that doesn't make it the cause."),
        method=mark(
            "Events of the countries chosen and of the region, all of them where no country is chosen, that lie in "
            "the periods shown. Those of one period share a number; those dated less precisely than the period have "
            "none."
        ),
    ),
    Chart(
        name="trend-sizes",
        title=mark("More seizures, more firearms, or larger consignments?"),
        result=sizes.size_table,
        words=sizes.size_words,
        draw=sizes.size_figure,
        touches=("seizures", "firearms", "median_consignment", "year"),
        height=300,
        foot=mark(
            "Read the number of seizures first: one large case can make a year's firearms. Lines: 95% intervals, "
            "drawn for up to 60 periods; a median of fewer than five seizures has none."
        ),
        method=mark(
            "Seizures with Garwood's interval (1936); firearms with those of the largest case apart; the median "
            "consignment of seizures that state firearms, with a bootstrap interval (Efron and Tibshirani 1993). "
            "Totals of two identical years differ by over 25% in half of simulated cases, counts hardly ever."
        ),
    ),
    Chart(
        name="trend-slopes",
        title=mark("What rises and what falls?"),
        seen=in_region,
        result=slopes.slope_result,
        numbers=slopes.numbers,
        words=slopes.words,
        draw=slopes.figure,
        told=slopes.told,
        background=True,
        touches=("seizures", "year", "country"),
        height=470,
        foot=HOW_SEARCHED,
        method=mark(
            "Theil–Sen's slope (Sen 1968) with its interval and the test of Mann (1945) and Kendall; the seasonal "
            "form for quarters and months (Hirsch, Slack and Smith 1982); Hamed and Rao's correction (1998) where it "
            "makes the test stricter. By quarter or month the slope is the change of one period's count. With a "
            "denominator: rate ratio of a negative binomial regression with offset (Hilbe 2011). Verdicts on the "
            "values of a split go by q, which holds false discoveries at 5% (Benjamini and Hochberg 1995). At least "
            "8 years, 12 quarters or 36 months, 20 seizures and seizures in half of the periods; below that it cannot "
            "be determined."
        ),
    ),
    Chart(
        name="seasonality",
        title=mark("Do some months of the year see more?"),
        result=seasons.season,
        background=True,
        numbers=lambda found: found.months,
        words=seasons.season_words,
        draw=seasons.season_figure,
        told=seasons.season_told,
        touches=("seizures", "month"),
        height=300,
        foot=mark("Dotted line: the mean month. Lines: 95% intervals."),
        method=mark(
            "Seizures of each month of the year over what they would be if they fell evenly on all days, with "
            "Garwood's interval. The test permutes the months within each year (Good 2005), 4,999 times, so that "
            "rising years don't pass for a season; it needs 24 months and 24 seizures."
        ),
    ),
    Chart(
        name="decomposition",
        title=mark("Trend, season and rest by month"),
        result=seasons.taken_apart,
        background=True,
        numbers=lambda result: result.found.parts,
        words=seasons.apart_words,
        draw=seasons.apart_figure,
        told=seasons.apart_told,
        touches=("seizures", "month"),
        height=300,
        method=mark(
            "Robust STL (Cleveland and others 1990) of the complete months; the strength of the season after Wang, "
            "Smith and Hyndman (2006). It needs 24 months, at least half of them with a seizure: on mostly empty "
            "months it would draw a season out of nothing."
        ),
    ),
    Chart(
        name="breaks",
        title=mark("Did the level change, and what else changed then?"),
        result=changes.break_result,
        numbers=changes.break_numbers,
        words=changes.break_words,
        listing=True,
        why=changes.no_break,
        background=True,
        touches=("seizures", "year"),
        height=320,
        foot=mark(
            "Changes in what is recorded come first. By year an event within two years counts as near: nearness, not "
            "cause."
        ),
        method=mark(
            "PELT (Killick, Fearnhead and Eckley 2012) with least squares on 2√(x + 3/8) of the counts of complete "
            "periods (Anscombe 1948), at a penalty that noise passes in at most about 5% of series (7% of short "
            "ones); segments of at least 4 years, 4 quarters or 12 months. A steady rise or fall is cut into levels "
            "too: read it beside the slope. Means have exact Poisson intervals, which ignore that the break was "
            "searched for. Events within two periods are listed."
        ),
    ),
    Chart(
        name="anomalies",
        title=mark("Which of the last 24 months are unusual?"),
        result=changes.unusual_result,
        numbers=changes.unusual_numbers,
        words=changes.unusual_words,
        listing=True,
        why=changes.untested,
        told=changes.unusual_told,
        background=True,
        touches=("seizures", "month"),
        height=320,
        foot=HOW_SEARCHED,
        method=mark(
            "Each month is set against the same month and its neighbours of three to five earlier years: "
            "quasi-Poisson regression and upper bound after Farrington and others (1996), past outbreaks weighted "
            "down after Noufaily and others (2013), one-sided at 1%. The number of false alarms is nominal: "
            "simulated, it is 0.1 to 0.2% of months with Poisson counts and 2.6% where the variance is three times "
            "the mean. Months with fewer than five seizures are not tested."
        ),
    ),
    Chart(
        name="reporting-delay",
        title=mark("How long until a seizure is reported?"),
        result=dated.delay_result,
        numbers=dated.delay_numbers,
        words=dated.delay_words,
        listing=True,
        why=lambda found, scene: scene.say("No seizure matches these filters: there is no delay to tell."),
        touches=("seizures", "month"),
        height=260,
        foot=mark("To the source that a record cites: not the first report, and not the day it was entered here."),
        method=mark(
            "Days between seizure and cited report, both known to the day. Recent seizures with a long delay are not "
            "in the records yet, so true delays are somewhat longer (Lawless 1994). A period is shaded until it ended "
            "as many whole months before the newest date in the records as nine in ten reports take; today's date "
            "plays no part. It needs 20 delays."
        ),
    ),
    Chart(
        name="events",
        title=mark("All dated events"),
        result=dated.in_force,
        words=dated.event_words,
        listing=True,
        touches=("seizures", "year"),
        height=340,
        foot=mark(
            "Add your own: a file events.csv with the same columns, in the folder that holds the record store; the "
            "README shows how."
        ),
        method=mark(
            "The events that ship with Istmo, each with its source, and those of your events.csv. A file with a cell "
            "that can't be read is left out as a whole, and a notice names the cell."
        ),
    ),
)
