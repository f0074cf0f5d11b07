"""Deliveries: signed, kept, tried again, and only where they may go."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from kgraph.core.webhooks.retry import MOST_ATTEMPTS
from kgraph.core.webhooks.signing import signature_holds
from kgraph.models import Delivery, Notice, Webhook
from kgraph.services.notices import notice_record, notices_number
from kgraph.services.webhooks import (
    AddressNotAllowed,
    WebhookMissing,
    deliveries_make,
    deliveries_send,
    delivery_again,
    webhook_change,
    webhook_create,
    webhook_ping,
    webhook_remove,
    webhook_rotate,
)
from taxonomy.core.errors import BadInput
from taxonomy.models import AuditEntry
from tests.people import the

pytestmark = pytest.mark.django_db


class Receiver:
    """A real server that keeps what it gets and answers as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]


@pytest.fixture
def receiver(settings: LazySettings) -> Iterator[Receiver]:
    settings.WEBHOOK_NETWORKS = ("127.0.0.0/8",)
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


def happen(count: int = 1, kind: str = "graph.changed") -> None:
    for n in range(count):
        notice_record(kind, {"n": n})
    notices_number()


def round_of_delivery() -> int:
    deliveries_make()
    return deliveries_send()


def due_now() -> None:
    Delivery.objects.filter(state="waiting").update(next_at=timezone.now() - timedelta(seconds=1))


def test_what_happens_arrives_once_in_order_and_signed(receiver: Receiver) -> None:
    happen(2)  # before anybody asked
    _, secret = webhook_create(url=receiver.url, kinds=[], by=the("root"))
    happen(3)
    assert round_of_delivery() == 3
    assert round_of_delivery() == 0
    assert [(b["type"], b["place"], b["data"]["n"]) for b in receiver.bodies()] == [
        ("graph.changed", 3, 0), ("graph.changed", 4, 1), ("graph.changed", 5, 2),
    ]  # fmt: skip
    for headers, body in receiver.got:
        assert signature_holds(
            secret,
            headers["webhook-signature"],
            message=headers["webhook-id"],
            timestamp=int(headers["webhook-timestamp"]),
            body=body,
            now=int(timezone.now().timestamp()),
        )
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert secret not in json.dumps(list(Webhook.objects.values_list("salt", "salt_before", "url")))


def test_only_the_kinds_that_were_asked_for(receiver: Receiver) -> None:
    webhook_create(url=receiver.url, kinds=["release.published"], by=the("root"))
    happen(2)
    happen(1, "release.published")
    assert round_of_delivery() == 1
    assert [b["type"] for b in receiver.bodies()] == ["release.published"]


def test_a_failure_is_tried_again_under_the_same_name(receiver: Receiver) -> None:
    webhook_create(url=receiver.url, kinds=[], by=the("root"))
    happen()
    receiver.answers = [500, 302]
    assert round_of_delivery() == 1
    assert round_of_delivery() == 0  # not yet
    due_now()
    assert round_of_delivery() == 1
    due_now()
    assert round_of_delivery() == 1
    row = Delivery.objects.get()
    assert (row.state, [t["status"] for t in row.tries]) == ("sent", [500, 302, 200])
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1


def test_after_three_days_the_address_is_paused_and_loses_nothing(receiver: Receiver) -> None:
    hook, _ = webhook_create(url=receiver.url, kinds=[], by=the("root"))
    happen()
    receiver.answers = [500] * MOST_ATTEMPTS
    deliveries_make()
    for _ in range(MOST_ATTEMPTS):
        due_now()
        assert deliveries_send() == 1
    hook.refresh_from_db()
    assert hook.paused_at
    assert "three days" in hook.paused_why
    happen()
    due_now()
    assert round_of_delivery() == 0
    assert Delivery.objects.count() == 2
    webhook_change(hook.pk, paused=False, by=the("root"))
    assert round_of_delivery() == 2
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert AuditEntry.objects.filter(action="webhook.pause").count() == 1


def test_gone_means_gone(receiver: Receiver) -> None:
    hook, _ = webhook_create(url=receiver.url, kinds=[], by=the("root"))
    happen()
    receiver.answers = [410]
    assert round_of_delivery() == 1
    hook.refresh_from_db()
    assert "410" in hook.paused_why


def test_an_address_that_moves_inside_gets_nothing(receiver: Receiver, settings: LazySettings) -> None:
    webhook_create(url=receiver.url, kinds=[], by=the("root"))
    settings.WEBHOOK_NETWORKS = ()
    happen()
    assert round_of_delivery() == 1
    assert not receiver.got
    assert "no public address" in Delivery.objects.get().tries[0]["error"]


def test_a_worker_that_dies_leaves_its_delivery_to_others(receiver: Receiver) -> None:
    webhook_create(url=receiver.url, kinds=[], by=the("root"))
    happen()
    deliveries_make()
    # Taken, and nothing more heard of: the lease is all that is left.
    Delivery.objects.update(attempts=1, next_at=timezone.now() + timedelta(seconds=60))
    assert deliveries_send() == 0
    due_now()
    assert deliveries_send() == 1
    assert len(receiver.got) == 1


def test_a_new_secret_and_the_old_one_both_hold_for_a_day(receiver: Receiver) -> None:
    hook, old = webhook_create(url=receiver.url, kinds=[], by=the("root"))
    _, new = webhook_rotate(hook.pk, by=the("root"))
    happen()
    round_of_delivery()
    Webhook.objects.update(rotated_at=timezone.now() - timedelta(hours=25))
    happen()
    round_of_delivery()

    def holds(secret: str, place: int) -> bool:
        headers, body = receiver.got[place]
        stamp = int(headers["webhook-timestamp"])
        return signature_holds(
            secret,
            headers["webhook-signature"],
            message=headers["webhook-id"],
            timestamp=stamp,
            body=body,
            now=stamp,
        )

    assert [holds(old, 0), holds(new, 0), holds(old, 1), holds(new, 1)] == [True, True, False, True]


def test_ping_again_and_remove(receiver: Receiver) -> None:
    hook, _ = webhook_create(url=receiver.url, kinds=["release.published"], by=the("root"))
    ping = webhook_ping(hook.pk, by=the("root"))
    assert deliveries_send() == 1
    assert receiver.bodies()[0]["type"] == "ping"
    notices_number()
    assert not Notice.objects.filter(place__gt=0).exists()  # a ping is nobody else's business
    delivery_again(hook.pk, ping.pk, by=the("root"))
    assert deliveries_send() == 1
    assert receiver.got[0][0]["webhook-id"] == receiver.got[1][0]["webhook-id"]
    webhook_remove(hook.pk, by=the("root"))
    happen(1, "release.published")
    assert round_of_delivery() == 0
    with pytest.raises(WebhookMissing):
        webhook_ping(hook.pk, by=the("root"))


def test_bad_addresses_and_kinds_are_refused(settings: LazySettings) -> None:
    for url in ("http://127.0.0.1/", "https://localhost/", "gopher://example.com/"):
        with pytest.raises(AddressNotAllowed):
            webhook_create(url=url, kinds=[], by=the("root"))
    settings.WEBHOOK_NETWORKS = ("127.0.0.0/8",)
    with pytest.raises(BadInput, match=r"release\.gone"):
        webhook_create(url="http://127.0.0.1/", kinds=["release.gone"], by=the("root"))
    assert not Webhook.objects.exists()
