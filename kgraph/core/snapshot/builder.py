"""From the columns of a graph to a snapshot's folder, in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kgraph.core.snapshot.adjacency import pack_adjacency
from kgraph.core.snapshot.completion import pack_completion
from kgraph.core.snapshot.content import SYNONYM_CODE, ContentWrong, Numbers, SnapshotContent, positions
from kgraph.core.snapshot.grams import pack_grams
from kgraph.core.snapshot.ladders import longest_ways, pack_ladders
from kgraph.core.snapshot.layout import Array, write_folder
from kgraph.core.snapshot.learned import Learner, write_learned
from kgraph.core.snapshot.lookup import pack_lookup
from kgraph.core.snapshot.reach import pack_reach
from kgraph.core.snapshot.spelling import pack_spelling
from kgraph.core.snapshot.strings import pack_strings
from taxonomy.core.relations import STORED_RELATIONS


@dataclass(frozen=True, slots=True)
class Built:
    """What was built.

    Attributes:
        content_hash: names the graph whatever the release's number; provenance does not count.
        counts: titles, concepts, redirects, edges and edges of each stored relation.
        new_edges: ids of the edges that appear for the first time.
    """

    content_hash: str
    counts: dict[str, int]
    new_edges: list[int]


def build_snapshot(
    content: SnapshotContent,
    folder: Path,
    *,
    number: int,
    ledger_seq: int = 0,
    learner: Learner | None = None,
) -> Built:
    """Write a snapshot into an existing, empty folder.

    Cost: sorting of titles by their words; about 15 s and 1 GB for a million edges over half a million titles. With a
    learner, a second more for every 10,000 titles whose vectors are not known.

    Args:
        number: of the release. Edges without a first release get this one.
        learner: whose vectors of the titles are put beside the graph; they do not count for its hash.

    Raises:
        ContentWrong: columns that contradict each other, or a circle of directed edges.
    """
    titles, edges = content.titles, content.edges
    _ascending(titles.id, "title")
    _ascending(edges.id, "edge")
    _ascending(content.concept, "concept")
    concept_of = positions(content.concept, titles.concept, "concept")
    preferred = positions(titles.id, content.preferred, "title")
    if not np.array_equal(concept_of[preferred], np.arange(len(content.concept))):
        raise ContentWrong("A concept's preferred title belongs to another concept.")
    subject_title = positions(titles.id, edges.subject_title, "title")
    object_title = positions(titles.id, edges.object_title, "title")
    subject, object_ = concept_of[subject_title], concept_of[object_title]
    _one_side(edges.relation == SYNONYM_CODE, subject == object_, edges.id)
    for relation in ("broader", "senior"):
        of_it = edges.relation == STORED_RELATIONS.index(relation)
        longest_ways(len(content.concept), subject[of_it], object_[of_it], relation)
    senior = edges.relation == STORED_RELATIONS.index("senior")
    first_release = np.where(edges.first_release > 0, edges.first_release, number)
    languages = sorted(set(titles.language))
    settled_by = sorted(set(edges.settled_by))
    counts = _counts(content)
    adjacency = pack_adjacency(len(content.concept), edges.relation, subject, object_)
    grams = pack_grams(titles.key)
    arrays: dict[str, Array] = {
        "title_id": titles.id,
        "title_count": titles.count,
        "title_concept": concept_of.astype(np.int32),
        "title_language": np.array([languages.index(name) for name in titles.language], dtype=np.uint16),
        **pack_strings("title_text", titles.text),
        **pack_strings("title_key", titles.key),
        "concept_id": content.concept,
        "concept_preferred": preferred.astype(np.int32),
        **_members(concept_of, preferred, titles.count, len(content.concept)),
        "redirect": content.redirects,
        "edge_id": edges.id,
        "edge_relation": edges.relation,
        "edge_subject": subject_title.astype(np.int32),
        "edge_object": object_title.astype(np.int32),
        "edge_decision": edges.decision,
        "edge_first_release": first_release.astype(np.int32),
        "edge_settled_by": np.array([settled_by.index(name) for name in edges.settled_by], dtype=np.uint8),
        **adjacency,
        **pack_reach(len(content.concept), adjacency),
        **pack_ladders(len(content.concept), subject[senior], object_[senior]),
        **pack_lookup(titles.key),
        **pack_completion(titles.key, titles.count),
        **pack_spelling(titles.key),
        **grams,
        **_retired(content),
    }
    facts: dict[str, Any] = {"languages": languages, "settled_by": settled_by, "counts": counts}
    meta = write_folder(folder, arrays, number=number, ledger_seq=ledger_seq, facts=facts)
    if learner is not None:
        write_learned(
            folder,
            learner,
            texts=titles.text,
            keys=titles.key,
            concept_of=concept_of,
            concepts=len(content.concept),
            grams=grams,
            number=number,
            ledger_seq=ledger_seq,
        )
    return Built(meta.content_hash, counts, edges.id[edges.first_release == 0].tolist())


def _retired(content: SnapshotContent) -> dict[str, Array]:
    """Retired numbers, what to use instead (0: nothing) and why. Nothing where there is none, as in older folders."""
    rows = content.retired
    if not rows:
        return {}
    numbers = np.array([(row.id, row.instead or 0) for row in rows], dtype=np.int64)
    _ascending(numbers[:, 0], "retired concept")
    still = np.intersect1d(numbers[:, 0], np.concatenate([content.concept, content.redirects[:, 0]]))
    if len(still):
        raise ContentWrong(f"Concept {int(still[0])} is retired, and yet in the graph.")
    return {"retired": numbers, **pack_strings("retired_reason", [row.reason for row in rows])}


def _ascending(ids: Numbers, what: str) -> None:
    if len(ids) > 1 and not (np.diff(ids) > 0).all():
        raise ContentWrong(f"The {what} ids are not in ascending order.")


def _one_side(synonym: Array, inside: Array, ids: Numbers) -> None:
    wrong = synonym != inside
    if wrong.any():
        raise ContentWrong(
            f"Edge {int(ids[int(np.argmax(wrong))])} is a synonym between two concepts, or another relation inside one."
        )


def _members(concept_of: Numbers, preferred: Numbers, count: Numbers, concepts: int) -> dict[str, Array]:
    """The titles of each concept as rows: the preferred one first, then by use; and the use of each concept."""
    titles = np.arange(len(concept_of))
    is_preferred = np.zeros(len(concept_of), dtype=bool)
    is_preferred[preferred] = True
    order = np.lexsort((titles, -count, ~is_preferred, concept_of))
    offsets = np.zeros(concepts + 1, dtype=np.int64)
    np.cumsum(np.bincount(concept_of, minlength=concepts), out=offsets[1:])
    uses = np.bincount(concept_of, weights=count, minlength=concepts)
    return {
        "concept_titles_offsets": offsets,
        "concept_titles": order.astype(np.int32),
        "concept_count": uses.astype(np.int64),
    }


def _counts(content: SnapshotContent) -> dict[str, int]:
    found = np.bincount(content.edges.relation, minlength=len(STORED_RELATIONS))
    retired = {"retired": len(content.retired)} if content.retired else {}
    return {
        **retired,
        "titles": len(content.titles.id),
        "concepts": len(content.concept),
        "redirects": len(content.redirects),
        "edges": len(content.edges.id),
        **{word: int(found[code]) for code, word in enumerate(STORED_RELATIONS)},
    }
