"""The outside services' check, on the embedded ones."""

from __future__ import annotations

import pytest

from config import outside
from config.embedded.faults import ServiceFault
from config.embedded.home import Home
from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey
from config.outside import check_broker, check_database


def test_services_that_answer_are_taken(services: Home) -> None:
    check_database(Postgres(services).url())
    check_broker(Valkey(services).url())


@pytest.mark.parametrize(
    "url", ["postgresql://ana@127.0.0.1:1/titles", "postgresql://ana@/titles?host=/nowhere"]
)
def test_a_database_that_is_away_is_told_with_what_to_do(url: str) -> None:
    with pytest.raises(ServiceFault, match=r"DATABASE_URL cannot be used: .*without DATABASE_URL"):
        check_database(url)


def test_a_database_that_does_not_exist_is_named(services: Home) -> None:
    with pytest.raises(ServiceFault, match='database "nothing" does not exist'):
        check_database(Postgres(services).url().replace("/titleloom?", "/nothing?"))


def test_an_old_server_is_refused(services: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "OLDEST", 990_000)

    with pytest.raises(ServiceFault, match="is PostgreSQL 18; version 15 or newer"):
        check_database(Postgres(services).url())


def test_a_server_without_vectors_is_refused(services: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "EXTENSION", "no_such_extension")

    with pytest.raises(ServiceFault, match="has no pgvector: install it"):
        check_database(Postgres(services).url())


@pytest.mark.parametrize(
    "url", ["redis://127.0.0.1:1/0", "unix:///nowhere/valkey.sock", "redis://127.0.0.1:x/0"]
)
def test_a_broker_that_is_away_is_told_with_what_to_do(url: str) -> None:
    with pytest.raises(ServiceFault, match=r"REDIS_URL cannot be used: .*without REDIS_URL"):
        check_broker(url)
