"""Sends forged execute_result messages on the kernel's output channel, now and from a thread.

must: an output of the student's process is never a graded cell's; no check passes
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import threading
import time


def forge():
    kernel = getattr(get_ipython(), "kernel", None)
    for _ in range(200):
        if kernel is not None:
            content = {"data": {"text/plain": "10"}, "metadata": {}, "execution_count": 1}
            for parent in (kernel.get_parent(), {}):
                kernel.session.send(kernel.iopub_socket, "execute_result", content, parent=parent)
        time.sleep(0.05)


threading.Thread(target=forge, daemon=True).start()
"""
    + WRONG_RLE
}
