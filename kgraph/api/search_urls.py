"""Addresses for the search team, under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, path

from kgraph.api.concepts import (
    ConceptsBatchView,
    ConceptsView,
    NeighbourhoodChangesView,
)
from kgraph.api.experiments import ExperimentStopView, ExperimentsView, ExperimentView
from kgraph.api.exports import ExportView
from kgraph.api.notices import NoticesView, StreamView
from kgraph.api.provenance import FeedbackCloseView, FeedbackView, TitleView, WhyView
from kgraph.api.reconcile import (
    FlyoutView,
    PreviewView,
    ProposePropertiesView,
    ReconcileServiceView,
    SuggestEntityView,
    SuggestPropertyView,
    SuggestTypeView,
)
from kgraph.api.releases import (
    MetaView,
    ReleaseChangesView,
    ReleaseNotesView,
    ReleasePublishView,
    ReleaseReplayView,
    ReleaseServeView,
    ReleasesView,
    ReleaseView,
    ReleaseWithdrawView,
)
from kgraph.api.webhooks import (
    DeliveriesView,
    DeliveryAgainView,
    WebhookPingView,
    WebhookRotateView,
    WebhooksView,
    WebhookView,
)

urlpatterns: list[URLPattern] = [
    path("meta", MetaView.as_view(), name="meta"),
    path("releases", ReleasesView.as_view(), name="releases"),
    path("releases/<int:number>", ReleaseView.as_view(), name="release"),
    path("releases/<int:number>/publish", ReleasePublishView.as_view(), name="release-publish"),
    path("releases/<int:number>/serve", ReleaseServeView.as_view(), name="release-serve"),
    path("releases/<int:number>/notes", ReleaseNotesView.as_view(), name="release-notes"),
    path("releases/<int:number>/replay", ReleaseReplayView.as_view(), name="release-replay"),
    path("releases/<int:number>/withdraw", ReleaseWithdrawView.as_view(), name="release-withdraw"),
    path("releases/<int:number>/changes", ReleaseChangesView.as_view(), name="release-changes"),
    path("experiments", ExperimentsView.as_view(), name="experiments"),
    path("experiments/<int:number>", ExperimentView.as_view(), name="experiment"),
    path("experiments/<int:number>/stop", ExperimentStopView.as_view(), name="experiment-stop"),
    path("titles/<int:title_id>", TitleView.as_view(), name="title"),
    path("concepts", ConceptsView.as_view(), name="concepts"),
    path("concepts/batch", ConceptsBatchView.as_view(), name="concepts-batch"),
    path("neighbourhood/changes", NeighbourhoodChangesView.as_view(), name="neighbourhood-changes"),
    path("edges/<int:number>/why", WhyView.as_view(), name="edge-why"),
    path("exports/<slug:release>.<slug:file_format>", ExportView.as_view(), name="export"),
    path("reconcile", ReconcileServiceView.as_view(), name="reconcile"),
    path("reconcile/suggest/entity", SuggestEntityView.as_view(), name="reconcile-suggest-entity"),
    path("reconcile/suggest/property", SuggestPropertyView.as_view(), name="reconcile-suggest-property"),
    path("reconcile/suggest/type", SuggestTypeView.as_view(), name="reconcile-suggest-type"),
    path("reconcile/flyout", FlyoutView.as_view(), name="reconcile-flyout"),
    path("reconcile/preview", PreviewView.as_view(), name="reconcile-preview"),
    path("reconcile/properties", ProposePropertiesView.as_view(), name="reconcile-properties"),
    path("events", NoticesView.as_view(), name="events"),
    path("events/stream", StreamView.as_view(), name="events-stream"),
    path("webhooks", WebhooksView.as_view(), name="webhooks"),
    path("webhooks/<int:number>", WebhookView.as_view(), name="webhook"),
    path("webhooks/<int:number>/secret", WebhookRotateView.as_view(), name="webhook-secret"),
    path("webhooks/<int:number>/ping", WebhookPingView.as_view(), name="webhook-ping"),
    path("webhooks/<int:number>/deliveries", DeliveriesView.as_view(), name="webhook-deliveries"),
    path(
        "webhooks/<int:number>/deliveries/<int:delivery>/again",
        DeliveryAgainView.as_view(),
        name="webhook-delivery-again",
    ),
    path("feedback", FeedbackView.as_view(), name="feedback"),
    path("feedback/<int:number>/close", FeedbackCloseView.as_view(), name="feedback-close"),
]
