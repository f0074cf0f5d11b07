"""The questions of the reconciliation service API 0.2 (W3C community group), asked of a snapshot.

Public specification: reconciliation-api.github.io/specs/0.2. Pure: what comes in is checked here, what goes out is plain
data of the shapes that the specification's JSON Schemas describe.
"""

from kgraph.core.reconcile.extend import extend, properties_proposed
from kgraph.core.reconcile.matching import Candidate, Query, parse_queries, reconcile
from kgraph.core.reconcile.vocabulary import PROPERTIES, TYPE

__all__ = [
    "PROPERTIES",
    "TYPE",
    "Candidate",
    "Query",
    "extend",
    "parse_queries",
    "properties_proposed",
    "reconcile",
]
