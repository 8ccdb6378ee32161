"""The blocks of a scenario file in the order a newcomer meets them: a sentence and an example of each.

The page `docs/scenario-file.md` shows them, and a test loads every example as a file
that extends the scenario named with it.
"""

from dataclasses import dataclass, field

from pydantic import BaseModel

from experiments.catalogue import CASE
from sim.scenario import (
    Austerity,
    Ban,
    Change,
    CyberAttack,
    EnforcementDrop,
    Event,
    GoLive,
    Law,
    Mandate,
    Outage,
    Scenario,
    Tier,
    Transition,
)
from sim.scenario.go_live import Installed

GOVERNMENTS = "provinces"


@dataclass(frozen=True)
class Block:
    """A part of a scenario file.

    parts: the tables of the file it is about, each with those of its keys that the block
    tells; without any, all of them.  also: what else its section holds, by name.
    """

    heading: str
    says: str
    example: str
    parts: tuple[tuple[type[BaseModel], tuple[str, ...]], ...] = ()
    extends: str = CASE
    also: tuple[str, ...] = field(default=())

    @property
    def file(self) -> str:
        """A whole scenario file with the example in it."""
        own = self.example.startswith("extends")
        return self.example if own else f'extends = "{self.extends}"\n{self.example}'


BLOCKS = (
    Block(
        "Building on another scenario: `extends`, `add`, `false`",
        "A file states only what differs from the scenario it extends, which is one of the library "
        "([library.md](library.md)) or a file of yours.",
        """\
extends = "federal-eoffice"
ban = false                # takes away what it says there
events = []                # empties a list
[[add.changes]]            # adds to a list
date = 2026-01-01
ME = 0.6
""",
        also=("extending",),
    ),
    Block(
        "The programme",
        "What the scenario is about, in words, and the months it covers.",
        """\
title = "Federal e-Office, followed for three more years"
story = "Nothing is done beyond what has been done by 2025."
end = 2030-12-31
record = false             # do not compare with published figures
""",
        (
            (
                Scenario,
                (
                    *("title", "story", "evidence", "expect", "start", "end", "service", "one_way"),
                    *("record", "network_file"),
                ),
            ),
        ),
    ),
    Block(
        "`[[tiers]]`: governments",
        "A tier is a government, federal or provincial: its posts, its offices, its citizens, and what it "
        "does otherwise than the others.",
        """\
[[add.tiers]]
code = "GB"
posts = 4_000
offices = 20
citizens = 1_500_000
levers = { Pbar = 0.5 }
""",
        ((Tier, ()),),
        GOVERNMENTS,
        ("tiers",),
    ),
    Block(
        "`[levers]` and `[[changes]]`: what government does",
        "A lever under `[levers]` holds from the start, one beside the date of a `[[changes]]` from the "
        "month of that date on.",
        """\
[levers]
hard = 0.02                # protection of the systems is built up

[[add.changes]]
date = 2026-01-01
train = 0.03               # share of staff on a course each month
""",
        ((Change, ()),),
        also=("levers",),
    ),
    Block(
        "`[[mandates]]`: orders",
        "An order to work digitally: checks are threatened from its announcement on and made from its "
        "deadline on, until the deadline of a later order.",
        """\
[[add.mandates]]
announced = 2026-01-15
deadline = 2026-06-30
intensity = 0.5            # announced: one official in two is checked a month
label = "A new order"
""",
        ((Mandate, ()),),
        also=("mandates",),
    ),
    Block(
        "`[law]`: a law behind the programme",
        "A law keeps a programme alive when government changes.",
        """\
[law]
status = 0.8               # 0: none, 1: all of the programme rests on it
date = 2025-04-01          # parliament begins
lag = 12                   # and is done a year later
""",
        ((Law, ()),),
    ),
    Block(
        "`[ban]`: a ban on paper",
        "Offices that work digitally refuse paper while the ban stands.",
        """\
[ban]
start = 2025-03-20
until = 2026-03-20         # without it: for good
""",
        ((Ban, ()),),
    ),
    Block(
        "`[[enforcement_drops]]`: orders that are no longer enforced",
        "From such a day on nobody checks, until a later order has its deadline.",
        """\
[[add.enforcement_drops]]
date = 2026-07-01
label = "The cell that checked is dissolved"
""",
        ((EnforcementDrop, ()),),
    ),
    Block(
        "`[[transitions]]`: changes of government",
        "Commitment and belief in the reform fall, and officers are moved.",
        """\
[[add.transitions]]
date = 2027-03-01
label = "New governing party"
""",
        ((Transition, ()),),
    ),
    Block(
        "`[[austerity]]`: cuts",
        "For some months part of the money for the programme is cut.",
        """\
[[add.austerity]]
start = 2025-07-01
end = 2026-06-30
depth = 0.3                # three tenths of it
tiers = ["PB", "SD"]       # in Punjab and Sindh only
""",
        ((Austerity, ()),),
        GOVERNMENTS,
    ),
    Block(
        "`[[cyber_attacks]]`: cyber attacks",
        "In the month of the attack the offices hit that have the system suffer an incident.",
        """\
[[add.cyber_attacks]]
date = 2026-02-01
offices = ["Finance", "Law"]
label = "Two offices held to ransom"
""",
        ((CyberAttack, ()),),
    ),
    Block(
        "`[[outages]]`: the system is down",
        "For some months the system fails for part of the time.",
        """\
[[add.outages]]
start = 2026-05-01
end = 2026-07-31
depth = 0.2                # a fifth of each month
label = "Data centre overheated"
""",
        ((Outage, ()),),
    ),
    Block(
        "`[go_live]` by counts: how many offices had the system when",
        "For the past: counts of offices with the system, between which the others follow evenly.",
        """\
[go_live]
order = "number"
installed = [
    { date = 2022-06-30, share = 0.25 },
    { date = 2025-06-30, share = 1.0 },
]
""",
        ((GoLive, ("order", "installed", "cooling_off")), (Installed, ())),
    ),
    Block(
        "`[go_live]` by plan: a first day and a pace",
        "For a plan, instead of counts: the first day, how many offices a month, and which come first.",
        """\
[go_live]
installed = []             # drops the counts of the scenario it extends
order = "low_resistance"
start = 2022-07-01
pace = 2
cooling_off = 3
""",
        ((GoLive, ("order", "start", "pace", "cooling_off", "installed")),),
    ),
    Block(
        "`[[events]]`: marks on charts",
        "A day to remember; nothing happens on it.",
        """\
[[add.events]]
date = 2026-10-01
label = "Auditor General reports"
""",
        ((Event, ()),),
    ),
    Block(
        "`regime`: what the record cannot tell",
        "The record is met equally well by several sets of parameters, the regimes: a conclusion is worth "
        "stating if it holds in each.",
        """\
regime = "K"

[parameters]
kappa = 1.0                # what a file states itself goes over its regime
""",
        ((Scenario, ("regime",)),),
        also=("regimes",),
    ),
    Block(
        "`cost_file` and `price_year`: your own prices",
        "Every unit cost is an assumption until you put in your own.",
        """\
# `redtape costs > my-costs.csv` writes a price list to fill in; keep it beside this file.
cost_file = "my-costs.csv"
price_year = 2026
""",
        ((Scenario, ("cost_file", "price_year")),),
        also=("costs",),
    ),
    Block(
        "`[parameters]` and `[switches]`: the model itself",
        "For questions such as *what if this number is wrong*: any declared number, and the model's forms.",
        """\
[parameters]
eta0 = 0.4                 # double work is seen through more often

[switches]
network = "mean_field"     # files go everywhere alike
""",
        ((Scenario, ("parameters", "switches")),),
        also=("switches",),
    ),
)
