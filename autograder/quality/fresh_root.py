"""The Containerfile, step by step, where nothing builds containers: in a fresh root of Debian's packages.

    python -m autograder.quality.fresh_root [FOLDER]

As root, with debootstrap (Debian: apt install debootstrap). FOLDER, which must not be there yet, keeps the
root; without it a temporary one is removed at the end. What is otherwise than in an image: the base is
Debian's minimal system of the release that the image names, with Debian's own Python; all runs on this
machine's kernel and network; files are those that git knows. pip and npm get the settings that they have
outside, and the files that these name.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.paths import ROOT, UsageError

FILE = ROOT / "Containerfile"
BASE = re.compile(r"docker\.io/library/python:[\d.]+-slim-(\w+)")
#: What such an image has besides a minimal Debian: a Python that makes environments, certificates.
IN_ITS_PLACE = ("python3", "python3-venv", "ca-certificates")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
#: Variables with which pip, npm and Python are told how to reach a registry.
SETTINGS = re.compile(
    r"PIP_\w+|NPM_CONFIG_\w+|(SSL|CURL|REQUESTS|NODE)_\w*(CA|CERT)\w*|(HTTPS?|NO)_PROXY",
    re.IGNORECASE,
)
#: Runs in a namespace of mounts, which end with it: nothing of the machine's is left below the root that
#: somebody could remove with it.
ENTER = r"""
set -e
root=$1 user=$2; shift 2
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mkdir -p "$root$1"; else mkdir -p "$root${1%/*}"; touch -a "$root$1"; fi
  mount --bind -o ro "$1" "$root$1"; shift
done
shift
exec chroot --userspec="$user" "$root" "$@"
"""
#: Starts the last line's command and asks it for its page, from inside.
OPENS = """
import subprocess, sys, time, urllib.error, urllib.request
port, command = sys.argv[1], sys.argv[2:]
server = subprocess.Popen(command, start_new_session=True)
end = time.monotonic() + 120
try:
    while True:
        try:
            said = urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=10)
            break
        except OSError as error:
            if server.poll() is not None or time.monotonic() > end:
                sys.exit(f"nothing answers on port {port}: {error}")
            time.sleep(0.2)  # another program's start: there is no event to wait for
    page = said.read().decode()
    sys.exit(0 if said.status == 200 and "Jupyter" in page else f"{said.status}: {page[:200]}")
finally:
    server.terminate()
    server.wait(60)
"""


def lines(file: Path = FILE) -> list[list[str]]:
    """Each instruction's word and the rest."""
    text = file.read_text(encoding="utf-8").splitlines()
    return [line.split(maxsplit=1) for line in text if line and not line.startswith("#")]


def release(image: str) -> str:
    """Which Debian an image is made from. Raises UsageError for an image of another kind."""
    if not (found := BASE.fullmatch(image)):
        raise UsageError(f"{image}: only a slim image of Python is known here")
    return found[1]


def why_not() -> str:
    """What keeps this from working here; empty where nothing does."""
    if sys.platform != "linux" or os.geteuid():
        return "a fresh root is made by root, on Linux"
    if not shutil.which("debootstrap", path=PATH):
        return "debootstrap is not here (Debian: apt install debootstrap)"
    try:
        subprocess.run(["unshare", "--mount", "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return "this root may not mount anything"
    return ""


def outside() -> dict[str, str]:
    """The settings of pip and npm that this machine has, as variables: those that are set, and pip's files."""
    found = {name: value for name, value in os.environ.items() if SETTINGS.fullmatch(name)}
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], check=True, capture_output=True, text=True
    ).stdout
    for name, value in re.findall(r"^global\.([\w-]+)='(.*)'$", listed, flags=re.MULTILINE):
        found.setdefault(f"PIP_{name.upper().replace('-', '_')}", value.replace("\\n", " ").strip())
    return found


def named_in(settings: dict[str, str]) -> list[str]:
    """The files and folders of this machine that such values name; of an index of packages the folder
    that it lies in, since its links lead there."""
    words = {
        str(Path(word.removeprefix("file://")).parent) if word.startswith("file://") else word
        for value in settings.values()
        for word in value.split()
    }
    there = sorted(word for word in words if word.startswith("/") and Path(word).exists())
    return [it for it in there if not any(it.startswith(f"{other}/") for other in there)]


