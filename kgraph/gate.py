"""The graph's side of the port `taxonomy.gate.GraphGate`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kgraph.models import Membership, Retirement
from kgraph.selectors.families import families_of
from kgraph.selectors.graph import titles_around
from kgraph.selectors.told import pairs_told
from kgraph.services.effects import effects_of
from kgraph.services.merge import merge_decision
from kgraph.services.preview import preview_decision
from kgraph.services.rehearsal import rehearse
from kgraph.tasks import merge_soon
from taxonomy.gate import MergeReceipt, Rehearsed, Wish
from taxonomy.models import Decision, Title


class KnowledgeGraphGate:
    """What the taxonomy may ask of the graph."""

    def merge(self, decision: Decision) -> MergeReceipt:
        """Merge one decision in the caller's transaction; see `merge_decision` for the faults."""
        receipt = merge_decision(decision.seq)
        return MergeReceipt(receipt["state"], receipt["effect"])

    def merge_soon(self) -> None:
        """Have all pending decisions merged by a worker, after the caller's transaction has committed."""
        merge_soon()

    def preview(self, title_a: Title, title_b: Title, relation: str) -> dict[str, Any]:
        """What a decision would change, without changing it."""
        return preview_decision(title_a.pk, title_b.pk, relation)

    def effects(self, wishes: Sequence[Wish]) -> list[int]:
        """For each wish by itself, how many statements would newly hold or hold no more."""
        return effects_of(wishes)

    def rehearse(self, wishes: Sequence[Wish]) -> list[Rehearsed]:
        """What these decisions would do one after the other, without making them."""
        return rehearse(wishes)

    def families_of(self, title_ids: Sequence[int]) -> dict[int, str]:
        """For each title that has one, the name of the broadest concept above it."""
        return families_of(title_ids)

    def concepts_of(self, title_ids: Sequence[int]) -> dict[int, int]:
        """The concept of each title that has one."""
        members = Membership.objects.filter(title__in=title_ids)
        return dict(members.values_list("title_id", "concept_id"))

    def told(self, pairs: Sequence[tuple[int, int]]) -> list[bool]:
        """For each pair of title ids, whether the graph relates them through their concepts."""
        return pairs_told(pairs)

    def titles_retired(self) -> list[int]:
        """Titles of concepts that were taken out of the graph."""
        return list(Retirement.objects.filter(lifted_at=None).values_list("title_id", flat=True))

    def related_titles(self, title_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
        """The graph around titles, for evidence and display."""
        return titles_around(title_ids)
