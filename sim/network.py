"""Who writes to whom: the correspondence graph of the offices.

A networkx `DiGraph` whose edge m -> k carries `share`, the share of office m's outgoing
files that go to office k; shares of an office with partners sum to 1.
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


def correspondence(scenario: Scenario, seed: int, size: np.ndarray) -> "nx.DiGraph[int]":
    """Return the correspondence graph of a scenario.

    size: posts of every office, shape (n_offices,).  Under `hubs` an office sends
    hub_share of its files to the hubs of its tier other than itself, equally, and the
    rest to `partners` keyed offices in proportion to their size.  Under `mean_field` it
    writes to all others of its tier alike.  Under `file` the scenario's edge list says.
    """
    graph: nx.DiGraph[int] = nx.DiGraph()
    names = office_names(scenario)
    form = SWITCHES["network"].shown(scenario.parameter("network"))
    first = 0
    for tier in scenario.tiers:
        members = list(range(first, first + tier.offices))
        for m in members:
            graph.add_node(m, name=names[m], tier=tier.code, size=int(size[m]))
        if form == "mean_field":
            share = 1.0 / max(1, len(members) - 1)
            graph.add_weighted_edges_from(
                ((m, k, share) for m in members for k in members if m != k), weight="share"
            )
        elif form == "hubs":
            hubs = [first + m for m in tier.hub_offices]
            pairs = np.array(members)[:, None] * 65536 + np.array(members)
            lots = randomness.draws(seed, randomness.PARTNER, 0, pairs).tolist()
            for m in members:
                lot = dict(zip(members, lots[m - first], strict=True))
                for k, share in _hub_traffic(m, lot, hubs, scenario, size).items():
                    graph.add_edge(m, k, share=share)
        first += tier.offices
    if form == "file":
        _read_edges(graph, names, scenario)
    return graph


def _hub_traffic(
    m: int, lot: dict[int, float], hubs: list[int], scenario: Scenario, size: np.ndarray
) -> dict[int, float]:
    """Return the shares of office `m`'s files; lot: the draw of each office of its tier as a partner."""
    others = [k for k in hubs if k != m]
    keyed = sorted((k for k in lot if k != m and k not in hubs), key=lambda k: (lot[k], k))
    partners = keyed[: int(scenario.parameter("partners"))]
    to_hubs = scenario.parameter("hub_share") if partners else 1.0
    if not others:
        to_hubs = 0.0
    share = {k: to_hubs / len(others) for k in others} if to_hubs > 0.0 else {}
    total = float(sum(size[k] for k in partners))
    share.update({k: (1.0 - to_hubs) * float(size[k]) / total for k in partners if to_hubs < 1.0})
    return share


def _read_edges(graph: "nx.DiGraph[int]", names: list[str], scenario: Scenario) -> None:
    """Add the edges of the scenario's file (columns from, to, share), each row of shares scaled to 1."""
    path = Path(str(scenario.network_path))
    bearers: dict[str, list[int]] = {}
    for m, name in enumerate(names):
        bearers.setdefault(name, []).append(m)
    for row in _rows(path):
        ends = _end(row, "from", bearers, path), _end(row, "to", bearers, path)
        if ends[0] == ends[1] or graph.has_edge(*ends):
            raise InputError(
                "is listed twice" if ends[0] != ends[1] else "writes to itself",
                file=str(path),
                key="from, to",
                value=f"{row['from']}, {row['to']}",
                expected="every pair of different offices at most once",
            )
        graph.add_edge(*ends, share=_share(row, path))
    for m in graph.nodes:
        total = sum(data["share"] for _, _, data in graph.out_edges(m, data=True))
        for _, _, data in graph.out_edges(m, data=True):
            data["share"] /= total


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
