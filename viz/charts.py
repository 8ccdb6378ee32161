"""Every picture redtape draws, in one place to import from.

Importing this module loads Altair, which takes half a second: a command imports it when
it comes to draw.  Each function takes tidy frames, as `results/` holds them, and gives an
Altair chart; `save` writes it to a file, `picture` makes it a block of a report.
"""

from viz.adoption import adoption
from viz.comparison import comparison, comparison_panels, outcomes_at_end
from viz.fit import compared, fit_by_figure, fit_over_time
from viz.offices import offices_heat_map
from viz.resistance import resistance
from viz.style import picture, save, svg

__all__ = [
    "adoption",
    "compared",
    "comparison",
    "comparison_panels",
    "fit_by_figure",
    "fit_over_time",
    "offices_heat_map",
    "outcomes_at_end",
    "picture",
    "resistance",
    "save",
    "svg",
]
