"""A snapshot opened for reading: memory-mapped, in milliseconds, without a database.

Titles, concepts and edges have dense numbers here, from 0 in the order of their ids. Everything in `kgraph.core`
that reads a snapshot speaks in dense numbers; ids are for the outside.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from kgraph.core.snapshot.adjacency import STEPS, Fan, Rows, Step, pack_fan
from kgraph.core.snapshot.completion import Completion
from kgraph.core.snapshot.grams import Grams
from kgraph.core.snapshot.layout import Array, array_at, array_view, damaged_arrays, map_data, read_meta
from kgraph.core.snapshot.learned import Encoder, Learned, learned_meta, open_learned
from kgraph.core.snapshot.lookup import Lookup
from kgraph.core.snapshot.reach import REACHING
from kgraph.core.snapshot.remembered import Remembered
from kgraph.core.snapshot.spelling import Spelling
from kgraph.core.snapshot.strings import Strings
from taxonomy.core.relations import STORED_RELATIONS, inverse

_OF_EDGES = ("id", "relation", "subject", "object", "decision", "first_release", "settled_by")


class EdgeRecord(NamedTuple):
    """An edge as it was merged: the subject title is ``relation`` than the object title (dense numbers)."""

    id: int
    relation: str
    subject: int
    object: int
    decision: int
    first_release: int
    settled_by: str


class Retired(NamedTuple):
    """A concept number that was taken out of the graph."""

    id: int
    reason: str
    instead: int | None


class Snapshot:
    """One release, read-only. Safe to share among threads.

    Args:
        encoder_of: the encoder of a name (see `Learner.artifact`), or None when it cannot be had; without it, what the
            learner thinks of the titles is left closed.

    Raises:
        SnapshotDamaged: (on opening) a file is missing, cut short or of a newer format.
    """

    def __init__(self, folder: Path, encoder_of: Callable[[str], Encoder | None] | None = None) -> None:
        self.folder = folder
        self._encoder_of = encoder_of
        self.meta = read_meta(folder)
        self._data = map_data(folder, self.meta)
        self.remembered: Remembered[Any] = Remembered()  # what those who ask keep of their answers
        self._arrays: dict[str, Array] = {}
        self.title_text = self._strings("title_text")
        self.title_key = self._strings("title_key")
        self.steps: dict[str, Step] = {name: self._step(name) for name in STEPS}
        # By what a concept is to its neighbours, where ``steps`` are named by what these are to it.
        self.outward: dict[str, Step] = {inverse(name): step for name, step in self.steps.items()}
        self.reach: dict[str, Rows] = {
            name: Rows(self._view(f"{name}_all_offsets"), self._view(f"{name}_all"))
            for name in REACHING
            if f"{name}_all" in self.meta.arrays
        }
        self._title_id = self._view("title_id")
        self._title_count = self._view("title_count")
        self._title_concept = self._view("title_concept")
        self._title_language = self._view("title_language")
        self._concept_id = self._view("concept_id")
        self._concept_preferred = self._view("concept_preferred")
        self._concept_count = self._view("concept_count")
        self._concept_titles = self._view("concept_titles")
        self._concept_titles_offsets = self._view("concept_titles_offsets")
        self._rung = self._view("ladder_rung")
        self._edge_views: tuple[memoryview[int], ...] = tuple(
            self._view(f"edge_{name}") for name in _OF_EDGES
        )
        self._settled_by: list[str] = list(self.meta.facts["settled_by"])
        self._languages: list[str] = list(self.meta.facts["languages"])

    # What the folder holds

    def array(self, name: str) -> Array:
        """One array over the mapped file."""
        found = self._arrays.get(name)
        if found is None:
            found = self._arrays[name] = array_at(self._data, self.meta, name)
        return found

    def _view(self, name: str) -> memoryview[Any]:
        return array_view(self.array(name))

    def _strings(self, name: str) -> Strings:
        return Strings(self.array(f"{name}_bytes"), self.array(f"{name}_offsets"))

    def _step(self, name: str) -> Step:
        return Step(self._view(f"{name}_offsets"), self._view(f"{name}_to"), self._view(f"{name}_edge"))

    @cached_property
    def fan(self) -> Fan:
        """The table of all steps; made anew for a folder that was written before it had this order."""
        names = ("fan_offsets", "all_to", "all_edge")
        if "fan_offsets" in self.meta.arrays:
            return Fan(self._some(*names))
        tables = [f"{step}_{part}" for step in STEPS for part in ("offsets", "to", "edge")]
        return Fan(pack_fan(self.concepts, self._some(*tables)))

    def _some(self, *names: str) -> dict[str, Array]:
        return {name: self.array(name) for name in names}

    def damage(self) -> list[str]:
        """Names of arrays whose bytes have changed since they were written; reads the whole folder."""
        whole = damaged_arrays(self._data, self.meta)
        return whole + (self.learned.damage() if self.learned is not None else [])

    @property
    def number(self) -> int:
        """Of the release."""
        return self.meta.number

    @property
    def counts(self) -> dict[str, int]:
        """How many titles, concepts, redirects, edges, and edges of each stored relation."""
        counts: dict[str, int] = self.meta.facts["counts"]
        return counts

    @property
    def languages(self) -> list[str]:
        """Languages of the titles."""
        return self._languages

    # Titles

    @property
    def titles(self) -> int:
        """How many titles there are."""
        return len(self._title_id)

    def title_id(self, title: int) -> int:
        """The id of a title."""
        return int(self._title_id[title])

    def title_with_id(self, id_: int) -> int | None:
        """The title with this id."""
        return _find(self._title_id, id_)

    def title_count(self, title: int) -> int:
        """How often a title was seen."""
        return int(self._title_count[title])

    def title_concept(self, title: int) -> int:
        """The concept that a title belongs to."""
        return int(self._title_concept[title])

    def title_language(self, title: int) -> str:
        """The language of a title."""
        language: str = self._languages[self._title_language[title]]
        return language

    # Concepts

    @property
    def concepts(self) -> int:
        """How many current concepts there are."""
        return len(self._concept_id)

    def concept_id(self, concept: int) -> int:
        """The permanent number of a concept."""
        return int(self._concept_id[concept])

    def concept_with_id(self, id_: int) -> int | None:
        """The current concept with this number; None for one that was replaced (see `redirect`) or never was."""
        return _find(self._concept_id, id_)

    def redirect(self, id_: int) -> int | None:
        """The number that has replaced a concept's; None when it is current or never was."""
        redirects = self.array("redirect")
        at = int(redirects[:, 0].searchsorted(id_)) if len(redirects) else 0
        return int(redirects[at, 1]) if at < len(redirects) and redirects[at, 0] == id_ else None

    @cached_property
    def retired(self) -> dict[int, Retired]:
        """Numbers that were taken out of the graph, ascending; ``instead`` leads to a current concept where it can."""
        if "retired" not in self.meta.arrays:
            return {}
        reasons = self._strings("retired_reason")
        rows = self.array("retired").tolist()
        return {
            number: Retired(number, reasons[at], (self.redirect(instead) or instead) if instead else None)
            for at, (number, instead) in enumerate(rows)
        }

    def preferred(self, concept: int) -> int:
        """The preferred title of a concept."""
        return int(self._concept_preferred[concept])

    def name(self, concept: int) -> str:
        """The text of a concept's preferred title."""
        return self.title_text[self.preferred(concept)]

    def concept_count(self, concept: int) -> int:
        """How often the titles of a concept were seen."""
        return int(self._concept_count[concept])

    def members(self, concept: int) -> list[int]:
        """The titles of a concept, the preferred one first, then by use."""
        offsets = self._concept_titles_offsets
        return self._concept_titles[offsets[concept] : offsets[concept + 1]].tolist()

    def rung(self, concept: int) -> int:
        """How high a concept stands on its ladder; 0 at the bottom, and for those on none."""
        rung: int = self._rung[concept]
        return rung

    # Edges

    @property
    def edges(self) -> int:
        """How many edges there are."""
        return len(self.array("edge_id"))

    def edge_with_id(self, id_: int) -> int | None:
        """The edge with this id."""
        return _find(self._edge_views[0], id_)

    def edge_id(self, edge: int) -> int:
        """The id of an edge."""
        id_: int = self._edge_views[0][edge]
        return id_

    def edge(self, edge: int) -> EdgeRecord:
        """An edge with all that the snapshot knows of it."""
        ids, relations, subjects, objects, decisions, releases, settled = self._edge_views
        return EdgeRecord(
            ids[edge],
            STORED_RELATIONS[relations[edge]],
            subjects[edge],
            objects[edge],
            decisions[edge],
            releases[edge],
            self._settled_by[settled[edge]],
        )

    def edge_ends(self, edge: int) -> tuple[int, int, int, int]:
        """The id of an edge, its subject and its object (dense numbers), and the release that had it first."""
        ids, _, subjects, objects, _, releases, _ = self._edge_views
        return ids[edge], subjects[edge], objects[edge], releases[edge]

    def edges_inside(self, concept: int) -> list[int]:
        """The synonym edges that join the titles of a concept."""
        offsets = self.array("synonym_offsets")
        edges: list[int] = self.array("synonym_edge")[offsets[concept] : offsets[concept + 1]].tolist()
        return edges

    # Indexes

    @cached_property
    def lookup(self) -> Lookup:
        """Exact lookup of folded titles."""
        return Lookup(self._some("key_hash", "key_title"), self.title_key)

    @cached_property
    def completion(self) -> Completion:
        """Search by beginnings."""
        tops = ("beginning_tops", "beginning_tops_offsets")
        titles = ("entry_title", "entry_start", "title_count", "title_key_offsets")
        return Completion(self._some(*titles, *tops), self.title_key, self._strings("beginning"))

    @cached_property
    def spelling(self) -> Spelling:
        """Words one slip away."""
        return Spelling(self._some("word_titles", "slip_hash", "slip_word"), self._strings("word"))

    @cached_property
    def grams(self) -> Grams:
        """Nearest titles by their letters."""
        return Grams(self._some("gram", "gram_offsets", "gram_titles", "gram_weight", "title_norm"))

    @cached_property
    def learned(self) -> Learned | None:
        """What an encoder thinks of the titles; None for a snapshot without, or when its encoder cannot be had."""
        meta = learned_meta(self.folder) if self._encoder_of is not None else None
        if meta is None or self._encoder_of is None:
            return None
        encoder = self._encoder_of(meta.facts["artifact"])
        return open_learned(self.folder, meta, encoder) if encoder is not None else None


def _find(ids: memoryview[Any], wanted: int) -> int | None:
    at = bisect_left(ids, wanted)
    return at if at < len(ids) and ids[at] == wanted else None
