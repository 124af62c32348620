"""Servers that a notebook starts end with the cell that started them: when it fails, and when the
kernel is killed in it."""

from __future__ import annotations

import json
import time

import nbformat
import psutil
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from warehouse.managed_storage.s3 import BUCKET, ENDPOINT

#: What a cell starts, in a block that the test goes on with.
STARTS = {
    "moto": (
        "from warehouse.managed_storage.s3 import s3_store\n"
        "with s3_store() as store:\n"
        "    store.put('a', b'x')\n"
    ),
    "PostgreSQL": (
        "import pyarrow as pa\nfrom warehouse.federated_query.federation import RemoteTable\n"
        "from warehouse.federated_query.postgres_source import live_source\n"
        "with live_source({'t': (RemoteTable('t', {'x': 'integer'}, 'C'), pa.table({'x': [1]}))}) as source:\n"
        "    source.execute('select * from t').next()\n"
    ),
    "Dask": "from warehouse.distribution.dask_cluster import DaskCluster\nwith DaskCluster(2) as cluster:\n",
}
LOOK = """
import json, psutil
kernel = psutil.Process()
ports = [c.laddr.port for c in kernel.net_connections("tcp") if c.status == "LISTEN"]
print(json.dumps([kernel.pid, [child.pid for child in kernel.children(recursive=True)], ports]))
"""


def notebook(*cells: str) -> NotebookClient:
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    return NotebookClient(nb, timeout=120, kernel_name="python3", allow_errors=True)


@pytest.mark.parametrize("what", STARTS)
def test_a_server_ends_when_its_cell_fails(what, monkeypatch):
    for name in (ENDPOINT, BUCKET):
        monkeypatch.delenv(name, raising=False)  # with a bucket of one's own no emulator is started
    client = notebook(LOOK, STARTS[what] + LOOK.replace("\n", "\n    ") + "\n    1 / 0", LOOK)
    client.execute()
    before, cell, after = client.nb.cells
    assert [output.ename for output in cell.outputs if output.output_type == "error"] == [
        "ZeroDivisionError"
    ]
    seen = [
        json.loads(next(o.text for o in one.outputs if o.get("name") == "stdout"))
        for one in (before, cell, after)
    ]
    assert seen[1] != seen[0]  # it was there
    assert seen[2] == seen[0]


#: Writes down every process that carries the mark, then dies. A server that is a daemon is nobody's
#: child, but has its starter's environment.
DIE = """
import os, pathlib, psutil, signal
def marked(process):
    try:
        return process.environ().get("STARTED_BY") == os.environ["STARTED_BY"]
    except psutil.Error:
        return False
pathlib.Path(os.environ["STARTED_BY"]).write_text(" ".join(str(p.pid) for p in psutil.process_iter() if marked(p)))
os.kill(os.getpid(), signal.SIGKILL)
"""


# moto is a thread of the kernel and dies with it
@pytest.mark.parametrize("what", ["PostgreSQL", "Dask"])
def test_a_server_ends_when_the_kernel_is_killed_in_its_cell(what, tmp_path):
    mark = f"import os\nos.environ['STARTED_BY'] = {str(tmp_path / 'pids')!r}\n"
    with pytest.raises(DeadKernelError):
        notebook(mark + STARTS[what] + DIE.replace("\n", "\n    ")).execute()
    pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    assert len(pids) >= 2
    deadline = time.monotonic() + 30
    while (left := [pid for pid in pids if psutil.pid_exists(pid)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []
