"""A real bucket with other people's objects in it: a run of the course neither sees nor touches
them, and leaves nothing."""

from __future__ import annotations

import logging
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs

import boto3
import jupytext
import localbucket
import nbformat
import pytest
import test_objects
from botocore.config import Config
from moto.moto_server.threaded_moto_server import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from nbclient import NotebookClient
from werkzeug.serving import make_server

from autograder import paths
from warehouse import drawing
from warehouse.errors import CourseError
from warehouse.managed_storage import views
from warehouse.managed_storage.objects import AlreadyExists, NotThere, Unavailable
from warehouse.managed_storage.s3 import MARKER, ROOT, Settings, s3_store, settings

#: Names that a run of the course uses too, below its prefix, and the prefixes of others.
FOREIGN = [
    "blocks/users-file",
    "log/00000001",
    "checkpoints/x",
    "probe",
    MARKER,
    f"{ROOT}other/{MARKER}",
    f"{ROOT}other/log/00000001",
]


class Middle:
    """moto behind a layer that notes every request, may change it, and may answer in moto's
    place."""

    def __init__(self) -> None:
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.seen: list[dict[str, str]] = []
        self.change: Callable[[dict], str | None] = lambda request: None

    def __call__(self, environ, start_response):
        self.seen.append({name: value for name, value in environ.items() if isinstance(value, str)})
        answer = self.change(environ)
        if answer is None:
            return self.moto(environ, start_response)
        code = answer.partition(" ")[2]
        body = f"<Error><Code>{code}</Code><Message>two\nlines</Message></Error>".encode()
        start_response(
            answer, [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))]
        )
        return [body]


class Place:
    """A bucket of somebody's at an endpoint, filled with what is theirs."""

    def __init__(self, endpoint: str, middle: Middle | None = None):
        self.endpoint, self.middle, self.bucket = endpoint, middle, "somebodys"
        self.client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            aws_access_key_id="somebody",
            aws_secret_access_key="else",
            region_name="us-east-1",
            config=Config(proxies={}, s3={"addressing_style": "path"}),
        )
        self.client.create_bucket(Bucket=self.bucket)
        for name in FOREIGN:
            self.client.put_object(Bucket=self.bucket, Key=name, Body=f"somebody's {name}".encode())

    def names(self) -> list[str]:
        return [
            one["Key"]
            for one in self.client.list_objects_v2(Bucket=self.bucket).get("Contents", ())
        ]

    def snapshot(self) -> list[tuple]:
        """Name, bytes and time of writing of everything."""
        found = []
        for name in self.names():
            got = self.client.get_object(Bucket=self.bucket, Key=name)
            found.append((name, got["Body"].read(), got["LastModified"]))
        return found

    def clear(self) -> None:
        for name in self.names():
            self.client.delete_object(Bucket=self.bucket, Key=name)
        self.client.delete_bucket(Bucket=self.bucket)


@contextmanager
def serving(server) -> Iterator[str]:
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield "http://{}:{}".format(*server.server_address[:2])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def moto_place(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[Place]:
    monkeypatch.setattr(logging.getLogger("werkzeug"), "level", logging.ERROR)
    middle = Middle()
    with serving(
        make_server("127.0.0.1", 0, middle, threaded=True, request_handler=MotoRequestHandler)
    ) as endpoint:
        place = Place(endpoint, middle)  # moto's objects are the process's: they outlive the server
        try:
            yield place
        finally:
            middle.change = lambda request: None
            place.clear()


@contextmanager
def localbucket_place(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[Place]:
    monkeypatch.setattr(localbucket.S3Handler, "data_root", folder, raising=False)
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), localbucket.S3Handler)) as endpoint:
        yield Place(endpoint)


def pointed_at(place: Place, monkeypatch: pytest.MonkeyPatch, **others: str) -> Place:
    """The environment names this place."""
    for name in ("AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION", "WAREHOUSE_S3_PAGE"):
        monkeypatch.delenv(name, raising=False)
    named = {"WAREHOUSE_S3_ENDPOINT": place.endpoint, "WAREHOUSE_S3_BUCKET": place.bucket}
    for name, value in (
        named | {"AWS_ACCESS_KEY_ID": "me", "AWS_SECRET_ACCESS_KEY": "mine"} | others
    ).items():
        monkeypatch.setenv(name, value)
    return place


@pytest.fixture(params=[moto_place, localbucket_place], ids=["moto", "localbucket"])
def place(request, monkeypatch, tmp_path) -> Iterator[Place]:
    with request.param(monkeypatch, tmp_path) as there:
        yield pointed_at(there, monkeypatch)


