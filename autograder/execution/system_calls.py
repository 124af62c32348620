"""Which system calls a sandboxed process may not make: those that take memory which no look at the
process finds, that keep others waiting, or that reach parts of the kernel it has no need of.

A filter of the kernel's (https://docs.kernel.org/userspace-api/seccomp_filter.html), in the classic
BPF of linux/filter.h. It holds for the process, its threads and its children, and cannot be taken off.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

#: How the kernel names the two machines (linux/audit.h), and the numbers of its calls there.
MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
#: Never: namespaces of its own and their mounts, which are memory without a bound; queues and files
#: of memory that stand in no table of the process's; what only attacks on the kernel use.
NEVER = {
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "mount_setattr": (442, 442),
    "msgget": (68, 186),
    "memfd_secret": (447, 447),
    "io_uring_setup": (425, 425),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
}
#: A memory file may be sent into a socket that nobody reads, and closed.
MEMORY_FILE = (319, 279)  # memfd_create
SHMGET, SEMGET, SETSOCKOPT = (29, 194), (64, 190), (54, 208)
#: F_SETLEASE and F_NOTIFY of fcntl. Whoever opens a file waits up to 45 s for another's lease on it,
#: and where the grader is an ordinary user all its files are a submission's user's too. (F_GETLK
#: has to stay: SQLite asks with it who else writes.)
FCNTL, LEASES = (72, 25), (1024, 1026)
CLONE, CLONE3 = (56, 220), (435, 435)
NEW_USER = 0x10000000  # CLONE_NEWUSER
#: Bytes of a segment of System V's shared memory, of which there are 4,096: PostgreSQL has one of 56.
LARGEST_SEGMENT = 1 << 16
MOST_SEMAPHORES = 32  # in a set of System V's, of which there are 32,000: PostgreSQL has 19
SOL_SOCKET, BUFFERS = 1, (7, 8, 32, 33)  # SO_SNDBUF, SO_RCVBUF, and the two by force

_LOAD, _EQUAL, _GREATER, _ANY_BIT, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000
_NUMBER, _MACHINE = 0, 4  # offsets in struct seccomp_data
_X32 = 0x3FFFFFFF  # numbers above are of x86's third way to call
PR_SET_SECCOMP, FILTER = 22, 2


def _argument(place: int, high: bool = False) -> int:
    """The offset of an argument's lower half, or its upper."""
    return 16 + 8 * place + 4 * high


def program(machine: str, memory_files: bool) -> bytes:
    """The filter for a machine of ``MACHINES``; ``memory_files``: whether they may be made."""
    name, which = MACHINES[machine]
    steps = [
        (_LOAD, 0, 0, _MACHINE),
        (_EQUAL, 1, 0, name),
        (_RETURN, 0, 0, _FAIL | errno.ENOSYS),
        (_LOAD, 0, 0, _NUMBER),
        (_GREATER, 0, 1, _X32),
        (_RETURN, 0, 0, _FAIL | errno.ENOSYS),
    ]

    def where(call: tuple[int, int], *then: tuple[int, int, int, int]) -> None:
        """Steps for one call; behind them the next is looked at, or the call is allowed."""
        steps.append((_EQUAL, 0, len(then), call[which]))
        steps.extend(then)

    def refuse(code: int) -> tuple[int, int, int, int]:
        return (_RETURN, 0, 0, _FAIL | code)

    allow = (_RETURN, 0, 0, _ALLOW)
    for call in NEVER.values():
        where(call, refuse(errno.EPERM))
    if not memory_files:
        where(MEMORY_FILE, refuse(errno.EPERM))
    where(
        FCNTL,
        (_LOAD, 0, 0, _argument(1)),
        *((_EQUAL, len(LEASES) - at, 0, command) for at, command in enumerate(LEASES)),
        allow,
        refuse(errno.EPERM),
    )
    where(CLONE3, refuse(errno.ENOSYS))  # its flags cannot be looked at; libraries take clone then
    where(
        CLONE, (_LOAD, 0, 0, _argument(0)), (_ANY_BIT, 0, 1, NEW_USER), refuse(errno.EPERM), allow
    )
    for call, place, most in ((SHMGET, 1, LARGEST_SEGMENT), (SEMGET, 1, MOST_SEMAPHORES)):
        where(
            call,
            (_LOAD, 0, 0, _argument(place, high=True)),
            (_GREATER, 2, 0, 0),
            (_LOAD, 0, 0, _argument(place)),
            (_GREATER, 0, 1, most),
            refuse(errno.EPERM),
            allow,
        )
    where(
        SETSOCKOPT,
        (_LOAD, 0, 0, _argument(1)),
        (_EQUAL, 0, len(BUFFERS) + 1, SOL_SOCKET),
        (_LOAD, 0, 0, _argument(2)),
        *((_EQUAL, len(BUFFERS) - at, 0, option) for at, option in enumerate(BUFFERS)),
        allow,
        refuse(errno.EPERM),
    )
    steps.append(allow)
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def restrict(memory_files: bool) -> None:
    """Put the filter on this process. Raises OSError where the kernel has none, or for a machine of
    no known numbers."""
    machine = os.uname().machine
    if machine not in MACHINES:
        raise OSError(errno.ENOSYS, f"the sandbox knows no system calls of {machine}")
    code = program(machine, memory_files)
    kept = ctypes.create_string_buffer(code, len(code))
    description = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(kept))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, FILTER, description, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"the kernel takes no filter of system calls: {os.strerror(number)}")
