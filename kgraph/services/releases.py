"""Building, publishing and withdrawing releases of the graph."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from kgraph.core.releases.compatibility import Compatibility, compatibility, version_after
from kgraph.core.snapshot import Built, Snapshot, build_snapshot, difference
from kgraph.models import Release
from kgraph.selectors.release_content import GraphNow, graph_now
from kgraph.selectors.releases import ReleaseMissing, release_served, releases_forget, snapshot_open
from kgraph.services.learning import learner_now, weights_learn
from kgraph.services.merge import merge_waiting
from kgraph.services.notices import notice_record
from kgraph.services.preview import one_snapshot
from taxonomy.core.errors import BadInput, Busy, Fault, Refused
from taxonomy.models import Person
from taxonomy.services.artifacts import artifact_store, artifact_workspace
from taxonomy.services.audit import audit_record

_LOCK = 0x7417E_0003


class ReleaseBusy(Busy):
    """Another release is being built."""

    code = "release.busy"


class PendingMerges(Refused):
    """Decisions wait to be merged, so a release would not say what was decided."""

    code = "release.pending_merges"
    exit_code = 3


class NothingChanged(Refused):
    """The graph says what the last release says, and the learner is the same."""

    code = "release.nothing_changed"
    exit_code = 3


class NothingThere(Refused):
    """The graph is empty."""

    code = "release.empty"
    exit_code = 3


class MajorChange(Refused):
    """The release breaks what programs may rely on, and only one that does not was to be published."""

    code = "release.major"
    exit_code = 3


class WrongState(Refused):
    """The release is not in a state in which this can be done to it."""

    code = "release.wrong_state"
    exit_code = 3


def release_build(
    *, by: Person | None, note: str = "", merge_first: bool = True, dry_run: bool = False
) -> Release:
    """Build a draft of the graph as it is now. Safe to be killed: nothing is there, or all of it.

    Edges that are in a release for the first time are marked with its number.

    Args:
        merge_first: merge what waits before; else decisions that wait are a reason to refuse.
        dry_run: build, compare and throw away; the returned release is not saved.

    Raises:
        ReleaseBusy: another build is going on.
        PendingMerges, NothingChanged, NothingThere
        ContentWrong: the stored graph contradicts itself (`doctor` and a rebuild of the graph help).
    """
    with _only_build():
        if merge_first and not dry_run:
            merge_waiting()
        with one_snapshot():
            now = graph_now()
        if now.pending and not dry_run:
            raise PendingMerges(
                f"{now.pending} decisions wait to be merged; the release would not say them.",
                extra={"pending": now.pending},
            )
        if not len(now.content.concept):
            raise NothingThere("There is nothing in the graph yet: no pair of titles is settled.")
        return _build(now, by=by, note=note, dry_run=dry_run)


@contextmanager
def _only_build() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        row = cursor.fetchone()
    if not row or not row[0]:
        raise ReleaseBusy("Another release is being built right now.", retry_after=10)
    try:
        yield
    finally:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        except Exception:
            connection.close()  # the lock goes with the connection
            raise


def _build(now: GraphNow, *, by: Person | None, note: str, dry_run: bool) -> Release:
    number = (Release.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    last = Release.objects.exclude(state=Release.State.WITHDRAWN).order_by("-number").first()
    learner = learner_now(_former(last))
    folder = artifact_workspace()
    try:
        built = build_snapshot(
            now.content,
            folder,
            number=number,
            ledger_seq=now.ledger_seq,
            learner=None if dry_run else learner,
        )
        same = last is not None and last.content_hash == built.content_hash
        if last is not None and same and last.encoder_artifact == learner.artifact:
            raise NothingChanged(
                f"The graph says exactly what release {last.number} says.", extra={"release": last.number}
            )
        judged, base = _judged(folder)
        major, minor = version_after((base.major, base.minor) if base else None, judged.level)
        release = Release(
            number=number,
            major=major,
            minor=minor,
            compatibility={
                "level": judged.level,
                "reasons": list(judged.reasons),
                "against": base.number if base else None,
            },
            content_hash=built.content_hash,
            encoder=learner.name,
            encoder_artifact=learner.artifact,
            ledger_seq=now.ledger_seq,
            tick=now.tick,
            counts={
                **built.counts,
                "new_edges": len(built.new_edges),
                "conflicts": now.conflicts,
                **({"pending": now.pending} if now.pending else {}),
            },
            note=note,
            built_by=by,
            built_at=timezone.now(),
        )
        if not dry_run:
            weights_learn(folder, learner)
            release.artifact = artifact_store("releases", folder)
            _save(release, built)
        return release
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _former(last: Release | None) -> Snapshot | None:
    """The snapshot of the last release, where its files are there."""
    try:
        return snapshot_open(last.artifact) if last is not None else None
    except Fault:
        return None


def _judged(folder: Path) -> tuple[Compatibility, Release | None]:
    """How the release in ``folder`` stands to the one that is served, and that one."""
    base = release_served()
    if base is None:
        return Compatibility("minor"), None
    old, new = snapshot_open(base.artifact), Snapshot(folder)
    return compatibility(old, new, difference(old, new)), base


@transaction.atomic
def _save(release: Release, built: Built) -> None:
    release.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kgraph_edge SET first_release = %s WHERE id = ANY(%s) AND first_release IS NULL",
            [release.number, built.new_edges],
        )
    audit_record(
        actor=release.built_by,
        action="release.build",
        obj_type="release",
        obj_id=release.number,
        data={
            "content_hash": release.content_hash,
            "encoder": release.encoder,
            "ledger_seq": release.ledger_seq,
            "counts": release.counts,
        },
    )
    _changed()


@transaction.atomic
def release_publish(number: int, *, by: Person | None, only_minor: bool = False) -> Release:
    """Make a draft public and move ``latest`` to it.

    Args:
        only_minor: refuse a release that changes more than a minor one may (`kgraph.core.releases.compatibility`).

    Raises:
        ReleaseMissing, WrongState, MajorChange
    """
    release = _locked(number)
    draft_check(release)
    if only_minor:
        minor_check(release)
    before = release_served()
    release.state = Release.State.PUBLISHED
    release.published_by = by
    release.published_at = release.served_at = timezone.now()
    release.save(update_fields=["state", "published_by", "published_at", "served_at"])
    audit_record(
        actor=by,
        action="release.publish",
        obj_type="release",
        obj_id=number,
        data={"version": f"{release.major}.{release.minor}", "compatibility": release.compatibility},
    )
    notice_record(
        "release.published",
        {
            "release": number,
            "version": f"{release.major}.{release.minor}",
            "level": release.compatibility.get("level"),
            "content_hash": release.content_hash,
            "before": before.number if before else None,
        },
    )
    _changed()
    return release


@transaction.atomic
def release_serve(number: int, *, by: Person | None, reason: str) -> Release:
    """Move ``latest`` to a release that is published already: one step back, or forward again.

    The others stay published, so that who has pinned one of them keeps it.

    Raises:
        ReleaseMissing, WrongState
        BadInput: no reason was given.
    """
    release = _locked(number)
    before = release_served()
    serve_check(release, before, reason)
    release.served_at = timezone.now()
    release.save(update_fields=["served_at"])
    audit_record(
        actor=by,
        action="release.serve",
        obj_type="release",
        obj_id=number,
        data={"before": before.number if before else None, "reason": reason.strip()},
    )
    notice_record(
        "release.served",
        {"release": number, "before": before.number if before else None, "reason": reason.strip()},
    )
    _changed()
    return release


@transaction.atomic
def release_notes_write(number: int, *, by: Person, notes: str) -> Release:
    """Put a person's words in the place of the written notes; empty words bring those back.

    Raises:
        ReleaseMissing
    """
    release = _locked(number)
    release.notes = notes.strip()
    release.save(update_fields=["notes"])
    audit_record(
        actor=by, action="release.notes", obj_type="release", obj_id=number, data={"notes": release.notes}
    )
    return release


@transaction.atomic
def release_withdraw(number: int, *, by: Person | None, reason: str) -> Release:
    """Take a release back: it is not served any more, and ``latest`` is the one before. Its files stay.

    Raises:
        ReleaseMissing, WrongState
        BadInput: no reason was given; whoever asks for the release is told it.
    """
    release = _locked(number)
    withdrawal_check(release, reason)
    release.state = Release.State.WITHDRAWN
    release.withdrawn_by = by
    release.withdrawn_at = timezone.now()
    release.withdrawn_reason = reason.strip()
    release.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    audit_record(
        actor=by,
        action="release.withdraw",
        obj_type="release",
        obj_id=number,
        data={"reason": reason.strip()},
    )
    left = release_served()
    notice_record(
        "release.withdrawn",
        {"release": number, "reason": reason.strip(), "latest": left.number if left else None},
    )
    _changed()
    return release


def draft_check(release: Release) -> None:
    """Refuse what is not a draft.

    Raises:
        WrongState
    """
    if release.state != Release.State.DRAFT:
        raise WrongState(f"Release {release.number} is {release.state}; only a draft can be published.")


def minor_check(release: Release) -> None:
    """Refuse what programs that rely on the served release could stumble over.

    Raises:
        MajorChange: with the reasons.
    """
    if release.compatibility.get("level") == "major":
        reasons = release.compatibility["reasons"]
        raise MajorChange(
            f"Release {release.number} is a major one against release {release.compatibility['against']}: "
            f"{'; '.join(reasons)}.",
            extra={"reasons": reasons},
        )


def serve_check(release: Release, before: Release | None, reason: str) -> None:
    """Refuse to serve what is not published, what is served already, or without a reason.

    Raises:
        WrongState, BadInput
    """
    if release.state != Release.State.PUBLISHED:
        raise WrongState(f"Release {release.number} is {release.state}; only a published one can be served.")
    if before is not None and before.number == release.number:
        raise WrongState(f"Release {release.number} is what `latest` means already.")
    if not reason.strip():
        raise BadInput("Say why `latest` is moved.", field="reason")


def withdrawal_check(release: Release, reason: str) -> None:
    """Refuse to withdraw twice, or without a reason.

    Raises:
        WrongState, BadInput
    """
    if not reason.strip():
        raise BadInput("Say why the release is withdrawn; who asks for it is told so.", field="reason")
    if release.state == Release.State.WITHDRAWN:
        raise WrongState(f"Release {release.number} was withdrawn already.")


def _locked(number: int) -> Release:
    release = Release.objects.select_for_update().filter(pk=number).first()
    if release is None:
        raise ReleaseMissing(f"There is no release {number}.")
    return release


def _changed() -> None:
    releases_forget()
    transaction.on_commit(releases_forget)
