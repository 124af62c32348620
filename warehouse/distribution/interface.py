"""What every cluster is: slices that hold tables and run functions on them, parts that stand for what
lies there, and a count of every byte that travels between slices.

The cluster moves what it is told to move. Which rows go where is the business of whoever uses it.
"""

from __future__ import annotations

import os
import pickle
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

import pyarrow as pa

from warehouse.distribution.code import Pickled
from warehouse.distribution.records import Traffic, table_bytes
from warehouse.errors import CourseError

# A buffer that came through a socket is seldom aligned; Arrow would say so on stderr for every join
# of such a table.
os.environ.setdefault("ACERO_ALIGNMENT_HANDLING", "ignore")


class ClusterError(CourseError):
    """The cluster could not be started or reached; the message says how to mend it."""


class SliceLost(RuntimeError):
    """A slice's process ended, or was given up, while its data were needed. What it held is gone:
    open a new cluster."""


class Part:
    """A value that lies on a slice: a handle, not the value. ``slice`` says where it was made or
    loaded."""

    def __init__(self, cluster: Cluster, slice_: int, value: object):
        self.cluster, self.slice = cluster, slice_
        self._value = value  # the backend's own: a value in this process, a future elsewhere

    def __repr__(self) -> str:
        return f"<part on slice {self.slice}>"

    def __reduce__(self) -> tuple:
        raise TypeError(
            "a part cannot be used inside a function that runs on a slice: pass it as an argument"
        )


