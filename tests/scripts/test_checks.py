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
