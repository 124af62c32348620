"""The same store over a real S3 interface: moto's emulator on 127.0.0.1, or the bucket that the
environment names.

A bucket may hold other people's objects. A run of the course therefore keeps to a prefix of its
own, ``warehouse-course/<run>/``, which ``S3Store`` puts before every name: what uses the store can
neither see nor touch anything else. The run's end removes it.

Settings are environment variables, the ``AWS_`` ones those of AWS's own tools:

- ``WAREHOUSE_S3_ENDPOINT``: the server, as in ``https://s3.eu-central-1.amazonaws.com``; without it
  the emulator is started.
- ``WAREHOUSE_S3_BUCKET``: a bucket of it that is there.
- ``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY`` and, with credentials for a session,
  ``AWS_SESSION_TOKEN``.
- ``AWS_REGION`` or ``AWS_DEFAULT_REGION``: where the bucket is; without either us-east-1, as
  servers of one's own have it.
- ``WAREHOUSE_S3_PAGE``: how many names a listing fetches at once, 1 to 1000 (S3's most, and what it
  is without the variable).
"""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from warehouse.errors import CourseError
from warehouse.managed_storage.objects import (
    AlreadyExists,
    Listed,
    MemoryStore,
    NotThere,
    Unavailable,
)

ENDPOINT, BUCKET, PAGE = "WAREHOUSE_S3_ENDPOINT", "WAREHOUSE_S3_BUCKET", "WAREHOUSE_S3_PAGE"
KEY, SECRET, TOKEN = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"
REGIONS = "AWS_REGION", "AWS_DEFAULT_REGION"
#: What every run's prefix begins with, and what the object in it is called that says so.
ROOT, MARKER = "warehouse-course/", "about.txt"


@dataclass(frozen=True)
class Settings:
    """Which bucket, and as whom. ``page``: names a page of a listing."""

    endpoint: str
    bucket: str
    key: str = field(repr=False)
    secret: str = field(repr=False)
    token: str | None = field(default=None, repr=False)
    region: str = "us-east-1"
    page: int = 1000


def settings(environment: Mapping[str, str]) -> Settings | None:
    """What the environment says; None where it names no bucket. Raises ``CourseError`` where it
    says only half."""
    endpoint, bucket = environment.get(ENDPOINT, ""), environment.get(BUCKET, "")
    if not endpoint and not bucket:
        return None
    if not endpoint:
        raise CourseError(
            f"{BUCKET} names a bucket: {ENDPOINT} must name its server (https://s3.eu-central-1.amazonaws.com, say)"
        )
    if not re.match(r"https?://[^/]", endpoint):
        raise CourseError(
            f"{ENDPOINT} is {endpoint!r}: it must begin with http:// or https://, as in http://127.0.0.1:9000"
        )
    if not bucket:
        raise CourseError(f"{ENDPOINT} names an endpoint: {BUCKET} must name a bucket of it")
    if not re.fullmatch(r"[A-Za-z0-9._-]{3,63}", bucket):
        raise CourseError(
            f"{BUCKET} is {bucket!r}: a bucket's name is 3 to 63 letters, digits, dots and hyphens"
        )
    for name in (KEY, SECRET):
        if not environment.get(name):
            raise CourseError(
                f"{ENDPOINT} names an endpoint: {name} must be set ('aws configure export-credentials --format env' "
                "prints the credentials of a profile)"
            )
    page = environment.get(PAGE) or "1000"
    if not page.isascii() or not page.isdigit() or not 1 <= int(page) <= 1000:
        raise CourseError(f"{PAGE} is {page!r}: it must be a whole number from 1 to 1000")
    region = next((environment[name] for name in REGIONS if environment.get(name)), Settings.region)
    return Settings(
        endpoint,
        bucket,
        environment[KEY],
        environment[SECRET],
        environment.get(TOKEN) or None,
        region,
        int(page),
    )


