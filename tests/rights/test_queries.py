"""No reading address asks the database more than ten questions, and no more when there is more to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from kgraph.models import Concept, Edge
from kgraph.selectors.releases import releases_forget
from kgraph.services.releases import release_build, release_publish
from taxonomy.models import Decision, ImportRun, Pair, Proposal, Task, Title
from taxonomy.selectors.caching import cached
from taxonomy.services.annotations import annotations_record
from taxonomy.services.invitations import invitation_make
from taxonomy.services.leads import assignment_make, gold_add, guideline_write
from taxonomy.services.tokens import token_create
from tests.kgraph.ledger import Ledger
from tests.people import browser_of, the
from tests.rights.table import RIGHTS
from tests.taxonomy.conftest import says

MOST = 10
SCOPES = frozenset({"graph:read", "annotate", "review", "models", "admin"})
QUERIES = {
    "suggest": {"q": "we"},
    "normalize": {"q": "weaver"},
    "expand": {"q": "weaver"},
    "path": {"from": "weaver", "to": "dyer"},
    "neighbourhood": {},
    "reconcile": {"queries": '{"q0": {"query": "weaver"}}'},
    "reconcile/suggest/entity": {"prefix": "we"},
    "guideline/affected": {"relations": "related,synonym"},
}
# Streams do not end; the schema and the metrics are no lists, and are asked by machines.
LEFT_OUT = {"events/stream", "schema/", "metrics", "health", "health/live", "health/ready", "health/workers"}


@pytest.fixture
def ledger(db: None) -> Iterator[Ledger]:
    """A little of everything, and release 1 published."""
    releases_forget()
    made = Ledger()
    made.decide("Weaver", "broader", "Silk weaver")
    made.decide("Weaver", "synonym", "Loom hand")
    made.decide("Master weaver", "senior", "Weaver")
    made.decide("Weaver", "related", "Dyer")
    release_publish(release_build(by=made.ada).number, by=made.ada)
    gold_add(pair_id=Pair.objects.earliest("pk").pk, relation="related", by=made.ada)
    guideline_write(text="# How", by=made.ada, base=0)
    token_create(person=the("root"), name="one", scopes=["graph:read"], made_by=the("root"))
    invitation_make(role="annotator", by=made.ada, within=SCOPES)
    ImportRun.objects.create(
        format="csv", path="own.csv", sha256="0", state="done", started_at=timezone.now()
    )
    grow(made, 0, 2)
    assignment_make(person=the("ana"), count=1, by=made.ada)
    yield made
    releases_forget()


def grow(ledger: Ledger, first: int, last: int) -> None:
    """More of what lists hold."""
    now = timezone.now()
    for n in range(first, last):
        ledger.decide(f"Spinner {n}", "related", f"Spinner hand {n}")
        a, b = ledger.title(f"Carder {n}"), ledger.title(f"Comber {n}")
        pair, _ = Pair.objects.get_or_create(title_a=a, title_b=b)
        task = Task.objects.create(pair=pair, wanted=2, created_at=now, updated_at=now)
        for name in ("ana", "ben"):
            annotations_record(
                person=the(name), judgements=[says(task, "related" if name == "ana" else "senior")]
            )
        c, d = ledger.title(f"Fuller {n}"), ledger.title(f"Felter {n}")
        proposed, _ = Pair.objects.get_or_create(title_a=c, title_b=d)
        Proposal.objects.create(pair=proposed, relation="related", score=0.5, created_at=now)
        Task.objects.create(pair=proposed, created_at=now, updated_at=now)


def real(address: str) -> str:
    """The address of something that is there, where this world has it."""
    known: dict[str, Any] = {
        "person_id": the("ana").pk,
        "pair_id": Pair.objects.earliest("pk").pk,
        "title_id": Title.objects.earliest("pk").pk,
        "seq": Decision.objects.earliest("pk").pk,
        "import_id": ImportRun.objects.earliest("pk").pk,
        "release": "latest",
        "file_format": "jsonl",
    }
    if address.startswith(("releases", "experiments", "webhooks", "conflicts")):
        known["number"] = 1
    if address.startswith("concepts"):
        known["number"] = Concept.objects.earliest("pk").pk
    if address.startswith("edges"):
        known["number"] = Edge.objects.earliest("pk").pk
    return "/api/v1/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(known.get(part[1], 1)), address)


def asked(client: APIClient, address: str) -> tuple[int, int]:
    """Status and number of queries of one reading; what is remembered for a while is read anew."""
    where = real(address)
    releases_forget()  # remembered for seconds only: whether these questions are asked must not hang on the clock
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(where, QUERIES.get(address, {}))
        if answer.streaming:
            b"".join(answer)
    told = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    return answer.status_code, len(told)


@pytest.fixture(autouse=True)
def nothing_cached(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first reader after a cache ran out pays for it: the number counted is theirs."""
    import sys

    for name, module in list(sys.modules.items()):
        if (
            name.startswith(("taxonomy.", "kgraph.", "models_lstm.", "config."))
            and getattr(module, "cached", None) is cached
        ):
            monkeypatch.setattr(module, "cached", lambda key, seconds, read: read())


def test_no_reading_address_asks_more_than_ten_questions_whatever_there_is(ledger: Ledger) -> None:
    client = browser_of("root")
    addresses = sorted(a for a, methods in RIGHTS.items() if "GET" in methods and a not in LEFT_OUT)
    before = {address: asked(client, address) for address in addresses}
    grow(ledger, 2, 12)
    after = {address: asked(client, address) for address in addresses}

    many = [f"{a}: {n}" for a, (_, n) in after.items() if n > MOST]
    assert not many, f"More than {MOST} questions: {', '.join(many)}."
    grown = [f"{a}: {before[a][1]} then {n}" for a, (_, n) in after.items() if n > before[a][1]]
    assert not grown, f"More rows, more questions: {', '.join(grown)}."
    broken = [f"{a}: {status}" for a, (status, _) in after.items() if status >= 500]
    assert not broken, ", ".join(broken)
    # The walk is worth something only where there is something to read.
    read = sum(status == 200 for status, _ in after.values())
    assert read >= 0.7 * len(addresses), sorted(a for a, (status, _) in after.items() if status != 200)
