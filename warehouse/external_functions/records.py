"""How a call of an external function can end, other than with its results."""

from __future__ import annotations


class Throttled(Exception):
    """Status 429: too many calls at once. Nothing was done."""


class ServerError(Exception):
    """Status 500 and above. The work may have been done before it broke, or not."""


class NoAnswer(Exception):
    """The time was up before an answer came. The work may have been done, or not."""


class TooLarge(Exception):
    """Status 413: the payload has more bytes than the endpoint takes. Nothing was done."""


class FunctionFailed(Exception):
    """The function itself refused: at least one of the rows is bad. It did nothing for any of them, and would do
    the same again."""


class BadAnswer(Exception):
    """An answer came that does not fit its request."""
