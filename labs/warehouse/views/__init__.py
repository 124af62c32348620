"""Views of the student's own parts at work, for JupyterLab. Each takes the student's function and shows what it makes.

A view never raises: a part that is not started, or that fails, is said in words where the picture would be.
"""

from warehouse.views.distribution import balance, exchanges, partials, plans, slices, weights
from warehouse.views.encodings import bits, choices, encoded, sizes
from warehouse.views.histories import (
    chain,
    history_html,
    history_svg,
    isolation,
    outcomes_html,
    own_writes,
    redirects,
    schedule,
    vacuumed,
)
from warehouse.views.zones import blocks_read, curve, lit, regions, sorted_blocks, zone_bars

__all__ = [
    "balance", "bits", "blocks_read", "chain", "choices", "curve", "encoded", "exchanges", "history_html",
    "history_svg", "isolation", "lit", "outcomes_html", "own_writes", "partials", "plans", "redirects", "regions",
    "schedule", "sizes", "slices", "sorted_blocks", "vacuumed", "weights", "zone_bars",
]