@pytest.fixture
def moto(monkeypatch, tmp_path) -> Iterator[Place]:
    with moto_place(monkeypatch, tmp_path) as there:
        yield pointed_at(there, monkeypatch)


def test_two_runs_of_the_lab_and_all_else_on_s3_leave_the_bucket_as_it_was(
    place, capsys, monkeypatch
):
    before = place.snapshot()
    assert [name for name, _, _ in before] == sorted(FOREIGN)
    for _ in range(2):
        nb = nbformat.read(
            paths.SOLUTIONS / "managed_storage" / "managed_storage.ipynb", as_version=4
        )
        for cell in nb.cells:
            cell.metadata.pop("tags", None)  # views carry one that keeps graders from running them
        view = next(cell for cell in nb.cells if "views.on_s3(" in cell.source)
        view.source = f"print({view.source.splitlines()[-1]}.value)"
        NotebookClient(
            nb, timeout=180, kernel_name="python3", shutdown_kernel="immediate"
        ).execute()
        printed = "".join(output.get("text", "") for output in view.outputs)
        assert re.search(
            r"recovered from the store alone</td><td[^>]*>version 2, 2 blocks<", printed
        )
        assert f"bucket {place.bucket} at {place.endpoint}<" in printed
        assert re.search(r"swept up, grace 0</td><td[^>]*>1 deleted<", printed)
        assert place.snapshot() == before

        page = jupytext.read(paths.BOOK / "scale" / "managed_storage.md")
        told = [
            cell.source
            for cell in page.cells
            if cell.cell_type == "code" and "s3_store" in cell.source
        ]
        assert len(told) == 1
        exec(told[0], {})
        assert "told: log/00000001 exists already" in capsys.readouterr().out
        with s3_store() as store:
            test_objects.test_both_stores_behave_alike(store)
        assert place.snapshot() == before


def test_two_runs_side_by_side_do_not_meet(place):
    before = place.snapshot()
    with s3_store() as one:
        one.put("log/00000001", b"one", if_none_match=True)
        with s3_store() as other:
            assert other.list("") == []
            other.put("log/00000001", b"other", if_none_match=True)
            other.delete("log/00000002")
        assert one.get("log/00000001") == b"one"
        assert [found.name for found in one.list("")] == ["log/00000001"]
    assert place.snapshot() == before


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, GeneratorExit])
def test_what_a_run_made_is_removed_when_its_block_fails(error, place):
    before = place.snapshot()
    with pytest.raises(error), s3_store() as store:
        store.put("blocks/mine", b"x")
        assert len(place.snapshot()) == len(before) + 2
        raise error
    assert place.snapshot() == before


def test_what_lies_there_meanwhile_says_what_it_is(moto):
    with s3_store() as store:
        store.put("blocks/mine", b"x")
        ours = [(name, data) for name, data, _ in moto.snapshot() if name not in FOREIGN]
        (marker, said), (block, _) = ours
        prefix = marker.removesuffix(MARKER)
        assert re.fullmatch(ROOT + "[0-9a-f]{32}/", prefix)
        assert prefix in said.decode() and "course" in said.decode()
        assert block == f"{prefix}objects/blocks/mine"


@pytest.mark.parametrize(
    "name", ["..", "../about.txt", "blocks/../../../other/about.txt", "./x", "a\\..\\..\\x"]
)
def test_no_name_leads_out_of_the_prefix(name, place):
    before = place.snapshot()
    with s3_store() as store:
        for ask in (store.get, store.delete, store.list, lambda name: store.put(name, b"")):
            with pytest.raises(ValueError, match=re.escape(repr(name))):
                ask(name)
    assert place.snapshot() == before


def test_every_request_names_the_prefix_and_listings_come_in_pages(moto, monkeypatch):
    pointed_at(moto, monkeypatch, WAREHOUSE_S3_PAGE="2")
    del moto.middle.seen[:]
    with s3_store() as store:
        for number in range(5):
            store.put(f"blocks/{number}", b"x")
        store.put("log/00000001", b"x")
        asked = len(moto.middle.seen)
        assert [found.name for found in store.list("blocks/")] == [
            f"blocks/{number}" for number in range(5)
        ]
        assert len(moto.middle.seen) - asked == 3
        assert store.requests["list"] == 1
    prefixes = set()
    for request in moto.middle.seen:
        path, query = request["PATH_INFO"], parse_qs(request["QUERY_STRING"])
        key = (
            query["prefix"][0]
            if path == f"/{moto.bucket}"
            else path.removeprefix(f"/{moto.bucket}/")
        )
        prefixes.add(re.match(f"{ROOT}[0-9a-f]{{32}}/", key)[0])
    assert len(prefixes) == 1


