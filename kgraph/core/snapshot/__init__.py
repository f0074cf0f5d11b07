"""A release as files: what goes in (`content`), how it is laid out (`layout`), built, opened and compared.

Reading order: `content`, `layout`, `strings`, `adjacency`, `ladders`, `completion`, `spelling`, `grams`,
`learned`, `builder`, `reader`, `difference`.
"""

from kgraph.core.snapshot.builder import Built, build_snapshot
from kgraph.core.snapshot.content import (
    ConceptRow,
    ContentWrong,
    EdgeRow,
    EdgeTable,
    RetiredRow,
    SnapshotContent,
    TitleRow,
    TitleTable,
)
from kgraph.core.snapshot.difference import Difference, difference
from kgraph.core.snapshot.layout import SnapshotDamaged
from kgraph.core.snapshot.learned import Encoder, Learner
from kgraph.core.snapshot.reader import Snapshot

__all__ = [
    "Built",
    "ConceptRow",
    "ContentWrong",
    "Difference",
    "EdgeRow",
    "EdgeTable",
    "Encoder",
    "Learner",
    "RetiredRow",
    "Snapshot",
    "SnapshotContent",
    "SnapshotDamaged",
    "TitleRow",
    "TitleTable",
    "build_snapshot",
    "difference",
]
