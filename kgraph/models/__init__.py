"""The record of the graph: fields and constraints only. Reads are in `selectors`, writes in `services`."""

from kgraph.models.attention import ConceptComment, ConceptWatch
from kgraph.models.experiment import Experiment, Exposure
from kgraph.models.graph import Concept, Conflict, Edge, GraphEvent, Membership
from kgraph.models.notice import Delivery, Notice, Webhook
from kgraph.models.quality import AuditedEdge
from kgraph.models.release import Feedback, FeedbackClosing, Release
from kgraph.models.retirement import Retirement
from kgraph.models.second_yes import SecondYes, SecondYesPolicy

__all__ = [
    "AuditedEdge",
    "Concept",
    "ConceptComment",
    "ConceptWatch",
    "Conflict",
    "Delivery",
    "Edge",
    "Experiment",
    "Exposure",
    "Feedback",
    "FeedbackClosing",
    "GraphEvent",
    "Membership",
    "Notice",
    "Release",
    "Retirement",
    "SecondYes",
    "SecondYesPolicy",
    "Webhook",
]
