"""nbgrader's configuration for everybody on the hub, students too: copied into the shared folder,
beside ``exchange/``.

The hub names that folder in JUPYTER_CONFIG_PATH of every server. Nothing in this file is a secret.
The course's account reads autograder/nbgrader_config.py as well.
"""

import os
from pathlib import Path
from uuid import uuid4

from jupyter_core.paths import jupyter_runtime_dir
from jupyter_core.utils import ensure_dir_exists
from nbgrader.auth import JupyterHubAuthPlugin
from nbgrader.exchange.default import ExchangeSubmit

c = get_config()  # noqa: F821  (traitlets provides it)


class Submit(ExchangeSubmit):
    """nbgrader opens what was submitted to everybody who knows its name, so that an instructor can
    delete it; here it is its student's alone to change, also when the copy that stays in the
    student's home does not fit there any more."""

    def copy_files(self) -> None:
        submission = Path(self.inbound_path) / self.assignment_filename
        try:
            super().copy_files()
        finally:
            if submission.is_dir():
                submission.chmod(0o755)


c.ExchangeFactory.submit = Submit

c.CourseDirectory.course_id = "warehouse"
c.Exchange.root = str(Path(__file__).resolve().parent / "exchange")
# A student sees the labs of those courses whose group (nbgrader-COURSE) on the hub they are in. The
# course's account needs not ask: the hub and its gradebook both have the roster.
if os.environ.get("JUPYTERHUB_USER") != os.environ.get("COURSE_ACCOUNT"):
    c.Authenticator.plugin_class = JupyterHubAuthPlugin
    # Validate's kernel too listens on files that are the user's alone (see jupyter_server_config.py
    # beside this file).
    ensure_dir_exists(jupyter_runtime_dir(), mode=0o700)
    c.KernelManager.transport = "ipc"
    c.KernelManager.ip = str(Path(jupyter_runtime_dir()) / f"validate-{uuid4().hex[:8]}")
