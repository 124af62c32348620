"""A service that keeps a master key, as AWS KMS does: the key never leaves it. Whoever may ask gets small keys,
in the open and wrapped, and has wrapped ones opened."""

from __future__ import annotations

import json
import os
from collections import Counter

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Denied(Exception):
    """The service does not open this, or does not answer for this key any more."""


class Kms:
    """One master key. ``calls`` counts by kind (generate, unwrap). ``disabled``: whether the key answers."""

    TESTS_ONLY = ("disabled", "log")

    def __init__(self) -> None:
        self._master = AESGCM(os.urandom(32))
        self.calls: Counter[str] = Counter()
        self.disabled = False
        self.log: list[dict[str, str]] = []

    def generate(self, context: dict[str, str]) -> tuple[bytes, bytes]:
        """A new key of 32 random bytes, and the same wrapped. It is bound to ``context``: only with an equal
        one will it be opened. Raises ``Denied``."""
        about = self._asked("generate", context)
        key, nonce = os.urandom(32), os.urandom(12)
        return key, nonce + self._master.encrypt(nonce, key, about)

    def unwrap(self, wrapped: bytes, context: dict[str, str]) -> bytes:
        """The key that was wrapped for this context. Raises ``Denied`` for another one, and for bytes that this
        service never wrapped."""
        about = self._asked("unwrap", context)
        try:
            return self._master.decrypt(wrapped[:12], wrapped[12:], about)
        except (InvalidTag, ValueError):
            raise Denied(f"this is no key that was wrapped for {context}") from None

    def _asked(self, kind: str, context: dict[str, str]) -> bytes:
        self.calls[kind] += 1
        self.log.append(dict(context))
        if self.disabled:
            raise Denied("the master key is disabled")
        return json.dumps(sorted(context.items())).encode()

    def __repr__(self) -> str:
        return f"<key service, {self.calls.total()} calls so far>"
