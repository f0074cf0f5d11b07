"""How many questions a write asks the database: at most ten, but for those that are named here with the reason.

A write that decides something merges it into the graph in its own transaction: it reads what the decision touches, one
statement a level of the closure, and writes decision, pair, task, edges, events and audit rows. That number
does not grow with the graph (`tests/kgraph/services/test_bounded_reads.py`). What takes many things at once merges
them one after the other, as the ledger says.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kgraph.selectors.releases import releases_forget
from taxonomy.models import Decision, Pair, Proposal, Task
from tests.kgraph.ledger import Ledger
from tests.people import browser_of, the
from tests.rights.test_queries import MOST, grow, ledger

__all__ = ["ledger"]

MERGE = 30
"""One decision into the graph."""
PREVIEW = 28
"""The same without writing, and what would follow from it, before and after."""
STAGING = 62
"""Titles come in by the import's own way, in temporary tables, whatever their number; one may be placed at once."""
RELEASE = 26
"""A whole graph is read."""
FREEZE = 16
"""All judgements are read."""

REOPEN = 14
"""The task asks again, what others said is counted anew, what was decided is taken back, the pair is leased and shown."""

Write = tuple[str, str, Any]


def writes(ledger: Ledger) -> dict[str, tuple[Write, int]]:
    """What is asked, with the most that it may ask."""
    tasks = list(Task.objects.filter(state="open", answers=0).order_by("pk"))
    proposal = Proposal.objects.filter(state="open").earliest("pk").pk
    disputed = Task.objects.filter(state="disputed").earliest("pk")
    latest = Decision.objects.latest("pk").pk
    answer = disputed.annotations.earliest("pk").pk
    weaver, dyer = ledger.concept("Weaver").pk, ledger.concept("Dyer").pk
    silk = ledger.concept("Silk weaver").pk
    ends = {"title_a": ledger.title("Weaver").pk, "title_b": ledger.title("Comber 1").pk}
    move = {"kind": "move", "concept": silk, "under": dyer}
    ana = the("ana").pk
    keys = [str(uuid.uuid4()) for _ in range(3)]

    def verdicts(word: str) -> dict[str, Any]:
        return {"items": [{"proposal_id": proposal, "verdict": word}]}

    return {
        "make a token": (("POST", "tokens", {"name": "two", "scopes": ["graph:read"]}), MOST),
        "add a person": (("POST", "people", {"username": "eve", "role": "annotator"}), MOST),
        "change a role": (("PATCH", f"people/{ana}", {"role": "reviewer"}), MOST),
        "give a new password": (("POST", f"people/{ana}/password-reset", None), MOST),
        "invite": (("POST", "invitations", {"role": "annotator"}), MOST),
        "give back": (("POST", "queue/release", {"task_ids": [task.pk for task in tasks]}), MOST),
        "fill the queue": (("POST", "queue/fill", {"limit": 50}), MOST),
        "end leases": (("POST", "queue/leases", {}), MOST),
        "change the policy": (("PUT", "queue/policy", {"overlap_share": 0.2}), MOST),
        "skip": (("POST", f"tasks/{tasks[0].pk}/skip", None), MOST),
        "answer": (
            ("POST", "annotations", {"task_id": tasks[-1].pk, "relation": "related", "client_key": keys[0]}),
            MOST,
        ),
        "take an answer back": (("POST", f"annotations/{answer}/undo", None), REOPEN),
        "practise": (("POST", "practice", {}), MOST),
        "preview a review": (("POST", "proposals/preview", verdicts("accept")), MOST),
        "reject": (("POST", "proposals/review", verdicts("reject")), MOST),
        "accept": (("POST", "proposals/review", verdicts("accept")), MERGE),
        "accept by itself": (("POST", "acceptance", {"dry_run": True}), MOST),
        "switch acceptance on": (("PUT", "acceptance/synonym", {"enabled": True}), MOST),
        "adjudicate": (
            ("POST", "adjudications", {"task_id": disputed.pk, "relation": "related", "client_key": keys[1]}),
            MERGE + 4,
        ),
        "vouch for gold": (
            ("POST", "gold", {"pair_id": Pair.objects.latest("pk").pk, "relation": "related"}),
            MOST,
        ),
        "assign": (("POST", "assignments", {"person": ana, "count": 2}), MOST),
        "write the guideline": (("POST", "guideline", {"text": "# New", "base": 1}), MOST),
        "preview a decision": (("POST", "preview", {**ends, "relation": "related"}), MOST),
        "preview a merger": (
            ("POST", "preview", {**ends, "title_b": ledger.title("Dyer").pk, "relation": "synonym"}),
            PREVIEW,
        ),
        "decide": (("POST", "decisions", {**ends, "relation": "related"}), MERGE),
        "take a decision back": (("POST", f"decisions/{latest}/revert", {"reason": "No."}), MERGE),
        "retire": (("PUT", f"concepts/{weaver}/retirement", {"reason": "No."}), MOST),
        "watch": (("PUT", f"taxonomy/concepts/{weaver}/watch", None), MOST),
        "comment": (
            ("POST", f"taxonomy/concepts/{weaver}/comments", {"text": "Hm.", "client_key": keys[2]}),
            MOST,
        ),
        "add a title": (("POST", f"taxonomy/concepts/{weaver}/titles", {"text": "Webster"}), STAGING),
        "preview a move": (("POST", "taxonomy/preview", move), PREVIEW),
        "move": (("POST", "taxonomy/changes", move), MERGE + 4),
        "paste a table": (("POST", "taxonomy/bulk", {"text": "Weaver\tbroader\tRug weaver"}), STAGING),
        "build a release": (("POST", "releases", {"note": "n"}), RELEASE),
        "withdraw a release": (("POST", "releases/1/withdraw", {"reason": "Bad."}), MOST),
        "replay queries": (("POST", "releases/1/replay", {"queries": ["weaver"], "since": 1}), MOST),
        "ask for concepts": (("POST", "concepts/batch", {"ids": [weaver]}), MOST),
        "normalise many": (("POST", "normalize/bulk", {"titles": ["weaver"]}), MOST),
        "give feedback": (("POST", "feedback", {"kind": "missing", "query_id": "weaver", "text": "x"}), MOST),
        "freeze a data set": (("POST", "datasets", {"name": "first"}), FREEZE),
        "retrain by itself": (("PUT", "retraining", {"enabled": True}), MOST),
    }


@pytest.mark.django_db
def test_a_write_asks_at_most_ten_questions_or_the_number_that_is_named(ledger: Ledger) -> None:
    grow(ledger, 2, 6)
    client = browser_of("root")
    told = {}
    for name, ((method, address, body), most) in writes(ledger).items():
        releases_forget()
        with transaction.atomic():
            with CaptureQueriesContext(connection) as queries:
                answer = client.generic(
                    method,
                    f"/api/v1/{address}",
                    "" if body is None else json.dumps(body),
                    content_type="application/json",
                )
            transaction.set_rollback(True)
        asked = [q for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]
        told[name] = (answer.status_code, len(asked), most, answer.content[:200])
    # "retire" is refused while the concept is in use: the questions are asked all the same.
    refused = {name: why for name, (status, _, _, why) in told.items() if status >= 400 and name != "retire"}
    assert not refused
    many = [
        f"{name}: {asked} instead of {most}" for name, (_, asked, most, _) in told.items() if asked > most
    ]
    assert not many, "; ".join(many)
    # A number that is far above what is asked would hide what comes to be asked more.
    loose = [
        f"{name}: {asked}" for name, (_, asked, most, _) in told.items() if most > MOST and asked < most / 2
    ]
    assert not loose, "; ".join(loose)
