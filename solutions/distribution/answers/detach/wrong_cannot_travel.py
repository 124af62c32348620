"""A lock in the notebook guards the copy.

kind: wrong
reason: wire
breaks: wire
hint: A function goes to a slice with all that it uses. Which of it can be written down and sent?
"""

import threading

ONE_AT_A_TIME = threading.Lock()


def detach(table):
    with ONE_AT_A_TIME:
        return table.take(pa.array(np.arange(len(table))))
