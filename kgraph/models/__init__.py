"""The record of the graph: fields and constraints only. Reads are in `selectors`, writes in `services`."""

from kgraph.models.experiment import Experiment, Exposure
from kgraph.models.graph import Concept, Conflict, Edge, GraphEvent, Membership
from kgraph.models.quality import AuditedEdge
from kgraph.models.release import Feedback, FeedbackClosing, Release
from kgraph.models.retirement import Retirement
from kgraph.models.second_yes import SecondYes, SecondYesPolicy

__all__ = [
    "AuditedEdge",
    "Concept",
    "Conflict",
    "Edge",
    "Experiment",
    "Exposure",
    "Feedback",
    "FeedbackClosing",
    "GraphEvent",
    "Membership",
    "Release",
    "Retirement",
    "SecondYes",
    "SecondYesPolicy",
]
