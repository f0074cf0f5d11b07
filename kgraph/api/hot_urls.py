"""What a search engine asks with every query: looked at before all other addresses, since each costs a look."""

from __future__ import annotations

from django.urls import URLPattern, path

from kgraph.api.concepts import (
    ConceptEdgesView,
    ConceptLadderView,
    ConceptReachedView,
    ConceptView,
    NeighbourhoodView,
)
from kgraph.api.search import ExpandView, NormalizeBulkView, NormalizeView, PathView, SuggestView

urlpatterns: list[URLPattern] = [
    path("concepts/<int:number>/edges", ConceptEdgesView.as_view(), name="concept-edges"),
    path("suggest", SuggestView.as_view(), name="suggest"),
    path("normalize", NormalizeView.as_view(), name="normalize"),
    path("normalize/bulk", NormalizeBulkView.as_view(), name="normalize-bulk"),
    path("expand", ExpandView.as_view(), name="expand"),
    path("concepts/<int:number>", ConceptView.as_view(), name="concept"),
    path("concepts/<int:number>/ladder", ConceptLadderView.as_view(), name="concept-ladder"),
    path("concepts/<int:number>/reached", ConceptReachedView.as_view(), name="concept-reached"),
    path("neighbourhood", NeighbourhoodView.as_view(), name="neighbourhood"),
    path("path", PathView.as_view(), name="path"),
]
