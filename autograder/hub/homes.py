"""Whether a home has room for a server to start in: one that has none never shows up, and nothing
says why to the person who waits."""

from __future__ import annotations

import asyncio
import errno
import pwd
import sys

from tornado import web

SECONDS = 5  # a home on another machine that does not answer is the server's own matter
# as the person, because a quota is theirs; some file systems tell at the end only
WRITE = """
import os, tempfile
try:
    with tempfile.TemporaryFile(dir=".") as file:
        file.write(bytes(1 << 18))
        file.flush()
        os.fsync(file.fileno())
except OSError as error:
    raise SystemExit(error.errno) from None
"""


class Full(web.HTTPError):
    """Shown on the hub's page in the place of the server."""

    def __init__(self, home: str):
        self.jupyterhub_message = (
            f"Your home ({home}) is full, so no server can start there. Delete what you do not need: "
            "by ssh, if you can, else ask the machine's administrator"
        )
        super().__init__(507, self.jupyterhub_message)


async def look(name: str) -> None:
    """Raises Full where somebody's home is. Whatever else is wrong with it, the start tells."""
    try:
        person = pwd.getpwnam(name)
        writes = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", "-c", WRITE),
            user=person.pw_uid,
            group=person.pw_gid,
            extra_groups=[],
            cwd=person.pw_dir,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except (KeyError, OSError):  # no such account, no such home
        return
    try:
        code = await asyncio.wait_for(writes.wait(), SECONDS)
    except TimeoutError:
        writes.kill()
        return
    if code in (errno.ENOSPC, errno.EDQUOT):
        raise Full(person.pw_dir)
