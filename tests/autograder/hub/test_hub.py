"""A week of a class on a real JupyterHub behind its real proxy: two students, an instructor, the
course's account.

The hub reads the configuration that the course ships, from a copy of the course in a temporary
folder. Two things differ from a department's server: passwords are not the system's, and all
servers run as whoever runs the tests, each in a folder of its own. Where root runs the tests, they
also try, as another account of the machine, what somebody of the class can do to the others, and
what the course's account can do to the hub. Everything listens on the loopback address only.
"""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
import pwd
import re
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import bs4
import nbformat
import psutil
import pytest
import requests
import websocket
import zmq

from autograder import paths
from autograder.hub import install
from autograder.paths import UsageError
from conftest import RIGHT_RLE, WITHOUT_SANDBOX, set_cell
from warehouse import data

LAB = "compression"
WRONG_RLE = RIGHT_RLE.replace(
    "np.repeat(r.values, r.lengths)", "np.repeat(r.values, r.lengths)[::-1]"
)
PASSWORD = "for this test only"
# users without a name: the course's account, and somebody else of the class
ACCOUNT, STUDENT = 61_001, 61_002
MARK = "planted-by-bob"
ATTACKS = [  # in Markdown and as HTML; what else a submission may hold is in the cell below
    f"<script>document.title = '{MARK}'</script>",
    f"<img src=x onerror=\"document.title = '{MARK}'\"> <svg onload=\"document.title = '{MARK}'\"></svg>",
    f"[link](java&#115;cript:{MARK}) [link](javascript&colon;{MARK})",
    f"![picture](https://example.invalid/{MARK}.png) [file]({MARK}.html)",
    f'<iframe srcdoc="<script>{MARK}</script>"></iframe> <a href="javascript&#58;{MARK}">link</a>',
    f'<style>body {{ display: none }}</style> <base href=//{MARK}> <meta http-equiv=refresh content="0;url=//{MARK}">',
    f'<form action="javascript:{MARK}"><input autofocus onfocus={MARK}></form> <object data={MARK}></object> <embed src={MARK}>',
    f"<div style='position: fixed; inset: 0; background: url(//{MARK})'>{MARK}</div>",
]
PLANTED = """
from IPython.display import display
for kind in ("text/html", "text/markdown", "text/latex", "image/svg+xml"):
    for text in {attacks}:
        display({{kind: text, "text/plain": "{mark}"}}, raw=True)
display({{"application/javascript": "document.title = '{mark}'", "text/plain": "{mark}"}}, raw=True)
for kind in ("image/png", "image/jpeg"):
    about = {{kind: {{"width": "1 onerror={mark}", "height": "1 onerror={mark}", "alt": '"><script>{mark}</script>'}}}}
    display({{kind: 'x" onerror="{mark}'}}, metadata=about, raw=True)
    display({{kind: "eA=="}}, metadata={{"filenames": {{kind: "https://example.invalid/{mark}"}}}}, raw=True)
"""


SECONDS = 120  # for anything to happen that a person would wait for
needs_another = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another account")

OVERRIDE = """
load_subconfig({config!r})
c = get_config()
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
from jupyterhub.authenticators.shared import SharedPasswordAuthenticator
from autograder.hub.login import OfTheCourse
class OnePassword(OfTheCourse, SharedPasswordAuthenticator):
    pass
c.JupyterHub.authenticator_class = OnePassword
c.SharedPasswordAuthenticator.user_password = {password!r}
c.JupyterHub.spawner_class = "jupyterhub.spawner.SimpleLocalProcessSpawner"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r} + "/{{username}}"
c.Spawner.args = {arguments!r}
c.Spawner.start_timeout = c.Spawner.http_timeout = {seconds}  # a slow machine is no failure
c.Authenticator.auth_refresh_age = 1  # in seconds; as shipped five minutes
c.JupyterHub.tornado_settings = {{"slow_spawn_timeout": 0}}  # a start is answered at once: the tests follow its progress
"""


@dataclass
class Person:
    """Somebody who logged in at the hub; their requests go through the proxy with a token of their
    own."""

    name: str
    hub: str
    token: str

    def ask(self, method: str, path: str, **named: object) -> requests.Response:
        headers = {"Authorization": f"token {self.token}"}
        return requests.request(
            method,
            f"{self.hub}{path}",
            headers=headers,
            timeout=SECONDS,
            allow_redirects=False,
            **named,
        )

    def get(self, path: str, **named: object) -> dict | list:
        return answered(self.ask("GET", path, **named))

    def post(self, path: str, **named: object) -> dict | list:
        return answered(self.ask("POST", path, **named))

    def start_server(self, of: str = "") -> None:
        assert self.ask("POST", f"/hub/api/users/{of or self.name}/server").status_code in (
            201,
            202,
        )

    def wait_for_server(self, of: str = "") -> None:
        """Follow what the hub says of a server's start until it is ready."""
        path = f"/hub/api/users/{of or self.name}/server"
        headers, deadline = {"Authorization": f"token {self.token}"}, time.monotonic() + SECONDS
        with requests.get(
            f"{self.hub}{path}/progress", headers=headers, timeout=SECONDS, stream=True
        ) as events:
            for line in events.iter_lines():
                event = json.loads(line.removeprefix(b"data:")) if line.startswith(b"data:") else {}
                assert not event.get("failed"), event
                assert time.monotonic() < deadline, event
                if event.get("ready"):
                    return
        raise AssertionError(f"the hub stopped telling of the start of {path}")

    def notebook(self) -> nbformat.NotebookNode:
        return nbformat.from_dict(
            self.get(f"/user/{self.name}/api/contents/{LAB}/{LAB}.ipynb")["content"]
        )

    def write(self, nb: nbformat.NotebookNode) -> None:
        body = {"type": "notebook", "format": "json", "content": nb}
        assert (
            self.ask(
                "PUT", f"/user/{self.name}/api/contents/{LAB}/{LAB}.ipynb", json=body
            ).status_code
            == 200
        )

    def exchange(self, action: str) -> list[dict]:
        """What the buttons of nbgrader's assignment list do; the list afterwards."""
        body = {"course_id": "warehouse", "assignment_id": LAB}
        listed = self.post(f"/user/{self.name}/assignments/{action}", json=body)
        assert listed["success"], listed["value"]
        return listed["value"]

    def formgrader(self, action: str) -> str:
        """What the buttons of formgrader do, in the server of the course's account; its log."""
        done = self.post(f"/user/grader/formgrader/api/assignment/{LAB}/{action}")
        assert done["success"], done
        return done["log"]


