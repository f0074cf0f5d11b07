"""Django's entry for the house ``kgraph``."""

from django.apps import AppConfig


class KgraphConfig(AppConfig):
    """See docs/architecture.md."""

    name = "kgraph"
