"""The cluster of real processes: Dask distributed workers, one per slice, on this machine or on
several.

Every task is pinned to its slice, so that nothing moves but what the program moves. Bytes are
counted where they are written to the wire: each worker notes, per answer to a request for data, the
bytes of the frames it put on the socket. (Dask's own ``transfer_outgoing_bytes_total`` is something
else, an estimate from the sizes of the buffers in memory. It counts a sliced Arrow table with all
of its parent's rows, four times what the wire carries.)

The processes are ``warehouse.distribution.dask_processes``'s. Frames are counted before they are
encrypted.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import pickle
import time
import warnings
from concurrent.futures import CancelledError
from typing import NoReturn

import pyarrow as pa
from distributed import KilledWorker
from distributed import wait as wait_for
from distributed.security import Security

from warehouse.distribution.dask_processes import Workers
from warehouse.distribution.interface import Cluster, ClusterError, Part, SliceLost, check_outputs
from warehouse.distribution.records import Traffic

# Dask's threads draw random numbers of their own; a property test that runs meanwhile would take
# that for its own doing.
warnings.filterwarnings("ignore", message="Do not use the `random` module inside strategies")

_LOOK_SECONDS = 0.25  # how often a wait looks whether all slices are alive


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
        self._lost = ""
        self._from_leader = 0
        self._pid = os.getpid()
        self._workers = Workers(slices, address, security)
        super().__init__(len(self._workers.addresses))
        self._slice_of = {address: s for s, address in enumerate(self._workers.addresses)}
        self.reset_traffic()

    def close(self) -> None:
        if self._pid != os.getpid():  # a forked child has a copy of this object, not the cluster
            return
        self._lost = self._lost or "the cluster is closed"
        self._workers.close()

    @property
    def alive(self) -> bool:
        """Whether every slice can still be used."""
        return not self._lost and all(p.poll() is None for p in self._workers.processes)

    def _check_alive(self, doing: str) -> None:
        self._lost = self._lost or self._workers.missing(doing)
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
                    with self._workers.client.as_current():
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

    def _count_sent(self, count: int) -> None:
        self._from_leader += count

    def _put(self, table: pa.Table, slice_: int) -> Part:
        self._check_alive("load")
        return Part(
            self,
            slice_,
            self._workers.client.scatter(
                table, workers=[self._workers.addresses[slice_]], hash=False, direct=True
            ),
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
        return self._workers.client.submit(
            function,
            *arguments,
            workers=[self._workers.addresses[slice_]],
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
            return self._workers.client.gather(futures, direct=True)
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
        return self._workers.client.run(function, workers=self._workers.addresses)


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
