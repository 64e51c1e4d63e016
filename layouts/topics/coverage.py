"""The charts of the coverage page: who reports when, what is left unsaid, which records to read again."""

from layouts.chart import Chart
from layouts.i18n import mark
from layouts.topics import catalogue, interception, quality, reporting, unsaid

CHARTS: tuple[Chart, ...] = (
    Chart(
        name="reporting",
        title=mark("Who has records, and when?"),
        result=reporting.reporting_table,
        draw=reporting.reporting_figure,
        words=reporting.reporting_in_words,
        base=reporting.undated_note,
        touches=("seizures", "country", "agency_type", "year"),
        height=430,
        foot=mark(
            "A zero doesn't mean that nothing was seized or trafficked: nothing was found published. Grey isn't zero: "
            "nobody knows. Agencies that bear one name in several countries stand in one row."
        ),
        method=mark(
            "Counts seizures by who made, or published, them and period, and keeps four states apart. Recorded: a "
            "number. None recorded: the country, agency or outlet has records before and after. Not certain: none, but "
            "one that is dated only to its year, say, may lie there. Not reported: before its first or after its last "
            "record. Whether somebody reports at all is read from all records, not from the selection: a filter makes "
            "zeros, never silence. A seizure of several agencies counts for each."
        ),
    ),
    Chart(
        name="field-completeness",
        title=mark("What do records leave unsaid, and whose?"),
        result=unsaid.field_table,
        draw=unsaid.field_figure,
        words=unsaid.fields_in_words,
        touches=("seizures", "country", "agency_type", "origin", "concealment"),
        height=460,
        foot=mark("Number of seizures in brackets."),
        method=mark(
            "Share of the seizures of each column in which each field has an answer; “unknown” and blanks are none. On "
            "fewer than 10 seizures it says how many, not a share. What is missing isn't missing by chance (Rubin "
            "1976): where a field is seldom known, shares of its values describe the well reported cases."
        ),
    ),
    Chart(
        name="route-known",
        title=mark("Of how many seizures is the route known?"),
        result=unsaid.route_table,
        draw=unsaid.route_figure,
        words=unsaid.route_in_words,
        base=reporting.undated_note,
        touches=("seizures", "origin", "destination", "year"),
        height=400,
        foot=mark(
            "Line: 95% interval. Periods of fewer than 10 seizures are not drawn. Both ends known is part of each "
            "of the two."
        ),
        method=mark(
            "Share of the seizures of each period whose origin, intended destination, both, or neither is known, with "
            "Wilson's 95% interval (1927). Periods of fewer than 10 seizures have none. A change tells what "
            "is published about routes, not how routes change."
        ),
    ),
    Chart(
        name="interdiction",
        title=mark("Where along the routes are seizures made?"),
        result=interception.interdiction_table,
        draw=interception.interdiction_figure,
        words=interception.interdiction_in_words,
        told=interception.interdiction_told,
        touches=("seizures", "country", "origin", "via", "destination"),
        height=400,
        foot=mark(
            "Every ratio is too high: a seizure whose route nobody states touches only the country where it was made. "
            "By name, not by rank: it tells how seizures lie along routes, not how good an institution is."
        ),
        method=mark(
            "Law-enforcement ratio of the Elephant Trade Information System (Underwood, Burn and Milliken 2013): "
            "seizures made in a country, of all those made in it or whose stated route touches it, with Wilson's 95% "
            "interval. All records count, so that routes left unstated push every ratio up. The country filter is left "
            "out. Under 10 seizures it says how many."
        ),
    ),
    Chart(
        name="possible-duplicates",
        title=mark("Which records may be of one event?"),
        result=quality.pairs_result,
        numbers=lambda pairs: pairs.table,
        words=quality.pairs_in_words,
        told=quality.pairs_told,
        why=quality.no_pairs,
        listing=True,
        background=True,
        touches=("seizures", "month"),
        height=420,
        foot=mark(
            "They read like separate finds too: two small seizures in one town in one week are often two. Nothing is "
            "merged or left out."
        ),
        method=mark(
            "Compares records of one country at most 3 days apart, in one province or within 25 km, that share a group "
            "of goods (sorted neighbourhoods: Hernández and Stolfo 1995). Listed are pairs in which nothing stated "
            "differs (quantities by at most 20%), and pairs that agree in place and three more fields but differ in "
            "others. The thresholds are Istmo's own. Read both records before deciding."
        ),
    ),
    Chart(
        name="contradictions",
        title=mark("Which records contradict themselves?"),
        result=quality.contradiction_table,
        words=quality.contradictions_in_words,
        why=quality.no_contradiction,
        listing=True,
        background=True,
        height=360,
        method=mark(
            "Checks each record against itself: stated total and parts, dates of event and report, province and "
            "coordinates and country, ends of the route, concealment. Coordinates are checked where borders are known, "
            "not on the water."
        ),
    ),
    Chart(
        name="outliers",
        title=mark("Which quantities and dates are far from the rest?"),
        result=quality.strange_result,
        numbers=lambda strange: strange.table,
        words=quality.strange_in_words,
        told=quality.strange_told,
        why=quality.nothing_strange,
        listing=True,
        background=True,
        touches=("firearms", "ammunition", "grenades", "month"),
        height=360,
        foot=mark("Far from the rest isn't wrong: look at the source, and at what a total is without it."),
        method=mark(
            "Quantities: modified z-score of the logarithm beyond 3.5 (Iglewicz and Hoaglin 1993), within each group "
            "of transport that has 10 seizures or more stating it; where most state one and the same quantity, none is "
            "called unusual. Dates: before 1990, or after the newest source."
        ),
    ),
    Chart(
        name="biases",
        title=mark("What is known to be wrong with these records?"),
        result=catalogue.bias_table,
        words=catalogue.biases_in_words,
        listing=True,
        height=560,
        method=mark(
            "The catalogue from which the remarks under each chart come: those that name its measures and fields, the "
            "most specific first. “Direction” tells which way a finding leans. Sources are publications, or this "
            "project's own data."
        ),
    ),
)
