"""Addresses that are told what happened, and the deliveries to them: kept, signed, tried again."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone

from kgraph.core.notices import KINDS
from kgraph.core.webhooks.egress import Answer, NotAllowed, networks_of, send, target_of
from kgraph.core.webhooks.retry import wait_after
from kgraph.core.webhooks.signing import secret_of, signature
from kgraph.models import Delivery, Notice, Webhook
from taxonomy.core.errors import BadInput, NotFound, Refused
from taxonomy.models import Person
from taxonomy.services.audit import audit_record

log = logging.getLogger(__name__)

ROTATION: Final = timedelta(hours=24)
"""How long the former secret signs beside the new one."""
MOST_WEBHOOKS: Final = 50
_LEASE: Final = timedelta(seconds=60)
_AT_ONCE: Final = 500
_BUDGET_SECONDS: Final = 30.0
_KEPT_TRIES: Final = 12
_MOST_WORDS: Final = 300


class WebhookMissing(NotFound):
    """There is no such address, or it was removed."""

    code = "webhook.not_found"


class AddressNotAllowed(BadInput):
    """Nothing is sent to that address."""

    code = "webhook.address"


class WebhookRefused(Refused):
    """It cannot be done as things are."""

    code = "webhook.refused"


@transaction.atomic
def webhook_create(*, url: str, kinds: Sequence[str], note: str = "", by: Person) -> tuple[Webhook, str]:
    """Have an address told of what happens from now on. The secret is shown here and never again.

    Args:
        kinds: of notices (`kgraph.core.notices.KINDS`); none: all.

    Raises:
        AddressNotAllowed: the egress guard refuses it.
        BadInput: an unknown kind.
        WebhookRefused: there are too many.
    """
    _check(url, kinds)
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE kgraph_webhook IN SHARE ROW EXCLUSIVE MODE")
    if Webhook.objects.filter(removed_at=None).count() >= MOST_WEBHOOKS:
        raise WebhookRefused(f"There are {MOST_WEBHOOKS} addresses already; remove one first.")
    row = Webhook.objects.create(
        url=url,
        kinds=sorted(set(kinds)),
        note=note.strip(),
        salt=secrets.token_hex(16),
        told=Notice.objects.aggregate(last=Max("place"))["last"] or 0,
        made_by=by,
        made_at=timezone.now(),
    )
    _audit(row, "webhook.create", by, {"url": url, "kinds": row.kinds})
    return row, _secret(row.salt)


@transaction.atomic
def webhook_change(
    number: int,
    *,
    by: Person,
    url: str | None = None,
    kinds: Sequence[str] | None = None,
    note: str | None = None,
    paused: bool | None = None,
) -> Webhook:
    """Change what is given. An address that was paused is told, when it goes on, all that it has missed.

    Raises:
        WebhookMissing, AddressNotAllowed, BadInput
    """
    row = _locked(number)
    _check(url, kinds or ())
    changed: dict[str, Any] = {}
    if url is not None:
        row.url = changed["url"] = url
    if kinds is not None:
        row.kinds = changed["kinds"] = sorted(set(kinds))
    if note is not None:
        row.note = changed["note"] = note.strip()
    if paused is not None and paused != (row.paused_at is not None):
        changed["paused"] = paused
        now = timezone.now()
        if not paused:
            again = Q(state=Delivery.State.WAITING) | Q(
                state=Delivery.State.GIVEN_UP, finished_at__gte=row.paused_at
            )
            Delivery.objects.filter(again, webhook=row).update(
                state=Delivery.State.WAITING, attempts=0, next_at=now, finished_at=None
            )
        row.paused_at = now if paused else None
        row.paused_why = f"Paused by {by.username}." if paused else ""
    if changed:
        row.save()
        _audit(row, "webhook.change", by, changed)
    return row


@transaction.atomic
def webhook_rotate(number: int, *, by: Person) -> tuple[Webhook, str]:
    """A new secret, shown once; the former one signs beside it for a day, so that no message is refused meanwhile.

    Raises:
        WebhookMissing
    """
    row = _locked(number)
    row.salt_before, row.salt, row.rotated_at = row.salt, secrets.token_hex(16), timezone.now()
    row.save(update_fields=["salt_before", "salt", "rotated_at"])
    _audit(row, "webhook.rotate", by, {})
    return row, _secret(row.salt)


@transaction.atomic
def webhook_remove(number: int, *, by: Person) -> None:
    """Tell it nothing more. Its deliveries stay on record; those that wait are given up.

    Raises:
        WebhookMissing
    """
    row = _locked(number)
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    Delivery.objects.filter(webhook=row, state=Delivery.State.WAITING).update(
        state=Delivery.State.GIVEN_UP, finished_at=row.removed_at
    )
    _audit(row, "webhook.remove", by, {})


@transaction.atomic
def webhook_ping(number: int, *, by: Person) -> Delivery:
    """Send a notice that means nothing, to see whether it arrives.

    Raises:
        WebhookMissing
    """
    row = _locked(number)
    # Without a place: nobody but this address hears of it.
    notice = Notice.objects.create(kind="ping", at=timezone.now(), data={"webhook": row.pk}, place=None)
    Notice.objects.filter(pk=notice.pk).update(place=-notice.pk)
    _audit(row, "webhook.ping", by, {})
    return Delivery.objects.create(
        webhook=row, notice=notice, next_at=timezone.now(), created_at=timezone.now()
    )


@transaction.atomic
def delivery_again(number: int, delivery: int, *, by: Person) -> Delivery:
    """Try a delivery once more, from the first wait on, whatever became of it.

    Raises:
        WebhookMissing
        NotFound: it has no such delivery.
    """
    row = _locked(number)
    found = Delivery.objects.select_for_update().filter(pk=delivery, webhook=row).first()
    if found is None:
        raise NotFound(f"There is no delivery {delivery} to this address.")
    found.state, found.attempts, found.next_at, found.finished_at = (
        Delivery.State.WAITING,
        0,
        timezone.now(),
        None,
    )
    found.save(update_fields=["state", "attempts", "next_at", "finished_at"])
    _audit(row, "webhook.resend", by, {"delivery": delivery})
    return found


def deliveries_make() -> int:
    """One delivery for each address and each notice that it wants and has not been told of; how many were made.

    Safe to be killed and to run twice: how far an address was told moves in the transaction of its deliveries.
    """
    made = 0
    for pk in Webhook.objects.filter(removed_at=None).values_list("pk", flat=True):
        while True:
            with transaction.atomic():
                row = (
                    Webhook.objects.select_for_update(skip_locked=True).filter(pk=pk, removed_at=None).first()
                )
                if row is None:
                    break
                new = list(Notice.objects.filter(place__gt=row.told).order_by("place")[:_AT_ONCE])
                if not new:
                    break
                now = timezone.now()
                Delivery.objects.bulk_create(
                    Delivery(webhook=row, notice=notice, next_at=now, created_at=now)
                    for notice in new
                    if not row.kinds or notice.kind in row.kinds
                )
                row.told = new[-1].place or row.told
                row.save(update_fields=["told"])
            made += len(new)
    return made


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one attempt."""

    status: int | None
    error: str
    retry_after: int | None
    milliseconds: int

    @property
    def arrived(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def deliveries_send(*, budget: float = _BUDGET_SECONDS) -> int:
    """Send what is due, the longest waiting first, for at most ``budget`` seconds; how many attempts were made.

    Each delivery is taken with a lease, so that several workers never send the same at once and none is lost when one
    dies. It may then arrive twice: the header ``webhook-id`` is the same both times.
    """
    until, attempts = monotonic() + budget, 0
    while monotonic() < until:
        delivery = _take()
        if delivery is None:
            break
        _finish(delivery, _attempt(delivery))
        attempts += 1
    return attempts


@transaction.atomic
def _take() -> Delivery | None:
    now = timezone.now()
    row = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(state=Delivery.State.WAITING, next_at__lte=now, webhook__paused_at=None)
        .select_related("webhook", "notice")
        .order_by("next_at")
        .first()
    )
    if row is not None:
        row.attempts += 1
        row.next_at = now + _LEASE
        row.save(update_fields=["attempts", "next_at"])
    return row


