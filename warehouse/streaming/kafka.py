"""A topic over Kafka's protocol, and a table in DuckDB: the same interfaces as ``topics.Topic`` and
``topics.Table``, so that ``topics.StreamTarget`` kills its node between them, too.

The broker is the one that the environment variable ``KAFKA_BOOTSTRAP`` names; without it librdkafka's mock broker,
which lives in this process and dies with it. The mock deletes no records (its low watermarks stay 0) and gives every
topic four partitions.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import duckdb

from warehouse.errors import ConflictError, CourseError
from warehouse.streaming.records import Record, Rejected, Row
from warehouse.streaming.topics import OutOfRange

#: Names a broker to use in place of the mock, as in ``localhost:9092``.
VARIABLE = "KAFKA_BOOTSTRAP"
SECONDS = 15.0  # that a broker may take to answer


class BrokerError(CourseError):
    """There is no Kafka client here, or no broker answers; the message says what to do."""


class KafkaTopic:
    """A topic of a broker. Raises ``BrokerError`` where that does not answer."""

    def __init__(self, client, name: str, bootstrap: str):
        self.client, self.name = client, name
        self.consumer = client.Consumer(
            {
                "bootstrap.servers": bootstrap,
                "group.id": f"group-{name}",
                "enable.auto.commit": False,
                "auto.offset.reset": "error",
                "enable.partition.eof": True,
                "fetch.wait.max.ms": 1,  # a long poll of what was read before would hold up the next
                "log_level": 0,
            }
        )

    def partitions(self) -> list[int]:
        return sorted(self.consumer.list_topics(self.name, SECONDS).topics[self.name].partitions)

    def watermarks(self, partition: int) -> tuple[int, int]:
        return self.consumer.get_watermark_offsets(self._place(partition), SECONDS)

    def fetch(self, partition: int, offset: int, most: int) -> list[Record]:
        low, end = self.watermarks(partition)
        if not low <= offset <= end:
            raise OutOfRange(f"partition {partition} has {low} to {end}, not {offset}")
        if offset == end:
            return []
        self.consumer.assign([self._place(partition, offset)])
        found: list[Record] = []
        while len(found) < most and (not found or found[-1].offset < end - 1):
            message = self.consumer.poll(SECONDS)
            if message is None:
                raise BrokerError(f"the broker sent nothing within {SECONDS:g} s")
            error = message.error()
            if error is not None and error.code() == self.client.KafkaError._PARTITION_EOF:
                break  # offsets up to the end without a record
            if error is not None:
                raise BrokerError(f"the broker says {error.str()}")
            place, key, value = message.offset(), message.key(), message.value()
            found.append(Record(message.partition(), place, key, value, message.timestamp()[1]))
        return found

    def commit_offset(self, partition: int, offset: int) -> None:
        self.consumer.commit(offsets=[self._place(partition, offset)], asynchronous=False)

    def committed_offsets(self) -> dict[int, int]:
        places = [self._place(partition) for partition in self.partitions()]
        found = self.consumer.committed(places, SECONDS)
        return {place.partition: place.offset for place in found if place.offset >= 0}

    def _place(self, partition: int, *offset: int):
        return self.client.TopicPartition(self.name, partition, *offset)


@contextmanager
def live_topic(values: Iterable[tuple[int, bytes]]) -> Iterator[KafkaTopic]:
    """A new topic that holds these values, (partition, value) each. Raises ``BrokerError``."""
    try:
        import confluent_kafka as client
    except ImportError as error:
        raise BrokerError(
            f"Kafka's client cannot be imported ({error}): install confluent-kafka as requirements.txt pins it. "
            "Everything that is graded goes without it"
        ) from error
    given = os.environ.get(VARIABLE)
    settings = {"bootstrap.servers": given} if given else {"test.mock.num.brokers": 1}
    producer = client.Producer(
        {**settings, "log_level": 0, "message.timeout.ms": int(SECONDS * 1000)}
    )
    name = f"course-{uuid.uuid4().hex[:12]}"
    failed = []
    for partition, value in values:
        producer.produce(
            name,
            value,
            partition=partition,
            on_delivery=lambda error, _: error and failed.append(error),
        )
    if producer.flush(SECONDS) or failed:
        why = failed[0].str() if failed else "no answer"
        raise BrokerError(f"no broker took the records ({why}); is {VARIABLE} right?")
    brokers = producer.list_topics(timeout=SECONDS).brokers.values()
    topic = KafkaTopic(client, name, given or ",".join(f"{b.host}:{b.port}" for b in brokers))
    try:
        yield topic
    finally:
        topic.consumer.close()  # before the broker, which ends with its producer


class DuckTable:
    """Rows, rejections and offsets as three tables of a DuckDB database in memory; a commit is one of its
    transactions."""

    def __init__(self) -> None:
        self.database = duckdb.connect(config={"threads": 1})
        self.database.execute(
            """
            create table sales (time bigint, shop varchar, cents bigint);
            create table refused (part int, place bigint, reason varchar);
            create table offsets (part int primary key, place bigint);
            """
        )

    def stored_offsets(self) -> dict[int, int]:
        return dict(self.database.execute("select part, place from offsets").fetchall())

    def commit(self, rows: list, offsets: dict, rejected: list, expected: dict) -> None:
        sql = self.database
        sql.execute("begin")
        try:
            stored = self.stored_offsets()
            for partition, offset in expected.items():
                if stored.get(partition) != offset:
                    raise ConflictError(f"partition {partition} is at {stored.get(partition)}")
            for table, lines in (("sales", rows), ("refused", rejected)):
                if lines:
                    sql.executemany(f"insert into {table} values (?, ?, ?)", list(map(list, lines)))
            for partition, offset in offsets.items():
                sql.execute("insert or replace into offsets values (?, ?)", [partition, offset])
            sql.execute("commit")
        except BaseException:
            sql.execute("rollback")
            raise

    @property
    def rows(self) -> list[Row]:
        return [Row(*row) for row in self.database.execute("from sales").fetchall()]

    @property
    def rejected(self) -> list[Rejected]:
        return [Rejected(*one) for one in self.database.execute("from refused").fetchall()]

    def emptied(self) -> DuckTable:
        """The same database with nothing in it: a tenth of the time that a new one takes."""
        for table in ("sales", "refused", "offsets"):
            self.database.execute(f"delete from {table}")
        return self
