"""Addresses of the taxonomy page, under /api/v1/taxonomy/."""

from __future__ import annotations

from django.urls import URLPattern, path

from kgraph.api.attention import (
    CommentView,
    ConceptCommentsView,
    ConceptHistoryView,
    ConceptWatchView,
    WatchedView,
)
from kgraph.api.bulk import BulkView, PartTableView
from kgraph.api.changes import ChangePreviewView, ChangesView, ConceptTitlesView
from kgraph.api.tree import (
    TreeConceptView,
    TreeNarrowerView,
    TreeSearchView,
    TreeTopsView,
    TreeUnplacedView,
)

urlpatterns: list[URLPattern] = [
    path("taxonomy/tops", TreeTopsView.as_view(), name="taxonomy-tops"),
    path("taxonomy/unplaced", TreeUnplacedView.as_view(), name="taxonomy-unplaced"),
    path("taxonomy/search", TreeSearchView.as_view(), name="taxonomy-search"),
    path("taxonomy/concepts/<int:number>", TreeConceptView.as_view(), name="taxonomy-concept"),
    path("taxonomy/concepts/<int:number>/narrower", TreeNarrowerView.as_view(), name="taxonomy-narrower"),
    path("taxonomy/concepts/<int:number>/titles", ConceptTitlesView.as_view(), name="taxonomy-titles"),
    path("taxonomy/concepts/<int:number>/history", ConceptHistoryView.as_view(), name="taxonomy-history"),
    path("taxonomy/concepts/<int:number>/watch", ConceptWatchView.as_view(), name="taxonomy-watch"),
    path("taxonomy/concepts/<int:number>/comments", ConceptCommentsView.as_view(), name="taxonomy-comments"),
    path("taxonomy/comments/<int:number>", CommentView.as_view(), name="taxonomy-comment"),
    path("taxonomy/watched", WatchedView.as_view(), name="taxonomy-watched"),
    path("taxonomy/concepts/<int:number>/table", PartTableView.as_view(), name="taxonomy-table"),
    path("taxonomy/bulk", BulkView.as_view(), name="taxonomy-bulk"),
    path("taxonomy/preview", ChangePreviewView.as_view(), name="taxonomy-preview"),
    path("taxonomy/changes", ChangesView.as_view(), name="taxonomy-changes"),
]
