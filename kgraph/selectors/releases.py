"""Which releases there are, which one a question means, and its opened snapshot.

A web process asks the database for the list of releases once a second at the most, and goes on with the list that
it has when the database is away, or with the one that was kept in a file (see ``standby``) when it has none; everything
else that the search team asks is read from the mapped files.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from time import monotonic
from typing import Any

from django.db import DatabaseError, connection

from kgraph.core.releases.compatibility import compatibility
from kgraph.core.releases.notes import release_notes
from kgraph.core.snapshot import Difference, Snapshot, difference
from kgraph.models import Release
from kgraph.selectors.encoders import encoder_of
from kgraph.selectors.experiments import experiment_running
from kgraph.selectors.quality import release_quality
from kgraph.selectors.standby import QUALITY, RELEASES, TOKENS, rows_keep, rows_kept, tokens_live
from taxonomy.core.errors import BadInput, Fault, NotFound
from taxonomy.services.artifacts import artifact_local_path

log = logging.getLogger(__name__)

_FRESH_SECONDS = 1.0
_NEWEST_SECONDS = 0.05
"""How old the list may be in which a release is missing that is newer than all of it."""
_TOKENS_SECONDS = 60.0
_OPEN = 8
"""Snapshots that a process keeps mapped; an unused one costs addresses, not memory."""


class ReleaseMissing(NotFound):
    """There is no such release, or none is published yet."""

    code = "release.not_found"


class ReleaseWithdrawn(Fault):
    """The release was taken back; the sentence says why."""

    code = "release.withdrawn"
    status = 410


@dataclass(frozen=True, slots=True)
class ReleaseEntry:
    """A release in short."""

    number: int
    state: str
    artifact: str
    content_hash: str
    published_at: datetime | None
    withdrawn_reason: str
    served_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RunningSplit:
    """The experiment that runs: its two releases, and who gets which."""

    id: int
    control: ReleaseEntry
    variant: ReleaseEntry
    share: float
    salt: str


@dataclass(slots=True)
class _Known:
    entries: tuple[ReleaseEntry, ...] = ()
    read_at: float = float("-inf")
    database: str = ""
    kept: tuple[ReleaseEntry, ...] | None = None
    tokens_at: float = float("-inf")
    tokens: list[dict[str, Any]] | None = None
    quality: dict[str, Any] | None = None
    split: RunningSplit | None = None


_known = _Known()
_reading = threading.Lock()


def releases_known(*, fresh_seconds: float = _FRESH_SECONDS) -> tuple[ReleaseEntry, ...]:
    """All releases by rising number, at the most so many seconds old; older while the database is away."""
    if monotonic() - _known.read_at < fresh_seconds and _known.database == _database():
        return _known.entries
    must_wait = _known.database != _database() or fresh_seconds < _FRESH_SECONDS
    if not _reading.acquire(blocking=must_wait):
        return _known.entries  # another thread is asking already
    try:
        columns = (
            "number",
            "state",
            "artifact",
            "content_hash",
            "published_at",
            "withdrawn_reason",
            "served_at",
        )
        rows = Release.objects.order_by("number").values_list(*columns)
        _known.entries = tuple(ReleaseEntry(*row) for row in rows)
        _known.database = _database()
        _known.split = _split(_known.entries)
        _keep_for_an_outage()
    except DatabaseError:
        if _known.database != _database():
            kept = rows_kept(RELEASES, _database())
            if kept is None:
                raise
            _known.entries = tuple(_entry_kept(row) for row in kept)
            _known.database = _database()
            _known.quality = next(iter(rows_kept(QUALITY, _database()) or ()), None)
        log.warning("the database does not answer: serving the releases known so far")
    finally:
        _reading.release()
    _known.read_at = monotonic()
    return _known.entries


def _split(entries: Sequence[ReleaseEntry]) -> RunningSplit | None:
    """The experiment that runs; none once one of its releases is withdrawn."""
    running = experiment_running()
    if running is None:
        return None
    published = {entry.number: entry for entry in entries if entry.state == Release.State.PUBLISHED}
    control, variant = published.get(running.control), published.get(running.variant)
    if control is None or variant is None:
        return None
    return RunningSplit(running.pk, control, variant, running.share, running.salt)


def running_split() -> RunningSplit | None:
    """The experiment that runs, at most a second old; none in a process that was started while the database is away."""
    releases_known()
    return _known.split


def _keep_for_an_outage() -> None:
    """Write what has changed of the releases, and once in a while of the tokens."""
    if _known.kept != _known.entries:
        rows_keep(RELEASES, _known.database, [asdict(entry) for entry in _known.entries])
        _known.kept = _known.entries
    if monotonic() - _known.tokens_at > _TOKENS_SECONDS:
        live = tokens_live()
        if _known.tokens != live:
            rows_keep(TOKENS, _known.database, live)
            _known.tokens = live
        quality = _quality()
        if _known.quality != quality:
            rows_keep(QUALITY, _known.database, [quality] if quality else [])
            _known.quality = quality
        _known.tokens_at = monotonic()


def _quality() -> dict[str, Any] | None:
    served = _served(_known.entries)
    try:
        return release_quality(snapshot_open(served.artifact)) if served else None
    except Fault as fault:  # a release whose files are gone: `doctor` tells of it, and others are served on
        log.warning(
            "the quality of release %s cannot be told: %s", served.number if served else "-", fault.detail
        )
        return None


def quality_known() -> dict[str, Any] | None:
    """The quality of the served release as it was known a minute ago at the most; None before one is published."""
    releases_known()
    return _known.quality


def _entry_kept(row: dict[str, Any]) -> ReleaseEntry:
    moments = {
        name: datetime.fromisoformat(row[name]) if row[name] else None
        for name in ("published_at", "served_at")
    }
    return ReleaseEntry(**{**row, **moments})


def releases_forget() -> None:
    """Ask the database at the next question; called when a release has changed."""
    _known.read_at = _known.tokens_at = float("-inf")
    _known.kept = _known.tokens = _known.quality = None


def _database() -> str:
    return database_name()


def database_name() -> str:
    """Tells one database from another, for what is remembered of it."""
    settings_dict = connection.settings_dict
    known = _named.get(id(settings_dict))
    if known is not None and known[0] == settings_dict.get("NAME"):
        return known[1]
    name = "/".join(str(settings_dict.get(key) or "") for key in ("HOST", "PORT", "NAME"))
    _named[id(settings_dict)] = (settings_dict.get("NAME"), name)  # one, which lasts as long as the process
    return name


_named: dict[int, tuple[Any, str]] = {}


def release_choose(word: str = "latest") -> ReleaseEntry:
    """The release that ``word`` means.

    Args:
        word: a number; ``latest``, the published one that `release_serve` or publishing moved it to last; ``next``, the
            newest draft, or the latest when nothing newer was built.

    Raises:
        ReleaseMissing, ReleaseWithdrawn, BadInput
    """
    if word in ("latest", "next"):
        served = _served(releases_known())
        drafts = [entry for entry in releases_known() if entry.state == Release.State.DRAFT]
        if word == "next" and drafts and (served is None or drafts[-1].number > served.number):
            return drafts[-1]
        if served is None:
            none = "No release is published yet" if word == "latest" else "No release was built yet"
            raise ReleaseMissing(f"{none}; a lead builds and publishes one.", field="release")
        return served
    if not word.isascii() or not word.isdigit() or len(word) > 9:
        raise BadInput("A release is a number, 'latest' or 'next'.", field="release")
    entry = release_entry(int(word))
    if entry.state == Release.State.WITHDRAWN:
        raise ReleaseWithdrawn(
            f"Release {entry.number} was withdrawn: {entry.withdrawn_reason}",
            field="release",
            extra={"reason": entry.withdrawn_reason},
        )
    return entry


def _served(entries: Sequence[ReleaseEntry]) -> ReleaseEntry | None:
    """What ``latest`` means: of the published ones that to which it was moved last."""
    published = [entry for entry in entries if entry.state == Release.State.PUBLISHED]
    return max(
        published, key=lambda entry: (entry.served_at or entry.published_at, entry.number), default=None
    )


def release_served() -> Release | None:
    """The release that ``latest`` means, asked of the database; None before the first one is published."""
    return Release.objects.filter(state=Release.State.PUBLISHED).order_by("-served_at", "-number").first()


def release_entry(number: int) -> ReleaseEntry:
    """A release of any state, in short.

    Raises:
        ReleaseMissing: there is none of that number.
    """
    known = releases_known()
    if number > max((entry.number for entry in known), default=0):
        # Another process may have built it a moment ago, and its maker is on the way to its page.
        known = releases_known(fresh_seconds=_NEWEST_SECONDS)
    for entry in known:
        if entry.number == number:
            return entry
    raise ReleaseMissing(f"There is no release {number}.", field="release")


@lru_cache(maxsize=_OPEN)
def snapshot_open(artifact: str) -> Snapshot:
    """The snapshot of an artifact, opened once in a process.

    Raises:
        ArtifactMissing, SnapshotDamaged
    """
    return Snapshot(artifact_local_path(artifact), encoder_of)


def release_get(number: int) -> Release:
    """A release with the people who made it.

    Raises:
        ReleaseMissing: there is none of that number.
    """
    release = (
        Release.objects.filter(pk=number).select_related("built_by", "published_by", "withdrawn_by").first()
    )
    if release is None:
        raise ReleaseMissing(f"There is no release {number}.")
    return release


def release_row(release: Release, *, latest: int | None = None) -> dict[str, Any]:
    """A release as JSON data."""
    return {
        "number": release.number,
        "state": release.state,
        "latest": release.number == latest,
        "content_hash": release.content_hash,
        "ledger_seq": release.ledger_seq,
        "counts": release.counts,
        "encoder": release.encoder,
        "note": release.note,
        "built_by": release.built_by.username if release.built_by else None,
        "built_at": release.built_at,
        "published_by": release.published_by.username if release.published_by else None,
        "published_at": release.published_at,
        "version": f"{release.major}.{release.minor}",
        "compatibility": {"level": "minor", "reasons": [], "against": None, **release.compatibility},
        "served_at": release.served_at,
        "withdrawn_by": release.withdrawn_by.username if release.withdrawn_by else None,
        "withdrawn_at": release.withdrawn_at,
        "withdrawn_reason": release.withdrawn_reason,
    }


def latest_number() -> int | None:
    """The number of the release that is served; None before the first one is published."""
    served = _served(releases_known())
    return served.number if served else None


def newest_number() -> int | None:
    """The number of the newest release that was not withdrawn; None before the first one is built."""
    built = [entry.number for entry in releases_known() if entry.state != Release.State.WITHDRAWN]
    return built[-1] if built else None


@lru_cache(maxsize=32)
def snapshots_difference(old: str, new: str) -> Difference:
    """What changed from one artifact to another, worked out once in a process."""
    return difference(snapshot_open(old), snapshot_open(new))


def difference_between(old: int, new: int) -> tuple[Difference, Snapshot, Snapshot]:
    """What changed from one release to another, also a withdrawn one, with both snapshots.

    Raises:
        ReleaseMissing, ArtifactMissing
    """
    first, second = release_entry(old).artifact, release_entry(new).artifact
    return snapshots_difference(first, second), snapshot_open(first), snapshot_open(second)


def release_notes_of(number: int) -> dict[str, Any]:
    """The notes of a release for people: a person's words, or those that the difference to the one before says.

    Raises:
        ReleaseMissing
    """
    release = release_get(number)
    against = release.compatibility.get("against")
    told = release.notes
    if not told and against is not None:
        found, old, new = difference_between(against, number)
        told = release_notes(old, new, found, compatibility(old, new, found))
    elif not told:
        counts = release.counts
        told = (
            f"The first release: {counts.get('concepts', 0):,} concepts, {counts.get('edges', 0):,} edges.\n"
        )
    return {"release": number, "since": against, "notes": told, "edited": bool(release.notes)}
