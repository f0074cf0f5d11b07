"""Two test runs beside each other, told as one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT / "scripts"))

from installing import checks  # noqa: E402
from installing.checks import Check  # noqa: E402


def says(text: str, status: int = 0, name: str = "tests") -> Check:
    """A run that prints a text and ends."""
    return Check(name, [sys.executable, "-c", f"print({text!r}); raise SystemExit({status})"])


@pytest.mark.parametrize(
    ("closings", "told"),
    [
        (["== 3 passed in 1.00s =="], "== 3 passed in 1.00s =="),
        (
            [
                "== 10 passed, 2 skipped, 1 warning in 9.10s ==",
                "== 1 failed, 4 passed, 2 warnings, 1 error in 3.00s ==",
            ],
            "==== 1 failed, 14 passed, 2 skipped, 3 warning, 1 error in 9.00s ====",
        ),
        (["nothing that counts", "neither"], "nothing that counts / neither"),
    ],
)
def test_the_counts_of_several_runs_are_added(closings: list[str], told: str) -> None:
    runs = [
        Check("tests", [], closing=closing, seconds=9.0 - place) for place, closing in enumerate(closings)
    ]
    assert checks._together(runs) == told


def test_a_run_beside_the_others_is_shown_at_its_end_and_counts(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checks, "checks", lambda: [says("linted", name="lint")])
    monkeypatch.setattr(checks, "PYTHON", PROJECT / "no-python")
    runs = iter([says("beside\n== 2 passed in 1.00s =="), says("here\n== 1 failed, 1 passed in 1.00s ==", 1)])

    def stand_in(name: str, command: list[str], environment: object = None) -> Check:
        assert command[1:3] == ["-m", "pytest"]
        check = next(runs)
        check.name = name
        return check

    monkeypatch.setattr(checks, "Check", stand_in)
    assert checks.run_checks(None, []) == 1
    lines = capfd.readouterr().out.splitlines()
    assert lines.index("here") < lines.index("beside")
    assert lines[-1].startswith("==== 1 failed, 3 passed in ")
    assert [line[:6] for line in lines if line.startswith(("ok    ", "FAILED"))] == [
        "ok    ",
        "FAILED",
        "ok    ",
    ]


def test_a_run_beside_the_others_ends_with_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sleeper = Check("beside", [sys.executable, "-c", "import time; time.sleep(60)"])
    beside = checks._Beside(sleeper)
    beside.stop(grace=2.0)
    assert beside._process.returncode not in (None, 0)


def test_two_runs_at_once_have_two_homes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TITLELOOM_HOME", str(tmp_path))
    assert checks._home_beside({})["TITLELOOM_TEST_HOME"] == str(tmp_path / "tests-beside")
    monkeypatch.delenv("TITLELOOM_HOME")
    assert checks._home_beside({"A": "b"}) == {"A": "b"}


@pytest.mark.parametrize(
    ("at_first", "again", "runs", "status"),
    [
        ({"test_race": False, "test_sound": True}, True, 2, 0),
        ({"test_race": False, "test_sound": True}, False, 2, 1),
        ({f"test_{n}": False for n in range(checks.MOST_TRIED_AGAIN + 1)}, True, 1, 1),
    ],
)
def test_a_few_failures_of_whole_installations_are_tried_once_more(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    at_first: dict[str, bool],
    again: bool,
    runs: int,
    status: int,
) -> None:
    count = tmp_path / "runs"
    (tmp_path / "tests").mkdir()
    tests = [
        f"@pytest.mark.parametrize('words', ['-m two words'])\n"
        f"def {name}(run, words): assert run > 1 and {again} or {good}"
        for name, good in at_first.items()
    ]
    tmp_path.joinpath("tests/test_it.py").write_text("\n".join(["import pytest", *tests]) + "\n")
    tmp_path.joinpath("conftest.py").write_text(
        "import pathlib, pytest\n"
        f"path = pathlib.Path({str(count)!r})\n"
        "path.write_text((path.read_text() if path.exists() else '') + '.')\n"
        "@pytest.fixture\n"
        "def run(): return len(path.read_text())\n"
    )
    pytest_here = [sys.executable, "-m", "pytest", "-ra", "-p", "no:django", "tests", "tests"]
    check = checks._tried_again(checks._Beside(Check("apart", pytest_here, folder=tmp_path)).result())
    assert len(count.read_text()) == runs
    assert check.status == status
    if status == 0:
        assert checks._COUNT.findall(check.closing) == [("0", "failed"), ("2", "passed")]
    assert len(check.failed) == list(at_first.values()).count(False)
