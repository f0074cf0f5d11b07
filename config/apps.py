"""Django's entry for the house ``config``."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The house that knows all the others."""

    name = "config"

    def ready(self) -> None:
        """Make the Celery application the current one, so that every ``shared_task`` binds to it."""
        import config.celery  # noqa: F401
