"""Addresses for people who work on the graph, under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, path

from kgraph.api.conflicts import (
    ConflictAgreeView,
    ConflictDismissView,
    ConflictResolveView,
    ConflictsView,
    ConflictView,
    SecondYesPolicyView,
)
from kgraph.api.decisions import (
    ChangeSetRevertView,
    ConceptPreferredView,
    DecisionRevertView,
    DecisionsRevertView,
    DecisionsView,
    DecisionView,
    PreviewView,
)
from kgraph.api.imports import ImportUndoView
from kgraph.api.quarantines import QuarantineLiftView, QuarantinePreviewView, QuarantinesView
from kgraph.api.retirements import ConceptRetirementView

urlpatterns: list[URLPattern] = [
    path("preview", PreviewView.as_view(), name="preview"),
    path("decisions", DecisionsView.as_view(), name="decisions"),
    path("decisions/revert", DecisionsRevertView.as_view(), name="decisions-revert"),
    path("decisions/<int:seq>", DecisionView.as_view(), name="decision"),
    path("decisions/<int:seq>/revert", DecisionRevertView.as_view(), name="decision-revert"),
    path("change-sets/<int:number>/revert", ChangeSetRevertView.as_view(), name="change-set-revert"),
    path("imports/<int:import_id>/undo", ImportUndoView.as_view(), name="import-undo"),
    path("quarantines", QuarantinesView.as_view(), name="quarantines"),
    path("quarantines/preview", QuarantinePreviewView.as_view(), name="quarantine-preview"),
    path("quarantines/<int:number>/lift", QuarantineLiftView.as_view(), name="quarantine-lift"),
    path("conflicts", ConflictsView.as_view(), name="conflicts"),
    path("conflicts/<int:number>", ConflictView.as_view(), name="conflict"),
    path("conflicts/<int:number>/resolve", ConflictResolveView.as_view(), name="conflict-resolve"),
    path("conflicts/<int:number>/agree", ConflictAgreeView.as_view(), name="conflict-agree"),
    path("second-yes-policy", SecondYesPolicyView.as_view(), name="second-yes-policy"),
    path("conflicts/<int:number>/dismiss", ConflictDismissView.as_view(), name="conflict-dismiss"),
    path("concepts/<int:number>/retirement", ConceptRetirementView.as_view(), name="concept-retirement"),
    path("concepts/<int:number>/preferred", ConceptPreferredView.as_view(), name="concept-preferred"),
]
