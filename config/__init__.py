"""Settings, wiring, the supervisor, and the commands that need more than one house."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
