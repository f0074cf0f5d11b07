"""Django's entry for the house ``config``."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The house that knows all the others."""

    name = "config"
