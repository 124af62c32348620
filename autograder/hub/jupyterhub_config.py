"""JupyterHub for a class on one server: accounts of the system (PAM), each user's notebooks run as
that user.

Started by root, from the course's folder: ``.venv/bin/jupyterhub -f
autograder/hub/jupyterhub_config.py``. The book's appendix "A class on JupyterHub" says what has to
be there before. A department's settings stand first; its own go into local_settings.py beside this
file, which git does not see.
"""

import os
import runpy
import shutil
import sys
from pathlib import Path

from autograder.grading.roster import read
from autograder.hub.proxy import command

c = get_config()  # noqa: F821  (traitlets provides it)
autograder = Path(__file__).resolve().parents[1]

# --- A department's settings --------------------------------------------------------------------------------------
# the account of the system that owns this folder: it releases, collects and grades
account = "grader"
# they log in as themselves and open the account's server: /hub/spawn/grader
instructors = {"instructor"}
# who takes the course: the file that 'python -m autograder roster' reads
roster = autograder / "roster.csv"
# nbgrader's exchange; read by everybody
shared = Path(os.environ.get("COURSE_SHARED", "/srv/nbgrader"))
# for this machine only: what serves it to others must speak TLS
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
# c.JupyterHub.bind_url = "https://:443"  # or the hub does it itself, with the next two lines
# c.JupyterHub.ssl_key = "/etc/ssl/private/hub.key"
# c.JupyterHub.ssl_cert = "/etc/ssl/certs/hub.crt"
# what a student's server and all that runs in it may have, as prlimit takes it: bytes of addresses a
# process, and processes of the account
limits = {"as": 8 << 30, "nproc": 512}

local = Path(__file__).resolve().parent / "local_settings.py"
if local.exists():  # it may set any of the names above, and with c = get_config() the rest
    names = ("account", "instructors", "roster", "shared", "limits")
    own = runpy.run_path(str(local), {"get_config": get_config})  # noqa: F821
    globals().update({name: own[name] for name in names if name in own})

# --- Who may come in ----------------------------------------------------------------------------------------------
students = {person.id for person in read(roster)}
c.JupyterHub.authenticator_class = "pam"
c.Authenticator.allowed_users = students | instructors
# the roster decides at every start, not who was here before
c.Authenticator.allow_existing_users = False
c.Authenticator.admin_users = set()  # an administrator of the hub could open every student's server
c.JupyterHub.load_groups = {  # nbgrader knows a course's people by the names of these groups
    "nbgrader-warehouse": {"users": sorted(students)},
    "formgrade-warehouse": {"users": sorted(instructors | {account})},
}
c.JupyterHub.load_roles = [
    {  # instructors start, stop and open the account's server; of a student's they see nothing
        "name": "instructor",
        "groups": ["formgrade-warehouse"],
        "scopes": [
            f"{scope}!user={account}"
            for scope in ("servers", "access:servers", "read:users:name", "read:servers")
        ],
    },
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

# --- Their servers ------------------------------------------------------------------------------------------------
programs = Path(sys.prefix) / "bin"
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
server = str(programs / "jupyterhub-singleuser")
prlimit = shutil.which("prlimit")  # of util-linux, which every Debian has
if prlimit is None and limits:
    sys.exit("there is no prlimit: install util-linux, or set limits = {} in local_settings.py")
held = [prlimit, *(f"--{name}={most}" for name, most in limits.items())] if limits else []
c.Spawner.cmd = [*held, server]
c.Spawner.environment = {
    # a terminal finds python, nbgrader, jupyter
    "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    "JUPYTER_CONFIG_PATH": str(shared),
    "COURSE_ACCOUNT": account,
}


def for_the_account(spawner) -> None:
    """The account's server opens in autograder/ with nbgrader's configuration of the course on top
    of everybody's."""
    if spawner.user.name == account:
        spawner.cmd = [server]  # it grades the class
        spawner.notebook_dir = str(autograder)
        spawner.environment = {
            **spawner.environment,
            "JUPYTER_CONFIG_PATH": f"{autograder}{os.pathsep}{shared}",
        }


c.Spawner.pre_spawn_hook = for_the_account

# --- The hub's own files, and its proxy ------------------------------------------------------------------------------
state = shared / "hub"
state.mkdir(mode=0o700, exist_ok=True)  # cookies and tokens of all users: the hub's alone
c.JupyterHub.db_url = f"sqlite:///{state / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")
c.ConfigurableHTTPProxy.command = command()