def _attempt(delivery: Delivery) -> _Outcome:
    body = payload(delivery.notice)
    message, now = f"tl_{delivery.notice_id}_{delivery.webhook_id}", int(timezone.now().timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Titleloom-Webhooks/1",
        "webhook-id": message,
        "webhook-timestamp": str(now),
        "webhook-signature": signature(_secrets(delivery.webhook), message=message, timestamp=now, body=body),
    }
    started = monotonic()
    try:
        target = target_of(delivery.webhook.url, networks_of(settings.WEBHOOK_NETWORKS))
        answer: Answer = send(target, body, headers)
    except (NotAllowed, OSError) as error:
        words = str(error) or type(error).__name__
        return _Outcome(None, words[:_MOST_WORDS], None, round(1_000 * (monotonic() - started)))
    error_text = "" if 200 <= answer.status < 300 else answer.text[:_MOST_WORDS]
    return _Outcome(answer.status, error_text, answer.retry_after, answer.milliseconds)


@transaction.atomic
def _finish(delivery: Delivery, outcome: _Outcome) -> None:
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    now = timezone.now()
    row.tries = [
        *row.tries[1 - _KEPT_TRIES :],
        {
            "at": now.isoformat(),
            "status": outcome.status,
            "error": outcome.error.replace("\x00", ""),
            "milliseconds": outcome.milliseconds,
        },
    ]
    if row.state == Delivery.State.WAITING:
        wait = wait_after(max(1, row.attempts), asked=outcome.retry_after)
        if outcome.arrived:
            row.state, row.finished_at = Delivery.State.SENT, now
        elif outcome.status == 410 or wait is None:
            row.state, row.finished_at = Delivery.State.GIVEN_UP, now
            _pause(delivery.webhook_id, now, gone=outcome.status == 410, attempts=row.attempts)
        else:
            row.next_at = now + timedelta(seconds=wait)
    row.save(update_fields=["tries", "state", "finished_at", "next_at"])


