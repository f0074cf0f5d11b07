"""Statements that the database plans once for each connection and then only executes.

For the few statements that run hundreds of times a second and join several tables: planning them costs more than
executing them. Where a pooler hands out another connection each time, the statements are sent whole.
"""

from __future__ import annotations

import re
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.db import ProgrammingError, connection
from django.db.backends.utils import CursorWrapper
from psycopg2 import errorcodes

_NAMED: Final = re.compile(r"%\((\w+)\)s")
_UNKNOWN: Final = {errorcodes.INVALID_SQL_STATEMENT_NAME, errorcodes.DUPLICATE_PREPARED_STATEMENT}
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


class Prepared:
    """A statement with named parameters (``%(name)s``), each with its type in SQL."""

    def __init__(self, name: str, statement: str, types: dict[str, str]) -> None:
        self.name = f"titleloom_{name}"
        self.statement = statement
        names = list(dict.fromkeys(_NAMED.findall(statement)))
        numbers = {word: f"${at}" for at, word in enumerate(names, 1)}
        body = _NAMED.sub(lambda found: numbers[found[1]], statement)
        self._prepare = f"PREPARE {self.name} ({', '.join(types[word] for word in names)}) AS {body}"
        self._execute = f"EXECUTE {self.name} ({', '.join(f'%({word})s' for word in names)})"
        self._works = True

    def run(self, cursor: CursorWrapper, names: dict[str, Any]) -> None:
        """Execute; the rows are read from the cursor."""
        if not self._works:
            cursor.execute(self.statement, names)
            return
        try:
            self._prepare_once(cursor)
            cursor.execute(self._execute, names)
        except ProgrammingError as error:
            code = getattr(error.__cause__, "pgcode", None)
            if code not in _UNKNOWN or connection.in_atomic_block:
                raise
            self._works = False
            cursor.execute(self.statement, names)

    def _prepare_once(self, cursor: CursorWrapper) -> None:
        session = connection.connection
        prepared = _known.get(session)
        if prepared is None:
            prepared = _known[session] = set()
            # The plans are for any parameters; with the default the database would go on planning for each.
            cursor.execute("SET plan_cache_mode = force_generic_plan")
        if self.name not in prepared:
            # Outside the query log of tests and of nobody's interest: once for each connection.
            cursor.execute(self._prepare)
            prepared.add(self.name)
