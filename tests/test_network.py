"""The correspondence graph: its shares, and what is wrong with an edge list."""

import numpy as np
import pytest

from sim import InputError, Scenario, randomness
from sim.network import correspondence, traffic, traffic_matrix

TIER = {"code": "FED", "posts": 60, "offices": 6, "citizens": 1000, "hubs": ["Finance", "Law"]}
BASE = {"start": "2022-01-01", "end": "2022-12-31", "service": "G2G", "tiers": [TIER]}


def with_edges(tmp_path, text: str | bytes) -> Scenario:
    path = tmp_path / "edges.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Scenario.from_data({**BASE, "switches": {"network": "file"}, "network_file": str(path)})


def test_an_edge_list_saved_by_a_spreadsheet_is_read(tmp_path) -> None:
    """Fails if the mark that spreadsheets put before UTF-8 text is taken for part of the header."""
    scenario = with_edges(tmp_path, b"\xef\xbb\xbffrom,to,share\nFinance,Law,2\n")
    assert correspondence(scenario, 1, np.full(6, 10)).edges[0, 1]["share"] == 1.0


def test_a_name_that_two_tiers_share_is_no_end_of_an_edge(tmp_path) -> None:
    """Fails if files meant for one tier's office silently go to another's of that name."""
    twins = [TIER, {**TIER, "code": "PB", "hubs": ["Finance", "Works"]}]
    edges = with_edges(tmp_path, "from,to,share\nLaw,Works,1\n")
    both = edges.with_values({"tiers": twins})
    assert list(correspondence(both, 1, np.full(12, 10)).edges) == [(1, 7)]
    (tmp_path / "edges.csv").write_text("from,to,share\nLaw,Finance,1\n")
    with pytest.raises(InputError, match="is the name of several offices"):
        correspondence(both, 1, np.full(12, 10))


def test_hubs_carry_their_share() -> None:
    """Fails if hubs write to themselves, get another share, or an office's files do not add up to 1."""
    scenario = Scenario.from_data(BASE)
    size = np.array([10, 10, 10, 10, 10, 10])
    traffic = traffic_matrix(correspondence(scenario, 1, size))
    assert np.allclose(traffic.sum(axis=1), 1.0)
    assert (np.diag(traffic) == 0.0).all()
    assert traffic[0, 1] == pytest.approx(0.6)  # a hub has but the other hub
    assert np.allclose(traffic[2:, :2], 0.3)
    few = Scenario.from_data({**BASE, "parameters": {"partners": 1}})
    one, two = (traffic_matrix(correspondence(few, seed, size)) for seed in (1, 2))
    assert ((one > 0.0).sum(axis=1) == [2, 2, 3, 3, 3, 3]).all()
    assert not np.array_equal(one, two)


TWO_TIERS = {"tiers": [TIER, {**TIER, "code": "PB", "offices": 9, "posts": 99, "hubs": ["Works"]}]}


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"partners": 0},
        {"partners": 2, "hub_share": 1.0},
        {"partners": 3, "hub_share": 0.0},
        {"partners": 12},
    ],
    ids=str,
)
@pytest.mark.parametrize("n_offices", [1, 2, 3, 15])
def test_hubs_and_partners_office_by_office(parameters, n_offices) -> None:
    """The whole matrix is, to the bit, what the rule says of one office after another.

    Fails if a row is scaled by another's total, an office with few others gets a partner too many, or a
    lonely hub keeps for hubs what it has nobody to send to.
    """
    scenario = Scenario.from_data({**BASE, **TWO_TIERS, "parameters": parameters}).with_values(
        {"tiers.0.offices": n_offices, "tiers.0.posts": 300, "tiers.0.hubs": ["Finance", "Law"][:n_offices]}
    )
    size = np.array([n for tier in scenario.tiers for n in tier.office_sizes])
    expected = np.zeros((len(size), len(size)))
    first = 0
    for tier in scenario.tiers:
        hubs = [first + m for m in tier.hub_offices]
        members = range(first, first + tier.offices)
        for m in members:
            for k, share in shares_of(m, members, hubs, scenario, size).items():
                expected[m, k] = share
        first += tier.offices
    assert np.array_equal(traffic(scenario, 4, size), expected)


