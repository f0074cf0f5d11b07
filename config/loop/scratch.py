"""A database, a broker slot and a data folder of their own for one run of the loop, gone when it ends.

The loop runs in a child process with its own environment, so that nothing of it (rows, artifacts, messages to
workers) can reach the installation that it is started from.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg2
from django.conf import settings
from django.db import connection
from psycopg2 import sql

from config.environment import PROJECT_DIR

INSIDE = "TITLELOOM_LOOP_SCRATCH"
"""Set in the child: its database is scratch."""


def _admin_cursor() -> psycopg2.extensions.connection:
    """A connection outside any transaction, as creating a database needs."""
    parameters = connection.get_connection_params()
    known = {
        key: parameters[key] for key in ("dbname", "user", "password", "host", "port") if parameters.get(key)
    }
    opened: psycopg2.extensions.connection = psycopg2.connect(**known)
    opened.autocommit = True
    return opened


def _url(name: str) -> str:
    base = settings.DATABASES["default"]
    who = quote(base["USER"], safe="")
    if base["PASSWORD"]:
        who += ":" + quote(base["PASSWORD"], safe="")
    place = {"host": base["HOST"]} | ({"port": str(base["PORT"])} if base["PORT"] else {})
    return f"postgresql://{who}@/{quote(name, safe='')}?{urlencode(place)}"


@contextmanager
def scratch_environment() -> Iterator[dict[str, str]]:
    """The environment of a child that works on a fresh, empty database.

    Its broker is memory: the loop calls services directly, and a doorbell rung in it must ring nowhere else.
    """
    name = f"titleloom_loop_{os.getpid()}"
    home = Path(tempfile.mkdtemp(prefix="titleloom-loop-"))
    admin = _admin_cursor()
    try:
        with admin.cursor() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield {
            **os.environ,
            "DATABASE_URL": _url(name),
            "REDIS_URL": settings.REDIS_URL,
            "TITLELOOM_HOME": str(home),
            INSIDE: name,
        }
    finally:
        with admin.cursor() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.close()
        shutil.rmtree(home, ignore_errors=True)


def run_inside(arguments: Sequence[str]) -> int:
    """Run ``manage.py`` with these arguments on a scratch database; its output is ours. Returns its exit code."""
    with scratch_environment() as environment:
        manage = str(PROJECT_DIR / "manage.py")
        migrated = subprocess.run(
            [sys.executable, manage, "migrate", "-v", "0", "--skip-checks"], env=environment, check=False
        )
        if migrated.returncode:
            return migrated.returncode
        child = subprocess.Popen([sys.executable, manage, *arguments], env=environment)
        try:
            return child.wait()
        except KeyboardInterrupt:
            return child.wait()  # the terminal has told the child as well
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()
