"""The cluster of the distribution lab: both backends do the same, bytes are what the wire carries,
no process stays behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

import numpy as np
import psutil
import pyarrow as pa
import pytest
import requests
from distributed.comm import connect
from distributed.security import Security

from warehouse.distribution import dask_processes
from warehouse.distribution.cluster import ClusterError, InProcess, SliceLost, shared
from warehouse.distribution.dask_cluster import DaskCluster
from warehouse.distribution.records import Shipment, table_bytes
from warehouse.errors import CourseError

TABLE = pa.table({"n": np.arange(100_000)})


def rows(*tables):
    return sum(table.num_rows for table in tables)


def quarters(table):
    return [table.slice(s * 25_000, 25_000) for s in range(4)]


def in_a_record(table):
    return Shipment(1, table.slice(0, 25_000))


def alive(pids):
    """The processes among ``pids`` that still run; one that only waits to be collected does not."""
    found = []
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat") as stat:
                if stat.read().rpartition(")")[2].split()[0] != "Z":
                    found.append(pid)
        except FileNotFoundError:
            pass
    return found


def wait_until_gone(pids, seconds=10):
    deadline = time.monotonic() + seconds
    while alive(pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not alive(pids)


@pytest.fixture(scope="module")
def real():
    with DaskCluster(4) as cluster:
        yield cluster


@pytest.fixture(params=["in process", "real"])
def cluster(request):
    return InProcess(4) if request.param == "in process" else request.getfixturevalue("real")


def test_a_part_stays_until_it_is_asked_for_and_travels_once(cluster):
    there = cluster.load("t", [TABLE] * 4)
    cluster.reset_traffic()
    pieces = cluster.run(1, quarters, there[1], outputs=4)
    assert cluster.fetch(cluster.run(1, rows, *pieces)) == 100_000
    assert cluster.traffic().moved == 0
    for _ in range(2):
        assert cluster.fetch(cluster.run(3, rows, pieces[2])) == 25_000
    traffic = cluster.traffic()
    assert traffic.moved == traffic.between[1][3] == pytest.approx(200_000, rel=0.01)
    assert sum(traffic.to_leader) < 4_000


def test_a_record_is_pickled_with_its_parent(cluster):
    there = cluster.load("t", [TABLE] * 4)
    cluster.reset_traffic()
    cluster.fetch(cluster.run(0, id, cluster.run(2, in_a_record, there[2])))
    assert cluster.traffic().moved == pytest.approx(table_bytes(TABLE), rel=0.01)


def test_the_wire_agrees_with_the_systems_own_count(real):
    if not os.path.exists("/proc/net/dev"):
        pytest.skip("needs the system's count of bytes on loopback")

    def loopback():
        with open("/proc/net/dev") as counts:
            return next(
                int(line.split(":")[1].split()[0])
                for line in counts
                if line.strip().startswith("lo:")
            )

    big = pa.table({"n": np.arange(2_000_000)})
    there = real.load("big", [big, *[big.slice(0, 0)] * 3])
    real.fetch(real.run(0, rows, there[0]))
    real.reset_traffic()
    before = loopback()
    real.fetch(real.run(1, rows, there[0]))
    # Other programs may use loopback too, so the system's count is a bound from above, and close
    # when the machine is quiet.
    assert 16_000_000 <= real.traffic().moved <= loopback() - before


def test_errors_of_a_function_arrive_as_they_are(cluster):
    def fails(table):
        raise LookupError("no column l_orderky")

    there = cluster.load("t", [TABLE] * 4)
    with pytest.raises(LookupError, match="l_orderky"):
        cluster.fetch(cluster.run(2, fails, there[2]))


def test_misuse_is_refused_in_words(cluster):
    there = cluster.load("t", [TABLE] * 4)
    with pytest.raises(TypeError, match="load it on a slice"):
        cluster.run(0, rows, TABLE)
    with pytest.raises(TypeError, match="one by one"):
        cluster.run(0, rows, there)
    with pytest.raises(TypeError, match="cannot be used inside"):
        cluster.run(0, lambda table: cluster.slices, there[0])
    with pytest.raises(TypeError, match="pass it as an argument"):
        cluster.run(0, lambda: there[0])
    with pytest.raises(ValueError, match="slice 4 does not exist"):
        cluster.run(4, rows, there[0])
    with pytest.raises(ValueError, match="one part on each"):
        cluster.keep("wrong", there[::-1])
    with pytest.raises(TypeError, match="one Part per slice"):
        cluster.keep("wrong", [TABLE] * 4)
    with pytest.raises(KeyError, match="no table 'u'"):
        cluster.parts("u")
    with pytest.raises(ValueError, match="3 values|outputs=2"):
        cluster.fetch(cluster.run(0, quarters, there[0], outputs=2))


def test_a_slice_that_dies_in_mid_work_is_named_and_nothing_stays_behind():
    with DaskCluster(3) as cluster:
        pids = [process.pid for process in cluster._workers.processes]
        there = cluster.load("t", [TABLE] * 3)
        late = cluster.run(1, lambda table: time.sleep(60), there[1])
        threading.Timer(0.3, os.kill, (pids[1], signal.SIGKILL)).start()
        with pytest.raises(SliceLost, match="slice 1 was killed by signal 9"):
            cluster.fetch(late)
        with pytest.raises(SliceLost):
            cluster.run(0, rows, there[0])
    # a slice dies of what ran on it, and that is no fault of the course
    assert not issubclass(SliceLost, CourseError)
    assert issubclass(ClusterError, CourseError)
    assert wait_until_gone(pids)


def test_the_shared_cluster_is_replaced_once_it_is_lost():
    first = shared(2)
    assert shared(2) is first
    there = first.load("t", [TABLE] * 2)
    with pytest.raises(SliceLost):
        first.fetch(first.run(0, lambda table: os._exit(1), there[0]))
    second = shared(2)
    assert second is not first
    assert second.fetch(second.run(1, rows, second.load("t", [TABLE] * 2)[1])) == 100_000
    second.close()


@pytest.mark.parametrize("ending", ["normal", "an error", "kill -9", "busy and kill -9"])
def test_no_process_stays_behind_however_the_program_ends(ending):
    program = (
        "import os, signal, time\n"
        "from warehouse.distribution.cluster import shared\n"
        "import pyarrow as pa\n"
        "c = shared(2)\n"
        "there = c.load('t', [pa.table({'n': [1]})] * 2)\n"
        "def busy(table):\n    while True: pass\n"
        "print(*[p.pid for p in c._workers.processes], flush=True)\n"
    ) + {
        "normal": "",
        "an error": "1 / 0\n",
        "kill -9": "os.kill(os.getpid(), signal.SIGKILL)\n",
        "busy and kill -9": "c.run(0, busy, there[0]); time.sleep(0.5); os.kill(os.getpid(), signal.SIGKILL)\n",
    }[ending]
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    pids = [int(pid) for pid in done.stdout.split()]
    assert len(pids) == 2
    assert wait_until_gone(pids)


def test_a_running_scheduler_can_be_used_by_its_address(real):
    with DaskCluster(
        address=real._workers.scheduler.scheduler_address, security=real._workers.security
    ) as other:
        assert other.slices == 4
        there = other.load("u", [TABLE] * 4)
        other.reset_traffic()
        assert other.fetch(other.run(0, rows, there[3])) == 100_000
        assert other.traffic().moved == pytest.approx(table_bytes(TABLE), rel=0.01)
    assert real.alive


def reached(address, security=None):
    """Whether Dask's own way to open a connection, greeting included, gets through."""

    async def attempt():
        given = security.get_connection_args("client") if security else {}
        try:
            (await connect(address, timeout=1, **given)).abort()
        except OSError:
            return False
        return True

    return asyncio.run(attempt())


