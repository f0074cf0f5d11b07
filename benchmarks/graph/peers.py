"""The same questions to other engines: each peer answers in dense concept numbers.

``neighbours(c)``: numbers of all concepts one edge away over broader, narrower, senior, junior or related, with
repeats where two relations join the same two. ``edges(c)``: the same as (concept, edge), for each word on its own or with
the word, in whatever of the two is the peer's way. ``closure(c)``: all that it is broader than, over any number of edges.
``two_hops(c)``: narrower and related ones over at most two edges. ``path(a, b)``: edges of a shortest way, None
without one. ``suggest(text)``: the ten titles of most worth among the rows of `Starts` that begin so. A peer leaves out
what it has no way for.
"""

from __future__ import annotations

import csv
import tempfile
import time
from bisect import bisect_left
from collections.abc import Callable, Sequence
from heapq import nsmallest
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from kgraph.core.snapshot import Snapshot
from taxonomy.core.relations import inverse

WORDS = ("broader", "narrower", "senior", "junior", "related")
STATED = ("broader", "senior", "related")
"""The words that make all pairs, where a peer follows them both ways."""
Pairs = dict[str, np.ndarray[Any, Any]]
Starts = list[tuple[str, int, int]]
"""The text from each word of a title on, the title, and its worth there: its uses, from the first word on four times."""
SUGGESTED = 10


def starts_of(graph: Snapshot) -> Starts:
    """Rows for peers that complete."""
    rows: Starts = []
    for title in range(graph.titles):
        words = graph.title_key[title].split(" ")
        uses = graph.title_count(title)
        for place in range(len(words)):
            rows.append((" ".join(words[place:]), title, uses if place else 4 * uses))
    return rows


def pairs_of(graph: Snapshot) -> Pairs:
    """For each word (n, 3): the first concept is ``word`` than the second, by that edge."""
    found = {}
    for word in WORDS:
        step = inverse(word)
        offsets, to = graph.array(f"{step}_offsets"), graph.array(f"{step}_to")
        here = np.repeat(np.arange(graph.concepts), np.diff(offsets))
        found[word] = np.stack([here, to, graph.array(f"{step}_edge")], axis=1)
    return found


class Peer:
    """One engine with the graph loaded. ``clock`` times it: processor time where it works in this process."""

    name = ""
    clock: Callable[[], float] = staticmethod(time.process_time)

    def neighbours(self, concept: int) -> Sequence[int] | None:
        """See the module."""
        return None

    def edges(self, concept: int) -> Any:
        """See the module."""
        return None

    def closure(self, concept: int) -> Any:
        """See the module."""
        return None

    def two_hops(self, concept: int) -> Any:
        """See the module."""
        return None

    def path(self, start: int, end: int) -> int | None:
        """See the module."""
        raise NotImplementedError

    def suggest(self, text: str) -> list[int]:
        """See the module."""
        raise NotImplementedError

    def load_starts(self, starts: Starts) -> None:
        """What `suggest` looks through."""


class Networkx(Peer):
    """networkx, a directed graph for each word."""

    name = "networkx"

    def __init__(self, pairs: Pairs, concepts: int) -> None:
        nx = import_module("networkx")

        self.nx = nx
        self.graphs: dict[str, Any] = {}
        for word, rows in pairs.items():
            one: Any = nx.DiGraph()
            one.add_nodes_from(range(concepts))
            one.add_edges_from((a, b, {"edge": edge}) for a, b, edge in rows.tolist())
            self.graphs[word] = one
        self.all = nx.compose_all(list(self.graphs.values()))

    def neighbours(self, concept: int) -> Sequence[int]:
        return [other for graph in self.graphs.values() for other in graph._adj[concept]]

    def edges(self, concept: int) -> list[list[tuple[int, int]]]:
        return [
            [(other, data["edge"]) for other, data in row.items()]
            for graph in self.graphs.values()
            if (row := graph._adj[concept])
        ]

    def closure(self, concept: int) -> set[int]:
        return self.nx.descendants(self.graphs["broader"], concept)  # type: ignore[no-any-return]

    def two_hops(self, concept: int) -> set[int]:
        below, beside = self.graphs["broader"]._adj, self.graphs["related"]._adj
        first = [*below[concept], *beside[concept]]
        found = set(first)
        for other in below[concept]:
            found.update(below[other])
            found.update(beside[other])
        found.discard(concept)
        return found

    def path(self, start: int, end: int) -> int | None:
        try:
            return len(self.nx.bidirectional_shortest_path(self.all, start, end)) - 1
        except self.nx.NetworkXNoPath:
            return None


