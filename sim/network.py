"""Who writes to whom: the correspondence of the offices, as a matrix and as a graph.

The matrix, which a run reads, holds the share of office m's outgoing files (row) that go
to office k (column); shares of an office with partners sum to 1.  The graph is for those
who want to draw or measure it: a networkx `DiGraph` whose edge m -> k carries `share`.
"""

import csv
from pathlib import Path

import networkx as nx
import numpy as np

from sim import randomness
from sim.errors import InputError, nearest
from sim.parameters import SWITCHES
from sim.scenario import Scenario


def office_names(scenario: Scenario) -> list[str]:
    """Return the name of every office, tier by tier."""
    return [name for tier in scenario.tiers for name in tier.names]


def traffic(scenario: Scenario, seed: int, size: np.ndarray) -> np.ndarray:
    """Return who writes to whom, shape (n_offices, n_offices): the share sent from the row to the column.

    size: posts of every office, shape (n_offices,).  Under `hubs` an office sends
    hub_share of its files to the hubs of its tier other than itself, equally, and the
    rest to `partners` keyed offices in proportion to their size.  Under `mean_field` it
    writes to all others of its tier alike.  Under `file` the scenario's edge list says.
    """
    form = SWITCHES["network"].shown(scenario.parameter("network"))
    if form == "file":
        return _from_file(scenario)
    shares = np.zeros((len(size), len(size)))
    first = 0
    for tier in scenario.tiers:
        members = np.arange(first, first + tier.offices)
        own = slice(first, first + tier.offices)
        if form == "mean_field":
            shares[own, own] = ~np.eye(tier.offices, dtype=bool) / max(1, tier.offices - 1)
        else:
            lots = randomness.draws(seed, randomness.PARTNER, 0, members[:, None] * 65536 + members)
            shares[own, own] = _hub_traffic(lots, tier.hub_offices, size[own], scenario)
        first += tier.offices
    return shares


def _hub_traffic(
    lots: np.ndarray, hub_offices: tuple[int, ...], size: np.ndarray, scenario: Scenario
) -> np.ndarray:
    """Return the shares of files within a tier of n offices, shape (n, n).

    lots: the draw of each office (column) as a partner of each (row), shape (n, n); the
    lowest become partners.  hub_offices: positions of the hubs.  size: posts, shape (n,).
    """
    itself = np.eye(len(size), dtype=bool)
    hub = np.zeros(len(size), dtype=bool)
    hub[list(hub_offices)] = True
    others = hub & ~itself
    eligible = ~hub & ~itself
    by_lot = np.argsort(np.where(eligible, lots, np.inf), axis=1, kind="stable")
    partner = np.zeros_like(eligible)
    np.put_along_axis(partner, by_lot[:, : int(scenario.parameter("partners"))], True, axis=1)
    partner &= eligible

    n_hubs = others.sum(axis=1, keepdims=True)
    # Without partners everything goes to the hubs, without hubs everything to the partners.
    to_hubs = np.where(partner.any(axis=1, keepdims=True), scenario.parameter("hub_share"), 1.0)
    to_hubs[n_hubs == 0] = 0.0
    weight = partner * size
    total = weight.sum(axis=1, keepdims=True)
    return others * (to_hubs / np.maximum(1, n_hubs)) + (1.0 - to_hubs) * weight / np.maximum(1, total)


def correspondence(scenario: Scenario, seed: int, size: np.ndarray) -> "nx.DiGraph[int]":
    """Return `traffic` as a graph: nodes with name, tier and size, an edge wherever files go."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    tier_of = [tier.code for tier in scenario.tiers for _ in range(tier.offices)]
    for m, (name, tier) in enumerate(zip(office_names(scenario), tier_of, strict=True)):
        graph.add_node(m, name=name, tier=tier, size=int(size[m]))
    shares = traffic(scenario, seed, size)
    for m, k in np.argwhere(shares > 0.0).tolist():
        graph.add_edge(m, k, share=float(shares[m, k]))
    return graph


def _from_file(scenario: Scenario) -> np.ndarray:
    """Return the shares in the scenario's file (columns from, to, share), each row scaled to 1."""
    path = Path(str(scenario.network_path))
    bearers: dict[str, list[int]] = {}
    for m, name in enumerate(office_names(scenario)):
        bearers.setdefault(name, []).append(m)
    n_offices = sum(tier.offices for tier in scenario.tiers)
    sent: list[dict[int, float]] = [{} for _ in range(n_offices)]
    for row in _rows(path):
        sender, receiver = _end(row, "from", bearers, path), _end(row, "to", bearers, path)
        if sender == receiver or receiver in sent[sender]:
            raise InputError(
                "is listed twice" if sender != receiver else "writes to itself",
                file=str(path),
                key="from, to",
                value=f"{row['from']}, {row['to']}",
                expected="every pair of different offices at most once",
            )
        sent[sender][receiver] = _share(row, path)
    shares = np.zeros((n_offices, n_offices))
    for m, files in enumerate(sent):
        total = sum(files.values())
        for k, share in files.items():
            shares[m, k] = share / total
    return shares


def _end(row: dict[str, str], end: str, bearers: dict[str, list[int]], path: Path) -> int:
    """Return the number of the office at one end of an edge; bearers: name -> offices of that name."""
    name = row.get(end)
    known = bearers.get(str(name), [])
    if len(known) == 1:
        return known[0]
    raise InputError(
        "is the name of several offices" if known else "is not an office of the scenario",
        file=str(path),
        key=end,
        value=name,
        expected="a name that one office bears, in whatever tier" if known else "the name of an office",
        nearest=None if known else nearest(str(name), bearers),
    )


def _share(row: dict[str, str], path: Path) -> float:
    """Return the share of files of an edge, not yet scaled."""
    try:
        share = float(row["share"])
    except (TypeError, ValueError, KeyError):
        share = -1.0
    if not 0.0 < share < float("inf"):
        raise InputError(
            "cannot be a share of files",
            file=str(path),
            key="share",
            value=row.get("share"),
            expected="a number above 0",
        )
    return share


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines)
            rows, header = list(table), list(table.fieldnames or [])
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise InputError(
            f"cannot be read ({problem})",
            file=str(path),
            expected="a UTF-8 table with columns from, to, share",
        ) from None
    if not rows or not {"from", "to", "share"} <= set(header):
        raise InputError(
            "is not a list of who writes to whom",
            file=str(path),
            key="header",
            value=", ".join(header),
            expected="columns from, to, share, separated by commas, and at least one row below them",
        )
    return rows


def traffic_matrix(graph: "nx.DiGraph[int]") -> np.ndarray:
    """Return the graph as a matrix, (n_offices, n_offices): row m, column k = share sent from m to k."""
    return nx.to_numpy_array(graph, nodelist=range(len(graph)), weight="share")
