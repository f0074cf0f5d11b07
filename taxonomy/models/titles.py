"""Titles as people write them, where they came from, and pairs of them worth looking at."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q

from taxonomy.models.people import Person


class Source(models.Model):
    """Where titles or judgements come from: a public classification, a file of the company's own, the starter."""

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20)
    note = models.TextField(default="")
    created_at = models.DateTimeField()


class ImportRun(models.Model):
    """One reading of one file, with its report."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        UNDONE = "undone"

    kind = models.CharField(max_length=20, default="titles")  # titles, relations, judgements
    format = models.CharField(max_length=20)
    path = models.TextField()
    sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=12, default="en")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    dry_run = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)  # new, changed, same, refused and what the format adds
    refusals = models.JSONField(default=list)  # [{"row", "field", "reason", "value"}], the first 1,000
    notices = models.JSONField(default=list)  # known traps met: [{"code", "count", "examples"}]
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    # What its decisions belong to, where it made some; and the action that took it back.
    change_set = models.ForeignKey(
        "taxonomy.ChangeSet", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    undone_in = models.ForeignKey(
        "taxonomy.ChangeSet", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    undone_at = models.DateTimeField(null=True)


class Title(models.Model):
    """One job title as a normalised string in one language.

    ``text`` is the cleaned form that people see; ``key`` is its case-folded form that makes it unique
    (`taxonomy.core.normalisation`). ``count`` is how often it was seen over all sources.
    """

    language = models.CharField(max_length=12, default="en")
    text = models.CharField(max_length=300)
    key = models.CharField(max_length=300)
    count = models.BigIntegerField(default=1)
    # The import that brought it; without a constraint, which a million rows would each be checked against.
    first_import = models.ForeignKey(
        ImportRun,
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["language", "key"], name="title_unique_in_language"),
            models.CheckConstraint(condition=~Q(key=""), name="title_not_empty"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-count", "id"], name="title_by_count"),
            GinIndex(SearchVector("key", config="simple"), name="title_by_words"),
        ]


class TitleForm(models.Model):
    """One raw form of a title in one source, as it stood there."""

    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="forms")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="forms", db_index=False)
    import_run = models.ForeignKey(
        ImportRun, on_delete=models.PROTECT, null=True, related_name="forms", db_index=False
    )
    raw = models.TextField()
    external_id = models.CharField(max_length=200, default="")  # the concept's or row's id in the source
    preferred = models.BooleanField(default=False)  # the source's preferred label of external_id
    count = models.BigIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "external_id", "title", "raw"], name="title_form_once"),
        ]


class FormChange(models.Model):
    """What a form was before an import changed it: what taking the import back restores."""

    import_run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+", db_index=False)
    form = models.BigIntegerField()  # stays when the form goes with the import that brought it
    count = models.BigIntegerField()
    preferred = models.BooleanField()
    former_import = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_run", "form"], name="form_change_once"),
        ]


class Pair(models.Model):
    """Two titles, in the order of their ids. ``decision`` points at what is settled now."""

    title_a = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="+")
    title_b = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="+")
    decision = models.OneToOneField(
        "taxonomy.Decision", on_delete=models.PROTECT, null=True, related_name="settles"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["title_a", "title_b"], name="pair_unique"),
            models.CheckConstraint(condition=Q(title_a__lt=F("title_b")), name="pair_in_order"),
        ]


class Candidate(models.Model):
    """Why a pair is worth looking at."""

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="candidates")
    proposer = models.CharField(max_length=40)  # blocking, nearest, starter, import, random
    version = models.CharField(max_length=40, default="")  # the model version of nearest neighbours
    score = models.FloatField()  # 0..1, the proposer's own scale
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pair", "proposer"], name="candidate_once_per_proposer"),
        ]
        indexes: ClassVar = [models.Index(fields=["proposer", "-score"], name="candidate_by_score")]