class Rustworkx(Peer):
    """rustworkx (Rust), a directed graph for each word and one of all."""

    name = "rustworkx"

    def __init__(self, pairs: Pairs, concepts: int) -> None:
        rx = import_module("rustworkx")

        self.rx = rx
        self.graphs = {}
        for word, rows in pairs.items():
            one = rx.PyDiGraph(multigraph=False)
            one.add_nodes_from(range(concepts))
            one.add_edges_from([tuple(row) for row in rows.tolist()])
            self.graphs[word] = one
        self.all = rx.PyGraph(multigraph=False)
        self.all.add_nodes_from(range(concepts))
        self.all.add_edges_from_no_data(
            [tuple(row) for word in STATED for row in pairs[word][:, :2].tolist()]
        )

    def neighbours(self, concept: int) -> Sequence[int]:
        return [other for graph in self.graphs.values() for other in graph.successor_indices(concept)]

    def edges(self, concept: int) -> Any:
        # A list of rustworkx's own, whose triples (concept, other, edge) are made when they are looked at.
        return [found for graph in self.graphs.values() if (found := list(graph.out_edges(concept)))]

    def closure(self, concept: int) -> Any:
        return self.rx.descendants(self.graphs["broader"], concept)

    def two_hops(self, concept: int) -> set[int]:
        below, beside = self.graphs["broader"], self.graphs["related"]
        first = below.successor_indices(concept)
        found = {*first, *beside.successor_indices(concept)}
        for other in first:
            found.update(below.successor_indices(other))
            found.update(beside.successor_indices(other))
        found.discard(concept)
        return found

    def path(self, start: int, end: int) -> int | None:
        found = self.rx.graph_dijkstra_shortest_paths(self.all, start, end, default_weight=1.0)
        return len(found[end]) - 1 if end in found else None


class Igraph(Peer):
    """igraph (C), a directed graph for each word and an undirected one of all."""

    name = "igraph"

    def __init__(self, pairs: Pairs, concepts: int) -> None:
        igraph = import_module("igraph")

        self.graphs = {
            word: igraph.Graph(
                n=concepts,
                edges=rows[:, :2].tolist(),
                directed=True,
                edge_attrs={"edge": rows[:, 2].tolist()},
            )
            for word, rows in pairs.items()
        }
        rows = np.concatenate([pairs[word][:, :2] for word in STATED])
        self.all = igraph.Graph(n=concepts, edges=rows.tolist(), directed=False)

    def neighbours(self, concept: int) -> Sequence[int]:
        return [other for graph in self.graphs.values() for other in graph.successors(concept)]

    def edges(self, concept: int) -> list[list[tuple[int, int]]]:
        found = []
        for graph in self.graphs.values():
            incident = graph.incident(concept, mode="out")
            if incident:
                found.append(list(zip(graph.successors(concept), graph.es[incident]["edge"], strict=True)))
        return found

    def closure(self, concept: int) -> Any:
        return self.graphs["broader"].subcomponent(concept, mode="out")

    def two_hops(self, concept: int) -> set[int]:
        below, beside = self.graphs["broader"], self.graphs["related"]
        first = below.successors(concept)
        found = {*first, *beside.successors(concept)}
        for other in first:
            found.update(below.successors(other))
            found.update(beside.successors(other))
        found.discard(concept)
        return found

    def path(self, start: int, end: int) -> int | None:
        found = self.all.get_shortest_path(start, end)
        return len(found) - 1 if found else None


