"""Looks for the machine's own file system under the names by which sandboxes leave it behind.

must: no path leads there
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import os
from pathlib import Path

for path in (
    "/old",
    "/oldroot",
    "/.old",
    "/mnt",
    "/host",
    "/proc/1/root",
    "/proc/self/root/..",
    "/sys/fs/cgroup",
    "/var/lib/docker",
    "/dev",
):
    try:
        print(path, sorted(os.listdir(path))[:30])
    except OSError as error:
        print(path, error)
for path in ("/sys/fs/cgroup/cgroup.procs", "/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern", "/dev/mem"):
    try:
        os.close(os.open(path, os.O_WRONLY))
        print("can write", path)
    except OSError as error:
        print(path, error)
print(Path("/proc/self/mountinfo").read_text()[:3000] if os.path.exists("/proc/self/mountinfo") else "")
"""
    + RIGHT_RLE
}
