"""The record: fields and constraints only. Reads are in `selectors`, writes in `services`."""

from taxonomy.models.acceptance import AcceptancePolicy
from taxonomy.models.annotations import Annotation, AnnotationUndo, QueuePolicy, Task
from taxonomy.models.audit import AuditEntry
from taxonomy.models.decisions import ChangeSet, Decision, Proposal
from taxonomy.models.leads import Assignment, GoldItem, Guideline
from taxonomy.models.opinions import Opinion
from taxonomy.models.people import ApiToken, Invitation, Person, Role
from taxonomy.models.practice import PracticeItem, PracticeRound
from taxonomy.models.quarantine import Quarantine
from taxonomy.models.titles import Candidate, FormChange, ImportRun, Pair, Source, Title, TitleForm

__all__ = [
    "AcceptancePolicy",
    "Annotation",
    "AnnotationUndo",
    "ApiToken",
    "Assignment",
    "AuditEntry",
    "Candidate",
    "ChangeSet",
    "Decision",
    "FormChange",
    "GoldItem",
    "Guideline",
    "ImportRun",
    "Invitation",
    "Opinion",
    "Pair",
    "Person",
    "PracticeItem",
    "PracticeRound",
    "Proposal",
    "Quarantine",
    "QueuePolicy",
    "Role",
    "Source",
    "Task",
    "Title",
    "TitleForm",
]
