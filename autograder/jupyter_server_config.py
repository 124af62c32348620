"""The server that shows formgrader: read when JupyterLab is started in this folder ('make formgrader'),
and on a hub by the server of the course's account."""

c = get_config()  # noqa: F821  (traitlets provides it)

c.ServerApp.jpserver_extensions.update({"autograder.reports.formgrader_server": True})
