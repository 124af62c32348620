"""One slice's process: ``python -m warehouse.distribution.dask_worker SCHEDULER NAME FOLDER``.
Started by ``warehouse.distribution.dask_processes``.

Its keys are the first line of standard input. It ends when its starter does: the starter holds the
other end of standard input, which closes however the starter dies.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import sys
import threading


def _first_line() -> bytes:
    """Of standard input, and nothing beyond it; less where the starter is gone."""
    line = bytearray()
    while not line.endswith(b"\n") and (read := os.read(0, 1)):
        line += read
    return bytes(line)


def _end_with_starter() -> None:
    # not sys.stdin: a thread that sleeps in its lock would break the interpreter's own ending
    while os.read(0, 1):
        pass
    shutil.rmtree(sys.argv[3], ignore_errors=True)
    os._exit(3)


async def _work(keys: dict[str, str], scheduler: str, name: str, folder: str) -> None:
    import dask
    import pyarrow as pa
    from distributed import Worker
    from distributed.security import Security

    pa.set_cpu_count(1)  # a slice is one core: the slices are the parallelism
    # No spilling and no pausing: a slice that runs out of memory should fail, not grow slow and
    # send other byte counts.
    dask.config.set(
        {
            f"distributed.worker.memory.{what}": False
            for what in ("target", "spill", "pause", "terminate")
        }
    )
    dask.config.set(
        {"distributed.admin.low-level-log-length": 100_000, "distributed.worker.http.routes": []}
    )
    async with Worker(
        scheduler,
        nthreads=1,
        name=int(name),
        memory_limit=0,
        dashboard=False,
        host="127.0.0.1",
        protocol="tls",
        security=Security(require_encryption=True, **keys),
        local_directory=folder,
    ) as worker:
        await worker.finished()


if __name__ == "__main__":
    given = json.loads(_first_line())
    threading.Thread(target=_end_with_starter, daemon=True).start()
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    asyncio.run(_work(given, *sys.argv[1:4]))
