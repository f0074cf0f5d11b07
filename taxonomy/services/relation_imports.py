"""Imports of the relations that a file states, as decisions of that source.

A public classification is a low-ranking voice (`taxonomy.core.ranks`): people's decisions stand, and what
contradicts the graph waits as a conflict. What a file only seems to state is not taken: a label under two
occupations is no proof that it is a synonym of either, and an alternative label that adds a level word is a
``senior`` or ``junior`` of the preferred one, or nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from taxonomy.core.errors import BadInput
from taxonomy.core.level_words import without_level_words
from taxonomy.core.levels import level_of
from taxonomy.core.normalisation import TitleRefused, normalise
from taxonomy.core.readers import BadRow, Notices, RawRelation, RawTitle, esco, onet, skos
from taxonomy.core.relations import inverse
from taxonomy.models import Decision, ImportRun, Person, TitleForm
from taxonomy.services.audit import audit_record
from taxonomy.services.decisions import Settlement, change_set_open, decisions_record_many
from taxonomy.services.imports import ImportReport, file_hash, source_get_or_create
from taxonomy.services.pairs import pairs_ensure

FORMATS = ("esco", "onet", "skos")
Fact = tuple[int, int, str]
"""First title id, second title id, what the first is to the second."""


class _Rollback(Exception):
    """Ends a dry run's transaction."""


def relations_import(
    *,
    path: Path,
    format: str,
    language: str = "en",
    source: str = "",
    dry_run: bool = False,
    by: Person | None = None,
) -> tuple[ImportRun, ImportReport]:
    """Enter the relations of a file into the ledger. The titles must have been imported before.

    Args:
        path: ESCO: ``occupations_xx.csv`` (labels of one occupation), ``broaderRelationsOccPillar.csv``, or the
            folder of both. O*NET: ``Related Occupations.txt`` or its folder. SKOS: a vocabulary.

    Raises:
        FileRefused, BadInput: nothing was changed.
    """
    if format not in FORMATS:
        raise BadInput(f"'{format}' states no relations; use one of {', '.join(FORMATS)}.", field="format")
    report = ImportReport(notices=Notices())
    run = ImportRun(
        kind="relations", format=format, path=str(path), sha256=file_hash(path), language=language
    )
    run.dry_run, run.started_by, run.started_at = dry_run, by, timezone.now()
    try:
        with transaction.atomic():
            run.source = source_get_or_create(source or f"{format}:relations", format)
            run.save()
            facts = list(_facts(path, format, language, report))
            _record(facts, run, report, by)
            run.state, run.counts, run.refusals = ImportRun.State.DONE, report.counts(), report.refusals
            run.notices, run.finished_at = report.notices.as_json(), timezone.now()
            run.save(update_fields=["state", "counts", "refusals", "notices", "finished_at"])
            audit_record(
                actor=by,
                action="relations.import",
                obj_type="import",
                obj_id=run.pk,
                data={"format": format, **report.counts()},
            )
            if dry_run:
                raise _Rollback
    except _Rollback:
        run.pk = None
    return run, report


def _facts(path: Path, format: str, language: str, report: ImportReport) -> Iterator[Fact]:
    if format == "onet":
        yield from _resolve(onet.read_related(path, report.notices), report, language)
    elif format == "skos":
        yield from _labels(skos.read_titles(path, report.notices, language=language), report, language)
        yield from _resolve(skos.read_relations(path, report.notices), report, language)
    else:
        for file in _esco_files(path, language):
            if file.name.startswith("broader"):
                yield from _resolve(esco.read_broader(file, report.notices), report, language)
            else:
                yield from _labels(esco.read_titles(file, report.notices), report, language)


def _esco_files(path: Path, language: str) -> list[Path]:
    if not path.is_dir():
        return [path]
    wanted = [path / f"occupations_{language}.csv", path / "broaderRelationsOccPillar.csv"]
    found = [file for file in wanted if file.is_file()]
    if not found:
        raise BadInput(f"{path} holds neither {wanted[0].name} nor {wanted[1].name}.", field="path")
    return found