def _pause(webhook: int, now: datetime, *, gone: bool, attempts: int) -> None:
    why = (
        "The receiver answered 410 Gone."
        if gone
        else f"A delivery failed {attempts} times over three days. Let it go on when the receiver works again: what it "
        "has missed is sent then."
    )
    row = Webhook.objects.select_for_update().get(pk=webhook)
    if row.paused_at is None and row.removed_at is None:
        row.paused_at, row.paused_why = now, why
        row.save(update_fields=["paused_at", "paused_why"])
        _audit(row, "webhook.pause", None, {"why": why})
        log.warning("webhook %d is paused: %s", row.pk, why)


def payload(notice: Notice) -> bytes:
    """The body of a message."""
    return json.dumps(
        {
            "type": notice.kind,
            "timestamp": notice.at.isoformat().replace("+00:00", "Z"),
            "place": notice.place if (notice.place or 0) > 0 else None,
            "data": notice.data,
        },
        separators=(",", ":"),
        ensure_ascii=False,
    ).encode()


def _secret(salt: str) -> str:
    return secret_of(settings.SECRET_KEY, salt)


def _secrets(row: Webhook) -> list[str]:
    found = [_secret(row.salt)]
    if row.salt_before and row.rotated_at is not None and timezone.now() - row.rotated_at < ROTATION:
        found.append(_secret(row.salt_before))
    return found


def _locked(number: int) -> Webhook:
    row = Webhook.objects.select_for_update().filter(pk=number, removed_at=None).first()
    if row is None:
        raise WebhookMissing(f"There is no webhook {number}.")
    return row


def _check(url: str | None, kinds: Sequence[str]) -> None:
    if unknown := sorted(set(kinds) - set(KINDS)):
        raise BadInput(f"Unknown: {', '.join(unknown)}. Known are {', '.join(KINDS)}.", field="kinds")
    if url is not None:
        try:
            target_of(url, networks_of(settings.WEBHOOK_NETWORKS))
        except NotAllowed as error:
            raise AddressNotAllowed(str(error), field="url") from error


def _audit(row: Webhook, action: str, by: Person | None, data: dict[str, Any]) -> None:
    audit_record(actor=by, action=action, obj_type="webhook", obj_id=row.pk, data=data)
