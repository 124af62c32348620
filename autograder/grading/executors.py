"""Where submissions are executed: on this machine, or on the workers of a Dask cluster. The
gradebook never goes there.

An executor takes a notebook with its tests in it, and the seed of their data, and gives a future of
the notebook executed.
"""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Protocol

import nbformat
from nbformat import NotebookNode
from traitlets.config import Config

from autograder.execution.runner import Runner, Settings
from autograder.paths import UsageError


class Executor(Protocol):
    """A context manager; ``slots`` submissions may be under way at once."""

    slots: int

    def submit(self, nb: NotebookNode, seed: str) -> Future: ...

    def __enter__(self) -> Executor: ...

    def __exit__(self, *exception: object) -> None: ...


def settings(config: Config, sandboxed: bool = True) -> Settings:
    """The runner's settings from nbgrader's configuration of ``CourseExecute``."""
    chosen = config.CourseExecute
    plain = Settings()
    return Settings(
        cell_seconds=float(chosen.get("own_seconds", plain.cell_seconds)),
        largest_output=int(chosen.get("largest_output", plain.largest_output)),
        sandboxed=sandboxed and plain.sandboxed and bool(chosen.get("sandbox", True)),
        own_data=bool(chosen.get("per_student")),
    )


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Local:
    """Processes of this machine. A thread each waits for its submission's two processes, where all
    the work is."""

    def __init__(self, lab: str, chosen: Settings, jobs: int | None = None):
        self.runner = Runner(lab, chosen)
        self.workers = jobs or processors()
        self.slots = self.workers + 1  # one prepared and waiting, so that no processor does
        self.pool = ThreadPoolExecutor(self.workers, thread_name_prefix="grade")

    def submit(self, nb: NotebookNode, seed: str) -> Future:
        return self.pool.submit(lambda: self.runner.run(nbformat.from_dict(nb), seed))

    def __enter__(self) -> Local:
        return self

    def __exit__(self, *exception: object) -> None:
        self.runner.close()  # first: what is still running ends with its processes
        self.pool.shutdown(wait=True, cancel_futures=True)


def local(lab: str, config: Config, jobs: int | None, sandboxed: bool) -> Local:
    return Local(lab, settings(config, sandboxed), jobs)


ANSWER_SECONDS = 5  # that a Dask scheduler has to answer


class OnDask:
    """Workers of a Dask cluster, each a machine with this course's folder and packages. Dask gives
    a submission whose worker died to another worker."""

    def __init__(self, lab: str, chosen: Settings, address: str):
        from distributed import Client

        self.lab, self.chosen = lab, chosen
        try:
            self.client = Client(address, timeout=ANSWER_SECONDS)
        except (OSError, ValueError) as error:
            raise UsageError(
                f"no Dask scheduler answers at {address!r} within {ANSWER_SECONDS} s ({error}): start "
                "one with 'dask scheduler', and say --scheduler tcp://ADDRESS:8786"
            ) from None
        if not self.client.nthreads():
            self.client.close()
            raise UsageError(f"the scheduler at {address} has no workers: 'dask worker {address}'")
        self.slots = sum(self.client.nthreads().values()) + 2

    def submit(self, nb: NotebookNode, seed: str) -> Future:
        theirs = self.client.submit(
            execute_there, self.lab, self.chosen, nbformat.writes(nb), seed, pure=False
        )
        mine: Future = Future()
        mine.set_running_or_notify_cancel()

        def pass_on(done: object) -> None:
            error = theirs.exception()
            if error is not None:
                mine.set_exception(error)
            else:
                mine.set_result(nbformat.reads(theirs.result(), as_version=4))

        theirs.add_done_callback(pass_on)
        return mine

    def __enter__(self) -> OnDask:
        return self

    def __exit__(self, *exception: object) -> None:
        self.client.close()


@cache
def _runner(lab: str, chosen: Settings) -> Runner:
    return Runner(lab, chosen)


def execute_there(lab: str, chosen: Settings, notebook: str, seed: str) -> str:
    """On a worker: one notebook through the worker's own warm interpreters, which it keeps."""
    return nbformat.writes(_runner(lab, chosen).run(nbformat.reads(notebook, as_version=4), seed))
