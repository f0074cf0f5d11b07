"""Addresses of this house under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from models_lstm.api import aliases, comparisons, datasets, models, retraining, runs

urlpatterns: list[URLPattern | URLResolver] = [
    path("datasets", datasets.DatasetsView.as_view(), name="datasets"),
    path("datasets/<str:name>", datasets.DatasetView.as_view(), name="dataset"),
    path("training-runs", runs.TrainingRunsView.as_view(), name="training-runs"),
    path("training-runs/<int:run_id>", runs.TrainingRunView.as_view(), name="training-run"),
    path(
        "training-runs/<int:run_id>/cancel", runs.TrainingRunCancelView.as_view(), name="training-run-cancel"
    ),
    path(
        "training-runs/<int:run_id>/resume", runs.TrainingRunResumeView.as_view(), name="training-run-resume"
    ),
    path("training-runs/<int:run_id>/log", runs.TrainingRunLogView.as_view(), name="training-run-log"),
    path(
        "training-runs/<int:run_id>/files/<str:name>",
        runs.TrainingRunFileView.as_view(),
        name="training-run-file",
    ),
    path("retraining", retraining.RetrainingView.as_view(), name="retraining"),
    path("models", models.ModelsView.as_view(), name="models"),
    path("models/compare", models.ModelsCompareView.as_view(), name="models-compare"),
    path("comparisons", comparisons.ComparisonsView.as_view(), name="comparisons"),
    path("comparisons/<int:run_id>", comparisons.ComparisonView.as_view(), name="comparison"),
    path(
        "comparisons/<int:run_id>/cancel",
        comparisons.ComparisonCancelView.as_view(),
        name="comparison-cancel",
    ),
    path("models/learning-curve", models.LearningCurveView.as_view(), name="models-learning-curve"),
    path("models/<str:version>", models.ModelView.as_view(), name="model"),
    path("models/<str:version>/pairs", models.ModelPairsView.as_view(), name="model-pairs"),
    path("models/<str:version>/propose", models.ModelProposeView.as_view(), name="model-propose"),
    path("aliases", aliases.AliasesView.as_view(), name="aliases"),
    path("aliases/<str:name>", aliases.AliasView.as_view(), name="alias"),
    path("aliases/<str:name>/rollback", aliases.AliasRollbackView.as_view(), name="alias-rollback"),
    path("proposal-runs", models.ProposalRunsView.as_view(), name="proposal-runs"),
    path("proposal-runs/<int:run_id>", models.ProposalRunView.as_view(), name="proposal-run"),
]
