"""The lake's store over real HTTP: an emulator of S3 on 127.0.0.1 that ends with the block.

Answers are those of ``LakeStore``; a test sees to it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from warehouse.data_lake.lake_store import AlreadyExists, InvalidRange, LakeStore, NotThere
from warehouse.data_lake.records import Names, Part

BUCKET = "lake"


class HttpStore(LakeStore):
    """``client``: boto3's, of S3. Counts and charges as the store in memory does."""

    def __init__(self, client, page: int = 1_000):
        super().__init__(page=page)
        self._client = client

    def get(self, name: str, start: int = 0, length: int | None = None) -> Part:
        if start < 0 and length is not None or length is not None and length < 1:
            raise InvalidRange(f"{length} bytes from {start} of {name} are no range")
        wanted = f"bytes={start}" if start < 0 else f"bytes={start}-"
        wanted += "" if length is None else str(start + length - 1)
        self._note("get", name, start, length)
        part: list[Part] = []

        def effect() -> bytes:
            answer = self._answer(name, "get_object", Key=name, Range=wanted)
            begin, size = map(
                int, re.match(r"bytes (\d+)-\d+/(\d+)", answer["ContentRange"]).groups()
            )
            part.append(Part(begin, answer["Body"].read(), size))
            return part[0].data

        self._request("get", effect)
        return part[0]

    def list(self, prefix: str, after: str = "") -> Names:
        self._note("list", prefix, after)
        page = self._request(
            "list",
            lambda: self._answer(
                prefix, "list_objects_v2", Prefix=prefix, StartAfter=after, MaxKeys=self.page
            ),
        )
        return Names([it["Key"] for it in page.get("Contents", ())], page["IsTruncated"])

    def put(self, name: str, data: bytes, if_none_match: bool = False) -> None:
        self._note("put", name, data, if_none_match)
        condition = {"IfNoneMatch": "*"} if if_none_match else {}
        self._request(
            "put",
            lambda: self._answer(name, "put_object", Key=name, Body=data, **condition) and None,
            len(data),
        )

    def _answer(self, name: str, operation: str, **arguments: object) -> dict:
        from botocore.exceptions import ClientError

        try:
            return getattr(self._client, operation)(Bucket=BUCKET, **arguments)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "NoSuchKey":
                raise NotThere(name) from None
            if code == "PreconditionFailed":
                raise AlreadyExists(f"{name} exists already") from None
            if code == "InvalidRange":
                raise InvalidRange(f"{name} has no bytes there") from None
            raise


@contextmanager
def lake_over_http(page: int = 1_000) -> Iterator[HttpStore]:
    """An empty lake behind moto's server."""
    import boto3
    from botocore.config import Config
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        client = boto3.client(
            "s3",
            endpoint_url=f"http://{host}:{port}",
            aws_access_key_id="course",
            aws_secret_access_key="course",
            region_name="us-east-1",
            config=Config(
                proxies={},
                retries={"total_max_attempts": 1},
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
        client.create_bucket(Bucket=BUCKET)
        yield HttpStore(client, page)
        client.close()
    finally:
        server.stop()