def answered(response: requests.Response) -> dict | list:
    assert response.ok, (
        f"{response.request.method} {response.url}: {response.status_code} {response.text[:500]}"
    )
    return response.json()


def in_browser(browser: requests.Session, hub: str, name: str, **to: str) -> requests.Response:
    """Where the hub's own page leads after logging in, as a browser goes; ``to``: where it is asked to."""
    browser.get(f"{hub}/hub/login", timeout=SECONDS)
    form = {
        "username": name,
        "password": PASSWORD,
        "_xsrf": browser.cookies.get("_xsrf", path="/hub/"),
    }
    return browser.post(f"{hub}/hub/login", params=to, data=form, timeout=SECONDS)


def log_in(hub: str, name: str) -> Person:
    """Through the hub's own page, as a browser does, then a token for the rest. Raises
    PermissionError where the hub refuses."""
    with requests.Session() as browser:
        page = in_browser(browser, hub, name, next="/hub/token")
        if page.status_code == 403:
            shown = bs4.BeautifulSoup(page.text, "html.parser").find(class_="login_error")
            raise PermissionError(shown.text)
        headers = {
            "X-XSRFToken": browser.cookies.get("_xsrf", path="/hub/"),
            "Referer": f"{hub}/hub/token",
        }
        made = browser.post(
            f"{hub}/hub/api/users/{name}/tokens", json={}, headers=headers, timeout=SECONDS
        )
    return Person(name, hub, answered(made)["token"])


class Another:
    """A function that runs as another account of the machine, beside this process: forked, for that
    account need not be able to read this Python. It is called with the further arguments and a
    connection; whatever arrives there tells it to end."""

    def __init__(self, user: int, function: Callable, *arguments: object):
        forked = multiprocessing.get_context("fork")
        self._here, there = forked.Pipe()
        self._process = forked.Process(
            target=self._run, args=(user, function, arguments, there), daemon=True
        )
        self._process.start()
        there.close()

    @staticmethod
    def _run(user: int, function: Callable, arguments: tuple, there: Connection) -> None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        there.send(function(*arguments, there))

    def said(self) -> bool:
        """Whether it has sent something."""
        return self._here.poll()

    def result(self) -> object:
        """What the function returned once it was told to end. Raises EOFError where it failed."""
        with suppress(BrokenPipeError):
            self._here.send("end")
        sent = [self._here.recv()]
        with suppress(EOFError, ConnectionResetError):  # it has ended
            while True:
                sent.append(self._here.recv())
        self._process.join()
        return sent[-1]


def free_ports(count: int) -> list[int]:
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in taken]
    for one in taken:
        one.close()
    return ports


@pytest.fixture(scope="module")
def course() -> Iterator[Path]:
    """A copy of what an instructor's clone holds, with a roster, and the shared folder beside it.
    Open to all, as /srv is."""
    base = Path(tempfile.mkdtemp(prefix="hub-", dir="/tmp"))
    base.chmod(0o755)
    root = base / "course"
    ignored = [
        line.strip("/").removeprefix("autograder/")
        for line in (paths.ROOT / ".gitignore").read_text().split()
    ]
    for name in ("autograder", "book", "labs", "solutions", "warehouse"):
        shutil.copytree(
            paths.ROOT / name,
            root / name,
            ignore=shutil.ignore_patterns(*ignored, "attacks", "_build"),
        )
    for name in ("README.md", "constraints.txt"):
        shutil.copy(paths.ROOT / name, root)
    for scale in (0.01, 0.1):
        tables = data.generate(scale)
        shutil.copytree(tables, root / "data" / tables.name)
    (root / "autograder" / "roster.csv").write_text(
        "id,first_name,last_name,email\nada,Ada,L,\nbob,Bob,M,\n"
    )
    (root / "autograder" / "local_settings.py").write_text(
        "c = get_config()\n"
        "c.ExchangeCollect.check_owner = False  # all servers run as one user here\n"
    )
    (root / "autograder" / "hub" / "local_settings.py").write_text('instructors = {"instructor"}\n')
    shared = root.parent / "shared"
    shutil.copytree(root / "autograder" / "hub" / "shared", shared)
    (shared / "exchange").mkdir()
    (base / "home").mkdir()
    (base / "tmp").mkdir()
    (base / "tmp").chmod(0o1777)
    (shared / "exchange").chmod(0o1777)
    yield root
    shutil.rmtree(base)


