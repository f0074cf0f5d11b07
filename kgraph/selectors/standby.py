"""What a web process needs for reading while the database is away: the releases and the live tokens, kept in a file.

Each process writes the file when what it knows has changed (at the most once a minute for tokens), and reads it only
when the database does not answer. Tokens are kept as the digests that the database has, so that the file lets nobody in;
it is readable for its owner alone. A token that was revoked less than a minute before an outage lives until its end.
"""

from __future__ import annotations

import json
import logging
import os
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from taxonomy.models import ApiToken, Person

log = logging.getLogger(__name__)

RELEASES: Final = "releases.json"
TOKENS: Final = "tokens.json"
QUALITY: Final = "quality.json"
_PERSON: Final = ("id", "username", "role", "is_active")


def standby_folder() -> Path:
    """Where the files lie."""
    return Path(settings.HOME_DIR) / "standby"


def rows_keep(name: str, database: str, rows: list[dict[str, Any]]) -> None:
    """Write rows of a database; a folder that cannot be written is told in the log and is no reason to fail."""
    folder = standby_folder()
    beside = folder / f".{name}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump({"database": database, "rows": rows}, file, default=str)
        beside.replace(folder / name)
    except OSError as error:
        log.warning("what is needed while the database is away could not be kept: %s", error)


def rows_kept(name: str, database: str) -> list[dict[str, Any]] | None:
    """The rows that were kept of this database; None when there are none, or the file is damaged."""
    try:
        kept = json.loads((standby_folder() / name).read_text())
        return list(kept["rows"]) if kept["database"] == database else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s cannot be read: %s", name, error)
        return None


def tokens_live() -> list[dict[str, Any]]:
    """All tokens that are neither revoked nor of an inactive person, with what the door asks of them."""
    columns = ("id", "digest", "scopes", "expires_at", *(f"person__{field}" for field in _PERSON))
    live = ApiToken.objects.filter(revoked_at=None, person__is_active=True).order_by("id")
    return list(live.values(*columns))


def token_kept(digest: str, database: str) -> ApiToken | None:
    """The live token of that digest as it was kept, with its person; without a database."""
    for row in rows_kept(TOKENS, database) or ():
        if row["digest"] == digest:
            person = Person(**{field: row[f"person__{field}"] for field in _PERSON})
            expires = row["expires_at"]
            return ApiToken(
                id=row["id"],
                person=person,
                digest=digest,
                scopes=list(row["scopes"]),
                expires_at=datetime.fromisoformat(expires) if expires else None,
            )
    return None
