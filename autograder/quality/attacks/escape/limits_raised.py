"""Raises the limits that were set for it, and its own priority.

must: hard limits stay
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import os
import resource

for name in ("RLIMIT_AS", "RLIMIT_NPROC", "RLIMIT_NOFILE", "RLIMIT_FSIZE", "RLIMIT_CPU", "RLIMIT_CORE"):
    try:
        if os.getuid() != 0:
            resource.setrlimit(getattr(resource, name), (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            print("raised", name)
    except (OSError, ValueError) as error:
        print(name, error)
try:
    os.nice(-20) if os.getuid() != 0 else None
    print("nicer")
except OSError as error:
    print(error)
"""
    + RIGHT_RLE
}