@pytest.mark.parametrize(
    ("named", "region"),
    [
        ({}, "us-east-1"),
        ({"AWS_DEFAULT_REGION": "sa-east-1"}, "sa-east-1"),
        ({"AWS_DEFAULT_REGION": "sa-east-1", "AWS_REGION": "eu-west-1"}, "eu-west-1"),
    ],
)
def test_region_and_session_token_are_sent(named, region, moto, monkeypatch):
    pointed_at(moto, monkeypatch, AWS_SESSION_TOKEN="for an hour", **named)
    del moto.middle.seen[:]
    with s3_store() as store:
        store.list("")
    for request in moto.middle.seen:
        assert f"/{region}/s3/" in request["HTTP_AUTHORIZATION"]
        assert request["HTTP_X_AMZ_SECURITY_TOKEN"] == "for an hour"


def test_a_store_that_ignores_if_none_match_is_refused_before_anything_is_written(moto):
    before = moto.snapshot()
    moto.middle.change = lambda request: request.pop("HTTP_IF_NONE_MATCH", None) and None
    entered = []
    with (
        pytest.raises(CourseError, match=f"{moto.endpoint} ignores If-None-Match"),
        s3_store() as store,
    ):
        entered.append(store)
    assert entered == [] and moto.snapshot() == before
    written = {
        request["PATH_INFO"].rpartition("/")[2]
        for request in moto.middle.seen
        if request["REQUEST_METHOD"] == "PUT"
    }
    assert written - {moto.bucket, *(name.rpartition("/")[2] for name in FOREIGN)} == set()
    shown = views.on_s3(*[lambda *given: entered.append(given)] * 5)
    assert "ignores If-None-Match" in shown.value and entered == [] and moto.snapshot() == before


def spoiled(request) -> None:
    """The store keeps other bytes of the probe."""
    if request["REQUEST_METHOD"] == "GET" and request["PATH_INFO"].endswith("/probe"):
        for name in ("PATH_INFO", "RAW_URI", "REQUEST_URI"):
            request[name] = request[name].replace("/probe", f"/{MARKER}")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda request: "412 PreconditionFailed" if "HTTP_IF_NONE_MATCH" in request else None,
            "of a new name",
        ),
        (
            lambda request: "501 NotImplemented" if "HTTP_IF_NONE_MATCH" in request else None,
            "501 NotImplemented: two lines",
        ),
        (
            lambda request: (
                "409 ConditionalRequestConflict" if "HTTP_IF_NONE_MATCH" in request else None
            ),
            "try again later",
        ),
        (lambda request: "403 InvalidAccessKeyId", "refuses these credentials.*AWS_ACCESS_KEY_ID"),
        (lambda request: "400 ExpiredToken", "refuses these credentials.*AWS_SESSION_TOKEN"),
        (lambda request: "400 AuthorizationHeaderMalformed", "not in us-east-1: set AWS_REGION"),
        (spoiled, "other bytes"),
    ],
)
def test_a_store_that_will_not_do_is_refused_in_one_line(change, words, moto):
    before = moto.snapshot()
    moto.middle.change = change
    with pytest.raises(CourseError, match=words) as refused, s3_store():
        pytest.fail("the store was given out")
    assert "\n" not in str(refused.value)
    moto.middle.change = lambda request: None
    assert moto.snapshot() == before


def test_a_missing_bucket_and_a_missing_server_are_named_in_one_line(place, monkeypatch):
    before = place.snapshot()
    monkeypatch.setenv("WAREHOUSE_S3_BUCKET", "not-there")
    with (
        pytest.raises(
            CourseError, match=f"no bucket 'not-there' at {place.endpoint}.*WAREHOUSE_S3_BUCKET"
        ),
        s3_store(),
    ):
        pytest.fail("the store was given out")
    with socket.socket() as nobody:  # bound, and does not listen
        nobody.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        monkeypatch.setenv("WAREHOUSE_S3_ENDPOINT", endpoint)
        with (
            pytest.raises(
                CourseError, match=f"no server answers at {endpoint}.*WAREHOUSE_S3_ENDPOINT"
            ) as refused,
            s3_store(),
        ):
            pytest.fail("the store was given out")
    assert "\n" not in str(refused.value)
    assert place.snapshot() == before


WHOLE = {
    "WAREHOUSE_S3_ENDPOINT": "http://s",
    "WAREHOUSE_S3_BUCKET": "b-1",
    "AWS_ACCESS_KEY_ID": "k",
    "AWS_SECRET_ACCESS_KEY": "s",
}


