"""The port through which the taxonomy reaches the graph, which is a house it must not import.

`settings.TITLELOOM_GRAPH_GATE` names the class behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from taxonomy.models import Decision, Title


@dataclass(frozen=True, slots=True)
class MergeReceipt:
    """What merging a decision did: ``state`` is a `Decision.MergeState`, ``effect`` plain JSON data."""

    state: str
    effect: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wish:
    """A decision that could be made: ``title_a`` is ``relation`` to ``title_b``, the other way round if ``reversed``.

    Attributes:
        relation: one of the five stored relations.
    """

    title_a: int
    title_b: int
    relation: str
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a decision would do: statements that would newly hold or hold no more; or why it would be refused.

    Attributes:
        refusal: a sentence; empty when the graph would take it.
        chain: the edges that prove the refusal (JSON data).
    """

    effect: int
    refusal: str = ""
    chain: list[dict[str, Any]] = field(default_factory=list)


class GraphGate(Protocol):
    """What the taxonomy may ask of the graph."""

    def merge(self, decision: Decision) -> MergeReceipt:
        """Merge one decision in the caller's transaction.

        Raises:
            Fault: the algebra refuses; ``extra["chain"]`` proves it. The caller's transaction must roll back.
        """

    def merge_soon(self) -> None:
        """Have all pending decisions merged by a worker, after the caller's transaction has committed."""

    def preview(self, title_a: Title, title_b: Title, relation: str) -> dict[str, Any]:
        """What a decision would change, without changing it (JSON data)."""

    def effects(self, wishes: Sequence[Wish]) -> list[int]:
        """For each wish by itself, how many statements would newly hold or hold no more; 0 for none."""

    def rehearse(self, wishes: Sequence[Wish]) -> list[Rehearsed]:
        """What these decisions would do one after the other, without making them."""

    def families_of(self, title_ids: Sequence[int]) -> dict[int, str]:
        """For each title that has one, the name of the broadest concept above it."""

    def concepts_of(self, title_ids: Sequence[int]) -> dict[int, int]:
        """The concept of each title that has one."""

    def told(self, pairs: Sequence[tuple[int, int]]) -> list[bool]:
        """For each pair of title ids, whether the graph relates them through their concepts: nobody need be asked."""

    def titles_retired(self) -> list[int]:
        """Titles of concepts that were taken out of the graph: nothing is proposed or asked about them."""

    def related_titles(self, title_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
        """The graph around titles: for each id a short list of edges (JSON data), for evidence and display."""


@cache
def graph_gate() -> GraphGate:
    """The gate that the settings name."""
    return cast(GraphGate, import_string(settings.TITLELOOM_GRAPH_GATE)())