@pytest.fixture(scope="module")
def environment(course: Path) -> dict[str, str]:
    return {
        **os.environ,
        "COURSE_SHARED": str(course.parent / "shared"),
        "TMPDIR": str(course.parent / "tmp"),
        "PYTHONPATH": str(course),  # the copy, not the course this Python has
    }


@pytest.fixture(scope="module")
def hub(course: Path, environment: dict[str, str]) -> Iterator[str]:
    """The hub's address; it and everything it started is gone afterwards, also when it did not come
    up."""
    port, hub_port, api_port = free_ports(3)
    config = course.parent / "override.py"
    shipped = course / "autograder" / "hub" / "jupyterhub_config.py"
    config.write_text(
        OVERRIDE.format(
            config=str(shipped),
            port=port,
            hub_port=hub_port,
            api_port=api_port,
            password=PASSWORD,
            homes=str(course.parent / "home"),
            seconds=SECONDS,
            arguments=["--allow-root"] if os.geteuid() == 0 else [],
        )
    )
    # nbgrader takes a student's name from the process's user, who is one and the same here
    for student in ("ada", "bob"):
        home = course.parent / "home" / student
        home.mkdir(mode=0o700)
        (home / "nbgrader_config.py").write_text(
            f"c = get_config()\nc.CourseDirectory.student_id = {student!r}\n"
        )
    address = f"http://127.0.0.1:{port}"
    try:
        start(address, course, environment)
        yield address
    finally:
        end(family(course))


def start(address: str, course: Path, environment: dict[str, str]) -> None:
    log = course.parent / "hub.log"
    with log.open("a") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", str(course.parent / "override.py")],
            cwd=course.parent,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    wait_for(f"{address}/hub/api", process, log)


def family(course: Path) -> list[psutil.Process]:
    """The hub, its proxy, and every server, which may have outlived the hub that started it."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):  # ended meanwhile
            known = process.environ().values()
            if process.pid != os.getpid() and any(
                value.endswith(str(course.parent / "shared")) for value in known
            ):
                found.append(process)
    return found


def wait_for(address: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the hub ended:\n{log.read_text()[-4000:]}"
        try:
            if requests.get(address, timeout=5).ok:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"the hub did not answer:\n{log.read_text()[-4000:]}")


def end(processes: list[psutil.Process]) -> None:
    """Asked to, and killed where they do not."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    _, left = psutil.wait_procs(processes, timeout=15)
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(left, timeout=5)


@pytest.fixture(scope="module")
def people(hub: str) -> dict[str, Person]:
    """All logged in, all servers running: the students' and that of the course's account, which the
    instructor started."""
    people = {name: log_in(hub, name) for name in ("ada", "bob", "instructor")}
    servers = [("ada", "ada"), ("bob", "bob"), ("instructor", "grader")]
    for starter, owner in servers:
        people[starter].start_server(owner)
    for starter, owner in servers:
        people[starter].wait_for_server(owner)
    return people


@dataclass
class Week:
    """What came of it: each student's feedback page, the points in the gradebook, formgrader's page
    of each submission, and what somebody else of the class could do meanwhile with what the grader
    keeps."""

    pages: dict[str, str]
    points: dict[str, float]
    formgrader: dict[str, str]
    reached: list[str]


def reaches(temporary: Path, told: Connection) -> list[str]:
    """What somebody sees of the grader's in the folder for temporary files, and can do with it.
    Looks until it is told to end."""
    done = set()
    while not told.poll(0.02):
        for top in temporary.iterdir():
            with suppress(FileNotFoundError):  # gone meanwhile
                if top.is_dir() and top.stat().st_uid != os.getuid():
                    name = top.name.rpartition("-")[0]
                    done.add(f"saw {name}")
                    for folder in (top, *top.glob("**/")):
                        rights = {"list": os.R_OK, "write into": os.W_OK | os.X_OK}
                        done |= {
                            f"can {what} {name}"
                            for what, right in rights.items()
                            if os.access(folder, right)
                        }
    return sorted(done)


