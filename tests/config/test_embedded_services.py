from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection


@pytest.mark.django_db
def test_the_database_of_the_tests_is_the_embedded_postgresql_with_vectors() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT default_version FROM pg_available_extensions WHERE name = 'vector'")
        assert cursor.fetchone() is not None
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("on",)


def test_the_cache_of_the_tests_is_the_embedded_valkey(services: object) -> None:
    cache.set("greeting", "hello", 5)
    assert cache.get("greeting") == "hello"