def shares_of(m: int, members: range, hubs: list[int], scenario: Scenario, size: np.ndarray) -> dict:
    """To whom office `m` sends which share of its files, one office at a time."""
    other_hubs = [k for k in hubs if k != m]
    lots = {k: randomness.draw(4, randomness.PARTNER, 0, m * 65536 + k) for k in members}
    by_lot = sorted((k for k in members if k != m and k not in hubs), key=lambda k: lots[k])
    partners = by_lot[: int(scenario.parameter("partners"))]
    to_hubs = scenario.parameter("hub_share") if partners else 1.0
    if not other_hubs:
        to_hubs = 0.0
    total = sum(int(size[k]) for k in partners)
    sent = {k: to_hubs / len(other_hubs) for k in other_hubs}
    return sent | {k: (1.0 - to_hubs) * int(size[k]) / total for k in partners}


@pytest.mark.parametrize("form", ["hubs", "mean_field", "file"])
def test_graph_and_matrix_say_the_same(tmp_path, form) -> None:
    """Fails if an edge is lost, turned round or rounded, or a node is called by another's name."""
    scenario = with_edges(tmp_path, "from,to,share\nFinance,Law,3\nFinance,FED 3,1\nFED 4,Law,2\n")
    scenario = scenario.with_values({"network": form})
    size = np.array([10, 10, 20, 10, 5, 5])
    graph = correspondence(scenario, 1, size)
    assert np.array_equal(traffic_matrix(graph), traffic(scenario, 1, size))
    assert [graph.nodes[m]["name"] for m in (0, 1, 5)] == ["Finance", "Law", "FED 6"]
    assert [graph.nodes[m]["size"] for m in graph] == size.tolist()


def test_larger_partners_get_more() -> None:
    """Fails if partners are not weighted by size."""
    size = np.array([10, 10, 40, 10, 10, 10])
    traffic = traffic_matrix(correspondence(Scenario.from_data(BASE), 1, size))
    sent = traffic[3, [2, 4, 5]]
    assert np.allclose(sent, 0.4 * np.array([40, 10, 10]) / 60)


def test_edge_list_is_read_and_scaled(tmp_path) -> None:
    """Fails if rows are not scaled to 1 or run the other way."""
    scenario = with_edges(tmp_path, "from,to,share\nFinance,Law,3\nFinance,FED 3,1\n")
    traffic = traffic_matrix(correspondence(scenario, 1, np.full(6, 10)))
    assert traffic[0].tolist() == [0.0, 0.75, 0.25, 0.0, 0.0, 0.0]
    assert traffic[1:].sum() == 0.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ("header", "from, to, share")),
        ("from,to,share\n", ("at least one row",)),
        ("from;to;share\nFinance;Law;1\n", ("header", "commas")),
        ("from,to,share\nFinanse,Law,1\n", ("Finanse", "`Finance`")),
        ("from,to,share\nFinance,Law,nan\n", ("share", "nan", "above 0")),
        ("from,to,share\nFinance,Law,-1\n", ("share", "-1", "above 0")),
        ("from,to,share\nFinance,Finance,1\n", ("Finance, Finance", "different offices")),
        ("from,to,share\nFinance,Law,1\nFinance,Law,2\n", ("Finance, Law", "once")),
        (b"from,to,share\n\xff\xfe,Law,1\n", ("cannot be read", "UTF-8")),
    ],
)
def test_a_wrong_edge_list_is_named(tmp_path, text, words) -> None:
    """Fails if a wrong list is taken, or the answer does not say which file and what in it."""
    with pytest.raises(InputError) as refused:
        correspondence(with_edges(tmp_path, text), 1, np.full(6, 10))
    for word in ("edges.csv", *words):
        assert word in str(refused.value)