class Ladybug(Peer):
    """ladybug, the maintained Kuzu: an embedded graph database, asked in Cypher."""

    name = "ladybug"

    def __init__(self, pairs: Pairs, concepts: int) -> None:
        ladybug = import_module("ladybug")

        self.folder = tempfile.TemporaryDirectory(prefix="ladybug-")
        root = Path(self.folder.name)
        self.database = ladybug.Database(str(root / "db"))
        self.connection = ladybug.Connection(self.database, num_threads=1)
        run = self.connection.execute
        _csv(root / "n.csv", [[n] for n in range(concepts)])
        run("CREATE NODE TABLE C(id INT64, PRIMARY KEY(id))")
        run(f"COPY C FROM '{root / 'n.csv'}'")
        for word in STATED:
            _csv(root / f"{word}.csv", pairs[word].tolist())
            run(f"CREATE REL TABLE {word}(FROM C TO C, edge INT64)")
            run(f"COPY {word} FROM '{root / f'{word}.csv'}'")

    def _ids(self, query: str, **values: int) -> list[int]:
        return [row[0] for row in self.connection.execute(query, values).get_all()]

    def load_starts(self, starts: Starts) -> None:
        path = Path(self.folder.name) / "s.csv"
        _csv(path, [[n, *row] for n, row in enumerate(starts)])
        self.connection.execute(
            "CREATE NODE TABLE S(id INT64, start STRING, title INT64, worth INT64, PRIMARY KEY(id))"
        )
        self.connection.execute(f"COPY S FROM '{path}' (PARALLEL=FALSE)")

    def suggest(self, text: str) -> list[int]:
        rows = self.connection.execute(
            "MATCH (s:S) WHERE s.start STARTS WITH $text RETURN s.title, max(s.worth) AS w "
            f"ORDER BY w DESC, s.title LIMIT {SUGGESTED}",
            {"text": text},
        )
        return [row[0] for row in rows.get_all()]

    def neighbours(self, concept: int) -> Sequence[int]:
        both = self._ids("MATCH (a:C)-[:broader|:senior]-(b:C) WHERE a.id=$id RETURN b.id", id=concept)
        return both + self._ids("MATCH (a:C)-[:related]->(b:C) WHERE a.id=$id RETURN b.id", id=concept)

    def edges(self, concept: int) -> list[list[int]]:
        found: list[list[int]] = []
        for way in ("-[e:broader|:senior]-", "-[e:related]->"):
            query = f"MATCH (a:C){way}(b:C) WHERE a.id=$id RETURN label(e), b.id, e.edge"
            found += (row[1:] for row in self.connection.execute(query, {"id": concept}).get_all())
        return found

    def closure(self, concept: int) -> Any:
        return self._ids(
            "MATCH (a:C)-[:broader*1..30]->(b:C) WHERE a.id=$id RETURN DISTINCT b.id", id=concept
        )

    def two_hops(self, concept: int) -> set[int]:
        found = set(
            self._ids("MATCH (a:C)-[:broader|:related]->(b:C) WHERE a.id=$id RETURN b.id", id=concept)
        )
        found.update(
            self._ids(
                "MATCH (a:C)-[:broader]->(:C)-[:broader|:related]->(b:C) WHERE a.id=$id RETURN DISTINCT b.id",
                id=concept,
            )
        )
        found.discard(concept)
        return found

    def path(self, start: int, end: int) -> int | None:
        query = (
            "MATCH p=(a:C)-[:broader|:senior|:related* SHORTEST 1..30]-(b:C) "
            "WHERE a.id=$a AND b.id=$b RETURN length(p) LIMIT 1"
        )
        found = self._ids(query, a=start, b=end)
        return found[0] if found else None


class Pyoxigraph(Peer):
    """pyoxigraph (Rust), an embedded triple store, asked in SPARQL."""

    name = "pyoxigraph"

    def __init__(self, pairs: Pairs, concepts: int) -> None:
        ox = import_module("pyoxigraph")

        self.ox = ox
        self.store = ox.Store()
        node = [ox.NamedNode(f"c:{n}") for n in range(concepts)]
        self.node = node
        self.word = {word: ox.NamedNode(f"w:{word}") for word in WORDS}
        for word in STATED:
            self.store.bulk_extend(
                ox.Quad(node[a], self.word[word], node[b]) for a, b, _ in pairs[word].tolist()
            )

    def neighbours(self, concept: int) -> Sequence[int]:
        here, found = self.node[concept], []
        for word in STATED:
            found += [q.object.value for q in self.store.quads_for_pattern(here, self.word[word], None)]
            if word != "related":
                found += [q.subject.value for q in self.store.quads_for_pattern(None, self.word[word], here)]
        return [int(value[2:]) for value in found]

    def _ask(self, query: str) -> list[int]:
        return [int(row[0].value[2:]) for row in self.store.query(query)]

    def closure(self, concept: int) -> Any:
        return self._ask(f"SELECT ?b WHERE {{ <c:{concept}> <w:broader>+ ?b }}")

    def two_hops(self, concept: int) -> set[int]:
        way = "<w:broader>|<w:related>|(<w:broader>/(<w:broader>|<w:related>))"
        found = set(self._ask(f"SELECT DISTINCT ?b WHERE {{ <c:{concept}> ({way}) ?b }}"))
        found.discard(concept)
        return found