def test_the_environment_names_a_bucket_wholly_or_not_at_all():
    assert settings({}) is None is settings({"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "k"})
    assert settings(WHOLE) == Settings("http://s", "b-1", "k", "s", None, "us-east-1", 1000)
    for name in WHOLE:
        for half in (
            {**WHOLE, name: ""},
            {key: value for key, value in WHOLE.items() if key != name},
        ):
            with pytest.raises(CourseError, match=name):
                settings(half)
    with pytest.raises(CourseError, match="WAREHOUSE_S3_ENDPOINT is 's3.example:9000'.*http"):
        settings(WHOLE | {"WAREHOUSE_S3_ENDPOINT": "s3.example:9000"})
    for bucket in ("b", "b/c", "two words", "b" * 64):
        with pytest.raises(CourseError, match=f"WAREHOUSE_S3_BUCKET is '{bucket}'"):
            settings(WHOLE | {"WAREHOUSE_S3_BUCKET": bucket})
    for page in ("0", "1001", "many", "-1", "1.5", "²"):
        with pytest.raises(CourseError, match=f"WAREHOUSE_S3_PAGE is '{re.escape(page)}'"):
            settings(WHOLE | {"WAREHOUSE_S3_PAGE": page})
    assert "token" not in repr(
        settings(WHOLE | {"AWS_SESSION_TOKEN": "token", "AWS_SECRET_ACCESS_KEY": "token"})
    )


def test_a_request_that_the_store_puts_off_is_unavailable_and_is_not_repeated(moto):
    with s3_store() as store:
        for code in ("409 ConditionalRequestConflict", "503 SlowDown"):
            moto.middle.change = lambda request, code=code: (
                code if "HTTP_IF_NONE_MATCH" in request else None
            )
            asked = len(moto.middle.seen)
            with pytest.raises(Unavailable, match=code):
                store.put("log/00000001", b"x", if_none_match=True)
            assert len(moto.middle.seen) == asked + 1
        moto.middle.change = lambda request: None
        store.put("log/00000001", b"x", if_none_match=True)
        with pytest.raises(AlreadyExists, match="^log/00000001 exists"):
            store.put("log/00000001", b"y", if_none_match=True)
        with pytest.raises(NotThere, match="^there is no object 'log/00000002'"):
            store.get("log/00000002")


def test_a_server_that_lists_more_than_it_was_asked_for_loses_nothing(moto):
    before = moto.snapshot()

    def all_of_it(request) -> None:
        if "prefix=" in request["QUERY_STRING"]:
            request["QUERY_STRING"] = re.sub(r"prefix=[^&]*", "prefix=", request["QUERY_STRING"])

    moto.middle.change = all_of_it
    left = f"objects are left in bucket '{moto.bucket}' below {ROOT}.*when asked for"
    with (
        pytest.raises(CourseError, match=left),
        s3_store() as store,
        pytest.raises(CourseError, match="when asked for"),
    ):
        store.list("blocks/")
    assert [one for one in moto.snapshot() if one[0] in FOREIGN] == before


def is_delete_of(request, end: str) -> bool:
    return request["REQUEST_METHOD"] == "DELETE" and request["PATH_INFO"].endswith(end)


def test_what_cannot_be_removed_is_named_and_keeps_its_marker(moto):
    with (
        pytest.raises(CourseError, match="delete them by hand.*403 AccessDenied") as left,
        s3_store() as store,
    ):
        store.put("blocks/mine", b"x")
        last = "/objects/blocks/mine"
        moto.middle.change = lambda request: (
            "403 AccessDenied" if is_delete_of(request, last) else None
        )
    prefix = re.search(f"{ROOT}[0-9a-f]+/", str(left.value))[0]
    assert [name for name in moto.names() if name not in FOREIGN] == [
        prefix + MARKER,
        f"{prefix}objects/blocks/mine",
    ]


def test_the_last_views_time_limit_does_not_cut_off_what_is_removed_at_its_end(moto, monkeypatch):
    limited: list[bool] = [False]
    deleted_within: list[bool] = []

    @contextmanager
    def limit(seconds: float) -> Iterator[None]:
        limited[0] = True
        try:
            yield
            raise drawing.OverLimit
        finally:
            limited[0] = False

    def note(request) -> None:
        if request["REQUEST_METHOD"] == "DELETE":
            deleted_within.append(limited[0])

    before = moto.snapshot()
    moto.middle.change = note
    monkeypatch.setattr(drawing, "time_limit", limit)
    shown = views.on_s3(
        lambda store, *given: store.put("blocks/mine", b"x"), *[lambda *given: [1, [2]]] * 4
    )
    assert deleted_within and not any(deleted_within)
    assert moto.snapshot() == before and shown.value
