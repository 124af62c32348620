"""nbgrader's configuration for everybody on the hub, students too: copied into the shared folder, beside ``exchange/``.

The hub names that folder in JUPYTER_CONFIG_PATH of every server. Nothing in this file is a secret. The course's account
reads autograder/nbgrader_config.py as well.
"""

import os
from pathlib import Path

from nbgrader.auth import JupyterHubAuthPlugin

c = get_config()  # noqa: F821  (traitlets provides it)

c.CourseDirectory.course_id = "warehouse"
c.Exchange.root = str(Path(__file__).resolve().parent / "exchange")
# A student sees the labs of those courses whose group (nbgrader-COURSE) on the hub they are in. The course's account needs not
# ask: the hub and its gradebook both have the roster.
if os.environ.get("JUPYTERHUB_USER") != os.environ.get("COURSE_ACCOUNT"):
    c.Authenticator.plugin_class = JupyterHubAuthPlugin