def test_nobody_without_its_keys_speaks_to_a_process_of_the_cluster(real):
    """Everybody on a machine can open a connection to 127.0.0.1, and a Dask worker runs what it is
    told."""
    for address in (real._workers.scheduler.scheduler_address, real._workers.addresses[0]):
        assert reached(address, real._workers.security)
        assert not reached(address, Security.temporary())
        assert not reached(address.replace("tls://", "tcp://"))


def test_no_process_of_the_cluster_tells_of_itself_to_whom_asks(real):
    listening = [
        connection.laddr.port
        for pid in (os.getpid(), *(process.pid for process in real._workers.processes))
        for connection in psutil.Process(pid).net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    ]
    told = []
    for port in listening:
        with suppress(requests.ConnectionError):  # one that speaks TLS
            told += [
                requests.get(f"http://127.0.0.1:{port}/{page}", timeout=5).status_code
                for page in ("metrics", "json/counts.json")
            ]
    assert len(listening) >= 2 * (1 + len(real._workers.processes))
    assert set(told) == {404}


def test_an_address_where_nobody_listens_is_the_courses_own_error(monkeypatch):
    patient = dask_processes.Client
    hasty = lambda *given, **named: patient(*given, **named | {"timeout": 0.5})
    monkeypatch.setattr(dask_processes, "Client", hasty)
    with pytest.raises(ClusterError, match="could not be started"):
        DaskCluster(address="tcp://127.0.0.1:9")
