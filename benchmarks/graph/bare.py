"""Settings of the same service with one more address; see ``bare_urls``."""

from __future__ import annotations

from config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.graph.bare_urls"
GRAPH_RATE = 0  # the limit of a token is not what is measured
