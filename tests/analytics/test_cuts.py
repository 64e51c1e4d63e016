"""Cut sets, against networkx's own example."""

import networkx as nx
from conftest import engine

from analytics.cuts import cut_set
from analytics.selection import Selection

ALL = Selection()
STAR = (("US", "GT", 6), ("MX", "GT", 6), ("SV", "GT", 6), ("HN", "GT", 6))


def routes(*legs):
    """Return the view of (origin, country of seizure, times) legs."""
    rows = [{"origin": f"{start}:", "country": end} for start, end, times in legs for _ in range(times)]
    return engine(*rows).view(ALL)


def test_the_minimum_cut_is_networkxs_example():
    # networkx.minimum_cut, documentation: x to y is cut by (c, y) and (x, b), value 3 + ... scaled to seizures
    example = nx.DiGraph()
    for start, end, capacity in (("x", "a", 3), ("x", "b", 1), ("a", "c", 3), ("b", "c", 5), ("b", "d", 4),
                                 ("d", "e", 2), ("c", "y", 2), ("e", "y", 3)):  # fmt: skip
        example.add_edge(start, end, capacity=capacity)
    codes = dict(zip("xabcdey", ("US", "MX", "GT", "SV", "HN", "NI", "CR"), strict=True))
    legs = [(codes[start], codes[end], data["capacity"]) for start, end, data in example.edges(data=True)]
    found = cut_set(routes(*legs), ["US"], "CR")
    assert found.value == nx.minimum_cut_value(example, "x", "y") == 3
    links = {(row.start, row.end): row.seizures for row in found.links.itertuples()}
    assert links == {("SV", "CR"): 2, ("US", "GT"): 1}


def test_several_origins_are_cut_off_together():
    found = cut_set(routes(*STAR, ("GT", "PA", 5)), ["US", "MX", "JP"], "PA")
    assert found.value == 5 and found.links["start"].tolist() == ["GT"]


def test_a_cut_that_cannot_be_told_says_why():
    view = routes(*STAR)
    assert cut_set(view, ["US"], "US").reason == "target_is_source"
    assert cut_set(view, ["US"], "MX").reason == "no_path"
    assert cut_set(view, ["JP"], "GT").reason == cut_set(view, ["US"], "JP").reason == "unknown_node"
    assert cut_set(routes(("US", "GT", 3)), ["US"], "GT").reason == "few_records"
    assert cut_set(routes(), [], "GT").links.empty


def test_a_cut_has_an_interval_over_resamples_and_says_where_it_is_all_that_arrives():
    whole = cut_set(routes(*STAR), ["US", "MX", "SV", "HN"], "GT")
    assert whole.value == whole.arrivals == 24 and whole.low == whole.high == 24
    part = cut_set(routes(*STAR), ["US"], "GT")
    assert (part.value, part.arrivals) == (6, 24) and part.low < 6 < part.high
