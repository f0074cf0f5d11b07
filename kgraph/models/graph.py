"""The graph as PostgreSQL keeps it: concepts, their titles, edges, what happened to them, and conflicts.

All of it but the person's choice of a preferred title and the conflicts follows from the ledger of decisions
and the order in which they were merged (`GraphEvent`), see `kgraph.services.rebuild`.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from taxonomy.core.relations import STORED_RELATIONS
from taxonomy.models import Decision, Pair, Person, Title

ACTIVE = Q(active=True)


class Concept(models.Model):
    """The titles joined by accepted synonym edges.

    Every title that enters the graph founds a concept, numbered in the order of merging. Joined titles bear the
    smallest number among their founders; the others point at it by ``replaced_by`` and live again when the
    synonym is taken back. No row is ever deleted.
    """

    id = models.BigIntegerField(primary_key=True)
    founder = models.OneToOneField(Title, on_delete=models.PROTECT, related_name="founded_concept")
    preferred = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="+", db_index=False)
    size = models.IntegerField(default=1)  # titles; 0 while replaced
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaces")
    created_at = models.DateTimeField()
    # Its place in the tree, kept by `graph_writer.places_refresh` so that a page of it is one walk along an index:
    # the key of the preferred title, and whether active ``broader`` edges lead up from here and down from here.
    sort_key = models.CharField(max_length=300, default="", db_default="")
    has_broader = models.BooleanField(default=False, db_default=False)
    has_narrower = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id__gte=1), name="concept_number_positive"),
            models.CheckConstraint(
                condition=Q(replaced_by=None, size__gte=1) | Q(replaced_by__lt=F("id"), size=0),
                name="concept_replaced_by_smaller",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["sort_key", "id"],
                name="concept_tops",
                condition=Q(size__gte=1, has_broader=False, has_narrower=True),
            ),
            models.Index(
                fields=["sort_key", "id"],
                name="concept_unplaced",
                condition=Q(size__gte=1, has_broader=False, has_narrower=False),
            ),
        ]


class Membership(models.Model):
    """The concept that a title belongs to now; exactly one row for every title in the graph."""

    title = models.OneToOneField(Title, on_delete=models.PROTECT, primary_key=True, related_name="membership")
    concept = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="memberships")
    # A person chose this title as the preferred one; the latest choice in a concept counts.
    chosen_at = models.DateTimeField(null=True)
    chosen_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(chosen_at=None, chosen_by=None)
                | Q(chosen_at__isnull=False, chosen_by__isnull=False),
                name="membership_choice_whole",
            ),
        ]


class Edge(models.Model):
    """A decision merged into the graph: the subject is ``relation`` than the object ("engineer broader ...").

    ``id`` is the tick of the event that added it. The concepts are those of the titles now; on an ended edge,
    those at its end. ``decision`` is the latest that stands for it (a later one of the same relation confirms).
    """

    id = models.BigIntegerField(primary_key=True)
    # Without a constraint in the database, whose check would wait for whoever is settling the pair just now and
    # waits for the graph: the pair is the decision's, which is constrained, and pairs are never deleted.
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="edges", db_constraint=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="edges")
    relation = models.CharField(max_length=10)
    rank = models.SmallIntegerField()  # `taxonomy.core.ranks` of the decision
    subject_title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="+", db_index=False)
    object_title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject_concept = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+", db_index=False)
    object_concept = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+", db_index=False)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    first_release = models.IntegerField(null=True)  # number of the release in which it first appeared

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pair"], condition=ACTIVE, name="edge_one_active_per_pair"),
            models.CheckConstraint(condition=Q(relation__in=STORED_RELATIONS), name="edge_relation_known"),
            models.CheckConstraint(condition=~Q(subject_title=F("object_title")), name="edge_two_titles"),
            models.CheckConstraint(
                condition=Q(active=True, ended_at=None, ended_by=None)
                | Q(active=False, ended_at__isnull=False, ended_by__isnull=False),
                name="edge_end_whole",
            ),
            # Rule 3 of the algebra, its first half: synonyms lie inside a concept, the others between two.
            models.CheckConstraint(
                condition=Q(active=False)
                | Q(relation="synonym", subject_concept=F("object_concept"))
                | (~Q(relation="synonym") & ~Q(subject_concept=F("object_concept"))),
                name="edge_inside_only_synonym",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_concept", "relation"], name="edge_from_concept", condition=ACTIVE),
            models.Index(fields=["object_concept", "relation"], name="edge_to_concept", condition=ACTIVE),
            models.Index(fields=["subject_title"], name="edge_from_title", condition=ACTIVE),
            models.Index(fields=["object_title"], name="edge_to_title", condition=ACTIVE),
        ]


class GraphEvent(models.Model):
    """One step of the graph, in the order of merging: an edge is added, confirmed or ended by a decision.

    Ticks are dense from 1 and written under the graph's lock. Replaying them over the ledger gives the graph,
    with the same concept numbers.
    """

    class Action(models.TextChoices):
        ADD = "add"
        CONFIRM = "confirm"
        END = "end"

    tick = models.BigIntegerField(primary_key=True)
    action = models.CharField(max_length=7, choices=Action.choices)
    edge = models.BigIntegerField(
        db_index=True
    )  # `Edge.id`; no foreign key, so that edges can be rebuilt from here
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="graph_events")
    at = models.DateTimeField()


class Conflict(models.Model):
    """A decision of a batch that would break the algebra, with the chain of edges that proves it."""

    class State(models.TextChoices):
        OPEN = "open"
        CLEARED = "cleared"  # an edge of its chain went, and it could be merged
        DISMISSED = "dismissed"  # a person let the decision give way
        SUPERSEDED = "superseded"  # the pair was settled anew

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="conflicts")
    rule = models.CharField(max_length=20)
    sentence = models.TextField()
    chain = (
        models.JSONField()
    )  # [{"edge", "decision", "relation", "subject", "subject_title", "object", ...}]
    chain_edges = ArrayField(models.BigIntegerField())
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    resolution = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["decision"], condition=Q(state="open"), name="conflict_one_open_per_decision"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="conflict_closed_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], name="conflict_open", condition=Q(state="open")),
            GinIndex(fields=["chain_edges"], name="conflict_by_edge"),
        ]
