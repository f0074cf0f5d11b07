"""Two addresses: off to the provider, and back."""

from __future__ import annotations

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from config.sign_on.protocol import VerifyingAdapter
from config.sign_on.providers import PROVIDER


def _adapter(request: HttpRequest, provider_id: str) -> VerifyingAdapter:
    if settings.SIGN_ON is None or provider_id != PROVIDER:
        raise Http404
    return VerifyingAdapter(request, provider_id)


@never_cache
@require_POST
def sign_on_begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the browser to the provider. By POST with the CSRF token: no other page can log somebody in as another."""
    adapter = _adapter(request, provider_id)
    return _answered(request, adapter, OAuth2LoginView.adapter_view(adapter))


@never_cache
@require_GET
def sign_on_end(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The browser is back with a code."""
    adapter = _adapter(request, provider_id)
    return _answered(request, adapter, OAuth2CallbackView.adapter_view(adapter))


def _answered(request: HttpRequest, adapter: VerifyingAdapter, view: object) -> HttpResponse:
    try:
        response: HttpResponse = view(request)  # type: ignore[operator]
        return response
    except (RequestException, KeyError, ValueError) as error:
        # The provider is away, or its discovery document is none.
        get_adapter().on_authentication_error(request, adapter.get_provider(), exception=error)
        raise AssertionError("on_authentication_error always raises") from error
