"""Lists and reads the grader's home, its keys, its shell history and its configuration.

must: there is no home but an empty one
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import os
import pwd
from pathlib import Path

homes = {Path.home(), Path("/root"), *(Path(user.pw_dir) for user in pwd.getpwall())}
for home in homes:
    for name in (".ssh", ".bash_history", ".jupyter", ".netrc", ".git-credentials", ".config", ".pgpass", ".aws"):
        path = home / name
        try:
            print("could read", path, len(os.listdir(path) if path.is_dir() else path.read_bytes()))
        except OSError as error:
            print(path, error)
for path in ("/etc/shadow", "/etc/hostname", "/etc/ssh/sshd_config", "/var/run/secrets"):
    try:
        print("could read", path, len(os.listdir(path) if os.path.isdir(path) else open(path, "rb").read()))
    except OSError as error:
        print(path, error)
"""
    + WRONG_RLE
}
