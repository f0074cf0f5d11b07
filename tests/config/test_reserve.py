from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.embedded.home import PROJECT
from config.observability.reserve import BYTES, FOLDER, metrics_reserve

COUNT = """
from config.observability.reserve import metrics_reserve
metrics_reserve()
from config.observability.counters import request_seen
request_seen("GET", "home", 200, 0.01)
"""


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", COUNT],
        cwd=PROJECT,
        env={**os.environ, FOLDER: str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="posix_fallocate")
def test_the_files_have_their_blocks_before_the_first_request(tmp_path: Path) -> None:
    done = run(tmp_path)

    assert done.returncode == 0, done.stderr
    files = sorted(tmp_path.iterdir())
    assert [file.name.split("_")[0] for file in files] == ["counter", "histogram"]
    for file in files:
        assert file.stat().st_size == BYTES
        assert file.stat().st_blocks * 512 >= BYTES
        assert b"titleloom_request" in file.read_bytes()


def test_where_there_is_no_room_a_process_counts_for_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(descriptor: int, offset: int, length: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setenv(FOLDER, str(tmp_path))
    monkeypatch.setattr(os, "posix_fallocate", full, raising=False)

    metrics_reserve()

    assert FOLDER not in os.environ
    assert list(tmp_path.iterdir()) == []