@pytest.fixture(scope="module")
def week(people: dict[str, Person], course: Path, environment: dict[str, str]) -> Week:
    """A lab released, done, handed in, collected, graded, given back. A third student hands in by
    mail."""
    ada, bob, instructor = (people[name] for name in ("ada", "bob", "instructor"))

    def run(program: str, *words: str, folder: str = ".") -> None:
        """A command as the course's account types it in a terminal of its server."""
        command = [str(Path(sys.executable).parent / program), *words]
        done = subprocess.run(
            command,
            cwd=course / folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"

    run("nbgrader", "db", "student", "import", "roster.csv", folder="autograder")
    run("python", "-m", "autograder", "release", LAB)
    instructor.formgrader("release")
    for student, answer in ((ada, RIGHT_RLE), (bob, WRONG_RLE)):
        assert [(one["assignment_id"], one["status"]) for one in student.exchange("fetch")] == [
            (LAB, "fetched")
        ]
        notebook = set_cell(student.notebook(), "rle", f"# written by {student.name}\n{answer}")
        if student is bob:
            notebook.cells += [nbformat.v4.new_markdown_cell(text) for text in ATTACKS] + [
                nbformat.v4.new_raw_cell(ATTACKS[0])
            ]
            notebook.cells.append(
                nbformat.v4.new_code_cell(PLANTED.format(attacks=ATTACKS, mark=MARK))
            )
        student.write(notebook)
        assert (LAB, "submitted") in [
            (one["assignment_id"], one["status"]) for one in student.exchange("submit")
        ]
    mailed = course / "autograder" / "submitted" / "cyd" / LAB
    mailed.mkdir(parents=True)
    (mailed / f"{LAB}.ipynb").write_text("a letter")
    instructor.formgrader("collect")
    curious = None if os.geteuid() else Another(STUDENT, reaches, course.parent / "tmp")
    run("python", "-m", "autograder", "grade", LAB, *(["--no-sandbox"] if WITHOUT_SANDBOX else []))
    reached = curious.result() if curious else []
    instructor.formgrader("release_feedback")
    pages = {}
    for student in (ada, bob):
        student.exchange("fetch_feedback")
        (when,) = student.get(f"/user/{student.name}/api/contents/{LAB}/feedback")["content"]
        (page,) = student.get(f"/user/{student.name}/api/contents/{when['path']}")["content"]
        file = student.get(
            f"/user/{student.name}/api/contents/{page['path']}", params={"format": "text"}
        )
        pages[student.name] = file["content"]
    graded = instructor.get(f"/user/grader/formgrader/api/submissions/{LAB}")
    formgrader = {}
    for row in instructor.get(f"/user/grader/formgrader/api/submitted_notebooks/{LAB}/{LAB}"):
        formgrader[row["student"]] = instructor.ask(
            "GET", f"/user/grader/formgrader/submissions/{row['id']}/"
        ).text
    return Week(pages, {row["student"]: row["score"] for row in graded}, formgrader, reached)


def test_the_class_is_graded(week):
    assert week.points == {"ada": 10, "bob": week.points["bob"], "cyd": 0}
    assert 0 <= week.points["bob"] < 10


def test_each_student_gets_their_own_feedback_and_not_anothers(week):
    assert "# written by ada" in week.pages["ada"]
    assert "# written by bob" in week.pages["bob"]
    assert "# written by bob" not in week.pages["ada"]
    assert "# written by ada" not in week.pages["bob"]
    assert f"(Score: {week.points['ada']}" in week.pages["ada"]


def test_a_fetched_lab_holds_no_solution_and_no_hidden_test(week, people):
    text = nbformat.writes(people["ada"].notebook())
    assert "SOLUTION" not in text
    assert "HIDDEN" not in text


@pytest.mark.parametrize("other", ["bob", "grader"])
@pytest.mark.parametrize(
    "path", ["api/contents", "api/terminals", "assignments?course_id=warehouse", "lab"]
)
def test_a_student_is_kept_out_of_every_other_server(people, other, path):
    assert people["ada"].ask("GET", f"/user/{other}/{path}").status_code == 403
    assert people["ada"].ask("GET", f"/user/ada/{path}").status_code == 200


def test_a_student_is_kept_out_of_formgrader(people):
    assert people["ada"].ask("GET", "/user/grader/formgrader/api/students").status_code == 403
    # their own server has none
    assert people["ada"].ask("GET", "/user/ada/formgrader/api/students").status_code == 404


def test_a_student_learns_nothing_of_others_from_the_hub(people):
    for path in ("users/bob", "users/grader", "groups/nbgrader-warehouse"):
        assert people["ada"].ask("GET", f"/hub/api/{path}").status_code in (403, 404), path
    assert people["ada"].ask("GET", "/hub/api/users").status_code == 403
    assert people["ada"].ask("DELETE", "/hub/api/users/bob/server").status_code in (403, 404)


def test_an_instructor_opens_the_accounts_server_and_no_students(people):
    assert {
        one["id"] for one in people["instructor"].get("/user/grader/formgrader/api/students")
    } >= {"ada", "bob"}
    assert people["instructor"].ask("GET", "/user/ada/api/contents").status_code == 403


@pytest.fixture
def written(course: Path) -> Iterator[Path]:
    """The roster, which is afterwards as it was."""
    path = course / "autograder" / "roster.csv"
    kept = path.read_text()
    yield path
    path.write_text(kept)


def test_who_is_not_on_the_roster_cannot_log_in_and_is_told_whom_to_ask(hub):
    for name in ("eve", "grader"):
        with pytest.raises(
            PermissionError, match=f"{name} is not on the course's roster. Ask your instructor"
        ):
            log_in(hub, name)
    page = requests.get(f"{hub}/hub/login", timeout=SECONDS).text
    assert "Log in with your account on this machine" in page


def test_who_joins_logs_in_at_once_and_who_leaves_does_not(hub, written):
    """Without a restart; and a roster with a fault shuts nobody out."""
    kept = written.read_text()
    written.write_text(f"{kept}eve,Eve,P,\n")
    eve = log_in(hub, "eve")
    assert eve.get("/hub/api/user")["groups"] == ["nbgrader-warehouse"]
    written.write_text(f"{kept}eve,Eve,P,\neve,Eve,P,\n")
    log_in(hub, "eve")
    written.write_text(kept)
    with pytest.raises(PermissionError, match="not on the course's roster"):
        log_in(hub, "eve")


def test_who_leaves_is_out_with_the_token_they_have_too(hub, written):
    kept = written.read_text()
    written.write_text(f"{kept}eve,Eve,P,\n")
    eve = log_in(hub, "eve")
    for token in eve.get("/hub/api/users/eve/tokens")["api_tokens"]:
        ends = datetime.fromisoformat(token["expires_at"]) - datetime.now(UTC)
        assert ends <= timedelta(days=1)
    written.write_text(kept)
    deadline = time.monotonic() + SECONDS
    while eve.ask("GET", "/hub/api/user").ok:
        assert time.monotonic() < deadline, "a token outlives its owner's line"
    assert eve.ask("GET", "/hub/api/user").status_code == 403


def test_a_hub_whose_roster_has_a_fault_says_so_in_a_line(course, environment, written, tmp_path):
    """The words for each fault are the roster's own matter, which has its tests."""
    written.write_text("ID;Name\n1;x\n1;y\n")
    shipped = course / "autograder" / "hub" / "jupyterhub_config.py"
    done = subprocess.run(
        [sys.executable, "-m", "jupyterhub", "-f", str(shipped)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert re.search("the hub cannot start: .*line 3: '1' stands there twice", done.stderr)


def test_nobody_but_root_can_take_the_hubs_ports(course, environment):
    """While it restarts: passwords are sent to the first, tokens are judged by the second."""
    shipped = course / "autograder" / "hub" / "jupyterhub_config.py"
    asked = (
        "import sys; from traitlets.config import PyFileConfigLoader as Loader; "
        "c = Loader(sys.argv[1]).load_config(); hub = c.JupyterHub; "
        "print(hub.bind_url, hub.hub_port, c.ConfigurableHTTPProxy.api_url)"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked, str(shipped)],
        cwd=course.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    ).stdout.split()
    ports = [int(address.rpartition(":")[2]) for address in told]
    assert len(set(ports)) == 3 and max(ports) < 1024
    page = (paths.BOOK / "appendix" / "jupyterhub.md").read_text()
    assert f"proxy_pass {told[0]};" in page


def test_where_everybody_may_take_low_ports_make_hub_says_so(tmp_path, monkeypatch):
    setting = tmp_path / "ip_unprivileged_port_start"
    monkeypatch.setattr(install, "UNPRIVILEGED", setting)
    setting.write_text("1024\n")
    assert list(install._ports()) == []
    setting.write_text("0\n")
    (said,) = install._ports()
    assert "from 0 on" in said and "ip_unprivileged_port_start = 1024" in said


def test_homes_that_others_can_read_are_named(tmp_path, monkeypatch):
    homes = {name: tmp_path / name for name in ("ada", "bob")}
    for name, mode in (("ada", 0o755), ("bob", 0o700)):
        homes[name].mkdir()
        homes[name].chmod(mode)
    accounts = {
        name: pwd.struct_passwd((name, "x", 1, 1, "", str(home), ""))
        for name, home in homes.items()
    }
    monkeypatch.setattr(install.pwd, "getpwnam", accounts.__getitem__)
    roster = tmp_path / "roster.csv"
    assert list(install._open_homes(roster)) == []
    roster.write_text("id\nada\nbob\nwithout-an-account\n")
    (said,) = install._open_homes(roster)
    assert said.endswith(f"chmod 700 {homes['ada']}")


def test_an_instructor_finds_the_class_by_a_link_and_a_student_sees_none(people, hub):
    """After logging in, as a browser goes."""
    shown = {}
    for name in ("instructor", "ada"):
        with requests.Session() as browser:
            landed = in_browser(browser, hub, name)
            assert landed.ok
            home = browser.get(f"{hub}/hub/home", timeout=SECONDS)
            page = bs4.BeautifulSoup(home.text, "html.parser")
            links = [
                page.find(id=name)["href"]
                for name in ("class-server", "class-formgrader")
                if page.find(id=name)
            ]
            shown[name] = (landed.url.removeprefix(hub), links)
            for link in links:
                assert "Identify" in browser.get(f"{hub}{link}", timeout=SECONDS).text
    assert shown["instructor"] == (
        "/hub/home",
        ["/hub/spawn/grader", "/hub/spawn/grader?next=/user/grader/formgrader"],
    )
    assert shown["ada"][0].startswith("/user/ada/")
    assert shown["ada"][1] == []


def test_a_student_who_wants_the_graded_checks_reads_when_they_run(people, course):
    """The command of the labs' pages, where the course's own package is closed to the student."""
    server = next(
        process
        for process in psutil.Process().children(recursive=True)
        if "jupyterhub-singleuser" in " ".join(process.cmdline())
        and process.environ()["JUPYTERHUB_USER"] == "ada"
    )
    done = subprocess.run(
        ["python", "-m", "autograder", "check", f"labs/{LAB}"],
        cwd=course.parent / "home" / "ada",
        env=server.environ(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "the graded checks run when your instructor grades" in done.stderr
    page = people["ada"].ask("GET", "/user/ada/lab").text
    disabled = json.loads(
        bs4.BeautifulSoup(page, "html.parser").find(id="jupyter-config-data").text
    )["disabledExtensions"]
    assert "@jupyter/nbgrader:formgrader" in disabled
    page = people["instructor"].ask("GET", "/user/grader/lab").text
    assert "@jupyter/nbgrader:formgrader" not in page


def test_the_exchange_shows_students_no_names_and_no_work(week, course):
    """By permissions, which is all that keeps students apart there: inbound takes and shows
    nothing, feedback opens by secret."""
    exchange = course.parent / "shared" / "exchange" / "warehouse"
    modes = {path.name: path.stat().st_mode & 0o777 for path in exchange.iterdir()}
    assert modes == {"outbound": 0o755, "inbound": 0o733, "feedback": 0o711}
    assert (exchange / "inbound").stat().st_mode & stat.S_ISVTX
    assert (course.parent / "shared" / "hub").stat().st_mode & 0o777 == 0o700


def takes_away(submission: Path, told: Connection) -> list[str]:
    """What somebody who knows a submission's name can do to it."""
    done = []
    changes = {
        "renamed": lambda: submission.rename(submission.with_name("gone")),
        "deleted a file of": lambda: next(submission.glob("*.ipynb")).unlink(),
        "added to": lambda: (submission / "mine").write_text("x"),
        "changed": lambda: next(submission.glob("*.ipynb")).write_text("x"),
    }
    for what, change in changes.items():
        with suppress(PermissionError):
            change()
            done.append(f"{what} it")
    return done


@needs_another
def test_nobody_else_takes_away_or_changes_what_a_student_handed_in(week, course):
    inbound = course.parent / "shared" / "exchange" / "warehouse" / "inbound"
    submission = next(inbound.glob("ada+*"))
    assert Another(STUDENT, takes_away, submission).result() == []


def test_who_gave_which_points_is_recorded(week, people, course):
    instructor = people["instructor"]
    rows = instructor.get(f"/user/grader/formgrader/api/submitted_notebooks/{LAB}/{LAB}")
    submission = next(row["id"] for row in rows if row["student"] == "bob")
    grades = instructor.get(f"/user/grader/formgrader/api/grades?submission_id={submission}")
    comments = instructor.get(f"/user/grader/formgrader/api/comments?submission_id={submission}")
    grade, comment = grades[0]["id"], comments[0]["id"]
    for path, body in (
        (f"grade/{grade}", {"manual_score": 3, "extra_credit": None}),
        (f"grade/{grade}", {"manual_score": None, "extra_credit": None}),
        (f"comment/{comment}", {"manual_comment": 'well, "nearly"'}),
    ):
        answer = instructor.ask("PUT", f"/user/grader/formgrader/api/{path}", json=body)
        assert answer.ok, answer.text
        assert (
            json.loads(answer.text).items()
            >= {key: value for key, value in body.items() if value}.items()
        )
    record = course / "autograder" / "points_by_hand.csv"
    with record.open(newline="") as file:
        columns = ("who", "student", "what", "before", "after")
        found = [tuple(row[name] for name in columns) for row in csv.DictReader(file)]
    assert found == [
        ("instructor", "bob", "points", "", "3.0"),
        ("instructor", "bob", "points", "3.0", ""),
        ("instructor", "bob", "comment", "", 'well, "nearly"'),
    ]
    assert record.stat().st_mode & 0o077 == 0


def active(page: str) -> list[tuple]:
    """Of a page, all that a browser obeys: tags that run, fetch or cover something, handlers, links
    that are not plain.

    A drawing that is shown as a picture is none: nothing in it runs.
    """
    found = []
    for tag in bs4.BeautifulSoup(page, "html.parser").find_all(True):
        if tag.name in (
            "script",
            "iframe",
            "object",
            "embed",
            "form",
            "base",
            "meta",
            "style",
            "svg",
            "math",
            "link",
            "frame",
        ):
            found.append((tag.name, str(tag)))
        for name, value in tag.attrs.items():
            covers = name == "style" and re.search(r"position|url|z-index", str(value))
            plain = re.fullmatch(
                r"#[\w-]*|data:image/(png|jpeg|gif|webp|svg\+xml);base64,[^\"]*", str(value)
            )
            if (
                name.startswith("on")
                or covers
                or name in ("href", "src", "srcdoc", "action")
                and not plain
            ):
                found.append((tag.name, name, str(value)))
    return sorted(found)


def test_formgrader_obeys_nothing_of_a_submission(week):
    """Bob's page has what ada's has, who handed in nothing but an answer: the page's own scripts,
    styles and links."""
    numbers = re.compile(r"submission_id = \"\w+\"|submissions/\w+|Submission #\d+")
    ada, bob = (active(numbers.sub("", week.formgrader[name])) for name in ("ada", "bob"))
    assert bob == ada
    assert any(found[0] == "script" for found in ada)
    assert week.formgrader["bob"].count(MARK) > len(ATTACKS)  # it is all there, as text


def test_feedback_obeys_nothing_of_a_submission(week):
    ada, bob = (active(week.pages[name]) for name in ("ada", "bob"))
    assert [found for found in bob if MARK in str(found)] == []
    assert {found[:2] for found in bob if found[0] == "script"} == {
        found[:2] for found in ada if found[0] == "script"
    }


@needs_another
def test_nobody_else_reaches_what_the_grader_keeps_while_it_grades(week):
    assert week.reached  # it was there in time to see something
    assert [what for what in week.reached if what.startswith("can")] == []


def listens(addresses: list[str], told: Connection) -> int:
    """How many messages with ada's words somebody hears who subscribes to everything at these
    addresses, until told to end."""
    poller, heard = zmq.Poller(), 0
    poller.register(told.fileno(), zmq.POLLIN)
    with zmq.Context() as context:
        for address in addresses:
            socket = context.socket(zmq.SUB)
            socket.linger = 0
            socket.setsockopt(zmq.SUBSCRIBE, b"")
            socket.connect(address)
            poller.register(socket, zmq.POLLIN)
        while told.fileno() not in (ready := dict(poller.poll())):
            for socket in ready:
                if b"written by ada" in b"".join(socket.recv_multipart()):
                    heard += 1
                    told.send(heard)
        context.destroy()
    return heard


@needs_another
def test_nobody_else_hears_what_a_student_runs(people):
    """An insider, who may open ada's sockets, hears it; the same program of another account, on the
    same addresses, does not."""
    ada = people["ada"]
    before = {process.pid for process in kernels()}
    kernel = ada.post("/user/ada/api/kernels", json={"name": "python3"})["id"]
    try:
        (process,) = (process for process in kernels() if process.pid not in before)
        address = ada.hub.replace("http", "ws") + f"/user/ada/api/kernels/{kernel}/channels"
        channel = websocket.create_connection(
            address, header={"Authorization": f"token {ada.token}"}, timeout=SECONDS
        )
        run_in(channel, "pass")
        addresses = [
            f"tcp://127.0.0.1:{c.laddr.port}"
            for c in process.net_connections("tcp")
            if c.status == psutil.CONN_LISTEN
        ]
        addresses += [
            f"ipc://{c.laddr}"
            for c in process.net_connections("unix")
            if str(c.laddr).startswith("/")
        ]
        outsider, insider = Another(STUDENT, listens, addresses), Another(0, listens, addresses)
        until = time.monotonic() + SECONDS
        while not insider.said() and time.monotonic() < until:  # a subscription takes a moment
            run_in(channel, "print('written by ada')")
        assert insider.result() > 0
        assert outsider.result() == 0
        channel.close()
    finally:
        ada.ask("DELETE", f"/user/ada/api/kernels/{kernel}")


def kernels() -> list[psutil.Process]:
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # ended meanwhile
            if "ipykernel_launcher" in " ".join(process.cmdline()):
                found.append(process)
    return found


def run_in(channel: websocket.WebSocket, code: str) -> None:
    """Execute a cell, and wait until the kernel says it has."""
    asked = uuid.uuid4().hex
    header = {
        "msg_id": asked,
        "msg_type": "execute_request",
        "session": asked,
        "username": "",
        "version": "5.3",
        "date": "",
    }
    content = {
        "code": code,
        "silent": False,
        "store_history": False,
        "user_expressions": {},
        "allow_stdin": False,
    }
    message = {
        "header": header,
        "parent_header": {},
        "metadata": {},
        "content": content,
        "channel": "shell",
        "buffers": [],
    }
    channel.send(json.dumps(message))
    while True:
        heard = json.loads(channel.recv())
        if (
            heard["parent_header"].get("msg_id") == asked
            and heard["content"].get("execution_state") == "idle"
        ):
            return


def test_validate_runs_a_students_notebook(week, people):
    """In a kernel of its own, on files as well."""
    found = people["ada"].post(
        "/user/ada/assignments/validate", params={"path": f"{LAB}/{LAB}.ipynb"}
    )
    assert found["success"], found


def test_a_restart_of_the_hub_ends_nobodys_session(people, course, environment, hub):
    """As 'systemctl restart' does it: the hub alone is told to end."""
    ada = people["ada"]
    kernel = ada.post("/user/ada/api/kernels", json={"name": "python3"})["id"]
    (process,) = (
        one
        for one in family(course)
        if "jupyterhub -f" in " ".join(one.cmdline()).replace("-m ", "")
    )
    end([process])
    start(hub, course, environment)
    assert kernel in [one["id"] for one in ada.get("/user/ada/api/kernels")]
    assert ada.ask("DELETE", f"/user/ada/api/kernels/{kernel}").status_code == 204


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """What git has of the course, as 'make hub' leaves it; the account is a number here."""
    base = Path(tempfile.mkdtemp(prefix="hub-", dir="/tmp"))
    base.chmod(0o755)
    folder = base / "course"
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=paths.ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in listed.rstrip("\0").split("\0"):
        if not name.startswith("autograder/quality/attacks/") and (paths.ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(paths.ROOT / name, folder / name)
    (folder / ".git").mkdir()
    (folder / "data").mkdir()
    (base / "home").mkdir()
    os.chown(base / "home", ACCOUNT, ACCOUNT)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(base / "gitconfig"))
    make_hub(folder)
    yield folder
    shutil.rmtree(base)


def make_hub(folder: Path) -> list[str]:
    account = install.Account(ACCOUNT, ACCOUNT, folder.parent / "home")
    return list(install.install(folder, folder.parent / "shared", account))


def opens(folder: Path, told: Connection) -> set[str]:
    """The names in a folder whose contents somebody can list or read."""
    return {path.name for path in folder.iterdir() if os.access(path, os.R_OK)}


@needs_another
def test_what_students_need_is_open_and_every_other_folder_is_closed(installed):
    files = {path.name for path in installed.iterdir() if path.is_file()}
    seen = Another(STUDENT, opens, installed).result()
    assert seen == files | {"book", "data", "labs", "warehouse"}
    assert ".git" in Another(ACCOUNT, opens, installed).result()
    assert "home" not in Another(STUDENT, opens, installed.parent).result()
    exchange = installed.parent / "shared" / "exchange"
    assert (exchange.stat().st_mode & 0o7777, exchange.stat().st_uid) == (0o1777, 0)
    assert (exchange / "warehouse").stat().st_uid == ACCOUNT


@needs_another
def test_after_a_pull_the_same_command_renews_what_changed_and_only_that(installed):
    shared = installed.parent / "shared"
    assert make_hub(installed) == []
    (installed / "a_new_folder").mkdir(mode=0o755)
    (installed / "labs" / "a_new_lab").mkdir()
    (installed / "autograder" / "roster.csv").write_text("id\nada\n")
    (shared / "nbgrader_config.py").write_text("the one of last year")
    inbound = shared / "exchange" / "warehouse" / "inbound"
    inbound.mkdir()
    inbound.chmod(0o2733)
    assert make_hub(installed) == [
        "open to only root and the account: a_new_folder",
        "the account's: labs/a_new_lab",
        "the account's: autograder/roster.csv",
        f"nobody renames another's submission: {inbound}",
        f"copied: everybody's configuration, into {shared}",
    ]
    assert "Submit" in (shared / "nbgrader_config.py").read_text()
    assert stat.S_IMODE(inbound.stat().st_mode) == 0o3733


@needs_another
def test_what_somebody_put_in_the_way_is_not_followed(installed):
    course = installed.parent / "shared" / "exchange" / "warehouse"
    aim = installed.parent / "aim"
    aim.mkdir(mode=0o700)
    (course / "inbound").symlink_to(aim)
    (installed / "labs" / LAB / "link").symlink_to(aim)
    (installed / "autograder" / "roster.csv").symlink_to(aim)
    (installed / "autograder" / "groups.csv").mkdir()
    with pytest.raises(OSError, match="Not a directory|Too many levels"):
        make_hub(installed)
    assert (aim.stat().st_uid, stat.S_IMODE(aim.stat().st_mode)) == (0, 0o700)
    (course / "inbound").unlink()
    course.rename(course.with_name("moved"))
    course.mkdir()
    os.chown(course, STUDENT, STUDENT)
    with pytest.raises(UsageError, match="is not the account's: move it away"):
        make_hub(installed)


def writes(folder: Path, told: Connection) -> list[str]:
    """What the account can change or replace of the course, then whether it can do its own work
    there."""
    done = [str(path.relative_to(folder)) for path in folder.rglob("*") if os.access(path, os.W_OK)]
    for path in (
        folder / "autograder",
        folder / "autograder" / "hub",
        folder / "warehouse",
    ):
        for inner in [path, *path.iterdir()]:
            with suppress(PermissionError):
                inner.rename(inner.with_name("moved"))
                done.append(f"moved {inner.relative_to(folder)}")
    (folder / "autograder" / "submitted" / "ada").mkdir(parents=True)
    (folder / "autograder" / "gradebook.db").write_text("")
    shutil.rmtree(folder / "labs" / LAB)  # what a release begins with
    (folder / "labs" / LAB).mkdir()
    return done


@needs_another
def test_the_account_writes_what_grading_writes_and_not_what_the_hub_runs(installed):
    done = set(Another(ACCOUNT, writes, installed).result())
    own = {"autograder", "labs"}
    released = {name for name in done if re.match(rf"labs/({'|'.join(paths.labs())})(/|$)", name)}
    assert released
    assert done - released == own


def plants(autograder: Path, told: Connection) -> list[str]:
    """Files that Python would import before the course's own, made by the account."""
    package, link = autograder / "paths", autograder / "npm"
    package.mkdir()
    (package / "__init__.py").write_text("print('planted')")
    link.symlink_to(package)
    library = autograder / "command_line.abi3.so"
    library.write_text("")
    return [str(package), str(link), str(library)]


@needs_another
def test_root_runs_nothing_that_the_account_put_beside_the_courses_modules(installed):
    planted = Another(ACCOUNT, plants, installed / "autograder").result()
    for path in planted:
        name = f"autograder.{Path(path).name.partition('.')[0]}"
        done = subprocess.run(
            [sys.executable, "-P", "-c", f"import {name}"],
            env={**os.environ, "PYTHONPATH": str(installed)},
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stdout) == (1, "")
        assert f"root does not run it as {name}" in done.stderr
        assert f"remove it: rm -r {path}\n" in done.stderr


@needs_another
def test_the_folder_of_bytecode_is_roots(installed):
    folder = installed / "autograder" / "__pycache__"
    assert folder.stat().st_uid == 0
    folder.rmdir()
    folder.mkdir()
    os.chown(folder, ACCOUNT, ACCOUNT)
    with pytest.raises(UsageError, match="__pycache__ is not root's: look what it is, remove it"):
        make_hub(installed)


def opened(folder: Path, told: Connection) -> list[str]:
    """What somebody can read of a folder."""
    return [str(path) for path in (folder, *folder.rglob("*")) if os.access(path, os.R_OK)]


@needs_another
@pytest.mark.parametrize("section", ["A new term"])
def test_nobody_else_reads_what_the_appendix_sets_aside(section, tmp_path):
    """The lines are run as they stand, with a home that everybody can read, which is how useradd
    makes one on Debian."""
    home = Path(tempfile.mkdtemp(prefix="hub-", dir="/tmp"))
    home.chmod(0o755)
    try:
        work = home / "course"
        (work / "autograder").mkdir(parents=True)
        for name in ("submitted", "autograded", "feedback"):
            (work / "autograder" / name).mkdir()
        for name in ("gradebook.db", "roster.csv", "local_settings.py"):
            (work / "autograder" / name).write_text("ada, bob\n")
        page = (
            (paths.BOOK / "appendix" / "instructors.md").read_text().partition(f"## {section}\n")[2]
        )
        lines = re.findall(
            r"^\$ ((?:install|mkdir|cp|mv) .*)$", page.partition("\n## ")[0], re.MULTILINE
        )
        environment = {**os.environ, "HOME": str(home)}
        subprocess.run(
            ["bash", "-ec", "\n".join(lines)], cwd=work, env=environment, umask=0o022, check=True
        )
        shutil.rmtree(work)
        assert len(list(home.rglob("roster.csv"))) == 1
        assert Another(STUDENT, opened, home).result() == [str(home)]
    finally:
        shutil.rmtree(home)
