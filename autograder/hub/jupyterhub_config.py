"""JupyterHub for a class on one server: accounts of the system (PAM), each user's notebooks run as
that user.

Started by root, from the course's folder: ``.venv/bin/jupyterhub -f
autograder/hub/jupyterhub_config.py``. The book's appendix "A class on JupyterHub" says what has to
be there before. settings.py beside this file has what a department may want otherwise; its own goes
into local_settings.py, which git does not see.
"""

import os
import shutil
import sys
from pathlib import Path

from autograder.grading.roster import read
from autograder.hub import homes, login, proxy, settings
from autograder.paths import AUTOGRADER, UsageError

c = get_config()  # noqa: F821  (traitlets provides it)
# For this machine only: what serves it to others must speak TLS. Here, for the hub and for its
# proxy's own door these are ports that only root can take: while the hub restarts, a student could
# take any above 1023, read the passwords that come there and tell servers who somebody is.
c.JupyterHub.bind_url = "http://127.0.0.1:800"
c.JupyterHub.hub_port = 801
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:802"
# c.JupyterHub.bind_url = "https://:443"  # or the hub does it itself, with the next two lines
# c.JupyterHub.ssl_key = "/etc/ssl/private/hub.key"
# c.JupyterHub.ssl_cert = "/etc/ssl/certs/hub.crt"
try:
    own = settings.read(get_config)  # noqa: F821
    read(own.roster)
    proxy_command = proxy.command()
except UsageError as error:
    sys.exit(f"the hub cannot start: {error}")

# --- Who may come in ----------------------------------------------------------------------------------------------
c.JupyterHub.authenticator_class = login.Pam
c.OfTheCourse.roster = own.roster
c.OfTheCourse.instructors = own.instructors
c.OfTheCourse.account = own.account
c.Authenticator.admin_users = set()  # an administrator of the hub could open every student's server
# who is gone is gone with every token of theirs, and not only with the page that is open; a token
# that somebody else got hold of ends in a day
c.Authenticator.auth_refresh_strict = True
c.JupyterHub.token_expires_in_max_seconds = 24 * 3600
c.JupyterHub.load_roles = [
    {  # instructors start, stop and open the account's server; of a student's they see nothing
        "name": "instructor",
        "groups": [login.INSTRUCTORS],
        "scopes": [
            f"{scope}!user={own.account}"
            for scope in ("servers", "access:servers", "read:users:name", "read:servers")
        ],
    },
    {"name": "account", "users": [own.account], "scopes": ["self"]},  # so that the hub knows it
    # what the token inside a server may do: the hub's own two, and to ask for the groups of its
    # owner, as nbgrader does
    {
        "name": "server",
        "scopes": [
            "users:activity!user",
            "access:servers!server",
            "read:users:name!user",
            "read:users:groups!user",
        ],
    },
]

# --- What they see ------------------------------------------------------------------------------------------------
c.JupyterHub.template_paths = [str(Path(__file__).resolve().parent / "templates")]
c.JupyterHub.template_vars = {
    "announcement_login": login.HELP,
    "course_account": own.account,
    "course_instructors": own.instructors,
}


def after_login(handler) -> str:
    """An instructor sees the links to the class first; a student's own server starts."""
    teaches = handler.current_user and handler.current_user.name in own.instructors
    return f"{handler.hub.base_url}home" if teaches else ""


c.JupyterHub.default_url = after_login

# --- Their servers ------------------------------------------------------------------------------------------------
programs = Path(sys.prefix) / "bin"
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
server = str(programs / "jupyterhub-singleuser")
prlimit = shutil.which("prlimit")  # of util-linux, which every Debian has
if prlimit is None and own.limits:
    sys.exit("there is no prlimit: install util-linux, or set limits = {} in local_settings.py")
held = [prlimit, *(f"--{name}={most}" for name, most in own.limits.items())] if own.limits else []
c.Spawner.cmd = [*held, server]
students = own.shared / "students"
c.Spawner.environment = {
    # a terminal finds python, nbgrader, jupyter
    "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    "JUPYTER_CONFIG_PATH": f"{students}{os.pathsep}{own.shared}",
    "PYTHONPATH": os.pathsep.join(filter(None, [str(students), os.environ.get("PYTHONPATH")])),
    "COURSE_ACCOUNT": own.account,
}


async def before_it_starts(spawner) -> None:
    """A server needs room in a home. The account's opens in autograder/ with nbgrader's
    configuration of the course on top of everybody's."""
    await homes.look(spawner.user.name)
    if spawner.user.name == own.account:
        spawner.cmd = [server]  # it grades the class
        spawner.notebook_dir = str(AUTOGRADER)
        spawner.environment = {
            **spawner.environment,
            "JUPYTER_CONFIG_PATH": f"{AUTOGRADER}{os.pathsep}{own.shared}",
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        }


c.Spawner.pre_spawn_hook = before_it_starts

# --- The hub's own files, and its proxy ------------------------------------------------------------------------------
c.JupyterHub.cleanup_servers = False  # a restart of the hub ends nobody's session
state = own.shared / "hub"
state.mkdir(mode=0o700, exist_ok=True)  # cookies and tokens of all users: the hub's alone
c.JupyterHub.db_url = f"sqlite:///{state / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")
c.ConfigurableHTTPProxy.command = proxy_command
