"""The correspondence graph: its shares, and what is wrong with an edge list."""

import numpy as np
import pytest

from sim import InputError, Scenario
from sim.network import correspondence, traffic_matrix

TIER = {"code": "FED", "posts": 60, "offices": 6, "citizens": 1000, "hubs": ["Finance", "Law"]}
BASE = {"start": "2022-01-01", "end": "2022-12-31", "service": "G2G", "tiers": [TIER]}


def with_edges(tmp_path, text: str | bytes) -> Scenario:
    path = tmp_path / "edges.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Scenario.from_data({**BASE, "switches": {"network": "file"}, "network_file": str(path)})


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