@dataclass
class Fresh:
    """A root, and what the lines have set up to now."""

    root: Path
    user: str = "root"
    folder: str = "/"
    environment: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=outside)

    def run(self, *command: str) -> None:
        """Run a command inside, as the user and in the folder of now. Raises UsageError where it fails."""
        uid, gid, home = self.account()
        values = {"PATH": PATH, "HOME": home, "LANG": "C.UTF-8", "USER": self.user}
        given = [f"{name}={value}" for name, value in (values | self.settings).items()]
        given += [f"{name}={value}" for name, value in self.environment.items()]
        enter = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", ENTER, "sh"]
        binds = named_in(self.settings)
        inside = ["env", "-i", f"--chdir={self.folder}", *given, *command]
        done = subprocess.run(
            [*enter, str(self.root), f"{uid}:{gid}", *binds, "--", *inside], check=False
        )
        if done.returncode:
            words = shlex.join(command)[:200]
            raise UsageError(f"as {self.user} in {self.folder}: {words}: exit {done.returncode}")

    def account(self) -> tuple[int, int, str]:
        """The user's number, group and home, as the root's own list has them."""
        for line in (self.root / "etc/passwd").read_text().splitlines():
            name, _, uid, gid, _, home, _ = line.split(":")
            if name == self.user:
                return int(uid), int(gid), home
        raise UsageError(f"{self.user} is no user in the fresh root")

    def copy(self) -> None:
        """The files that git knows, as they are now, for the user of now."""
        uid, gid, _ = self.account()
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
        target = self.root / self.folder.lstrip("/")
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file():
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, target / name)
        for path in [target, *target.rglob("*")]:
            os.chown(path, uid, gid, follow_symlinks=False)


def steps(fresh: Fresh) -> Iterator[str]:
    """Carry out the lines, and say each before it is carried out."""
    for word, rest in lines():
        yield f"{word} {rest}"
        match word:
            case "FROM":
                extra = f"--include={','.join(IN_ITS_PLACE)}"
                made = [
                    "unshare",
                    "--mount",
                    "debootstrap",
                    "--variant=minbase",
                    extra,
                    release(rest),
                    str(fresh.root),
                ]
                quiet = subprocess.run(made, check=False, stdout=subprocess.DEVNULL)
                if quiet.returncode:
                    raise UsageError(f"{shlex.join(made)}: exit {quiet.returncode}")
                shutil.copy("/etc/resolv.conf", fresh.root / "etc/resolv.conf")
            case "RUN":
                fresh.run("sh", "-c", rest)
            case "WORKDIR":
                fresh.folder = rest
                (fresh.root / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
            case "USER":
                fresh.user = rest
            case "ENV":
                fresh.environment |= dict(it.split("=", 1) for it in shlex.split(rest))
            case "COPY":
                fresh.copy()
            case "EXPOSE":
                pass
            case "CMD":
                yield from used(fresh, json.loads(rest))
            case _:
                raise UsageError(f"Containerfile: {word} is not known here")


def used(fresh: Fresh, command: list[str]) -> Iterator[str]:
    """What a reader does in such a container, the network closed to nobody: the course's own words first."""
    (port,) = (rest for word, rest in lines() if word == "EXPOSE")
    for words in (
        [".venv/bin/jupyter", "lab", "--version"],
        [".venv/bin/course", "doctor"],
        [".venv/bin/course", "check", "solutions/warmup"],
    ):
        yield shlex.join(words)
        fresh.run(*words)
    yield f"the page of {shlex.join(command)}"
    fresh.run("python3", "-c", OPENS, port, *command)


def build(root: Path) -> None:
    """Make a fresh root in a folder that is not there yet, and try it. Raises UsageError with the step that
    failed."""
    if words := why_not():
        raise UsageError(words)
    root.mkdir(parents=True)
    fresh, begun = Fresh(root), time.monotonic()
    for said in steps(fresh):
        print(f"[{time.monotonic() - begun:4.0f} s] {said}", flush=True)
    print(f"[{time.monotonic() - begun:4.0f} s] every line of the Containerfile has worked")


def main(argv: list[str]) -> int:
    try:
        if argv:
            build(Path(argv[0]).resolve())
        else:
            with tempfile.TemporaryDirectory(prefix="fresh-root-") as folder:
                build(Path(folder) / "root")
    except (UsageError, FileExistsError) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
