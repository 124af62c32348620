"""The server of everybody on the hub: copied into the shared folder. Formgrader is for the course's
account only."""

import atexit
import os
import shutil
import tempfile

c = get_config()  # noqa: F821  (traitlets provides it)

# A kernel listens on files in a folder that is the user's alone: on a port, everybody on the
# machine could read what it says. Not in the home, which can be anywhere: a socket's path may hold
# about 100 characters.
c.KernelManager.transport = "ipc"
if "JUPYTER_RUNTIME_DIR" not in os.environ:
    os.environ["JUPYTER_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="jupyter-", dir="/tmp")
    atexit.register(shutil.rmtree, os.environ["JUPYTER_RUNTIME_DIR"], ignore_errors=True)

# What nobody uses ends: a kernel or a terminal that was idle for two hours and has no open page, and
# after that the server. Files stay; a click starts another.
c.MappingKernelManager.cull_idle_timeout = 2 * 3600
c.MappingKernelManager.cull_interval = 300
c.TerminalManager.cull_inactive_timeout = 2 * 3600
c.ServerApp.shutdown_no_activity_timeout = 3600

# a login shell would forget the PATH that the hub gives
c.ServerApp.terminado_settings = {"shell_command": ["/bin/bash"]}

c.ServerApp.jpserver_extensions.update(
    {
        "nbgrader.server_extensions.formgrader": os.environ.get("COURSE_ACCOUNT")
        == os.environ.get("JUPYTERHUB_USER"),
        # there is one course, and its formgrader is in its account's server
        "nbgrader.server_extensions.course_list": False,
    }
)