class Postgres(Peer):
    """PostgreSQL: one table of edges with an index, recursive queries."""

    name = "PostgreSQL"
    clock = staticmethod(time.perf_counter)

    def __init__(self, pairs: Pairs, concepts: int) -> None:
        from django.db import connection
        from psycopg2.extras import execute_values

        self.connection = connection
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS bench_edge")
            cursor.execute("CREATE UNLOGGED TABLE bench_edge (a int, word text, b int, edge int)")
            for word in WORDS:
                execute_values(
                    cursor.cursor,
                    "INSERT INTO bench_edge VALUES %s",
                    [(a, word, b, edge) for a, b, edge in pairs[word].tolist()],
                    page_size=10_000,
                )
            cursor.execute("CREATE INDEX ON bench_edge (a, word) INCLUDE (b, edge)")
            cursor.execute("ANALYZE bench_edge")

    def load_starts(self, starts: Starts) -> None:
        from psycopg2.extras import execute_values

        with self.connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS bench_start")
            cursor.execute("CREATE UNLOGGED TABLE bench_start (start text, title int, worth bigint)")
            execute_values(cursor.cursor, "INSERT INTO bench_start VALUES %s", starts, page_size=10_000)
            cursor.execute("CREATE INDEX ON bench_start (start text_pattern_ops) INCLUDE (title, worth)")
            cursor.execute("ANALYZE bench_start")

    def suggest(self, text: str) -> list[int]:
        query = (
            "SELECT title FROM bench_start WHERE start LIKE %s GROUP BY title "
            f"ORDER BY max(worth) DESC, title LIMIT {SUGGESTED}"
        )
        return self._ids(query, text.replace("%", r"\%").replace("_", r"\_") + "%")

    def _ids(self, query: str, *values: Any) -> list[int]:
        with self.connection.cursor() as cursor:
            cursor.execute(query, values)
            return [row[0] for row in cursor.fetchall()]

    def neighbours(self, concept: int) -> Sequence[int]:
        return self._ids("SELECT b FROM bench_edge WHERE a = %s", concept)

    def edges(self, concept: int) -> list[tuple[int, int]]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT word, b, edge FROM bench_edge WHERE a = %s", [concept])
            return [row[1:] for row in cursor.fetchall()]

    def closure(self, concept: int) -> Any:
        return self._ids(
            "WITH RECURSIVE r(n) AS (SELECT b FROM bench_edge WHERE a = %s AND word = 'broader' UNION "
            "SELECT e.b FROM r JOIN bench_edge e ON e.a = r.n AND e.word = 'broader') SELECT n FROM r",
            concept,
        )

    def two_hops(self, concept: int) -> set[int]:
        found = set(
            self._ids(
                "SELECT b FROM bench_edge WHERE a = %s AND word IN ('broader', 'related') UNION "
                "SELECT f.b FROM bench_edge e JOIN bench_edge f ON f.a = e.b AND f.word IN ('broader', 'related') "
                "WHERE e.a = %s AND e.word = 'broader'",
                concept,
                concept,
            )
        )
        found.discard(concept)
        return found


class SortedList(Peer):
    """A sorted list of Python's: bisect, then the largest of the rows between."""

    name = "sorted list"

    def __init__(self, pairs: Pairs, concepts: int) -> None:
        self.rows: Starts = []

    def load_starts(self, starts: Starts) -> None:
        self.rows = sorted(starts)

    def suggest(self, text: str) -> list[int]:
        first = bisect_left(self.rows, (text,))
        last = bisect_left(self.rows, (text + chr(0x10FFFF),), first)
        worth: dict[int, int] = {}
        for _, title, here in self.rows[first:last]:
            worth[title] = max(here, worth.get(title, 0))
        return nsmallest(SUGGESTED, worth, key=lambda title: (-worth[title], title))


PEERS: tuple[type[Any], ...] = (SortedList, Networkx, Rustworkx, Igraph, Ladybug, Pyoxigraph, Postgres)


def _csv(path: Path, rows: list[list[Any]]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
