"""Chokepoints, against networkx's own examples and networks a reader can see through."""

import networkx as nx
import numpy as np
import pytest
from conftest import engine

from analytics.chokepoints import _betweenness, _link_betweenness, _ranks, chokepoints, link_chokepoints
from analytics.networks import network
from analytics.selection import Selection

ALL = Selection()


def routes(*legs):
    """Return the view of (origin, country of seizure, times) legs."""
    rows = [{"origin": f"{start}:", "country": end} for start, end, times in legs for _ in range(times)]
    return engine(*rows).view(ALL)


STAR = (("US", "GT", 6), ("MX", "GT", 6), ("SV", "GT", 6), ("HN", "GT", 6))


def test_betweenness_is_brandes_on_krackhardts_kite():
    # Krackhardt (1990), ASQ 35: Heather (7) has the highest betweenness, 14 of 36 pairs; Ike (8) 8; Fernando (5) 8.33
    links = np.array(nx.krackhardt_kite_graph().edges)
    found = _betweenness(links, np.ones(len(links)), 10) * 36
    assert found[[7, 8, 5, 6, 3, 9]] == pytest.approx([14, 8, 25 / 3, 25 / 3, 11 / 3, 0])


def test_link_betweenness_is_networkx_on_the_karate_club():
    graph = nx.karate_club_graph()
    links = np.array(graph.edges)
    found = _link_betweenness(links, np.ones(len(links)), 34)
    expected = nx.edge_betweenness_centrality(graph)
    assert found == pytest.approx([expected[tuple(link)] for link in links.tolist()])
    assert links[found.argmax()].tolist() == [0, 31]  # Girvan and Newman's club: 0-31 carries most


def test_heavier_links_are_shorter_and_equal_ways_tie():
    links = np.array([[0, 1], [1, 2], [0, 2]])
    assert _betweenness(links, np.array([3.0, 3.0, 1.0]), 3).tolist() == [0, 1, 0]
    # 1/6 + 1/3 = 1/2: two ways of equal length share the pair
    assert _betweenness(links, np.array([6.0, 3.0, 2.0]), 3).tolist() == [0, 0.5, 0]


def test_equals_share_the_better_rank_and_nothing_is_last():
    assert _ranks(np.array([5.0, 5.0, 1.0, 0.0, 0.0])).tolist() == [1, 1, 3, 6, 6]


def test_weights_are_distinct_seizures_whatever_the_direction():
    view = engine({"origin": "US:", "country": "GT", "destination": "US:"}, {"origin": "GT:", "country": "US"}).view(
        ALL
    )
    found = network(view)
    assert found.weights(found.patterns).tolist() == [2] and found.seizures == 2
    assert len(network(view, directed=True).links) == 2


def test_the_middle_of_a_star_is_first_in_every_replicate():
    found = chokepoints(routes(*STAR), replicates=50)
    top = found.table.iloc[0]
    assert (found.reason, found.seizures, found.nodes, found.links) == ("", 24, 5, 4)
    assert (top["node"], top["degree"], top["betweenness"]) == ("GT", 24, 1)
    assert (top["betweenness_rank_low"], top["betweenness_rank_high"], top["betweenness_top"]) == (1, 1, 1)
    ends = found.table.iloc[1:]
    assert (ends["betweenness_top"] == 0).all() and (ends["degree_rank"] == 2).all()


def test_links_are_ranked_with_their_seizures():
    found = link_chokepoints(routes(*STAR, ("PA", "CR", 1), ("GT", "CR", 3)), replicates=20)
    assert found.table.loc[0, ["start", "end"]].tolist() in (["GT", "CR"], ["CR", "GT"])
    assert found.table["seizures"].sum() == 28 and found.links == 6


def test_the_same_seed_gives_the_same_ranks_and_progress_is_told():
    seen = []
    first = chokepoints(routes(*STAR), replicates=10, progress=seen.append)
    assert first.table.equals(chokepoints(routes(*STAR), replicates=10).table)
    assert len(seen) == 10 and seen == sorted(seen) and seen[-1] < 1


def test_progress_may_end_it():
    def stop(_):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        chokepoints(routes(*STAR), progress=stop)


@pytest.mark.parametrize(
    ("legs", "reason"),
    [
        ((), "few_records"),
        ((("US", "GT", 1),), "few_records"),
        ((("GT", "GT", 30),), "few_records"),
        ((*STAR[:3], ("HN", "GT", 1)), "few_records"),
        ((("US", "GT", 10), ("MX", "GT", 10)), "few_nodes"),
    ],
)
def test_too_little_is_said_to_be_too_little(legs, reason):
    view = routes(*legs)
    for found in (chokepoints(view), link_chokepoints(view, "place")):
        assert found.reason == reason and found.table.empty and found.replicates == 0
        assert {"betweenness", "betweenness_rank_low", "betweenness_top"} <= set(found.table)


def test_a_record_with_nothing_known_is_no_route():
    assert chokepoints(engine({}).view(ALL)).seizures == 0


def test_the_bootstrap_resamples_seizures():
    # Four origins at 20%, one at 20%: each rank interval of the equal ends must span them all
    found = chokepoints(routes(*STAR), replicates=200).table.set_index("node")
    ends = found.drop("GT")
    assert (ends["degree_rank_low"] == 2).all() and (ends["degree_rank_high"] == 5).all()


@pytest.mark.slow
def test_the_rank_interval_of_a_true_leader_covers_first_place():
    generator = np.random.default_rng(3)
    covered = 0
    for run in range(60):
        counts = generator.multinomial(60, [0.4, 0.2, 0.2, 0.1, 0.1])
        codes = ("US", "MX", "SV", "HN", "NI")
        view = routes(*((code, "GT", int(times)) for code, times in zip(codes, counts, strict=True) if times))
        found = chokepoints(view, replicates=200, seed=run).table.set_index("node")
        covered += found.loc["US", "degree_rank_low"] <= 2 <= found.loc["US", "degree_rank_high"]
    assert covered / 60 >= 0.9