class Cluster(ABC):
    """``slices`` slices, numbered from 0. Use it in a ``with`` block, or call ``close``."""

    slices: int
    # in a grader of two processes, of a cluster that lies with the tests
    TESTS_ONLY = ("reset_traffic", "close")

    def __init__(self, slices: int):
        self.slices = slices
        self._catalogue: dict[str, list[Part]] = {}
        self._pickled = Pickled()

    def __repr__(self) -> str:
        return f"<cluster of {self.slices} slices>"

    def __reduce__(self) -> tuple:
        raise TypeError("the cluster cannot be used inside a function that runs on a slice")

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def load(self, name: str, tables: Sequence[pa.Table]) -> list[Part]:
        """Put ``tables[s]`` on slice s, and call the whole ``name``. Bytes count as sent by the
        leader."""
        if len(tables) != self.slices:
            raise ValueError(
                f"{name}: {len(tables)} tables for {self.slices} slices; there must be one for each"
            )
        wrong = next((table for table in tables if not isinstance(table, pa.Table)), None)
        if wrong is not None:
            raise TypeError(
                f"{name}: every part must be an Arrow table, not {type(wrong).__name__}"
            )
        self._count_sent(sum(map(table_bytes, tables)))
        return self.keep(name, [self._put(table, s) for s, table in enumerate(tables)])

    def keep(self, name: str, parts: list[Part]) -> list[Part]:
        """Call these parts, one per slice and each on its own, ``name`` from now on. Nothing
        travels."""
        self._catalogue[name] = self._checked(parts)
        return parts

    def parts(self, name: str) -> list[Part]:
        """The parts of the table called ``name``: ``parts(name)[s]`` lies on slice s."""
        if name not in self._catalogue:
            raise KeyError(
                f"no table {name!r} on this cluster; it has {', '.join(self._catalogue) or 'none'}"
            )
        return list(self._catalogue[name])

    def run(
        self, slice_: int, function: Callable, *arguments: object, outputs: int | None = None
    ) -> Part | list[Part]:
        """Run ``function(*arguments)`` on a slice; what it returns stays there, and a ``Part``
        comes back at once.

        An argument that is a ``Part`` arrives as its value; if it lies on another slice it travels,
        once, and its bytes count. With ``outputs=n`` the function returns a list of n values, and n
        separate parts come back: only those that another slice asks for will travel. Tables go by
        ``load``, not as arguments: they would travel uncounted.
        """
        self._refuse(slice_, arguments)
        try:
            code = self._pickled.dumps(function)
        except Exception as error:
            raise TypeError(
                f"{getattr(function, '__name__', function)!r} cannot be sent to another process "
                f"({type(error).__name__}: {error}); does it use the cluster, or an open file?"
            ) from error
        self._count_sent(
            len(code) + len(pickle.dumps([a for a in arguments if not isinstance(a, Part)]))
        )
        return self._run(
            slice_, getattr(function, "__name__", "function"), code, arguments, outputs
        )

    def _refuse(self, slice_: int, arguments: tuple) -> None:
        """Raise TypeError or ValueError for a slice that does not exist and for what cannot be an
        argument of ``run``."""
        if not isinstance(slice_, int) or not 0 <= slice_ < self.slices:
            raise ValueError(
                f"slice {slice_!r} does not exist; this cluster has slices 0 to {self.slices - 1}"
            )
        for argument in arguments:
            if isinstance(argument, (pa.Table, pa.RecordBatch, pa.ChunkedArray, pa.Array)):
                raise TypeError(
                    "an Arrow table cannot be an argument: load it on a slice and pass its Part"
                )
            if isinstance(argument, (list, tuple)) and any(
                isinstance(item, Part) for item in argument
            ):
                raise TypeError(
                    "a list of parts cannot be an argument: pass them one by one, as run(s, f, *parts)"
                )
            if isinstance(argument, Part) and argument.cluster is not self:
                raise ValueError("this part belongs to another cluster")

    def fetch(self, parts: Part | list[Part]) -> object:
        """Bring a part, or a list of them, to the leader: the value, or a list of values. Their
        bytes count.

        Raises what the function that made a part raised, and ``SliceLost`` where a slice is gone.
        """
        several = isinstance(parts, (list, tuple))
        wanted = list(parts) if several else [parts]
        for part in wanted:
            if not isinstance(part, Part) or part.cluster is not self:
                raise TypeError(
                    f"only parts of this cluster can be fetched, not {type(part).__name__}"
                )
        values = self._fetch(wanted)
        return values if several else values[0]

    def _checked(self, parts: object) -> list[Part]:
        if not isinstance(parts, (list, tuple)) or not all(
            isinstance(part, Part) for part in parts
        ):
            raise TypeError(
                f"a list of one Part per slice was asked for, not {type(parts).__name__}"
            )
        places = [part.slice for part in parts]
        if places != list(range(self.slices)):
            raise ValueError(
                f"there must be one part on each of the slices 0 to {self.slices - 1}, in order, not on {places}"
            )
        return list(parts)

    @abstractmethod
    def traffic(self) -> Traffic:
        """What has travelled since ``reset_traffic``. Wait for the work (``fetch`` something of it)
        before you ask."""

    @abstractmethod
    def reset_traffic(self) -> None:
        """Begin to count again at nothing."""

    @abstractmethod
    def close(self) -> None:
        """End the cluster and every process it started. May be called twice."""

    @abstractmethod
    def _count_sent(self, count: int) -> None: ...

    @abstractmethod
    def _put(self, table: pa.Table, slice_: int) -> Part: ...

    @abstractmethod
    def _run(
        self, slice_: int, name: str, code: bytes, arguments: tuple, outputs: int | None
    ) -> Part | list[Part]: ...

    @abstractmethod
    def _fetch(self, parts: list[Part]) -> list[object]: ...


def check_outputs(values: object, outputs: int) -> list:
    """The list that a function run with ``outputs=n`` must return."""
    if not isinstance(values, (list, tuple)) or len(values) != outputs:
        shape = (
            f"{len(values)} values" if isinstance(values, (list, tuple)) else type(values).__name__
        )
        raise ValueError(
            f"a function that is run with outputs={outputs} must return a list of {outputs} values, not {shape}"
        )
    return list(values)
