"""A published release of a small kitchen, for the tests of what the search team asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rest_framework.test import APIClient

from kgraph.api.authentication import CachedBearerAuthentication
from kgraph.selectors.releases import releases_forget
from kgraph.services.releases import release_build, release_publish
from tests.kgraph.ledger import Ledger
from tests.people import program_of


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Processes remember releases and tokens for a moment; a test's database is gone sooner."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    releases_forget()
    CachedBearerAuthentication.seen.clear()


@pytest.fixture
def kitchen(db: None) -> Ledger:
    """Release 1, published."""
    ledger = Ledger()
    for title, count in (("Cook", 900), ("Line Cook", 500), ("Chef de Partie", 300), ("Sous Chef", 250)):
        ledger.title(title, count)
    ledger.decide("Cook", "broader", "Line Cook")
    ledger.decide("Cook", "broader", "Pastry Cook")
    ledger.decide("Line Cook", "synonym", "Chef de Partie")
    ledger.decide("Sous Chef", "senior", "Line Cook")
    ledger.decide("Head Chef", "senior", "Sous Chef")
    ledger.decide("Head Chef", "related", "Restaurant Manager")
    ledger.decide("Cook", "unrelated", "Cookie Monster")
    release_publish(release_build(by=ledger.ada).number, by=ledger.ada)
    return ledger


@pytest.fixture
def vic(kitchen: Ledger) -> APIClient:
    """A search engine with Vic's token."""
    return program_of("vic", "graph:read")
