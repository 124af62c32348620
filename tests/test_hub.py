"""A week of a class on a real JupyterHub behind its real proxy: two students, an instructor, the course's account.

The hub reads the configuration that the course ships, from a copy of the course in a temporary folder. Two things differ from
a department's server: passwords are not the system's, and all servers run as whoever runs the tests, each in a folder of
its own. Everything listens on the loopback address only.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import nbformat
import psutil
import pytest
import requests

from autograder import paths
from conftest import RIGHT_RLE, WITHOUT_SANDBOX, set_cell
from warehouse import data

LAB = "compression"
WRONG_RLE = RIGHT_RLE.replace("np.repeat(r.values, r.lengths)", "np.repeat(r.values, r.lengths)[::-1]")
PASSWORD = "for this test only"
SECONDS = 120  # for anything to happen that a person would wait for

OVERRIDE = """
load_subconfig({config!r})
c = get_config()
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = {password!r}
c.JupyterHub.spawner_class = "jupyterhub.spawner.SimpleLocalProcessSpawner"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r} + "/{{username}}"
c.Spawner.args = {arguments!r}
c.Spawner.start_timeout = c.Spawner.http_timeout = {seconds}  # a slow machine is no failure
c.JupyterHub.tornado_settings = {{"slow_spawn_timeout": 0}}  # a start is answered at once: the tests follow its progress
"""


@dataclass
class Person:
    """Somebody who logged in at the hub; their requests go through the proxy with a token of their own."""

    name: str
    hub: str
    token: str

    def ask(self, method: str, path: str, **named: object) -> requests.Response:
        headers = {"Authorization": f"token {self.token}"}
        return requests.request(method, f"{self.hub}{path}", headers=headers, timeout=SECONDS, allow_redirects=False, **named)

    def get(self, path: str, **named: object) -> dict | list:
        return answered(self.ask("GET", path, **named))

    def post(self, path: str, **named: object) -> dict | list:
        return answered(self.ask("POST", path, **named))

    def start_server(self, of: str = "") -> None:
        assert self.ask("POST", f"/hub/api/users/{of or self.name}/server").status_code in (201, 202)

    def wait_for_server(self, of: str = "") -> None:
        """Follow what the hub says of a server's start until it is ready."""
        path = f"/hub/api/users/{of or self.name}/server"
        headers, deadline = {"Authorization": f"token {self.token}"}, time.monotonic() + SECONDS
        with requests.get(f"{self.hub}{path}/progress", headers=headers, timeout=SECONDS, stream=True) as events:
            for line in events.iter_lines():
                event = json.loads(line.removeprefix(b"data:")) if line.startswith(b"data:") else {}
                assert not event.get("failed"), event
                assert time.monotonic() < deadline, event
                if event.get("ready"):
                    return
        raise AssertionError(f"the hub stopped telling of the start of {path}")

    def notebook(self) -> nbformat.NotebookNode:
        return nbformat.from_dict(self.get(f"/user/{self.name}/api/contents/{LAB}/{LAB}.ipynb")["content"])

    def write(self, nb: nbformat.NotebookNode) -> None:
        body = {"type": "notebook", "format": "json", "content": nb}
        assert self.ask("PUT", f"/user/{self.name}/api/contents/{LAB}/{LAB}.ipynb", json=body).status_code == 200

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
    assert response.ok, f"{response.request.method} {response.url}: {response.status_code} {response.text[:500]}"
    return response.json()


def log_in(hub: str, name: str) -> Person:
    """Through the hub's own page, as a browser does, then a token for the rest. Raises PermissionError where the hub refuses."""
    with requests.Session() as browser:
        browser.get(f"{hub}/hub/login", timeout=SECONDS)
        form = {"username": name, "password": PASSWORD, "_xsrf": browser.cookies.get("_xsrf", path="/hub/")}
        page = browser.post(f"{hub}/hub/login", params={"next": "/hub/token"}, data=form, timeout=SECONDS)
        if page.status_code == 403:
            raise PermissionError(name)
        headers = {"X-XSRFToken": browser.cookies.get("_xsrf", path="/hub/"), "Referer": f"{hub}/hub/token"}
        made = browser.post(f"{hub}/hub/api/users/{name}/tokens", json={}, headers=headers, timeout=SECONDS)
    return Person(name, hub, answered(made)["token"])


