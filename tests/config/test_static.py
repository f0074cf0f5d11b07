from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
from django.contrib.staticfiles import finders
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory, override_settings

from config.static import StaticMiddleware


def forget_finders() -> None:
    """Have Django read the folders of static files from the settings anew."""
    cast(Any, finders.get_finder).cache_clear()


@pytest.fixture
def dist(tmp_path: Path) -> Iterator[Path]:
    """A built UI."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index-12345678.js").write_text("old")
    forget_finders()
    # As the web server runs it, and not as the tests do.
    with override_settings(STATICFILES_DIRS=[("ui", str(tmp_path))], WHITENOISE_AUTOREFRESH=False):
        yield tmp_path
    forget_finders()


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    content: bytes


def ask(middleware: StaticMiddleware, path: str, **headers: str) -> Answer:
    answer = middleware(RequestFactory().get(path, headers=headers))
    body = (
        b"".join(cast(Iterator[bytes], answer.streaming_content))
        if isinstance(answer, StreamingHttpResponse)
        else cast(HttpResponse, answer).content
    )
    if isinstance(answer, FileResponse) and answer.file_to_stream is not None:
        answer.file_to_stream.close()  # and not the answer: that looks after connections to the database
    return Answer(answer.status_code, dict(answer.headers), body)


def passed_on(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"the next one", status=404)


def test_a_ui_that_was_built_anew_needs_no_restart(dist: Path) -> None:
    running = StaticMiddleware(passed_on)
    assert ask(running, "/static/ui/assets/index-12345678.js").content == b"old"

    (dist / "assets" / "index-12345678.js").unlink()
    (dist / "assets" / "index-abcdefgh.js").write_text("new")

    assert ask(running, "/static/ui/assets/index-abcdefgh.js").content == b"new"
    assert ask(running, "/static/ui/assets/index-12345678.js").status == 404


def test_a_file_that_changed_below_its_name_is_sent_whole(dist: Path) -> None:
    running = StaticMiddleware(passed_on)
    (dist / "favicon.svg").write_text("small")
    assert ask(running, "/static/ui/favicon.svg").headers["Content-Length"] == "5"

    (dist / "favicon.svg").write_text("much larger")

    assert ask(running, "/static/ui/favicon.svg").headers["Content-Length"] == "11"


def test_only_names_with_a_hash_are_kept_for_ever(dist: Path) -> None:
    running = StaticMiddleware(passed_on)
    (dist / "scheme.js").write_text("1")

    hashed = ask(running, "/static/ui/assets/index-12345678.js").headers["Cache-Control"]
    plain = ask(running, "/static/ui/scheme.js").headers["Cache-Control"]

    assert "immutable" in hashed and "immutable" not in plain


def test_who_takes_compressed_files_gets_them(dist: Path) -> None:
    (dist / "assets" / "index-12345678.js.gz").write_bytes(b"x")
    running = StaticMiddleware(passed_on)

    answer = ask(running, "/static/ui/assets/index-12345678.js", **{"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "path", ["/static/ui/", "/static/ui/nothing.js", "/static/ui/assets", "/static/ui//assets/x"]
)
def test_what_is_no_file_is_passed_on(dist: Path, path: str) -> None:
    assert ask(StaticMiddleware(passed_on), path).content == b"the next one"


def test_nothing_outside_the_folder_is_served(dist: Path) -> None:
    (dist.parent / "secret-key").write_text("s3cret")

    for path in ("/static/ui/../secret-key", "/static/ui/%2e%2e/secret-key", "/static/ui/..\\secret-key"):
        assert ask(StaticMiddleware(passed_on), path).content == b"the next one"
