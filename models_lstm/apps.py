"""Django's entry for the house ``models_lstm``."""

from django.apps import AppConfig


class ModelsLstmConfig(AppConfig):
    """See docs/architecture.md."""

    name = "models_lstm"
