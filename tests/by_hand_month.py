"""What a month by hand starts from: copied columns, keyed draws in NumPy, means over offices and tiers."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.state import POST_TABLE, World


def draws(seed: int, purpose: int, t: int, number: np.ndarray) -> np.ndarray:
    """Philox4x32-10 (Salmon et al. 2011) over a column of numbers; shape and order of `number`, in [0, 1)."""
    low = 0xFFFFFFFF
    index = number.astype(np.uint64)
    key0, key1 = seed & low, seed >> 32
    a, b = index & low, index >> 32
    c, d = np.full_like(index, t), np.full_like(index, purpose // 4)
    for _ in range(10):
        x, y = a * 0xD2511F53, c * 0xCD9E8D57
        a, b, c, d = (y >> 32) ^ b ^ key0, y & low, (x >> 32) ^ d ^ key1, x & low
        key0, key1 = (key0 + 0x9E3779B9) & low, (key1 + 0xBB67AE85) & low
    return (a, b, c, d)[purpose % 4] / 2.0**32


def clip(x: np.ndarray) -> np.ndarray:
    return np.clip(x, 0.0, 1.0)


def columns(table: Any) -> SimpleNamespace:
    """Copy the columns of a record array; they are as long as the table."""
    return SimpleNamespace(**{name: np.array(table[name]) for name in table.dtype.names})


class Month:
    """Month `t` of a world: state, what is in force, what is found, and the state of month t + 1.

    post, office, tier: state, after (a) in place; v: in force, by tier; o and z: what is
    found of offices and tiers; own: what is found of each official; next_*: of t + 1.
    """

    def __init__(self, t: int, world: World) -> None:
        self.t, self.seed, self.traffic, self.p = t, world.seed, world.traffic, world.params[0]
        self.post = SimpleNamespace(**{x.name: getattr(world.posts, x.name).copy() for x in POST_TABLE})
        self.office, self.tier, self.v = (
            columns(world.office),
            columns(world.tier),
            columns(world.in_force[t]),
        )
        self.shock = columns(world.shocks[t])
        self.next_office, self.next_tier = columns(world.office), columns(world.tier)
        self.next_post = SimpleNamespace(**{name: x.copy() for name, x in vars(self.post).items()})
        self.o, self.z, self.own = SimpleNamespace(), SimpleNamespace(), SimpleNamespace()
        self.size = self.office.last - self.office.first
        self.of = np.repeat(np.arange(len(self.size)), self.size)
        self.k = self.office.tier[self.of]
        self.grade = self.post.grade.astype(int)
        self.officer = self.grade >= 2
        self.on_paper, self.both_ways, self.on_screen = (self.post.mode == mode for mode in range(3))
        self.live = t >= self.office.golive
        self.preparing = t >= self.office.golive - self.p.lead - self.office.cooling
        self.arrives = self.v.gov * self.tier.reach + (1 - self.v.gov) * self.tier.will  # 8.8: tf

    def draw(self, purpose: int) -> np.ndarray:
        return draws(self.seed, purpose, self.t, self.post.number)

    def total(self, x: np.ndarray) -> np.ndarray:
        """Sum over the posts of each office."""
        return np.bincount(self.of, x, len(self.size))

    def mean(self, x: np.ndarray, among: np.ndarray | None = None) -> np.ndarray:
        """Mean over those posts of each office that are `among`."""
        among = np.ones(len(x)) if among is None else among
        return self.total(x * among) / self.total(among)

    def tier_mean(self, x: np.ndarray) -> np.ndarray:
        """Mean over the offices of each tier, each counted once."""
        return np.bincount(self.office.tier, x) / np.bincount(self.office.tier)

    def by_grade(self, name: str) -> np.ndarray:
        """The parameter `name`0 to `name`3, at each post."""
        return np.array([self.p[f"{name}{grade}"] for grade in range(4)])[self.grade]

    def rent(self, person: np.ndarray) -> np.ndarray:
        """8.5: what discretion is worth to such a person in each post."""
        return clip(self.office.rent[self.of] + self.by_grade("rho_g") + self.p.rho_z * person)
