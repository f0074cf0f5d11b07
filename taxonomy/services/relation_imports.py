"""Imports of the relations that a file states, as decisions of that source.

A public classification is a low-ranking voice: people's decisions stand, so do those of other sources (whoever came
first; the report says so), and what contradicts the graph waits as a conflict. Its next version replaces what it
said itself. What a file only seems to state is not taken: a label under two occupations is no proof that it is a
synonym of either, and an alternative label that adds a level word is a ``senior`` or ``junior`` of the preferred
one, or nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from taxonomy.core.errors import BadInput
from taxonomy.core.levels import label_relation
from taxonomy.core.normalisation import TitleRefused, normalise
from taxonomy.core.readers import BadRow, Notices, RawRelation, RawTitle, esco, onet, skos
from taxonomy.core.relations import Stored, inverse, read, store
from taxonomy.models import ChangeSet, Decision, ImportRun, Pair, Person, Title, TitleForm
from taxonomy.services.audit import audit_record
from taxonomy.services.decisions import Settlement, change_set_open, decisions_record_many
from taxonomy.services.imports import ImportReport, file_hash, language_checked, source_get_or_create
from taxonomy.services.pairs import pairs_ensure

FORMATS = ("esco", "onet", "skos")
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Fact:
    """What the title ``a`` is to the title ``b``, as the row says."""

    row: int
    a: int
    b: int
    relation: str


@dataclass(frozen=True, slots=True)
class _Label:
    row: int
    key: str


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
    report, language = ImportReport(notices=Notices()), language_checked(language)
    run = _begun(path, format, file_hash(path), language, by)
    run.dry_run = dry_run
    try:
        with transaction.atomic():
            run.source = source_get_or_create(source or f"{format}:relations", format)
            run.save()
            _enter(list(_facts(path, format, language, report)), run, report, by)
            if dry_run:
                raise _Rollback
    except _Rollback:
        run.pk = None
        run.source = None
    return run, report


@transaction.atomic
def facts_import(
    *, facts: Iterable[Fact], path: Path, sha256: str, format: str, source: str, by: Person | None = None
) -> tuple[ChangeSet, ImportReport]:
    """The same for facts about titles that are known, whatever file they were read from."""
    report = ImportReport(notices=Notices())
    run = _begun(path, format, sha256, "en", by)
    run.source = source_get_or_create(source, format)
    run.save()
    found = list(facts)
    report.rows = len(found)
    return _enter(found, run, report, by), report


def _begun(path: Path, format: str, sha256: str, language: str, by: Person | None) -> ImportRun:
    run = ImportRun(kind="relations", format=format, path=str(path), sha256=sha256, language=language)
    run.started_by, run.started_at = by, timezone.now()
    return run


def _enter(facts: list[Fact], run: ImportRun, report: ImportReport, by: Person | None) -> ChangeSet:
    """The facts into the ledger, the report into the run, and the audit row."""
    change_set = run.change_set = _record(facts, run, report, by)
    run.state, run.counts, run.refusals = ImportRun.State.DONE, report.counts(), report.refusals
    run.notices, run.finished_at = report.notices.as_json(), timezone.now()
    run.save(update_fields=["state", "counts", "refusals", "notices", "finished_at", "change_set"])
    audit_record(
        actor=by,
        action="relations.import",
        obj_type="import",
        obj_id=run.pk,
        data={"format": run.format, **report.counts()},
    )
    return change_set


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
    preferred: dict[str, _Label] = {}
    others: dict[str, list[_Label]] = defaultdict(list)
    under: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        report.rows += 1
        if isinstance(row, BadRow):
            report.refuse(row)
            continue
        try:
            label = _Label(row.row, normalise(row.raw).key)
        except TitleRefused as refused:
            report.refuse(BadRow(row.row, refused.detail, "title", row.raw))
            continue
        under[label.key].add(row.external_id)
        if row.preferred:
            preferred.setdefault(row.external_id, label)
        else:
            others[row.external_id].append(label)
    for concept, labels in others.items():
        if concept not in preferred:
            report.notices.note(
                "relation.no_preferred",
                "Labels of concepts that have no preferred one in this language: no relation taken.",
                labels[0].key,
                times=len(labels),
            )
    ids = _title_ids(language)
    for concept, head in preferred.items():
        for label in others[concept]:
            if label.key == head.key:
                continue
            certain = len(under[label.key]) == len(under[head.key]) == 1
            relation = label_relation(head.key, label.key) if certain else None
            if relation is None:
                report.notices.note(
                    "relation.not_stated",
                    "Labels that are ambiguous or differ in level and more: no relation taken.",
                    f"{label.key} (under: {head.key})",
                )
            elif missing := next((one for one in (head, label) if one.key not in ids), None):
                reason = "the title is not imported yet; run import_titles first"
                report.refuse(BadRow(missing.row, reason, "title", missing.key))
            else:
                yield Fact(label.row, ids[head.key], ids[label.key], relation)


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
            yield Fact(row.row, a, b, row.relation)


def _title_ids(language: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, id FROM taxonomy_title WHERE language = %s", [language])
        return dict(cursor.fetchall())


def _preferred_titles(language: str) -> dict[str, int]:
    forms = TitleForm.objects.filter(preferred=True, title__language=language).exclude(external_id="")
    return dict(forms.order_by("pk").values_list("external_id", "title_id"))


def _record(facts: list[Fact], run: ImportRun, report: ImportReport, by: Person | None) -> ChangeSet:
    """What is news into the ledger as one change set; what says otherwise than others do is refused."""
    stated = _agreed(facts, report)
    pairs = pairs_ensure(stated)
    assert run.source is not None
    news, replaced = _news({pairs[pair]: fact for pair, fact in stated.items()}, run.source.name, report)
    change_set = change_set_open(kind="import", made_by=by, note=run.path)
    decisions_record_many(
        (
            Settlement(
                pair_id=pair,
                relation=fact.relation,
                settled_by=Decision.SettledBy.IMPORT,
                person=by,
                source=run.source.name,
                evidence={"import": run.pk},
            )
            for pair, fact in news.items()
        ),
        change_set=change_set,
    )
    report.changed = replaced
    report.new = len(news) - replaced
    return change_set


def _agreed(facts: Iterable[Fact], report: ImportReport) -> dict[tuple[int, int], Fact]:
    """One fact for each two titles, seen from the smaller id; those that contradict the first one are refused."""
    stated: dict[tuple[int, int], Fact] = {}
    for fact in facts:
        turned = fact if fact.a < fact.b else Fact(fact.row, fact.b, fact.a, inverse(fact.relation))
        first = stated.setdefault((turned.a, turned.b), turned)
        if first.relation != turned.relation:
            reason = (
                f"says {turned.relation} where row {first.row} said {first.relation}; the first was taken"
            )
            report.refuse(BadRow(fact.row, reason, "relation", _named([turned])[turned.a, turned.b]))
    return stated


def _news(stated: dict[int, Fact], source: str, report: ImportReport) -> tuple[dict[int, Fact], int]:
    """Facts by pair that say something new and may, and how many of them replace an earlier one of this source.

    The pairs stay locked, so that nobody settles one in between.
    """
    news: dict[int, Fact] = {}
    replaced = 0
    refused: list[tuple[Fact, str]] = []
    ids = sorted(stated)
    apart = _kept_apart([fact for fact in stated.values() if fact.relation == "synonym"], source)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        locked = Pair.objects.select_for_update(of=("self",)).select_related("decision").order_by("pk")
        for row in locked.filter(pk__in=chunk):
            pair, former = row.pk, row.decision
            fact = stated[pair]
            if former is None or not former.relation:
                if by := apart.get(fact):
                    refused.append((fact, f"{by} has both as preferred titles of two concepts"))
                else:
                    news[pair] = fact
            elif store(fact.relation) == Stored(former.relation, former.reversed):
                report.same += 1
            elif former.settled_by == Decision.SettledBy.IMPORT and former.source == source:
                news[pair] = fact
                replaced += 1
            else:
                who = former.source if former.settled_by == Decision.SettledBy.IMPORT else former.settled_by
                refused.append(
                    (fact, f"settled as {read(former.relation, former.reversed)} by {who}, which stands")
                )
    names = _named([fact for fact, _ in refused])
    for fact, reason in sorted(refused, key=lambda found: found[0].row):
        report.refuse(BadRow(fact.row, reason, "relation", names[fact.a, fact.b]))
    return news, replaced


_PREFERRED = """
SELECT s.name, f.title_id, array_agg(DISTINCT f.external_id)
FROM taxonomy_titleform f JOIN taxonomy_source s ON s.id = f.source_id
WHERE f.preferred AND f.external_id <> '' AND s.name <> %s GROUP BY s.name, f.title_id
"""


def _kept_apart(synonyms: list[Fact], source: str) -> dict[Fact, str]:
    """Synonyms between preferred titles of two concepts of one other source, which so says that they are two.

    "Counsellor" may be an old word for a lawyer; a source that has a concept of each speaks of something else.
    """
    concepts: dict[str, dict[int, set[str]]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_PREFERRED, [source])
        for name, title, ids in cursor.fetchall():
            concepts[name][title] = set(ids)
    found: dict[Fact, str] = {}
    for fact in synonyms:
        for name, of in sorted(concepts.items()):
            if fact.a in of and fact.b in of and not of[fact.a] & of[fact.b]:
                found.setdefault(fact, name)
    return found


def _named(facts: list[Fact]) -> dict[tuple[int, int], str]:
    """The facts in words, by their titles."""
    texts = {
        title.pk: title.text for title in Title.objects.filter(pk__in={t for f in facts for t in (f.a, f.b)})
    }
    return {(fact.a, fact.b): f"{texts[fact.a]} {fact.relation} {texts[fact.b]}" for fact in facts}
