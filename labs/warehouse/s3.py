"""The same store over a real S3 interface: moto's emulator on 127.0.0.1 unless ``WAREHOUSE_S3_ENDPOINT`` names another.

pyarrow's ``S3FileSystem`` reads, lists and deletes. It has no conditional PUT, so that objects are written through boto3.
With an endpoint of your own (MinIO, AWS), the bucket is ``WAREHOUSE_S3_BUCKET`` and credentials come from the environment.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from warehouse.errors import CourseError
from warehouse.objects import AlreadyExists, Listed, MemoryStore, NotThere

ENDPOINT, BUCKET = "WAREHOUSE_S3_ENDPOINT", "WAREHOUSE_S3_BUCKET"


class S3Store(MemoryStore):
    """One node's way to a bucket of S3; counts and charges as ``MemoryStore`` does."""

    def __init__(self, endpoint: str, bucket: str, key: str, secret: str):
        import boto3
        from botocore.config import Config
        from pyarrow import fs

        super().__init__()
        scheme, _, host = endpoint.rpartition("://")
        config = Config(proxies={}, retries={"max_attempts": 2}, s3={"addressing_style": "path"})
        given = {"aws_access_key_id": key, "aws_secret_access_key": secret, "region_name": "us-east-1"}
        self._client = boto3.client("s3", endpoint_url=endpoint, config=config, **given)
        self._files = fs.S3FileSystem(
            access_key=key, secret_key=secret, endpoint_override=host, scheme=scheme or "https", region="us-east-1"
        )
        self._bucket = bucket

    def put(self, name: str, data: bytes, if_none_match: bool = False) -> None:
        from botocore.exceptions import ClientError

        def effect() -> None:
            condition = {"IfNoneMatch": "*"} if if_none_match else {}
            try:
                self._client.put_object(Bucket=self._bucket, Key=name, Body=data, **condition)
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] not in (409, 412):
                    raise
                raise AlreadyExists(f"{name} exists already") from error

        if type(data) is not bytes:
            raise TypeError(f"an object is bytes, not {type(data).__name__}")
        self._request("put", effect, len(data))

    def get(self, name: str) -> bytes:
        def effect() -> bytes:
            try:
                with self._files.open_input_stream(f"{self._bucket}/{name}") as stream:
                    return stream.read()
            except FileNotFoundError as error:
                raise NotThere(name) from error

        return self._request("get", effect)

    def list(self, prefix: str) -> list[Listed]:
        from pyarrow import fs

        def effect() -> list[Listed]:
            now = datetime.now(UTC)
            found = self._files.get_file_info(fs.FileSelector(self._bucket, recursive=True))
            named = [(info.path.partition("/")[2], info) for info in found if info.is_file]
            return [
                Listed(name, info.size, (now - info.mtime).total_seconds())
                for name, info in sorted(named, key=lambda one: one[0])
                if name.startswith(prefix)
            ]

        return self._request("list", effect)

    def delete(self, name: str) -> None:
        def effect() -> None:
            self._client.delete_object(Bucket=self._bucket, Key=name)

        self._request("delete", effect)


@contextmanager
def s3_store() -> Iterator[S3Store]:
    """A store over S3: an emulator of its own that ends with the block, or the endpoint that the environment names.

    Raises ``CourseError`` where the endpoint is named without a bucket.
    """
    endpoint = os.environ.get(ENDPOINT)
    if endpoint:
        bucket = os.environ.get(BUCKET)
        if not bucket:
            raise CourseError(f"{ENDPOINT} names an endpoint: {BUCKET} must name a bucket of it")
        yield S3Store(endpoint, bucket, os.environ.get("AWS_ACCESS_KEY_ID", ""), os.environ.get("AWS_SECRET_ACCESS_KEY", ""))
        return
    import logging

    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        store = S3Store(f"http://{host}:{port}", "warehouse", "course", "course")
        store._client.create_bucket(Bucket="warehouse")
        yield store
    finally:
        server.stop()
