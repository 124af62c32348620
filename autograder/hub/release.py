"""Releasing a lab into nbgrader's exchange, whose inbound folder everybody can write: nobody may take
away or rename what another has put there."""

from __future__ import annotations

import os
import stat

from nbgrader.exchange.default import ExchangeReleaseAssignment


class Release(ExchangeReleaseAssignment):
    """nbgrader's release, with the t on the inbound folder."""

    def init_dest(self) -> None:
        super().init_dest()
        mode = stat.S_IMODE(os.stat(self.inbound_path).st_mode)
        if not mode & stat.S_ISVTX:
            os.chmod(self.inbound_path, mode | stat.S_ISVTX)
