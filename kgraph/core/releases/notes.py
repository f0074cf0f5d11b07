"""Release notes for people, as Markdown: what changed, by its weight in use, in sentences."""

from __future__ import annotations

from typing import Final

from kgraph.core.query.expand import PHRASE
from kgraph.core.releases.compatibility import Compatibility
from kgraph.core.snapshot import Difference, Snapshot

SHOWN: Final = 15
"""Changes of each kind that are told one by one, the most used first."""


def release_notes(old: Snapshot, new: Snapshot, found: Difference, judged: Compatibility) -> str:
    """Notes on the step from ``old`` to ``new``."""
    if found.empty():
        return f"Says what release {old.number} says.\n"
    counts = found.counts()
    lines = [
        f"Since release {old.number}: {counts['added']:,} relations added, {counts['removed']:,} taken back,"
        f" {counts['altered']:,} altered; {counts['new_concepts']:,} new concepts, {counts['merged']:,} merged.",
        "",
    ]
    if judged.level == "major":
        lines += ["**Look before you take this one:**", "", *(f"* {reason}" for reason in judged.reasons), ""]
    lines += _section("Now said", new, found.added)
    lines += _section("No longer said", old, found.removed)
    if found.altered:
        pairs = sorted(found.altered, key=lambda pair: -_uses(new, pair[1]))
        told = [f"* {_sentence(old, before)} -> {_sentence(new, after)}" for before, after in pairs[:SHOWN]]
        lines += ["## Said otherwise", "", *told, *_rest(len(pairs)), ""]
    if found.merged:
        told = [f"* {_name(old, number)} is now part of {_name(new, heir)}" for number, heir in found.merged]
        lines += ["## Merged", "", *told[:SHOWN], *_rest(len(told)), ""]
    if found.split:
        told = [f"* {_name(new, number)} stands alone again" for number in found.split]
        lines += ["## Split", "", *told[:SHOWN], *_rest(len(told)), ""]
    if found.retired:
        told = [f"* {_name(old, number)}{_why(new, number)}" for number in found.retired]
        lines += ["## Retired", "", *told[:SHOWN], *_rest(len(told)), ""]
    return "\n".join(lines).rstrip() + "\n"


def _section(title: str, graph: Snapshot, edges: list[int]) -> list[str]:
    if not edges:
        return []
    ranked = sorted(edges, key=lambda edge: -_uses(graph, edge))
    return [f"## {title}", "", *(f"* {_sentence(graph, e)}" for e in ranked[:SHOWN]), *_rest(len(ranked)), ""]


def _rest(count: int) -> list[str]:
    return [f"* ... and {count - SHOWN:,} more"] if count > SHOWN else []


def _uses(graph: Snapshot, edge: int) -> int:
    record = graph.edge(edge)
    return graph.title_count(record.subject) + graph.title_count(record.object)


def _sentence(graph: Snapshot, edge: int) -> str:
    record = graph.edge(edge)
    return (
        f"“{graph.title_text[record.subject]}” {PHRASE[record.relation]} “{graph.title_text[record.object]}”"
    )


def _why(graph: Snapshot, number: int) -> str:
    row = graph.retired.get(number)
    if row is None:
        return ""
    return f": {row.reason}" + (f"; use {_name(graph, row.instead)} instead" if row.instead else "")


def _name(graph: Snapshot, number: int) -> str:
    concept = graph.concept_with_id(number)
    return f"“{graph.name(concept)}” ({number})" if concept is not None else f"concept {number}"
