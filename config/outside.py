"""The database and the broker of somebody else, named by ``DATABASE_URL`` and ``REDIS_URL``: do they answer, and
can they do what is asked of them?"""

from __future__ import annotations

from typing import Any, Final

import psycopg2
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.embedded.faults import ServiceFault
from config.environment import Environment, parse_database_url

SECONDS: Final = 5
OLDEST: Final = 150_000
"""PostgreSQL 15, as it counts itself."""
EXTENSION: Final = "vector"


def check_outside(environment: Environment) -> None:
    """Ask those that are named; does nothing where the embedded ones are used.

    Raises:
        ServiceFault: one does not answer, or cannot be used; the message says why and what to do.
    """
    if environment.database_url:
        check_database(environment.database_url)
    if environment.redis_url:
        check_broker(environment.redis_url)


def check_database(url: str) -> None:
    """Log in, and look at version and extensions.

    Raises:
        ServiceFault: that failed, it is too old, or it has no pgvector.
    """
    where = parse_database_url(url)
    options: dict[str, Any] = {
        "connect_timeout": SECONDS,
        "application_name": "titleloom-check",
        **where.options,
    }
    try:
        connection = psycopg2.connect(
            dbname=where.name,
            user=where.user or None,
            password=where.password or None,
            host=where.host or None,
            port=where.port or None,
            **options,
        )
    except psycopg2.Error as error:
        raise ServiceFault(
            f"The database of DATABASE_URL cannot be used: {_first_line(error)}. Start it or correct the address; "
            f"without DATABASE_URL, Titleloom brings its own."
        ) from error
    try:
        version = connection.server_version
        if version < OLDEST:
            raise ServiceFault(
                f"The database of DATABASE_URL is PostgreSQL {version // 10_000}; version 15 or newer is needed."
            )
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_available_extensions WHERE name = %s", [EXTENSION])
            if cursor.fetchone() == (0,):
                raise ServiceFault(
                    "The database of DATABASE_URL has no pgvector: install it on the server of the database (its "
                    "packages are called postgresql-NN-pgvector or pgvector)."
                )
    finally:
        connection.close()


def check_broker(url: str) -> None:
    """Log in and ask for a sign of life.

    Raises:
        ServiceFault: there is none.
    """
    try:
        with redis.Redis.from_url(
            url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS, retry=Retry(NoBackoff(), 0)
        ) as connection:
            connection.ping()
    except (redis.RedisError, ValueError) as error:
        raise ServiceFault(
            f"The broker of REDIS_URL cannot be used: {_first_line(error)}. Start it or correct the address; "
            f"without REDIS_URL, Titleloom brings its own."
        ) from error


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].rstrip(".")
