"""The graph's endpoints keep to the published schema, whatever is asked of them (schemathesis).

Each operation is asked with drawn parameters: no server error, no undeclared status or content type, and bodies of the
declared shape. ``SCHEMA_EXAMPLES`` sets how many are drawn for each (a few here, hundreds by hand).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.kgraph.ledger import Ledger
from tests.people import token_of

EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "8"))
SCHEMA = Path(__file__).resolve().parents[3] / "docs" / "openapi.json"
GRAPH = re.compile(
    r"^/api/v1/(meta|titles/\{|concepts($|/(?!.*(preferred|retirement)))|neighbourhood|suggest|normalize|expand|path|edges/|exports/"
    r"|feedback$|reconcile|releases/\{number\}(/changes)?$)"
)


CONDITIONAL = {
    "GET /api/v1/expand": "either `q` or `concept`",
    "GET /api/v1/normalize": "either `q` or `title`",
    "GET /api/v1/path": "an end of nothing but spaces names no concept",
    "GET /api/v1/exports/{release}.{file_format}": "each format has its own parts",
    "GET /api/v1/reconcile": "`queries` and `extend` are JSON inside a text",
    "POST /api/v1/reconcile": "one of `queries` and `extend`",
    "POST /api/v1/feedback": "something must be said",
}
"""Where OpenAPI cannot say what is needed, so that what fits the schema may still be refused (with 422)."""


@cache
def graph_operations() -> dict[str, Any]:
    """The operations that the search team calls, by their names."""
    schema = schemathesis.openapi.from_path(SCHEMA)
    schema.app = get_wsgi_application()
    results = list(schema.get_all_operations())
    found = [result.ok() for result in results if isinstance(result, Ok)]
    assert len(found) == len(results), "the schema itself is broken"
    return {one.label: one for one in found if GRAPH.match(one.path)}


@pytest.fixture
def search_token(kitchen: Ledger) -> Iterator[str]:
    """Vic's token, beside a published release; the test's connection outlives the requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield token_of("vic", "graph:read")
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(graph_operations()))
def test_a_graph_endpoint_keeps_to_its_schema(name: str, search_token: str) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=graph_operations()[name].as_strategy())
    def ask(case: Any) -> None:
        case.call_and_validate(
            headers={"Authorization": f"Bearer {search_token}", "Accept-Encoding": "identity"},
            excluded_checks=[positive_data_acceptance] if name in CONDITIONAL else [],
        )

    ask()


def test_all_that_the_contract_names_for_the_search_team_is_asked() -> None:
    asked = {name.split("/api/v1/")[1].split("/")[0].rstrip("?") for name in graph_operations()}
    assert asked >= {
        "meta",
        "titles",
        "concepts",
        "suggest",
        "normalize",
        "expand",
        "path",
        "edges",
        "exports",
        "feedback",
    }
    assert asked >= {"reconcile", "releases"}
