"""The processes behind a cluster of Dask workers: one per slice, started here or found at a scheduler's
address, and ended again.

Whoever can speak to a Dask worker can have it run any code, and everybody on a machine can open a
connection to 127.0.0.1. So processes that are started here speak TLS, both ends with a key that is
made for this one cluster, and none serves a status page.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import dask
from distributed import Client, LocalCluster
from distributed.security import Security

from warehouse.distribution.interface import ClusterError

#: The whole cluster must stand within this time; on two busy cores it takes about three seconds.
START_SECONDS = 60

#: For the workers: one thread each, and no line on stderr for every Arrow buffer that a socket left
#: unaligned.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ACERO_ALIGNMENT_HANDLING": "ignore",
}


class Workers:
    """The workers of one cluster and a client that speaks to them. ``addresses[s]``: where slice s
    is.

    The arguments are those of ``dask_cluster.DaskCluster``. Raises ``ClusterError`` when the
    processes do not start or the scheduler does not answer.
    """

    def __init__(self, slices: int, address: str | None, security: Security | None):
        self.processes: list[subprocess.Popen] = []
        self.scheduler: LocalCluster | None = None
        self.security: Security | None = None
        self.client: Client | None = None
        self._scratch: tempfile.TemporaryDirectory | None = None
        try:
            self.addresses = self._connect(address, security) if address else self._start(slices)
        except BaseException as error:
            self.close()
            if isinstance(error, (OSError, TimeoutError)):
                raise ClusterError(
                    f"the cluster could not be started: {type(error).__name__}: {error}. It needs to "
                    "start processes and to open sockets on 127.0.0.1"
                ) from error
            raise

    def _start(self, slices: int) -> list[str]:
        self.security = Security.temporary()
        quiet = {
            "distributed.scheduler.work-stealing": False,
            "distributed.comm.compression": False,
        }
        with dask.config.set({**quiet, "distributed.scheduler.http.routes": []}):
            self.scheduler = LocalCluster(
                n_workers=0,
                processes=True,
                protocol="tls",
                security=self.security,
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
                name: getattr(self.security, name)
                for name in ("tls_ca_file", "tls_worker_cert", "tls_worker_key")
            }
        )
        for s in range(slices):
            command = [
                sys.executable,
                "-m",
                "warehouse.distribution.dask_worker",
                self.scheduler.scheduler_address,
                str(s),
                self._scratch.name,
            ]
            with log.open("ab") as stderr:
                self.processes.append(
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
            self.processes[-1].stdin.write(f"{keys}\n".encode())
            self.processes[-1].stdin.flush()
        self.client = Client(self.scheduler, set_as_default=False, security=self.security)
        deadline = time.monotonic() + START_SECONDS
        while len(addresses := self.known()) < slices:
            ended = [process for process in self.processes if process.poll() is not None]
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
        self.client = Client(address, set_as_default=False, timeout=10, security=security)
        workers = self.known()
        if not workers:
            raise ClusterError(
                f"the scheduler at {address} has no workers: start one or more with 'dask worker {address}'"
            )
        return workers

    def known(self) -> list[str]:
        """The addresses of the workers that the scheduler knows, in the order of their names."""
        workers = (
            self.client.scheduler_info(n_workers=-1)["workers"]
            if self.scheduler is None
            else {
                address: {"name": state.name}
                for address, state in list(self.scheduler.scheduler.workers.items())
            }
        )
        return [
            address
            for _, address in sorted(
                (str(info["name"]).zfill(12), address) for address, info in workers.items()
            )
        ]

    def missing(self, doing: str) -> str:
        """In words, which worker is gone, and how, during what; empty while all are there."""
        for s, process in enumerate(self.processes):
            if process.poll() is not None:
                code = process.returncode
                how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
                why = "out of memory, or ended by a function that ran there"
                return f"the process of slice {s} {how} during {doing} ({why})"
        if self.scheduler is None and self.client is not None:
            known = self.known()
            gone = [s for s, address in enumerate(self.addresses) if address not in known]
            if gone:
                return f"the worker of slice {gone[0]} is gone from the scheduler, during {doing}"
        return ""

    def close(self) -> None:
        """End every process that was started here. May be called twice."""
        client, self.client = self.client, None
        scheduler, self.scheduler = self.scheduler, None
        processes, self.processes = self.processes, []
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
