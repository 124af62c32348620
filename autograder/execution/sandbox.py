"""What keeps a process from everything it has no need of: Linux namespaces and limits, for a
process that was forked.

A forked child cannot be handed to bubblewrap, which starts programs, so the calls are made here.
What a child gets: a file system of the system's programs and libraries, this Python, ``warehouse``
and the course's data, all read-only; a private /tmp in memory; its own process table, of which it
is the first and with whose end everything in it ends; a session and process group of its own; no
network, not even the machine's own loopback from outside; no capabilities; an ordinary user, also
where the grader is root; limits on memory, processor time, processes, open files and file sizes;
and no system call that would get around these (``system_calls``).

``enter`` is called in a child of a process with one thread. ``why_not`` says whether this machine
can do it.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import site
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from autograder.execution import system_calls

# The kernel's numbers: of sched.h, ...
CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
# ... of sys/mount.h, ...
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_NOATIME, MS_NODIRATIME, MS_BIND, MS_REC = 1024, 2048, 4096, 16384
MS_PRIVATE, MS_RELATIME = 1 << 18, 1 << 21
MNT_DETACH = 2
# ... and of sys/prctl.h
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_SET_DUMPABLE = 1, 24, 38, 4
INNER_UID = 1000
OUTER_UID = 64_000  # where the grader is root: the first of the users that submissions run as
MOST_SLOTS = 256  # such users
GIB = 1 << 30


class SandboxError(RuntimeError):
    """This machine cannot make the sandbox; says what is missing and what to do."""


@dataclass(frozen=True)
class Limits:
    """What one process, or all of one sandbox, may use."""

    address_space: int = 8 * GIB  # bytes, a process
    processor_seconds: int = 300  # a process
    processes: int = 64
    # Linux's usual limit; on Python before 3.13 every message in shared memory that is still held
    # has two
    open_files: int = 1024
    waiting_signals: int = 1024  # all of one user's processes
    file_size: int = GIB // 2  # bytes
    scratch: int = GIB // 2  # bytes of /tmp, which count as memory
    files: int = 20_000  # in /tmp


@dataclass(frozen=True)
class Box:
    """One kind of sandbox: what can be read besides the system and Python, what can be written
    besides /tmp."""

    readable: tuple[str, ...] = ()
    writable: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    memory_files: bool = True  # whether it may make them: sent to nobody, they are found by no look


def _libc():
    return ctypes.CDLL(None, use_errno=True)


def _call(name: str, *args: object) -> None:
    function = getattr(_libc(), name)
    wrapped = [arg.encode() if isinstance(arg, str) else arg for arg in args]
    if function(*wrapped) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}{args}: {os.strerror(number)}")


def _mount(
    source: str, target: str, kind: str | None, flags: int, options: str | None = None
) -> None:
    _call("mount", source, target, kind, ctypes.c_ulong(flags), options)


def die_with_parent() -> None:
    """Have this process killed when the one that forked it ends."""
    _call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def enter(box: Box, slot: int, main: Callable[[], None], started: Callable[[int], None]) -> None:
    """Make the sandbox and run ``main`` in it; returns in the outer process when all of it is over.
    Never raises in the inner.

    ``slot``: a number that no other sandbox has at this time; where the grader is root each slot is
    another user. ``started(pid)`` is told the inner process's number as the grader sees it.
    """
    root = os.getuid() == 0
    outer_uid, outer_gid = os.getuid(), os.getgid()
    spaces = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS
    try:
        _call("unshare", spaces if root else spaces | CLONE_NEWUSER)
        if not root:
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{INNER_UID} {outer_uid} 1")
            Path("/proc/self/gid_map").write_text(f"{INNER_UID} {outer_gid} 1")
    except OSError as error:
        raise SandboxError(f"the kernel refuses namespaces ({error})") from error
    pid = os.fork()
    if pid:
        started(pid)
        os.waitpid(pid, 0)
        return
    try:
        # a signal to process group 0 reaches whoever is in the sender's group, also outside its
        # process table
        os.setsid()
        die_with_parent()
        _build(box, OUTER_UID + slot if root else INNER_UID)
        _drop(root, slot)
        _limit(box.limits)
        system_calls.restrict(box.memory_files)
    except (OSError, SandboxError) as error:
        os.write(2, f"sandbox: {error}\n".encode())
        os._exit(97)
    main()
    os._exit(0)


def system_folders() -> list[str]:
    """The folders that this Python and its libraries need, none inside another."""
    python = {
        sys.prefix,
        sys.base_prefix,
        os.path.realpath(sys.prefix),
        os.path.realpath(sys.base_prefix),
        sysconfig.get_path("purelib"),
    }
    python |= {os.path.dirname(os.path.realpath(sys.executable)), *site.getsitepackages()}
    found = sorted({"/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin", *python})
    kept: list[str] = []
    for path in found:
        if os.path.exists(path) and not any(
            path == above or path.startswith(above + "/") for above in kept
        ):
            kept.append(path)
    return kept


def require_out_of_sight(*folders: Path) -> None:
    """Raises ``SandboxError`` where a folder that no submission may see lies in one that all of
    them do."""
    for folder in folders:
        for shown in system_folders():
            if folder.resolve().is_relative_to(os.path.realpath(shown)):
                raise SandboxError(
                    f"{folder} lies in {shown}, which Python needs and submissions therefore see: "
                    "move the course to a folder of its own, /srv/course for example"
                )


def _build(box: Box, user: int) -> None:
    """A root file system of its own, in which ``user`` has a name; then everything else is let
    go."""
    _mount("none", "/", None, MS_REC | MS_PRIVATE)
    # a mount point that every machine has; what lay there is out of sight from here on
    new = "/tmp"
    sources = {
        path: os.open(path, os.O_PATH)
        for path in (*system_folders(), *box.readable, *box.writable)
        if os.path.exists(path)
    }
    sources |= {path: os.open(path, os.O_PATH) for path in _FILES if os.path.exists(path)}
    links = {path: os.readlink(path) for path in sources if os.path.islink(path)}
    _mount("tmpfs", new, "tmpfs", MS_NOSUID | MS_NODEV, "size=4m,mode=755")
    for name in ("tmp", "proc", "dev/shm", "etc"):
        os.makedirs(f"{new}/{name}", exist_ok=True)
    limits = box.limits
    _mount(
        "tmpfs",
        f"{new}/tmp",
        "tmpfs",
        MS_NOSUID | MS_NODEV,
        f"size={limits.scratch},nr_inodes={limits.files},mode=1777",
    )
    _mount(
        "tmpfs",
        f"{new}/dev/shm",
        "tmpfs",
        MS_NOSUID | MS_NODEV | MS_NOEXEC,
        f"size={limits.scratch},nr_inodes=1000,mode=1777",
    )
    for path, fd in sources.items():
        target = new + path
        if path in links:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.symlink(links[path], target)
            continue
        if os.path.isdir(f"/proc/self/fd/{fd}"):
            os.makedirs(target, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            Path(target).touch()
        _mount(f"/proc/self/fd/{fd}", target, None, MS_BIND | (0 if path in _FILES else MS_REC))
        if path not in box.writable and not path.startswith("/dev/"):
            _read_only(target)
        os.close(fd)
    for text, name in (
        (f"user:x:{user}:{user}::/tmp:/bin/sh\n", "passwd"),
        (f"user:x:{user}:\n", "group"),
        ("127.0.0.1 localhost\n", "hosts"),
    ):
        Path(f"{new}/etc/{name}").write_text(text)
    _mount_proc(new)
    os.chdir(new)
    os.makedirs("old", exist_ok=True)
    _call("pivot_root" if hasattr(_libc(), "pivot_root") else "syscall", *_pivot_arguments())
    os.chdir("/")
    _call("umount2", "/old", MNT_DETACH)
    os.rmdir("/old")
    _mount("none", "/", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)
    os.chdir("/tmp")


_FILES = (
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
    "/etc/ld.so.cache",
    "/etc/localtime",
)


def _pivot_arguments() -> tuple:
    if hasattr(_libc(), "pivot_root"):
        return (".", "old")
    return ({"x86_64": 155, "aarch64": 41}[os.uname().machine], b".", b"old")


def _read_only(target: str) -> None:
    """Remount read-only; flags that the original mount has must be repeated, or the kernel
    refuses."""
    kept = os.statvfs(target).f_flag
    flags = sum(
        mount
        for stat, mount in (
            (os.ST_NOSUID, MS_NOSUID),
            (os.ST_NODEV, MS_NODEV),
            (os.ST_NOEXEC, MS_NOEXEC),
            (os.ST_NOATIME, MS_NOATIME),
            (os.ST_NODIRATIME, MS_NODIRATIME),
            (os.ST_RELATIME, MS_RELATIME),
        )
        if kept & stat
    )
    _mount("none", target, None, MS_REMOUNT | MS_BIND | MS_RDONLY | flags)


def _mount_proc(new: str) -> None:
    """A /proc of the new process table; where the machine (a container) forbids it, the two files
    that libraries read."""
    try:
        _mount("proc", f"{new}/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    except OSError:
        for name in ("cpuinfo", "meminfo"):
            Path(f"{new}/proc/{name}").write_text(Path(f"/proc/{name}").read_text())


def _drop(root: bool, slot: int) -> None:
    _call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for capability in range(64):
        if _libc().prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    if root:
        os.setgroups([])
        os.setresgid(OUTER_UID + slot, OUTER_UID + slot, OUTER_UID + slot)
        os.setresuid(OUTER_UID + slot, OUTER_UID + slot, OUTER_UID + slot)
    header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    _call("capset", header, data)
    _call("prctl", PR_SET_DUMPABLE, 1, 0, 0, 0)
    die_with_parent()  # a change of user clears it


def _limit(limits: Limits) -> None:
    for name, value in (
        (resource.RLIMIT_AS, limits.address_space),
        (resource.RLIMIT_CPU, limits.processor_seconds),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_CORE, 0),
        # a user's, and as an ordinary user's grader submissions share its own
        (resource.RLIMIT_SIGPENDING, limits.waiting_signals),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        most = resource.getrlimit(name)[1]  # this user may have less
        value = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(name, (value, value))


def is_a_chroot(mounts: Path = Path("/proc/self/mountinfo")) -> bool:
    """Whether what is ``/`` here is a folder of another file system's and no mount: then the kernel
    makes an ordinary user no namespaces, and root no root of its own."""
    try:
        return not any(line.split()[4] == "/" for line in mounts.read_text().splitlines())
    except OSError:
        return False  # no /proc: the attempt says what is missing


def why_not() -> str:
    """Empty where this machine can make the sandbox, else what is missing and what to do about
    it."""
    if sys.platform != "linux":
        return (
            f"the sandbox needs Linux, this is {sys.platform}: "
            "grade on Linux or in a virtual machine"
        )
    if is_a_chroot():
        return (
            "this is a chroot, in which the kernel makes no sandbox: grade outside of it, or in a "
            "container that has a root of its own (systemd-nspawn, podman)"
        )
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(read)
        code = 1
        try:
            enter(Box(), 999, lambda: os.write(write, b"in"), lambda pid: None)
            code = 0
        except SandboxError as error:
            os.write(write, str(error).encode())
        finally:
            os._exit(code)
    os.close(write)
    with os.fdopen(read, "rb") as said:
        text = said.read().decode(errors="replace")
    os.waitpid(pid, 0)
    if text == "in":
        return ""
    return (
        f"{text or 'the sandbox could not be built'}. An ordinary user needs unprivileged user "
        "namespaces (sysctl "
        "kernel.unprivileged_userns_clone=1, on Ubuntu 24.04 also "
        "kernel.apparmor_restrict_unprivileged_userns=0); in a "
        "container add the capability SYS_ADMIN or run it with --security-opt seccomp=unconfined"
    )