def free_ports(count: int) -> list[int]:
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in taken]
    for one in taken:
        one.close()
    return ports


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what an instructor's clone holds, with a roster, and the shared folder beside it."""
    root = tmp_path_factory.mktemp("hub") / "course"
    ignored = [line.strip("/").removeprefix("autograder/") for line in (paths.ROOT / ".gitignore").read_text().split()]
    for name in ("autograder", "labs", "solutions"):
        shutil.copytree(paths.ROOT / name, root / name, ignore=shutil.ignore_patterns(*ignored, "answers", "attacks"))
    shutil.copy(paths.ROOT / "constraints.txt", root)
    for scale in (0.01, 0.1):
        tables = data.generate(scale)
        shutil.copytree(tables, root / "data" / tables.name)
    (root / "autograder" / "roster.csv").write_text("id,first_name,last_name,email\nada,Ada,L,\nbob,Bob,M,\n")
    with (root / "autograder" / "nbgrader_config.py").open("a") as config:
        config.write("c.ExchangeCollect.check_owner = False  # all servers run as one user here\n")
    shared = root.parent / "shared"
    shutil.copytree(root / "autograder" / "hub" / "shared", shared)
    (shared / "exchange").mkdir()
    (shared / "exchange").chmod(0o1777)
    return root


@pytest.fixture(scope="module")
def environment(course: Path) -> dict[str, str]:
    return {
        **os.environ,
        "COURSE_SHARED": str(course.parent / "shared"),
        "PYTHONPATH": os.pathsep.join([str(course), str(course / "labs")]),  # the copy, not the course this Python has
    }


@pytest.fixture(scope="module")
def hub(course: Path, environment: dict[str, str]) -> Iterator[str]:
    """The hub's address; it and everything it started is gone afterwards, also when it did not come up."""
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
    for student in ("ada", "bob"):  # nbgrader takes a student's name from the process's user, who is one and the same here
        home = course.parent / "home" / student
        home.mkdir(parents=True)
        (home / "nbgrader_config.py").write_text(f"c = get_config()\nc.CourseDirectory.student_id = {student!r}\n")
    log = course.parent / "hub.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", str(config)],
            cwd=course.parent,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/hub/api", process, log)
        yield address
    finally:
        end(process)


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


def end(process: subprocess.Popen) -> None:
    """The hub ends its proxy and servers itself; whoever of them is left after a while is killed."""
    try:
        family = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        family = []
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _, left = psutil.wait_procs(family, timeout=5)
    for one in left:
        one.kill()
    psutil.wait_procs(left, timeout=5)


@pytest.fixture(scope="module")
def people(hub: str) -> dict[str, Person]:
    """All logged in, all servers running: the students' and that of the course's account, which the instructor started."""
    people = {name: log_in(hub, name) for name in ("ada", "bob", "instructor")}
    servers = [("ada", "ada"), ("bob", "bob"), ("instructor", "grader")]
    for starter, owner in servers:
        people[starter].start_server(owner)
    for starter, owner in servers:
        people[starter].wait_for_server(owner)
    return people


@dataclass
class Week:
    """What came of it: each student's feedback page, and the points in the gradebook."""

    pages: dict[str, str]
    points: dict[str, float]


