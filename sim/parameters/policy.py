"""Levers a government pulls, and switches between forms of the model."""

from typing import Annotated, Protocol

from sim.parameters.declaration import lever, switch

# fmt: off


class Levers(Protocol):
    """Levers; each default is what government does without a reform."""

    train: Annotated[float, lever(
        0.01, "share of staff per month", (0, 0.2), "assumption",
        "[Narrative], [Arshad]: training of old and new staff; baseline assumed",
        "Capacity building: the share of staff sent on a course each month.")]
    inc: Annotated[float, lever(
        0.0, "share of the full incentive", (0, 1), "literature",
        "[Resistance]: rewards for adoption; [Abbas]: money incentives",
        "Cash incentive for working digitally.")]
    CM: Annotated[float, lever(
        0.0, "effort", (0, 1), "literature",
        "[Abbas], [Resistance]: change management",
        "Change management: help officials find their place in the new way of working.")]
    champ: Annotated[float, lever(
        0.0, "share of officers", (0, 1), "literature",
        "[Resistance]: leadership by example",
        "Champions: the share of settled officers appointed to lead by example.")]
    Pbar: Annotated[float, lever(
        0.6, "share", (0, 1), "assumption",
        "[Abbas], [Resistance]: political commitment; level assumed",
        "Leadership: how committed the political top is to the reform.")]
    J: Annotated[float, lever(
        0.0, "share", (0, 1), "literature",
        "[Narrative]: a strategy against the fear for jobs",
        "Job guarantee: how firmly government promises that nobody loses a post to the reform.")]
    inv: Annotated[float, lever(
        0.01, "share of the gap per month", (0, 0.2), "assumption",
        "[Khattak]; baseline assumed",
        "Infrastructure: the share of missing equipment bought each month.")]
    standards: Annotated[float, lever(
        0.0, "share of the gap per month", (0, 0.2), "literature",
        "[Khattak]: common IT standards and interoperability",
        "Standardisation: how fast the offices' systems learn to exchange files.")]
    hard: Annotated[float, lever(
        0.0, "share of the gap per month", (0, 0.2), "literature",
        "[Khattak], [Arshad]: cyber security",
        "Cyber hardening: how fast protection of the systems is built up.")]
    ME: Annotated[float, lever(
        0.1, "effort", (0, 1), "literature",
        "[Khattak]: no performance review (PC-3); baseline assumed",
        "Monitoring and evaluation (PC-3): how well real use is checked and followed up.")]
    TP: Annotated[float, lever(
        0.0, "share", (0, 1), "literature",
        "[Resistance]: frequent transfers erode ownership",
        "Tenure protection: the share of transfers that are not made.")]
    aware: Annotated[float, lever(
        0.0, "effort", (0, 1), "literature",
        "[Resistance], [Arshad]: citizen engagement and awareness",
        "Awareness: campaigns that explain the digital service to citizens.")]
    gov: Annotated[float, lever(
        0.5, "0 local to 1 central", (0, 1), "literature",
        "[Abbas]: centralised, decentralised or hybrid management",
        "Governance: who runs the reform, each office (0), both (0.5) or the centre (1).")]
    partnership: Annotated[float, lever(
        0.0, "share", (0, 1), "literature",
        "[Abbas]: partnership with private firms",
        "Public-private partnership: the share of investment that a private partner adds and pays.")]
    cloud: Annotated[float, switch(
        ("off", "on"), "off", "literature",
        "[Resistance], [Abbas]: shared infrastructure, open source",
        "Shared cloud: one system for all offices, cheaper and roomier, but all of it fails at once.")]
    exchange_law: Annotated[float, switch(
        ("off", "on"), "off", "literature",
        "[Khattak], [Abbas]: no legal frame for exchanging data",
        "Law on the exchange of files between offices' systems.")]
    target: Annotated[float, switch(
        ("all", "mid_senior", "champions", "low_literacy"), "all", "assumption",
        "[Resistance]: mandated literacy of mid and senior officials",
        "Who is sent on courses.")]


class Switches(Protocol):
    """Forms of the model."""

    decision_rule: Annotated[float, switch(
        ("logit", "threshold", "linear"), "logit", "literature",
        "Brock & Durlauf 2001; Granovetter 1978; Bass 1969: the last two are analytic harnesses",
        "How an official turns utilities into a choice.")]
    gate: Annotated[float, switch(
        ("off", "on"), "on", "literature",
        "two-stage adoption: Gallivan 2001; Leonard-Barton & Deschamps 1988",
        "Whether an office's seniors must open the office to e-Office first.")]
    belief: Annotated[float, switch(
        ("off", "on"), "on", "literature",
        "Rodrik 1991",
        "Whether doubt that the reform will last weakens it.")]
    hybrid: Annotated[float, switch(
        ("off", "on"), "on", "literature",
        "[Khattak], [Resistance]: duplicated manual work",
        "Whether officials may work both ways.")]
    network: Annotated[float, switch(
        ("mean_field", "hubs", "file"), "hubs", "assumption",
        "almost every summary passes Finance, Law, Establishment or Cabinet",
        "How files travel between offices.")]
