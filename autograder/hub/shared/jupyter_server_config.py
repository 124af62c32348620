"""The server of everybody on the hub: copied into the shared folder. Formgrader is for the course's account only."""

import os

c = get_config()  # noqa: F821  (traitlets provides it)

c.ServerApp.jpserver_extensions = {
    "nbgrader.server_extensions.formgrader": os.environ.get("COURSE_ACCOUNT") == os.environ.get("JUPYTERHUB_USER"),
    "nbgrader.server_extensions.course_list": False,  # there is one course, and its formgrader is in its account's server
}
