"""The cluster of real processes: Dask distributed workers, one per slice, on this machine or on
several.

Every task is pinned to its slice, so that nothing moves but what the program moves. Bytes are
counted where they are written to the wire: each worker notes, per answer to a request for data, the
bytes of the frames it put on the socket. (Dask's own ``transfer_outgoing_bytes_total`` is something
else, an estimate from the sizes of the buffers in memory. It counts a sliced Arrow table with all
of its parent's rows, four times what the wire carries.)

Without an address the cluster starts its own processes on loopback. Whoever can speak to a Dask
worker can have it run any code, and everybody on a machine can open a connection to 127.0.0.1. So
the processes speak TLS, both ends with a key that is made for this one cluster, and none serves a
status page. The frames that are counted are counted before they are encrypted.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import logging
import os
import pickle
import subprocess
import sys
import tempfile
import time
import warnings
from concurrent.futures import CancelledError
from pathlib import Path
from typing import NoReturn

import dask
import pyarrow as pa
from distributed import Client, KilledWorker, LocalCluster
from distributed import wait as wait_for
from distributed.security import Security

from warehouse.distribution.cluster import Cluster, ClusterError, Part, SliceLost, check_outputs
from warehouse.distribution.records import Traffic

# Dask's threads draw random numbers of their own; a property test that runs meanwhile would take
# that for its own doing.
warnings.filterwarnings("ignore", message="Do not use the `random` module inside strategies")

#: The whole cluster must stand within this time; on two busy cores it takes about three seconds.
START_SECONDS = 60
_LOOK_SECONDS = 0.25  # how often a wait looks whether all slices are alive

#: For the workers: one thread each, and no line on stderr for every Arrow buffer that a socket left
#: unaligned.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ACERO_ALIGNMENT_HANDLING": "ignore",
}


class DaskCluster(Cluster):
    """A cluster of Dask workers.

    ``slices``: how many processes to start here. ``address``: instead, the address of a running
    scheduler (``tcp://host:8786``); its workers, in the order of their names, are the slices. Every
    machine then needs this course installed, in the same versions. ``security``: the keys for a
    scheduler at a ``tls://`` address; without, those that Dask's configuration names.

    Raises ``ClusterError`` when the processes do not start or the scheduler does not answer.
    """

    def __init__(
        self, slices: int = 4, address: str | None = None, security: Security | None = None
    ):
        if slices < 1:
            raise ValueError(f"a cluster has at least one slice, not {slices}")
        self._processes: list[subprocess.Popen] = []
        self._scheduler: LocalCluster | None = None
        self._security: Security | None = None
        self._client: Client | None = None
        self._scratch: tempfile.TemporaryDirectory | None = None
        self._lost = ""
        self._from_leader = 0
        self._pid = os.getpid()
        try:
            self._addresses = self._connect(address, security) if address else self._start(slices)
        except BaseException as error:
            self.close()
            if isinstance(error, (OSError, TimeoutError)):
                raise ClusterError(
                    f"the cluster could not be started: {type(error).__name__}: {error}. It needs to "
                    "start processes and to open sockets on 127.0.0.1"
                ) from error
            raise
        super().__init__(len(self._addresses))
        self._slice_of = {address: s for s, address in enumerate(self._addresses)}
        self.reset_traffic()

    # starting and ending

    def _start(self, slices: int) -> list[str]:
        self._security = Security.temporary()
        quiet = {
            "distributed.scheduler.work-stealing": False,
            "distributed.comm.compression": False,
        }
        with dask.config.set({**quiet, "distributed.scheduler.http.routes": []}):
            self._scheduler = LocalCluster(
                n_workers=0,
                processes=True,
                protocol="tls",
                security=self._security,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL,
            )
        self._scratch = tempfile.TemporaryDirectory(prefix="slices-", ignore_cleanup_errors=True)
        package = str(Path(__file__).resolve().parents[2])
        # The slices import from where this process does, so that functions of the caller's modules
        # are found.
        path = os.pathsep.join([package, *(entry or os.getcwd() for entry in sys.path)])
        log = Path(self._scratch.name) / "stderr"
        keys = json.dumps(
            {
                name: getattr(self._security, name)
                for name in ("tls_ca_file", "tls_worker_cert", "tls_worker_key")
            }
        )
        for s in range(slices):
            command = [
                sys.executable,
                "-m",
                "warehouse.distribution.dask_worker",
                self._scheduler.scheduler_address,
                str(s),
                self._scratch.name,
            ]
            with log.open("ab") as stderr:
                self._processes.append(
                    subprocess.Popen(
                        command,
                        stdin=subprocess.PIPE,
                        stdout=subprocess.DEVNULL,
                        stderr=stderr,
                        cwd=self._scratch.name,
                        env={**os.environ, **_ENVIRONMENT, "PYTHONPATH": path},
                    )
                )
            # by a pipe: a command line is everybody's to read
            self._processes[-1].stdin.write(f"{keys}\n".encode())
            self._processes[-1].stdin.flush()
        self._client = Client(self._scheduler, set_as_default=False, security=self._security)
        deadline = time.monotonic() + START_SECONDS
        while len(addresses := self._workers()) < slices:
            ended = [process for process in self._processes if process.poll() is not None]
            if ended or time.monotonic() > deadline:
                tail = log.read_text(errors="replace").strip()[-300:]
                what = (
                    f"ended with code {ended[0].returncode}"
                    if ended
                    else f"did not answer within {START_SECONDS} s"
                )
                raise ClusterError(f"a slice's process {what}. Its last words: {tail or '(none)'}")
            time.sleep(0.02)
        return addresses

    def _connect(self, address: str, security: Security | None) -> list[str]:
        self._client = Client(address, set_as_default=False, timeout=10, security=security)
        workers = self._workers()
        if not workers:
            raise ClusterError(
                f"the scheduler at {address} has no workers: start one or more with 'dask worker {address}'"
            )
        return workers

    def _workers(self) -> list[str]:
        """The addresses of the workers that the scheduler knows, in the order of their names."""
        workers = (
            self._client.scheduler_info(n_workers=-1)["workers"]
            if self._scheduler is None
            else {
                address: {"name": state.name}
                for address, state in list(self._scheduler.scheduler.workers.items())
            }
        )
        return [
            address
            for _, address in sorted(
                (str(info["name"]).zfill(12), address) for address, info in workers.items()
            )
        ]

    def close(self) -> None:
        if self._pid != os.getpid():  # a forked child has a copy of this object, not the cluster
            return
        client, self._client = self._client, None
        scheduler, self._scheduler = self._scheduler, None
        processes, self._processes = self._processes, []
        self._lost = self._lost or "the cluster is closed"
        # first: a worker that is busy for ever must not hold up the others' goodbyes
        for process in processes:
            process.kill()
        for process in processes:
            process.wait()
            process.stdin.close()
        level = logging.getLogger("distributed").level
        # losing the workers is what we want
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        try:
            if client:
                client.close(timeout=2)
            if scheduler:
                scheduler.close(timeout=5)
        except (OSError, TimeoutError):
            pass  # no process is left; sockets go with this one
        finally:
            logging.getLogger("distributed").setLevel(level)
        if self._scratch:
            self._scratch.cleanup()
            self._scratch = None

    # watching

    @property
    def alive(self) -> bool:
        """Whether every slice can still be used."""
        return not self._lost and all(process.poll() is None for process in self._processes)

    def _check_alive(self, doing: str) -> None:
        if not self._lost:
            for s, process in enumerate(self._processes):
                if process.poll() is not None:
                    code = process.returncode
                    how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
                    why = "out of memory, or ended by a function that ran there"
                    self._lost = f"the process of slice {s} {how} during {doing} ({why})"
            if self._scheduler is None and self._client is not None:
                gone = [
                    s for s, address in enumerate(self._addresses) if address not in self._workers()
                ]
                if gone:
                    self._lost = (
                        f"the worker of slice {gone[0]} is gone from the scheduler, during {doing}"
                    )
        if self._lost:
            raise SliceLost(
                f"{self._lost}. What it held is lost: open a new cluster and load the tables again"
            )

    def _wait(self, futures: list) -> None:
        """Until all are done, one way or the other; a slice that dies is noticed, where Dask would
        wait for it for ever."""
        doing = ", ".join(sorted({future.key.rsplit("-", 2)[0] for future in futures}))
        try:
            while any(future.status == "pending" for future in futures):
                self._check_alive(doing)
                try:
                    with self._client.as_current():
                        wait_for(futures, timeout=_LOOK_SECONDS)
                except TimeoutError:
                    continue
        except SliceLost:
            raise
        except CancelledError:
            self._report_loss(doing)
        except BaseException:  # interrupted, or past a time limit: the slices may still be busy
            self._lost = f"the work was interrupted during {doing}"
            raise
        if any(future.status in ("cancelled", "lost") for future in futures):
            self._report_loss(doing)

    def _report_loss(self, doing: str) -> NoReturn:
        """Raise ``SliceLost``. The scheduler may hear of a death before the system reports it: look
        a few times."""
        for _ in range(20):
            self._check_alive(doing)
            time.sleep(0.02)
        self._lost = f"a slice lost its data during {doing}"
        self._check_alive(doing)
        raise AssertionError("unreachable")

    # the interface

    def _count_sent(self, count: int) -> None:
        self._from_leader += count

    def _put(self, table: pa.Table, slice_: int) -> Part:
        self._check_alive("load")
        return Part(
            self,
            slice_,
            self._client.scatter(table, workers=[self._addresses[slice_]], hash=False, direct=True),
        )

    def _run(
        self, slice_: int, name: str, code: bytes, arguments: tuple, outputs: int | None
    ) -> Part | list[Part]:
        self._check_alive(name)
        values = [
            argument._value if isinstance(argument, Part) else argument for argument in arguments
        ]
        made = self._submit(slice_, name, _call, code, outputs, *values)
        if outputs is None:
            return Part(self, slice_, made)
        return [
            Part(self, slice_, self._submit(slice_, f"{name}[{i}]", _item, made, i))
            for i in range(outputs)
        ]

    def _submit(self, slice_: int, name: str, function: object, *arguments: object):
        # pure=False: the same call twice is two tasks. The key's first word is what messages call
        # the work.
        return self._client.submit(
            function,
            *arguments,
            workers=[self._addresses[slice_]],
            allow_other_workers=False,
            pure=False,
            retries=0,
            key=f"{name}-{slice_}-{os.urandom(8).hex()}",
        )

    def _fetch(self, parts: list[Part]) -> list[object]:
        self._check_alive("fetch")
        futures = [part._value for part in parts]
        self._wait(futures)
        failed = next((future.exception() for future in futures if future.status == "error"), None)
        if isinstance(failed, KilledWorker):
            self._report_loss("fetch")
        if failed is not None:
            raise failed
        try:
            return self._client.gather(futures, direct=True)
        except (CancelledError, KilledWorker):
            self._report_loss("fetch")

    def traffic(self) -> Traffic:
        between = [[0] * self.slices for _ in range(self.slices)]
        to_leader = [0] * self.slices
        for address, entries in self._on_workers(_sent).items():
            source = self._slice_of[address]
            for receiver, count in entries:
                if receiver in self._slice_of:
                    between[source][self._slice_of[receiver]] += count
                else:
                    to_leader[source] += count
        return Traffic(tuple(map(tuple, between)), tuple(to_leader), self._from_leader)

    def reset_traffic(self) -> None:
        self._from_leader = 0
        self._on_workers(_forget_sent)

    def _on_workers(self, function: object) -> dict:
        self._check_alive("counting")
        return self._client.run(function, workers=self._addresses)


# What runs on the workers. By reference: the workers import this module.


def _call(code: bytes, outputs: int | None, *values: object) -> object:
    result = pickle.loads(code)(*values)
    return result if outputs is None else check_outputs(result, outputs)


def _item(values: list, at: int) -> object:
    return values[at]


async def _sent(dask_worker: object) -> list[tuple[str, int]]:
    """(receiver, bytes of the frames written) of every answer to a request for data."""
    # an answer is noted once its receiver has confirmed it
    while dask_worker.transfer_outgoing_count:
        await asyncio.sleep(0.002)
    log = dask_worker.transfer_outgoing_log
    if len(log) == log.maxlen:
        raise ClusterError(
            f"more than {log.maxlen} transfers since reset_traffic: their bytes can no longer be counted"
        )
    return [(entry["who"], entry["compressed"]) for entry in log]


async def _forget_sent(dask_worker: object) -> None:
    while dask_worker.transfer_outgoing_count:
        await asyncio.sleep(0.002)
    dask_worker.transfer_outgoing_log.clear()


_shared: DaskCluster | None = None


def shared_cluster(slices: int) -> DaskCluster:
    """See ``warehouse.distribution.cluster.shared``."""
    global _shared
    if _shared is not None and (
        _shared._pid != os.getpid() or not _shared.alive or _shared.slices != slices
    ):
        _shared.close()
        _shared = None
    if _shared is None:
        _shared = DaskCluster(slices)
        atexit.register(_shared.close)
    else:
        _shared._catalogue.clear()
    return _shared