@pytest.fixture(scope="module")
def week(people: dict[str, Person], course: Path, environment: dict[str, str]) -> Week:
    """A lab released, done, handed in, collected, graded, given back. A third student hands in by mail."""
    ada, bob, instructor = (people[name] for name in ("ada", "bob", "instructor"))

    def run(program: str, *words: str, folder: str = ".") -> None:
        """A command as the course's account types it in a terminal of its server."""
        command = [str(Path(sys.executable).parent / program), *words]
        done = subprocess.run(command, cwd=course / folder, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"

    run("nbgrader", "db", "student", "import", "roster.csv", folder="autograder")
    run("python", "-m", "autograder", "release", LAB)
    instructor.formgrader("release")
    for student, answer in ((ada, RIGHT_RLE), (bob, WRONG_RLE)):
        assert [(one["assignment_id"], one["status"]) for one in student.exchange("fetch")] == [(LAB, "fetched")]
        student.write(set_cell(student.notebook(), "rle", f"# written by {student.name}\n{answer}"))
        assert (LAB, "submitted") in [(one["assignment_id"], one["status"]) for one in student.exchange("submit")]
    mailed = course / "autograder" / "submitted" / "cyd" / LAB
    mailed.mkdir(parents=True)
    (mailed / f"{LAB}.ipynb").write_text("a letter")
    instructor.formgrader("collect")
    run("python", "-m", "autograder", "grade", LAB, *(["--no-sandbox"] if WITHOUT_SANDBOX else []))
    instructor.formgrader("release_feedback")
    pages = {}
    for student in (ada, bob):
        student.exchange("fetch_feedback")
        (when,) = student.get(f"/user/{student.name}/api/contents/{LAB}/feedback")["content"]
        (page,) = student.get(f"/user/{student.name}/api/contents/{when['path']}")["content"]
        file = student.get(f"/user/{student.name}/api/contents/{page['path']}", params={"format": "text"})
        pages[student.name] = file["content"]
    graded = instructor.get(f"/user/grader/formgrader/api/submissions/{LAB}")
    return Week(pages, {row["student"]: row["score"] for row in graded})


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
@pytest.mark.parametrize("path", ["api/contents", "api/terminals", "assignments?course_id=warehouse", "lab"])
def test_a_student_is_kept_out_of_every_other_server(people, other, path):
    assert people["ada"].ask("GET", f"/user/{other}/{path}").status_code == 403
    assert people["ada"].ask("GET", f"/user/ada/{path}").status_code == 200


def test_a_student_is_kept_out_of_formgrader(people):
    assert people["ada"].ask("GET", "/user/grader/formgrader/api/students").status_code == 403
    assert people["ada"].ask("GET", "/user/ada/formgrader/api/students").status_code == 404  # their own server has none


def test_a_student_learns_nothing_of_others_from_the_hub(people):
    for path in ("users/bob", "users/grader", "groups/nbgrader-warehouse"):
        assert people["ada"].ask("GET", f"/hub/api/{path}").status_code in (403, 404), path
    assert people["ada"].ask("GET", "/hub/api/users").status_code == 403
    assert people["ada"].ask("DELETE", "/hub/api/users/bob/server").status_code in (403, 404)


def test_an_instructor_opens_the_accounts_server_and_no_students(people):
    assert {one["id"] for one in people["instructor"].get("/user/grader/formgrader/api/students")} >= {"ada", "bob"}
    assert people["instructor"].ask("GET", "/user/ada/api/contents").status_code == 403


def test_who_is_not_on_the_roster_cannot_log_in(hub):
    for name in ("eve", "grader"):
        with pytest.raises(PermissionError):
            log_in(hub, name)


def test_the_exchange_shows_students_no_names_and_no_work(week, course):
    """By permissions, which is all that keeps students apart there: inbound takes and shows nothing, feedback opens by secret."""
    exchange = course.parent / "shared" / "exchange" / "warehouse"
    modes = {path.name: path.stat().st_mode & 0o777 for path in exchange.iterdir()}
    assert modes == {"outbound": 0o755, "inbound": 0o733, "feedback": 0o711}
    assert (course.parent / "shared" / "hub").stat().st_mode & 0o777 == 0o700


def test_the_appendix_closes_every_folder_but_those_that_students_need():
    page = (paths.BOOK / "appendix" / "jupyterhub.md").read_text()
    closed = set(re.search(r"chmod go-rwx (.+)", page)[1].split())
    ignored = (paths.ROOT / ".gitignore").read_text().split()
    folders = {path.name for path in paths.ROOT.iterdir() if path.is_dir()}
    folders -= {name for name in folders for pattern in ignored if fnmatch(name, pattern.strip("/"))}
    assert closed | {"book", "labs"} == folders | {".git"}  # data and .venv, which git ignores, stay open