class _Connection:
    """Requests on whole keys of a bucket. What is no answer of the store's but a setting's or the
    server's fault is a ``CourseError`` of one line."""

    def __init__(self, where: Settings):
        import boto3
        from botocore.config import Config

        def client(attempts: int):
            config = Config(
                proxies={},
                connect_timeout=10,
                retries={"total_max_attempts": attempts},
                s3={"addressing_style": "path"},
                # Newer checksums are sent as a trailer, which several servers other than AWS's
                # store as part of the object.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            )
            return boto3.client(
                "s3",
                endpoint_url=where.endpoint,
                config=config,
                aws_access_key_id=where.key,
                aws_secret_access_key=where.secret,
                aws_session_token=where.token,
                region_name=where.region,
            )

        self.where = where
        with self._explained():
            # A conditional PUT whose answer was lost must not be repeated: it would be refused
            # because of itself.
            self._client, self._once = client(3), client(1)

    def put(self, key: str, data: bytes, if_none_match: bool = False) -> None:
        with self._explained(key):
            if if_none_match:
                self._once.put_object(Bucket=self.where.bucket, Key=key, Body=data, IfNoneMatch="*")
            else:
                self._client.put_object(Bucket=self.where.bucket, Key=key, Body=data)

    def get(self, key: str) -> bytes:
        with self._explained(key):
            return self._client.get_object(Bucket=self.where.bucket, Key=key)["Body"].read()

    def below(self, prefix: str) -> list[Listed]:
        """All objects whose keys begin with ``prefix``, by key, their ages by the server's
        clock."""
        found: list[Listed] = []
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self.where.bucket, Prefix=prefix, PaginationConfig={"PageSize": self.where.page}
        )
        with self._explained():
            for page in pages:
                now = parsedate_to_datetime(page["ResponseMetadata"]["HTTPHeaders"]["date"])
                for one in page.get("Contents", ()):
                    if not one["Key"].startswith(prefix):  # what is listed may be deleted
                        raise CourseError(
                            f"{self.where.endpoint} lists {one['Key']!r} when asked for {prefix!r}: it is no S3"
                        )
                    found.append(
                        Listed(
                            one["Key"],
                            one["Size"],
                            max(0.0, (now - one["LastModified"]).total_seconds()),
                        )
                    )
        return sorted(found)

    def delete(self, key: str) -> None:
        with self._explained(key):
            self._client.delete_object(Bucket=self.where.bucket, Key=key)

    def create_bucket(self) -> None:
        with self._explained():
            self._client.create_bucket(Bucket=self.where.bucket)

    @contextmanager
    def _explained(self, key: str = "") -> Iterator[None]:
        from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError
        from botocore.parsers import ResponseParserError

        endpoint = self.where.endpoint
        try:
            yield
        except ClientError as error:
            raise self._meaning(error.response, key) from None
        except (ConnectionError, HTTPClientError) as error:
            words = f"no server answers at {endpoint}: start it, or correct {ENDPOINT} ({error})"
            raise CourseError(_line(words)) from None
        except (BotoCoreError, ResponseParserError, ValueError) as error:
            raise CourseError(
                _line(f"{endpoint} cannot be used as S3; see {ENDPOINT} and {BUCKET} ({error})")
            ) from None

    def _meaning(self, response: Mapping[str, Any], key: str) -> Exception:
        """What an answer that is an error means for the one who asked."""
        endpoint, bucket, region = self.where.endpoint, self.where.bucket, self.where.region
        code, status = (
            response["Error"].get("Code", ""),
            response["ResponseMetadata"]["HTTPStatusCode"],
        )
        said = f"{status} {code}: {response['Error'].get('Message', '')}"
        if status == 412:
            return AlreadyExists(f"{key} exists already")
        # 409: another request for this name is under way, and S3 asks for a second try
        if status in (409, 429, 503):
            return Unavailable(_line(said))
        if code == "NoSuchKey":
            return NotThere(key)
        if code == "NoSuchBucket":
            return CourseError(
                f"there is no bucket {bucket!r} at {endpoint}: create it, or correct {BUCKET}"
            )
        if status in (301, 307) or code in (
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException",
        ):
            words = f"bucket {bucket!r} is not in {region}: set {REGIONS[0]} and {ENDPOINT} to its region ({said})"
            return CourseError(_line(words))
        if status in (401, 403) or code in ("ExpiredToken", "InvalidToken"):
            words = f"{endpoint} refuses these credentials for bucket {bucket!r}: see {KEY}, {SECRET} and {TOKEN} ({said})"
            return CourseError(_line(words))
        return CourseError(_line(f"{endpoint} refused a request for {key or 'a listing'} ({said})"))


def _line(words: str) -> str:
    return " ".join(words.split())


