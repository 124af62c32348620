"""The same schedules on real engines: DuckDB and PostgreSQL, at every isolation level they have.

Every transaction of a schedule has a connection of its own. PostgreSQL lets a writer wait for
another: such a step is left waiting, the schedule goes on, and the step enters the history when it
returns.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from queue import SimpleQueue

import duckdb
import psycopg

from warehouse.errors import CourseError
from warehouse.postgres import postgres
from warehouse.snapshot_isolation.driver import drive
from warehouse.snapshot_isolation.graph import anomalies
from warehouse.snapshot_isolation.reading import Reading
from warehouse.snapshot_isolation.records import Op
from warehouse.snapshot_isolation.schedules import SCHEDULES, Schedule

POSTGRES_LEVELS = ("read committed", "repeatable read", "serializable")
_PATIENCE = 20.0  # seconds that a step may take, waiting for others included
_TABLE = "isolation_schedule"


class EngineError(CourseError):
    """A real engine did not answer; the message says which and what to do."""


class _DuckDB:
    """One database in memory; a cursor is a connection of its own. A conflicting writer is refused
    at once."""

    refusals = (duckdb.TransactionException, duckdb.ConstraintException)

    def __init__(self) -> None:
        self.root = duckdb.connect()
        self.root.execute(f"create table {_TABLE} (id text, value integer)")

    def session(self) -> _Session:
        return _Session(self.root.cursor(), self.refusals, "begin transaction")

    def is_waiting(self, session: _Session) -> bool:
        return False

    def close(self) -> None:
        self.root.close()


class _PostgreSQL:
    """A table in a server, at one isolation level. A conflicting writer waits for the other to
    end."""

    refusals = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)

    def __init__(self, uri: str, level: str) -> None:
        if level not in POSTGRES_LEVELS:
            raise ValueError(
                f"{level!r} is no isolation level of PostgreSQL: {', '.join(POSTGRES_LEVELS)}"
            )
        self.uri, self.level = uri, level
        self.root = psycopg.connect(uri, autocommit=True, connect_timeout=10)
        self.root.execute("set client_min_messages = warning")
        self.root.execute(f"drop table if exists {_TABLE}")
        # no index: a conflict is then one of rows, as in a column store
        self.root.execute(f"create table {_TABLE} (id text, value integer)")

    def session(self) -> _Session:
        connection = psycopg.connect(self.uri, autocommit=True, connect_timeout=10)
        return _Session(connection, self.refusals, f"begin isolation level {self.level}")

    def is_waiting(self, session: _Session) -> bool:
        row = self.root.execute(
            "select wait_event_type = 'Lock' from pg_stat_activity where pid = %s",
            [session.connection.info.backend_pid],
        ).fetchone()
        return bool(row and row[0])

    def close(self) -> None:
        self.root.execute(f"drop table if exists {_TABLE}")
        self.root.close()


@dataclass
class _Session:
    """A connection and the thread that speaks to it, so that a step may wait while others go on."""

    connection: object
    refusals: tuple
    begin: str
    steps: SimpleQueue = field(default_factory=SimpleQueue)
    pending: list[Op] = field(default_factory=list)
    over: bool = False

    def start(self, done: Callable[[_Session, Op], None]) -> None:
        self.done = done
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self) -> None:
        while (op := self.steps.get()) is not None:
            self.done(self, self._do(op))

    def _do(self, op: Op) -> Op:
        if self.over:
            return op._replace(kind="skipped")
        try:
            return op._replace(value=self._execute(op))
        except self.refusals:
            self._roll_back()
            return Op(op.txn, "conflict")
        except Exception as error:  # an engine may fail in ways of its own: the history says so
            self._roll_back()
            return Op(op.txn, "error", None, f"{op.kind}: {type(error).__name__}: {error}")

    def _roll_back(self) -> None:
        self.over = True
        with suppress(Exception):  # the engine may have rolled back by itself
            self.connection.execute("rollback")

    def _execute(self, op: Op) -> object:
        execute = self.connection.execute
        name = f"'{op.key}'"
        if op.kind == "begin":
            execute(self.begin)
        elif op.kind == "read":
            row = execute(f"select value from {_TABLE} where id = {name}").fetchone()
            return row[0] if row else None
        elif op.kind == "scan":
            where = f" where value % {int(op.key[1:])} = 0" if op.key else ""
            return dict(sorted(execute(f"select id, value from {_TABLE}{where}").fetchall()))
        elif op.kind == "write":
            exists = execute(f"select 1 from {_TABLE} where id = {name}").fetchone()
            execute(
                f"update {_TABLE} set value = {int(op.value)} where id = {name}"
                if exists
                else f"insert into {_TABLE} values ({name}, {int(op.value)})"
            )
        elif op.kind == "delete":
            execute(f"delete from {_TABLE} where id = {name}")
        else:
            self.over = True
            execute("commit" if op.kind == "commit" else "rollback")
        return op.value

    def close(self) -> None:
        self.steps.put(None)
        self.thread.join(_PATIENCE)
        self.connection.close()


def run_on(engine: _DuckDB | _PostgreSQL, plan: Iterable[Op]) -> list[Op]:
    """Do a plan on an engine, one connection a transaction; returns the history."""
    history: list[Op] = []
    lock, sessions = threading.Lock(), {}

    def done(session: _Session, op: Op) -> None:
        with lock:
            session.pending.pop(0)
            if op.kind != "skipped":
                history.append(op)

    def settle() -> None:
        """Wait until every session has finished its steps or waits for another."""
        deadline = time.monotonic() + _PATIENCE
        while any(s.pending and not engine.is_waiting(s) for s in sessions.values()):
            if time.monotonic() > deadline:
                raise EngineError(f"a step of the schedule did not end within {_PATIENCE:g} s")
            time.sleep(0.001)

    try:
        for step in plan:
            if step.kind == "begin":
                sessions[step.txn] = engine.session()
                sessions[step.txn].start(done)
            session = sessions.get(step.txn)
            if session is None:  # refused before, and its connection given back
                continue
            with lock:
                session.pending.append(step)
            session.steps.put(step)
            settle()
            for txn in [txn for txn, other in sessions.items() if other.over and not other.pending]:
                sessions.pop(txn).close()
        return history
    finally:
        for session in sessions.values():
            session.close()


@dataclass(frozen=True)
class ScheduleOutcome:
    """What one schedule came to on one store. ``let_through``: whether it showed its anomaly.
    ``refused``: the transactions that the store refused. ``history``: what happened."""

    let_through: bool
    refused: tuple
    history: tuple

    @property
    def text(self) -> str:
        who = ", ".join(f"T{txn}" for txn in self.refused)
        return (
            "LET THROUGH"
            if self.let_through
            else f"prevented ({who} refused)"
            if who
            else "prevented"
        )


def outcome(schedule: Schedule, history: Iterable[tuple]) -> ScheduleOutcome:
    """Judge the history of a named schedule."""
    reading = Reading(history)
    broken = next((op for op in reading.ops if op.kind == "error"), None)
    if broken:
        raise EngineError(
            f"schedule {schedule.name}: transaction {broken.txn} broke: {broken.value}"
        )
    shown = {anomaly.name for anomaly in anomalies(reading)} & schedule.shows
    return ScheduleOutcome(
        bool(shown),
        tuple(t.number for t in reading.txns.values() if t.end == "refused"),
        tuple(reading.ops),
    )


def duckdb_outcomes() -> dict[str, ScheduleOutcome]:
    """Every schedule on DuckDB, which knows one isolation level."""
    return {name: _fresh(_DuckDB, schedule) for name, schedule in SCHEDULES.items()}


def postgres_outcomes(uri: str, level: str) -> dict[str, ScheduleOutcome]:
    """Every schedule on the PostgreSQL server at ``uri``, at one of ``POSTGRES_LEVELS``."""
    return {
        name: _fresh(lambda: _PostgreSQL(uri, level), schedule)
        for name, schedule in SCHEDULES.items()
    }


def postgres_history(uri: str, level: str, plan: Iterable[Op]) -> list[Op]:
    """The history of any plan on the PostgreSQL server at ``uri``, at one of
    ``POSTGRES_LEVELS``."""
    engine = _PostgreSQL(uri, level)
    try:
        return run_on(engine, list(plan))
    finally:
        engine.close()


def store_outcomes(
    make_store: Callable[[], object], serializable: bool = False
) -> dict[str, ScheduleOutcome]:
    """Every schedule on a store of your own, a new one for each."""
    return {
        name: outcome(schedule, drive(make_store(), schedule.plan, serializable))
        for name, schedule in SCHEDULES.items()
    }


def _fresh(make: Callable, schedule: Schedule) -> ScheduleOutcome:
    engine = make()
    try:
        return outcome(schedule, run_on(engine, schedule.plan))
    finally:
        engine.close()


def peers() -> dict[str, dict[str, ScheduleOutcome]]:
    """The columns of the table: DuckDB and PostgreSQL at each of its levels. Starts a server unless
    ``PG_URI`` names one."""
    columns = {"DuckDB": duckdb_outcomes()}
    with postgres() as uri:
        for level in POSTGRES_LEVELS:
            columns[f"PostgreSQL {level}"] = postgres_outcomes(uri, level)
    return columns


def table(columns: Mapping[str, Mapping[str, ScheduleOutcome]]) -> list[dict[str, str]]:
    """One row a schedule, one entry a column: what each let through, in words."""
    return [
        {"schedule": name, "what happens in it": schedule.about}
        | {label: column[name].text for label, column in columns.items()}
        for name, schedule in SCHEDULES.items()
    ]
