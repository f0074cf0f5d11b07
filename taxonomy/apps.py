"""Django's entry for the house ``taxonomy``."""

from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    """See docs/architecture.md."""

    name = "taxonomy"
