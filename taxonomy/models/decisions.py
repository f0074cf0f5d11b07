"""The ledger of settled relations, and the proposals that wait to be settled."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Random

from taxonomy.core.relations import DIRECTED_RELATIONS, STORED_RELATIONS
from taxonomy.models.people import Person
from taxonomy.models.titles import Pair


class ChangeSet(models.Model):
    """Decisions made by one action (a bulk review, an import, a model's acceptance), reverted together."""

    kind = models.CharField(max_length=30)
    note = models.TextField(default="")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    reverts = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reverted_by")


class Decision(models.Model):
    """The settled relation of a pair. An append-only ledger in the order of ``seq``.

    ``relation`` empty means that the pair's former decision is taken back and nothing is settled any more.
    ``merge_state`` is the graph's receipt and the only column that changes after the insert.
    """

    class SettledBy(models.TextChoices):
        """In the order of rank: a later one outranks the earlier ones (`taxonomy.core.ranks`)."""

        IMPORT = "import"
        RULE = "rule"
        AUTOMATIC = "automatic"
        CONSENSUS = "consensus"
        REVIEW = "review"
        ADJUDICATION = "adjudication"

    class MergeState(models.TextChoices):
        PENDING = "pending"
        MERGED = "merged"
        CONFLICT = "conflict"
        OUTRANKED = "outranked"
        VOID = "void"  # superseded or taken back before it was merged

    seq = models.BigAutoField(primary_key=True)
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="decisions")
    relation = models.CharField(max_length=10, default="", blank=True)
    reversed = models.BooleanField(default=False)
    settled_by = models.CharField(max_length=12, choices=SettledBy.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    proposal = models.ForeignKey("taxonomy.Proposal", on_delete=models.PROTECT, null=True, related_name="+")
    model_version = models.CharField(max_length=40, default="", blank=True)
    dataset = models.CharField(max_length=80, default="", blank=True)
    source = models.CharField(max_length=120, default="", blank=True)
    evidence = models.JSONField(default=dict)
    reason = models.TextField(default="", blank=True)
    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, null=True, related_name="decisions")
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")
    merge_state = models.CharField(max_length=10, choices=MergeState.choices, default=MergeState.PENDING)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(relation="") | Q(relation__in=STORED_RELATIONS), name="decision_relation_known"
            ),
            models.CheckConstraint(
                condition=Q(reversed=False) | Q(relation__in=sorted(DIRECTED_RELATIONS)),
                name="decision_reversed_only_directed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["seq"], name="decision_pending", condition=Q(merge_state="pending")),
            models.Index(fields=["model_version"], name="decision_by_model", condition=~Q(model_version="")),
        ]


class Proposal(models.Model):
    """A model's or a rule's suggestion for a pair, waiting for review."""

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        SUPERSEDED = "superseded"  # a newer model version speaks, or the pair was settled otherwise

    class WhyNot(models.TextChoices):
        """What was wrong with a rejected proposal."""

        WRONG_WAY = "wrong_way"  # the other way round
        OTHER_RELATION = "other_relation"
        WORDS_ONLY = "words_only"  # only the words are alike, the jobs are not
        UNCLEAR_TITLE = "unclear_title"
        NOT_A_TITLE = "not_a_title"
        OTHER = "other"

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="proposals")
    relation = models.CharField(max_length=10)
    reversed = models.BooleanField(default=False)
    score = models.FloatField()
    proposer = models.CharField(max_length=40, default="model")
    model_version = models.CharField(max_length=40, default="", blank=True)
    dataset = models.CharField(max_length=80, default="", db_default="", blank=True)
    evidence = models.JSONField(default=dict)
    # How many statements accepting it would change in the graph; -1: not measured yet. See `proposal_effects`.
    effect = models.IntegerField(default=-1, db_default=-1)
    # A draw, 0..1: proposals below the policy's sample share are for people alone. See `selectors.acceptance`.
    lot = models.FloatField(db_default=Random())
    # The broadest concept above the first title that has one; measured with the effect, empty before and for none.
    family = models.CharField(max_length=300, default="", db_default="", blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    reviewed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    reviewed_at = models.DateTimeField(null=True)
    # The action it was reviewed in: a reject leaves no decision, and is taken back with the others all the same.
    reviewed_in = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, null=True, related_name="proposals")
    # Why it was rejected, of `WhyNot`, and in words; empty when nobody said.
    why_not = models.CharField(max_length=20, default="", db_default="", blank=True)
    review_note = models.TextField(default="", db_default="", blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pair"], condition=Q(state="open"), name="proposal_one_open_per_pair"
            ),
            models.CheckConstraint(
                condition=Q(why_not="") | Q(state="rejected") | Q(state="superseded"),
                name="proposal_why_not_of_rejected",
            ),
            models.CheckConstraint(
                condition=Q(relation__in=STORED_RELATIONS), name="proposal_relation_known"
            ),
            models.CheckConstraint(condition=Q(score__gte=0.0, score__lte=1.0), name="proposal_score_range"),
            models.CheckConstraint(
                condition=Q(reversed=False) | Q(relation__in=sorted(DIRECTED_RELATIONS)),
                name="proposal_reversed_only_directed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-score", "id"], name="proposal_open", condition=Q(state="open")),
            models.Index(
                fields=["-effect", "-score", "id"], name="proposal_by_effect", condition=Q(state="open")
            ),
            models.Index(
                fields=["family", "-score", "id"], name="proposal_by_family", condition=Q(state="open")
            ),
            models.Index(fields=["model_version", "state"], name="proposal_by_model"),
        ]
