from __future__ import annotations

import errno
from pathlib import Path

import pytest

from config.environment import EnvironmentRefused, parse_database_url, read_environment

STRONG = "0123456789abcdef0123456789abcdef"


def production(home: Path, **more: str) -> dict[str, str]:
    return {
        "TITLELOOM_ENV": "production",
        "TITLELOOM_HOME": str(home),
        "TITLELOOM_SECRET_KEY": STRONG,
        "TITLELOOM_ALLOWED_HOSTS": "titles.example.org",
        **more,
    }


def test_makes_a_secret_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    first = read_environment({"TITLELOOM_HOME": str(tmp_path)})
    second = read_environment({"TITLELOOM_HOME": str(tmp_path)})

    assert first.secret_key == second.secret_key and len(first.secret_key) >= 48
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_production_works_with_strong_settings(tmp_path: Path) -> None:
    environment = read_environment(production(tmp_path))

    assert environment.production and not environment.demo and not environment.debug


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TITLELOOM_SECRET_KEY", "", "TITLELOOM_SECRET_KEY"),
        ("TITLELOOM_SECRET_KEY", "short", "32 characters"),
        ("TITLELOOM_SECRET_KEY", "development-only-secret-key-that-production-refuses", "not the default"),
        ("TITLELOOM_SECRET_KEY", "x" * 64, "random"),
        ("TITLELOOM_DEBUG", "1", "TITLELOOM_DEBUG"),
        ("TITLELOOM_ALLOWED_HOSTS", "*", "TITLELOOM_ALLOWED_HOSTS"),
        ("DEMO", "1", "DEMO=1"),
        ("DATABASE_URL", "postgresql://app:postgres@db.internal/titleloom", "DATABASE_URL"),
        ("DATABASE_URL", "postgresql://app@db.internal/titleloom", "DATABASE_URL"),
    ],
)
def test_production_refuses_what_is_weak_and_names_it(
    tmp_path: Path, name: str, value: str, words: str
) -> None:
    with pytest.raises(EnvironmentRefused, match=words):
        read_environment(production(tmp_path, **{name: value}))


def test_production_refuses_first_passwords_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "first-login.txt").write_text("ana secret\n")

    with pytest.raises(EnvironmentRefused, match=r"first-login\.txt"):
        read_environment(production(tmp_path))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("DEMO", "perhaps"),
        ("TITLELOOM_ENV", "x"),
        ("REDIS_URL", "localhost:6379"),
    ],
)
def test_names_a_value_that_cannot_work(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(EnvironmentRefused, match=name):
        read_environment({"TITLELOOM_HOME": str(tmp_path), name: value})


def test_a_data_folder_that_cannot_be_made_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(EnvironmentRefused, match=r"file/home cannot be used.*set TITLELOOM_HOME"):
        read_environment({"TITLELOOM_HOME": str(tmp_path / "file" / "home")})


def test_a_secret_that_does_not_fit_on_the_disk_leaves_nothing_half_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("config.environment.os.fsync", full)
        with pytest.raises(EnvironmentRefused, match="No space left on device"):
            read_environment({"TITLELOOM_HOME": str(tmp_path)})

    assert list(tmp_path.iterdir()) == []
    assert read_environment({"TITLELOOM_HOME": str(tmp_path)}).secret_key


def test_reads_the_parts_of_a_database_address() -> None:
    database = parse_database_url("postgresql://ann%40x:p%3Aw@db.example.org:5433/titles?sslmode=require")

    assert (database.name, database.user, database.password) == ("titles", "ann@x", "p:w")
    assert (database.host, database.port, database.options) == (
        "db.example.org",
        "5433",
        {"sslmode": "require"},
    )


@pytest.mark.parametrize("url", ["postgresql://ana@db:port/titles", "postgresql://[::1/titles"])
def test_a_database_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(EnvironmentRefused, match="DATABASE_URL is no address"):
        parse_database_url(url)


def test_refuses_another_database_engine() -> None:
    with pytest.raises(EnvironmentRefused, match="only database engine"):
        parse_database_url("mysql://localhost/x")
