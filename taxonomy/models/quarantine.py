"""What is kept out of the graph until somebody has looked into it: a model version, a person's judgements, an import."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from taxonomy.models.decisions import ChangeSet
from taxonomy.models.people import Person
from taxonomy.models.titles import ImportRun


class Quarantine(models.Model):
    """One subject, with the change set that took back what had come of it. Rows are never deleted."""

    class Kind(models.TextChoices):
        """Of the subject; the column of the same name says which one."""

        MODEL_VERSION = "model_version"
        PERSON = "person"
        IMPORT_RUN = "import_run"

    kind = models.CharField(max_length=13, choices=Kind.choices)
    model_version = models.CharField(max_length=40, default="", blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="quarantines")
    import_run = models.ForeignKey(
        ImportRun, on_delete=models.PROTECT, null=True, related_name="quarantines", db_index=False
    )
    reason = models.TextField()
    change_set = models.OneToOneField(ChangeSet, on_delete=models.PROTECT, related_name="quarantine")
    proposals = models.IntegerField(default=0)  # open ones that were closed
    annotations = models.IntegerField(default=0)  # standing ones that were set aside
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    begun_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    lifted_at = models.DateTimeField(null=True)
    lifted_why = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["model_version"],
                condition=Q(kind="model_version", lifted_at=None),
                name="quarantine_of_model_once",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(kind="person", lifted_at=None),
                name="quarantine_of_person_once",
            ),
            models.UniqueConstraint(
                fields=["import_run"],
                condition=Q(kind="import_run", lifted_at=None),
                name="quarantine_of_import_once",
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind="model_version", person=None, import_run=None) & ~Q(model_version="")
                    | Q(kind="person", person__isnull=False, import_run=None, model_version="")
                    | Q(kind="import_run", person=None, import_run__isnull=False, model_version="")
                ),
                name="quarantine_one_subject",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="quarantine_says_why"),
        ]
