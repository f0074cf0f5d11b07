"""Addresses that are told what happens, and what became of each message."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kgraph.core.notices import NAMES
from kgraph.core.webhooks.egress import MOST_URL
from kgraph.models import Delivery, Webhook
from kgraph.services.webhooks import (
    WebhookMissing,
    delivery_again,
    webhook_change,
    webhook_create,
    webhook_ping,
    webhook_remove,
    webhook_rotate,
)
from taxonomy.api.bodies import Body
from taxonomy.api.pagination import KeysetPagination, page_of
from taxonomy.api.permissions import HasScope, person_of
from taxonomy.api.problem_shapes import ProblemOut

ADMIN = HasScope("admin")
_MISSING = {404: OpenApiResponse(ProblemOut, "`webhook.not_found`")}
_WRONG = {422: OpenApiResponse(ProblemOut, "`webhook.address`: nothing is sent there, and why")}


class WebhookIn(Body):
    """Whom to tell of what."""

    url = serializers.CharField(max_length=MOST_URL)
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=NAMES),
        required=False,
        default=list,
        max_length=len(NAMES),
        help_text="none: all",
    )
    note = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class WebhookPatch(Body):
    """What to change."""

    url = serializers.CharField(max_length=MOST_URL, required=False)
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=NAMES), required=False, max_length=len(NAMES)
    )
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)
    paused = serializers.BooleanField(required=False)


class WebhookOut(serializers.Serializer[Any]):
    """An address."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    kinds = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()
    made_by = serializers.CharField()
    made_at = serializers.DateTimeField()
    rotated_at = serializers.DateTimeField(allow_null=True)
    paused_at = serializers.DateTimeField(allow_null=True)
    paused_why = serializers.CharField()


class NewWebhookOut(WebhookOut):
    """An address, and the secret that signs what it is sent: shown this once."""

    secret = serializers.CharField()


class TryOut(serializers.Serializer[Any]):
    """One attempt."""

    at = serializers.DateTimeField()
    status = serializers.IntegerField(allow_null=True, help_text="of HTTP; null: nothing came back")
    error = serializers.CharField()
    milliseconds = serializers.IntegerField()


class DeliveryOut(serializers.Serializer[Any]):
    """A message on its way, or what became of it."""

    id = serializers.IntegerField()
    type = serializers.CharField()
    place = serializers.IntegerField(allow_null=True, help_text="of the notice; null: a ping")
    state = serializers.ChoiceField(choices=Delivery.State.values)
    attempts = serializers.IntegerField()
    next_at = serializers.DateTimeField(allow_null=True, help_text="of the next attempt")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    tries = TryOut(many=True, help_text="the last twelve")


def webhook_data(row: Webhook) -> dict[str, Any]:
    """An address as JSON data; never its secret."""
    return {
        "id": row.pk,
        "url": row.url,
        "kinds": row.kinds,
        "note": row.note,
        "made_by": row.made_by.username,
        "made_at": row.made_at,
        "rotated_at": row.rotated_at,
        "paused_at": row.paused_at,
        "paused_why": row.paused_why,
    }


def delivery_data(row: Delivery) -> dict[str, Any]:
    """A delivery as JSON data."""
    waits = row.state == Delivery.State.WAITING
    return {
        "id": row.pk,
        "type": row.notice.kind,
        "place": row.notice.place if (row.notice.place or 0) > 0 else None,
        "state": row.state,
        "attempts": row.attempts,
        "next_at": row.next_at if waits else None,
        "created_at": row.created_at,
        "finished_at": row.finished_at,
        "tries": row.tries,
    }


