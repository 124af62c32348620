"""Lists and reads what others left in /tmp, /dev/shm, /run and System V shared memory.

must: /tmp and /dev/shm are the submission's own
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import re
from pathlib import Path

for folder in ("/tmp", "/dev/shm", "/run", "/var/tmp", "/proc/sysvipc"):
    for path in sorted(Path(folder).rglob("*"))[:500]:
        try:
            text = path.read_bytes() if path.is_file() and path.stat().st_size < 1 << 20 else b""
            print(path, len(text), re.findall(rb"canary-[0-9a-f]+", text))
        except OSError as error:
            print(path, error)
"""
    + WRONG_RLE
}
