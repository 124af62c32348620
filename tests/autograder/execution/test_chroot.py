"""Where there is no sandbox because the machine's root is another's folder, that is what is said."""

from __future__ import annotations

import pytest

from autograder.execution import sandbox

MACHINE = """\
21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
23 21 0:21 / /proc rw,nosuid - proc proc rw
"""
CHROOT = """\
310 21 0:21 / /proc rw,nosuid - proc proc rw
322 21 0:5 / /dev rw,nosuid - devtmpfs dev rw
"""


@pytest.mark.parametrize(("mounts", "expected"), [(MACHINE, False), (CHROOT, True)])
def test_a_chroot_is_known_by_its_mounts(tmp_path, mounts, expected):
    (tmp_path / "mountinfo").write_text(mounts)
    assert sandbox.is_a_chroot(tmp_path / "mountinfo") is expected
    assert not sandbox.is_a_chroot(tmp_path / "no-proc")


def test_grading_says_so_in_a_line(monkeypatch):
    monkeypatch.setattr(sandbox, "is_a_chroot", lambda: True)
    assert sandbox.why_not().startswith("this is a chroot, in which the kernel makes no sandbox")
