"""Parameters of offices: equipment, availability, security, correspondence and roll-out."""

from typing import Annotated, Protocol

from sim.parameters.declaration import fixed, uncertain

# fmt: off


class Office(Protocol):
    """Offices: equipment, availability, security and correspondence."""

    F0: Annotated[float, uncertain(
        0.55, "share", (0.3, 0.8), "assumption",
        "installed in all 40 by June 2022; quality assumed",
        "How well equipped the average office is at the start.")]
    F0_sd: Annotated[float, fixed(
        0.12, "share", (0, 0.3), "assumption",
        "design assumption",
        "How much offices differ in equipment.")]
    F_low: Annotated[float, fixed(
        0.05, "share", (0, 0.5), "assumption",
        "design assumption",
        "The worst equipment an office starts with.")]
    F_high: Annotated[float, fixed(
        0.95, "share", (0.5, 1), "assumption",
        "design assumption",
        "The best equipment an office starts with.")]
    d_F: Annotated[float, uncertain(
        0.02, "per month", (0, 0.05), "assumption",
        "equipment lasts about four years without upkeep",
        "How fast equipment wears out when nobody maintains it.")]
    inv_max: Annotated[float, fixed(
        0.5, "per month", (0.05, 1), "assumption",
        "limit of what an office can absorb",
        "The most of the missing equipment an office can install in one month.")]
    cap: Annotated[float, uncertain(
        1.5, "share of desks per unit of equipment", (1, 3), "data",
        "press 2025: log-in ceiling, officers revert to paper",
        "How many desks the system can carry for its equipment before it slows down.")]
    dn: Annotated[float, uncertain(
        0.5, "share", (0.2, 0.8), "assumption",
        "design assumption",
        "How much of a month's service a cyber incident costs.")]
    h0: Annotated[float, uncertain(
        0.003, "per office-month", (0.001, 0.01), "data",
        "one or two named serious incidents a year over about 40 offices",
        "Chance per month of a cyber incident in an unprotected, fully digital office.")]
    Hd0: Annotated[float, uncertain(
        0.3, "share", (0, 0.8), "assumption",
        "[Khattak]: weak cyber preparedness; size assumed",
        "How well protected the systems are at the start.")]
    d_Hd: Annotated[float, uncertain(
        0.01, "per month", (0, 0.05), "assumption",
        "design assumption",
        "How fast protection becomes outdated.")]
    I0: Annotated[float, uncertain(
        0.2, "share", (0, 0.4), "literature",
        "[Khattak]: databases not integrated; size assumed",
        "How well the offices' systems exchange files at the start.")]
    I_base: Annotated[float, fixed(
        0.4, "share", (0, 1), "assumption",
        "design assumption",
        "The best exchange of files possible under purely local management.")]
    I_gov: Annotated[float, fixed(
        0.6, "share", (0, 1), "assumption",
        "design assumption; [Abbas] favours central management with collaboration",
        "How much central management adds to the best possible exchange of files.")]
    vis_low: Annotated[float, fixed(
        0.5, "visibility", (0, 1), "assumption",
        "design assumption",
        "Visibility of the least visible office.")]
    vis_high: Annotated[float, fixed(
        1.5, "visibility", (1, 5), "assumption",
        "design assumption",
        "Visibility of the most visible office.")]
    hub_share: Annotated[float, fixed(
        0.6, "share", (0, 1), "assumption",
        "almost every summary passes Finance, Law, Establishment or Cabinet; size assumed",
        "The share of an office's files that go to the central hubs.")]
    partners: Annotated[float, fixed(
        4.0, "offices", (1, 20), "assumption",
        "design assumption",
        "How many other offices an office regularly writes to.")]
    out: Annotated[float, uncertain(
        0.05, "share", (0, 0.2), "data",
        "press 2026: outages every two to three weeks; acts only in a listed outage that names no depth",
        "How much of the month an outage takes where the scenario does not say.")]
    cloud_cap: Annotated[float, uncertain(
        1.5, "times", (1, 3), "assumption",
        "[Abbas], [Resistance] name shared infrastructure; size assumed",
        "How many times more desks a shared cloud carries than each office's own system.")]
    cloud_outage: Annotated[float, uncertain(
        2.0, "times", (1, 4), "assumption",
        "all depend on one system; size assumed",
        "How many times longer an outage lasts on a shared cloud.")]
    partner_gain: Annotated[float, uncertain(
        1.0, "times", (0.5, 2), "assumption",
        "[Abbas] names partnership with private firms; size assumed",
        "How much investment a private partner adds for each unit of its share.")]
    I_law: Annotated[float, uncertain(
        0.2, "share", (0.1, 0.4), "assumption",
        "[Khattak]: no legal frame for sharing data; size assumed",
        "How much a law on the exchange of files adds to the best possible exchange.")]
    survey_sd: Annotated[float, uncertain(
        0.05, "share", (0.025, 0.1), "assumption",
        "design assumption",
        "How far a survey of an office's resistance is off.")]
    vis_weight: Annotated[float, uncertain(
        0.8, "weight of visibility", (0.4, 1.6), "assumption",
        "design assumption",
        "How much visibility counts beside low resistance where pilots are chosen by both.")]
    lead: Annotated[float, fixed(
        3.0, "months", (0, 24), "assumption",
        "[Abbas]: prepare before the application goes live; length assumed",
        "Months of preparation before an office goes live.")]
