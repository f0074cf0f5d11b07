"""What all background work of the learner tells of itself."""

from __future__ import annotations

from typing import Any

from models_lstm.models.background import BackgroundRun
from models_lstm.selectors.runs import waiting_reason


def background_row(run: BackgroundRun) -> dict[str, Any]:
    """State, progress, error, who asked and when, for the API and for commands."""
    return {
        "id": run.pk,
        "state": run.state,
        "waiting_reason": waiting_reason() if run.state == BackgroundRun.State.QUEUED else None,
        "progress": run.progress,
        "error": run.error,
        "created_by": run.created_by.username if run.created_by else None,
        "queued_at": run.queued_at,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
    }