class S3Store(MemoryStore):
    """One node's way to a prefix of a bucket; counts and charges as ``MemoryStore`` does (a listing
    is one request, however many pages it has). A name with a part ``.`` or ``..`` is a
    ``ValueError``: on a server that keeps files it leads elsewhere."""

    def __init__(self, connection: _Connection, prefix: str):
        super().__init__()
        self._connection, self._prefix = connection, prefix
        #: Where it is, for people to read.
        self.place = f"bucket {connection.where.bucket} at {connection.where.endpoint}"

    def put(self, name: str, data: bytes, if_none_match: bool = False) -> None:
        if type(data) is not bytes:
            raise TypeError(f"an object is bytes, not {type(data).__name__}")
        key = self._key(name)
        self._request(
            "put",
            lambda: self._named(name, self._connection.put, key, data, if_none_match),
            len(data),
        )

    def get(self, name: str) -> bytes:
        key = self._key(name)
        return self._request("get", lambda: self._named(name, self._connection.get, key))

    def list(self, prefix: str) -> list[Listed]:
        key = self._key(prefix)
        return self._request(
            "list",
            lambda: [
                found._replace(name=found.name[len(self._prefix) :])
                for found in self._connection.below(key)
            ],
        )

    def delete(self, name: str) -> None:
        key = self._key(name)
        self._request("delete", lambda: self._connection.delete(key))

    def _key(self, name: str) -> str:
        if {".", ".."} & set(re.split(r"[/\\]", name)):
            raise ValueError(
                f"{name!r} is no name of an object here: no part of it may be '.' or '..'"
            )
        return self._prefix + name

    @staticmethod
    def _named(name: str, ask, *arguments):
        """What the store says speaks of the name that was given, not of the key that it has in the
        bucket."""
        try:
            return ask(*arguments)
        except AlreadyExists:
            raise AlreadyExists(f"{name} exists already") from None
        except NotThere:
            raise NotThere(name) from None

    def __repr__(self) -> str:
        return f"<object store in {self.place} below {self._prefix}, {self.requests.total()} requests so far>"


@contextmanager
def s3_store() -> Iterator[S3Store]:
    """An empty store over S3: an emulator of its own that ends with the block, or a prefix of the
    bucket that the environment names, which is emptied when the block ends, also by an error.

    Raises ``CourseError``, which names the fix, where the environment says only half, where server,
    bucket or credentials are not there, and where the server ignores If-None-Match: before anything
    but a marker and a probe was written.
    """
    where = settings(os.environ)
    if where:
        with _run(_Connection(where)) as store:
            yield store
        return
    import logging

    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        connection = _Connection(Settings(f"http://{host}:{port}", "warehouse", "course", "course"))
        connection.create_bucket()
        with _run(connection) as store:
            yield store
    finally:
        server.stop()


@contextmanager
def _run(connection: _Connection) -> Iterator[S3Store]:
    """A prefix that nobody else has, for as long as the block runs. Raises ``CourseError``."""
    prefix = f"{ROOT}{uuid.uuid4().hex}/"
    about = (
        f"Everything below {prefix} was written by one run of the course on the internals of a cloud data warehouse,\n"
        f"begun {datetime.now(UTC):%Y-%m-%d %H:%M} UTC. The run removes it at its end. What is still here a day later was\n"
        "left by a run that was killed, and can be deleted.\n"
    )
    with _not_busy():
        connection.put(prefix + MARKER, about.encode())
    try:
        with _not_busy():
            _probe(connection, prefix + "probe")
        yield S3Store(connection, prefix + "objects/")
    finally:
        try:
            with _not_busy():
                for found in connection.below(prefix):
                    if found.name != prefix + MARKER:
                        connection.delete(found.name)
                # last: what is left of a run that is cut off here still says what it is
                connection.delete(prefix + MARKER)
        except CourseError as error:
            where = f"bucket {connection.where.bucket!r} below {prefix}"
            raise CourseError(
                f"objects are left in {where}, delete them by hand: {error}"
            ) from error


@contextmanager
def _not_busy() -> Iterator[None]:
    """Where nobody is there to try again."""
    try:
        yield
    except Unavailable as error:
        raise CourseError(f"the object store is overloaded, try again later ({error})") from None


def _probe(connection: _Connection, key: str) -> None:
    """Raise ``CourseError`` unless of two conditional PUTs of one key the second is refused.
    Removes what it wrote."""
    endpoint = connection.where.endpoint
    use = f"use one that enforces it, or unset {ENDPOINT} and {BUCKET} for the course's emulator"
    try:
        connection.put(key, b"first", if_none_match=True)
    except AlreadyExists:
        raise CourseError(
            f"{endpoint} refuses a conditional PUT (If-None-Match: *) of a new name: {use}"
        ) from None
    try:
        connection.put(key, b"second", if_none_match=True)
    except AlreadyExists:
        there = connection.get(key)
    else:
        raise CourseError(
            f"{endpoint} ignores If-None-Match: a second conditional PUT of one name was not refused, so that a commit could "
            f"overwrite another that was acknowledged; {use}"
        )
    finally:
        connection.delete(key)
    if there != b"first":
        raise CourseError(
            f"{endpoint} gives back other bytes than it was sent ({there[:20]!r} for b'first'): {use}"
        )
