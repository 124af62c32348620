"""Finds and repairs what a student handed in, in a process that may die: a notebook of a gigabyte, or a
hundred thousand minus signs, end it and not the run."""

from __future__ import annotations

import json
import multiprocessing
import resource
from multiprocessing.connection import Connection
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder import in_front
from autograder.grading import repair
from autograder.paths import UsageError

MOST_MEMORY = (
    4 << 30
)  # bytes of address space: the largest file that is read takes a few times its size
MOST_SECONDS = 60.0  # for one submission
DIED = (
    "what was handed in cannot be read: it takes too long or too much memory, or ends Python; it was "
    "graded as if nothing had been handed in"
)


class Reader:
    """``repair.repaired`` for one lab, elsewhere. Use it in a with."""

    def __init__(self, lab: str, skeleton: NotebookNode):
        self.lab, self.skeleton = lab, skeleton
        self._process: multiprocessing.Process | None = None
        self._line: Connection | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *exception: object) -> None:
        self._end()

    def repaired(self, folder: Path) -> NotebookNode:
        """The submission in ``folder`` as a notebook of the skeleton's structure; where it cannot be
        read the skeleton, which earns nothing, with a note that says so. Raises UsageError where
        nothing can be read, whoever handed it in."""
        line = self._started()
        try:
            line.send_bytes(str(folder).encode("utf-8", "surrogateescape"))
            if line.poll(MOST_SECONDS):
                return nbformat.from_dict(json.loads(line.recv_bytes()))
        except (EOFError, OSError):
            pass  # it has died
        self._end()
        nb = nbformat.from_dict(json.loads(json.dumps(self.skeleton)))
        nb.metadata[repair.NOTES] = [DIED]
        return nb

    def _started(self) -> Connection:
        if self._process is None or not self._process.is_alive():
            self._end()
            context = multiprocessing.get_context("spawn")
            self._line, there = context.Pipe()
            self._process = context.Process(
                target=_serve, args=(there, self.lab, json.dumps(self.skeleton)), daemon=True
            )
            with in_front.left_out_by_children():
                self._process.start()
            there.close()
            try:
                self._line.recv_bytes()
            except (EOFError, OSError):
                raise UsageError(
                    "the process that reads submissions did not start: see its messages above"
                ) from None
        return self._line

    def _end(self) -> None:
        if self._process is not None:
            self._line.close()
            self._process.kill()
            self._process.join()
        self._process = self._line = None


def _serve(line: Connection, lab: str, skeleton: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    master = nbformat.from_dict(json.loads(skeleton))
    line.send_bytes(b"ready")
    while True:
        try:
            folder = Path(line.recv_bytes().decode("utf-8", "surrogateescape"))
        except EOFError:
            return
        line.send_bytes(json.dumps(repair.repaired(folder, lab, master)).encode())