class WebhooksView(APIView):
    """All addresses."""

    permission_classes = (ADMIN,)

    @extend_schema(responses=page_of(WebhookOut), operation_id="webhooks_list")
    def get(self, request: Request) -> Response:
        """The newest first, without those that were removed."""
        pages = KeysetPagination()
        rows = Webhook.objects.filter(removed_at=None).select_related("made_by")
        page = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response([webhook_data(row) for row in page])

    @extend_schema(
        request=WebhookIn,
        responses={201: NewWebhookOut, 409: ProblemOut, **_WRONG},
        operation_id="webhooks_create",
    )
    def post(self, request: Request) -> Response:
        """Have an address told from now on.

        Messages are signed as "Standard Webhooks" 1.0.0 says (headers `webhook-id`, `webhook-timestamp`,
        `webhook-signature`), so any library for it can check them. Anything but 2xx is tried again for three days.
        """
        body = WebhookIn(data=request.data)
        body.is_valid(raise_exception=True)
        row, secret = webhook_create(**body.validated_data, by=person_of(request))
        return Response(webhook_data(row) | {"secret": secret}, status=201)


class WebhookView(APIView):
    """One address."""

    permission_classes = (ADMIN,)

    @extend_schema(responses={200: WebhookOut, **_MISSING}, operation_id="webhooks_read")
    def get(self, request: Request, number: int) -> Response:
        """How it stands."""
        row = Webhook.objects.select_related("made_by").filter(pk=number, removed_at=None).first()
        if row is None:
            raise WebhookMissing(f"There is no webhook {number}.")
        return Response(webhook_data(row))

    @extend_schema(
        request=WebhookPatch,
        responses={200: WebhookOut, **_MISSING, **_WRONG},
        operation_id="webhooks_change",
    )
    def patch(self, request: Request, number: int) -> Response:
        """Change it, pause it, or let it go on; what a paused address has missed is sent when it goes on."""
        body = WebhookPatch(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(webhook_data(webhook_change(number, **body.validated_data, by=person_of(request))))

    @extend_schema(responses={204: None, **_MISSING}, operation_id="webhooks_remove")
    def delete(self, request: Request, number: int) -> Response:
        """Tell it nothing more; its deliveries stay on record."""
        webhook_remove(number, by=person_of(request))
        return Response(status=204)


class WebhookRotateView(APIView):
    """A new secret."""

    permission_classes = (ADMIN,)

    @extend_schema(request=None, responses={200: NewWebhookOut, **_MISSING}, operation_id="webhooks_rotate")
    def post(self, request: Request, number: int) -> Response:
        """Shown once. For a day every message carries both signatures, so that nothing is refused meanwhile."""
        row, secret = webhook_rotate(number, by=person_of(request))
        return Response(webhook_data(row) | {"secret": secret})


class WebhookPingView(APIView):
    """A message that means nothing."""

    permission_classes = (ADMIN,)

    @extend_schema(request=None, responses={202: DeliveryOut, **_MISSING}, operation_id="webhooks_ping")
    def post(self, request: Request, number: int) -> Response:
        """See whether it arrives: read the deliveries a moment later. A paused address gets it when it goes on."""
        delivery = webhook_ping(number, by=person_of(request))
        return Response(delivery_data(delivery), status=202)


class DeliveriesView(APIView):
    """What was sent to an address."""

    permission_classes = (ADMIN,)

    @extend_schema(responses={200: page_of(DeliveryOut), **_MISSING}, operation_id="webhooks_deliveries")
    def get(self, request: Request, number: int) -> Response:
        """The newest first, with each attempt."""
        if not Webhook.objects.filter(pk=number, removed_at=None).exists():
            raise WebhookMissing(f"There is no webhook {number}.")
        pages = KeysetPagination()
        rows = Delivery.objects.filter(webhook=number).select_related("notice")
        page = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response([delivery_data(row) for row in page])


class DeliveryAgainView(APIView):
    """Once more."""

    permission_classes = (ADMIN,)

    @extend_schema(request=None, responses={202: DeliveryOut, **_MISSING}, operation_id="webhooks_resend")
    def post(self, request: Request, number: int, delivery: int) -> Response:
        """Send it again, under the same `webhook-id`, and again until it arrives."""
        row = delivery_again(number, delivery, by=person_of(request))
        return Response(delivery_data(row), status=202)
