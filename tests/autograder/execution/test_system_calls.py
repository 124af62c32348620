"""The filter on system calls: in a process of its own each time, which cannot take it off again."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest

from autograder.execution import system_calls
from autograder.paths import ROOT

MACHINE = os.uname().machine
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or MACHINE not in system_calls.MACHINES,
    reason="the filter is one of Linux's, for machines whose numbers are known",
)
START = """
import ctypes, errno, os, socket, threading
from autograder.execution import system_calls
libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(38, 1, 0, 0, 0)  # no new privileges
system_calls.restrict({memory_files})
def call(number, *arguments):
    wide = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    return 0 if libc.syscall(number, *wide) >= 0 else ctypes.get_errno()
"""


def said(code: str, memory_files: bool = False) -> str:
    done = subprocess.run(
        [sys.executable, "-c", START.format(memory_files=memory_files) + code],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def number(call: tuple[int, int]) -> int:
    return call[system_calls.MACHINES[MACHINE][1]]


@pytest.mark.parametrize("name", system_calls.NEVER)
def test_what_is_never_needed_is_refused(name):
    call = number(system_calls.NEVER[name])
    assert said(f"print(call({call}, 0, 0, 0, 0, 0))") == str(errno.EPERM)


@pytest.mark.parametrize(
    ("code", "ends"),
    [
        ("call({SHMGET}, 0, 1 << 26, 0o1600)", errno.EPERM),
        ("call({SHMGET}, 0, 1 << 40, 0o1600)", errno.EPERM),
        ("call({SEMGET}, 0, 32000, 0o1600)", errno.EPERM),
        ("call({CLONE}, 0x10000000 | 17, 0, 0, 0, 0)", errno.EPERM),
        ("call({CLONE3}, 0, 0)", errno.ENOSYS),
        ("call({MEMORY_FILE}, b'x', 0)", errno.EPERM),
        # what PostgreSQL asks for
        ("libc.shmctl(libc.shmget(0, 56, 0o1600), 0, None)", 0),
        ("libc.semctl(libc.semget(0, 19, 0o1600), 0, 0)", 0),
    ],
)
def test_memory_that_no_look_finds_is_refused_beyond_a_little(code, ends):
    names = ("SHMGET", "SEMGET", "CLONE", "CLONE3", "MEMORY_FILE")
    code = code.format(**{name: number(getattr(system_calls, name)) for name in names})
    assert said(f"print({code})") == str(ends)


def test_who_may_make_memory_files_makes_them():
    assert said("os.memfd_create('x')", memory_files=True) == ""


@pytest.mark.parametrize("option", ["SO_SNDBUF", "SO_RCVBUF"])
def test_the_buffers_of_a_socket_stay_as_large_as_they_are(option):
    code = f"""
here, there = socket.socketpair()
try:
    here.setsockopt(socket.SOL_SOCKET, socket.{option}, 1 << 22)
except OSError as error:
    print(error.errno)
here.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # any other may be set
"""
    assert said(code) == str(errno.EPERM)


@pytest.mark.parametrize("command", ["F_SETLEASE", "F_NOTIFY"])
def test_nobody_is_kept_waiting_for_a_lease_and_files_are_locked_as_without(command, tmp_path):
    (tmp_path / "x").touch()
    code = f"""
import fcntl
file = os.open({str(tmp_path / "x")!r}, os.O_RDWR)
try:
    fcntl.fcntl(file, fcntl.{command}, fcntl.F_UNLCK)
except OSError as error:
    print(error.errno)
fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
"""
    assert said(code) == str(errno.EPERM)


@pytest.mark.parametrize("library", ["duckdb", "sqlite3"])
def test_databases_keep_files(library, tmp_path):
    code = f"""
import {library}
connection = {library}.connect({str(tmp_path / "x.db")!r})
if {library!r} == "sqlite3":
    connection.execute("pragma journal_mode=wal")
connection.execute("create table t(a integer)")
connection.execute("insert into t values (7)")
connection.commit()
connection.close()
print({library}.connect({str(tmp_path / "x.db")!r}).execute("select a from t").fetchall())
"""
    assert said(code) == "[(7,)]"


def test_threads_and_programs_start_as_without():
    code = """
import subprocess, sys
thread = threading.Thread(target=lambda: print("a thread", flush=True))
thread.start()
thread.join()
subprocess.run([sys.executable, "-c", "print('a program')"], check=True)
"""
    assert said(code).splitlines() == ["a thread", "a program"]


def test_a_machine_of_no_known_numbers_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(os, "uname", lambda: type("", (), {"machine": "s390x"}))
    with pytest.raises(OSError, match="no system calls of s390x"):
        system_calls.restrict(False)
