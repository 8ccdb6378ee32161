"""Every mechanism's switch: the settings that take one mechanism out of the model and leave the rest.

An ablation is named after the one quantity it sets or, where it sets several, in a word.
Taking a mechanism out shifts the level of use as well; `experiments.ablation` tells the
two apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Ablation:
    """One mechanism and how to switch it off.

    `mechanism` completes "the model without ..."; `section` is that of docs/model.md whose
    rule the mechanism belongs to; `settings` are parameters and switches with the value
    that switches it off.  `idle` says why nothing happens in the federal case, where
    nothing can.
    """

    name: str
    section: str
    mechanism: str
    settings: Mapping[str, float | str]
    idle: str = ""


UNLIMITED = 1e6
"""Desks that a system can carry for its equipment: more than any office has, so that it never slows down."""


def _off(
    section: str, name: str, mechanism: str, *names: str, to: float | str = 0.0, idle: str = ""
) -> Ablation:
    """Declare the ablation that sets `names` (by default the one it is named after) to one value."""
    settings = dict.fromkeys(names or (name,), to)
    return Ablation(name=name, section=section, mechanism=mechanism, settings=settings, idle=idle)


def _by_grade(stem: str) -> tuple[str, ...]:
    return tuple(f"{stem}{grade}" for grade in range(4))


# fmt: off
_DECLARED = (
    _off("8.1", "pi", "commitment falling with a change of government"),
    _off("8.1", "pi_B", "belief in the reform falling with a change of government"),
    _off("8.2", "zeta_inv", "resistance holding up investment and training"),
    _off("8.2", "d_F", "equipment wearing out"),
    _off("8.2", "d_Hd", "protection of the systems becoming outdated"),
    _off("8.3", "h0", "cyber incidents"),
    _off("8.3", "cap", "the system slowing down under load", to=UNLIMITED),
    _off("8.4", "w_PE", "usefulness as a reason to accept the system"),
    _off("8.4", "w_EE", "ease of use as a reason to accept the system"),
    _off("8.4", "w_SI", "colleagues' example as a reason to accept the system"),
    _off("8.4", "w_FC", "equipment and support as a reason to accept the system"),
    _off("8.4", "nu", "usefulness growing with the number of others who use the system"),
    _off("8.4", "vs", "the example of visible offices elsewhere"),
    _off("8.4", "z_s", "quiet obstruction making the system less useful"),
    _off("8.4", "fit_gov", "central systems fitting local work less well",
         idle="governance stays midway between local and central, where the system's fit is rated 1"),
    _off("8.4", "network", "hubs and partners: every office writes to all others alike", to="mean_field"),
    _off("8.5", "w_R1", "the fear of losing discretion"),
    _off("8.5", "w_R2", "the fear of losing one's job"),
    _off("8.5", "w_R3", "deference to superiors who stay on paper"),
    _off("8.5", "w_R4", "the habit of working on paper"),
    _off("8.5", "w_R5", "distrust in the system"),
    _off("8.5", "al", "the fear of losing discretion being caught from colleagues"),
    _off("8.5", "j_C", "cyber incidents raising distrust"),
    _off("8.5", "exposure", "jobs being exposed to the reform", *_by_grade("x_g")),
    _off("8.6", "kappa", "barriers amplifying resistance"),
    _off("8.7", "belief", "doubt whether the reform will last", to="off"),
    _off("8.7", "chi_B", "belief resting on what officials see around them"),
    _off("8.8", "beta_E", "the fear of sanctions"),
    _off("8.8", "g_Q", "officials learning how much is really enforced: the first scare never fades"),
    _off("8.8", "imp", "senior officers being spared"),
    _off("8.8", "psi_U", "unions shielding lower grades"),
    _off("8.9", "beta_R", "resistance"),
    _off("8.9", "gate", "seniors having to open the office first", to="off"),
    _off("8.9", "hybrid", "working both ways", to="off"),
    _off("8.9", "c_X", "the burden of counterparts who stay on paper"),
    _off("8.9", "beta_ban", "a ban on paper hurting those who send it"),
    _off("8.9", "beta_O", "a settled posting making officials own the reform"),
    _off("8.9", "beta_I", "cash incentives working",
         idle="nobody pays an incentive"),
    _off("8.9", "beta_B", "doubt about permanence discouraging digital work"),
    _off("8.9", "differences", "offices and officials differing in their taste for digital work",
         "sigma_xi", "sigma_eta"),
    _off("8.10", "t_S", "courses teaching anything"),
    _off("8.10", "d_S", "skill fading with disuse"),
    _off("8.10", "learning", "learning by doing", "lam_D", "lam_H"),
    _off("8.10", "zeta_T", "resistance making courses less effective"),
    _off("8.11", "transfers", "transfers", *_by_grade("mu_g")),
    _off("8.11", "turn", "officials leaving and recruits taking their posts"),
    _off("8.11", "s_loss", "skill being lost by a move to another post"),
    _off("8.11", "reshuffle", "officers being reshuffled when the government changes", to=1.0),
    _off("8.13", "trust", "citizens' trust following what they experience", "g_C", "j_CT"),
)
# fmt: on

ABLATIONS: dict[str, Ablation] = {ablation.name: ablation for ablation in _DECLARED}
"""Every ablation by name, in the order of the sections."""
