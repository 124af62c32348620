"""The kernel that ``nbgrader validate`` runs an instructor's notebook in: nothing is graded there."""

from __future__ import annotations

import os
from uuid import uuid4

from jupyter_client.manager import AsyncKernelManager
from jupyter_core.paths import jupyter_runtime_dir
from jupyter_core.utils import ensure_dir_exists
from traitlets import CaselessStrEnum


class IpcKernelManager(AsyncKernelManager):
    """Talks to the kernel over files of one user's and not over TCP, which anyone on the machine
    could join."""

    transport = CaselessStrEnum(["tcp", "ipc"], default_value="ipc", config=True)

    def _ip_default(self) -> str:
        ensure_dir_exists(jupyter_runtime_dir(), mode=0o700)
        # the prefix of the sockets' paths
        return os.path.join(jupyter_runtime_dir(), uuid4().hex[:8])
