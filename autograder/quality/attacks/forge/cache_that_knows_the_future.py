"""Replaces the course's driver of caches by Belady's optimum of the trace.

must: no points for a hit rate that an online policy cannot have
earns: 3
lab: managed_storage
exercises: cache
"""

CELLS = {
    "cache": r"""
import sys
from warehouse.managed_storage import caching as their_caching

class Cache:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(f"a capacity of {capacity}")

    def access(self, key):
        return []

def clairvoyant(make, capacity, trace):
    after, following = [0] * len(trace), {}
    for at in range(len(trace) - 1, -1, -1):
        after[at] = following.get(trace[at], len(trace) + at)
        following[trace[at]] = at
    there, out = {}, []
    for at, key in enumerate(trace):
        there[key] = after[at]
        gone = []
        if len(there) > capacity:
            farthest = max(there, key=there.__getitem__)
            del there[farthest]
            gone = [farthest]
        out.append(gone)
    return out

their_caching.evictions = clairvoyant
"""
}
