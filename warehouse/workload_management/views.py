"""The workload_management lab's views: each shows the student's own part at work."""

from __future__ import annotations
def lanes(x): return None
admission=turns=hit_rates=watched=lanes
