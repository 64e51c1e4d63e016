"""The charts of the routes page."""

from layouts.chart import Chart, about
from layouts.i18n import mark
from layouts.topics import chokepoints, corridors
from layouts.topics.flowmap import flow_base, flow_drawing, flow_map

RANKS = mark("Line: rank in 95% of resamples. Coloured: within the first five throughout.")

CHARTS: tuple[Chart, ...] = (
    Chart(
        name="flow-map",
        title=mark("Which ways were stated?"),
        result=flow_map,
        numbers=lambda shown: shown.kept.flows,
        draw=flow_drawing,
        background=True,
        base=flow_base,
        touches=("seizures", "origin", "destination"),
        height=440,
        map=True,
        foot=mark(
            "Full line: travelled. Dashes: intended, not travelled. Orange “?”: end not stated. Lines are indicative."
        ),
        method=mark(
            "Each stated route is cut into legs between consecutive stops; a leg is as wide as the number of seizures "
            "that state it. Between places, sea legs follow shipping lanes; land legs lead through the nearest "
            "border crossings, air legs along great circles: indicative, not observed. Ends that no source states are "
            "drawn as stubs and counted."
        ),
    ),
    Chart(
        name="route-matrix",
        title=mark("From where to where?"),
        result=corridors.matrix_table,
        draw=corridors.matrix_figure,
        base=corridors.unstated,
        background=True,
        touches=("seizures", "origin", "destination"),
        height=430,
        method=mark(
            "Counts seizures by stated country of origin and intended destination. Every seizure is in one cell; those "
            "that state neither end are counted in the line below the title and in the CSV."
        ),
    ),
    Chart(
        name="route-sankey",
        title=mark("Origin, seizure, destination"),
        result=corridors.corridor_result,
        draw=corridors.sankey_figure,
        about=about("origin"),
        background=True,
        touches=("seizures", "origin", "destination"),
        height=430,
        foot=mark("Left: origin. Middle: where it was seized. Right: intended destination."),
        method=mark(
            "The corridors as bands as wide as their seizures: stated origin, country of seizure, intended "
            "destination. Seizures that state neither end are left out."
        ),
    ),
    Chart(
        name="corridors",
        title=mark("Corridors, with their uncertainty"),
        result=corridors.corridor_result,
        words=corridors.corridors_in_words,
        listing=True,
        about=about("origin"),
        background=True,
        touches=("seizures", "origin", "destination", "year"),
        height=420,
        method=mark(
            "Shares are of the seizures that state an end, with Wilson's 95% interval. A corridor “came” or “went” "
            "only where Fisher's exact test, adjusted for many corridors (false discovery rate), says that its absence "
            "from one half of the period is not chance. It is about records: somebody may have begun, or ceased, to "
            "look."
        ),
    ),
    Chart(
        name="corridor-years",
        title=mark("When was each corridor seen?"),
        result=corridors.corridor_year_table,
        draw=corridors.corridor_year_figure,
        about=about("origin"),
        background=True,
        touches=("seizures", "origin", "year"),
        height=420,
        foot=mark("In bold: where it was seized. “?”: not stated."),
        method=mark(
            "Seizures of the most frequent corridors by year; an empty cell has no record, which is not zero traffic."
        ),
    ),
    Chart(
        name="in-out",
        title=mark("What is each place in the routes?"),
        result=corridors.in_out_table,
        draw=corridors.in_out_figure,
        about=about("origin"),
        background=True,
        touches=("seizures", "country"),
        height=420,
        method=mark(
            "Seizures that name a country or place as origin, transit, place of seizure or intended destination. One "
            "seizure counts once in each role. The CSV also has legs in and out and the ends not known."
        ),
    ),
    Chart(
        name="chokepoints",
        title=mark("Where do routes converge?"),
        result=chokepoints.node_ranking,
        numbers=lambda ranking: ranking.table,
        draw=chokepoints.node_figure,
        background=True,
        about=about("origin"),
        touches=("seizures", "origin", "country"),
        height=420,
        foot=RANKS,
        method=mark(
            "Betweenness: the share of shortest ways between all other pairs that lead through a place, in the network "
            "of stated legs (Freeman 1977; Brandes 2001), links being shorter the more seizures state them. Seizures "
            "are resampled 500 times; the line is where the rank lies in 95% of them. A rank without its interval "
            "says nothing: few seizures state their route."
        ),
    ),
    Chart(
        name="link-chokepoints",
        title=mark("Which legs do routes share?"),
        result=chokepoints.link_ranking,
        numbers=lambda ranking: ranking.table,
        draw=chokepoints.link_figure,
        background=True,
        about=about("origin"),
        touches=("seizures", "origin", "country"),
        height=420,
        foot=RANKS,
        method=mark(
            "The same for legs (edge betweenness, Girvan and Newman 2002): the share of shortest ways between all "
            "pairs that lead along a leg, with the rank's interval over 500 resamples of the seizures."
        ),
    ),
    Chart(
        name="cut-sets",
        title=mark("Which legs does a destination hang on?"),
        result=chokepoints.cut_table,
        words=chokepoints.cut_in_words,
        listing=True,
        why=chokepoints.no_cut,
        background=True,
        about=about("destination"),
        touches=("seizures", "origin", "destination"),
        height=420,
        method=mark(
            "For the most frequent destinations: the legs with the fewest seizures whose removal would part them from "
            "every stated origin (minimum cut, Ford and Fulkerson 1956), with an interval over 200 resamples. Where "
            "they are all the legs that arrive, routes don't converge before it. It is about recorded legs only, not "
            "about where to intervene: routes nobody saw are not in it."
        ),
    ),
)