def _labels(rows: Iterator[RawTitle | BadRow], report: ImportReport, language: str) -> Iterator[Fact]:
    """What stands between the preferred label and the others of one concept."""
    preferred: dict[str, str] = {}
    others: dict[str, list[str]] = defaultdict(list)
    under: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        report.rows += 1
        if isinstance(row, BadRow):
            report.refuse(row)
            continue
        try:
            key = normalise(row.raw).key
        except TitleRefused as refused:
            report.refuse(BadRow(row.row, refused.detail, "title", row.raw))
            continue
        under[key].add(row.external_id)
        if row.preferred:
            preferred[row.external_id] = key
        else:
            others[row.external_id].append(key)
    ids = _title_ids(language)
    for concept, head in preferred.items():
        for key in others[concept]:
            relation = label_relation(head, key, ambiguous=len(under[key]) > 1 or len(under[head]) > 1)
            if relation is None:
                report.notices.note(
                    "relation.not_stated",
                    "Labels that are ambiguous or differ in level and more: no relation taken.",
                    f"{key} (under: {head})",
                )
            elif key in ids and head in ids and key != head:
                yield ids[head], ids[key], relation
            elif key != head:
                report.refuse(
                    BadRow(0, "the title is not imported yet; run import_titles first", "title", key)
                )


def label_relation(preferred: str, other: str, *, ambiguous: bool) -> str | None:
    """What the preferred label (folded) is to another label of the same concept; None when that is not certain."""
    if ambiguous:
        return None
    level, other_level = level_of(preferred), level_of(other)
    if level == other_level:
        return "synonym"
    if without_level_words(preferred) != without_level_words(other):
        return None
    return "senior" if level > other_level else "junior"


def _resolve(rows: Iterator[RawRelation | BadRow], report: ImportReport, language: str) -> Iterator[Fact]:
    """Relations between external ids, as facts between the preferred titles of those."""
    by_external = _preferred_titles(language)
    for row in rows:
        report.rows += 1
        if isinstance(row, BadRow):
            report.refuse(row)
            continue
        a, b = by_external.get(row.a_id), by_external.get(row.b_id)
        if a is None or b is None:
            missing = row.a_id if a is None else row.b_id
            report.refuse(
                BadRow(row.row, "no imported title has this id; run import_titles first", "id", missing)
            )
        elif a == b:
            report.refuse(BadRow(row.row, "both ids have the same preferred title", "id", row.a_id))
        else:
            yield a, b, row.relation


def _title_ids(language: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, id FROM taxonomy_title WHERE language = %s", [language])
        return dict(cursor.fetchall())


def _preferred_titles(language: str) -> dict[str, int]:
    forms = TitleForm.objects.filter(preferred=True, title__language=language).exclude(external_id="")
    return dict(forms.order_by("-pk").values_list("external_id", "title_id"))


def _record(facts: list[Fact], run: ImportRun, report: ImportReport, by: Person | None) -> None:
    """Into the ledger as one change set; pairs stated twice with different relations are refused."""
    stated: dict[tuple[int, int], str] = {}
    for a, b, relation in facts:
        low, high, seen = (a, b, relation) if a < b else (b, a, inverse(relation))
        if stated.setdefault((low, high), seen) != seen:
            report.refuse(
                BadRow(
                    0,
                    f"stated as {stated[low, high]} and as {seen}; the first one was taken",
                    "relation",
                    str((low, high)),
                )
            )
    pairs = pairs_ensure(stated)
    change_set = change_set_open(kind="import", made_by=by, note=run.path)
    assert run.source is not None
    made = decisions_record_many(
        (
            Settlement(
                pair_id=pairs[pair],
                relation=relation,
                settled_by=Decision.SettledBy.IMPORT,
                person=by,
                source=run.source.name,
                evidence={"import": run.pk},
            )
            for pair, relation in stated.items()
        ),
        change_set=change_set,
    )
    report.new = sum(1 for d in made if d.supersedes_id is None)
    report.changed = len(made) - report.new
    report.same = len(stated) - len(made)
